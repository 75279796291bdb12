//! Which findings count as a server's.

use crate::advisory::places;
use crate::find::discovery::{Discovery, Source, Subject, WsusSetup};
use crate::values::error::Error;

/// The evidence of one machine.
#[derive(Debug, Default)]
pub struct Evidence {
    /// What was found, including what the leads that count led to.
    pub found: Discovery,
    /// Whether any of it says that this is a server, with or without a DLL.
    pub is_server: bool,
    /// Whether there are logs of a server here, whatever is in them.
    pub has_server_logs: bool,
    /// What WSUS' setup left in the registry: the first that was found.
    pub wsus_setup: Option<WsusSetup>,
    /// Folders of WSUS that can't be looked into from here, as the evidence names them, each once.
    pub elsewhere: Vec<String>,
}

impl Evidence {
    /// The findings that count. A console-only installation is not a server: the folder that its setup names does not count.
    pub fn of(source: Source, mut found: Discovery) -> Self {
        let leads = std::mem::take(&mut found.leads);
        let wsus_setup = leads.iter().find_map(|lead| lead.setup.clone());
        if source == Source::Live && wsus_setup.as_ref().is_some_and(is_console_only) {
            // The registry describes the running system: any files of a server are left over. Collected evidence may be from different times.
            (found.wsus, found.dlls, found.server_logs) = (false, Vec::new(), Vec::new());
        }
        let (mut is_server, mut elsewhere, mut missing) = (found.wsus, Vec::new(), Vec::new());
        for lead in leads.into_iter().filter(|lead| !lead.setup.as_ref().is_some_and(is_console_only)) {
            // Setup and IIS say that this is a server, even if its folder is gone.
            is_server = true;
            found.dlls.extend(lead.dlls);
            found.server_logs.extend(lead.server_logs);
            found.errors.extend(lead.errors);
            elsewhere.extend(lead.elsewhere);
            missing.extend(lead.missing);
        }
        if !found.dlls.is_empty() {
            // The DLL that was found may be left over, and not the one that counts.
            found.errors.extend(missing.into_iter().map(|error| (Subject::Wsus, error)));
        }
        elsewhere.sort();
        elsewhere.dedup();
        let is_unreadable = found.errors.iter().any(|(subject, _)| *subject == Subject::ServerLog);
        let has_server_logs = is_unreadable || !found.server_logs.is_empty();
        Self { found, is_server, has_server_logs, wsus_setup, elsewhere }
    }

    /// Whether only the console of WSUS is installed here.
    pub fn is_console(&self) -> bool {
        self.wsus_setup.as_ref().is_some_and(is_console_only)
    }
}

/// What was read of the evidence; nothing where it could not be, and a note about that.
pub fn noted<T>(result: Result<T, Error>, subject: Subject, errors: &mut Vec<(Subject, Error)>) -> Option<T> {
    result.map_err(|error| errors.push((subject, error))).ok()
}

