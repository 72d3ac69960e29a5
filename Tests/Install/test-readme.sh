#!/bin/sh
# Compiles and runs the programs of the README and of its examples, each with the command that stands beside it, against an
# installed tree, and checks what README and pages say about themselves: links, goals, codecs and properties.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
ok() { echo "ok - $1"; passed=$((passed + 1)); }
fail() { echo "not ok - $1"; exit 1; }

make -s install prefix="$work/installed"
PKG_CONFIG_PATH=$work/installed/lib/pkgconfig
LD_LIBRARY_PATH=$work/installed/lib
PATH=$work/installed/bin:$PATH
export PKG_CONFIG_PATH LD_LIBRARY_PATH PATH
pages=$(find README.md Sources include Tests -name README.md | sort)
# The numbered block of a kind: blocks KIND NUMBER PAGE
blocks() {
    awk -v kind="$1" -v number="$2" '/^```/ { inside = !inside; shown = inside && $0 == "```" kind && ++n == number; next }
        shown' "$3"
}

test "$(wc -l < README.md)" -le 330
ok "README.md has at most 330 lines ($(wc -l < README.md))"

# The program in C, what it prints, and its command.
blocks c 1 README.md > "$work/message.c"
command=$(sed -n 's/^\(cc .*message\.c .*\)/\1/p' README.md)
(cd "$work" && eval "$command" > message.out)
awk '/^It prints$/ { wanted = 1 } wanted && /^```/ { inside = !inside; if (!inside) exit; next } inside' README.md \
    | diff - "$work/message.out"
ok "the program of README.md compiles and prints what it says: $(head -1 "$work/message.out")"
gcc -std=c11 -Wall -Wextra -Werror -Iinclude/wsencoder -fsyntax-only "$work/message.c"
ok 'it has no warning'

