//! Times in logs and the `since` that limits which failures count.
//!
//! The client's log has local time without an offset, the server's has UTC. They are different types, so that nothing
//! compares them by accident.

use std::fmt;

use chrono::{DateTime, Local, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, TimeZone, Utc};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A time of a client's log: the client's local time, offset unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LocalTime(pub NaiveDateTime);

/// A time of a server's log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UtcTime(pub DateTime<Utc>);

impl UtcTime {
    /// The time on this machine's clock.
    pub fn now() -> Self {
        Self(Utc::now())
    }
}

impl fmt::Display for LocalTime {
    /// `2008-06-13T19:59:56.617`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.format("%Y-%m-%dT%H:%M:%S%.3f").fmt(f)
    }
}

impl fmt::Display for UtcTime {
    /// `2008-06-14T02:59:57.642Z`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

impl Serialize for LocalTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Serialize for UtcTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for LocalTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(Self).map_err(|error| D::Error::custom(format_args!("'{text}' is not a time: {error}")))
    }
}

impl<'de> Deserialize<'de> for UtcTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(Self).map_err(|error| D::Error::custom(format_args!("'{text}' is not a time in UTC: {error}")))
    }
}

/// A time stamp as a log has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// What it says.
    pub time: NaiveDateTime,
    /// Before the fraction of the second: `:` in the classic client log, else `.`; `None` where it has no fraction.
    pub fraction: Option<u8>,
    /// How many digits the fraction has. Those after the third are dropped.
    pub digits: usize,
    /// How long the stamp is, in bytes.
    pub length: usize,
}

impl Stamp {
    /// The stamp at the beginning of a text: `2008-06-13\t19:59:53:383`, `2008-06-14 02:59:57.642`, `2016/01/31 12:08:49.8046643`. The separators of
    /// the date and of the time follow the culture in the output of `Get-WindowsUpdateLog`: `2018.10.21 12.08.49.8046643`. KB 902093 itself shows
    /// times without a fraction \[LOG\].
    pub fn parse(text: &[u8]) -> Option<Self> {
        let length = Self::length(text)?;
        let (date, time) = text[..length].split_at(Self::DATE);
        let time = time.trim_ascii_start();
        let number = |digits: &[u8]| digits.iter().fold(0, |value: u32, digit| value * 10 + u32::from(digit - b'0'));
        let fraction = time.get(Self::TIME).copied();
        let milliseconds = fraction.map_or(0, |_| number(&time[Self::TIME + 1..][..3]));
        let day = NaiveDate::from_ymd_opt(number(&date[..4]) as i32, number(&date[5..7]), number(&date[8..]))?;
        let stamp = day.and_hms_milli_opt(number(&time[..2]), number(&time[3..5]), number(&time[6..8]), milliseconds)?;
        Some(Self { time: stamp, fraction, digits: time.len().saturating_sub(Self::TIME + 1), length })
    }

    /// Whether `Get-WindowsUpdateLog` wrote it. The classic log separates the milliseconds with a colon, if it has any; exports have a fraction
    /// after a point.
    pub fn is_exports(self) -> bool {
        self.fraction == Some(b'.')
    }

    const DATE: usize = "2008-06-13".len();
    const TIME: usize = "19:59:53".len();

    /// The length of the time stamp at the beginning of a text, if there is one of that form; the day need not exist.
    pub fn length(text: &[u8]) -> Option<usize> {
        let digits = |text: &[u8]| text.iter().all(u8::is_ascii_digit);
        let date: &[u8; Self::DATE] = text.first_chunk()?;
        let dates = |separator| date[4] == separator && date[7] == separator;
        if !(digits(&date[..4]) && digits(&date[5..7]) && digits(&date[8..]) && [b'-', b'/', b'.'].into_iter().any(dates)) {
            return None;
        }
        let start = Self::DATE + text[Self::DATE..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let time: &[u8; Self::TIME] = text[start..].first_chunk()?;
        let is_time = digits(&time[..2]) && digits(&time[3..5]) && digits(&time[6..]);
        if start == Self::DATE || !is_time || time[2] != time[5] || !matches!(time[2], b':' | b'.') {
            return None;
        }
        let end = start + Self::TIME;
        let end = match text.get(end) {
            Some(b':' | b'.') => {
                let fraction = text[end + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
                (3..=9).contains(&fraction).then_some(end + 1 + fraction)?
            }
            _ => end,
        };
        text.get(end).is_none_or(|byte| !byte.is_ascii_alphanumeric() && *byte != b':').then_some(end)
    }
}

/// The earliest time that counts, for logs of both kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Since {
    local: NaiveDateTime,
    utc: NaiveDateTime,
}

impl Since {
    /// How to write such a time, for messages.
    pub const FORMS: &str = "write it as 2008-06-13, 2008-06-13T19:59:56 or 2008-06-13T19:59:56Z, with a year from 0001 to 9999";

