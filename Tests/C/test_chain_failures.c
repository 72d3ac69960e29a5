/* Chains when something goes wrong: sinks, sources and links that fail at any call, and what the error strings say of it. */
#include "FakeChannel/fake_channel.h"
#include "Plugin/xor_codec.h"

static const char *const chains[] = {
    "deflate,gzip",   "gzip,xor",       "xor,gzip", "gzip,xor,deflate", "xor,xor", "xor-checked,gzip",
#if defined(__x86_64__)
    "gzip,xor-win64", "xor-win64,zstd",
#endif
};
enum { CHAIN_COUNT = sizeof chains / sizeof *chains };

static ULONG string_count(WS_ERROR *error)
{
    ULONG count = 77;
    assert_result(S_OK, WsGetErrorProperty(error, WS_ERROR_PROPERTY_STRING_COUNT, &count, sizeof count));
    return count;
}

static const WSE_PROPERTY *small_chunks(void)
{
    static const ULONG chunk = 64;
    static const WSE_PROPERTY property = { WSE_PROPERTY_CHUNK_SIZE, &chunk, sizeof chunk };
    return &property;
}

/* ---- The host's own failures ---- */

/** The failure of the sink at its k-th call, for every k, comes out unchanged and without a string of the library's. */
static void sink_failures(const char *chain, enum manner manner)
{
    WS_CHANNEL_ENCODER table = create_encoder_table(chain, small_chunks(), has_chunks(chain));
    struct bytes text = soap_message(1500, test_seed());
    WS_ERROR *error = create_error();
    struct channel channel;
    void *instance = NULL;
    channel_open(&channel, manner, test_seed());
    channel.failure = WS_E_ENDPOINT_DISCONNECTED;
    assert_result(S_OK, table.createEncoderCallback(table.createContext, channel_write, &channel, &instance, NULL));
    for (unsigned long at = 1;; at++) {
        struct delivery delivery = { .part = 300, .per_call = 1 };
        channel_reset(&channel, NULL, 0);
        channel.fail_at = at;
        HRESULT result = channel_send(&channel, &table, instance, text.data, text.size, delivery, error);
        assert_int_equal(0, string_count(error));
        if (result == S_OK) {
            assert_true(at > 3 && channel.calls == at - 1);
            break;
        }
        assert_result(WS_E_ENDPOINT_DISCONNECTED, result);
        assert_int_equal(at, channel.calls);
        assert_result(WS_E_OBJECT_FAULTED, table.encoderEndCallback(instance, NULL, NULL));
    }
    table.freeEncoderCallback(instance);
    channel_close(&channel);
    WseFreeChannelEncoder(&table);
    bytes_free(&text);
    WsFreeError(error);
}

static void source_failures(const char *chain, enum manner manner)
{
    struct bytes text = soap_message(1500, test_seed());
    struct bytes wire = encoded(chain, text.data, text.size);
    WS_CHANNEL_DECODER table = create_decoder_table(chain, small_chunks(), has_chunks(chain));
    WS_ERROR *error = create_error();
    struct channel channel;
    void *instance = NULL;
    channel_open(&channel, manner, test_seed());
    channel.failure = WS_E_ENDPOINT_DISCONNECTED;
    channel.read_limit = 60;
    assert_result(S_OK, table.createDecoderCallback(table.createContext, channel_read, &channel, &instance, NULL));
    for (unsigned long at = 1;; at++) {
        struct bytes output = { 0 };
        channel_reset(&channel, wire.data, wire.size);
        channel.fail_at = at;
        HRESULT result = channel_receive(&channel, &table, instance, content_encoding_of(chain), 50, &output, error);
        assert_int_equal(0, string_count(error));
        if (result == S_OK) {
            assert_true(at > 3 && channel.calls == at - 1);
            assert_bytes_equal(&output, text.data, text.size);
            bytes_free(&output);
            break;
        }
        assert_result(WS_E_ENDPOINT_DISCONNECTED, result);
        assert_int_equal(at, channel.calls);
        bytes_free(&output);
    }
    table.freeDecoderCallback(instance);
    channel_close(&channel);
    WseFreeChannelDecoder(&table);
    bytes_free(&wire);
    bytes_free(&text);
    WsFreeError(error);
}

