//! What it is when it is not this problem: the failures of another kind in a client's logs, and the faults of a server with another cause.

use crate::judge::grounds::Ground;
use crate::judge::verdict::{Findings, Verdict};
use crate::recognise::client_scan::OtherFailure;
use crate::recognise::server_scan::OtherFault;
use crate::values::counts::OTHER;
use crate::values::occurrences::Occurrences;

/// How many kinds of each are told of; the logs' documents have all of them.
const TOLD: usize = 3;

/// The most frequent of them, where they help: not beside this problem itself, except where they refute that it is this problem.
pub fn reasons(findings: &Findings, verdict: Verdict, is_refuted: bool) -> Vec<Ground> {
    let is_this_problem = verdict.compliant() == Some(false);
    let mut reasons = Vec::new();
    if !is_this_problem {
        reasons.extend(failures(findings));
    }
    if !is_this_problem || is_refuted {
        reasons.extend(faults(findings));
    }
    reasons
}

fn failures(findings: &Findings) -> Vec<Ground> {
    let mut kinds = Occurrences::new(usize::MAX);
    for failure in findings.client_logs.iter().flat_map(|log| &log.other_failure_details) {
        kinds.add_all(&failure.kind(), failure.occurrence());
    }
    let told = kinds.by_frequency().into_iter().filter(|(kind, _)| *kind != OTHER).take(TOLD);
    told.map(|(kind, occurrence)| {
        let failure = OtherFailure::new(kind, occurrence);
        let (trouble, name) = (failure.known(), failure.name.map(String::from));
        let OtherFailure { code, error_code, count, last_time, .. } = failure;
        Ground::OtherFailures { code, error_code, name, trouble, count, last: last_time }
    })
    .collect()
}

fn faults(findings: &Findings) -> Vec<Ground> {
    let mut kinds = Occurrences::new(usize::MAX);
    for fault in findings.server_logs.iter().flat_map(|log| &log.other_fault_details) {
        kinds.add_all(&OtherFault::kind(&fault.exception, fault.known()), fault.occurrence());
    }
    let told = kinds.by_frequency().into_iter().map(|(kind, occurrence)| OtherFault::new(kind, occurrence));
    let told = told.filter(|fault| fault.exception != OTHER).take(TOLD);
    told.map(|fault| Ground::OtherFaults {
        trouble: fault.known(),
        exception: fault.exception,
        count: fault.count,
        last: fault.last_time,
    })
    .collect()
}
