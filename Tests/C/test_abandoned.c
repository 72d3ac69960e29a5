/* Registered codecs that end a call while their own call of a sink or source is outstanding, and sinks and sources that
 * complete too early or are called too late: nothing of it touches memory that was freed, which valgrind sees. */
#include "Plugin/loose_codec.h"

static const WSE_PROPERTY *small_chunks(void)
{
    static const ULONG chunk = 64;
    static const WSE_PROPERTY property = { WSE_PROPERTY_CHUNK_SIZE, &chunk, sizeof chunk };
    return &property;
}

/** Bytes that no encoder keeps to itself until the end: they do not compress, and are more than any stages. */
static struct bytes incompressible(void)
{
    struct randomness randomness = randomness_from(test_seed());
    struct bytes bytes = { 0 };
    for (int i = 0; i < 40000; i++) {
        uint64_t number = random_next(&randomness);
        bytes_append(&bytes, &number, sizeof number);
    }
    return bytes;
}

static bool has_built_in(const char *chain)
{
    return strstr(chain, "gzip") != NULL;
}

static struct end {
    WS_ASYNC_CONTEXT outstanding;
    int calls;
    /** Completes inside the call with this, and then returns the other. */
    bool is_early;
    HRESULT early_result, returned;
    /** What to free inside the call. */
    void *instance;
    void(CALLBACK *free_instance)(void *);
    const struct bytes *wire;
    size_t position;
} end;

static HRESULT use_end(const WS_ASYNC_CONTEXT *context)
{
    end.calls++;
    if (end.free_instance && end.instance) {
        void *instance = end.instance;
        end.instance = NULL;
        end.free_instance(instance);
    }
    if (!context)
        return S_OK;
    if (end.is_early) {
        context->callback(end.early_result, WS_SHORT_CALLBACK, context->callbackState);
        return end.returned;
    }
    end.outstanding = *context;
    return WS_S_ASYNC;
}

static HRESULT CALLBACK end_write(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                                  WS_ERROR *error)
{
    (void)state, (void)buffers, (void)count, (void)error;
    return use_end(context);
}

static HRESULT CALLBACK end_read(void *state, void *bytes, ULONG size, ULONG *actual, const WS_ASYNC_CONTEXT *context,
                                 WS_ERROR *error)
{
    size_t left = end.wire->size - end.position, part = left < size ? left : size;
    (void)state, (void)error;
    memcpy(bytes, end.wire->data + end.position, part);
    end.position += part;
    *actual = (ULONG)part;
    return use_end(context);
}

static int host_callbacks;
static HRESULT host_result;

static void CALLBACK note(HRESULT result, WS_CALLBACK_MODEL model, void *state)
{
    (void)model, (void)state;
    host_callbacks++;
    host_result = result;
}

static const WS_ASYNC_CONTEXT host = { note, NULL };

/** Encodes as far as it goes, asynchronously. Returns the last result. */
static HRESULT encode(const WS_CHANNEL_ENCODER *table, void **instance, const struct bytes *text, WS_ERROR *error)
{
    WS_STRING type, encoding;
    WS_BYTES buffer = { (ULONG)text->size, text->data };
    host_callbacks = 0;
    assert_result(S_OK, table->createEncoderCallback(table->createContext, end_write, NULL, instance, error));
    assert_result(S_OK, table->encoderGetContentTypeCallback(*instance, &soap_content_type, &type, &encoding, error));
    assert_result(S_OK, table->encoderStartCallback(*instance, NULL, error));
    HRESULT result = table->encoderEncodeCallback(*instance, &buffer, 1, &host, error);
    return result == S_OK ? table->encoderEndCallback(*instance, &host, error) : result;
}

static HRESULT decode(const WS_CHANNEL_DECODER *table, void **instance, const char *chain, WS_ERROR *error)
{
    static BYTE room[64];
    static ULONG length;
    WS_STRING type;
    HRESULT result = S_OK;
    host_callbacks = 0;
    length = 1;
    assert_result(S_OK, table->createDecoderCallback(table->createContext, end_read, NULL, instance, error));
    assert_result(S_OK, table->decoderStartCallback(*instance, NULL, error));
    assert_result(S_OK, table->decoderGetContentTypeCallback(*instance, &soap_content_type, content_encoding_of(chain), &type,
                                                             error));
    while (result == S_OK && length > 0)
        result = table->decoderDecodeCallback(*instance, room, sizeof room, &length, &host, error);
    return result;
}

/** Completes the call that is outstanding, and those that come of it. */
static void complete_late(void)
{
    assert_non_null(end.outstanding.callback);
    while (end.outstanding.callback) {
        WS_ASYNC_CONTEXT context = end.outstanding;
        end.outstanding = (WS_ASYNC_CONTEXT){ 0 };
        context.callback(S_OK, WS_SHORT_CALLBACK, context.callbackState);
    }
}

