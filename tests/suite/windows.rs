//! Only on Windows: its paths, its devices, its ways of sharing a file, version resources.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::windows::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use wsus954960::internals::document::{Assessment, Source, Verdict};
use wsus954960::internals::input::filesystem::{Disk, Entry, FileSystem, Kind, Opened};
use wsus954960::internals::input::monitor::Interrupter;
use wsus954960::internals::input::reader::Reader;
use wsus954960::{AssessOptions, ErrorCode, Job, Language, Limits, ScanOptions, check_version, scan_client_log};

use crate::support::*;

#[test]
fn long_non_ascii_and_verbatim_paths_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let mut deep = folder.path().to_owned();
    while deep.as_os_str().len() < 400 {
        deep.push("Prüfung 한국어 подпапка");
    }
    fs::create_dir_all(verbatim(&deep)).unwrap();
    let dll = deep.join("Größe.dll");
    fs::copy(fixture("dll/sp1.dll"), verbatim(&dll)).unwrap();
    for path in [dll.clone(), verbatim(&dll)] {
        assert_eq!(check_version(&path).unwrap().file_version.unwrap().to_string(), "3.1.6001.65", "{}", path.display());
    }
    let absolute = fs::canonicalize(fixture("dll/sp1.dll")).unwrap();
    assert!(check_version(&absolute).is_ok(), "{}", absolute.display());
}

fn verbatim(path: &Path) -> PathBuf {
    format!(r"\\?\{}", path.display()).into()
}

#[test]
fn a_file_that_another_process_writes_is_read_as_far_as_it_goes() {
    const SHARE_ALL: u32 = 7;
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("WindowsUpdate.log");
    fs::copy(fixture("roots/blocked/Windows/WindowsUpdate.log"), &log).unwrap();
    let writer = OpenOptions::new().append(true).share_mode(SHARE_ALL).open(&log).unwrap();
    assert_eq!(scan_client_log(&log, &ScanOptions::default()).unwrap().incident_count, 1);
    drop(writer);
}

#[test]
fn a_file_that_another_process_holds_exclusively_is_an_error_and_not_a_clean_verdict() {
    let folder = tempfile::tempdir().unwrap();
    let windows = folder.path().join("Windows");
    fs::create_dir(&windows).unwrap();
    let log = windows.join("WindowsUpdate.log");
    fs::copy(fixture("roots/clear/Windows/WindowsUpdate.log"), &log).unwrap();
    let options = AssessOptions { root: Some(folder.path().into()), ..AssessOptions::default() };
    assert_eq!(wsus954960::assess(&options).unwrap().verdict, Verdict::Clear);
    let owner: File = OpenOptions::new().read(true).share_mode(0).open(&log).unwrap();
    let assessment = wsus954960::assess(&options).unwrap();
    check_schema(&assessment);
    assert_eq!(assessment.verdict, Verdict::Indeterminate);
    assert_eq!((assessment.errors[0].code, assessment.errors[0].os_error), (ErrorCode::Io, Some(32)));
    assert!(assessment.errors[0].message.contains("has locked this file"), "{}", assessment.errors[0]);
    drop(owner);
}

#[test]
fn a_device_is_an_error_and_does_not_hang() {
    let devices = [
        "NUL",
        "COM1",
        r"C:\Logs\con.log",
        r"\\.\PhysicalDrive0",
        r"\\.\pipe\x",
        r"\\?\pipe\x",
        r"\\?\GLOBALROOT\Device\Null",
        r"\\SERVER\pipe\x",
        "//SERVER/pipe/x",
        r"\\SERVER\mailslot\x",
        r"\\?\UNC\SERVER\pipe\x",
    ];
    for device in devices {
        let error = check_version(Path::new(device)).unwrap_err();
        assert_eq!(error.code, ErrorCode::InvalidArgument, "{error}");
        let error = wsus954960::assess(&at(device)).unwrap_err();
        assert_eq!(error.code, ErrorCode::InvalidArgument, "{error}");
    }
}

fn at(root: impl Into<PathBuf>) -> AssessOptions {
    AssessOptions { root: Some(root.into()), ..AssessOptions::default() }
}

