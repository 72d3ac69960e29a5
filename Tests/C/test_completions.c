/* Completions one by one: calls that the test itself completes, twice, late, or after the instance was freed. */
#include "FakeChannel/fake_channel.h"

/** A sink that keeps the call open until the test completes it. */
struct open_sink {
    WS_ASYNC_CONTEXT context;
    int calls;
};

static HRESULT CALLBACK open_write(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                                   WS_ERROR *error)
{
    struct open_sink *sink = state;
    (void)buffers, (void)count, (void)error;
    sink->context = *context;
    sink->calls++;
    return WS_S_ASYNC;
}

static void note_result(HRESULT result, WS_CALLBACK_MODEL model, void *state)
{
    HRESULT *results = state;
    results[0]++;
    results[1] = result;
    results[2] = (HRESULT)model;
}

static void free_while_pending(const char *codec)
{
    WS_CHANNEL_ENCODER table = create_encoder_table(codec, NULL, 0);
    struct open_sink sink = { .calls = 0 };
    HRESULT results[3] = { 0 };
    WS_ASYNC_CONTEXT host = { note_result, results };
    WS_STRING type, encoding;
    WS_BYTES buffer = { 11, (BYTE *)"<a>text</a>" };
    WS_ERROR *error = create_error();
    void *instance = NULL;
    assert_result(S_OK, table.createEncoderCallback(table.createContext, open_write, &sink, &instance, NULL));
    WseFreeChannelEncoder(&table); /* [T6] */
    assert_result(S_OK, WseEncoderGetContentType(instance, &soap_content_type, &type, &encoding, NULL));
    assert_result(S_OK, WseEncoderStart(instance, NULL, NULL));
    HRESULT result = WseEncoderEncode(instance, &buffer, 1, &host, NULL);
    if (result == S_OK)
        result = WseEncoderEnd(instance, &host, NULL);
    assert_result(WS_S_ASYNC, result);
    /* One call at a time: all others are refused while it lasts. */
    assert_result(WS_E_INVALID_OPERATION, WseEncoderEncode(instance, &buffer, 1, NULL, error));
    assert_error_contains(error, "another call is in progress");
    assert_result(WS_E_INVALID_OPERATION, WseEncoderGetContentType(instance, &soap_content_type, &type, &encoding, NULL));
    assert_result(WS_E_INVALID_OPERATION, WseEncoderEnd(instance, NULL, NULL));
    WseFreeEncoder(instance);
    assert_int_equal(0, results[0]);
    sink.context.callback(S_OK, WS_LONG_CALLBACK, sink.context.callbackState);
    assert_int_equal(1, results[0]);
    assert_result(WS_E_OPERATION_ABORTED, results[1]);
    assert_int_equal(WS_LONG_CALLBACK, results[2]);
    assert_int_equal(1, sink.calls);
    WsFreeError(error);
}

/* [F1] [E9]: the callback has the model of the completion. */
static void an_encoder_freed_while_an_operation_is_pending_ends_it(void **state)
{
    (void)state;
    for_every_codec(free_while_pending);
}

/* [E11]: the completion of one call says nothing of another. */
static void a_second_completion_of_a_call_is_ignored(void **state)
{
    (void)state;
    ULONG chunk = 64;
    WSE_PROPERTY property = { WSE_PROPERTY_CHUNK_SIZE, &chunk, sizeof chunk };
    WS_CHANNEL_ENCODER table = create_encoder_table("gzip", &property, 1);
    struct open_sink sink = { .calls = 0 };
    HRESULT results[3] = { 0 };
    WS_ASYNC_CONTEXT host = { note_result, results };
    WS_STRING type, encoding;
    /* Noise, which gzip keeps until End and then writes in several chunks. */
    BYTE noise[400];
    WS_BYTES buffer = { sizeof noise, noise };
    struct randomness randomness = randomness_from(test_seed());
    for (size_t i = 0; i < sizeof noise; i++)
        noise[i] = (BYTE)random_next(&randomness);
    void *instance = NULL;
    assert_result(S_OK, table.createEncoderCallback(table.createContext, open_write, &sink, &instance, NULL));
    assert_result(S_OK, WseEncoderGetContentType(instance, &soap_content_type, &type, &encoding, NULL));
    assert_result(S_OK, WseEncoderStart(instance, NULL, NULL));
    assert_result(S_OK, WseEncoderEncode(instance, &buffer, 1, NULL, NULL));
    assert_result(WS_S_ASYNC, WseEncoderEnd(instance, &host, NULL));
    while (results[0] == 0) {
        WS_ASYNC_CONTEXT last = sink.context;
        int calls = sink.calls;
        last.callback(S_OK, WS_SHORT_CALLBACK, last.callbackState);
        if (results[0] > 0)
            break;
        assert_int_equal(calls + 1, sink.calls);
        last.callback(E_FAIL, WS_SHORT_CALLBACK, last.callbackState);
        assert_int_equal(calls + 1, sink.calls);
    }
    assert_int_equal(1, results[0]);
    assert_result(S_OK, results[1]);
    assert_true(sink.calls > 3);
    WseFreeEncoder(instance);
    WseFreeChannelEncoder(&table);
}

