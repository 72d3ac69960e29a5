/* Whole messages in one call, through tables of this library and of others. */
#include "FakeChannel/fake_channel.h"

static ULONGLONG bytes_in(const WSE_BUFFER *buffer, const BYTE **data)
{
    ULONGLONG size = 0;
    assert_result(S_OK, WseGetBufferBytes(buffer, data, &size));
    return size;
}

static void round_trip(const char *codec)
{
    WS_CHANNEL_ENCODER encoder = create_encoder_table(codec, NULL, 0);
    WS_CHANNEL_DECODER decoder = create_decoder_table(codec, NULL, 0);
    WSE_BUFFER *wire = NULL, *back = NULL;
    assert_result(S_OK, WseCreateBuffer(0, &wire, NULL));
    assert_result(S_OK, WseCreateBuffer(0, &back, NULL));
    WS_BYTES parts[3] = { { 4, (BYTE *)"<a>x" }, { 0, NULL }, { 4, (BYTE *)"</a>" } }, prefix = { 3, (BYTE *)"pre" };
    WS_STRING type, encoding, back_type;
    const BYTE *data;
    /* [O1]: behind what is already there. */
    assert_result(S_OK, WseBufferWrite(wire, &prefix, 1, NULL, NULL));
    assert_result(S_OK, WseEncodeMessage(&encoder, &soap_content_type, parts, 3, wire, &type, &encoding, NULL));
    assert_true(string_is(&type, encoded_soap_type(codec, "utf-8")));
    ULONGLONG size = bytes_in(wire, &data);
    assert_memory_equal(data, "pre", 3);
    WS_BYTES encoded_parts[2] = { { 1, (BYTE *)data + 3 }, { (ULONG)size - 4, (BYTE *)data + 4 } };
    /* [O4] */
    assert_result(S_OK, WseBufferWrite(back, &prefix, 1, NULL, NULL));
    assert_result(S_OK, WseDecodeMessage(&decoder, &type, &encoding, encoded_parts, 2, back, &back_type, NULL));
    assert_true(string_is(&back_type, "application/soap+xml; charset=utf-8"));
    assert_int_equal(11, bytes_in(back, &data));
    assert_memory_equal(data, "pre<a>x</a>", 11);

    /* [O3] */
    WS_STRING other = WS_STRING_VALUE(u"other");
    WS_ERROR *error = create_error();
    assert_result(WS_E_NOT_SUPPORTED, WseDecodeMessage(&decoder, &type, &other, encoded_parts, 2, back, &back_type, error));
    assert_error_contains(error, "\"other\"");
    assert_int_equal(11, bytes_in(back, &data));
    WsFreeError(error);
    WseFreeBuffer(wire);
    WseFreeBuffer(back);
    WseFreeChannelEncoder(&encoder);
    WseFreeChannelDecoder(&decoder);
}

static void whole_messages_round_trip_behind_what_the_buffer_holds(void **state)
{
    (void)state;
    for_every_codec(round_trip);
}

static void failure(const char *codec)
{
    WS_CHANNEL_ENCODER encoder = create_encoder_table(codec, NULL, 0);
    WS_CHANNEL_DECODER decoder = create_decoder_table(codec, NULL, 0);
    WS_ERROR *error = create_error();
    struct bytes message = soap_message(200000, test_seed()), wire = encoded(codec, message.data, message.size);
    WS_BYTES whole = { (ULONG)message.size, message.data }, whole_wire = { (ULONG)wire.size, wire.data };
    WSE_BUFFER *bounded = NULL;
    const BYTE *data;
    assert_result(S_OK, WseCreateBuffer(1000, &bounded, NULL));
    WS_BYTES prefix = { 3, (BYTE *)"pre" };
    assert_result(S_OK, WseBufferWrite(bounded, &prefix, 1, NULL, NULL));
    assert_result(WS_E_QUOTA_EXCEEDED, WseEncodeMessage(&encoder, NULL, &whole, 1, bounded, NULL, NULL, error));
    assert_error_contains(error, "(limit 1000)");
    assert_int_equal(3, bytes_in(bounded, &data));
    assert_result(WS_E_QUOTA_EXCEEDED,
                  WseDecodeMessage(&decoder, NULL, content_encoding_of(codec), &whole_wire, 1, bounded, NULL, error));
    assert_error_contains(error, "(limit 1000)");
    assert_int_equal(3, bytes_in(bounded, &data));
    /* Exactly as much as fits. */
    WSE_BUFFER *exact = NULL;
    assert_result(S_OK, WseCreateBuffer(message.size, &exact, NULL));
    assert_result(S_OK, WseDecodeMessage(&decoder, NULL, content_encoding_of(codec), &whole_wire, 1, exact, NULL, error));
    assert_int_equal(message.size, bytes_in(exact, &data));
    assert_memory_equal(data, message.data, message.size);
    WseFreeBuffer(exact);
    WseFreeBuffer(bounded);
    WseFreeChannelEncoder(&encoder);
    WseFreeChannelDecoder(&decoder);
    WsFreeError(error);
    bytes_free(&wire);
    bytes_free(&message);
}

