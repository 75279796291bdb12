//! Compares with other programs, run in turn, and writes the results to `BENCHMARKS.md`: `cargo bench --bench compare`.
//! With `-- --quick` it measures little, only to check that everything works, and writes to `target/BENCHMARKS-quick.md`.
//!
//! For Linux. Programs to compare with (ripgrep, pefile, PowerShell) that are missing are named and left out.

#[path = "../tests/common/mod.rs"]
mod common;

use std::error::Error;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};

use common::faulty::{Fault, Layer};
use common::generator::{self, DISTANT, FREQUENT, Mix, RARE};
use serde_json::{Value, json};
use wsus954960::AssessOptions;
use wsus954960::internals::fleet::{Job, Limits};
use wsus954960::internals::input::reader::Reader;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// How much is measured.
struct Scale {
    log: u64,
    peaks: &'static [(&'static str, u64)],
    rounds: usize,
    dlls: usize,
    roots: usize,
    client: usize,
    server: usize,
    reports: &'static [u32],
    report: &'static str,
}

const FULL: Scale = Scale {
    log: 1_000_000_000,
    peaks: &[("10 MB", 10_000_000), ("1 GB", 1_000_000_000), ("10 GB", 10_000_000_000)],
    rounds: 7,
    dlls: 500,
    roots: 5000,
    client: 2 << 20,
    server: 10 << 20,
    reports: &[10_000, 100_000],
    report: "BENCHMARKS.md",
};

const QUICK: Scale = Scale {
    log: 20_000_000,
    peaks: &[("10 MB", 10_000_000)],
    rounds: 2,
    dlls: 20,
    roots: 100,
    client: 64 << 10,
    server: 256 << 10,
    reports: &[1000],
    report: "target/BENCHMARKS-quick.md",
};

fn main() -> Result<()> {
    let scale = if std::env::args().any(|argument| argument == "--quick") { QUICK } else { FULL };
    let folder = PathBuf::from("target/bench-data");
    fs::create_dir_all(&folder)?;
    let mut report = String::new();
    introduction(&mut report)?;
    logs(&mut report, &scale, &folder)?;
    peaks(&mut report, &scale, &folder)?;
    versions(&mut report, &scale)?;
    fleets(&mut report, &scale, &folder)?;
    reports(&mut report, &scale, &folder)?;
    module(&mut report, &scale)?;
    fs::remove_dir_all(&folder)?;
    fs::write(scale.report, &report)?;
    println!("{report}\nwritten to {}", scale.report);
    Ok(())
}

fn introduction(report: &mut String) -> Result<()> {
    let field = |path: &str, name: &str| {
        let text = fs::read_to_string(path).unwrap_or_default();
        let line = text.lines().find(|line| line.starts_with(name));
        line.and_then(|line| line.split_once(':')).map_or("unknown".into(), |(_, value)| value.trim().to_owned())
    };
    writeln!(
        report,
        "# Benchmarks\n\nMeasured by `cargo bench --bench compare` on {}, {} processors, {} of memory, Linux {}. Times are medians over whole \
         processes; programs that are compared run in turn, so that the ratios hold even on a noisy machine. All files are in the system's \
         cache. `tests/common/generator.rs` makes the logs from a seed, in the layout and proportions of real ones.\n",
        field("/proc/cpuinfo", "model name"),
        thread::available_parallelism()?,
        field("/proc/meminfo", "MemTotal"),
        fs::read_to_string("/proc/sys/kernel/osrelease")?.trim(),
    )?;
    Ok(())
}

/// A program and its arguments.
#[derive(Clone)]
struct Program(Vec<String>);

impl Program {
    fn new(words: &[&str]) -> Self {
        Self(words.iter().map(|word| (*word).to_owned()).collect())
    }

    fn ours(words: &[&str]) -> Self {
        Self::new(&[&[env!("CARGO_BIN_EXE_wsus954960")], words].concat())
    }

    fn on_one_core(&self) -> Self {
        Self::new(&["taskset", "-c", "0"]).and(&self.0)
    }

