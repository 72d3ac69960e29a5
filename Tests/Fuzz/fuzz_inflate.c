/* Deflated data beside zlib: whatever engine reads them, what zlib accepts is accepted and gives the same bytes, in both formats
 * and however it is cut. Damage is found by the checksum, which is right here. */
#include <zlib.h>

#include "fuzz.h"

enum { most_output = 1 << 18 };

struct pieces {
    const uint8_t *bytes;
    size_t size, position, give;
};

static HRESULT CALLBACK give(void *state, void *bytes, ULONG maxSize, ULONG *actualSize, const WS_ASYNC_CONTEXT *context,
                             WS_ERROR *error)
{
    struct pieces *pieces = (struct pieces *)state;
    size_t size = pieces->size - pieces->position;
    (void)context, (void)error;
    if (size > pieces->give)
        size = pieces->give;
    if (size > maxSize)
        size = maxSize;
    memcpy(bytes, pieces->bytes + pieces->position, size);
    pieces->position += size;
    *actualSize = (ULONG)size;
    return S_OK;
}

/** Inflates with zlib. Returns how many bytes of `data` that took; 0 if they are refused, or too many would come out. */
static size_t reference(const uint8_t *data, size_t size, uint8_t *output, size_t *output_size)
{
    z_stream stream = { 0 };
    DEMAND(inflateInit2(&stream, -MAX_WBITS) == Z_OK);
    stream.next_in = (Bytef *)data;
    stream.avail_in = (uInt)size;
    stream.next_out = output;
    stream.avail_out = most_output;
    int status = inflate(&stream, Z_FINISH);
    *output_size = stream.total_out;
    size_t taken = stream.total_in;
    inflateEnd(&stream);
    return status == Z_STREAM_END ? taken : 0;
}

static void append_number(struct run *run, uint32_t number, bool highest_first)
{
    for (int i = 0; i < 4; i++) {
        uint8_t byte = (uint8_t)(number >> 8 * (highest_first ? 3 - i : i));
        run_append(run, &byte, 1);
    }
}

static struct run wrapped(bool is_gzip, const uint8_t *data, size_t size, const uint8_t *output, size_t output_size)
{
    struct run run = { 0 };
    if (is_gzip)
        run_append(&run, "\x1f\x8b\x08\0\0\0\0\0\0\xff", 10);
    else
        run_append(&run, "\x78\x9c", 2);
    run_append(&run, data, size);
    append_number(&run,
                  is_gzip ? (uint32_t)crc32(0, output, (uInt)output_size) : (uint32_t)adler32(1, output, (uInt)output_size),
                  !is_gzip);
    if (is_gzip)
        append_number(&run, (uint32_t)output_size, false);
    return run;
}

/** Decodes `wire`, by so many bytes at a time. */
static HRESULT decode(const char *codec, const struct run *wire, size_t feed, ULONG room, struct run *output)
{
    static uint8_t bytes[1 << 12];
    static WCHAR gzip[] = { 'g', 'z', 'i', 'p' }, deflate[] = { 'd', 'e', 'f', 'l', 'a', 't', 'e' };
    WS_STRING type = { 0, NULL }, decoded;
    WS_STRING encoding = codec[0] == 'g' ? (WS_STRING){ 4, gzip } : (WS_STRING){ 7, deflate };
    struct pieces pieces = { wire->bytes, wire->size, 0, feed };
    WS_CHANNEL_DECODER table;
    void *instance;
    ULONG length = 0;
    DEMAND(WseCreateChannelDecoder(codec, NULL, 0, &table, NULL) == S_OK);
    DEMAND(table.createDecoderCallback(table.createContext, give, &pieces, &instance, NULL) == S_OK);
    DEMAND(table.decoderStartCallback(instance, NULL, NULL) == S_OK);
    DEMAND(table.decoderGetContentTypeCallback(instance, &type, &encoding, &decoded, NULL) == S_OK);
    HRESULT result;
    do {
        result = table.decoderDecodeCallback(instance, bytes, room, &length, NULL, NULL);
        if (result == S_OK)
            run_append(output, bytes, length);
    } while (result == S_OK && length > 0);
    table.freeDecoderCallback(instance);
    WseFreeChannelDecoder(&table);
    return result;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t expected[most_output];
    struct choices choices = { data, size };
    const bool is_gzip = choose(&choices) & 1;
    const size_t feed = (size_t)choose(&choices) + 1;
    const ULONG room = ((ULONG)choose(&choices) + 1) << 4;
    size_t expected_size;
    size_t taken = reference(choices.data, choices.size, expected, &expected_size);
    if (taken == 0)
        return 0;
    struct run wire = wrapped(is_gzip, choices.data, taken, expected, expected_size), output = { 0 };
    DEMAND(decode(is_gzip ? "gzip" : "deflate", &wire, feed, room, &output) == S_OK);
    DEMAND(output.size == expected_size);
    DEMAND(output.size == 0 || memcmp(output.bytes, expected, expected_size) == 0);
    free(wire.bytes);
    free(output.bytes);
    return 0;
}