static void a_failure_leaves_the_buffer_as_it_was(void **state)
{
    (void)state;
    for_every_codec(failure);
}

/** A foreign encoder, which doubles every byte and answers each call with what the test wants. */
struct foreign {
    HRESULT answers[5];
    WS_WRITE_CALLBACK write;
    void *write_context;
    int frees;
};

static HRESULT CALLBACK foreign_create(void *create, WS_WRITE_CALLBACK write, void *context, void **instance, WS_ERROR *error)
{
    struct foreign *foreign = create;
    (void)error;
    foreign->write = write;
    foreign->write_context = context;
    *instance = foreign;
    return foreign->answers[0];
}

static HRESULT CALLBACK foreign_type(void *instance, const WS_STRING *type, WS_STRING *new_type, WS_STRING *encoding,
                                     WS_ERROR *error)
{
    (void)type, (void)error;
    *new_type = (WS_STRING)WS_STRING_VALUE(u"x/double");
    *encoding = (WS_STRING)WS_STRING_VALUE(u"double");
    return ((struct foreign *)instance)->answers[1];
}

static HRESULT CALLBACK foreign_unreadable_type(void *instance, const WS_STRING *type, WS_STRING *new_type, WS_STRING *encoding,
                                                WS_ERROR *error)
{
    (void)instance, (void)type, (void)error;
    *new_type = (WS_STRING){ 8, NULL };
    *encoding = (WS_STRING){ 0, NULL };
    return S_OK;
}

static HRESULT CALLBACK foreign_start(void *instance, const WS_ASYNC_CONTEXT *context, WS_ERROR *error)
{
    (void)error;
    assert_null(context);
    return ((struct foreign *)instance)->answers[2];
}

static HRESULT CALLBACK foreign_encode(void *instance, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                                       WS_ERROR *error)
{
    struct foreign *foreign = instance;
    assert_null(context);
    for (ULONG i = 0; i < count; i++)
        for (ULONG j = 0; j < buffers[i].length; j++) {
            BYTE twice[2] = { buffers[i].bytes[j], buffers[i].bytes[j] };
            WS_BYTES buffer = { 2, twice };
            assert_result(S_OK, foreign->write(foreign->write_context, &buffer, 1, NULL, error));
        }
    return foreign->answers[3];
}

static HRESULT CALLBACK foreign_end(void *instance, const WS_ASYNC_CONTEXT *context, WS_ERROR *error)
{
    (void)context, (void)error;
    return ((struct foreign *)instance)->answers[4];
}

static void CALLBACK foreign_free(void *instance)
{
    ((struct foreign *)instance)->frees++;
}

static void encoders_of_others_work_and_their_failures_pass_through(void **state)
{
    (void)state;
    WSE_BUFFER *output = NULL;
    WS_STRING type, encoding;
    WS_BYTES buffer = { 3, (BYTE *)"abc" };
    const BYTE *data;
    assert_result(S_OK, WseCreateBuffer(0, &output, NULL));
    for (int failing = -1; failing < 5; failing++) {
        struct foreign foreign = { .frees = 0 };
        WS_CHANNEL_ENCODER table = { &foreign,       foreign_create, foreign_type, foreign_start,
                                     foreign_encode, foreign_end,    foreign_free };
        if (failing >= 0)
            foreign.answers[failing] = E_ACCESSDENIED;
        WseResetBuffer(output);
        assert_result(failing < 0 ? S_OK : E_ACCESSDENIED,
                      WseEncodeMessage(&table, NULL, &buffer, 1, output, &type, &encoding, NULL));
        assert_int_equal(failing == 0 ? 0 : 1, foreign.frees);
        assert_int_equal(failing < 0 ? 6 : 0, bytes_in(output, &data));
        if (failing < 0) {
            assert_memory_equal(data, "aabbcc", 6);
            assert_true(string_is(&type, "x/double"));
            assert_true(string_is(&encoding, "double"));
        }
    }
    /* One that promises what it was not asked for. */
    struct foreign foreign = { .answers = { S_OK, S_OK, S_OK, WS_S_ASYNC, S_OK } };
    WS_CHANNEL_ENCODER table = { &foreign,       foreign_create, foreign_type, foreign_start,
                                 foreign_encode, foreign_end,    foreign_free };
    assert_result(WS_E_INVALID_OPERATION, WseEncodeMessage(&table, NULL, &buffer, 1, output, &type, &encoding, NULL));
    /* One whose strings cannot be read. */
    foreign.answers[3] = S_OK;
    table.encoderGetContentTypeCallback = foreign_unreadable_type;
    assert_result(WS_E_INVALID_OPERATION, WseEncodeMessage(&table, NULL, &buffer, 1, output, &type, &encoding, NULL));
    assert_int_equal(0, bytes_in(output, &data));
    assert_int_equal(2, foreign.frees);
    /* [O2] */
    table.encoderEndCallback = NULL;
    assert_result(E_INVALIDARG, WseEncodeMessage(&table, NULL, &buffer, 1, output, &type, &encoding, NULL));
    assert_int_equal(2, foreign.frees);
    WseFreeBuffer(output);
}

