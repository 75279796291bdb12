//! The recognisers against a slow reference, on generated logs with everything that is easily mistaken for the defect; and what is pasted
//! in any way against the log that it was.

use std::collections::BTreeMap;
use std::fmt;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::RngSeed;

use crate::pasting::WAYS;
use crate::reference::{ClientAnswer, ServerAnswer};
use crate::support::*;

/// How many records the quiet beginning of a log has: from 64 on, only some records are looked at.
const QUIET: [usize; 3] = [0, 60, 200];

const WSUS: &str = "{3DA21691-E39D-4DA6-8A4B-B43877BCB1B7}";
const WINDOWS_UPDATE: &str = "{9482F4B4-E343-43B6-B170-9A65BC822C77}";

/// A log, shown without its quiet beginning.
#[derive(Clone)]
struct Log {
    quiet: String,
    text: String,
}

impl Log {
    fn whole(&self) -> String {
        self.quiet.clone() + &self.text
    }
}

impl fmt::Debug for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} quiet lines, then\n{}", self.quiet.lines().count(), self.text)
    }
}

/// The layouts of a client's log.
#[derive(Clone, Copy, Debug)]
enum Layout {
    /// Windows XP to 7, with or without milliseconds.
    Classic { has_millis: bool },
    /// Windows 8 and 8.1: as before, with another way to tell of failures.
    Later,
    /// `Get-WindowsUpdateLog`, whose dates and times are separated as the culture wants.
    Export { date: char, time: char },
}

impl Layout {
    fn tells_faults_first(self) -> bool {
        !matches!(self, Self::Classic { .. })
    }

    fn line(self, second: u64, (pid, tid): ClientThread, component: &str, text: &str) -> String {
        let [day, hour, minute, second, _] = calendar(second * 1000);
        match self {
            Self::Classic { has_millis: false } => {
                format!("2008-06-{day:02}\t{hour:02}:{minute:02}:{second:02}\t{pid:>4}\t{tid}\t{component}\t{text}\r\n")
            }
            Self::Classic { .. } | Self::Later => {
                format!("2008-06-{day:02}\t{hour:02}:{minute:02}:{second:02}:617\t{pid:>4}\t{tid}\t{component}\t{text}\r\n")
            }
            Self::Export { date, time } => {
                let component = match component {
                    "PT" => "ProtocolTalker",
                    "WS" => "WebServices",
                    other => other,
                };
                let tid = u32::from_str_radix(tid, 16).expect("a hexadecimal number");
                format!(
                    "2016{date}06{date}{day:02} {hour:02}{time}{minute:02}{time}{second:02}.2046643 {pid:<5} {tid:<5} {component:<15} {text}\r\n"
                )
            }
        }
    }
}

fn layout() -> impl Strategy<Value = Layout> {
    prop_oneof![
        any::<bool>().prop_map(|has_millis| Layout::Classic { has_millis }),
        Just(Layout::Later),
        (select(vec!['/', '.', '-']), select(vec![':', '.'])).prop_map(|(date, time)| Layout::Export { date, time }),
    ]
}

/// What a client's synchronisation comes to.
#[derive(Clone, Debug)]
enum Outcome {
    Success,
    /// SyncUpdates failed with this error, and the fault has this ErrorCode.
    Fault {
        error: u32,
        code: &'static str,
    },
    /// The same, but only this many lines of seven were logged before the next thing.
    Cut {
        error: u32,
        lines: usize,
    },
    /// No server answered.
    NoAnswer {
        error: u32,
    },
    /// Another call failed.
    OtherCall {
        call: &'static str,
    },
    /// Nothing but what the callers say.
    OnlyCallers {
        from: usize,
    },
}

#[derive(Clone, Debug)]
struct Synchronisation {
    outcome: Outcome,
    service: &'static str,
    url: &'static str,
    is_upper: bool,
    id: [u8; 4],
}

