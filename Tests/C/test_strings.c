/* Whole messages with the bytes and the strings of C. */
#include "Support/support.h"

static const BYTE *bytes_in(const WSE_BUFFER *buffer, ULONGLONG *size)
{
    const BYTE *bytes = NULL;
    assert_result(S_OK, WseGetBufferBytes(buffer, &bytes, size));
    return bytes;
}

static WSE_BUFFER *create_buffer(ULONGLONG most)
{
    WSE_BUFFER *buffer = NULL;
    assert_result(S_OK, WseCreateBuffer(most, &buffer, NULL));
    return buffer;
}

/* ---- Messages ---- */

/* The labels of WseEncodeMessage, which are in UTF-16. */
static void labels_are_those_of(const WS_CHANNEL_ENCODER *encoder, const char *type, const char *encoding)
{
    WSE_BUFFER *output = create_buffer(0);
    WS_STRING soap = WS_STRING_VALUE(u"application/soap+xml; charset=utf-8"), new_type, new_encoding;
    WS_BYTES message = { 8, (BYTE *)"<a>x</a>" };
    assert_result(S_OK, WseEncodeMessage(encoder, &soap, &message, 1, output, &new_type, &new_encoding, NULL));
    /* A package has another boundary each time. */
    if (strncmp(type, "multipart/", 10) != 0)
        assert_true(string_is(&new_type, type));
    /* [O9] */
    assert_int_equal(new_encoding.length == 0, encoding == NULL);
    if (encoding)
        assert_true(string_is(&new_encoding, encoding));
    WseFreeBuffer(output);
}

static void round_trip(const char *codec)
{
    WS_CHANNEL_ENCODER encoder = create_native_encoder_table(codec);
    WS_CHANNEL_DECODER decoder = create_native_decoder_table(codec);
    WSE_BUFFER *wire = create_buffer(0), *back = create_buffer(0);
    ULONGLONG size = 0;
    /* One variable for what goes in and what comes out. */
    const char *type = "application/soap+xml; charset=utf-8", *encoding = "unwritten", *last = "unwritten";
    assert_result(S_OK, WseEncodeBytes(&encoder, type, "<a>x</a>", 8, wire, &type, &encoding, NULL));
    labels_are_those_of(&encoder, type, encoding);
    const BYTE *bytes = bytes_in(wire, &size);
    assert_result(S_OK, WseDecodeBytes(&decoder, type, encoding, bytes, size, back, &last, NULL));
    assert_string_equal("application/soap+xml; charset=utf-8", last);
    bytes = bytes_in(back, &size);
    assert_int_equal(8, size);
    assert_memory_equal("<a>x</a>", bytes, 8);
    WseFreeBuffer(wire);
    WseFreeBuffer(back);
    WseFreeChannelEncoder(&encoder);
    WseFreeChannelDecoder(&decoder);
}

static void messages_round_trip_in_the_strings_of_C(void **state)
{
    (void)state;
    for_every_row(round_trip);
}

static void a_label_that_is_empty_is_NULL_and_one_that_is_NULL_is_empty(void **state)
{
    (void)state;
    WS_CHANNEL_ENCODER encoder = create_native_encoder_table("identity");
    WS_CHANNEL_DECODER decoder = create_native_decoder_table("identity");
    WSE_BUFFER *output = create_buffer(0);
    static const char *const nothings[] = { NULL, "" };
    for (int index = 0; index < 2; index++) {
        const char *type = "unwritten", *encoding = "unwritten";
        assert_result(S_OK, WseEncodeBytes(&encoder, nothings[index], "x", 1, output, &type, &encoding, NULL));
        assert_null(type);
        assert_null(encoding);
        type = "unwritten";
        assert_result(S_OK, WseDecodeBytes(&decoder, nothings[index], nothings[index], "x", 1, output, &type, NULL));
        assert_null(type);
    }
    /* Nobody need ask for them, and an empty message needs no address. */
    assert_result(S_OK, WseEncodeBytes(&encoder, NULL, NULL, 0, output, NULL, NULL, NULL));
    assert_result(S_OK, WseDecodeBytes(&decoder, NULL, NULL, NULL, 0, output, NULL, NULL));
    WseFreeBuffer(output);
    WseFreeChannelEncoder(&encoder);
    WseFreeChannelDecoder(&decoder);
}

