//! Errors as answers: what failed, on which file, why, and what to do about it.

use std::any::Any;
use std::fmt;
use std::io;
use std::path::Path;

pub use crate::values::error_code::ErrorCode;
use crate::values::problem::{Action, Advice, Place, Problem};
use crate::values::system_error;

/// One failure. It is shown in English; [`message`](Error::message) gives it in other languages too.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Error {
    /// The kind of failure.
    pub code: ErrorCode,
    /// What went wrong.
    pub problem: Problem,
    /// The file or folder it concerns, if any.
    pub path: Option<String>,
    /// Where it is, beside the path.
    pub place: Option<Place>,
    /// The operating system's error number (`errno`, or a Win32 error), if it was the operating system that failed.
    pub os_error: Option<i32>,
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self { code: problem.kind(), problem, path: None, place: None, os_error: None }
    }
}

impl Error {
    /// A problem with `path`.
    pub fn about(path: &Path, problem: Problem) -> Self {
        Self { path: Some(display(path)), ..problem.into() }
    }

    /// A problem with an argument of a function, or with a key of a request.
    pub fn argument(name: &str, problem: Problem) -> Self {
        Self::from(problem).at(Place::Argument { name: name.to_owned() })
    }

    /// The same failure, with its place.
    pub fn at(self, place: Place) -> Self {
        Self { place: Some(place), ..self }
    }

    /// A panic, caught at a boundary: its payload.
    pub(crate) fn from_panic(panic: &(dyn Any + Send)) -> Self {
        let cause = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
        Problem::Panic { cause: cause.unwrap_or("panic").to_owned() }.into()
    }

    /// The operating system failed in an action on `path`.
    pub fn from_io(path: &Path, action: Action, error: &io::Error) -> Self {
        Self::from_system(path, error, |cause, advice| Problem::System { action, cause, advice })
    }

    /// The operating system failed on `path`: the problem consists of the system's text and what to do about it.
    pub fn from_system(path: &Path, error: &io::Error, problem: impl FnOnce(String, Option<Advice>) -> Problem) -> Self {
        if let Some(LeadsOut { link, target }) = error.get_ref().and_then(|error| error.downcast_ref()) {
            // About the link, whatever was looked for through it: one link is one error.
            let problem = Problem::LinkLeadsOut { link: link.clone(), target: target.clone() };
            return Self::about(link.as_ref(), problem);
        }
        let windows = error.raw_os_error().filter(|_| cfg!(windows));
        let (code, advice) = system_error::judge(error.kind(), windows);
        let problem = problem(system_error::text(error), advice);
        Self { code, os_error: error.raw_os_error(), ..Self::about(path, problem) }
    }
}

/// A link that leads out of the evidence, as the error of a file system that does not follow it.
#[derive(Debug)]
pub struct LeadsOut {
    /// The link.
    pub link: String,
    /// Its text; empty if that can't be read.
    pub target: String,
}

impl fmt::Display for LeadsOut {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a link leads out of the evidence")
    }
}

impl std::error::Error for LeadsOut {}

impl From<LeadsOut> for io::Error {
    fn from(link: LeadsOut) -> Self {
        Self::other(link)
    }
}

/// A path as documents show it. Whatever is not Unicode in it becomes U+FFFD.
pub(crate) fn display(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
