/* Limits and properties: exact at the limit, and refused where a codec or direction does not have them. */
#include "FakeChannel/fake_channel.h"

static HRESULT receive(const WS_CHANNEL_DECODER *table, const char *codec, const struct bytes *wire, size_t give, size_t ask,
                       struct bytes *output, WS_ERROR *error)
{
    struct channel channel;
    channel_open(&channel, give % 2 ? MIXED : SYNCHRONOUSLY, test_seed());
    channel.read_limit = give;
    channel_reset(&channel, wire->data, wire->size);
    void *instance = NULL;
    assert_result(S_OK, table->createDecoderCallback(table->createContext, channel_read, &channel, &instance, NULL));
    HRESULT result = channel_receive(&channel, table, instance, content_encoding_of(codec), ask, output, error);
    table->freeDecoderCallback(instance);
    channel_close(&channel);
    return result;
}

static void decoded_size(const char *codec)
{
    struct bytes message = soap_message(5000, test_seed());
    struct bytes wire = encoded(codec, message.data, message.size);
    WS_ERROR *error = create_error();
    static const size_t gives[] = { 1, 7, 64, 100000 }, asks[] = { 1, 64, 4999, 60000 };
    for (int beyond = -1; beyond <= 1; beyond++)
        for (size_t i = 0; i < 4; i++)
            for (size_t j = 0; j < 4; j++) {
                ULONGLONG limit = (ULONGLONG)((long long)message.size + beyond);
                WSE_PROPERTY property = { WSE_PROPERTY_MAX_DECODED_SIZE, &limit, sizeof limit };
                WS_CHANNEL_DECODER table = create_decoder_table(codec, &property, 1);
                struct bytes output = { 0 };
                HRESULT result = receive(&table, codec, &wire, gives[i], asks[j], &output, error);
                assert_result(beyond < 0 ? WS_E_QUOTA_EXCEEDED : S_OK, result);
                assert_true(output.size <= limit);
                if (beyond < 0) {
                    /* The same however the message is cut, into pieces of input or of output. */
                    char expected[64];
                    snprintf(expected, sizeof expected, "(limit %llu, output offset %llu)", (unsigned long long)limit,
                             (unsigned long long)limit);
                    assert_error_contains(error, expected);
                } else {
                    assert_bytes_equal(&output, message.data, message.size);
                }
                bytes_free(&output);
                WseFreeChannelDecoder(&table);
            }
    WsFreeError(error);
    bytes_free(&wire);
    bytes_free(&message);
}

/* [P3] */
static void the_decoded_size_is_limited_exactly(void **state)
{
    (void)state;
    for_every_codec(decoded_size);
}

static void expansion(const char *codec)
{
    ULONG factor = 1;
    WSE_PROPERTY property = { WSE_PROPERTY_MAX_EXPANSION, &factor, sizeof factor };
    WS_CHANNEL_DECODER table;
    /* Base64 is a third longer than the bytes of a part, and no more. */
    if (codec_traits(codec).is_package)
        return;
    if (WseCreateChannelDecoder(codec, &property, 1, &table, NULL) != S_OK) {
        assert_string_equal("identity", codec);
        return;
    }
    WseFreeChannelDecoder(&table);
    WS_ERROR *error = create_error();
    static const size_t gives[] = { 1, 5, 100000 };
    /* A message whose size is an exact multiple of what it is encoded to: of XML, one of many elements. */
    struct bytes message = { 0 }, wire = { 0 };
    for (size_t size = 1000;; size++) {
        bytes_free(&wire);
        message.size = 0;
        if (is_xml_codec(codec)) {
            bytes_append(&message, "<Envelope>", 10);
            for (size_t i = 0; i < size / 16; i++)
                bytes_append(&message, "<MessageID/>", 12);
            for (size_t i = 0; i < size % 16; i++)
                bytes_append(&message, "<!---->", 7);
            bytes_append(&message, "</Envelope>", 11);
        }
        BYTE zero = 0;
        while (!is_text_codec(codec) && message.size < size)
            bytes_append(&message, &zero, 1);
        if (message.size == 0) /* in UTF-16 with a mark, as long as in UTF-8 */
            bytes_append(&message, "\xE2\x82\xAC\xE2\x82\xAC", 6);
        wire = encoded(codec, message.data, message.size);
        if (message.size % wire.size == 0)
            break;
        /* A codec that only adds bytes can exceed no factor. */
        if (wire.size > message.size && !codec_traits(codec).expands && !is_xml_codec(codec)) {
            bytes_free(&message);
            bytes_free(&wire);
            WsFreeError(error);
            return;
        }
    }
    /* 0 sets no limit, so that of a codec that does not compress nothing is below its factor of 1. */
    int last = message.size > wire.size;
    for (size_t i = 0; i < 3; i++)
        for (int below = 0; below <= last; below++) {
            struct bytes output = { 0 };
            factor = (ULONG)(message.size / wire.size) - (ULONG)below;
            table = create_decoder_table(codec, &property, 1);
            assert_result(below ? WS_E_QUOTA_EXCEEDED : S_OK, receive(&table, codec, &wire, gives[i], 300, &output, error));
            assert_true(output.size <= factor * wire.size);
            if (below)
                assert_error_contains(error, "expands more than WSE_PROPERTY_MAX_EXPANSION allows (limit ");
            bytes_free(&output);
            WseFreeChannelDecoder(&table);
        }
    WsFreeError(error);
    bytes_free(&message);
    bytes_free(&wire);
}

