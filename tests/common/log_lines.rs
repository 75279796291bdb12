//! Lines of both logs in their real layout. The client's have no line ends, so that tests can change and mix them.

// The library's own tests use only some of it.
#![allow(dead_code)]

pub const FAULT: &str = "c0a7445f-b989-43fa-ac20-11f8ca65fa8c";
pub const URL: &str = "http://wsus01:8530/ClientWebService/client.asmx";
pub const SERVICE: &str = "{3DA21691-E39D-4DA6-8A4B-B43877BCB1B7}";

/// A process and a thread of a client.
pub type ClientThread<'a> = (u32, &'a str);

/// 13 June, 19:59:56.617, as [`calendar`] takes it.
const TIME: u64 = ((12 * 24 + 19) * 3600 + 59 * 60 + 56) * 1000 + 617;

/// Day, hour, minute, second and millisecond, from the milliseconds since June 2008 began. The month has 28 days and then begins again.
pub fn calendar(millis: u64) -> [u64; 5] {
    let of_day = millis % 86_400_000;
    [millis / 86_400_000 % 28 + 1, of_day / 3_600_000, of_day / 60_000 % 60, of_day / 1000 % 60, of_day % 1000]
}

/// One line of a client's log.
pub fn line_at(millis: u64, (pid, tid): ClientThread, component: &str, text: &str) -> String {
    let [day, hour, minute, second, millis] = calendar(millis);
    format!("2008-06-{day:02}\t{hour:02}:{minute:02}:{second:02}:{millis:03}\t{pid:>4}\t{tid}\t{component}\t{text}")
}

pub fn line(thread: ClientThread, component: &str, text: &str) -> String {
    line_at(TIME, thread, component, text)
}

pub fn pt(thread: ClientThread, text: &str) -> String {
    line(thread, "PT", text)
}

/// The beginning of a synchronisation.
pub fn start_texts(url: &str) -> [String; 2] {
    [
        "+++++++++++  PT: Synchronizing server updates  +++++++++++".into(),
        format!("  + ServiceId = {SERVICE}, Server URL = {url}"),
    ]
}

/// A failure and its fault.
pub fn failure_texts(error: &str, error_code: &str, id: &str) -> [String; 7] {
    [
        format!(
            "WARNING: SyncUpdates failure, error = {error}, soap client error = 7, soap error code = 400, HTTP status code = 200"
        ),
        "WARNING: SOAP Fault: 0x000190".into(),
        "WARNING:     faultstring:Fault occurred".into(),
        format!("WARNING:     ErrorCode:{error_code}"),
        "WARNING:     Message:(null)".into(),
        "WARNING:     Method:\"http://www.microsoft.com/SoftwareDistribution/Server/ClientWebService/SyncUpdates\"".into(),
        format!("WARNING:     ID:{id}"),
    ]
}

/// What Windows XP to 7 log after a failure.
pub fn epilogue_texts(error: &str) -> [String; 3] {
    [
        format!("WARNING: PTError: {error}"),
        format!("WARNING: SyncUpdates_WithRecovery failed.: {error}"),
        format!("WARNING: Sync of Updates: {error}"),
    ]
}

fn pts(thread: ClientThread, texts: &[String]) -> Vec<String> {
    texts.iter().map(|text| pt(thread, text)).collect()
}

pub fn sync_start(thread: ClientThread) -> Vec<String> {
    pts(thread, &start_texts(URL))
}

pub fn failure(thread: ClientThread, error: &str, error_code: &str, id: &str) -> Vec<String> {
    pts(thread, &failure_texts(error, error_code, id))
}

/// A failure with the signature of the defect.
pub fn signature(thread: ClientThread, id: &str) -> Vec<String> {
    failure(thread, "0x8024400E", "InternalServerError(5)", id)
}

/// The lines that follow a failure, including the caller's line that repeats it.
pub fn epilogue(thread: ClientThread, error: &str) -> Vec<String> {
    let agent = line(thread, "Agent", &format!("  * WARNING: Failed to synchronize, error = {error}"));
    [pts(thread, &epilogue_texts(error)), vec![agent]].concat()
}

/// The lines as they are in a file.
pub fn text(lines: &[Vec<String>]) -> String {
    lines.concat().iter().map(|line| format!("{line}\r\n")).collect()
}

/// One record of a server's log, with its own date and time.
pub fn record_at(stamp: &str, level: &str, source: &str, method: &str, text: &str) -> String {
    format!("{stamp} UTC\t{level}\t{source}\t{method}\t{text}\r\n")
}

pub fn record(time: &str, source: &str, method: &str, text: &str) -> String {
    record_at(&format!("2008-06-14 {time}"), "Error", source, method, text)
}

/// The exception of the defect.
pub const DEFECT: &str =
    "System.ArgumentException: Item has already been added. Key in dictionary: '8862'  Key being added: '8862'";

/// Its stack.
pub const FRAMES: [&str; 6] = [
    "System.Collections.Hashtable.Insert(Object key, Object nvalue, Boolean add)",
    "System.Collections.Hashtable.Add(Object key, Object value)",
    "Microsoft.UpdateServices.Internal.ClientImplementation.GetSyncInfo(DataAccess dataAccess, Hashtable stateTable)",
    "Microsoft.UpdateServices.Internal.ClientImplementation.SoftwareSync(DataAccess dataAccess, Boolean expressQuery)",
    "Microsoft.UpdateServices.Internal.ClientImplementation.SyncUpdates(Cookie cookie, SyncUpdateParameters parameters)",
    "Microsoft.UpdateServices.Internal.Client.SyncUpdates(Cookie cookie, SyncUpdateParameters parameters)",
];

/// The lines of a stack, with the word that the server's language has before a frame.
pub fn stack(word: &str, frames: &[&str]) -> String {
    frames.iter().map(|frame| format!("   {word} {frame}\r\n")).collect()
}

/// An exception with its stack.
pub fn exception(time: &str, source: &str, reported: &str, word: &str, frames: &[&str]) -> String {
    record(time, source, "ClientImplementation.SyncUpdates", reported) + &stack(word, frames)
}

pub fn defect(time: &str, source: &str) -> String {
    exception(time, source, DEFECT, "at", &FRAMES)
}

/// A fault that the server sends.
pub fn fault_text(id: &str, error_code: &str) -> String {
    format!("ThrowException: actor = {URL}, ID={id}, ErrorCode={error_code}, Message=, Client=?")
}

pub fn fault(time: &str, source: &str, id: &str, error_code: &str) -> String {
    record(time, source, "SoapUtilities.CreateException", &fault_text(id, error_code))
}
