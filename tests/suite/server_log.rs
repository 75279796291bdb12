//! The recogniser for `SoftwareDistribution.log`.

use wsus954960::internals::document::{Cause, Encoding};
use wsus954960::internals::recognise::server_scan::ServerScan;

use crate::support::*;

const TIME: &str = "02:59:57.642";

fn causes(log: &ServerScan) -> Vec<Cause> {
    log.faults.iter().map(|fault| fault.cause).collect()
}

#[test]
fn the_advisorys_own_excerpt_is_one_incident_with_all_its_fields() {
    let log = server(std::fs::read(fixture("advisory/server.txt")).unwrap());
    assert_eq!((log.incident_count, log.other_faults, log.lines), (1, 0, 19));
    assert_eq!(log.first_time.unwrap().to_string(), "2008-06-14T02:59:57.642Z");
    let client = "Microsoft.UpdateServices.Internal.ClientImplementation";
    assert_eq!(
        serde_json::to_value(&log.incidents[0]).unwrap(),
        serde_json::json!({
            "line": 1,
            "time": "2008-06-14T02:59:57.642Z",
            "process": "w3wp",
            "thread": 12,
            "exception": "System.ArgumentException",
            "key": "8862",
            "frames": [
                "System.Collections.Hashtable.Insert",
                "System.Collections.Hashtable.Add",
                format!("{client}.GetSyncInfo"),
                format!("{client}.SoftwareSync"),
                format!("{client}.SyncUpdates"),
                format!("{client}.SyncUpdates"),
                "Microsoft.UpdateServices.Internal.Client.SyncUpdates",
            ],
            "framesOmitted": 0,
            "faultId": "c0a7445f-b989-43fa-ac20-11f8ca65fa8c",
            "actor": "https://wsusebc/ClientWebService/client.asmx",
        })
    );
    assert_eq!(
        serde_json::to_value(&log.faults).unwrap(),
        serde_json::json!([{
            "faultId": "c0a7445f-b989-43fa-ac20-11f8ca65fa8c",
            "time": "2008-06-14T02:59:57.642Z",
            "cause": "954960",
            "exception": "System.ArgumentException",
        }])
    );
}

#[test]
fn the_language_of_the_message_and_of_the_word_before_a_frame_does_not_matter() {
    let languages = [
        ("bei", "Das Element wurde bereits hinzugefügt. Schlüssel im Wörterbuch: '8862'  Hinzuzufügender Schlüssel: '8862'"),
        ("à", "L'élément a déjà été ajouté. Clé dans le dictionnaire : '8862'  Clé en cours d'ajout : '8862'"),
        ("à", "L'élément a déjà été ajouté. Clé : «\u{A0}8862\u{A0}»"),
        ("in", "L'elemento è già stato aggiunto. Chiave nel dizionario: \"8862\"  Chiave da aggiungere: \"8862\""),
        ("위치:", "항목이 이미 추가되었습니다. 사전의 키: '8862'  추가되는 키: '8862'"),
        ("場所", "アイテムは既に追加されています。辞書のキー: '8862'  追加するキー: '8862'"),
        ("在", "已添加项。字典中的关键字:“8862”所添加的关键字:“8862”"),
        ("в", "Элемент уже добавлен. Ключ в словаре: \"8862\"  Добавляемый ключ: \"8862\""),
    ];
    for (word, message) in languages {
        let log = server(exception(TIME, "w3wp.12", &format!("System.ArgumentException: {message}"), word, &FRAMES));
        assert_eq!(log.incident_count, 1, "{word} {message}");
        assert_eq!(log.incidents[0].key.as_deref(), Some("8862"), "{message}");
        assert_eq!(log.incidents[0].frames.len(), FRAMES.len(), "{word}");
    }
}

