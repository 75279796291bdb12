//! What happens to the text of a log on its way through mails, consoles, web pages, chats and other tools.

use std::sync::LazyLock;

/// Changes a text.
type Change = Box<dyn Fn(&str) -> String + Send + Sync>;

/// One of the ways in which a text is changed.
pub struct Way {
    /// What people call it.
    pub how: String,
    /// The changed text.
    pub by: Change,
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
}

/// Columns of eight characters instead of tabs, as a console shows them.
fn expanded(text: &str) -> String {
    let expand = |line: &str| {
        let mut expanded = String::new();
        for c in line.chars() {
            match c {
                '\t' => (0..8 - expanded.chars().count() % 8).for_each(|_| expanded.push(' ')),
                c => expanded.push(c),
            }
        }
        expanded
    };
    lines(text).map(|line| expand(line) + "\r\n").collect()
}

/// Single spaces instead of tabs.
pub fn spaced(text: &str) -> String {
    text.replace('\t', " ")
}

/// Lines of at most `width` columns, cut anywhere.
pub fn cut(text: &str, width: usize) -> String {
    let cut = |line: &str| {
        let chars: Vec<char> = line.chars().collect();
        chars.chunks(width).map(|piece| piece.iter().collect::<String>() + "\r\n").collect::<String>()
    };
    lines(text).map(cut).collect()
}

/// Lines of at most `width` columns if the words allow it, broken at white space.
fn wrapped(text: &str, width: usize) -> String {
    let wrap = |line: &str| {
        let indentation: String = line.chars().take_while(|c| *c == ' ').collect();
        let mut wrapped = indentation;
        let mut column = wrapped.len();
        for (number, word) in line.split(' ').filter(|word| !word.is_empty()).enumerate() {
            if number > 0 && column + 1 + word.len() > width {
                wrapped.push_str("\r\n");
                column = 0;
            } else if number > 0 {
                wrapped.push(' ');
                column += 1;
            }
            wrapped.push_str(word);
            column += word.len();
        }
        wrapped + "\r\n"
    };
    lines(text).map(wrap).collect()
}

fn quoted(text: &str, mark: &str) -> String {
    lines(text).map(|line| format!("{mark}{line}\r\n")).collect()
}

fn numbered(text: &str, prefix: impl Fn(usize) -> String) -> String {
    lines(text).enumerate().map(|(number, line)| format!("{}{line}\r\n", prefix(number + 8))).collect()
}

fn entities(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

fn flattened(text: &str, between: &str) -> String {
    lines(text).collect::<Vec<_>>().join(between)
}

/// All of the ways. Each takes a text in its own layout.
pub static WAYS: LazyLock<Vec<Way>> = LazyLock::new(|| {
    let mut all = Vec::new();
    let mut add = |how: String, by: Change| all.push(Way { how, by });
    add("single spaces".into(), Box::new(spaced));
    add("carriage returns".into(), Box::new(|text| text.replace("\r\n", "\r")));
    add("blank lines".into(), Box::new(|text| text.replace("\r\n", "\r\n\r\n  \r\n")));
    for width in 60..=132 {
        add(format!("a console of {width} columns"), Box::new(move |text| cut(&expanded(text), width)));
        let mail = move |text: &str| wrapped(&spaced(text), width);
        add(format!("a mail of {width} columns"), Box::new(mail));
        for mark in ["> ", ">", "> > ", ">> ", "| "] {
            add(format!("a mail of {width} columns, quoted by {mark:?}"), Box::new(move |text| quoted(&mail(text), mark)));
        }
    }
    for between in [" ", "  ", "\t", "<br>", " | "] {
        add(format!("on one line, {between:?} between"), Box::new(move |text| flattened(&spaced(text), between)));
    }
    for width in [60, 72, 76, 79, 80, 100, 120] {
        add(format!("on one line, wrapped at {width}"), Box::new(move |text| wrapped(&flattened(&spaced(text), " "), width)));
        add(format!("on one line, cut at {width}"), Box::new(move |text| cut(&flattened(&spaced(text), " "), width)));
    }
    type Prefix = (&'static str, fn(usize) -> String);
    let prefixes: [Prefix; 14] = [
        ("findstr /n", |number| format!("{number}:")),
        ("Select-String", |number| format!("WindowsUpdate.log:{number}:")),
        ("Select-String in a path", |number| format!(r"C:\Users\me\My Logs\WindowsUpdate.log:{number}:")),
        ("Select-String in a 32-bit program's folder", |number| {
            format!(r"C:\Program Files (x86)\Logs\WindowsUpdate.log:{number}:")
        }),
        ("Select-String below a folder", |number| format!(r".\My Logs\WindowsUpdate.log:{number}:")),
        ("Select-String -Context", |number| format!("{} WindowsUpdate.log:{number}:", if number % 3 == 0 { ">" } else { " " })),
        ("nl", |number| format!("{number:>6}\t")),
        ("a list", |number| format!("{number}. ")),
        ("numbers in brackets", |number| format!("[{number}] ")),
        ("bullets", |_| "\u{2022} ".into()),
        ("Word's bullets", |_| "o\t".into()),
        ("stars", |_| "* ".into()),
        ("a table", |_| "| ".into()),
        ("a chat", |_| "PC17> ".into()),
    ];
    for (name, prefix) in prefixes {
        add(name.into(), Box::new(move |text| numbered(text, prefix)));
        add(format!("{name}, single spaces"), Box::new(move |text| numbered(&spaced(text), prefix)));
        for width in [72, 80, 120] {
            add(
                format!("{name}, then a mail of {width} columns"),
                Box::new(move |text| wrapped(&numbered(&spaced(text), prefix), width)),
            );
            add(
                format!("{name}, then a console of {width} columns"),
                Box::new(move |text| cut(&numbered(&expanded(text), prefix), width)),
            );
            add(
                format!("a mail of {width} columns, then {name}"),
                Box::new(move |text| numbered(&wrapped(&spaced(text), width), prefix)),
            );
        }
    }
    add(
        "a table's bars on both sides".into(),
        Box::new(|text| lines(&spaced(text)).map(|line| format!("| {line} |\r\n")).collect()),
    );
    for (name, spaces) in
        [("no-break spaces", "\u{A0}"), ("&nbsp;", "&nbsp;"), ("&#160;", "&#160;"), ("narrow spaces", "\u{202F}")]
    {
        add(name.into(), Box::new(move |text| entities(&spaced(text)).replace(' ', spaces)));
    }
    add("entities".into(), Box::new(entities));
    add("entities twice".into(), Box::new(|text| entities(&entities(text))));
    add("entities, then a mail".into(), Box::new(|text| wrapped(&entities(&spaced(text)), 72)));
    for invisible in ['\u{200B}', '\u{200E}', '\u{202A}', '\u{2060}', '\u{FEFF}', '\u{AD}'] {
        let name = invisible.escape_unicode();
        add(
            format!("{name} before each line"),
            Box::new(move |text| lines(text).map(|line| format!("{invisible}{line}\r\n")).collect()),
        );
        add(format!("{name} before each word"), Box::new(move |text| spaced(text).replace(' ', &format!(" {invisible}"))));
        add(
            format!("{name} within words"),
            Box::new(move |text| text.replace('c', &format!("c{invisible}")).replace('2', &format!("{invisible}2"))),
        );
    }
    all
});
