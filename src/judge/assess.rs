//! The assessment of one machine: finds the evidence, reads it, joins it, and has the verdict decided.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::advisory::releases::State;
use crate::find::discovery::{Discovery, Source, Subject, WsusSetup};
use crate::find::machine::Machine;
use crate::find::target::Target;
use crate::input::confined::{Bounds, Confined};
use crate::input::monitor::Phase;
use crate::input::reader::Reader;
use crate::judge::correlate::{Correlation, correlate};
use crate::judge::evidence::{Evidence, noted};
use crate::judge::office::{Office2003, office2003};
use crate::judge::options::AssessOptions;
use crate::judge::verdict::{self, Decision, Findings};
use crate::judge::version::{self, VersionCheck};
use crate::recognise::client_scan::ClientScan;
use crate::recognise::server_scan::ServerScan;
use crate::recognise::{self, Partial};
use crate::values::coded::coded_names;
use crate::values::error::Error;
use crate::values::time::UtcTime;

coded_names! {
    /// What a machine is.
    pub enum Role {
        /// WSUS is installed.
        "server" => Server,
        /// It has a Windows Update log.
        "client" => Client,
    }
}

/// The findings about one machine.
#[derive(Clone, Debug)]
pub struct Assessed {
    /// The machine.
    pub target: Target,
    /// What the machine is.
    pub roles: Vec<Role>,
    /// The verdict, why, and what to do.
    pub decision: Decision,
    /// What WSUS' setup left in the registry; `None` over shares, and if it left nothing.
    pub wsus_setup: Option<WsusSetup>,
    /// The WSUS server that policy points this machine at; `None` for other machines' evidence, and if policy names none.
    pub update_server: Option<String>,
    /// The version check of the server's DLL.
    pub version: Option<VersionCheck>,
    /// Whether Office 2003 is installed.
    pub office2003: Office2003,
    /// The scans of the client's logs.
    pub client_logs: Vec<ClientScan>,
    /// The scans of the server's logs.
    pub server_logs: Vec<ServerScan>,
    /// The client's failures, joined with the server's faults.
    pub correlations: Vec<Correlation>,
    /// What could not be read, each once.
    pub errors: Vec<Error>,
    /// When it was finished.
    pub assessed_at: UtcTime,
    /// How long it took, in milliseconds.
    pub duration_ms: u64,
}

/// Assesses `machine`, which [`AssessOptions::machine`] has made from the options.
///
/// # Errors
/// Only if there is nothing to assess: see [`Machine::find`]. Anything else that can't be read is an error in the document.
pub fn assess(reader: &Reader, machine: &Machine, options: &AssessOptions) -> Result<Assessed, Error> {
    let bounds = if options.follow_links { None } else { machine.bounds(reader) };
    match bounds {
        Some(roots) => {
            let confined = Confined::new(reader.files(), Bounds { roots, named: options.files() });
            assess_with(&reader.over(&confined), machine, options)
        }
        None => assess_with(reader, machine, options),
    }
}

fn assess_with(reader: &Reader, machine: &Machine, options: &AssessOptions) -> Result<Assessed, Error> {
    let start = Instant::now();
    let (target, evidence) = find(reader, machine, options)?;
    let is_console = evidence.is_console();
    let Evidence { found, is_server, has_server_logs, wsus_setup, elsewhere } = evidence;
    let update_server = found.update_server.clone();
    let has_services = is_server || !found.dlls.is_empty();
    let looked_for_server = found.program_files || has_services;
    let is_client = !found.client_logs.is_empty();
    let read = Contents::of(reader, found, options);
    // A server's own logs make it a server too, even if nothing else of it was collected or is left, or nothing in them can be read.
    let is_server = has_services || has_server_logs && !is_console;
    let correlations = correlate(&read.client_logs, &read.server_logs);
    let decision = verdict::decide(&Findings {
        name: (target.source != Source::Root || options.name.is_some()).then_some(&*target.name),
        is_server,
        looked_for_server,
        elsewhere: &elsewhere,
        version: read.version.as_ref(),
        client_logs: &read.client_logs,
        since: options.since,
        server_logs: &read.server_logs,
        correlations: &correlations,
        office2003: &read.office2003,
        update_server: update_server.as_deref(),
        errors: &read.errors,
    });
    let roles = [(is_server, Role::Server), (is_client, Role::Client)];
    Ok(Assessed {
        target,
        roles: roles.into_iter().filter_map(|(is, role)| is.then_some(role)).collect(),
        decision,
        wsus_setup,
        update_server,
        version: read.version,
        office2003: read.office2003,
        client_logs: read.client_logs,
        server_logs: read.server_logs,
        correlations,
        errors: distinct(read.errors),
        assessed_at: UtcTime::now(),
        duration_ms: u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX),
    })
}

