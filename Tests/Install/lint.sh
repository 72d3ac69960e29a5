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

# The C of tool and tests is clean with the other compiler, too.
for source in Sources/wsenc/*.c Sources/wsenc/check/*.c Tests/C/Plugin/*.c Tests/C/demo.c Tests/C/FakeChannel/*.c Tests/C/Support/*.c Tests/C/Differential/*.c Tests/Benchmarks/*.c \
    Tests/Benchmarks/*/*.c Tests/Work/*.c Tests/Messages/*.c Tests/Interop/wcf/*.c Tests/Interop/wine/bridge.c Tests/Interop/wine/linux_*.c; do
    [ -e "$source" ] && command -v clang >/dev/null || continue
    clang -std=c11 -D_GNU_SOURCE -Wall -Wextra -Werror -fsyntax-only -Iinclude/wsencoder -ITests/C -ITests/Benchmarks \
        $(pkg-config --cflags libxml-2.0) \
        "$source" \
        || fail "$source with clang"
done

# Arrows point one way: what each room may import.
allowed() {
    case $1 in
        Bytes) echo 'CLibc' ;;
        CodecKit) echo 'Bytes' ;;
        ContentCodings) echo 'Bytes CodecKit CZlib CIsal CLibdeflate CBrotli CZstd' ;;
        XMLText) echo 'Bytes CVector' ;;
        BinaryXML) echo 'Bytes CodecKit XMLText' ;;
        Catalog) echo 'Bytes CodecKit ContentCodings BinaryXML' ;;
        WSEncoder) echo 'Bytes CFFI CLibc CodecKit Catalog CWSEncoder Synchronization' ;;
    esac
}
for room in Bytes CodecKit ContentCodings XMLText BinaryXML Catalog WSEncoder; do
    for import in $(sed -nE 's/^ *(public |internal |private )?import ([A-Za-z]+).*/\2/p' $(find Sources/$room -name '*.swift') | sort -u); do
        case " $(allowed $room) " in *" $import "*) ;; *) fail "Sources/$room imports $import" ;; esac
    done
done

# The variables of libffi's shim are those of the one file that includes it.
[ "$(grep -rl '^internal import CFFI' Sources | wc -l)" = 1 ] || fail 'more than one file imports CFFI'

# What could end the host's process, or bring in a runtime.
if grep -nE '\b(try!|as!|fatalError|precondition(Failure)?|assertionFailure|unsafelyUnwrapped|unowned)\b|import (Foundation|Dispatch|Glibc)\b' \
    $(find Sources -name '*.swift'); then fail 'a construct that the library does not use'; fi
if grep -nE '[])A-Za-z0-9_]!([^=]|$)' $(find Sources -name '*.swift') | grep -vE '"[^"]*!|//'; then fail 'a forced unwrapping'; fi
if grep -nE '\b(WS_|WSE_|HRESULT)' $(find Sources/Bytes Sources/CodecKit Sources/ContentCodings \
    Sources/XMLText Sources/BinaryXML Sources/Catalog -name "*.swift") | grep -v '//'; then fail 'a room below the border knows of it'; fi

# One idea a file, and lines that fit.
for file in include/wsencoder/*.h include/wsencoder/porting/*.h Tests/Install/*/*.[ch] $(find Sources -name '*.swift') Sources/wsenc/*.[ch] Sources/wsenc/check/*.[ch] Tests/C/*.c Tests/C/*/*.[ch] Tests/*Tests/*.swift \
    Tests/Work/* Tests/Messages/*.c Tests/Benchmarks/*.cs Tests/Benchmarks/*.[ch] Tests/Benchmarks/*/*.[ch] $(find Tests/Interop -name '*.py' -o -name '*.[chS]' -o -name '*.cs'); do
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
