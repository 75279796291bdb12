//! The grammar of `WindowsUpdate.log`: a record's columns, and what its text means for a synchronisation.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memchr2;

use crate::advisory::signatures;
use crate::input::plain;
use crate::input::records;
use crate::recognise::phrase::{self, after, between};
use crate::values::guid;
use crate::values::time::{LocalTime, Stamp};

/// A process and one of its threads. The thread's number is kept as printed: up to eight hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClientThread {
    /// The number of the process.
    pub pid: u32,
    tid: [u8; 8],
}

impl ClientThread {
    /// From decimal and hexadecimal digits. `None` for numbers that Windows can't have.
    fn of(pid: &[u8], tid: &[u8]) -> Option<Self> {
        let mut digits = [0; 8];
        digits.get_mut(..tid.len())?.copy_from_slice(tid);
        Some(Self { pid: str::from_utf8(pid).ok()?.parse().ok()?, tid: digits })
    }

    /// The number of the thread as printed.
    pub fn tid(&self) -> String {
        String::from_utf8_lossy(&self.tid).trim_end_matches('\0').to_owned()
    }
}

/// The columns of a record: date, time, process, thread, component, text \[LOG\].
#[derive(Clone, Debug)]
pub struct Columns {
    /// Date and time.
    pub stamp: Stamp,
    /// Process and thread.
    pub thread: ClientThread,
    component: Range<usize>,
    text: usize,
    /// Whether Windows itself separated them: by tabs, or by spaces after a time with a fraction of seven digits, as `Get-WindowsUpdateLog`
    /// does. Excerpts have spaces.
    pub is_native: bool,
}

impl Columns {
    /// The columns of a record that begins where `text` does.
    pub fn parse(text: &[u8]) -> Option<Self> {
        let [pid, tid, component] = Self::words(text)?;
        let stamp = Stamp::parse(text)?;
        let tabs =
            [0..pid.start, pid.end..tid.start, tid.end..component.start].into_iter().all(|blanks| text[blanks].contains(&b'\t'));
        let thread = ClientThread::of(&text[pid], &text[tid])?;
        let is_native = if stamp.digits == 7 { !tabs } else { tabs };
        Some(Self { stamp, thread, text: component.end, component, is_native })
    }

    /// Where process, thread and component are in a record that begins where `text` does. Its date need not exist.
    fn words(text: &[u8]) -> Option<[Range<usize>; 3]> {
        let mut at = Stamp::length(text)?;
        let mut word = |is_part: fn(&u8) -> bool| {
            let start = at + text[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            let end = start + text[start..].iter().take_while(|byte| is_part(byte)).count();
            let is_word = start > at && end > start;
            at = end;
            is_word.then_some(start..end)
        };
        let words = [word(u8::is_ascii_digit)?, word(u8::is_ascii_hexdigit)?, word(u8::is_ascii_alphabetic)?];
        let component = words[2].clone();
        let behind = text.get(component.end);
        let is_whole = component.len() > 1 && behind.is_none_or(|byte| byte.is_ascii_whitespace() || *byte == b'(');
        is_whole.then_some(words)
    }

    /// Whether a record begins where `text` does. The text is as in the file.
    pub fn begins(text: &[u8]) -> bool {
        plain::has_head(text, |text| Self::words(text).is_some())
    }
}

/// A record and its columns.
pub struct ClientRecord<'a> {
    plain: Cow<'a, str>,
    /// Where they are in the plain text.
    pub columns: Columns,
}

impl<'a> ClientRecord<'a> {
    /// The record, if the plain text is a record.
    pub fn of(plain: Cow<'a, str>) -> Option<Self> {
        let record = Self::parse(plain.clone());
        if record.as_ref().is_some_and(Self::is_known) {
            return record;
        }
        // A console cuts the columns too, if the line does not begin with them.
        let mut rejoined: Vec<Self> = plain::rejoined(&plain).filter_map(|plain| Self::parse(Cow::Owned(plain))).collect();
        match rejoined.iter().position(Self::is_known) {
            Some(known) => Some(rejoined.swap_remove(known)),
            None => record.or_else(|| rejoined.into_iter().next()),
        }
    }

    fn parse(plain: Cow<'a, str>) -> Option<Self> {
        Columns::parse(plain.as_bytes()).map(|columns| Self { plain, columns })
    }

    /// Whether its component is one that matters.
    pub fn is_known(&self) -> bool {
        signatures::COMPONENTS.contains(&self.component())
    }