static HRESULT CALLBACK foreign_create_decoder(void *create, WS_READ_CALLBACK read, void *context, void **instance,
                                               WS_ERROR *error)
{
    BYTE byte;
    ULONG length = 7;
    (void)context, (void)error;
    *instance = create;
    /* A source without its context has nothing to give. */
    assert_result(E_INVALIDARG, read(NULL, &byte, 1, &length, NULL, NULL));
    assert_int_equal(7, length);
    return S_OK;
}

static HRESULT CALLBACK foreign_decoder_type(void *instance, const WS_STRING *type, const WS_STRING *encoding,
                                             WS_STRING *new_type, WS_ERROR *error)
{
    (void)instance, (void)encoding, (void)error;
    *new_type = *type;
    return S_OK;
}

static HRESULT CALLBACK foreign_boast(void *instance, void *bytes, ULONG size, ULONG *length, const WS_ASYNC_CONTEXT *context,
                                      WS_ERROR *error)
{
    (void)instance, (void)bytes, (void)context, (void)error;
    *length = size + 1;
    return S_OK;
}

/* Else the message would have bytes that nobody wrote. */
static void a_decoder_of_others_that_claims_more_than_it_was_asked_for_is_refused(void **state)
{
    (void)state;
    struct foreign foreign = { .frees = 0 };
    WS_CHANNEL_DECODER table = { &foreign,      foreign_create_decoder, foreign_decoder_type,
                                 foreign_start, foreign_boast,          foreign_end,
                                 foreign_free };
    WS_ERROR *error = create_error();
    WSE_BUFFER *output = NULL;
    WS_STRING type = { 7, NULL };
    WS_BYTES buffer = { 3, (BYTE *)"abc" };
    const BYTE *data;
    assert_result(S_OK, WseCreateBuffer(0, &output, NULL));
    assert_result(WS_E_INVALID_OPERATION, WseDecodeMessage(&table, &soap_content_type, NULL, &buffer, 1, output, &type, error));
    assert_error_contains(error, "more bytes than it was asked for");
    assert_int_equal(7, type.length);
    assert_int_equal(0, bytes_in(output, &data));
    assert_int_equal(1, foreign.frees);
    WseFreeBuffer(output);
    WsFreeError(error);
}

