//! Many machines, files and saved documents: the work of jobs, and their documents.

pub mod join;
mod queue;
pub mod report;
mod retell;
pub mod save;
pub mod saved;
pub mod sources;
pub mod summary;
mod texts;
mod timeline;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize};

use crate::deliver::store::Store;
use crate::document::{Assessment, Envelope, ErrorDocument, Join, to_json};
use crate::input::filesystem::FileSystem;
use crate::input::monitor::{Monitor, Phase};
use crate::input::reader::Reader;
use crate::judge::assess::assess;
use crate::judge::options::AssessOptions;
use crate::judge::version;
use crate::page::Format;
use crate::recognise;
use crate::recognise::options::ScanOptions;
use crate::values::error::{Error, display};
use crate::values::language::Language;
use crate::values::problem::{Place, Problem};
use crate::values::time::Since;

pub use queue::{Answer, DEFAULT_CONCURRENCY, Job, Limits, MAX_CONCURRENCY, Next};
use queue::{Give, Task};
use report::ReportRequest;
use save::SaveRequest;
use saved::Saved;
use sources::Sources;

/// A request for a job, as the C ABI takes it: a JSON object with one of the keys `targets`, `scan`, `saved`, `join`, `save` and `report`, and with
/// `concurrency` and `timeoutSeconds` for the first two, `output` and `format` for the last.
#[derive(Debug, Default, Deserialize)]
#[serde(try_from = "RequestKeys")]
pub struct JobRequest {
    /// What is to be done.
    pub work: JobWork,
    /// How targets and files are treated.
    pub limits: Limits,
    /// The language of errors, reasons and remedies for targets without a language of their own. English if not given.
    pub language: Option<Language>,
}

/// What a job does.
#[derive(Debug)]
pub enum JobWork {
    /// Assesses machines.
    Targets(Vec<AssessOptions>),
    /// Checks or scans files.
    Scan(ScanRequest),
    /// Returns saved documents.
    Saved(Sources),
    /// Joins the clients and servers of saved documents.
    Join(Sources),
    /// Saves documents in a folder.
    Save(SaveRequest),
    /// Writes a report of saved documents.
    Report(ReportRequest),
}

impl Default for JobWork {
    fn default() -> Self {
        Self::Targets(Vec::new())
    }
}

/// Files of one kind, each of which is a target.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ScanRequest {
    /// What kind of files they are.
    pub kind: ScanKind,
    /// The files.
    pub files: Vec<PathBuf>,
    /// Only failures of this time or later count in a log.
    pub since: Option<Since>,
    /// How many incidents each log's document shows at most.
    pub max_incidents: Option<u32>,
}

/// The kind of a file, which decides the kind of its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ScanKind {
    /// The server's DLL.
    Version,
    /// A client's log.
    ClientLog,
    /// A server's log.
    ServerLog,
}

/// The keys of a request, any of which may be missing.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, expecting = "an object with targets, scan, saved, join, save or report")]
struct RequestKeys {
    targets: Option<Vec<AssessOptions>>,
    scan: Option<ScanRequest>,
    saved: Option<Sources>,
    join: Option<Sources>,
    save: Option<SaveRequest>,
    report: Option<Sources>,
    output: Option<PathBuf>,
    format: Option<Format>,
    concurrency: Option<u32>,
    language: Option<Language>,
    #[serde(default)]
    timeout_seconds: Seconds,
}

impl TryFrom<RequestKeys> for JobRequest {
    type Error = &'static str;

