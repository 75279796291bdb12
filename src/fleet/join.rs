//! Clients and servers of a whole network: which clients are blocked by which server.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::ControlFlow;

use crate::document::{
    Assessment, Bounded, ClientIncident, ClientLog, Correlation, CorrelationResult, ErrorDocument, Header, Join, Role,
    ServerFault, ServerLog, Verdict,
};
use crate::fleet::saved::SavedDocument;
use crate::fleet::sources::Reading;
use crate::judge::correlate::{Faults, compare};
use crate::values::error::Error;
use crate::values::language::Language;
use crate::values::problem::{Place, Problem};

/// The servers' side: what their logs say about each fault, by its id. Nothing else is kept, however many documents there are.
#[derive(Debug, Default)]
pub struct Servers {
    names: Vec<String>,
    numbers: HashMap<String, usize>,
    faults: Faults,
}

/// A client's failure, and what is known about it.
pub(super) struct Failure<'a> {
    /// What the client logged.
    pub incident: &'a ClientIncident,
    /// The number of the server that sent the fault.
    pub server: Option<usize>,
    /// The fault as the server logged it.
    pub fault: Option<&'a ServerFault>,
    /// Both together, if the failure has a fault id.
    correlation: Option<Correlation>,
}

impl Failure<'_> {
    /// What the server's log says about it.
    pub fn result(&self) -> CorrelationResult {
        self.correlation.as_ref().map_or(CorrelationResult::Unmatched, |correlation| correlation.result)
    }
}

impl Servers {
    /// Adds a machine's server logs.
    pub fn add(&mut self, assessment: &Assessment) {
        let is_server = assessment.roles.contains(&Role::Server);
        for log in &assessment.server_logs {
            // A server's log that was given with a client's evidence is another machine's.
            self.add_log(if is_server { &assessment.target.name } else { &log.path }, log);
        }
    }

    /// Adds one log of the server `name`.
    pub fn add_log(&mut self, name: &str, log: &ServerLog) {
        let number = self.numbers.get(name).copied().unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.numbers.insert(name.to_owned(), self.names.len() - 1);
            self.names.len() - 1
        });
        self.faults.add(number, log);
    }

    /// A server's name.
    pub(super) fn name(&self, number: usize) -> &str {
        &self.names[number]
    }

    /// Visits each failure of a client once.
    pub(super) fn each_failure<'a>(&'a self, logs: &'a [ClientLog], visit: &mut dyn FnMut(Failure<'a>)) {
        let mut seen = HashSet::new();
        for incident in logs.iter().flat_map(|log| &log.incidents) {
            let id = incident.fault_id.as_deref();
            // Overlapping logs have the same failure twice.
            if id.is_some_and(|id| !seen.insert(id)) {
                continue;
            }
            let (server, fault) = id.and_then(|id| self.faults.get(id)).unzip();
            visit(Failure { incident, server, fault, correlation: id.map(|id| compare(id, incident.time, fault)) });
        }
    }

    /// Joins a client's failures with the servers' faults: one document for each server at which it failed, none for a client
    /// without failures.
    pub fn join(&self, client: &str, logs: &[ClientLog]) -> Vec<Join> {
        let mut joins: BTreeMap<(Option<usize>, Option<&str>), Join> = BTreeMap::new();
        let new = |server: Option<usize>, url: Option<&str>| Join {
            header: Header::of::<Join>(),
            client: client.to_owned(),
            server: server.map(|server| self.names[server].clone()),
            server_url: url.map(str::to_owned),
            result: CorrelationResult::Unmatched,
            failure_count: 0,
            confirmed_count: 0,
            refuted_count: 0,
            unmatched_count: 0,
            first_time: None,
            last_time: None,
            exceptions: BTreeSet::new(),
            correlations: Vec::new(),
            correlations_omitted: 0,
        };
        self.each_failure(logs, &mut |failure| {
            let key = (failure.server, failure.incident.server_url.as_deref());
            let join = joins.entry(key).or_insert_with(|| new(key.0, key.1));
            match failure.result() {
                CorrelationResult::Confirmed => join.confirmed_count += 1,
                CorrelationResult::Refuted => {
                    join.refuted_count += 1;
                    join.exceptions.extend(failure.fault.and_then(|fault| fault.exception.clone()));
                }
                CorrelationResult::Unmatched => join.unmatched_count += 1,
            }
            join.first_time = join.first_time.into_iter().chain([failure.incident.time]).min();
            join.last_time = join.last_time.max(Some(failure.incident.time));
            join.correlations.extend(failure.correlation);
        });
        let omitted: u64 = logs.iter().map(|log| log.incidents_omitted).sum();
        if omitted > 0 {
            joins.entry((None, None)).or_insert_with(|| new(None, None)).unmatched_count += omitted;
        }
        joins.into_values().map(finished).collect()
    }
}

