#!/bin/sh
# Tests of the program wsenc, from outside: what it writes, says, leaves behind and ends with.
# Usage: sh test-wsenc.sh WSENC
set -u

. "$(dirname "$0")/wsenc.sh"

# ---- What the tests work on ----

message='<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>Gr\303\274\303\237e</s:Body></s:Envelope>'
printf "$message" >message
: >empty
yes '<item number="1"><name>widget</name><price>12.50</price></item>' | head -c 4194304 >large
head -c 300000 /dev/urandom >noise
# Those that take any bytes; test-wsenc-xml.sh is about the others.
codecs=$("$wsenc" list | grep -v -e '^msbin' -e '^mtom' -e '^utf-16')

# ---- Commands ----

lists_codecs() {
    succeeds list && [ "$(grep -cx -e identity -e gzip -e deflate -e br -e zstd out)" = 5 ]
}
check "list names the codecs, one a line" lists_codecs

prints_version() {
    succeeds --version && grep -qxE 'wsenc [0-9]+\.[0-9]+\.[0-9]+ \(libwsencoder [0-9]+\.[0-9]+\.[0-9]+\)' out
}
check "--version prints both versions" prints_version

prints_help() {
    for word in --help -h help 'encode --help' 'decode -h'; do
        # shellcheck disable=SC2086
        succeeds $word && grep -q '^Usage: wsenc' out && grep -q 'max-window-size' out || return 1
    done
}
check "--help, -h and help print the usage on standard output" prints_help

# ---- Round trips ----

round_trip_streams() {
    for file in message empty noise large; do
        "$wsenc" encode -c "$1" <"$file" 2>err >encoded && "$wsenc" decode -c "$1" <encoded 2>>err >decoded &&
            [ ! -s err ] && cmp -s "$file" decoded || return 1
    done
}
round_trip_pipe() {
    cat large noise | "$wsenc" encode -c "$1" | "$wsenc" decode -c "$1" - | cat >decoded
    cat large noise | cmp -s - decoded
}
round_trip_files() {
    for file in message empty noise large; do
        succeeds encode --codec "$1" --output encoded-file "$file" && [ ! -s out ] &&
            succeeds decode --codec "$1" --output decoded-file encoded-file && [ ! -s out ] &&
            cmp -s "$file" decoded-file || return 1
    done
    no_temporary_file
}
round_trip_dashes() {
    "$wsenc" encode -c "$1" -o - - <message >encoded && "$wsenc" decode -c "$1" -o - - <encoded | cmp -s - message
}
for codec in $codecs; do
    check "$codec: standard input and output give back what went in" round_trip_streams "$codec"
    check "$codec: pipes give back what went in" round_trip_pipe "$codec"
    check "$codec: files give back what went in" round_trip_files "$codec"
    check "$codec: '-' is standard input and output" round_trip_dashes "$codec"
done

raw_deflate() {
    succeeds encode -c deflate -p raw-deflate=yes -o raw message && succeeds encode -c deflate -o zlib message &&
        [ "$(wc -c <raw)" = $(($(wc -c <zlib) - 6)) ] && succeeds decode -c deflate raw && cmp -s out message
}
check "[P11] raw-deflate leaves out header and checksum, and is decoded" raw_deflate
empty_body() { succeeds decode -c "$1" empty && [ ! -s out ]; }
for codec in $codecs; do
    check "$codec: an empty body is the empty message" empty_body "$codec"
done
check "[P12] gzip-content-type goes to the decoder of gzip alone" \
    fails 1 'wsenc: deflate decoder: ' decode -c deflate -p gzip-content-type=yes message

in_place() {
    cp large same && succeeds encode -c gzip -o same same && succeeds decode -c gzip -o same same && cmp -s large same
}
check "a file can be replaced by its own encoding" in_place

names_without_case() {
    succeeds encode -c GZIP -o encoded message && succeeds decode -c gzip encoded && cmp -s out message
}
check "codec names compare without case" names_without_case

# ---- Headers ----