/* [P4] */
static void the_expansion_is_limited_exactly(void **state)
{
    (void)state;
    for_every_codec(expansion);
}

static void default_limit(const char *codec)
{
    /* Sessions differ in their strings alone. */
    if (is_session_codec(codec))
        return;
    static const size_t limit = 64 << 20;
    BYTE *zeros = calloc(1, limit + 1);
    bool is_xml = is_xml_codec(codec);
    if (is_text_codec(codec))
        memset(zeros, ' ', limit + 1);
    for (size_t beyond = 0; beyond <= 1; beyond++) {
        if (is_xml) {
            memcpy(zeros, "<a>", 3);
            memcpy(zeros + limit + beyond - 5, " </a>", 5);
        }
        struct bytes wire = encoded(codec, zeros, limit + beyond);
        WS_CHANNEL_DECODER table = create_decoder_table(codec, NULL, 0);
        struct bytes output = { 0 };
        assert_result(beyond ? WS_E_QUOTA_EXCEEDED : S_OK, receive(&table, codec, &wire, 1 << 20, 1 << 16, &output, NULL));
        assert_int_equal(output.size, limit);
        bytes_free(&output);
        WseFreeChannelDecoder(&table);
        bytes_free(&wire);
    }
    free(zeros);
}

static void a_decoder_gives_64_mib_by_default_and_no_more(void **state)
{
    (void)state;
    if (test_is_quick())
        return default_limit("gzip");
    for_every_codec(default_limit);
}

/* [P5] */
static void a_window_beyond_the_limit_is_refused_before_it_is_allocated(void **state)
{
    (void)state;
    struct bytes message = soap_message(3000000, test_seed());
    static const struct {
        const char *codec;
        ULONG window; /* what the encoder's default asks for */
    } rows[] = { { "br", 1 << 18 }, { "zstd", 1 << 21 } };
    WS_ERROR *error = create_error();
    for (size_t i = 0; i < 2; i++) {
        struct bytes wire = encoded(rows[i].codec, message.data, message.size);
        for (int below = 0; below <= 1; below++) {
            ULONG window = rows[i].window - (ULONG)below;
            WSE_PROPERTY property = { WSE_PROPERTY_MAX_WINDOW_SIZE, &window, sizeof window };
            WS_CHANNEL_DECODER table = create_decoder_table(rows[i].codec, &property, 1);
            struct bytes output = { 0 };
            assert_result(below ? WS_E_QUOTA_EXCEEDED : S_OK,
                          receive(&table, rows[i].codec, &wire, 1000, 1 << 16, &output, error));
            if (below) {
                assert_int_equal(0, output.size);
                assert_error_contains(error, "too large a window (limit ");
            }
            bytes_free(&output);
            WseFreeChannelDecoder(&table);
        }
        bytes_free(&wire);
    }
    WsFreeError(error);
    bytes_free(&message);
}

static HRESULT create_with(const char *codec, bool is_encoder, WSE_PROPERTY_ID id, const void *value, ULONG size,
                           WS_ERROR *error)
{
    WSE_PROPERTY property = { id, value, size };
    WS_CHANNEL_ENCODER encoder;
    WS_CHANNEL_DECODER decoder;
    HRESULT result = is_encoder ? WseCreateChannelEncoder(codec, &property, 1, &encoder, error)
                                : WseCreateChannelDecoder(codec, &property, 1, &decoder, error);
    if (SUCCEEDED(result)) {
        if (is_encoder)
            WseFreeChannelEncoder(&encoder);
        else
            WseFreeChannelDecoder(&decoder);
    }
    return result;
}

