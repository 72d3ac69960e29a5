# Completion of wsenc for fish.

# The properties of the codec on the command line or, if that is none that wsenc knows by itself, all properties.
function __wsenc_properties
    set -l words (commandline -opc)
    set -l place (contains -i -- -c $words; or contains -i -- --codec $words)
    set -l lines
    if test -n "$place"
        set -l next (math $place + 1)
        test $next -le (count $words); and set lines (wsenc list -c $words[$next] 2> /dev/null)
    end
    test (count $lines) -gt 0; or set lines (wsenc list --properties 2> /dev/null)
    string match -r '^[a-z][^ ]*' -- $lines | string replace -r '$' '='
end

complete -c wsenc -n __fish_use_subcommand -f -a 'encode decode dump check net-tcp list --version --help'
set -l coding '__fish_seen_subcommand_from encode decode'
set -l message '__fish_seen_subcommand_from encode decode dump'
complete -c wsenc -n "$message; or __fish_seen_subcommand_from check list" -s c -l codec -x -a '(wsenc list)' -d 'The codec'
complete -c wsenc -n "$message" -s p -l property -x -a '(__wsenc_properties)' -d 'Set a property'
complete -c wsenc -n "$message; or __fish_seen_subcommand_from net-tcp" -s o -l output -r -d 'Write to a file'
complete -c wsenc -n "$message; or __fish_seen_subcommand_from check list" -l load -r -d 'Load a plug-in'
complete -c wsenc -n '__fish_seen_subcommand_from list' -l properties -d 'List all properties'
complete -c wsenc -n "$message" -l no-progress -d 'Never show the progress'
complete -c wsenc -n "$coding; or __fish_seen_subcommand_from check" -s t -l content-type -x -d 'Content type of the input'
complete -c wsenc -n "$coding" -s S -l suffix -x -d 'Suffix of encoded files'
complete -c wsenc -n "$coding" -s f -l force -d 'Write to a terminal and over files'
complete -c wsenc -n '__fish_seen_subcommand_from encode' -l flush -d 'Write what has been read before waiting for more'
complete -c wsenc -n "$coding" -l headers -d 'Print the HTTP headers'
complete -c wsenc -n '__fish_seen_subcommand_from decode check' -l content-encoding -x -d 'Content encoding of the input'
complete -c wsenc -n '__fish_seen_subcommand_from dump net-tcp' -s e -l encoding -x -a '(wsenc list)' -d 'Codec of the messages'
complete -c wsenc -n '__fish_seen_subcommand_from dump' -l first -d 'The first message of its session'
complete -c wsenc -n '__fish_seen_subcommand_from check' -s d -l decoder -x -d 'Symbol of the decoder'
complete -c wsenc -n '__fish_seen_subcommand_from check' -l message -r -d 'Message to encode'
complete -c wsenc -n '__fish_seen_subcommand_from check' -l encoded -r -d 'Message to decode'
complete -c wsenc -n '__fish_seen_subcommand_from check' -l seed -x -d 'Repeat a run'
complete -c wsenc -n '__fish_seen_subcommand_from check' -l time-limit -x -d 'For each rule'
complete -c wsenc -n '__fish_seen_subcommand_from check' -l strict -d 'Count rules of robustness'
complete -c wsenc -n '__fish_seen_subcommand_from check' -s q -l quiet -d 'Print failures alone'
complete -c wsenc -n '__fish_seen_subcommand_from net-tcp' -l streamed -d 'One message each way'
complete -c wsenc -n '__fish_seen_subcommand_from net-tcp' -l via -x -d 'What the client connects to'
complete -c wsenc -n '__fish_seen_subcommand_from net-tcp' -l timeout -x -d 'Of each wait'
complete -c wsenc -n '__fish_seen_subcommand_from net-tcp' -l listen -x -d 'Address of the service'
complete -c wsenc -n '__fish_seen_subcommand_from net-tcp' -l reply -r -d 'Message to answer with'
complete -c wsenc -n '__fish_seen_subcommand_from net-tcp' -l count -x -d 'End after so many requests'
complete -c wsenc -n 'not __fish_use_subcommand' -s h -l help -d 'Print a summary'