header_lines() {
    "$wsenc" encode -c gzip --headers message >encoded 2>err || return 1
    printf 'Content-Type: application/soap+xml; charset=utf-8\nContent-Encoding: gzip\n' | cmp -s - err || return 1
    "$wsenc" decode -c gzip --headers encoded >decoded 2>err || return 1
    echo 'Content-Type: application/soap+xml; charset=utf-8' | cmp -s - err && cmp -s decoded message
}
check "--headers prints type and encoding of what comes out" header_lines

header_of_identity() {
    "$wsenc" encode -c identity --headers message 2>err >out && ! grep -q Content-Encoding err && cmp -s out message
}
check "--headers prints no encoding where there is none" header_of_identity

header_of_type() {
    type=$(printf 'text/xml; x="\303\274\342\202\254\360\237\230\200"')
    "$wsenc" encode -c br -t "$type" --headers message 2>err >out && grep -qxF "Content-Type: $type" err || return 1
    "$wsenc" decode -c br --content-type "$type" --headers out 2>err >decoded && grep -qxF "Content-Type: $type" err
}
check "-t gives the content type, of any characters" header_of_type

# ---- Properties ----

level_matters() {
    succeeds encode -c gzip -p compression-level=0 -o level0 message &&
        succeeds encode -c gzip -p compression-level=1 -p compression-level=9 -o level9 large &&
        succeeds encode -c gzip --property compression-level=9 -o only9 large &&
        [ "$(wc -c <level0)" -gt "$(wc -c <message)" ] && cmp -s level9 only9 &&
        succeeds encode -c zstd -p compression-level=-5 -o /dev/null message
}
check "compression-level is passed on, the last one counts" level_matters

sizes_have_suffixes() {
    succeeds encode -c zstd -o encoded large &&
        succeeds decode -c zstd -p max-decoded-size=4M -p chunk-size=4K -p max-window-size=1G encoded &&
        cmp -s out large && succeeds decode -c zstd -p max-decoded-size=4194304 encoded &&
        succeeds decode -c zstd -p max-decoded-size=4096K encoded && succeeds decode -c zstd -p max-decoded-size=1G encoded &&
        fails 4 'wsenc: encoded: ' decode -c zstd -p max-decoded-size=4194303 encoded
}
check "sizes take K, M and G" sizes_have_suffixes

no_limit_unless_asked() {
    head -c 70000000 /dev/zero | "$wsenc" encode -c zstd -o zeros.zst &&
        [ "$("$wsenc" decode -c zstd zeros.zst 2>err | wc -c)" = 70000000 ]
}
check "decoding has no size limit unless asked for" no_limit_unless_asked

# ---- Wrong usage: 1 ----

check "no command is a usage error" fails 1 'wsenc: a command is needed'
check "an unknown command is a usage error" fails 1 "wsenc: unknown command 'pack'" pack
check "an unknown option is a usage error" fails 1 'wsenc: unrecognized option' encode -c gzip --fast message
check "an option without its value is a usage error" fails 1 'wsenc: option requires an argument' encode -c
check "no codec is a usage error" fails 1 'wsenc: a codec is needed' encode message
check "two files are a usage error" fails 1 'wsenc: one FILE at a time' encode -c gzip message empty
check "list takes nothing" fails 1 "wsenc: 'list' takes no" list message
check "a content type that is not UTF-8 is a usage error" \
    fails 1 'wsenc: the content type is not valid UTF-8' encode -c gzip -t "$(printf 'text/\355\240\200')" message
check "a property without a value is a usage error" \
    fails 1 "wsenc: property 'chunk-size' is not" encode -c gzip -p chunk-size message
check "an unknown property is a usage error" fails 1 "wsenc: unknown property 'speed'" encode -c gzip -p speed=1 message

