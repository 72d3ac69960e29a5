/* Chains of decoders as a whole: their limits, what their links claim, and sources that have ended. */
#include "Plugin/loose_codec.h"

static HRESULT decode_message(const char *chain, const struct bytes *wire, const WSE_PROPERTY *property, ULONGLONG *size,
                              WS_ERROR *error)
{
    WS_CHANNEL_DECODER table;
    WSE_BUFFER *output = NULL;
    WS_BYTES input = { (ULONG)wire->size, wire->data };
    const BYTE *data;
    assert_result(S_OK, WseCreateChannelDecoder(chain, property, property ? 1 : 0, &table, error));
    assert_result(S_OK, WseCreateBuffer(0, &output, NULL));
    HRESULT result = WseDecodeMessage(&table, &soap_content_type, content_encoding_of(chain), &input, 1, output, NULL, error);
    assert_result(S_OK, WseGetBufferBytes(output, &data, size));
    WseFreeBuffer(output);
    WseFreeChannelDecoder(&table);
    return result;
}

/** The same by a channel, in any of its manners. Returns the result and, in `size`, how many bytes came out. */
static HRESULT receive(const char *chain, enum manner manner, size_t read_limit, const struct bytes *wire,
                       const WSE_PROPERTY *property, ULONGLONG *size, WS_ERROR *error)
{
    WS_CHANNEL_DECODER table = create_decoder_table(chain, property, property ? 1 : 0);
    struct bytes output = { 0 };
    struct channel channel;
    void *instance = NULL;
    channel_open(&channel, manner, test_seed());
    channel.read_limit = read_limit;
    assert_result(S_OK, table.createDecoderCallback(table.createContext, channel_read, &channel, &instance, NULL));
    HRESULT result = S_OK;
    for (int i = 0; i < 2; i++) {
        channel_reset(&channel, wire->data, wire->size);
        output.size = 0;
        result = channel_receive(&channel, &table, instance, content_encoding_of(chain), 100, &output, i == 0 ? NULL : error);
    }
    *size = output.size;
    table.freeDecoderCallback(instance);
    channel_close(&channel);
    WseFreeChannelDecoder(&table);
    bytes_free(&output);
    return result;
}

/* [P3] [Q1]: what a registered link makes of little counts, too; exactly as many bytes as are allowed are accepted. */
static void a_chain_as_a_whole_gives_no_more_than_the_maximum_decoded_size(void **state)
{
    (void)state;
    static const BYTE text[50] = { 1, 2, 3 };
    register_loose();
    struct bytes wire = encoded("gzip", text, sizeof text);
    WS_ERROR *error = create_error();
    loose.expansion = 30;
    for (int way = -1; way <= 1; way++) {
        ULONGLONG limit = (ULONGLONG)(1500 + way), size = 0;
        WSE_PROPERTY property = { WSE_PROPERTY_MAX_DECODED_SIZE, &limit, sizeof limit };
        HRESULT expected = way < 0 ? WS_E_QUOTA_EXCEEDED : S_OK;
        assert_result(expected, decode_message("loose,gzip", &wire, &property, &size, error));
        assert_int_equal(way < 0 ? 0 : 1500, size);
        if (way < 0)
            assert_error_contains(error, "loose,gzip decoder: the message decodes to more than WSE_PROPERTY_MAX_DECODED_SIZE "
                                         "allows (limit 1499");
        for (int manner = 0; manner < MANNER_COUNT; manner++) {
            WSE_PROPERTY none = { WSE_PROPERTY_MAX_DECODED_SIZE, &(ULONGLONG){ 0 }, sizeof limit };
            loose.expansion = 0;
            assert_result(S_OK, receive("loose,gzip", manner, 7, &wire, &none, &size, error));
            assert_int_equal(50, size);
            limit = 49 + (way > 0);
            assert_result(way > 0 ? S_OK : WS_E_QUOTA_EXCEEDED,
                          receive("loose,gzip", manner, 7, &wire, &property, &size, error));
            assert_int_equal(limit, size);
            if (way <= 0)
                assert_error_contains(error, "has failed");
        }
        loose.expansion = 30;
    }
    assert_string_equal("", take_error_text(error));
    WsFreeError(error);
    bytes_free(&wire);
    unregister_loose();
}

/* [P4] [Q1]: each link expands less than is allowed, all of them more. */
static void a_chain_as_a_whole_expands_no_more_than_is_allowed(void **state)
{
    (void)state;
    size_t size = 300000;
    BYTE *text = calloc(size, 1);
    assert_non_null(text);
    register_loose();
    struct bytes wire = encoded("gzip,gzip", text, size);
    WS_ERROR *error = create_error();
    ULONG ratio = (ULONG)(size / wire.size);
    assert_true(size % wire.size != 0 && ratio > 1100);
    for (int is_allowed = 0; is_allowed <= 1; is_allowed++) {
        ULONG limit = ratio + (ULONG)is_allowed;
        ULONGLONG given;
        WSE_PROPERTY property = { WSE_PROPERTY_MAX_EXPANSION, &limit, sizeof limit };
        HRESULT result = decode_message("gzip,loose,gzip", &wire, &property, &given, error);
        assert_result(is_allowed ? S_OK : WS_E_QUOTA_EXCEEDED, result);
        assert_int_equal(is_allowed ? size : 0, given);
        char expected[200];
        snprintf(expected, sizeof expected,
                 "gzip,loose,gzip decoder: the message expands more than WSE_PROPERTY_MAX_EXPANSION allows (limit %u",
                 (unsigned)limit);
        if (!is_allowed)
            assert_error_contains(error, expected);
        for (int manner = 0; manner < MANNER_COUNT; manner++) {
            result = receive("gzip,loose,gzip", manner, 100000, &wire, &property, &given, NULL);
            assert_result(is_allowed ? S_OK : WS_E_QUOTA_EXCEEDED, result);
            assert_true(is_allowed ? given == size : given <= (ULONGLONG)limit * wire.size);
        }
    }
    WsFreeError(error);
    bytes_free(&wire);
    free(text);
    unregister_loose();
}

