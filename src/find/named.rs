//! Where the folders that a machine's evidence names can be found from here.
//!
//! What the evidence names is never trusted: it leads below the root, or to another drive of the same computer through that computer's
//! own share of that drive, and nowhere else.

use std::path::{Path, PathBuf};

use crate::input::file::{is_drive, is_name};

/// Windows does not allow longer paths.
const PATH_LIMIT: usize = 32_767;

/// A machine's drives, as its evidence names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drives {
    /// The folder that stands for the system drive.
    pub root: PathBuf,
    /// The letter of that drive.
    pub letter: char,
    /// The program files, as the machine names them: `C:\Program Files`.
    pub program_files: String,
    /// The Windows folder, as the machine names it.
    pub windows: String,
}

/// Where a folder is: the names below another folder that can be looked into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// The root, or the share of another drive.
    pub base: PathBuf,
    /// The names on the way from there.
    pub names: Vec<String>,
}

impl Drives {
    /// The drives of the machine for whose system drive `root` stands. `windows` is the name of its Windows folder.
    pub fn of(root: &Path, windows: &str) -> Self {
        let letter = drive_share(&root.to_string_lossy()).map_or('C', |(_, letter)| letter);
        Self {
            root: root.to_owned(),
            letter,
            program_files: format!(r"{letter}:\Program Files"),
            windows: format!(r"{letter}:\{windows}"),
        }
    }

    /// Adds what the machine's registry says about its drives.
    pub fn learn(&mut self, windows: Option<String>, program_files: Option<String>) {
        let full = |path: &String| path.get(..2).is_some_and(is_drive) && path[2..].starts_with('\\');
        if let Some(windows) = windows.filter(full) {
            let letter = windows.chars().next().map_or(self.letter, |letter| letter.to_ascii_uppercase());
            // This is the drive of the root, whatever letter was assumed.
            if let Some(rest) = self.program_files.strip_prefix(self.letter) {
                self.program_files = format!("{letter}{rest}");
            }
            (self.letter, self.windows) = (letter, windows);
        }
        if let Some(program_files) = program_files.filter(full) {
            self.program_files = program_files;
        }
    }

