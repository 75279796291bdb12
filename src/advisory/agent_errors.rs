//! The errors of a client's calls to its server, and the ErrorCodes of the faults that the server sends: numbers and names as Microsoft
//! documents them, each with its source.

use crate::advisory::troubles::Page;
use crate::advisory::troubles::Trouble::{self, *};

/// An error of the Windows Update Agent, of WinHTTP or of Windows.
#[derive(Clone, Copy, Debug)]
pub struct AgentError {
    /// The number that logs print: `0x80244010`.
    pub code: u32,
    /// Its name. Logs of Windows XP to 7 and Knowledge Base articles of that time write `SUS_E_` for `WU_E_`.
    pub name: &'static str,
    /// What it means.
    pub trouble: Trouble,
    /// Where number and name are documented.
    pub source: Page,
}

const fn row(code: u32, name: &'static str, trouble: Trouble, source: Page) -> AgentError {
    AgentError { code, name, trouble, source }
}

/// All that are known, by number: those of the protocol talker (`WU_E_PT_…`, 0x80244xxx, from Windows 8 on 0x802404xx too), of the redirector
/// and of the agent in general; those of WinHTTP (0x80072Exx and 0x80072Fxx); and those of Windows that a synchronisation can end with.
#[rustfmt::skip]
pub const AGENT_ERRORS: [AgentError; 139] = [
    row(0x8007_0005, "ERROR_ACCESS_DENIED", AccessDenied, Page::SystemErrors),
    row(0x8007_0008, "ERROR_NOT_ENOUGH_MEMORY", Memory, Page::SystemErrors),
    row(0x8007_000D, "ERROR_INVALID_DATA", UnreadableAnswer, Page::SystemErrors),
    row(0x8007_000E, "ERROR_OUTOFMEMORY", Memory, Page::SystemErrors),
    row(0x8007_0070, "ERROR_DISK_FULL", DiskFull, Page::SystemErrors),
    row(0x8007_0422, "ERROR_SERVICE_DISABLED", ServiceStopped, Page::CommonErrors),
    row(0x8007_0424, "ERROR_SERVICE_DOES_NOT_EXIST", ServiceStopped, Page::ClientAgents),
    row(0x8007_2EE2, "ERROR_WINHTTP_TIMEOUT", TimeOut, Page::WinHttpErrors),
    row(0x8007_2EE4, "ERROR_WINHTTP_INTERNAL_ERROR", Unspecified, Page::WinHttpErrors),
    row(0x8007_2EE5, "ERROR_WINHTTP_INVALID_URL", ServerAddress, Page::WinHttpErrors),
    row(0x8007_2EE6, "ERROR_WINHTTP_UNRECOGNIZED_SCHEME", ServerAddress, Page::WinHttpErrors),
    row(0x8007_2EE7, "ERROR_WINHTTP_NAME_NOT_RESOLVED", NameResolution, Page::WinHttpErrors),
    row(0x8007_2EEC, "ERROR_WINHTTP_SHUTDOWN", ServiceStopped, Page::WinHttpErrors),
    row(0x8007_2EEF, "ERROR_WINHTTP_LOGIN_FAILURE", AccessRefused, Page::WinHttpErrors),
    row(0x8007_2EF1, "ERROR_WINHTTP_OPERATION_CANCELLED", ServiceStopped, Page::WinHttpErrors),
    row(0x8007_2EFD, "ERROR_WINHTTP_CANNOT_CONNECT", Connection, Page::WinHttpErrors),
    row(0x8007_2EFE, "ERROR_WINHTTP_CONNECTION_ERROR", Connection, Page::WinHttpErrors),
    row(0x8007_2F00, "ERROR_WINHTTP_RESEND_REQUEST", Connection, Page::WinHttpErrors),
    row(0x8007_2F05, "ERROR_WINHTTP_SECURE_CERT_DATE_INVALID", Certificate, Page::WinHttpErrors),
    row(0x8007_2F06, "ERROR_WINHTTP_SECURE_CERT_CN_INVALID", Certificate, Page::WinHttpErrors),
    row(0x8007_2F0C, "ERROR_WINHTTP_CLIENT_AUTH_CERT_NEEDED", Certificate, Page::WinHttpErrors),
    row(0x8007_2F0D, "ERROR_WINHTTP_SECURE_INVALID_CA", Certificate, Page::WinHttpErrors),
    row(0x8007_2F19, "ERROR_WINHTTP_SECURE_CERT_REV_FAILED", Certificate, Page::WinHttpErrors),
    row(0x8007_2F76, "ERROR_WINHTTP_HEADER_NOT_FOUND", UnreadableAnswer, Page::WinHttpErrors),
    row(0x8007_2F78, "ERROR_WINHTTP_INVALID_SERVER_RESPONSE", UnreadableAnswer, Page::WinHttpErrors),
    row(0x8007_2F7C, "ERROR_WINHTTP_REDIRECT_FAILED", UnreadableAnswer, Page::WinHttpErrors),
    row(0x8007_2F7D, "ERROR_WINHTTP_SECURE_CHANNEL_ERROR", Certificate, Page::WinHttpErrors),
    row(0x8007_2F86, "ERROR_WINHTTP_BAD_AUTO_PROXY_SCRIPT", Proxy, Page::WinHttpErrors),
    row(0x8007_2F87, "ERROR_WINHTTP_UNABLE_TO_DOWNLOAD_SCRIPT", Proxy, Page::WinHttpErrors),
    row(0x8007_2F89, "ERROR_WINHTTP_SECURE_INVALID_CERT", Certificate, Page::WinHttpErrors),
    row(0x8007_2F8A, "ERROR_WINHTTP_SECURE_CERT_REVOKED", Certificate, Page::WinHttpErrors),
    row(0x8007_2F8F, "ERROR_WINHTTP_SECURE_FAILURE", Certificate, Page::WinHttpErrors),
    row(0x8007_2F90, "ERROR_WINHTTP_UNHANDLED_SCRIPT_TYPE", Proxy, Page::WinHttpErrors),
    row(0x8007_2F91, "ERROR_WINHTTP_SCRIPT_EXECUTION_ERROR", Proxy, Page::WinHttpErrors),
    row(0x8007_2F92, "ERROR_WINHTTP_AUTO_PROXY_SERVICE_ERROR", Proxy, Page::WinHttpErrors),
    row(0x8007_2F93, "ERROR_WINHTTP_SECURE_CERT_WRONG_USAGE", Certificate, Page::WinHttpErrors),
    row(0x8007_2F94, "ERROR_WINHTTP_AUTODETECTION_FAILED", Proxy, Page::WinHttpErrors),
    row(0x8007_2F95, "ERROR_WINHTTP_HEADER_COUNT_EXCEEDED", UnreadableAnswer, Page::WinHttpErrors),
    row(0x8007_2F96, "ERROR_WINHTTP_HEADER_SIZE_OVERFLOW", UnreadableAnswer, Page::WinHttpErrors),
    row(0x8007_2F97, "ERROR_WINHTTP_CHUNKED_ENCODING_HEADER_SIZE_OVERFLOW", UnreadableAnswer, Page::WinHttpErrors),
    row(0x8007_2F98, "ERROR_WINHTTP_RESPONSE_DRAIN_OVERFLOW", UnreadableAnswer, Page::WinHttpErrors),
    row(0x8024_0001, "WU_E_NO_SERVICE", ServiceStopped, Page::ErrorReference),
    row(0x8024_000B, "WU_E_CALL_CANCELLED", ServiceStopped, Page::ErrorReference),
    row(0x8024_001A, "WU_E_POLICY_NOT_SET", Policy, Page::ErrorReference),
    row(0x8024_001E, "WU_E_SERVICE_STOP", ServiceStopped, Page::ErrorReference),
    row(0x8024_001F, "WU_E_NO_CONNECTION", Connection, Page::ErrorReference),
    row(0x8024_0021, "WU_E_TIME_OUT", TimeOut, Page::ErrorReference),
    row(0x8024_0025, "WU_E_USER_ACCESS_DISABLED", Policy, Page::ErrorReference),
    row(0x8024_002E, "WU_E_WU_DISABLED", Policy, Page::ErrorReference),
    row(0x8024_002F, "WU_E_CALL_CANCELLED_BY_POLICY", Policy, Page::ErrorReference),
    row(0x8024_0030, "WU_E_INVALID_PROXY_SERVER", Proxy, Page::ErrorReference),
    row(0x8024_0038, "WU_E_WINHTTP_INVALID_FILE", UnreadableAnswer, Page::ErrorReference),
    row(0x8024_0039, "WU_E_TOO_MANY_RESYNC", Cookie, Page::ErrorReference),
    row(0x8024_0436, "WU_E_PT_CATALOG_SYNC_REQUIRED", BadRequest, Page::HeaderConstants),
    row(0x8024_0437, "WU_E_PT_SECURITY_VERIFICATION_FAILURE", AccessRefused, Page::HeaderConstants),
    row(0x8024_0438, "WU_E_PT_ENDPOINT_UNREACHABLE", Connection, Page::HeaderConstants),
    row(0x8024_0439, "WU_E_PT_INVALID_FORMAT", UnreadableAnswer, Page::HeaderConstants),
    row(0x8024_043A, "WU_E_PT_INVALID_URL", ServerAddress, Page::HeaderConstants),
    row(0x8024_043B, "WU_E_PT_NWS_NOT_LOADED", ClientComponent, Page::HeaderConstants),
    row(0x8024_043C, "WU_E_PT_PROXY_AUTH_SCHEME_NOT_SUPPORTED", Proxy, Page::HeaderConstants),
    row(0x8024_043D, "WU_E_SERVICEPROP_NOTAVAIL", ServerAddress, Page::ErrorReference),
    row(0x8024_043E, "WU_E_PT_ENDPOINT_REFRESH_REQUIRED", ServerAddress, Page::HeaderConstants),
    row(0x8024_043F, "WU_E_PT_ENDPOINTURL_NOTAVAIL", ServerAddress, Page::HeaderConstants),
    row(0x8024_0440, "WU_E_PT_ENDPOINT_DISCONNECTED", Connection, Page::HeaderConstants),
    row(0x8024_0441, "WU_E_PT_INVALID_OPERATION", ClientComponent, Page::HeaderConstants),
    row(0x8024_0442, "WU_E_PT_OBJECT_FAULTED", ClientComponent, Page::HeaderConstants),
    row(0x8024_0443, "WU_E_PT_NUMERIC_OVERFLOW", ClientComponent, Page::HeaderConstants),
    row(0x8024_0444, "WU_E_PT_OPERATION_ABORTED", ClientComponent, Page::HeaderConstants),
    row(0x8024_0445, "WU_E_PT_OPERATION_ABANDONED", ClientComponent, Page::HeaderConstants),
    row(0x8024_0446, "WU_E_PT_QUOTA_EXCEEDED", UnreadableAnswer, Page::HeaderConstants),
    row(0x8024_0447, "WU_E_PT_NO_TRANSLATION_AVAILABLE", ClientComponent, Page::HeaderConstants),
    row(0x8024_0448, "WU_E_PT_ADDRESS_IN_USE", ClientComponent, Page::HeaderConstants),
    row(0x8024_0449, "WU_E_PT_ADDRESS_NOT_AVAILABLE", ClientComponent, Page::HeaderConstants),
    row(0x8024_044A, "WU_E_PT_OTHER", Unspecified, Page::HeaderConstants),
    row(0x8024_044B, "WU_E_PT_SECURITY_SYSTEM_FAILURE", ClientComponent, Page::HeaderConstants),
    row(0x8024_0FFF, "WU_E_UNEXPECTED", Unspecified, Page::ErrorReference),
    row(0x8024_4000, "WU_E_PT_SOAPCLIENT_BASE", ClientComponent, Page::ErrorReference),
    row(0x8024_4001, "WU_E_PT_SOAPCLIENT_INITIALIZE", ClientComponent, Page::ErrorReference),
    row(0x8024_4002, "WU_E_PT_SOAPCLIENT_OUTOFMEMORY", Memory, Page::ErrorReference),
    row(0x8024_4003, "WU_E_PT_SOAPCLIENT_GENERATE", ClientComponent, Page::ErrorReference),
    row(0x8024_4004, "WU_E_PT_SOAPCLIENT_CONNECT", Connection, Page::ErrorReference),
    row(0x8024_4005, "WU_E_PT_SOAPCLIENT_SEND", Connection, Page::ErrorReference),
    row(0x8024_4006, "WU_E_PT_SOAPCLIENT_SERVER", ServerError, Page::ErrorReference),
    row(0x8024_4007, "WU_E_PT_SOAPCLIENT_SOAPFAULT", SoapFault, Page::ErrorReference),
    row(0x8024_4008, "WU_E_PT_SOAPCLIENT_PARSEFAULT", UnreadableAnswer, Page::ErrorReference),
    row(0x8024_4009, "WU_E_PT_SOAPCLIENT_READ", Connection, Page::ErrorReference),
    row(0x8024_400A, "WU_E_PT_SOAPCLIENT_PARSE", UnreadableAnswer, Page::ErrorReference),
    row(0x8024_400B, "WU_E_PT_SOAP_VERSION", UnreadableAnswer, Page::ErrorReference),
    row(0x8024_400C, "WU_E_PT_SOAP_MUST_UNDERSTAND", UnreadableAnswer, Page::ErrorReference),
    row(0x8024_400D, "WU_E_PT_SOAP_CLIENT", SoapFault, Page::ErrorReference),
    row(0x8024_400E, "WU_E_PT_SOAP_SERVER", ServerFault, Page::ErrorReference),
    row(0x8024_400F, "WU_E_PT_WMI_ERROR", ClientComponent, Page::ErrorReference),
    row(0x8024_4010, "WU_E_PT_EXCEEDED_MAX_SERVER_TRIPS", RoundTrips, Page::ErrorReference),
    row(0x8024_4011, "WU_E_PT_SUS_SERVER_NOT_SET", ServerAddress, Page::ErrorReference),
    row(0x8024_4012, "WU_E_PT_DOUBLE_INITIALIZATION", ClientComponent, Page::ErrorReference),
    row(0x8024_4013, "WU_E_PT_INVALID_COMPUTER_NAME", ClientComponent, Page::ErrorReference),
    row(0x8024_4015, "WU_E_PT_REFRESH_CACHE_REQUIRED", Cookie, Page::ErrorReference),
    row(0x8024_4016, "WU_E_PT_HTTP_STATUS_BAD_REQUEST", BadRequest, Page::NetworkingErrors),
    row(0x8024_4017, "WU_E_PT_HTTP_STATUS_DENIED", AccessRefused, Page::NetworkingErrors),
    row(0x8024_4018, "WU_E_PT_HTTP_STATUS_FORBIDDEN", AccessRefused, Page::NetworkingErrors),
    row(0x8024_4019, "WU_E_PT_HTTP_STATUS_NOT_FOUND", NotFound, Page::NetworkingErrors),
    row(0x8024_401A, "WU_E_PT_HTTP_STATUS_BAD_METHOD", BadRequest, Page::NetworkingErrors),
    row(0x8024_401B, "WU_E_PT_HTTP_STATUS_PROXY_AUTH_REQ", Proxy, Page::NetworkingErrors),
    row(0x8024_401C, "WU_E_PT_HTTP_STATUS_REQUEST_TIMEOUT", TimeOut, Page::NetworkingErrors),
    row(0x8024_401D, "WU_E_PT_HTTP_STATUS_CONFLICT", BadRequest, Page::NetworkingErrors),
    row(0x8024_401E, "WU_E_PT_HTTP_STATUS_GONE", NotFound, Page::NetworkingErrors),
    row(0x8024_401F, "WU_E_PT_HTTP_STATUS_SERVER_ERROR", ServerError, Page::NetworkingErrors),
    row(0x8024_4020, "WU_E_PT_HTTP_STATUS_NOT_SUPPORTED", BadRequest, Page::NetworkingErrors),
    row(0x8024_4021, "WU_E_PT_HTTP_STATUS_BAD_GATEWAY", Proxy, Page::NetworkingErrors),
    row(0x8024_4022, "WU_E_PT_HTTP_STATUS_SERVICE_UNAVAIL", Overloaded, Page::NetworkingErrors),
    row(0x8024_4023, "WU_E_PT_HTTP_STATUS_GATEWAY_TIMEOUT", TimeOut, Page::NetworkingErrors),
    row(0x8024_4024, "WU_E_PT_HTTP_STATUS_VERSION_NOT_SUP", BadRequest, Page::NetworkingErrors),
    row(0x8024_4025, "WU_E_PT_FILE_LOCATIONS_CHANGED", ConfigurationChanged, Page::ErrorReference),
    row(0x8024_4026, "WU_E_PT_REGISTRATION_NOT_SUPPORTED", Registration, Page::ErrorReference),
    row(0x8024_4027, "WU_E_PT_NO_AUTH_PLUGINS_REQUESTED", Cookie, Page::ErrorReference),
    row(0x8024_4028, "WU_E_PT_NO_AUTH_COOKIES_CREATED", Cookie, Page::ErrorReference),
    row(0x8024_4029, "WU_E_PT_INVALID_CONFIG_PROP", UnreadableAnswer, Page::ErrorReference),
    row(0x8024_402A, "WU_E_PT_CONFIG_PROP_MISSING", UnreadableAnswer, Page::ErrorReference),
    row(0x8024_402B, "WU_E_PT_HTTP_STATUS_NOT_MAPPED", Unspecified, Page::NetworkingErrors),
    row(0x8024_402C, "WU_E_PT_WINHTTP_NAME_NOT_RESOLVED", NameResolution, Page::NetworkingErrors),
    row(0x8024_402D, "WU_E_PT_LOAD_SHEDDING", Overloaded, Page::HeaderConstants),
    row(0x8024_402E, "WU_E_PT_CLIENT_ENFORCED_LOAD_SHEDDING", Overloaded, Page::HeaderConstants),
    row(0x8024_402F, "WU_E_PT_ECP_SUCCEEDED_WITH_ERRORS", Metadata, Page::ErrorReference),
    row(0x8024_4030, "WU_E_PT_ECP_INIT_FAILED", Metadata, Page::ErrorReference),
    row(0x8024_4031, "WU_E_PT_ECP_INVALID_FILE_FORMAT", Metadata, Page::ErrorReference),
    row(0x8024_4032, "WU_E_PT_ECP_INVALID_METADATA", Metadata, Page::ErrorReference),
    row(0x8024_4033, "WU_E_PT_ECP_FAILURE_TO_EXTRACT_DIGEST", Metadata, Page::ErrorReference),
    row(0x8024_4034, "WU_E_PT_ECP_FAILURE_TO_DECOMPRESS_CAB_FILE", Metadata, Page::ErrorReference),
    row(0x8024_4035, "WU_E_PT_ECP_FILE_LOCATION_ERROR", Metadata, Page::ErrorReference),
    row(0x8024_4100, "WU_E_PT_DATA_BOUNDARY_RESTRICTED", Unspecified, Page::HeaderConstants),
    row(0x8024_4101, "WU_E_PT_GENERAL_AAD_CLIENT_ERROR", Unspecified, Page::HeaderConstants),
    row(0x8024_4FFF, "WU_E_PT_UNEXPECTED", Unspecified, Page::ErrorReference),
    row(0x8024_5001, "WU_E_REDIRECTOR_LOAD_XML", Redirector, Page::ErrorReference),
    row(0x8024_5002, "WU_E_REDIRECTOR_S_FALSE", Redirector, Page::ErrorReference),
    row(0x8024_5003, "WU_E_REDIRECTOR_ID_SMALLER", Redirector, Page::ErrorReference),
    row(0x8024_502D, "WU_E_PT_SAME_REDIR_ID", Redirector, Page::ErrorReference),
    row(0x8024_502E, "WU_E_PT_NO_MANAGED_RECOVER", Redirector, Page::ErrorReference),
    row(0x8024_5FFF, "WU_E_REDIRECTOR_UNEXPECTED", Redirector, Page::ErrorReference),
    row(0x8024_8000, "WU_E_DS_SHUTDOWN", ServiceStopped, Page::ErrorReference),
];

