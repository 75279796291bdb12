//! A table with a row for each machine, for a spreadsheet or `Import-Csv`: RFC 4180, in UTF-8 with a byte order mark, without which Excel
//! takes it for the system's code page.
//!
//! A spreadsheet takes a field that begins with `=`, `+`, `-` or `@` for a formula, also in quotation marks. Such a field gets an apostrophe, as OWASP
//! recommends (<https://owasp.org/www-community/attacks/CSV_Injection>). Line breaks and tabs are escaped like all that is active.

use crate::document::{Report, ReportMachine};
use crate::values::language::Language;
use crate::values::plain_text::plain;
use crate::words::page_words;

/// The columns, whose names are the same in all languages.
const COLUMNS: [&str; 17] = [
    "name",
    "verdict",
    "compliant",
    "roles",
    "release",
    "fileVersion",
    "why",
    "whatToDo",
    "serverUrl",
    "failureCount",
    "lastFailure",
    "exceptionCount",
    "lastException",
    "errorCount",
    "root",
    "url",
    "remediation",
];

/// The table.
pub(super) fn table(report: &Report, language: Language) -> String {
    let mut table = String::from('\u{feff}');
    line(&mut table, COLUMNS.map(str::to_owned));
    report.machines.iter().for_each(|machine| line(&mut table, row(machine, language)));
    table
}

fn row(machine: &ReportMachine, language: Language) -> [String; COLUMNS.len()] {
    let words = page_words(language);
    let text = |value: Option<String>| value.unwrap_or_default();
    let remedies = &machine.remediation;
    [
        machine.name.clone(),
        machine.verdict.map_or("noAnswer", |verdict| verdict.name()).to_owned(),
        text(machine.compliant.map(|compliant| compliant.to_string())),
        machine.roles.iter().map(|role| role.name()).collect::<Vec<_>>().join(" "),
        text(machine.release.map(|release| release.name().to_owned())),
        text(machine.file_version.map(|version| version.to_string())),
        machine.why.clone(),
        remedies.iter().map(|remedy| words.remedy(*remedy)).collect::<Vec<_>>().join(" "),
        text(machine.server_url.clone()),
        machine.failure_count.to_string(),
        text(machine.last_failure.map(|time| time.to_string())),
        machine.exception_count.to_string(),
        text(machine.last_exception.map(|time| time.to_string())),
        machine.error_count.to_string(),
        text(machine.root.clone()),
        text(remedies.iter().find_map(|remedy| remedy.url()).map(str::to_owned)),
        remedies.iter().map(|remedy| remedy.name()).collect::<Vec<_>>().join(" "),
    ]
}

/// Adds a line. All text goes through here.
fn line<const N: usize>(table: &mut String, fields: [String; N]) {
    for (number, field) in fields.iter().enumerate() {
        let field = plain(field);
        // Spreadsheets of East Asia take the wide forms too.
        let is_formula = field.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
        table.push_str(if number > 0 { ",\"" } else { "\"" });
        table.push_str(if is_formula { "'" } else { "" });
        table.push_str(&field.replace('"', "\"\""));
        table.push('"');
    }
    table.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_field_is_a_formula_or_leaves_its_quotation_marks() {
        let mut table = String::new();
        line(&mut table, ["=cmd|'/C calc'!A0", "+1", "-1", "@x", "\t=1", "\r=1"].map(str::to_owned));
        assert_eq!(table, "\"'=cmd|'/C calc'!A0\",\"'+1\",\"'-1\",\"'@x\",\"\\t=1\",\"\\r=1\"\r\n");
        table.clear();
        line(&mut table, ["a\",\"=1", " =1", "x\r\n=1", "\u{202e}x"].map(str::to_owned));
        assert_eq!(table, "\"a\"\",\"\"=1\",\"' =1\",\"x\\r\\n=1\",\"\\u{202e}x\"\r\n");
    }
}
