#!/bin/sh
# The example secure_net_tcp.c: a certificate is made for it, and one that the client does not trust is refused.
# Usage: sh test-secure.sh FOLDER, in the folder of the project, with the library in build/
set -eu

folder=${1:?usage: sh test-secure.sh FOLDER}
mkdir -p "$folder"
${CC:-gcc} -std=c11 -D_GNU_SOURCE -O2 -Wall -Wextra -Werror -Iinclude/wsencoder -o "$folder/secure_net_tcp" \
    Tests/Examples/secure_net_tcp.c -Lbuild -lwsencoder -lssl -lcrypto -Wl,-rpath,"$PWD/build"

# certificate NAME FILE: writes FILE.pem and FILE.key.
certificate() {
    openssl req -x509 -newkey rsa:2048 -nodes -subj "/CN=$1" -addext "subjectAltName=DNS:$1" -days 2 -keyout "$folder/$2.key" \
        -out "$folder/$2.pem" 2>"$folder/$2.log" || { cat "$folder/$2.log" >&2; exit 1; }
}
certificate localhost right
certificate elsewhere wrong

timeout 30 "$folder/secure_net_tcp" "$folder/right.pem" "$folder/right.key"
if timeout 30 "$folder/secure_net_tcp" "$folder/wrong.pem" "$folder/wrong.key" >"$folder/out" 2>"$folder/err"; then
    echo "the certificate of another host was accepted" >&2
    exit 1
fi
grep -q '^SSL_connect failed$' "$folder/err"
echo "a certificate of another host is refused"
