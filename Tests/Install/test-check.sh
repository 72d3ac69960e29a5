#!/bin/sh
# Tests of `wsenc check`: a good plug-in passes every rule, one with a fault fails exactly the rule that it breaks.
# Usage: sh test-check.sh WSENC, in the folder of the project
set -u

wsenc=$(cd "$(dirname "${1:?usage: sh test-check.sh WSENC}")" && pwd)/$(basename "$1")
compiler="${CC:-gcc} -std=c11 -D_GNU_SOURCE -O0 -Wall -Wextra -Werror -Iinclude/wsencoder -ITests/C -shared -fPIC"
build=$(dirname "$wsenc")
work=$(mktemp -d "${TMPDIR:-/tmp}/test-check.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

passed=0
failed=0
: >"$work/out"

check() {
    name=$1
    shift
    if "$@"; then
        passed=$((passed + 1))
        echo "ok - $name"
    else
        failed=$((failed + 1))
        echo "not ok - $name"
        head -n 20 "$work/out" | sed 's/^/#   /'
    fi
}

# ends STATUS ARGUMENT...: wsenc check ends so; what it says is in out and err.
ends() {
    wanted=$1
    shift
    timeout 120 "$wsenc" check "$@" >"$work/out" 2>"$work/err"
    status=$?
    [ "$status" = "$wanted" ] || { echo "# ended with $status, not $wanted"; cat "$work/err"; return 1; }
}

says() { grep -qF -e "$1" "$work/out" "$work/err" || { echo "# did not say: $1"; return 1; }; }

# ---- Good ones ----

$compiler -o "$work/good.so" Tests/C/Plugin/machine.c Tests/C/Plugin/encoder.c Tests/C/Plugin/decoder.c -lpthread || exit 1
$compiler -o "$work/ours.so" Tests/C/Plugin/library_tables.c -L"$build" -lwsencoder || exit 1
$compiler -o "$work/sample.so" Tests/C/Plugin/sample_tables.c Tests/C/Plugin/sample_codec.c -lpthread || exit 1
good=$work/good.so

# passes PASSED NOT_APPLICABLE ARGUMENT...
passes() {
    counts="$1 passed, 0 failed, $2 not applicable; robustness: $3 passed, 0 failed, 0 not applicable (seed 1)"
    shift 3
    ends 0 --seed 1 "$@" && says "$counts"
}
check "a good encoder and its decoder pass every rule" passes 53 0 4 "$good" hex_encoder -d hex_decoder
for codec in gzip deflate br zstd; do
    check "this library's $codec passes every rule" passes 53 0 4 "$work/ours.so" "${codec}_encoder" --decoder "${codec}_decoder"
done
check "and identity all but one" passes 52 1 4 "$work/ours.so" identity_encoder --decoder identity_decoder
check "because no message of it says where it ends" says 'right where the format does not say where one ends'
# Messages of any bytes are among those it tries, which binary XML refuses.
printf '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><a b="c">text</a></s:Body></s:Envelope>' >"$work/xml"
check "msbin1 passes every rule with a message that is XML" \
    passes 53 0 4 "$work/ours.so" msbin1_encoder --decoder msbin1_decoder --message "$work/xml"
check "and not without" ends 1 "$work/ours.so" msbin1_encoder

# Its content type names the boundary, which is another in every message.
printf '<a>%s</a>' "$(head -c 3000 /dev/urandom | base64 -w0)" >"$work/binary"
check "a codec whose content type differs from message to message" \
    passes 53 0 4 -c mtom --message "$work/binary"

check "a codec that writes and reads in start is only lacking in robustness" \
    sh -c "'$wsenc' check --seed 1 '$work/sample.so' sample_encoder -d sample_decoder >'$work/out' &&
    grep -q '^53 passed, 0 failed, 0 not applicable; robustness: 0 passed, 4 failed, 0 not' '$work/out'"

quick() { [ "$(date +%s)" -le $((started + 20)) ]; }
started=$(date +%s)
check "an encoder alone passes every rule but one" ends 0 "$good" hex_encoder
check "and that one needs a decoder" says '25 passed, 0 failed, 1 not applicable; robustness: 2 passed'
check "within 20 seconds" quick
check "a decoder alone passes every rule, given a message" sh -c "printf h48656c6c6f. >'$work/encoded' &&
    '$wsenc' check '$good' -d hex_decoder --encoded '$work/encoded' --content-encoding x-hex >'$work/out' &&
    grep -q '^27 passed, 0 failed, 0 not applicable; robustness: 2 passed' '$work/out'"
check "-q says nothing where nothing failed" sh -c "[ -z \"\$('$wsenc' check -q '$good' hex_encoder 2>&1)\" ]"
check "a content type can be given" ends 0 "$good" hex_encoder -t text/xml -q

# Slow, and looked at in the end.
timeout 300 valgrind -q --leak-check=full --errors-for-leak-kinds=definite --error-exitcode=99 --fair-sched=yes \
    "$wsenc" check --time-limit 60 "$good" -d hex_decoder --encoded "$work/encoded" --content-encoding x-hex \
    >"$work/valgrind.out" 2>"$work/valgrind.err" &
valgrind=$!

# ---- Wrong usage ----

usage() { ends "$@" && [ ! -s "$work/out" ]; }
check "a library is needed" usage 1
check "a symbol is needed" usage 1 "$good"
check "a decoder alone needs a message" usage 1 "$good" -d hex_decoder
check "two encoders are one too many" usage 1 "$good" hex_encoder hex_encoder
check "a seed is a number" usage 1 "$good" hex_encoder --seed x
check "an unknown option is refused" usage 1 "$good" hex_encoder --what
check "a message that is not there is named" usage 2 "$good" hex_encoder --message "$work/none"
check "and so is an encoded one" usage 2 "$good" -d hex_decoder --encoded "$work/none"
head -c 70000 /dev/zero >"$work/long"
check "a message that is too long is refused" usage 2 "$good" hex_encoder --message "$work/long"
check "a library that is not there is named" usage 2 "$work/none.so" hex_encoder
check "once" says "wsenc: $work/none.so: cannot open"
check "and so is a symbol" usage 2 "$good" none
check "the system's words are passed on" says "wsenc: $good: undefined symbol: none"

# ---- Faults ----

# With a slash between them.
failed_rules() { sed -n 's/^  failed          //p' "$work/$1.out" | paste -sd/ -; }

# try_fault SIDE FAULT: runs the plug-in with it, and keeps what is said.
try_fault() {
    side=$1
    fault=$2
    name=$side-$fault
    case $side in
        encoder) set -- hex_encoder ;;
        decoder) set -- -d hex_decoder --encoded "$work/sample" --content-encoding x-hex ;;
        both) set -- hex_encoder -d hex_decoder ;;
    esac
    limit=20
    case $fault in HANG* | COMPLETES_NEVER | WRITES_EVERYWHERE | CLOSES_ALL) limit=2 ;; esac
    FAULT=$fault timeout 120 "$wsenc" check --time-limit $limit "$good" "$@" >"$work/$name.out" 2>&1
    echo $? >"$work/$name.status"
}
# What happens after a call may fall into the next message, where it looks like another mistake: it has a few tries.
fails_only() {
    tries=1
    [ "$2" != CALLS_LATER ] || tries=6
    while ! fails_now "$@"; do
        tries=$((tries - 1))
        [ $tries -gt 0 ] || return 1
        (try_fault "$1" "$2" </dev/null)
    done
}
# What fails for robustness alone does not count unless that is asked for.
status_of() {
    case $1 in
        '' | 'a content type that is NULL'* | 'invalid arguments are refused'*) echo 0 ;;
        *) echo 1 ;;
    esac
}
fails_now() {
    cp "$work/$1-$2.out" "$work/out"
    [ "$(cat "$work/$1-$2.status")" = "$(status_of "$3")" ] && [ "$(failed_rules "$1-$2")" = "$3" ]
}