#[test]
fn faults_of_another_exception_are_counted_by_what_it_means() {
    const TIMED_OUT: &str =
        "Timeout expired.  The timeout period elapsed prior to completion of the operation or the server is not responding.";
    let sql = "System.Data.SqlClient.SqlException";
    let reported = [
        format!("{sql}: {TIMED_OUT}"),
        format!("{sql}: Timeout abgelaufen. Das Zeitlimit wurde vor dem Beenden des Vorgangs überschritten."),
        format!(
            "{sql} (0x80131904): Execution {TIMED_OUT} ---> System.ComponentModel.Win32Exception (0x80004005): The wait operation timed out"
        ),
        "System.IO.IOException: There is not enough space on the disk.".to_owned(),
        "System.IO.IOException: The handle is invalid.".to_owned(),
        "System.OutOfMemoryException: Exception of type 'System.OutOfMemoryException' was thrown.".to_owned(),
        "System.ComponentModel.Win32Exception: Access is denied".to_owned(),
        format!("{sql}: {TIMED_OUT}"),
    ];
    let log = server(
        reported
            .iter()
            .enumerate()
            .map(|(number, reported)| {
                let time = format!("02:59:{number:02}.000");
                exception(&time, "w3wp.12", reported, "at", &FRAMES[2..])
                    + &fault(&time, "w3wp.12", &format!("a{number}"), "InternalServerError")
            })
            .collect::<String>(),
    );
    assert_eq!((log.other_faults, log.faults.len()), (8, 8));
    let told: Vec<_> = log
        .other_fault_details
        .iter()
        .map(|fault| (fault.exception.rsplit_once('.').unwrap().1, fault.trouble.as_deref(), fault.count))
        .collect();
    assert_eq!(
        told,
        [
            ("SqlException", Some("databaseTimeOut"), 2),
            ("Win32Exception", None, 1),
            ("Win32Exception", Some("databaseTimeOut"), 1),
            ("SqlException", Some("database"), 1),
            ("IOException", None, 1),
            ("IOException", Some("diskFull"), 1),
            ("OutOfMemoryException", Some("memory"), 1),
        ]
    );
    let first = &log.other_fault_details[0];
    let times = [first.first_time, first.last_time].map(|time| time.unwrap().to_string());
    assert_eq!(times, ["2008-06-14T02:59:00.000Z", "2008-06-14T02:59:07.000Z"]);
}

#[test]
fn a_fault_that_is_logged_twice_is_explained_once() {
    let thrown = fault(TIME, "w3wp.12", FAULT, "InternalServerError");
    let log =
        server(thrown.clone() + &exception(TIME, "w3wp.12", "System.OutOfMemoryException: x", "at", &FRAMES[2..]) + &thrown);
    assert_eq!((log.other_faults, log.partial_count), (1, 0));
    assert_eq!(log.other_fault_details.iter().map(|fault| fault.count).sum::<u64>(), 1);
}

#[test]
fn a_german_log_in_its_code_page_is_read() {
    let log = wsus954960::scan_server_log(&fixture("logs/server-german-ansi.log"), &options("{}")).unwrap();
    assert_eq!((log.encoding, log.incident_count), (Encoding::Ansi, 1));
    assert_eq!(log.incidents[0].fault_id.as_deref(), Some(FAULT));
}

#[test]
fn the_same_exception_from_other_methods_is_a_different_problem() {
    let stacks: [&[&str]; 4] = [
        // Not from the hashtable.
        &FRAMES[2..],
        // Not in GetSyncInfo.
        &[FRAMES[0], FRAMES[1], FRAMES[3], FRAMES[4], FRAMES[5]],
        // GetSyncInfo, but not under SyncUpdates.
        &[FRAMES[0], FRAMES[1], FRAMES[2], "Microsoft.UpdateServices.Internal.ClientImplementation.GetExtendedUpdateInfo()"],
        // The methods in a different order.
        &[FRAMES[4], FRAMES[2], FRAMES[1], FRAMES[0]],
    ];
    for stack in stacks {
        let log = exception(TIME, "w3wp.12", "System.ArgumentException: Item has already been added.", "at", stack)
            + &fault(TIME, "w3wp.12", FAULT, "InternalServerError");
        let log = server(log);
        assert_eq!((log.incident_count, log.other_faults, causes(&log)), (0, 1, vec![Cause::Other]), "{stack:?}");
    }
}