    fn and(mut self, words: &[String]) -> Self {
        self.0.extend_from_slice(words);
        self
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.0[0]);
        command.args(&self.0[1..]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    fn is_there(&self) -> bool {
        self.command().status().is_ok_and(|status| status.success())
    }

    fn seconds(&self) -> Result<f64> {
        let start = Instant::now();
        self.command().status()?;
        Ok(start.elapsed().as_secs_f64())
    }
}

/// The medians of programs that run in turn, in seconds, after a warm-up round that does not count.
fn in_turn(programs: &[&Program], rounds: usize) -> Result<Vec<f64>> {
    let mut times = vec![Vec::new(); programs.len()];
    for round in 0..=rounds {
        for (program, times) in programs.iter().zip(&mut times) {
            let seconds = program.seconds()?;
            if round > 0 {
                times.push(seconds);
            }
        }
    }
    Ok(times.iter_mut().map(|times| median(times)).collect())
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Writes a log, piece by piece.
fn write_log(path: &Path, server: bool, bytes: u64, mix: Mix, utf16: bool) -> Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    let (mut written, mut seed) = (0, 954_960);
    if utf16 {
        out.write_all(&[0xFF, 0xFE])?;
    }
    while written < bytes {
        let length = (bytes - written).min(64 << 20) as usize / if utf16 { 2 } else { 1 };
        let piece = if server { generator::server_log(length, mix, seed) } else { generator::client_log(length, mix, seed) };
        let piece = if utf16 { piece.encode_utf16().flat_map(u16::to_le_bytes).collect() } else { piece.into_bytes() };
        out.write_all(&piece)?;
        written += piece.len() as u64;
        seed += 1;
    }
    Ok(out.flush()?)
}

fn logs(report: &mut String, scale: &Scale, folder: &Path) -> Result<()> {
    let has_rg = Program::new(&["rg", "--version"]).is_there();
    writeln!(
        report,
        "## One log of {} MB\n\nOn one processor, compared with `rg -j1 --no-mmap -n -F` for one literal of the signature, and with `wc -l`: the \
         ratio of the times. The last column compares this program on all processors with itself on one.\n\n\
         | log | this program | GB/s | to rg | to wc -l | all processors |\n| --- | --- | --- | --- | --- | --- |",
        scale.log / 1_000_000
    )?;
    let cases = [
        ("client, near misses rare", "client-log", "0x8024400E", RARE, false),
        (
            "client, a near miss in 2,400 lines, far from where its synchronisation begins",
            "client-log",
            "0x8024400E",
            DISTANT,
            false,
        ),
        ("client, every tenth synchronisation a near miss", "client-log", "0x8024400E", FREQUENT, false),
        ("server, near misses rare", "server-log", "ArgumentException", RARE, false),
        ("server, near misses frequent", "server-log", "ArgumentException", FREQUENT, false),
        ("client in UTF-16, near misses rare", "client-log", "0x8024400E", RARE, true),
        ("server in UTF-16, near misses rare", "server-log", "ArgumentException", RARE, true),
    ];
    let path = folder.join("log");
    let file = path.to_str().ok_or("path")?;
    let mut speeds = Vec::new();
    for (name, verb, literal, mix, utf16) in cases {
        write_log(&path, verb == "server-log", scale.log, mix, utf16)?;
        let all = Program::ours(&[verb, file]);
        let ours = all.on_one_core();
        let rg = Program::new(&["rg", "-j1", "--no-mmap", "-n", "-F", literal, file]).on_one_core();
        let wc = Program::new(&["wc", "-l", file]).on_one_core();
        let times = in_turn(&[&ours, &wc, &all, if has_rg { &rg } else { &ours }], scale.rounds)?;
        let to_rg = if has_rg { format!("{:.2}", times[0] / times[3]) } else { "no rg".into() };
        let speed = scale.log as f64 / 1e9 / times[0];
        speeds.push((verb, utf16, speed));
        writeln!(
            report,
            "| {name} | {:.3} s | {speed:.1} | {to_rg} | {:.2} | {:.2} |",
            times[0],
            times[0] / times[1],
            times[2] / times[0]
        )?;
    }
    // The first of each kind has as few near misses as the logs of healthy machines.
    let speed_of = |verb, utf16| speeds.iter().find(|(of, is, _)| (*of, *is) == (verb, utf16)).map_or(0.0, |(.., speed)| *speed);
    writeln!(
        report,
        "\nUTF-16 is read at {:.2} (client) and {:.2} (server) times the speed of UTF-8, in bytes of the file. rg decodes UTF-16 too.\n",
        speed_of("client-log", true) / speed_of("client-log", false),
        speed_of("server-log", true) / speed_of("server-log", false)
    )?;
    // A reduced PowerShell may have a different Select-String.
    let full = "if ((Get-Command Select-String).Module.PrivateData -or (Get-Command Select-String).DLL -notlike '*Microsoft.PowerShell.Commands.Utility.dll') { exit 1 }";
    if Program::new(&["pwsh", "-NoProfile", "-Command", full]).is_there() {
        write_log(&path, false, scale.log / 10, RARE, false)?;
        let script = format!("$null = Select-String -SimpleMatch -Pattern 0x8024400E -LiteralPath '{file}'");
        let shell = Program::new(&["pwsh", "-NoProfile", "-Command", &script]);
        let bare = Program::new(&["pwsh", "-NoProfile", "-Command", "$null"]);
        let times = in_turn(&[&shell, &bare, &Program::ours(&["client-log", file])], 1)?;
        writeln!(
            report,
            "`Select-String -SimpleMatch` takes {:.0} times as long for a log of a tenth of that size, not counting the start of its shell.\n",
            (times[0] - times[1]) / times[2]
        )?;
    } else {
        writeln!(
            report,
            "There was no full PowerShell to measure `Select-String -SimpleMatch`. Measured elsewhere, it took about 80 times as long as rg. Counting \
             60 times as the lower bound, this program is faster than it by 60 divided by the column \"to rg\".\n"
        )?;
    }
    Ok(())
}

/// The peak memory of the process, in MB. `ready` is called while it runs.
fn peak_mb(mut command: Command, ready: impl FnOnce(&mut std::process::Child)) -> Result<f64> {
    let mut child = command.spawn()?;
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0_u64;
    let mut read = || {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        peak = peak.max(line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse().ok()).unwrap_or(0));
    };
    thread::sleep(Duration::from_millis(1));
    read();
    ready(&mut child);
    while child.try_wait()?.is_none() {
        read();
    }
    Ok(peak as f64 / 1000.0)
}

