//! What the two logs print when the defect strikes.

use std::ops::RangeInclusive;

/// The error of the client's failed call: SUS_E_PT_SOAP_SERVER. Alone it proves nothing \[FIELD\].
pub const CLIENT_ERROR: u32 = 0x8024_400E;

/// The digits of [`CLIENT_ERROR`], as logs write them.
pub const CLIENT_ERROR_DIGITS: [&str; 2] = ["8024400E", "8024400e"];

/// The client log's ErrorCode for an error inside the server \[A\]. It is printed with its number: `InternalServerError(5)`.
pub const CLIENT_ERROR_CODE: &str = "InternalServerError";

/// The end of the name of a service; the name of a method follows in a fault: `http://www.microsoft.com/SoftwareDistribution/Server/ClientWebService/SyncUpdates` \[A\].
pub const WEB_SERVICE: &str = "WebService";

/// The end of what precedes the name of a method without a service: `http://www.microsoft.com/SoftwareDistribution/ReportEventBatch` \[FIELD\].
pub const SOAP_NAMESPACE: &str = "/SoftwareDistribution";

/// What follows it where a service follows \[A\].
pub const SERVER_PART: &str = "Server";

/// The name of the method that the client calls \[A\].
pub const CLIENT_METHOD: &str = "SyncUpdates";

/// The service that a client managed by WSUS synchronises with \[A\]. Failures of other services (Windows Update,
/// Microsoft Update) are not failures of a WSUS server.
pub const WSUS_SERVICE_ID: &str = "3DA21691-E39D-4DA6-8A4B-B43877BCB1B7";

/// The components that log the client's synchronisation: `PT` in the classic log \[LOG\], `ProtocolTalker` in what
/// `Get-WindowsUpdateLog` writes \[FIELD\].
pub const SYNC_COMPONENTS: [&str; 2] = ["PT", "ProtocolTalker"];

/// The components that log SOAP faults before the failure from Windows 8 on \[FIELD\].
pub const SOAP_COMPONENTS: [&str; 2] = ["WS", "WebServices"];

/// The component that starts the client's synchronisation, and logs how it ended \[FIELD\].
pub const AGENT_COMPONENT: &str = "Agent";

/// All of these components.
pub const COMPONENTS: [&str; 5] = ["PT", "ProtocolTalker", "WS", "WebServices", "Agent"];

/// What every record of a failed synchronisation contains: `SyncUpdates failure`, `SyncUpdates_WithRecovery failed`,
/// `Sync of Updates: 0x…`, `Failed to synchronize, error = 0x…` \[A\]\[FIELD\].
pub const CLIENT_NEEDLE: &str = "ync";

/// What follows [`CLIENT_NEEDLE`] in records that begin a synchronisation, nearly all of which succeed.
pub const CLIENT_START_REST: &str = "hronizing";

/// The text that begins a synchronisation \[A\].
pub const CLIENT_START: &str = "Synchronizing server updates";

/// The text before the service that it talks to \[A\].
pub const SERVICE: &str = "ServiceId =";

/// The text before the server's address \[A\].
pub const SERVER_URL: &str = "Server URL =";

/// The end of the server's address \[A\]. Windows 11 prints ` (cV = …)` after it \[FIELD\].
pub const SERVER_URL_END: &str = ".asmx";

/// The beginning of a synchronisation's failure up to Windows 7 \[A\].
pub const CLIENT_FAILURE: &str = "SyncUpdates failure";

/// Its beginning from Windows 8 on; up to Windows 7 this line repeats the failure \[FIELD\].
pub const CLIENT_RECOVERY: &str = "SyncUpdates_WithRecovery failed";

/// Says that a synchronisation failed as a whole, whichever call it was that failed \[FIELD\].
pub const CLIENT_SYNC: [&str; 2] = ["Sync of Updates", "SyncServerUpdatesInternal failed"];

/// The other calls whose failures the client logs: `GetAuthorizationCookie failure, error = …` \[FIELD\].
pub const OTHER_CALLS: [&str; 12] = [
    "GetConfig",
    "GetCookie",
    "GetAuthorizationCookie",
    "RegisterComputer",
    "StartCategoryScan",
    "SyncPrinterCatalog",
    "GetExtendedUpdateInfo",
    "GetFileLocations",
    "RefreshCache",
    "GetTimestamps",
    "ReportEventBatch",
    "GetServerVersion",
];

/// The end of their failures from Windows 8 on, and of lines that repeat them before: `GetCookie_WithRecovery failed` \[FIELD\].
pub const OTHER_RECOVERY: &str = "_WithRecovery failed";

