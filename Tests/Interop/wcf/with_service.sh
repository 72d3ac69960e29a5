#!/bin/sh
# Starts the echo service on Mono, runs a program with its HTTP address as the last argument, and stops it again.
# usage: sh with_service.sh ECHO_SERVICE PROGRAM [ARGUMENT]... [< MESSAGE]
set -eu
service=$1
shift
work=$(mktemp -d)
mono=
stop() {
    exec 3>&-
    [ -z "$mono" ] || wait "$mono" || true
    rm -rf "$work"
}
trap stop EXIT
trap 'exit 1' HUP INT TERM
mkfifo "$work/input"
# It ends when its standard input does; `timeout` is for a Mono that hangs.
timeout 60 mono "$service" 50 < "$work/input" > "$work/addresses" &
mono=$!
exec 3> "$work/input"
for tenth in $(seq 300); do
    [ "$(wc -l < "$work/addresses")" -lt 2 ] || break
    kill -0 "$mono" 2> /dev/null || break
    sleep 0.1
done
address=$(head -n 1 "$work/addresses")
[ -n "$address" ] || { echo 'the service does not start' >&2; exit 1; }
timeout 40 "$@" "$address" 3>&-
