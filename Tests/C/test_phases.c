/* The order of calls: every call in every phase, for every codec, and messages abandoned after every step. */
#include "FakeChannel/fake_channel.h"

enum encoder_call { GET_CONTENT_TYPE, START, ENCODE, END, FLUSH, ENCODER_CALLS };
enum encoder_phase { CREATED, ANNOUNCED, STARTED, ENCODING, ENDED, ENCODER_FAULTED, ENCODER_PHASES };

#define BAD WS_E_INVALID_OPERATION
#define DEAD WS_E_OBJECT_FAULTED

/* [G1] [S1] [E1] [D1] [W1] */
/* clang-format off */
static const HRESULT encoder_grammar[ENCODER_PHASES][ENCODER_CALLS] = {
    [CREATED] = { S_OK, BAD, BAD, BAD, BAD },
    [ANNOUNCED] = { S_OK, S_OK, BAD, BAD, BAD },
    [STARTED] = { S_OK, BAD, S_OK, S_OK, S_OK },
    [ENCODING] = { S_OK, BAD, S_OK, S_OK, S_OK },
    [ENDED] = { S_OK, BAD, BAD, BAD, BAD },
    [ENCODER_FAULTED] = { S_OK, DEAD, DEAD, DEAD, DEAD },
};
/* clang-format on */

static const char text[] = "<a>some text</a>";
static const WS_BYTES whole = { sizeof text - 1, (BYTE *)text }, blank = { 1, (BYTE *)" " };
/** Whether the message has been given, which only blanks may follow. */
static bool is_given;

static HRESULT call_encoder(const WS_CHANNEL_ENCODER *table, void *instance, enum encoder_call call, WS_ERROR *error)
{
    WS_STRING type, encoding;
    switch (call) {
    case GET_CONTENT_TYPE: return table->encoderGetContentTypeCallback(instance, &soap_content_type, &type, &encoding, error);
    case START: is_given = false; return table->encoderStartCallback(instance, NULL, error);
    case ENCODE: {
        const WS_BYTES *next = is_given ? &blank : &whole;
        is_given = true;
        return table->encoderEncodeCallback(instance, next, 1, NULL, error);
    }
    case FLUSH: return WseEncoderFlush(instance, NULL, error);
    default: return table->encoderEndCallback(instance, NULL, error);
    }
}

/** Takes a fresh instance to a phase. */
static void *encoder_in(const WS_CHANNEL_ENCODER *table, struct channel *channel, enum encoder_phase phase)
{
    void *instance = NULL;
    assert_result(S_OK, table->createEncoderCallback(table->createContext, channel_write, channel, &instance, NULL));
    int steps = phase == ENCODER_FAULTED ? ENCODING : phase;
    for (int step = 0; step < steps; step++)
        assert_result(S_OK, call_encoder(table, instance, (enum encoder_call)step, NULL));
    if (phase == ENCODER_FAULTED) {
        channel->failure = E_FAIL;
        channel->fail_at = 1;
        /* identity fails in its next Encode, the others in End at the latest. */
        channel_reset(channel, NULL, 0);
        if (call_encoder(table, instance, ENCODE, NULL) == S_OK)
            assert_result(E_FAIL, call_encoder(table, instance, END, NULL));
        channel->fail_at = 0;
    }
    return instance;
}

static void encoder_pairs(const char *codec)
{
    WS_CHANNEL_ENCODER table = create_encoder_table(codec, NULL, 0);
    WS_ERROR *error = create_error();
    for (int phase = 0; phase < ENCODER_PHASES; phase++)
        for (int call = 0; call < ENCODER_CALLS; call++) {
            struct channel channel;
            channel_open(&channel, SYNCHRONOUSLY, test_seed());
            void *instance = encoder_in(&table, &channel, (enum encoder_phase)phase);
            size_t written = channel.output.size;
            HRESULT expected = encoder_grammar[phase][call];
            bool is_empty = phase == STARTED && call == END && is_xml_codec(codec); /* which no document is */
            if (is_empty)
                expected = WS_E_INVALID_FORMAT;
            HRESULT actual = call_encoder(&table, instance, (enum encoder_call)call, error);
            if (actual != expected)
                fail_msg("%s: phase %d, call %d: 0x%08x", codec, phase, call, (unsigned)actual);
            if (is_empty) {
                assert_error_contains(error, "document");
            } else if (FAILED(expected)) {
                assert_error_contains(error, expected == BAD ? "called" : "failed");
                assert_int_equal(written, channel.output.size);
                /* Refused calls change nothing: the next legal one works. */
                for (int next = 0; next < ENCODER_CALLS; next++)
                    if (encoder_grammar[phase][next] == S_OK) {
                        assert_result(S_OK, call_encoder(&table, instance, (enum encoder_call)next, NULL));
                        break;
                    }
            }
            table.freeEncoderCallback(instance);
            channel_close(&channel);
        }
    WsFreeError(error);
    WseFreeChannelEncoder(&table);
}

