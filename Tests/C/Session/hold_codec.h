/* A registered codec that holds a message back: its encoder writes all of it in End, and its decoder reads all of it in Start,
 * both of which Microsoft's contract allows. What precedes it in a chain has succeeded by then, or was never asked. With a
 * createContext the encoder takes no notice of what becomes of the bytes, which is wrong. */
#ifndef HOLD_CODEC_H
#define HOLD_CODEC_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "webservices.h"

static const WS_STRING hold_coding = WS_STRING_VALUE(u"hold");

struct hold {
    WS_WRITE_CALLBACK write;
    WS_READ_CALLBACK read;
    void *context;
    BYTE *bytes;
    ULONG size, capacity, position;
    WCHAR type[128];
    ULONG type_length;
    WS_BYTES buffer;
    bool swallows;
};

static HRESULT hold_reserve(struct hold *hold, ULONG more)
{
    if (hold->capacity - hold->size >= more)
        return S_OK;
    ULONG capacity = (hold->size + more) * 2;
    BYTE *bytes = realloc(hold->bytes, capacity);
    if (!bytes)
        return E_OUTOFMEMORY;
    hold->bytes = bytes;
    hold->capacity = capacity;
    return S_OK;
}

static HRESULT hold_create(WS_WRITE_CALLBACK write, WS_READ_CALLBACK read, void *context, void **instance)
{
    struct hold *hold = calloc(1, sizeof *hold);
    if (!hold)
        return E_OUTOFMEMORY;
    hold->write = write;
    hold->read = read;
    hold->context = context;
    *instance = hold;
    return S_OK;
}

static void CALLBACK hold_free(void *instance)
{
    free(((struct hold *)instance)->bytes);
    free(instance);
}

static HRESULT hold_type(struct hold *hold, const WS_STRING *type, WS_STRING *newType)
{
    if (type->length > 128)
        return WS_E_QUOTA_EXCEEDED;
    hold->type_length = type->length;
    if (type->length > 0)
        memcpy(hold->type, type->chars, type->length * sizeof *hold->type);
    *newType = (WS_STRING){ hold->type_length, hold->type };
    return S_OK;
}

static HRESULT CALLBACK hold_create_encoder(void *config, WS_WRITE_CALLBACK write, void *context, void **instance,
                                            WS_ERROR *error)
{
    (void)error;
    HRESULT result = hold_create(write, NULL, context, instance);
    if (SUCCEEDED(result))
        (*(struct hold **)instance)->swallows = config != NULL;
    return result;
}

static HRESULT CALLBACK hold_encoder_type(void *instance, const WS_STRING *type, WS_STRING *newType, WS_STRING *encoding,
                                          WS_ERROR *error)
{
    (void)error;
    *encoding = hold_coding;
    return hold_type(instance, type, newType);
}

static HRESULT CALLBACK hold_start_encoder(void *instance, const WS_ASYNC_CONTEXT *async, WS_ERROR *error)
{
    (void)async, (void)error;
    ((struct hold *)instance)->size = 0;
    return S_OK;
}

static HRESULT CALLBACK hold_encode(void *instance, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *async,
                                    WS_ERROR *error)
{
    struct hold *hold = instance;
    (void)async, (void)error;
    for (ULONG i = 0; i < count; i++) {
        if (FAILED(hold_reserve(hold, buffers[i].length)))
            return E_OUTOFMEMORY;
        if (buffers[i].length > 0)
            memcpy(hold->bytes + hold->size, buffers[i].bytes, buffers[i].length);
        hold->size += buffers[i].length;
    }
    return S_OK;
}

static HRESULT CALLBACK hold_end_encoder(void *instance, const WS_ASYNC_CONTEXT *async, WS_ERROR *error)
{
    struct hold *hold = instance;
    hold->buffer = (WS_BYTES){ hold->size, hold->bytes };
    if (hold->size == 0)
        return S_OK;
    if (!hold->swallows)
        return hold->write(hold->context, &hold->buffer, 1, async, error);
    hold->write(hold->context, &hold->buffer, 1, NULL, error);
    return S_OK;
}

