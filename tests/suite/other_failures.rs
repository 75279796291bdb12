//! docs/other-failures.md is what the advisory's data say.

use std::fmt::Write;

use wsus954960::Language;
use wsus954960::internals::advisory::agent_errors::{AGENT_ERRORS, FAULT_CODES};
use wsus954960::internals::advisory::server_exceptions::SERVER_EXCEPTIONS;
use wsus954960::internals::advisory::troubles::{Page, Trouble};
use wsus954960::internals::words::words;

use crate::support::project;

/// Where the part begins that is made from the data.
const MARK: &str = "<!-- The rest is made from src/advisory: UPDATE_DOCS=1 cargo test writes it. -->\n";

/// The addresses that the page names, in the order of their numbers.
#[derive(Default)]
struct Links(Vec<String>);

impl Links {
    fn to(&mut self, url: &str) -> String {
        let at = self.0.iter().position(|known| known == url).unwrap_or_else(|| {
            self.0.push(url.to_owned());
            self.0.len() - 1
        });
        format!("[{}]", at + 1)
    }
}

/// The tables of the page, and its links.
fn tables() -> String {
    let (mut page, mut links) = (String::new(), Links::default());
    let words = words(Language::English);
    let mut table = |title: &str, head: &[&str], rows: Vec<Vec<String>>| {
        writeln!(page, "\n## {title}\n\n| {} |\n|{}", head.join(" | "), " --- |".repeat(head.len())).unwrap();
        rows.iter().for_each(|row| writeln!(page, "| {} |", row.join(" | ")).unwrap());
    };
    let troubles = Trouble::ALL.iter().map(|trouble| {
        let sentences = [words.meaning(*trouble), words.look_at(*trouble)].map(str::to_owned);
        vec![format!("`{}`", trouble.name()), sentences.join(" "), links.to(trouble.page().url())]
    });
    table("Troubles", &["trouble", "what it means, and what to look at", "page"], troubles.collect());
    let errors = AGENT_ERRORS.iter().map(|error| {
        let [code, name, trouble] =
            [format!("{:#010X}", error.code).replace("0X", "0x"), error.name.into(), error.trouble.name().into()];
        vec![format!("`{code}`"), format!("`{name}`"), trouble, links.to(error.source.url())]
    });
    table("Errors of the client", &["error", "name", "trouble", "source"], errors.collect());
    let codes = FAULT_CODES
        .iter()
        .map(|(name, trouble)| vec![format!("`{name}`"), trouble.name().to_owned(), links.to(Page::Protocol.url())]);
    table("ErrorCodes of the server's faults", &["ErrorCode", "trouble", "source"], codes.collect());
    let exceptions = SERVER_EXCEPTIONS.iter().map(|known| {
        let phrase = known.phrase.map_or(String::new(), |phrase| format!("\"{phrase}\""));
        vec![format!("`{}`", known.exception), phrase, known.trouble.name().to_owned(), links.to(&known.url())]
    });
    table("Exceptions of the server", &["type", "with this phrase in its message", "trouble", "source"], exceptions.collect());
    page.push('\n');
    links.0.iter().enumerate().for_each(|(at, url)| writeln!(page, "[{}]: {url}", at + 1).unwrap());
    page
}

#[test]
fn the_page_lists_what_the_data_say() {
    let path = project().join("docs/other-failures.md");
    let page = std::fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
    let (text, made) = page.split_once(MARK).expect("the mark is there");
    let tables = tables();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, format!("{text}{MARK}{tables}")).unwrap();
    } else {
        assert!(made == tables, "docs/other-failures.md is out of date: UPDATE_DOCS=1 cargo test writes it");
    }
}

#[test]
fn every_trouble_is_one_of_something_and_has_a_page_of_microsofts() {
    let meant = |trouble: &Trouble| {
        AGENT_ERRORS.iter().any(|error| error.trouble == *trouble)
            || FAULT_CODES.iter().any(|(_, meant)| meant == trouble)
            || SERVER_EXCEPTIONS.iter().any(|known| known.trouble == *trouble)
    };
    for trouble in Trouble::ALL {
        assert!(meant(trouble), "{trouble:?}");
        assert!(trouble.page().url().starts_with("https://learn.microsoft.com/"), "{trouble:?}");
    }
}
