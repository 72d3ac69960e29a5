/* Every built-in codec, with the sinks, sources and completions of a Windows program; what fails; Wine's own XML writer. */
#include "host.h"

static bool open_tables(const char *codec, WS_CHANNEL_ENCODER *encoder, WS_CHANNEL_DECODER *decoder)
{
    return CHECK_RESULT(S_OK, BridgeOpenEncoder(codec, encoder, NULL))
           && CHECK_RESULT(S_OK, BridgeOpenDecoder(codec, decoder, NULL));
}

static void close_tables(WS_CHANNEL_ENCODER *encoder, WS_CHANNEL_DECODER *decoder)
{
    BridgeCloseEncoder(encoder);
    BridgeCloseDecoder(decoder);
    CHECK(!encoder->createContext && !encoder->encoderEncodeCallback && !decoder->createContext);
}

void test_codecs(void)
{
    static const ULONG sizes[] = { 0, 1, 300001 };
    for (size_t i = 0; i < sizeof builtin_codecs / sizeof *builtin_codecs; i++)
        for (enum manner manner = 0; manner < MANNER_COUNT; manner++) {
            WS_CHANNEL_ENCODER encoder;
            WS_CHANNEL_DECODER decoder;
            if (!open_tables(builtin_codecs[i], &encoder, &decoder))
                break;
            for (size_t j = 0; j < sizeof sizes / sizeof *sizes; j++) {
                struct channel channel;
                /* NULL is allowed, too. */
                WS_ERROR *error = j == 1 ? NULL : BridgeCreateError();
                WS_BYTES message = { sizes[j], make_message(sizes[j], i) };
                channel_open(&channel, manner, error);
                CHECK_RESULT(S_OK, channel_exchange(&channel, &encoder, &decoder, &message));
                WS_BYTES wire = { (ULONG)channel.wire_size, channel.wire };
                CHECK(message.length < 1000 || i == 0 || wire.length < message.length / 2);
                CHECK_RESULT(S_OK, BridgeVerify(builtin_codecs[i], &wire, &message, NULL));
                channel_close(&channel);
                BridgeFreeError(error);
                free(message.bytes);
            }
            close_tables(&encoder, &decoder);
            report("%s works for a Windows program whose sink and source complete %s", builtin_codecs[i], manner_names[manner]);
        }
}

/** A failure of the sink leaves the call that it failed and the instance faulted, and the next message works. */
static void fail_in_sink(const char *codec, enum manner manner, const WS_BYTES *message)
{
    static const HRESULT code = (HRESULT)0x800704C7;
    WS_CHANNEL_ENCODER encoder;
    WS_CHANNEL_DECODER decoder;
    WS_ERROR *error = BridgeCreateError();
    WCHAR encoding_chars[64];
    WS_STRING encoding = { 0, encoding_chars };
    struct channel channel;
    char text[100];
    void *instance = NULL;
    if (!open_tables(codec, &encoder, &decoder))
        return;
    channel_open(&channel, manner, error);
    channel.fail_at = 1;
    channel.failure = code;
    CHECK_RESULT(S_OK, encoder.createEncoderCallback(encoder.createContext, channel_write, &channel, &instance, error));
    CHECK_RESULT(code, channel_send(&channel, &encoder, instance, message, &encoding));
    CHECK(BridgeTakeErrorText(error, text, sizeof text) == 1);
    CHECK(strcmp(text, "the sink or source of the Windows program failed") == 0);
    CHECK_RESULT(WS_E_OBJECT_FAULTED, encoder.encoderEndCallback(instance, NULL, error));
    CHECK_RESULT(S_OK, channel_send(&channel, &encoder, instance, message, &encoding));
    encoder.freeEncoderCallback(instance);

    channel.fail_at = channel.calls + 1;
    CHECK_RESULT(S_OK, decoder.createDecoderCallback(decoder.createContext, channel_read, &channel, &instance, error));
    CHECK_RESULT(code, channel_receive(&channel, &decoder, instance, message, &encoding));
    CHECK_RESULT(WS_E_OBJECT_FAULTED, decoder.decoderEndCallback(instance, NULL, error));
    CHECK_RESULT(S_OK, channel_receive(&channel, &decoder, instance, message, &encoding));
    decoder.freeDecoderCallback(instance);
    channel_close(&channel);
    close_tables(&encoder, &decoder);
    BridgeFreeError(error);
}

