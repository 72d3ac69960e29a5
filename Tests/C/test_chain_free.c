/* Chains that are freed while an operation is outstanding, or from inside their sink or source: at every call of it. */
#include "FakeChannel/fake_channel.h"

static const char *const chains[] = {
    "deflate,gzip",   "gzip,xor",       "xor,gzip", "gzip,xor,deflate", "xor,xor", "xor-checked,gzip",
#if defined(__x86_64__)
    "gzip,xor-win64", "xor-win64,zstd",
#endif
};
enum { CHAIN_COUNT = sizeof chains / sizeof *chains };

static const WSE_PROPERTY *small_chunks(void)
{
    static const ULONG chunk = 64;
    static const WSE_PROPERTY property = { WSE_PROPERTY_CHUNK_SIZE, &chunk, sizeof chunk };
    return &property;
}

static void CALLBACK note(HRESULT result, WS_CALLBACK_MODEL model, void *state)
{
    HRESULT *results = state;
    (void)model;
    results[0]++;
    results[1] = result;
}

struct open_end {
    WS_ASYNC_CONTEXT context;
    int calls, hold_at;
    bool holds_all;
    void *instance;
    void(CALLBACK *free_instance)(void *);
    const struct bytes *wire;
    size_t position;
};

/** Holds the k-th call open; before it, every call is done at once. With `free_instance`, frees the instance inside it. */
static HRESULT hold(struct open_end *end, const WS_ASYNC_CONTEXT *context)
{
    if (++end->calls != end->hold_at && !end->holds_all)
        return S_OK;
    if (end->free_instance)
        end->free_instance(end->instance);
    if (!context)
        return S_OK;
    end->context = *context;
    return WS_S_ASYNC;
}

static HRESULT CALLBACK hold_write(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                                   WS_ERROR *error)
{
    (void)buffers, (void)count, (void)error;
    return hold(state, context);
}

static HRESULT CALLBACK hold_read(void *state, void *bytes, ULONG size, ULONG *actual, const WS_ASYNC_CONTEXT *context,
                                  WS_ERROR *error)
{
    struct open_end *end = state;
    size_t left = end->wire->size - end->position, part = left < 50 ? left : 50;
    (void)error;
    part = part < size ? part : size;
    memcpy(bytes, end->wire->data + end->position, part);
    end->position += part;
    *actual = (ULONG)part;
    return hold(end, context);
}

/** Returns whether the message came to its end without a k-th call. */
static bool free_encoder_at(const char *chain, const struct bytes *text, int at, bool is_inside, bool is_async)
{
    WS_CHANNEL_ENCODER table = create_encoder_table(chain, small_chunks(), has_chunks(chain));
    HRESULT results[2] = { 0, 0 };
    WS_ASYNC_CONTEXT host = { note, results };
    struct open_end end = { .hold_at = at, .free_instance = is_inside ? table.freeEncoderCallback : NULL };
    WS_STRING type, encoding;
    WS_BYTES buffer = { (ULONG)text->size, text->data };
    assert_result(S_OK, table.createEncoderCallback(table.createContext, hold_write, &end, &end.instance, NULL));
    assert_result(S_OK, table.encoderGetContentTypeCallback(end.instance, &soap_content_type, &type, &encoding, NULL));
    assert_result(S_OK, table.encoderStartCallback(end.instance, NULL, NULL));
    HRESULT result = table.encoderEncodeCallback(end.instance, &buffer, 1, is_async ? &host : NULL, NULL);
    if (result == S_OK)
        result = table.encoderEndCallback(end.instance, is_async ? &host : NULL, NULL);
    if (result == S_OK)
        table.freeEncoderCallback(end.instance);
    else if (!is_async)
        assert_result(WS_E_OPERATION_ABORTED, result);
    else {
        assert_result(WS_S_ASYNC, result);
        if (!is_inside)
            table.freeEncoderCallback(end.instance);
        assert_int_equal(0, results[0]);
        end.context.callback(S_OK, WS_SHORT_CALLBACK, end.context.callbackState);
        assert_int_equal(1, results[0]);
        assert_result(WS_E_OPERATION_ABORTED, results[1]);
        assert_int_equal(at, end.calls);
    }
    WseFreeChannelEncoder(&table);
    return result == S_OK;
}

