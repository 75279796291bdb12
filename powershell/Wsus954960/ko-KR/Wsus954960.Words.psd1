# 모듈 자체가 표시하는 한국어 문구. 이름은 en-US/Wsus954960.Words.psd1과 같다.
@{
    Verdict    = @{
        affected      = '영향 받음'
        exposed       = '노출됨'
        fixed         = '수정됨'
        notAffected   = '영향 없음'
        blocked       = '차단됨'
        clear         = '이상 없음'
        indeterminate = '판정 불가'
    }
    Heading    = @{
        Why      = '이유'
        WhatToDo = '조치'
        NotRead  = '읽을 수 없었던 항목'
    }
    # Doubt 열의 너비인 15칸을 넘지 않는다.
    Doubt      = @{
        NothingRead    = '읽은 내용 없음'
        MixedEncodings = '인코딩 혼합'
        CutOff         = '잘림'
    }
    RemedyHint = @{
        checkServer    = '서버 로그는 -ServerLog로 지정하십시오.'
        reviewFailures = '-Since로 이전 실패를 제외할 수 있습니다.'
    }
    Action     = @{
        ThisMachine   = '컴퓨터의 시스템 드라이브에 해당하는 폴더를 -Path로 지정하거나, 컴퓨터를 -ComputerName으로 지정하십시오.'
        ComputerName  = '경로는 -Path로, 이름은 -ComputerName으로 지정하십시오.'
        ShareTemplate = '-ShareTemplate에 컴퓨터 이름을 나타내는 {0}을 넣으십시오(예: ''\\{0}\d$'').'
    }
    Error      = @{
        UnreadableDocument = '{0}: PowerShell에서 이 문서를 개체로 만들 수 없습니다. {1} 문서 자체에는 문제가 없습니다. -AsJson 또는 wsus954960 명령의 --json으로 JSON 텍스트를 출력할 수 있습니다.'
        Input              = '입력 {0}'
        UnreadableInput    = '입력 {0}: PowerShell에서 이 개체를 JSON 텍스트로 만들 수 없습니다. {1}'
        NoComputer         = '컴퓨터 이름이 아닙니다: ''{0}''. 이름을 지정하거나 다음 속성 중 하나가 있는 개체를 지정하십시오. {1}'
        NoTime             = '시간이 아닙니다: ''{0}''. DateTime이나 DateTimeOffset, 또는 2008-06-13이나 2008-06-13T19:59:56Z와 같은 텍스트를 지정하십시오.'
        EmptyPath          = '경로가 비어 있습니다.'
        NulInPath          = '경로에 NUL 문자가 있습니다: {0}'
        NoDrive            = '{1} 경로의 드라이브 {0}:이(가) 없습니다.'
        NoMatch            = '{0}에 일치하는 파일이나 폴더가 없습니다. 이름에 대괄호가 있는 경로는 -LiteralPath로 지정하십시오.'
        NotFileSystem      = '{0} 경로는 파일 시스템이 아니라 {1} 공급자의 경로입니다.'
        HalfPairInPath     = '경로 이름에 짝이 없는 서로게이트 문자가 있습니다: {0}'
        LibraryMissing     = 'Wsus954960 모듈의 파일이 없습니다. {0} 파일이 필요합니다. 이 플랫폼({1})용 라이브러리가 있는 패키지에서 모듈을 설치하십시오.'
        LibraryUnusable    = '네이티브 라이브러리 {0}은(는) 이 모듈과 함께 빌드된 파일이 아닙니다. 파일이 잘렸거나, 다른 플랫폼용이거나, 다른 파일입니다. 모듈을 다시 설치하십시오. 이 플랫폼({1})용 라이브러리가 필요합니다.'
        LibraryNotLoaded   = '{0} 파일을 로드할 수 없습니다. {2} 이 위치에는 이 플랫폼({1})용 파일이 필요합니다. 애플리케이션 제어 정책이 차단하는 경우에는 정책에서 모듈의 파일을 허용하고, 다운로드한 파일인 경우에는 모듈의 파일에 Unblock-File을 실행하십시오. 그 밖의 경우에는 모듈을 다시 설치하십시오.'
        LibraryVersion     = '네이티브 라이브러리 {0}의 ABI 버전은 {1}이고 Wsus954960 모듈에 필요한 버전은 {2}입니다. 둘을 같은 패키지에서 설치하십시오.'
    }
    Since      = @{
        Today     = '오늘부터'
        Yesterday = '어제부터'
        Week      = '최근 7일'
        Month     = '최근 30일'
        Package   = 'Windows Server 2008에도 설치되는 업데이트 패키지의 날짜부터'
    }
    Verbose    = @{
        LooksAt     = '{0} 경로를 확인하는 중입니다.'
        MachineRead = '{0}({1}): {2} ms 동안 검사했습니다. 읽은 파일: {3}'
        NothingRead = '{0}({1}): {2} ms 동안 검사했습니다. 읽을 수 있는 로그나 WSUS DLL이 없었습니다.'
        FileRead    = '{0}: {1} ms 동안 읽었습니다.'
        Finished    = '완료했습니다. 응답: {0}개, 시간: {1} ms.'
    }
    Progress   = @{
        Activity = '권고 954960의 문제점 검사'
        Status   = '{0}/{1}'
    }
}
