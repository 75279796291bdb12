//! The grammar of `SoftwareDistribution.log`: a record's columns, the exception and the stack that it reports, and the fault that it says was
//! thrown. The exception's message and the word before a frame are in the server's language, so the type and the methods decide \[FIELD\].

use std::borrow::Cow;

use crate::advisory::server_exceptions::{INNER_EXCEPTION, SERVER_EXCEPTIONS};
use crate::advisory::signatures;
use crate::advisory::troubles::Trouble;
use crate::input::plain;
use crate::input::records;
use crate::recognise::client_record::fault_id;
use crate::recognise::phrase;
use crate::values::time::{Stamp, UtcTime};

/// The most frames that are taken from one stack. The defect's has seven.
const FRAME_LIMIT: usize = 64;

/// The process and the thread of a record: `w3wp.12`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ServerThread {
    /// The name of the process.
    pub process: String,
    /// The number of the thread; `None` if the log has none.
    pub number: Option<u32>,
}

/// A record: date, time, `UTC`, level, process and thread, method, text. Tabs separate the columns in the file, spaces in excerpts.
pub struct ServerRecord<'a> {
    plain: Cow<'a, str>,
    /// When it was logged, in UTC.
    pub time: UtcTime,
    /// Where process and thread begin and end.
    source: (usize, usize),
    /// Where the text begins.
    text: usize,
    /// Whether the columns contain what belongs there: a process with the number of a thread, and the name of a method.
    is_whole: bool,
    has_tabs: bool,
}

impl<'a> ServerRecord<'a> {
    /// The record, if the plain text is a record.
    pub fn of(plain: Cow<'a, str>) -> Option<Self> {
        let record = Self::parse(plain.clone());
        if record.as_ref().is_some_and(|record| record.is_whole) {
            return record;
        }
        // A console cuts the columns too, if the line does not begin with them.
        let mut rejoined: Vec<Self> = plain::rejoined(&plain).filter_map(|plain| Self::parse(Cow::Owned(plain))).collect();
        match rejoined.iter().position(|record| record.is_whole) {
            Some(whole) => Some(rejoined.swap_remove(whole)),
            None => record.or_else(|| rejoined.into_iter().next()),
        }
    }

    fn parse(plain: Cow<'a, str>) -> Option<Self> {
        let (length, has_tabs) = Self::head(plain.as_bytes())?;
        let stamp = Stamp::parse(plain.as_bytes())?;
        let is_blank = |c: char| c.is_whitespace() && (c != '\t' || !has_tabs);
        let is_end = |c: char| if has_tabs { c == '\t' } else { c.is_whitespace() };
        let mut at = length;
        let mut column = || {
            let start = plain.len() - plain[at..].trim_start_matches(is_blank).len();
            let end = plain[start..].find(is_end).map_or(plain.len(), |end| start + end);
            at = plain.len().min(end + 1);
            (start, end)
        };
        let [_utc, _level, source, method] = std::array::from_fn(|_| column());
        let has_number = plain[source.0..source.1].rsplit_once('.').is_some_and(|(_, number)| number.parse::<u32>().is_ok());
        let is_whole = has_number && plain[method.0..method.1].starts_with(char::is_alphabetic);
        Some(Self { time: UtcTime(stamp.time.and_utc()), source, is_whole, text: at, has_tabs, plain })
    }

    /// For a record that begins where the text does: the length of its time stamp in bytes, and whether a tab follows. Its date need not exist.
    fn head(text: &[u8]) -> Option<(usize, bool)> {
        let length = Stamp::length(text)?;
        let rest = &text[length..];
        let behind = rest.trim_ascii_start().strip_prefix(b"UTC")?;
        let blank = behind.first().copied().unwrap_or(b' ');
        (rest.first()?.is_ascii_whitespace() && blank.is_ascii_whitespace()).then_some((length, blank == b'\t'))
    }

    /// Whether a record begins where `text` does. The text is as in the file.
    pub fn begins(text: &[u8]) -> bool {
        plain::has_head(text, |text| Self::head(text).is_some())
    }

    /// The thread that logged it.
    pub fn thread(&self) -> ServerThread {
        let source = phrase::joined(&self.plain[self.source.0..self.source.1]);
        match source.rsplit_once('.').map(|(process, number)| (process, number.parse())) {
            Some((process, Ok(number))) => ServerThread { process: process.to_owned(), number: Some(number) },
            _ => ServerThread { process: source, number: None },
        }
    }

