//! The assessment of one machine's evidence.

use std::fs;
use std::path::{Path, PathBuf};

use wsus954960::internals::document::{Assessment, CorrelationResult, Role, Source, Verdict};
use wsus954960::{AssessOptions, ErrorCode};

use crate::support::*;

pub fn assess(options: &AssessOptions) -> Assessment {
    let assessment = wsus954960::assess(options).unwrap();
    check_schema(&assessment);
    assert_eq!(assessment.compliant, assessment.verdict.compliant());
    assessment
}

fn root(name: &str) -> AssessOptions {
    AssessOptions { root: Some(fixture("roots").join(name)), ..AssessOptions::default() }
}

pub fn codes(assessment: &Assessment) -> Vec<&str> {
    assessment.reasons.iter().map(|reason| &*reason.code).collect()
}

fn remedies(assessment: &Assessment) -> Vec<&str> {
    assessment.remediation.iter().map(|remedy| &*remedy.id).collect()
}

#[test]
fn every_kind_of_machine_gets_its_verdict_its_reasons_and_its_remedies() {
    use Role::{Client, Server};
    use Verdict::{Affected, Blocked, Clear, Exposed, Fixed, Indeterminate, NotAffected};
    type Case<'a> = (&'a str, Verdict, &'a [Role], &'a [&'a str], &'a [&'a str]);
    let cases: [Case; 17] = [
        (
            "affected",
            Affected,
            &[Server, Client],
            &["affectedRelease", "failuresInServerLog", "failuresInClientLog", "failuresConfirmed"],
            &["installKb954960", "workaround"],
        ),
        (
            "affected-rtm-german",
            Affected,
            &[Server, Client],
            &["affectedRelease", "failuresInServerLog"],
            &["upgradeToSp1", "workaround"],
        ),
        ("exposed", Exposed, &[Server], &["affectedRelease", "noFailuresInLogs"], &["installKb954960", "workaround"]),
        ("exposed-x86", Exposed, &[Server], &["affectedRelease", "noFailuresInLogs"], &["installKb954960", "workaround"]),
        (
            "mixed-case",
            Exposed,
            &[Server, Client],
            &["affectedRelease", "noFailuresInLogs", "office2003Present"],
            &["installKb954960", "workaround"],
        ),
        ("fixed", Fixed, &[Server, Client], &["fixedRelease"], &[]),
        ("fixed-dotnet", Fixed, &[Server], &["fixedRelease"], &[]),
        ("fixed-sp2", Fixed, &[Server], &["fixedRelease"], &[]),
        (
            "fixed-with-old-failures",
            Fixed,
            &[Server],
            &["fixedRelease", "failuresOnFixedServer", "failuresInServerLog"],
            &["reviewFailures"],
        ),
        ("not-affected", NotAffected, &[Server], &["notAffectedRelease"], &[]),
        ("blocked", Blocked, &[Client], &["failuresInClientLog", "noServer", "office2003Present"], &["checkServer"]),
        ("clear", Clear, &[Client], &["clientLogClean", "otherFailures"], &[]),
        ("indeterminate-etw-stub", Indeterminate, &[Client], &["clientLogIsEtwStub"], &["convertEtwLog"]),
        ("indeterminate-no-dll", Indeterminate, &[Server], &["dllMissing", "failuresInServerLog"], &["completeEvidence"]),
        ("indeterminate-damaged-dll", Indeterminate, &[Server], &["dllUnreadable"], &["completeEvidence"]),
        ("indeterminate-unknown-release", Indeterminate, &[Server], &["unknownRelease"], &["completeEvidence"]),
        ("indeterminate-cut-off", Indeterminate, &[Client], &["clientFailureCutOff"], &["completeEvidence"]),
    ];
    let folders = fs::read_dir(fixture("roots")).unwrap().count();
    assert_eq!(folders, cases.len(), "a case for every fixture");
    for (name, verdict, roles, reasons, remediation) in cases {
        let assessment = assess(&root(name));
        assert_eq!(assessment.verdict, verdict, "{name}");
        assert_eq!(assessment.roles, roles, "{name}");
        assert_eq!(codes(&assessment), reasons, "{name}");
        assert_eq!(remedies(&assessment), remediation, "{name}");
        assert_eq!((assessment.target.name.as_str(), assessment.target.source), (name, Source::Root));
        assert_eq!(assessment.errors.is_empty(), name != "indeterminate-damaged-dll", "{name}");
    }
}

#[test]
fn a_servers_own_client_is_confirmed_by_the_server_and_gives_the_offset() {
    let assessment = assess(&root("affected"));
    let [correlation] = &assessment.correlations[..] else { panic!("one correlation") };
    assert_eq!(
        (correlation.result, correlation.utc_offset.as_deref(), correlation.skew_ms),
        (CorrelationResult::Confirmed, Some("-07:00"), Some(1025))
    );
    assert_eq!(assessment.version.unwrap().file_version.unwrap().to_string(), "3.1.6001.65");
}

#[test]
fn older_logs_beside_the_current_one_are_read() {
    assert_eq!(assess(&root("exposed")).server_logs.len(), 2);
    let folder = copy_of("clear");
    let windows = folder.path().join("Windows");
    fs::copy(fixture("roots/blocked/Windows/WindowsUpdate.log"), windows.join("WindowsUpdate (2).log")).unwrap();
    fs::write(windows.join("WindowsUpdateSetup.log"), "not a log of the client").unwrap();
    let assessment = assess(&at(folder.path()));
    assert_eq!((assessment.client_logs.len(), assessment.verdict), (2, Verdict::Blocked));
}

#[test]
fn office_2003_is_recognised_by_the_version_of_its_programs() {
    assert_eq!(assess(&root("blocked")).office2003.present, Some(true));
    assert_eq!(assess(&root("clear")).office2003.present, Some(false));
    assert_eq!(assess(&root("indeterminate-etw-stub")).office2003.present, None, "no program files were collected");
    let folder = copy_of("blocked");
    let word = folder.path().join("Program Files/Microsoft Office/OFFICE11/WINWORD.EXE");
    fs::copy(fixture("dll/sp1.dll"), &word).unwrap();
    assert_eq!(assess(&at(folder.path())).office2003.present, Some(false));
    fs::write(&word, "damaged").unwrap();
    let assessment = assess(&at(folder.path()));
    assert_eq!((assessment.office2003.present, assessment.errors.len()), (None, 1));
}

#[test]
fn of_two_dlls_the_affected_one_counts() {
    let folder = copy_of("fixed");
    let bin = "Update Services/WebServices/ClientWebService/bin";
    let x86 = folder.path().join("Program Files (x86)").join(bin);
    fs::create_dir_all(&x86).unwrap();
    let dll = x86.join("Microsoft.UpdateServices.WebServices.Client.Dll");
    fs::copy(fixture("dll/sp1-x86.dll"), &dll).unwrap();
    assert_eq!(assess(&at(folder.path())).verdict, Verdict::Exposed);
    fs::write(&dll, "damaged").unwrap();
    assert_eq!(
        assess(&at(folder.path())).verdict,
        Verdict::Indeterminate,
        "the one that can't be read may be the one that counts"
    );
}

#[test]
fn since_removes_old_failures_from_the_verdict() {
    let since = |name: &str, time: &str| {
        let since = wsus954960::internals::values::time::Since::parse(time);
        assess(&AssessOptions { since, ..root(name) }).verdict
    };
    assert_eq!(since("affected", "2008-06-14T03:00"), Verdict::Exposed);
    assert_eq!(since("blocked", "2008-06-14"), Verdict::Clear);
    assert_eq!(since("blocked", "2008-06-13"), Verdict::Blocked);
}

#[test]
fn a_servers_log_given_with_a_clients_confirms_or_refutes_its_failures() {
    let with = |log: &str| assess(&AssessOptions { server_logs: Some(vec![fixture("logs").join(log)]), ..root("blocked") });
    let confirmed = with("server-confirms.log");
    assert_eq!(confirmed.verdict, Verdict::Blocked);
    assert!(codes(&confirmed).contains(&"failuresConfirmed"));
    let refuted = with("server-other-cause.log");
    assert_eq!(refuted.verdict, Verdict::Clear);
    assert_eq!(codes(&refuted)[..2], ["clientLogClean", "failuresRefuted"]);
    // Failures that are omitted from the document can't be refuted.
    let options = AssessOptions {
        server_logs: Some(vec![fixture("logs/server-other-cause.log")]),
        max_incidents: Some(0),
        ..root("blocked")
    };
    assert_eq!(assess(&options).verdict, Verdict::Blocked);
}

#[test]
fn given_files_replace_what_would_be_found() {
    let named = AssessOptions {
        dll: Some(fixture("dll/fixed.dll")),
        client_logs: Some(vec![]),
        server_logs: Some(vec![fixture("logs/server-confirms.log")]),
        name: Some("WSUS01".into()),
        ..AssessOptions::default()
    };
    let assessment = assess(&named);
    assert_eq!(
        (assessment.verdict, assessment.target.name.as_str(), assessment.target.root.as_ref()),
        (Verdict::Fixed, "WSUS01", None)
    );
    assert_eq!(codes(&assessment), ["fixedRelease", "failuresOnFixedServer", "failuresInServerLog"]);
    let assessment = assess(&AssessOptions { dll: Some(fixture("dll/sp1.dll")), ..root("fixed") });
    assert_eq!(assessment.verdict, Verdict::Exposed);
    let absent = assess(&AssessOptions { dll: Some("absent.dll".into()), ..root("fixed") });
    assert_eq!((absent.verdict, absent.errors[0].code), (Verdict::Indeterminate, ErrorCode::NotFound));
    let absent = assess(&AssessOptions { client_logs: Some(vec!["absent.log".into()]), ..root("clear") });
    assert_eq!((absent.verdict, absent.errors[0].code), (Verdict::Indeterminate, ErrorCode::NotFound));
}

#[test]
fn for_a_clients_logs_alone_the_document_says_that_no_server_could_be_looked_for() {
    let named = |log: &str| {
        let logs = Some(vec![fixture(log)]);
        assess(&AssessOptions { client_logs: logs, ..AssessOptions::default() })
    };
    let blocked = named("advisory/client.txt");
    assert_eq!((blocked.verdict, blocked.roles.as_slice()), (Verdict::Blocked, &[Role::Client][..]));
    assert!(
        blocked.reasons[1].text.starts_with("Only logs were given, so WSUS could not be looked for"),
        "{:?}",
        blocked.reasons
    );
    assert_eq!(named("roots/clear/Windows/WindowsUpdate.log").verdict, Verdict::Clear);
}

#[test]
fn nothing_to_assess_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "x").unwrap();
    for (root, code) in [(folder.path().join("absent"), ErrorCode::NotFound), (file, ErrorCode::InvalidArgument)] {
        let error = wsus954960::assess(&at(&root)).unwrap_err();
        assert_eq!(error.code, code, "{error}");
    }
    // An empty folder can be assessed; it just has no evidence.
    let assessment = assess(&at(folder.path()));
    assert_eq!((assessment.verdict, codes(&assessment)), (Verdict::Indeterminate, vec!["clientLogMissing"]));
}

