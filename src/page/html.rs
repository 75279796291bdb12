//! The page: one HTML file that needs nothing else, and can be read without its script.
//!
//! Nothing from a log or a document acts in it: `maud` escapes markup, what is active in text is escaped in all of the body at once, links
//! are this program's own, and the policy in the head lets the browser load nothing and run only the script that is here.

use chrono::NaiveDateTime;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::advisory::releases::Release;
use crate::advisory::remedies::Remedy;
use crate::document::{CorrelationResult, Report, ReportClient, ReportMachine, ReportServer, TimeUnit, Timeline, Verdict};
use crate::values::file_version::FileVersion;
use crate::values::language::Language;
use crate::values::plain_text::plain;
use crate::values::time::LocalTime;
use crate::words::{Label, PageWords, page_words};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Nothing but the style and the script of this file, by their digests: SHA-256 in Base64. A test holds them.
const POLICY: &str = "default-src 'none'; style-src 'sha256-QkZXNVbkPXl/tEXPgVt9UpsKQmPaJnaojuoLfFrdSIE='; script-src 'sha256-FhYuTytAqJT4moylvK81Mw2vgzJf5L48XpIkvhF0OvM='; base-uri 'none'; form-action 'none'";

/// How many rows a table has at most: a browser takes seconds for more.
const ROWS: usize = 5000;

/// How many servers and errors are shown at most.
const SHOWN: usize = 100;

/// How many servers the first section lists at most.
const FIRST: usize = 20;

/// How many clients of a server are listed at most.
const CLIENTS: usize = 50;

/// The verdicts as people want to see them: the worst first. `None` is a machine without an answer.
const RANKS: [Option<Verdict>; 8] = [
    Some(Verdict::Affected),
    Some(Verdict::Blocked),
    Some(Verdict::Exposed),
    Some(Verdict::Indeterminate),
    None,
    Some(Verdict::Fixed),
    Some(Verdict::NotAffected),
    Some(Verdict::Clear),
];

/// The page.
pub(super) fn page(report: &Report, language: Language) -> String {
    let words = page_words(language);
    let body = Page { report, words }.body().into_string();
    let page = html! {
        (DOCTYPE)
        html lang=(language.name()) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="referrer" content="no-referrer";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (words.label(Label::Title)) }
                style { (PreEscaped(STYLE)) }
            }
            // There is no line break in it.
            body { (PreEscaped(plain(&body))) script { (PreEscaped(SCRIPT)) } }
        }
    };
    page.into_string()
}

struct Page<'a> {
    report: &'a Report,
    words: &'static dyn PageWords,
}

/// The heading of a section, and its place in the page.
const SECTIONS: [(Label, &str); 6] = [
    (Label::Today, "today"),
    (Label::Timeline, "timeline"),
    (Label::Servers, "servers"),
    (Label::Clients, "clients"),
    (Label::Machines, "machines"),
    (Label::Errors, "errors"),
];

