#!/bin/sh
# Tests of the program wsenc with plug-ins: what it loads, uses and lists, and what it checks by a codec's name or a function.
# Usage: sh test-wsenc-plugins.sh WSENC, in the folder of the project
set -u
. "$(dirname "$0")/wsenc.sh"

build=$(dirname "$wsenc")
compiler="${CC:-gcc} -std=c11 -D_GNU_SOURCE -O1 -Wall -Wextra -Werror -I$root/include/wsencoder -I$root/Tests/C -shared -fPIC"
library="-L$build -lwsencoder -Wl,-rpath,$build"
# shellcheck disable=SC2086
$compiler -o libplug.so "$root/Tests/C/Plugin/transform_plugin.c" $library || exit 1
cat >tables.c <<'SOURCE'
#include "wsencoder.h"
#include <string.h>
HRESULT gzip_encoder(WS_CHANNEL_ENCODER *table) { return WseCreateChannelEncoder("gzip", NULL, 0, table, NULL); }
void gzip_decoder(WS_CHANNEL_DECODER *table) { (void)WseCreateChannelDecoder("gzip", NULL, 0, table, NULL); }
HRESULT refuses(WS_CHANNEL_ENCODER *table) { (void)table; return WS_E_NOT_SUPPORTED; }
void crashes(WS_CHANNEL_ENCODER *table) { (void)table; __builtin_trap(); }
int number = 1;
SOURCE
# shellcheck disable=SC2086
$compiler -o tables.so tables.c $library || exit 1
cat >reads.c <<'SOURCE'
#include "wsencoder.h"
#include <string.h>
static HRESULT create(void *context, const WSE_CODEC_OPTIONS *options, void **state, WS_ERROR *error)
{ (void)context, (void)options, (void)error; *state = NULL; return S_OK; }
static HRESULT begin(void *state, WS_ERROR *error) { (void)state, (void)error; return S_OK; }
static HRESULT copy(void *state, WSE_CODEC_INPUT *in, WSE_CODEC_OUTPUT *out, BOOL last, WSE_PROGRESS *progress, WS_ERROR *error)
{
    size_t count = in->size < out->size ? in->size : out->size;
    (void)state, (void)last, (void)error;
    if (count > 0) memcpy(out->bytes, in->bytes, count);
    in->taken = out->written = count;
    *progress = count == out->size ? WSE_PROGRESS_OUTPUT_FULL : WSE_PROGRESS_MAY_END;
    return S_OK;
}
static void end(void *state) { (void)state; }
HRESULT WsePluginRegister(WS_ERROR *error)
{
    WSE_CODEC codec = { .size = sizeof codec, .name = "reads", .contentEncoding = "x-reads" };
    codec.decoder = (WSE_CODEC_DIRECTION){ create, begin, copy, NULL, NULL, end };
    return WseRegisterCodec(&codec, error);
}
SOURCE
# shellcheck disable=SC2086
$compiler -o reads.so reads.c $library || exit 1
printf 'a message with \300 and \333' >message

# ---- encode, decode, list, dump ----

round_trip() {
    "$wsenc" encode --load "$1" -c "$2" message 2>err >encoded && "$wsenc" decode --load "$1" -c "$2" encoded 2>>err >decoded &&
        [ ! -s err ] && cmp -s message decoded
}
lists() {
    succeeds list --load libplug.so && [ "$(tail -n 2 out | paste -sd' ' -)" = "xor-transform slip" ]
}
headers() {
    "$wsenc" encode --load libplug.so -c slip,gzip --headers message 2>err >out && grep -qx 'Content-Encoding: slip, gzip' err
}
check "a codec of a plug-in encodes and decodes" round_trip ./libplug.so slip
check "a file without a slash is one of the current folder" round_trip libplug.so xor-transform
check "in a chain, too" round_trip "$PWD/libplug.so" slip,gzip,xor-transform
check "and by another name" round_trip libplug.so X-XOR-Transform
check "list names its codecs last" lists
check "--headers prints its coding" headers
check "without --load there is no such codec" fails 6 "wsenc: unknown codec 'slip'" encode -c slip message
check "an input that is cut off is named with the codec" sh -c "printf a | '$wsenc' decode --load libplug.so -c slip >out 2>err;
    [ \$? = 3 ] && grep -qF 'slip decoder: the input ends before the stream does (input offset 1)' err"
check "dump takes a plug-in" sh -c "printf '<a/>' | '$wsenc' encode -c msbin1 | '$wsenc' dump --load libplug.so >out"
check "a plug-in that is not there is named" fails 2 'wsenc: none.so: WseLoadPlugin: ./none.so: cannot open' list --load none.so
check "so is a library that is no plug-in" fails 2 'wsenc: tables.so: WseLoadPlugin: ./tables.so: undefined symbol' \
    list --load tables.so
check "and one that fails" env WSE_TEST_PLUGIN=fail sh -c \
    "! '$wsenc' list --load libplug.so >out 2>err && grep -qx 'wsenc: libplug.so: no licence' err"
check "loading it twice is refused" fails 2 'wsenc: ./libplug.so: WseRegisterCodec: "xor-transform" is registered already' \
    list --load libplug.so --load ./libplug.so
check "--load needs a file" fails 1 'wsenc: ' list --load
check "list takes no file" fails 1 "wsenc: 'list' takes no 'message'" list message

# ---- check ----

passes() {
    counts=$1
    shift
    timeout 120 "$wsenc" check --seed 2 --strict "$@" >out 2>err && grep -q "^$counts" out || { cat out err; return 1; }
}
check "a codec is checked by its name" passes '53 passed, 0 failed' --load libplug.so --codec slip
check "so is a built-in one" passes '53 passed, 0 failed' -c gzip
check "functions fill tables, whether they return a result or nothing" passes '53 passed, 0 failed' \
    tables.so gzip_encoder -d gzip_decoder
check "a function that fills none is told so" fails 2 \
    'wsenc: tables.so: the function refuses has filled no table and returned 0x803D0017' check tables.so refuses
check "a symbol that is neither table nor function is told so" fails 2 \
    'wsenc: tables.so: number is neither a table nor a function that could fill one' check tables.so number
check "a function that crashes ends nothing else" fails 2 'wsenc: tables.so: crashed' check tables.so crashes
only_decodes="wsenc: 'reads' only decodes: to check it takes something to decode, --encoded FILE"
check "a codec that only decodes is not passed for want of a message" fails 1 "$only_decodes" check -q --load reads.so -c reads
check "but checked with one" passes '26 passed, 0 failed, 1 not' --load reads.so -c reads --encoded message \
    --content-encoding x-reads
lists_properties() {
    succeeds list --load reads.so -c reads &&
        [ "$(awk '/^[a-z]/ { print $1, $2 }' out | paste -sd, -)" = 'chunk-size decode,max-decoded-size decode,max-expansion decode' ]
}
check "its properties are those of a decoder" lists_properties
check "a codec that is not there is named" fails 2 'wsenc: slip: ' check -c slip
check "a codec or a library, not both" fails 1 'wsenc: either -c CODEC or a LIBRARY' check -c gzip tables.so
check "--load needs the codec to check" fails 1 'wsenc: --load needs the codec to check' check --load libplug.so

echo "wsenc with plug-ins: $passed passed, $failed failed"
[ "$failed" = 0 ]
