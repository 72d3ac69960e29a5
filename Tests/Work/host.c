#include "host.h"

#include <stdlib.h>
#include <string.h>

struct host {
    const char *codec;
    direction direction;
    const pieces *pieces;
    WS_CHANNEL_ENCODER encoder;
    WS_CHANNEL_DECODER decoder;
    void *instance;
    WS_ERROR *error;
    WCHAR type[64];
    WCHAR encoding[16];
    const bytes *input;
    size_t taken;
    bytes *output;
    BYTE room[1 << 16];
};

static void expect(host *host, HRESULT result, const char *call)
{
    if (result == S_OK)
        return;
    char text[256] = "";
    WS_STRING string;
    if (WsGetErrorString(host->error, 0, &string) == S_OK) {
        for (ULONG index = 0; index < string.length && index + 1 < sizeof text; index++)
            text[index] = (char)string.chars[index];
    }
    give_up("%s, %s: 0x%08X, %s", host->codec, call, (unsigned)result, text);
}

static HRESULT CALLBACK take(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                             WS_ERROR *error)
{
    (void)context, (void)error;
    host *host = state;
    for (ULONG index = 0; index < count; index++)
        put(host->output, buffers[index].bytes, buffers[index].length);
    return S_OK;
}

static HRESULT CALLBACK give(void *state, void *room, ULONG size, ULONG *count, const WS_ASYNC_CONTEXT *context,
                             WS_ERROR *error)
{
    (void)context, (void)error;
    host *host = state;
    size_t left = host->input->size - host->taken;
    size_t most = host->pieces->read > 0 && host->pieces->read < size ? host->pieces->read : size;
    *count = (ULONG)(left < most ? left : most);
    memcpy(room, host->input->data + host->taken, *count);
    host->taken += *count;
    return S_OK;
}

static WS_STRING widen(WCHAR *room, const char *text)
{
    size_t length = strlen(text);
    for (size_t index = 0; index < length; index++)
        room[index] = (WCHAR)text[index];
    return (WS_STRING){ (ULONG)length, room };
}

/* The most of everything. What a codec or direction does not have is left out. */
static ULONG set_properties(const host *host, WSE_PROPERTY *properties)
{
    static const ULONG most = 1 << 20, depth = 1 << 16, length = 1 << 30;
    static const ULONGLONG unlimited = 0;
    ULONG count = 0;
    if (host->direction == decode || host->direction == dump)
        properties[count++] = (WSE_PROPERTY){ WSE_PROPERTY_MAX_DECODED_SIZE, &unlimited, sizeof unlimited };
    if (host->direction == encode && strcmp(host->codec, "identity") != 0)
        properties[count++] = (WSE_PROPERTY){ WSE_PROPERTY_CHUNK_SIZE, &host->pieces->write, sizeof host->pieces->write };
    if (strncmp(host->codec, "msbin", 5) != 0)
        return count;
    properties[count++] = (WSE_PROPERTY){ WSE_PROPERTY_MAX_DEPTH, &depth, sizeof depth };
    properties[count++] = (WSE_PROPERTY){ WSE_PROPERTY_MAX_ATTRIBUTES, &most, sizeof most };
    properties[count++] = (WSE_PROPERTY){ WSE_PROPERTY_MAX_NAMESPACE_DECLARATIONS, &most, sizeof most };
    properties[count++] = (WSE_PROPERTY){ WSE_PROPERTY_MAX_NAME_LENGTH, &most, sizeof most };
    properties[count++] = (WSE_PROPERTY){ WSE_PROPERTY_MAX_ATTRIBUTE_VALUE_LENGTH, &length, sizeof length };
    if (host->direction != encode)
        properties[count++] = (WSE_PROPERTY){ WSE_PROPERTY_MAX_ARRAY_LENGTH, &most, sizeof most };
    if (strncmp(host->codec, "msbinsession1", 13) == 0)
        properties[count++] = (WSE_PROPERTY){ WSE_PROPERTY_MAX_SESSION_SIZE, &most, sizeof most };
    return count;
}

