#include "Plugin/xor_codec.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct strings {
    WCHAR type[256], coding[32];
    ULONG type_length, coding_length;
};

struct xor_encoder {
    struct xor_codec *codec;
    WS_WRITE_CALLBACK write;
    void *write_context;
    struct strings strings;
    BYTE *bytes;
    size_t capacity;
    WS_BYTES buffer;
    WS_ASYNC_CONTEXT host;
};

struct xor_decoder {
    struct xor_codec *codec;
    WS_READ_CALLBACK read;
    void *read_context;
    struct strings strings;
    BYTE *bytes;
    ULONG *length, actual;
    bool is_drained;
    WS_ASYNC_CONTEXT host;
};

static void count(int *number, int by)
{
    __atomic_add_fetch(number, by, __ATOMIC_RELAXED);
}

static HRESULT note_strings(struct strings *strings, const struct xor_codec *codec, const WS_STRING *type)
{
    if (type->length > 256)
        return WS_E_QUOTA_EXCEEDED;
    strings->type_length = type->length;
    if (type->length > 0)
        memmove(strings->type, type->chars, type->length * sizeof *type->chars);
    strings->coding_length = 0;
    for (const char *next = codec->coding; next && *next; next++)
        strings->coding[strings->coding_length++] = (WCHAR)*next;
    return S_OK;
}

static HRESULT CALLBACK create_encoder(void *context, WS_WRITE_CALLBACK write, void *write_context, void **instance,
                                       WS_ERROR *error)
{
    struct xor_encoder *encoder = calloc(1, sizeof *encoder);
    (void)error;
    if (!encoder)
        return E_OUTOFMEMORY;
    encoder->codec = context;
    encoder->write = write;
    encoder->write_context = write_context;
    count(&encoder->codec->instances, 1);
    *instance = encoder;
    return S_OK;
}

static HRESULT CALLBACK encoder_get_content_type(void *instance, const WS_STRING *type, WS_STRING *new_type,
                                                 WS_STRING *encoding, WS_ERROR *error)
{
    struct xor_encoder *encoder = instance;
    (void)error;
    count(&encoder->codec->entries, 1);
    HRESULT result = note_strings(&encoder->strings, encoder->codec, type);
    if (FAILED(result))
        return result;
    *new_type = (WS_STRING){ encoder->strings.type_length, encoder->strings.type };
    *encoding = (WS_STRING){ encoder->strings.coding_length, encoder->strings.coding };
    return S_OK;
}

static HRESULT CALLBACK start_encoder(void *instance, const WS_ASYNC_CONTEXT *context, WS_ERROR *error)
{
    struct xor_encoder *encoder = instance;
    (void)context, (void)error;
    count(&encoder->codec->entries, 1);
    return S_OK;
}

static void CALLBACK written(HRESULT result, WS_CALLBACK_MODEL model, void *state)
{
    struct xor_encoder *encoder = state;
    encoder->host.callback(result, model, encoder->host.callbackState);
}

static HRESULT CALLBACK encode(void *instance, const WS_BYTES *buffers, ULONG buffer_count, const WS_ASYNC_CONTEXT *context,
                               WS_ERROR *error)
{
    struct xor_encoder *encoder = instance;
    WS_ASYNC_CONTEXT own = { written, encoder };
    size_t size = 0, position = 0;
    count(&encoder->codec->entries, 1);
    for (ULONG i = 0; i < buffer_count; i++)
        size += buffers[i].length;
    if (size == 0)
        return S_OK;
    if (size > encoder->capacity) {
        BYTE *bytes = realloc(encoder->bytes, size);
        if (!bytes)
            return E_OUTOFMEMORY;
        encoder->bytes = bytes;
        encoder->capacity = size;
    }
    for (ULONG i = 0; i < buffer_count; i++)
        for (ULONG j = 0; j < buffers[i].length; j++)
            encoder->bytes[position++] = buffers[i].bytes[j] ^ encoder->codec->key;
    encoder->buffer = (WS_BYTES){ (ULONG)size, encoder->bytes };
    if (context)
        encoder->host = *context;
    return encoder->write(encoder->write_context, &encoder->buffer, 1, context ? &own : NULL, error);
}

static HRESULT CALLBACK end_encoder(void *instance, const WS_ASYNC_CONTEXT *context, WS_ERROR *error)
{
    struct xor_encoder *encoder = instance;
    (void)context, (void)error;
    count(&encoder->codec->entries, 1);
    return S_OK;
}

