//! Names of files for machines: safe in any file system, and never the same for two machines.

use crate::input::file::is_device;

/// The end of every document's file name.
pub const EXTENSION: &str = ".json";

/// The longest name of a machine that is kept as it is, in bytes. File systems allow 255 bytes or more, with the endings that are added.
const LIMIT: usize = 100;

/// What a machine's document goes by until it is in its file: the file's name, for a folder with a mark behind it. The folder's file is
/// another one ([`files`]) if the first is that of another folder of that name.
pub fn key(machine: &str, root: Option<&str>) -> String {
    let file = file_name(machine);
    match root.and_then(|root| folder(&file, root)) {
        Some(root) => format!("{file}~{}", folder_tag(root)),
        None => file,
    }
}

/// The file of a document, and what its folder has instead if another folder has that file: its name, and the folder's mark.
pub fn files(key: &str) -> (&str, Option<(String, &str)>) {
    let marked = key.rsplit_once('~').and_then(|(file, mark)| Some((file, file.strip_suffix(EXTENSION)?, mark)));
    match marked {
        Some((file, stem, mark)) if !mark.ends_with(EXTENSION) => (file, Some((format!("{stem}~{mark}{EXTENSION}"), mark))),
        _ => (key, None),
    }
}

/// The root, if it says more about a machine than its file's name does. The name alone or the computer's share of a drive does not.
pub fn folder<'a>(file: &str, root: &'a str) -> Option<&'a str> {
    let root = root.trim_end_matches(['/', '\\']);
    let computer = match root.strip_prefix(r"\\").and_then(|share| share.split_once('\\')) {
        Some((computer, share)) if share.len() == 2 && share.ends_with('$') => computer,
        _ => root,
    };
    (!file_name(computer).eq_ignore_ascii_case(file)).then_some(root)
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

/// A mark for a folder, however its path ends.
pub fn folder_tag(path: &str) -> String {
    let path = path.trim_end_matches(['/', '\\']);
    tag(&if cfg!(windows) { path.to_lowercase() } else { path.to_owned() })
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
    fn a_folder_has_a_file_of_its_own_for_when_another_has_its_name() {
        let second = |key: &str| files(key).1.map(|(file, _)| file);
        let keys = ["/mnt/1/C", "/mnt/2/C"].map(|root| key("C", Some(root)));
        assert_eq!(keys.each_ref().map(|key| files(key).0), ["C.json", "C.json"]);
        let own = keys.each_ref().map(|key| second(key).unwrap());
        assert!(own[0] != own[1] && own.iter().all(|file| file.starts_with("C~") && file.ends_with(EXTENSION)), "{own:?}");
        assert_eq!(key("C", Some("/mnt/1/C/")), keys[0]);
        // Marks of names are no marks of folders.
        for machine in ["PC17", "a:b", "é.json", "a.json~b", "CON"] {
            let file = file_name(machine);
            assert_eq!((key(machine, None), files(&file)), (file.clone(), (&*file, None)), "{machine}");
            let folders = key(machine, Some("/mnt/1"));
            assert_eq!((files(&folders).0, second(&folders).is_some()), (&*file, true), "{machine}");
        }
    }

    #[test]
    fn a_root_that_says_no_more_than_the_name_is_no_folder() {
        for root in ["PC17", "pc17", r"\\PC17\c$", r"\\pc17\D$\"] {
            assert_eq!(key("PC17", Some(root)), "PC17.json", "{root}");
        }
        for root in [r"\\FILES\c$", r"\\PC17\images", r"\\PC17\c$\PC17", "/mnt/PC17", r"D:\PC17"] {
            assert_ne!(key("PC17", Some(root)), "PC17.json", "{root}");
        }
    }

    #[test]
    fn tags_do_not_change_between_versions() {
        // The test vectors of FNV-1a: http://www.isthe.com/chongo/tech/comp/fnv/
        assert_eq!(tag(""), "cbf29ce484222325");
        assert_eq!(tag("a"), "af63dc4c8601ec8c");
        assert_eq!(tag("foobar"), "85944171f73967e8");
    }
}
