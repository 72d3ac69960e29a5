/* What no caller may pass is refused with E_INVALIDARG, a reason, and nothing changed. */
#include "FakeChannel/fake_channel.h"

#define REFUSED(call) \
    do { \
        assert_result(E_INVALIDARG, call); \
        assert_string_not_equal("", take_error_text(error)); \
    } while (0)

/* [T3] [T5] [T1] [L1] */
static void tables_need_a_known_codec_and_a_place(void **state)
{
    (void)state;
    WS_ERROR *error = create_error();
    WS_CHANNEL_ENCODER encoder, untouched;
    WS_CHANNEL_DECODER decoder;
    memset(&encoder, 0x5a, sizeof encoder);
    untouched = encoder;
    REFUSED(WseCreateChannelEncoder(NULL, NULL, 0, &encoder, error));
    REFUSED(WseCreateChannelEncoder("gzip", NULL, 1, &encoder, error));
    REFUSED(WseCreateChannelEncoder("gzip", NULL, 0, NULL, error));
    REFUSED(WseCreateChannelDecoder(NULL, NULL, 0, &decoder, error));
    REFUSED(WseCreateChannelDecoder("gzip", NULL, 1, &decoder, error));
    REFUSED(WseCreateChannelDecoder("gzip", NULL, 0, NULL, error));
    static const char *const unknown[] = {
        "", "gzi", "gzipp", "gzip,", "lzma", "a name that is longer than any codec's name could ever be, by far, really"
    };
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        assert_result(WS_E_NOT_SUPPORTED, WseCreateChannelEncoder(unknown[i], NULL, 0, &encoder, error));
        assert_error_contains(error, "there is no codec named \"");
    }
    assert_result(WS_E_NOT_SUPPORTED, WseCreateChannelDecoder("\x1b[31m\xc3\xa9", NULL, 0, &decoder, error));
    assert_error_contains(error, "\"?[31m??\"");
    /* [C1] */
    assert_memory_equal(&encoder, &untouched, sizeof encoder);
    static const char *const aliases[] = { "GZIP", "x-gzip", "X-GZip" };
    for (size_t i = 0; i < 3; i++) {
        assert_result(S_OK, WseCreateChannelEncoder(aliases[i], NULL, 0, &encoder, NULL));
        WseFreeChannelEncoder(&encoder);
    }
    static const WS_CHANNEL_ENCODER empty;
    assert_memory_equal(&encoder, &empty, sizeof empty);
    WseFreeChannelEncoder(&encoder);
    WseFreeChannelEncoder(NULL);
    WseFreeChannelDecoder(NULL);
    assert_null(WseGetCodecName(WseGetCodecCount()));
    assert_null(WseGetCodecName(0xffffffff));
    assert_string_equal("identity", WseGetCodecName(0));
    WsFreeError(error);
}