fn peaks(report: &mut String, scale: &Scale, folder: &Path) -> Result<()> {
    writeln!(report, "## Memory\n\nThe peak memory of a process (VmHWM), in MB.\n\n| | MB |\n| --- | --- |")?;
    // It waits for its list of roots.
    let mut bare = Program::ours(&["test", "--roots-file", "-"]).command();
    bare.stdin(Stdio::piped());
    let peak = peak_mb(bare, |child| {
        thread::sleep(Duration::from_millis(50));
        drop(child.stdin.take());
    })?;
    writeln!(report, "| bare process | {peak:.1} |")?;
    let path = folder.join("log");
    for (name, bytes) in scale.peaks {
        write_log(&path, false, *bytes, FREQUENT, false)?;
        let file = path.to_str().ok_or("path")?;
        writeln!(report, "| client log of {name} | {:.1} |", peak_mb(Program::ours(&["client-log", file]).command(), |_| {})?)?;
    }
    fs::remove_file(&path)?;
    writeln!(report)?;
    Ok(())
}

fn dlls_in(folder: &str) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.flatten().map(|entry| entry.path().to_string_lossy().into_owned());
    let mut dlls: Vec<String> = paths.filter(|path| path.to_lowercase().ends_with(".dll")).collect();
    dlls.sort();
    dlls
}

