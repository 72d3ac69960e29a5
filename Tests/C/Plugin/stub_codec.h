/* A registered codec that passes bytes on, and breaks a rule of its host's where a test says so. For one suite, hence all
 * static. */
#ifndef STUB_CODEC_H
#define STUB_CODEC_H

#include "FakeChannel/fake_channel.h"

static struct {
    /** The call of the sink or source is left open, with a context of the link's own; and called again meanwhile. */
    bool calls_again;
    HRESULT second_result;
    /** What it completes the host's call with once its own has completed; S_OK: what that was completed with. */
    HRESULT completes_with;
    /** A decoder: how many bytes it gives before it says that the message is over; 0: all. */
    ULONG ends_after;
    /** A decoder: reads once more in End, and what came of that. */
    bool reads_in_end;
    HRESULT end_result;
    ULONG end_length;
    /** Frees the host's instance inside GetContentType. */
    void(CALLBACK *free_host)(void *);
    void *host_instance;
    int instances;
} stub;

struct stub_instance {
    WS_WRITE_CALLBACK write;
    WS_READ_CALLBACK read;
    void *sink_context;
    WS_ASYNC_CONTEXT host;
    ULONG given;
};

/** The newest instance. */
static struct stub_instance *newest;

static HRESULT stub_create(WS_WRITE_CALLBACK write, WS_READ_CALLBACK read, void *context, void **place)
{
    newest = calloc(1, sizeof *newest);
    assert_non_null(newest);
    *newest = (struct stub_instance){ .write = write, .read = read, .sink_context = context };
    stub.instances++;
    *place = newest;
    return S_OK;
}

static HRESULT CALLBACK stub_create_encoder(void *config, WS_WRITE_CALLBACK write, void *context, void **place, WS_ERROR *error)
{
    (void)config, (void)error;
    return stub_create(write, NULL, context, place);
}

static HRESULT CALLBACK stub_create_decoder(void *config, WS_READ_CALLBACK read, void *context, void **place, WS_ERROR *error)
{
    (void)config, (void)error;
    return stub_create(NULL, read, context, place);
}

static HRESULT stub_type(const WS_STRING *type, WS_STRING *new_type)
{
    *new_type = *type;
    if (stub.free_host)
        stub.free_host(stub.host_instance);
    return S_OK;
}

static HRESULT CALLBACK stub_encoder_type(void *state, const WS_STRING *type, WS_STRING *new_type, WS_STRING *encoding,
                                          WS_ERROR *error)
{
    (void)state, (void)error;
    *encoding = (WS_STRING){ 0, NULL };
    return stub_type(type, new_type);
}

static HRESULT CALLBACK stub_decoder_type(void *state, const WS_STRING *type, const WS_STRING *encoding, WS_STRING *new_type,
                                          WS_ERROR *error)
{
    (void)state, (void)encoding, (void)error;
    return stub_type(type, new_type);
}

static HRESULT CALLBACK stub_start(void *state, const WS_ASYNC_CONTEXT *context, WS_ERROR *error)
{
    (void)context, (void)error;
    ((struct stub_instance *)state)->given = 0;
    return S_OK;
}

static void CALLBACK stub_completed(HRESULT result, WS_CALLBACK_MODEL model, void *state)
{
    WS_ASYNC_CONTEXT host = ((struct stub_instance *)state)->host;
    host.callback(stub.completes_with != S_OK ? stub.completes_with : result, model, host.callbackState);
}

static HRESULT CALLBACK stub_encode(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                                    WS_ERROR *error)
{
    struct stub_instance *instance = state;
    WS_ASYNC_CONTEXT own = { stub_completed, instance };
    if (context)
        instance->host = *context;
    HRESULT result = instance->write(instance->sink_context, buffers, count, context ? &own : NULL, error);
    if (stub.calls_again)
        stub.second_result = instance->write(instance->sink_context, buffers, count, context ? &own : NULL, error);
    return result;
}

static HRESULT CALLBACK stub_decode(void *state, void *bytes, ULONG size, ULONG *length, const WS_ASYNC_CONTEXT *context,
                                    WS_ERROR *error)
{
    struct stub_instance *instance = state;
    WS_ASYNC_CONTEXT own = { stub_completed, instance };
    if (stub.ends_after > 0 && instance->given == stub.ends_after) {
        *length = 0;
        return S_OK;
    }
    if (context)
        instance->host = *context;
    if (stub.ends_after > 0 && size > stub.ends_after - instance->given)
        size = stub.ends_after - instance->given;
    HRESULT result = instance->read(instance->sink_context, bytes, size, length, context ? &own : NULL, error);
    if (result == S_OK)
        instance->given += *length;
    return result;
}

static HRESULT CALLBACK stub_end(void *state, const WS_ASYNC_CONTEXT *context, WS_ERROR *error)
{
    struct stub_instance *instance = state;
    BYTE byte;
    (void)context;
    if (stub.reads_in_end && instance->read)
        stub.end_result = instance->read(instance->sink_context, &byte, 1, &stub.end_length, NULL, error);
    return S_OK;
}

static void CALLBACK stub_free(void *state)
{
    stub.instances--;
    free(state);
}

#endif
