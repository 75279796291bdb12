//! The assessment of one machine: finds the evidence, reads it, joins it, and has the verdict decided.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::advisory::places::OFFICE_2003_VERSION;
use crate::advisory::releases::State;
use crate::correlation::correlate;
use crate::document::{Assessment, ClientLog, Header, Office2003, Role, ServerLog, Source, Target, Tool, VersionDocument};
use crate::error::{Error, display};
use crate::evidence::discovery::{self, Discovery, Subject};
use crate::logs::{self, Partial};
use crate::options::AssessOptions;
use crate::verdict::{self, Findings};
use crate::{advisory, version};

/// Assesses the machine that `options.root` stands for, or whose evidence is named file by file.
///
/// # Errors
/// Only where there is nothing to assess: neither a root nor files are given, or the root is no folder that can be
/// listed. What can't be read below it is an error in the document.
pub fn assess(options: &AssessOptions) -> Result<Assessment, Error> {
    let start = Instant::now();
    let evidence = find(options)?;
    let is_server = evidence.wsus || !evidence.dlls.is_empty();
    let is_client = !evidence.client_logs.is_empty();
    let read = Read::of(evidence, options);
    let correlations = correlate(&read.client_logs, &read.server_logs);
    let decision = verdict::decide(&Findings {
        is_server,
        version: read.version.as_ref(),
        client_logs: &read.client_logs,
        server_logs: &read.server_logs,
        correlations: &correlations,
        office2003: &read.office2003,
        errors: &read.errors,
    });
    let roles = [(is_server, Role::Server), (is_client, Role::Client)];
    Ok(Assessment {
        header: Header::of("assessment"),
        advisory: advisory::ID,
        target: target(options),
        roles: roles.into_iter().filter_map(|(is, role)| is.then_some(role)).collect(),
        verdict: decision.verdict,
        compliant: decision.verdict.compliant(),
        reasons: decision.reasons,
        version: read.version,
        office2003: read.office2003,
        client_logs: read.client_logs,
        server_logs: read.server_logs,
        correlations,
        remediation: decision.remediation,
        errors: read.errors.into_iter().map(|(_, error)| error).collect(),
        tool: Tool::THIS,
        duration_ms: u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX),
    })
}

/// Where the evidence is: below the root, except what is named.
fn find(options: &AssessOptions) -> Result<Discovery, Error> {
    let named = options.dll.is_some() || options.client_logs.is_some() || options.server_logs.is_some();
    let mut evidence = match &options.root {
        Some(root) => discovery::discover(root)?,
        None if named => Discovery::default(),
        None => {
            return Err(Error::invalid_argument(
                "There is nothing to assess: give the folder that stands for the machine's system drive, for example an admin share or \
                 collected files (-Path in PowerShell, --root on the command line, root in the options).",
            ));
        }
    };
    let mut replace = |subject, found: fn(&mut Discovery) -> &mut Vec<PathBuf>, files: Option<Vec<PathBuf>>| {
        if let Some(files) = files {
            *found(&mut evidence) = files;
            evidence.errors.retain(|(about, _)| *about != subject);
        }
    };
    replace(Subject::Wsus, |found| &mut found.dlls, options.dll.clone().map(|dll| vec![dll]));
    replace(Subject::ClientLog, |found| &mut found.client_logs, options.client_logs.clone());
    replace(Subject::ServerLog, |found| &mut found.server_logs, options.server_logs.clone());
    Ok(evidence)
}

/// What the evidence says.
struct Read {
    version: Option<VersionDocument>,
    client_logs: Vec<ClientLog>,
    server_logs: Vec<ServerLog>,
    office2003: Office2003,
    errors: Vec<(Subject, Error)>,
}

impl Read {
    fn of(evidence: Discovery, options: &AssessOptions) -> Self {
        let Discovery { program_files, dlls, server_logs, client_logs, office_programs, mut errors, .. } = evidence;
        let scan = options.scan();
        let versions = dlls.iter().filter_map(|dll| noted(version::check(dll), Subject::Wsus, &mut errors)).collect();
        let client_logs = read_logs(&client_logs, Subject::ClientLog, &mut errors, |path| logs::scan_client_log(path, &scan));
        let server_logs = read_logs(&server_logs, Subject::ServerLog, &mut errors, |path| logs::scan_server_log(path, &scan));
        let office2003 = office2003(program_files, &office_programs, &mut errors);
        Self { version: worst(versions), client_logs, server_logs, office2003, errors }
    }
}

fn noted<T>(result: Result<T, Error>, subject: Subject, errors: &mut Vec<(Subject, Error)>) -> Option<T> {
    result.map_err(|error| errors.push((subject, error))).ok()
}

/// The logs' documents; of one that can't be read to its end, what was read.
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

/// Of several DLLs (one per folder of program files) the one that gives most cause for concern.
fn worst(versions: Vec<VersionDocument>) -> Option<VersionDocument> {
    versions.into_iter().min_by_key(|version| match version.state {
        State::Affected => 0,
        State::Unknown => 1,
        State::Fixed => 2,
        State::NotAffected => 3,
    })
}

fn office2003(program_files: bool, programs: &[PathBuf], errors: &mut Vec<(Subject, Error)>) -> Office2003 {
    for program in programs {
        let file_version = noted(version::read(program), Subject::Office, errors).flatten();
        if let Some(version) = file_version.filter(|version| (version.major, version.minor) == OFFICE_2003_VERSION) {
            return Office2003 { present: Some(true), evidence: vec![format!("{} ({version})", display(program))] };
        }
    }
    let looked = program_files && !errors.iter().any(|(subject, _)| *subject == Subject::Office);
    Office2003 { present: looked.then_some(false), evidence: Vec::new() }
}

fn target(options: &AssessOptions) -> Target {
    let root = options.root.as_deref();
    let server = root.and_then(share_server);
    let folder = || root.and_then(|root| root.canonicalize().ok()?.file_name().map(OsStr::to_owned));
    let name = options
        .name
        .clone()
        .or_else(|| server.clone())
        .or_else(|| folder().map(|name| name.to_string_lossy().into_owned()))
        .or_else(|| root.map(display))
        .unwrap_or_else(|| "named files".into());
    Target { name, root: root.map(display), source: if server.is_some() { Source::Share } else { Source::Root } }
}

/// The server of a path like `\\SERVER\c$`.
fn share_server(root: &Path) -> Option<String> {
    let path = display(root);
    let rest = path.strip_prefix(r"\\?\UNC\").or_else(|| path.strip_prefix(r"\\")).or_else(|| path.strip_prefix("//"))?;
    rest.split(['\\', '/']).next().filter(|server| !matches!(*server, "" | "." | "?")).map(str::to_owned)
}