#[test]
fn a_stack_that_is_cut_off_before_wsus_own_methods_gives_no_cause() {
    for stack in [&FRAMES[..0], &FRAMES[..2]] {
        let log = exception(TIME, "w3wp.12", "System.ArgumentException: Item has already been added.", "at", stack)
            + &fault(TIME, "w3wp.12", FAULT, "InternalServerError");
        let log = server(log);
        assert_eq!((log.incident_count, log.other_faults, causes(&log)), (0, 0, vec![Cause::Unknown]));
        assert_eq!(log.faults[0].exception.as_deref(), Some("System.ArgumentException"));
    }
}

#[test]
fn records_of_other_threads_may_come_between_the_frames() {
    let others = [
        record(TIME, "w3wp.5", "ThreadEntry", "ThreadPoolTimer"),
        fault(TIME, "w3wp.6", "66666666-0000-0000-0000-000000000000", "InternalServerError"),
        "   <lines removed>\r\n".to_owned(),
    ];
    let defect = defect(TIME, "w3wp.12");
    let mixed: String =
        defect.split_inclusive('\n').zip(others.iter().cycle()).map(|(line, other)| format!("{line}{other}")).collect();
    let log = server(mixed + &fault(TIME, "w3wp.12", FAULT, "InternalServerError"));
    assert_eq!((log.incident_count, log.incidents[0].frames.len()), (1, FRAMES.len()));
    assert_eq!(log.incidents[0].fault_id.as_deref(), Some(FAULT));
    assert_eq!(log.faults.iter().filter(|fault| fault.cause == Cause::Unknown).count(), 1);
}

#[test]
fn the_same_error_code_after_another_exception_is_a_different_problem() {
    let log = wsus954960::scan_server_log(&fixture("logs/server-other-cause.log"), &options("{}")).unwrap();
    assert_eq!((log.incident_count, log.other_faults), (0, 1));
    assert_eq!(log.faults[0].exception.as_deref(), Some("System.Data.SqlClient.SqlException"));
    for name in ["System.ArgumentNullException", "System.InvalidOperationException", "My.System.ArgumentException"] {
        let log = server(exception(TIME, "w3wp.12", &format!("{name}: Item has already been added."), "at", &FRAMES));
        assert_eq!(log.incident_count, 0, "{name}");
    }
}

#[test]
fn a_fault_belongs_to_the_exception_that_its_own_thread_logged_right_before() {
    let other = exception(TIME, "w3wp.13", "System.Data.SqlClient.SqlException: Timeout expired.", "at", &["System.Data.X.Y()"]);
    let log = [
        defect(TIME, "w3wp.12"),
        other,
        fault(TIME, "w3wp.13", "BBBBBBBB-0000-0000-0000-000000000000", "InternalServerError"),
        fault(TIME, "w3wp.14", "{CCCCCCCC-0000-0000-0000-000000000000}", "InternalServerError"),
        fault(TIME, "w3wp.12", FAULT, "InternalServerError"),
        fault(TIME, "w3wp.12", "EEEEEEEE-0000-0000-0000-000000000000", "InternalServerError"),
    ];
    let log = server(log.concat());
    assert_eq!(causes(&log), [Cause::Other, Cause::Unknown, Cause::Advisory, Cause::Unknown]);
    assert_eq!(log.faults[1].fault_id.as_deref(), Some("cccccccc-0000-0000-0000-000000000000"));
    assert_eq!(log.incidents[0].fault_id.as_deref(), Some(FAULT));
    assert_eq!(log.other_faults, 1);
}