    /// What it logged.
    pub fn text(&self) -> &str {
        self.plain[self.text..].trim()
    }

    /// All of it: the end of a line may be missing, and with it the end of a column.
    pub fn whole(&self) -> &str {
        &self.plain
    }

    /// The lines of its text after the first one.
    pub fn later_lines(&self) -> &str {
        self.text().split_once('\n').map_or("", |(_, lines)| lines)
    }

    /// Whether it is where WSUS itself wrote it, and in that form: with no further lines except those of a stack.
    pub fn is_native(&self, record: &records::Record) -> bool {
        let mut later = record.raw.split(|byte| *byte == b'\n').skip(1);
        self.has_tabs
            && record.prefix.is_some_and(<[u8]>::is_empty)
            && later.all(|line| {
                line.trim_ascii().is_empty() || line.starts_with(b" ") || line.starts_with(b"\t") || line.starts_with(b"--->")
            })
    }
}

/// A fault that the server sends.
#[derive(Debug, PartialEq)]
pub struct ThrownFault {
    /// The address of the web service that sends it.
    pub actor: Option<String>,
    /// Its id, in the form of [`fault_id`].
    pub id: Option<String>,
    /// Its ErrorCode as printed; empty if there is none.
    pub error_code: String,
}

impl ThrownFault {
    /// The fault that this server sends, according to a text; not one that it received itself from another server.
    pub fn of(text: &str) -> Option<Self> {
        if phrase::split(text, signatures::UPSTREAM_FAULT).is_some() {
            return None;
        }
        let (_, fields) = phrase::split(text, signatures::SERVER_FAULT)?;
        // `actor = …` in some releases, `Actor = …` in others.
        let field = |name| phrase::between(fields, name, ",").map(phrase::joined).filter(|value| !value.is_empty());
        let id = phrase::between(fields, "ID=", ",").and_then(fault_id);
        Some(Self { actor: field("ctor ="), id, error_code: field(signatures::SERVER_FAULT_CODE).unwrap_or_default() })
    }

    /// Whether its ErrorCode is the one that this problem causes; others cause it too.
    pub fn is_internal_error(&self) -> bool {
        let name = self.error_code.split('(').next().unwrap_or_default();
        name.trim_matches(|c: char| !c.is_ascii_alphanumeric()) == signatures::SERVER_ERROR_CODE
    }

    /// Whether its ErrorCode is cut off, and may be that one.
    pub fn is_cut_off(&self) -> bool {
        signatures::SERVER_ERROR_CODE.starts_with(&self.error_code) && !self.is_internal_error()
    }

    /// `false` if a web service other than the clients' sends it. A damaged address may be the clients' one.
    pub fn may_be_for_client(&self) -> bool {
        let is_other =
            |actor: &str| actor.ends_with(".asmx") && !signatures::SERVER_ACTOR.iter().any(|part| actor.contains(part));
        !self.actor.as_deref().is_some_and(|actor| is_other(&actor.to_ascii_lowercase()))
    }
}

/// The type of the exception that a text reports, and the duplicate key in the message after it. If exceptions are nested, joined by
/// `--->`, the innermost counts. In a text that `may_be_cut`, a line break may have cut its name.
pub fn exception(text: &str, may_be_cut: bool) -> Option<(String, Option<String>)> {
    let joined = if may_be_cut { text.replace('\n', "") } else { String::new() };
    // Wherever its name is cut, and whatever follows it.
    let innermost = text.rsplit("--->").next().filter(|_| may_be_cut);
    let cut = innermost.and_then(defects_exception);
    let found = [cut.map(|message| (signatures::SERVER_EXCEPTION, message)), reported(text), reported(&joined)];
    let best = |is_it: fn(&str) -> bool| found.into_iter().flatten().find(|(name, _)| is_it(name));
    let (name, message) =
        best(|name| name == signatures::SERVER_EXCEPTION).or_else(|| best(is_whole)).or_else(|| best(|_| true))?;
    let key = quoted(message).map(phrase::unbroken).filter(|key| !key.is_empty() && key.len() <= phrase::LIMIT);
    Some((name[..name.floor_char_boundary(phrase::LIMIT)].to_owned(), key))
}

/// What follows the type of the defect's exception, wherever a line break cut its name.
fn defects_exception(text: &str) -> Option<&str> {
    phrase::split(text, signatures::SERVER_EXCEPTION)?.1.trim_start().strip_prefix(':')
}

