# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_wsus954960_global_optspecs
    string join \n lang= h/help V/version
end

function __fish_wsus954960_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_wsus954960_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_wsus954960_using_subcommand
    set -l cmd (__fish_wsus954960_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c wsus954960 -n "__fish_wsus954960_needs_command" -l lang -d 'Language of sentences for people; by default the user\'s. Codes and names in JSON are the same in every language' -r -f -a "en\t''
ko\t''"
complete -c wsus954960 -n "__fish_wsus954960_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wsus954960 -n "__fish_wsus954960_needs_command" -s V -l version -d 'Print version'
complete -c wsus954960 -n "__fish_wsus954960_needs_command" -f -a "test" -d 'Assess machines: verdict, reasons, what to do'
complete -c wsus954960 -n "__fish_wsus954960_needs_command" -f -a "join" -d 'Tell which server blocks which clients, by the ids of the faults in their logs'
complete -c wsus954960 -n "__fish_wsus954960_needs_command" -f -a "summary" -d 'Count the results in many saved documents, and list the machines that are not compliant'
complete -c wsus954960 -n "__fish_wsus954960_needs_command" -f -a "report" -d 'Write a report on many saved documents: a page for people, or a table'
complete -c wsus954960 -n "__fish_wsus954960_needs_command" -f -a "version" -d 'Tell which WSUS release a DLL belongs to, and whether it has the fix'
complete -c wsus954960 -n "__fish_wsus954960_needs_command" -f -a "client-log" -d 'Find the failures in clients\' WindowsUpdate.log files'
complete -c wsus954960 -n "__fish_wsus954960_needs_command" -f -a "server-log" -d 'Find the exceptions in servers\' SoftwareDistribution.log files'
complete -c wsus954960 -n "__fish_wsus954960_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand test" -l root -d 'Folder that stands for a machine\'s system drive: an admin share, a mounted image, collected files' -r -F
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand test" -l roots-file -d 'File with one such folder per line, with or without quotation marks, or - for standard input; empty lines and lines that begin with # are ignored. A bad line is an error, and the other machines are still assessed' -r -F
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand test" -l jobs -d 'How many machines to assess at a time' -r
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand test" -l timeout -d 'Time limit for each machine in seconds; 0 for no limit' -r
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand test" -l server-log -d 'Log of the WSUS server, instead of those below the roots: it confirms or refutes a client\'s failures' -r -F
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand test" -l since -d 'Count only failures from this time on: 2008-06-13, 2008-06-13T19:59:56 (by each log\'s own clock), or with Z or an offset' -r
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand test" -l save-to -d 'Also save each machine\'s document there, as NAME.json. If the folder can\'t be reached, the document waits on this machine, and the next run delivers it' -r -F
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand test" -l spool -d 'Where documents wait that can\'t be delivered; by default %ProgramData%\\wsus954960\\spool, to which only administrators have access (elsewhere than on Windows ~/.local/state/wsus954960/spool)' -r -F
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand test" -l deadline -d 'Time limit for the whole run in seconds, 0 for none; by default 60 with --save-to. Machines without an answer by three quarters of it count as timed out, so that there is time to save' -r
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand test" -l lang -d 'Language of sentences for people; by default the user\'s. Codes and names in JSON are the same in every language' -r -f -a "en\t''
ko\t''"
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand test" -l follow-links -d 'Follow links below a root that lead out of it too. Whoever made them chooses what is read, with your rights'
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand test" -l json -d 'Print JSON: one document, or an array for several inputs'
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand test" -l json-lines -d 'Print JSON documents, one per line, each as soon as it is ready'
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand test" -l quiet -d 'Print nothing but errors: the exit code is the answer'
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand test" -l event-log -d 'Also write an event with each verdict to this Windows\' Application log, source wsus954960'
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand test" -s h -l help -d 'Print help'
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand join" -l root -d 'Folder that stands for a machine\'s system drive: an admin share, a mounted image, collected files' -r -F
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand join" -l roots-file -d 'File with one such folder per line, with or without quotation marks, or - for standard input; empty lines and lines that begin with # are ignored. A bad line is an error, and the other machines are still assessed' -r -F
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand join" -l jobs -d 'How many machines to assess at a time' -r
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand join" -l timeout -d 'Time limit for each machine in seconds; 0 for no limit' -r
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand join" -l since -d 'Count only failures from this time on: 2008-06-13, 2008-06-13T19:59:56 (by each log\'s own clock), or with Z or an offset' -r
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand join" -l lang -d 'Language of sentences for people; by default the user\'s. Codes and names in JSON are the same in every language' -r -f -a "en\t''
ko\t''"
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand join" -l follow-links -d 'Follow links below a root that lead out of it too. Whoever made them chooses what is read, with your rights'
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand join" -l json -d 'Print JSON: one document, or an array for several inputs'
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand join" -l json-lines -d 'Print JSON documents, one per line, each as soon as it is ready'
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand join" -s h -l help -d 'Print help'
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand summary" -l lang -d 'Language of sentences for people; by default the user\'s. Codes and names in JSON are the same in every language' -r -f -a "en\t''
ko\t''"
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand summary" -l json -d 'Print JSON: one document, or an array for several inputs'
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand summary" -s h -l help -d 'Print help'
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand report" -l output -d 'File to write; an older one is replaced' -r -F
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand report" -l format -d 'What to write; by default what the file\'s name calls for, else html' -r -f -a "html\t''
csv\t''
json\t''"
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand report" -l lang -d 'Language of sentences for people; by default the user\'s. Codes and names in JSON are the same in every language' -r -f -a "en\t''
ko\t''"
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand report" -s h -l help -d 'Print help'
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand version" -l lang -d 'Language of sentences for people; by default the user\'s. Codes and names in JSON are the same in every language' -r -f -a "en\t''
ko\t''"
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand version" -l json -d 'Print JSON: one document, or an array for several inputs'
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand version" -s h -l help -d 'Print help'
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand client-log" -l since -d 'Count only failures from this time on: 2008-06-13, 2008-06-13T19:59:56 (by each log\'s own clock), or with Z or an offset' -r
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand client-log" -l lang -d 'Language of sentences for people; by default the user\'s. Codes and names in JSON are the same in every language' -r -f -a "en\t''
ko\t''"
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand client-log" -l json -d 'Print JSON: one document, or an array for several inputs'
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand client-log" -s h -l help -d 'Print help'
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand server-log" -l since -d 'Count only failures from this time on: 2008-06-13, 2008-06-13T19:59:56 (by each log\'s own clock), or with Z or an offset' -r
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand server-log" -l lang -d 'Language of sentences for people; by default the user\'s. Codes and names in JSON are the same in every language' -r -f -a "en\t''
ko\t''"
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand server-log" -l json -d 'Print JSON: one document, or an array for several inputs'
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand server-log" -s h -l help -d 'Print help'
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand help; and not __fish_seen_subcommand_from test join summary report version client-log server-log help" -f -a "test" -d 'Assess machines: verdict, reasons, what to do'
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand help; and not __fish_seen_subcommand_from test join summary report version client-log server-log help" -f -a "join" -d 'Tell which server blocks which clients, by the ids of the faults in their logs'
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand help; and not __fish_seen_subcommand_from test join summary report version client-log server-log help" -f -a "summary" -d 'Count the results in many saved documents, and list the machines that are not compliant'
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand help; and not __fish_seen_subcommand_from test join summary report version client-log server-log help" -f -a "report" -d 'Write a report on many saved documents: a page for people, or a table'
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand help; and not __fish_seen_subcommand_from test join summary report version client-log server-log help" -f -a "version" -d 'Tell which WSUS release a DLL belongs to, and whether it has the fix'
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand help; and not __fish_seen_subcommand_from test join summary report version client-log server-log help" -f -a "client-log" -d 'Find the failures in clients\' WindowsUpdate.log files'
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand help; and not __fish_seen_subcommand_from test join summary report version client-log server-log help" -f -a "server-log" -d 'Find the exceptions in servers\' SoftwareDistribution.log files'
complete -c wsus954960 -n "__fish_wsus954960_using_subcommand help; and not __fish_seen_subcommand_from test join summary report version client-log server-log help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
