#!/bin/sh
# Starts nginx in front of a service that speaks only binary XML, sends it a message in text with curl, prints the headers of
# both sides and the reply, and stops nginx again.
# usage: sh demo.sh MODULE MESSAGE ADDRESS-OF-THE-SERVICE
set -eu
module=$(realpath "$1") message=$2 service=$3
work=$(mktemp -d)
nginx=
stop() {
    [ -z "$nginx" ] || { kill "$nginx" 2> /dev/null && wait "$nginx" || true; }
    rm -rf "$work"
}
trap stop EXIT
trap 'exit 1' HUP INT TERM
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat > "$work/nginx.conf" <<END
load_module $module;
daemon off;
pid $work/pid;
error_log $work/error.log;
events { }
http {
    log_format service escape=none
        'to the service:    Content-Type: \$content_type\n                   Content-Length: \$content_length\n'
        'from the service:  Content-Type: \$upstream_http_content_type\n                   Content-Length: '
        '\$upstream_http_content_length';
    access_log $work/service service;
    client_body_temp_path $work/body; proxy_temp_path $work/proxy; fastcgi_temp_path $work/fastcgi;
    uwsgi_temp_path $work/uwsgi; scgi_temp_path $work/scgi;
    server {
        listen 127.0.0.1:$port;
        location = /ready { access_log off; return 204; }
        location / {
            wsencoder_request  msbin1;
            wsencoder_response auto;
            proxy_pass $service;
        }
    }
}
END
PATH=$PATH:/usr/sbin
nginx -p "$work" -c "$work/nginx.conf" -e "$work/error.log" &
nginx=$!
for tenth in $(seq 100); do
    curl -s "http://127.0.0.1:$port/ready" && break
    kill -0 "$nginx" || { cat "$work/error.log" >&2; exit 1; }
    sleep 0.1
done
curl -sS -v -o "$work/reply" -H 'Content-Type: application/soap+xml; charset=utf-8' --data-binary "@$message" \
    "http://127.0.0.1:$port/" 2> "$work/client" || { cat "$work/client" "$work/error.log" >&2; exit 1; }
for tenth in $(seq 100); do
    [ ! -s "$work/service" ] || break
    sleep 0.1
done
sed -n 's/\r$//; s/^> \(Content-Type.*\)/from the client:   \1/p; s/^> \(Content-.*\)/                   \1/p' "$work/client"
cat "$work/service"
sed -n 's/\r$//; s/^< \(HTTP.*\)/to the client:     \1/p; s/^< \(Content-.*\)/                   \1/p' "$work/client"
echo
cat "$work/reply"
echo
grep -q '<text\|SayResult\|SayResponse' "$work/reply"
