//! The reports of the command, in Korean.

use super::{Korean, name};
use crate::advisory::releases::State;
use crate::judge::correlate::{Correlation, CorrelationResult};
use crate::judge::verdict::Verdict;
use crate::judge::version::VersionCheck;
use crate::recognise::client_scan::{ClientFormat, ClientIncident, ClientScan, OtherFailure};
use crate::recognise::server_scan::{OtherFault, ServerIncident, ServerScan};
use crate::values::system_error;
use crate::values::time::LocalTime;
use crate::words::{Heading, PageWords, ReportWords, error, is_inferred, list};
use std::fmt::Display;
use std::io;

impl ReportWords for Korean {
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

    fn name_a_machine(&self, one: &str, many: &str) -> String {
        format!("폴더 하나는 {one} 옵션으로, 여러 폴더는 {many} 옵션으로 지정하십시오.")
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
            _ if log.undecoded && log.incident_count + log.partial_count == 0 => {
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

    fn counting(&self, since: &str, ends_before: bool) -> String {
        let ending = if ends_before { "(로그는 그 전에 끝남)" } else { "" };
        format!("{since} 이후의 실패만 계산{ending}")
    }

    fn partial_failures(&self, count: u64) -> String {
        format!("로그에 내용이 기록되지 않은 실패: {count}회")
    }

    fn other_failures(&self, failure: &OtherFailure) -> String {
        let error = error(&failure.code, failure.name.as_deref(), failure.error_code.as_deref());
        format!("이 문제점이 아닌 다른 실패: {error} {}회{}", failure.count, when(failure.first_time, failure.last_time))
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

    fn other_fault(&self, fault: &OtherFault) -> String {
        format!("원인이 {} 예외인 오류: {}회{}", fault.exception, fault.count, when(fault.first_time, fault.last_time))
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

    fn spooled(&self, count: u64, spool: &str, why: &str) -> String {
        format!("문서 {count}개가 {spool}에서 다음 실행을 기다립니다: {why}")
    }

    fn deadline(&self, seconds: u64) -> String {
        format!("전체 실행의 제한 시간 {seconds}초가 지나 종료했습니다.")
    }

    fn output_failed(&self, error: &io::Error) -> String {
        format!("출력 쓰기 실패: {}", system_error::text(error))
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

/// When the failures of a kind occurred, behind them.
fn when<T: Display + PartialEq>(first: Option<T>, last: Option<T>) -> String {
    match first.zip(last) {
        Some((first, last)) if first == last => format!("({last})"),
        Some((first, last)) => format!("({first}~{last})"),
        None => String::new(),
    }
}

fn incident(line: u64, time: impl Display, fault_id: &Option<String>, detail: Option<String>) -> String {
    let fault = fault_id.as_ref().map_or("오류 ID 없음".into(), |id| format!("오류 ID {id}"));
    list([format!("{line}번째 줄: {time}"), fault].into_iter().chain(detail))
}
