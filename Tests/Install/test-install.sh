#!/bin/sh
# Installs to a staging folder, builds a C and a C++ program with what pkg-config says, runs them, and uninstalls again.
set -eu
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
passed=0
ok() { echo "ok - $1"; passed=$((passed + 1)); }

make -s install DESTDIR="$stage" prefix=/opt/wse libdir=/opt/wse/lib64
root=$stage/opt/wse
for file in lib64/libwsencoder.so lib64/libwsencoder.so.0 lib64/libwsencoder.so.0.1.0 lib64/pkgconfig/wsencoder.pc \
    include/wsencoder/wsencoder.h include/wsencoder/properties.h include/wsencoder/messages.h include/wsencoder/registration.h \
    include/wsencoder/transforms.h include/wsencoder/module.modulemap \
    include/wsencoder/webservices.h include/wsencoder/WebServices.h include/wsencoder/windows_types.h \
    include/wsencoder/porting/windows.h include/wsencoder/porting/sal.h include/wsencoder/porting/strsafe.h \
    include/wsencoder/porting/process.h include/wsencoder/porting/print_string.h bin/wsenc share/man/man1/wsenc.1 \
    share/bash-completion/completions/wsenc share/zsh/site-functions/_wsenc share/fish/vendor_completions.d/wsenc.fish; do
    test -e "$root/$file" || { echo "not ok - $file is missing"; exit 1; }
