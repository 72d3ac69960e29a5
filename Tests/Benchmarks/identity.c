/*
 * Does the duties of the library's encoder for a synchronous call: refuses a NULL context, a second call during the
 * first, the wrong phase, buffers without bytes and contexts without a callback; hands on the caller's own buffers;
 * refuses a promise that it did not ask for; is faulted by a failure; and can be freed from inside the sink.
 * Asynchronous calls and the strings of a WS_ERROR are left out, as no timed call gets there.
 */
#include "identity.h"

#include <stdbool.h>
#include <stdlib.h>

typedef enum phase { idle, announced, started, faulted } phase;

typedef struct encoder {
    WS_WRITE_CALLBACK write;
    void *write_context;
    phase phase;
    bool is_busy;
    bool is_freed;
} encoder;

static HRESULT create(void *create_context, WS_WRITE_CALLBACK write, void *write_context, void **context, WS_ERROR *error)
{
    (void)create_context, (void)error;
    if (write == NULL || context == NULL)
        return E_INVALIDARG;
    encoder *encoder = calloc(1, sizeof *encoder);
    if (encoder == NULL)
        return E_OUTOFMEMORY;
    encoder->write = write;
    encoder->write_context = write_context;
    *context = encoder;
    return S_OK;
}

/* S_OK if a call that belongs to `phase` may be made. */
static HRESULT check(const encoder *encoder, phase phase)
{
    if (encoder->is_busy)
        return WS_E_INVALID_OPERATION;
    if (encoder->phase != phase)
        return encoder->phase == faulted ? WS_E_OBJECT_FAULTED : WS_E_INVALID_OPERATION;
    return S_OK;
}

static HRESULT get_content_type(void *context, const WS_STRING *content_type, WS_STRING *new_type, WS_STRING *encoding,
                                WS_ERROR *error)
{
    (void)error;
    encoder *encoder = context;
    if (encoder == NULL || content_type == NULL || new_type == NULL || encoding == NULL)
        return E_INVALIDARG;
    if (encoder->is_busy)
        return WS_E_INVALID_OPERATION;
    *new_type = *content_type;
    *encoding = (WS_STRING){ 0, NULL };
    encoder->phase = announced;
    return S_OK;
}

static HRESULT start(void *context, const WS_ASYNC_CONTEXT *async_context, WS_ERROR *error)
{
    (void)async_context, (void)error;
    encoder *encoder = context;
    if (encoder == NULL)
        return E_INVALIDARG;
    HRESULT result = check(encoder, announced);
    if (result == S_OK)
        encoder->phase = started;
    return result;
}

static HRESULT encode(void *context, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *async_context,
                      WS_ERROR *error)
{
    encoder *encoder = context;
    if (encoder == NULL)
        return E_INVALIDARG;
    HRESULT result = check(encoder, started);
    if (result != S_OK)
        return result;
    if (buffers == NULL && count > 0)
        return E_INVALIDARG;
    ULONGLONG size = 0;
    for (ULONG index = 0; index < count; index++) {
        if (buffers[index].bytes == NULL && buffers[index].length > 0)
            return E_INVALIDARG;
        size += buffers[index].length;
    }
    if (async_context != NULL)
        return async_context->callback == NULL ? E_INVALIDARG : E_NOTIMPL;
    if (size == 0)
        return S_OK;
    encoder->is_busy = true;
    result = encoder->write(encoder->write_context, buffers, count, NULL, error);
    if (result == WS_S_ASYNC)
        result = WS_E_INVALID_OPERATION;
    if (FAILED(result))
        encoder->phase = faulted;
    encoder->is_busy = false;
    if (encoder->is_freed)
        free(encoder);
    return FAILED(result) ? result : S_OK;
}

static HRESULT end(void *context, const WS_ASYNC_CONTEXT *async_context, WS_ERROR *error)
{
    (void)async_context, (void)error;
    encoder *encoder = context;
    if (encoder == NULL)
        return E_INVALIDARG;
    HRESULT result = check(encoder, started);
    if (result == S_OK)
        encoder->phase = idle;
    return result;
}

static void free_encoder(void *context)
{
    encoder *encoder = context;
    if (encoder != NULL && encoder->is_busy)
        encoder->is_freed = true;
    else
        free(encoder);
}

void make_identity_table(WS_CHANNEL_ENCODER *table)
{
    *table = (WS_CHANNEL_ENCODER){ NULL, create, get_content_type, start, encode, end, free_encoder };
}

HRESULT null_sink(void *context, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *async_context, WS_ERROR *error)
{
    (void)context, (void)buffers, (void)count, (void)async_context, (void)error;
    return S_OK;
}
