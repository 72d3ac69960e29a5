/* A decoder that is given messages with their labels, content type and content encoding. For one suite, hence all static. */
#ifndef READER_H
#define READER_H

#include "FakeChannel/fake_channel.h"

/** A string of ASCII characters; points to one of four memories of this function. NULL for NULL. */
static const WS_STRING *wide(const char *text)
{
    static WCHAR characters[4][200];
    static WS_STRING strings[4];
    static int next;
    if (!text)
        return NULL;
    int i = next++ % 4;
    strings[i] = (WS_STRING){ (ULONG)strlen(text), characters[i] };
    for (size_t j = 0; text[j]; j++)
        characters[i][j] = (WCHAR)(unsigned char)text[j];
    return &strings[i];
}

/** A decoder and what it was given last. */
struct reader {
    WS_CHANNEL_DECODER table;
    struct channel channel;
    void *instance;
    WS_ERROR *error;
    WS_STRING type;
};

static struct reader reader_open(const char *codec, const WSE_PROPERTY *properties, ULONG count)
{
    struct reader reader = { .error = create_error() };
    assert_result(S_OK, WseCreateChannelDecoder(codec, properties, count, &reader.table, NULL)); /* a session's is one */
    return reader;
}

static void reader_close(struct reader *reader)
{
    if (reader->instance) {
        reader->table.freeDecoderCallback(reader->instance);
        channel_close(&reader->channel);
    }
    WseFreeChannelDecoder(&reader->table);
    WsFreeError(reader->error);
}

/** Starts a message of these bytes and tells its labels. */
static HRESULT reader_start(struct reader *reader, struct bytes wire, const char *type, const char *encoding)
{
    if (!reader->instance) {
        channel_open(&reader->channel, SYNCHRONOUSLY, test_seed());
        assert_result(S_OK, reader->table.createDecoderCallback(reader->table.createContext, channel_read, &reader->channel,
                                                                &reader->instance, reader->error));
    }
    channel_reset(&reader->channel, wire.data, wire.size);
    reader->channel.read_limit = 1 + wire.size / 3;
    HRESULT result = reader->table.decoderStartCallback(reader->instance, NULL, reader->error);
    if (SUCCEEDED(result))
        result = reader->table.decoderGetContentTypeCallback(reader->instance, wide(type), wide(encoding), &reader->type,
                                                             reader->error);
    return result;
}

static inline HRESULT reader_decode(struct reader *reader, struct bytes wire, const char *type, const char *encoding,
                                    struct bytes *output)
{
    HRESULT result = reader_start(reader, wire, type, encoding);
    BYTE room[64];
    ULONG length = 1;
    output->size = 0;
    while (SUCCEEDED(result) && length > 0) {
        result = reader->table.decoderDecodeCallback(reader->instance, room, sizeof room, &length, NULL, reader->error);
        if (SUCCEEDED(result))
            bytes_append(output, room, length);
    }
    return SUCCEEDED(result) ? reader->table.decoderEndCallback(reader->instance, NULL, reader->error) : result;
}

/** Decodes a message with labels that are to be right. */
static inline void assert_decodes(struct reader *reader, struct bytes wire, const char *type, const char *encoding,
                                  const void *expected, size_t size)
{
    struct bytes output = { 0 };
    HRESULT result = reader_decode(reader, wire, type, encoding, &output);
    if (FAILED(result))
        fail_msg("\"%s\", \"%s\": 0x%08x, %s", type, encoding ? encoding : "-", (unsigned)result,
                 take_error_text(reader->error));
    assert_bytes_equal(&output, expected, size);
    bytes_free(&output);
}

static inline void assert_refuses(struct reader *reader, const char *type, const char *encoding, const char *reason)
{
    struct bytes none = { 0 };
    HRESULT result = reader_start(reader, none, type, encoding);
    if (result != WS_E_NOT_SUPPORTED)
        fail_msg("\"%s\", \"%s\": 0x%08x", type, encoding ? encoding : "-", (unsigned)result);
    assert_error_contains(reader->error, reason);
}

#endif