static void encoders_accept_exactly_the_calls_of_the_grammar(void **state)
{
    (void)state;
    for_every_row(encoder_pairs);
}

enum decoder_call { DECODER_START, DECODER_TYPE, DECODE, DECODER_END, DECODER_CALLS };
enum decoder_phase { D_CREATED, D_STARTED, D_TYPED, D_DECODING, D_DRAINED, D_ENDED, D_FAULTED, DECODER_PHASES };

/* [H1] [J1] [K1] [K2] [M1] */
/* clang-format off */
static const HRESULT decoder_grammar[DECODER_PHASES][DECODER_CALLS] = {
    [D_CREATED] = { S_OK, BAD, BAD, BAD },
    [D_STARTED] = { S_OK, S_OK, BAD, BAD },
    [D_TYPED] = { S_OK, BAD, S_OK, BAD },
    [D_DECODING] = { S_OK, BAD, S_OK, BAD },
    [D_DRAINED] = { S_OK, BAD, S_OK, S_OK },
    [D_ENDED] = { S_OK, BAD, BAD, BAD },
    [D_FAULTED] = { S_OK, DEAD, DEAD, DEAD },
};
/* clang-format on */

struct decoder {
    WS_CHANNEL_DECODER table;
    const WS_STRING *type, *encoding;
    struct channel channel;
    void *instance;
    ULONG length;
};

static HRESULT call_decoder(struct decoder *decoder, enum decoder_call call, WS_ERROR *error)
{
    static BYTE room[8];
    WS_STRING type;
    switch (call) {
    case DECODER_START: return decoder->table.decoderStartCallback(decoder->instance, NULL, error);
    case DECODER_TYPE:
        return decoder->table.decoderGetContentTypeCallback(decoder->instance, decoder->type, decoder->encoding, &type, error);
    case DECODE:
        decoder->length = 77;
        return decoder->table.decoderDecodeCallback(decoder->instance, room, sizeof room, &decoder->length, NULL, error);
    default: return decoder->table.decoderEndCallback(decoder->instance, NULL, error);
    }
}

static void take_decoder_to(struct decoder *decoder, enum decoder_phase phase)
{
    assert_result(S_OK, decoder->table.createDecoderCallback(decoder->table.createContext, channel_read, &decoder->channel,
                                                             &decoder->instance, NULL));
    if (phase >= D_STARTED)
        assert_result(S_OK, call_decoder(decoder, DECODER_START, NULL));
    if (phase >= D_TYPED)
        assert_result(S_OK, call_decoder(decoder, DECODER_TYPE, NULL));
    if (phase == D_FAULTED) {
        decoder->channel.fail_at = decoder->channel.calls + 1;
        decoder->channel.failure = E_FAIL;
        assert_result(E_FAIL, call_decoder(decoder, DECODE, NULL));
        decoder->channel.fail_at = 0;
        return;
    }
    if (phase >= D_DECODING)
        assert_result(S_OK, call_decoder(decoder, DECODE, NULL));
    while (phase >= D_DRAINED && decoder->length > 0)
        assert_result(S_OK, call_decoder(decoder, DECODE, NULL));
    if (phase >= D_ENDED)
        assert_result(S_OK, call_decoder(decoder, DECODER_END, NULL));
}

