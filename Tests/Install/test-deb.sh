#!/bin/sh
# Debian's packages of the library in a bare Debian root, which has apt and what apt needs: installed, used and removed.
# usage: test-deb.sh FOLDER, which has the packages
set -eu
. Tests/Install/readme-program.sh
if [ "${1:-}" != --inside ]; then
    # Where this machine's packages come from.
    sources=$(ls /etc/apt/sources.list.d/debian.sources 2> /dev/null || echo /etc/apt/sources.list)
    # shellcheck source=/dev/null
    suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    WSE_DEBS=$1 mmdebstrap --quiet --variant=apt --format=null \
        --customize-hook="sh $PWD/Tests/Install/test-deb.sh --inside \"\$1\"" "$suite" /dev/null "$sources" > "$log" 2>&1 \
        || { cat "$log"; exit 1; }
    grep -E '^(ok|#|deb:)' "$log"
    grep -q '^deb: .* passed, 0 failed$' "$log" # the hook was run
    exit
fi

root=$2
passed=0
ok() { echo "ok - $1"; passed=$((passed + 1)); }
fail() { echo "not ok - $1"; exit 1; }
in_root() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root DEBIAN_FRONTEND=noninteractive LANG=C.UTF-8 "$@"; }
apt() { in_root apt-get -y -q -o Dpkg::Use-Pty=0 --no-install-recommends "$@"; }
ours() { in_root dpkg-query -W -f '${db:Status-Abbrev}${Package}\n' '*wsenc*' 2> /dev/null | sed -n 's/^[^un]. //p' | sort | paste -sd' '; }

mkdir "$root/packages"
cp "$WSE_DEBS"/*.deb "$root/packages/"
# Nothing is started in it.
printf '#!/bin/sh\nexit 101\n' > "$root/usr/sbin/policy-rc.d"
chmod 755 "$root/usr/sbin/policy-rc.d"
in_root find / -xdev -path /packages -prune -o -print | sort > "$root/packages/before"
package() { in_root sh -c "ls /packages/$1_*.deb"; }

apt install "$(package wsenc)" "$(package libwsencoder0)"
test "$(ours)" = 'libwsencoder0 wsenc'
printf '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>hello</s:Body></s:Envelope>' > "$root/packages/order.xml"
for codec in $(in_root wsenc list); do
    in_root wsenc encode -c "$codec" --headers -o /packages/encoded /packages/order.xml 2> "$root/packages/headers"
    type=$(sed -n 's/^Content-Type: //p' "$root/packages/headers")
    in_root wsenc decode -c "$codec" -t "$type" -o /packages/decoded /packages/encoded || fail "wsenc decode -c $codec"
    grep -q '>hello<' "$root/packages/decoded" || grep -qa 'h.e.l.l.o' "$root/packages/decoded" || fail "$codec loses the message"
done
test -e "$root/usr/share/bash-completion/completions/wsenc"
ok 'wsenc is installed with the library alone, and runs every codec'

apt install "$(package libwsencoder-dev)" "$(package python3-wsencoder)" "$(package libnginx-mod-http-wsencoder)" \
    gcc pkg-config nginx-light
test "$(ours)" = 'libnginx-mod-http-wsencoder libwsencoder-dev libwsencoder0 python3-wsencoder wsenc'
readme_program > "$root/packages/message.c"
readme_output > "$root/packages/wanted"
command=$(readme_command)
in_root sh -c "cd /packages && $command" | diff "$root/packages/wanted" - || fail "$command"
ok "the program of README.md compiles and runs with its command: $command"

# Programs that contain the library need what the package suggests.
# shellcheck disable=SC2046
apt install $(in_root dpkg-query -W -f '${Suggests}' libwsencoder-dev | tr -d ,) cmake make
cp -R Tests/Install/cmake "$root/packages/"
cp "$root/packages/message.c" "$root/packages/cmake/"
in_root sh -c 'cmake -S /packages/cmake -B /packages/cmake/build && cmake --build /packages/cmake/build'
for form in wsencoder wsencoder_static; do
    in_root "/packages/cmake/build/with_$form" | diff "$root/packages/wanted" - || fail "the program with wsencoder::$form"
done
ok 'so does a project of CMake, with wsencoder::wsencoder and with wsencoder::wsencoder_static'
in_root sh -c 'cd /packages && cc -std=c11 message.c -o message \
    $(pkg-config --cflags --libs --static --define-variable=library=-l:libwsencoder.a wsencoder)'
in_root /packages/message | diff "$root/packages/wanted" - || fail 'the program that contains the library'
ok 'so does a program that contains the library, with the flags of pkg-config --static'

cp Tests/Install/round_trip.py "$root/packages/"
test "$(in_root python3 -W error /packages/round_trip.py)" = works
ok 'a program in Python imports wsencoder, which finds the library'

test "$(readlink "$root/etc/nginx/modules-enabled/50-mod-http-wsencoder.conf")" \
    = /usr/share/nginx/modules-available/mod-http-wsencoder.conf
printf '%s\n' 'location = /orders { wsencoder_request msbin1; wsencoder_response auto; proxy_pass http://127.0.0.1:9; }' \
    > "$root/packages/location"
sed 's|^server {|&\n include /packages/location;|' -i "$root/etc/nginx/sites-available/default"
in_root nginx -t
ok "nginx loads the module, which is enabled, and knows its directives"

sed '/include .packages.location;/d' -i "$root/etc/nginx/sites-available/default"
apt purge '*wsenc*'
test -z "$(ours)"
in_root nginx -t
test -z "$(in_root dpkg --audit)"
in_root find / -xdev -path /packages -prune -o -print | sort | comm -13 "$root/packages/before" - | grep wsenc \
    && fail 'something is left of the packages'
ok 'purged, they leave nothing behind, and nginx as it was'
echo "deb: $passed passed, 0 failed"
