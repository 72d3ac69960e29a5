#!/bin/sh
# Tests of wsenc: levels, several files, terminals, the words of its errors, and completion in shells.
# Usage: sh test-wsenc-options.sh WSENC
set -u

. "$(dirname "$0")/wsenc.sh"

printf '<a>hello hello hello hello</a>' >one
printf '<b>hello</b>' >two

# ---- Levels ----

levels() {
    for level in 1 9; do
        succeeds encode -c gzip -$level -o short one && succeeds encode -c gzip -p compression-level=$level -o long one &&
            cmp -s short long || return 1
    done
    succeeds encode -c zstd -19 -o short one && succeeds encode -c zstd -p compression-level=19 -o long one && cmp -s short long
}
check "-1 to -22 set the level" levels
check "a level that the codec does not have is refused by its own name" \
    fails 1 'wsenc: gzip encoder: -p compression-level: ' encode -c gzip -19 one
check "there is no -23" fails 1 'wsenc: a level is one of -1 to -22' encode -c zstd -23 one
check "a level is for encode" fails 1 "wsenc: -9 is for 'encode'" decode -c gzip -9 one

booleans() {
    succeeds encode -c deflate -p raw-deflate=yes -o yes one || return 1
    for word in 1 true; do succeeds encode -c deflate -p raw-deflate=$word -o other one && cmp -s yes other || return 1; done
    succeeds encode -c deflate -o no one
    for word in 0 false no; do succeeds encode -c deflate -p raw-deflate=$word -o other one && cmp -s no other || return 1; done
    fails 1 "wsenc: property 'raw-deflate' cannot be '2'" encode -c deflate -p raw-deflate=2 one
}
check "booleans are 0, 1, yes, no, true and false" booleans

# ---- Flush ----

arrives_at_once() { # CODEC: the first part of a message is decoded while the second is not yet written
    rm -f slow decoded
    mkfifo slow decoded
    { "$wsenc" encode -c "$1" --flush slow | "$wsenc" decode -c "$1" >decoded; } 2>err &
    exec 3>slow 4<decoded
    printf '<a>first<b/>' >&3
    first=$(timeout 20 head -c 8 <&4)
    printf 'second</a>' >&3
    exec 3>&-
    rest=$(timeout 20 cat <&4)
    exec 4<&-
    wait $!
    [ "$first" = '<a>first' ] && [ "$rest" = '<b/>second</a>' ] || { echo "# $1: '$first', '$rest'"; return 1; }
}
flushes() { for codec in gzip deflate br zstd msbin1 msbin1+gzip utf-16 identity; do arrives_at_once $codec || return 1; done; }
check "--flush passes on what has come while more is waited for" flushes
check "--flush is for encode" fails 1 "wsenc: --flush is for 'encode'" decode -c gzip --flush one

# ---- Several files ----

several_files() {
    succeeds encode -c gzip -S .gz one two && gzip -dc one.gz | cmp -s - one && gzip -dc two.gz | cmp -s - two &&
        mkdir back && cp one.gz two.gz back && succeeds decode -c gzip -S .gz back/one.gz back/two.gz &&
        cmp -s one back/one && cmp -s two back/two && no_temporary_file
}
check "--suffix encodes and decodes each file beside it" several_files
replaces_nothing() {
    printf 'precious' >two.zst
    fails 2 'wsenc: two: two.zst exists; -f replaces it' encode -c zstd -S .zst two one &&
        [ "$(cat two.zst)" = precious ] && [ -s one.zst ] && succeeds encode -c zstd -S .zst -f two && zstd -dcq two.zst | cmp -s - two
}
check "a file that is there already stays, and the next one is encoded" replaces_nothing
check "a file without the suffix is not decoded" fails 1 "wsenc: 'one' does not have the suffix '.gz'" decode -c gzip -S .gz one
check "a file with the suffix is not encoded" fails 1 "wsenc: 'one.gz' already has the suffix '.gz'" encode -c gzip -S .gz one.gz
check "--suffix needs files" fails 1 'wsenc: --suffix needs a FILE' encode -c gzip -S .gz
check "--suffix and --output exclude each other" fails 1 'wsenc: --suffix names the outputs' encode -c gzip -S .gz -o out one
check "a suffix leads to no other folder" fails 1 "wsenc: a suffix is not empty and has no '/'" encode -c gzip -S /x one