    /// Where the folder that the evidence names is, if that is known and the folder is on this computer.
    pub fn place(&self, folder: &str) -> Option<Location> {
        let path = self.expand(folder.trim())?.replace('/', "\\");
        let path = path.strip_prefix(r"\\?\").unwrap_or(&path);
        let (drive, rest) = path.split_once('\\').filter(|(drive, _)| is_drive(drive))?;
        let letter = drive.chars().next()?;
        let names: Vec<String> = rest.split('\\').filter(|name| !name.is_empty()).map(str::to_owned).collect();
        if path.len() > PATH_LIMIT || !names.iter().all(|name| is_name(name)) {
            return None;
        }
        let base = if letter.eq_ignore_ascii_case(&self.letter) {
            self.root.clone()
        } else {
            let root = self.root.to_string_lossy();
            let (computer, _) = drive_share(&root)?;
            PathBuf::from(format!("{computer}{}$", letter.to_ascii_lowercase()))
        };
        Some(Location { base, names })
    }

    /// The path with the values of the variables that every machine has; `None` if it contains others.
    fn expand(&self, path: &str) -> Option<String> {
        let mut parts = path.split('%');
        let mut expanded = parts.next()?.to_owned();
        while let Some(name) = parts.next() {
            match name.to_ascii_lowercase().as_str() {
                "systemdrive" => expanded.extend([self.letter, ':']),
                "systemroot" | "windir" => expanded.push_str(&self.windows),
                "programfiles" | "programw6432" => expanded.push_str(&self.program_files),
                "programfiles(x86)" => expanded.extend([&self.program_files, crate::advisory::places::X86_SUFFIX]),
                _ => return None,
            }
            expanded.push_str(parts.next()?);
        }
        Some(expanded)
    }
}

/// If a path is exactly a computer's share of a whole drive (`\\SERVER\c$`): the part before the letter, and the letter.
pub fn drive_share(path: &str) -> Option<(&str, char)> {
    let path = path.trim_end_matches(['\\', '/']);
    let letter = path.strip_suffix('$')?.chars().next_back().filter(char::is_ascii_alphabetic)?;
    let computer = &path[..path.len() - 2];
    let start = computer.replace('/', "\\");
    let name = match start.get(..8) {
        Some(verbatim) if verbatim.eq_ignore_ascii_case(r"\\?\UNC\") => &start[8..],
        _ => start.strip_prefix(r"\\")?,
    };
    let name = name.strip_suffix('\\')?;
    let is_computer = !matches!(name, "" | "." | "?") && !name.contains('\\');
    is_computer.then(|| (computer, letter.to_ascii_uppercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(root: &str, folder: &str) -> Option<(String, String)> {
        let place = Drives::of(Path::new(root), "WINNT").place(folder)?;
        Some((place.base.to_string_lossy().into_owned(), place.names.join("\\")))
    }

    #[test]
    fn a_folder_on_the_system_drive_lies_below_the_root() {
        for folder in [
            r"C:\WSUS\x",
            r"c:\WSUS\\x\",
            "C:/WSUS/x",
            r"%SystemDrive%\WSUS\x",
            r"%SYSTEMDRIVE%\WSUS\x",
            r"\\?\C:\WSUS\x",
            r" C:\WSUS\x ",
        ] {
            for root in ["/image", r"\\HOST\c$", r"\\HOST\C$\", r"D:\Collected"] {
                assert_eq!(place(root, folder), Some((root.into(), r"WSUS\x".into())), "{root} {folder}");
            }
        }
        let expected = [
            (r"%ProgramFiles%\Update Services", r"Program Files\Update Services"),
            (r"%ProgramW6432%\x", r"Program Files\x"),
            (r"%ProgramFiles(x86)%\x", r"Program Files (x86)\x"),
            (r"%windir%\x", r"WINNT\x"),
            (r"%SystemRoot%\x", r"WINNT\x"),
        ];
        for (folder, below) in expected {
            assert_eq!(place("/image", folder), Some(("/image".into(), below.into())), "{folder}");
        }
    }

    #[test]
    fn a_folder_on_another_drive_lies_on_the_same_computers_share_of_it_or_nowhere() {
        let on = |root: &str, folder: &str| place(root, folder).map(|(base, _)| base);
        assert_eq!(on(r"\\HOST\c$", r"D:\WSUS").as_deref(), Some(r"\\HOST\d$"));
        assert_eq!(on(r"\\HOST\d$\", r"C:\WSUS").as_deref(), Some(r"\\HOST\c$"));
        assert_eq!(on("//HOST/c$", r"d:\WSUS").as_deref(), Some("//HOST/d$"));
        assert_eq!(on(r"\\?\UNC\HOST\c$", r"D:\WSUS").as_deref(), Some(r"\\?\UNC\HOST\d$"));
        for root in
            ["/image", r"C:\", r"\\HOST\c$\image", r"\\HOST\image", r"\\HOST\evidence$", r"\\c$", r"\\.\c$", r"\\HOST\x\c$"]
        {
            assert_eq!(on(root, r"Q:\WSUS"), None, "{root}");
        }
    }

    #[test]
    fn what_leads_elsewhere_is_no_place() {
        for folder in [
            "",
            r"\\OTHER\share\x",
            "//OTHER/share/x",
            r"\\?\UNC\OTHER\share\x",
            r"\\?\GLOBALROOT\Device\x",
            r"\\.\C:\x",
            r"C:\..\x",
            r"C:\x\..\..\y",
            r"C:\x\...",
            r"C:\x\. .\y",
            r"C:\x\.. \y",
            r"C:\NUL",
            r"C:\x\con\y",
            r"C:\x:stream",
            "C:\\x\0y",
            r"C:\x\*",
            r"C:x",
            "C:",
            r"WSUS\x",
            r"\WSUS\x",
            r"%TEMP%\x",
            r"%OTHER%",
            r"%SystemDrive",
            r"C:\100%\x",
            r"%SystemDrive%%SystemDrive%\x",
            r"1:\x",
        ] {
            assert_eq!(place(r"\\HOST\c$", folder), None, "{folder}");
        }
    }
}
