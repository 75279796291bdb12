//! What users and callers write: options, times, names of computers.

use std::path::Path;

use wsus954960::internals::find::computer::Computer;
use wsus954960::internals::fleet::JobRequest;
use wsus954960::internals::judge::options::from_json;
use wsus954960::{AssessOptions, LocalTime, ScanOptions, Since};

use crate::check;

/// Options are taken or refused with an error that can be told.
pub fn options(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let machine = match from_json::<AssessOptions>("options", &text) {
        Ok(options) => options.machine().err(),
        Err(error) => Some(error),
    };
    let refused = [machine, from_json::<ScanOptions>("options", &text).err(), from_json::<JobRequest>("request", &text).err()];
    refused.iter().flatten().for_each(check::error);
}

/// A time is the same with blanks around it, and comes before the last one that there is.
pub fn since(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let since = Since::parse(&text);
    assert_eq!(since, Since::parse(&format!("  {text}\n")), "blanks");
    if let Some(since) = since {
        let last: LocalTime = serde_json::from_str("\"9999-12-31T23:59:59.999\"").expect("a time");
        assert!(since.admits_local(last) || text.contains("9999-12-31"), "{text}");
    }
}

/// A computer's share is on that computer: no name leads elsewhere in a path.
pub fn computer(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    match Computer::named(&text) {
        Ok(computer) => {
            let same = Computer::named(&computer.name).expect("its own name is a name");
            assert_eq!(same, computer);
            let folders = computer.shares(Some("/x/{0}/y")).expect("a template");
            let mut parts = folders.root.strip_prefix("/x").expect("below the template").components();
            assert_eq!(parts.clone().count(), 2, "{}", folders.root.display());
            let host = parts.next().expect("a host").as_os_str().to_str().expect("text").to_owned();
            assert!(!host.contains(['/', '\\', ':', '\0', ' ', '"', '|', '?', '*', '<', '>', '%', '$']), "{host}");
            assert!(Path::new(&host).file_name().is_some(), "{host} leads elsewhere");
            check::plain(&host, &[]);
        }
        Err(error) => check::error(&error),
    }
}
