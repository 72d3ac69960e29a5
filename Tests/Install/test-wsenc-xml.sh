#!/bin/sh
# Tests of the program wsenc with the codecs of binary XML, which take no bytes but XML, and of `wsenc dump`.
# Usage: sh test-wsenc-xml.sh WSENC, where Tests is.
set -u
. "$(dirname "$0")/wsenc.sh"

order=$root/Tests/Messages/purchase-order.xml
codecs=$("$wsenc" list | grep '^msbin')
printf '<a b="1">text</a>' >small
yes '<item number="1"><name>widget</name><price>12.50</price></item>' | head -n 16384 >items
{ echo '<items>'; cat items; printf '</items>'; } >large

# canonical FILE: prints the XML as Canonical XML 2.0, which is the same for documents that say the same.
canonical() {
    python3 -c 'import sys, xml.etree.ElementTree as tree; tree.canonicalize(from_file=sys.argv[1], out=sys.stdout,
        with_comments=True)' "$1"
}
canonical "$order" >order-canonical
canonical large >large-canonical

says_the_same() {
    canonical "$1" | cmp -s - "$2"
}

# ---- UTF-16 ----

utf16_round_trip() {
    "$wsenc" encode -c "$1" --headers -o wide "$order" 2>err &&
        echo "Content-Type: application/soap+xml; charset=$2" | cmp -s - err &&
        "$wsenc" decode -c "$1" --headers wide >out 2>err && says_the_same out order-canonical &&
        echo 'Content-Type: application/soap+xml; charset=utf-8' | cmp -s - err &&
        succeeds decode -c utf-16 wide && says_the_same out order-canonical && canonical wide | cmp -s - order-canonical
}
for codec in utf-16:utf-16LE utf-16le:utf-16LE utf-16be:utf-16BE; do
    check "${codec%:*}: a document goes there and back, and other parsers read it" utf16_round_trip "${codec%:*}" "${codec#*:}"
done

utf16_of_other_text() {
    printf 'no <xml>' >text && succeeds encode -c utf-16be -t 'text/plain; charset=utf-8' text && cp out wide &&
        printf '\376\377\0n\0o\0 \0<\0x\0m\0l\0>' | cmp -s - wide && succeeds decode -c utf-16 -t text/plain wide &&
        cmp -s out text && fails 6 'wsenc: text: ' encode -c utf-16 -t image/png text &&
        fails 3 'wsenc: ' decode -c utf-16 "$order"
}
check "utf-16: text that is not XML gets no declaration" utf16_of_other_text

# ---- Round trips ----

has_six_codecs() {
    [ "$(echo $codecs)" = 'msbin1 msbinsession1 msbin1+gzip msbin1+deflate msbinsession1+gzip msbinsession1+deflate' ]
}
check "list names six codecs of binary XML" has_six_codecs

