//! Where the evidence is below a system drive. Names are compared without regard to case.

/// `%ProgramFiles%` of WSUS and Office: English first, then the names that localised Windows 2000, XP and Server 2003
/// gave the folder on disk \[FIELD\]. From Windows Vista on the folder has the English name everywhere.
pub const PROGRAM_FILES: [&str; 12] = [
    "Program Files",
    "Programme",
    "Programmes",
    "Archivos de programa",
    "Programmi",
    "Arquivos de programas",
    "Programas",
    "Programmer",
    "Programfiler",
    "Program",
    "Programf\u{e1}jlok",
    "\u{391}\u{3c1}\u{3c7}\u{3b5}\u{3af}\u{3b1} \u{395}\u{3c6}\u{3b1}\u{3c1}\u{3bc}\u{3bf}\u{3b3}\u{3ce}\u{3bd}",
];

/// What 64-bit Windows appends to the name of the folder for 32-bit programs.
pub const X86_SUFFIX: &str = " (x86)";

/// `%windir%`; `WINNT` on machines that were upgraded from Windows 2000.
pub const WINDOWS: [&str; 2] = ["Windows", "WINNT"];

/// The share of a computer's drive C, which administrators may read. `{0}` is the computer's name.
pub const SYSTEM_SHARE: &str = r"\\{0}\c$";
/// The share of its Windows folder, on any drive; see [`SYSTEM_SHARE`].
pub const WINDOWS_SHARE: &str = r"\\{0}\ADMIN$";

/// WSUS below the program files \[A\].
pub const WSUS: &str = "Update Services";

/// The folder of WSUS' web services below [`WSUS`]: a machine that has it is a server. A console-only
/// installation does not have it \[VER\].
pub const WSUS_WEB_SERVICES: &str = "WebServices";

/// The DLL below [`WSUS_WEB_SERVICES`] \[A\].
pub const DLL: [&str; 3] = ["ClientWebService", "bin", super::DLL_NAME];

/// The folder of the web service that clients synchronise with, below [`WSUS_WEB_SERVICES`] \[VER\].
pub const CLIENT_WEB_SERVICE: &str = DLL[0];
/// Its virtual directory in IIS \[VER\].
pub const VIRTUAL_DIRECTORY: &str = "/ClientWebService";

/// IIS below the Windows folder.
pub const IIS: [&str; 2] = ["System32", "inetsrv"];

/// Where IIS 7 and later keep the folders of virtual directories, below [`IIS`] ("Introduction to ApplicationHost.config", IIS.net).
pub const IIS_CONFIGURATION: [&str; 2] = ["config", "applicationHost.config"];

/// The same before IIS 7 ("Metabase Structure", TechNet).
pub const IIS_METABASE: [&str; 1] = ["MetaBase.xml"];

/// The file of `HKEY_LOCAL_MACHINE\SOFTWARE` below the Windows folder ("Registry Hives", learn.microsoft.com).
pub const SOFTWARE_HIVE: [&str; 3] = ["System32", "config", "SOFTWARE"];

/// The folder of the server's logs below [`WSUS`]: without the space on real servers \[FIELD\], with it in the advisory \[A\].
pub const SERVER_LOG_FOLDERS: [&str; 2] = ["LogFiles", "Log Files"];

/// The beginning of the names of the server's logs: `SoftwareDistribution.log`, `.log.old`, `.old` \[FIELD\].
pub const SERVER_LOG: &str = "SoftwareDistribution";

/// The beginning of the names of the client's logs, in `%windir%` \[A\].
pub const CLIENT_LOG: &str = "WindowsUpdate";

/// Office 2003 below the program files \[OFF\].
pub const OFFICE_2003: [&str; 2] = ["Microsoft Office", "OFFICE11"];

/// Programs of Office 2003 and its components; their version is 11.0 \[OFF\].
pub const OFFICE_PROGRAMS: [&str; 13] = [
    "WINWORD.EXE",
    "EXCEL.EXE",
    "OUTLOOK.EXE",
    "POWERPNT.EXE",
    "MSACCESS.EXE",
    "MSPUB.EXE",
    "INFOPATH.EXE",
    "FRONTPG.EXE",
    "ONENOTE.EXE",
    "WINPROJ.EXE",
    "VISIO.EXE",
    "XLVIEW.EXE",
    "PPTVIEW.EXE",
];

/// The major and minor version of Office 2003's programs \[OFF\].
pub const OFFICE_2003_VERSION: (u16, u16) = (11, 0);

/// What WSUS' setup writes into the registry, below `HKEY_LOCAL_MACHINE` in the view of 64-bit programs \[VER\].
pub const WSUS_SETUP_KEY: &str = r"SOFTWARE\Microsoft\Update Services\Server\Setup";

/// The key below `SOFTWARE` that holds the keys of the view of 32-bit programs.
pub const REGISTRY_32_BIT: &str = "Wow6432Node";

/// Where Windows and the program files are, below `HKEY_LOCAL_MACHINE\SOFTWARE`: `SystemRoot` and `ProgramFilesDir`.
pub const WINDOWS_KEY: &str = r"Microsoft\Windows NT\CurrentVersion";
/// See [`WINDOWS_KEY`].
pub const PROGRAM_FILES_KEY: &str = r"Microsoft\Windows\CurrentVersion";

/// The `InstallType` of a console-only installation \[VER\].
pub const INSTALL_TYPE_CONSOLE: u32 = 2;

/// The policy that points a client at its WSUS server: the value `WUServer`.
pub const UPDATE_POLICY_KEY: &str = r"SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate";

/// Installed products, a key each, in the views of 64-bit and of 32-bit programs.
pub const UNINSTALL_KEY: &str = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall";

/// The end of the product codes of Office 2003; release, language and product come before it \[OFF\].
pub const OFFICE_2003_PRODUCT: &str = "-6000-11D3-8CFE-0150048383C9}";

/// Whether the name of an uninstall key is the product code of Office 2003 or one of its components.
pub fn is_office_2003_product(key: &str) -> bool {
    let code = key.to_ascii_uppercase();
    code.len() == "{WXYYZZZZ}".len() - 1 + OFFICE_2003_PRODUCT.len()
        && code.starts_with('{')
        && code.ends_with(OFFICE_2003_PRODUCT)
}
