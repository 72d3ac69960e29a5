/* A registered implementation that breaks the rules a test has it break, and a host for it. For one suite, hence all static. */
#ifndef BAD_CODEC_H
#define BAD_CODEC_H

#include <pthread.h>

#include "FakeChannel/fake_channel.h"

/* ---- An implementation that does what a test has it do ---- */

enum step { IN_CREATE, IN_TYPE, IN_START, IN_TRANSFER, IN_END, IN_FREE, NOWHERE };

static struct bad {
    bool is_encoder;
    /** Where it calls its sink or source although it must not. */
    enum step calls_sink_in;
    HRESULT sink_result;
    /** Where it promises to complete. */
    enum step promises_in;
    /** How often it completes what it transfers before it returns `transfer_result`. */
    int completions;
    HRESULT transfer_result;
    bool calls_sink_twice, claims_too_much, is_drained;
    WS_STRING type, encoding;
    /** Calls that have reached it. */
    int entries;
    WS_WRITE_CALLBACK write;
    WS_READ_CALLBACK read;
    void *sink_context;
    WS_ASYNC_CONTEXT outstanding;
} bad;

static HRESULT call_sink(const WS_ASYNC_CONTEXT *context)
{
    static BYTE byte;
    WS_BYTES buffer = { 1, &byte };
    ULONG length = 0;
    return bad.is_encoder ? bad.write(bad.sink_context, &buffer, 1, context, NULL)
                          : bad.read(bad.sink_context, &byte, 1, &length, context, NULL);
}

static HRESULT enter(enum step step)
{
    bad.entries++;
    if (step == bad.calls_sink_in)
        bad.sink_result = call_sink(NULL);
    return step == bad.promises_in ? WS_S_ASYNC : S_OK;
}

static HRESULT CALLBACK bad_create_encoder(void *context, WS_WRITE_CALLBACK write, void *state, void **instance,
                                           WS_ERROR *error)
{
    (void)context, (void)error;
    bad.write = write;
    bad.sink_context = state;
    *instance = &bad;
    return enter(IN_CREATE);
}

static HRESULT CALLBACK bad_create_decoder(void *context, WS_READ_CALLBACK read, void *state, void **instance, WS_ERROR *error)
{
    (void)context, (void)error;
    bad.read = read;
    bad.sink_context = state;
    *instance = &bad;
    return enter(IN_CREATE);
}

static HRESULT CALLBACK bad_encoder_type(void *instance, const WS_STRING *type, WS_STRING *new_type, WS_STRING *encoding,
                                         WS_ERROR *error)
{
    (void)instance, (void)type, (void)error;
    *new_type = bad.type;
    *encoding = bad.encoding;
    return enter(IN_TYPE);
}

static HRESULT CALLBACK bad_decoder_type(void *instance, const WS_STRING *type, const WS_STRING *encoding, WS_STRING *new_type,
                                         WS_ERROR *error)
{
    (void)instance, (void)type, (void)encoding, (void)error;
    *new_type = bad.type;
    return enter(IN_TYPE);
}

static HRESULT CALLBACK bad_start(void *instance, const WS_ASYNC_CONTEXT *context, WS_ERROR *error)
{
    (void)instance, (void)context, (void)error;
    return enter(IN_START);
}

static void *call_sink_elsewhere(void *result)
{
    *(HRESULT *)result = call_sink(NULL);
    return NULL;
}

static HRESULT transfer(const WS_ASYNC_CONTEXT *context)
{
    HRESULT result = enter(IN_TRANSFER);
    if (context)
        bad.outstanding = *context;
    if (bad.calls_sink_twice) {
        /* The first is outstanding, and another thread calls again. */
        HRESULT second = S_OK;
        pthread_t thread;
        WS_ASYNC_CONTEXT own = *context;
        assert_result(WS_S_ASYNC, call_sink(&own));
        assert_int_equal(0, pthread_create(&thread, NULL, call_sink_elsewhere, &second));
        pthread_join(thread, NULL);
        bad.sink_result = second;
        return WS_S_ASYNC;
    }
    for (int i = 0; context && i < bad.completions; i++)
        context->callback(S_OK, WS_SHORT_CALLBACK, context->callbackState);
    return result == S_OK ? bad.transfer_result : result;
}

static HRESULT CALLBACK bad_encode(void *instance, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                                   WS_ERROR *error)
{
    (void)instance, (void)buffers, (void)count, (void)error;
    return transfer(context);
}

static HRESULT CALLBACK bad_decode(void *instance, void *buffer, ULONG size, ULONG *length, const WS_ASYNC_CONTEXT *context,
                                   WS_ERROR *error)
{
    (void)instance, (void)buffer, (void)error;
    *length = bad.claims_too_much ? size + 1 : bad.is_drained ? 0 : 1;
    return transfer(context);
}

static HRESULT CALLBACK bad_end(void *instance, const WS_ASYNC_CONTEXT *context, WS_ERROR *error)
{
    (void)instance, (void)context, (void)error;
    return enter(IN_END);
}