/* [O10] */
static void labels_are_in_UTF_8_and_always_well_formed(void **state)
{
    (void)state;
    static const struct {
        const char *given, *received;
    } rows[] = {
        { "text/plain", "text/plain" },
        { "x/\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80", "x/\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80" },
        { "x/\xFFz", "x/\xEF\xBF\xBDz" },
        { "x/\xC3", "x/\xEF\xBF\xBD" },
        { "x/y;\tz=1", "x/y; z=1" },
    };
    WS_CHANNEL_ENCODER encoder = create_native_encoder_table("gzip");
    WSE_BUFFER *output = create_buffer(0);
    for (size_t index = 0; index < sizeof rows / sizeof *rows; index++) {
        const char *type = NULL;
        assert_result(S_OK, WseEncodeBytes(&encoder, rows[index].given, "x", 1, output, &type, NULL, NULL));
        assert_string_equal(rows[index].received, type);
    }
    WseFreeBuffer(output);
    WseFreeChannelEncoder(&encoder);
}

/* Labels that are not well-formed UTF-16. */
static HRESULT odd_type(void *instance, const WS_STRING *type, WS_STRING *new_type, WS_STRING *encoding, WS_ERROR *error)
{
    static WCHAR units[] = { 'x', 0xD83D, '/', 0xDE00, 0, 0xD83D, 0xDE00 };
    HRESULT result = WseEncoderGetContentType(instance, type, new_type, encoding, error);
    *new_type = (WS_STRING){ 7, units };
    *encoding = (WS_STRING){ 2, units };
    return result;
}

static void half_a_surrogate_pair_becomes_a_replacement_character(void **state)
{
    (void)state;
    WS_CHANNEL_ENCODER encoder = create_native_encoder_table("identity");
    WSE_BUFFER *output = create_buffer(0);
    const char *type = NULL, *encoding = NULL;
    encoder.encoderGetContentTypeCallback = odd_type;
    assert_result(S_OK, WseEncodeBytes(&encoder, NULL, "x", 1, output, &type, &encoding, NULL));
    assert_string_equal("x\xEF\xBF\xBD/\xEF\xBF\xBD \xF0\x9F\x98\x80", type);
    assert_string_equal("x\xEF\xBF\xBD", encoding);
    WseFreeBuffer(output);
    WseFreeChannelEncoder(&encoder);
}

/* ---- Strings that a buffer keeps ---- */

static void strings_last_until_the_buffer_is_reset(void **state)
{
    (void)state;
    WS_CHANNEL_ENCODER encoder = create_native_encoder_table("gzip");
    WSE_BUFFER *output = create_buffer(0);
    const char *types[100], *encodings[100];
    char wanted[100][40];
    for (int round = 0; round < 2; round++) {
        for (int index = 0; index < 100; index++) {
            snprintf(wanted[index], sizeof wanted[index], "text/x-%d-%.*s", index, index % 20, "aaaaaaaaaaaaaaaaaaaaaaaa");
            assert_result(S_OK,
                          WseEncodeBytes(&encoder, wanted[index], "x", 1, output, &types[index], &encodings[index], NULL));
        }
        for (int index = 0; index < 100; index++) {
            assert_string_equal(wanted[index], types[index]);
            assert_string_equal("gzip", encodings[index]);
        }
        WseResetBuffer(output);
    }
    WseFreeBuffer(output);
    WseFreeChannelEncoder(&encoder);
}

/* ---- Refusals ---- */