#[test]
fn a_root_that_is_this_machines_system_drive_is_this_machine() {
    let drive = std::env::var("SystemDrive").unwrap();
    let live = wsus954960::assess(&AssessOptions::default()).unwrap();
    for root in [format!(r"{drive}\"), drive.clone(), drive.to_lowercase() + "/", format!(r"\\?\{drive}\")] {
        let assessment = wsus954960::assess(&at(&root)).unwrap();
        check_schema(&assessment);
        assert_eq!((assessment.target.source, &assessment.target.name), (Source::Live, &live.target.name), "{root}");
        assert_eq!((assessment.verdict, &assessment.reasons), (live.verdict, &live.reasons), "{root}");
    }
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(wsus954960::assess(&at(folder.path())).unwrap().target.source, Source::Root);
}

#[test]
fn a_file_in_the_place_of_any_folder_is_an_error_and_not_absence() {
    for (fixture_name, place) in [
        ("fixed", "Program Files"),
        ("fixed", "Program Files/Update Services"),
        ("fixed", "Program Files/Update Services/WebServices"),
        ("fixed", "Program Files/Update Services/WebServices/ClientWebService"),
        ("fixed", "Program Files/Update Services/WebServices/ClientWebService/bin"),
        ("clear", "Program Files"),
        ("clear", "Windows"),
    ] {
        let folder = crate::assessment::copy_of(fixture_name);
        let path = folder.path().join(place);
        fs::remove_dir_all(&path).unwrap();
        fs::write(&path, "a file").unwrap();
        let assessment = wsus954960::assess(&at(folder.path())).unwrap();
        assert_eq!(assessment.verdict, Verdict::Indeterminate, "{place}");
        let error = &assessment.errors[0];
        let file_name = path.file_name().unwrap().to_str().unwrap();
        assert!(error.path.as_deref().unwrap().ends_with(file_name), "{place}: {error}");
    }
}

#[test]
fn a_link_to_nothing_is_an_error_and_not_absence() {
    let folder = crate::assessment::copy_of("clear");
    let link = folder.path().join("Program Files/Update Services");
    let _ = std::os::windows::fs::symlink_dir(r"C:\absent\nothing", &link);
    if fs::symlink_metadata(&link).is_err() {
        // Not every account may make links, and Wine only claims to have made one.
        return eprintln!("SKIPPED: a link to nothing; it needs a Windows that makes symbolic links");
    }
    let assessment = wsus954960::assess(&at(folder.path())).unwrap();
    assert_eq!((assessment.verdict, assessment.errors.len()), (Verdict::Indeterminate, 1), "{:?}", assessment.errors);
}

/// `.ci/windows` makes the shares of this computer.
#[test]
fn wsus_on_another_drive_is_found_through_the_computers_share_of_that_drive() {
    if !Path::new(r"\\WSUS02\d$").exists() {
        // For any other Windows, there is no such computer.
        return eprintln!(r"SKIPPED: WSUS on another drive; it needs the shares \\WSUS02\c$ and \\WSUS02\d$ of .ci/windows");
    }
    let by_name = AssessOptions { computer_name: Some("WSUS02".into()), ..AssessOptions::default() };
    for options in [at(r"\\WSUS02\c$"), at(r"\\WSUS02\C$\"), at("//WSUS02/c$"), at(r"\\?\UNC\WSUS02\c$"), by_name] {
        let assessment = wsus954960::assess(&options).unwrap();
        check_schema(&assessment);
        assert_eq!(assessment.verdict, Verdict::Affected, "{options:?}: {:?} {:?}", assessment.reasons, assessment.errors);
        assert_eq!((assessment.server_logs.len(), assessment.errors.len()), (1, 0), "{options:?}: {:?}", assessment.errors);
    }
}

#[test]
fn a_path_with_a_drive_letter_is_read_in_any_spelling() {
    let path = fs::canonicalize(fixture("dll/sp1.dll")).unwrap();
    let path = path.to_str().unwrap().trim_start_matches(r"\\?\");
    assert!(check_version(Path::new(path)).is_ok(), "{path}");
    assert!(check_version(Path::new(&path.replace('\\', "/"))).is_ok());
    assert!(check_version(Path::new(&path.to_uppercase())).is_ok());
}

#[test]
fn the_command_and_the_library_have_version_resources() {
    let document = check_version(Path::new(env!("CARGO_BIN_EXE_wsus954960"))).unwrap();
    assert_eq!(document.file_version.unwrap().to_string(), concat!(env!("CARGO_PKG_VERSION"), ".0"));
    let document = check_version(&crate::abi::library_path()).unwrap();
    assert_eq!(document.file_version.unwrap().to_string(), concat!(env!("CARGO_PKG_VERSION"), ".0"));
}

#[test]
fn the_command_reads_paths_with_drive_letters_and_non_ascii_names() {
    let folder = tempfile::tempdir().unwrap();
    let dll = folder.path().join("Größe 한국어.dll");
    fs::copy(fixture("dll/sp1.dll"), &dll).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_wsus954960")).args(["version", "--json"]).arg(&dll).output().unwrap();
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((output.status.code(), &document["path"]), (Some(1), &dll.to_str().unwrap().into()));
}

/// The scripts of `deploy/group-policy` beside the command, as a domain controller has them, and a computer that starts: as the system,
/// without a user's profile.
struct Startup {
    folder: tempfile::TempDir,
}

impl Startup {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["share", "win-x64"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        fs::copy(project().join("deploy/group-policy/Startup.cmd"), folder.path().join("Startup.cmd")).unwrap();
        fs::copy(env!("CARGO_BIN_EXE_wsus954960"), folder.path().join("win-x64/wsus954960.exe")).unwrap();
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn start(&self, architecture: [&str; 2]) -> Command {
        let mut command = Command::new("cmd");
        command.arg("/c").arg(self.path("Startup.cmd")).arg(self.path("share").join(""));
        command.env_clear().env("ProgramData", self.path("ProgramData")).env("COMPUTERNAME", "PC17").env("LC_ALL", "C");
        for name in ["SystemRoot", "SystemDrive", "windir", "PATH", "ComSpec", "ProgramFiles", "WINEPREFIX", "WINEDEBUG"] {
            command.envs(std::env::var_os(name).map(|value| (name, value)));
        }
        command.env("PROCESSOR_ARCHITECTURE", architecture[0]);
        if !architecture[1].is_empty() {
            command.env("PROCESSOR_ARCHITEW6432", architecture[1]);
        }
        command.stdin(std::process::Stdio::null()).stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
        command
    }

    /// The documents in a folder, without the spool's locks.
    fn documents(&self, folder: &str) -> Vec<String> {
        let names = fs::read_dir(self.path(folder)).into_iter().flatten();
        let mut names: Vec<String> = names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.retain(|name| !name.ends_with(".lock"));
        names.sort();
        names
    }
}

const SPOOL: &str = "ProgramData/wsus954960/spool";

#[test]
fn a_startup_script_saves_this_computers_result_and_ends_with_the_verdicts_exit_code() {
    let startup = Startup::new();
    let live = wsus954960::assess(&AssessOptions::default()).unwrap();
    let code = live.compliant.map_or(2, |compliant| i32::from(!compliant));
    for architecture in [["AMD64", ""], ["x86", "AMD64"]] {
        let output = startup.start(architecture).output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!((startup.documents("share"), startup.documents(SPOOL)), (vec!["PC17.json".to_owned()], Vec::new()));
        let text = fs::read(startup.path("share/PC17.json")).unwrap();
        let document: serde_json::Value = serde_json::from_slice(&text).unwrap();
        check_schema(&document);
        assert_eq!(document["target"]["source"], "live");
        fs::remove_file(startup.path("share/PC17.json")).unwrap();
    }
    // On a 32-bit Windows, the other command.
    fs::rename(startup.path("win-x64"), startup.path("win-x86")).unwrap();
    assert_eq!(startup.start(["x86", ""]).output().unwrap().status.code(), Some(code));
    assert_eq!(startup.documents("share"), ["PC17.json"]);
}

#[test]
fn a_startup_script_whose_share_is_away_leaves_the_result_for_the_next_start() {
    let startup = Startup::new();
    fs::rename(startup.path("share"), startup.path("away")).unwrap();
    let output = startup.start(["AMD64", ""]).output().unwrap();
    assert!(String::from_utf8_lossy(&output.stderr).contains("1 document waits"), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(startup.documents(SPOOL).len(), 1);
    fs::rename(startup.path("away"), startup.path("share")).unwrap();
    startup.start(["AMD64", ""]).output().unwrap();
    assert_eq!((startup.documents("share"), startup.documents(SPOOL)), (vec!["PC17.json".to_owned()], Vec::new()));
}

#[test]
fn a_startup_script_that_is_killed_in_the_middle_leaves_the_result_for_the_next_start() {
    let startup = Startup::new();
    startup.start(["AMD64", ""]).output().unwrap();
    fs::remove_file(startup.path("share/PC17.json")).unwrap();
    // Another process' turn to send, as if its share hung.
    let turn = OpenOptions::new().write(true).open(startup.path(SPOOL).join("send.lock")).unwrap();
    turn.lock().unwrap();
    // The command itself: ending cmd would leave it running.
    let mut command = Command::new(startup.path("win-x64/wsus954960.exe"));
    command.args(["test", "--quiet", "--deadline", "600", "--save-to"]).arg(startup.path("share"));
    command.env("ProgramData", startup.path("ProgramData")).env("COMPUTERNAME", "PC17");
    let mut killed = command.spawn().unwrap();
    while !startup.documents(SPOOL).iter().any(|name| name.ends_with(".waiting")) {
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    killed.kill().unwrap();
    killed.wait().unwrap();
    drop(turn);
    assert!(startup.documents("share").is_empty());
    startup.start(["AMD64", ""]).output().unwrap();
    assert_eq!((startup.documents("share"), startup.documents(SPOOL)), (vec!["PC17.json".to_owned()], Vec::new()));
}

#[test]
fn a_startup_script_without_a_folder_says_what_is_missing() {
    let startup = Startup::new();
    let output = Command::new("cmd").arg("/c").arg(startup.path("Startup.cmd")).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("give the folder for the results"));
}

/// The disk with one link, whatever is there: Wine makes none that lead nowhere. It records what it is asked.
struct Linked {
    link: PathBuf,
    text: &'static str,
    asked: std::sync::Mutex<Vec<PathBuf>>,
}

impl Linked {
    fn note<'a>(&self, path: &'a Path) -> &'a Path {
        assert!(path != self.link, "{} was followed", path.display());
        self.asked.lock().unwrap().push(path.to_owned());
        path
    }
}

impl FileSystem for Linked {
    fn kind(&self, path: &Path) -> io::Result<Kind> {
        Disk.kind(self.note(path))
    }

    fn entry(&self, path: &Path) -> io::Result<Kind> {
        if path == self.link { Ok(Kind::Link) } else { Disk.entry(self.note(path)) }
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        let mut entries = Disk.list(self.note(folder))?;
        if self.link.parent() == Some(folder) {
            let name = self.link.file_name().unwrap().to_owned();
            entries.retain(|entry| entry.name != name);
            entries.push(Entry { name, kind: Kind::Link });
        }
        Ok(entries)
    }

    fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        Disk.resolve(self.note(path))
    }

    fn target(&self, link: &Path) -> io::Result<PathBuf> {
        assert_eq!(link, self.link);
        Ok(self.text.into())
    }

    fn open(&self, path: &Path) -> io::Result<Opened> {
        Disk.open(self.note(path))
    }
}

/// The assessment of a machine with a link, and what was asked of the file system.
fn with_link(root: &Path, link: &str, text: &'static str) -> (Assessment, Vec<PathBuf>) {
    let files = Linked { link: root.join(link), text, asked: Default::default() };
    let options = at(root);
    let assessed =
        wsus954960::internals::judge::assess::assess(&Reader::new(&files), &options.machine().unwrap(), &options).unwrap();
    (Assessment::new(assessed, Language::English), files.asked.into_inner().unwrap())
}

#[test]
fn a_link_whose_text_leads_out_of_the_root_is_never_opened() {
    let machine = crate::assessment::copy_of("affected");
    for text in [
        r"\\OTHER\share",
        r"\\?\UNC\OTHER\share",
        "//OTHER/share",
        r"D:\Program Files",
        r"\\?\D:\Program Files",
        r"\\?\Volume{0e5bd8f7-0000-0000-0000-100000000000}\",
        r"\\?\GLOBALROOT\Device\Mup\OTHER\share",
        r"\\.\pipe\x",
        r"..\..\x",
        r"..",
        r"x\..\..\y",
        r".. \x",
        r"x\...",
        r"x\con",
        r"x:stream",
        r"C:x",
        "",
    ] {
        for place in ["Program Files", r"Program Files\Update Services", r"Windows\WindowsUpdate.log"] {
            // This one stays inside there.
            if matches!(text, ".." | r"x\..\..\y") && place.contains('\\') || text == r"..\..\x" && place.contains("Windows") {
                continue;
            }
            let (assessment, asked) = with_link(machine.path(), place, text);
            let error = assessment.errors.iter().find(|error| error.problem.as_deref() == Some("linkLeadsOut"));
            let error = error.unwrap_or_else(|| panic!("{place} to {text}: {:?}", assessment.errors));
            assert!(error.path.as_deref().unwrap().ends_with(place.rsplit('\\').next().unwrap()), "{place} to {text}: {error:?}");
            let drive = Path::new(r"C:\");
            let outside: Vec<_> = asked.iter().filter(|path| !path.starts_with(machine.path()) && *path != drive).collect();
            assert_eq!(outside, [&PathBuf::new(); 0], "{place} to {text}");
        }
    }
}

#[test]
fn a_junction_that_names_the_machines_own_drive_leads_below_the_root() {
    let machine = crate::assessment::copy_of("affected");
    for text in [
        r"C:\Program Files",
        r"\\?\C:\Program Files",
        r"c:\program files\",
        r"\Program Files",
        "Program Files",
        "C:/Program Files",
    ] {
        // As on a German Windows.
        let (assessment, _) = with_link(machine.path(), "Programme", text);
        assert_eq!((assessment.verdict, assessment.errors.len()), (Verdict::Affected, 0), "{text}: {:?}", assessment.errors);
        assert_eq!(assessment.server_logs.len(), 1, "{text}");
    }
}

/// Listing a folder reads from a pipe into which nobody writes: the system call hangs, as one to a dead share does.
struct DeadShare {
    interrupter: Option<Interrupter>,
    threads: std::sync::Mutex<std::collections::HashSet<std::thread::ThreadId>>,
}

impl FileSystem for DeadShare {
    fn kind(&self, path: &Path) -> io::Result<Kind> {
        Disk.kind(path)
    }

    fn entry(&self, path: &Path) -> io::Result<Kind> {
        Disk.entry(path)
    }

    fn list(&self, _: &Path) -> io::Result<Vec<Entry>> {
        self.threads.lock().unwrap().insert(std::thread::current().id());
        let (mut reader, _writer) = io::pipe()?;
        io::Read::read(&mut reader, &mut [0])?;
        Ok(Vec::new())
    }

    fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        Disk.resolve(path)
    }

    fn target(&self, link: &Path) -> io::Result<PathBuf> {
        Disk.target(link)
    }

    fn open(&self, path: &Path) -> io::Result<Opened> {
        Disk.open(path)
    }

    fn interrupter(&self) -> Option<Interrupter> {
        self.interrupter.clone()
    }
}

#[test]
fn threads_that_hang_in_the_system_come_back_when_their_machines_time_is_over() {
    const MACHINES: usize = 100;
    let interrupter = wsus954960::evidence_disk().interrupter();
    let files = std::sync::Arc::new(DeadShare { interrupter, threads: Default::default() });
    let targets = (0..MACHINES).map(|number| at(format!("machine{number}"))).collect();
    let limits = Limits { concurrency: Some(8), timeout: Some(std::time::Duration::from_millis(100)) };
    let job = Job::start_on(files.clone(), targets, limits).unwrap();
    let codes: Vec<_> = job.answers().map(|answer| answer.result.unwrap_err().code).collect();
    assert_eq!(codes, [ErrorCode::TimedOut; MACHINES]);
    let threads = files.threads.lock().unwrap().len();
    println!("{threads} threads for {MACHINES} machines");
    assert!(threads < MACHINES / 2, "{threads} threads");
    // All have ended: none has the file system any more.
    while std::sync::Arc::strong_count(&files) > 1 {
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
}
