/* WseEncoderFlush: failures, misuse, codecs that are registered, and sessions. */
#include "Session/hold_codec.h"
#include "Support/flushed.h"

/* ---- Failures ---- */

static void failing_sinks(const char *codec)
{
    ULONG chunk = 16;
    WSE_PROPERTY property = { WSE_PROPERTY_CHUNK_SIZE, &chunk, sizeof chunk };
    WS_CHANNEL_ENCODER encoder = create_encoder_table(codec, &property, has_chunks(codec));
    WS_CHANNEL_DECODER decoder = create_decoder_table(codec, NULL, 0);
    for (int manner = 0; manner < MANNER_COUNT; manner++)
        for (unsigned long k = 1;; k++) {
            struct channel channel;
            void *instance = NULL;
            channel_open(&channel, (enum manner)manner, test_seed());
            assert_result(S_OK, encoder.createEncoderCallback(encoder.createContext, channel_write, &channel, &instance, NULL));
            start(&channel, &encoder, instance);
            channel.failure = E_ACCESSDENIED;
            HRESULT result = encode(&encoder, instance, document, 100);
            assert_result(S_OK, result);
            channel.fail_at = channel.calls + k;
            result = channel_flush(&channel, instance, NULL);
            bool has_failed = channel.calls >= channel.fail_at;
            assert_result(has_failed ? E_ACCESSDENIED : S_OK, result);
            channel.fail_at = 0;
            if (has_failed) {
                if (strcmp(codec, "xor-checked") != 0)
                    assert_result(WS_E_OBJECT_FAULTED, WseEncoderFlush(instance, NULL, NULL));
                start(&channel, &encoder, instance);
                assert_result(S_OK, encode(&encoder, instance, document, 100));
            }
            assert_result(S_OK, encode(&encoder, instance, document + 100, sizeof document - 101));
            assert_result(S_OK, encoder.encoderEndCallback(instance, NULL, NULL));
            struct bytes whole = decoded(&decoder, codec, channel.output);
            assert_bytes_equal(&whole, document, sizeof document - 1);
            bytes_free(&whole);
            encoder.freeEncoderCallback(instance);
            channel_close(&channel);
            if (!has_failed)
                break;
        }
    WseFreeChannelEncoder(&encoder);
    WseFreeChannelDecoder(&decoder);
}

/* [E13] */
static void a_failing_sink_faults_the_message_that_is_flushed(void **state)
{
    (void)state;
    for_every_row(failing_sinks);
}

static HRESULT CALLBACK reentrant_write(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                                        WS_ERROR *error)
{
    (void)buffers, (void)count, (void)context, (void)error;
    void **instance = state;
    return WseEncoderFlush(*instance, NULL, NULL) == WS_E_INVALID_OPERATION ? S_OK : E_FAIL;
}

static void misuse(const char *codec)
{
    WS_CHANNEL_ENCODER encoder = create_encoder_table(codec, NULL, 0);
    WS_ERROR *error = create_error();
    void *instance = NULL;
    struct channel unused;
    channel_open(&unused, SYNCHRONOUSLY, test_seed());
    assert_result(S_OK, encoder.createEncoderCallback(encoder.createContext, reentrant_write, &instance, &instance, NULL));
    start(&unused, &encoder, instance);
    WS_ASYNC_CONTEXT context = { NULL, NULL };
    assert_result(S_OK, encode(&encoder, instance, document, sizeof document - 1));
    assert_result(E_INVALIDARG, WseEncoderFlush(instance, &context, error));
    assert_error_contains(error, "callback is NULL");
    assert_result(S_OK, WseEncoderFlush(instance, NULL, NULL));
    assert_result(S_OK, encoder.encoderEndCallback(instance, NULL, NULL));
    encoder.freeEncoderCallback(instance);
    WseFreeChannelEncoder(&encoder);
    channel_close(&unused);
    WsFreeError(error);
}

/* [W1] */
static void what_is_wrong_with_a_flush_is_refused(void **state)
{
    (void)state;
    for_every_row(misuse);
    WS_ERROR *error = create_error();
    assert_result(E_INVALIDARG, WseEncoderFlush(NULL, NULL, error));
    assert_error_contains(error, "encoderContext is NULL");
    static const char *const decoders[] = { "gzip", "xor-checked,gzip", "xor-checked" };
    register_xor();
    for (size_t i = 0; i < sizeof decoders / sizeof *decoders; i++) {
        WS_CHANNEL_DECODER decoder = create_decoder_table(decoders[i], NULL, 0);
        void *instance = NULL;
        assert_result(S_OK, decoder.createDecoderCallback(decoder.createContext, channel_read, NULL, &instance, NULL));
        assert_result(E_INVALIDARG, WseEncoderFlush(instance, NULL, error));
        assert_error_contains(error, "not that of an encoder");
        decoder.freeDecoderCallback(instance);
        WseFreeChannelDecoder(&decoder);
    }
    unregister_xor();
    WsFreeError(error);
}

