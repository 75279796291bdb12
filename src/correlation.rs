//! The join of a client's failures with the server's faults: the fault's id is in both logs, and the server's log tells
//! why it sent the fault.

use std::collections::{HashMap, HashSet};
use std::ops::RangeInclusive;

use chrono::TimeDelta;

use crate::document::{Cause, ClientLog, Correlation, CorrelationResult, ServerFault, ServerLog};
use crate::time::{LocalTime, UtcTime, format_offset};

/// UTC offsets are whole quarters of an hour everywhere.
const QUARTER: i64 = 15;

/// The offsets in use, in minutes: UTC-12:00 to UTC+14:00.
const OFFSETS: RangeInclusive<i64> = -12 * 60..=14 * 60;

/// One correlation for each failure of the client that has a fault id, in the order of the logs.
pub fn correlate(client_logs: &[ClientLog], server_logs: &[ServerLog]) -> Vec<Correlation> {
    let mut faults: HashMap<&str, &ServerFault> = HashMap::new();
    for fault in server_logs.iter().flat_map(|log| &log.faults) {
        if let Some(id) = &fault.fault_id {
            // Logs that overlap have the same fault twice, one of them perhaps without its exception.
            let known = faults.entry(id).or_insert(fault);
            if known.cause == Cause::Unknown {
                *known = fault;
            }
        }
    }
    let mut correlations: Vec<Correlation> = Vec::new();
    let mut seen = HashSet::new();
    for incident in client_logs.iter().flat_map(|log| &log.incidents) {
        if let Some(id) = incident.fault_id.as_deref().filter(|id| seen.insert(*id)) {
            correlations.push(join(id, incident.time, faults.get(id).copied()));
        }
    }
    correlations
}

fn join(id: &str, client_time: LocalTime, fault: Option<&ServerFault>) -> Correlation {
    let result = match fault.map(|fault| fault.cause) {
        Some(Cause::Advisory) => CorrelationResult::Confirmed,
        Some(Cause::Other) => CorrelationResult::Refuted,
        Some(Cause::Unknown) | None => CorrelationResult::Unmatched,
    };
    let clocks = fault.and_then(|fault| compare(client_time, fault.time));
    Correlation {
        fault_id: id.to_owned(),
        result,
        client_time,
        server_time: fault.map(|fault| fault.time),
        utc_offset: clocks.map(|(offset, _)| format_offset(offset)),
        skew_ms: clocks.map(|(_, skew)| skew),
    }
}

/// The client's offset from UTC in minutes, and by how many milliseconds the server logged later than the client. None
/// where the clocks are further apart than any offset explains.
fn compare(client: LocalTime, server: UtcTime) -> Option<(i64, i64)> {
    let ahead = (client.0 - server.0.naive_utc()).num_milliseconds();
    let quarter = TimeDelta::minutes(QUARTER).num_milliseconds();
    let quarters = (ahead + quarter / 2).div_euclid(quarter);
    let offset = quarters * QUARTER;
    OFFSETS.contains(&offset).then_some((offset, quarters * quarter - ahead))
}
