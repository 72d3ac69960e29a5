/* A registered codec that passes bytes on and is loose with what it ought to do, as a test has it. For one suite, hence all
 * static. */
#ifndef LOOSE_CODEC_H
#define LOOSE_CODEC_H

#include "FakeChannel/fake_channel.h"

static struct loose {
    /** Instances that live, and completions that have come. */
    int instances, completions;
    /** With an asynchronous context: calls its sink or source with one of its own, and returns `left_result` at once. */
    bool leaves_call;
    HRESULT left_result;
    /** What GetContentType returns, and whether it gives the content type it was shown as the coding, too, and a long type. */
    HRESULT type_result;
    bool echoes_type, has_no_characters;
    bool calls_sink_in_type, calls_sink_in_free;
    HRESULT sink_result;
    /** A decoder: how many bytes it makes of each, if not 0, and how many more it claims. */
    ULONG expansion, claims;
} loose;

struct loose_instance {
    WS_WRITE_CALLBACK write;
    WS_READ_CALLBACK read;
    void *sink_context;
    BYTE byte;
    WS_BYTES buffer;
    ULONG length, left;
    WS_ASYNC_CONTEXT host;
};

static HRESULT loose_open(WS_WRITE_CALLBACK write, WS_READ_CALLBACK read, void *state, void **place)
{
    struct loose_instance *instance = calloc(1, sizeof *instance);
    assert_non_null(instance);
    *instance = (struct loose_instance){ .write = write, .read = read, .sink_context = state };
    loose.instances++;
    *place = instance;
    return S_OK;
}

static HRESULT CALLBACK loose_create_encoder(void *context, WS_WRITE_CALLBACK write, void *state, void **place, WS_ERROR *error)
{
    (void)context, (void)error;
    return loose_open(write, NULL, state, place);
}

static HRESULT CALLBACK loose_create_decoder(void *context, WS_READ_CALLBACK read, void *state, void **place, WS_ERROR *error)
{
    (void)context, (void)error;
    return loose_open(NULL, read, state, place);
}

static HRESULT loose_call_sink(struct loose_instance *instance, const WS_ASYNC_CONTEXT *context)
{
    instance->buffer = (WS_BYTES){ 1, &instance->byte };
    return instance->write ? instance->write(instance->sink_context, &instance->buffer, 1, context, NULL)
                           : instance->read(instance->sink_context, &instance->byte, 1, &instance->length, context, NULL);
}

static HRESULT loose_type(void *instance, const WS_STRING *type, WS_STRING *new_type)
{
    static WCHAR longer[4000];
    for (size_t i = 0; i < sizeof longer / sizeof *longer; i++)
        longer[i] = u'x';
    if (loose.calls_sink_in_type)
        loose.sink_result = loose_call_sink(instance, NULL);
    *new_type = loose.echoes_type ? (WS_STRING){ 4000, longer } : *type;
    if (loose.has_no_characters)
        *new_type = (WS_STRING){ 5, NULL };
    return loose.type_result;
}

static HRESULT CALLBACK loose_encoder_type(void *instance, const WS_STRING *type, WS_STRING *new_type, WS_STRING *encoding,
                                           WS_ERROR *error)
{
    (void)error;
    *encoding = loose.echoes_type ? *type : (WS_STRING){ 0, NULL };
    return loose_type(instance, type, new_type);
}

static HRESULT CALLBACK loose_decoder_type(void *instance, const WS_STRING *type, const WS_STRING *encoding,
                                           WS_STRING *new_type, WS_ERROR *error)
{
    (void)encoding, (void)error;
    return loose_type(instance, type, new_type);
}

static HRESULT CALLBACK loose_start(void *instance, const WS_ASYNC_CONTEXT *context, WS_ERROR *error)
{
    (void)context, (void)error;
    ((struct loose_instance *)instance)->left = 0;
    return S_OK;
}

static void CALLBACK loose_completed(HRESULT result, WS_CALLBACK_MODEL model, void *state)
{
    struct loose_instance *instance = state;
    WS_ASYNC_CONTEXT host = instance->host;
    loose.completions++;
    if (!loose.leaves_call)
        host.callback(result, model, host.callbackState);
}

static HRESULT CALLBACK loose_encode(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                                     WS_ERROR *error)
{
    struct loose_instance *instance = state;
    WS_ASYNC_CONTEXT own = { loose_completed, instance };
    if (context)
        instance->host = *context;
    HRESULT result = instance->write(instance->sink_context, buffers, count, context ? &own : NULL, error);
    return result == WS_S_ASYNC && loose.leaves_call ? loose.left_result : result;
}

/** Makes `expansion` bytes of each. */
static HRESULT loose_expand(struct loose_instance *instance, void *bytes, ULONG size, ULONG *length, WS_ERROR *error)
{
    if (instance->left == 0) {
        HRESULT result = instance->read(instance->sink_context, &instance->byte, 1, &instance->length, NULL, error);
        if (result != S_OK)
            return result;
        instance->left = instance->length * loose.expansion;
    }
    *length = size < instance->left ? size : instance->left;
    memset(bytes, instance->byte, *length);
    instance->left -= *length;
    return S_OK;
}

static HRESULT CALLBACK loose_decode(void *state, void *bytes, ULONG size, ULONG *length, const WS_ASYNC_CONTEXT *context,
                                     WS_ERROR *error)
{
    struct loose_instance *instance = state;
    WS_ASYNC_CONTEXT own = { loose_completed, instance };
    if (loose.expansion)
        return loose_expand(instance, bytes, size, length, error);
    if (context)
        instance->host = *context;
    HRESULT result = instance->read(instance->sink_context, bytes, size, length, context ? &own : NULL, error);
    if (result == S_OK && *length > 0 && loose.claims)
        *length = size + loose.claims;
    return result == WS_S_ASYNC && loose.leaves_call ? loose.left_result : result;
}

static void CALLBACK loose_free(void *instance)
{
    if (loose.calls_sink_in_free)
        loose.sink_result = loose_call_sink(instance, NULL);
    loose.instances--;
    free(instance);
}

/** Registers it as "loose", and checked as "strict". */
static void register_loose(void)
{
    static const WS_CHANNEL_ENCODER encoder = { NULL,         loose_create_encoder, loose_encoder_type, loose_start,
                                                loose_encode, loose_start,          loose_free };
    static const WS_CHANNEL_DECODER decoder = { NULL,         loose_create_decoder, loose_decoder_type, loose_start,
                                                loose_decode, loose_start,          loose_free };
    memset(&loose, 0, sizeof loose);
    assert_result(S_OK, WseRegisterEncoder("loose", &encoder, WSE_ABI_DEFAULT, 0, NULL));
    assert_result(S_OK, WseRegisterDecoder("loose", &decoder, WSE_ABI_DEFAULT, 0, NULL));
    assert_result(S_OK, WseRegisterEncoder("strict", &encoder, WSE_ABI_DEFAULT, WSE_REGISTER_CHECKED, NULL));
    assert_result(S_OK, WseRegisterDecoder("strict", &decoder, WSE_ABI_DEFAULT, WSE_REGISTER_CHECKED, NULL));
}

/** What is left of it, too, if every table and instance is freed. */
static void unregister_loose(void)
{
    assert_result(S_OK, WseUnregister("loose", NULL));
    assert_result(S_OK, WseUnregister("strict", NULL));
    assert_int_equal(0, loose.instances);
}

#endif