static void fail_in_library(void)
{
    static WCHAR gzip_chars[] = L"gzip";
    static const WS_STRING gzip = { 4, gzip_chars };
    WS_CHANNEL_ENCODER encoder;
    WS_CHANNEL_DECODER decoder;
    WS_ERROR *error = BridgeCreateError();
    WS_BYTES message = { 1000, make_message(1000, 1) };
    struct channel channel;
    char text[200];
    void *instance = NULL;
    if (!open_tables("gzip", &encoder, &decoder))
        return;
    channel_open(&channel, LATER, error);
    channel_write(&channel, &message, 1, NULL, error);
    CHECK_RESULT(S_OK, decoder.createDecoderCallback(decoder.createContext, channel_read, &channel, &instance, error));
    CHECK_RESULT(WS_E_INVALID_FORMAT, channel_receive(&channel, &decoder, instance, &message, &gzip));
    CHECK(BridgeTakeErrorText(error, text, sizeof text) == 1);
    CHECK(strncmp(text, "gzip decoder: ", 14) == 0);
    decoder.freeDecoderCallback(instance);
    channel_close(&channel);

    CHECK_RESULT(E_INVALIDARG, encoder.createEncoderCallback(encoder.createContext, NULL, NULL, &instance, error));
    CHECK_RESULT(E_INVALIDARG, encoder.encoderStartCallback(NULL, NULL, NULL));
    encoder.freeEncoderCallback(NULL);
    CHECK_RESULT(WS_E_NOT_SUPPORTED, BridgeOpenEncoder("no-such-codec", &encoder, error));
    BridgeCloseDecoder(&decoder);
    BridgeCloseEncoder(&encoder);
    BridgeFreeError(error);
    free(message.bytes);
}

/** An instance that is freed while its sink or source has not completed: the call ends, and so does the instance. */
static void free_too_early(const char *codec, const WS_BYTES *message)
{
    WS_CHANNEL_ENCODER encoder;
    WS_CHANNEL_DECODER decoder;
    WCHAR encoding_chars[64];
    WS_STRING encoding = { 0, encoding_chars }, type = { 0, NULL }, new_type, given;
    WS_ERROR *error = BridgeCreateError();
    struct channel channel;
    char text[200];
    void *instance = NULL;
    if (!open_tables(codec, &encoder, &decoder))
        return;
    channel_open(&channel, LATER, error);
    CHECK_RESULT(S_OK, encoder.createEncoderCallback(encoder.createContext, channel_write, &channel, &instance, error));
    CHECK_RESULT(S_OK, channel_send(&channel, &encoder, instance, message, &encoding));
    CHECK_RESULT(S_OK, encoder.encoderGetContentTypeCallback(instance, &type, &new_type, &given, error));
    CHECK_RESULT(S_OK, encoder.encoderStartCallback(instance, NULL, error));
    channel.is_held = true;
    HRESULT hr = encoder.encoderEncodeCallback(instance, message, 1, channel_context(&channel), error);
    if (hr == S_OK)
        hr = encoder.encoderEndCallback(instance, channel_context(&channel), error);
    CHECK_RESULT(WS_S_ASYNC, hr);
    CALL(encoder.freeEncoderCallback, WORD(instance));
    channel_let_go(&channel);
    CHECK_RESULT(WS_E_OPERATION_ABORTED, channel_result(&channel, hr));
    CHECK(BridgeTakeErrorText(error, text, sizeof text) == 1 && strstr(text, "freed while") != NULL);

    channel.wire_position = 0;
    BYTE byte;
    ULONG length;
    CHECK_RESULT(S_OK, decoder.createDecoderCallback(decoder.createContext, channel_read, &channel, &instance, error));
    CHECK_RESULT(S_OK, decoder.decoderStartCallback(instance, NULL, error));
    CHECK_RESULT(S_OK, decoder.decoderGetContentTypeCallback(instance, &type, &encoding, &new_type, error));
    channel.is_held = true;
    hr = decoder.decoderDecodeCallback(instance, &byte, 1, &length, channel_context(&channel), error);
    CHECK_RESULT(WS_S_ASYNC, hr);
    CALL(decoder.freeDecoderCallback, WORD(instance));
    channel_let_go(&channel);
    CHECK_RESULT(WS_E_OPERATION_ABORTED, channel_result(&channel, hr));
    CHECK(BridgeTakeErrorText(error, text, sizeof text) == 1 && strstr(text, "freed while") != NULL);
    channel_close(&channel);
    close_tables(&encoder, &decoder);
    BridgeFreeError(error);
}

