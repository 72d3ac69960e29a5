/* The encoder "linux-slow", an implementation of Linux code: it changes nothing, spoils all registers it may, and completes an
 * asynchronous call later, through the pump. */
#include "linux_side.h"

#include <stdlib.h>

static const WCHAR coding[] = u"linux-slow";

struct slow_encoder {
    WS_WRITE_CALLBACK write;
    void *write_context;
};

static HRESULT create(void *context, WS_WRITE_CALLBACK write, void *write_context, void **instance, WS_ERROR *error)
{
    (void)context, (void)error;
    struct slow_encoder *encoder = malloc(sizeof *encoder);
    if (!encoder)
        return E_OUTOFMEMORY;
    encoder->write = write;
    encoder->write_context = write_context;
    *instance = encoder;
    spoil_registers();
    return S_OK;
}

static HRESULT get_content_type(void *instance, const WS_STRING *type, WS_STRING *new_type, WS_STRING *encoding,
                                WS_ERROR *error)
{
    (void)instance, (void)error;
    *new_type = *type;
    encoding->length = WsCountOf(coding) - 1;
    encoding->chars = (WCHAR *)coding;
    spoil_registers();
    return S_OK;
}

static HRESULT complete(const WS_ASYNC_CONTEXT *asyncContext, HRESULT result)
{
    spoil_registers();
    if (!asyncContext)
        return result;
    complete_later(asyncContext, result);
    return WS_S_ASYNC;
}

static HRESULT start(void *instance, const WS_ASYNC_CONTEXT *asyncContext, WS_ERROR *error)
{
    (void)instance, (void)error;
    return complete(asyncContext, S_OK);
}

static HRESULT encode(void *instance, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *asyncContext,
                      WS_ERROR *error)
{
    struct slow_encoder *encoder = instance;
    return complete(asyncContext, encoder->write(encoder->write_context, buffers, count, NULL, error));
}

static HRESULT end(void *instance, const WS_ASYNC_CONTEXT *asyncContext, WS_ERROR *error)
{
    (void)instance, (void)error;
    return complete(asyncContext, S_OK);
}

static void free_encoder(void *instance)
{
    free(instance);
    spoil_registers();
}

HRESULT BRIDGE_CALL BridgeRegisterLinuxCodec(void)
{
    static const WS_CHANNEL_ENCODER slow = { NULL, create, get_content_type, start, encode, end, free_encoder };
    return WseRegisterEncoder("linux-slow", &slow, WSE_ABI_DEFAULT, 0, NULL);
}