bad_values() {
    for value in compression-level= compression-level=six compression-level=2147483648 compression-level=-2147483649 \
        compression-level=1K chunk-size=-1 chunk-size=4294967296 chunk-size=4G chunk-size=1KB chunk-size=K chunk-size=' 1' \
        max-decoded-size=18446744073709551616 max-decoded-size=18014398509481984K max-expansion=1K; do
        fails 1 "wsenc: property '${value%%=*}' cannot be '${value#*=}'" decode -c zstd -p "$value" message || return 1
    done
}
check "values that are no numbers or too large are usage errors" bad_values

refused_values() {
    fails 1 'wsenc: gzip encoder: -p compression-level: ' encode -c gzip -p compression-level=10 message && grep -q gzip err &&
        fails 1 'wsenc: zstd encoder: -p max-window-size: ' encode -c zstd -p max-window-size=1M message && grep -q zstd err &&
        fails 1 'wsenc: gzip decoder: -p compression-level: ' decode -c gzip -p compression-level=5 <message
}
check "properties that the codec refuses are usage errors, with its text" refused_values

# ---- Input and output: 2 ----

check "a missing file is reported" fails 2 'wsenc: nowhere: No such file or directory' encode -c gzip nowhere
check "a directory cannot be read" fails 2 'wsenc: .: Is a directory' encode -c gzip .
check "a directory cannot be written" fails 2 'wsenc: message: cannot write .: Is a directory' encode -c gzip -o . message
check "a missing directory is reported" \
    fails 2 'wsenc: message: cannot write no/out: No such file or directory' encode -c gzip -o no/out message

for codec in $codecs; do
    check "$codec: a full disk is reported" \
        fails 2 'wsenc: noise: cannot write /dev/full: No space left on device' encode -c "$codec" -o /dev/full noise
done

full_standard_output() {
    "$wsenc" decode -c identity message >/dev/full 2>err
    [ $? = 2 ] && grep -qx 'wsenc: message: cannot write standard output: No space left on device' err || return 1
    "$wsenc" list >/dev/full 2>err
    [ $? = 2 ] && grep -qx 'wsenc: standard output: No space left on device' err
}
check "a full standard output is reported" full_standard_output

standard_output_by_name() {
    { echo zero; "$wsenc" encode -c identity -o /dev/stdout message; echo two; } >by-name 2>err
    { echo zero; cat message; echo two; } | cmp -s - by-name
}
check "-o /dev/stdout writes to where standard output is, and replaces nothing" standard_output_by_name

link_to_nothing() {
    ln -s nowhere dangling
    fails 2 'wsenc: message: cannot write dangling: No such file' encode -c gzip -o dangling message &&
        [ -L dangling ] && [ ! -e nowhere ]
}
check "a symbolic link to nothing is refused and stays" link_to_nothing

headers_to_nowhere() {
    "$wsenc" encode -c gzip --headers -o headers-out message 2>/dev/full
    [ $? = 2 ] && [ ! -e headers-out ]
}
check "headers that cannot be printed are a failure" headers_to_nowhere

reader_goes_away() {
    { "$wsenc" encode -c identity large 2>err; echo $? >status; } | :
    [ "$(cat status)" = 2 ] && grep -qx 'wsenc: large: cannot write standard output: Broken pipe' err
}
check "a reader that goes away is reported" reader_goes_away

closed_descriptors() {
    "$wsenc" encode -c gzip message 2>err >&-
    [ $? = 2 ] && grep -q 'cannot write standard output: Bad file descriptor' err || return 1
    "$wsenc" encode -c gzip 2>err >out <&-
    [ $? = 2 ] && grep -qx 'wsenc: standard input: Bad file descriptor' err || return 1
    "$wsenc" decode -c gzip -o closed message 2>&-
    [ $? = 3 ] && [ ! -e closed ] || return 1
    mkfifo messages && { cat messages >from-messages & }
    "$wsenc" decode -c identity -p max-decoded-size=1K -o messages <large 2>&-
    [ $? = 4 ] && wait && ! grep -q wsenc from-messages
}
check "closed standard descriptors are failures, not accidents" closed_descriptors