static void decoder_pairs(const char *codec)
{
    struct bytes wire = encoded(codec, text, sizeof text - 1);
    struct decoder decoder = { .table = create_decoder_table(codec, NULL, 0),
                               .type = content_type_of(codec),
                               .encoding = content_encoding_of(codec) };
    WS_ERROR *error = create_error();
    for (int phase = 0; phase < DECODER_PHASES; phase++)
        for (int call = 0; call < DECODER_CALLS; call++) {
            channel_open(&decoder.channel, SYNCHRONOUSLY, test_seed());
            decoder.channel.read_limit = 1 << 16;
            channel_reset(&decoder.channel, wire.data, wire.size);
            take_decoder_to(&decoder, (enum decoder_phase)phase);
            HRESULT expected = decoder_grammar[phase][call];
            HRESULT actual = call_decoder(&decoder, (enum decoder_call)call, error);
            if (actual != expected)
                fail_msg("%s: phase %d, call %d: 0x%08x", codec, phase, call, (unsigned)actual);
            if (phase == D_DRAINED && call == DECODE)
                assert_int_equal(0, decoder.length);
            if (FAILED(expected)) {
                assert_error_contains(error, expected == BAD ? "called" : "failed");
                if (call == DECODE)
                    assert_int_equal(77, decoder.length);
            }
            decoder.table.freeDecoderCallback(decoder.instance);
            channel_close(&decoder.channel);
        }
    WsFreeError(error);
    WseFreeChannelDecoder(&decoder.table);
    bytes_free(&wire);
}

static void decoders_accept_exactly_the_calls_of_the_grammar(void **state)
{
    (void)state;
    for_every_row(decoder_pairs);
}

/* [E2]: what an abandoned message left behind must not reach the next one. */
static void abandon_encoder(const char *codec)
{
    struct bytes expected = encoded(codec, text, sizeof text - 1);
    WS_CHANNEL_ENCODER table = create_encoder_table(codec, NULL, 0);
    for (int steps = 0; steps <= 6; steps++) {
        struct channel channel;
        channel_open(&channel, SYNCHRONOUSLY, test_seed());
        void *instance = NULL;
        assert_result(S_OK, table.createEncoderCallback(table.createContext, channel_write, &channel, &instance, NULL));
        for (int step = 0; step < steps; step++)
            assert_result(S_OK, call_encoder(&table, instance, step < 2 ? (enum encoder_call)step : ENCODE, NULL));
        channel_reset(&channel, NULL, 0);
        assert_result(S_OK, channel_send(&channel, &table, instance, text, sizeof text - 1, (struct delivery){ .per_call = 1 },
                                         NULL));
        assert_bytes_equal(&channel.output, expected.data, expected.size);
        table.freeEncoderCallback(instance);
        channel_close(&channel);
    }
    WseFreeChannelEncoder(&table);
    bytes_free(&expected);
}

static void abandon_decoder(const char *codec)
{
    struct bytes wire = encoded(codec, text, sizeof text - 1);
    WS_CHANNEL_DECODER table = create_decoder_table(codec, NULL, 0);
    for (int reads = 0; reads <= 6; reads++) {
        struct decoder decoder = { .table = table, .type = content_type_of(codec), .encoding = content_encoding_of(codec) };
        channel_open(&decoder.channel, SYNCHRONOUSLY, test_seed());
        decoder.channel.read_limit = 3;
        channel_reset(&decoder.channel, wire.data, wire.size);
        take_decoder_to(&decoder, reads == 0 ? D_STARTED : D_TYPED);
        for (int i = 1; i < reads; i++)
            assert_result(S_OK, call_decoder(&decoder, DECODE, NULL));
        struct bytes output = { 0 };
        channel_reset(&decoder.channel, wire.data, wire.size);
        assert_result(S_OK, channel_receive(&decoder.channel, &table, decoder.instance, decoder.encoding, 0, &output, NULL));
        assert_bytes_equal(&output, text, sizeof text - 1);
        bytes_free(&output);
        table.freeDecoderCallback(decoder.instance);
        channel_close(&decoder.channel);
    }
    WseFreeChannelDecoder(&table);
    bytes_free(&wire);
}

static void a_message_may_be_abandoned_after_every_step(void **state)
{
    (void)state;
    for_every_row(abandon_encoder);
    for_every_row(abandon_decoder);
}

