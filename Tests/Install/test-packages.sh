#!/bin/sh
# Debian's packages of the library, unpacked and used without being installed, which needs no rights and no other machine's
# packages; test-deb.sh installs them.
# usage: test-packages.sh FOLDER, which has the packages, FILE.changes, which lists them
set -eu
. Tests/Install/readme-program.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
ok() { echo "ok - $1"; passed=$((passed + 1)); }
fail() { echo "not ok - $1"; exit 1; }
packages='libnginx-mod-http-wsencoder libwsencoder-dev libwsencoder0 python3-wsencoder wsenc'

# Debian has no bug that a first version closes, and no year of copyright is known.
lintian --allow-root --fail-on error --suppress-tags initial-upload-closes-no-bugs,copyright-without-copyright-notice "$2"
ok 'lintian finds no error'

root=$work/root
for package in $packages; do
    dpkg -x "$1/${package}"_*.deb "$root"
    echo "# $package: $(wc -c < "$(ls "$1/${package}"_*.deb)") bytes"
done
test "$(find "$1" -name '*.deb' | wc -l)" -eq 5
multiarch=$(dpkg-architecture -qDEB_HOST_MULTIARCH)
libraries=$root/usr/lib/$multiarch
if grep -raF "$PWD" "$root"; then fail 'a package names the folder that it was built in'; fi
for file in "$libraries/libwsencoder.so.0" "$root/usr/bin/wsenc" "$root/usr/lib/nginx/modules/ngx_http_wsencoder_module.so"; do
    if readelf -dW "$file" | grep -E 'RPATH|RUNPATH'; then fail "$file has a path for libraries"; fi
done
ok 'the packages do not know where they were built, and find the library where Debian has it'
field() { dpkg-deb -f "$(ls "$1/$2"_*.deb)" "$3"; }
version=$(sed -nE 's/^#define WSE_VERSION_(MAJOR|MINOR|PATCH) //p' include/wsencoder/wsencoder.h | paste -sd.)
for package in wsenc libnginx-mod-http-wsencoder python3-wsencoder; do
    field "$1" "$package" Depends | grep -qF "libwsencoder0 (>= $version)" || fail "$package does not depend on the library"
done
field "$1" libnginx-mod-http-wsencoder Depends | grep -q 'nginx-abi-' || fail "the module does not depend on nginx's ABI"
ok 'tool, module and Python package depend on the library, with the version of its symbols file'
grep -qF 'No licence has been granted' "$root/usr/share/doc/libwsencoder0/copyright"
ok 'the packages say that no licence has been granted'

readme_program > "$work/message.c"
readme_output > "$work/wanted"
export PKG_CONFIG_PATH="$libraries/pkgconfig" PKG_CONFIG_SYSROOT_DIR="$root" LD_LIBRARY_PATH="$libraries"
# shellcheck disable=SC2046
gcc -std=c11 -Wall -Wextra -Werror "$work/message.c" -o "$work/message" $(pkg-config --cflags --libs wsencoder)
"$work/message" | diff "$work/wanted" -
ok 'the program of README.md is compiled with libwsencoder-dev, and prints what it says'
for example in "$root"/usr/share/doc/libwsencoder-dev/examples/callbacks.c*; do
    case $example in *.gz) gzip -dc "$example" ;; *) cat "$example" ;; esac > "$work/callbacks.c"
done
# shellcheck disable=SC2046
gcc -std=c11 -Wall -Wextra -Werror "$work/callbacks.c" -o "$work/callbacks" $(pkg-config --cflags --libs wsencoder)
"$work/callbacks" > "$work/said"
ok "so is an example: $(cat "$work/said")"
echo '<s>hello</s>' > "$work/hello.xml"
test "$("$root/usr/bin/wsenc" encode -c msbin1,gzip "$work/hello.xml" | "$root/usr/bin/wsenc" decode -c msbin1,gzip)" = '<s>hello</s>'
ok 'wsenc runs'
export PYTHONPATH="$root/usr/lib/python3/dist-packages"
test "$(python3 -B -W error Tests/Install/round_trip.py)" = works
test "$(python3 -B -c 'import importlib.metadata; print(importlib.metadata.version("wsencoder"))')" = "$version"
ok 'a program in Python imports wsencoder, whose version pip knows'
cat > "$work/nginx.conf" <<CONF
load_module $root/usr/lib/nginx/modules/ngx_http_wsencoder_module.so;
events {}
http {
    client_body_temp_path $work; proxy_temp_path $work; fastcgi_temp_path $work; uwsgi_temp_path $work; scgi_temp_path $work;
    server { listen unix:$work/socket; location / { wsencoder_request msbin1; proxy_pass http://127.0.0.1:9; } }
}
CONF
nginx -t -e "$work/nginx.log" -g "pid $work/nginx.pid;" -c "$work/nginx.conf" 2> "$work/said" || { cat "$work/said"; fail 'nginx -t'; }
ok 'nginx loads the module'
echo "packages: $passed passed, 0 failed"