/// The errors of calls to which a server answered with a fault: WU_E_PT_SOAPCLIENT_* and WU_E_PT_SOAP_* ("Windows Update Agent Result Codes", Microsoft).
pub const SOAP_ERRORS: RangeInclusive<u32> = 0x8024_4000..=0x8024_400E;

/// The component that sends events to the server, and what it logs when it can't: that is another call \[FIELD\].
pub const REPORT_COMPONENT: &str = "Report";
/// See [`REPORT_COMPONENT`].
pub const REPORT_FAILURE: &str = "failed to upload events";

/// The longest time that a synchronisation takes, in seconds: older records say nothing about it. Real ones take minutes.
pub const SYNC_SECONDS: i64 = 3600;

/// The longest time from the fault that a client was sent to the failure that it logs, in seconds. In logs both have the same second
/// \[FIELD\]; the client may try again with another cookie in between.
pub const CLIENT_FAULT_SECONDS: i64 = 60;

/// The component of records that `Get-WindowsUpdateLog` could not decode \[FIELD\].
pub const UNDECODED_COMPONENT: &str = "Unknown";
/// The text of such records; see [`UNDECODED_COMPONENT`].
pub const UNDECODED: &str = "No Format Information found";

/// The type of the defect's exception: the hashtable already holds the key \[A\].
pub const SERVER_EXCEPTION: &str = "System.ArgumentException";

/// The frames of the defect, innermost first. The stack must have one of the methods of each step, in this order, with
/// any frames between them \[A\]. The method that fails is `GetSyncInfo` while it builds the answer to `SyncUpdates`.
pub const SERVER_FRAMES: [&[&str]; 3] = [
    &["System.Collections.Hashtable.Insert", "System.Collections.Hashtable.Add"],
    &["Microsoft.UpdateServices.Internal.ClientImplementation.GetSyncInfo"],
    &["Microsoft.UpdateServices.Internal.ClientImplementation.SyncUpdates"],
];

/// The frame between the last two of them in the advisory's stack \[A\].
pub const SERVER_FRAME_BETWEEN: &str = "Microsoft.UpdateServices.Internal.ClientImplementation.SoftwareSync";

/// The frame behind the last of them in the advisory's stack \[A\].
pub const SERVER_FRAME_OUTER: &str = "Microsoft.UpdateServices.Internal.Client.SyncUpdates";

/// The beginning of the names of WSUS' own methods \[A\]. A stack without one is cut off: nothing can be said about it.
pub const SERVER_METHODS: &str = "Microsoft.UpdateServices.";

/// The server log's ErrorCode for a fault with no better reason \[A\].
pub const SERVER_ERROR_CODE: &str = "InternalServerError";

/// The text before a fault's fields where the server throws it \[A\].
pub const SERVER_FAULT: &str = "ThrowException:";

/// The text before a fault's ErrorCode \[A\].
pub const SERVER_FAULT_CODE: &str = "ErrorCode=";

/// The text before [`SERVER_FAULT`], where the server logs a fault that its *upstream* server (USS) threw, not one of its own \[FIELD\].
pub const UPSTREAM_FAULT: &str = "USS ThrowException:";

/// A part of the address of the web service that clients call, `…/ClientWebService/client.asmx`, in small letters \[A\].
pub const SERVER_ACTOR: [&str; 2] = ["clientwebservice", "client.asmx"];

/// The longest time from an exception to the fault that it causes, in seconds. Both are logged in the same request, in the advisory's
/// excerpt in the same millisecond \[A\]; the bound leaves room for an overloaded server. Threads of the pool go on to other requests, so an
/// older exception says nothing about a fault \[FIELD\].
pub const SERVER_FAULT_SECONDS: i64 = 10;

/// The longest time from an exception to another one that the same request logs because of it, in seconds.
pub const SERVER_AGAIN_SECONDS: i64 = 1;

/// The beginning of the names of the methods that answer clients. A stack that began before the log did may end with them \[A\].
pub const SERVER_CLIENT_METHODS: &str = "Microsoft.UpdateServices.Internal.Client";

/// The sentence in `%windir%\WindowsUpdate.log` where Windows logs to ETW instead \[FIELD\].
pub const ETW_STUB: &str = "Windows Update logs are now generated using ETW";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_errors_digits_are_those_of_the_error() {
        let numbers = CLIENT_ERROR_DIGITS.map(|digits| u32::from_str_radix(digits, 16));
        assert_eq!(numbers, [Ok(CLIENT_ERROR), Ok(CLIENT_ERROR)]);
    }
}
