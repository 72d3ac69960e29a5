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
    needed=-lwsencoder
    run=$snippet
    # A program that calls a service gets one.
    if grep -q '<curl/curl.h>' "$snippet.c"; then
        needed='-lwsencoder -lcurl'
        run="sh Tests/Interop/wcf/with_service.sh build/wcf/echo_service.exe $snippet"
    fi
    # shellcheck disable=SC2086
    gcc -std=c11 -Wall -Wextra -Werror -Iinclude/wsencoder "$snippet.c" -o "$snippet" -Lbuild $needed -Wl,-rpath,"$PWD/build"
    $run > "$snippet.out"
    if [ "$run" != "$snippet" ]; then grep -q '<SayResult>hello</SayResult>' "$snippet.out"; fi
    for said in $(awk -v n="$n" '/^```c$/ { i++ } /^It prints/ && i == n { print NR }' README.md); do
        sed -n "${said}s/^It prints \`\([^\`]*\)\`.*/\1/p" README.md | diff - "$snippet.out"
    done
    echo "ok - snippet $n of README.md ($lines lines) compiles and runs: $(tail -1 "$snippet.out")"
done
test "$(wc -l < "$work/snippet1.c")" -lt 40
echo 'ok - the first example has fewer than 40 lines'
# The Swift of the README is a package: a codec, a manifest and a program.
package=build/readme
rm -rf $package/Sources
mkdir -p $package/Sources/Rot13 $package/Sources/Program
awk -v package=$package 'BEGIN { split("Sources/Rot13/Rot13.swift Package.swift Sources/Program/main.swift", names, " ") }
    /^```swift$/ { file = package "/" names[++n]; next } /^```$/ { file = "" } file { print > file } END { exit n != 3 }' README.md
sed -i "s|path: \"../wsencoder\"|path: \"$PWD\"|" $package/Package.swift
swift build --quiet --package-path $package -Xlinker "-L$PWD/build" -Xlinker -rpath -Xlinker "$PWD/build"
$package/.build/debug/Program > "$work/swift.out"
grep -qE '^[0-9]+ bytes became [0-9]+, and ([0-9]+) again$' "$work/swift.out"
grep -qE '^true ' "$work/swift.out"
echo "ok - the Swift program of README.md compiles and runs: $(head -1 "$work/swift.out")"
printf 'Hello' > "$work/hello"
test "$(build/wsenc encode --load $package/.build/debug/librot13.so -c rot13 "$work/hello")" = Uryyb
echo "ok - the Swift codec of README.md is a plug-in of $(wc -l < $package/Sources/Rot13/Rot13.swift) lines"
for target in $(grep -oE '`make [a-z-]+`' README.md | tr -d '`' | cut -d' ' -f2 | sort -u); do
    make -n "$target" > /dev/null || { echo "not ok - README names make $target"; exit 1; }
done
echo 'ok - every make target that the README names exists'
# A row for every codec, with the content types and the codings that it gives: "as given" is the type of the message. Compressed
# forms of binary XML have two labels, "one, or other" in both columns.
echo '<a/>' > "$work/message"
check_row() { # number of the label, codec, more arguments of wsenc
    label=$1 name=$2
    shift 2
    build/wsenc encode -c "$name" "$@" --headers -o /dev/null "$work/message" 2> "$work/headers"
    # What follows the type of a package differs from message to message.
    type=$(sed -n 's/^Content-Type: //p' "$work/headers" | sed 's/;start=.*/; .../')
    coding=$(sed -n 's/^Content-Encoding: //p' "$work/headers")
    case $type in
        'application/soap+xml; charset=utf-8') type='as given' ;;
        'application/soap+xml; '*) type="as given, with ${type#*; }" ;;
    esac
    awk -F ' *[|] *' -v name="\`$name\`" -v type="$type" -v coding="${coding:-none}" -v label="$label" '
        index($2, name) { split($3, types, ", or "); split($4, codings, ", or ")
            if (types[label] == type && codings[label] == coding) found = 1 }
        END { exit !found }' README.md || { echo "not ok - the README's table lacks $name, $type, ${coding:-none}"; exit 1; }
}
for name in $(build/wsenc list); do
    check_row 1 "$name"
    case $name in *+*) check_row 2 "$name" -p compression-label=content-encoding ;; esac
done
echo "ok - the README's table has every codec, and what it says of content types and codings is so"
for property in $(sed -n 's/^    \(WSE_PROPERTY_[A-Z_]*\) = .*/\1/p' include/wsencoder/properties.h); do
    grep -qE "^\| \`$property\`" README.md || { echo "not ok - the README's table lacks $property"; exit 1; }
done
echo "ok - the README's table has every property"
echo "readme: $((count + 6)) passed, 0 failed"