/// Whether a fault is followed by the defect's exception: a record whose own time stamp was not recognised.
pub fn hides_exception(text: &str) -> bool {
    phrase::split(text, signatures::SERVER_FAULT_CODE).is_some_and(|(_, behind)| defects_exception(behind).is_some())
}

/// Whether a record that can't be read as one has the defect's exception, or a fault that it may have caused.
pub fn may_be_defects(text: &str) -> bool {
    let fault = ThrownFault::of(text).filter(|fault| fault.is_internal_error() && fault.may_be_for_client());
    fault.is_some() || defects_exception(text).is_some()
}

/// What an exception of that type means, with its text.
pub fn trouble(name: &str, text: &str) -> Option<Trouble> {
    let has = |phrase: &str| phrase::split(text, phrase).is_some();
    let fits = |known: &str| name == known || name == INNER_EXCEPTION && has(known);
    let mut known = SERVER_EXCEPTIONS.iter().filter(|known| fits(known.exception));
    known.find(|known| known.phrase.is_none_or(has)).map(|known| known.trouble)
}

fn reported(text: &str) -> Option<(&str, &str)> {
    let first_of = |text| {
        let mut rest: &str = text;
        while !rest.is_empty() {
            let (word, behind) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
            let name = word.trim_end_matches(':');
            // Errors of Windows and of the database have a number behind the type, if .NET is new enough: `SqlException (0x80131904): …`.
            let reports = word.len() > name.len() || behind.is_empty() || behind.starts_with("(0x");
            if reports && name.ends_with("Exception") && name.contains('.') && name.bytes().all(is_name) {
                return Some((name, behind));
            }
            rest = behind;
        }
        None
    };
    text.rsplit("--->").find_map(first_of)
}

/// The first methods of a stack, innermost first, and how many more there are: the names before parentheses, after any word.
pub fn frames_and_rest(text: &str) -> (Vec<String>, u64) {
    let mut rest = 0;
    let mut frames = Vec::new();
    // The part of a name at the end of the line before.
    let mut begun = String::new();
    for line in text.split('\n') {
        for (at, _) in line.match_indices('(') {
            let before = &line[..at];
            let name = &before[before.trim_end_matches(is_name_char).len()..];
            let is_cut = name.len() == before.len() && !is_whole(name);
            let whole = if is_cut { begun.clone() + name } else { name.to_owned() };
            if whole.len() <= phrase::LIMIT && whole.trim_end_matches('.').contains('.') {
                if frames.len() < FRAME_LIMIT {
                    frames.push(whole);
                } else {
                    rest += 1;
                }
            }
        }
        // In narrow columns a name takes more than two lines.
        let goes_on = !begun.is_empty() && !line.is_empty() && line.chars().all(is_name_char) && begun.len() < phrase::LIMIT;
        begun = if goes_on { begun + line } else { cut_name(line).to_owned() };
    }
    (frames, rest)
}

/// The first methods of a stack, innermost first.
pub fn frames(text: &str) -> Vec<String> {
    frames_and_rest(text).0
}

/// The beginnings of names of methods in WSUS and .NET. Names with other beginnings were cut.
const NAMESPACES: [&str; 2] = ["System.", "Microsoft."];

/// Whether the name of a method has its beginning.
pub fn is_whole(name: &str) -> bool {
    NAMESPACES.iter().any(|namespace| name.starts_with(namespace))
}

/// Whether a method is WSUS' own, and not one of the defect's stack.
pub fn is_foreign(frame: &str) -> bool {
    let is_defects = signatures::SERVER_FRAMES.concat().contains(&frame)
        || [signatures::SERVER_FRAME_BETWEEN, signatures::SERVER_FRAME_OUTER].contains(&frame);
    frame.starts_with(signatures::SERVER_METHODS) && !is_defects
}

/// The beginning of a name that a console cut at the end of a line. A line wrapped at words ends with the word before a frame instead.
fn cut_name(line: &str) -> &str {
    let name = &line[line.trim_end_matches(is_name_char).len()..];
    let before = line[..line.len() - name.len()].trim_end();
    let follows_word = !before.is_empty() && !before.ends_with(')');
    if name.contains('.') || follows_word { name } else { "" }
}

