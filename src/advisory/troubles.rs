//! What a failure is when it is not this problem: kinds of trouble, few enough for people to be told each in a sentence. The sentences are in
//! the words of each language.

use crate::values::coded::coded_names;

coded_names! {
    /// A kind of trouble. What it means and where to look come from its [`page`](Self::page).
    pub enum Trouble {
        /// The name of the server or of the proxy can't be resolved.
        "nameResolution" => NameResolution,
        /// There is no connection to the server, or it broke.
        "connection" => Connection,
        /// The server did not answer in time.
        "timeOut" => TimeOut,
        /// A proxy refused, or its settings are wrong.
        "proxy" => Proxy,
        /// The server did not let the client in.
        "accessRefused" => AccessRefused,
        /// There is no such address on the server.
        "notFound" => NotFound,
        /// The server does not take such a request.
        "badRequest" => BadRequest,
        /// The web server failed.
        "serverError" => ServerError,
        /// The server has too much to do.
        "overloaded" => Overloaded,
        /// HTTPS failed, mostly because of a certificate.
        "certificate" => Certificate,
        /// The server no longer accepts the client's cookie.
        "cookie" => Cookie,
        /// The server's configuration changed, so that the client must begin again.
        "configurationChanged" => ConfigurationChanged,
        /// Client and server do not agree whether the client is registered.
        "registration" => Registration,
        /// The server does not accept what the client sent.
        "parameters" => Parameters,
        /// The server answered with a fault whose kind the log does not show.
        "soapFault" => SoapFault,
        /// The server hit an internal error.
        "serverFault" => ServerFault,
        /// The catalogue of updates is too large for one synchronisation.
        "roundTrips" => RoundTrips,
        /// The server's address is missing or wrong.
        "serverAddress" => ServerAddress,
        /// The answer was not what a WSUS server sends.
        "unreadableAnswer" => UnreadableAnswer,
        /// The descriptions of updates could not be read.
        "metadata" => Metadata,
        /// The redirector of Windows Update failed; a managed client does not need it.
        "redirector" => Redirector,
        /// A part of Windows on the client failed.
        "clientComponent" => ClientComponent,
        /// The service was stopped, disabled or shutting down.
        "serviceStopped" => ServiceStopped,
        /// A policy forbids it.
        "policy" => Policy,
        /// Access to a file or a registry key was denied.
        "accessDenied" => AccessDenied,
        /// Memory ran out.
        "memory" => Memory,
        /// The disk is full.
        "diskFull" => DiskFull,
        /// WSUS' database did not answer in time.
        "databaseTimeOut" => DatabaseTimeOut,
        /// WSUS' database reported an error.
        "database" => Database,
        /// An error that says no more than that there was one.
        "unspecified" => Unspecified,
    }
}

impl Trouble {
    /// Where Microsoft describes it.
    pub const fn page(self) -> Page {
        match self {
            Self::NameResolution | Self::Connection | Self::TimeOut | Self::Proxy | Self::AccessRefused | Self::Certificate => {
                Page::ScanFailures
            }
            Self::NotFound | Self::BadRequest | Self::ServerError | Self::Overloaded | Self::UnreadableAnswer => {
                Page::ConnectionFailures
            }
            Self::ServerAddress | Self::Policy | Self::ServiceStopped | Self::ClientComponent => Page::ClientAgents,
            Self::RoundTrips | Self::Database => Page::Maintenance,
            Self::DatabaseTimeOut => Page::QueryTimeOuts,
            Self::Parameters => Page::Prerequisites,
            Self::Cookie | Self::ConfigurationChanged | Self::Registration | Self::ServerFault => Page::Protocol,
            Self::SoapFault | Self::Metadata | Self::AccessDenied => Page::CommonErrors,
            Self::Redirector | Self::Unspecified => Page::ErrorReference,
            Self::Memory | Self::DiskFull => Page::SystemErrors,
        }
    }

    /// The trouble of that name, if this version knows it.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|trouble| trouble.name() == name)
    }
}

/// A page of Microsoft's documentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// Windows Update error codes by component.
    ErrorReference,
    /// WUA Networking Error Codes.
    NetworkingErrors,
    /// Error messages of WinHTTP. Its numbers are the lower half of the error.
    WinHttpErrors,
    /// The constants of `wuerror.h`, as the Windows metadata have them.
    HeaderConstants,
    /// System error codes from 0 to 499. Their numbers are the lower half of the error.
    SystemErrors,
    /// Windows Update common errors and mitigation.
    CommonErrors,
    /// Troubleshoot issues with WSUS client agents.
    ClientAgents,
    /// Troubleshoot software update scan failures.
    ScanFailures,
    /// How to troubleshoot WSUS connection failures.
    ConnectionFailures,
    /// The complete guide to WSUS maintenance.
    Maintenance,
    /// A client that sends more prerequisites than the server accepts.
    Prerequisites,
    /// \[MS-WUSP\], whose section 2.2.2.4 has the ErrorCodes of faults; the page of a call that returns most of them.
    Protocol,
    /// Troubleshoot query time-outs of SQL Server.
    QueryTimeOuts,
    /// Exceptions in the reference of .NET: a page each, whose name is the type's.
    DotNet,
}

impl Page {
    /// Its address.
    pub const fn url(self) -> &'static str {
        match self {
            Self::ErrorReference => "https://learn.microsoft.com/windows/deployment/update/windows-update-error-reference",
            Self::NetworkingErrors => "https://learn.microsoft.com/windows/win32/wua_sdk/wua-networking-error-codes-",
            Self::WinHttpErrors => "https://learn.microsoft.com/windows/win32/winhttp/error-messages",
            Self::HeaderConstants => "https://microsoft.github.io/windows-docs-rs/doc/windows/Win32/System/UpdateAgent/",
            Self::SystemErrors => "https://learn.microsoft.com/windows/win32/debug/system-error-codes--0-499-",
            Self::CommonErrors => {
                "https://learn.microsoft.com/troubleshoot/windows-client/installing-updates-features-roles/common-windows-update-errors"
            }
            Self::ClientAgents => {
                "https://learn.microsoft.com/troubleshoot/mem/configmgr/update-management/troubleshoot-issues-with-wsus-client-agents"
            }
            Self::ScanFailures => {
                "https://learn.microsoft.com/troubleshoot/mem/configmgr/update-management/troubleshoot-software-update-scan-failures"
            }
            Self::ConnectionFailures => {
                "https://learn.microsoft.com/troubleshoot/mem/configmgr/update-management/troubleshoot-wsus-connection-failures"
            }
            Self::Maintenance => {
                "https://learn.microsoft.com/troubleshoot/mem/configmgr/update-management/wsus-maintenance-guide"
            }
            Self::Prerequisites => {
                "https://learn.microsoft.com/troubleshoot/mem/configmgr/update-management/error-80244007-when-wsus-client-scans-updates"
            }
            Self::Protocol => {
                "https://learn.microsoft.com/openspecs/windows_protocols/ms-wusp/71a6003a-e934-4ca3-98ac-26c8c3f99567"
            }
            Self::QueryTimeOuts => {
                "https://learn.microsoft.com/troubleshoot/sql/database-engine/performance/troubleshoot-query-timeouts"
            }
            Self::DotNet => "https://learn.microsoft.com/dotnet/api/",
        }
    }
}