# The examples, each with the command in its first comment.
for example in Tests/Examples/*.c Tests/Examples/*.cpp; do
    name=$(basename "$example")
    command=$(sed -n '1,/\*\//s/^ \*  *\(c[c+][c+ ].*\)/\1/p' "$example")
    if [ -z "$command" ]; then
        [ "$name" = host.c ] || fail "$example does not say how to compile it"
        continue
    fi
    cp "$example" "$work"
    (cd "$work" && eval "$(echo "$command" | sed -E 's/^(cc|c\+\+) /\1 -Wall -Wextra -Werror /')") || fail "$example: $command"
    ok "$name compiles: $command"
done
test "$("$work/callbacks")" = '177 bytes of SOAP became 126'
ok 'callbacks.c runs'
# What these print is what their comments promise; the rest of each line differs with versions of the compressing libraries.
prints() { # PROGRAM LINE: a line that it prints begins like that
    (cd "$work" && timeout 60 "./$1" > "$1.out" 2>&1) || fail "$1: $(cat "$work/$1.out")"
    grep -q "^$2" "$work/$1.out" || fail "$1 does not print $2: $(cat "$work/$1.out")"
}
prints errors '0x803D0021, originally 0x80070005$'
prints list_records '00000007  ShortDictionaryElement \[1\] "order"$'
prints frames 'answer: http://schemas.microsoft.com/ws/2006/05/framing/faults/UnsupportedVersion$'
prints trampoline '5 bytes$'
prints tables 'inverted,gzip is a chain$'
prints stream_net_tcp 'received 1188909 bytes of XML$'
prints async_steps 'done: 0x00000000$'
prints list_properties 'max-depth from 1 to '
prints messages 'gzip decoder: not the header of a gzip member (input offset 0): WS_E_INVALID_FORMAT$'
grep -q '^no room for ' "$work/messages.out"
test "$(gzip -c "$work/message.c" | "$work/decode_stream" gzip | cmp - "$work/message.c" && echo same)" = same
"$work/decode_stream" | grep -qx zstd
# The first rows can be read before the message has ended.
"$work/flush" > "$work/flush.gz" 2> "$work/flush.err"
head -c "$(sed -n 's/ bytes after row 2$//p' "$work/flush.err")" "$work/flush.gz" | gzip -dc 2> /dev/null > "$work/rows" || :
test "$(cat "$work/rows")" = "$(printf 'row 1\nrow 2')"
test "$(gzip -dc "$work/flush.gz" | wc -l)" -eq 3
grep -qF 'wse::encode("msbin1,gzip", soap, type)' README.md
grep -qF 'wse::encode("msbin1,gzip", soap, type)' Tests/Examples/messages.cpp
ok 'the examples of errors, lists, frames, functions, tables, streams, steps, flushes and C++ run'
echo '<s>hello</s>' > "$work/hello.xml"
(cd "$work" && wsenc check ./libshout.so shout_encoder --strict -q)
test "$(cd "$work" && wsenc encode --load ./libshout.so -c shout,gzip hello.xml | gzip -d)" = '<S>HELLO</S>'
grep -qxF "$(grep 'return self->write' README.md)" Tests/Examples/shout.c
ok 'the encoder of shout.c passes wsenc check, works in a chain, and is quoted as it is'
sh Tests/Interop/wcf/with_service.sh build/wcf/echo_service.exe "$work/call_service" < Tests/Messages/say-hello.xml \
    | grep -q '<SayResult>hello</SayResult>'
ok 'call_service.c calls a service'

# The Swift of the README and of the kit's page is a package: a codec, a manifest and a program.
package=build/readme/rot13
kit=Sources/WSEncoderKit/README.md
rm -rf $package/Sources
mkdir -p $package/Sources/Rot13 $package/Sources/Program
blocks swift 1 README.md > $package/Sources/Rot13/Rot13.swift
blocks swift 1 $kit | sed "s|path: \"../wsencoder\"|path: \"$PWD\"|" > $package/Package.swift
blocks swift 2 $kit > $package/Sources/Program/main.swift
swift build --quiet --package-path $package -Xlinker "-L$PWD/build" -Xlinker -rpath -Xlinker "$PWD/build"
$package/.build/debug/Program > "$work/swift.out"
grep -qE '^[0-9]+ bytes became [0-9]+, and ([0-9]+) again$' "$work/swift.out"
grep -qE '^true ' "$work/swift.out"
ok "the Swift program of $kit compiles and runs: $(head -1 "$work/swift.out")"
printf 'Hello' > "$work/hello"
test "$(wsenc encode --load $package/.build/debug/librot13.so -c rot13 "$work/hello")" = Uryyb
ok "the Swift codec of README.md is a plug-in of $(wc -l < $package/Sources/Rot13/Rot13.swift) lines"

# Every link leads somewhere, and every goal exists.
for page in $pages; do
    for link in $(grep -oE '\]\([^)]+\)' "$page" | sed 's/^](//; s/)$//; s/#.*//' | grep -v '^https:' | sort -u); do
        test -e "$(dirname "$page")/$link" || fail "$page: $link leads nowhere"
    done
    for goal in $(grep -oE '`make [a-z-]+`' "$page" | tr -d '`' | cut -d' ' -f2 | sort -u); do
        make -n "$goal" > /dev/null || fail "$page names make $goal"
    done
done
ok 'every link of README.md and the pages leads somewhere, and every make goal exists'
for page in $pages; do
    case $page in
        README.md | Tests/Messages/* | Tests/Fuzz/*) ;;
        *) grep -qF "($page)" README.md || fail "README.md does not lead to $page" ;;
    esac
done
ok 'README.md leads to every page'

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
        END { exit !found }' README.md || fail "the README's table lacks $name, $type, ${coding:-none}"
}
for name in $(build/wsenc list); do
    check_row 1 "$name"
    case $name in *+*) check_row 2 "$name" -p compression-label=content-encoding ;; esac
done
ok "the README's table has every codec, and what it says of content types and codings is so"
for property in $(sed -n 's/^    \(WSE_PROPERTY_[A-Z_]*\) = .*/\1/p' include/wsencoder/properties.h); do
    grep -qE "^\| \`$property\`" README.md || fail "the README's table lacks $property"
done
ok "the README's table has every property"
echo "readme: $passed passed, 0 failed"
