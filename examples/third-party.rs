//! Writes what ships with the command and the library for Windows: `sbom.cdx.json`, a list in the form of CycloneDX, and
//! `THIRD-PARTY-LICENSES.txt`, the texts of its licences. A test fails if the files in the repository differ.
//!
//!     cargo run --example third-party

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Both kinds of Windows, 32-bit and 64-bit, have the same crates.
const PLATFORM: &str = "x86_64-pc-windows-gnu";

const INTRODUCTION: &str = "\
Licences of what is in wsus954960.dll and wsus954960.exe beside their own code
==============================================================================

Each text stands below the crates whose packages have it. Where a crate lets you choose, you may choose.

The standard library of Rust is in both too, under the same choice of MIT and Apache-2.0 as most of what follows
(https://www.rust-lang.org/policies/licenses). Binaries that were built with MinGW-w64 contain its start-up code, which is in the public
domain or under the Zope Public License 2.1, and parts of libgcc, under the GPL with the GCC Runtime Library Exception, which lets the
program as a whole have any licence.
";

fn main() -> Result<()> {
    for (name, content) in files()? {
        fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join(name), content)?;
    }
    Ok(())
}

/// Both files, by name.
pub fn files() -> Result<[(&'static str, String); 2]> {
    let crates = crates()?;
    let bill = serde_json::to_string_pretty(&bill_of_materials(&crates)?)? + "\n";
    Ok([("sbom.cdx.json", bill), ("THIRD-PARTY-LICENSES.txt", licences(&crates)?)])
}

/// A crate as `cargo metadata` describes it, and the crates that it uses, by their ids.
struct Crate {
    package: Value,
    uses: BTreeSet<String>,
}

impl Crate {
    fn text(&self, key: &str) -> &str {
        self.package[key].as_str().unwrap_or_default()
    }

    fn title(&self) -> String {
        format!("{} {}", self.text("name"), self.text("version"))
    }

    /// An SPDX expression. Older crates write a choice with a slash.
    fn licence(&self) -> String {
        self.text("license").replace('/', " OR ")
    }

    fn url(&self) -> String {
        format!("pkg:cargo/{}@{}", self.text("name"), self.text("version"))
    }
}

/// The crates whose code is in what ships, by id: those that are used at run time, the project's own first. What macros and build scripts
/// use is not among them.
fn crates() -> Result<Vec<(String, Crate)>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let ask = ["metadata", "--format-version", "1", "--locked", "--filter-platform", PLATFORM, "--manifest-path"];
    let output = Command::new(cargo).args(ask).arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")).output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    let by_id = |list: &Value| -> BTreeMap<String, Value> {
        let items = list.as_array().into_iter().flatten();
        items.map(|item| (item["id"].as_str().unwrap_or_default().to_owned(), item.clone())).collect()
    };
    let (packages, nodes) = (by_id(&metadata["packages"]), by_id(&metadata["resolve"]["nodes"]));
    let at_run_time = |dependency: &&Value| {
        let kinds = dependency["dep_kinds"].as_array().into_iter().flatten();
        let targets = packages[dependency["pkg"].as_str().unwrap_or_default()]["targets"].as_array().into_iter().flatten();
        kinds.into_iter().any(|kind| kind["kind"].is_null())
            && targets.into_iter().all(|target| target["kind"] != json!(["proc-macro"]))
    };
    let root = metadata["resolve"]["root"].as_str().ok_or("no root")?.to_owned();
    let mut found = BTreeMap::new();
    let mut next = vec![root.clone()];
    while let Some(id) = next.pop() {
        if found.contains_key(&id) {
            continue;
        }
        let dependencies = nodes[&id]["deps"].as_array().into_iter().flatten().filter(at_run_time);
        let uses: BTreeSet<_> = dependencies.filter_map(|dependency| Some(dependency["pkg"].as_str()?.to_owned())).collect();
        next.extend(uses.iter().cloned());
        found.insert(id.clone(), Crate { package: packages[&id].clone(), uses });
    }
    let own = found.remove(&root).ok_or("the project is not among its packages")?;
    Ok(std::iter::once((root, own)).chain(found).collect())
}