    fn try_from(keys: RequestKeys) -> Result<Self, Self::Error> {
        let RequestKeys { targets, scan, saved, join, save, report, output, format, concurrency, language, timeout_seconds } =
            keys;
        let work = match (targets, scan, saved, join, save, report) {
            (Some(targets), None, None, None, None, None) => JobWork::Targets(targets),
            (None, Some(scan), None, None, None, None) => JobWork::Scan(scan),
            (None, None, Some(sources), None, None, None) => JobWork::Saved(Sources { language, ..sources }),
            (None, None, None, Some(sources), None, None) => JobWork::Join(Sources { language, ..sources }),
            (None, None, None, None, Some(save), None) => JobWork::Save(save),
            (None, None, None, None, None, Some(sources)) => {
                let output = output.ok_or("report: its output is missing")?;
                JobWork::Report(ReportRequest { sources: Sources { language, ..sources }, output, format })
            }
            _ => return Err("one of targets, scan, saved, join, save and report is expected, which are different jobs"),
        };
        Ok(Self { work, limits: Limits { concurrency, timeout: timeout_seconds.0 }, language })
    }
}

/// A time limit in JSON: a number of seconds, which may have a fraction. 0 and `null` mean no limit.
#[derive(Clone, Copy, Default)]
struct Seconds(Option<Duration>);

impl<'de> Deserialize<'de> for Seconds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Some(seconds) = Option::<f64>::deserialize(deserializer)? else { return Ok(Self(None)) };
        let limit = Duration::try_from_secs_f64(seconds)
            .map_err(|_| serde::de::Error::custom(format_args!("timeoutSeconds: {seconds} is not a length of time")))?;
        Ok(Self(Some(limit).filter(|limit| !limit.is_zero())))
    }
}

impl JobRequest {
    /// The languages of targets that have their own, in the order of the targets; empty for other jobs.
    pub(crate) fn languages(&self) -> Vec<Option<Language>> {
        match &self.work {
            JobWork::Targets(targets) => targets.iter().map(|target| target.language).collect(),
            JobWork::Scan(_) | JobWork::Saved(_) | JobWork::Join(_) | JobWork::Save(_) | JobWork::Report(_) => Vec::new(),
        }
    }

    /// Starts the job on `files`, with `store` for documents to be saved. Its documents are JSON text, to which [`Answer::into_json`] adds
    /// the target's place.
    ///
    /// # Errors
    /// [`InvalidArgument`](crate::values::error::ErrorCode::InvalidArgument) for limits that are out of range, [`Io`](crate::values::error::ErrorCode::Io) if no
    /// thread can be started for saved documents. A target that makes no sense is answered with an error.
    pub fn start_on(self, files: Arc<dyn FileSystem>, store: Arc<dyn Store>) -> Result<Job<String>, Error> {
        let Self { work, limits, language } = self;
        match work {
            JobWork::Targets(targets) => {
                let targets =
                    targets.into_iter().map(|target| AssessOptions { language: target.language.or(language), ..target });
                Job::of_targets(machines(&files, targets, |assessment| to_json(&assessment)), limits)
            }
            // The files may lie on one disk.
            JobWork::Scan(scan) => Job::of_targets(
                scan.tasks(&files, language.unwrap_or_default()),
                Limits { concurrency: limits.concurrency.or(Some(1)), ..limits },
            ),
            JobWork::Saved(sources) => Job::of_documents(move |give: Give<String>| {
                // Without a language nothing is retold, and the text need not be read again.
                let json: fn(&Saved) -> String =
                    if sources.language.is_some() { Saved::retold } else { |saved| to_json(&saved.json) };
                sources.on(&*files).each(&mut |saved| {
                    give(saved.and_then(|saved| {
                        let text = json(&saved);
                        saved.within_budget(text).map_err(Error::from)
                    }))
                })
            }),
            JobWork::Join(sources) => Job::of_documents(move |give: Give<String>| {
                let sources = Sources { language: sources.language.or(language), ..sources };
                // Doubts are documents too.
                let json =
                    |join: Result<Join, _>| join.map_or_else(|doubt: ErrorDocument| to_json(&doubt), |join| to_json(&join));
                join::join(&mut sources.on(&*files), &mut |join| give(Ok(json(join))))
            }),
            JobWork::Save(request) => {
                Job::of_documents(move |give: Give<String>| save::save(&request, store, language.unwrap_or_default(), give))
            }
            JobWork::Report(request) => Job::of_documents(move |give: Give<String>| {
                let sources = Sources { language: request.sources.language.or(language), ..request.sources };
                let summary = match report::write(&ReportRequest { sources, ..request }, &*files, &*store) {
                    Ok(summary) => summary,
                    Err(error) => return give(Err(error)),
                };
                summary.rejected.iter().try_for_each(|error| give(Ok(to_json(error))))?;
                give(Ok(to_json(&summary)))
            }),
        }
    }
}