writes_to_fifo() {
    mkfifo fifo && { cat fifo >from-fifo & } && succeeds encode -c identity -o fifo large && wait && [ -p fifo ] &&
        cmp -s from-fifo large && succeeds encode -c gzip -o /dev/null large && [ -c /dev/null ]
}
check "a pipe or device is written to directly" writes_to_fifo

# A pipe that does not block takes as much as it has room for, and then says EAGAIN.
short_writes() {
    python3 - "$wsenc" <<'PYTHON'
import os, subprocess, sys
reader, writer = os.pipe()
os.set_blocking(writer, False)
child = subprocess.Popen([sys.argv[1], "decode", "-c", "identity", "large"], stdout=writer)
os.close(writer)
parts = []
while not parts or parts[-1]:
    parts.append(os.read(reader, 30000))
with open("large", "rb") as large:
    if child.wait() != 0 or b"".join(parts) != large.read():
        sys.exit("# ended with %d after %d bytes" % (child.returncode, sum(map(len, parts))))
PYTHON
}
check "short writes lose nothing, and a pipe that does not block is waited for" short_writes

# ---- Invalid data, limits, memory, codecs: 3 to 6 ----

truncated() {
    "$wsenc" encode -c "$1" noise >encoded 2>err || return 1
    head -c 200000 encoded >truncated
    fails 3 'wsenc: truncated: ' decode -c "$1" truncated && grep -q "$1" err &&
        fails 3 'wsenc: standard input: ' decode -c "$1" <truncated
}
followed() {
    "$wsenc" encode -c "$1" message >followed 2>err && printf 'x' >>followed &&
        fails 3 'wsenc: followed: ' decode -c "$1" followed
}
limited() {
    "$wsenc" encode -c "$1" large >encoded 2>err && fails 4 'wsenc: encoded: ' decode -c "$1" -p max-decoded-size=1M encoded &&
        [ "$(wc -c <out)" -le 1048576 ] && fails 4 'wsenc: encoded: ' decode -c "$1" -p max-expansion=2 encoded
}
for codec in $codecs; do
    [ "$codec" != identity ] || continue
    check "$codec: truncated data is invalid" truncated "$codec"
    check "$codec: data with something after it is invalid" followed "$codec"
    check "$codec: limits are kept" limited "$codec"
done

window_limited() {
    "$wsenc" encode -c "$1" large >encoded && fails 4 'wsenc: encoded: ' decode -c "$1" -p max-window-size=1K encoded
}
check "br: a window that is too large is refused" window_limited br
check "zstd: a window that is too large is refused" window_limited zstd
check "identity: max-decoded-size is kept" fails 4 'wsenc: large: ' decode -c identity -p max-decoded-size=1K large

out_of_memory() (
    ulimit -v 22000
    fails 5 'wsenc: noise: ' encode -c "$1" -p "compression-level=$2" -o left-by-memory noise && grep -q 'out of memory' err &&
        [ ! -e left-by-memory ] && no_temporary_file
)
check "br: too little memory is reported and leaves no output" out_of_memory br 11
check "zstd: too little memory is reported and leaves no output" out_of_memory zstd 22

check "an unknown codec is not supported" fails 6 "wsenc: unknown codec 'lzw'" encode -c lzw message
check "an unknown codec is not supported to decode either" fails 6 "wsenc: unknown codec 'lzw'" decode -c lzw
check "a content type with a line break is refused" fails 1 'wsenc: the content type has control' encode -c gzip -t "a
b" message

# ---- What is left behind ----

