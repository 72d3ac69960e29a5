#!/bin/sh
# Holds the rules that compilers do not know: headers on their own, imports between rooms, forbidden constructs, sizes, tags.
set -eu
failed=0
fail() { echo "lint: $*"; failed=1; }

# Every public header compiles alone, in each dialect it promises, with each compiler at hand.
compiles() { # HEADER COMPILER FLAG...: as the first thing that a source includes
    header=$1
    shift
    printf '#include "%s"\ntypedef int something;\n' "include/wsencoder/$header" \
        | "$@" -I. -Wall -Wextra -pedantic -Werror -fsyntax-only - || fail "$header with $*"
}
for header in $(cd include/wsencoder && ls ./*.h porting/*.h | sed 's|^\./||'); do
    for compiler in gcc clang; do
        command -v "$compiler" >/dev/null || continue
        for standard in c99 c11; do
            compiles "$header" "$compiler" -x c -std=$standard
            compiles "$header" "$compiler" -x c -std=$standard -fshort-wchar
        done
        compiles "$header" "$compiler" -x c++ -std=c++17
    done
done

# So does every header for C++; `make test-cpp` compiles them with each compiler in C++17 and C++20.
for header in $(cd include/wsencoder && ls ./*.hpp cpp/*.hpp | sed 's|^\./||'); do
    compiles "$header" g++ -x c++ -std=c++17 -Wshadow
done
compiles wsencoder.hpp g++ -x c++ -std=c++17 -fshort-wchar
# wse::properties has a function for every property; the callables of C++ have the platform's calling convention.
for property in $(sed -n 's/^    \(WSE_PROPERTY_[A-Z_]*\) = .*/\1/p' include/wsencoder/properties.h); do
    [ "$property" = WSE_PROPERTY_ABI ] || grep -qF "set($property," include/wsencoder/cpp/properties.hpp \
        || fail "wse::properties lacks $property"
done
# They leave no macro behind but those that say that they were included.
if echo '#include "include/wsencoder/wsencoder.hpp"' | g++ -std=c++17 -I. -x c++ -E -dD - \
    | awk '/^# / { ours = $3 ~ /\.hpp"$/ && $3 ~ /wsencoder/ } ours && /^#define/ && $2 !~ /^WSENCODER_(CPP_)?[A-Z]+_HPP$/' | grep .; then
    fail 'a header for C++ leaves a macro behind'
fi

# The C of tool and tests is clean with the other compiler, too.
for source in Sources/wsenc/*.c Sources/wsenc/check/*.c Tests/C/Plugin/*.c Tests/C/demo.c Tests/C/FakeChannel/*.c \
    Tests/C/Support/*.c Tests/C/Differential/*.c Tests/Benchmarks/*.c Tests/Benchmarks/*/*.c Tests/Work/*.c Tests/Messages/*.c \
    Tests/C/Frames/*.c Tests/Examples/*.c Tests/Interop/wcf/*.c Tests/Interop/wine/bridge.c Tests/Interop/wine/linux_*.c; do
    [ -e "$source" ] && command -v clang >/dev/null || continue
    clang -std=c11 -D_GNU_SOURCE -Wall -Wextra -Werror -fsyntax-only -Iinclude -Iinclude/wsencoder -ITests/C -ITests/Benchmarks \
        $(pkg-config --cflags libxml-2.0) \
        "$source" \
        || fail "$source with clang"
done

# So is nginx's module, where nginx's headers and what `make nginx` has found out about them are at hand.
nginx=${NGINX_SOURCE:-/usr/share/nginx/src}/src
if [ -e "$nginx" ] && [ -e build/nginx/objects/ngx_auto_config.h ] && command -v clang >/dev/null; then
    for source in Sources/nginx/*.c; do
        clang -std=gnu11 -Wall -Wextra -Werror -fsyntax-only -Iinclude/wsencoder -isystem "$nginx/core" -isystem "$nginx/event" \
            -isystem "$nginx/event/modules" -isystem "$nginx/os/unix" -isystem "$nginx/http" -isystem "$nginx/http/modules" \
            -isystem "$nginx/http/v2" -isystem build/nginx/objects "$source" || fail "$source with clang"
    done
else
    echo 'lint: not checked with clang: the module for nginx, for which `make nginx` comes first'
fi
# It uses the installed headers alone.
if grep -n '#include "' Sources/nginx/*.[ch] | grep -v '"ngx_http_wsencoder_module.h"'; then
    fail 'the module for nginx includes a header that is not installed'
fi

# Arrows point one way: the rooms that each room may import. The C libraries that it may import are those that Package.swift
# lists for it.
rooms='Bytes CodecKit ContentCodings XMLText BinaryXML Charsets MTOM Framing Catalog WSEncoder WSEncoderKit'
rooms_below() {
    case $1 in
        Bytes) ;;
        CodecKit | Framing) echo 'Bytes' ;;
        XMLText) echo 'Bytes CodecKit' ;;
        ContentCodings) echo 'Bytes CodecKit Synchronization' ;;
        Charsets) echo 'Bytes CodecKit' ;;
        BinaryXML) echo 'Bytes CodecKit XMLText' ;;
        MTOM) echo 'Bytes Charsets CodecKit XMLText' ;;
        Catalog) echo 'Bytes CodecKit ContentCodings BinaryXML MTOM Charsets' ;;
        WSEncoder) echo 'Bytes CodecKit Catalog Framing Synchronization' ;;
        # Not of the library, which it calls through the C interface.
        WSEncoderKit) ;;
    esac
}
# A line a room: its name, then the system libraries among its dependencies, with every engine.
libraries=$(WSE_WITHOUT_ISAL='' WSE_WITHOUT_LIBDEFLATE='' swift package --scratch-path .build-embedded dump-package | python3 -c '
import json, sys
targets = json.load(sys.stdin)["targets"]
system = {target["name"] for target in targets if target["type"] == "system"}
for target in targets:
    names = {name for dependency in target["dependencies"] for name in (next(iter(dependency.values()))[0],)}
    print(target["name"], *sorted(names & system))')
for room in $rooms; do
    allowed=" $(rooms_below "$room") $(echo "$libraries" | sed -n "s/^$room //p") "
    for import in $(find "Sources/$room" -name '*.swift' -exec sed -nE 's/^ *(public |internal |private )?import ([A-Za-z]+).*/\2/p' {} + \
        | sort -u); do
        case $allowed in *" $import "*) ;; *) fail "Sources/$room imports $import" ;; esac
    done