static bool free_decoder_at(const char *chain, const struct bytes *wire, int at, bool is_inside, bool is_async)
{
    WS_CHANNEL_DECODER table = create_decoder_table(chain, small_chunks(), has_chunks(chain));
    HRESULT results[2] = { 0, 0 }, result = S_OK;
    WS_ASYNC_CONTEXT host = { note, results };
    struct open_end end = { .hold_at = at, .wire = wire, .free_instance = is_inside ? table.freeDecoderCallback : NULL };
    WS_STRING type;
    BYTE room[64];
    ULONG length = 1;
    assert_result(S_OK, table.createDecoderCallback(table.createContext, hold_read, &end, &end.instance, NULL));
    assert_result(S_OK, table.decoderStartCallback(end.instance, NULL, NULL));
    assert_result(S_OK, table.decoderGetContentTypeCallback(end.instance, &soap_content_type, content_encoding_of(chain), &type,
                                                            NULL));
    while (result == S_OK && length > 0)
        result = table.decoderDecodeCallback(end.instance, room, sizeof room, &length, is_async ? &host : NULL, NULL);
    if (result == S_OK)
        table.freeDecoderCallback(end.instance);
    else if (!is_async)
        assert_result(WS_E_OPERATION_ABORTED, result);
    else {
        assert_result(WS_S_ASYNC, result);
        if (!is_inside)
            table.freeDecoderCallback(end.instance);
        assert_int_equal(0, results[0]);
        end.context.callback(S_OK, WS_SHORT_CALLBACK, end.context.callbackState);
        assert_int_equal(1, results[0]);
        assert_result(WS_E_OPERATION_ABORTED, results[1]);
        assert_int_equal(at, end.calls);
    }
    WseFreeChannelDecoder(&table);
    return result == S_OK;
}

/* [F1]: unregister_xor sees whether every instance of a link was freed, valgrind the rest. */
static void a_chain_may_be_freed_at_every_call_of_its_sink_or_source(void **state)
{
    (void)state;
    struct bytes text = soap_message(1500, test_seed());
    register_xor();
    for (int i = 0; i < CHAIN_COUNT; i++) {
        struct bytes wire = encoded(chains[i], text.data, text.size);
        for (int way = 1; way < 4; way++) {
            int at = 1;
            while (!free_encoder_at(chains[i], &text, at, way & 2, way & 1))
                at++;
            assert_true(at > 1);
            for (at = 1; !free_decoder_at(chains[i], &wire, at, way & 2, way & 1); at++)
                continue;
            assert_true(at > 1);
        }
        bytes_free(&wire);
    }
    unregister_xor();
    bytes_free(&text);
}

/** Completes every call twice, the second time with a failure and while the next one is outstanding. */
static void second_completions(const char *chain)
{
    WS_CHANNEL_ENCODER table = create_encoder_table(chain, small_chunks(), has_chunks(chain));
    HRESULT results[2] = { 0, 0 };
    WS_ASYNC_CONTEXT host = { note, results };
    struct open_end end = { .holds_all = true };
    WS_STRING type, encoding;
    struct bytes text = soap_message(1500, test_seed());
    int again = 0;
    assert_result(S_OK, table.createEncoderCallback(table.createContext, hold_write, &end, &end.instance, NULL));
    assert_result(S_OK, table.encoderGetContentTypeCallback(end.instance, &soap_content_type, &type, &encoding, NULL));
    assert_result(S_OK, table.encoderStartCallback(end.instance, NULL, NULL));
    for (size_t position = 0; position <= text.size; position += 300) {
        size_t left = text.size - position;
        WS_BYTES buffer = { (ULONG)(left < 300 ? left : 300), text.data + position };
        results[0] = 0;
        HRESULT result = table.encoderEncodeCallback(end.instance, &buffer, 1, &host, NULL);
        if (left < 300 && result == S_OK)
            result = table.encoderEndCallback(end.instance, &host, NULL);
        if (result != WS_S_ASYNC) {
            assert_result(S_OK, result);
            continue;
        }
        while (results[0] == 0) {
            WS_ASYNC_CONTEXT last = end.context;
            int calls = end.calls;
            last.callback(S_OK, WS_SHORT_CALLBACK, last.callbackState);
            if (results[0] == 0)
                assert_int_equal(calls + 1, end.calls);
            int after = end.calls;
            last.callback(E_FAIL, WS_SHORT_CALLBACK, last.callbackState);
            assert_int_equal(after, end.calls);
            again++;
        }
        assert_int_equal(1, results[0]);
        assert_result(S_OK, results[1]);
    }
    assert_true(again > 3);
    table.freeEncoderCallback(end.instance);
    WseFreeChannelEncoder(&table);
    bytes_free(&text);
}

/* [E11] for whole chains, and for what mediates between a host and an implementation. */
static void a_second_completion_of_a_call_is_ignored(void **state)
{
    (void)state;
    register_xor();
    for (int i = 0; i < CHAIN_COUNT; i++)
        second_completions(chains[i]);
#if defined(__x86_64__)
    second_completions("xor-win64");
#else
    second_completions("xor-checked");
#endif
    unregister_xor();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_chain_may_be_freed_at_every_call_of_its_sink_or_source),
        cmocka_unit_test(a_second_completion_of_a_call_is_ignored),
    };
    return RUN_SUITE(tests);
}