void test_failures(void)
{
    WS_BYTES message = { 100000, make_message(100000, 3) };
    for (size_t i = 0; i < sizeof builtin_codecs / sizeof *builtin_codecs; i++) {
        for (enum manner manner = 0; manner < MANNER_COUNT; manner++)
            fail_in_sink(builtin_codecs[i], manner, &message);
        report("%s gives a failure of a Windows sink or source unchanged, and recovers", builtin_codecs[i]);
    }
    for (size_t i = 0; i < sizeof builtin_codecs / sizeof *builtin_codecs; i++)
        free_too_early(builtin_codecs[i], &message);
    report("an instance that Windows code frees while its sink or source is at work is gone when that completes");
    CHECK_RESULT(S_OK, BridgeRegisterEncoder("windows", &windows_encoder, TRUE, NULL));
    CHECK_RESULT(S_OK, BridgeRegisterDecoder("windows", &windows_decoder, TRUE, NULL));
    free_too_early("windows", &message);
    free_too_early("windows,gzip", &message);
    CHECK_RESULT(S_OK, BridgeUnregister("windows"));
    report("so is one of a checked Windows codec, alone and in a chain");
    free(message.bytes);
    fail_in_library();
    report("failures of the library arrive as codes in Windows code, with their strings in the error object");
}

/** webservices.dll's XML writer in front of an encoder: Encode is a WS_WRITE_CALLBACK. */
void test_writer(void)
{
    enum { ITEM_COUNT = 20000 };
    WS_XML_WRITER_TEXT_ENCODING text = { { WS_XML_WRITER_ENCODING_TYPE_TEXT }, WS_CHARSET_UTF8 };
    WS_XML_WRITER_STREAM_OUTPUT output = { { WS_XML_WRITER_OUTPUT_TYPE_STREAM }, NULL, NULL };
    WS_XML_STRING order = { 5, (BYTE *)"order", NULL, 0 }, item = { 4, (BYTE *)"item", NULL, 0 }, none = { 0, NULL, NULL, 0 };
    WCHAR type_chars[] = L"text/xml";
    WS_STRING type = { 8, type_chars }, new_type, encoding;
    WS_CHANNEL_ENCODER encoder;
    WS_XML_WRITER *writer = NULL;
    struct channel channel;
    void *instance = NULL;
    if (!CHECK_RESULT(S_OK, BridgeOpenEncoder("gzip", &encoder, NULL)))
        return;
    channel_open(&channel, SYNCHRONOUSLY, NULL);
    CHECK_RESULT(S_OK, encoder.createEncoderCallback(encoder.createContext, channel_write, &channel, &instance, NULL));
    CHECK_RESULT(S_OK, encoder.encoderGetContentTypeCallback(instance, &type, &new_type, &encoding, NULL));
    CHECK_RESULT(S_OK, encoder.encoderStartCallback(instance, NULL, NULL));
    output.writeCallback = encoder.encoderEncodeCallback;
    output.writeCallbackState = instance;
    CHECK_RESULT(S_OK, WsCreateWriter(NULL, 0, &writer, NULL));
    CHECK_RESULT(S_OK, WsSetOutput(writer, &text.encoding, &output.output, NULL, 0, NULL));
    CHECK_RESULT(S_OK, WsWriteStartElement(writer, NULL, &order, &none, NULL));
    for (int i = 0; i < ITEM_COUNT; i++) {
        CHECK_RESULT(S_OK, WsWriteStartElement(writer, NULL, &item, &none, NULL));
        CHECK_RESULT(S_OK, WsWriteCharsUtf8(writer, (const BYTE *)"hello", 5, NULL));
        CHECK_RESULT(S_OK, WsWriteEndElement(writer, NULL));
    }
    CHECK_RESULT(S_OK, WsWriteEndElement(writer, NULL));
    CHECK_RESULT(S_OK, WsFlushWriter(writer, 0, NULL, NULL));
    CHECK_RESULT(S_OK, encoder.encoderEndCallback(instance, NULL, NULL));
    encoder.freeEncoderCallback(instance);
    WsFreeWriter(writer);

    static const char begin[] = "<order>", each[] = "<item>hello</item>", end[] = "</order>";
    WS_BYTES expected = { sizeof begin - 1 + ITEM_COUNT * (sizeof each - 1) + sizeof end - 1, NULL };
    BYTE *place = expected.bytes = malloc(expected.length);
    memcpy(place, begin, sizeof begin - 1);
    place += sizeof begin - 1;
    for (int i = 0; i < ITEM_COUNT; i++, place += sizeof each - 1)
        memcpy(place, each, sizeof each - 1);
    memcpy(place, end, sizeof end - 1);
    WS_BYTES wire = { (ULONG)channel.wire_size, channel.wire };
    CHECK_RESULT(S_OK, BridgeVerify("gzip", &wire, &expected, NULL));
    free(expected.bytes);
    channel_close(&channel);
    BridgeCloseEncoder(&encoder);
    report("webservices.dll's XML writer writes into an encoder");
}
