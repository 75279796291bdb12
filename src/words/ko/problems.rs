//! What went wrong and what to do, in Korean.

use super::Korean;
use crate::advisory::DLL_NAME;
use crate::advisory::places::SYSTEM_SHARE;
use crate::find::computer::PLACEHOLDER;
use crate::judge::grounds::Ground;
use crate::values::problem::{Action, Advice, Problem, Thing};
use crate::words::{Words, or, seconds};

pub(super) fn problem(problem: &Problem) -> String {
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
        Problem::FileForRoot {} => "폴더가 아닙니다. 시스템 드라이브에 해당하는 폴더를 지정하십시오.".into(),
        Problem::WrongKind { found, wanted } => format!("{} 있어야 할 위치에 {} 있습니다.", thing(*wanted), thing(*found)),
        Problem::LinkToNothing {} => "링크이지만 가리키는 대상이 없습니다.".into(),
        Problem::LinkLeadsOut { target, .. } => {
            let target = if target.is_empty() { String::new() } else { format!("({target})") };
            format!("증거 폴더 밖을 가리키는 링크{target}이므로 따라가지 않았습니다. 신뢰할 수 있는 경우에만 허용하십시오.")
        }
        Problem::DocumentTooLong { limit } => {
            format!("문서가 {limit}바이트보다 커서 올바른 문서일 수 없습니다. 이 파일의 나머지는 읽지 않았습니다.")
        }
        Problem::FileTooLong { limit } => format!("파일이 {limit}바이트보다 커서 올바른 파일일 수 없습니다."),
        Problem::NoPath {} => "파일 경로가 없거나 비어 있습니다.".into(),
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
        Problem::Null {} => "NULL입니다. 포인터가 필요합니다.".into(),
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
        Problem::ReportAmongResults {} => {
            "보고서가 원본 결과를 덮어쓰거나 결과 사이에 놓이게 됩니다. 다른 파일을 지정하십시오.".into()
        }
        Problem::NothingToReport {} => {
            "읽을 수 있는 컴퓨터 결과가 없어 보고서를 쓰지 않았고, 이전 보고서는 그대로 두었습니다. 결과 파일이나 .json 또는 .jsonl 파일이 있는 \
             폴더를 지정하십시오."
                .into()
        }
        Problem::LogInconclusive {} => {
            "이 로그의 문서에는 실패가 없지만, 실패가 없었다는 것도 나타나 있지 않습니다. 이유를 확인하려면 그 로그만 따로 검사하십시오.".into()
        }
        Problem::FileBecameShorter { bytes, length } => {
            format!("읽는 동안 파일이 짧아졌습니다({length}바이트 중 {bytes}바이트). 다시 시도하십시오.")
        }
        Problem::LogsOmitted { count } => {
            format!("검사한 로그 중 {count}개는 문서에 담을 수 없었습니다. 그 로그의 실패를 확인하려면 로그만 따로 검사하십시오.")
        }
        Problem::DocumentOverBudget { limit } => {
            format!("실패 목록을 제외해도 이 문서는 {limit}자보다 깁니다.")
        }
        Problem::MachineIndeterminate { reason, reason_data, text } => {
            Ground::of(reason, reason_data).map_or_else(|| or(text, "판정 불가.").to_owned(), |ground| Korean.reason(&ground))
        }
        Problem::SpoolNotPrivate {} => {
            "이 폴더는 다른 사용자의 소유이거나 다른 사용자가 내용을 변경할 수 있으므로 대기 폴더로 사용할 수 없습니다. 폴더를 제거하거나 다른 대기 \
             폴더를 지정하십시오."
                .into()
        }
        Problem::SpoolFull { documents, bytes } => {
            format!("대기 폴더가 가득 찼습니다. 파일 {documents}개({bytes}바이트)가 대기 중입니다. 전달하거나 삭제하십시오.")
        }
        Problem::NoMachineName {} => "컴퓨터 이름이 없어 파일 이름을 정할 수 없습니다.".into(),
        Problem::NoEventLog {} => "이벤트 로그는 Windows에만 있습니다.".into(),
        Problem::EventNotWritten { cause } => {
            format!("이벤트를 기록할 수 없습니다: {cause}. 관리자 또는 시스템 계정이 필요합니다.")
        }
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

/// What the system failed to do, what it says, and what to do about it.
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
        Action::SaveDocument => "문서 저장",
        Action::WriteReport => "보고서 쓰기",
        Action::SpoolDocument => "대기 폴더에 문서 넣기",
        Action::OpenSpool => "대기 폴더 열기",
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

/// The thing with its particle.
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
