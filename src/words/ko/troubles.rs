//! What failures of another kind mean and what to look at, in Korean.

use crate::advisory::troubles::Trouble;

pub fn meaning(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::NameResolution => "WSUS 서버 또는 프록시의 DNS 이름을 확인할 수 없었습니다.",
        Trouble::Connection => "클라이언트가 WSUS 서버에 연결할 수 없었거나 연결이 끊어졌습니다.",
        Trouble::TimeOut => "WSUS 서버 또는 그 앞의 게이트웨이가 제한 시간 안에 응답하지 않았습니다.",
        Trouble::Proxy => "프록시가 요청을 거부했거나, 프록시에서 오류가 발생했거나, 클라이언트의 프록시 설정이 잘못되었습니다.",
        Trouble::AccessRefused => "서버가 웹 서비스에 대한 액세스를 거부했습니다(HTTP 상태 401 또는 403, 또는 로그인 실패).",
        Trouble::NotFound => "서버의 해당 주소에 웹 서비스가 없습니다(HTTP 상태 404 또는 410).",
        Trouble::BadRequest => "서버가 이런 종류의 요청을 받아들이지 않습니다.",
        Trouble::ServerError => "WSUS가 응답하기 전에 웹 서버에서 오류가 발생했습니다(HTTP 상태 500).",
        Trouble::Overloaded => "서버가 바빠서 응답할 수 없습니다(HTTP 상태 503 또는 SOAP 오류 ServerBusy).",
        Trouble::Certificate => "보안 연결에 실패했습니다. 대부분 인증서 또는 TLS 버전이 원인입니다.",
        Trouble::Cookie => "서버가 클라이언트의 쿠키를 더 이상 받아들이지 않아 클라이언트가 새 쿠키를 받아야 합니다.",
        Trouble::ConfigurationChanged => {
            "클라이언트가 마지막으로 요청한 뒤에 서버 또는 서버 구성이 변경되어 클라이언트가 처음부터 다시 시작해야 합니다."
        }
        Trouble::Registration => "클라이언트 등록이 필요한지에 대해 클라이언트와 서버의 상태가 서로 다릅니다.",
        Trouble::Parameters => {
            "클라이언트가 보낸 내용을 서버가 거부했습니다. 메시지가 parameters.InstalledNonLeafUpdateIDs이면 업데이트 수가 너무 많은 것입니다."
        }
        Trouble::SoapFault => "서버가 SOAP 오류로 응답했지만, 어떤 오류인지 로그에 기록되어 있지 않습니다.",
        Trouble::ServerFault => "서버에서 내부 오류가 발생했습니다. 어떤 오류인지 클라이언트에서는 알 수 없습니다.",
        Trouble::RoundTrips => "서버에 있는 업데이트가 클라이언트가 한 번의 동기화에서 받을 수 있는 양보다 많습니다.",
        Trouble::ServerAddress => "WSUS 서버의 주소가 없거나 올바르지 않습니다.",
        Trouble::UnreadableAnswer => {
            "응답이 WSUS 서버가 보내는 형식이 아닙니다. 불완전하거나 손상되었거나, 중간의 다른 장치가 보낸 것입니다."
        }
        Trouble::Metadata => "업데이트 설명(메타데이터)을 모두 받거나 압축을 풀 수 없었습니다.",
        Trouble::Redirector => "Windows Update의 리디렉터 파일(wuredir.cab)을 사용할 수 없었습니다.",
        Trouble::ClientComponent => "클라이언트에 필요한 Windows 구성 요소가 이 컴퓨터에서 실패했습니다.",
        Trouble::ServiceStopped => "작업을 수행하는 서비스가 중지되었거나 사용 안 함으로 설정되었거나 종료 중이었습니다.",
        Trouble::Policy => "정책에서 금지했거나, 필요한 정책이 설정되어 있지 않습니다.",
        Trouble::AccessDenied => "파일 또는 레지스트리 키에 대한 액세스가 거부되었습니다.",
        Trouble::Memory => "메모리가 부족했습니다.",
        Trouble::DiskFull => "디스크 공간이 부족했습니다.",
        Trouble::DatabaseTimeOut => "WSUS 데이터베이스가 제한 시간 안에 응답하지 않았습니다.",
        Trouble::Database => "WSUS 데이터베이스가 오류를 반환했습니다.",
        Trouble::Unspecified => "이 오류로는 작업이 실패했다는 것만 알 수 있습니다.",
    }
}