static void a_failure_writes_nothing(void **state)
{
    (void)state;
    WS_CHANNEL_ENCODER encoder = create_native_encoder_table("gzip");
    WS_CHANNEL_DECODER decoder = create_native_decoder_table("gzip");
    WSE_BUFFER *output = create_buffer(10);
    WS_ERROR *error = create_error();
    const char *type = "as it was", *encoding = "as it was";
    ULONGLONG size;
    assert_result(E_INVALIDARG, WseEncodeBytes(&encoder, NULL, NULL, 1, output, &type, &encoding, error));
    assert_error_contains(error, "WseEncodeBytes: bytes is NULL with a size");
    assert_result(E_INVALIDARG, WseEncodeBytes(NULL, NULL, "x", 1, output, &type, &encoding, error));
    assert_result(E_INVALIDARG, WseEncodeBytes(&encoder, NULL, "x", 1, NULL, &type, &encoding, error));
    assert_result(E_INVALIDARG, WseEncodeBytes(&encoder, NULL, "x", UINT64_MAX, output, &type, &encoding, error));
    assert_result(WS_E_QUOTA_EXCEEDED, WseEncodeBytes(&encoder, NULL, "x", 1, output, &type, &encoding, error));
    assert_result(E_INVALIDARG, WseDecodeBytes(&decoder, NULL, "gzip", NULL, 1, output, &type, error));
    assert_error_contains(error, "WseDecodeBytes: bytes is NULL with a size");
    assert_result(E_INVALIDARG, WseDecodeBytes(NULL, NULL, "gzip", "x", 1, output, &type, error));
    assert_result(WS_E_INVALID_FORMAT, WseDecodeBytes(&decoder, NULL, "gzip", "x", 1, output, &type, error));
    assert_result(WS_E_NOT_SUPPORTED, WseDecodeBytes(&decoder, NULL, "br", "x", 1, output, &type, error));
    assert_error_contains(error, "\"br\"");
    assert_string_equal("as it was", type);
    assert_string_equal("as it was", encoding);
    (void)bytes_in(output, &size);
    assert_int_equal(0, size);
    WsFreeError(error);
    WseFreeBuffer(output);
    WseFreeChannelEncoder(&encoder);
    WseFreeChannelDecoder(&decoder);
}

/* ---- A buffer as WS_BYTES ---- */

/* [B6] */
static void a_buffer_is_seen_as_WS_BYTES(void **state)
{
    (void)state;
    WSE_BUFFER *buffer = create_buffer(0);
    WS_BYTES written = { 5, (BYTE *)"hello" }, view = { 7, NULL };
    ULONGLONG size;
    ULONG length;
    BYTE room[2];
    assert_result(S_OK, WseGetBufferView(buffer, &view));
    assert_int_equal(0, view.length);
    assert_result(S_OK, WseBufferWrite(buffer, &written, 1, NULL, NULL));
    assert_result(S_OK, WseBufferRead(buffer, room, 2, &length, NULL, NULL));
    assert_result(S_OK, WseGetBufferView(buffer, &view));
    assert_int_equal(3, view.length);
    assert_ptr_equal(bytes_in(buffer, &size), view.bytes);
    assert_memory_equal("llo", view.bytes, 3);
    assert_result(E_INVALIDARG, WseGetBufferView(NULL, &view));
    assert_result(E_INVALIDARG, WseGetBufferView(buffer, NULL));
    WseFreeBuffer(buffer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(messages_round_trip_in_the_strings_of_C),
        cmocka_unit_test(a_label_that_is_empty_is_NULL_and_one_that_is_NULL_is_empty),
        cmocka_unit_test(labels_are_in_UTF_8_and_always_well_formed),
        cmocka_unit_test(half_a_surrogate_pair_becomes_a_replacement_character),
        cmocka_unit_test(strings_last_until_the_buffer_is_reset),
        cmocka_unit_test(a_failure_writes_nothing),
        cmocka_unit_test(a_buffer_is_seen_as_WS_BYTES),
    };
    return cmocka_run_group_tests_name(__FILE__, tests, NULL, NULL);
}
