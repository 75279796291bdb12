//! Korean, in the terms of the advisory's Korean edition.

use std::fmt::Display;

use super::{Heading, ReportWords, Words, file_name, is_inferred, list, or, seconds};
use crate::advisory::places::SYSTEM_SHARE;
use crate::advisory::releases::{Release, State};
use crate::advisory::remedies::Remedy;
use crate::advisory::{DLL_NAME, FIXED_VERSION};
use crate::find::computer::PLACEHOLDER;
use crate::judge::correlate::{Correlation, CorrelationResult};
use crate::judge::reasons::{Reason, Silence, Span};
use crate::judge::verdict::Verdict;
use crate::judge::version::VersionCheck;
use crate::recognise::client_scan::{ClientFormat, ClientIncident, ClientScan};
use crate::recognise::server_scan::{ServerIncident, ServerScan};
use crate::values::file_version::FileVersion;
use crate::values::problem::{Action, Advice, Place, Problem, Thing};
use crate::values::time::LocalTime;

pub(super) struct Korean;

impl Words for Korean {
    fn reason(&self, reason: &Reason) -> String {
        match reason {
            Reason::AffectedRelease { release, path, file_version, fixed_version } => format!(
                "KB 954960 업데이트가 적용되지 않은 {} 릴리스가 설치되어 있습니다({}, 업데이트 적용 후 버전: {fixed_version}).",
                name(*release),
                file(path, *file_version)
            ),
            Reason::DllUnreadable { path: Some(path), file_version } => {
                format!("{}. 그러나 다른 {DLL_NAME} 파일을 읽을 수 없었습니다. 오류를 참조하십시오.", file(path, *file_version))
            }
            Reason::DllUnreadable { path: None, .. } => {
                format!("WSUS가 설치되어 있지만 {DLL_NAME} 파일의 버전을 읽을 수 없었습니다. 오류를 참조하십시오.")
            }
            Reason::DllMissing {} => {
                format!("WSUS가 설치되어 있거나 설치된 적이 있지만 {DLL_NAME} 파일이 있어야 할 위치에 없습니다.")
            }
            Reason::UnknownRelease { path, file_version } => {
                format!("{}. 권고에서 다루는 어느 릴리스에도 해당하지 않습니다.", file(path, *file_version))
            }
            Reason::NotAffectedRelease { release, path, file_version } => {
                format!("이 문제점이 없었던 {} 릴리스가 설치되어 있습니다({}).", name(*release), file(path, *file_version))
            }
            Reason::FixedRelease { release, path, file_version } => {
                format!("이 문제점이 수정된 {} 릴리스가 설치되어 있습니다({}).", name(*release), file(path, *file_version))
            }
            Reason::FailuresOnFixedServer {} => {
                "수정된 릴리스인데도 로그에 실패가 기록되어 있습니다. 수정 전의 항목일 수 있습니다.".into()
            }
            Reason::ServerUnknown {} => "이 컴퓨터에 WSUS가 설치되어 있는지 확인할 수 없었습니다. 오류를 참조하십시오.".into(),
            Reason::WsusElsewhere { folders } => format!(
                "이 컴퓨터의 구성에 따르면 WSUS 위치는 다음과 같으나 여기에서 확인할 수 없었습니다: {}. 해당 컴퓨터에서 직접 검사를 \
                 실행하십시오.",
                folders.join(", ")
            ),
            Reason::NoServer { looked_for_server, server } => {
                let server = server.as_ref().map_or(String::new(), |server| format!("({server})"));
                let no_server = no_server(*looked_for_server);
                format!("{no_server}. 원인은 이 클라이언트가 사용하는 WSUS 서버{server}에 있습니다.")
            }
            Reason::ClientLogClean { looked_for_server, refuted, span } => {
                let found = match refuted {
                    0 => format!("{}에 실패가 없습니다", logs("클라이언트 로그", span)),
                    _ => "서버 로그에 따르면 클라이언트 실패의 원인은 이 문제점이 아닙니다".into(),
                };
                format!("{found}. {}.", no_server(*looked_for_server))
            }
            Reason::ClientLogUnreadable {} => {
                "Windows 업데이트 로그를 읽을 수 없었거나 끝까지 읽지 못했습니다. 오류를 참조하십시오.".into()
            }
            Reason::ClientLogMissing {} => "WSUS 서버도 Windows 업데이트 로그도 없어 판정할 근거가 없습니다.".into(),
            Reason::ClientLogNotDecoded {} => {
                "Windows 업데이트 로그가 디코딩되지 않은 채 내보내져 어떤 줄도 읽을 수 없습니다.".into()
            }
            Reason::ClientLogIsEtwStub {} => {
                "WindowsUpdate.log에는 안내문만 들어 있습니다. 이 버전의 Windows는 로그를 ETW(Windows용 이벤트 추적)에 기록하므로, 이 \
                 파일로는 실패 여부를 알 수 없습니다."
                    .into()
            }
            Reason::ClientLogNotRecognised {} => {
                "Windows 업데이트 로그가 비어 있거나, 그 안에 이 로그 형식의 내용이 없습니다.".into()
            }
            Reason::ClientFailureCutOff { .. } => {
                "클라이언트가 오류 0x8024400E로 실패했지만, 로그에 그 실패의 내용이 기록되어 있지 않습니다.".into()
            }
            Reason::ClientLogMixedEncodings {} => {
                "Windows 업데이트 로그에 다른 인코딩의 내용이 덧붙어 도중에 인코딩이 바뀝니다. 로그 전체를 읽을 수는 없습니다.".into()
            }
            Reason::ClientLogCutOff {} => "Windows 업데이트 로그가 줄 중간에서 끝납니다. 그 뒤의 내용이 없습니다.".into(),
            Reason::NoFailuresInLogs { server_logs, span } => match server_logs {
                Silence::Unreadable => "실패가 발견되지 않았지만, 읽을 수 없는 서버 로그가 있습니다. 오류를 참조하십시오.".into(),
                Silence::Missing => "서버 로그가 없습니다. 문제점이 실제로 발생했는지 알 수 없습니다.".into(),
                Silence::Inconclusive => {
                    "서버 로그만으로는 일어난 일을 모두 알 수 없습니다. 문제점이 실제로 발생했는지 알 수 없습니다.".into()
                }
                Silence::Conclusive => format!("{}에 실패가 없습니다.", logs("서버 로그", span)),
            },
            Reason::Office2003Present { programs } => {
                format!("이 문제점을 일으키는 Office 2003이 설치되어 있습니다: {}.", programs.join(", "))
            }
            Reason::FailuresInServerLog { count, path, line } => {
                format!("서버 로그에 이 문제점의 예외가 {count}회 기록되어 있습니다{}.", latest(path, *line))
            }
            Reason::FailuresInClientLog { count, confirmed, path, line } => {
                let proof = match confirmed {
                    0 => {
                        " 이 기록은 서버에 내부 오류가 발생했다는 것만 나타냅니다. 어떤 오류인지는 오류 ID로 연결되는 서버 로그에서 \
                         확인할 수 있습니다."
                    }
                    _ => "",
                };
                format!("클라이언트 로그에 실패가 {count}회 기록되어 있습니다{}.{proof}", latest(path, *line))
            }
            Reason::FailuresAtAnotherServer { count } => format!(
                "이 컴퓨터의 클라이언트가 다른 WSUS 서버(예: 이 서버의 업스트림 서버)에서 {count}회 실패했습니다. 이 기록은 이 서버에 대해 \
                 아무것도 나타내지 않습니다."
            ),
            Reason::FailuresConfirmed { count } => {
                format!("오류 ID를 대조한 결과, 클라이언트 실패 {count}회가 서버 로그에서 이 문제점으로 확인되었습니다.")
            }
            Reason::FailuresRefuted { count } => {
                format!("오류 ID를 대조한 결과, 서버 로그에서 클라이언트 실패 {count}회의 원인이 다른 것으로 확인되었습니다.")
            }
        }
    }