    /// When it was logged, on the client's clock.
    pub fn time(&self) -> LocalTime {
        LocalTime(self.columns.stamp.time)
    }

    /// The component that logged it.
    pub fn component(&self) -> &str {
        &self.plain[self.columns.component.clone()]
    }

    /// What it logged.
    pub fn text(&self) -> &str {
        self.plain[self.columns.text..].trim()
    }

    /// Whether nothing of it was decoded: then it says nothing, not even the time.
    pub fn is_undecoded(&self) -> bool {
        self.component() == signatures::UNDECODED_COMPONENT && self.text().contains(signatures::UNDECODED)
    }

    /// Whether it is where Windows itself wrote it, and in that form.
    pub fn is_native(&self, record: &records::Record) -> bool {
        // The plain text may have lost its line breaks.
        self.columns.is_native && memchr2(b'\n', b'\r', record.raw).is_none() && record.prefix.is_some_and(<[u8]>::is_empty)
    }
}

/// What a record means for the synchronisation of its thread.
#[derive(Debug)]
pub enum Event<'a> {
    /// A synchronisation begins.
    Start,
    /// The service it talks to.
    Service(&'a str),
    /// It failed: how, from `, error = 0x…` on.
    Failure(&'a str),
    /// Another call failed, with this error (`None` if illegible).
    OtherFailure(Option<u32>),
    /// It failed with this error (`None` if illegible): an echo of the failure up to Windows 7, the failure itself from Windows 8 on.
    Recovery(Option<u32>),
    /// The whole fault, as Windows 8 and later print it.
    WholeFault(Fault),
    /// A part of the fault and its value, as Windows XP to 7 print it.
    Part(Part, &'a str),
    /// The fault is over.
    End,
    /// This problem's error is named before the line that says which call failed.
    FaultNamesError,
    /// The synchronisation names this problem's error, whichever call it is about.
    SyncNamesError,
    /// The caller of the synchronisation says that it failed with this problem's error.
    AgentNamesError,
    /// Something else names this problem's error.
    OtherNamesError,
}

/// The parts of a fault.
#[derive(Clone, Copy, Debug)]
pub enum Part {
    /// Its number, `0x000190`.
    SoapFault,
    /// `InternalServerError(5)`.
    ErrorCode,
    /// Text for people, usually `(null)`.
    Message,
    /// The URI of the method that failed, in quotation marks.
    Method,
    /// The GUID that is in the server's log too.
    Id,
}

/// How the parts' lines begin.
const PARTS: [(&str, Part); 5] = [
    ("SOAP Fault:", Part::SoapFault),
    ("ErrorCode:", Part::ErrorCode),
    ("Message:", Part::Message),
    ("Method:", Part::Method),
    ("ID:", Part::Id),
];

impl<'a> Event<'a> {
    /// Whether it may only repeat this problem's error.
    pub fn may_repeat(&self) -> bool {
        match self {
            Self::Recovery(error) => error.is_none_or(|error| error == signatures::CLIENT_ERROR),
            Self::SyncNamesError | Self::AgentNamesError | Self::FaultNamesError => true,
            _ => false,
        }
    }

    /// What the record means, if anything.
    pub fn of(record: &'a ClientRecord) -> Option<Self> {
        let (component, text) = (record.component(), record.text());
        if signatures::SYNC_COMPONENTS.contains(&component) {
            // The classic log marks failures as warnings, the export does not.
            let failure = after(text, "WARNING:").unwrap_or(text).trim_start();
            Self::of_failure(failure)
                .or_else(|| Self::of_sync(text))
                .or_else(|| names_error(text).then_some(Self::SyncNamesError))
        } else if signatures::SOAP_COMPONENTS.contains(&component) {
            Fault::parse(text).map(Self::WholeFault).or_else(|| names_error(text).then_some(Self::FaultNamesError))
        } else if !names_error(text)
            || component == signatures::REPORT_COMPONENT && phrase::split(text, signatures::REPORT_FAILURE).is_some()
        {
            None
        } else if component == signatures::AGENT_COMPONENT && phrase::split(&text.to_lowercase(), "synchronize").is_some() {
            Some(Self::AgentNamesError)
        } else {
            Some(Self::OtherNamesError)
        }
    }

    fn of_failure(text: &'a str) -> Option<Self> {
        if let Some(part) = PARTS.iter().find_map(|(name, part)| Some(Self::Part(*part, after(text, name)?.trim()))) {
            return Some(part);
        }
        if let Some(detail) = after(text, signatures::CLIENT_FAILURE) {
            return Some(Self::Failure(detail));
        }
        if let Some(error) = after(text, signatures::CLIENT_RECOVERY) {
            return Some(Self::Recovery(hresult_behind(error)));
        }
        if let Some(error) = other_call(text, "failure, error =").or_else(|| other_call(text, signatures::OTHER_RECOVERY)) {
            return Some(Self::OtherFailure(hresult_behind(error)));
        }
        if let Some(what) = signatures::CLIENT_SYNC.iter().find_map(|what| after(text, what)) {
            return Some(if names_error(what) { Self::SyncNamesError } else { Self::End });
        }
        after(text, "PTError:").map(|error| if names_error(error) { Self::FaultNamesError } else { Self::End })
    }

    /// The text that begins a synchronisation, or says that it failed: in the classic log `+++++++++++  PT: Synchronizing server updates  +++++++++++` and
    /// `  + ServiceId = {…}, Server URL = …`, in an export `*FAILED* [8024400E] SyncUpdates_WithRecovery failed` too.
    fn of_sync(text: &'a str) -> Option<Self> {
        if let Some(failed) = after(text, "*FAILED* [") {
            let (error, what) = failed.split_once(']')?;
            let error = u32::from_str_radix(&phrase::joined(error), 16).ok();
            if after(what, signatures::CLIENT_RECOVERY).is_some() {
                return Some(Self::Recovery(error));
            }
            if other_call(what, signatures::OTHER_RECOVERY).is_some() {
                return Some(Self::OtherFailure(error));
            }
            let is_sync = signatures::CLIENT_SYNC.iter().any(|sync| after(what, sync).is_some());
            return (is_sync && error == Some(signatures::CLIENT_ERROR)).then_some(Self::SyncNamesError);
        }
        let text = text.trim_start_matches(['+', ' ', '\n', '\t']);
        if after(text, signatures::SERVICE).is_some() {
            return Some(Self::Service(text));
        }
        let text = after(text, "PT:").or_else(|| after(text, "PT ")).unwrap_or(text);
        after(text, signatures::CLIENT_START).map(|_| Self::Start)
    }
}

/// What follows the name of another call than the synchronisation, and these words behind it.
fn other_call<'a>(text: &'a str, words: &str) -> Option<&'a str> {
    phrase::split(text, words).filter(|(call, _)| is_other_call(call)).map(|(_, behind)| behind)
}

