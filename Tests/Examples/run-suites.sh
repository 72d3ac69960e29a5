#!/bin/sh
# Runs suites of the library over the codecs of a plug-in, alone and in chains: what they do with every codec of the library.
# usage: run-suites.sh PLUGIN SUITE...
set -eu
plugin=$1
shift
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for suite; do
    # Random hosts are cheap with one codec: as many as of a codec of the library.
    WSE_TEST_PLUGIN=$plugin WSE_TEST_QUICK=1 WSE_TEST_ROUNDS=60 timeout 300 "$suite" > "$log" 2>&1 || {
        cat "$log"
        echo "not ok - ${plugin##*/} in ${suite#build/tests/}"
        exit 1
    }
done
echo "ok - ${plugin##*/} passes $# suites of the library"
