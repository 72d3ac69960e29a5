#include "Plugin/sample_codec.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_TYPE = 256, ROOM = 4096 + 512 };

static const char header_begin[] = "<!--", header_end[] = "-->";
enum { MARK_BEGIN = 4, MARK_END = 3 };

struct type {
    WCHAR characters[LONGEST_TYPE];
    ULONG length;
};

struct sample_encoder {
    struct sample_codec *codec;
    WS_WRITE_CALLBACK write;
    void *write_context;
    struct type type;
    BYTE header[MARK_BEGIN + LONGEST_TYPE + MARK_END];
    WS_BYTES buffer;
    WS_ASYNC_CONTEXT host;
};

struct sample_decoder {
    struct sample_codec *codec;
    WS_READ_CALLBACK read;
    void *read_context;
    struct type type;
    /** What was read in Start, and how much of it has been used. */
    BYTE bytes[ROOM];
    size_t size, position;
    bool is_async, has_header, is_at_end;
    /** Set by the first of the two: the source's return, and its completion. */
    bool has_met;
    pthread_mutex_t mutex;
    HRESULT completed;
    ULONG actual;
    WS_ASYNC_CONTEXT host;
};

static void count(struct sample_codec *codec, int by)
{
    __atomic_add_fetch(&codec->instances, by, __ATOMIC_RELAXED);
}

/** Of the source's return and its completion the second one goes on. */
static bool is_second(struct sample_decoder *decoder)
{
    pthread_mutex_lock(&decoder->mutex);
    bool is_second = decoder->has_met;
    decoder->has_met = true;
    pthread_mutex_unlock(&decoder->mutex);
    return is_second;
}

static HRESULT keep_type(struct type *type, const WS_STRING *string)
{
    if (string->length > LONGEST_TYPE)
        return WS_E_QUOTA_EXCEEDED;
    type->length = string->length;
    if (string->length > 0)
        memmove(type->characters, string->chars, string->length * sizeof *string->chars);
    return S_OK;
}

static void keep_ascii(struct type *type, const char *text, size_t length)
{
    for (type->length = 0; type->length < length; type->length++)
        type->characters[type->length] = (WCHAR)text[type->length];
}

/* ---- The encoder ---- */

static HRESULT CALLBACK create_encoder(void *context, WS_WRITE_CALLBACK write, void *write_context, void **instance,
                                       WS_ERROR *error)
{
    struct sample_encoder *encoder = calloc(1, sizeof *encoder);
    (void)error;
    if (!encoder)
        return E_OUTOFMEMORY;
    encoder->codec = context;
    encoder->write = write;
    encoder->write_context = write_context;
    count(encoder->codec, 1);
    *instance = encoder;
    return S_OK;
}

static HRESULT CALLBACK encoder_get_content_type(void *instance, const WS_STRING *type, WS_STRING *new_type,
                                                 WS_STRING *encoding, WS_ERROR *error)
{
    struct sample_encoder *encoder = instance;
    const char *own = encoder->codec->type;
    (void)error;
    HRESULT result = keep_type(&encoder->type, type);
    if (FAILED(result))
        return result;
    memcpy(encoder->header, header_begin, MARK_BEGIN);
    for (ULONG i = 0; i < encoder->type.length; i++)
        encoder->header[MARK_BEGIN + i] = (BYTE)encoder->type.characters[i];
    memcpy(encoder->header + MARK_BEGIN + encoder->type.length, header_end, MARK_END);
    encoder->buffer = (WS_BYTES){ MARK_BEGIN + encoder->type.length + MARK_END, encoder->header };
    if (own)
        keep_ascii(&encoder->type, own, strlen(own));
    *new_type = (WS_STRING){ encoder->type.length, encoder->type.characters };
    *encoding = (WS_STRING){ 0, NULL };
    return S_OK;
}

static void CALLBACK written(HRESULT result, WS_CALLBACK_MODEL model, void *state)
{
    struct sample_encoder *encoder = state;
    encoder->host.callback(result, model, encoder->host.callbackState);
}

static HRESULT CALLBACK start_encoder(void *instance, const WS_ASYNC_CONTEXT *context, WS_ERROR *error)
{
    struct sample_encoder *encoder = instance;
    WS_ASYNC_CONTEXT own = { written, encoder };
    if (context)
        encoder->host = *context;
    return encoder->write(encoder->write_context, &encoder->buffer, 1, context ? &own : NULL, error);
}

static HRESULT CALLBACK encode(void *instance, const WS_BYTES *buffers, ULONG buffer_count, const WS_ASYNC_CONTEXT *context,
                               WS_ERROR *error)
{
    struct sample_encoder *encoder = instance;
    return encoder->write(encoder->write_context, buffers, buffer_count, context, error);
}

static HRESULT CALLBACK end_encoder(void *instance, const WS_ASYNC_CONTEXT *context, WS_ERROR *error)
{
    (void)instance, (void)context, (void)error;
    return S_OK;
}

static void CALLBACK free_encoder(void *instance)
{
    struct sample_encoder *encoder = instance;
    count(encoder->codec, -1);
    free(encoder);
}

/* ---- The decoder ---- */

static HRESULT CALLBACK create_decoder(void *context, WS_READ_CALLBACK read, void *read_context, void **instance,
                                       WS_ERROR *error)
{
    struct sample_decoder *decoder = calloc(1, sizeof *decoder);
    (void)error;
    if (!decoder)
        return E_OUTOFMEMORY;
    decoder->codec = context;
    decoder->read = read;
    decoder->read_context = read_context;
    pthread_mutex_init(&decoder->mutex, NULL);
    count(decoder->codec, 1);
    *instance = decoder;
    return S_OK;
}

