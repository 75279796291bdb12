//! The report about many machines, in Korean.

use super::Korean;
use crate::judge::correlate::CorrelationResult;
use crate::judge::verdict::Verdict;
use crate::words::{Label, PageWords};

impl PageWords for Korean {
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

    fn join_result(&self, result: CorrelationResult) -> &'static str {
        match result {
            CorrelationResult::Confirmed => "차단됨",
            CorrelationResult::Refuted => "다른 원인",
            CorrelationResult::Unmatched => "미확인",
        }
    }

    fn label(&self, label: Label) -> &'static str {
        match label {
            Label::Title => "WSUS와 권고 954960",
            Label::Today => "오늘 할 일",
            Label::Verdicts => "판정별 컴퓨터",
            Label::NothingToDo => "없음: 수정이 필요한 서버가 없으며, 서버 때문에 차단된 클라이언트도 없습니다.",
            Label::AssessServer => "이 서버에 대한 문서가 없습니다. 이 서버를 평가하십시오.",
            Label::UnnamedServer => "로그에 이름이 없는 서버",
            Label::Timeline => "시간별 실패",
            Label::Clocks => "각 로그의 시계 기준: 서버 로그에 있는 실패는 UTC, 나머지는 클라이언트의 현지 시간입니다.",
            Label::Servers => "서버",
            Label::NoServers => "조치가 필요한 서버가 없으며, 서버에서 실패한 클라이언트도 없습니다.",
            Label::Clients => "서버별 차단된 클라이언트",
            Label::NoClients => "어느 클라이언트 로그에도 이 실패가 없습니다.",
            Label::Machines => "모든 컴퓨터",
            Label::NoMachines => "컴퓨터에 대한 문서가 없습니다.",
            Label::Errors => "읽을 수 없었던 항목",
            Label::NoErrors => "모두 읽었습니다.",
            Label::Trust => {
                "이름과 결과는 문서에 기록된 그대로입니다. 파일만으로는 누가 썼는지 알 수 없으므로, 각 컴퓨터가 자신의 문서만 쓸 수 있게 \
                 하십시오."
            }
            Label::Filter => "필터",
            Label::All => "모두",
            Label::Name => "컴퓨터",
            Label::Verdict => "판정",
            Label::Why => "이유",
            Label::Version => "버전",
            Label::Failures => "실패",
            Label::First => "처음",
            Label::Last => "마지막",
            Label::Client => "클라이언트",
            Label::Server => "서버",
            Label::Result => "결과",
            Label::Confirmed => "확인됨",
            Label::Refuted => "다른 원인",
            Label::Unmatched => "미확인",
        }
    }

    fn made(&self, count: u64, time: &str, tool: &str) -> String {
        format!("컴퓨터 {count}대, 작성: {time} UTC, {tool}")
    }

    fn blocked_clients(&self, confirmed: u64, unmatched: u64) -> String {
        let clients = confirmed + unmatched;
        let how = match (confirmed, unmatched) {
            (0, 0) => return "이 서버 때문에 차단된 것으로 알려진 클라이언트 없음".into(),
            (_, 0) => "서버 로그로 확인됨".into(),
            (0, _) => "로그로 확인되지 않음".into(),
            _ => format!("서버 로그로 확인됨 {confirmed}대, 미확인 {unmatched}대"),
        };
        format!("이 서버 때문에 차단된 클라이언트 {clients}대({how})")
    }

    fn refuted_clients(&self, count: u64) -> String {
        format!("서버 로그에 따르면 다른 원인으로 실패한 클라이언트: {count}대")
    }

    fn failures_between(&self, count: u64, span: Option<(&str, &str)>) -> String {
        match span {
            Some((first, last)) if first == last => format!("실패 {count}회({last})"),
            Some((first, last)) => format!("실패 {count}회({first}~{last})"),
            None => format!("실패 {count}회"),
        }
    }

    fn at_most(&self, count: u64, is_hour: bool) -> String {
        format!("{} 최대 {count}회", if is_hour { "시간당" } else { "하루" })
    }

    fn outside(&self, earlier: u64, later: u64) -> String {
        format!("차트에 없는 실패: 이전 {earlier}회, 이후 {later}회")
    }

    fn quiet(&self, hours: u64, until: &str) -> String {
        let length = if hours < 48 { format!("{hours}시간") } else { format!("{}일", hours / 24) };
        format!("그 후 서버 로그의 끝({until} UTC)까지 {length} 동안 실패 없음")
    }

    fn unread(&self, count: u64) -> String {
        format!("읽을 수 없었던 항목에 문제가 더 있을 수 있습니다. 오류: {count}개")
    }

    fn first_of(&self, shown: usize, total: usize) -> String {
        format!("전체 {total}개 중 심각한 순서로 {shown}개입니다. CSV 또는 JSON 보고서에는 모두 있습니다.")
    }

    fn and_more(&self, count: u64) -> String {
        format!("외 {count}개")
    }

    fn repeated(&self, names: &str) -> String {
        format!("이름이 같은 컴퓨터에 대한 문서가 여러 개이며, 각각 별도의 행으로 표시됩니다: {names}")
    }
}
