//! What many documents say together, counted while they are read.

use std::collections::{BTreeMap, HashSet};
use std::ops::ControlFlow;

use crate::document::{Assessment, Header, Summary, Verdict};
use crate::error::Error;
use crate::saved::{Document, Saved, Sources};

/// How many names a table of counts has at most. Those of this program are few; addresses and codes of other documents may be any.
const NAMES: usize = 1000;

/// How many documents that could not be read are listed.
const REJECTED: usize = 100;

/// Counts the documents; `visit` sees each, as long as it likes.
pub fn summarise(sources: &Sources, mut visit: impl FnMut(&Result<Saved, Error>) -> ControlFlow<()>) -> Summary {
    let mut summary = Summary {
        header: Header::of("summary"),
        document_count: 0,
        assessment_count: 0,
        compliant_count: 0,
        not_compliant_count: 0,
        indeterminate_count: 0,
        error_count: 0,
        rejected_count: 0,
        verdicts: BTreeMap::new(),
        releases: BTreeMap::new(),
        reasons: BTreeMap::new(),
        error_codes: BTreeMap::new(),
        blocked_by: BTreeMap::new(),
        rejected: Vec::new(),
    };
    let _ = sources.each(&mut |saved| {
        let seen = visit(&saved);
        match saved {
            Ok(saved) => summary.add(&saved.document),
            Err(error) => {
                summary.rejected_count += 1;
                if summary.rejected.len() < REJECTED {
                    summary.rejected.push(error);
                }
            }
        }
        seen
    });
    summary
}

impl Summary {
    fn add(&mut self, document: &Document) {
        self.document_count += 1;
        match document {
            Document::Assessment(assessment) => self.add_assessment(assessment),
            Document::Error(error) => {
                self.error_count += 1;
                count(&mut self.error_codes, error.code.name());
            }
            Document::ClientLog(_) | Document::ServerLog(_) | Document::Version(_) => {}
        }
    }

    fn add_assessment(&mut self, assessment: &Assessment) {
        self.assessment_count += 1;
        match assessment.compliant {
            Some(true) => self.compliant_count += 1,
            Some(false) => self.not_compliant_count += 1,
            None => self.indeterminate_count += 1,
        }
        count(&mut self.verdicts, assessment.verdict.name());
        if let Some(release) = assessment.version.as_ref().and_then(|version| version.release) {
            count(&mut self.releases, release.name());
        }
        assessment.reasons.iter().for_each(|reason| count(&mut self.reasons, &reason.code));
        assessment.errors.iter().for_each(|error| count(&mut self.error_codes, error.code.name()));
        if assessment.verdict == Verdict::Blocked {
            let incidents = assessment.client_logs.iter().flat_map(|log| &log.incidents);
            let servers: HashSet<_> = incidents.filter_map(|incident| incident.server_url.as_deref()).collect();
            servers.into_iter().for_each(|server| count(&mut self.blocked_by, server));
        }
    }
}

fn count(counts: &mut BTreeMap<String, u64>, name: &str) {
    let name = if counts.len() < NAMES || counts.contains_key(name) { name } else { "other" };
    *counts.entry(name.to_owned()).or_default() += 1;
}