printf h >"$work/sample"
head -c 3000 /dev/urandom | od -An -v -tx1 | tr -d ' \n' >>"$work/sample"
printf . >>"$work/sample"

cat >"$work/faults" <<'FAULTS'
encoder NO_CALLBACK the table has every callback
encoder NO_INSTANCE create gives an instance
encoder ONE_BYTE_FAILS a message is encoded
encoder CRASH a message is encoded
encoder EXIT a message is encoded
encoder HANGS_ALWAYS a message is encoded/one message is encoded after another/a message may be abandoned after any step
encoder HANG a message is encoded
encoder WRITES_EVERYWHERE a message is encoded
encoder CLOSES_ALL a message is encoded
encoder LEAVES_PROCESS
encoder FREE_FORGETS free leaves no memory behind
encoder FORGETS_ABANDONED free leaves no memory behind
encoder SECOND_MESSAGE one message is encoded after another
encoder ABANDONED a message may be abandoned after any step
encoder ABANDONED_LITTLE a message may be abandoned after any step
encoder ABANDONED_MUCH a message may be abandoned after any step
encoder FREE_CRASHES the instance may be freed after any step/free leaves no memory behind
encoder SHARED_MEMORY instances on several threads do not disturb one another
encoder STRING_NOT_GIVEN getContentType gives both strings, or says that it fails
encoder STRING_CHANGES the strings last until the next getContentType or free
encoder NULL_TYPE_READ a content type that is NULL with a length does no harm
encoder SPLIT where the message is split does not matter
encoder INVALID_TAKEN invalid arguments are refused, and nothing changes
encoder INVALID_READ invalid arguments are refused, and nothing changes
encoder INVALID_BREAKS invalid arguments are refused, and nothing changes
encoder WRITES_INPUT what is lent is only read, and not beyond its end
encoder BEYOND_END what is lent is only read, and not beyond its end
encoder KEEPS_BUFFER what is lent is not used after the call
encoder KEEPS_CONTEXT what is lent is not used after the call
encoder CALLS_IN_TYPE the sink is called only by start, encode and end
encoder CALLS_LATER the sink is called only by start, encode and end
encoder CONCURRENT the sink has one call at a time
encoder BAD_BUFFER the sink is given its context and valid buffers
encoder BAD_STATE the sink is given its context and valid buffers
encoder REUSES_BUFFER the sink's buffers stay until it completes
encoder FAILURE_CHANGED a failure of the sink comes back unchanged
encoder FAILURE_STAYS after a failure comes the next message, or free
encoder ASYNC_UNASKED without asyncContext nothing returns WS_S_ASYNC
encoder CONTEXT_UNASKED without asyncContext the sink is given none
encoder LOSES_WHEN_ASYNC the sink may complete later, or early on another thread
encoder COMPLETES_TWICE what returns WS_S_ASYNC completes once, all else never
encoder COMPLETES_NEVER what returns WS_S_ASYNC completes once, all else never
encoder COMPLETES_TOO_SOON nothing completes on the calling thread before it returns
encoder LATE_FAILURE_CHANGED a failure that comes later comes back unchanged
both CRASH a message is encoded/messages come through encoder and decoder unchanged
both ROUND_TRIP messages come through encoder and decoder unchanged
decoder NO_CALLBACK the table has every callback
decoder NO_INSTANCE create gives an instance
decoder FREE_FORGETS free leaves no memory behind
decoder FORGETS_ABANDONED free leaves no memory behind
decoder SECOND_MESSAGE one message is decoded after another
decoder ABANDONED a message may be abandoned after any step
decoder KEEPS_INPUT a message may be abandoned after any step
decoder FREE_CRASHES the instance may be freed after any step/free leaves no memory behind
decoder SHARED_MEMORY instances on several threads do not disturb one another
decoder STRING_NOT_GIVEN getContentType gives the string, or says that it fails
decoder STRING_CHANGES the string lasts until the next start or free
decoder NULL_TYPE_READ a content type that is NULL with a length does no harm
decoder SPLIT where the message is split does not matter
decoder TOO_LONG decode gives no more than there is room for
decoder TOO_LONG_SMALL decode gives no more than there is room for/what is lent is not used beyond its end
decoder OVERRUN decode gives no more than there is room for/what is lent is not used beyond its end
decoder INVALID_TAKEN invalid arguments are refused, and nothing changes
decoder INVALID_READ invalid arguments are refused, and nothing changes
decoder INVALID_BREAKS invalid arguments are refused, and nothing changes
decoder END_MISSED truncated input is not taken for a whole message
decoder CODING_TAKEN
decoder CODING_BREAKS an unknown content encoding is refused
decoder BEYOND_END what is lent is not used beyond its end
decoder KEEPS_BUFFER what is lent is not used after the call
decoder KEEPS_CONTEXT what is lent is not used after the call
decoder CALLS_IN_TYPE the source is called only by start, decode and end
decoder CALLS_LATER the source is called only by start, decode and end
decoder CONCURRENT the source has one call at a time
decoder BAD_BUFFER the source is given its context and room
decoder BAD_STATE the source is given its context and room
decoder FAILURE_CHANGED a failure of the source comes back unchanged
decoder FAILURE_STAYS after a failure comes the next message, or free
decoder ASYNC_UNASKED without asyncContext nothing returns WS_S_ASYNC
decoder CONTEXT_UNASKED without asyncContext the source is given none
decoder LOSES_WHEN_ASYNC the source may complete later, or early on another thread
decoder COMPLETES_TWICE what returns WS_S_ASYNC completes once, all else never
decoder COMPLETES_NEVER what returns WS_S_ASYNC completes once, all else never
decoder COMPLETES_TOO_SOON nothing completes on the calling thread before it returns
decoder LATE_FAILURE_CHANGED a failure that comes later comes back unchanged
FAULTS

