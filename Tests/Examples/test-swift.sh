#!/bin/sh
# Uses the codec of a package in Swift from C and in wsenc.
# usage: test-swift.sh FOLDER ordinary|embedded, where the folder has the program `host` and the package is built
set -eu
folder=$1
passed=0
ok() { echo "ok - $1"; passed=$((passed + 1)); }

# What is not blank and no comment.
lines() { grep -cvE '^[[:space:]]*(//.*)?$' "$1"; }

use() { # PLUGIN CODEC
    "$folder/host" "$1" "$2" > "$folder/$2.log" 2>&1 || { cat "$folder/$2.log"; exit 1; }
    grep 'decoder: ' "$folder/$2.log"
    ok "$2: a C program uses it by function and name, alone and before gzip, synchronously and asynchronously"
    build/wsenc check --load "$1" --codec "$2" > "$folder/$2.log" 2>&1 || { cat "$folder/$2.log"; exit 1; }
    build/wsenc list --load "$1" | grep -qx "$2"
    build/wsenc encode --load "$1" -c "$2,gzip" README.md | build/wsenc decode --load "$1" -c "$2,gzip" | cmp - README.md
    ok "$2: wsenc loads, lists, checks and uses it"
}

ordinary() { # with Foundation
    sources=Tests/Examples/SwiftEncoder/Sources/Base64URL
    test "$(lines $sources/Base64URL.swift)" -le 27 # two of them are imports
    test "$(lines $sources/Exports.swift)" -le 5
    ok 'base64url: at most 25 lines for the codec and 5 for the export'
    plugin=$folder/SwiftEncoder/release/libbase64url.so
    ! readelf -dW "$plugin" | grep 'NEEDED.*wsencoder' || exit 1
    use "$plugin" base64url
    printf 'any carnal pleas\377\376' > "$folder/plain"
    test "$(build/wsenc encode --load "$plugin" -c base64url "$folder/plain")" \
        = "$(base64 -w0 < "$folder/plain" | tr '+/' '-_' | tr -d =)"
    ok 'base64url: it writes what base64 of coreutils writes'
}

embedded() {
    plugin=$folder/EmbeddedEncoder/release/libchecked.so
    strip -o "$folder/stripped.so" "$plugin"
    size=$(wc -c < "$folder/stripped.so")
    test "$size" -lt 61440
    ok "checked: less than 60 KB ($size bytes)"
    test "$(readelf -dW "$plugin" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p')" = libc.so.6
    test "$(nm -D --defined-only "$plugin" | awk '$2 == "T" { print $3 }')" = WsePluginRegister
    ok 'checked: needs no runtime and no library but libc, and exports its one function'
    use "$plugin" checked
    python3 -c 'import ctypes, sys; sys.exit(ctypes.CDLL("build/libwsencoder.so").WseLoadPlugin(sys.argv[1].encode(), None))' \
        "$plugin"
    ok 'checked: a process that has loaded the library for itself alone can load it, too'
}

"$2"
echo "example in $2 Swift: $passed passed, 0 failed"
