//! The data of the report about many machines. Of each document it keeps what a row of a table needs, so that a hundred thousand fit
//! into memory.
//!
//! It believes what documents say: nobody can tell from a file who wrote it. But no name can hide another machine's document, and what
//! to do comes from this program's own words.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, HashMap, HashSet};
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use chrono::Utc;

use crate::advisory::remedies::Remedy;
use crate::deliver::store::Store;
use crate::deliver::write_file;
use crate::document::{
    Assessment, Bounded, ClientLog, CorrelationResult, DocumentKind, ErrorDocument, Join, Remediation, Report, ReportClient,
    ReportMachine, ReportServer, Role, SCHEMA_VERSION, ServerLog, Summary, Tool, Verdict,
};
use crate::fleet::join::{self, Servers, client_of};
use crate::fleet::saved::{Saved, SavedDocument};
use crate::fleet::sources::{Reading, Sources, may_hold_documents};
use crate::fleet::summary::summarise;
use crate::fleet::timeline::{Axis, Hours};
use crate::input::filesystem::FileSystem;
use crate::page::Format;
use crate::values::error::Error;
use crate::values::language::Language;
use crate::values::problem::{Place, Problem};
use crate::values::time::{LocalTime, UtcTime};

/// How many servers there are at most: a foreign document may name any number.
const SERVERS: usize = 1000;

/// How many addresses each of them has at most.
const URLS: usize = 20;

/// How many errors are kept.
const ERRORS: usize = 1000;

/// How many names that several documents claim are kept.
const REPEATED: usize = 100;

/// How many hours with failures are told apart, over all servers.
const HOURS: usize = 200_000;

/// How many characters of a name or address are kept.
const NAME: usize = 256;

/// How many characters of a reason are kept.
const REASON: usize = 600;

/// A report to be made of saved documents, and where it belongs.
#[derive(Debug)]
pub struct ReportRequest {
    /// Where the documents are, and the language of the report.
    pub sources: Sources,
    /// The file to be written.
    pub output: PathBuf,
    /// What it is written as; `None` for what its name calls for.
    pub format: Option<Format>,
}

/// Makes a report, writes it to its file, and returns the counts. A report about nothing is not written, and the counts have an error that says so:
/// its file may have an older one, which tells more.
///
/// # Errors
/// If the file can't be written, or would be among the documents.
pub fn write(request: &ReportRequest, files: &dyn FileSystem, store: &dyn Store) -> Result<Summary, Error> {
    let ReportRequest { sources, output, format } = request;
    if output.as_os_str().is_empty() {
        return Err(Error::argument("output", Problem::NoPath {}));
    }
    if is_among(output, &sources.files) {
        return Err(Error::about(output, Problem::ReportAmongResults {}));
    }
    let mut report = report(&mut sources.on(files));
    if report.machines.is_empty() && report.servers.is_empty() {
        let nothing = Error::about(output, Problem::NothingToReport {});
        report.summary.reject(ErrorDocument::new(&nothing, sources.language.unwrap_or_default()));
        return Ok(report.summary);
    }
    let text = format.unwrap_or_else(|| Format::of(output)).write(&report, sources.language.unwrap_or_default());
    write_file(store, output, text.as_bytes())?;
    Ok(report.summary)
}

/// Whether a report would replace one of the files, or be read as one of their documents the next time.
fn is_among(output: &Path, files: &[PathBuf]) -> bool {
    let place = |path: &Path| fs::canonicalize(path).ok();
    let parent = output.parent().map(|parent| if parent.as_os_str().is_empty() { Path::new(".") } else { parent });
    let (file, folder) = (place(output), parent.and_then(place).filter(|_| may_hold_documents(output)));
    files.iter().filter_map(|path| place(path)).any(|path| Some(&path) == file.as_ref() || Some(&path) == folder.as_ref())
}

/// Makes the report. The documents are read twice: first for the servers, which may come after their clients.
pub fn report(documents: &mut Reading) -> Report {
    let mut making = Making::default();
    let language = documents.sources.language.unwrap_or_default();
    let mut summary = summarise(documents, |saved| {
        making.first_pass(saved, language);
        ControlFlow::Continue(())
    });
    let _ = documents.each(&mut |saved| {
        match saved {
            Ok(saved) => {
                if let Some((name, logs)) = client_of(&saved.document) {
                    making.second_pass(name, logs);
                }
            }
            // It could be read before.
            Err(error) => {
                making.add_error(ErrorDocument::new(&error, language));
                summary.reject(ErrorDocument::new(&error, language));
            }
        }
        ControlFlow::Continue(())
    });
    making.finish(summary.bounded())
}