impl Page<'_> {
    fn body(&self) -> Markup {
        let Self { report, words } = self;
        let tool = format!("{} {}", report.tool.name, report.tool.version);
        let time = shown(report.time.0.naive_utc(), MINUTES);
        let contents: [Markup; 6] =
            [self.today(), self.timeline(), self.servers(), self.clients(), self.machines(), self.errors()];
        html! {
            header {
                h1 { (words.label(Label::Title)) }
                p.soft { (words.made(report.machines.len() as u64, &time, &tool)) }
                nav aria-label=(words.label(Label::Title)) {
                    ul { @for (label, id) in SECTIONS { li { a href={ "#" (id) } { (words.label(label)) } } } }
                }
            }
            main {
                @for ((label, id), content) in SECTIONS.iter().zip(&contents) {
                    section id=(id) aria-labelledby={ (id) "-title" } {
                        h2 id={ (id) "-title" } { (words.label(*label)) }
                        (content)
                    }
                }
            }
            footer { p { (words.label(Label::Trust)) } }
        }
    }

    /// What to do today: machines by verdict, servers in the order of the clients that they block, what could not be read.
    fn today(&self) -> Markup {
        let Self { report, words } = self;
        let count = |rank| report.machines.iter().filter(|machine| machine.verdict == rank).count();
        let servers = || report.servers.iter().zip(1..).filter(|(server, _)| needs_something(server));
        let unread = report.errors.len() as u64 + report.errors_omitted;
        html! {
            @if report.machines.is_empty() { p { (words.label(Label::NoMachines)) } } @else {
                ul.tiles aria-label=(words.label(Label::Verdicts)) {
                    @for rank in RANKS { @if count(rank) > 0 {
                        li { b class=(tone(rank)) { (count(rank)) } " " (self.verdict_word(rank)) }
                    } }
                }
            }
            @if servers().next().is_none() { p { (words.label(Label::NothingToDo)) } } @else {
                ol {
                    @for (server, number) in servers().take(FIRST) {
                        li {
                            p {
                                a href={ "#server-" (number) } { b { bdi { (self.name(server)) } } } ": "
                                (words.blocked_clients(server.confirmed_clients, server.unmatched_clients)) ". "
                                (self.first_remedy(server))
                            }
                        }
                    }
                }
                @let more = servers().skip(FIRST).count();
                @if more > 0 { p { a href="#servers" { (words.and_more(more as u64)) } } }
            }
            @if unread > 0 { p { a href="#errors" { (words.unread(unread)) } } }
        }
    }

    fn timeline(&self) -> Markup {
        let Self { report, words } = self;
        let first = report.servers.iter().filter_map(|server| server.first_time).min();
        let last = report.servers.iter().filter_map(|server| server.last_time).max();
        let count = report.servers.iter().map(|server| server.failure_count).fold(0, u64::saturating_add);
        html! {
            p { (self.failures(count, first, last)) }
            @if let Some(timeline) = &report.timeline { (self.chart(timeline)) p.soft { (words.label(Label::Clocks)) } }
        }
    }

    /// A bar for each hour or day.
    fn chart(&self, timeline: &Timeline) -> Markup {
        let words = self.words;
        let is_hour = timeline.unit == TimeUnit::Hour;
        let highest = timeline.counts.iter().copied().max().unwrap_or(0).max(1);
        let time = |step: usize| {
            let step = i32::try_from(step).unwrap_or_default();
            let length = if is_hour { chrono::TimeDelta::hours(1) } else { chrono::TimeDelta::days(1) };
            let time = timeline.start.0.checked_add_signed(length * step).unwrap_or(timeline.start.0);
            shown(time, if is_hour { MINUTES } else { DAYS })
        };
        // Bars of one step would be as wide as the page.
        let steps = timeline.counts.len().max(12);
        let label = words.at_most(highest, is_hour);
        let end = time(timeline.counts.len().saturating_sub(1));
        html! {
            figure {
                svg viewBox={ "0 0 " (steps * 10) " 100" } preserveAspectRatio="none" role="img" aria-label={ (time(0)) " – " (end) ", " (label) } {
                    @for (step, count) in timeline.counts.iter().enumerate().filter(|(_, count)| **count > 0) {
                        @let height = (count * 100 / highest).max(2);
                        rect x=(step * 10 + 1) y=(100 - height) width="8" height=(height) { title { (time(step)) ": " (count) } }
                    }
                }
                figcaption {
                    div.ends { span { (time(0)) } span { (time(steps - 1)) } }
                    div { (label) }
                    @if timeline.earlier + timeline.later > 0 { div { (words.outside(timeline.earlier, timeline.later)) } }
                }
            }
        }
    }

    fn servers(&self) -> Markup {
        let Self { report, words } = self;
        let more = report.servers.len().saturating_sub(SHOWN) as u64 + report.servers_omitted;
        html! {
            @if report.servers.is_empty() { p { (words.label(Label::NoServers)) } }
            @for (server, number) in report.servers.iter().zip(1..).take(SHOWN) { (self.server(server, number)) }
            @if more > 0 { p { (words.and_more(more)) } }
        }
    }

    fn server(&self, server: &ReportServer, number: usize) -> Markup {
        let Self { report, words } = self;
        let clients = || {
            let hangs = |client: &&ReportClient| client.server == server.name && client.result != CorrelationResult::Refuted;
            report.clients.iter().filter(hangs)
        };
        let more = clients().skip(CLIENTS).count() as u64;
        html! {
            article id={ "server-" (number) } aria-labelledby={ "server-" (number) "-name" } {
                div.head {
                    h3 id={ "server-" (number) "-name" } { bdi { (self.name(server)) } }
                    @if server.verdict.is_some() { (self.verdict(server.verdict)) }
                    span.soft { (version(server.release, server.file_version)) }
                }
                @for url in &server.urls { p.soft { (url) } }
                (self.remedies(server))
                @if server.blocked_clients() > 0 {
                    p {
                        (words.blocked_clients(server.confirmed_clients, server.unmatched_clients)) ": "
                        @for (at, client) in clients().take(CLIENTS).enumerate() { @if at > 0 { ", " } bdi { (client.name) } }
                        @if more > 0 { " " (words.and_more(more)) }
                    }
                }
                @if server.refuted_clients > 0 { p { (words.refuted_clients(server.refuted_clients)) } }
                @if server.failure_count > 0 {
                    p {
                        (self.failures(server.failure_count, server.first_time, server.last_time))
                        @if let Some((hours, until)) = quiet_hours(server) { "; " (words.quiet(hours, &until)) }
                    }
                }
                @if let Some(timeline) = &server.timeline { (self.chart(timeline)) }
            }
        }
    }

    fn clients(&self) -> Markup {
        let Self { report, words } = self;
        let results = [CorrelationResult::Confirmed, CorrelationResult::Unmatched, CorrelationResult::Refuted];
        let with = |result| report.clients.iter().filter(move |client: &&ReportClient| client.result == result);
        let clients: Vec<&ReportClient> = results.into_iter().flat_map(with).collect();
        if clients.is_empty() {
            return html! { p { (words.label(Label::NoClients)) } };
        }
        let columns = [
            (Label::Client, ""),
            (Label::Server, "s"),
            (Label::Result, ""),
            (Label::Confirmed, "n"),
            (Label::Refuted, "n"),
            (Label::Unmatched, "n"),
            (Label::First, "t"),
            (Label::Last, "t"),
        ];
        let row = |client: &ReportClient| {
            html! {
                tr {
                    th scope="row" { (client.name) }
                    td.s { (client.server.as_deref().unwrap_or(words.label(Label::UnnamedServer))) }
                    td.verdict.(join_tone(client.result)) { (words.join_result(client.result)) }
                    td.n { (client.confirmed_count) }
                    td.n { (client.refuted_count) }
                    td.n { (client.unmatched_count) }
                    td.t { (short(client.first_time)) }
                    td.t { (short(client.last_time)) }
                }
            }
        };
        self.table(Label::Clients, &columns, &clients, row)
    }

    fn machines(&self) -> Markup {
        let Self { report, words } = self;
        let with = |rank| report.machines.iter().filter(move |machine: &&ReportMachine| machine.verdict == rank);
        let machines: Vec<&ReportMachine> = RANKS.into_iter().flat_map(with).collect();
        if machines.is_empty() {
            return html! { p { (words.label(Label::NoMachines)) } };
        }
        let columns = [
            (Label::Name, ""),
            (Label::Verdict, ""),
            (Label::Why, "w"),
            (Label::Version, ""),
            (Label::Failures, "n"),
            (Label::Last, "t"),
        ];
        let row = |machine: &ReportMachine| {
            let is_clients = machine.failure_count > 0;
            html! {
                tr data-verdict=(machine.verdict.map_or("noAnswer", Verdict::name)) {
                    th scope="row" { (machine.name) }
                    td { (self.verdict(machine.verdict)) }
                    td.w { (machine.why) }
                    td { (version(machine.release, machine.file_version)) }
                    td.n { (machine.failure_count.saturating_add(machine.exception_count)) }
                    td.t {
                        @if is_clients { (short(machine.last_failure)) } @else if let Some(time) = machine.last_exception {
                            (short(Some(LocalTime(time.0.naive_utc())))) " UTC"
                        }
                    }
                }
            }
        };
        let repeated = report.repeated_names.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        html! {
            @if !repeated.is_empty() { p { (words.repeated(&repeated)) } }
            // The script shows it.
            div.filter hidden {
                label { (words.label(Label::Filter)) input type="search"; }
                label {
                    (words.label(Label::Verdict))
                    select {
                        option value="" { (words.label(Label::All)) }
                        @for rank in RANKS { option value=(rank.map_or("noAnswer", Verdict::name)) { (self.verdict_word(rank)) } }
                    }
                }
                output.soft {}
            }
            (self.table(Label::Machines, &columns, &machines, row))
        }
    }

    /// A table of the first items, in a box that scrolls where the page is narrow.
    fn table<T>(&self, title: Label, columns: &[(Label, &str)], items: &[&T], row: impl Fn(&T) -> Markup) -> Markup {
        let words = self.words;
        html! {
            @if items.len() > ROWS { p { (words.first_of(ROWS, items.len())) } }
            div.scroll role="region" tabindex="0" aria-label=(words.label(title)) {
                table {
                    caption { (words.label(title)) }
                    thead { tr { @for (label, class) in columns { th scope="col" class=(class) { (words.label(*label)) } } } }
                    tbody { @for item in items.iter().take(ROWS) { (row(item)) } }
                }
            }
        }
    }

    fn errors(&self) -> Markup {
        let Self { report, words } = self;
        let more = report.errors.len().saturating_sub(SHOWN) as u64 + report.errors_omitted;
        html! {
            @if report.errors.is_empty() { p { (words.label(Label::NoErrors)) } } @else {
                ul { @for error in report.errors.iter().take(SHOWN) { li { (error.message) } } }
                @if more > 0 { p { (words.and_more(more)) } }
            }
        }
    }

    /// How many failures there were, and from when to when.
    fn failures(&self, count: u64, first: Option<LocalTime>, last: Option<LocalTime>) -> String {
        let (first, last) = (short(first), short(last));
        self.words.failures_between(count, Some((first.as_str(), last.as_str())).filter(|_| !last.is_empty()))
    }

    /// A server's name.
    fn name<'b>(&'b self, server: &'b ReportServer) -> &'b str {
        server.name.as_deref().unwrap_or(self.words.label(Label::UnnamedServer))
    }

    /// The first thing to do about a server.
    fn first_remedy(&self, server: &ReportServer) -> String {
        let remedy = server.remediation.first().filter(|_| server.verdict.is_some());
        remedy.map_or_else(|| self.words.label(Label::AssessServer).to_owned(), |remedy| self.words.remedy(*remedy))
    }

    /// What to do about a server, with links to where Microsoft describes it.
    fn remedies(&self, server: &ReportServer) -> Markup {
        let remedy = |remedy: Remedy| {
            html! { li { (self.words.remedy(remedy)) @if let Some(url) = remedy.url() { " " a href=(url) { (url.trim_start_matches("https://")) } } } }
        };
        html! {
            @if server.verdict.is_none() { p { (self.words.label(Label::AssessServer)) } }
            @else if !server.remediation.is_empty() { ul { @for id in &server.remediation { (remedy(*id)) } } }
        }
    }

    fn verdict(&self, verdict: Option<Verdict>) -> Markup {
        html! { span.verdict.(tone(verdict)) { (self.verdict_word(verdict)) } }
    }

    fn verdict_word(&self, verdict: Option<Verdict>) -> &'static str {
        verdict.map_or(self.words.no_answer(), |verdict| self.words.verdict(verdict).0)
    }
}