/// Whether a text is the name of a call that is not the synchronisation.
fn is_other_call(name: &str) -> bool {
    signatures::OTHER_CALLS.contains(&&*phrase::joined(name))
}

/// Whether a text names this problem's error, in any of the ways in which logs write it: `0x8024400E`, `8024400e`.
pub fn names_error(text: &str) -> bool {
    let ends = |(_, rest): (&str, &str)| !rest.starts_with(|c: char| c.is_ascii_hexdigit());
    signatures::CLIENT_ERROR_DIGITS.iter().any(|digits| phrase::split(text, digits).is_some_and(ends))
}

/// The error at the beginning of a text: `0x8024400E`. `None` for fewer digits, for example where the log ends inside it, and for more.
pub fn hresult(text: &str) -> Option<u32> {
    const DIGITS: usize = 8;
    let text = after(text, "0x").or_else(|| after(text, "0X"))?;
    let mut digits = text.char_indices().filter(|(_, c)| !c.is_whitespace());
    let mut error = 0;
    let mut end = 0;
    for _ in 0..DIGITS {
        let (at, c) = digits.next()?;
        error = error << 4 | c.to_digit(16)?;
        end = at + 1;
    }
    (!text[end..].starts_with(|c: char| c.is_ascii_hexdigit())).then_some(error)
}

/// The error after a phrase that some releases end with punctuation: `SyncUpdates_WithRecovery failed.: 0x8024400e`.
fn hresult_behind(text: &str) -> Option<u32> {
    hresult(text.trim_start_matches(['.', ':', ' ', '\n']))
}

/// An id in the form in which both logs can be compared: lower case, without braces.
pub fn fault_id(text: &str) -> Option<String> {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '{');
    let mut id = phrase::leading(text, |c| c.is_ascii_alphanumeric() || c == '-');
    id.truncate(guid::LENGTH);
    id.make_ascii_lowercase();
    (!id.is_empty()).then_some(id)
}