static void abandon(const char *chain, const struct bytes *text, HRESULT left_result, bool is_freed_first)
{
    WS_CHANNEL_ENCODER encoder = create_encoder_table(chain, small_chunks(), has_built_in(chain));
    WS_CHANNEL_DECODER decoder = create_decoder_table(chain, small_chunks(), has_built_in(chain));
    struct bytes wire = encoded(chain, text->data, text->size);
    for (int is_encoder = 0; is_encoder <= 1; is_encoder++) {
        WS_ERROR *error = create_error();
        void *instance = NULL;
        end = (struct end){ .wire = &wire };
        loose.leaves_call = true;
        loose.left_result = left_result;
        loose.completions = 0;
        HRESULT result = is_encoder ? encode(&encoder, &instance, text, error) : decode(&decoder, &instance, chain, error);
        if (SUCCEEDED(result))
            fail_msg("%s, encoder %d: 0x%08x", chain, is_encoder, (unsigned)result);
        assert_non_null(end.outstanding.callback);
        if (strcmp(chain, "strict") == 0) {
            assert_result(WS_E_INVALID_OPERATION, result);
            assert_error_contains(error, is_encoder ? "ended its call while a call of its sink was outstanding"
                                                    : "ended its call while a call of its source was outstanding");
        }
        if (!is_freed_first)
            complete_late();
        (is_encoder ? encoder.freeEncoderCallback : decoder.freeDecoderCallback)(instance);
        if (is_freed_first)
            complete_late();
        if (loose.instances != 0)
            fail_msg("%s, encoder %d, freed first %d: %d instances", chain, is_encoder, is_freed_first, loose.instances);
        assert_true(loose.completions > 0);
        assert_int_equal(0, host_callbacks);
        loose.leaves_call = false;
        WsFreeError(error);
    }
    bytes_free(&wire);
    WseFreeChannelEncoder(&encoder);
    WseFreeChannelDecoder(&decoder);
}

/* [X3] [F1]: whether the call completes before the instance is freed or after it. */
static void an_abandoned_call_may_complete_after_the_instance_is_freed(void **state)
{
    (void)state;
    static const char *const chains[] = { "strict",       "loose,gzip",   "gzip,loose",      "loose,loose",
                                          "strict,loose", "loose,strict", "gzip,loose,gzip", "loose,gzip,loose" };
    struct bytes text = incompressible();
    register_loose();
    for (size_t i = 0; i < sizeof chains / sizeof *chains; i++)
        for (int way = 0; way < 2; way++)
            abandon(chains[i], &text, E_ACCESSDENIED, way);
    unregister_loose();
    bytes_free(&text);
}

/* [X3]: success does not excuse it, and what is behind the link is not entered a second time for it. */
static void a_call_left_outstanding_fails_what_comes_next(void **state)
{
    (void)state;
    struct bytes text = incompressible();
    register_loose();
    for (int is_freed_first = 0; is_freed_first <= 1; is_freed_first++) {
        abandon("strict", &text, S_OK, is_freed_first);
        WS_CHANNEL_ENCODER table = create_encoder_table("loose,loose", NULL, 0);
        WS_ERROR *error = create_error();
        void *instance = NULL;
        end = (struct end){ 0 };
        loose.leaves_call = true;
        assert_result(WS_E_INVALID_OPERATION, encode(&table, &instance, &text, error));
        assert_error_contains(error, "link 2 of the chain, loose, has failed");
        assert_int_equal(1, end.calls);
        if (is_freed_first)
            table.freeEncoderCallback(instance);
        complete_late();
        if (!is_freed_first)
            table.freeEncoderCallback(instance);
        loose.leaves_call = false;
        WseFreeChannelEncoder(&table);
        WsFreeError(error);
    }
    unregister_loose();
    bytes_free(&text);
}

