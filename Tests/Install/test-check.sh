#!/bin/sh
# Tests of `wsenc check`: a good plug-in passes every rule, one with a fault fails exactly the rule that it breaks.
# Usage: sh test-check.sh WSENC, in the folder of the project
set -u

wsenc=$(cd "$(dirname "${1:?usage: sh test-check.sh WSENC}")" && pwd)/$(basename "$1")
compiler="${CC:-gcc} -std=c11 -D_GNU_SOURCE -O0 -Wall -Wextra -Werror -Iinclude/wsencoder -shared -fPIC"
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

# plugin NAME [FLAG]...: compiles the plug-in with a fault, or with none.
plugin() {
    plugin_name=$1
    shift
    $compiler "$@" -o "$work/$plugin_name.so" Tests/C/Plugin/machine.c Tests/C/Plugin/encoder.c Tests/C/Plugin/decoder.c -lpthread
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

plugin good || exit 1
$compiler -o "$work/ours.so" Tests/C/Plugin/library_tables.c -L"$build" -lwsencoder || exit 1
good=$work/good.so

passes_all() {
    ends 0 --seed 1 "$@" && says ' 0 failed, 0 not applicable (seed 1)' && [ "$(grep -c '^  passed' "$work/out")" = 51 ]
}
check "a good encoder and its decoder pass every rule" passes_all "$good" hex_encoder -d hex_decoder
# Messages of any bytes are among those it tries, which binary XML refuses.
for codec in $("$wsenc" list | grep -v '^msbin'); do
    check "this library's $codec passes every rule" passes_all "$work/ours.so" "${codec}_encoder" --decoder "${codec}_decoder"
done

quick() { [ "$(date +%s)" -le $((started + 5)) ]; }
started=$(date +%s)
check "an encoder alone passes every rule but one" ends 0 "$good" hex_encoder
check "and that one needs a decoder" says '25 passed, 0 failed, 1 not applicable'
check "within 5 seconds" quick
check "a decoder alone passes every rule, given a message" sh -c "printf h48656c6c6f. >'$work/encoded' &&
    '$wsenc' check '$good' -d hex_decoder --encoded '$work/encoded' --content-encoding x-hex >'$work/out' &&
    grep -q '^25 passed, 0 failed, 0 not' '$work/out'"
check "-q says nothing where nothing failed" sh -c "[ -z \"\$('$wsenc' check -q '$good' hex_encoder 2>&1)\" ]"
check "a content type can be given" ends 0 "$good" hex_encoder -t text/xml -q

under_valgrind() {
    timeout 300 valgrind -q --leak-check=full --errors-for-leak-kinds=definite --error-exitcode=99 --fair-sched=yes \
        "$wsenc" check --time-limit 60 "$@" >"$work/out" 2>"$work/err"
    [ $? = 0 ] && [ ! -s "$work/err" ] || { head -n 30 "$work/err"; return 1; }
}
check "a good decoder is clean under valgrind" under_valgrind "$good" -d hex_decoder --encoded "$work/encoded" --content-encoding x-hex

# ---- Wrong usage ----

usage() { ends "$@" && [ ! -s "$work/out" ]; }
check "a library is needed" usage 1
check "a symbol is needed" usage 1 "$good"
check "a decoder alone needs a message" usage 1 "$good" -d hex_decoder
check "two encoders are one too many" usage 1 "$good" hex_encoder hex_encoder
check "a seed is a number" usage 1 "$good" hex_encoder --seed x
check "an unknown option is refused" usage 1 "$good" hex_encoder --what
check "a library that is not there is named" usage 2 "$work/none.so" hex_encoder
check "and so is a symbol" usage 2 "$good" none
check "the system's words are passed on" says 'undefined symbol: none'

# ---- Faults ----

failed_rules() { sed -n 's/^  failed          //p' "$work/$1.out"; }

# try_fault SIDE FAULT: runs the plug-in with it, and keeps what is said.
try_fault() {
    side=$1
    fault=$2
    name=$side-$fault
    plugin "$name" -DFAULT="$fault" || return
    case $side in
        encoder) set -- hex_encoder ;;
        decoder) set -- -d hex_decoder --encoded "$work/sample" --content-encoding x-hex ;;
        both) set -- hex_encoder -d hex_decoder ;;
    esac
    limit=20
    case $fault in HANG | COMPLETES_NEVER) limit=2 ;; esac
    timeout 120 "$wsenc" check --time-limit $limit "$work/$name.so" "$@" >"$work/$name.out" 2>&1
    echo $? >"$work/$name.status"
}
fails_only() {
    cp "$work/$1-$2.out" "$work/out"
    [ "$(cat "$work/$1-$2.status")" = 1 ] && [ "$(failed_rules "$1-$2")" = "$3" ]
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
encoder HANG a message is encoded
encoder SECOND_MESSAGE one message is encoded after another
encoder ABANDONED a message may be abandoned after any step
encoder FREE_CRASHES the instance may be freed after any step
encoder SHARED_MEMORY instances on several threads do not disturb one another
encoder STRING_NOT_GIVEN getContentType gives both strings, or says that it fails
encoder STRING_CHANGES the strings last until the next getContentType or free
encoder NULL_TYPE_READ a content type that is NULL with a length does no harm
encoder SPLIT where the message is split does not matter
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
both ROUND_TRIP messages come through encoder and decoder unchanged
decoder NO_CALLBACK the table has every callback
decoder NO_INSTANCE create gives an instance
decoder SECOND_MESSAGE one message is decoded after another
decoder ABANDONED a message may be abandoned after any step
decoder FREE_CRASHES the instance may be freed after any step
decoder SHARED_MEMORY instances on several threads do not disturb one another
decoder STRING_NOT_GIVEN getContentType gives the string, or says that it fails
decoder STRING_CHANGES the string lasts until the next getContentType or free
decoder NULL_TYPE_READ a content type that is NULL with a length does no harm
decoder SPLIT where the message is split does not matter
decoder TOO_LONG decode gives no more than there is room for
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

# try_faults FIRST: every third from there on.
try_faults() {
    awk -v first="$1" 'NR % 3 == first' "$work/faults" | while read -r side fault rule; do
        try_fault "$side" "$fault" </dev/null
    done
}
# Several at the same time, because some of it is waiting.
try_faults 0 &
try_faults 1 &
try_faults 2 &
wait
while read -r side fault rule; do
    check "$side with $fault fails: $rule" fails_only "$side" "$fault" "$rule"
done <"$work/faults"

names_what() { grep -qF -e "$2" "$work/$1.out"; }
check "a crash is named by its signal and callback" names_what encoder-CRASH 'crashed in end (SIGSEGV)'
check "a hang is named" names_what encoder-HANG 'hangs in end: no end after 2 s'
check "an exit is named" names_what encoder-EXIT 'ended the process in end, with exit status 3'
check "a failure names its source" names_what encoder-BAD_BUFFER 'Source: sdk-api nc-webservices-ws_write_callback'

echo "check: $passed passed, $failed failed"
[ "$failed" = 0 ]
