//! Exceptions of a WSUS server that have a known meaning of their own, each with its source.

use crate::advisory::troubles::{Page, Trouble};

/// An exception with a known meaning.
#[derive(Clone, Copy, Debug)]
pub struct ServerException {
    /// Its type.
    pub exception: &'static str,
    /// A phrase of its message, where the type alone does not say it. Messages are in the language of the server's .NET Framework \[FIELD\]: in
    /// others than English only the type counts.
    pub phrase: Option<&'static str>,
    /// What it means.
    pub trouble: Trouble,
    /// Where it is documented.
    pub source: Page,
}

impl ServerException {
    /// The page that documents it.
    pub fn url(&self) -> String {
        let page = self.source.url().to_owned();
        if self.source == Page::DotNet { page + &self.exception.to_ascii_lowercase() } else { page }
    }
}

/// The type that later versions of .NET put inside an exception of the database: the error of Windows that caused it \[FIELD\].
pub const INNER_EXCEPTION: &str = "System.ComponentModel.Win32Exception";

/// All that are known. The first one that fits counts.
pub const SERVER_EXCEPTIONS: [ServerException; 5] = [
    ServerException {
        exception: "System.Data.SqlClient.SqlException",
        phrase: Some("The timeout period elapsed"),
        trouble: Trouble::DatabaseTimeOut,
        source: Page::QueryTimeOuts,
    },
    ServerException {
        exception: "System.Data.SqlClient.SqlException",
        phrase: None,
        trouble: Trouble::Database,
        source: Page::DotNet,
    },
    ServerException {
        exception: "System.IO.IOException",
        phrase: Some("There is not enough space on the disk"),
        trouble: Trouble::DiskFull,
        source: Page::SystemErrors,
    },
    ServerException { exception: "System.OutOfMemoryException", phrase: None, trouble: Trouble::Memory, source: Page::DotNet },
    ServerException {
        exception: "System.UnauthorizedAccessException",
        phrase: None,
        trouble: Trouble::AccessDenied,
        source: Page::DotNet,
    },
];