    fn remedy(&self, remedy: Remedy) -> String {
        match remedy {
            Remedy::InstallKb954960 => format!(
                "WSUS 3.0 SP1용 KB 954960 업데이트를 설치하십시오(Microsoft Update 또는 Microsoft 다운로드 센터에서 제공. Windows Server \
                 2008에서는 2008년 8월 4일 이후의 패키지를 관리자 권한으로 실행하십시오). 이 업데이트만 따로 설치 제거할 수는 없으며, \
                 제거하려면 WSUS를 설치 제거해야 합니다. 설치 후 DLL의 파일 버전은 {FIXED_VERSION}입니다."
            ),
            Remedy::UpgradeToSp1 => {
                "KB 954960에는 서비스 팩이 없는 WSUS 3.0용 패키지가 없습니다. WSUS 3.0 SP1로 업그레이드한 다음 KB 954960 업데이트를 \
                 설치하십시오."
                    .into()
            }
            Remedy::Workaround => {
                "그때까지 WSUS 콘솔에서 다음 대안을 적용하십시오. \"Office 2003 Service Pack 1\" 업데이트를 찾아(승인 및 상태: 모두) \
                 거부되어 있는지 확인하고, 승인한 다음(아무것도 변경하지 않고 확인을 클릭하여 대화 상자를 닫음) 다시 거부하십시오. WSUS \
                 서버 계층 구조에서는 최상위 서버부터 모든 서버에서 수행하십시오."
                    .into()
            }
            Remedy::CheckServer => {
                "원인은 이 컴퓨터가 아니라 WSUS 서버에 있습니다. 이 클라이언트가 사용하는 서버(발생 항목의 serverUrl)에서 같은 검사를 \
                 실행하거나, 그 서버의 SoftwareDistribution.log를 함께 제공하여 이 클라이언트를 다시 검사하십시오. 그러면 오류 ID를 \
                 대조할 수 있습니다."
                    .into()
            }
            Remedy::ReviewFailures => {
                "업데이트가 설치되어 있습니다. 실패 시각을 업데이트 설치 시각과 비교하십시오. 설치 후에도 실패가 있으면 WSUS 콘솔에서 KB \
                 954960의 대안을 다시 적용하십시오."
                    .into()
            }
            Remedy::ConvertEtwLog => {
                "이 버전의 Windows에서 WindowsUpdate.log에는 안내문만 들어 있습니다. 해당 컴퓨터에서 Get-WindowsUpdateLog를 실행하고 \
                 생성된 파일을 검사하십시오."
                    .into()
            }
            Remedy::ExportAgain => {
                "추적을 디코딩할 수 없는 상태에서 로그를 내보냈습니다(원격 세션, 다른 컴퓨터 또는 기호 없음). 해당 컴퓨터의 로컬 세션에서 \
                 Get-WindowsUpdateLog를 다시 실행하고 생성된 파일을 검사하십시오."
                    .into()
            }
            Remedy::CompleteEvidence => "이유와 오류에 나온 항목을 읽을 수 있게 하거나 수집한 다음 다시 검사하십시오.".into(),
        }
    }