done

# `unsafe` marks the lines that a reader has to check by hand. The most lines in a thousand, in each room, that may have it, of
# those that are not comments; Bytes has no bound, since the functions that spare the others the word are there.
unsafe_bound() {
    case $1 in
        XMLText) echo 18 ;;
        BinaryXML) echo 20 ;;
        MTOM) echo 20 ;;
        CodecKit) echo 20 ;;
        Charsets) echo 20 ;;
        Framing) echo 0 ;;
        Catalog) echo 5 ;;
        ContentCodings) echo 58 ;;
        WSEncoder) echo 80 ;;
        # Half of it is the border with C.
        WSEncoderKit) echo 180 ;;
    esac
}
echo 'room             lines  unsafe     %  bound'
for room in $rooms; do
    bound=$(unsafe_bound "$room")
    find "Sources/$room" -name '*.swift' -exec cat {} + | sed -e '/^ *\/\//d' -e 's|//.*||' | awk -v room="$room" -v bound="$bound" '
        /(^|[^A-Za-z0-9_])unsafe([^A-Za-z0-9_]|$)/ { marked++ }
        END {
            printf "%-15s %6d  %6d  %4.1f  %5s\n", room, NR, marked, 100 * marked / NR, bound == "" ? "-" : bound / 10
            exit bound != "" && 1000 * marked > bound * NR
        }' || fail "Sources/$room has unsafe on too many lines"
done