#[test]
fn an_exception_without_its_fault_is_an_incident_without_a_fault_id() {
    let log = server(defect(TIME, "w3wp.12"));
    assert_eq!((log.incident_count, &log.incidents[0].fault_id, &log.incidents[0].actor), (1, &None, &None));
    assert!(log.faults.is_empty());
}

#[test]
fn a_stack_that_the_end_of_the_file_cuts_before_the_decisive_frame_is_not_an_incident() {
    let whole = defect(TIME, "w3wp.12");
    for (frames, expected) in [(0, 0), (2, 0), (4, 0), (5, 1), (6, 1)] {
        let cut: String = whole.split_inclusive('\n').take(1 + frames).collect();
        assert_eq!(server(cut).incident_count, expected, "{frames} frames");
    }
}

#[test]
fn the_innermost_exception_decides() {
    let wrapped = "System.Web.Services.Protocols.SoapException: Fault occurred ---> System.ArgumentException: Key: '17'";
    let log = server(exception(TIME, "w3wp.12", wrapped, "at", &FRAMES));
    assert_eq!((log.incident_count, log.incidents[0].key.as_deref()), (1, Some("17")));
    let lines = exception(TIME, "w3wp.12", "System.Web.HttpException: Outer", "at", &FRAMES).replacen(
        "   at",
        "   ---> System.ArgumentException: Key: '17'\r\n   at",
        1,
    );
    assert_eq!(server(lines).incidents[0].key.as_deref(), Some("17"));
}

#[test]
fn single_spaces_indentation_and_lines_between_the_frames_do_not_matter() {
    let log = (defect(TIME, "w3wp.12") + &fault(TIME, "w3wp.12", FAULT, "InternalServerError")).replace('\t', " ");
    let pasted: String = log.lines().map(|line| format!("      {line}\n\n   <lines removed>\n")).collect();
    let log = server(pasted);
    assert_eq!((log.incident_count, log.incidents[0].fault_id.as_deref()), (1, Some(FAULT)));
    assert_eq!(log.incidents[0].frames.len(), FRAMES.len());
}

#[test]
fn a_fault_that_an_upstream_server_threw_is_not_this_servers() {
    let text = "USS ThrowException: Actor = https://upstream/ServerSyncWebService.asmx, Method = \"GetUpdateData\", ID=AAAA, ErrorCode=InternalServerError, Message=";
    let log = server(
        record(TIME, "WsusService.25", "SoapUtilities.LogException", text)
            + "   at X.Y.SoapUtilities.LogException(SoapException e)\r\n",
    );
    assert_eq!((causes(&log), log.partial_count), (vec![], 0));
}

#[test]
fn a_fault_that_is_logged_twice_is_listed_once() {
    let fault = fault(TIME, "w3wp.12", FAULT, "InternalServerError");
    let known = server(defect(TIME, "w3wp.12") + &fault + &fault);
    assert_eq!((causes(&known), known.partial_count), (vec![Cause::Advisory], 0));
    // The second time, with its exception.
    let known = server(fault.clone() + &defect(TIME, "w3wp.12") + &fault);
    assert_eq!((causes(&known), known.partial_count), (vec![Cause::Advisory], 0));
}

