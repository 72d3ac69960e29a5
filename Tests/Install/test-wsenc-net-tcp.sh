#!/bin/sh
# Tests of `wsenc net-tcp`: its client calls its service.
# Usage: sh test-wsenc-net-tcp.sh WSENC
set -u

. "$(dirname "$0")/wsenc.sh"

soap=http://www.w3.org/2003/05/soap-envelope
addressing=http://www.w3.org/2005/08/addressing
cat >request <<END
<s:Envelope xmlns:s="$soap" xmlns:a="$addressing"><s:Header><!-- <a:MessageID>no</a:MessageID> --><a:Action>urn:ask</a:Action><a:MessageID>urn:uuid:1&amp;2</a:MessageID></s:Header><s:Body><Ask/></s:Body></s:Envelope>
END
echo "<s:Envelope xmlns:s=\"$soap\"><s:Body><Ask/></s:Body></s:Envelope>" >without-id
head="<s:Envelope xmlns:s=\"$soap\" xmlns:a=\"$addressing\">"
body='<s:Body><Answer>42</Answer></s:Body></s:Envelope>'
echo "$head<s:Header><a:RelatesTo>urn:other</a:RelatesTo></s:Header>$body" >reply
echo "$head<s:Header><a:RelatesTo/></s:Header>$body" >reply-empty
echo "$head<s:Header><a:Action>urn:answer</a:Action></s:Header>$body" >reply-added
echo "$head<s:Header/>$body" >reply-no-header
echo "$head$body" >reply-no-header-at-all
echo "$head<s:Body><s:Fault><s:Code><s:Value>s:Sender</s:Value></s:Code></s:Fault></s:Body></s:Envelope>" >fault

# serve REPLY COUNT: starts the service and leaves its address in $address.
serve() {
    : >said
    timeout 60 "$wsenc" net-tcp serve --listen 127.0.0.1:0 --reply "$1" --count "$2" 2>said &
    service=$!
    for tenth in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
        port=$(sed -n 's/^listening on 127\.0\.0\.1:\([0-9]*\)$/\1/p' said)
        [ -z "$port" ] || break
        sleep 0.1
    done
    address=net.tcp://127.0.0.1:$port/service
}

# ended: the service has ended with 0 and said nothing but its address.
ended() {
    wait "$service" && [ "$(wc -l <said)" = 1 ]
}

calls() {
    serve reply 11
    for encoding in msbinsession1 msbinsession1+gzip msbinsession1+deflate msbin1 msbin1+gzip msbin1+deflate soap12 soap11 mtom \
        'multipart/related; type="application/xop+xml"; start-info="text/xml"' 'application/soap+xml; charset=utf-8'; do
        succeeds net-tcp call --encoding "$encoding" --timeout 20 "$address" request &&
            grep -q '<a:RelatesTo>urn:uuid:1&amp;2</a:RelatesTo>' out && grep -q '<Answer>42</Answer>' out || return 1
    done
    ended
}
check "a call prints the reply, in every encoding, and the service ends after --count" calls

streams() {
    serve reply 4
    for encoding in msbin1 msbin1+gzip soap12 mtom; do
        "$wsenc" net-tcp call --streamed --encoding $encoding "$address" <request >out 2>err && [ ! -s err ] &&
            grep -q '<a:RelatesTo>urn:uuid:1&amp;2</a:RelatesTo>' out || return 1
    done
    ended
}
check "--streamed sends and receives messages in chunks" streams

relates() {
    for reply in reply reply-empty reply-added reply-no-header reply-no-header-at-all; do
        serve $reply 2
        succeeds net-tcp call "$address" request && grep -q 'RelatesTo[^>]*>urn:uuid:1&amp;2</' out &&
            [ "$(grep -o '<[a:]*RelatesTo' out | wc -l)" = 1 ] || return 1
        succeeds net-tcp call -o file "$address" without-id && [ ! -s out ] && grep -q '<Answer>42</Answer>' file || return 1
        ended || return 1
    done
}
check "RelatesTo is that of the request, and is added where it is missing" relates

faults() {
    serve fault 1
    "$wsenc" net-tcp call "$address" request >out 2>err
    [ $? = 8 ] && grep -q 's:Fault' out && ended
}
check "a SOAP fault is printed, and the exit status is 8" faults

refuses_upgrade() {
    serve reply 1
    printf '\000\001\000\001\002\002\001v\003\010\011\003tls' | timeout 5 "${PYTHON:-python3}" -c '
import socket, sys
connection = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
connection.sendall(sys.stdin.buffer.read())
answer = b""
while part := connection.recv(100):
    answer += part
sys.exit(answer != b"\x08\x45http://schemas.microsoft.com/ws/2006/05/framing/faults/UpgradeInvalid")' "$port" || return 1
    grep -q "asks for the upgrade 'tls'" said && succeeds net-tcp call "$address" request && wait "$service"
}
check "the service refuses an upgrade with a fault, and goes on" refuses_upgrade

