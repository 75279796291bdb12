//! The report about many machines, in English.

use super::English;
use super::reports::{machines, plural};
use crate::judge::correlate::CorrelationResult;
use crate::judge::verdict::Verdict;
use crate::words::{Label, PageWords};

impl PageWords for English {
    fn verdict(&self, verdict: Verdict) -> (&'static str, &'static str) {
        match verdict {
            Verdict::Affected => ("AFFECTED", "This WSUS server has the defect of advisory 954960, and it has struck."),
            Verdict::Exposed => ("EXPOSED", "This WSUS server has the defect of advisory 954960."),
            Verdict::Fixed => ("FIXED", "This WSUS server has the fix of advisory 954960."),
            Verdict::NotAffected => ("NOT AFFECTED", "This WSUS release never had the defect of advisory 954960."),
            Verdict::Blocked => ("BLOCKED", "This client has failed to synchronise in the way that advisory 954960 describes."),
            Verdict::Clear => ("CLEAR", "This client does not show the failure of advisory 954960."),
            Verdict::Indeterminate => ("INDETERMINATE", "It can't be said yet whether advisory 954960 applies to this machine."),
        }
    }

    fn no_answer(&self) -> &'static str {
        "NO ANSWER"
    }

    fn join_result(&self, result: CorrelationResult) -> &'static str {
        match result {
            CorrelationResult::Confirmed => "BLOCKED",
            CorrelationResult::Refuted => "REFUTED",
            CorrelationResult::Unmatched => "UNMATCHED",
        }
    }

    fn label(&self, label: Label) -> &'static str {
        match label {
            Label::Title => "WSUS and advisory 954960",
            Label::Today => "What to do today",
            Label::Verdicts => "Machines by verdict",
            Label::NothingToDo => "Nothing: no server here needs the fix, and none blocks a client.",
            Label::AssessServer => "Assess this server: none of the documents is about it.",
            Label::UnnamedServer => "A server that no log names",
            Label::Timeline => "Failures over time",
            Label::Clocks => {
                "Times are by each log's own clock: UTC for what a server's log has, the client's local time for the rest."
            }
            Label::Servers => "Servers",
            Label::NoServers => "No server needs action, and no client fails at one.",
            Label::Clients => "Which server blocks which clients",
            Label::NoClients => "No client's log shows the failure.",
            Label::Machines => "All machines",
            Label::NoMachines => "No document is about a machine.",
            Label::Errors => "What could not be read",
            Label::NoErrors => "Everything could be read.",
            Label::Trust => {
                "Names and findings are what the documents say. A file does not show who wrote it: let each machine write only its own \
                 document."
            }
            Label::Filter => "Filter",
            Label::All => "all",
            Label::Name => "Machine",
            Label::Verdict => "Verdict",
            Label::Why => "Why",
            Label::Version => "Version",
            Label::Failures => "Failures",
            Label::First => "First",
            Label::Last => "Last",
            Label::Client => "Client",
            Label::Server => "Server",
            Label::Result => "Result",
            Label::Confirmed => "Confirmed",
            Label::Refuted => "Refuted",
            Label::Unmatched => "Unmatched",
        }
    }

    fn made(&self, count: u64, time: &str, tool: &str) -> String {
        format!("{}; made {time} UTC by {tool}", machines(count))
    }

    fn blocked_clients(&self, confirmed: u64, unmatched: u64) -> String {
        let clients = confirmed + unmatched;
        let how = match (confirmed, unmatched) {
            (0, 0) => return "no client is known to be blocked by it".into(),
            (_, 0) => "confirmed by its log".into(),
            (0, _) => "not confirmed by any log".into(),
            _ => format!("{confirmed} confirmed by its log, {unmatched} not confirmed"),
        };
        format!("{clients} client{} blocked by it, {how}", plural(clients))
    }

    fn refuted_clients(&self, count: u64) -> String {
        format!("clients that fail there for another reason, as its log says: {count}")
    }

    fn failures_between(&self, count: u64, span: Option<(&str, &str)>) -> String {
        let failures = format!("{count} failure{}", plural(count));
        match span {
            Some((first, last)) if first == last => format!("{failures}, at {last}"),
            Some((first, last)) => format!("{failures}, from {first} to {last}"),
            None => failures,
        }
    }

    fn at_most(&self, count: u64, is_hour: bool) -> String {
        format!("at most {count} in {}", if is_hour { "an hour" } else { "a day" })
    }

    fn outside(&self, earlier: u64, later: u64) -> String {
        format!("not in the chart: {earlier} earlier, {later} later")
    }

    fn quiet(&self, hours: u64, until: &str) -> String {
        let (length, unit) = if hours < 48 { (hours, "hour") } else { (hours / 24, "day") };
        format!("no more for {length} {unit}{}, until the end of its log: {until} UTC", plural(length))
    }

    fn unread(&self, count: u64) -> String {
        format!("What could not be read may hide more: {count} error{}", plural(count))
    }

    fn first_of(&self, shown: usize, total: usize) -> String {
        format!("The first {shown} of {total}, the worst first. The report as CSV or JSON has all of them.")
    }

    fn and_more(&self, count: u64) -> String {
        format!("and {count} more")
    }

    fn repeated(&self, names: &str) -> String {
        format!("Several documents are about machines of these names, and each has a row: {names}")
    }
}
