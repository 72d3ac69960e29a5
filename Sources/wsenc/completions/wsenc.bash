# Completion of wsenc for bash.

# The properties of the codec on the command line or, if that is none that wsenc knows by itself, all properties.
_wsenc_properties() {
    local index codec names=''
    for ((index = 2; index < COMP_CWORD - 1; index++)); do
        case ${COMP_WORDS[index]} in -c | --codec) codec=${COMP_WORDS[index + 1]} ;; esac
    done
    [ -z "$codec" ] || names=$("${COMP_WORDS[0]}" list -c "$codec" 2> /dev/null)
    [ -n "$names" ] || names=$("${COMP_WORDS[0]}" list --properties 2> /dev/null)
    sed -n 's/^\([a-z][^ ]*\) .*/\1/p' <<< "$names"
}

_wsenc() {
    local word=${COMP_WORDS[COMP_CWORD]} last=${COMP_WORDS[COMP_CWORD - 1]} options codecs
    COMPREPLY=()
    if [ "$COMP_CWORD" -eq 1 ]; then
        mapfile -t COMPREPLY < <(compgen -W 'encode decode dump check net-tcp list --version --help' -- "$word")
        return
    fi
    case $last in
        -c | --codec | -e | --encoding)
            codecs=$("${COMP_WORDS[0]}" list 2> /dev/null)
            # The last link of a chain is completed, and the links before it stay.
            local chain=''
            case $word in *,*) chain=${word%,*}, ;; esac
            mapfile -t COMPREPLY < <(compgen -P "$chain" -W "$codecs" -- "${word#"$chain"}")
            return
            ;;
        -p | --property)
            compopt -o nospace 2> /dev/null
            mapfile -t COMPREPLY < <(compgen -S = -W "$(_wsenc_properties)" -- "$word")
            return
            ;;
    esac
    case ${COMP_WORDS[1]} in
        encode)
            options='--codec --property --content-type --output --suffix --flush --force --load --headers --no-progress
                --help'
            ;;
        decode)
            options='--codec --property --content-type --content-encoding --output --suffix --force --load --headers
                --no-progress --help'
            ;;
        dump) options='--codec --property --output --encoding --first --load --no-progress --help' ;;
        check)
            options='--decoder --codec --load --content-type --message --encoded --content-encoding --seed --time-limit
                --strict --quiet --help'
            ;;
        net-tcp) options='--encoding --streamed --via --timeout --listen --reply --count --output --help' ;;
        list) options='--codec --properties --load --help' ;;
    esac
    case $word in
        -*) mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word") ;;
        *) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
    esac
}

complete -o filenames -F _wsenc wsenc