    fn problem(&self, problem: &Problem) -> String {
        match problem {
            Problem::System { action, cause, advice } => failed(doing(*action), cause, *advice),
            Problem::LogCutShort { bytes, lines, cause, advice } => {
                failed(&format!("{bytes}바이트({lines}번째 줄) 이후의 로그 읽기"), cause, *advice)
            }
            Problem::NoThread { cause } => format!("스레드를 시작할 수 없습니다: {cause}."),
            Problem::TimedOut { timeout_ms, action } => format!(
                "{}초 안에 응답이 없습니다({} 중). 컴퓨터가 꺼져 있거나 공유가 응답하지 않을 수 있습니다. 단지 느린 경우에는 제한 시간을 \
                 늘리십시오.",
                seconds(*timeout_ms),
                doing(*action)
            ),
            Problem::Cancelled {} => "응답이 오기 전에 취소되었습니다.".into(),
            Problem::Panic { cause } => format!("wsus954960의 결함입니다. 제작자에게 알려 주십시오: {}.", cause.trim_end_matches('.')),
            Problem::DeviceForFile {} => "장치 또는 파이프입니다. 일반 파일의 경로를 지정하십시오.".into(),
            Problem::DeviceForPath {} => "장치 또는 파이프입니다. 파일 또는 폴더의 경로를 지정하십시오.".into(),
            Problem::FolderForFile {} => "폴더입니다. 그 안에 있는 파일의 경로를 지정하십시오.".into(),
            Problem::FileForRoot {} => "파일입니다. 시스템 드라이브에 해당하는 폴더를 지정하십시오.".into(),
            Problem::WrongKind { found, wanted } => format!("{} 있어야 할 위치에 {} 있습니다.", thing(*wanted), thing(*found)),
            Problem::LinkToNothing {} => "링크이지만 가리키는 대상이 없습니다.".into(),
            Problem::FileTooLong { limit } => format!("파일이 {limit}바이트보다 커서 올바른 파일일 수 없습니다."),
            Problem::NoPath {} => "파일 경로가 없습니다.".into(),
            Problem::RootAndComputerName {} => "컴퓨터는 root와 computerName 중 하나로만 지정할 수 있습니다.".into(),
            Problem::TemplateWithoutComputerName {} => "shareTemplate은 computerName과 함께만 사용할 수 있습니다.".into(),
            Problem::WindowsWithoutRoot {} => "windows는 root와 함께만 사용할 수 있습니다.".into(),
            Problem::TemplateWithoutPlaceholder { template } => format!(
                "공유 서식 '{template}'에 컴퓨터 이름을 나타내는 {PLACEHOLDER}이(가) 없어 모든 컴퓨터의 경로가 같아집니다. {SYSTEM_SHARE} 형식으로 \
                 지정하십시오."
            ),
            Problem::ComputerNameTooLong { length, limit } => {
                format!("컴퓨터 이름이 아닙니다. {length}바이트입니다. 이름은 최대 {limit}바이트입니다.")
            }
            Problem::NotComputerName { part_limit } => format!(
                "컴퓨터 이름이 아닙니다. 이름에는 문자, 숫자, -, _만 사용할 수 있고, 점 하나로 구분된 각 부분은 최대 {part_limit}바이트입니다."
            ),
            Problem::ComputerNameIsDevice {} => "컴퓨터 이름이 아닙니다. Windows에서 장치 이름으로 사용됩니다.".into(),
            Problem::NotWindows {} => {
                "이 컴퓨터 자체는 Windows에서만 평가할 수 있습니다. 컴퓨터의 시스템 드라이브에 해당하는 폴더(예: 관리 공유 또는 수집한 파일)를 \
                 지정하십시오."
                    .into()
            }
            Problem::Concurrency { concurrency, max } => format!("{concurrency}: 1에서 {max} 사이여야 합니다."),
            Problem::Null {} => "NULL입니다.".into(),
            Problem::NoJob {} => "작업이 아니거나 이미 해제되었습니다.".into(),
            Problem::NotUtf16 { cause } => format!("올바른 UTF-16이 아닙니다: {cause}."),
            Problem::NotJsonObject {} => "JSON 개체가 필요합니다. 예: {\"since\": \"2008-06-13\"}.".into(),
            Problem::InvalidOptions { cause } => format!("{cause}."),
            Problem::NotPe { cause } => format!("PE 파일(DLL 또는 EXE)이 아니거나 헤더가 손상되었습니다: {cause}."),
            Problem::PeMagic { magic } => format!("PE 파일의 선택적 헤더에 알 수 없는 매직 번호({magic:#06x})가 있습니다."),
            Problem::PeResourcesOutside { rva } => {
                format!("{rva:#x}에 있는 리소스 섹션이 파일의 어느 섹션에도 속하지 않습니다.")
            }
            Problem::PeDirectoryOutside { offset } => {
                format!("오프셋 {offset:#x}의 리소스 디렉터리가 잘렸거나 섹션을 벗어납니다.")
            }
            Problem::PeDataForDirectory { offset } => {
                format!("리소스 트리에서 디렉터리가 있어야 할 오프셋 {offset:#x}에 데이터가 있습니다.")
            }
            Problem::PeTooDeep { offset } => format!("리소스 트리가 오프셋 {offset:#x}에서 세 단계보다 깊어집니다."),
            Problem::PeEntryOutside { offset } => {
                format!("오프셋 {offset:#x}의 버전 리소스 데이터 항목이 잘렸거나 섹션을 벗어납니다.")
            }
            Problem::PeVersionOutside { rva } => {
                format!("{rva:#x}에 있는 버전 리소스 데이터가 파일의 어느 섹션에도 속하지 않습니다.")
            }
            Problem::PeVersionTooLong { size, available } => {
                format!("버전 리소스의 데이터는 {size}바이트로 표시되어 있지만 섹션에는 {available}바이트만 있습니다.")
            }
            Problem::PeVersionBehindEnd { rva } => format!("{rva:#x}에 있는 버전 리소스 데이터가 파일의 끝을 벗어납니다."),
            Problem::PeVersionCutOff { size } => format!("버전 리소스가 {size}바이트에서 잘려 있습니다."),
            Problem::PeVersionKey {} => "버전 리소스가 VS_VERSION_INFO로 시작하지 않습니다.".into(),
            Problem::PeVersionLength { length, size } => {
                format!("버전 리소스의 길이는 {length}바이트로 표시되어 있지만 실제로는 {size}바이트입니다.")
            }
            Problem::PeFixedLength { length, expected } => {
                format!("버전 리소스의 고정 파일 정보가 {expected}바이트가 아니라 {length}바이트로 표시되어 있습니다.")
            }
            Problem::PeFixedSignature { signature, expected } => {
                format!("버전 리소스의 고정 파일 정보의 서명이 {expected:#010x}이(가) 아니라 {signature:#010x}입니다.")
            }
            Problem::NotHive {} => hive("regf로 시작하지 않음"),
            Problem::HiveChecksum {} => hive("체크섬이 기본 블록과 일치하지 않음"),
            Problem::HiveVersion {} => hive("알 수 없는 버전 또는 종류임"),
            Problem::HiveCutOff {} => hive("일부가 잘려 있음"),
            Problem::HiveNoCell { offset } => hive(&format!("{offset:#x}에 셀이 없음")),
            Problem::HiveNotKey { offset } => hive(&format!("{offset:#x}의 셀이 키가 아님")),
            Problem::HiveNotKeys { offset } => hive(&format!("{offset:#x}의 셀이 키 목록이 아님")),
            Problem::HiveNotValue { offset } => hive(&format!("{offset:#x}의 셀이 값이 아님")),
            Problem::HiveNotText { name } => hive(&format!("{name} 값이 텍스트가 아님")),
            Problem::HiveNotNumber { name } => hive(&format!("{name} 값이 숫자가 아님")),
            Problem::HiveTooManyKeys {} => hive("키가 너무 많거나 순환함"),
            Problem::IisDamaged { cause, offset } => iis(cause, *offset),
            Problem::IisCutOff { offset } => iis("잘려 있음", *offset),
            Problem::IisSitesElsewhere {} => "이 IIS 구성의 사이트는 다른 파일에 있어 여기에서 읽을 수 없습니다.".into(),
            Problem::IisNoFolder { path, attribute } => {
                format!("이 IIS 구성의 {path} 가상 디렉터리에 {attribute} 특성이 없습니다.")
            }
            Problem::IisNotText { encoding } => format!("{encoding} 텍스트가 아니거나 손상되었습니다."),
            Problem::IisTooManyFolders { count, virtual_directory } => {
                format!("{virtual_directory} 가상 디렉터리에 지정된 폴더가 {count}개로, 확인하기에 너무 많습니다.")
            }
            Problem::DllNotInNamedFolder { named_by, folder } => {
                format!("{named_by}에 WSUS 폴더로 지정되어 있지만({folder}) {DLL_NAME} 파일이 없습니다.")
            }
            Problem::NoDocument {} => "이 파일에 문서가 없습니다.".into(),
            Problem::FileCutOff { document, cause } => {
                format!("파일이 문서 {document}에서 잘려 있습니다. 그 앞의 내용은 읽었습니다: {cause}.")
            }
            Problem::FileDamaged { document, cause } => {
                format!("문서 {document}: 손상되었거나 잘렸거나 JSON이 아닙니다. 그 뒤의 내용은 읽지 않았습니다: {cause}.")
            }
            Problem::NotDocument { cause } => format!("wsus954960의 문서가 아닙니다: {cause}."),
            Problem::SchemaVersion { found, known } => format!(
                "이 문서의 스키마 버전은 {found}이고 이 프로그램이 아는 버전은 {known}입니다. 문서를 작성한 프로그램 또는 이후 버전을 사용하십시오."
            ),
            Problem::InvalidDocument { cause } => format!("해당 종류의 올바른 문서가 아닙니다: {cause}."),
            Problem::UnusableKind { kind } => {
                format!("'{kind}' 종류의 문서는 여기에서 사용할 수 없습니다. 평가, 로그, 버전 및 오류 문서를 사용할 수 있습니다.")
            }
            Problem::NotJson { cause } => format!("JSON이 아닙니다: {}.", or(cause, "내용 없음")),
            Problem::NothingBehindComma {} => "쉼표와 배열의 끝 사이에 문서가 없습니다.".into(),
            Problem::EmptyArray {} => "이 배열에 문서가 없습니다.".into(),
            Problem::ArrayCutOff {} => "여기에서 시작하는 배열이 잘려 있습니다. 그 안의 내용은 읽었습니다.".into(),
            Problem::ArrayNotContinued { input } => format!("여기에서 시작하는 배열이 입력 {input}에서 이어지지 않습니다."),
            Problem::DocumentCutOff { cause } => format!("여기에서 시작하는 문서가 잘려 있습니다: {}.", or(cause, "내용 없음")),
            Problem::DocumentNotContinued { input, cause } => {
                format!("여기에서 시작하는 문서가 입력 {input}에서 이어지지 않습니다: {}.", or(cause, "내용 없음"))
            }
            Problem::LogInconclusive {} => {
                "이 로그의 문서에는 실패가 없지만, 실패가 없었다는 것도 나타나 있지 않습니다. 이유를 확인하려면 그 로그만 따로 검사하십시오.".into()
            }
            Problem::MachineIndeterminate { why } => or(why, "판정 불가.").to_owned(),
            Problem::NotFromStandardInput {} => {
                "이 이름의 파일이 없습니다. 버전은 파일의 여러 위치에서 읽으므로 표준 입력에서는 읽을 수 없습니다. 내용을 파일에 저장하고 그 경로를 \
                 지정하십시오."
                    .into()
            }
            Problem::NoRoot {} => "이 파일에 루트 폴더가 없습니다. 한 줄에 하나씩 적으십시오.".into(),
            Problem::LineWithNul {} => {
                "NUL 문자가 있습니다. 파일의 이 부분이 손상되었거나, 파일의 시작 부분과 달리 UTF-16입니다. 파일을 UTF-8로 저장하십시오.".into()
            }
            Problem::LineWithControl { character } => format!("경로에 쓸 수 없는 제어 문자({character})가 있습니다."),
            Problem::LineHalfQuoted {} => {
                "따옴표의 짝이 맞지 않습니다. 경로 전체를 따옴표로 묶거나 따옴표를 사용하지 마십시오.".into()
            }
            Problem::LineQuoteInside {} => "경로 안에 따옴표가 있습니다. 한 줄에 경로 하나만 적으십시오.".into(),
            Problem::LineEmptyQuotes {} => "따옴표 안이 비어 있습니다. 폴더를 적거나 그 줄을 삭제하십시오.".into(),
        }
    }