fn is_console_only(setup: &WsusSetup) -> bool {
    setup.install_type == Some(places::INSTALL_TYPE_CONSOLE)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::find::discovery::Lead;
    use crate::values::problem::Problem;

    /// A lead to a DLL and a log in the folder; without an `InstallType` it comes from IIS.
    fn lead(folder: &str, install_type: Option<u32>) -> Lead {
        let setup = |kind| WsusSetup { target_dir: Some(folder.into()), version_string: None, install_type: Some(kind) };
        Lead {
            setup: install_type.map(setup),
            dlls: vec![format!("{folder}/dll").into()],
            server_logs: vec![format!("{folder}/log").into()],
            errors: vec![(Subject::ServerLog, error(folder))],
            ..Lead::default()
        }
    }

    fn error(about: &str) -> Error {
        Error::about(about.as_ref(), Problem::LinkToNothing {})
    }

    /// A machine with a server in its program files, and with leads.
    fn server(leads: Vec<Lead>) -> Discovery {
        let [dlls, server_logs] = ["default/dll", "default/log"].map(|path| vec![path.into()]);
        Discovery { wsus: true, dlls, server_logs, client_logs: vec!["client".into()], leads, ..Discovery::default() }
    }

    /// The folders whose DLLs and logs count, in order.
    fn folders(evidence: &Evidence) -> Vec<String> {
        let folders = |paths: &[PathBuf]| paths.iter().map(|path| path.parent().unwrap().display().to_string()).collect();
        let (dlls, logs): (Vec<_>, Vec<_>) = (folders(&evidence.found.dlls), folders(&evidence.found.server_logs));
        assert_eq!(dlls, logs);
        dlls
    }

    #[test]
    fn what_the_setup_of_a_console_leads_to_does_not_count() {
        const SERVER: Option<u32> = Some(1);
        const CONSOLE: Option<u32> = Some(places::INSTALL_TYPE_CONSOLE);
        for (kinds, counting) in [
            (vec![], vec![]),
            (vec![("A", SERVER)], vec!["A"]),
            (vec![("A", CONSOLE)], vec![]),
            // The two views of a registry, then IIS.
            (vec![("A", CONSOLE), ("B", SERVER), ("C", None)], vec!["B", "C"]),
            (vec![("A", SERVER), ("B", CONSOLE)], vec!["A"]),
        ] {
            let leads = || kinds.iter().map(|(folder, kind)| lead(folder, *kind)).collect();
            let alone = Evidence::of(Source::Root, Discovery { leads: leads(), ..Discovery::default() });
            assert_eq!(alone.is_server, !counting.is_empty());
            assert_eq!(folders(&alone), counting);
            let errors: Vec<&str> = alone.found.errors.iter().map(|(_, error)| error.path.as_deref().unwrap()).collect();
            assert_eq!(errors, counting);
            let first = kinds.first().map(|(folder, _)| *folder);
            assert_eq!(alone.wsus_setup.as_ref().and_then(|setup| setup.target_dir.as_deref()), first);
            assert_eq!(alone.is_console(), kinds.first().is_some_and(|(_, kind)| *kind == CONSOLE));
            // What is in the program files of an image counts all the same.
            let beside = Evidence::of(Source::Root, server(leads()));
            assert!(beside.is_server);
            assert_eq!(folders(&beside), [&["default"], &counting[..]].concat());
        }
    }

    #[test]
    fn a_running_console_is_no_server_whatever_lies_there() {
        let own = |install_type| {
            let setup = WsusSetup { target_dir: None, version_string: None, install_type };
            vec![Lead { setup: Some(setup), ..Lead::default() }]
        };
        let evidence = |leads| Evidence::of(Source::Live, server(leads));
        let console = evidence(own(Some(places::INSTALL_TYPE_CONSOLE)));
        assert_eq!((console.is_server, folders(&console).len(), console.found.client_logs.len()), (false, 0, 1));
        for leads in [vec![], own(None), own(Some(1))] {
            let server = evidence(leads);
            assert_eq!((server.is_server, folders(&server).len()), (true, 1));
        }
        // Setup says so even if nothing else is left.
        assert!(Evidence::of(Source::Live, Discovery { leads: own(Some(1)), ..Discovery::default() }).is_server);
    }

    #[test]
    fn a_missing_dll_is_an_error_where_another_one_would_be_taken_for_it() {
        let lost = || vec![Lead { missing: Some(error("missing")), elsewhere: Some("D:".into()), ..Lead::default() }];
        let alone = Evidence::of(Source::Root, Discovery { leads: lost(), ..Discovery::default() });
        assert_eq!((alone.is_server, alone.found.errors.len()), (true, 0));
        let beside = Evidence::of(Source::Root, server([lost(), lost()].into_iter().flatten().collect()));
        assert_eq!((beside.found.errors.len(), beside.elsewhere), (2, vec!["D:".to_owned()]));
    }
}
