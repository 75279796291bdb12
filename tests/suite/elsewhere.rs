//! WSUS outside the program files: the configuration of IIS and the registry of an image say where it is.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use wsus954960::internals::document::{Assessment, Role, Verdict};
use wsus954960::internals::input::reader::Reader;
use wsus954960::{AssessOptions, ErrorCode, Language};

use crate::assessment::{assess, at, codes, copy_of};
use crate::common::faulty::Layer;
use crate::hive::{Node, USUAL};
use crate::support::*;

const DLL: &str = "Microsoft.UpdateServices.WebServices.Client.Dll";
const SETUP: &str = r"Microsoft\Update Services\Server\Setup";

/// An applicationHost.config in its real form, whose ClientWebService is in the folder.
fn iis7(folder: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<configuration>
    <configSections />
    <system.applicationHost>
        <sites>
            <site name="Default Web Site" id="1" serverAutoStart="true">
                <application path="/">
                    <virtualDirectory path="/" physicalPath="%SystemDrive%\inetpub\wwwroot" />
                    <virtualDirectory path="/Content" physicalPath="D:\WSUS\WsusContent" />
                </application>
                <application path="/ClientWebService" applicationPool="WsusPool">
                    <virtualDirectory path="/" physicalPath="{folder}" />
                </application>
            </site>
        </sites>
    </system.applicationHost>
</configuration>
"#
    )
}

fn iis6(folder: &str) -> String {
    format!(
        "<?xml version =\"1.0\"?>\r\n<configuration xmlns=\"urn:microsoft-catalog:XML_Metabase_V64_0\">\r\n<MBProperty>\r\n\
         <IIsWebVirtualDir\tLocation =\"/LM/W3SVC/1/ROOT/ClientWebService\"\r\n\t\tPath=\"{folder}\"\r\n\t>\r\n</IIsWebVirtualDir>\r\n\
         </MBProperty>\r\n</configuration>\r\n"
    )
}

fn write(path: &Path, content: impl AsRef<[u8]>) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

/// A clean client's files with a configuration of IIS.
fn with_iis(folder: &str) -> tempfile::TempDir {
    let root = copy_of("clear");
    write(&root.path().join("Windows/System32/inetsrv/config/applicationHost.config"), iis7(folder));
    root
}

/// A clean client's files with a hive.
fn with_hive(node: &Node) -> tempfile::TempDir {
    let root = copy_of("clear");
    write(&root.path().join("Windows/System32/config/SOFTWARE"), node.hive(USUAL));
    root
}

/// Copies the folder `Update Services` of a fixture to another place.
fn install(fixture_name: &str, wsus: &Path) {
    let from = copy_of(fixture_name);
    fs::create_dir_all(wsus.parent().unwrap()).unwrap();
    move_folder(&from.path().join("Program Files/Update Services"), wsus);
}

fn move_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (from, to) = entry.map(|entry| (entry.path(), to.join(entry.file_name()))).unwrap();
        if from.is_dir() { move_folder(&from, &to) } else { fs::copy(from, to).map(|_| ()).unwrap() }
    }
}

fn reason(assessment: &Assessment) -> (&str, &str) {
    (&assessment.reasons[0].code, &assessment.reasons[0].text)
}