fn synchronisation() -> impl Strategy<Value = Synchronisation> {
    let error = || select(vec![0x8024_400E_u32, 0x8024_400E, 0x8024_400D, 0x8024_4007]);
    let code = select(vec!["InternalServerError", "InternalServerError", "ConfigChanged", "InvalidCookie", "ServerBusy"]);
    let network = select(vec![0x8024_402C_u32, 0x8024_401C, 0x8007_2EE2]);
    let outcome = prop_oneof![
        2 => Just(Outcome::Success),
        4 => (error(), code).prop_map(|(error, code)| Outcome::Fault { error, code }),
        2 => (error(), 1_usize..7).prop_map(|(error, lines)| Outcome::Cut { error, lines }),
        2 => network.prop_map(|error| Outcome::NoAnswer { error }),
        1 => select(vec!["GetAuthorizationCookie", "GetCookie", "GetExtendedUpdateInfo"]).prop_map(|call| Outcome::OtherCall { call }),
        1 => (0_usize..4).prop_map(|from| Outcome::OnlyCallers { from }),
    ];
    let service = select(vec![WSUS, WSUS, WSUS, WINDOWS_UPDATE]);
    let url = select(vec![
        "http://wsus01:8530/ClientWebService/client.asmx",
        "https://wsus01.contoso.example/ClientWebService/client.asmx",
        "http://wsus01/ClientWebService/client.asmx (cV = aDy7qtdk3kKSDv75.0.1.0.0.2.0)",
    ]);
    (outcome, service, url, any::<bool>(), any::<[u8; 4]>()).prop_map(|(outcome, service, url, is_upper, id)| Synchronisation {
        outcome,
        service,
        url,
        is_upper,
        id,
    })
}

impl Synchronisation {
    /// Its records: component and text.
    fn records(&self, layout: Layout) -> Vec<(&'static str, String)> {
        let hex = |error: u32| if self.is_upper { format!("0x{error:08X}") } else { format!("0x{error:08x}") };
        let id = format!("{:08x}-b989-43fa-ac20-11f8ca65fa8c", u32::from_be_bytes(self.id));
        let [start, _] = start_texts("");
        let mut records = vec![("PT", start), ("PT", format!("  + ServiceId = {}, Server URL = {}", self.service, self.url))];
        let mut add = |component, text: String| records.push((component, text));
        let callers = |error: u32, from: usize| -> Vec<(&'static str, String)> {
            let texts = match layout {
                Layout::Export { .. } => {
                    let code = format!("{error:08X}");
                    vec![
                        ("PT", format!("*FAILED* [{code}] SyncUpdates_WithRecovery failed")),
                        ("PT", format!("*FAILED* [{code}] Sync of Updates")),
                        ("Agent", format!("*FAILED* [{code}] Synchronize")),
                    ]
                }
                _ => {
                    let [first, second, third] = epilogue_texts(&hex(error));
                    let last = format!("  * WARNING: Failed to synchronize, error = {}", hex(error));
                    vec![("PT", first), ("PT", second), ("PT", third), ("Agent", last)]
                }
            };
            let skipped = from.min(texts.len() - 1);
            texts.into_iter().skip(skipped).collect()
        };
        let numbered = |code: &str| if layout.tells_faults_first() { code.to_owned() } else { format!("{code}(5)") };
        match &self.outcome {
            Outcome::Success => add("Agent", "  * Found 0 updates and 48 categories in search".into()),
            Outcome::Fault { error, code } if layout.tells_faults_first() => {
                add(
                    "WS",
                    format!(
                        "WS error: <detail><ErrorCode>{code}</ErrorCode><Message></Message><ID>{id}</ID><Method>\"http://www.microsoft.com/SoftwareDistribution/Server/ClientWebService/SyncUpdates\"</Method></detail>"
                    ),
                );
                callers(*error, 0).into_iter().for_each(|(component, text)| add(component, text));
            }
            Outcome::Fault { error, code } => {
                let texts = failure_texts(&hex(*error), &numbered(code), &id);
                texts.into_iter().for_each(|text| add("PT", text));
                callers(*error, 0).into_iter().for_each(|(component, text)| add(component, text));
            }
            Outcome::Cut { error, .. } | Outcome::NoAnswer { error } if layout.tells_faults_first() => {
                callers(*error, 0).into_iter().for_each(|(component, text)| add(component, text));
            }
            Outcome::Cut { error, lines } => {
                let texts = failure_texts(&hex(*error), "InternalServerError(5)", &id);
                texts.into_iter().take(*lines).for_each(|text| add("PT", text));
                callers(*error, 0).into_iter().for_each(|(component, text)| add(component, text));
            }
            Outcome::NoAnswer { error } => {
                let [text, ..] = failure_texts(&hex(*error), "", "");
                add("PT", text);
                callers(*error, 0).into_iter().for_each(|(component, text)| add(component, text));
            }
            Outcome::OtherCall { call } => {
                let texts = failure_texts(&hex(0x8024_400E), "InternalServerError(5)", &id);
                texts.into_iter().for_each(|text| add("PT", text.replace("SyncUpdates", call)));
                add("PT", format!("WARNING: Sync of Updates: {}", hex(0x8024_400E)));
            }
            Outcome::OnlyCallers { from } => {
                callers(0x8024_400E, *from).into_iter().for_each(|(component, text)| add(component, text));
            }
        }
        records
    }
}