round_trip_files() {
    succeeds encode -c "$1" -o "encoded-$1" "$order" && [ "$(wc -c <"encoded-$1")" -lt "$(wc -c <"$order")" ] &&
        succeeds decode -c "$1" -o decoded "encoded-$1" && says_the_same decoded order-canonical
}
round_trip_pipe() {
    "$wsenc" encode -c "$1" <large | "$wsenc" decode -c "$1" - >decoded && says_the_same decoded large-canonical
}
header_lines() {
    "$wsenc" encode -c "$1" --headers -o encoded "$order" 2>err &&
        echo "Content-Type: application/soap+$1" | cmp -s - err &&
        "$wsenc" decode -c "$1" --headers -o decoded encoded 2>err &&
        echo 'Content-Type: application/soap+xml; charset=utf-8' | cmp -s - err &&
        succeeds decode -c "$1" -t "Application/SOAP+$1; charset=UTF-8" encoded && cmp -s out decoded
}
chained() {
    "$wsenc" encode -c "$1,zstd" --headers "$order" 2>err >encoded &&
        printf 'Content-Type: application/soap+%s\nContent-Encoding: zstd\n' "$1" | cmp -s - err &&
        succeeds decode -c "$1,zstd" encoded && says_the_same out order-canonical
}
truncated() {
    head -c 300 "encoded-$1" >truncated && fails 3 'wsenc: truncated: ' decode -c "$1" -o left truncated && [ ! -e left ]
}
followed() {
    { cat "encoded-$1"; printf x; } >followed && fails 3 'wsenc: followed: ' decode -c "$1" followed
}
limited() {
    "$wsenc" encode -c "$1" large >encoded && fails 4 'wsenc: encoded: ' decode -c "$1" -p max-decoded-size=512K encoded &&
        [ "$(wc -c <out)" -le 524288 ] && fails 4 'wsenc: encoded: ' decode -c "$1" -p max-depth=2 encoded &&
        grep -q 'limit 2' err && succeeds decode -c "$1" -p max-depth=3 encoded
}
for codec in $codecs; do
    check "$codec: files come back as XML that says the same" round_trip_files "$codec"
    check "$codec: pipes carry XML that comes back the same" round_trip_pipe "$codec"
    check "$codec: content types are those of WCF, and need not be given" header_lines "$codec"
    check "$codec: it can be compressed as HTTP does" chained "$codec"
    check "$codec: truncated data is invalid, and leaves no output" truncated "$codec"
    check "$codec: data with something after it is invalid" followed "$codec"
    check "$codec: limits are kept" limited "$codec"
done

# ---- What is refused ----

# refused TEXT XML: the XML is invalid data, for a reason with that text.
refused() {
    printf '%s' "$2" >refused
    fails 3 'wsenc: refused: msbin1 encoder: ' encode -c msbin1 -o left refused && grep -qF "$1" err && [ ! -e left ]
}
check "XML that is not well-formed is invalid data, with line and column" refused '(line 1, column ' '<a></b>'
check "an element that does not end is invalid data" refused '(line 1, column 4)' '<a>'
check "nothing is no XML" refused '(line 1, column 1)' ''
check "a document type is invalid data" refused 'document type' '<!DOCTYPE a><a/>'
check "a processing instruction is invalid data" refused 'processing instruction' '<a><?b c?></a>'
check "UTF-16 is invalid data" refused 'UTF-8' '<?xml version="1.0" encoding="utf-16"?><a/>'
check "bytes that are no records are invalid data" fails 3 "wsenc: $order: msbin1 decoder: " decode -c msbin1 "$order"
check "another content type is not supported" fails 6 'wsenc: small: msbin1 encoder: ' encode -c msbin1 -t text/xml small
check "another charset is not supported" \
    fails 6 'wsenc: small: msbin1 encoder: ' encode -c msbin1 -t 'application/soap+xml; charset=utf-16' small
check "the content type of another codec is not supported" \
    fails 6 'wsenc: encoded-msbin1: msbin1 decoder: ' decode -c msbin1 -t application/soap+msbinsession1 encoded-msbin1

# ---- Properties ----

typed_text() {
    succeeds encode -c msbin1 -p typed-text=yes -o typed "$order" && cmp -s typed encoded-msbin1 &&
        succeeds encode -c msbin1 -p typed-text=no -o untyped "$order" && [ "$(wc -c <untyped)" -gt "$(wc -c <typed)" ] &&
        succeeds decode -c msbin1 untyped && says_the_same out order-canonical
}
check "[P7] typed-text matters to the size alone" typed_text

compression_label() {
    "$wsenc" encode -c msbin1+gzip -p compression-label="$1" --headers -o labelled "$order" 2>headers || return 1
    printf '%s\n' "$2" | cmp -s - headers && succeeds decode -c msbin1+gzip labelled && says_the_same out order-canonical
}
check "[P10] compression-label=content-type" compression_label content-type 'Content-Type: application/soap+msbin1+gzip'
check "[P10] compression-label=content-encoding" compression_label content-encoding \
    'Content-Type: application/soap+msbin1