/** A source whose last call the test completes itself. */
struct open_source {
    const struct bytes *wire;
    size_t position, part;
    WS_ASYNC_CONTEXT context;
    ULONG *size;
    BYTE *bytes;
    int calls;
};

static HRESULT CALLBACK open_read(void *state, void *bytes, ULONG maxSize, ULONG *actualSize, const WS_ASYNC_CONTEXT *context,
                                  WS_ERROR *error)
{
    struct open_source *source = state;
    (void)error, (void)maxSize;
    source->context = *context;
    source->bytes = bytes;
    source->size = actualSize;
    source->calls++;
    return WS_S_ASYNC;
}

static void source_give(struct open_source *source)
{
    size_t size = source->wire->size - source->position;
    size = size < source->part ? size : source->part;
    memcpy(source->bytes, source->wire->data + source->position, size);
    source->position += size;
    *source->size = (ULONG)size;
}

/* The second completion must not be taken for the end of the message. */
static void a_second_completion_of_a_read_does_not_end_the_message(void **state)
{
    (void)state;
    struct bytes wire = encoded("gzip", "first ", 6), second = encoded("gzip", "second", 6);
    struct open_source source = { .wire = &wire, .part = wire.size };
    WS_CHANNEL_DECODER table = create_decoder_table("gzip", NULL, 0);
    HRESULT results[3] = { 0 };
    WS_ASYNC_CONTEXT host = { note_result, results };
    WS_STRING type;
    BYTE room[64];
    ULONG length = 77;
    void *instance = NULL;
    bytes_append(&wire, second.data, second.size);
    assert_result(S_OK, table.createDecoderCallback(table.createContext, open_read, &source, &instance, NULL));
    assert_result(S_OK, WseDecoderStart(instance, NULL, NULL));
    assert_result(S_OK, WseDecoderGetContentType(instance, &soap_content_type, content_encoding_of("gzip"), &type, NULL));
    assert_result(WS_S_ASYNC, WseDecoderDecode(instance, room, sizeof room, &length, &host, NULL));
    WS_ASYNC_CONTEXT first_call = source.context;
    source_give(&source);
    first_call.callback(S_OK, WS_SHORT_CALLBACK, first_call.callbackState);
    assert_int_equal(1, results[0]);
    assert_int_equal(6, length);
    assert_result(WS_S_ASYNC, WseDecoderDecode(instance, room, sizeof room, &length, &host, NULL));
    first_call.callback(S_OK, WS_SHORT_CALLBACK, first_call.callbackState);
    assert_int_equal(1, results[0]);
    source_give(&source);
    source.context.callback(S_OK, WS_SHORT_CALLBACK, source.context.callbackState);
    assert_int_equal(2, results[0]);
    assert_int_equal(6, length);
    assert_memory_equal(room, "second", 6);
    WseFreeDecoder(instance);
    WseFreeChannelDecoder(&table);
    bytes_free(&wire);
    bytes_free(&second);
}

/* Freed before its completion came, a decoder gives nothing. */
static void an_aborted_decode_leaves_the_length_as_it_was(void **state)
{
    (void)state;
    struct bytes wire = encoded("gzip", "text", 4);
    struct open_source source = { .wire = &wire, .part = wire.size };
    WS_CHANNEL_DECODER table = create_decoder_table("gzip", NULL, 0);
    WS_ERROR *error = create_error();
    HRESULT results[3] = { 0 };
    WS_ASYNC_CONTEXT host = { note_result, results };
    WS_STRING type;
    BYTE room[64];
    ULONG length = 77;
    void *instance = NULL;
    assert_result(S_OK, table.createDecoderCallback(table.createContext, open_read, &source, &instance, NULL));
    assert_result(S_OK, WseDecoderStart(instance, NULL, NULL));
    assert_result(S_OK, WseDecoderGetContentType(instance, &soap_content_type, content_encoding_of("gzip"), &type, NULL));
    assert_result(WS_S_ASYNC, WseDecoderDecode(instance, room, sizeof room, &length, &host, error));
    WseFreeDecoder(instance);
    source_give(&source);
    source.context.callback(S_OK, WS_SHORT_CALLBACK, source.context.callbackState);
    assert_int_equal(1, results[0]);
    assert_result(WS_E_OPERATION_ABORTED, results[1]);
    assert_int_equal(77, length);
    assert_int_equal(1, source.calls);
    assert_error_contains(error, "gzip decoder: freed while the operation was outstanding");
    WsFreeError(error);
    WseFreeChannelDecoder(&table);
    bytes_free(&wire);
}

