//! Programs in other languages that use the C ABI: the header compiles, and the examples do what they say.

use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::abi::library_path;
use crate::support::*;

/// Compilers must accept header and examples without a warning.
const STRICT: [&str; 4] = ["-Wall", "-Wextra", "-Wpedantic", "-Werror"];

struct Compiler {
    program: &'static str,
    standard: &'static str,
    language: &'static str,
}

const C: Compiler = Compiler { program: "cc", standard: "-std=c99", language: "c" };
const CPP: Compiler = Compiler { program: "c++", standard: "-std=c++17", language: "c++" };

impl Compiler {
    /// A compiler that knows the header, if this machine has one.
    fn command(&self) -> Option<Command> {
        available(self.program)?;
        let mut command = Command::new(self.program);
        command.arg(self.standard).args(STRICT).arg("-I").arg(project().join("include"));
        Some(command)
    }
}

fn available(program: &str) -> Option<()> {
    if Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success()) {
        return Some(());
    }
    skip("a test of a program in another language", program);
    None
}

fn compile(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_header_compiles_as_c99_and_as_cpp17_without_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("use");
    // The header by itself, twice, and the types of its functions.
    let text = "#include \"wsus954960.h\"\n#include \"wsus954960.h\"\n\
                wsus954960_job job; int32_t (*next)(wsus954960_job, uint32_t, uint16_t **) = wsus954960_job_next;\n";
    std::fs::write(&source, text).unwrap();
    for compiler in [C, CPP] {
        let Some(mut command) = compiler.command() else { continue };
        compile(command.args(["-fsyntax-only", "-x", compiler.language]).arg(&source));
    }
}

/// The example in a language of the compiler, ready to be run with the folders of machines.
fn compiled(compiler: &Compiler, source: &str, folder: &Path) -> Option<Vec<OsString>> {
    let library = library_path();
    let program = folder.join("assess-fleet");
    let mut command = compiler.command()?;
    command.arg(project().join("examples").join(source)).arg(&library).args(["-Xlinker", "-rpath", "-Xlinker"]);
    compile(command.arg(library.parent().unwrap()).arg("-o").arg(&program));
    Some(vec![program.into()])
}

fn python() -> Option<Vec<OsString>> {
    available("python3")?;
    Some(vec!["python3".into(), project().join("examples/assess_fleet.py").into(), library_path().into()])
}

/// Runs an example: what must hold for all of them. `answer` takes a line of its output apart: the machine's root or place, and the
/// verdict or an error's code or sentence.
fn check(program: &[OsString], answer: impl Fn(&str) -> (String, String)) {
    let example = |roots: &[OsString]| {
        let mut command = Command::new(&program[0]);
        command.args(&program[1..]).args(roots).env("LC_ALL", "C.UTF-8").stdin(Stdio::null());
        command
    };
    // A folder's path has quotes, spaces and letters of several lengths in UTF-8, as a user's may have.
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("Prüf \"한글\" \u{1F600}");
    for inside in ["Windows", "Program Files"] {
        std::fs::create_dir_all(root.join(inside)).unwrap();
    }
    std::fs::copy(fixture("roots/clear/Windows/WindowsUpdate.log"), root.join("Windows/WindowsUpdate.log")).unwrap();

    let roots = [fixture("roots/affected").into(), root.into(), folder.path().join("absent").into()];
    let output = example(&roots).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let mut answers: Vec<_> = std::str::from_utf8(&output.stdout).unwrap().lines().map(&answer).collect();
    answers.sort();
    let mut expected = [(0, "affected"), (1, "clear"), (2, "notFound")].map(|(index, answer): (usize, &str)| {
        let named = roots[index].to_str().unwrap().to_owned();
        (if answers[0].0 == "0" { index.to_string() } else { named }, answer.to_owned())
    });
    expected.sort();
    assert_eq!(answers, expected);

    // Without a folder it says how it is used.
    let output = example(&[]).output().unwrap();
    assert!(!output.status.success() && String::from_utf8_lossy(&output.stderr).contains("usage: "), "{output:?}");

    // Ctrl+C after the first answer. The pipe holds only a part of the others, and a job does not run far ahead, so there is something
    // left to cancel.
    let long = "./".repeat(100) + "tests/fixtures/roots/affected";
    let many = vec![OsString::from(long); 2000];
    let mut child = example(&many).current_dir(project()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut text = String::new();
    output.read_line(&mut text).unwrap();
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    output.read_to_string(&mut text).unwrap();
    child.wait().unwrap();
    let answers: Vec<_> = text.lines().map(|line| answer(line).1).collect();
    let count = |wanted: &str| answers.iter().filter(|answer| *answer == wanted).count();
    assert!(count("affected") > 0 && count("cancelled") > 0, "{answers:?}");
    assert_eq!(count("affected") + count("cancelled"), many.len());
}

/// Examples that print documents.
fn of_document(line: &str) -> (String, String) {
    let document: Value = serde_json::from_str(line).unwrap();
    check_json(&document);
    let field = if document["kind"] == json!("assessment") { "verdict" } else { "code" };
    (document["index"].to_string(), document[field].as_str().unwrap().to_owned())
}

#[test]
fn the_example_in_c_assesses_a_fleet_and_can_be_cancelled() {
    let folder = tempfile::tempdir().unwrap();
    if let Some(program) = compiled(&C, "assess-fleet.c", folder.path()) {
        check(&program, of_document);
    }
}

#[test]
fn the_example_in_cpp_assesses_a_fleet_and_can_be_cancelled() {
    let folder = tempfile::tempdir().unwrap();
    if let Some(program) = compiled(&CPP, "assess-fleet.cpp", folder.path()) {
        check(&program, of_document);
    }
}

#[test]
fn the_example_in_python_assesses_a_fleet_and_can_be_cancelled() {
    if let Some(program) = python() {
        check(&program, |line| {
            let (root, answer) = line.rsplit_once(": ").unwrap();
            (root.to_owned(), answer.to_owned())
        });
    }
}
