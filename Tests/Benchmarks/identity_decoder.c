/* The duties of the library's decoder for a synchronous call, as identity.c has them of its encoder. */
#include "identity.h"

#include <stdbool.h>
#include <stdlib.h>

typedef enum phase { idle, started, announced, over, faulted } phase;

typedef struct decoder {
    WS_READ_CALLBACK read;
    void *read_context;
    phase phase;
    bool is_busy;
    bool is_freed;
} decoder;

static HRESULT create(void *create_context, WS_READ_CALLBACK read, void *read_context, void **context, WS_ERROR *error)
{
    (void)create_context, (void)error;
    if (read == NULL || context == NULL)
        return E_INVALIDARG;
    decoder *decoder = calloc(1, sizeof *decoder);
    if (decoder == NULL)
        return E_OUTOFMEMORY;
    decoder->read = read;
    decoder->read_context = read_context;
    *context = decoder;
    return S_OK;
}

static HRESULT start(void *context, const WS_ASYNC_CONTEXT *async_context, WS_ERROR *error)
{
    (void)async_context, (void)error;
    decoder *decoder = context;
    if (decoder == NULL)
        return E_INVALIDARG;
    if (decoder->is_busy)
        return WS_E_INVALID_OPERATION;
    decoder->phase = started;
    return S_OK;
}

static HRESULT get_content_type(void *context, const WS_STRING *type, const WS_STRING *encoding, WS_STRING *new_type,
                                WS_ERROR *error)
{
    (void)error;
    decoder *decoder = context;
    if (decoder == NULL || type == NULL || new_type == NULL)
        return E_INVALIDARG;
    if (decoder->is_busy || decoder->phase != started)
        return WS_E_INVALID_OPERATION;
    if (encoding != NULL && encoding->length > 0)
        return WS_E_NOT_SUPPORTED;
    *new_type = *type;
    decoder->phase = announced;
    return S_OK;
}

static HRESULT decode(void *context, void *buffer, ULONG room, ULONG *length, const WS_ASYNC_CONTEXT *async_context,
                      WS_ERROR *error)
{
    decoder *decoder = context;
    if (decoder == NULL || length == NULL || (buffer == NULL && room > 0))
        return E_INVALIDARG;
    if (decoder->is_busy || (decoder->phase != announced && decoder->phase != over))
        return decoder->phase == faulted ? WS_E_OBJECT_FAULTED : WS_E_INVALID_OPERATION;
    if (async_context != NULL)
        return async_context->callback == NULL ? E_INVALIDARG : E_NOTIMPL;
    *length = 0;
    if (decoder->phase == over || room == 0)
        return S_OK;
    ULONG size = 0;
    decoder->is_busy = true;
    HRESULT result = decoder->read(decoder->read_context, buffer, room, &size, NULL, error);
    if (result == WS_S_ASYNC || (SUCCEEDED(result) && size > room))
        result = WS_E_INVALID_OPERATION;
    if (FAILED(result))
        decoder->phase = faulted;
    else if (size == 0)
        decoder->phase = over;
    decoder->is_busy = false;
    if (decoder->is_freed)
        free(decoder);
    if (FAILED(result))
        return result;
    *length = size;
    return S_OK;
}

static HRESULT end(void *context, const WS_ASYNC_CONTEXT *async_context, WS_ERROR *error)
{
    (void)async_context, (void)error;
    decoder *decoder = context;
    if (decoder == NULL)
        return E_INVALIDARG;
    if (decoder->is_busy || decoder->phase != over)
        return decoder->phase == faulted ? WS_E_OBJECT_FAULTED : WS_E_INVALID_OPERATION;
    decoder->phase = idle;
    return S_OK;
}

static void free_decoder(void *context)
{
    decoder *decoder = context;
    if (decoder != NULL && decoder->is_busy)
        decoder->is_freed = true;
    else
        free(decoder);
}

void make_identity_decoder_table(WS_CHANNEL_DECODER *table)
{
    *table = (WS_CHANNEL_DECODER){ .createDecoderCallback = create,
                                   .decoderStartCallback = start,
                                   .decoderGetContentTypeCallback = get_content_type,
                                   .decoderDecodeCallback = decode,
                                   .decoderEndCallback = end,
                                   .freeDecoderCallback = free_decoder };
}
