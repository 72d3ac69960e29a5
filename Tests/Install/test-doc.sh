#!/bin/sh
# Looks at the manual as its readers do: nothing is missing, no link is dead, and man shows every page.
# Usage: sh test-doc.sh MANUAL LIBRARY, in the folder of the project, after `make doc`
set -eu
manual=${1:?usage: sh test-doc.sh MANUAL LIBRARY} library=${2:?usage: sh test-doc.sh MANUAL LIBRARY}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
ok() { echo "ok - $1"; passed=$((passed + 1)); }
fail() { echo "not ok - $1"; exit 1; }

# Every function that the library exports: what it does, how it is called, and an example.
count=0
for function in $(nm -D --defined-only "$library" | sed -n 's/.* T \(Ws[A-Za-z]*\)\(@.*\)*$/\1/p'); do
    page=$manual/man/man3/$function.3
    test -e "$page" || fail "$function has no page"
    for section in NAME SYNOPSIS DESCRIPTION EXAMPLES 'SEE ALSO'; do
        grep -q "^\.SH $section\$" "$page" || fail "the page of $function has no section $section"
    done
    sed -n '/^\.SH EXAMPLES/,/^\.SH [HS]/p' "$page" > "$work/example"
    name=$(sed -n "s/.*'$function': '\(.*\)',/\1/p" Sources/manual/excerpts.py)
    grep -qw "${name:-$function}" "$work/example" || fail "the example of $function does not call it"
    grep -rqF ">$function()<" "$manual/html" || fail "the HTML manual does not describe $function"
    count=$((count + 1))
done
test "$count" -gt 60
ok "each of $count functions has a page and an example that calls it"

# Every property and result code is described in HTML, and every class of C++.
for name in $(sed -n 's/^    \(WSE_PROPERTY_[A-Z_]*\) = .*/\1/p' include/wsencoder/properties.h) \
    $(sed -n 's/^#define \([EWS]*_[ES]_[A-Z_]*\|E_[A-Z]*\) .*/\1/p' include/wsencoder/windows_types.h); do
    grep -rqw "$name" "$manual/html" --include='*_8h.html' || fail "the HTML manual does not describe $name"
done
for class in encoder decoder message_encoder message_decoder properties error codec frame_session bytes_view; do
    page=$manual/html/classwse_1_1$(echo "$class" | sed 's/_/__/g').html
    test -e "$page" || fail "the HTML manual does not describe wse::$class"
done
ok 'so is every property, every result code and every class of C++'

# The pages are right in the eyes of mandoc, of the index of man, and of man.
mandoc -T lint -W warning "$manual"/man/man?/* 2>&1 | grep -v 'missing date' > "$work/lint" || :
test ! -s "$work/lint" || fail "mandoc: $(head -5 "$work/lint")"
for page in "$manual"/man/man?/*; do
    name=$(basename "$page" | sed 's/\.[37]$//')
    lexgrog "$page" | grep -q "\"$name - ." || fail "lexgrog: $page"
done
ok 'mandoc and lexgrog find nothing wrong with any page'
MANPATH=$manual/man man -P cat WseEncodeMessage > "$work/shown" 2> "$work/errors" || fail 'man WseEncodeMessage'
test ! -s "$work/errors" || fail "man: $(cat "$work/errors")"
grep -q 'encodes a whole message in one call' "$work/shown"
MANPATH=$manual/man man -P cat 7 wsencoder | grep -q 'Calling conventions'
! grep -hE '\\&$|(^|[^\\])\[[A-Z][0-9]+\] |`' "$manual"/man/man?/* | grep -vE '\[(F1|L5|M5)\]' | head -3 | grep .
ok 'man WseEncodeMessage shows it, and no page has marks of its source'

# Links within the manual, and nothing of the machine that it was made on.
python3 -B - "$manual/html" <<'PYTHON' || fail 'dead links'
import html.parser, os, sys, urllib.parse
folder = sys.argv[1]
links, anchors = [], {}
class Page(html.parser.HTMLParser):
    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        for key in ('id', 'name'):
            if values.get(key):
                anchors[self.page].add(values[key])
        if tag == 'a' and values.get('href'):
            links.append((self.page, values['href']))
for name in os.listdir(folder):
    if name.endswith('.html'):
        page = Page()
        page.page = name
        anchors[name] = set()
        page.feed(open(os.path.join(folder, name), encoding='utf-8').read())
dead = []
for page, link in links:
    address = urllib.parse.urlparse(link)
    if address.scheme in ('http', 'https', 'javascript'):
        continue
    target = urllib.parse.unquote(address.path) or page
    if target not in anchors and not os.path.exists(os.path.join(folder, target)):
        dead.append(f'{page}: {link}')
    elif address.fragment and target in anchors and address.fragment not in anchors[target]:
        dead.append(f'{page}: {link}')
print('\n'.join(sorted(set(dead))[:20]), file=sys.stderr)
sys.exit(bool(dead) or len(links) < 1000)
PYTHON
! grep -rqF "$PWD" "$manual" || fail "the manual names $PWD"
ok 'no link of the HTML manual is dead, and it names no folder of this machine'

# What has no comment or no example is refused.
mkdir "$work/tree"
cp -R --parents include Sources/manual README.md Tests/Examples "$work/tree"
added='/** Does nothing. */\nvoid WseUnknown(void);\ntypedef struct _WSE_NOTHING WSE_NOTHING;'
sed -i "s|^ULONG WseGetVersion(void);|&\n$added|" \
    "$work/tree/include/wsencoder/wsencoder.h"
! python3 -B Sources/manual/doxygen.py --prepare "$work/tree" "$work/excerpts" 2> "$work/errors" || fail 'it is not refused'
grep -q 'no example calls WseUnknown' "$work/errors"
grep -q 'WSE_NOTHING has no comment' "$work/errors"
test "$(wc -l < "$work/errors")" -eq 2
ok 'a function without an example and a type without a comment are refused'
echo "doc: $passed passed, 0 failed"