nothing_left() {
    mkdir -p left && rm -f left/*
    fails 3 'wsenc: message: ' decode -c gzip -o left/new message && [ ! -e left/new ] && no_temporary_file left || return 1
    fails 4 'wsenc: large: ' decode -c identity -p max-decoded-size=1M -o left/new large && [ ! -e left/new ] &&
        no_temporary_file left
}
check "a failure leaves no output" nothing_left

nothing_changed() {
    echo before >left/old && fails 3 'wsenc: message: ' decode -c zstd -o left/old message &&
        [ "$(cat left/old)" = before ] && no_temporary_file left
}
check "a failure leaves the output that was there" nothing_changed

file_too_large() (
    echo before >left/old
    ulimit -f 100
    fails 2 'wsenc: noise: cannot write left/old: File too large' encode -c identity -o left/old noise 2>/dev/null
    result=$?
    [ $result = 0 ] && [ "$(cat left/old)" = before ] && no_temporary_file left
)
check "a limit on the size of files leaves the output that was there" file_too_large

permissions() {
    rm -f left/* && (umask 027 && "$wsenc" encode -c gzip -o left/new message) &&
        [ "$(stat -c %a left/new)" = 640 ] && chmod 604 left/new && succeeds encode -c gzip -o left/new message &&
        [ "$(stat -c %a left/new)" = 604 ]
}
check "a new file honours the umask, a replaced one keeps its mode" permissions

follows_link() {
    rm -f left/* && echo before >left/target && ln -s left/target link && succeeds encode -c identity -o link message &&
        [ -L link ] && cmp -s left/target message
}
check "the file that a symbolic link leads to is replaced" follows_link

# The interpreter starts the program, for a shell would have it ignore SIGINT.
signalled() {
    echo before >left/old
    python3 - "$wsenc" "$1" <<'PYTHON'
import os, signal, subprocess, sys, time
number = getattr(signal, sys.argv[2])
child = subprocess.Popen([sys.argv[1], "encode", "-c", "identity", "-o", "left/old"], stdin=subprocess.PIPE)
child.stdin.write(b"x" * 1000000)
child.stdin.flush()
deadline = time.time() + 5
while time.time() < deadline and not any(name.startswith(".wsenc") for name in os.listdir("left")):
    time.sleep(0.01)
seen = any(name.startswith(".wsenc") for name in os.listdir("left"))
child.send_signal(number)
ended = child.wait(5)
if not seen or ended != -number:
    sys.exit("# temporary file seen: %s, ended with %s" % (seen, ended))
PYTHON
    [ $? = 0 ] && [ "$(cat left/old)" = before ] && no_temporary_file left
}
for signal in SIGHUP SIGINT SIGTERM; do
    check "$signal removes the temporary file and ends the program" signalled "$signal"
done

ignored_signal() {
    rm -f left/*
    { sleep 0.5; cat message; } | (trap '' HUP; exec "$wsenc" encode -c identity -o left/new 2>err) &
    sleep 0.2
    kill -HUP $! 2>/dev/null
    wait $! && cmp -s left/new message
}
check "a signal that was ignored stays ignored" ignored_signal

# ---- Memory ----

# VmHWM is the most memory that was in use: after 16 MiB, and at the end of 64 MiB.
constant_memory() {
    python3 - "$wsenc" "$1" <<'PYTHON'
import os, subprocess, sys
program, codec = sys.argv[1:]
MEBIBYTE, TOTAL, EARLY = 1 << 20, 64, 16
block = (b'<item number="1"><name>widget</name><price>12.50</price></item>\n' * 20000)[:MEBIBYTE]

def peak(child):
    with open("/proc/%d/status" % child.pid) as status:
        return int([line for line in status if line.startswith("VmHWM")][0].split()[1])

def write_all(file, data):
    view = memoryview(data)
    while view:
        view = view[os.write(file, view):]

encoder = subprocess.Popen([program, "encode", "-c", codec, "-o", "memory"], stdin=subprocess.PIPE)
for number in range(TOTAL):
    write_all(encoder.stdin.fileno(), block)
    if number + 1 == EARLY:
        early = peak(encoder)
growth = peak(encoder) - early
encoder.stdin.close()
if encoder.wait() != 0:
    sys.exit("# cannot encode")

decoder = subprocess.Popen([program, "decode", "-c", codec, "memory"], stdout=subprocess.PIPE)
for number in range(TOTAL):
    if decoder.stdout.read(MEBIBYTE) != block:
        sys.exit("# decoded to something else")
    if number + 1 == EARLY:
        early = peak(decoder)
    if number + 2 == TOTAL:  # it cannot have ended yet, for pipes hold less
        growth = max(growth, peak(decoder) - early)
if decoder.stdout.read(1):
    sys.exit("# decoded to more")
if decoder.wait() != 0 or growth > 1024:
    sys.exit("# ended with %d, memory grew by %d KiB" % (decoder.returncode, growth))
PYTHON
}
for codec in $codecs; do
    check "$codec: memory does not grow with the message" constant_memory "$codec"
done
rm -f memory

# ---- Progress ----

# progress KIND: what a terminal that is standard error shows, while output is read slowly or input comes slowly.
progress() {
    python3 - "$wsenc" "$1" <<'PYTHON'
import os, re, subprocess, sys, threading, time
program, kind = sys.argv[1:]
terminal, standard_error = os.openpty()
command = [program, "encode", "-c", "identity"]
if kind == "off":
    command.append("--no-progress")
if kind != "pipe":
    command.append("large")
child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=standard_error)
os.close(standard_error)
shown = []

def watch():
    try:
        while True:
            shown.append(os.read(terminal, 4096))
    except OSError:
        pass

def feed():
    for _ in range(60 if kind == "pipe" else 0):
        child.stdin.write(b"x" * 1000)
        child.stdin.flush()
        time.sleep(0.03)
    child.stdin.close()

threads = [threading.Thread(target=watch), threading.Thread(target=feed)]
for thread in threads:
    thread.start()
received, pause = 0, 0 if kind in ("quick", "pipe") else 0.025
while True:
    data = os.read(child.stdout.fileno(), 65536)
    if not data:
        break
    received += len(data)
    time.sleep(pause)
for thread in threads:
    thread.join()
text = b"".join(shown).decode()
lines = [line for line in text.split("\r") if "/s" in line]
expected = {"file": r"^ *\d+% \[=+>? *\] [\d.]+ MiB  [\d.]+ MiB/s  \d+:\d\d left", "pipe": r"^[\d.]+ KiB  [\d.]+ KiB/s  0:01"}
if child.wait() != 0 or received != (60000 if kind == "pipe" else 4194304):
    sys.exit("# ended with %d after %d bytes" % (child.returncode, received))
if kind in expected:
    if not 2 <= len(lines) <= 15 or not all(re.search(expected[kind], line) for line in lines):
        sys.exit("# shown: %r" % text)
    if not text.endswith("\r\x1b[K"):
        sys.exit("# not removed: %r" % text[-40:])
elif text:
    sys.exit("# shown: %r" % text)
PYTHON
}
no_terminal() {
    { head -c 1000 large; sleep 1.2; head -c 1000 large; } | "$wsenc" encode -c identity 2>&1 >progress-output | cmp -s - empty
}

# All at the same time, because most of it is waiting.
for kind in file pipe off quick; do
    { progress $kind >"progress-$kind" 2>&1; echo $? >"progress-$kind-status"; } &
done
no_terminal
echo $? >progress-none-status
wait

progress_was_right() {
    [ "$(cat "progress-$1-status")" = 0 ] || { cat "progress-$1"; return 1; }
}
: >err
# A chroot without /dev/pts has no terminals to give. What cannot be tried there is not counted as passed.
skipped=0
on_a_terminal() {
    if python3 -c 'import os; os.openpty()' 2>/dev/null; then
        check "$@"
    else
        skipped=$((skipped + 1))
        echo "skipped - $1: this machine gives no pseudo-terminal"
    fi
}
on_a_terminal "progress of a file shows percentage, amount, rate and time left, and is removed" progress_was_right file
on_a_terminal "progress of a pipe shows amount and rate" progress_was_right pipe
on_a_terminal "--no-progress shows none" progress_was_right off
on_a_terminal "quick work shows no progress" progress_was_right quick
check "without a terminal there is no progress" progress_was_right none

echo "wsenc: $passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