static struct source {
    const struct bytes *wire;
    size_t position;
    int ends;
} source;

static HRESULT CALLBACK read_counting(void *state, void *bytes, ULONG size, ULONG *actual, const WS_ASYNC_CONTEXT *context,
                                      WS_ERROR *error)
{
    size_t left = source.wire->size - source.position, part = left < size ? left : size;
    (void)state, (void)error;
    memcpy(bytes, source.wire->data + source.position, part);
    source.position += part;
    source.ends += part == 0;
    *actual = (ULONG)part;
    if (!context)
        return S_OK;
    context->callback(S_OK, WS_SHORT_CALLBACK, context->callbackState);
    return WS_S_ASYNC;
}

static void CALLBACK ignore(HRESULT result, WS_CALLBACK_MODEL model, void *state)
{
    (void)result, (void)model, (void)state;
    fail_msg("the source completes at once, and so does the decoder");
}

/* [E10]: not by another link's fault, and not because its host asks a drained decoder once more; anew for each message. */
static void a_source_that_has_ended_is_not_called_again(void **state)
{
    (void)state;
    static const char *const chains[] = { "strict",          "loose,gzip",        "gzip,loose",     "loose,loose",
                                          "gzip,loose,gzip", "strict,loose,gzip", "loose,identity", "identity,loose" };
    static const WS_ASYNC_CONTEXT host = { ignore, NULL };
    register_loose();
    for (size_t i = 0; i < sizeof chains / sizeof *chains; i++) {
        struct bytes wire = encoded(chains[i], "some text", 9);
        WS_CHANNEL_DECODER table = create_decoder_table(chains[i], NULL, 0);
        void *instance = NULL;
        WS_STRING type;
        assert_result(S_OK, table.createDecoderCallback(table.createContext, read_counting, NULL, &instance, NULL));
        for (int is_async = 0; is_async <= 1; is_async++) {
            BYTE room[100];
            ULONG length = 1, total = 0;
            source = (struct source){ .wire = &wire };
            assert_result(S_OK, table.decoderStartCallback(instance, NULL, NULL));
            assert_result(S_OK, table.decoderGetContentTypeCallback(instance, &soap_content_type,
                                                                    content_encoding_of(chains[i]), &type, NULL));
            for (int again = 0; again < 3; again += length == 0) {
                assert_result(S_OK,
                              table.decoderDecodeCallback(instance, room, sizeof room, &length, is_async ? &host : NULL, NULL));
                total += length;
            }
            assert_result(S_OK, table.decoderEndCallback(instance, NULL, NULL));
            assert_int_equal(9, total);
            assert_int_equal(1, source.ends);
        }
        table.freeDecoderCallback(instance);
        WseFreeChannelDecoder(&table);
        bytes_free(&wire);
    }
    unregister_loose();
}

/* [Q1]: neither what gives to the host nor what gives to another link. */
static void a_link_that_claims_more_than_it_was_asked_for_is_refused(void **state)
{
    (void)state;
    static const char *const chains[] = { "loose,gzip", "gzip,loose", "loose,loose", "gzip,loose,gzip" };
    register_loose();
    for (size_t i = 0; i < sizeof chains / sizeof *chains; i++) {
        struct bytes wire = encoded(chains[i], "some text", 9);
        WS_ERROR *error = create_error();
        ULONGLONG size;
        for (int manner = -1; manner < MANNER_COUNT; manner++) {
            loose.claims = 1000;
            HRESULT result = manner < 0 ? decode_message(chains[i], &wire, NULL, &size, error)
                                        : receive(chains[i], (enum manner)manner, 100, &wire, NULL, &size, error);
            if (manner == LATER || manner == MIXED) { /* It claims nothing when its own source completes later. */
                WsResetError(error);
                continue;
            }
            assert_result(WS_E_INVALID_OPERATION, result);
            ULONG count = 0;
            WS_STRING text;
            char all[400] = "";
            assert_result(S_OK, WsGetErrorProperty(error, WS_ERROR_PROPERTY_STRING_COUNT, &count, sizeof count));
            for (ULONG each = 0, at = 0; each < count; each++) {
                assert_result(S_OK, WsGetErrorString(error, each, &text));
                for (ULONG unit = 0; unit < text.length && at < sizeof all - 1; unit++)
                    all[at++] = (char)text.chars[unit];
            }
            assert_int_equal(2, count);
            assert_non_null(strstr(all, "a link claims more bytes than it was asked for"));
            assert_non_null(strstr(all, "of the chain, loose, has failed"));
            WsResetError(error);
        }
        loose.claims = 0;
        WsFreeError(error);
        bytes_free(&wire);
    }
    unregister_loose();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_chain_as_a_whole_gives_no_more_than_the_maximum_decoded_size),
        cmocka_unit_test(a_chain_as_a_whole_expands_no_more_than_is_allowed),
        cmocka_unit_test(a_source_that_has_ended_is_not_called_again),
        cmocka_unit_test(a_link_that_claims_more_than_it_was_asked_for_is_refused),
    };
    return RUN_SUITE(tests);
}