/* ---- Registered encoders and transforms ---- */

/* [W7] */
static void a_registered_encoder_keeps_what_it_holds_back(void **state)
{
    static const char *const chains[] = { "hold", "gzip,hold", "hold,gzip", "msbin1,hold,zstd" };
    (void)state;
    assert_result(S_OK, WseRegisterEncoder("hold", &hold_encoder, WSE_ABI_DEFAULT, 0, NULL));
    assert_result(S_OK, WseRegisterDecoder("hold", &hold_decoder, WSE_ABI_DEFAULT, 0, NULL));
    for (size_t i = 0; i < sizeof chains / sizeof *chains; i++) {
        WS_CHANNEL_ENCODER encoder = create_encoder_table(chains[i], NULL, 0);
        WS_CHANNEL_DECODER decoder = create_decoder_table(chains[i], NULL, 0);
        struct channel channel;
        void *instance = NULL;
        channel_open(&channel, SYNCHRONOUSLY, test_seed());
        assert_result(S_OK, encoder.createEncoderCallback(encoder.createContext, channel_write, &channel, &instance, NULL));
        start(&channel, &encoder, instance);
        assert_result(S_OK, encode(&encoder, instance, document, 100));
        assert_result(S_OK, channel_flush(&channel, instance, NULL));
        assert_int_equal(0, channel.output.size);
        assert_result(S_OK, encode(&encoder, instance, document + 100, sizeof document - 101));
        assert_result(S_OK, encoder.encoderEndCallback(instance, NULL, NULL));
        struct bytes whole = decoded(&decoder, chains[i], channel.output);
        assert_bytes_equal(&whole, document, sizeof document - 1);
        bytes_free(&whole);
        encoder.freeEncoderCallback(instance);
        channel_close(&channel);
        WseFreeChannelEncoder(&encoder);
        WseFreeChannelDecoder(&decoder);
    }
    assert_result(S_OK, WseUnregister("hold", NULL));
}

/** A transform that passes bytes on and holds back up to 64 of them. Each flush is marked with a "|". */
struct keeper {
    BYTE bytes[65];
    size_t count, written;
    bool is_flushing;
    HRESULT failure;
};

static struct keeper keeper;

static HRESULT keeper_create(void *context, const WSE_CODEC_OPTIONS *options, void **state, WS_ERROR *error)
{
    (void)context, (void)options, (void)error;
    *state = &keeper;
    return S_OK;
}

static HRESULT keeper_begin(void *state, WS_ERROR *error)
{
    (void)error;
    memset(state, 0, sizeof(struct keeper));
    return S_OK;
}

static HRESULT keeper_process(void *state, WSE_CODEC_INPUT *input, WSE_CODEC_OUTPUT *output, BOOL isLast,
                              WSE_PROGRESS *progress, WS_ERROR *error)
{
    struct keeper *self = state;
    if (input->flush) {
        assert_int_equal(0, input->size);
        assert_false(isLast);
        if (FAILED(self->failure))
            return WseReportError(self->failure, "it cannot flush", error);
        if (!self->is_flushing)
            self->bytes[self->count++] = '|';
        self->is_flushing = true;
    }
    *progress = isLast ? WSE_PROGRESS_FINISHED : WSE_PROGRESS_NEEDS_INPUT;
    for (;;) {
        bool writes = isLast || self->is_flushing || self->count == 64;
        while (writes && self->written < self->count && output->written < output->size)
            output->bytes[output->written++] = self->bytes[self->written++];
        if (writes && self->written < self->count) {
            *progress = WSE_PROGRESS_OUTPUT_FULL;
            return S_OK;
        }
        if (writes)
            self->count = self->written = 0;
        self->is_flushing = false;
        if (input->taken == input->size)
            return S_OK;
        while (self->count < 64 && input->taken < input->size)
            self->bytes[self->count++] = input->bytes[input->taken++];
    }
}

static void keeper_free(void *state)
{
    (void)state;
}