/// https://cyclonedx.org/docs/1.5/json/
fn bill_of_materials(crates: &[(String, Crate)]) -> Result<Value> {
    let sums = checksums()?;
    let component = |krate: &Crate| {
        let mut component = json!({
            "type": "library",
            "bom-ref": krate.url(),
            "name": krate.text("name"),
            "version": krate.text("version"),
            "scope": "required",
            "licenses": [{"expression": krate.licence()}],
            "purl": krate.url(),
        });
        if let Some(sum) = sums.get(&krate.title()) {
            component["hashes"] = json!([{"alg": "SHA-256", "content": sum}]);
        }
        component
    };
    let urls: BTreeMap<_, _> = crates.iter().map(|(id, krate)| (id, krate.url())).collect();
    let uses =
        |krate: &Crate| json!({"ref": krate.url(), "dependsOn": krate.uses.iter().map(|id| &urls[id]).collect::<Vec<_>>()});
    let (own, others) = crates.split_first().ok_or("no crates")?;
    let mut subject = component(&own.1);
    subject["type"] = "application".into();
    Ok(json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": subject},
        "components": others.iter().map(|(_, krate)| component(krate)).collect::<Vec<_>>(),
        "dependencies": crates.iter().map(|(_, krate)| uses(krate)).collect::<Vec<_>>(),
    }))
}

/// The SHA-256 sums of the packages, by title, from Cargo.lock.
fn checksums() -> Result<BTreeMap<String, String>> {
    let lock = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.lock"))?;
    let value = |package: &str, key: &str| {
        let line = package.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = \""));
        line.map(|line| line.trim_end_matches('"').to_owned())
    };
    let packages = lock.split("[[package]]").skip(1);
    Ok(packages
        .filter_map(|package| {
            let title = format!("{} {}", value(package, "name")?, value(package, "version")?);
            Some((title, value(package, "checksum")?))
        })
        .collect())
}

/// Every text once, below the crates that have it.
fn licences(crates: &[(String, Crate)]) -> Result<String> {
    let mut texts: BTreeMap<String, (String, BTreeSet<String>)> = BTreeMap::new();
    let mut without = Vec::new();
    for (_, krate) in &crates[1..] {
        let folder = Path::new(krate.text("manifest_path")).parent().ok_or("a manifest without a folder")?;
        let title = format!("{} ({})", krate.title(), krate.licence());
        let mut any = false;
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().to_lowercase();
            let is_licence =
                ["license", "licence", "copying", "copyright", "unlicense", "notice"].iter().any(|word| name.starts_with(word));
            if is_licence && entry.file_type()?.is_file() {
                let text = fs::read_to_string(entry.path())?.replace('\r', "");
                // The same text may be wrapped in another way.
                let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
                texts.entry(words).or_insert_with(|| (text, BTreeSet::new())).1.insert(title.clone());
                any = true;
            }
        }
        if !any {
            without.push(title);
        }
    }
    let mut texts: Vec<_> = texts.into_values().collect();
    texts.sort_by(|(one, ones), (other, others)| ones.cmp(others).then_with(|| one.cmp(other)));
    let mut all = INTRODUCTION.to_owned();
    if !without.is_empty() {
        all += &format!(
            "\nThe packages of these have no text; the licences that they name stand below with others:\n\n  {}\n",
            without.join("\n  ")
        );
    }
    for (text, titles) in texts {
        let titles: Vec<_> = titles.into_iter().collect();
        let lines: Vec<_> = text.trim_matches('\n').lines().map(str::trim_end).collect();
        all += &format!("\n{}\n{}\n\n{}\n", "-".repeat(78), titles.join("\n"), lines.join("\n"));
    }
    Ok(all)
}