/// Whether something is to be done about a server.
fn needs_something(server: &ReportServer) -> bool {
    match server.verdict {
        Some(_) => !server.remediation.is_empty(),
        None => server.blocked_clients() > 0,
    }
}

/// The class of a verdict, for its colour; the word says it too.
fn tone(verdict: Option<Verdict>) -> &'static str {
    match verdict.and_then(Verdict::compliant) {
        Some(true) => "good",
        Some(false) => "bad",
        None => "warn",
    }
}

fn join_tone(result: CorrelationResult) -> &'static str {
    match result {
        CorrelationResult::Confirmed => "bad",
        CorrelationResult::Refuted => "good",
        CorrelationResult::Unmatched => "warn",
    }
}

/// The release and the version of WSUS, as far as they are known.
fn version(release: Option<Release>, version: Option<FileVersion>) -> String {
    let parts = [release.map(|release| release.name().to_owned()), version.map(|version| version.to_string())];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// For how many hours a server's log goes on after its last failure, and until when.
fn quiet_hours(server: &ReportServer) -> Option<(u64, String)> {
    let hours = u64::try_from(server.quiet_seconds?).ok()? / 3600;
    Some((hours, short(Some(LocalTime(server.log_until?.0.naive_utc()))))).filter(|_| hours > 0)
}

/// How many characters of a time are left out to end it with its day, its minute or its second.
const DAYS: usize = "T19:59:56.617".len();
const MINUTES: usize = ":56.617".len();
const SECONDS: usize = ".617".len();

/// A time as people write it.
fn shown(time: NaiveDateTime, left_out: usize) -> String {
    let time = LocalTime(time).to_string();
    time[..time.len().saturating_sub(left_out)].replace('T', " ")
}

/// A time without its fraction, in which it can be sorted as text.
fn short(time: Option<LocalTime>) -> String {
    time.map_or(String::new(), |time| shown(time.0, SECONDS))
}