#[test]
fn without_a_root_it_is_this_machine_which_must_be_windows() {
    let answer = wsus954960::assess(&AssessOptions::default());
    assert_eq!(answer.is_ok(), cfg!(windows));
    match answer {
        Ok(assessment) => {
            check_schema(&assessment);
            assert_eq!(assessment.target.source, Source::Live);
        }
        Err(error) => {
            assert_eq!(error.code, ErrorCode::InvalidArgument);
            assert!(error.to_string().contains("the folder that stands for a machine's system drive"), "{error}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_loop_of_links_is_an_error_and_does_not_hang() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().unwrap();
    symlink("Program Files", folder.path().join("Program Files")).unwrap();
    symlink(".", folder.path().join("Windows")).unwrap();
    symlink("WindowsUpdate.log", folder.path().join("WindowsUpdate.log")).unwrap();
    let assessment = assess(&at(folder.path()));
    assert_eq!(assessment.verdict, Verdict::Indeterminate);
    assert_eq!(assessment.errors.len(), 2, "{:?}", assessment.errors);
}

#[test]
fn an_empty_or_foreign_client_log_is_not_a_clean_one() {
    for content in ["", "something else\r\n"] {
        let folder = copy_of("clear");
        fs::write(folder.path().join("Windows/WindowsUpdate.log"), content).unwrap();
        let assessment = assess(&at(folder.path()));
        assert_eq!((assessment.verdict, codes(&assessment)), (Verdict::Indeterminate, vec!["clientLogNotRecognised"]));
    }
}

#[test]
fn a_folder_in_place_of_a_file_is_missing_evidence_and_not_a_clean_verdict() {
    let folder = copy_of("fixed");
    let dll = folder
        .path()
        .join("Program Files/Update Services/WebServices/ClientWebService/bin/Microsoft.UpdateServices.WebServices.Client.Dll");
    fs::remove_file(&dll).unwrap();
    fs::create_dir(&dll).unwrap();
    let assessment = assess(&at(folder.path()));
    assert_eq!((assessment.verdict, assessment.errors[0].code), (Verdict::Indeterminate, ErrorCode::InvalidArgument));
}

/// With an account that may not read everything. Root may read everything, so the command runs as the user nobody.
#[cfg(unix)]
#[test]
fn what_may_not_be_read_is_an_error_and_never_makes_a_verdict_cleaner() {
    let dll = "Program Files/Update Services/WebServices/ClientWebService/bin/Microsoft.UpdateServices.WebServices.Client.Dll";
    let server_log = "Program Files/Update Services/LogFiles/SoftwareDistribution.log";
    let cases = [
        ("fixed", dll, "indeterminate", "dllUnreadable"),
        ("fixed", "Program Files/Update Services/WebServices/ClientWebService", "indeterminate", "dllUnreadable"),
        ("clear", "Program Files", "indeterminate", "serverUnknown"),
        // The Windows folder might also say where WSUS is.
        ("clear", "Windows", "indeterminate", "serverUnknown"),
        ("fixed", "Windows", "indeterminate", "dllUnreadable"),
        ("clear", "Windows/WindowsUpdate.log", "indeterminate", "clientLogUnreadable"),
        ("fixed", server_log, "fixed", "fixedRelease"),
        ("affected", server_log, "exposed", "affectedRelease"),
        ("exposed", "Program Files/Update Services/Log Files", "exposed", "affectedRelease"),
        ("blocked", "Program Files/Microsoft Office/OFFICE11", "blocked", "failuresInClientLog"),
    ];
    for (name, path, verdict, reason) in cases {
        let folder = copy_of(name);
        forbid(&folder.path().join(path));
        let assessment = assess_as_nobody(folder.path());
        assert_eq!(
            (&assessment["verdict"], &assessment["reasons"][0]["code"]),
            (&verdict.into(), &reason.into()),
            "{name} {path}"
        );
        let error = &assessment["errors"][0];
        assert_eq!((&error["code"], error["osError"].is_number()), (&"accessDenied".into(), true), "{name} {path}");
        assert!(error["path"].as_str().unwrap().contains(path), "{error}");
    }
}

#[cfg(unix)]
fn forbid(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o0)).unwrap();
}

#[cfg(unix)]
fn assess_as_nobody(root: &Path) -> serde_json::Value {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;
    const NOBODY: u32 = 65534;
    // The user nobody may not have access to the build folder.
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(root, fs::Permissions::from_mode(0o755)).unwrap();
    let program = folder.path().join("wsus954960");
    // Another process makes the copy: a child that another test starts at that moment would inherit our handle, and a program that is open
    // for writing can't be started ('Text file busy').
    let copied = std::process::Command::new("cp").arg(env!("CARGO_BIN_EXE_wsus954960")).arg(&program).status().unwrap();
    assert!(copied.success());
    let mut command = std::process::Command::new(program);
    command.args(["test", "--json", "--root"]).arg(root).current_dir(folder.path());
    if fs::metadata(folder.path()).unwrap().uid() == 0 {
        command.uid(NOBODY).gid(NOBODY);
    }
    let output = command.output().unwrap();
    let document =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    check_json(&document);
    document
}

pub fn at(root: &Path) -> AssessOptions {
    AssessOptions { root: Some(root.to_owned()), ..AssessOptions::default() }
}

/// A copy of a fixture's root, to be changed.
pub fn copy_of(name: &str) -> tempfile::TempDir {
    fn copy(from: &Path, to: &Path) {
        for entry in fs::read_dir(from).unwrap() {
            let (from, to): (PathBuf, PathBuf) = entry.map(|entry| (entry.path(), to.join(entry.file_name()))).unwrap();
            if from.is_dir() {
                fs::create_dir(&to).unwrap();
                copy(&from, &to);
            } else {
                fs::copy(from, to).unwrap();
            }
        }
    }
    let folder = tempfile::tempdir().unwrap();
    copy(&fixture("roots").join(name), folder.path());
    folder
}

#[test]
fn a_servers_own_logs_without_its_dll_do_not_make_a_clean_client() {
    let folder = copy_of("clear");
    let logs = folder.path().join("Program Files/Update Services/LogFiles");
    fs::create_dir_all(&logs).unwrap();
    // An empty folder is what an uninstallation leaves.
    assert_eq!(assess(&at(folder.path())).verdict, Verdict::Clear);
    let log = "Program Files/Update Services/LogFiles/SoftwareDistribution.log";
    fs::copy(fixture("roots/affected").join(log), folder.path().join(log)).unwrap();
    let own = folder.path().join(log);
    let is_server = |given: Option<&Path>| {
        let assessment = assess(&AssessOptions { server_logs: given.map(|log| vec![log.to_owned()]), ..at(folder.path()) });
        assert_eq!((assessment.verdict, codes(&assessment)[0]), (Verdict::Indeterminate, "dllMissing"));
        assert_eq!(assessment.roles, [Role::Server, Role::Client]);
    };
    is_server(None);
    // Given by name, it is still this machine's; and another log in its place changes nothing about that.
    is_server(Some(&own));
    is_server(Some(&fixture("logs/server-confirms.log")));
    // A crash, or a rotation just now, left nothing in it.
    for content in ["\0\0\0\0", ""] {
        fs::write(&own, content).unwrap();
        is_server(None);
    }
    fs::copy(fixture("roots/affected").join(log), &own).unwrap();
    // Another machine's log, given with the client's, does not make the client a server.
    let given = AssessOptions { server_logs: Some(vec![folder.path().join(log)]), ..root("clear") };
    assert_eq!(assess(&given).verdict, Verdict::Clear);
}

#[test]
fn a_failure_at_another_server_does_not_show_that_this_one_has_struck() {
    let folder = copy_of("exposed");
    fs::create_dir_all(folder.path().join("Windows")).unwrap();
    let log = folder.path().join("Windows/WindowsUpdate.log");
    fs::copy(fixture("roots/blocked/Windows/WindowsUpdate.log"), &log).unwrap();
    let named = |name: Option<&str>| AssessOptions { name: name.map(Into::into), ..at(folder.path()) };
    for name in [None, Some("WSUS77")] {
        let assessment = assess(&named(name));
        assert_eq!(assessment.verdict, Verdict::Exposed);
        assert!(codes(&assessment).contains(&"failuresInClientLog"), "{:?}", assessment.reasons);
        // If the machine's name is known, its own address is distinguished from another's.
        assert_eq!(codes(&assessment).contains(&"failuresAtAnotherServer"), name.is_some());
    }
}

#[test]
fn a_servers_log_that_is_undecided_is_not_said_to_show_no_failure() {
    let fault = fault("02:59:57.642", "w3wp.12", FAULT, "InternalServerError");
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("SoftwareDistribution.log");
    for content in ["", "garbage\r\n", &fault, &fault[..fault.len() - 20]] {
        fs::write(&log, content).unwrap();
        let assessment = assess(&AssessOptions { server_logs: Some(vec![log.clone()]), ..root("exposed") });
        let reason = assessment.reasons.iter().find(|reason| reason.code == "noFailuresInLogs").unwrap();
        assert!(reason.text.contains("not known"), "{content}: {}", reason.text);
    }
}