# ---- The words of the command line ----

unknown_links() {
    for command in encode decode dump; do
        fails 6 "wsenc: unknown codec 'lzw' in the chain 'gzip,lzw'" $command -c gzip,lzw one || return 1
    done
    fails 6 "wsenc: unknown codec 'lzw' in the chain 'gzip,lzw'" list -c gzip,lzw &&
        fails 6 "wsenc: unknown codec 'lzw'; 'wsenc list' names them" list -c lzw &&
        fails 2 'wsenc: gzip,lzw: ' check -c gzip,lzw && grep -qF 'there is no codec named "lzw"' err
}
check "an unknown link of a chain is named" unknown_links
mismatched_tags() {
    printf '<order>\n<item></items></order>' >mismatched &&
        fails 3 'wsenc: mismatched: msbin1 encoder: an end tag that does not match its start tag: </items> for <item> (line 2, column 7)' encode -c msbin1 mismatched
}
check "a mismatched end tag is named, and so is its start tag" mismatched_tags
one_wording() {
    printf '<a><b/></a>' >nested && succeeds encode -c msbin1 -o deep nested || return 1
    words='elements are nested too deep (limit 1, see max-depth, '
    fails 4 "wsenc: nested: msbin1 encoder: $words" encode -c msbin1 -p max-depth=1 nested &&
        fails 4 "wsenc: nested: mtom encoder: $words" encode -c mtom -p max-depth=1 nested &&
        fails 4 "wsenc: deep: msbin1 decoder: $words" decode -c msbin1 -p max-depth=1 deep &&
        fails 4 "wsenc: deep: msbin1 decoder: $words" dump -p max-depth=1 deep
}
check "elements that are nested too deep are called so by all commands" one_wording
check "a property that does not fit is named as it was written" \
    fails 1 'wsenc: gzip decoder: -p max-depth: ' decode -c gzip -p max-decoded-size=5 -p max-depth=3 one
limits_are_named() {
    gzip -c one >compressed
    fails 4 'wsenc: compressed: gzip decoder: the message decodes to more than max-decoded-size allows' \
        decode -c gzip -p max-decoded-size=5 compressed && printf '<a><b/></a>' >nested &&
        fails 4 'wsenc: nested: msbin1 encoder: ' encode -c msbin1 -p max-depth=1 nested && grep -qF 'see max-depth' err
}
check "a limit that was hit is named as its option" limits_are_named
content_encoding() {
    succeeds decode -c gzip --content-encoding x-gzip compressed && cmp -s out one &&
        fails 6 'wsenc: compressed: gzip decoder: ' decode -c gzip --content-encoding br compressed
}
check "--content-encoding is what the decoder is told" content_encoding
check "--content-encoding is for decode" fails 1 "wsenc: --content-encoding is for 'decode'" encode -c gzip --content-encoding br one

# ---- Lists of properties ----

properties() { # CODEC NAME LINE...: the list has the property with these lines
    succeeds list -c "$1" && grep -A1 "^$2 " out >found && shift 2 &&
        for line in "$@"; do grep -qF -e "$line" found || { echo "# not found: $line"; return 1; }; done
}
lists_properties() {
    properties br compression-level 'encode  the compression level' ' 0 to 11, default 5' &&
        properties zstd compression-level ' -131072 to 22, default 3' && properties br max-window-size ' 1K to 1G, default 16M' &&
        properties msbin1 invalid-characters ' refuse,reference,replace,drop, default refuse' &&
        properties msbin1 typed-text ' yes or no, default yes' && properties mtom mime-boundary ' 1 to 70 characters' &&
        properties mtom max-parts-buffer-size 'always' ' 0 to 1G, default 64M to encode, 64K to decode' &&
        properties gzip max-decoded-size 'decode  ' ' 0 or more, default 0'
}
check "the properties of a codec are listed with their values and defaults" lists_properties
lists_chain() { properties br,gzip compression-level ' 0 to 9' && properties br,gzip max-window-size ' 1K to 1G, default 16M'; }
check "and those of a chain" lists_chain
lists_all() {
    succeeds list --properties && [ "$(grep -c '^[a-z]' out)" -ge 23 ] && ! grep -q '^abi ' out &&
        fails 1 "wsenc: unknown property 'abi'" encode -c gzip -p abi=1 one
}
check "all properties are listed, but for the calling convention, which cannot be set" lists_all
not_in_range() {
    fails 1 'wsenc: mtom encoder: -p max-inline-size: the maximum size of inline content is not between 0 and 1073741824' \
        encode -c mtom -p max-inline-size=2G nested &&
        fails 1 "wsenc: property 'invalid-characters' cannot be 'ref'" encode -c msbin1 -p invalid-characters=ref nested &&
        fails 1 "wsenc: mtom encoder: -p mime-boundary: the boundary is empty" encode -c mtom -p mime-boundary= nested
}
check "values are refused by the library, with what it says" not_in_range