    fn place(&self, place: &Place) -> String {
        match place {
            Place::Machine { name } | Place::Argument { name } => name.clone(),
            Place::ThisMachine {} => "이 컴퓨터".into(),
            Place::Document { number } => format!("문서 {number}"),
            Place::Input { number } => format!("입력 {number}"),
            Place::Line { number } => format!("{number}번째 줄"),
        }
    }

    fn standard_input(&self) -> &'static str {
        "표준 입력"
    }
}

/// What the system failed at, what it says, and what to do.
fn failed(doing: &str, cause: &str, advice: Option<Advice>) -> String {
    let advice = advice.map_or(String::new(), |advice| format!(" {}", help(advice)));
    format!("{doing} 실패: {}.{advice}", cause.trim_end_matches('.'))
}

fn doing(action: Action) -> &'static str {
    match action {
        Action::Look => "찾기",
        Action::OpenFile => "파일 열기",
        Action::ReadFile => "파일 읽기",
        Action::OpenFolder => "폴더 열기",
        Action::ListFolder => "폴더 목록 읽기",
        Action::FollowLink => "링크 대상 찾기",
        Action::ReadVersion => "파일 버전 읽기",
        Action::ReadRegistry => "레지스트리 읽기",
        Action::ReadHive => "레지스트리 하이브 읽기",
        Action::ReadLog => "로그 읽기",
        Action::ReadDocuments => "문서 읽기",
        Action::ReadRoots => "루트 폴더 목록 읽기",
        Action::FindEvidence => "자료 찾기",
        Action::ReadClientLog => "클라이언트 로그 읽기",
        Action::ReadServerLog => "서버 로그 읽기",
        Action::FindOffice => "Office 2003 찾기",
    }
}