#[test]
fn an_exception_explains_only_a_fault_of_its_own_request() {
    let after = |between: &str, time: &str| {
        let log = server(defect("02:59:57.642", "w3wp.12") + between + &fault(time, "w3wp.12", FAULT, "InternalServerError"));
        assert_eq!(log.incident_count, 1);
        (causes(&log)[0], log.incidents[0].fault_id.is_some(), log.partial_count)
    };
    let explained = (Cause::Advisory, true, 0);
    let open = (Cause::Unknown, false, 1);
    assert_eq!(after("", "02:59:57.642"), explained);
    assert_eq!(after("", "03:00:02.000"), explained);
    assert_eq!(after("", "03:00:57.642"), open, "a minute later");
    assert_eq!(after("", "02:58:57.642"), open, "the clock went back");
    let of_thread = |method, text| record("02:59:57.642", "w3wp.12", method, text);
    assert_eq!(after(&of_thread("ThreadEntry", "_ThreadPoolWaitCallback.PerformWaitCallback"), "02:59:57.642"), open);
    assert_eq!(after(&fault("02:59:57.642", "w3wp.12", "DDDD", "ConfigChanged"), "02:59:57.642"), open);
    assert_eq!(after(&record("02:59:57.642", "w3wp.13", "ThreadEntry", "ThreadPoolTimer"), "02:59:57.642"), explained);
    // A different cause that is days old refutes nothing.
    let other = exception(TIME, "w3wp.12", "System.Data.SqlClient.SqlException: Timeout expired.", "at", &["System.Data.X.Y()"]);
    let log = other + &fault(TIME, "w3wp.12", FAULT, "InternalServerError").replace("2008-06-14", "2008-06-17");
    assert_eq!(causes(&server(log)), [Cause::Unknown]);
}

#[test]
fn a_fault_for_a_client_without_its_exception_is_undecided() {
    let fault = fault(TIME, "w3wp.12", FAULT, "InternalServerError");
    assert_eq!(server(&fault).partial_count, 1);
    assert_eq!(server(fault.replace("ErrorCode=InternalServerError", "ErrorCode=ConfigChanged")).partial_count, 0);
    let other_service = fault.replace("ClientWebService/client.asmx", "SimpleAuthWebService/SimpleAuth.asmx");
    assert_eq!(server(other_service).partial_count, 0);
    // The log begins inside the stack.
    let whole = defect(TIME, "w3wp.12") + &fault;
    for lines in 1..=FRAMES.len() {
        let rest: String = whole.split_inclusive('\n').skip(lines).collect();
        assert_eq!((server(&rest).incident_count, server(&rest).partial_count), (0, 1), "without {lines} lines");
        let quiet = rest.replace(&fault, &record(TIME, "w3wp.5", "ThreadEntry", "ThreadPoolTimer"));
        assert_eq!(server(quiet).partial_count, 1, "without {lines} lines, and without its fault");
    }
    // It ends inside the stack.
    let log = server(whole.split_inclusive('\n').take(2).collect::<String>());
    assert_eq!((log.incident_count, log.partial_count), (0, 1));
    // Its time stamp is damaged.
    let quiet = record(TIME, "w3wp.5", "ThreadEntry", "ThreadPoolTimer");
    assert_eq!(server(fault.replace("2008-06-14", "14.06.2008") + &quiet).partial_count, 1);
}