pub fn look_at(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::NameResolution => {
            "클라이언트에서 정책에 적힌 서버 이름 그대로 DNS 이름 확인이 되는지와 WinHTTP 프록시 설정을 확인하십시오."
        }
        Trouble::Connection => {
            "클라이언트에서 서버의 포트에 연결되는지, 중간의 방화벽이 차단하지 않는지, 서버의 웹 사이트가 실행 중인지를 확인하십시오."
        }
        Trouble::TimeOut => "서버와 데이터베이스의 부하, 네트워크, 중간의 프록시를 확인하십시오.",
        Trouble::Proxy => "클라이언트의 WinHTTP 프록시 설정을 확인하십시오. 로컬 주소에는 대개 프록시를 사용하지 않아도 됩니다.",
        Trouble::AccessRefused => {
            "IIS에서 ClientWebService 및 SimpleAuthWebService 폴더의 인증, IP 제한, SSL 설정을 확인하십시오."
        }
        Trouble::NotFound => "정책의 서버 이름과 포트, IIS에 WSUS의 가상 디렉터리가 있는지를 확인하십시오.",
        Trouble::BadRequest => {
            "요청이 WSUS에 도달하는지 IIS 로그에서 확인하고, 중간에서 대신 응답하거나 요청을 바꾸는 것이 있는지 확인하십시오."
        }
        Trouble::ServerError => "해당 시각의 서버 IIS 로그와 이벤트 로그를 확인하십시오.",
        Trouble::Overloaded => "서버에서 응용 프로그램 풀 WsusPool이 중지되어 있는지, 그 메모리 제한과 큐 길이를 확인하십시오.",
        Trouble::Certificate => {
            "서버 인증서(이름, 유효 기간, 클라이언트가 신뢰하는 발급자), 클라이언트의 시계, 양쪽의 TLS 설정을 확인하십시오."
        }
        Trouble::Cookie => {
            "계속되는지 확인하십시오. 계속되면 다른 클라이언트와 SusClientId가 같은지, 서버를 교체했는지 확인하십시오."
        }
        Trouble::ConfigurationChanged => {
            "계속되는지 확인하십시오. 서버가 변경되면 프로토콜에 따라 각 클라이언트가 한 번씩 처음부터 다시 시작합니다."
        }
        Trouble::Registration => {
            "WSUS 콘솔에 이 클라이언트가 별도의 항목으로 표시되는지 확인하십시오. 복제된 컴퓨터는 SusClientId가 같을 수 있습니다."
        }
        Trouble::Parameters => "SOAP 오류의 메시지와, 서버의 SoftwareDistribution.log에서 같은 오류 ID를 확인하십시오.",
        Trouble::SoapFault => "실패 앞의 줄과 해당 시각의 서버 SoftwareDistribution.log를 확인하십시오.",
        Trouble::ServerFault => "서버의 SoftwareDistribution.log에서 같은 오류 ID의 예외를 확인하십시오.",
        Trouble::RoundTrips => {
            "다음 시도는 이전 시도를 이어서 진행하므로 나중에 성공하는지, 거부하지 않은 대체된 업데이트가 얼마나 있는지 확인하십시오."
        }
        Trouble::ServerAddress => "클라이언트의 Windows 업데이트 정책 값 WUServer 및 WUStatusServer를 확인하십시오.",
        Trouble::UnreadableAnswer => {
            "무엇을 보냈는지 IIS 로그에서 확인하고, 클라이언트와 서버 사이의 프록시와 필터를 확인하십시오."
        }
        Trouble::Metadata => "중간의 웹 필터와 프록시, 서버의 콘텐츠 폴더를 확인하십시오.",
        Trouble::Redirector => "클라이언트의 정책이 Microsoft의 서비스만이 아니라 WSUS 서버를 지정하고 있는지 확인하십시오.",
        Trouble::ClientComponent => "클라이언트의 이벤트 로그, WMI, Windows 업데이트 에이전트의 버전을 확인하십시오.",
        Trouble::ServiceStopped => {
            "wuauserv 및 BITS 서비스의 상태와 시작 유형, 해당 시각에 컴퓨터를 다시 시작했는지를 확인하십시오."
        }
        Trouble::Policy => "클라이언트에 적용되는 Windows 업데이트 정책을 확인하십시오(gpresult).",
        Trouble::AccessDenied => "서비스 계정의 권한과 보안 소프트웨어를 확인하십시오.",
        Trouble::Memory => "해당 컴퓨터의 메모리와, 거부하지 않은 업데이트가 얼마나 있는지 확인하십시오.",
        Trouble::DiskFull => "해당 컴퓨터에 있는 모든 드라이브의 여유 공간을 확인하십시오.",
        Trouble::DatabaseTimeOut => {
            "데이터베이스 서버의 부하와, 데이터베이스를 마지막으로 다시 인덱싱하고 정리한 때를 확인하십시오."
        }
        Trouble::Database => "로그에 있는 예외 메시지와, 데이터베이스가 실행 중이고 공간이 충분한지 확인하십시오.",
        Trouble::Unspecified => "로그에서 실패 앞의 줄을 확인하십시오.",
    }
}