Content-Encoding: gzip'
check "[J3] a message that is not compressed is decoded under its own type" \
    succeeds decode -c msbin1+deflate -t application/soap+msbin1 encoded-msbin1

# limit NAME ENOUGH TOO-FEW: of one property, both ways, with the XML in `limit`: one of exactly so much is
# accepted. An encoder whose session has no room goes on without it.
limit() {
    "$wsenc" encode -c msbinsession1 limit >limit-encoded || return 1
    succeeds decode -c msbinsession1 -p "$1=$2" limit-encoded &&
        fails 4 'wsenc: limit-encoded: msbinsession1 decoder: ' decode -c msbinsession1 -p "$1=$3" limit-encoded || return 1
    case $1 in
        max-session-size) succeeds encode -c msbinsession1 -p "$1=$3" limit && cp out no-room &&
            succeeds decode -c msbinsession1 -p "$1=$3" no-room && says_the_same out limit-canonical ;;
        *) succeeds encode -c msbinsession1 -p "$1=$2" limit &&
            fails 4 'wsenc: limit: msbinsession1 encoder: ' encode -c msbinsession1 -p "$1=$3" limit ;;
    esac
}
printf '<root one="first" two="second" xmlns:n="urn:n" xmlns:m="urn:m"><n:inner/></root>' >limit
canonical limit >limit-canonical
check "[P8] max-depth is kept" limit max-depth 2 1
check "[P8] max-attributes is kept" limit max-attributes 2 1
check "[P8] max-namespace-declarations is kept" limit max-namespace-declarations 2 1
check "[P8] max-name-length is kept" limit max-name-length 7 6
check "[P8] max-attribute-value-length is kept" limit max-attribute-value-length 6 5
check "[P9] max-session-size is kept" limit max-session-size 31 16

# An element <r> with an array of <a> of the integers 1, 2 and 3.
array_limited() {
    printf '\100\001r\003\100\001a\001\215\003\001\0\0\0\002\0\0\0\003\0\0\0\001' >array
    succeeds decode -c msbin1 -p max-array-length=3 array && [ "$(cat out)" = '<r><a>1</a><a>2</a><a>3</a></r>' ] &&
        fails 4 'wsenc: array: msbin1 decoder: ' decode -c msbin1 -p max-array-length=2 array
}
check "[P8] max-array-length is kept" array_limited

# An element <e> with the text U+0001.
invalid_characters() {
    printf '\100\001e\231\001\001' >control
    printf '<e>&#x1;</e>' >control-reference
    printf '<e>\001</e>' >control-bare
    fails 3 'wsenc: control: msbin1 decoder: ' decode -c msbin1 control && grep -qF 'see invalid-characters' err &&
        fails 3 'wsenc: control: msbin1 decoder: ' decode -c msbin1 -p invalid-characters=refuse control &&
        succeeds decode -c msbin1 -p invalid-characters=reference control && cmp -s out control-reference &&
        succeeds decode -c msbin1 -p invalid-characters=replace control && [ "$(cat out)" = "$(printf '<e>\357\277\275</e>')" ] &&
        succeeds decode -c msbin1 -p invalid-characters=drop control && [ "$(cat out)" = '<e></e>' ] &&
        fails 3 'wsenc: control-reference: msbin1 encoder: ' encode -c msbin1 control-reference &&
        succeeds encode -c msbin1 -p invalid-characters=reference control-reference && cp out back &&
        succeeds decode -c msbin1 -p invalid-characters=reference back && cmp -s out control-reference &&
        fails 3 'wsenc: control-bare: msbin1 encoder: ' encode -c msbin1 -p invalid-characters=reference control-bare &&
        succeeds encode -c msbin1 -p invalid-characters=drop control-bare && [ "$(wc -c <out)" = 4 ]
}
check "[P16] [P17] [P18] invalid-characters does as it is told" invalid_characters