/// A server as logs name it: by its own name, and by the address that clients call.
#[derive(Clone, Debug, Default)]
struct Named {
    server: Option<String>,
    url: Option<String>,
}

/// Which server it is.
#[derive(Debug)]
enum Identity {
    /// The one of a document: its row.
    Machine(usize),
    /// One that only clients' logs name, or only its own log.
    Named(String),
    /// One that no log names.
    Unknown,
}

#[derive(Default)]
struct Making {
    machines: Vec<ReportMachine>,
    names: HashMap<String, usize>,
    repeated_names: BTreeSet<String>,
    errors: Vec<ErrorDocument>,
    errors_omitted: u64,
    /// What servers' logs say about faults.
    servers: Servers,
    /// The rows of the servers that have documents, by their names in small letters.
    server_rows: HashMap<String, usize>,
    /// The servers that logs name, and their failures.
    named: Vec<(Named, Failures)>,
    /// The places in `named`, by what `Debug` shows.
    numbers: HashMap<String, usize>,
    hours: usize,
    /// Clients, and the number of their server among `named`.
    clients: Vec<(usize, ReportClient)>,
}

/// The failures at a server.
#[derive(Default)]
struct Failures {
    hours: Hours,
    count: u64,
    first: Option<LocalTime>,
    last: Option<LocalTime>,
}

impl Making {
    fn first_pass(&mut self, saved: &Result<Saved, Error>, language: Language) {
        match saved.as_ref().map(|saved| &saved.document) {
            Ok(SavedDocument::Assessment(assessment)) => self.add_machine(assessment),
            Ok(SavedDocument::ServerLog(log)) => {
                self.servers.add_log(&log.path, log);
                self.add_exceptions(&log.path, std::slice::from_ref(log));
            }
            Ok(SavedDocument::Error(error)) => {
                self.add_row(unanswered(error));
                self.add_error(error.clone());
            }
            Ok(SavedDocument::ClientLog(_) | SavedDocument::Version(_)) => {}
            Err(error) => self.add_error(ErrorDocument::new(error, language)),
        }
    }

    fn add_machine(&mut self, assessment: &Assessment) {
        let name = &assessment.target.name;
        self.servers.add(assessment);
        assessment.errors.iter().for_each(|error| self.add_error(error.clone().of_machine(name)));
        let row = row(assessment);
        if assessment.roles.contains(&Role::Server) {
            // Of several documents about one server, the worst counts: a better one may be older, or forged.
            let rank = |compliant: Option<bool>| [Some(true), None, Some(false)].iter().position(|known| *known == compliant);
            match self.server_rows.get(&row.name.to_lowercase()) {
                Some(known) if rank(self.machines[*known].compliant) >= rank(row.compliant) => {}
                _ => _ = self.server_rows.insert(row.name.to_lowercase(), self.machines.len()),
            }
            self.add_exceptions(name, &assessment.server_logs);
        } else {
            // A server's log that was given with a client's evidence is another machine's.
            assessment.server_logs.iter().for_each(|log| self.add_exceptions(&log.path, std::slice::from_ref(log)));
        }
        self.add_row(row);
    }

    fn add_row(&mut self, row: ReportMachine) {
        let first = *self.names.entry(row.name.to_lowercase()).or_insert(self.machines.len());
        if first != self.machines.len() && self.repeated_names.len() < REPEATED {
            self.repeated_names.insert(row.name.clone());
        }
        self.machines.push(row);
    }

    fn add_error(&mut self, mut error: ErrorDocument) {
        if self.errors.len() < ERRORS {
            error.message = clipped(&error.message, REASON);
            self.errors.push(error);
        } else {
            self.errors_omitted += 1;
        }
    }

    /// The number of a server. Those beyond the limit count as one without a name.
    fn number(&mut self, server: Option<&str>, url: Option<&str>) -> usize {
        let named = Named { server: server.map(|name| clipped(name, NAME)), url: url.map(|url| clipped(url, NAME)) };
        let key = format!("{named:?}");
        if let Some(number) = self.numbers.get(&key) {
            return *number;
        }
        let number = self.named.len();
        if number > SERVERS * 2 {
            return self.numbers.get(&format!("{:?}", Named::default())).copied().unwrap_or_default();
        }
        // The last one is for all others.
        self.named.push((if number < SERVERS * 2 { named } else { Named::default() }, Failures::default()));
        self.numbers.insert(key, number);
        number
    }

