//! The folders of virtual directories, from IIS' configuration.
//!
//! IIS 7 and later: `applicationHost.config`, `sites/site/application/virtualDirectory` with `path` and `physicalPath`; the paths of the
//! two elements are joined (the pages of `application` and `virtualDirectory` in the IIS configuration reference,
//! learn.microsoft.com/iis). Before: `MetaBase.xml`, `IIsWebVirtualDir` with `Location` and `Path` ("Path Metabase Property", TechNet
//! cc787825). WSUS 3.0 makes each of its web services a virtual directory; later releases write `%ProgramFiles%` into the path
//! (github.com/awarre/Optimize-WsusServer, issue 20).

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::values::problem::Problem;

/// The folders of the virtual directories at `path` (`/ClientWebService`) of any site, as the configuration names them.
///
/// # Errors
/// When the configuration can't be understood: it is not XML, is cut off, leaves out the folder, or has its sites in another file.
pub fn folders_of(configuration: &[u8], path: &str) -> Result<Vec<String>, Problem> {
    let text = decode(configuration)?;
    let mut reader = Reader::from_str(&text);
    let mut search = FolderSearch { path, application: None, folders: Vec::new() };
    let (mut depth, mut elements) = (0_usize, 0_usize);
    loop {
        let offset = reader.buffer_position();
        let damaged = |cause: String| Problem::IisDamaged { cause, offset };
        match reader.read_event().map_err(|error| damaged(error.to_string()))? {
            Event::Start(element) => {
                (depth, elements) = (depth + 1, elements + 1);
                search.enter(&element, offset)?;
            }
            Event::Empty(element) => {
                elements += 1;
                search.enter(&element, offset)?;
                search.leave(element.local_name().as_ref());
            }
            Event::End(element) => {
                depth = depth.checked_sub(1).ok_or(Problem::IisCutOff { offset })?;
                search.leave(element.local_name().as_ref());
            }
            Event::Eof if depth > 0 || elements == 0 => return Err(Problem::IisCutOff { offset }),
            Event::Eof => return Ok(search.folders),
            _ => {}
        }
    }
}

struct FolderSearch<'a> {
    path: &'a str,
    /// The path of the application that the reader is in.
    application: Option<String>,
    folders: Vec<String>,
}

impl FolderSearch<'_> {
    fn enter(&mut self, element: &BytesStart, offset: u64) -> Result<(), Problem> {
        let attribute = |name| attribute(element, name).map_err(|cause| Problem::IisDamaged { cause, offset });
        match element.local_name().as_ref() {
            "sites" if attribute("configSource")?.is_some() => Err(Problem::IisSitesElsewhere {}),
            "application" => {
                self.application = attribute("path")?;
                Ok(())
            }
            "virtualDirectory" => {
                let own = attribute("path")?.unwrap_or_default();
                let path = format!("{}/{own}", self.application.as_deref().unwrap_or_default());
                if is_same(&path, self.path) { self.note("physicalPath", attribute("physicalPath")?) } else { Ok(()) }
            }
            "IIsWebVirtualDir" => {
                let location = attribute("Location")?.unwrap_or_default();
                let is_wanted = site_path(&location).is_some_and(|path| is_same(path, self.path));
                if is_wanted { self.note("Path", attribute("Path")?) } else { Ok(()) }
            }
            _ => Ok(()),
        }
    }

    fn leave(&mut self, element: &str) {
        if element == "application" {
            self.application = None;
        }
    }

    /// Adds a folder, the value of the attribute `name`.
    fn note(&mut self, name: &str, folder: Option<String>) -> Result<(), Problem> {
        let missing = || Problem::IisNoFolder { path: self.path.to_owned(), attribute: name.to_owned() };
        self.folders.push(folder.filter(|folder| !folder.trim().is_empty()).ok_or_else(missing)?);
        Ok(())
    }
}

/// An attribute's value. Names may be in any case, for people edit the file.
fn attribute(element: &BytesStart, name: &str) -> Result<Option<String>, String> {
    for attribute in element.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        if attribute.key.local_name().as_ref().eq_ignore_ascii_case(name) {
            let value = attribute.normalized_value(XmlVersion::Explicit1_0).map_err(|error| error.to_string())?;
            return Ok(Some(value.into_owned()));
        }
    }
    Ok(None)
}

/// What follows a site's root in a location: `/LM/W3SVC/1/ROOT/ClientWebService`.
fn site_path(location: &str) -> Option<&str> {
    let mut parts = location.splitn(6, '/');
    let [start, lm, service, _, root, path] = std::array::from_fn(|_| parts.next());
    let is = |part: Option<&str>, name: &str| part.is_some_and(|part| part.eq_ignore_ascii_case(name));
    if is(start, "") && is(lm, "LM") && is(service, "W3SVC") && is(root, "ROOT") { path } else { None }
}

fn is_same(path: &str, wanted: &str) -> bool {
    let parts = |path: &str| path.split('/').filter(|part| !part.is_empty()).map(str::to_lowercase).collect::<Vec<_>>();
    parts(path) == parts(wanted)
}

/// The text, decoded as its first bytes or its declaration say, or else as UTF-8.
fn decode(bytes: &[u8]) -> Result<String, Problem> {
    let encoding = match (Encoding::for_bom(bytes), bytes) {
        (Some((encoding, _)), _) => encoding,
        (None, [b'<', 0, ..]) => UTF_16LE,
        (None, [0, b'<', ..]) => UTF_16BE,
        (None, _) => declared(bytes).unwrap_or(UTF_8),
    };
    match encoding.decode(bytes) {
        (text, _, false) => Ok(text.into_owned()),
        (_, encoding, true) => Err(Problem::IisNotText { encoding: encoding.name().to_owned() }),
    }
}

