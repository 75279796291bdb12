//! What the two logs print when the defect strikes.

/// The error of the client's failed call: SUS_E_PT_SOAP_SERVER. Alone it proves nothing \[FIELD\].
pub const CLIENT_ERROR: u32 = 0x8024_400E;

/// The client log's ErrorCode for an error inside the server \[A\]. It is printed with its number: `InternalServerError(5)`.
pub const CLIENT_ERROR_CODE: &str = "InternalServerError";

/// What the name of the method ends with that the client calls \[A\].
pub const CLIENT_METHOD: &str = "/ClientWebService/SyncUpdates";

/// The service that a client managed by WSUS synchronises with \[A\]. Failures of other services (Windows Update,
/// Microsoft Update) are not failures of a WSUS server.
pub const WSUS_SERVICE_ID: &str = "3DA21691-E39D-4DA6-8A4B-B43877BCB1B7";

/// The components that log the client's synchronisation: `PT` in the classic log \[LOG\], `ProtocolTalker` in what
/// `Get-WindowsUpdateLog` writes \[FIELD\].
pub const SYNC_COMPONENTS: [&str; 2] = ["PT", "ProtocolTalker"];

/// The components that log SOAP faults before the failure from Windows 8 on \[FIELD\].
pub const SOAP_COMPONENTS: [&str; 2] = ["WS", "WebServices"];

/// The exception of the defect: a key that the hashtable already holds \[A\].
pub const SERVER_EXCEPTION: &str = "System.ArgumentException";

/// The frames of the defect, innermost first. Of each step one of the methods must be in the stack, in this order, with
/// any frames between them \[A\]. The method that fails is `GetSyncInfo` while it builds the answer to `SyncUpdates`.
pub const SERVER_FRAMES: [&[&str]; 3] = [
    &["System.Collections.Hashtable.Insert", "System.Collections.Hashtable.Add"],
    &["Microsoft.UpdateServices.Internal.ClientImplementation.GetSyncInfo"],
    &["Microsoft.UpdateServices.Internal.ClientImplementation.SyncUpdates"],
];

/// What the names of WSUS' own methods begin with \[A\]. A stack without one is cut off: nothing can be said of it.
pub const SERVER_METHODS: &str = "Microsoft.UpdateServices.";

/// The server log's ErrorCode for a fault with no better reason \[A\].
pub const SERVER_ERROR_CODE: &str = "InternalServerError";

/// The sentence that stands in `%windir%\WindowsUpdate.log` where Windows logs to ETW instead \[FIELD\].
pub const ETW_STUB: &str = "Windows Update logs are now generated using ETW";