# ---- Terminals ----

# On a terminal in place of standard output: what wsenc ends with and says there and on standard error.
on_terminal() {
    python3 - "$wsenc" "$@" <<'P'
import os, pty, subprocess, sys
master, terminal = pty.openpty()
done = subprocess.run(sys.argv[1:], stdout=terminal, stderr=subprocess.PIPE)
os.close(terminal)
print(done.returncode, done.stderr.decode().splitlines()[:1])
P
}
skipped=0
if python3 -c 'import os; os.openpty()' 2>/dev/null; then
    refuses_terminal() { on_terminal encode -c gzip one | grep -qF "1 [\"wsenc: what 'encode' writes is not for a terminal"; }
    check "what is encoded is not written to a terminal" refuses_terminal
    forced_terminal() { on_terminal encode -c gzip -f one | grep -qxF '0 []'; }
    check "unless with -f" forced_terminal
    plain_terminal() { on_terminal encode -c identity one | grep -qxF '0 []' && on_terminal decode -c gzip compressed | grep -qxF '0 []'; }
    check "what is decoded, and identity, are" plain_terminal
else
    skipped=3
    echo "skipped - 3 tests of terminals: this machine gives no pseudo-terminal"
fi

# ---- Completion ----

completions=$root/Sources/wsenc/completions
options_are_known() {
    for option in $("$wsenc" --help | grep -oE -e '--[a-z-]+' | sort -u | grep -v version); do
        for file in wsenc.bash _wsenc wsenc.fish; do
            grep -qE -e "(--|-l )${option#--}\b" "$completions/$file" || { echo "# $file lacks $option"; return 1; }
        done
    done
}
check "every option of the help is completed in bash, zsh and fish" options_are_known
completes() { # WORDS..., the last one to be completed
    bash -c '. "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _wsenc; printf "%s\n" "${COMPREPLY[@]}"' bash \
        "$completions/wsenc.bash" "$wsenc" "$@" 2>&1
}
properties_of_the_help() { "$wsenc" --help | sed -n '/^Properties/,/^Sizes/p' | grep -oE '[a-z]+(-[a-z]+)+'; }
properties_are_completed() {
    [ "$(properties_of_the_help | wc -l)" -ge 23 ] && properties_of_the_help | sed 's/$/=/' | sort >known &&
        completes encode -p '' | sort | cmp -s - known && completes dump -c net.tcp -p '' | sort | cmp -s - known &&
        [ "$(completes decode -c gzip --property '' | sort | tr '\n' ' ')" = \
            'chunk-size= compression-level= gzip-content-type= max-decoded-size= max-expansion= ' ]
}
check "bash completes every property of the help, or those of the codec" properties_are_completed
in_bash() {
    [ "$(completes en)" = encode ] && [ "$(completes encode -c msbin1,gz)" = msbin1,gzip ] &&
        [ "$(completes decode -p max-dec)" = 'max-decoded-size=' ] && [ "$(completes net-tcp --str)" = --streamed ] &&
        [ "$(completes encode on | sort | head -n 1)" = one ]
}
check "bash completes commands, links of chains, properties, options and files" in_bash
for shell in zsh fish; do
    command -v $shell >/dev/null || continue
    case $shell in zsh) file=_wsenc ;; *) file=wsenc.fish ;; esac
    check "$shell reads its completion" $shell -n "$completions/$file"
done

echo "wsenc, options: $passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