    fn add_failure(&mut self, number: usize, time: LocalTime) {
        let failures = &mut self.named[number].1;
        self.hours += usize::from(failures.hours.add(time.0, self.hours >= HOURS));
        failures.count = failures.count.saturating_add(1);
        failures.first = Some(failures.first.map_or(time, |first| first.min(time)));
        failures.last = failures.last.max(Some(time));
    }

    /// The failures in a server's own logs.
    fn add_exceptions(&mut self, name: &str, logs: &[ServerLog]) {
        if logs.iter().all(|log| log.incident_count == 0) {
            return;
        }
        let number = self.number(Some(name), None);
        let mut seen = HashSet::new();
        for incident in logs.iter().flat_map(|log| &log.incidents) {
            // Overlapping logs have the same one twice.
            if incident.fault_id.as_deref().is_none_or(|id| seen.insert(id)) {
                self.add_failure(number, LocalTime(incident.time.0.naive_utc()));
            }
        }
        self.add_uncounted(number, logs.iter().map(|log| log.incidents_omitted));
    }

    fn second_pass(&mut self, name: &str, logs: &[ClientLog]) {
        let servers = &self.servers;
        let joins = servers.join(name, logs);
        // What the server's log confirms is counted there, and what it refutes is another problem.
        let mut unexplained = Vec::new();
        servers.each_failure(logs, &mut |failure| {
            if failure.result() == CorrelationResult::Unmatched {
                let server = failure.server.map(|server| servers.name(server).to_owned());
                unexplained.push((server, failure.incident.server_url.clone(), failure.incident.time));
            }
        });
        // Where failures were that the document does not show, only the others can tell.
        let last = logs.iter().flat_map(|log| &log.incidents).next_back();
        let last = last.and_then(|incident| incident.server_url.as_deref());
        for join in joins {
            let is_named = join.server.is_some() || join.server_url.is_some();
            let number = self.number(join.server.as_deref(), if is_named { join.server_url.as_deref() } else { last });
            self.clients.push((number, client(join)));
        }
        for (server, url, time) in unexplained {
            let number = self.number(server.as_deref(), url.as_deref());
            self.add_failure(number, time);
        }
        if logs.iter().any(|log| log.incidents_omitted > 0) {
            let number = self.number(None, last);
            self.add_uncounted(number, logs.iter().map(|log| log.incidents_omitted));
        }
    }

    /// Failures that a document counts, but does not show.
    fn add_uncounted(&mut self, number: usize, counts: impl Iterator<Item = u64>) {
        let failures = &mut self.named[number].1;
        failures.count = total(counts.chain([failures.count]));
    }

    /// Which server each of `named` is.
    fn identities(&self) -> Vec<Identity> {
        let machine = |name: &str| self.server_rows.get(&name.to_lowercase()).copied();
        // Whose fault a client got from an address, its server is there.
        let mut addresses: HashMap<String, usize> = HashMap::new();
        let mut logs: HashMap<String, usize> = HashMap::new();
        for (number, (named, _)) in self.named.iter().enumerate() {
            if let (Some(server), Some(url)) = (&named.server, &named.url) {
                match machine(server) {
                    Some(row) => _ = addresses.insert(url.clone(), row),
                    None => _ = logs.insert(server.clone(), number),
                }
            }
        }
        let identity = |named: &Named| {
            let (server, url) = (named.server.as_deref(), named.url.as_deref());
            let url = url.or_else(|| self.named[*logs.get(server?)?].0.url.as_deref());
            let host = url.map(host);
            let row = server
                .and_then(machine)
                .or_else(|| addresses.get(url?).copied())
                .or_else(|| host.and_then(|host| machine(host).or_else(|| machine(first_label(host)))));
            match (row, host, server) {
                (Some(row), _, _) => Identity::Machine(row),
                (None, Some(host), _) => Identity::Named(host.to_lowercase()),
                (None, None, Some(log)) => Identity::Named(log.to_owned()),
                (None, None, None) => Identity::Unknown,
            }
        };
        self.named.iter().map(|(named, _)| identity(named)).collect()
    }