/// The encoding that the first line names: `<?xml version="1.0" encoding="windows-1252"?>`.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let line = &bytes[..bytes.len().min(200)];
    let line = std::str::from_utf8(line.split(|byte| *byte == b'>').next()?).ok()?;
    let value = line.strip_prefix("<?xml")?.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let label = value.strip_prefix(['"', '\''])?.split(['"', '\'']).next()?;
    // A declaration that could be read byte by byte is not in UTF-16, even if it says so.
    Encoding::for_label(label.as_bytes()).filter(|encoding| ![UTF_16LE, UTF_16BE].contains(encoding))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATH: &str = "/ClientWebService";
    const FOLDER: &str = r"D:\WSUS & Co\WebServices\ClientWebService";

    fn iis7(site: &str) -> String {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<!-- IIS -->\r\n<configuration><configSections/><system.applicationHost>\
             <sites><site name=\"Default Web Site\" id=\"1\"><application path=\"/\"><virtualDirectory path=\"/\" \
             physicalPath=\"%SystemDrive%\\inetpub\\wwwroot\" /></application>{site}</site></sites></system.applicationHost>\
             </configuration>"
        )
    }

    fn iis6(location: &str) -> String {
        format!(
            "<?xml version =\"1.0\"?>\r\n<configuration xmlns=\"urn:microsoft-catalog:XML_Metabase_V64_0\">\r\n<MBProperty>\r\n\
             <IIsWebVirtualDir\tLocation =\"/LM/W3SVC/1/ROOT\"\r\n\t\tPath=\"c:\\inetpub\\wwwroot\"\r\n\t>\r\n</IIsWebVirtualDir>\r\n\
             <IIsWebVirtualDir\tLocation =\"{location}\"\r\n\t\tAppFriendlyName=\"x\"\r\n\t\tPath=\"D:\\WSUS &amp; Co\\WebServices\\ClientWebService\"\r\n\t>\r\n\
             </IIsWebVirtualDir>\r\n</MBProperty>\r\n</configuration>"
        )
    }

    #[test]
    fn the_folder_of_the_virtual_directory_is_found_in_every_shape() {
        let folder = "physicalPath=\"D:\\WSUS &amp; Co\\WebServices\\ClientWebService\"";
        let shapes = [
            iis7(&format!("<application path=\"/ClientWebService\"><virtualDirectory path=\"/\" {folder} /></application>")),
            iis7(&format!(
                "<application path=\"/clientwebservice/\"><virtualDirectory path=\"/\" {folder}></virtualDirectory></application>"
            )),
            iis7(&format!("<application path=\"/\"><virtualDirectory path=\"/ClientWebService\" {folder} /></application>")),
            iis6("/LM/W3SVC/1/ROOT/ClientWebService"),
            iis6("/LM/w3svc/1894737/Root/clientwebservice"),
        ];
        for text in shapes {
            let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            let marked = |mark: &[u8], bytes: &[u8]| [mark, bytes].concat();
            let encoded = [
                text.clone().into_bytes(),
                marked(b"\xef\xbb\xbf", text.as_bytes()),
                marked(b"\xff\xfe", &utf16),
                marked(b"\xfe\xff", &big),
                utf16,
                big,
            ];
            for bytes in encoded {
                assert_eq!(folders_of(&bytes, PATH).as_deref(), Ok(&[FOLDER.to_owned()][..]), "{text}");
            }
        }
    }

    #[test]
    fn other_directories_are_passed_over_and_several_sites_may_have_it() {
        for text in [iis7(""), iis6("/LM/W3SVC/1/ROOT/Other/ClientWebService"), iis6("/LM/W3SVC/1/ROOT/ClientWebServices")] {
            assert_eq!(folders_of(text.as_bytes(), PATH), Ok(Vec::new()), "{text}");
        }
        let one = |drive| {
            format!(
                "<application path=\"/ClientWebService\"><virtualDirectory path=\"/\" physicalPath=\"{drive}:\\x\"/></application>"
            )
        };
        let text = iis7(&format!("{}</site><site name=\"WSUS\" id=\"2\">{}", one('D'), one('E')));
        assert_eq!(folders_of(text.as_bytes(), PATH), Ok(vec![r"D:\x".into(), r"E:\x".into()]));
    }

    #[test]
    fn an_encoding_that_the_declaration_names_is_read() {
        let text = "<?xml version='1.0' encoding='windows-1252'?><configuration><application path='/ClientWebService'>\
                    <virtualDirectory path='/' physicalPath='D:\\Gr\u{f6}\u{df}e'/></application></configuration>";
        let bytes: Vec<u8> = text.chars().map(|c| c as u8).collect();
        assert_eq!(folders_of(&bytes, PATH), Ok(vec!["D:\\Gr\u{f6}\u{df}e".into()]));
    }

    #[test]
    fn what_is_damaged_is_no_absence() {
        let whole =
            iis7(r#"<application path="/ClientWebService"><virtualDirectory path="/" physicalPath="D:\x"/></application>"#);
        for length in 0..whole.len() {
            assert!(folders_of(&whole.as_bytes()[..length], PATH).is_err(), "{length}");
        }
        let damaged = [
            "not XML at all",
            "<configuration></sites></configuration>",
            "<configuration><sites configSource='other.config'/></configuration>",
            "<configuration><application path='/ClientWebService'><virtualDirectory path='/'/></application></configuration>",
            "<configuration><application path='/ClientWebService'><virtualDirectory path='/' physicalPath='&x;'/></application></configuration>",
        ];
        for text in damaged {
            assert!(folders_of(text.as_bytes(), PATH).is_err(), "{text}");
        }
        assert!(folders_of(b"<configuration>\xff</configuration>", PATH).is_err());
    }
}
