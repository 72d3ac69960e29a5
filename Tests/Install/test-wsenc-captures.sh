#!/bin/sh
# Tests of `wsenc dump -c net.tcp`, which lists what one side of a connection sent.
# Usage: sh test-wsenc-captures.sh WSENC
set -u

. "$(dirname "$0")/wsenc.sh"

# A client's session. Its first message adds the string p, the second uses it, and the third adds q.
preamble='\000\001\000\001\002\002\007net.tcp\003\010\014'
first='\006\006\002\001p\102\001\001'
second='\006\004\000\102\001\001'
third='\006\011\002\001q\102\003\102\001\001\001'
# shellcheck disable=SC2059
written() { printf "$1"; }
written "$preamble$first$second$third\\007" >client
written "\\013$first$second$third\\007" >server
written "$first$second$third\\007" >middle
written "$second$third$second\\007" >later
written "$preamble$first\\007$preamble$first$second\\007" >twice
written '\000\001\000\001\001\002\001x\003\007\014\005\002\100\001\002a\001\000\007' >streamed
written '\005\002\100\001\002a\001\000\007' >streamed-middle
written '\000\001\000\001\002\002\001x\004\031application/soap+xml; a=b\014\006\004<a/>\007' >text
written '\000\001\000\001\002\002\001x\003\010\011\023application/ssl-tls\026\003\001\000' >secured
written "\\013$first\\010\\005urn:f" >fault
written "$preamble$first\\006\\004\\000\\102\\001\\377$second\\007" >malformed

lists() {
    succeeds dump -c net.tcp "$1" || return 1
    shift
    for line in "$@"; do
        grep -qxF -- "$line" out || { echo "no line '$line'" && return 1; }
    done
}

records() {
    lists client '00000000  Version 1.0' '00000003  Mode 2 duplex' '00000005  Via "net.tcp"' \
        '0000000e  KnownEncoding 8 "application/soap+msbinsession1"' '00000010  PreambleEnd' \
        '00000011  SizedEnvelope 6 bytes' '00000019  SizedEnvelope 4 bytes' '0000002a  End' &&
        lists server '00000000  PreambleAck' '00000001  SizedEnvelope 6 bytes' '0000001a  End' &&
        lists fault '00000009  Fault "urn:f"'
}
check "records are listed with their offsets, of either side" records

strings() {
    for capture in client server middle; do
        lists $capture '    00000000  StringTable 2 bytes' '    00000001  ShortDictionaryElement [1] "p"' \
            '    00000003  ShortDictionaryElement [3] "q"' '    00000005    ShortDictionaryElement [1] "p"' || return 1
    done
}
check "the messages of a session are listed with its strings" strings

from_the_middle() {
    lists later '    00000001  ShortDictionaryElement [1] unknown' '    00000001    [3] "q"' \
        '    00000003  ShortDictionaryElement [3] "q"' '    00000005    ShortDictionaryElement [1] unknown' &&
        ! grep -q '\[1\] "' out
}
check "strings that came before a capture are unknown, and those after are known" from_the_middle

check "a connection that is used again is another session" lists twice '0000001a  Version 1.0' \
    '    00000001  ShortDictionaryElement [1] "p"' '00000033  SizedEnvelope 4 bytes'

check "messages in chunks are listed whole" lists streamed '00000003  Mode 1 singleton-unsized' \
    '0000000b  UnsizedEnvelope' '    00000000  ShortElement "a"' '00000013  End'
check "and from the middle of a connection" lists streamed-middle '00000000  UnsizedEnvelope'
check "messages in text are skipped" lists text '    a message in text' '0000002a  End'

written '\000\001\000\001\002\002\001x\003\006\014\006\212\001Content-Type: multipart/related;type="application/xop+xml";boundary=b\r\n\r\n--b\r\nContent-ID: <r>\r\nContent-Type: text/xml\r\n\r\n<a>1</a>\r\n--b--\r\n\007' >packages
check "the parts of packages are listed" lists packages '00000008  KnownEncoding 6 "multipart/related; type=\"application/xop+xml\""' \
    '0000000b  SizedEnvelope 138 bytes'
check "what is secured is counted" lists secured '0000000a  UpgradeRequest "application/ssl-tls"' '0000001f  secured, 4 bytes'

goes_on() {
    fails 3 'wsenc: malformed: ' dump -c net.tcp malformed && grep -q 'the message at offset 0x19' err &&
        grep -q '^0000001f  SizedEnvelope 4 bytes' out && [ "$(grep -c 'Element \[1\] "p"' out)" -eq 3 ] &&
        grep -q '^00000025  End' out
}
check "a malformed message is reported, and the next ones are listed" goes_on

cut_anywhere() {
    for length in $(seq 1 42); do
        head -c "$length" client >beginning
        "$wsenc" dump -c net.tcp beginning >out 2>err
        code=$?
        case $length in
        3 | 5 | 14 | 16 | 17 | 25 | 31 | 42) [ "$code" -eq 0 ] && [ ! -s err ] || return 1 ;;
        *) [ "$code" -eq 3 ] && grep -q 'the stream ends within the record at offset' err || return 1 ;;
        esac
    done
}
check "a capture that ends within a record is reported, at every length" cut_anywhere

encodings() {
    "$wsenc" encode -c msbin1 small-order >message && written "\\006\\$(printf %o "$(wc -c <message)")" >capture &&
        cat message >>capture && fails 3 'wsenc: capture: ' dump -c net.tcp capture &&
        succeeds dump -c net.tcp --encoding msbin1 capture && grep -q '"order"' out &&
        fails 6 'wsenc: capture: ' dump -c net.tcp -e gzip capture
}
echo '<order><item>x</item></order>' >small-order
check "--encoding says what the stream does not" encodings
check "--encoding is for captures" fails 1 "wsenc: --encoding is for 'dump -c net.tcp'" dump -e msbin1 client
check "and not for messages" fails 1 "wsenc: --encoding is for 'dump'" encode -c msbin1 -e msbin1 client
first_of_session() {
    written '\004\001p\001q\102\001\001' >unused && succeeds dump -c msbinsession1 unused && grep -q 'Element \[1\] unknown' out &&
        succeeds dump -c msbinsession1 --first unused && grep -q 'Element \[1\] "p"' out
}
check "--first says that a message is the first of its session" first_of_session
check "--first is for dump" fails 1 "wsenc: --first is for 'dump'" decode -c msbinsession1 --first unused
check "--first is for messages" fails 1 'wsenc: --first is for one message' dump -c net.tcp --first client
check "a property that dump does not have is refused" fails 1 'wsenc: ' dump -c net.tcp -p typed-text=no client
check "limits hold for each message" fails 4 'wsenc: client: ' dump -c net.tcp -p max-depth=1 client
check "bytes that are no records are refused" fails 3 'wsenc: small-order: ' dump -c net.tcp small-order

prompt() {
    mkfifo pipe && { "$wsenc" dump -c net.tcp <pipe >prompt & } && exec 9>pipe && written "$preamble$first" >&9
    for tenth in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
        grep -q 'Element \[1\] "p"' prompt && break
        sleep 0.1
    done
    grep -q 'Element \[1\] "p"' prompt
    seen=$?
    exec 9>&-
    wait
    return $seen
}
check "lines are out before more is waited for" prompt

echo "wsenc dump of captures: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