/* [G2] [G3] [J2] */
static void content_type(const char *codec)
{
    WS_CHANNEL_ENCODER table = create_encoder_table(codec, NULL, 0);
    struct channel channel;
    channel_open(&channel, SYNCHRONOUSLY, test_seed());
    void *instance = NULL;
    assert_result(S_OK, table.createEncoderCallback(table.createContext, channel_write, &channel, &instance, NULL));
    WCHAR characters[] = u"application/soap+xml";
    WS_STRING given = { 20, characters }, type, encoding;
    const char *coding = codec_traits(codec).coding, *expected = encoded_soap_type(codec, NULL);
    assert_result(S_OK, table.encoderGetContentTypeCallback(instance, &given, &type, &encoding, NULL));
    characters[0] = 'X';
    assert_true(string_is(&type, expected));
    assert_true(coding ? string_is(&encoding, coding) : string_is(&encoding, "") || string_is(&encoding, codec));
    assert_result(S_OK, call_encoder(&table, instance, START, NULL));
    assert_result(S_OK, call_encoder(&table, instance, ENCODE, NULL));
    assert_result(S_OK, call_encoder(&table, instance, END, NULL));
    assert_true(string_is(&type, expected));
    /* Its own string given back to it. */
    if (is_text_codec(codec))
        assert_result(WS_E_NOT_SUPPORTED, table.encoderGetContentTypeCallback(instance, &type, &type, &encoding, NULL));
    else
        assert_result(S_OK, table.encoderGetContentTypeCallback(instance, &type, &type, &encoding, NULL));
    assert_true(string_is(&type, expected));
    table.freeEncoderCallback(instance);
    channel_close(&channel);
    WseFreeChannelEncoder(&table);
}

static void content_types_are_copies_that_stay_valid(void **state)
{
    (void)state;
    for_every_codec(content_type);
}

static void decoders_refuse_other_encodings_than_their_own(void **state)
{
    (void)state;
    static const struct {
        const char *codec;
        WS_STRING encoding;
        HRESULT result;
    } rows[] = {
        { "gzip", WS_STRING_VALUE(u"gzip"), S_OK },
        { "gzip", WS_STRING_VALUE(u"GZip"), S_OK },
        { "gzip", WS_STRING_VALUE(u"x-gzip"), S_OK },
        { "gzip", WS_STRING_VALUE(u"br"), WS_E_NOT_SUPPORTED },
        { "gzip", WS_STRING_VALUE(u""), WS_E_NOT_SUPPORTED },
        { "gzip", WS_STRING_VALUE(u"gzip, gzip"), WS_E_NOT_SUPPORTED },
        { "deflate", WS_STRING_VALUE(u"gzip"), WS_E_NOT_SUPPORTED },
        { "identity", WS_STRING_VALUE(u"Identity"), S_OK },
        { "identity", WS_STRING_VALUE(u""), S_OK },
        { "identity", WS_STRING_VALUE(u"gzip"), WS_E_NOT_SUPPORTED },
    };
    WS_ERROR *error = create_error();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct decoder decoder = { .table = create_decoder_table(rows[i].codec, NULL, 0),
                                   .type = &soap_content_type,
                                   .encoding = &rows[i].encoding };
        channel_open(&decoder.channel, SYNCHRONOUSLY, test_seed());
        take_decoder_to(&decoder, D_STARTED);
        assert_result(rows[i].result, call_decoder(&decoder, DECODER_TYPE, error));
        if (FAILED(rows[i].result)) {
            assert_error_contains(error, rows[i].encoding.length > 0 ? "content encoding is \"" : "no content encoding");
            assert_result(WS_E_OBJECT_FAULTED, call_decoder(&decoder, DECODE, NULL));
            assert_result(S_OK, call_decoder(&decoder, DECODER_START, NULL));
        }
        decoder.encoding = NULL;
        decoder.table.decoderStartCallback(decoder.instance, NULL, NULL);
        assert_result(strcmp(rows[i].codec, "identity") == 0 ? S_OK : WS_E_NOT_SUPPORTED,
                      call_decoder(&decoder, DECODER_TYPE, NULL));
        decoder.table.freeDecoderCallback(decoder.instance);
        channel_close(&decoder.channel);
        WseFreeChannelDecoder(&decoder.table);
    }
    WsFreeError(error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(encoders_accept_exactly_the_calls_of_the_grammar),
        cmocka_unit_test(decoders_accept_exactly_the_calls_of_the_grammar),
        cmocka_unit_test(a_message_may_be_abandoned_after_every_step),
        cmocka_unit_test(content_types_are_copies_that_stay_valid),
        cmocka_unit_test(decoders_refuse_other_encodings_than_their_own),
    };
    return RUN_SUITE(tests);
}
