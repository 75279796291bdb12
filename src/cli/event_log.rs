//! Events in Windows' Application log, by Windows' own `eventcreate`: it registers the source, for which its own messages serve (ids 1 to
//! 1000), and needs an administrator or the system.
//! <https://learn.microsoft.com/windows-server/administration/windows-commands/eventcreate>

use std::env;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use wsus954960::internals::document::Verdict;
use wsus954960::internals::values::error::Error;
use wsus954960::internals::values::problem::Problem;

/// The source of the events.
const SOURCE: &str = "wsus954960";

/// The longest text, in characters: a command line has at most 32,767.
const LIMIT: usize = 8000;

/// What an event says. Its numbers are documented in docs/group-policy.md and never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A machine has its verdict.
    Verdict(Verdict),
    /// A machine could not be assessed.
    NoAnswer,
    /// A document could be saved nowhere.
    NotSaved,
}

impl Event {
    /// The id and the type.
    fn number(self) -> (u16, &'static str) {
        match self {
            Self::Verdict(Verdict::Fixed) => (100, "INFORMATION"),
            Self::Verdict(Verdict::NotAffected) => (101, "INFORMATION"),
            Self::Verdict(Verdict::Clear) => (102, "INFORMATION"),
            Self::Verdict(Verdict::Exposed) => (200, "WARNING"),
            Self::Verdict(Verdict::Affected) => (201, "WARNING"),
            Self::Verdict(Verdict::Blocked) => (202, "WARNING"),
            Self::Verdict(Verdict::Indeterminate) => (300, "WARNING"),
            Self::NoAnswer => (301, "WARNING"),
            Self::NotSaved => (400, "ERROR"),
        }
    }

    /// Writes the event.
    ///
    /// # Errors
    /// If this account may not write it, or there is no such log.
    pub fn write(self, text: &str) -> Result<(), Error> {
        let not_written = |cause: String| Error::from(Problem::EventNotWritten { cause });
        let mut command = Command::new(program());
        command.args(self.arguments(text)).stdin(Stdio::null());
        let output = command.output().map_err(|error| not_written(format!("eventcreate: {error}")))?;
        if output.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        let first = said.lines().map(str::trim).find(|line| !line.is_empty()).map(str::to_owned);
        Err(not_written(first.unwrap_or_else(|| format!("eventcreate: {}", output.status))))
    }

    fn arguments(self, text: &str) -> [String; 10] {
        let (id, kind) = self.number();
        let text: String = text.chars().take(LIMIT).collect();
        ["/L", "APPLICATION", "/SO", SOURCE, "/T", kind, "/ID", &id.to_string(), "/D", &text].map(str::to_owned)
    }
}

/// Windows' own program, whatever the search path says.
fn program() -> PathBuf {
    let windows = env::var_os("SystemRoot").unwrap_or_else(|| r"C:\Windows".into());
    PathBuf::from(windows).join("System32").join("eventcreate.exe")
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn each_event_has_an_id_of_its_own_that_eventcreate_allows() {
        let events = Verdict::ALL.iter().map(|verdict| Event::Verdict(*verdict)).chain([Event::NoAnswer, Event::NotSaved]);
        let ids: Vec<u16> = events.map(|event| event.number().0).collect();
        assert!(ids.iter().all(|id| (1..=1000).contains(id)));
        assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len());
        assert_eq!(ids.len(), Verdict::ALL.len() + 2);
    }

    #[test]
    fn the_text_is_one_argument_of_a_length_that_a_command_line_has_room_for() {
        let arguments = Event::NotSaved.arguments(&"한".repeat(40_000));
        assert_eq!(arguments[..9], ["/L", "APPLICATION", "/SO", "wsus954960", "/T", "ERROR", "/ID", "400", "/D"]);
        assert_eq!(arguments[9].chars().count(), LIMIT);
    }
}