#[test]
fn since_and_the_limit_apply_to_incidents_and_faults() {
    let day =
        |day: &str| (defect(TIME, "w3wp.12") + &fault(TIME, "w3wp.12", FAULT, "InternalServerError")).replace("2008-06-14", day);
    let log = day("2008-06-12") + &day("2008-06-13") + &day("2008-06-14");
    let with = |json: &str| {
        let log = server_with(&log, &options(json));
        (log.incident_count, log.incidents.len(), log.incidents_omitted, log.faults.len())
    };
    assert_eq!(with("{}"), (3, 3, 0, 3));
    assert_eq!(with(r#"{"since": "2008-06-13"}"#), (2, 2, 0, 2));
    assert_eq!(with(r#"{"since": "2008-06-14T02:59:57.642Z"}"#), (1, 1, 0, 1));
    assert_eq!(with(r#"{"since": "2008-06-14T04:59:57.642+02:00"}"#), (1, 1, 0, 1));
    assert_eq!(with(r#"{"since": "2008-06-14T04:59:57.643+02:00"}"#), (0, 0, 0, 0));
    assert_eq!(with(r#"{"maxIncidents": 1}"#), (3, 1, 2, 1));
}

#[test]
fn a_file_that_is_not_a_server_log_has_no_times() {
    for input in ["", "hello", &text(&[signature((788, "ee4"), FAULT)])] {
        let log = server(input);
        assert_eq!((log.first_time, log.last_time, log.incident_count), (None, None, 0));
    }
}

#[test]
fn every_encoding_gives_the_same_incident() {
    let log = defect(TIME, "w3wp.12") + &fault(TIME, "w3wp.12", FAULT, "InternalServerError");
    let expected = server(&log).incidents;
    let little: Vec<u8> = log.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = log.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for bytes in
        [[b"\xFF\xFE", &little[..]].concat(), [b"\xFE\xFF", &big[..]].concat(), [b"\xEF\xBB\xBF", log.as_bytes()].concat()]
    {
        assert_eq!(server(bytes).incidents, expected);
    }
}

#[test]
fn a_stack_that_is_cut_inside_the_defects_own_frames_is_undecided() {
    let fault = fault(TIME, "w3wp.12", FAULT, "InternalServerError");
    let whole = defect(TIME, "w3wp.12");
    for frames in 0..=4 {
        let cut: String = whole.split_inclusive('\n').take(1 + frames).collect();
        let log = server(cut.clone() + &fault);
        assert_eq!((log.incident_count, causes(&log), log.partial_count), (0, vec![Cause::Unknown], 1), "{frames} frames");
        assert_eq!(server(cut).partial_count, 1, "{frames} frames, and the log ends");
    }
}

#[test]
fn a_fault_that_can_only_be_read_in_part_is_undecided() {
    let fault = fault(TIME, "w3wp.12", FAULT, "InternalServerError");
    let quiet = record(TIME, "w3wp.5", "ThreadEntry", "ThreadPoolTimer");
    for damaged in [
        fault.split_once("ThrowException").unwrap().1.to_owned(),
        fault.replace(URL, &format!("<{URL}>")),
        fault.replace("ErrorCode=InternalServerError", "ErrorCode=**InternalServerError**"),
        fault.split_once("ServerError").unwrap().0.to_owned() + "\r\n",
    ] {
        let log = server(damaged.clone() + &quiet);
        assert_eq!((log.incident_count, log.partial_count), (0, 1), "{damaged}");
    }
}

#[test]
fn a_stack_whose_exception_a_console_cut_off_is_undecided() {
    let log = defect(TIME, "w3wp.12") + &fault(TIME, "w3wp.12", FAULT, "InternalServerError");
    let quiet = record(TIME, "w3wp.5", "ThreadEntry", "ThreadPoolTimer");
    let whole = quiet.clone() + &log + &quiet;
    for spaces in [whole.clone(), whole.replace('\t', " ")] {
        for width in 72..=99 {
            for end in ["", "...", "\u{2026}"] {
                let cut = |line: &str| {
                    line.chars().take(width).collect::<String>() + if line.len() > width { end } else { "" } + "\r\n"
                };
                let log = server(spaces.lines().map(cut).collect::<String>());
                assert!(log.incident_count + log.partial_count > 0, "{width} {end}: {log:?}");
            }
        }
    }
    // The frames are those of the exception before, which another thread's record interrupts.
    let (exception, frames) = log.split_once('\n').unwrap();
    let log = server(format!("{exception}\n{quiet}{frames}"));
    assert_eq!((log.incident_count, log.partial_count), (1, 0));
}

#[test]
fn an_exception_on_a_day_that_the_calendar_here_lacks_is_undecided() {
    let log = defect(TIME, "w3wp.12") + &fault(TIME, "w3wp.12", FAULT, "InternalServerError");
    let quiet = record(TIME, "w3wp.5", "ThreadEntry", "ThreadPoolTimer");
    let hijri = log.replace("2008-06-14", "1430-02-30");
    for log in [hijri.clone(), quiet.repeat(100) + &hijri, hijri + &quiet] {
        let log = server(log);
        assert_eq!(log.incident_count, 0);
        assert!(log.partial_count > 0);
    }
}

#[test]
fn a_stack_with_a_damaged_name_is_not_another_problems() {
    let quiet = record(TIME, "w3wp.5", "ThreadEntry", "ThreadPoolTimer").repeat(100);
    let log = defect(TIME, "w3wp.12").replace("ClientImplementation.GetSyncInfo", "ClientImplementatio?.GetSyncInfo")
        + &fault(TIME, "w3wp.12", FAULT, "InternalServerError");
    let log = server(quiet + &log);
    assert_eq!((log.incident_count, causes(&log), log.partial_count), (0, vec![Cause::Unknown], 1));
}

#[test]
fn since_leaves_out_no_fault_whose_year_is_of_another_calendar() {
    let log = defect(TIME, "w3wp.12") + &fault(TIME, "w3wp.12", FAULT, "InternalServerError");
    let since = options(r#"{"since": "2008-08-04"}"#);
    assert_eq!(server_with(&log, &since).incident_count, 0);
    assert_eq!(server_with(log.replace("2008-", "1429-"), &since).incident_count, 1);
}

#[test]
fn a_stack_with_half_a_line_where_a_crash_left_nuls_is_not_another_problems() {
    let quiet = record(TIME, "w3wp.5", "ThreadEntry", "ThreadPoolTimer");
    let log = quiet.repeat(100) + &defect(TIME, "w3wp.12") + &fault(TIME, "w3wp.12", FAULT, "InternalServerError");
    for (from, to) in [("GetSyncInfo", "expressQuery"), ("(DataAccess dataAccess, Hashtable", "parameters)")] {
        let start = log.find(from).unwrap();
        let end = start + log[start..].find(to).unwrap();
        let damaged = format!("{}{}{}", &log[..start], "\0".repeat(end - start), &log[end..]);
        assert_eq!(causes(&server(damaged)), [Cause::Unknown], "{from}");
    }
}

#[test]
fn a_second_exception_of_the_same_request_does_not_explain_the_fault() {
    let log = defect(TIME, "w3wp.12")
        + &exception(TIME, "w3wp.12", "System.Web.Services.Protocols.SoapException: Fault occurred", "at", &FRAMES[4..])
        + &fault(TIME, "w3wp.12", FAULT, "InternalServerError");
    let log = server(log);
    assert_eq!((log.incident_count, causes(&log), log.partial_count), (1, vec![Cause::Unknown], 1));
    // Seconds later, it is another request's.
    for time in ["03:00:00.642", "05:59:57.642"] {
        let later = exception(time, "w3wp.12", "System.Data.SqlClient.SqlException: Timeout expired.", "at", &FRAMES[4..])
            + &fault(time, "w3wp.12", FAULT, "InternalServerError");
        assert_eq!(causes(&server(defect(TIME, "w3wp.12") + &later)), [Cause::Other]);
    }
}

#[test]
fn parentheses_in_a_message_and_frames_of_others_are_no_damage() {
    let stack = ["System.Data.SqlClient.SNINativeMethodWrapper.Open()", "SNIWrapper.Native.Read(Int32 n)", FRAMES[3], FRAMES[4]];
    let fault = fault(TIME, "w3wp.12", FAULT, "InternalServerError");
    for message in ["Bad value :)", "foo.bar(x) is not valid (", ".NET(2.0)", "dbo.tbRevision(x"] {
        let log = exception(TIME, "w3wp.12", &format!("System.ArgumentException: {message}"), "at", &stack);
        let log = log.replace("Read(Int32 n)", r"Read(Int32 n) in d:\src (old\x.cs:line 12") + &fault;
        assert_eq!(causes(&server(log)), [Cause::Other], "{message}");
    }
}