/** Looks for the header in what there is. S_FALSE: more is needed. */
static HRESULT find_header(struct sample_decoder *decoder)
{
    for (size_t i = 0; i < decoder->size && i < MARK_BEGIN; i++)
        if (decoder->bytes[i] != (BYTE)header_begin[i])
            return WS_E_INVALID_FORMAT;
    for (size_t i = MARK_BEGIN; i + MARK_END <= decoder->size; i++)
        if (memcmp(decoder->bytes + i, header_end, MARK_END) == 0) {
            keep_ascii(&decoder->type, (const char *)decoder->bytes + MARK_BEGIN, i - MARK_BEGIN);
            decoder->position = i + MARK_END;
            decoder->has_header = true;
            return decoder->codec->reads_all && !decoder->is_at_end ? S_FALSE : S_OK;
        }
    return decoder->is_at_end || decoder->size > LONGEST_TYPE + MARK_BEGIN + 512 ? WS_E_INVALID_FORMAT : S_FALSE;
}

static HRESULT take(struct sample_decoder *decoder)
{
    decoder->size += decoder->actual;
    decoder->is_at_end = decoder->actual == 0;
    return find_header(decoder);
}

static HRESULT read_header(struct sample_decoder *decoder);

static void CALLBACK header_read(HRESULT result, WS_CALLBACK_MODEL model, void *state)
{
    struct sample_decoder *decoder = state;
    decoder->completed = result;
    if (!is_second(decoder))
        return; /* the one that called the source goes on */
    if (SUCCEEDED(result))
        result = take(decoder);
    if (result == S_FALSE)
        result = read_header(decoder);
    if (result != WS_S_ASYNC)
        decoder->host.callback(result, model, decoder->host.callbackState);
}

static HRESULT read_header(struct sample_decoder *decoder)
{
    HRESULT result;
    do {
        WS_ASYNC_CONTEXT own = { header_read, decoder };
        size_t room = ROOM - decoder->size;
        if (room == 0)
            return WS_E_QUOTA_EXCEEDED;
        if (room > decoder->codec->read_size)
            room = decoder->codec->read_size;
        decoder->has_met = false;
        result = decoder->read(decoder->read_context, decoder->bytes + decoder->size, (ULONG)room, &decoder->actual,
                               decoder->is_async ? &own : NULL, NULL);
        if (result == WS_S_ASYNC) {
            if (!is_second(decoder))
                return WS_S_ASYNC;
            result = decoder->completed;
        }
        if (SUCCEEDED(result))
            result = take(decoder);
    } while (result == S_FALSE);
    return result;
}

static HRESULT CALLBACK start_decoder(void *instance, const WS_ASYNC_CONTEXT *context, WS_ERROR *error)
{
    struct sample_decoder *decoder = instance;
    (void)error;
    /* The content type of the message before is lost here. */
    memset(&decoder->type, 0, sizeof decoder->type);
    decoder->size = decoder->position = 0;
    decoder->has_header = decoder->is_at_end = false;
    decoder->is_async = context != NULL;
    if (context)
        decoder->host = *context;
    return read_header(decoder);
}

static bool is_own_type(const struct sample_decoder *decoder, const WS_STRING *type)
{
    const char *own = decoder->codec->type;
    if (!own || type->length == 0)
        return true;
    ULONG same = 0;
    while (same < type->length && own[same] && type->chars[same] == (WCHAR)own[same])
        same++;
    return same == type->length && !own[same];
}

static HRESULT CALLBACK decoder_get_content_type(void *instance, const WS_STRING *type, const WS_STRING *encoding,
                                                 WS_STRING *new_type, WS_ERROR *error)
{
    struct sample_decoder *decoder = instance;
    (void)error;
    if (!decoder->has_header || !is_own_type(decoder, type) || (encoding && encoding->length > 0))
        return WS_E_NOT_SUPPORTED;
    *new_type = (WS_STRING){ decoder->type.length, decoder->type.characters };
    return S_OK;
}

static HRESULT CALLBACK decode(void *instance, void *bytes, ULONG size, ULONG *length, const WS_ASYNC_CONTEXT *context,
                               WS_ERROR *error)
{
    struct sample_decoder *decoder = instance;
    size_t left = decoder->size - decoder->position;
    if (left == 0 && !decoder->is_at_end)
        return decoder->read(decoder->read_context, bytes, size, length, context, error);
    if (left > size)
        left = size;
    memcpy(bytes, decoder->bytes + decoder->position, left);
    decoder->position += left;
    *length = (ULONG)left;
    return S_OK;
}

static HRESULT CALLBACK end_decoder(void *instance, const WS_ASYNC_CONTEXT *context, WS_ERROR *error)
{
    (void)instance, (void)context, (void)error;
    return S_OK;
}

static void CALLBACK free_decoder(void *instance)
{
    struct sample_decoder *decoder = instance;
    count(decoder->codec, -1);
    pthread_mutex_destroy(&decoder->mutex);
    free(decoder);
}

void sample_tables(struct sample_codec *codec, WS_CHANNEL_ENCODER *encoder, WS_CHANNEL_DECODER *decoder)
{
    *encoder = (WS_CHANNEL_ENCODER){ codec,       create_encoder, encoder_get_content_type, start_encoder, encode,
                                     end_encoder, free_encoder };
    *decoder = (WS_CHANNEL_DECODER){ codec,       create_decoder, decoder_get_content_type, start_decoder, decode,
                                     end_decoder, free_decoder };
}