fn finished(mut join: Join) -> Join {
    join.failure_count = join.confirmed_count + join.refuted_count + join.unmatched_count;
    join.result = result(join.confirmed_count, join.unmatched_count);
    join.bounded()
}

/// The result of all failures of a client at a server: how many are confirmed, and how many nobody explains.
pub(super) fn result(confirmed: u64, unmatched: u64) -> CorrelationResult {
    match (confirmed, unmatched) {
        (1.., _) => CorrelationResult::Confirmed,
        (0, 1..) => CorrelationResult::Unmatched,
        (0, 0) => CorrelationResult::Refuted,
    }
}

impl Servers {
    /// Adds the server logs of saved documents. `visit` gets an error for each document that can't be read, the errors that were saved, and the
    /// [`doubts`] about machines.
    pub fn add_saved(
        &mut self,
        documents: &mut Reading,
        visit: &mut dyn FnMut(ErrorDocument) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let language = documents.sources.language.unwrap_or_default();
        documents.each(&mut |saved| {
            match saved.map(|saved| saved.document) {
                Ok(SavedDocument::Assessment(assessment)) => {
                    self.add(&assessment);
                    doubts(&assessment, language).into_iter().try_for_each(&mut *visit)?;
                }
                Ok(SavedDocument::ServerLog(log)) => self.add_log(&log.path, &log),
                Ok(SavedDocument::ClientLog(log)) => doubt(&log, language).map_or(ControlFlow::Continue(()), &mut *visit)?,
                Ok(SavedDocument::Version(_)) => {}
                Ok(SavedDocument::Error(error)) => visit(error)?,
                Err(error) => visit(ErrorDocument::new(&error, language))?,
            }
            ControlFlow::Continue(())
        })
    }

    /// Joins the clients of saved documents with the servers. `visit` also gets an error for each document that could be read before, but not
    /// now.
    pub fn join_saved(
        &self,
        documents: &mut Reading,
        visit: &mut dyn FnMut(Result<Join, ErrorDocument>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let language = documents.sources.language.unwrap_or_default();
        documents.each(&mut |saved| match saved {
            Ok(saved) => {
                let joins = client_of(&saved.document).map_or(Vec::new(), |(name, logs)| self.join(name, logs));
                joins.into_iter().try_for_each(|join| visit(Ok(join)))
            }
            Err(error) => visit(Err(ErrorDocument::new(&error, language))),
        })
    }
}

/// The client that a document is about, and its logs.
pub fn client_of(document: &SavedDocument) -> Option<(&str, &[ClientLog])> {
    match document {
        SavedDocument::Assessment(assessment) => Some((&assessment.target.name, &assessment.client_logs)),
        SavedDocument::ClientLog(log) => Some((&log.path, std::slice::from_ref(&**log))),
        SavedDocument::ServerLog(_) | SavedDocument::Version(_) | SavedDocument::Error(_) => None,
    }
}

/// What could not be read on a machine: there may be failures or faults that are missing from its logs' documents.
pub fn doubts(assessment: &Assessment, language: Language) -> Vec<ErrorDocument> {
    let name = &assessment.target.name;
    if assessment.errors.is_empty() && assessment.verdict == Verdict::Indeterminate {
        let first = assessment.reasons.first().map(|first| (first.code.to_string(), first.data.clone(), first.text.clone()));
        let (reason, reason_data, text) = first.unwrap_or_default();
        let problem = Problem::MachineIndeterminate { reason, reason_data, text };
        let doubt = Error::from(problem).at(Place::Machine { name: name.clone() });
        return vec![ErrorDocument::new(&Error { path: assessment.target.root.clone(), ..doubt }, language)];
    }
    let omitted = assessment.client_logs_omitted + assessment.server_logs_omitted;
    let omitted = (omitted > 0).then(|| ErrorDocument::new(&Problem::LogsOmitted { count: omitted }.into(), language));
    assessment.errors.iter().cloned().chain(omitted).map(|error| error.of_machine(name)).collect()
}

/// An error for a log that shows no failure, but does not prove that there was none.
fn doubt(log: &ClientLog, language: Language) -> Option<ErrorDocument> {
    (log.incident_count == 0 && !log.is_conclusive())
        .then(|| ErrorDocument::new(&Error::about(log.path.as_ref(), Problem::LogInconclusive {}), language))
}

/// Joins the machines of saved documents. They are read twice: first for the servers, which may come after their clients.
pub fn join(documents: &mut Reading, visit: &mut dyn FnMut(Result<Join, ErrorDocument>) -> ControlFlow<()>) -> ControlFlow<()> {
    let mut servers = Servers::default();
    servers.add_saved(documents, &mut |error| visit(Err(error)))?;
    servers.join_saved(documents, visit)
}
