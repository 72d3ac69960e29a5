#!/bin/sh
# Compiles and runs every C program of the README, and checks what it says about itself.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
awk -v work="$work" '/^```c$/ { n++; file = work "/snippet" n ".c"; next } /^```$/ { file = "" } file { print > file }
    END { print n > (work "/count") }' README.md
count=$(cat "$work/count")
test "$count" -ge 1
for n in $(seq "$count"); do
    snippet=$work/snippet$n
    lines=$(wc -l < "$snippet.c")
    gcc -std=c11 -Wall -Wextra -Werror -Iinclude/wsencoder "$snippet.c" -o "$snippet" -Lbuild -lwsencoder \
        -Wl,-rpath,"$PWD/build"
    "$snippet" > "$snippet.out"
    for said in $(awk -v n="$n" '/^```c$/ { i++ } /^It prints/ && i == n { print NR }' README.md); do
        sed -n "${said}s/^It prints \`\([^\`]*\)\`.*/\1/p" README.md | diff - "$snippet.out"
    done
    echo "ok - snippet $n of README.md ($lines lines) compiles and runs: $(tail -1 "$snippet.out")"
done
test "$(wc -l < "$work/snippet1.c")" -lt 40
echo 'ok - the first example has fewer than 40 lines'
for target in $(grep -oE '`make [a-z-]+`' README.md | tr -d '`' | cut -d' ' -f2 | sort -u); do
    make -n "$target" > /dev/null || { echo "not ok - README names make $target"; exit 1; }
done
echo 'ok - every make target that the README names exists'
for name in $(build/wsenc list); do
    grep -qE "^\| \`$name\`" README.md || { echo "not ok - the README's table lacks $name"; exit 1; }
done
echo "ok - the README's table has every codec"
echo "readme: $((count + 3)) passed, 0 failed"