host *host_create(const char *codec, direction direction, const pieces *pieces)
{
    host *host = calloc(1, sizeof *host);
    if (host == NULL)
        give_up("no memory");
    host->codec = codec;
    host->direction = direction;
    host->pieces = pieces;
    expect(host, WsCreateError(NULL, 0, &host->error), "an error object");
    WSE_PROPERTY properties[16];
    ULONG count = set_properties(host, properties);
    if (direction == encode) {
        expect(host, WseCreateChannelEncoder(codec, properties, count, &host->encoder, host->error), "a table");
        expect(host, host->encoder.createEncoderCallback(host->encoder.createContext, take, host, &host->instance, host->error),
               "an encoder");
    } else if (direction == decode) {
        expect(host, WseCreateChannelDecoder(codec, properties, count, &host->decoder, host->error), "a table");
        expect(host, host->decoder.createDecoderCallback(host->decoder.createContext, give, host, &host->instance, host->error),
               "a decoder");
    }
    return host;
}

static void run_dump(host *host)
{
    WSE_PROPERTY properties[16];
    ULONG count = set_properties(host, properties);
    expect(host, WseDumpMessage(host->codec, properties, count, give, host, take, host, host->error), "dump");
}

static void run_encoder(host *host)
{
    const WS_CHANNEL_ENCODER *table = &host->encoder;
    WS_STRING type = widen(host->type, "application/soap+xml; charset=utf-8"), new_type, encoding;
    expect(host, table->encoderGetContentTypeCallback(host->instance, &type, &new_type, &encoding, host->error), "type");
    expect(host, table->encoderStartCallback(host->instance, NULL, host->error), "start");
    size_t size = host->input->size, most = host->pieces->read > 0 ? host->pieces->read : size;
    for (size_t offset = 0; offset < size; offset += most) {
        WS_BYTES piece = { (ULONG)(size - offset < most ? size - offset : most), host->input->data + offset };
        expect(host, table->encoderEncodeCallback(host->instance, &piece, 1, NULL, host->error), "encode");
    }
    expect(host, table->encoderEndCallback(host->instance, NULL, host->error), "end");
}

static void run_decoder(host *host)
{
    const WS_CHANNEL_DECODER *table = &host->decoder;
    WS_STRING type, new_type, encoding = { 0, NULL };
    char name[64] = "application/soap+";
    if (strncmp(host->codec, "msbin", 5) == 0) {
        type = widen(host->type, strcat(name, host->codec));
    } else {
        type = widen(host->type, "text/xml");
        if (strcmp(host->codec, "identity") != 0)
            encoding = widen(host->encoding, host->codec);
    }
    expect(host, table->decoderStartCallback(host->instance, NULL, host->error), "start");
    expect(host, table->decoderGetContentTypeCallback(host->instance, &type, &encoding, &new_type, host->error), "type");
    ULONG length = 0;
    do {
        expect(host, table->decoderDecodeCallback(host->instance, host->room, host->pieces->write, &length, NULL, host->error),
               "decode");
        put(host->output, host->room, length);
    } while (length > 0);
    expect(host, table->decoderEndCallback(host->instance, NULL, host->error), "end");
}

void host_run(host *host, const bytes *input, bytes *output)
{
    host->input = input;
    host->taken = 0;
    host->output = output;
    if (host->direction == encode)
        run_encoder(host);
    else if (host->direction == decode)
        run_decoder(host);
    else
        run_dump(host);
}

void host_free(host *host)
{
    if (host->direction == encode) {
        host->encoder.freeEncoderCallback(host->instance);
        WseFreeChannelEncoder(&host->encoder);
    } else if (host->direction == decode) {
        host->decoder.freeDecoderCallback(host->instance);
        WseFreeChannelDecoder(&host->decoder);
    }
    WsFreeError(host->error);
    free(host);
}
