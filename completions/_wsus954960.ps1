
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'wsus954960' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'wsus954960'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'wsus954960' {
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of sentences for people; by default the user''s. Codes and names in JSON are the same in every language')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'Assess machines: verdict, reasons, what to do')
            [CompletionResult]::new('join', 'join', [CompletionResultType]::ParameterValue, 'Tell which server blocks which clients, by the ids of the faults in their logs')
            [CompletionResult]::new('summary', 'summary', [CompletionResultType]::ParameterValue, 'Count the results in many saved documents, and list the machines that are not compliant')
            [CompletionResult]::new('report', 'report', [CompletionResultType]::ParameterValue, 'Write a report on many saved documents: a page for people, or a table')
            [CompletionResult]::new('version', 'version', [CompletionResultType]::ParameterValue, 'Tell which WSUS release a DLL belongs to, and whether it has the fix')
            [CompletionResult]::new('client-log', 'client-log', [CompletionResultType]::ParameterValue, 'Find the failures in clients'' WindowsUpdate.log files')
            [CompletionResult]::new('server-log', 'server-log', [CompletionResultType]::ParameterValue, 'Find the exceptions in servers'' SoftwareDistribution.log files')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'wsus954960;test' {
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'Folder that stands for a machine''s system drive: an admin share, a mounted image, collected files')
            [CompletionResult]::new('--roots-file', '--roots-file', [CompletionResultType]::ParameterName, 'File with one such folder per line, with or without quotation marks, or - for standard input; empty lines and lines that begin with # are ignored. A bad line is an error, and the other machines are still assessed')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'How many machines to assess at a time')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit for each machine in seconds; 0 for no limit')
            [CompletionResult]::new('--server-log', '--server-log', [CompletionResultType]::ParameterName, 'Log of the WSUS server, instead of those below the roots: it confirms or refutes a client''s failures')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Count only failures from this time on: 2008-06-13, 2008-06-13T19:59:56 (by each log''s own clock), or with Z or an offset')
            [CompletionResult]::new('--save-to', '--save-to', [CompletionResultType]::ParameterName, 'Also save each machine''s document there, as NAME.json. If the folder can''t be reached, the document waits on this machine, and the next run delivers it')
            [CompletionResult]::new('--spool', '--spool', [CompletionResultType]::ParameterName, 'Where documents wait that can''t be delivered; by default %ProgramData%\wsus954960\spool, to which only administrators have access (elsewhere than on Windows ~/.local/state/wsus954960/spool)')
            [CompletionResult]::new('--deadline', '--deadline', [CompletionResultType]::ParameterName, 'Time limit for the whole run in seconds, 0 for none; by default 60 with --save-to. Machines without an answer by three quarters of it count as timed out, so that there is time to save')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of sentences for people; by default the user''s. Codes and names in JSON are the same in every language')
            [CompletionResult]::new('--follow-links', '--follow-links', [CompletionResultType]::ParameterName, 'Follow links below a root that lead out of it too. Whoever made them chooses what is read, with your rights')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON: one document, or an array for several inputs')
            [CompletionResult]::new('--json-lines', '--json-lines', [CompletionResultType]::ParameterName, 'Print JSON documents, one per line, each as soon as it is ready')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing but errors: the exit code is the answer')
            [CompletionResult]::new('--event-log', '--event-log', [CompletionResultType]::ParameterName, 'Also write an event with each verdict to this Windows'' Application log, source wsus954960')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'wsus954960;join' {
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'Folder that stands for a machine''s system drive: an admin share, a mounted image, collected files')
            [CompletionResult]::new('--roots-file', '--roots-file', [CompletionResultType]::ParameterName, 'File with one such folder per line, with or without quotation marks, or - for standard input; empty lines and lines that begin with # are ignored. A bad line is an error, and the other machines are still assessed')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'How many machines to assess at a time')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit for each machine in seconds; 0 for no limit')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Count only failures from this time on: 2008-06-13, 2008-06-13T19:59:56 (by each log''s own clock), or with Z or an offset')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of sentences for people; by default the user''s. Codes and names in JSON are the same in every language')
            [CompletionResult]::new('--follow-links', '--follow-links', [CompletionResultType]::ParameterName, 'Follow links below a root that lead out of it too. Whoever made them chooses what is read, with your rights')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON: one document, or an array for several inputs')
            [CompletionResult]::new('--json-lines', '--json-lines', [CompletionResultType]::ParameterName, 'Print JSON documents, one per line, each as soon as it is ready')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'wsus954960;summary' {
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of sentences for people; by default the user''s. Codes and names in JSON are the same in every language')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON: one document, or an array for several inputs')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'wsus954960;report' {
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'File to write; an older one is replaced')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'What to write; by default what the file''s name calls for, else html')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of sentences for people; by default the user''s. Codes and names in JSON are the same in every language')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'wsus954960;version' {
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of sentences for people; by default the user''s. Codes and names in JSON are the same in every language')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON: one document, or an array for several inputs')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'wsus954960;client-log' {
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Count only failures from this time on: 2008-06-13, 2008-06-13T19:59:56 (by each log''s own clock), or with Z or an offset')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of sentences for people; by default the user''s. Codes and names in JSON are the same in every language')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON: one document, or an array for several inputs')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'wsus954960;server-log' {
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Count only failures from this time on: 2008-06-13, 2008-06-13T19:59:56 (by each log''s own clock), or with Z or an offset')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of sentences for people; by default the user''s. Codes and names in JSON are the same in every language')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON: one document, or an array for several inputs')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'wsus954960;help' {
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'Assess machines: verdict, reasons, what to do')
            [CompletionResult]::new('join', 'join', [CompletionResultType]::ParameterValue, 'Tell which server blocks which clients, by the ids of the faults in their logs')
            [CompletionResult]::new('summary', 'summary', [CompletionResultType]::ParameterValue, 'Count the results in many saved documents, and list the machines that are not compliant')
            [CompletionResult]::new('report', 'report', [CompletionResultType]::ParameterValue, 'Write a report on many saved documents: a page for people, or a table')
            [CompletionResult]::new('version', 'version', [CompletionResultType]::ParameterValue, 'Tell which WSUS release a DLL belongs to, and whether it has the fix')
            [CompletionResult]::new('client-log', 'client-log', [CompletionResultType]::ParameterValue, 'Find the failures in clients'' WindowsUpdate.log files')
            [CompletionResult]::new('server-log', 'server-log', [CompletionResultType]::ParameterValue, 'Find the exceptions in servers'' SoftwareDistribution.log files')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'wsus954960;help;test' {
            break
        }
        'wsus954960;help;join' {
            break
        }
        'wsus954960;help;summary' {
            break
        }
        'wsus954960;help;report' {
            break
        }
        'wsus954960;help;version' {
            break
        }
        'wsus954960;help;client-log' {
            break
        }
        'wsus954960;help;server-log' {
            break
        }
        'wsus954960;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
