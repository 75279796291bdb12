//! Korean, in the terms of the advisory's Korean edition.

mod page;
mod problems;
mod reports;
mod troubles;

use super::{Words, error, explained, file_name};
use crate::advisory::releases::Release;
use crate::advisory::remedies::Remedy;
use crate::advisory::signatures::CLIENT_ERROR;
use crate::advisory::troubles::Trouble;
use crate::advisory::{DLL_NAME, FIXED_VERSION};
use crate::judge::grounds::{Ground, Silence, Span};
use crate::values::file_version::FileVersion;
use crate::values::problem::{Place, Problem};

pub(super) struct Korean;

impl Words for Korean {
    fn reason(&self, reason: &Ground) -> String {
        match reason {
            Ground::AffectedRelease { release: Some(Release::Wsus3), path, file_version, fixed_version } => format!(
                "KB 954960 업데이트 패키지가 제공되지 않는 {} 릴리스가 설치되어 있습니다({}, SP1에 업데이트를 적용한 버전: {fixed_version}).",
                name(Some(Release::Wsus3)),
                file(path, *file_version)
            ),
            Ground::AffectedRelease { release, path, file_version, fixed_version } => format!(
                "KB 954960 업데이트가 적용되지 않은 {} 릴리스가 설치되어 있습니다({}, 업데이트 적용 후 버전: {fixed_version}).",
                name(*release),
                file(path, *file_version)
            ),
            Ground::DllUnreadable { path: Some(path), file_version } => {
                format!("{}. 그러나 다른 {DLL_NAME} 파일을 읽을 수 없었습니다.", file(path, *file_version))
            }
            Ground::DllUnreadable { path: None, .. } => {
                format!("WSUS가 설치되어 있지만 {DLL_NAME} 파일의 버전을 읽을 수 없었습니다.")
            }
            Ground::DllMissing {} => {
                format!("WSUS가 설치되어 있거나 설치된 적이 있지만 {DLL_NAME} 파일이 있어야 할 위치에 없습니다.")
            }
            Ground::UnknownRelease { path, file_version } => {
                format!("{}. 권고에서 다루는 어느 릴리스에도 해당하지 않습니다.", file(path, *file_version))
            }
            Ground::NotAffectedRelease { release, path, file_version } => {
                format!("이 문제점이 없었던 {} 릴리스가 설치되어 있습니다({}).", name(*release), file(path, *file_version))
            }
            Ground::FixedRelease { release, path, file_version } => {
                format!("이 문제점이 수정된 {} 릴리스가 설치되어 있습니다({}).", name(*release), file(path, *file_version))
            }
            Ground::FailuresOnFixedServer {} => {
                "수정된 릴리스인데도 로그에 실패가 기록되어 있습니다. 수정 전의 항목일 수 있습니다.".into()
            }
            Ground::ServerUnknown {} => "이 컴퓨터에 WSUS가 설치되어 있는지 확인할 수 없었습니다.".into(),
            Ground::WsusElsewhere { folders } => format!(
                "이 컴퓨터의 구성에 따르면 WSUS 위치는 다음과 같으나 여기에서 확인할 수 없었습니다: {}. 해당 컴퓨터에서 직접 검사를 \
                 실행하십시오.",
                folders.join(", ")
            ),
            Ground::NoServer { looked_for_server, server } => {
                let server = server.as_ref().map_or(String::new(), |server| format!("({server})"));
                let no_server = no_server(*looked_for_server);
                format!("{no_server}. 원인은 이 클라이언트가 사용하는 WSUS 서버{server}에 있습니다.")
            }
            Ground::ClientLogClean { looked_for_server, refuted, span } => {
                let found = match refuted {
                    0 => no_failure("이 문제점의 실패", "클라이언트 로그", span),
                    _ => "서버 로그에 따르면 클라이언트 실패의 원인은 이 문제점이 아닙니다".into(),
                };
                format!("{found}. {}.", no_server(*looked_for_server))
            }
            Ground::ClientLogUnreadable {} => {
                "Windows 업데이트 로그를 읽을 수 없었거나 끝까지 읽지 못했습니다.".into()
            }
            Ground::ClientLogMissing {} => "WSUS 서버도 Windows 업데이트 로그도 없어 판정할 근거가 없습니다.".into(),
            Ground::ClientLogNotDecoded {} => {
                "Windows 업데이트 로그가 디코딩되지 않은 채 내보내져 업데이트 에이전트의 줄을 읽을 수 없습니다.".into()
            }
            Ground::ClientLogIsEtwStub {} => {
                "WindowsUpdate.log에는 안내문만 들어 있습니다. 이 버전의 Windows는 로그를 ETW(Windows용 이벤트 추적)에 기록하므로, 이 \
                 파일로는 실패 여부를 알 수 없습니다."
                    .into()
            }
            Ground::ClientLogNotRecognised {} => {
                "Windows 업데이트 로그가 비어 있거나, 그 안에 이 로그 형식의 내용이 없습니다.".into()
            }
            Ground::ClientFailureCutOff { .. } => {
                format!("클라이언트가 오류 {CLIENT_ERROR:#010X}로 실패했지만, 로그에 그 실패의 내용이 기록되어 있지 않습니다.")
            }
            Ground::ClientLogMixedEncodings {} => {
                "Windows 업데이트 로그에 다른 인코딩의 내용이 덧붙어 도중에 인코딩이 바뀝니다. 로그 전체를 읽을 수는 없습니다.".into()
            }
            Ground::ClientLogCutOff {} => "Windows 업데이트 로그가 줄 중간에서 끝납니다. 그 뒤의 내용이 없습니다.".into(),
            Ground::NoFailuresInLogs { server_logs, span } => match server_logs {
                Silence::Unreadable => "실패가 발견되지 않았지만, 읽을 수 없는 서버 로그가 있습니다.".into(),
                Silence::Missing => "서버 로그가 없습니다. 문제점이 실제로 발생했는지 알 수 없습니다.".into(),
                Silence::Inconclusive => {
                    "서버 로그만으로는 일어난 일을 모두 알 수 없습니다. 문제점이 실제로 발생했는지 알 수 없습니다.".into()
                }
                Silence::Conclusive => no_failure("실패", "서버 로그", span) + ".",
            },
            Ground::Office2003Present { programs } => {
                format!("이 문제점을 일으키는 Office 2003이 설치되어 있습니다: {}.", programs.join(", "))
            }
            Ground::FailuresInServerLog { count, path, line } => {
                format!("서버 로그에 이 문제점의 예외가 {count}회 기록되어 있습니다{}.", latest(path, *line))
            }
            Ground::FailuresInClientLog { count, confirmed, path, line } => {
                let proof = match confirmed {
                    0 => {
                        " 이 기록은 서버에 내부 오류가 발생했다는 것만 나타냅니다. 어떤 오류인지는 오류 ID로 연결되는 서버 로그에서 \
                         확인할 수 있습니다."
                    }
                    _ => "",
                };
                format!("클라이언트 로그에 실패가 {count}회 기록되어 있습니다{}.{proof}", latest(path, *line))
            }
            Ground::FailuresAtAnotherServer { count } => format!(
                "이 컴퓨터의 클라이언트가 다른 WSUS 서버(예: 이 서버의 업스트림 서버)에서 {count}회 실패했습니다. 이 기록은 이 서버에 대해 \
                 아무것도 나타내지 않습니다."
            ),
            Ground::FailuresConfirmed { count } => {
                format!("오류 ID를 대조한 결과, 클라이언트 실패 {count}회가 서버 로그에서 이 문제점으로 확인되었습니다.")
            }
            Ground::FailuresRefuted { count } => {
                format!("오류 ID를 대조한 결과, 서버 로그에서 클라이언트 실패 {count}회의 원인이 다른 것으로 확인되었습니다.")
            }
            Ground::OtherFailures { code, error_code, name, trouble, count, last } => {
                let last = last.map_or(String::new(), |time| format!("(마지막 시각: {time})"));
                let error = error(code, name.as_deref(), error_code.as_deref());
                let explained = explained(self, *trouble);
                format!("이 문제점이 아닙니다. 클라이언트가 다음 오류로 {count}회 실패했습니다{last}: {error}.{explained}")
            }
            Ground::OtherFaults { exception, trouble, count, last } => {
                let last = last.map_or(String::new(), |time| format!("(마지막 시각: {time})"));
                let explained = explained(self, *trouble);
                format!("이 문제점이 아닙니다. 서버가 다음 예외로 {count}회 실패했습니다{last}: {exception}.{explained}")
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

    fn meaning(&self, trouble: Trouble) -> &'static str {
        troubles::meaning(trouble)
    }

    fn look_at(&self, trouble: Trouble) -> &'static str {
        troubles::look_at(trouble)
    }

    fn problem(&self, problem: &Problem) -> String {
        problems::problem(problem)
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

/// `클라이언트 로그(2008-06-13~2008-06-20)에 2008-08-04 이후의 실패가 없습니다. 다만 로그가 그 전에 끝납니다`
fn no_failure(what: &str, name: &str, span: &Span) -> String {
    let since = span.since.as_ref().map_or(String::new(), |since| format!("{since} 이후의 "));
    let days = span.first.as_ref().zip(span.last.as_ref()).map_or(String::new(), |(first, last)| format!("({first}~{last})"));
    let ending = if span.ends_before_since { ". 다만 로그가 그 전에 끝납니다" } else { "" };
    format!("{name}{days}에 {since}{what}가 없습니다{ending}")
}