done
for file in include/wsencoder/wsencoder.hpp $(cd include/wsencoder && ls cpp/*.hpp | sed 's|^|include/wsencoder/|'); do
    test -e "$root/$file" || { echo "not ok - $file is missing"; exit 1; }
done
# Pages for man are there if `make doc` has made them.
pages=$(find build/doc/man -type f 2>/dev/null | wc -l)
test "$(find "$stage" -type f -o -type l | wc -l)" -eq "$((33 + pages))"
ok 'installs its files under the GNU folders, with DESTDIR'
if make -n install DESTDIR="$stage" | grep -qE 'apt-get|swift build'; then echo 'not ok - install builds or sets up'; exit 1; fi
ok 'install neither builds nor sets up'
! grep -rqF "$stage" "$root/lib64/pkgconfig"
ok 'the installed files do not know the staging folder'

export PKG_CONFIG_PATH="$root/lib64/pkgconfig" PKG_CONFIG_SYSROOT_DIR="$stage"
flags=$(pkg-config --cflags --libs wsencoder)
test "$(pkg-config --modversion wsencoder)" = "$(sed -nE 's/^#define WSE_VERSION_(MAJOR|MINOR|PATCH) //p' \
    "$root/include/wsencoder/wsencoder.h" | paste -sd.)"
ok 'pkg-config gives the version of the header'

cat > "$stage/user.c" <<'C'
#include <WebServices.h>
#include <wsencoder.h>
#include <stdio.h>
int main(void)
{
    WS_CHANNEL_ENCODER encoder;
    if (WseGetVersion() != WSE_VERSION || WseCreateChannelEncoder("gzip", NULL, 0, &encoder, NULL) != S_OK)
        return 1;
    WseFreeChannelEncoder(&encoder);
    puts("works");
    return 0;
}
C
cat > "$stage/user.cpp" <<'CPP'
#include <iostream>
#include <wsencoder.hpp>
int main()
{
    std::cout << wse::decode("gzip", wse::encode("gzip", "works")).bytes << '\n';
}
CPP
# shellcheck disable=SC2086
gcc -std=c11 -Wall -Wextra -Werror "$stage/user.c" -o "$stage/user-c" $flags
test "$(LD_LIBRARY_PATH=$root/lib64 "$stage/user-c")" = works
ok 'a C program finds it through pkg-config, and runs'
# shellcheck disable=SC2086
g++ -std=c++17 -Wall -Wextra -Werror "$stage/user.cpp" -o "$stage/user-cpp" $flags
test "$(LD_LIBRARY_PATH=$root/lib64 "$stage/user-cpp")" = works
ok 'a C++ program finds it through pkg-config, and runs'
# A source written for Windows needs one more folder, which pkg-config names.
printf '#include <windows.h>\n#include <wsencoder.h>\nint main(void) { return WseGetVersion() != (ULONG)WSE_VERSION; }\n' > "$stage/ported.c"
portingdir=$(pkg-config --variable=portingdir wsencoder)
! gcc -std=c11 "$stage/ported.c" -o "$stage/ported" $flags 2> /dev/null
# shellcheck disable=SC2086
gcc -std=c11 -Wall -Wextra -Werror "$stage/ported.c" -o "$stage/ported" "-I$stage${portingdir#"$stage"}" $flags
LD_LIBRARY_PATH=$root/lib64 "$stage/ported"
ok 'pkg-config names the folder with windows.h, which nobody gets unasked'
cat > "$stage/wide.c" <<'C'
#include <wsencoder.h>
static WS_STRING type = WS_STRING_VALUE(L"text/xml");
int main(void) { return type.length == 8 && type.chars[0] == L't' ? 0 : 1; }
C
# shellcheck disable=SC2086
gcc -std=c11 -fshort-wchar -Wall -Wextra -Werror "$stage/wide.c" -o "$stage/wide" $flags -Wl,--no-warn-mismatch
LD_LIBRARY_PATH=$root/lib64 "$stage/wide"
! gcc -std=c11 "$stage/wide.c" -o "$stage/narrow" $flags 2> /dev/null
ok 'a literal of another width does not compile [V1]'
ok "Microsoft's own L\"...\" code compiles with -fshort-wchar"
make -s install prefix="$stage/place"
"$stage/place/bin/wsenc" list | grep -q '^gzip$'
rm -r "$stage/place"
ok 'the installed wsenc starts in any prefix'
readelf -d "$root/bin/wsenc" | grep -qF 'runpath: [/opt/wse/lib64]'
! readelf -d "$root/lib64/libwsencoder.so" | grep -qE 'RPATH|RUNPATH'
ok 'the tool looks for the library where it is installed, and the library for others nowhere in particular'

# A Swift program needs neither flags nor a module map of its own.
cat > "$stage/main.swift" <<'SWIFT'
import CWSEncoder
var encoder = WS_CHANNEL_ENCODER()
let result: HRESULT = WseCreateChannelEncoder("no-such-codec", nil, 0, &encoder, nil)
print(result == WS_E_NOT_SUPPORTED ? "works" : "\(result)")
SWIFT
# shellcheck disable=SC2086
swiftc "$stage/main.swift" -o "$stage/user-swift" $flags
test "$(LD_LIBRARY_PATH=$root/lib64 "$stage/user-swift")" = works
ok 'a Swift program imports the installed module, and runs'
mkdir -p "$stage/package/Sources/CWSEncoder" "$stage/package/Sources/Program"
cp "$stage/main.swift" "$stage/package/Sources/Program"
cat > "$stage/package/Package.swift" <<'SWIFT'
// swift-tools-version: 6.2
import PackageDescription
let package = Package(
    name: "program",
    targets: [
        .systemLibrary(name: "CWSEncoder", pkgConfig: "wsencoder"),
        .executableTarget(name: "Program", dependencies: ["CWSEncoder"]),
    ]
)
SWIFT
echo 'module CWSEncoder { header "shim.h" export * }' > "$stage/package/Sources/CWSEncoder/module.modulemap"
echo '#include <wsencoder.h>' > "$stage/package/Sources/CWSEncoder/shim.h"
swift build --quiet --package-path "$stage/package"
test "$(LD_LIBRARY_PATH=$root/lib64 "$stage/package/.build/debug/Program")" = works
rm -r "$stage/package"
ok 'so does a Swift package, whose system library is three lines'

make -s uninstall DESTDIR="$stage" prefix=/opt/wse libdir=/opt/wse/lib64
test -z "$(find "$root" -type f -o -type l)"
test ! -e "$root/include/wsencoder"
ok 'uninstall leaves no file behind'
echo "install: $passed passed, 0 failed"