    /// Parses ISO 8601: a date, or a date and time with or without seconds, fraction and offset. Years run from 0001 to 9999, as in .NET's
    /// `DateTime`.
    ///
    /// A time without an offset is compared with each log's own clock. One with an offset (or `Z`) is an instant: it is compared in UTC with
    /// server logs, and in this machine's local time with client logs.
    pub fn parse(text: &str) -> Option<Self> {
        let own_clock = |time| Self { local: time, utc: time };
        // Two forms that chrono has no single pattern for: 'T' or a space, and 'Z' for the offset.
        let text = text.trim().replacen(' ', "T", 1);
        // chrono accepts years with any number of digits, and with a sign.
        let (year, _) = text.split_once('-')?;
        if year.len() != 4 || year == "0000" || !year.bytes().all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        if let Ok(date) = NaiveDate::parse_from_str(&text, "%Y-%m-%d") {
            return date.and_hms_opt(0, 0, 0).map(own_clock);
        }
        let zoned = text.strip_suffix(['Z', 'z']).map(|start| format!("{start}+00:00"));
        ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M"].iter().find_map(|pattern| {
            let instant = DateTime::parse_from_str(zoned.as_deref().unwrap_or(&text), &format!("{pattern}%#z"));
            match instant {
                Ok(time) => Some(Self { local: local(time.naive_utc()), utc: time.naive_utc() }),
                Err(_) => NaiveDateTime::parse_from_str(&text, pattern).ok().map(own_clock),
            }
        })
    }

    /// It, as clients' logs write it.
    pub fn local(self) -> NaiveDateTime {
        self.local
    }

    /// It, as servers' logs write it.
    pub fn utc(self) -> NaiveDateTime {
        self.utc
    }

    /// Such a time for people: `2008-08-04`, or `2008-08-04 13:30:00`.
    pub fn text(time: NaiveDateTime) -> String {
        if time.time() == NaiveTime::MIN { time.date().to_string() } else { time.to_string() }
    }

    /// Whether a failure of this time in a client's log counts.
    pub fn admits_local(&self, time: LocalTime) -> bool {
        time.0 >= self.local || is_of_other_calendar(time.0)
    }

    /// Whether a failure of this time in a server's log counts.
    pub fn admits_utc(&self, time: UtcTime) -> bool {
        time.0.naive_utc() >= self.utc || is_of_other_calendar(time.0.naive_utc())
    }
}

/// Whether a time is older than Windows Update's logs and WSUS. Then the culture that wrote it counts years otherwise (2008 is 1387 in Iran, 1429
/// in Saudi Arabia), or the clock was wrong: it can't be compared with one of this calendar.
fn is_of_other_calendar(time: NaiveDateTime) -> bool {
    time < const { year_start(2000) }
}

impl<'de> Deserialize<'de> for Since {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom(format_args!("since: '{text}' is not a time; {}", Self::FORMS)))
    }
}

/// A time in UTC on this machine's clock.
///
/// chrono panics where the system has no time zone rules for a year: on Windows `GetTimeZoneInformationForYear` may fail, or name
/// a day that the year does not have. No log is from outside these years, so the offset of the nearest of them will do.
fn local(utc: NaiveDateTime) -> NaiveDateTime {
    const FIRST: NaiveDateTime = year_start(1990);
    const LAST: NaiveDateTime = year_start(2100);
    let offset = Local.offset_from_utc_datetime(&utc.clamp(FIRST, LAST));
    utc.checked_add_offset(offset).unwrap_or(utc)
}

const fn year_start(year: i32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(year, 1, 1).expect("every year has a first day").and_time(NaiveTime::MIN)
}

