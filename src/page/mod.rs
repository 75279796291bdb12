//! The report about many machines, as people and programs open it: a page, a table, a document.
//!
//! Nothing that a log or a name says acts in any of them, as markup, as a formula, or by reversing what stands beside it.

mod csv;
mod html;

use std::path::Path;

use crate::document::{Report, to_json};
use crate::values::coded::coded_names;
use crate::values::language::Language;

coded_names! {
    /// What a report is written as.
    #[derive(Default)]
    pub enum Format {
        /// One HTML file that needs nothing else.
        #[default]
        "html" => Html,
        /// A table with a row for each machine.
        "csv" => Csv,
        /// The document.
        "json" => Json,
    }
}

impl Format {
    /// What a file's name calls for.
    pub fn of(file: &Path) -> Self {
        let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        Self::ALL.iter().copied().find(|format| extension.eq_ignore_ascii_case(format.name())).unwrap_or_default()
    }

    /// The text of the report, with sentences in a language.
    pub fn write(self, report: &Report, language: Language) -> String {
        match self {
            Self::Html => html::page(report, language),
            Self::Csv => csv::table(report, language),
            Self::Json => to_json(report) + "\n",
        }
    }
}