impl Job<Assessment> {
    /// Starts assessing machines on any file system.
    ///
    /// # Errors
    /// [`InvalidArgument`](crate::values::error::ErrorCode::InvalidArgument) for limits that are out of range. A machine that makes no sense is
    /// answered with an error.
    pub fn start_on(files: Arc<dyn FileSystem>, machines: Vec<AssessOptions>, limits: Limits) -> Result<Self, Error> {
        Self::of_targets(self::machines(&files, machines, |assessment| assessment), limits)
    }
}

impl Answer<String> {
    /// The answer as JSON text: its document or error document, with the target's place as `index` after its kind.
    pub fn into_json(self, language: Language) -> String {
        let mut json = self.result.unwrap_or_else(|error| to_json(&ErrorDocument::new(&error, language)));
        // Every document begins with its version and its kind, in neither of which there is a comma.
        if let Some((end, _)) = json.match_indices(',').nth(1) {
            json.insert_str(end, &format!(",\"index\":{}", self.index));
        }
        json
    }
}

/// The tasks that assess machines. Their options are checked here, before any thread is started.
fn machines<T: 'static>(
    files: &Arc<dyn FileSystem>,
    machines: impl IntoIterator<Item = AssessOptions>,
    finish: fn(Assessment) -> T,
) -> Vec<Result<Task<T>, Error>> {
    let task = |options: AssessOptions| {
        let machine = options.machine()?;
        let path = options.root.as_deref().or(options.dll.as_deref()).map(display);
        let given = path.or_else(|| options.computer_name.clone());
        let name = options.name.clone().filter(|name| given.as_ref() != Some(name));
        let place = name.map(|name| Place::Machine { name }).or(given.is_none().then_some(Place::ThisMachine {}));
        let language = options.language.unwrap_or_default();
        let files = Arc::clone(files);
        Ok(Task::new(place, given, move |monitor| {
            assess(&Reader::followed(&*files, monitor), &machine, &options)
                .map(|assessed| finish(Assessment::new(assessed, language)))
        }))
    };
    machines.into_iter().map(task).collect()
}

impl ScanRequest {
    fn tasks(self, files: &Arc<dyn FileSystem>, language: Language) -> Vec<Result<Task<String>, Error>> {
        let Self { kind, files: paths, since, max_incidents } = self;
        let options = ScanOptions { since, max_incidents, language: None };
        let task = |path: PathBuf| {
            if path.as_os_str().is_empty() {
                return Err(Error::argument("files", Problem::NoPath {}));
            }
            let (given, files, options) = (display(&path), Arc::clone(files), options.clone());
            let work = move |monitor: &Arc<Monitor>| {
                let reader = &Reader::followed(&*files, monitor);
                reader.enter(kind.phase());
                match kind {
                    ScanKind::Version => json(version::check(reader, &path).map(Envelope)),
                    ScanKind::ClientLog => {
                        json(recognise::scan_client_log(reader, &path, &options).map(|scan| Envelope::explained(scan, language)))
                    }
                    ScanKind::ServerLog => {
                        json(recognise::scan_server_log(reader, &path, &options).map(|scan| Envelope::explained(scan, language)))
                    }
                }
            };
            Ok(Task::new(None, Some(given), work))
        };
        paths.into_iter().map(task).collect()
    }
}

impl ScanKind {
    fn phase(self) -> Phase {
        match self {
            Self::Version => Phase::Version,
            Self::ClientLog => Phase::ClientLog,
            Self::ServerLog => Phase::ServerLog,
        }
    }
}

fn json<D: Serialize, E: Into<Error>>(document: Result<D, E>) -> Result<String, Error> {
    document.map(|document| to_json(&document)).map_err(Into::into)
}