static void CALLBACK free_encoder(void *instance)
{
    struct xor_encoder *encoder = instance;
    count(&encoder->codec->instances, -1);
    free(encoder->bytes);
    free(encoder);
}

static HRESULT CALLBACK create_decoder(void *context, WS_READ_CALLBACK read, void *read_context, void **instance,
                                       WS_ERROR *error)
{
    struct xor_decoder *decoder = calloc(1, sizeof *decoder);
    (void)error;
    if (!decoder)
        return E_OUTOFMEMORY;
    decoder->codec = context;
    decoder->read = read;
    decoder->read_context = read_context;
    count(&decoder->codec->instances, 1);
    *instance = decoder;
    return S_OK;
}

static HRESULT CALLBACK start_decoder(void *instance, const WS_ASYNC_CONTEXT *context, WS_ERROR *error)
{
    struct xor_decoder *decoder = instance;
    (void)context, (void)error;
    count(&decoder->codec->entries, 1);
    decoder->is_drained = false;
    return S_OK;
}

static HRESULT CALLBACK decoder_get_content_type(void *instance, const WS_STRING *type, const WS_STRING *encoding,
                                                 WS_STRING *new_type, WS_ERROR *error)
{
    struct xor_decoder *decoder = instance;
    (void)error;
    count(&decoder->codec->entries, 1);
    HRESULT result = note_strings(&decoder->strings, decoder->codec, type);
    if (FAILED(result))
        return result;
    if ((encoding ? encoding->length : 0) != decoder->strings.coding_length)
        return WS_E_NOT_SUPPORTED;
    for (ULONG i = 0; i < decoder->strings.coding_length; i++)
        if (encoding->chars[i] != decoder->strings.coding[i])
            return WS_E_NOT_SUPPORTED;
    *new_type = (WS_STRING){ decoder->strings.type_length, decoder->strings.type };
    return S_OK;
}

static HRESULT give(struct xor_decoder *decoder, HRESULT result)
{
    if (FAILED(result))
        return result;
    if (decoder->actual == 0)
        decoder->is_drained = true;
    for (ULONG i = 0; i < decoder->actual; i++)
        decoder->bytes[i] ^= decoder->codec->key;
    *decoder->length = decoder->actual;
    return result;
}

static void CALLBACK was_read(HRESULT result, WS_CALLBACK_MODEL model, void *state)
{
    struct xor_decoder *decoder = state;
    WS_ASYNC_CONTEXT host = decoder->host;
    host.callback(give(decoder, result), model, host.callbackState);
}

static HRESULT CALLBACK decode(void *instance, void *buffer, ULONG max_length, ULONG *length, const WS_ASYNC_CONTEXT *context,
                               WS_ERROR *error)
{
    struct xor_decoder *decoder = instance;
    WS_ASYNC_CONTEXT own = { was_read, decoder };
    count(&decoder->codec->entries, 1);
    if (decoder->is_drained) {
        *length = 0;
        return S_OK;
    }
    decoder->bytes = buffer;
    decoder->length = length;
    decoder->actual = 0;
    if (context)
        decoder->host = *context;
    HRESULT result = decoder->read(decoder->read_context, buffer, max_length, &decoder->actual, context ? &own : NULL, error);
    return result == WS_S_ASYNC ? result : give(decoder, result);
}

static HRESULT CALLBACK end_decoder(void *instance, const WS_ASYNC_CONTEXT *context, WS_ERROR *error)
{
    struct xor_decoder *decoder = instance;
    (void)context, (void)error;
    count(&decoder->codec->entries, 1);
    return S_OK;
}

static void CALLBACK free_decoder(void *instance)
{
    struct xor_decoder *decoder = instance;
    count(&decoder->codec->instances, -1);
    free(decoder);
}

void xor_tables(struct xor_codec *codec, WS_CHANNEL_ENCODER *encoder, WS_CHANNEL_DECODER *decoder)
{
    *encoder = (WS_CHANNEL_ENCODER){ codec,       create_encoder, encoder_get_content_type, start_encoder, encode,
                                     end_encoder, free_encoder };
    *decoder = (WS_CHANNEL_DECODER){ codec,       create_decoder, decoder_get_content_type, start_decoder, decode,
                                     end_decoder, free_decoder };
}