#[test]
fn a_folder_on_the_system_drive_is_looked_into_wherever_it_is() {
    let service = |wsus: &str| format!(r"{wsus}\WebServices\ClientWebService");
    let configurations = [
        iis7(&service(r"C:\Server\Wsus")),
        iis7(&service(r"c:\SERVER\WSUS")),
        iis7(&service(r"%SystemDrive%\Server\Wsus")),
        iis7(&format!(r"{}\", service(r"C:\Server\Wsus"))),
    ];
    for (index, text) in configurations.iter().enumerate() {
        let utf16: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [text.as_bytes(), &utf16] {
            let root = copy_of("clear");
            write(&root.path().join("Windows/system32/inetsrv/Config/ApplicationHost.config"), bytes);
            install("affected", &root.path().join("Server/Wsus"));
            let assessment = assess(&at(root.path()));
            let read = (assessment.version.is_some(), assessment.server_logs.len(), assessment.errors.len());
            assert_eq!((assessment.verdict, read), (Verdict::Affected, (true, 1, 0)), "{index} {:?}", assessment.errors);
            assert!(assessment.roles.contains(&Role::Server));
        }
    }
    // Before IIS 7, with the Windows folder of an upgraded machine.
    let root = copy_of("clear");
    fs::rename(root.path().join("Windows"), root.path().join("WINNT")).unwrap();
    write(&root.path().join("WINNT/system32/inetsrv/MetaBase.xml"), iis6(&service(r"C:\Server\Wsus")));
    install("affected", &root.path().join("Server/Wsus"));
    assert_eq!(assess(&at(root.path())).verdict, Verdict::Affected);
}

#[test]
fn the_folder_of_the_service_is_looked_into_whatever_its_name() {
    let root = with_iis(r"C:\inetpub\client");
    write(&root.path().join("inetpub/client/bin").join(DLL), fs::read(fixture("dll/sp1.dll")).unwrap());
    assert_eq!(assess(&at(root.path())).verdict, Verdict::Exposed);
}

#[test]
fn a_folder_on_another_drive_of_an_image_prevents_a_clean_verdict() {
    for folder in [r"D:\WSUS\WebServices\ClientWebService", r"\\NAS\WSUS\x", r"\\?\GLOBALROOT\x", r"C:\..\x", r"%WSUS%\x", "x"] {
        let root = with_iis(folder);
        let assessment = assess(&at(root.path()));
        let (code, text) = reason(&assessment);
        assert_eq!((assessment.verdict, code), (Verdict::Indeterminate, "wsusElsewhere"), "{folder}");
        assert!(text.contains(folder), "{text}");
        assert_eq!(assessment.roles, [Role::Server, Role::Client]);
        // The DLL in the default place is not the one that counts, unless that one is already affected.
        install("fixed", &root.path().join("Program Files/Update Services"));
        assert_eq!(codes(&assess(&at(root.path())))[0], "wsusElsewhere", "{folder}");
        fs::remove_dir_all(root.path().join("Program Files/Update Services")).unwrap();
        install("exposed", &root.path().join("Program Files/Update Services"));
        assert_eq!(assess(&at(root.path())).verdict, Verdict::Exposed, "{folder}");
        let named = AssessOptions { dll: Some(fixture("dll/fixed.dll")), ..at(root.path()) };
        assert_eq!(assess(&named).verdict, Verdict::Fixed, "{folder}");
    }
}

#[test]
fn a_folder_without_the_dll_is_a_server_whose_dll_is_missing() {
    let root = with_iis(r"C:\WSUS\WebServices\ClientWebService");
    assert_eq!(codes(&assess(&at(root.path())))[0], "dllMissing");
    fs::create_dir_all(root.path().join("WSUS/WebServices/ClientWebService")).unwrap();
    assert_eq!(codes(&assess(&at(root.path())))[0], "dllMissing");
    // A fixed DLL that was left over proves nothing about it.
    install("fixed", &root.path().join("Program Files/Update Services"));
    let assessment = assess(&at(root.path()));
    assert_eq!((assessment.verdict, codes(&assessment)[0]), (Verdict::Indeterminate, "dllUnreadable"));
    let error = &assessment.errors[0];
    assert!(error.code == ErrorCode::NotFound && error.message.contains("applicationHost.config"), "{error}");
}

#[test]
fn the_same_folder_named_twice_counts_once() {
    for program_files in ["C:", "%SystemDrive%"] {
        let root = copy_of("affected");
        let folder = format!(r"{program_files}\program files\Update Services\WebServices\ClientWebService");
        write(&root.path().join("Windows/System32/inetsrv/config/applicationHost.config"), iis7(&folder));
        let hive = Node::default().text(SETUP, "TargetDir", r"C:\Program Files\Update Services\").number(SETUP, "InstallType", 1);
        write(&root.path().join("Windows/System32/config/SOFTWARE"), hive.hive(USUAL));
        let assessment = assess(&at(root.path()));
        let counts = (assessment.server_logs.len(), assessment.server_logs[0].incident_count, assessment.errors.len());
        assert_eq!((assessment.verdict, counts), (Verdict::Affected, (1, 1, 0)), "{:?}", assessment.errors);
    }
    // The program files of localised Windows.
    let root = copy_of("affected-rtm-german");
    let folder = r"%ProgramFiles%\Update Services\WebServices\ClientWebService";
    write(&root.path().join("WINDOWS/system32/inetsrv/MetaBase.xml"), iis6(folder));
    let assessment = assess(&at(root.path()));
    assert_eq!((assessment.verdict, assessment.errors.len()), (Verdict::Affected, 0), "{:?}", assessment.errors);
}

#[test]
fn iis_without_wsus_and_a_machine_without_iis_are_not_evidence() {
    let root = copy_of("clear");
    let text = iis7(r"C:\x").replace("ClientWebService", "Other");
    write(&root.path().join("Windows/System32/inetsrv/config/applicationHost.config"), text);
    assert_eq!(assess(&at(root.path())).verdict, Verdict::Clear);
    let root = copy_of("clear");
    write(&root.path().join("Windows/System32/kernel32.dll"), "x");
    write(&root.path().join("Windows/System32/config/SYSTEM"), "x");
    assert_eq!(assess(&at(root.path())).verdict, Verdict::Clear);
    // IIS 7 keeps a metabase for its FTP server: it counts only if there is nothing newer.
    let root = with_iis(r"C:\Server\Wsus\WebServices\ClientWebService");
    install("exposed", &root.path().join("Server/Wsus"));
    write(&root.path().join("Windows/System32/inetsrv/MetaBase.xml"), iis6(r"D:\old"));
    assert_eq!(assess(&at(root.path())).verdict, Verdict::Exposed);
}

#[test]
fn a_configuration_or_hive_that_cannot_be_understood_does_not_count_as_absent() {
    let config = "Windows/System32/inetsrv/config/applicationHost.config";
    let whole = iis7(r"D:\WSUS").into_bytes();
    let hive = Node::default().text(SETUP, "TargetDir", r"D:\WSUS").hive(USUAL);
    let damaged: [(&str, &[u8]); 6] = [
        (config, b""),
        (config, b"something else"),
        (config, &whole[..whole.len() / 2]),
        ("Windows/System32/config/SOFTWARE", b""),
        ("Windows/System32/config/SOFTWARE", &hive[..4200]),
        ("Windows/System32/inetsrv/MetaBase.xml", b"\0\0\0\0"),
    ];
    for (path, content) in damaged {
        for (name, verdict) in
            [("clear", Verdict::Indeterminate), ("fixed", Verdict::Indeterminate), ("exposed", Verdict::Exposed)]
        {
            let root = copy_of(name);
            write(&root.path().join(path), content);
            let assessment = assess(&at(root.path()));
            assert_eq!(assessment.verdict, verdict, "{name} {path}");
            assert_eq!(assessment.errors[0].code, ErrorCode::Malformed, "{name} {path}");
        }
    }
    let root = copy_of("clear");
    let long = fs::File::create_new({
        write(&root.path().join("Windows/System32/inetsrv/config/x"), "");
        root.path().join(config)
    });
    long.unwrap().set_len((16 << 20) + 1).unwrap();
    let assessment = assess(&at(root.path()));
    assert_eq!((assessment.verdict, assessment.errors[0].code), (Verdict::Indeterminate, ErrorCode::Malformed));
}

#[test]
fn a_configuration_that_names_endless_folders_is_not_followed() {
    let root = with_iis("x");
    let service =
        |n| format!(r#"<application path="/ClientWebService"><virtualDirectory path="/" physicalPath="C:\{n}" /></application>"#);
    let services: String = (0..10_000).map(service).collect();
    let text = iis7("x").replace("</site>", &format!("{services}</site>"));
    write(&root.path().join("Windows/System32/inetsrv/config/applicationHost.config"), text);
    let assessment = assess(&at(root.path()));
    assert_eq!((assessment.verdict, assessment.errors[0].code), (Verdict::Indeterminate, ErrorCode::Malformed));
    let root = with_iis(&"x".repeat(100_000));
    let assessment = assess(&at(root.path()));
    assert_eq!(codes(&assessment)[0], "wsusElsewhere");
    assert!(reason(&assessment).1.len() < 1000);
}

#[test]
fn an_images_registry_says_where_wsus_is() {
    let setup = |folder: &str, kind| Node::default().text(SETUP, "TargetDir", folder).number(SETUP, "InstallType", kind);
    let root = with_hive(&setup(r"D:\WSUS\", 1));
    let assessment = assess(&at(root.path()));
    assert_eq!((assessment.verdict, codes(&assessment)[0]), (Verdict::Indeterminate, "wsusElsewhere"));
    assert_eq!(assessment.wsus_setup.unwrap().target_dir.as_deref(), Some(r"D:\WSUS\"));
    // In an image whose system drive was D, it is below the root.
    let node = setup(r"D:\WSUS\", 1).text(r"Microsoft\Windows NT\CurrentVersion", "SystemRoot", r"D:\WINNT");
    let root = with_hive(&node);
    install("affected", &root.path().join("wsus"));
    assert_eq!(assess(&at(root.path())).verdict, Verdict::Affected);
    // The console alone is not a server, whatever its folder.
    assert_eq!(assess(&at(with_hive(&setup(r"D:\WSUS\", 2)).path())).verdict, Verdict::Clear);
    let console = setup(r"C:\wsus", 2);
    let root = with_hive(&console);
    install("affected", &root.path().join("wsus"));
    let assessment = assess(&at(root.path()));
    assert_eq!((assessment.verdict, assessment.roles, assessment.errors), (Verdict::Clear, vec![Role::Client], vec![]));
    assert_eq!(assessment.wsus_setup.unwrap().install_type, Some(2));
    // A server in the other view counts, and so do a server's files.
    let view = format!(r"Wow6432Node\{SETUP}");
    let root = with_hive(&console.text(&view, "TargetDir", r"E:\W").number(&view, "InstallType", 1));
    let assessment = assess(&at(root.path()));
    assert_eq!(codes(&assessment)[0], "wsusElsewhere");
    assert_eq!(assessment.wsus_setup.unwrap().install_type, Some(2));
    install("affected", &root.path().join("Program Files/Update Services"));
    assert_eq!(assess(&at(root.path())).verdict, Verdict::Affected);
    // The view of 32-bit programs.
    let view = format!(r"Wow6432Node\{SETUP}");
    let root = with_hive(&Node::default().text(&view, "TargetDir", r"E:\W").number(&view, "InstallType", 1));
    assert_eq!(codes(&assess(&at(root.path())))[0], "wsusElsewhere");
    // Setup without a folder is a server nevertheless.
    assert_eq!(codes(&assess(&at(with_hive(&Node::default().number(SETUP, "InstallType", 1)).path())))[0], "dllMissing");
    // Program files on another drive.
    let node = Node::default().text(r"Microsoft\Windows\CurrentVersion", "ProgramFilesDir", r"E:\Program Files");
    let root = with_hive(&node);
    write(
        &root.path().join("Windows/System32/inetsrv/config/applicationHost.config"),
        iis7(r"%ProgramFiles%\Update Services\WebServices\ClientWebService"),
    );
    assert_eq!(codes(&assess(&at(root.path())))[0], "wsusElsewhere");
}

/// Computers whose shares are folders. A request to any other share fails as on Windows, and is recorded.
fn network(
    shares: Vec<(&'static str, PathBuf)>,
    refused: Vec<&'static str>,
    foreign: Arc<std::sync::Mutex<Vec<String>>>,
) -> Layer {
    Layer::over(move |path| {
        let text = path.to_string_lossy().replace('\\', "/");
        if refused.iter().any(|share| text.starts_with(&share.replace('\\', "/"))) {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        for (share, folder) in &shares {
            if let Some(rest) = text.strip_prefix(&share.replace('\\', "/")) {
                return Ok(folder.join(rest.trim_start_matches('/')));
            }
        }
        foreign.lock().unwrap().push(text);
        // Like ERROR_BAD_NET_NAME, which does not count as absent.
        Err(io::Error::other("the network name can't be found"))
    })
}

/// The assessment of a server whose drive D is this folder, if it has that share, and the requests that were recorded.
fn over_shares(root: &str, folder: &str, drive: Option<&Path>, refused: Vec<&'static str>) -> (Assessment, Vec<String>) {
    let system = with_iis(folder);
    // Over a share, the hive belongs to the running system: it is not opened.
    write(&system.path().join("Windows/System32/config/SOFTWARE"), "in use");
    let foreign = Arc::default();
    let mut shares = vec![(r"\\HOST\c$", system.path().to_owned())];
    shares.extend(drive.map(|drive| (r"\\HOST\d$", drive.to_owned())));
    let network = network(shares, refused, Arc::clone(&foreign));
    let options = at(Path::new(root));
    let assessed =
        wsus954960::internals::judge::assess::assess(&Reader::new(&network), &options.machine().unwrap(), &options).unwrap();
    let assessment = Assessment::new(assessed, Language::English);
    check_schema(&assessment);
    let foreign = foreign.lock().unwrap().clone();
    (assessment, foreign)
}

#[test]
fn a_folder_on_another_drive_is_looked_into_through_the_same_computers_share_of_that_drive() {
    let drive = tempfile::tempdir().unwrap();
    install("affected", &drive.path().join("WSUS"));
    let folder = r"D:\WSUS\WebServices\ClientWebService";
    for root in [r"\\HOST\c$", r"\\HOST\c$\"] {
        let (assessment, foreign) = over_shares(root, folder, Some(drive.path()), vec![]);
        let read = (assessment.verdict, assessment.server_logs.len(), assessment.errors.len(), foreign.len());
        assert_eq!(read, (Verdict::Affected, 1, 0, 0), "{root}: {:?}", assessment.errors);
        let path = assessment.version.unwrap().0.path;
        assert!(path.starts_with(r"\\HOST\d$"), "{path}");
    }
    let empty = tempfile::tempdir().unwrap();
    let (assessment, _) = over_shares(r"\\HOST\c$", folder, Some(empty.path()), vec![]);
    assert_eq!(codes(&assessment)[0], "dllMissing");
}

#[test]
fn a_share_that_is_missing_or_refuses_prevents_a_clean_verdict() {
    let drive = tempfile::tempdir().unwrap();
    let folder = r"D:\WSUS\WebServices\ClientWebService";
    let (absent, _) = over_shares(r"\\HOST\c$", folder, None, vec![]);
    let (refused, _) = over_shares(r"\\HOST\c$", folder, Some(drive.path()), vec![r"\\HOST\d$"]);
    for (assessment, code) in [(absent, ErrorCode::Io), (refused, ErrorCode::AccessDenied)] {
        let (reason, text) = reason(&assessment);
        assert_eq!((assessment.verdict, reason), (Verdict::Indeterminate, "wsusElsewhere"));
        assert!(text.contains(folder), "{text}");
        assert!(assessment.errors.iter().any(|error| error.code == code && error.path.as_deref().unwrap().contains(r"HOST\d$")));
    }
}

#[test]
fn nothing_that_evidence_names_leads_to_another_computer_or_a_device() {
    let hostile = [
        r"\\OTHER\c$\WSUS",
        "//OTHER/c$/WSUS",
        r"\\?\UNC\OTHER\c$\WSUS",
        r"\\.\pipe\x",
        r"\\?\GLOBALROOT\Device\x",
        r"D:\..\..\OTHER\c$",
        r"C:\x\..\..\..\OTHER",
        r"D:\NUL",
        r"%windir%\..\x",
        r"E:\WSUS\..\x",
    ];
    for folder in hostile {
        let (assessment, foreign) = over_shares(r"\\HOST\c$", folder, None, vec![]);
        assert_eq!((assessment.verdict, codes(&assessment)[0]), (Verdict::Indeterminate, "wsusElsewhere"), "{folder}");
        assert!(foreign.is_empty(), "{folder}: {foreign:?}");
        assert!(reason(&assessment).1.contains(folder), "{folder}");
    }
}