    /// A server, without what others' logs say about it.
    fn server(&self, identity: &Identity) -> ReportServer {
        let row = match identity {
            Identity::Machine(row) => Some(&self.machines[*row]),
            Identity::Named(_) | Identity::Unknown => None,
        };
        let name = match identity {
            Identity::Named(name) => Some(name.clone()),
            Identity::Machine(_) | Identity::Unknown => row.map(|row| row.name.clone()),
        };
        let log_until = row.and_then(|row| row.log_until);
        let quiet = log_until.zip(row.and_then(|row| row.last_exception)).map(|(until, last)| (until.0 - last.0).num_seconds());
        ReportServer {
            name,
            urls: BTreeSet::new(),
            verdict: row.and_then(|row| row.verdict),
            release: row.and_then(|row| row.release),
            file_version: row.and_then(|row| row.file_version),
            remediation: row.map_or(Vec::new(), |row| row.remediation.clone()),
            confirmed_clients: 0,
            refuted_clients: 0,
            unmatched_clients: 0,
            failure_count: 0,
            first_time: None,
            last_time: None,
            log_until,
            quiet_seconds: quiet.filter(|seconds| *seconds >= 0),
            timeline: None,
        }
    }

    fn finish(self, summary: Summary) -> Report {
        let identities = self.identities();
        // Those that need something are there even if nothing is known to fail at them.
        let rows = (0..self.machines.len()).filter(|row| self.machines[*row].compliant != Some(true));
        let rows = rows.filter(|row| self.server_rows.get(&self.machines[*row].name.to_lowercase()) == Some(row));
        let unsolved: Vec<Identity> = rows.map(Identity::Machine).collect();
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut found: Vec<(ReportServer, Hours)> = Vec::new();
        let place = |identity: &Identity| {
            *places.entry(format!("{identity:?}")).or_insert_with(|| {
                found.push((self.server(identity), Hours::default()));
                found.len() - 1
            })
        };
        let placed: Vec<usize> = identities.iter().chain(&unsolved).map(place).collect();
        let mut all = Hours::default();
        for ((named, failures), place) in self.named.iter().zip(&placed) {
            let (server, hours) = &mut found[*place];
            if server.urls.len() < URLS {
                server.urls.extend(named.url.clone());
            }
            server.failure_count = total([server.failure_count, failures.count].into_iter());
            server.first_time = server.first_time.into_iter().chain(failures.first).min();
            server.last_time = server.last_time.max(failures.last);
            hours.extend(&failures.hours);
            all.extend(&failures.hours);
        }
        // A client may have failed at a server by several addresses, and at times with its log's confirmation.
        let mut clients: Vec<(usize, ReportClient)> = Vec::new();
        for (number, client) in self.clients {
            let place = placed[number];
            let known = clients.iter_mut().rev().take_while(|(_, other)| other.name == client.name);
            match known.into_iter().find(|(other, _)| *other == place) {
                Some((_, known)) => add(known, &client),
                None => clients.push((place, client)),
            }
        }
        for (place, client) in &mut clients {
            let (server, _) = &mut found[*place];
            client.server.clone_from(&server.name);
            match client.result {
                CorrelationResult::Confirmed => server.confirmed_clients += 1,
                CorrelationResult::Refuted => server.refuted_clients += 1,
                CorrelationResult::Unmatched => server.unmatched_clients += 1,
            }
        }
        let axis = Axis::of(&all);
        let show = |hours: &Hours| axis.and_then(|axis| axis.show(hours));
        // A heap, because the code for sorting is ten times as large, and the library of the C ABI has all of this.
        let mut order: BinaryHeap<(u64, bool, u64, Reverse<usize>)> = BinaryHeap::new();
        for (place, (server, _)) in found.iter().enumerate() {
            order.push((
                server.blocked_clients(),
                server.verdict == Some(Verdict::Affected),
                server.failure_count,
                Reverse(place),
            ));
        }
        let mut servers = Vec::new();
        while let Some((.., Reverse(place))) = order.pop().filter(|_| servers.len() < SERVERS) {
            let (server, hours) = &found[place];
            servers.push(ReportServer { timeline: show(hours), ..server.clone() });
        }
        let servers_omitted = (found.len() - servers.len()) as u64;
        Report {
            schema_version: SCHEMA_VERSION,
            kind: Report::KIND,
            time: UtcTime(Utc::now()),
            summary,
            servers,
            servers_omitted,
            clients: clients.into_iter().map(|(_, client)| client).collect(),
            timeline: show(&all),
            machines: self.machines,
            repeated_names: self.repeated_names,
            errors: self.errors,
            errors_omitted: self.errors_omitted,
            tool: Tool::THIS,
        }
    }
}

