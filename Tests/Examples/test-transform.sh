#!/bin/sh
# The example transform.c: built as its author would, against an installed tree, and used by a program, by wsenc and by `lz4`.
# Usage: sh test-transform.sh FOLDER, in the folder of the project, with the library and wsenc in build/
set -eu

folder=${1:?usage: sh test-transform.sh FOLDER}
mkdir -p "$folder"
flags="-std=c11 -O2 -Wall -Wextra -Werror -Iinclude/wsencoder"
library="-Lbuild -lwsencoder -Wl,-rpath,$PWD/build"
plugin=$folder/liblz4codec.so
wsenc=build/wsenc

# The paths hold no blanks that would have to survive.
# shellcheck disable=SC2086
${CC:-gcc} $flags -shared -fPIC -o "$plugin" Tests/Examples/transform.c $library -llz4
# shellcheck disable=SC2086
${CC:-gcc} $flags -D_GNU_SOURCE -o "$folder/use_transform" Tests/Examples/use_transform.c $library -lpthread

for codec in lz4 lz4,gzip zstd,lz4; do
    timeout 60 "$folder/use_transform" "$plugin" $codec
done

seq 1 100000 >"$folder/message"
for level in 0 12; do
    "$wsenc" encode --load "$plugin" -c lz4 -p compression-level=$level "$folder/message" | lz4 -dc | cmp - "$folder/message"
    lz4 -c -$((level + 1)) "$folder/message" | "$wsenc" decode --load "$plugin" -c lz4 | cmp - "$folder/message"
done
echo "lz4 reads what it writes, and it reads what lz4 writes"
lz4 -c "$folder/message" | head -c 1000 >"$folder/cut"
if "$wsenc" decode --load "$plugin" -c lz4 "$folder/cut" >"$folder/out" 2>"$folder/err"; then exit 1; fi
grep -qF 'lz4 decoder: the input ends before the stream does (input offset 1000)' "$folder/err"
timeout 120 "$wsenc" check --load "$plugin" -c lz4 --strict -q
timeout 120 "$wsenc" check --load "$plugin" -c lz4,gzip --strict -q --seed 2
echo "it passes every rule of wsenc check"