static void CALLBACK bad_free(void *instance)
{
    (void)instance;
    enter(IN_FREE);
}

/* ---- A host ---- */

static WS_ERROR *host_error;
static WS_CHANNEL_ENCODER encoder_table;
static WS_CHANNEL_DECODER decoder_table;
static void *instance;
static HRESULT results[2];
static WS_ASYNC_CONTEXT sink_outstanding;
static int sink_calls;

static HRESULT CALLBACK host_write(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                                   WS_ERROR *error)
{
    (void)state, (void)buffers, (void)count, (void)error;
    sink_calls++;
    if (!context)
        return S_OK;
    sink_outstanding = *context;
    return WS_S_ASYNC;
}

static HRESULT CALLBACK host_read(void *state, void *bytes, ULONG size, ULONG *actual, const WS_ASYNC_CONTEXT *context,
                                  WS_ERROR *error)
{
    (void)bytes, (void)size;
    *actual = 1;
    return host_write(state, NULL, 0, context, error);
}

static void CALLBACK note(HRESULT result, WS_CALLBACK_MODEL model, void *state)
{
    (void)model, (void)state;
    results[0]++;
    results[1] = result;
}

/** Registers the bad one, which keeps the rules until a test says otherwise, and creates a table of it. */
static void open_bad(bool is_encoder)
{
    static WCHAR type[] = u"text/xml", encoding[] = u"bad";
    static const WS_CHANNEL_ENCODER encoder = { NULL,    bad_create_encoder, bad_encoder_type, bad_start, bad_encode, bad_end,
                                                bad_free };
    static const WS_CHANNEL_DECODER decoder = { NULL,    bad_create_decoder, bad_decoder_type, bad_start, bad_decode, bad_end,
                                                bad_free };
    memset(&bad, 0, sizeof bad);
    memset(results, 0, sizeof results);
    sink_calls = 0;
    bad.is_encoder = is_encoder;
    bad.calls_sink_in = bad.promises_in = NOWHERE;
    bad.type = (WS_STRING){ 8, type };
    bad.encoding = (WS_STRING){ 3, encoding };
    host_error = create_error();
    if (is_encoder) {
        assert_result(S_OK, WseRegisterEncoder("bad", &encoder, WSE_ABI_DEFAULT, WSE_REGISTER_CHECKED, NULL));
        encoder_table = create_native_encoder_table("bad");
    } else {
        assert_result(S_OK, WseRegisterDecoder("bad", &decoder, WSE_ABI_DEFAULT, WSE_REGISTER_CHECKED, NULL));
        decoder_table = create_native_decoder_table("bad");
    }
}

static HRESULT call_bad(enum step step, bool is_async)
{
    static const WS_ASYNC_CONTEXT host = { note, NULL };
    static BYTE room[16];
    static WS_STRING out[2];
    static ULONG length;
    const WS_ASYNC_CONTEXT *context = is_async ? &host : NULL;
    WS_BYTES buffer = { 1, room };
    bool is_encoder = bad.is_encoder;
    switch (step) {
    case IN_CREATE:
        instance = NULL;
        return is_encoder
                   ? encoder_table.createEncoderCallback(encoder_table.createContext, host_write, NULL, &instance, host_error)
                   : decoder_table.createDecoderCallback(decoder_table.createContext, host_read, NULL, &instance, host_error);
    case IN_TYPE:
        return is_encoder
                   ? encoder_table.encoderGetContentTypeCallback(instance, &soap_content_type, &out[0], &out[1], host_error)
                   : decoder_table.decoderGetContentTypeCallback(instance, &soap_content_type, NULL, &out[0], host_error);
    case IN_START:
        return (is_encoder ? encoder_table.encoderStartCallback : decoder_table.decoderStartCallback)(instance, context,
                                                                                                      host_error);
    case IN_TRANSFER:
        length = 7;
        return is_encoder ? encoder_table.encoderEncodeCallback(instance, &buffer, 1, context, host_error)
                          : decoder_table.decoderDecodeCallback(instance, room, sizeof room, &length, context, host_error);
    case IN_END:
        return (is_encoder ? encoder_table.encoderEndCallback : decoder_table.decoderEndCallback)(instance, context,
                                                                                                  host_error);
    default: (is_encoder ? encoder_table.freeEncoderCallback : decoder_table.freeDecoderCallback)(instance); return S_OK;
    }
}

/** Creates an instance and takes it to where it transfers. */
static void begin_message(void)
{
    assert_result(S_OK, call_bad(IN_CREATE, false));
    assert_result(S_OK, call_bad(bad.is_encoder ? IN_TYPE : IN_START, false));
    assert_result(S_OK, call_bad(bad.is_encoder ? IN_START : IN_TYPE, false));
}

static void close_bad(void)
{
    call_bad(IN_FREE, false);
    WseFreeChannelEncoder(&encoder_table);
    WseFreeChannelDecoder(&decoder_table);
    assert_result(S_OK, WseUnregister("bad", NULL));
    WsFreeError(host_error);
}

#endif
