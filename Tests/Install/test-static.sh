#!/bin/sh
# Programs that contain the library instead of loading it: the README's, linked with what pkg-config says of the installed archive.
# usage: test-static.sh NEED..., where each NEED is the name of a library as -lNAME has it
set -eu
. Tests/Install/readme-program.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
ok() { echo "ok - $1"; passed=$((passed + 1)); }
fail() { echo "not ok - $1"; exit 1; }

make -s install-library prefix="$work/installed" libdir="$work/installed/lib"
export PKG_CONFIG_PATH="$work/installed/lib/pkgconfig"
archive=$work/installed/lib/libwsencoder.a
compile="${CC:-gcc} -std=c11 -Wall -Wextra -Werror"

names() { awk 'NF == 3 && $2 != "A" { sub(/@.*/, "", $3); print $3 }' | sort -u; }
nm -g --defined-only "$archive" | names > "$work/archive"
nm -D --defined-only "$work/installed/lib/libwsencoder.so" | names > "$work/shared"
test -s "$work/shared"
diff -u "$work/shared" "$work/archive" || fail 'the archive has other global names than the shared library exports'
ok "the archive defines the $(wc -l < "$work/archive") names that the shared library exports, and no other global one"
if strings -a "$archive" | grep -F "$PWD"; then fail 'the archive names the folder that it was built in'; fi
ok 'the archive does not name the folder that it was built in'

readme_program > "$work/message.c"
# What it prints depends on the engines that the library was built with.
# shellcheck disable=SC2046
$compile "$work/message.c" -o "$work/message" $(pkg-config --cflags --libs wsencoder)
LD_LIBRARY_PATH=$work/installed/lib "$work/message" > "$work/wanted"
loads() { readelf -dW "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'; }

# shellcheck disable=SC2046
$compile "$work/message.c" -o "$work/message" \
    $(pkg-config --cflags --libs --static --define-variable=library=-l:libwsencoder.a wsencoder)
if loads "$work/message" | grep -q wsencoder; then fail 'the program loads the shared library'; fi
env -u LD_LIBRARY_PATH "$work/message" | diff "$work/wanted" - || fail 'the program prints something else'
ok 'the program of README.md contains the library, and prints the same as with the shared one'

# A plug-in is linked with the shared library. It has to find the functions of the program instead, which knows its codecs.
cat > "$work/host.c" <<'C'
#include <wsencoder.h>
int main(int count, char **arguments)
{
    WS_CHANNEL_ENCODER encoder;
    if (count != 2 || WseLoadPlugin(arguments[1], NULL) != S_OK)
        return 2;
    if (WseCreateChannelEncoder("shout,gzip", NULL, 0, &encoder, NULL) != S_OK)
        return 1;
    WseFreeChannelEncoder(&encoder);
    return 0;
}
C
# shellcheck disable=SC2046
$compile -shared -fPIC Tests/Examples/shout.c -o "$work/libshout.so" $(pkg-config --cflags --libs wsencoder)
# shellcheck disable=SC2046
$compile -rdynamic "$work/host.c" -o "$work/host" \
    $(pkg-config --cflags --libs --static --define-variable=library=-l:libwsencoder.a wsencoder)
LD_LIBRARY_PATH=$work/installed/lib "$work/host" "$work/libshout.so" || fail 'the program does not know the codec of a plug-in'
ok 'a program that contains the library and is linked with -rdynamic takes plug-ins'

# A prefix that has the archive alone needs no variable.
mkdir "$work/shared-form"
mv "$work"/installed/lib/*.so* "$work/shared-form"
# shellcheck disable=SC2046
$compile "$work/message.c" -o "$work/message" $(pkg-config --cflags --libs --static wsencoder)
env -u LD_LIBRARY_PATH "$work/message" | diff "$work/wanted" - || fail 'the program prints something else'
ok 'without the shared library beside the archive, pkg-config --static is enough'

# Names of Swift's runtime, of which the library has its own copy, and of the library's modules.
hidden=$(nm "$archive" | awk '$2 ~ /[a-z]/ && $3 ~ /^swift_/ { print $3; exit }')
test -n "$hidden"
cat > "$work/own.c" <<C
#include <wsencoder.h>
int $hidden = 1;
int main(void)
{
    WS_CHANNEL_ENCODER encoder;
    if (WseCreateChannelEncoder("msbin1,gzip", NULL, 0, &encoder, NULL) != S_OK)
        return 1;
    WseFreeChannelEncoder(&encoder);
    return $hidden - 1;
}
C
# shellcheck disable=SC2046
$compile "$work/own.c" -o "$work/own" $(pkg-config --cflags --libs --static wsencoder)
"$work/own"
ok "a program may have a name that the library has inside ($hidden)"

for name in "$@"; do
    [ -e "$(gcc -print-file-name="lib$name.a")" ] || shared_only="${shared_only:-} lib$name"
done
if [ -z "${shared_only:-}" ]; then
    # The linker says of dlopen, which loads plug-ins, that the program then needs glibc's shared form after all.
    # shellcheck disable=SC2046
    ${CC:-gcc} -std=c11 -static "$work/message.c" -o "$work/message" $(pkg-config --cflags --libs --static wsencoder) 2> "$work/said" \
        || { cat "$work/said"; fail 'a static program is not linked'; }
    test -z "$(loads "$work/message")" || fail 'a static program loads libraries'
    "$work/message" | diff "$work/wanted" - || fail 'a static program prints something else'
    ok "a program that is static as a whole ($(wc -c < "$work/message") bytes) prints the same"
else
    echo "# not linked as a whole, with -static: there is no archive of$shared_only"
fi
echo "static: $passed passed, 0 failed"