/// The machine, and the evidence that counts. Files that the options name replace those that were found.
fn find(reader: &Reader, machine: &Machine, options: &AssessOptions) -> Result<(Target, Evidence), Error> {
    reader.enter(Phase::Discovery);
    let (mut target, found) = machine.find(reader)?;
    let mut evidence = Evidence::of(target.source, found);
    evidence.found.unite(reader);
    if let Some(name) = &options.name {
        target.name.clone_from(name);
    }
    let mut replace = |subject, found: fn(&mut Discovery) -> &mut Vec<PathBuf>, files: Option<Vec<PathBuf>>| {
        if let Some(files) = files {
            *found(&mut evidence.found) = files;
            evidence.found.errors.retain(|(about, _)| *about != subject);
        }
    };
    replace(Subject::Wsus, |found| &mut found.dlls, options.dll.clone().map(|dll| vec![dll]));
    replace(Subject::ClientLog, |found| &mut found.client_logs, options.client_logs.clone());
    replace(Subject::ServerLog, |found| &mut found.server_logs, options.server_logs.clone());
    if options.dll.is_some() {
        evidence.elsewhere.clear();
    }
    Ok((target, evidence))
}

/// What the evidence says.
struct Contents {
    version: Option<VersionCheck>,
    client_logs: Vec<ClientScan>,
    server_logs: Vec<ServerScan>,
    office2003: Office2003,
    errors: Vec<(Subject, Error)>,
}

impl Contents {
    fn of(reader: &Reader, found: Discovery, options: &AssessOptions) -> Self {
        let Discovery { program_files, dlls, server_logs, client_logs, office_products, office_programs, mut errors, .. } = found;
        let scan = options.scan();
        reader.enter(Phase::Version);
        let check = |dll: &PathBuf| noted(version::check(reader, dll), Subject::Wsus, &mut errors);
        let versions = dlls.iter().filter_map(check).collect();
        reader.enter(Phase::ClientLog);
        let client_logs =
            read_logs(&client_logs, Subject::ClientLog, &mut errors, |path| recognise::scan_client_log(reader, path, &scan));
        reader.enter(Phase::ServerLog);
        let server_logs =
            read_logs(&server_logs, Subject::ServerLog, &mut errors, |path| recognise::scan_server_log(reader, path, &scan));
        reader.enter(Phase::Office);
        let office2003 = office2003(reader, office_products, program_files, &office_programs, &mut errors);
        Self { version: worst(versions), client_logs, server_logs, office2003, errors }
    }
}

/// The errors without duplicates: a folder that can't be looked into may matter in several ways.
fn distinct(errors: Vec<(Subject, Error)>) -> Vec<Error> {
    let mut all: Vec<Error> = Vec::new();
    let mut by_path: HashMap<Option<String>, Vec<usize>> = HashMap::new();
    for (_, error) in errors {
        let same = by_path.entry(error.path.clone()).or_default();
        if !same.iter().any(|at| all[*at] == error) {
            same.push(all.len());
            all.push(error);
        }
    }
    all
}

/// The logs' documents. If a log can't be read to its end, its document has what was read.
fn read_logs<T>(
    paths: &[PathBuf],
    subject: Subject,
    errors: &mut Vec<(Subject, Error)>,
    scan: impl Fn(&Path) -> Result<T, Partial<T>>,
) -> Vec<T> {
    let mut read = |path: &PathBuf| {
        scan(path).map_or_else(
            |Partial { error, document }| {
                errors.push((subject, error));
                document.map(|document| *document)
            },
            Some,
        )
    };
    paths.iter().filter_map(&mut read).collect()
}

/// The most worrying of several DLLs (one per folder of program files).
fn worst(versions: Vec<VersionCheck>) -> Option<VersionCheck> {
    versions.into_iter().min_by_key(|version| match version.state {
        State::Affected => 0,
        State::Unknown => 1,
        State::Fixed => 2,
        State::NotAffected => 3,
    })
}