fn versions(report: &mut String, scale: &Scale) -> Result<()> {
    const PEFILE: &str = "import sys, pefile
for path in sys.argv[1:]:
    pe = pefile.PE(path, fast_load=True)
    pe.parse_data_directories(directories=[pefile.DIRECTORY_ENTRY['IMAGE_DIRECTORY_ENTRY_RESOURCE']])
    getattr(pe, 'VS_FIXEDFILEINFO', None)";
    writeln!(report, "## Version check\n")?;
    let mut dlls = dlls_in("/usr/lib/x86_64-linux-gnu/wine/x86_64-windows");
    dlls.truncate(scale.dlls);
    if dlls.is_empty() {
        writeln!(report, "Wine's DLLs, which this measures with, were missing.\n")?;
        return Ok(());
    }
    let (mut operations, mut bytes) = (Vec::new(), Vec::new());
    for dll in &dlls {
        let files = Layer::default();
        wsus954960::internals::judge::version::check(&Reader::new(&files), Path::new(dll)).map_err(|error| error.to_string())?;
        // The first operation was opening it.
        operations.push(files.counts().operations.load(Ordering::SeqCst) - 1);
        bytes.push(files.counts().bytes.load(Ordering::SeqCst));
    }
    let total: u64 = dlls.iter().map(|dll| fs::metadata(dll).map_or(0, |metadata| metadata.len())).sum();
    let count = dlls.len();
    let ours = Program::ours(&["version"]).and(&dlls);
    let python = Program::new(&["/usr/bin/python3", "-c", PEFILE]).and(&dlls);
    let has_pefile = Program::new(&["/usr/bin/python3", "-c", "import pefile"]).is_there();
    let times = in_turn(&[&ours, if has_pefile { &python } else { &ours }], scale.rounds.min(3))?;
    writeln!(
        report,
        "{count} DLLs of Wine, {} MB. Each takes at most {} reads and {} KiB, on average {:.1} reads and {:.1} KiB. The command takes {:.0} \
         microseconds per file, including its start; {}.\n",
        total / 1_000_000,
        operations.iter().max().ok_or("no DLL")?,
        bytes.iter().max().ok_or("no DLL")? >> 10,
        operations.iter().sum::<u64>() as f64 / count as f64,
        bytes.iter().sum::<u64>() as f64 / 1024.0 / count as f64,
        times[0] * 1e6 / count as f64,
        if has_pefile { format!("pefile takes {:.0} times as long", times[1] / times[0]) } else { "pefile was missing".into() },
    )?;
    if let Some(shell) = powershell() {
        // On Linux, .NET reads the versions of managed DLLs only; PowerShell's own are managed.
        let script = "$files = Get-ChildItem $PSHOME -Filter *.dll; $null = [Diagnostics.FileVersionInfo]::GetVersionInfo($files[0].FullName)
            $watch = [Diagnostics.Stopwatch]::StartNew(); foreach ($file in $files) { $null = [Diagnostics.FileVersionInfo]::GetVersionInfo($file.FullName) }
            \"$($watch.Elapsed.TotalMilliseconds * 1000 / $files.Count) $($files.Count) $PSHOME\"";
        let output = Command::new(&shell).args(["-NoProfile", "-Command", script]).output()?.stdout;
        let output = String::from_utf8(output)?;
        let mut words = output.split_whitespace();
        let (theirs, count, home) =
            (words.next().ok_or("no time")?.parse::<f64>()?, words.next().ok_or("no count")?, words.next().ok_or("no folder")?);
        let dlls = dlls_in(home);
        let start = Instant::now();
        dlls.iter().for_each(|dll| drop(wsus954960::check_version(Path::new(dll))));
        let ours = start.elapsed().as_secs_f64() * 1e6 / dlls.len() as f64;
        writeln!(
            report,
            "{count} managed DLLs of PowerShell, within one process: {ours:.0} microseconds per file; `[Diagnostics.FileVersionInfo]` in PowerShell takes {theirs:.0}.\n"
        )?;
    }
    Ok(())
}

fn fleets(report: &mut String, scale: &Scale, folder: &Path) -> Result<()> {
    let fleet = folder.join("fleet");
    let list = folder.join("roots.txt");
    let roots = build_fleet(&fleet, scale)?;
    fs::write(&list, roots.iter().fold(String::new(), |list, root| list + &root.to_string_lossy() + "\n"))?;
    let list = list.to_str().ok_or("path")?;
    let with = |jobs: &str| Program::ours(&["test", "--roots-file", list, "--jobs", jobs, "--json-lines"]);
    let times = in_turn(&[&with("1"), &with(&thread::available_parallelism()?.to_string()), &with("32")], scale.rounds.min(3))?;
    let (clients, servers) = (roots.len(), roots.len() / 100);
    writeln!(
        report,
        "## A fleet\n\n{clients} roots, each with a client's log of {} KB, {servers} of them also with a server's log of {} KB: {:.1} s with one job, \
         {:.1} s with one per processor, {:.1} s with 32 (the default).\n\n\
         The same roots as over distant shares, with a wait for each request (listing, opening, reading), 256 machines at a time. The ideal is \
         requests x wait / 256.\n\n\
         | wait | requests per machine | time | ideal | ratio |\n| --- | --- | --- | --- | --- |",
        scale.client >> 10,
        scale.server >> 10,
        times[0],
        times[1],
        times[2]
    )?;
    for latency in [20, 200].map(Duration::from_millis) {
        let far = Layer::default().with("", Fault::Delay(latency));
        let counts = far.counts();
        let targets = roots.iter().map(|root| AssessOptions { root: Some(root.clone()), ..AssessOptions::default() }).collect();
        let start = Instant::now();
        let job = Job::start_on(Arc::new(far), targets, Limits { concurrency: Some(256), timeout: None })?;
        assert_eq!(job.answers().filter(|answer| answer.result.is_ok()).count(), roots.len());
        let took = start.elapsed().as_secs_f64();
        let operations = counts.operations.load(Ordering::SeqCst) as f64;
        let ideal = operations * latency.as_secs_f64() / roots.len().min(256) as f64;
        writeln!(
            report,
            "| {} ms | {:.1} | {took:.1} s | {ideal:.1} s | {:.2} |",
            latency.as_millis(),
            operations / roots.len() as f64,
            took / ideal
        )?;
    }
    writeln!(report)?;
    Ok(())
}