no_service() {
    serve reply 1
    succeeds net-tcp call "$address" request && ended || return 1
    fails 2 'wsenc: 127.0.0.1:' net-tcp call "$address" request
}
check "where nobody listens, a call fails with 2" no_service

times_out() {
    "${PYTHON:-python3}" -c '
import socket, sys
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
sys.stdin.read()' <waiting >silent &
    silent=$!
    exec 3>waiting
    while [ ! -s silent ]; do sleep 0.1; done
    fails 2 "wsenc: net.tcp://127.0.0.1:$(cat silent)/: timed out" net-tcp call --timeout 1 "net.tcp://127.0.0.1:$(cat silent)/" \
        request
    result=$?
    exec 3>&-
    wait "$silent" && return $result
}
mkfifo waiting
check "--timeout ends a call that is not answered" times_out

not_net_tcp() {
    serve reply 1
    printf 'GET / HTTP/1.1\r\n\r\n' | timeout 5 "${PYTHON:-python3}" -c '
import socket, sys
connection = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
connection.sendall(sys.stdin.buffer.read())
sys.exit(connection.recv(1) != b"")' "$port"
    succeeds net-tcp call "$address" request && wait "$service" && grep -q '^wsenc: client: .*stream offset 0' said
}
check "the service survives a client that does not speak net.tcp" not_net_tcp

# answers_with BYTES: a service that reads a request and writes these bytes, in octal. Leaves its address in $address.
answers_with() {
    : >silent
    "${PYTHON:-python3}" -c '
import socket, sys
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
connection = listener.accept()[0]
connection.recv(100)
connection.sendall(sys.argv[1].encode().decode("unicode_escape").encode("latin-1"))
connection.settimeout(5)
while connection.recv(1000):
    pass' "$1" >silent &
    silent=$!
    while [ ! -s silent ]; do sleep 0.1; done
    address=net.tcp://127.0.0.1:$(cat silent)/
}
no_reply() {
    answers_with '\013\007'
    fails 2 "wsenc: $address: the service has ended the connection without a reply" net-tcp call "$address" request &&
        [ ! -s out ] && wait "$silent"
}
check "a service that ends without a reply is an error" no_reply

any_case() {
    serve reply 1
    succeeds net-tcp call "NET.TCP://127.0.0.1:$port/service" request && grep -q '<Answer>42</Answer>' out && ended
}
check "the scheme may be in any case" any_case

client_fault() {
    serve reply 1
    printf '\000\001\000\001\002\002\001v\003\010\014\010\005urn:x' | timeout 5 "${PYTHON:-python3}" -c '
import socket, sys
connection = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
connection.sendall(sys.stdin.buffer.read())
while connection.recv(100):
    pass' "$port" || return 1
    succeeds net-tcp call "$address" request && wait "$service" && grep -q '^wsenc: client: .*with a fault: urn:x' said
}
check "the service names the fault of a client" client_fault

echo '<a>' >reply-cut
wrong_reply() {
    fails 3 "wsenc: reply-cut: " net-tcp serve --listen 127.0.0.1:0 --reply reply-cut
}
check "a reply that is not XML is refused before there is a request" wrong_reply

wrong_usage() {
    fails 1 "wsenc: 'net-tcp' needs a command" net-tcp &&
        fails 1 "wsenc: 'net-tcp' needs a command" net-tcp listen &&
        fails 1 "wsenc: the ADDRESS of the service" net-tcp call &&
        fails 1 "wsenc: 'http://x/' is not net.tcp://" net-tcp call http://x/ request &&
        fails 1 "wsenc: unknown encoding 'ebcdic'" net-tcp call -e ebcdic net.tcp://x/ &&
        fails 1 "wsenc: '0' is no number for --count" net-tcp serve --count 0 &&
        fails 1 "wsenc: 'net-tcp serve' needs --listen" net-tcp serve --reply reply &&
        fails 1 "wsenc: 'x' is not HOST:PORT" net-tcp serve --listen x --reply reply &&
        fails 1 "wsenc: 'x:65536' is not HOST:PORT" net-tcp serve --listen x:65536 --reply reply &&
        fails 1 "wsenc: 'net.tcp://x:4295032576/' is not net.tcp://" net-tcp call net.tcp://x:4295032576/ request &&
        fails 1 "wsenc: 'net-tcp call' takes no --listen" net-tcp call --listen x:1 net.tcp://x/ &&
        fails 1 "wsenc: 'net-tcp serve' takes no --encoding" net-tcp serve -e text --listen x:1 --reply reply &&
        fails 2 "wsenc: none: " net-tcp serve --listen 127.0.0.1:0 --reply none &&
        fails 6 "wsenc: net.tcp://127.0.0.1" net-tcp call -e image/png "$1" request
}
serve reply 1
check "wrong usage is refused" wrong_usage "$address"
kill "$service"

echo "wsenc net-tcp: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