/// A text without white space, which a line break may have replaced or added anywhere.
fn unspaced(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Whether a text has the frames of the defect's stack in order, and whether it has any of WSUS' own methods.
pub fn stack(text: &str) -> (bool, bool) {
    let text = unspaced(text);
    let mut rest = &*text;
    let mut reaches = |step: &&[&str]| {
        let ends = step.iter().filter_map(|method| end_of_frame(rest, method));
        let end = ends.min();
        rest = end.map_or("", |end| &rest[end..]);
        end.is_some()
    };
    (signatures::SERVER_FRAMES.iter().all(&mut reaches), text.contains(signatures::SERVER_METHODS))
}

/// Whether a text without an exception has the stack of one that the hashtable threw for a client.
pub fn has_stack_of_client(text: &str) -> bool {
    // Most records are a line.
    if !text.contains('\n') {
        return false;
    }
    let text = unspaced(text);
    let thrown = signatures::SERVER_FRAMES[0].iter().find_map(|method| text.find(method));
    thrown.is_some_and(|at| text[at..].contains(signatures::SERVER_CLIENT_METHODS))
}

/// The name of a method without those of its type and namespace.
fn last_part(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

/// Whether a line of a stack as WSUS wrote it lacks its beginning or end, because a crash left NULs in its place, or one of the defect's methods
/// its beginning. The names of files behind a frame may have any parentheses.
pub fn has_broken_frame(text: &str) -> bool {
    let is_broken = |line: &str| {
        let frame = &line[..line.rfind(')').map_or(0, |end| end + 1)];
        let is_cut = frame.is_empty() && NAMESPACES.iter().any(|namespace| line.contains(namespace));
        is_cut || frame.matches('(').count() != frame.matches(')').count()
    };
    let is_cut = |frame: &String| {
        !is_whole(frame) && signatures::SERVER_FRAMES.concat().iter().any(|method| last_part(method) == last_part(frame))
    };
    text.lines().skip(1).any(is_broken) || frames(text).iter().any(is_cut)
}

/// Whether a text has the names of all of the defect's methods in order, though perhaps with something between them and their parentheses: what
/// was inserted into pasted text is not always known.
pub fn names_stack(text: &str) -> bool {
    let text = unspaced(text);
    let mut rest = &*text;
    signatures::SERVER_FRAMES.iter().all(|step| {
        let end = step.iter().filter_map(|method| rest.find(method).map(|at| at + method.len())).min();
        rest = end.map_or("", |end| &rest[end..]);
        end.is_some()
    })
}

/// Whether the frames are the beginning of the defect's stack, whose rest may be missing.
pub fn is_cut_off(frames: &[String]) -> bool {
    let step_of = |frame: &&String| signatures::SERVER_FRAMES.iter().position(|step| step.contains(&frame.as_str()));
    let known: Vec<_> =
        frames.iter().filter(|frame| *frame != signatures::SERVER_FRAME_BETWEEN).map(|frame| step_of(&frame)).collect();
    let last = frames.last().is_some_and(|frame| frame == signatures::SERVER_FRAME_BETWEEN || step_of(&frame).is_some());
    last && known.first() == Some(&Some(0)) && known.iter().flatten().is_sorted()
}

/// Where the name in the first frame of a method ends, in a text without white space.
fn end_of_frame(text: &str, method: &str) -> Option<usize> {
    let mut frames = text.match_indices(method).map(|(at, _)| (at, at + method.len()));
    // A name may go on before it, but not after a number: `11.` is of a list.
    let goes_on = |before: &str| before.strip_suffix('.').is_some_and(|name| !name.ends_with(|c: char| c.is_ascii_digit()));
    frames.find(|(start, end)| text[*end..].starts_with('(') && !goes_on(&text[..*start])).map(|(_, end)| end)
}

/// Whether the byte may be part of the name of a type or method, as .NET prints it.
fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_.`+<>[],$&*|".contains(&byte)
}

fn is_name_char(c: char) -> bool {
    c.is_ascii() && is_name(c as u8)
}

/// The first quoted text, in the quotation marks of any language. An apostrophe inside a word does not open a quotation.
fn quoted(text: &str) -> Option<&str> {
    let mut before = ' ';
    for (at, mark) in text.char_indices() {
        let close = match mark {
            '\'' | '"' | '`' => mark,
            '\u{2018}' | '\u{201A}' => '\u{2019}',
            '\u{201C}' => '\u{201D}',
            '\u{201E}' => '\u{201C}',
            '\u{AB}' => '\u{BB}',
            '\u{300C}' => '\u{300D}',
            _ => '\0',
        };
        if close != '\0' && !before.is_alphanumeric() {
            let inside = &text[at + mark.len_utf8()..];
            let end = inside.find(if close == '`' { '\'' } else { close })?;
            return Some(inside[..end].trim());
        }
        before = mark;
    }
    None
}