static HRESULT CALLBACK hold_create_decoder(void *config, WS_READ_CALLBACK read, void *context, void **instance,
                                            WS_ERROR *error)
{
    (void)config, (void)error;
    return hold_create(NULL, read, context, instance);
}

static HRESULT CALLBACK hold_start_decoder(void *instance, const WS_ASYNC_CONTEXT *async, WS_ERROR *error)
{
    struct hold *hold = instance;
    (void)async;
    hold->size = hold->position = 0;
    for (ULONG actual = 1; actual > 0; hold->size += actual) {
        HRESULT result = hold_reserve(hold, 32);
        if (SUCCEEDED(result))
            result = hold->read(hold->context, hold->bytes + hold->size, hold->capacity - hold->size, &actual, NULL, error);
        if (FAILED(result))
            return result;
    }
    return S_OK;
}

static HRESULT CALLBACK hold_decoder_type(void *instance, const WS_STRING *type, const WS_STRING *encoding, WS_STRING *newType,
                                          WS_ERROR *error)
{
    (void)error;
    if (!encoding || encoding->length != hold_coding.length
        || memcmp(encoding->chars, hold_coding.chars, hold_coding.length * sizeof *hold_coding.chars) != 0)
        return WS_E_NOT_SUPPORTED;
    return hold_type(instance, type, newType);
}

static HRESULT CALLBACK hold_decode(void *instance, void *buffer, ULONG maxLength, ULONG *length, const WS_ASYNC_CONTEXT *async,
                                    WS_ERROR *error)
{
    struct hold *hold = instance;
    (void)async, (void)error;
    *length = hold->size - hold->position < maxLength ? hold->size - hold->position : maxLength;
    if (*length > 0)
        memcpy(buffer, hold->bytes + hold->position, *length);
    hold->position += *length;
    return S_OK;
}

static HRESULT CALLBACK hold_end_decoder(void *instance, const WS_ASYNC_CONTEXT *async, WS_ERROR *error)
{
    (void)instance, (void)async, (void)error;
    return S_OK;
}

/* "herald" is the same, with a byte that its encoder writes in Start, before anything is encoded. */
static HRESULT CALLBACK herald_start_encoder(void *instance, const WS_ASYNC_CONTEXT *async, WS_ERROR *error)
{
    static BYTE herald = 'H';
    struct hold *hold = instance;
    hold->size = 0;
    hold->buffer = (WS_BYTES){ 1, &herald };
    return hold->write(hold->context, &hold->buffer, 1, async, error);
}

static HRESULT CALLBACK herald_start_decoder(void *instance, const WS_ASYNC_CONTEXT *async, WS_ERROR *error)
{
    struct hold *hold = instance;
    HRESULT result = hold_start_decoder(instance, async, error);
    if (FAILED(result))
        return result;
    hold->position = 1;
    return hold->size > 0 && hold->bytes[0] == 'H' ? S_OK : WS_E_INVALID_FORMAT;
}

static const WS_CHANNEL_ENCODER hold_encoder = { NULL,        hold_create_encoder, hold_encoder_type, hold_start_encoder,
                                                 hold_encode, hold_end_encoder,    hold_free };
static const WS_CHANNEL_DECODER hold_decoder = { NULL,        hold_create_decoder, hold_decoder_type, hold_start_decoder,
                                                 hold_decode, hold_end_decoder,    hold_free };
static const WS_CHANNEL_ENCODER herald_encoder = { NULL,        hold_create_encoder, hold_encoder_type, herald_start_encoder,
                                                   hold_encode, hold_end_encoder,    hold_free };
static const WS_CHANNEL_DECODER herald_decoder = { NULL,        hold_create_decoder, hold_decoder_type, herald_start_decoder,
                                                   hold_decode, hold_end_decoder,    hold_free };

#endif