/* [E13] [K7] */
static void a_host_failing_at_any_call_gets_its_own_failure_back(void **state)
{
    (void)state;
    register_xor();
    for (int i = 0; i < CHAIN_COUNT; i++)
        for (int manner = 0; manner < MANNER_COUNT; manner++) {
            sink_failures(chains[i], (enum manner)manner);
            source_failures(chains[i], (enum manner)manner);
        }
    unregister_xor();
}

/* ---- Links that fail ---- */

static struct {
    WS_CHANNEL_ENCODER encoder;
    WS_CHANNEL_DECODER decoder;
    /** Which call of Encode or Decode fails, from 1. */
    int fail_at, calls;
    /** Whether that one completes later, and for what. */
    bool is_later;
    WS_ASYNC_CONTEXT outstanding;
} flawed;

static HRESULT fail_now_or_later(const WS_ASYNC_CONTEXT *context)
{
    if (!context || !flawed.is_later)
        return E_ACCESSDENIED;
    flawed.outstanding = *context;
    return WS_S_ASYNC;
}

static HRESULT CALLBACK flawed_encode(void *instance, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                                      WS_ERROR *error)
{
    if (++flawed.calls == flawed.fail_at)
        return fail_now_or_later(context);
    return flawed.encoder.encoderEncodeCallback(instance, buffers, count, context, error);
}

static HRESULT CALLBACK flawed_decode(void *instance, void *buffer, ULONG size, ULONG *length, const WS_ASYNC_CONTEXT *context,
                                      WS_ERROR *error)
{
    if (++flawed.calls == flawed.fail_at)
        return fail_now_or_later(context);
    return flawed.decoder.decoderDecodeCallback(instance, buffer, size, length, context, error);
}

static void CALLBACK note(HRESULT result, WS_CALLBACK_MODEL model, void *state)
{
    HRESULT *results = state;
    (void)model;
    results[0]++;
    results[1] = result;
}

/** The final result of a call whose link fails later. */
static HRESULT finish(HRESULT result, HRESULT results[2])
{
    if (result == WS_S_ASYNC) {
        assert_int_equal(0, results[0]);
        assert_non_null(flawed.outstanding.callback);
        WS_ASYNC_CONTEXT context = flawed.outstanding;
        flawed.outstanding.callback = NULL;
        context.callback(E_ACCESSDENIED, WS_SHORT_CALLBACK, context.callbackState);
        assert_int_equal(1, results[0]);
        return results[1];
    }
    assert_int_equal(0, results[0]);
    return result;
}