static void encoder_arguments(const char *codec)
{
    WS_ERROR *error = create_error();
    WS_CHANNEL_ENCODER table = create_encoder_table(codec, NULL, 0);
    struct channel channel;
    channel_open(&channel, SYNCHRONOUSLY, test_seed());
    void *instance = &channel;
    REFUSED(WseCreateEncoder(NULL, channel_write, &channel, &instance, error));
    REFUSED(WseCreateEncoder(table.createContext, NULL, &channel, &instance, error));
    REFUSED(WseCreateEncoder(table.createContext, channel_write, &channel, NULL, error));
    assert_ptr_equal(instance, &channel);
    WS_CHANNEL_DECODER decoder = create_decoder_table(codec, NULL, 0);
    REFUSED(WseCreateEncoder(decoder.createContext, channel_write, &channel, &instance, error));
    REFUSED(WseCreateDecoder(table.createContext, channel_read, &channel, &instance, error));
    WseFreeChannelDecoder(&decoder);

    assert_result(S_OK, WseCreateEncoder(table.createContext, channel_write, &channel, &instance, error));
    WS_STRING type = { 7, NULL }, encoding = { 7, NULL }, no_address = { 3, NULL };
    REFUSED(WseEncoderGetContentType(NULL, &soap_content_type, &type, &encoding, error));
    REFUSED(WseEncoderGetContentType(instance, NULL, &type, &encoding, error));
    REFUSED(WseEncoderGetContentType(instance, &no_address, &type, &encoding, error));
    REFUSED(WseEncoderGetContentType(instance, &soap_content_type, NULL, &encoding, error));
    REFUSED(WseEncoderGetContentType(instance, &soap_content_type, &type, NULL, error));
    assert_int_equal(7, type.length);
    assert_int_equal(7, encoding.length);
    REFUSED(WseEncoderStart(NULL, NULL, error));
    assert_result(S_OK, WseEncoderGetContentType(instance, &soap_content_type, &type, &encoding, error));
    assert_result(S_OK, WseEncoderStart(instance, NULL, error));

    WS_ASYNC_CONTEXT no_callback = { NULL, &channel };
    WS_BYTES buffers[3] = { { 4, (BYTE *)"<a/>" }, { 0, NULL }, { 2, NULL } };
    REFUSED(WseEncoderEncode(NULL, buffers, 1, NULL, error));
    REFUSED(WseEncoderEncode(instance, NULL, 1, NULL, error));
    assert_result(E_INVALIDARG, WseEncoderEncode(instance, buffers, 3, NULL, error));
    assert_error_contains(error, "buffers[2].bytes is NULL although its length is not 0"); /* [E3] */
    REFUSED(WseEncoderEncode(instance, buffers, 2, &no_callback, error));
    REFUSED(WseEncoderEnd(NULL, NULL, error));
    REFUSED(WseEncoderEnd(instance, &no_callback, error));
    assert_int_equal(0, channel.calls);
    /* [E5]: and the message goes on as if nothing had been. */
    assert_result(S_OK, WseEncoderEncode(instance, NULL, 0, NULL, error));
    assert_result(S_OK, WseEncoderEncode(instance, buffers + 1, 1, NULL, error));
    assert_int_equal(0, channel.calls);
    assert_result(S_OK, WseEncoderEncode(instance, buffers, 2, NULL, error));
    assert_result(S_OK, WseEncoderEnd(instance, NULL, error));
    struct bytes expected = encoded(codec, "<a/>", 4);
    assert_bytes_equal(&channel.output, expected.data, expected.size);
    bytes_free(&expected);
    WseFreeEncoder(instance);
    WseFreeEncoder(NULL);
    channel_close(&channel);
    WseFreeChannelEncoder(&table);
    WsFreeError(error);
}