/// What is known about an error.
pub fn agent_error(code: u32) -> Option<&'static AgentError> {
    let at = AGENT_ERRORS.binary_search_by_key(&code, |error| error.code).ok()?;
    Some(&AGENT_ERRORS[at])
}

/// The ErrorCodes of the faults that a WSUS server sends its clients, and what they mean. The source of all of them is
/// [`Page::Protocol`]. Logs print a number behind the name: `ConfigChanged(2)`.
pub const FAULT_CODES: [(&str, Trouble); 11] = [
    ("InvalidCookie", Cookie),
    ("ConfigChanged", ConfigurationChanged),
    ("RegistrationRequired", Registration),
    ("ServerChanged", ConfigurationChanged),
    ("InternalServerError", ServerFault),
    ("CookieExpired", Cookie),
    ("InvalidParameters", Parameters),
    ("InvalidAuthorizationCookie", Cookie),
    ("RegistrationNotRequired", Registration),
    ("ServerBusy", Overloaded),
    ("FileLocationChanged", ConfigurationChanged),
];

/// What an ErrorCode means; it says more than the error of the call.
pub fn fault_code(error_code: &str) -> Option<Trouble> {
    let name = error_code.split_once('(').map_or(error_code, |(name, _)| name);
    FAULT_CODES.iter().find(|(known, _)| name.eq_ignore_ascii_case(known)).map(|(_, trouble)| *trouble)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::advisory::signatures;

    #[test]
    fn every_error_is_found_by_its_number() {
        assert!(AGENT_ERRORS.is_sorted_by(|one, next| one.code < next.code));
        assert!(AGENT_ERRORS.iter().all(|error| agent_error(error.code).is_some_and(|found| found.name == error.name)));
        let mut names: Vec<&str> = AGENT_ERRORS.iter().map(|error| error.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), AGENT_ERRORS.len());
        assert!(agent_error(0x8024_4014).is_none());
    }

    #[test]
    fn numbers_of_winhttp_are_those_of_its_documentation() {
        for (number, name) in
            [(12002, "TIMEOUT"), (12007, "NAME_NOT_RESOLVED"), (12029, "CANNOT_CONNECT"), (12175, "SECURE_FAILURE")]
        {
            let error = agent_error(0x8007_0000 | number).unwrap();
            assert_eq!((error.name.strip_prefix("ERROR_WINHTTP_"), error.source), (Some(name), Page::WinHttpErrors));
        }
    }

    #[test]
    fn this_problems_error_and_code_alone_say_only_that_the_server_failed() {
        assert_eq!(agent_error(signatures::CLIENT_ERROR).map(|error| error.trouble), Some(ServerFault));
        assert_eq!(fault_code(signatures::CLIENT_ERROR_CODE), Some(ServerFault));
        assert_eq!((fault_code("configchanged(2)"), fault_code("ConfigChange")), (Some(ConfigurationChanged), None));
    }
}