/// What the server sent back.
#[derive(Debug, Default)]
pub struct Fault {
    /// The ErrorCode as printed; `None` where it is damaged or incomplete.
    pub error_code: Option<String>,
    /// The message as printed.
    pub message: Option<String>,
    /// The URI of the method that the fault names.
    pub method: Option<String>,
    /// As [`fault_id`] has it.
    pub id: Option<String>,
}

impl Fault {
    /// From `<detail><ErrorCode>…</ErrorCode><Message>…</Message><ID>…</ID><Method>"…"</Method></detail>`, or from
    /// `errorCode='…', message='…', id='…', method='"…"'`, which follows it in Windows 8.
    fn parse(text: &str) -> Option<Self> {
        if phrase::split(text, "<detail").is_some() || phrase::split(text, "<ErrorCode>").is_some() {
            let element = |name: &str| {
                let (_, value) = phrase::split(text, &format!("<{name}>"))?;
                Some(phrase::split(value, "</")?.0)
            };
            return Some(Self::from_fields(element("ErrorCode"), element("Message"), element("Method"), element("ID")));
        }
        let field = |name: &str| between(text, &format!("{name}='"), "'");
        let (_, code) = phrase::split(text, "errorCode='")?;
        // If `'` is missing, the line ends inside it.
        let code = code.split_once('\'').map(|(code, _)| code);
        Some(Self::from_fields(code, field("message"), field("method"), field("id")))
    }

    fn from_fields(error_code: Option<&str>, message: Option<&str>, method: Option<&str>, id: Option<&str>) -> Self {
        let some = |text: String| (!text.is_empty()).then_some(text);
        Self {
            // Other characters are damage.
            error_code: error_code
                .map(phrase::joined)
                .and_then(some)
                .filter(|code| code.bytes().all(|byte| byte.is_ascii_alphanumeric())),
            message: message.map(phrase::worded),
            method: method.map(|method| phrase::joined(phrase::unquoted(method))).and_then(some),
            id: id.and_then(fault_id),
        }
    }

    /// Adds a part.
    pub fn take(&mut self, part: Part, value: &str) {
        let whole = |code: &String| code.ends_with(')') || is_signature(code);
        match part {
            Part::SoapFault => {}
            // If `)` is missing, the log ends inside it or is damaged.
            Part::ErrorCode => {
                let name = phrase::leading(value, |c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '('));
                let closed = value.chars().filter(|c| *c != '\n').nth(name.chars().count()) == Some(')');
                self.error_code = Some(if closed { name + ")" } else { name }).filter(whole);
            }
            Part::Message => self.message = Some(phrase::worded(value)),
            Part::Method => self.method = Some(phrase::joined(phrase::unquoted(value))).filter(|method| !method.is_empty()),
            Part::Id => self.id = fault_id(value),
        }
    }

    /// Adds a part, and returns whether the fault is now this problem's.
    pub fn completed_by(&mut self, part: Part, value: &str) -> bool {
        self.take(part, value);
        self.error_code.as_deref().is_some_and(is_signature) && self.method.is_some() && self.may_be_sync()
    }

    /// `false` if the fault names another method of the server's services. An address that is cut, shortened or replaced, as mails and forums do
    /// with links, may be of this one.
    pub fn may_be_sync(&self) -> bool {
        let Some((service, name)) = self.service_and_method() else { return true };
        let is_whole = name.chars().all(char::is_alphanumeric)
            && match () {
                () if service.ends_with(signatures::WEB_SERVICE) => !signatures::CLIENT_METHOD.starts_with(name),
                () if service.ends_with(signatures::SOAP_NAMESPACE) => !signatures::SERVER_PART.starts_with(name),
                () => is_other_call(name),
            };
        !is_whole
    }

    fn service_and_method(&self) -> Option<(&str, &str)> {
        self.method.as_deref()?.rsplit_once('/')
    }

    /// Whether it names the synchronisation's method, which is certain only if its address is whole.
    pub fn is_sync(&self) -> bool {
        self.service_and_method()
            .is_some_and(|(service, name)| service.ends_with(signatures::WEB_SERVICE) && name == signatures::CLIENT_METHOD)
    }
}

/// Whether an ErrorCode is this problem's.
pub fn is_signature(error_code: &str) -> bool {
    error_code.split_once('(').map_or(error_code, |(name, _)| name) == signatures::CLIENT_ERROR_CODE
}
