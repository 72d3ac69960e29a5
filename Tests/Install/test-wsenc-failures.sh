#!/bin/sh
# Tests of what the program wsenc does where memory runs out, and of how it prints what others have chosen.
# Usage: sh test-wsenc-failures.sh WSENC, where Tests is.
set -u
. "$(dirname "$0")/wsenc.sh"

# ---- Out of memory, at each allocation ----

cat >failing.c <<'SOURCE'
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t);
static long left = -1;
__attribute__((constructor)) static void begin(void) { if (getenv("FAIL_AT")) left = atol(getenv("FAIL_AT")); }
static int fails(void) { if (left < 0 || --left != 0) return 0; left = -1; errno = ENOMEM; return 1; }
void *malloc(size_t size) { return fails() ? NULL : __libc_malloc(size); }
void *calloc(size_t count, size_t size) { return fails() ? NULL : __libc_calloc(count, size); }
void *realloc(void *old, size_t size) { return fails() ? NULL : __libc_realloc(old, size); }
SOURCE
${CC:-gcc} -shared -fPIC -o failing.so failing.c || exit 1

# Each fails with 5 and leaves the file that was there, or succeeds and replaces it.
out_of_memory_anywhere() {
    at=1
    refused=0
    while [ $at -le 400 ]; do
        echo before >old
        FAIL_AT=$at LD_PRELOAD=$PWD/failing.so timeout 20 "$wsenc" "$@" -o old input >out 2>err
        status=$?
        case $status in
            0) [ "$(head -c 6 old)" != before ] || { echo "# allocation $at: succeeded without output"; return 1; } ;;
            5) [ "$(cat old)" = before ] || { echo "# allocation $at: the file was replaced"; return 1; }
               refused=$((refused + 1)) ;;
            *) echo "# allocation $at: ended with $status"; return 1 ;;
        esac
        no_temporary_file || return 1
        at=$((at + 1))
    done
    [ $refused -ge 4 ]
}
printf '<a b="c">text</a>' >plain
"$wsenc" encode -c msbin1 plain >encoded || exit 1
cp plain input
check "encode: out of memory is 5, and the output that was there stays" out_of_memory_anywhere encode -c msbin1
cp encoded input
check "decode: out of memory is 5, and the output that was there stays" out_of_memory_anywhere decode -c msbin1
check "dump: out of memory is 5, and the output that was there stays" out_of_memory_anywhere dump

# ---- Escape sequences ----

escape=$(printf 'a\033[31m\302\233b\233c\342\200\256d')
visible='a\x1B[31m\xC2\x9Bb\x9Bc\xE2\x80\xAEd'
prints_visibly() {
    "$wsenc" "$@" >out 2>err
    grep -qF -e "$visible" err && ! LC_ALL=C grep -q "$(printf '[\033\233]')" err
}
check "a file name is printed visibly" prints_visibly encode -c gzip "$escape"
# It passes through UTF-16, where there is no byte that is not UTF-8.
output_visible() {
    "$wsenc" encode -c gzip -o "none/$(printf 'a\033b\302\233c')" plain 2>err
    grep -qF -e 'wsenc: plain: cannot write none/a\x1Bb\xC2\x9Bc: No such' err
}
check "and one of an output" output_visible
check "and a codec" prints_visibly encode -c "$escape" plain
check "and a command" prints_visibly "$escape"
check "and an unknown option" prints_visibly encode "--$escape" plain
check "and one of check" prints_visibly check "--$escape"
check "and a property" prints_visibly encode -c gzip -p "$escape=1" plain
check "and a library" prints_visibly check "./$escape" symbol
check "text in other languages is printed as it is" fails 2 'wsenc: Größe-尺寸: No such file' encode -c gzip 'Größe-尺寸'

type=$(printf 'text/xml; x="\302\233"')
raw_header() {
    "$wsenc" encode -c gzip -t "$type" --headers plain 2>err >out && grep -qF -e "$type" err
}
check "--headers has the exact value for programs" raw_header
terminal_header() {
    python3 - "$wsenc" "$type" <<'PYTHON'
import os, subprocess, sys
ours, theirs = os.openpty()
subprocess.run([sys.argv[1], "encode", "-c", "gzip", "-t", sys.argv[2], "--headers", "-o", "/dev/null", "plain"], stderr=theirs, check=True)
text = os.read(ours, 4096)
sys.exit(0 if rb'x="\xC2\x9B"' in text and b"\xc2\x9b" not in text else "# " + repr(text))
PYTHON
}
if python3 -c 'import os; os.openpty()' 2>/dev/null; then
    check "and none that a terminal would obey" terminal_header
else
    echo "skipped - headers on a terminal: this machine gives no pseudo-terminal"
fi

echo "wsenc, failures: $passed passed, $failed failed"
[ "$failed" = 0 ]