# try_faults CONDITION: those of the list that awk selects by it.
try_faults() {
    awk "$1" "$work/faults" | while read -r side fault rule; do
        try_fault "$side" "$fault" </dev/null
    done
}
# Several at the same time, because most of it is waiting, above all where something hangs.
streams=
for line in $(grep -nE ' (HANG|HANGS_ALWAYS|COMPLETES_NEVER|WRITES_EVERYWHERE|CLOSES_ALL) ' "$work/faults" | cut -d: -f1); do
    try_faults "NR == $line" &
    streams="$streams $!"
done
for first in 0 1 2 3 4; do
    try_faults "NR % 5 == $first && ! / (HANG|HANGS_ALWAYS|COMPLETES_NEVER|WRITES_EVERYWHERE|CLOSES_ALL) /" &
    streams="$streams $!"
done
# shellcheck disable=SC2086
wait $streams
while read -r side fault rule; do
    check "$side with $fault fails: ${rule:-no rule}" fails_only "$side" "$fault" "$rule"
done <"$work/faults"

names_what() { grep -qF -e "$2" "$work/$1.out"; }
check "a crash is named by its signal and callback" names_what encoder-CRASH 'crashed in end (SIGSEGV)'
check "a hang is named" names_what encoder-HANG 'hangs in end: no end after 2 s'
check "and when the plug-in writes wherever it can" names_what encoder-WRITES_EVERYWHERE 'hangs in end: no end after 2 s'
check "and when it closes whatever it can" names_what encoder-CLOSES_ALL 'hangs in end: no end after 2 s'
check "memory that is left is named" names_what encoder-FREE_FORGETS 'each instance that was freed after end left '
check "and where" names_what decoder-FORGETS_ABANDONED 'each instance that was freed after every decode left '
check "robustness has a heading of its own" names_what decoder-INVALID_READ 'robustness of decoder hex_decoder'
strict() { FAULT=INVALID_TAKEN ends "$1" -q $2 "$good" hex_encoder && says 'robustness of encoder hex_encoder'; }
check "what fails for robustness ends with 0" strict 0 ''
check "and with 1 if it is to be strict" strict 1 --strict
nothing_left_running() {
    FAULT=LEAVES_PROCESS timeout 60 "$wsenc" check "$good" hex_encoder 2>&1 | cat >"$work/out" && says '25 passed, 0 failed, 1 not'
}
check "what a plug-in has started ends with it" nothing_left_running
check "an exit is named" names_what encoder-EXIT 'ended the process in end, with exit status 3'
check "an encoder that always hangs ends after three rules" names_what encoder-HANGS_ALWAYS 'too many hangs: 3 in a row'
check "what the encoder does wrong is not told of the decoder" names_what both-CRASH 'the encoder failed: crashed in end (SIGSEGV)'
check "room for little is named" names_what decoder-TOO_LONG_SMALL 'decode gave 8 bytes where there was room for 1'
check "and what follows it" names_what decoder-OVERRUN 'decode wrote to 7 bytes beyond its end where there was room for 1'
check "other rules name that cause" names_what decoder-TOO_LONG_SMALL 'cannot be tried: decode gave 8 bytes'
check "an argument that is not valid is named" \
    names_what decoder-INVALID_READ 'crashed in decode, given a buffer that is NULL, (SIGSEGV)'
check "any coding may be taken" names_what decoder-CODING_TAKEN 'right where the host sees to codings'
check "a failure names its source" names_what encoder-BAD_BUFFER 'Source: sdk-api nc-webservices-ws_write_callback'

is_clean() {
    wait "$valgrind" && [ ! -s "$work/valgrind.err" ] || { head -n 30 "$work/valgrind.err"; return 1; }
}
check "a good decoder is clean under valgrind" is_clean

echo "check: $passed passed, $failed failed"
[ "$failed" = 0 ]