# Swift is laid out by .swift-format, with the formatter of the toolchain.
swift_formatted='Sources Tests'
unformatted=$(swift format lint --strict --parallel $(find $swift_formatted -name '*.swift') 2>&1) \
    || { echo "$unformatted"; fail 'Swift that is not formatted: swift format --in-place FILE'; }

# C is laid out by .clang-format. Each version of the formatter differs a little, so it is checked with one alone. The sources in
# Tests/Install/porting are left as Microsoft's programmers would lay them out.
formatter=$(command -v clang-format-14 || command -v clang-format || true)
case $("${formatter:-false}" --version 2>/dev/null) in
    *' version 14.'*)
        find Sources Tests include \( -path Tests/Install/porting -o -path 'include/*.h' \) -prune \
            -o \( -name '*.[ch]' -o -name '*.[ch]pp' \) -exec "$formatter" --dry-run --Werror {} + \
            || fail "C that is not formatted: $formatter -i FILE" ;;
    *) echo 'lint: not checked: the layout of C, for which clang-format 14 is needed' ;;
esac

# The variables of libffi's shim are those of the one file that includes it.
[ "$(grep -rl '^internal import CFFI' Sources | wc -l)" = 1 ] || fail 'more than one file imports CFFI'

# What could end the host's process, or bring in a runtime.
if grep -nE '\b(try!|as!|fatalError|precondition(Failure)?|assertionFailure|unsafelyUnwrapped|unowned)\b|import (Foundation|Dispatch|Glibc)\b' \
    $(find Sources -name '*.swift'); then fail 'a construct that the library does not use'; fi
if grep -nE '[])A-Za-z0-9_]!([^=]|$)' $(find Sources -name '*.swift') | grep -vE '"[^"]*!|//'; then fail 'a forced unwrapping'; fi
for room in $rooms; do
    case $room in WSEncoder | WSEncoderKit) continue ;; esac
    if grep -rnE --include='*.swift' '\b(WS_|WSE_|HRESULT)' "Sources/$room" | grep -vE '//|#(else)?if'; then fail "$room knows of the border"; fi
done

# One idea a file, and lines that fit.
for file in include/wsencoder/*.h include/wsencoder/porting/*.h include/wsencoder/*.hpp include/wsencoder/cpp/*.hpp $(find Sources -name '*.swift') Sources/wsenc/*.[ch] \
    Sources/wsenc/check/*.[ch] Sources/nginx/*.[ch] Makefile Tests/*.mk Tests/*Tests/*.swift Tests/C/*.c Tests/C/*/*.[ch] Tests/Install/*/*.[ch] \
    Tests/Work/* Tests/Examples/*.c Tests/Examples/*.cpp Tests/Cpp/* Tests/Messages/*.c Tests/Benchmarks/*.cs Tests/Benchmarks/*.[ch] Tests/Benchmarks/*.cpp Tests/Benchmarks/*/*.[ch] \
    Tests/Nginx/*.py Tests/Nginx/*.sh \
    Sources/manual/*.py Sources/python/*.* Sources/python/wsencoder/*.py \
    $(find Tests/Interop -name '*.py' -o -name '*.[chS]' -o -name '*.cs'); do
    [ -e "$file" ] || continue
    lines=$(wc -l < "$file")
    [ "$lines" -le 500 ] || fail "$file has $lines lines"
    if grep -nE '^.{129,}$' "$file"; then fail "$file has lines over 128 columns"; fi
    if grep -nE '[[:blank:]]$' "$file"; then fail "$file has trailing blanks"; fi
done

# Each tagged sentence of the headers is named by a test.
for tag in $(grep -hoE '\[[A-Z][0-9]+\]' include/wsencoder/*.h include/wsencoder/porting/*.h | sort -u); do
    grep -rqF "$tag" Tests/C Tests/Install || fail "no test names $tag"
done
for tag in $(grep -rhoE '\[[A-Z][0-9]+\]' Tests/C | sort -u); do
    grep -qF "$tag" include/wsencoder/*.h || fail "no header has $tag"
done

[ $failed -eq 0 ] && echo 'lint: clean'
exit $failed