fn help(advice: Advice) -> &'static str {
    match advice {
        Advice::CheckPath => "경로를 확인하십시오.",
        Advice::UseOtherAccount => "읽기 권한이 있는 계정으로 실행하십시오(예: 관리자 권한 또는 SYSTEM).",
        Advice::CheckDisk => "디스크 또는 네트워크 공유를 확인하고 다시 시도하십시오.",
        Advice::CheckComputer => "컴퓨터 이름이 맞는지, 컴퓨터가 켜져 있는지, 공유에 연결할 수 있는지 확인하십시오.",
        Advice::FileLocked => {
            "다른 프로세스가 이 파일을 잠갔습니다. 그 프로세스를 닫거나 작업이 끝날 때까지 기다리거나 파일의 복사본을 사용하십시오."
        }
        Advice::UnknownAccount => {
            "대상 컴퓨터가 이 계정을 알지 못하거나 암호가 일치하지 않습니다. 그 컴퓨터의 관리자 계정으로 실행하거나, 먼저 그러한 계정으로 공유에 \
             연결하십시오(net use)."
        }
        Advice::RestrictedAccount => {
            "계정에 제한이 있습니다(예: 암호가 없거나 정책에서 네트워크 로그인을 허용하지 않음). 그 컴퓨터의 다른 관리자 계정을 사용하십시오."
        }
        Advice::SignInRefused => {
            "이 계정은 현재 시간에, 이 컴퓨터에서 또는 네트워크를 통해 대상 컴퓨터에 로그인할 수 없습니다. 그 컴퓨터의 다른 관리자 계정을 사용하거나 \
             해당 권한을 부여받으십시오."
        }
        Advice::AccountExpired => {
            "계정이 사용 안 함으로 설정되었거나 잠겼거나 만료되었거나, 암호가 만료되었습니다. 다른 계정을 사용하거나 이 계정의 문제를 해결하십시오."
        }
        Advice::NoDomainController => {
            "이 계정에 대해 응답한 도메인 컨트롤러가 없습니다. 도메인 연결을 확인하거나 그 컴퓨터의 로컬 계정을 사용하십시오."
        }
        Advice::OtherConnection => {
            "같은 컴퓨터에 이미 다른 계정으로 연결되어 있습니다. 그 연결을 끊거나(net use \\\\COMPUTER /delete) 그 계정을 사용하십시오."
        }
        Advice::WrongComputer => {
            "응답한 컴퓨터가 이 계정에 자신의 이름을 증명하지 못했습니다. 이름이 올바른 컴퓨터를 가리키는지(DNS), 두 컴퓨터의 시계가 일치하는지, \
             도메인의 컴퓨터 계정이 올바른지 확인하십시오."
        }
        Advice::BrokenTrust => {
            "컴퓨터와 도메인 간 또는 도메인 간의 트러스트에서 이 계정을 허용하지 않습니다. 트러스트를 복구하거나 그 컴퓨터의 로컬 계정을 \
             사용하십시오."
        }
        Advice::MachineAccount => "컴퓨터 또는 도메인의 계정입니다. 그 컴퓨터의 관리자인 사용자 계정을 사용하십시오.",
        Advice::SessionRefused => {
            "이 세션에서는 현재 계정으로 그 공유를 사용할 수 없습니다. 그 컴퓨터의 관리자 계정으로 실행하십시오. 원격 세션에서는 자격 증명이 세 번째 \
             컴퓨터로 전달되지 않습니다."
        }
        Advice::SaveToFile => "파일에 저장하고 그 경로를 지정하십시오.",
    }
}