/* [P1] */
static void compression_levels_are_taken_in_the_range_of_the_codec(void **state)
{
    (void)state;
    static const struct {
        const char *codec;
        LONG lowest, highest;
    } rows[] = { { "gzip", 0, 9 }, { "deflate", 0, 9 }, { "br", 0, 11 }, { "zstd", -131072, 22 } };
    WS_ERROR *error = create_error();
    struct bytes message = soap_message(2000, test_seed());
    for (size_t i = 0; i < 4; i++)
        for (LONG level = rows[i].lowest - 1; level <= rows[i].highest + 1; level++) {
            bool is_valid = level >= rows[i].lowest && level <= rows[i].highest;
            assert_result(is_valid ? S_OK : E_INVALIDARG,
                          create_with(rows[i].codec, true, WSE_PROPERTY_COMPRESSION_LEVEL, &level, sizeof level, error));
            if (!is_valid) {
                assert_error_contains(error, "properties[0]: the compression level is not between ");
            } else if (level > -8 && (!test_is_quick() || level < 4)) {
                WSE_PROPERTY property = { WSE_PROPERTY_COMPRESSION_LEVEL, &level, sizeof level };
                WS_CHANNEL_ENCODER table = create_encoder_table(rows[i].codec, &property, 1);
                WS_CHANNEL_DECODER decoder = create_decoder_table(rows[i].codec, NULL, 0);
                WSE_BUFFER *output = NULL, *back = NULL;
                WS_BYTES buffer = { (ULONG)message.size, message.data };
                WseCreateBuffer(0, &output, NULL);
                WseCreateBuffer(0, &back, NULL);
                assert_result(S_OK, WseEncodeMessage(&table, NULL, &buffer, 1, output, NULL, NULL, error));
                const BYTE *data;
                ULONGLONG size;
                WseGetBufferBytes(output, &data, &size);
                buffer = (WS_BYTES){ (ULONG)size, (BYTE *)data };
                assert_result(S_OK, WseDecodeMessage(&decoder, NULL, content_encoding_of(rows[i].codec), &buffer, 1, back, NULL,
                                                     error));
                WseFreeBuffer(output);
                WseFreeBuffer(back);
                WseFreeChannelEncoder(&table);
                WseFreeChannelDecoder(&decoder);
            }
            if (level == rows[i].lowest && level < -10)
                level = -10;
        }
    bytes_free(&message);
    WsFreeError(error);
}

/* [T4] */
static void properties_that_do_not_fit_are_refused(void **state)
{
    (void)state;
    LONG level = 3;
    ULONG number = 1 << 20, zero = 0, huge = (1u << 30) + 1;
    ULONGLONG size = 10;
    WS_ERROR *error = create_error();
    static const char *const codecs[] = { "gzip", "identity" };
    for (int i = 0; i < 2; i++) {
        const char *codec = codecs[i];
        assert_result(E_INVALIDARG, create_with(codec, false, WSE_PROPERTY_COMPRESSION_LEVEL, &level, sizeof level, error));
        assert_error_contains(error, "no compression level");
        assert_result(E_INVALIDARG, create_with(codec, true, WSE_PROPERTY_MAX_DECODED_SIZE, &size, sizeof size, error));
        assert_error_contains(error, "property of decoders");
        assert_result(E_INVALIDARG, create_with(codec, true, WSE_PROPERTY_MAX_EXPANSION, &number, sizeof number, error));
        assert_result(E_INVALIDARG, create_with(codec, true, WSE_PROPERTY_MAX_WINDOW_SIZE, &number, sizeof number, error));
        assert_result(E_INVALIDARG, create_with(codec, false, WSE_PROPERTY_MAX_WINDOW_SIZE, &number, sizeof number, error));
        WsResetError(error);
        assert_result(E_INVALIDARG, create_with(codec, true, (WSE_PROPERTY_ID)99, &number, sizeof number, error));
        assert_error_contains(error, "no property of this id");
    }
    assert_result(E_INVALIDARG, create_with("identity", true, WSE_PROPERTY_COMPRESSION_LEVEL, &level, sizeof level, error));
    assert_result(E_INVALIDARG, create_with("identity", true, WSE_PROPERTY_CHUNK_SIZE, &number, sizeof number, error));
    WsResetError(error);
    assert_result(E_INVALIDARG, create_with("gzip", true, WSE_PROPERTY_CHUNK_SIZE, &zero, sizeof zero, error));
    assert_error_contains(error, "gzip encoder: properties[0]: the chunk size is not between 1 and 1073741824");
    assert_result(E_INVALIDARG, create_with("gzip", true, WSE_PROPERTY_CHUNK_SIZE, &huge, sizeof huge, error));
    assert_result(E_INVALIDARG, create_with("gzip", true, WSE_PROPERTY_CHUNK_SIZE, &size, sizeof size, error));
    assert_result(E_INVALIDARG, create_with("gzip", true, WSE_PROPERTY_CHUNK_SIZE, NULL, sizeof number, error));
    assert_error_contains(error, "the value is NULL or its size is not that of the property's type");
    assert_result(S_OK, create_with("gzip", true, WSE_PROPERTY_CHUNK_SIZE, &number, sizeof number, error));
    WsFreeError(error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_decoded_size_is_limited_exactly),
        cmocka_unit_test(the_expansion_is_limited_exactly),
        cmocka_unit_test(a_decoder_gives_64_mib_by_default_and_no_more),
        cmocka_unit_test(a_window_beyond_the_limit_is_refused_before_it_is_allocated),
        cmocka_unit_test(compression_levels_are_taken_in_the_range_of_the_codec),
        cmocka_unit_test(properties_that_do_not_fit_are_refused),
    };
    return RUN_SUITE(tests);
}
