/* Encodes a SOAP message with every codec and decodes it again, through the callbacks only, and says what came of it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wsencoder.h"

static void print_string(const WS_STRING *string)
{
    for (ULONG i = 0; i < string->length; i++)
        putchar(string->chars[i] < 0x80 ? string->chars[i] : '?');
}

static int fail(const char *codec, HRESULT result, WS_ERROR *error)
{
    WS_STRING text;
    printf("%-21s failed with 0x%08x", codec, (unsigned)result);
    if (WsGetErrorString(error, 0, &text) == S_OK) {
        printf(": ");
        print_string(&text);
    }
    putchar('\n');
    return 1;
}

/** Runs the message through the encoder's callbacks into `wire`. */
static HRESULT encode(const WS_CHANNEL_ENCODER *table, const WS_STRING *type, const WS_BYTES *message, WSE_BUFFER *wire,
                      void **instance, WS_STRING *new_type, WS_STRING *encoding, WS_ERROR *error)
{
    HRESULT result = table->createEncoderCallback(table->createContext, WseBufferWrite, wire, instance, error);
    if (SUCCEEDED(result))
        result = table->encoderGetContentTypeCallback(*instance, type, new_type, encoding, error);
    if (SUCCEEDED(result))
        result = table->encoderStartCallback(*instance, NULL, error);
    if (SUCCEEDED(result))
        result = table->encoderEncodeCallback(*instance, message, 1, NULL, error);
    return SUCCEEDED(result) ? table->encoderEndCallback(*instance, NULL, error) : result;
}

/** Runs what is in `wire` through the decoder's callbacks into `room`. */
static HRESULT decode(const WS_CHANNEL_DECODER *table, const WS_STRING *type, const WS_STRING *encoding, WSE_BUFFER *wire,
                      BYTE *room, ULONG size, ULONG *total, WS_ERROR *error)
{
    void *instance = NULL;
    WS_STRING new_type;
    ULONG length = 0;
    HRESULT result = table->createDecoderCallback(table->createContext, WseBufferRead, wire, &instance, error);
    if (FAILED(result))
        return result;
    result = table->decoderStartCallback(instance, NULL, error);
    if (SUCCEEDED(result))
        result = table->decoderGetContentTypeCallback(instance, type, encoding, &new_type, error);
    *total = 0;
    while (SUCCEEDED(result)) {
        result = table->decoderDecodeCallback(instance, room + *total, size - *total, &length, NULL, error);
        if (FAILED(result) || length == 0)
            break;
        *total += length;
    }
    if (SUCCEEDED(result))
        result = table->decoderEndCallback(instance, NULL, error);
    table->freeDecoderCallback(instance);
    return result;
}

static const WS_STRING soap = WS_STRING_VALUE(u"application/soap+xml; charset=utf-8");

/** Codecs of XML do not keep how it was written. Two texts say the same if they are the same in binary XML. */
static int say_the_same(const WS_BYTES *one, const WS_BYTES *other)
{
    WS_CHANNEL_ENCODER encoder = { 0 }, *table = &encoder;
    WSE_BUFFER *both = NULL;
    const BYTE *bytes = NULL;
    ULONGLONG first = 0, size = 0;
    HRESULT result = WseCreateChannelEncoder("msbin1", NULL, 0, table, NULL);
    if (SUCCEEDED(result))
        result = WseCreateBuffer(0, &both, NULL);
    if (SUCCEEDED(result))
        result = WseEncodeMessage(table, &soap, one, 1, both, NULL, NULL, NULL);
    if (SUCCEEDED(result))
        result = WseGetBufferBytes(both, &bytes, &first);
    if (SUCCEEDED(result))
        result = WseEncodeMessage(table, &soap, other, 1, both, NULL, NULL, NULL);
    if (SUCCEEDED(result))
        result = WseGetBufferBytes(both, &bytes, &size);
    int is_same = SUCCEEDED(result) && size == 2 * first && memcmp(bytes, bytes + first, first) == 0;
    WseFreeBuffer(both);
    WseFreeChannelEncoder(table);
    return is_same;
}

static int run(const char *codec, const WS_BYTES *message, WS_ERROR *error)
{
    WS_CHANNEL_ENCODER encoder = { 0 };
    WS_CHANNEL_DECODER decoder = { 0 };
    WSE_BUFFER *wire = NULL;
    void *instance = NULL;
    WS_STRING type = { 0, NULL }, encoding = { 0, NULL };
    const BYTE *bytes = NULL;
    ULONGLONG size = 0;
    ULONG total = 0, room_size = 2 * message->length + 1000; /* XML may come back longer than it was */
    BYTE *room = malloc(room_size);
    HRESULT result = room ? WseCreateChannelEncoder(codec, NULL, 0, &encoder, error) : E_OUTOFMEMORY;
    if (SUCCEEDED(result))
        result = WseCreateChannelDecoder(codec, NULL, 0, &decoder, error);
    if (SUCCEEDED(result))
        result = WseCreateBuffer(0, &wire, error);
    if (SUCCEEDED(result))
        result = encode(&encoder, &soap, message, wire, &instance, &type, &encoding, error);
    if (SUCCEEDED(result))
        result = WseGetBufferBytes(wire, &bytes, &size);
    if (SUCCEEDED(result))
        result = decode(&decoder, &type, &encoding, wire, room, room_size, &total, error);
    int is_exact = SUCCEEDED(result) && total == message->length && memcmp(room, message->bytes, total) == 0;
    int is_same = is_exact || (SUCCEEDED(result) && say_the_same(message, &(WS_BYTES){ total, room }));
    if (SUCCEEDED(result)) {
        printf("%-21s %5u -> %4llu bytes (%5.1f %%)  Content-Type: ", codec, message->length, (unsigned long long)size,
               100.0 * (double)size / message->length);
        print_string(&type);
        printf("%s", encoding.length ? "  Content-Encoding: " : "");
        print_string(&encoding);
        printf("  decoded: %s\n", is_exact ? "byte-exact" : is_same ? "the same XML" : "DIFFERENT");
    } else {
        fail(codec, result, error);
    }
    if (encoder.freeEncoderCallback)
        encoder.freeEncoderCallback(instance);
    WseFreeBuffer(wire);
    WseFreeChannelEncoder(&encoder);
    WseFreeChannelDecoder(&decoder);
    free(room);
    return !is_same;
}

int main(int argc, char **argv)
{
    static BYTE message[1 << 20];
    FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
    if (!file) {
        fprintf(stderr, "usage: demo MESSAGE\n");
        return 2;
    }
    WS_BYTES bytes = { (ULONG)fread(message, 1, sizeof message, file), message };
    fclose(file);
    WS_ERROR *error = NULL;
    if (FAILED(WsCreateError(NULL, 0, &error)))
        return 1;
    ULONG version = WseGetVersion();
    printf("libwsencoder %u.%u.%u, %s, through WS_CHANNEL_ENCODER and WS_CHANNEL_DECODER\n", version >> 16, version >> 8 & 0xff,
           version & 0xff, argv[1]);
    int failures = 0;
    for (ULONG i = 0; i < WseGetCodecCount(); i++)
        failures += run(WseGetCodecName(i), &bytes, error);
    WsFreeError(error);
    return failures != 0;
}