const CLIENT_THREADS: [ClientThread<'static>; 3] = [(788, "ee4"), (788, "b34"), (1260, "f0c")];

/// What else is in a client's log.
const OTHER_RECORDS: [(&str, &str); 6] = [
    ("AU", "## START ##  AU: Search for updates"),
    ("Agent", "  * ServiceID = {3DA21691-E39D-4DA6-8A4B-B43877BCB1B7} Managed"),
    ("Agent", "  * Online = Yes; Ignore download priority = No"),
    ("DnldMgr", "Regulation: Update is \"PerUpdate\" regulated"),
    (
        "Report",
        "Uploading 1 events using cached cookie, reporting URL = http://wsus01:8530/ReportingWebService/ReportingWebService.asmx",
    ),
    ("PT", "Initializing simple targeting cookie, clientId = a0b1, target group = , DNS name = pc17"),
];

prop_compose! {
    /// A client's log in its own layout: the synchronisations of up to three threads, mixed.
    fn client_log()(
        layout in layout(),
        quiet in select(QUIET.to_vec()),
        synchronisations in prop::collection::vec((0..CLIENT_THREADS.len(), synchronisation()), 1..6),
        order in prop::collection::vec((any::<Index>(), any::<Option<Index>>()), 64),
        is_undecoded: bool,
    ) -> Log {
        // Each thread's records stay in order.
        let mut threads: BTreeMap<usize, Vec<_>> = BTreeMap::new();
        for (thread, synchronisation) in synchronisations {
            threads.entry(thread).or_default().extend(synchronisation.records(layout));
        }
        let mut threads: Vec<_> = threads.into_iter().map(|(thread, records)| (CLIENT_THREADS[thread], records.into_iter())).collect();
        let quiet = OTHER_RECORDS.iter().cycle().take(quiet).map(|(component, text)| layout.line(0, (788, "5e4"), component, text)).collect();
        let mut log = String::new();
        if is_undecoded && matches!(layout, Layout::Export { .. }) {
            log += "1600/12/31 16:00:00.0000000 1020  2112                  Unknown( 10): GUID=eb73583d-5481-33b4-202d-9bb270eddffa (No Format Information found).\r\n";
        }
        for (second, (turn, noise)) in (1..).zip(order.iter().cycle()) {
            if threads.is_empty() {
                break;
            }
            if let Some(noise) = noise {
                let (component, text) = OTHER_RECORDS[noise.index(OTHER_RECORDS.len())];
                let thread = CLIENT_THREADS[noise.index(CLIENT_THREADS.len())];
                log += &layout.line(second, thread, component, text);
            }
            let at = turn.index(threads.len());
            let (thread, records) = &mut threads[at];
            match records.next() {
                Some((component, text)) => log += &layout.line(second, *thread, component, &text),
                None => drop(threads.remove(at)),
            }
        }
        Log { quiet, text: log }
    }
}

/// What the library says, in the form of the reference.
fn client_answer(log: &str) -> ClientAnswer {
    let log = client(log);
    let incidents = log.incidents.into_iter().map(|incident| {
        let method = incident.method;
        (
            incident.line,
            [
                Some(incident.pid.to_string()),
                Some(incident.tid),
                incident.service_id,
                incident.server_url,
                Some(incident.error_code),
                method,
                incident.fault_id,
            ],
        )
    });
    ClientAnswer {
        incidents: incidents.collect(),
        undecided: log.partial_count,
        others: log.other_failures.iter().map(|(kind, count)| (kind.to_owned(), count)).collect(),
    }
}

/// What a server does for a client.
#[derive(Clone, Debug)]
enum Request {
    /// The exception with this many lines of its stack, in one of two languages, and perhaps its fault, so many milliseconds later.
    Defect { lines: usize, is_german: bool, fault: Option<u64> },
    /// The same exception, elsewhere.
    OtherStack,
    /// Another exception, with its fault.
    OtherException { name: &'static str },
    /// A fault alone.
    Fault { code: &'static str, actor: &'static str },
    /// A fault that the upstream server sent.
    Upstream,
    /// Something else.
    Quiet,
}

fn request() -> impl Strategy<Value = Request> {
    let fault = prop::option::weighted(0.8, select(vec![0_u64, 1, 900, 60_000]));
    prop_oneof![
        4 => (select(vec![6_usize, 6, 6, 5, 4, 3, 2, 1]), any::<bool>(), fault)
            .prop_map(|(lines, is_german, fault)| Request::Defect { lines, is_german, fault }),
        1 => Just(Request::OtherStack),
        2 => select(vec!["System.Data.SqlClient.SqlException", "System.NullReferenceException", "System.Threading.ThreadAbortException"])
            .prop_map(|name| Request::OtherException { name }),
        2 => (
            select(vec!["InternalServerError", "InvalidCookie", "ConfigChanged"]),
            select(vec![URL, "http://wsus01:8530/SimpleAuthWebService/SimpleAuth.asmx", "http://wsus01/ServerSyncWebService/ServerSyncWebService.asmx"]),
        ).prop_map(|(code, actor)| Request::Fault { code, actor }),
        1 => Just(Request::Upstream),
        2 => Just(Request::Quiet),
    ]
}

impl Request {
    /// Its lines: milliseconds since the record before, level, method and text; those that continue a record are alone.
    fn lines(&self, id: u32) -> Vec<Result<(u64, &'static str, String), String>> {
        let id = format!("{id:08x}-b989-43fa-ac20-11f8ca65fa8c");
        let fault = |after: u64, code: &str, actor: &str| {
            Ok((after, "SoapUtilities.CreateException", fault_text(&id, code).replace(URL, actor)))
        };
        let exception = |text: &str, word: &str, frames: &[&str]| {
            let mut lines = vec![Ok((1, "ClientImplementation.SyncUpdates", text.to_owned()))];
            lines.extend(frames.iter().map(|frame| Err(format!("   {word} {frame}"))));
            lines
        };
        match self {
            Self::Defect { lines, is_german, fault: after } => {
                let german = "System.ArgumentException: Das Element wurde bereits hinzugef\u{fc}gt. Schl\u{fc}ssel im W\u{f6}rterbuch: '8862'";
                let (text, word) = if *is_german { (german, "bei") } else { (DEFECT, "at") };
                let mut all = exception(text, word, &FRAMES[..*lines]);
                all.extend(after.map(|after| fault(after, "InternalServerError", URL)));
                all
            }
            Self::OtherStack => {
                let frames = [
                    FRAMES[0],
                    FRAMES[1],
                    "Microsoft.UpdateServices.Internal.ClientImplementation.GetExtendedUpdateInfo(Cookie cookie)",
                ];
                let mut all = exception(DEFECT, "at", &frames);
                all.push(fault(0, "InternalServerError", URL));
                all
            }
            Self::OtherException { name } => {
                let mut all = exception(&format!("{name}: Something else."), "at", &FRAMES[2..]);
                all.push(fault(0, "InternalServerError", URL));
                all
            }
            Self::Fault { code, actor } => vec![fault(1, code, actor)],
            Self::Upstream => {
                let text = format!(
                    "USS ThrowException: Actor = http://upstream/ServerSyncWebService/ServerSyncWebService.asmx, ID={id}, ErrorCode=InternalServerError, Message=, Client=?"
                );
                vec![Ok((1, "WsusService.LogException", text))]
            }
            Self::Quiet => vec![Ok((1, "ThreadEntry", "ThreadPoolTimer".into()))],
        }
    }
}

prop_compose! {
    /// A server's log of one day: the requests of up to three threads, mixed.
    fn server_log()(
        quiet in select(QUIET.to_vec()),
        requests in prop::collection::vec((0_usize..3, request(), any::<u32>()), 1..8),
        order in prop::collection::vec((any::<Index>(), any::<bool>()), 64),
    ) -> Log {
        let mut threads: BTreeMap<usize, Vec<_>> = BTreeMap::new();
        for (thread, request, id) in requests {
            threads.entry(thread).or_default().extend(request.lines(id));
        }
        let mut threads: Vec<_> = threads.into_iter().map(|(thread, lines)| (thread, lines.into_iter().peekable())).collect();
        let mut millis = 0;
        let mut record = |after: u64, source: &str, method: &str, text: &str| {
            millis += after;
            let [_, hour, minute, second, millis] = calendar(millis);
            let stamp = format!("2008-06-14 {hour:02}:{minute:02}:{second:02}.{millis:03}");
            record_at(&stamp, "Error", source, method, text)
        };
        let quiet = (0..quiet).map(|_| record(1, "w3wp.5", "ThreadEntry", "ThreadPoolTimer")).collect();
        let mut log = String::new();
        for (turn, is_noisy) in order.iter().cycle() {
            if threads.is_empty() {
                break;
            }
            if *is_noisy {
                log += &record(1, "w3wp.40", "ThreadEntry", "ThreadPoolTimer");
            }
            let at = turn.index(threads.len());
            let (thread, lines) = &mut threads[at];
            match lines.next() {
                Some(Ok((after, method, text))) => log += &record(after, &format!("w3wp.{}", 12 + *thread), method, &text),
                Some(Err(line)) => log += &format!("{line}\r\n"),
                None => drop(threads.remove(at)),
            }
            // WSUS writes a record with its whole stack at once.
            while let Some(Err(line)) = threads.get_mut(at).and_then(|(_, lines)| lines.next_if(Result::is_err)) {
                log += &format!("{line}\r\n");
            }
        }
        Log { quiet, text: log }
    }
}

fn server_answer(log: &str) -> ServerAnswer {
    let log = server(log);
    let incidents = log.incidents.into_iter().map(|incident| {
        let thread = incident.thread.map_or(incident.process.clone(), |thread| format!("{}.{thread}", incident.process));
        (incident.line, [Some(thread), incident.key, incident.fault_id])
    });
    let faults = log.faults.into_iter().map(|fault| {
        let cause = serde_json::to_value(fault.cause).expect("a cause");
        [fault.fault_id, cause.as_str().map(str::to_owned), fault.exception]
    });
    ServerAnswer { incidents: incidents.collect(), undecided: log.partial_count, faults: faults.collect() }
}

/// How many logs of each kind. An emulated Windows is slow, and their text is the same there.
const LOGS: u32 = if cfg!(windows) { 100 } else { 1000 };

/// What may happen to a pasted text next.
const MAILS: [&str; 4] = ["a mail of 72 columns", "a mail of 76 columns, quoted by \"> \"", "blank lines", "entities"];

/// Without the numbers of lines, which pasting changes.
fn without_lines<T>(incidents: &mut [(u64, T)]) {
    incidents.iter_mut().for_each(|(line, _)| *line = 0);
}

proptest! {
    // The same cases each time: a rare one must not stop an unrelated change.
    #![proptest_config(ProptestConfig { cases: LOGS, failure_persistence: None, rng_seed: RngSeed::Fixed(954_960), ..ProptestConfig::default() })]

    #[test]
    fn a_clients_log_says_what_a_slow_reading_of_it_says(log in client_log()) {
        prop_assert_eq!(client_answer(&log.whole()), ClientAnswer::of(&log.whole()));
    }

    #[test]
    fn a_servers_log_says_what_a_slow_reading_of_it_says(log in server_log()) {
        prop_assert_eq!(server_answer(&log.whole()), ServerAnswer::of(&log.whole()));
    }

    #[test]
    fn a_part_of_a_clients_log_says_what_a_slow_reading_of_it_says(log in client_log(), from: Index, to: Index) {
        // Not behind a quiet beginning: there, what a call that still runs has logged so far is not looked at.
        let lines: Vec<&str> = log.text.split_inclusive('\n').collect();
        let (from, to) = (from.index(lines.len() + 1), to.index(lines.len() + 1));
        let (from, to) = (from.min(to), from.max(to));
        let part = lines[from..to].concat();
        let (found, expected) = (client_answer(&part), ClientAnswer::of(&part));
        prop_assert_eq!(&found.incidents, &expected.incidents);
        prop_assert_eq!(&found.others, &expected.others);
        // How many failures are behind what is left of them, nobody knows.
        prop_assert_eq!(found.undecided > 0, expected.undecided > 0, "{} in place of {}:\n{}", found.undecided, expected.undecided, part);
    }

    #[test]
    fn a_clients_log_says_the_same_however_it_is_pasted(log in client_log(), way: Index) {
        let way = &WAYS[way.index(WAYS.len())];
        let mut expected = ClientAnswer::of(&log.whole());
        let mut found = client_answer(&(way.by)(&log.whole()));
        without_lines(&mut found.incidents);
        without_lines(&mut expected.incidents);
        prop_assert_eq!(found, expected, "{}", way.how);
    }

    #[test]
    fn a_servers_log_says_the_same_however_it_is_pasted(log in server_log(), way: Index) {
        let way = &WAYS[way.index(WAYS.len())];
        let mut expected = ServerAnswer::of(&log.whole());
        let mut found = server_answer(&(way.by)(&log.whole()));
        without_lines(&mut found.incidents);
        without_lines(&mut expected.incidents);
        prop_assert_eq!(found, expected, "{}", way.how);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: LOGS / 4, failure_persistence: None, rng_seed: RngSeed::Fixed(954_960), ..ProptestConfig::default() })]

    #[test]
    fn a_clients_log_that_is_pasted_and_mailed_never_becomes_clean(log in client_log(), way: Index, mail in select(MAILS.to_vec())) {
        let expected = ClientAnswer::of(&log.whole());
        let way = &WAYS[way.index(WAYS.len())];
        let mail = WAYS.iter().find(|way| way.how == mail).expect("a way");
        let found = client((mail.by)(&(way.by)(&log.whole())));
        let is_clean = expected.incidents.is_empty() && expected.undecided == 0;
        prop_assert!(is_clean || found.incident_count > 0 || !found.is_conclusive(), "{}, then {}", way.how, mail.how);
    }

    #[test]
    fn a_servers_log_that_is_pasted_and_mailed_never_becomes_clean(log in server_log(), way: Index, mail in select(MAILS.to_vec())) {
        let expected = ServerAnswer::of(&log.whole());
        let way = &WAYS[way.index(WAYS.len())];
        let mail = WAYS.iter().find(|way| way.how == mail).expect("a way");
        let found = server((mail.by)(&(way.by)(&log.whole())));
        let is_clean = expected.incidents.is_empty() && expected.undecided == 0;
        prop_assert!(is_clean || found.incident_count > 0 || !found.is_conclusive(), "{}, then {}", way.how, mail.how);
    }
}