/** Encodes or decodes; gives the first failure. */
static HRESULT run_flawed(const char *chain, const struct bytes *text, const struct bytes *wire, const WS_STRING *encoding,
                          WS_ERROR *error)
{
    HRESULT results[2] = { 0, 0 }, result;
    WS_ASYNC_CONTEXT host = { note, results };
    struct channel channel;
    void *instance = NULL;
    channel_open(&channel, SYNCHRONOUSLY, test_seed());
    if (!wire) {
        WS_CHANNEL_ENCODER table = create_encoder_table(chain, small_chunks(), has_chunks(chain));
        WS_STRING type, coding;
        WS_BYTES buffer = { (ULONG)text->size, text->data };
        assert_result(S_OK, table.createEncoderCallback(table.createContext, channel_write, &channel, &instance, NULL));
        assert_result(S_OK, table.encoderGetContentTypeCallback(instance, &soap_content_type, &type, &coding, NULL));
        assert_result(S_OK, table.encoderStartCallback(instance, NULL, NULL));
        result = finish(table.encoderEncodeCallback(instance, &buffer, 1, &host, error), results);
        if (result == S_OK)
            result = finish(table.encoderEndCallback(instance, &host, error), results);
        if (FAILED(result))
            assert_result(WS_E_OBJECT_FAULTED, table.encoderEndCallback(instance, NULL, NULL));
        table.freeEncoderCallback(instance);
        WseFreeChannelEncoder(&table);
    } else {
        WS_CHANNEL_DECODER table = create_decoder_table(chain, small_chunks(), has_chunks(chain));
        WS_STRING type;
        BYTE room[64];
        ULONG length = 1;
        channel_reset(&channel, wire->data, wire->size);
        assert_result(S_OK, table.createDecoderCallback(table.createContext, channel_read, &channel, &instance, NULL));
        assert_result(S_OK, table.decoderStartCallback(instance, NULL, NULL));
        assert_result(S_OK, table.decoderGetContentTypeCallback(instance, &soap_content_type, encoding, &type, NULL));
        for (result = S_OK; result == S_OK && length > 0;) {
            results[0] = 0;
            result = finish(table.decoderDecodeCallback(instance, room, sizeof room, &length, &host, error), results);
        }
        table.freeDecoderCallback(instance);
        WseFreeChannelDecoder(&table);
    }
    channel_close(&channel);
    return result;
}

static void a_link_failing_at_any_call_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *chain, *text;
    } rows[] = { { "flawed,gzip", "link 1 of the chain, flawed, has failed" },
                 { "gzip,flawed", "link 2 of the chain, flawed, has failed" },
                 { "deflate,gzip,flawed,br", "of the chain, flawed, has failed" },
                 { "xor,flawed", "link 2 of the chain, flawed, has failed" },
                 { "flawed,xor", "link 1 of the chain, flawed, has failed" } };
    struct xor_codec codec = { 3, "x-flawed", 0, 0 };
    struct bytes text = soap_message(1000, test_seed());
    WS_ERROR *error = create_error();
    sysv_xor_tables(&codec, &flawed.encoder, &flawed.decoder);
    WS_CHANNEL_ENCODER encoder = flawed.encoder;
    WS_CHANNEL_DECODER decoder = flawed.decoder;
    encoder.encoderEncodeCallback = flawed_encode;
    decoder.decoderDecodeCallback = flawed_decode;
    register_xor();
    for (int is_checked = 0; is_checked <= 1; is_checked++) {
        assert_result(S_OK, WseRegisterEncoder("flawed", &encoder, WSE_ABI_DEFAULT, (ULONG)is_checked, NULL));
        assert_result(S_OK, WseRegisterDecoder("flawed", &decoder, WSE_ABI_DEFAULT, (ULONG)is_checked, NULL));
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
            flawed.fail_at = 0;
            struct bytes wire = encoded(rows[i].chain, text.data, text.size);
            const WS_STRING *encoding = content_encoding_of(rows[i].chain);
            for (int way = 0; way < 4; way++)
                for (flawed.fail_at = 1;; flawed.fail_at++) {
                    flawed.calls = 0;
                    flawed.is_later = way & 1;
                    HRESULT result = run_flawed(rows[i].chain, &text, way & 2 ? &wire : NULL, encoding, error);
                    if (result == S_OK && flawed.calls < flawed.fail_at)
                        break;
                    assert_result(E_ACCESSDENIED, result);
                    assert_int_equal(1, string_count(error));
                    assert_error_contains(error, rows[i].text);
                }
            bytes_free(&wire);
        }
        assert_result(S_OK, WseUnregister("flawed", NULL));
    }
    unregister_xor();
    assert_int_equal(0, codec.instances);
    bytes_free(&text);
    WsFreeError(error);
}