/// With its particle.
fn thing(thing: Thing) -> &'static str {
    match thing {
        Thing::File => "파일이",
        Thing::Folder => "폴더가",
        Thing::Link => "링크가",
        Thing::Device => "장치, 파이프 또는 소켓이",
    }
}

fn hive(cause: &str) -> String {
    format!("레지스트리 하이브가 아니거나 손상되었습니다: {cause}.")
}

fn iis(cause: &str, offset: u64) -> String {
    format!("IIS 구성이 아니거나 손상되었습니다: {cause}({offset}바이트 위치).")
}

fn name(release: Option<Release>) -> &'static str {
    match release {
        Some(Release::Later) => "WSUS 3.0 SP2 이상",
        Some(release) => release.name(),
        None => "알 수 없는",
    }
}

fn file(path: &str, version: Option<FileVersion>) -> String {
    let version = version.map_or("없음".into(), |version| version.to_string());
    format!("{} 파일 버전: {version}", file_name(path))
}

fn no_server(looked_for_server: bool) -> &'static str {
    if looked_for_server {
        "이 컴퓨터에는 WSUS 서버가 설치되어 있지 않습니다"
    } else {
        "로그만 제공되어 WSUS 설치 여부를 확인할 수 없었습니다"
    }
}

fn latest(path: &Option<String>, line: Option<u64>) -> String {
    path.as_ref().zip(line).map_or(String::new(), |(path, line)| format!("(마지막 위치: {}, {line}번째 줄)", file_name(path)))
}