/// The row of a machine.
fn row(assessment: &Assessment) -> ReportMachine {
    let version = assessment.version.as_ref();
    let last = assessment.client_logs.iter().flat_map(|log| &log.incidents).max_by_key(|incident| incident.time);
    let exceptions = assessment.server_logs.iter().flat_map(|log| &log.incidents);
    ReportMachine {
        name: clipped(&assessment.target.name, NAME),
        root: assessment.target.root.as_ref().map(|root| clipped(root, NAME)),
        roles: Role::ALL.iter().filter(|role| assessment.roles.contains(role)).copied().collect(),
        verdict: Some(assessment.verdict),
        compliant: assessment.compliant,
        release: version.and_then(|version| version.release),
        file_version: version.and_then(|version| version.file_version),
        why: assessment.reasons.first().map_or(String::new(), |reason| clipped(&reason.text, REASON)),
        remediation: assessment.remediation.iter().filter_map(Remediation::meaning).take(Remedy::ALL.len()).collect(),
        server_url: last.and_then(|incident| incident.server_url.as_ref()).map(|url| clipped(url, NAME)),
        failure_count: total(assessment.client_logs.iter().map(|log| log.incident_count)),
        last_failure: last.map(|incident| incident.time),
        exception_count: total(assessment.server_logs.iter().map(|log| log.incident_count)),
        last_exception: exceptions.map(|incident| incident.time).max(),
        log_until: assessment.server_logs.iter().filter_map(|log| log.last_time).max(),
        error_count: assessment.errors.len() as u64,
    }
}

/// The row of a machine that could not be assessed.
fn unanswered(error: &ErrorDocument) -> ReportMachine {
    let name = match error.place.as_ref().and_then(|place| Place::of(&place.code, &place.data)) {
        Some(Place::Machine { name }) => Some(name),
        _ => error.path.clone(),
    };
    ReportMachine {
        name: clipped(&name.unwrap_or_default(), NAME),
        root: error.path.as_ref().map(|path| clipped(path, NAME)),
        roles: Vec::new(),
        verdict: None,
        compliant: None,
        release: None,
        file_version: None,
        why: clipped(&error.message, REASON),
        remediation: Vec::new(),
        server_url: None,
        failure_count: 0,
        last_failure: None,
        exception_count: 0,
        last_exception: None,
        log_until: None,
        error_count: 1,
    }
}

fn client(join: Join) -> ReportClient {
    ReportClient {
        name: clipped(&join.client, NAME),
        server: None,
        result: join.result,
        confirmed_count: join.confirmed_count,
        refuted_count: join.refuted_count,
        unmatched_count: join.unmatched_count,
        first_time: join.first_time,
        last_time: join.last_time,
    }
}

/// Adds the failures of the same client at the same server.
fn add(client: &mut ReportClient, more: &ReportClient) {
    client.confirmed_count = total([client.confirmed_count, more.confirmed_count].into_iter());
    client.refuted_count = total([client.refuted_count, more.refuted_count].into_iter());
    client.unmatched_count = total([client.unmatched_count, more.unmatched_count].into_iter());
    client.result = join::result(client.confirmed_count, client.unmatched_count);
    client.first_time = client.first_time.into_iter().chain(more.first_time).min();
    client.last_time = client.last_time.max(more.last_time);
}

/// The sum, for which a foreign document may have any numbers.
fn total(numbers: impl Iterator<Item = u64>) -> u64 {
    numbers.fold(0, u64::saturating_add)
}

/// The computer in an address: `wsus01` in `http://wsus01:8530/ClientWebService/client.asmx`.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let host = authority.rsplit('@').next().unwrap_or(authority);
    let end = if host.starts_with('[') { host.find(']').map(|end| end + 1) } else { host.find(':') };
    &host[..end.unwrap_or(host.len())]
}

/// The computer's own name in a DNS name; an IP address as it is.
fn first_label(host: &str) -> &str {
    if host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') { host } else { host.split('.').next().unwrap_or(host) }
}

/// The first characters of a text.
fn clipped(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_computer_in_an_address_is_found() {
        for (url, expected) in [
            ("http://wsus01:8530/ClientWebService/client.asmx", "wsus01"),
            ("https://wsus01.corp.example/x", "wsus01.corp.example"),
            ("http://user@wsus01/x", "wsus01"),
            ("http://[fe80::1]:8530/x", "[fe80::1]"),
            ("http://10.1.2.3/x", "10.1.2.3"),
            ("wsus01", "wsus01"),
            ("", ""),
        ] {
            assert_eq!(host(url), expected, "{url}");
        }
        assert_eq!([first_label("wsus01.corp.example"), first_label("10.1.2.3"), first_label("")], ["wsus01", "10.1.2.3", ""]);
    }

    #[test]
    fn a_long_text_is_clipped_between_characters() {
        assert_eq!(clipped("äöü", 2), "äö…");
        assert_eq!(clipped("äöü", 3), "äöü");
    }
}