static void decoder_arguments(const char *codec)
{
    WS_ERROR *error = create_error();
    WS_CHANNEL_DECODER table = create_decoder_table(codec, NULL, 0);
    struct bytes wire = encoded(codec, "<a/>", 4);
    struct channel channel;
    channel_open(&channel, SYNCHRONOUSLY, test_seed());
    channel.read_limit = 100;
    channel_reset(&channel, wire.data, wire.size);
    void *instance = NULL;
    REFUSED(WseCreateDecoder(NULL, channel_read, &channel, &instance, error));
    REFUSED(WseCreateDecoder(table.createContext, NULL, &channel, &instance, error));
    REFUSED(WseCreateDecoder(table.createContext, channel_read, &channel, NULL, error));
    assert_null(instance);
    assert_result(S_OK, WseCreateDecoder(table.createContext, channel_read, &channel, &instance, error));
    WS_STRING type = { 7, NULL }, no_address = { 3, NULL };
    const WS_STRING *own = content_encoding_of(codec), *own_type = content_type_of(codec);
    REFUSED(WseDecoderStart(NULL, NULL, error));
    assert_result(S_OK, WseDecoderStart(instance, NULL, error));
    REFUSED(WseDecoderGetContentType(NULL, own_type, own, &type, error));
    REFUSED(WseDecoderGetContentType(instance, NULL, own, &type, error));
    REFUSED(WseDecoderGetContentType(instance, &no_address, own, &type, error));
    REFUSED(WseDecoderGetContentType(instance, own_type, &no_address, &type, error));
    REFUSED(WseDecoderGetContentType(instance, own_type, own, NULL, error));
    assert_int_equal(7, type.length);
    assert_result(S_OK, WseDecoderGetContentType(instance, own_type, own, &type, error));

    BYTE room[8];
    ULONG length = 77;
    WS_ASYNC_CONTEXT no_callback = { NULL, &channel };
    REFUSED(WseDecoderDecode(NULL, room, 8, &length, NULL, error));
    REFUSED(WseDecoderDecode(instance, NULL, 8, &length, NULL, error));
    REFUSED(WseDecoderDecode(instance, room, 8, NULL, NULL, error));
    REFUSED(WseDecoderDecode(instance, room, 0, &length, NULL, error)); /* [K4] */
    REFUSED(WseDecoderDecode(instance, room, 8, &length, &no_callback, error));
    REFUSED(WseDecoderEnd(NULL, NULL, error));
    assert_int_equal(0, channel.calls);
    assert_int_equal(77, length);
    /* A decoder may return fewer bytes than there are. */
    for (ULONG done = 0; done < 4; done += length) {
        assert_result(S_OK, WseDecoderDecode(instance, room + done, 8 - done, &length, NULL, error));
        assert_in_range(length, 1, 4 - done);
    }
    assert_memory_equal(room, "<a/>", 4);
    assert_result(S_OK, WseDecoderDecode(instance, room, 8, &length, NULL, error));
    assert_int_equal(0, length); /* [K3] */
    assert_result(S_OK, WseDecoderEnd(instance, NULL, error));
    WseFreeDecoder(instance);
    WseFreeDecoder(NULL);
    channel_close(&channel);
    bytes_free(&wire);
    WseFreeChannelDecoder(&table);
    WsFreeError(error);
}

static void encoders_refuse_what_is_null_and_change_nothing(void **state)
{
    (void)state;
    for_every_codec(encoder_arguments);
}

static void decoders_refuse_what_is_null_and_change_nothing(void **state)
{
    (void)state;
    for_every_codec(decoder_arguments);
}

static HRESULT CALLBACK same_buffers(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                                     WS_ERROR *error)
{
    const void **seen = state;
    (void)context, (void)error;
    assert_int_equal(2, count);
    seen[0] = buffers;
    return S_OK;
}

/* [E7] */
static void identity_hands_on_the_very_buffers_it_is_given(void **state)
{
    (void)state;
    WS_CHANNEL_ENCODER table = create_encoder_table("identity", NULL, 0);
    const void *seen = NULL;
    void *instance = NULL;
    WS_STRING type, encoding;
    WS_BYTES buffers[2] = { { 1, (BYTE *)"a" }, { 1, (BYTE *)"b" } };
    assert_result(S_OK, table.createEncoderCallback(table.createContext, same_buffers, &seen, &instance, NULL));
    assert_result(S_OK, table.encoderGetContentTypeCallback(instance, &soap_content_type, &type, &encoding, NULL));
    assert_result(S_OK, table.encoderStartCallback(instance, NULL, NULL));
    assert_result(S_OK, table.encoderEncodeCallback(instance, buffers, 2, NULL, NULL));
    assert_ptr_equal(seen, buffers);
    struct operation operation;
    operation_begin(&operation);
    seen = NULL;
    assert_result(S_OK,
                  operation_finish(&operation, table.encoderEncodeCallback(instance, buffers, 2, &operation.context, NULL)));
    assert_ptr_equal(seen, buffers);
    table.freeEncoderCallback(instance);
    WseFreeChannelEncoder(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_need_a_known_codec_and_a_place),
        cmocka_unit_test(encoders_refuse_what_is_null_and_change_nothing),
        cmocka_unit_test(decoders_refuse_what_is_null_and_change_nothing),
        cmocka_unit_test(identity_hands_on_the_very_buffers_it_is_given),
    };
    return RUN_SUITE(tests);
}