/// A UTC offset as documents print it: `-07:00`.
pub(crate) fn format_offset(minutes: i64) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    let minutes = minutes.unsigned_abs();
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn since_takes_iso_8601_with_and_without_seconds_fraction_and_offset() {
        let utc = |text| Since::parse(text).map(|since| since.utc.to_string());
        let cases = [
            ("2008-06-13", "2008-06-13 00:00:00"),
            ("2008-06-13T19:59", "2008-06-13 19:59:00"),
            ("2008-06-13 19:59:56", "2008-06-13 19:59:56"),
            (" 2008-06-13T19:59:56.617 ", "2008-06-13 19:59:56.617"),
            ("2008-06-13T19:59:56.6170000", "2008-06-13 19:59:56.617"),
            ("2008-06-13T19:59:56Z", "2008-06-13 19:59:56"),
            ("2008-06-13T19:59Z", "2008-06-13 19:59:00"),
            ("2008-06-13T19:59:56.617+02:00", "2008-06-13 17:59:56.617"),
            ("2008-06-13T19:59:56-0700", "2008-06-14 02:59:56"),
        ];
        for (text, expected) in cases {
            assert_eq!(utc(text).as_deref(), Some(expected), "{text}");
        }
        for text in ["", "yesterday", "2008", "13.06.2008", "2008-13-01", "2008-06-13T25:00", "2008-06-13T19:59:56+99:00", "Z"] {
            assert_eq!(utc(text), None, "{text}");
        }
    }

    #[test]
    fn without_an_offset_both_clocks_are_meant_with_one_an_instant() {
        let own = Since::parse("2008-06-13T12:00").unwrap();
        assert_eq!(own.local, own.utc);
        let instant = Since::parse("2008-06-13T12:00Z").unwrap();
        let offset = Local.from_utc_datetime(&instant.utc).naive_local() - instant.utc;
        assert_eq!(instant.local - instant.utc, offset);
    }

    #[test]
    fn since_has_a_year_of_four_digits_and_is_no_panic_at_either_end() {
        for text in [
            "0001-01-01T00:00:00.0000000",
            "0001-01-01T00:00:00.0000000Z",
            "0001-01-01T00:00:00.0000000+14:00",
            "0001-01-01T00:00:00-12:00",
            "1600-12-31T23:59:59Z",
            "1601-01-01",
            "9999-12-31T23:59:59.9999999",
            "9999-12-31T23:59:59.9999999Z",
            "9999-12-31T23:59:59.9999999-12:00",
            "9999-12-31T23:59:59.9999999+23:59",
        ] {
            let since = Since::parse(text).expect(text);
            assert!((since.local - since.utc).num_hours().abs() <= 14, "{text}: {since:?}");
        }
        for text in [
            "262000-01-01T00:00:00Z",
            "262142-12-31T23:59:59.999999999Z",
            "+262142-12-31T23:59:59Z",
            "-262143-01-01T00:00:00+23:59",
            "-9999-01-01",
            "+10000-01-01",
            "10000-01-01T00:00:00Z",
            "99999999999-01-01",
            "+2008-06-13",
            "-0001-01-01T00:00:00Z",
            "0000-01-01",
            "0000-12-31T23:59:59-12:00",
            "08-06-13",
            "8-6-13T00:00Z",
        ] {
            assert_eq!(Since::parse(text), None, "{text}");
        }
    }

    #[test]
    fn stamps_of_every_log_are_parsed_and_what_is_none_is_not() {
        fn stamp(text: &str) -> Option<(String, &str)> {
            Stamp::parse(text.as_bytes()).map(|stamp| (stamp.time.to_string(), &text[stamp.length..]))
        }
        for (text, time, rest) in [
            ("2008-06-13\t19:59:53:383\t 788", "2008-06-13 19:59:53.383", "\t 788"),
            ("2008-06-14 02:59:57.642 UTC", "2008-06-14 02:59:57.642", " UTC"),
            ("2016/01/31 12:08:49.8046643", "2016-01-31 12:08:49.804", ""),
            ("2018.10.21 12:08:49.8046643 x", "2018-10-21 12:08:49.804", " x"),
            ("2018.10.21 12.08.49.8046643 x", "2018-10-21 12:08:49.804", " x"),
            ("2020-05-04 12:08:49 x", "2020-05-04 12:08:49", " x"),
            ("2020-05-04\n 12:08:49\nx", "2020-05-04 12:08:49", "\nx"),
        ] {
            assert_eq!(stamp(text), Some((time.into(), rest)), "{text}");
        }
        for text in [
            "2008-06/13 19:59:53:383",
            "2008-06-13 19:59.53:383",
            "2008-06-1319:59:53:383",
            "2008-02-30 19:59:53:383",
            "2008-06-13 24:00:00:000",
            "2008-06-13 19:59:53:38x",
            "2008-06-13 19:59:53:38",
            "2008-06-13 19:59:53.80466439999",
            "2008-06-13 19:59:53x",
            "+008-06-13 19:59:53:383",
            "2008-06-13",
            "",
        ] {
            assert_eq!(stamp(text), None, "{text}");
        }
    }

    #[test]
    fn offsets_have_a_sign_and_two_digits_each() {
        assert_eq!([-420, 0, 345, -30].map(format_offset), ["-07:00", "+00:00", "+05:45", "-00:30"]);
    }
}