/* As the header says under SEVERAL CODECS: one encoder is the sink of another, and one decoder the source of another. */
static void instances_chain_as_sinks_and_sources_of_one_another(void **state)
{
    (void)state;
    WS_CHANNEL_ENCODER deflate = create_encoder_table("deflate", NULL, 0), gzip = create_encoder_table("gzip", NULL, 0);
    WS_CHANNEL_DECODER inflate = create_decoder_table("deflate", NULL, 0), gunzip = create_decoder_table("gzip", NULL, 0);
    struct bytes message = soap_message(150000, test_seed()), back = { 0 };
    WSE_BUFFER *wire = NULL;
    void *inner = NULL, *outer = NULL;
    WS_STRING type, encoding;
    WS_BYTES buffer = { (ULONG)message.size, message.data };
    assert_result(S_OK, WseCreateBuffer(0, &wire, NULL));
    assert_result(S_OK, gzip.createEncoderCallback(gzip.createContext, WseBufferWrite, wire, &outer, NULL));
    assert_result(S_OK, deflate.createEncoderCallback(deflate.createContext, gzip.encoderEncodeCallback, outer, &inner, NULL));
    assert_result(S_OK, deflate.encoderGetContentTypeCallback(inner, &soap_content_type, &type, &encoding, NULL));
    assert_result(S_OK, gzip.encoderGetContentTypeCallback(outer, &type, &type, &encoding, NULL));
    assert_result(S_OK, deflate.encoderStartCallback(inner, NULL, NULL));
    assert_result(S_OK, gzip.encoderStartCallback(outer, NULL, NULL));
    assert_result(S_OK, deflate.encoderEncodeCallback(inner, &buffer, 1, NULL, NULL));
    assert_result(S_OK, deflate.encoderEndCallback(inner, NULL, NULL));
    assert_result(S_OK, gzip.encoderEndCallback(outer, NULL, NULL));
    deflate.freeEncoderCallback(inner);
    gzip.freeEncoderCallback(outer);

    BYTE room[4096];
    ULONG length = 0;
    assert_result(S_OK, gunzip.createDecoderCallback(gunzip.createContext, WseBufferRead, wire, &outer, NULL));
    assert_result(S_OK,
                  inflate.createDecoderCallback(inflate.createContext, gunzip.decoderDecodeCallback, outer, &inner, NULL));
    assert_result(S_OK, gunzip.decoderStartCallback(outer, NULL, NULL));
    assert_result(S_OK, inflate.decoderStartCallback(inner, NULL, NULL));
    assert_result(S_OK,
                  gunzip.decoderGetContentTypeCallback(outer, &soap_content_type, content_encoding_of("gzip"), &type, NULL));
    assert_result(S_OK, inflate.decoderGetContentTypeCallback(inner, &type, content_encoding_of("deflate"), &type, NULL));
    do {
        assert_result(S_OK, inflate.decoderDecodeCallback(inner, room, sizeof room, &length, NULL, NULL));
        bytes_append(&back, room, length);
    } while (length > 0);
    assert_result(S_OK, inflate.decoderEndCallback(inner, NULL, NULL));
    assert_result(S_OK, gunzip.decoderEndCallback(outer, NULL, NULL));
    assert_bytes_equal(&back, message.data, message.size);
    inflate.freeDecoderCallback(inner);
    gunzip.freeDecoderCallback(outer);
    WseFreeBuffer(wire);
    WseFreeChannelEncoder(&deflate);
    WseFreeChannelEncoder(&gzip);
    WseFreeChannelDecoder(&inflate);
    WseFreeChannelDecoder(&gunzip);
    bytes_free(&back);
    bytes_free(&message);
}

static void wrong_arguments_are_refused(void **state)
{
    (void)state;
    WSE_BUFFER *output = NULL;
    WS_CHANNEL_ENCODER encoder = create_encoder_table("gzip", NULL, 0);
    WS_CHANNEL_DECODER decoder = create_decoder_table("gzip", NULL, 0);
    WS_BYTES no_address = { 3, NULL };
    WS_STRING gzip = WS_STRING_VALUE(u"gzip"), bad = { 3, NULL };
    const BYTE *data;
    assert_result(S_OK, WseCreateBuffer(0, &output, NULL));
    assert_result(E_INVALIDARG, WseEncodeMessage(NULL, NULL, NULL, 0, output, NULL, NULL, NULL));
    assert_result(E_INVALIDARG, WseEncodeMessage(&encoder, NULL, NULL, 0, NULL, NULL, NULL, NULL));
    assert_result(E_INVALIDARG, WseEncodeMessage(&encoder, NULL, NULL, 1, output, NULL, NULL, NULL));
    assert_result(E_INVALIDARG, WseEncodeMessage(&encoder, NULL, &no_address, 1, output, NULL, NULL, NULL));
    assert_result(E_INVALIDARG, WseEncodeMessage(&encoder, &bad, NULL, 0, output, NULL, NULL, NULL));
    assert_result(E_INVALIDARG, WseDecodeMessage(NULL, NULL, &gzip, NULL, 0, output, NULL, NULL));
    assert_result(E_INVALIDARG, WseDecodeMessage(&decoder, NULL, &gzip, NULL, 0, NULL, NULL, NULL));
    assert_result(E_INVALIDARG, WseDecodeMessage(&decoder, NULL, &gzip, NULL, 1, output, NULL, NULL));
    assert_result(E_INVALIDARG, WseDecodeMessage(&decoder, NULL, &gzip, &no_address, 1, output, NULL, NULL));
    assert_int_equal(0, bytes_in(output, &data));
    WseFreeBuffer(output);
    WseFreeChannelEncoder(&encoder);
    WseFreeChannelDecoder(&decoder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_messages_round_trip_behind_what_the_buffer_holds),
        cmocka_unit_test(a_failure_leaves_the_buffer_as_it_was),
        cmocka_unit_test(encoders_of_others_work_and_their_failures_pass_through),
        cmocka_unit_test(a_decoder_of_others_that_claims_more_than_it_was_asked_for_is_refused),
        cmocka_unit_test(instances_chain_as_sinks_and_sources_of_one_another),
        cmocka_unit_test(wrong_arguments_are_refused),
    };
    return RUN_SUITE(tests);
}