static void a_link_is_named_also_after_the_sink_has_failed(void **state)
{
    (void)state;
    struct xor_codec codec = { 3, "x-flawed", 0, 0 };
    struct bytes text = soap_message(1000, test_seed());
    WS_BYTES buffer = { (ULONG)text.size, text.data };
    WS_ERROR *error = create_error();
    struct channel channel;
    void *instance = NULL;
    sysv_xor_tables(&codec, &flawed.encoder, &flawed.decoder);
    WS_CHANNEL_ENCODER encoder = flawed.encoder;
    encoder.encoderEncodeCallback = flawed_encode;
    register_xor();
    assert_result(S_OK, WseRegisterEncoder("flawed", &encoder, WSE_ABI_DEFAULT, 0, NULL));
    WS_CHANNEL_ENCODER table = create_encoder_table("flawed,xor", NULL, 0);
    channel_open(&channel, SYNCHRONOUSLY, test_seed());
    assert_result(S_OK, table.createEncoderCallback(table.createContext, channel_write, &channel, &instance, NULL));
    flawed.is_later = false;
    WS_STRING type, coding;
    for (int round = 0; round < 2; round++) {
        flawed.calls = flawed.fail_at = 0;
        channel_reset(&channel, NULL, 0);
        channel.fail_at = 1;
        channel.failure = WS_E_ENDPOINT_DISCONNECTED;
        assert_result(S_OK, table.encoderGetContentTypeCallback(instance, &soap_content_type, &type, &coding, NULL));
        assert_result(S_OK, table.encoderStartCallback(instance, NULL, NULL));
        HRESULT result = table.encoderEncodeCallback(instance, &buffer, 1, NULL, error);
        assert_result(WS_E_ENDPOINT_DISCONNECTED, SUCCEEDED(result) ? table.encoderEndCallback(instance, NULL, error) : result);
        assert_int_equal(0, string_count(error));
        flawed.calls = 0;
        flawed.fail_at = 1;
        channel_reset(&channel, NULL, 0);
        assert_result(S_OK, table.encoderGetContentTypeCallback(instance, &soap_content_type, &type, &coding, NULL));
        assert_result(S_OK, table.encoderStartCallback(instance, NULL, NULL));
        assert_result(E_ACCESSDENIED, table.encoderEncodeCallback(instance, &buffer, 1, NULL, error));
        assert_error_contains(error, "link 1 of the chain, flawed, has failed");
        WsResetError(error);
    }
    table.freeEncoderCallback(instance);
    channel_close(&channel);
    WseFreeChannelEncoder(&table);
    assert_result(S_OK, WseUnregister("flawed", NULL));
    unregister_xor();
    bytes_free(&text);
    WsFreeError(error);
}

static void an_error_of_the_whole_chain_names_all_of_it(void **state)
{
    (void)state;
    static const char *const rows[] = { "gzip", "deflate,gzip", "deflate,gzip,br" };
    WS_ERROR *error = create_error();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char name[64];
        struct channel channel;
        void *instance = NULL;
        WS_CHANNEL_ENCODER table = create_encoder_table(rows[i], NULL, 0);
        channel_open(&channel, SYNCHRONOUSLY, test_seed());
        assert_result(S_OK, table.createEncoderCallback(table.createContext, channel_write, &channel, &instance, NULL));
        assert_result(WS_E_INVALID_OPERATION, table.encoderEndCallback(instance, NULL, error));
        snprintf(name, sizeof name, "%s encoder: ", rows[i]);
        assert_error_contains(error, name);
        WsResetError(error);
        table.freeEncoderCallback(instance);
        channel_close(&channel);
        WseFreeChannelEncoder(&table);
    }
    WsFreeError(error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_host_failing_at_any_call_gets_its_own_failure_back),
        cmocka_unit_test(a_link_failing_at_any_call_is_named),
        cmocka_unit_test(a_link_is_named_also_after_the_sink_has_failed),
        cmocka_unit_test(an_error_of_the_whole_chain_names_all_of_it),
    };
    return RUN_SUITE(tests);
}