/* [E11]: a completion inside the call is its result if the call then promises one, and counts for nothing otherwise. */
static void a_completion_inside_the_call_reaches_the_link_as_the_result(void **state)
{
    (void)state;
    static const char *const chains[] = { "strict", "strict,loose", "loose,loose", "loose,gzip", "gzip,loose", "gzip,strict" };
    static const struct {
        HRESULT early, returned, expected;
    } ways[] = { { S_OK, S_OK, S_OK },
                 { E_FAIL, S_OK, S_OK },
                 { S_OK, E_FAIL, E_FAIL },
                 { S_OK, WS_S_ASYNC, S_OK },
                 { E_ACCESSDENIED, WS_S_ASYNC, E_ACCESSDENIED } };
    struct bytes text = soap_message(1500, test_seed());
    register_loose();
    for (size_t i = 0; i < sizeof chains / sizeof *chains; i++)
        for (size_t way = 0; way < sizeof ways / sizeof *ways; way++) {
            WS_CHANNEL_ENCODER encoder = create_encoder_table(chains[i], NULL, 0);
            WS_CHANNEL_DECODER decoder = create_decoder_table(chains[i], NULL, 0);
            struct bytes wire = encoded(chains[i], text.data, text.size);
            WS_ERROR *error = create_error();
            void *instance = NULL;
            for (int is_encoder = 0; is_encoder <= 1; is_encoder++) {
                end = (struct end){
                    .is_early = true, .early_result = ways[way].early, .returned = ways[way].returned, .wire = &wire
                };
                loose.completions = 0;
                HRESULT result = is_encoder ? encode(&encoder, &instance, &text, error)
                                            : decode(&decoder, &instance, chains[i], error);
                assert_result(ways[way].expected, result);
                assert_int_equal(0, loose.completions);
                assert_int_equal(0, host_callbacks);
                assert_string_equal("", take_error_text(error));
                (is_encoder ? encoder.freeEncoderCallback : decoder.freeDecoderCallback)(instance);
            }
            bytes_free(&wire);
            WseFreeChannelEncoder(&encoder);
            WseFreeChannelDecoder(&decoder);
            WsFreeError(error);
        }
    unregister_loose();
    bytes_free(&text);
}

/* [F1]: once the instance was freed, its host has no sink any more. */
static void a_sink_called_in_free_does_not_reach_the_host(void **state)
{
    (void)state;
    static const char *const chains[] = { "strict", "loose,gzip", "gzip,loose", "loose,loose" };
    struct bytes text = soap_message(1500, test_seed());
    register_loose();
    for (size_t i = 0; i < sizeof chains / sizeof *chains; i++)
        for (int is_inside = 0; is_inside <= 1; is_inside++) {
            WS_CHANNEL_ENCODER table = create_encoder_table(chains[i], NULL, 0);
            WS_STRING type, encoding;
            WS_BYTES buffer = { (ULONG)text.size, text.data };
            end = (struct end){ 0 };
            loose.calls_sink_in_free = true;
            loose.sink_result = S_OK;
            void **place = &end.instance;
            assert_result(S_OK, table.createEncoderCallback(table.createContext, end_write, NULL, place, NULL));
            assert_result(S_OK, table.encoderGetContentTypeCallback(end.instance, &soap_content_type, &type, &encoding, NULL));
            void *instance = end.instance;
            assert_result(S_OK, table.encoderStartCallback(instance, NULL, NULL));
            if (is_inside) {
                end.free_instance = table.freeEncoderCallback;
                HRESULT result = table.encoderEncodeCallback(instance, &buffer, 1, NULL, NULL);
                if (result == S_OK)
                    result = table.encoderEndCallback(instance, NULL, NULL);
                assert_result(WS_E_OPERATION_ABORTED, result);
            } else {
                table.freeEncoderCallback(instance);
            }
            assert_result(WS_E_OPERATION_ABORTED, loose.sink_result);
            assert_int_equal(is_inside, end.calls);
            loose.calls_sink_in_free = false;
            WseFreeChannelEncoder(&table);
        }
    unregister_loose();
    bytes_free(&text);
}

/* [F1] [X2] */
static void an_instance_may_be_freed_inside_its_get_content_type(void **state)
{
    (void)state;
    register_loose();
    WS_CHANNEL_ENCODER table = create_encoder_table("loose,loose", NULL, 0);
    WS_STRING type, encoding;
    WS_ERROR *error = create_error();
    end = (struct end){ .free_instance = table.freeEncoderCallback };
    loose.calls_sink_in_type = true;
    assert_result(S_OK, table.createEncoderCallback(table.createContext, end_write, NULL, &end.instance, error));
    assert_result(WS_E_OPERATION_ABORTED,
                  table.encoderGetContentTypeCallback(end.instance, &soap_content_type, &type, &encoding, error));
    assert_error_contains(error, "freed while the operation was outstanding");
    assert_int_equal(1, end.calls);
    WsFreeError(error);
    WseFreeChannelEncoder(&table);
    loose.calls_sink_in_type = false;
    unregister_loose();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_abandoned_call_may_complete_after_the_instance_is_freed),
        cmocka_unit_test(a_call_left_outstanding_fails_what_comes_next),
        cmocka_unit_test(a_completion_inside_the_call_reaches_the_link_as_the_result),
        cmocka_unit_test(a_sink_called_in_free_does_not_reach_the_host),
        cmocka_unit_test(an_instance_may_be_freed_inside_its_get_content_type),
    };
    return RUN_SUITE(tests);
}
