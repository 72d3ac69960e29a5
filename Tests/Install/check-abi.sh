#!/bin/sh
# Checks what the built library is made of, beside what it does, which test_process looks at.
# usage: check-abi.sh LIBRARY NEED..., where each NEED is the name of a library as -lNAME has it
set -eu
library=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

check() { # NAME COMMAND...
    name=$1
    shift
    if "$@"; then echo "ok - $name"; else echo "not ok - $name"; failed=1; fi
}

same() { diff -u "$1" "$2"; }

# The names that the headers declare, and nothing else.
cat include/wsencoder/*.h | sed 's|/\*.*\*/||' \
    | grep -v '^ \*' | grep -oE '\b(Ws|Wse)[A-Z][A-Za-z]*\(' | tr -d '(' | grep -vxE 'WsCountOf|WseLiteralLength' | sort -u > "$work/declared"
nm -D --defined-only "$library" | awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' | sort -u > "$work/exported"
check "exports exactly the functions of the headers ($(wc -l < "$work/declared"))" same "$work/declared" "$work/exported"

soname() { readelf -dW "$1" | sed -n 's/.*(SONAME).*\[\(.*\)\]/\1/p'; }
echo libc.so.6 > "$work/allowed"
: > "$work/theirs"
for name in "$@"; do
    file=$(gcc -print-file-name="lib$name.so")
    soname "$file" >> "$work/allowed"
    nm -D --defined-only "$file" | awk '{ sub(/@.*/, "", $3); print $3 }' >> "$work/theirs"
done
sort -o "$work/allowed" "$work/allowed"
sort -u -o "$work/theirs" "$work/theirs"
readelf -dW "$library" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | sort > "$work/needed"
check "needs libc, libffi and the codec libraries only" same "$work/allowed" "$work/needed"

soname "$library" > "$work/soname"
echo libwsencoder.so.0 > "$work/wanted"
check "has the soname libwsencoder.so.0" same "$work/wanted" "$work/soname"

# What it takes from libc: memory and copying, the jump out of brotli's encoder when that has no memory, a mutex for libffi and
# the registry, a careful look at a registered codec's strings (process_vm_readv), random numbers (getrandom) and the loader for
# plug-ins; no file of its own, no thread, no signal.
nm -D --undefined-only "$library" | awk '$1 == "U" { sub(/@.*/, "", $2); print $2 }' | sort -u \
    | comm -23 - "$work/theirs" > "$work/imports"
printf '%s\n' __errno_location __libc_single_threaded __stack_chk_fail _setjmp bcmp calloc dlclose dlerror dlopen \
    dlsym free getpid longjmp malloc memchr memcpy \
    memmove memset posix_memalign pthread_mutex_lock pthread_mutex_unlock realloc strlen syscall | sort > "$work/known"
check "takes from libc no more than memory functions, setjmp, a mutex, the loader, process_vm_readv and getrandom" sh -c "! comm -13 '$work/known' '$work/imports' | grep ."

# Swift's own heap is never used: who calls its allocator is the allocator itself.
objdump -d --no-show-raw-insn "$library" | awk '
    /^[0-9a-f]+ <.*>:$/ { caller = $2 }
    /(call|jmp).*<(swift_allocObject|swift_slowAlloc|swift_slowAllocTyped|swift_allocEmptyBox|swift_coroFrameAlloc|posix_memalign@plt)>/ {
        if (caller !~ /^<(swift_|posix_memalign)/) print caller, $0 }' > "$work/allocating"
check "no function allocates from Swift's heap" sh -c "! grep . '$work/allocating'"

check "has no executable stack and no writable code" sh -c \
    "! readelf -lW '$library' | grep -E 'GNU_STACK.*E|LOAD.*RWE' | grep ."

# A variable of a header of C would exist once for each object file that its functions are inlined into: a mutex, for one, would
# then keep nobody out.
nm "$library" | awk '$2 ~ /[bBdD]/ && $3 ~ /^wse_.*\./ { print $3 }' | sort | uniq -d \
    > "$work/doubled"
check "has each variable of a C header once" sh -c "! grep . '$work/doubled'"

strip -o "$work/stripped" "$library"
size=$(wc -c < "$work/stripped")
check "is about 580 KB, as the README says, stripped ($size bytes)" test "$size" -lt 585000

exit $failed