/* [Y30] [Y31] */
static void a_transform_is_told_to_flush(void **state)
{
    static const char *const chains[] = { "keeper", "identity,keeper", "keeper,identity" };
    (void)state;
    WSE_CODEC codec = { .size = sizeof codec,
                        .name = "keeper",
                        .encoder = { keeper_create, keeper_begin, keeper_process, NULL, NULL, keeper_free } };
    assert_result(S_OK, WseRegisterCodec(&codec, NULL));
    for (size_t i = 0; i < sizeof chains / sizeof *chains; i++)
        for (ULONG chunk = 1; chunk < 100; chunk += 9) {
            WSE_PROPERTY property = { WSE_PROPERTY_CHUNK_SIZE, &chunk, sizeof chunk };
            WS_CHANNEL_ENCODER encoder = create_encoder_table(chains[i], &property, 1);
            WS_ERROR *error = create_error();
            struct channel channel;
            void *instance = NULL;
            channel_open(&channel, SYNCHRONOUSLY, test_seed());
            assert_result(S_OK, encoder.createEncoderCallback(encoder.createContext, channel_write, &channel, &instance, NULL));
            start(&channel, &encoder, instance);
            assert_result(S_OK, channel_flush(&channel, instance, NULL));
            assert_result(S_OK, encode(&encoder, instance, document, 40));
            assert_result(S_OK, channel_flush(&channel, instance, NULL));
            assert_result(S_OK, channel_flush(&channel, instance, NULL));
            assert_int_equal(41, channel.output.size);
            assert_memory_equal(channel.output.data, document, 40);
            assert_int_equal('|', channel.output.data[40]);
            assert_result(S_OK, encode(&encoder, instance, document + 40, 100));
            assert_result(S_OK, channel_flush(&channel, instance, NULL));
            assert_int_equal(142, channel.output.size);
            assert_result(S_OK, encode(&encoder, instance, document, 1));
            keeper.failure = WS_E_QUOTA_EXCEEDED;
            assert_result(WS_E_QUOTA_EXCEEDED, WseEncoderFlush(instance, NULL, error));
            assert_error_contains(error, "keeper encoder: it cannot flush (input offset 141)");
            encoder.freeEncoderCallback(instance);
            channel_close(&channel);
            WseFreeChannelEncoder(&encoder);
            WsFreeError(error);
        }
    assert_result(S_OK, WseUnregister("keeper", NULL));
}

/* ---- Sessions ---- */

static void sessions(const char *codec)
{
    static const char second[] = "<other><n>1</n><s:Body xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"/></other>";
    WS_CHANNEL_ENCODER encoder;
    WS_CHANNEL_DECODER decoder;
    struct channel channel;
    void *instance = NULL;
    assert_result(S_OK, WseCreateChannelEncoder(codec, NULL, 0, &encoder, NULL));
    assert_result(S_OK, WseCreateChannelDecoder(codec, NULL, 0, &decoder, NULL));
    channel_open(&channel, SYNCHRONOUSLY, test_seed());
    for (size_t at = 0; at < sizeof document; at++) {
        void *reader = NULL;
        struct channel back;
        struct bytes output = { 0 };
        channel_open(&back, SYNCHRONOUSLY, test_seed());
        assert_result(S_OK, encoder.createEncoderCallback(encoder.createContext, channel_write, &channel, &instance, NULL));
        assert_result(S_OK, decoder.createDecoderCallback(decoder.createContext, channel_read, &back, &reader, NULL));
        for (int i = 0; i < 3; i++) {
            const char *text = i == 1 ? second : document;
            size_t size = strlen(text), cut = i == 0 ? at : size / 2;
            start(&channel, &encoder, instance);
            assert_result(S_OK, encode(&encoder, instance, text, cut));
            assert_result(S_OK, channel_flush(&channel, instance, NULL));
            assert_result(S_OK, encode(&encoder, instance, text + cut, size - cut));
            assert_result(S_OK, encoder.encoderEndCallback(instance, NULL, NULL));
            channel_reset(&back, channel.output.data, channel.output.size);
            output.size = 0;
            assert_result(S_OK, channel_receive(&back, &decoder, reader, content_encoding_of(codec), 0, &output, NULL));
            assert_bytes_equal(&output, text, size);
        }
        /* A message that is lost after a flush may have told the peer strings. */
        start(&channel, &encoder, instance);
        assert_result(S_OK, encode(&encoder, instance, "<new><newer>", 12));
        assert_result(S_OK, channel_flush(&channel, instance, NULL));
        assert_true(channel.output.size > 0);
        WS_STRING type, encoding;
        assert_result(S_OK, encoder.encoderGetContentTypeCallback(instance, &soap_content_type, &type, &encoding, NULL));
        assert_result(WS_E_OBJECT_FAULTED, encoder.encoderStartCallback(instance, NULL, NULL));
        encoder.freeEncoderCallback(instance);
        decoder.freeDecoderCallback(reader);
        channel_close(&back);
        bytes_free(&output);
    }
    channel_close(&channel);
    WseFreeChannelEncoder(&encoder);
    WseFreeChannelDecoder(&decoder);
}

/* [W8] [S11] [S12] */
static void a_flush_does_not_make_the_strings_of_a_message_final(void **state)
{
    (void)state;
    sessions("msbinsession1");
    sessions("msbinsession1+gzip");
    sessions("msbinsession1,zstd");
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_failing_sink_faults_the_message_that_is_flushed),
        cmocka_unit_test(what_is_wrong_with_a_flush_is_refused),
        cmocka_unit_test(a_registered_encoder_keeps_what_it_holds_back),
        cmocka_unit_test(a_transform_is_told_to_flush),
        cmocka_unit_test(a_flush_does_not_make_the_strings_of_a_message_final),
    };
    return RUN_SUITE(tests);
}