/* [E11]: a completion is an end; one that promises another would leave the host waiting for ever. */
static void a_completion_that_promises_another_one_is_a_failure(void **state)
{
    (void)state;
    struct bytes wire = encoded("gzip", "text", 4);
    struct open_source source = { .wire = &wire, .part = wire.size };
    struct open_sink sink = { .calls = 0 };
    WS_CHANNEL_DECODER decoder = create_decoder_table("gzip", NULL, 0);
    WS_CHANNEL_ENCODER encoder = create_encoder_table("gzip", NULL, 0);
    WS_ERROR *error = create_error();
    HRESULT results[3] = { 0 };
    WS_ASYNC_CONTEXT host = { note_result, results };
    WS_STRING type, encoding;
    BYTE room[64];
    ULONG length = 77;
    void *instance = NULL;
    assert_result(S_OK, decoder.createDecoderCallback(decoder.createContext, open_read, &source, &instance, NULL));
    assert_result(S_OK, WseDecoderStart(instance, NULL, NULL));
    assert_result(S_OK, WseDecoderGetContentType(instance, &soap_content_type, content_encoding_of("gzip"), &type, NULL));
    assert_result(WS_S_ASYNC, WseDecoderDecode(instance, room, sizeof room, &length, &host, error));
    source_give(&source);
    /* One without its state is nobody's. */
    source.context.callback(E_FAIL, WS_SHORT_CALLBACK, NULL);
    assert_int_equal(0, results[0]);
    source.context.callback(WS_S_ASYNC, WS_SHORT_CALLBACK, source.context.callbackState);
    assert_int_equal(1, results[0]);
    assert_result(WS_E_INVALID_OPERATION, results[1]);
    assert_error_contains(error, "completed with it");
    assert_result(WS_E_OBJECT_FAULTED, WseDecoderDecode(instance, room, sizeof room, &length, NULL, NULL));
    assert_int_equal(77, length);
    WseFreeDecoder(instance);
    WseFreeChannelDecoder(&decoder);

    assert_result(S_OK, encoder.createEncoderCallback(encoder.createContext, open_write, &sink, &instance, NULL));
    assert_result(S_OK, WseEncoderGetContentType(instance, &soap_content_type, &type, &encoding, NULL));
    assert_result(S_OK, WseEncoderStart(instance, NULL, NULL));
    assert_result(WS_S_ASYNC, WseEncoderEnd(instance, &host, error));
    sink.context.callback(E_FAIL, WS_SHORT_CALLBACK, NULL);
    assert_int_equal(1, results[0]);
    sink.context.callback(WS_S_ASYNC, WS_SHORT_CALLBACK, sink.context.callbackState);
    assert_int_equal(2, results[0]);
    assert_result(WS_E_INVALID_OPERATION, results[1]);
    assert_error_contains(error, "completed with it");
    assert_result(WS_E_OBJECT_FAULTED, WseEncoderEnd(instance, NULL, NULL));
    WseFreeEncoder(instance);
    WseFreeChannelEncoder(&encoder);
    WsFreeError(error);
    bytes_free(&wire);
}

static HRESULT CALLBACK freeing_write(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                                      WS_ERROR *error)
{
    (void)buffers, (void)count, (void)error;
    WseFreeEncoder(*(void **)state);
    if (!context)
        return S_OK;
    context->callback(S_OK, WS_SHORT_CALLBACK, context->callbackState);
    return WS_S_ASYNC;
}

static void free_inside(const char *codec)
{
    for (int is_async = 0; is_async <= 1; is_async++) {
        WS_CHANNEL_ENCODER table = create_encoder_table(codec, NULL, 0);
        WS_STRING type, encoding;
        WS_BYTES buffer = { 11, (BYTE *)"<a>text</a>" };
        void *instance = NULL;
        assert_result(S_OK, table.createEncoderCallback(table.createContext, freeing_write, &instance, &instance, NULL));
        assert_result(S_OK, WseEncoderGetContentType(instance, &soap_content_type, &type, &encoding, NULL));
        assert_result(S_OK, WseEncoderStart(instance, NULL, NULL));
        struct operation operation;
        operation_begin(&operation);
        const WS_ASYNC_CONTEXT *context = is_async ? &operation.context : NULL;
        /* Some codecs write at once, the others at the end: the sink frees the instance in the first call that writes. */
        HRESULT result = operation_finish(&operation, WseEncoderEncode(instance, &buffer, 1, context, NULL));
        if (result == S_OK) {
            operation_begin(&operation);
            result = operation_finish(&operation, WseEncoderEnd(instance, context, NULL));
        }
        assert_result(WS_E_OPERATION_ABORTED, result);
        WseFreeChannelEncoder(&table);
    }
}

/* [F1]: valgrind sees whether memory is touched after it, or lost. */
static void an_encoder_may_be_freed_from_inside_its_sink(void **state)
{
    (void)state;
    for_every_codec(free_inside);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_encoder_freed_while_an_operation_is_pending_ends_it),
        cmocka_unit_test(a_second_completion_of_a_call_is_ignored),
        cmocka_unit_test(a_second_completion_of_a_read_does_not_end_the_message),
        cmocka_unit_test(an_aborted_decode_leaves_the_length_as_it_was),
        cmocka_unit_test(a_completion_that_promises_another_one_is_a_failure),
        cmocka_unit_test(an_encoder_may_be_freed_from_inside_its_sink),
    };
    return RUN_SUITE(tests);
}