/// `클라이언트 로그(2008-06-13~2008-06-20)`
fn logs(name: &str, span: &Span) -> String {
    match (&span.first, &span.last) {
        (Some(first), Some(last)) => format!("{name}({first}~{last})"),
        _ => name.into(),
    }
}

impl ReportWords for Korean {
    fn verdict(&self, verdict: Verdict) -> (&'static str, &'static str) {
        match verdict {
            Verdict::Affected => ("영향 받음", "이 WSUS 서버에는 권고 954960의 문제점이 있으며, 실제로 발생했습니다."),
            Verdict::Exposed => ("노출됨", "이 WSUS 서버에는 권고 954960의 문제점이 있습니다."),
            Verdict::Fixed => ("수정됨", "이 WSUS 서버에는 권고 954960의 수정이 적용되어 있습니다."),
            Verdict::NotAffected => ("영향 없음", "이 WSUS 릴리스에는 권고 954960의 문제점이 없었습니다."),
            Verdict::Blocked => ("차단됨", "이 클라이언트의 동기화가 권고 954960에 설명된 방식으로 실패했습니다."),
            Verdict::Clear => ("이상 없음", "이 클라이언트에는 권고 954960의 실패가 나타나지 않습니다."),
            Verdict::Indeterminate => ("판정 불가", "이 컴퓨터가 권고 954960에 해당하는지 아직 판정할 수 없습니다."),
        }
    }