# told FORMAT CODEC FILE: what the file is instead.
told() {
    fails 3 "wsenc: $3: $2 decoder: this is $1 (input offset 0)" decode -c "$2" "$3"
}
check "text XML is told from binary XML" told 'text XML, not binary XML' msbin1 "$order"
check "text XML is told from gzip" told 'text XML, not gzip' gzip "$order"
check "binary XML is told from gzip" told 'binary XML, not gzip' msbin1+gzip encoded-msbin1
check "gzip is told from binary XML" told 'gzip, not binary XML' msbin1 encoded-msbin1+gzip

bad_values() {
    for value in invalid-characters=1 invalid-characters=REFUSE invalid-characters= typed-text=2 typed-text= compression-label=gzip raw-deflate=on max-depth=1K \
        max-attributes=-1 max-array-length=4294967296 max-name-length=4G; do
        fails 1 "wsenc: property '${value%%=*}' cannot be '${value#*=}'" encode -c msbin1 -p "$value" small || return 1
    done
}
check "values that are none are usage errors" bad_values

refused_values() {
    for value in raw-deflate=yes compression-label=content-type max-depth=0 max-depth=65537 max-array-length=5 max-session-size=1K compression-level=5 max-decoded-size=1; do
        fails 1 "wsenc: msbin1 encoder: -p ${value%%=*}: " encode -c msbin1 -p "$value" small || return 1
    done
    fails 1 'wsenc: msbin1 decoder: -p typed-text: ' decode -c msbin1 -p typed-text=no encoded-msbin1 &&
        fails 1 'wsenc: gzip encoder: -p max-depth: ' encode -c gzip -p max-depth=5 small &&
        succeeds encode -c msbin1+gzip -p compression-level=9 small
}
check "properties that the codec refuses are usage errors, with its text" refused_values

# ---- dump ----

dumps() {
    succeeds dump encoded-msbin1 && grep -q '"Envelope"' out && grep -q '872-AA' out && cp out lines &&
        succeeds dump -c msbin1 - <encoded-msbin1 && cmp -s out lines &&
        succeeds dump --codec MSBIN1 -o lines-file encoded-msbin1 && cmp -s lines-file lines && no_temporary_file
}
check "dump lists records, of msbin1 unless it is told" dumps

dumps_each() {
    succeeds dump -c "$1" "encoded-$1" && grep -q 'EndElement' out && grep -q '"Envelope"' out && grep -q '872-AA' out
}
for codec in $codecs; do
    check "$codec: dump lists its records" dumps_each "$codec"
done

dumps_pipes() {
    "$wsenc" encode -c msbinsession1+deflate large | "$wsenc" dump -c msbinsession1+deflate | grep -c '"widget"' >count
    [ "$(cat count)" = 16384 ]
}
check "dump takes pipes" dumps_pipes

# The same lines as of the whole message, up to where it breaks off, on standard output as in a file.
dumps_beginning() {
    fails 3 "wsenc: $1: " dump -c msbin1 "$1" && [ -s out ] && head -n "$(wc -l <out)" lines | cmp -s - out && cp out beginning &&
        fails 3 "wsenc: $1: " dump -o beginning-file "$1" && cmp -s beginning beginning-file
}
head -c 300 encoded-msbin1 >cut
check "[O5] dump of what breaks off gives the lines before it, then fails" dumps_beginning cut
{ head -c 300 encoded-msbin1; printf '\377\377\377\377\377\377'; } >broken
check "[O5] dump of malformed records gives the lines before them, then fails" dumps_beginning broken

