//! Counts over many documents, made while they are read.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use crate::document::{Assessment, Bounded, ErrorDocument, Header, Summary, Verdict};
use crate::fleet::saved::{Saved, SavedDocument};
use crate::fleet::sources::Reading;
use crate::values::counts::Counts;
use crate::values::error::Error;

/// How many names a table of counts has at most. This program's own names are few; a foreign document may have any number.
const NAMES: usize = 1000;

/// The longest name in such a table, in bytes. Names of this program's own and addresses of servers are shorter.
const NAME: usize = 128;

/// How many of the documents that could not be read are listed.
const REJECTED: usize = 100;

/// Counts the documents. `visit` sees each one, and ends the counting with [`ControlFlow::Break`].
pub fn summarise(documents: &mut Reading, mut visit: impl FnMut(&Result<Saved, Error>) -> ControlFlow<()>) -> Summary {
    let mut summary = Summary {
        header: Header::of::<Summary>(),
        document_count: 0,
        assessment_count: 0,
        compliant_count: 0,
        not_compliant_count: 0,
        indeterminate_count: 0,
        error_count: 0,
        rejected_count: 0,
        verdicts: Counts::new(NAMES),
        releases: Counts::new(NAMES),
        reasons: Counts::new(NAMES),
        error_codes: Counts::new(NAMES),
        blocked_by: Counts::new(NAMES),
        rejected: Vec::new(),
    };
    let language = documents.sources.language.unwrap_or_default();
    let _ = documents.each(&mut |saved| {
        let seen = visit(&saved);
        match saved {
            Ok(saved) => summary.add(&saved.document),
            Err(error) => summary.reject(ErrorDocument::new(&error, language)),
        }
        seen
    });
    summary.bounded()
}

/// A name for a table, cut if it is too long.
fn name(text: &str) -> &str {
    &text[..text.floor_char_boundary(NAME)]
}

impl Summary {
    /// Counts what could not be read.
    pub(super) fn reject(&mut self, error: ErrorDocument) {
        self.rejected_count += 1;
        if self.rejected.len() < REJECTED {
            self.rejected.push(error);
        }
    }

    fn add(&mut self, document: &SavedDocument) {
        self.document_count += 1;
        match document {
            SavedDocument::Assessment(assessment) => self.add_assessment(assessment),
            SavedDocument::Error(error) => {
                self.error_count += 1;
                self.error_codes.add(error.code.name());
            }
            SavedDocument::ClientLog(_) | SavedDocument::ServerLog(_) | SavedDocument::Version(_) => {}
        }
    }

    fn add_assessment(&mut self, assessment: &Assessment) {
        self.assessment_count += 1;
        match assessment.compliant {
            Some(true) => self.compliant_count += 1,
            Some(false) => self.not_compliant_count += 1,
            None => self.indeterminate_count += 1,
        }
        self.verdicts.add(assessment.verdict.name());
        if let Some(release) = assessment.version.as_ref().and_then(|version| version.release) {
            self.releases.add(release.name());
        }
        // Some codes may be there several times.
        let reasons: BTreeSet<&str> = assessment.reasons.iter().map(|reason| &*reason.code).collect();
        reasons.into_iter().for_each(|code| self.reasons.add(name(code)));
        assessment.errors.iter().for_each(|error| self.error_codes.add(error.code.name()));
        if assessment.verdict == Verdict::Blocked {
            let incidents = assessment.client_logs.iter().flat_map(|log| &log.incidents);
            // Each server once, and in a fixed order, which decides which of them have a name beyond the limit.
            let mut servers = Counts::default();
            incidents.filter_map(|incident| incident.server_url.as_deref()).for_each(|server| servers.add(name(server)));
            servers.iter().for_each(|(server, _)| self.blocked_by.add(server));
        }
    }
}
