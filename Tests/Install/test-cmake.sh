#!/bin/sh
# A project of CMake that finds the installed library, also where the tree was moved to.
set -eu
. Tests/Install/readme-program.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
ok() { echo "ok - $1"; passed=$((passed + 1)); }
fail() { echo "not ok - $1"; cat "$work/log"; exit 1; }

# The library stands where Debian has it, the headers elsewhere than usual, and the tree elsewhere than it was installed to.
make -s install-library DESTDIR="$work/stage" prefix=/opt/wse libdir="/opt/wse/lib/$(gcc -print-multiarch)" \
    includedir=/opt/wse/headers
mv "$work/stage/opt/wse" "$work/moved"
version=$(sed -nE 's/^#define WSE_VERSION_(MAJOR|MINOR|PATCH) //p' include/wsencoder/wsencoder.h | paste -sd.)
minor=${version%.*}

cp -R Tests/Install/cmake "$work/project"
readme_program > "$work/project/message.c"
readme_output > "$work/wanted"
configure() { cmake -S "$1" -B "$1/build" -DCMAKE_PREFIX_PATH="$work/moved" -DWANTED_VERSION="$minor" > "$work/log" 2>&1; }
configure "$work/project" || fail 'find_package does not find the library'
grep -qxF -e "-- found $version" "$work/log" || fail 'the package has another version than the header'
cmake --build "$work/project/build" > "$work/log" 2>&1 || fail 'the programs are not built'
ok "find_package(wsencoder $minor) finds $version where the tree was moved to"
for form in wsencoder wsencoder_static; do
    "$work/project/build/with_$form" | diff "$work/wanted" - > "$work/log" || fail "wsencoder::$form prints something else"
done
loads() { readelf -dW "$work/project/build/$1" | grep 'NEEDED.*wsencoder'; }
loads with_wsencoder | grep -qF '[libwsencoder.so.0]' || fail 'wsencoder::wsencoder is not loaded by its soname'
! loads with_wsencoder_static || fail 'wsencoder::wsencoder_static is loaded'
ok 'the program of README.md is linked with wsencoder::wsencoder and with wsencoder::wsencoder_static, and prints what it says'

# Which versions a project may ask for: the answer stands after the request.
next=${minor%.*}.$((${minor#*.} + 1))
mkdir "$work/versions"
{
    echo 'cmake_minimum_required(VERSION 3.19)'
    echo 'project(versions LANGUAGES C)'
    while read -r answer request; do
        echo "find_package(wsencoder $request CONFIG QUIET)"
        echo "if(NOT wsencoder_FOUND EQUAL $answer)"
        echo "  message(SEND_ERROR \"find_package(wsencoder $request) finds it: \${wsencoder_FOUND}\")"
        echo 'endif()'
    done
} > "$work/versions/CMakeLists.txt" <<REQUESTS
1
1 ${minor%.*}
1 $minor
1 $version
1 $version EXACT
1 0.0.1...$next
1 $minor...<$next
0 ${version}9
0 $next
0 0.0.1
0 9
0 $version.1
0 0.0.1...<$minor
0 $next...9
REQUESTS
configure "$work/versions" || fail 'the wrong versions are found'
ok 'a project gets the minor version that it asks for, from the patch that it names on, or one of a range'
echo "cmake: $passed passed, 0 failed"
