/* A host of this library: everything goes through the functions of the table, synchronously. */
#include "codecs.h"
#include "identity.h"
#include "settings.h"
#include "wsencoder.h"

#include <malloc.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uchar.h>

typedef struct host {
    WS_CHANNEL_ENCODER encoder;
    WS_CHANNEL_DECODER decoder;
    void *instance;
    WS_STRING content_type;
    WS_STRING content_encoding;
    span input;
    collector *output;
    bool is_foreign; /* the tables are not the library's */
} host;

/* Of whichever host is at work, as thousands of them can be alive. */
static uint8_t buffer[chunk_size];

static void expect(HRESULT result, const char *call)
{
    if (result != S_OK)
        give_up("%s: 0x%08X", call, (unsigned)result);
}

static HRESULT sink(void *context, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *async_context, WS_ERROR *error)
{
    (void)async_context, (void)error;
    host *host = context;
    for (ULONG index = 0; index < count; index++)
        collect(host->output, buffers[index].bytes, buffers[index].length);
    return S_OK;
}

static HRESULT source(void *context, void *bytes, ULONG room, ULONG *size, const WS_ASYNC_CONTEXT *async_context,
                      WS_ERROR *error)
{
    (void)async_context, (void)error;
    host *host = context;
    *size = (ULONG)take(&host->input, bytes, room);
    return S_OK;
}

static void encode(void *state, span message, collector *output)
{
    host *host = state;
    const WS_CHANNEL_ENCODER *table = &host->encoder;
    WS_STRING new_type, new_encoding;
    host->output = output;
    expect(table->encoderGetContentTypeCallback(host->instance, &host->content_type, &new_type, &new_encoding, NULL),
           "encoder, content type");
    expect(table->encoderStartCallback(host->instance, NULL, NULL), "encoder, start");
    for (size_t offset = 0; offset < message.size; offset += chunk_size) {
        size_t left = message.size - offset;
        WS_BYTES piece = { (ULONG)(left < chunk_size ? left : chunk_size), (BYTE *)message.bytes + offset };
        expect(table->encoderEncodeCallback(host->instance, &piece, 1, NULL, NULL), "encode");
    }
    expect(table->encoderEndCallback(host->instance, NULL, NULL), "encoder, end");
}

static void decode(void *state, span message, collector *output)
{
    host *host = state;
    const WS_CHANNEL_DECODER *table = &host->decoder;
    WS_STRING new_type;
    ULONG length;
    host->input = message;
    expect(table->decoderStartCallback(host->instance, NULL, NULL), "decoder, start");
    expect(table->decoderGetContentTypeCallback(host->instance, &host->content_type, &host->content_encoding, &new_type, NULL),
           "decoder, content type");
    do {
        expect(table->decoderDecodeCallback(host->instance, buffer, chunk_size, &length, NULL, NULL), "decode");
        collect(output, buffer, length);
    } while (length > 0);
    expect(table->decoderEndCallback(host->instance, NULL, NULL), "decoder, end");
}

static void begin_encoder(host *host)
{
    const WS_CHANNEL_ENCODER *table = &host->encoder;
    expect(table->createEncoderCallback(table->createContext, sink, host, &host->instance, NULL), "encoder");
}

static void begin_decoder(host *host)
{
    const WS_CHANNEL_DECODER *table = &host->decoder;
    expect(table->createDecoderCallback(table->createContext, source, host, &host->instance, NULL), "decoder");
}

static void renew_encoder(void *state)
{
    host *host = state;
    host->encoder.freeEncoderCallback(host->instance);
    begin_encoder(host);
}

static void renew_decoder(void *state)
{
    host *host = state;
    host->decoder.freeDecoderCallback(host->instance);
    begin_decoder(host);
}

static void free_host(host *host)
{
    free(host->content_type.chars);
    free(host->content_encoding.chars);
    free(host);
}

static void free_encoder(void *state)
{
    host *host = state;
    host->encoder.freeEncoderCallback(host->instance);
    if (!host->is_foreign)
        WseFreeChannelEncoder(&host->encoder);
    free_host(host);
}

static void free_decoder(void *state)
{
    host *host = state;
    host->decoder.freeDecoderCallback(host->instance);
    if (!host->is_foreign)
        WseFreeChannelDecoder(&host->decoder);
    free_host(host);
}

static WS_STRING widen(const char *text)
{
    size_t length = strlen(text);
    WCHAR *chars = malloc((length + 1) * sizeof *chars);
    if (chars == NULL)
        give_up("no memory");
    for (size_t index = 0; index <= length; index++)
        chars[index] = (WCHAR)text[index];
    return (WS_STRING){ (ULONG)length, chars };
}

/* What a SOAP message says of itself before it is encoded, or afterwards. Codecs of XML change the type alone. */
static void describe_content(host *host, const char *name, direction direction)
{
    if (strncmp(name, "utf-16", 6) == 0) {
        host->content_type = widen(direction == encoding ? "text/xml; charset=utf-8" : "text/xml; charset=utf-16");
    } else if (strcmp(name, "mtom") == 0) {
        host->content_type = widen(direction == encoding ? "text/xml; charset=utf-8" : PACKAGE_TYPE);
    } else if (strncmp(name, "msbin", 5) != 0) {
        host->content_type = widen("text/xml; charset=utf-8");
        if (strcmp(name, "identity") != 0)
            host->content_encoding = widen(name);
    } else if (direction == encoding) {
        host->content_type = widen("application/soap+xml; charset=utf-8");
    } else {
        char type[64];
        snprintf(type, sizeof type, "application/soap+%s", name);
        host->content_type = widen(type);
    }
}

static host *make_host(const char *name, direction direction)
{
    host *host = calloc(1, sizeof *host);
    if (host == NULL)
        give_up("no memory");
    describe_content(host, name, direction);
    return host;
}

static processor begin(host *host, direction direction)
{
    if (direction == encoding) {
        begin_encoder(host);
        return (processor){ host, encode, free_encoder, renew_encoder };
    }
    begin_decoder(host);
    return (processor){ host, decode, free_decoder, renew_decoder };
}

processor make_ours_with(const char *name, direction direction, const WSE_PROPERTY *properties, ULONG count)
{
    host *host = make_host(name, direction);
    if (direction == encoding)
        expect(WseCreateChannelEncoder(name, properties, count, &host->encoder, NULL), "channel encoder");
    else
        expect(WseCreateChannelDecoder(name, properties, count, &host->decoder, NULL), "channel decoder");
    return begin(host, direction);
}

processor make_ours(const char *name, direction direction)
{
    return make_ours_with(name, direction, NULL, 0);
}

processor make_ours_at(const char *name, direction direction, int level)
{
    LONG value = level;
    WSE_PROPERTY property = { WSE_PROPERTY_COMPRESSION_LEVEL, &value, sizeof value };
    return make_ours_with(name, direction, &property, direction == encoding && level != no_level);
}

processor make_identity(direction direction, ending ending, int level)
{
    (void)ending, (void)level;
    host *host = make_host("identity", direction);
    host->is_foreign = true;
    make_identity_table(&host->encoder);
    make_identity_decoder_table(&host->decoder);
    return begin(host, direction);
}

size_t host_size(processor processor)
{
    return malloc_usable_size(processor.state);
}