fn reports(report: &mut String, scale: &Scale, folder: &Path) -> Result<()> {
    writeln!(
        report,
        "## The report\n\nOf saved documents in one file. One machine in 200 is a server, and a third of the others failed ten times.\n\n\
         | machines | documents | time | peak memory | page |\n| --- | --- | --- | --- | --- |"
    )?;
    let (results, page) = (folder.join("results.jsonl"), folder.join("report.html"));
    let paths = [&results, &page].map(|path| path.to_string_lossy().into_owned());
    for machines in scale.reports {
        write_results(&results, *machines)?;
        let program = Program::ours(&["report", &paths[0], "--output", &paths[1]]);
        let time = in_turn(&[&program], scale.rounds.min(3))?[0];
        let megabytes = |path: &Path| fs::metadata(path).map(|metadata| metadata.len() as f64 / 1e6);
        writeln!(
            report,
            "| {machines} | {:.0} MB | {time:.1} s | {:.0} MB | {:.1} MB |",
            megabytes(&results)?,
            peak_mb(program.command(), |_| {})?,
            megabytes(&page)?
        )?;
    }
    fs::remove_file(&results)?;
    fs::remove_file(&page)?;
    writeln!(report)?;
    Ok(())
}

/// The documents of a fleet whose clients fail at its servers, over four weeks.
fn write_results(path: &Path, machines: u32) -> Result<()> {
    let document = |evidence: &str| -> Result<Value> {
        let root = Some(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/roots").join(evidence));
        Ok(serde_json::to_value(wsus954960::assess(&AssessOptions { root, ..AssessOptions::default() })?)?)
    };
    let (clear, mut blocked, mut server) = (document("clear")?, document("blocked")?, document("affected")?);
    let (failure, exception) =
        (blocked["clientLogs"][0]["incidents"][0].clone(), server["serverLogs"][0]["incidents"][0].clone());
    let fault = server["serverLogs"][0]["faults"][0].clone();
    (server["clientLogs"], server["roles"]) = (json!([]), json!(["server"]));
    let mut out = BufWriter::new(File::create(path)?);
    let mut write = |document: &mut Value, name: String| {
        document["target"]["name"] = name.into();
        writeln!(out, "{document}")
    };
    let time = |number: u32| format!("2008-06-{:02}T{:02}:00:00.000", number * 7 % 28 + 1, number * 5 % 24);
    // Clients with the number n fail at the server with the number n / 200.
    for first in (0..machines).step_by(200) {
        let (mut exceptions, mut faults) = (Vec::new(), Vec::new());
        for number in first + 1..(first + 200).min(machines) {
            if number % 3 > 0 {
                write(&mut clear.clone(), format!("PC{number}"))?;
                continue;
            }
            let failures = (0..10).map(|count| {
                let (mut failure, mut exception, mut fault) = (failure.clone(), exception.clone(), fault.clone());
                let (id, time) = (format!("{number:08x}-{count:04}-43fa-ac20-11f8ca65fa8c"), time(number + count));
                (failure["faultId"], failure["time"]) = (id.clone().into(), time.clone().into());
                failure["serverUrl"] = format!("http://wsus{first}:8530/ClientWebService/client.asmx").into();
                (exception["faultId"], exception["time"]) = (id.clone().into(), format!("{time}Z").into());
                (fault["faultId"], fault["time"]) = (id.into(), format!("{time}Z").into());
                exceptions.push(exception);
                faults.push(fault);
                failure
            });
            blocked["clientLogs"][0]["incidents"] = failures.collect();
            blocked["clientLogs"][0]["incidentCount"] = 10.into();
            write(&mut blocked, format!("PC{number}"))?;
        }
        let log = &mut server["serverLogs"][0];
        (log["incidentCount"], log["incidents"], log["faults"]) = (exceptions.len().into(), exceptions.into(), faults.into());
        write(&mut server, format!("WSUS{first}"))?;
    }
    Ok(out.flush()?)
}

/// Machines, many of which share a few logs: reading them is the same, and the disk need not hold a log for each.
fn build_fleet(fleet: &Path, scale: &Scale) -> Result<Vec<PathBuf>> {
    fs::create_dir_all(fleet)?;
    let logs = (0..50).map(|number| {
        let path = fleet.join(format!("client{number}.log"));
        fs::write(&path, generator::client_log(scale.client, RARE, number))?;
        io::Result::Ok(path)
    });
    let logs = logs.collect::<io::Result<Vec<_>>>()?;
    let server_log = fleet.join("server.log");
    fs::write(&server_log, generator::server_log(scale.server, RARE, 1))?;
    let dll = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/dll/sp1.dll");
    let mut roots = Vec::new();
    for number in 0..scale.roots {
        let root = fleet.join(format!("pc{number}"));
        fs::create_dir_all(root.join("Windows"))?;
        fs::create_dir_all(root.join("Program Files"))?;
        fs::hard_link(&logs[number % logs.len()], root.join("Windows/WindowsUpdate.log"))?;
        if number % 100 == 0 {
            let wsus = root.join("Program Files/Update Services");
            let bin = wsus.join("WebServices/ClientWebService/bin");
            fs::create_dir_all(wsus.join("LogFiles"))?;
            fs::create_dir_all(&bin)?;
            fs::hard_link(&server_log, wsus.join("LogFiles/SoftwareDistribution.log"))?;
            fs::copy(&dll, bin.join("Microsoft.UpdateServices.WebServices.Client.Dll"))?;
        }
        roots.push(root);
    }
    Ok(roots)
}

/// The path of PowerShell itself, not of a script that starts it.
fn powershell() -> Option<PathBuf> {
    let starts = ["pwsh", concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/pwsh/pwsh")];
    starts.into_iter().find_map(|start| {
        let output = Command::new(start).args(["-NoProfile", "-Command", "(Get-Process -Id $PID).Path"]).output().ok()?;
        let path = PathBuf::from(String::from_utf8(output.stdout).ok()?.trim());
        path.exists().then_some(path)
    })
}

fn module(report: &mut String, scale: &Scale) -> Result<()> {
    writeln!(report, "## The PowerShell module\n")?;
    let Some(shell) = powershell() else {
        writeln!(report, "PowerShell was missing.")?;
        return Ok(());
    };
    let folder = PathBuf::from("target/bench-module");
    let run = |script: &str, arguments: &[&str]| -> Result<String> {
        let output = Command::new(&shell).args(["-NoProfile", "-File", script]).args(arguments).output()?;
        if !output.status.success() {
            return Err(format!("{script}: {}", String::from_utf8_lossy(&output.stderr)).into());
        }
        Ok(String::from_utf8(output.stdout)?)
    };
    run("powershell/build.ps1", &["-OutputPath", folder.to_str().ok_or("path")?])?;
    let module = folder.join("Wsus954960").join(env!("CARGO_PKG_VERSION"));
    let rounds = (2 * scale.rounds).to_string();
    let measured = run("benches/module-import.ps1", &["-Module", module.to_str().ok_or("path")?, "-Rounds", &rounds])?;
    writeln!(
        report,
        "The cost of `Import-Module`, without and with the first `Get-Wsus954960Version`, on top of a bare shell, and of the command from start to \
         exit on a small root:\n\n\
         ```text\n{}\n```",
        measured.trim()
    )?;
    fs::remove_dir_all(&folder)?;
    Ok(())
}