check "dump of other codecs is not supported" fails 6 "wsenc: 'gzip' is no codec of binary XML" dump -c gzip encoded-msbin1
dumps_within() {
    succeeds dump -p max-depth=20 -p max-decoded-size=1M encoded-msbin1 && cmp -s out lines &&
        fails 4 'wsenc: encoded-msbin1: ' dump -p max-depth=1 encoded-msbin1 && [ "$(wc -l <out)" -lt "$(wc -l <lines)" ] &&
        head -n "$(wc -l <out)" lines | cmp -s - out && fails 4 'wsenc: encoded-msbin1: ' dump -p max-decoded-size=100 encoded-msbin1
}
check "[O6] dump takes the properties of decode, and obeys its limits" dumps_within
check "dump takes no property of encoders" fails 1 'wsenc: ' dump -p typed-text=no encoded-msbin1
check "dump takes no content type" fails 1 "wsenc: 'dump' takes no content type" dump -t text/xml encoded-msbin1
check "dump takes no --headers" fails 1 "wsenc: 'dump' takes no content type" dump --headers encoded-msbin1

# A megabyte of records of one byte each, which gzip makes a few kilobytes of, and the lines tens of megabytes.
bomb() {
    { printf '\100\001e'; head -c 1000000 /dev/zero | tr '\0' '\250'; printf '\001'; } | gzip -c >bomb
    ( ulimit -v 200000 && "$wsenc" dump -c msbin1+gzip -p max-decoded-size=0 bomb | wc -l >count ) && [ "$(cat count)" -eq 1000002 ]
}
# What emulates another processor reserves more addresses than that by itself.
if (ulimit -v 200000 && "$wsenc" --version) >out 2>err; then
    check "[O7] dump streams: its lines are not held in memory" bomb
else
    echo "skipped - [O7] dump streams: $(basename "$wsenc") does not start within the limit"
fi
check "dump takes one file" fails 1 'wsenc: one FILE at a time' dump encoded-msbin1 small
check "dump of a missing file is reported" fails 2 'wsenc: nowhere: No such file' dump nowhere
check "dump to a full disk is reported" \
    fails 2 'wsenc: encoded-msbin1: cannot write /dev/full: No space' dump -o /dev/full encoded-msbin1

# ---- Memory ----

# VmHWM is the most memory that was in use: after 8 MiB, and near the end of 32 MiB.
constant_memory() {
    python3 - "$wsenc" "$1" <<'PYTHON'
import subprocess, sys
program, codec = sys.argv[1:]
MEBIBYTE, TOTAL, EARLY = 1 << 20, 32, 8
block = open("items", "rb").read()

def peak(child):
    with open("/proc/%d/status" % child.pid) as status:
        return int([line for line in status if line.startswith("VmHWM")][0].split()[1])

encoder = subprocess.Popen([program, "encode", "-c", codec, "-o", "memory"], stdin=subprocess.PIPE, bufsize=0)
encoder.stdin.write(b"<items>")
for number in range(TOTAL):
    encoder.stdin.write(block)
    if number + 1 == EARLY:
        early = peak(encoder)
growth = peak(encoder) - early
encoder.stdin.write(b"</items>")
encoder.stdin.close()
if encoder.wait() != 0:
    sys.exit("# cannot encode")

decoder = subprocess.Popen([program, "decode", "-c", codec, "memory"], stdout=subprocess.PIPE)
decoded = 0
while decoded < len(block) * (TOTAL - 1):
    decoded += len(decoder.stdout.read(MEBIBYTE))
    if decoded <= len(block) * EARLY:
        early = peak(decoder)
growth = max(growth, peak(decoder) - early)  # it cannot have ended yet, for pipes hold less
decoded += len(decoder.stdout.read())
if decoder.wait() != 0 or decoded != len(block) * TOTAL + len("<items></items>") or growth > 1024:
    sys.exit("# ended with %d after %d bytes, memory grew by %d KiB" % (decoder.returncode, decoded, growth))
PYTHON
}
for codec in $codecs; do
    check "$codec: memory does not grow with the message" constant_memory "$codec"
done

echo "wsenc, binary XML: $passed passed, $failed failed"
[ "$failed" = 0 ]