    fn no_answer(&self) -> &'static str {
        "응답 없음"
    }

    fn heading(&self, heading: Heading) -> &'static str {
        match heading {
            Heading::Why => "이유",
            Heading::WhatToDo => "조치",
            Heading::ClientAndServer => "클라이언트와 서버",
            Heading::CouldNotBeRead => "읽을 수 없었던 항목",
            Heading::LookedAt => "확인한 파일",
            Heading::Verdicts => "판정",
            Heading::Releases => "WSUS 릴리스",
            Heading::BlockedBy => "사용하는 서버별 차단된 클라이언트",
            Heading::Errors => "오류",
        }
    }

    fn correlation(&self, correlation: &Correlation) -> String {
        let result = match correlation.result {
            CorrelationResult::Confirmed => "확인됨 - 서버에서 이 문제점이 발생했습니다",
            CorrelationResult::Refuted => "다른 원인 - 서버에서 다른 오류가 발생했습니다",
            CorrelationResult::Unmatched => "미확인 - 서버 로그에 원인이 없습니다",
        };
        let clock = match (&correlation.utc_offset, correlation.skew_ms) {
            (Some(offset), Some(skew)) => format!("(클라이언트 시간대: UTC{offset}, 시간 차이: {skew} ms)"),
            _ => String::new(),
        };
        format!("오류 ID {}: {result}{clock}", correlation.fault_id)
    }

    fn totals(&self, machines: u64, verdicts: &[(Verdict, u64)], unanswered: u64) -> String {
        let verdicts = verdicts.iter().map(|(verdict, count)| format!("{} {count}대", self.verdict(*verdict).0));
        let unanswered = (unanswered > 0).then(|| format!("응답 없음 {unanswered}대"));
        format!("컴퓨터 {machines}대: {}", list(verdicts.chain(unanswered)))
    }

    fn compliance(&self, machines: u64, compliant: u64, not_compliant: u64, indeterminate: u64, unanswered: u64) -> String {
        format!(
            "컴퓨터 {machines}대 평가: 준수 {compliant}대, 비준수 {not_compliant}대, 판정 불가 {indeterminate}대, 응답 없음 {unanswered}대"
        )
    }

    fn rejected(&self, count: u64) -> String {
        format!("읽을 수 없었던 파일 또는 문서: {count}개")
    }

    fn join_result(&self, result: CorrelationResult) -> &'static str {
        match result {
            CorrelationResult::Confirmed => "차단됨",
            CorrelationResult::Refuted => "다른 원인",
            CorrelationResult::Unmatched => "미확인",
        }
    }

    fn client_and_server(&self, client: &str, server: Option<&str>) -> String {
        format!("{client} → {}", server.unwrap_or("로그에 이름이 없는 서버"))
    }

    fn failures(&self, confirmed: u64, (refuted, exceptions): (u64, &str), unmatched: u64, last: Option<LocalTime>) -> String {
        let counts = [
            (confirmed > 0).then(|| format!("서버 로그로 확인됨 {confirmed}회")),
            (refuted > 0).then(|| format!("서버 로그에서 다른 원인으로 확인됨 {refuted}회({exceptions})")),
            (unmatched > 0).then(|| format!("어느 로그로도 설명되지 않음 {unmatched}회")),
            last.map(|time| format!("마지막 {time}")),
        ];
        list(counts.into_iter().flatten())
    }

    fn no_failures(&self) -> &'static str {
        "어느 클라이언트 로그에도 이 실패가 없습니다."
    }

    fn nothing_to_join(&self) -> &'static str {
        "클라이언트 로그가 하나도 없어 연결할 것이 없습니다."
    }

    fn version(&self, check: &VersionCheck) -> String {
        let version = check.file_version.map_or("버전 없음".into(), |version| version.to_string());
        let release = check.release.map_or("알려진 WSUS 릴리스 아님", |release| name(Some(release)));
        let state = match check.state {
            State::Fixed => "수정됨",
            State::Affected => "영향 받음",
            State::NotAffected => "영향 없음",
            State::Unknown => "알 수 없음",
        };
        let inferred = if is_inferred(check) { ", 버전에서 추정" } else { "" };
        format!("{version}, {release}: {state}{inferred}")
    }

    fn client_log(&self, log: &ClientScan) -> String {
        let found = match log.format {
            ClientFormat::EtwStub => {
                "안내문만 있음(이 Windows는 ETW에 기록). Get-WindowsUpdateLog를 실행하고 생성된 파일을 검사하십시오".into()
            }
            ClientFormat::Unknown if log.undecoded => {
                "디코딩되지 않음. 해당 컴퓨터에서 직접 Get-WindowsUpdateLog를 다시 실행하십시오".into()
            }
            ClientFormat::Unknown => "Windows 업데이트 로그의 레코드 없음".into(),
            _ if log.incident_count == 0 && log.partial_count > 0 => "판정 불가 - 로그에 실패의 내용이 없음".into(),
            ClientFormat::Classic | ClientFormat::EtwExport => of_advisory(log.incident_count, "실패"),
        };
        format!("{found}({})", self.client_extent(log))
    }

    fn client_extent(&self, log: &ClientScan) -> String {
        extent(log.lines, log.first_time, log.last_time)
    }

    fn client_incident(&self, incident: &ClientIncident) -> String {
        self::incident(incident.line, incident.time, &incident.fault_id, incident.server_url.clone())
    }

    fn partial_failures(&self, count: u64) -> String {
        format!("로그에 내용이 기록되지 않은 실패: {count}회")
    }

    fn other_failures(&self, kind: &str, count: u64) -> String {
        format!("이 문제점이 아닌 다른 실패: {kind} {count}회")
    }

    fn server_log(&self, log: &ServerScan) -> String {
        let found = match log.first_time {
            None => "WSUS 서버 로그의 레코드 없음".into(),
            _ if log.incident_count == 0 && log.partial_count > 0 => "판정 불가 - 로그에 오류의 원인이 없음".into(),
            Some(_) => of_advisory(log.incident_count, "예외"),
        };
        format!("{found}({})", self.server_extent(log))
    }

    fn server_extent(&self, log: &ServerScan) -> String {
        extent(log.lines, log.first_time, log.last_time)
    }

    fn server_incident(&self, incident: &ServerIncident) -> String {
        let key = incident.key.as_ref().map(|key| format!("중복 키 {key}"));
        self::incident(incident.line, incident.time, &incident.fault_id, key)
    }

    fn partial_faults(&self, count: u64) -> String {
        format!("로그에 내용이 기록되지 않은 오류 및 예외: {count}회")
    }

    fn other_faults(&self, count: u64) -> String {
        format!("이 문제점이 아닌 다른 내부 서버 오류: {count}회")
    }

    fn mixed_encodings(&self) -> &'static str {
        "판정 불가: 도중에 인코딩이 바뀜"
    }

    fn cut_off(&self) -> &'static str {
        "판정 불가: 줄 중간에서 끝남"
    }

    fn latest(&self, shown: usize, option: &str) -> String {
        format!("최근 {shown}개. {option} 출력에는 더 많은 항목이 있습니다")
    }

    fn progress(&self, done: &str, total: &str, left: &str) -> String {
        format!("{done}/{total}대, 남은 시간 {left}")
    }

    fn megabytes(&self, done: u64, total: u64) -> String {
        format!("{done}/{total} MB")
    }

    fn output_failed(&self, error: &dyn Display) -> String {
        format!("출력 쓰기 실패: {error}")
    }
}

fn of_advisory(count: u64, what: &str) -> String {
    match count {
        0 => format!("권고 954960의 {what} 없음"),
        _ => format!("권고 954960의 {what} {count}회"),
    }
}

fn extent<T: Display>(lines: u64, first: Option<T>, last: Option<T>) -> String {
    let span = first.zip(last).map_or(String::new(), |(first, last)| format!(", {first}~{last}"));
    format!("{lines}줄{span}")
}

fn incident(line: u64, time: impl Display, fault_id: &Option<String>, detail: Option<String>) -> String {
    let fault = fault_id.as_ref().map_or("오류 ID 없음".into(), |id| format!("오류 ID {id}"));
    list([format!("{line}번째 줄: {time}"), fault].into_iter().chain(detail))
}
