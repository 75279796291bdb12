//! Names of files for machines: safe in any file system, and never the same for two machines.

use std::collections::HashMap;

use crate::input::file::is_device;

/// The end of every document's file name.
pub const EXTENSION: &str = ".json";

/// The longest name of a machine that is kept as it is, in bytes. File systems allow 255 bytes or more, with the endings that are added.
const LIMIT: usize = 100;

/// The file names of one run.
#[derive(Debug, Default)]
pub struct Names {
    /// The machine that has each name, by the name in lower case: many file systems do not tell the cases apart.
    taken: HashMap<String, String>,
}

impl Names {
    /// The file name for a machine. Folders of the same name may stand for different machines, so the second one's root is in its file name.
    pub fn file(&mut self, machine: &str, root: Option<&str>) -> String {
        let identity = root.unwrap_or(machine);
        let file = file_name(machine);
        let owner = self.taken.entry(file.to_lowercase()).or_insert_with(|| identity.to_owned());
        if owner == identity { file } else { tagged(machine, identity) }
    }
}

/// The file name for a machine's name. A name that is not safe as it is becomes one that is, with a mark that no other name has.
pub fn file_name(machine: &str) -> String {
    if is_safe(machine) { format!("{machine}{EXTENSION}") } else { tagged(machine, machine) }
}

/// A file name with a mark of what is unique.
fn tagged(machine: &str, unique: &str) -> String {
    let mut safe = String::new();
    for character in machine.chars() {
        let character = if character.is_alphanumeric() || "-_.".contains(character) { character } else { '_' };
        if safe.len() + character.len_utf8() > LIMIT {
            break;
        }
        safe.push(character);
    }
    // The mark behind a dot would leave `CON.` a device.
    let first = if is_device(&safe) || safe.starts_with('.') { "_" } else { "" };
    format!("{first}{safe}~{}{EXTENSION}", tag(unique))
}

/// Whether a name can be a file's name everywhere, and no other safe name is the same to any file system, except for its case. Marked names
/// have a `~`.
fn is_safe(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_. ".contains(&byte);
    let has_edge = |edge: &[char]| name.starts_with(edge) || name.ends_with(edge);
    (1..=LIMIT).contains(&name.len()) && name.bytes().all(is_plain) && !has_edge(&['.', ' ']) && !is_device(name)
}

/// A number that stands for a text, the same in every version of this program: FNV-1a of 64 bits, in hexadecimal.
pub fn tag(text: &str) -> String {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_computers_name_is_the_files_name() {
        for name in ["PC17", "wsus-01", "pc17.example.com", "10.0.0.5", "affected", "PC 17", "CONSOLE"] {
            assert_eq!(file_name(name), format!("{name}.json"));
        }
    }

    #[test]
    fn no_name_leaves_the_folder_or_is_a_device() {
        let long = "x".repeat(300);
        for name in [
            "",
            ".",
            "..",
            "../x",
            r"..\x",
            "/etc/passwd",
            r"C:\x",
            "C:",
            "CON",
            "nul",
            "con.example.com",
            "COM1",
            "LPT9.txt",
            "PC17.",
            " PC17",
            "PC17 ",
            "fe80::1",
            "a\0b",
            "a\nb",
            "<x>",
            "\"x\"",
            "x|y",
            "x*?",
            "x~y",
            ".hidden",
            "Größe",
            "한국어",
            "\u{202e}x",
            &long,
        ] {
            let file = file_name(name);
            let stem = file.strip_suffix(EXTENSION).unwrap();
            assert!(stem.len() <= LIMIT + 18 && stem.contains('~'), "{name}: {file}");
            assert!(!is_device(&file) && !file.starts_with('.'), "{name}: {file}");
            assert!(stem.chars().all(|character| character.is_alphanumeric() || "-_.~".contains(character)), "{name}: {file}");
        }
    }

    #[test]
    fn two_names_never_share_a_file() {
        let longer = ["x".repeat(LIMIT + 1), "x".repeat(LIMIT + 2)];
        let names =
            ["a:b", "a_b", "a/b", "a?b", "CON", "_CON", "PC17", "PC17.", "PC17 ", "Größe", "Gr__e", &longer[0], &longer[1]];
        let files: std::collections::HashSet<_> = names.iter().map(|name| file_name(name).to_lowercase()).collect();
        assert_eq!(files.len(), names.len());
        // A mark can't be had by choosing a name.
        let marked = file_name("a:b");
        assert_ne!(file_name(marked.strip_suffix(EXTENSION).unwrap()), marked);
    }

    #[test]
    fn folders_of_the_same_name_are_told_apart_by_their_paths() {
        let mut names = Names::default();
        assert_eq!(names.file("C", Some("/mnt/1/C")), "C.json");
        let second = names.file("C", Some("/mnt/2/C"));
        let third = names.file("c", Some("/mnt/3/c"));
        assert!(second.starts_with("C~") && third.starts_with("c~"), "{second} {third}");
        assert_eq!(names.file("C", Some("/mnt/1/C")), "C.json", "the same machine again");
        assert_eq!(names.file("C", Some("/mnt/2/C")), second);
        assert_eq!(names.file("PC17", None), "PC17.json");
        assert_eq!(names.file("PC17", None), "PC17.json");
    }

    #[test]
    fn tags_do_not_change_between_versions() {
        // The test vectors of FNV-1a: http://www.isthe.com/chongo/tech/comp/fnv/
        assert_eq!(tag(""), "cbf29ce484222325");
        assert_eq!(tag("a"), "af63dc4c8601ec8c");
        assert_eq!(tag("foobar"), "85944171f73967e8");
    }
}
