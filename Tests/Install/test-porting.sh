#!/bin/sh
# Compiles a source written for Windows with the porting headers, by each compiler, as C and as C++, and runs it.
set -eu
sources=Tests/Install/porting
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
ok() { echo "ok - $1"; passed=$((passed + 1)); }
bad() { echo "not ok - $1"; exit 1; }
flags="-Wall -Wextra -Werror -fshort-wchar -Iinclude/wsencoder -Iinclude/wsencoder/porting"
link="-Lbuild -lwsencoder -Wl,-rpath,$PWD/build"

for compiler in gcc g++ clang clang++; do
    command -v "$compiler" > /dev/null || continue
    case $compiler in *++) language='-x c++'; standards='c++11 c++17 c++20' ;; *) language='-x c'; standards='c99 c11' ;; esac
    for standard in $standards; do
        # shellcheck disable=SC2086
        "$compiler" -std=$standard $flags $language $sources/hex_channel.c $sources/host.c -o "$work/host" $link
        "$work/host" > "$work/out" || { cat "$work/out"; bad "$compiler -std=$standard"; }
        grep -qx 'the message is not of hexadecimal digits' "$work/out"
        ok "a source for Windows compiles with $compiler -std=$standard, and runs alone and in chains"
    done
done

# shellcheck disable=SC2086
gcc -std=c11 $flags $sources/values.c -o "$work/values"
"$work/values"
ok 'types, macros and error codes are those of Windows [W1]'
# The source and the table of values are held to Windows' own headers, too, where a compiler for Windows is at hand.
windows=$(command -v x86_64-w64-mingw32-gcc-win32 || command -v x86_64-w64-mingw32-gcc || true)
header=$(ls /usr/include/wine/wine/windows/webservices.h /usr/include/wine/windows/webservices.h 2> /dev/null | head -1 || true)
if [ -n "$windows" ] && [ -n "$header" ]; then
    mkdir "$work/windows"
    # Two macros that Wine's header lacks, and an annotation that the compiler's does.
    { cat "$header"
        echo '#define WsCountOf(array) (sizeof(array) / sizeof((array)[0]))'
        echo '#define WS_STRING_VALUE(literal) { WsCountOf(literal) - 1, (WCHAR *)(literal) }'
        echo '#define _Post_invalid_'; } > "$work/windows/WebServices.h"
    for source in values hex_channel; do
        "$windows" -std=gnu11 -Wall -Wextra -Werror -I"$work/windows" -c $sources/$source.c -o "$work/windows/$source.o"
    done
    ok 'the same sources compile with the headers of Windows'
else
    echo 'skipped - the same sources with the headers of Windows: no compiler for Windows here'
fi

# The C++ library uses names that are macros of the first edition of SAL.
{ echo '#include <windows.h>'
    for header in algorithm chrono fstream functional future iomanip iostream locale map memory mutex random set sstream string \
        tuple unordered_map utility vector; do echo "#include <$header>"; done
    echo 'int main() { return 0; }'; } > "$work/library.cpp"
for standard in c++11 c++17 c++20; do
    # shellcheck disable=SC2086
    g++ -std=$standard $flags -fsyntax-only "$work/library.cpp" || bad "the C++ library with <windows.h> -std=$standard"
done
ok 'the headers of the C++ library can follow <windows.h>'
printf '#define WSE_SAL_SECOND_EDITION\n#include <windows.h>\n#include <regex>\n#include <thread>\nvoid f(_In_ int *, _Out_ int *);\n' \
    > "$work/second.cpp"
# shellcheck disable=SC2086
g++ -std=c++17 $flags -fsyntax-only "$work/second.cpp"
ok 'WSE_SAL_SECOND_EDITION leaves every header of the C++ library usable'

# A literal of the wrong width [V1]: the compiler says what to write.
printf '#include <WebServices.h>\nWS_STRING type = WS_STRING_VALUE(L"text/xml");\n' > "$work/narrow.c"
cp "$work/narrow.c" "$work/narrow.cpp"
for compiler in gcc g++ clang clang++; do
    command -v "$compiler" > /dev/null || continue
    case $compiler in *++) file=$work/narrow.cpp; standard=c++11 ;; *) file=$work/narrow.c; standard=c11 ;; esac
    if "$compiler" -std=$standard -Iinclude/wsencoder -fsyntax-only "$file" 2> "$work/said"; then
        bad "$compiler takes a literal of 32-bit characters"
    fi
    grep 'error:' "$work/said" | grep -q 'WS_STRING_VALUE takes 16-bit characters: write u.*"\.\.\..*", or keep L.* and compile with -fshort-wchar' \
        || { cat "$work/said"; bad "what $compiler says of a literal of 32-bit characters"; }
    "$compiler" -std=$standard -fshort-wchar -Iinclude/wsencoder -fsyntax-only "$file"
done
if gcc -std=c99 -Iinclude/wsencoder -fsyntax-only "$work/narrow.c" 2> "$work/said"; then bad 'C99 takes a literal of 32-bit characters'; fi
grep -q 'WS_STRING_VALUE_takes_16_bit_characters' "$work/said"
ok 'a literal of the wrong width is refused in a sentence [V1]'
echo "porting: $passed passed, 0 failed"
