/* Content types as people write them. */
#include "Plugin/xor_codec.h"
#include "Support/reader.h"
#include "Support/sample.h"

static void content_types_are_taken_as_people_write_them(void **state)
{
    (void)state;
    /* clang-format off */
    static const char *const parameters[] = {
        "", ";", "; charset=utf-8; action=http://example.com/t", "; charset = utf-8", "; foo", ";foo;bar;", "; action=urn:x/y",
        "; action=urn:x y; charset=UTF-8", "; action=a,b@c[d]?e=f", "; charset", " ;\tcharset\t=\t\"utf-8\"\t; a",
        "; action=\"a;charset=utf-16\"", "; =x", "; a/b=c", "; action='x;charset=utf-8", "; action=\"\\\"\"; charset=utf-8",
        "; action=a\"b", "; action=",
    };
    /* clang-format on */
    static const struct {
        const char *parameters, *reason;
    } refused[] = {
        { "; charset=utf-16", "the charset \"utf-16\" of the content type is not UTF-8" },
        { "; action=http://example.com/t; charset = iso-8859-1 ; x", "the charset \"iso-8859-1\" of the content type" },
        { "; charset=\"utf-16\"", "the charset \"utf-16\" of the content type is not UTF-8" },
        { "; charset=", "the charset \"\" of the content type is not UTF-8" },
        { "; charset=utf-8, text/xml", "the charset \"utf-8, text/xml\" of the content type is not UTF-8" },
        { "; charset=\"utf-8", "the parameter \"charset\" of the content type lacks its closing quotation mark" },
        { "; action=\"x\\\"", "the parameter \"action\" of the content type lacks its closing quotation mark" },
        { "; charset=utf-8; action=\"x\"y", "the parameter \"action\" of the content type goes on after its closing" },
        { "; action=\"a\nb\"", "the content type has a control character" },
        { "; charset=utf-8\r", "the content type has a control character" },
        { " charset=utf-8", "charset=utf-8\" and not \"application/soap+" },
        { ", text/xml", ", text/xml\" and not \"application/soap+" },
    };
    static const char *const codecs[] = { "msbin1", "msbin1+gzip", "msbinsession1" };
    for (size_t c = 0; c < 3; c++) {
        struct reader reader = reader_open(codecs[c], NULL, 0);
        WS_CHANNEL_ENCODER encoder = create_encoder_table(codecs[c], NULL, 0);
        struct channel channel;
        struct bytes none = { 0 };
        char type[160], expected[64];
        WS_STRING new_type, encoding;
        void *instance = NULL;
        channel_open(&channel, SYNCHRONOUSLY, test_seed());
        assert_result(S_OK, encoder.createEncoderCallback(encoder.createContext, channel_write, &channel, &instance, NULL));
        snprintf(expected, sizeof expected, "application/soap+%s", codecs[c]);
        for (size_t i = 0; i < sizeof parameters / sizeof *parameters; i++) {
            snprintf(type, sizeof type, "application/soap+xml%s", parameters[i]);
            assert_result(S_OK, encoder.encoderGetContentTypeCallback(instance, wide(type), &new_type, &encoding, NULL));
            assert_true(string_is(&new_type, expected));
            snprintf(type, sizeof type, "application/soap+%s%s", codecs[c], parameters[i]);
            assert_result(S_OK, reader_start(&reader, none, type, NULL));
            assert_true(string_is(&reader.type, "application/soap+xml; charset=utf-8"));
        }
        for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
            snprintf(type, sizeof type, "application/soap+xml%s", refused[i].parameters);
            assert_result(WS_E_NOT_SUPPORTED,
                          encoder.encoderGetContentTypeCallback(instance, wide(type), &new_type, &encoding, reader.error));
            assert_error_contains(reader.error, refused[i].reason);
            snprintf(type, sizeof type, "application/soap+%s%s", codecs[c], refused[i].parameters);
            assert_refuses(&reader, type, NULL, refused[i].reason);
        }
        encoder.freeEncoderCallback(instance);
        WseFreeChannelEncoder(&encoder);
        channel_close(&channel);
        reader_close(&reader);
    }
}

/* Content codings leave the type to the message in them: not a byte of it changes. */
static void a_content_type_that_is_kept_is_kept_byte_by_byte(void **state)
{
    (void)state;
    static const char type[] = " Application/SOAP+xml ;charset = \"UTF-8\"; ACTION=http://example.com/a b;; foo; q=\"\\\"\" ";
    static const char *const codecs[] = { "identity", "gzip", "deflate", "br", "zstd", "gzip,zstd" };
    struct bytes none = { 0 };
    for (size_t i = 0; i < sizeof codecs / sizeof *codecs; i++) {
        struct reader reader = reader_open(codecs[i], NULL, 0);
        char coding[32] = "";
        const WS_STRING *known = content_encoding_of(codecs[i]);
        for (ULONG j = 0; j < known->length; j++)
            coding[j] = (char)known->chars[j];
        assert_result(S_OK, reader_start(&reader, none, type, coding));
        assert_true(string_is(&reader.type, type));
        reader_close(&reader);
    }
}

/** In a chain with registered codecs, the newest string names the link, and the one before it says what is wrong. */
static void assert_is_blamed(WS_ERROR *error, const char *reason)
{
    WS_STRING string;
    bool is_found = false;
    for (ULONG i = 0; !is_found && WsGetErrorString(error, i, &string) == S_OK; i++) {
        char text[200] = "";
        for (ULONG j = 0; j < string.length && j < sizeof text - 1; j++)
            text[j] = (char)string.chars[j];
        is_found = strstr(text, reason);
    }
    if (!is_found)
        fail_msg("no error string has \"%s\"", reason);
    WsResetError(error);
}

/** Asks an encoder and a decoder about content types. Both say what is wrong, and their next message is none the worse. */
static void check_injection(const char *codec, const char *coding, const char *encoder_blamed, const char *decoder_blamed)
{
    /* What would end a header and begin another, and what no header may have. */
    static const char *const types[] = {
        "text/xml\r\nSet-Cookie: a=b", "text/xml\n", "\rtext/xml", "text/\x01xml", "a/b\n", "\x7F"
    };
    static const char reason[] = "the content type has a control character, which no header may have";
    static const char harmless[] = "text/xml;\tx=y";
    static const struct bytes none = { 0 };
    struct reader reader = reader_open(codec, NULL, 0);
    WS_CHANNEL_ENCODER encoder = create_encoder_table(codec, NULL, 0);
    struct channel channel;
    WS_STRING new_type, encoding;
    char expected[2][160];
    void *instance = NULL;
    snprintf(expected[0], sizeof expected[0], "%s encoder: %s", encoder_blamed, reason);
    snprintf(expected[1], sizeof expected[1], "%s decoder: %s", decoder_blamed, reason);
    channel_open(&channel, SYNCHRONOUSLY, test_seed());
    assert_result(S_OK, encoder.createEncoderCallback(encoder.createContext, channel_write, &channel, &instance, NULL));
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        assert_result(WS_E_NOT_SUPPORTED,
                      encoder.encoderGetContentTypeCallback(instance, wide(types[i]), &new_type, &encoding, reader.error));
        assert_is_blamed(reader.error, expected[0]);
        assert_result(S_OK, encoder.encoderGetContentTypeCallback(instance, wide(harmless), &new_type, &encoding, NULL));
        assert_true(string_is(&new_type, harmless));
        assert_result(WS_E_NOT_SUPPORTED, reader_start(&reader, none, types[i], coding));
        assert_is_blamed(reader.error, expected[1]);
        assert_result(S_OK, reader_start(&reader, none, harmless, coding));
        assert_true(string_is(&reader.type, harmless));
    }
    encoder.freeEncoderCallback(instance);
    WseFreeChannelEncoder(&encoder);
    channel_close(&channel);
    reader_close(&reader);
}

/* [G4] [J4] [N9]: codecs that leave the type as it is would pass it on. */
static void no_codec_passes_on_a_content_type_with_a_control_character(void **state)
{
    (void)state;
    register_xor();
    register_transforms();
    check_injection("identity", NULL, "identity", "identity");
    check_injection("gzip", "gzip", "gzip", "gzip");
    check_injection("gzip,zstd", "gzip, zstd", "gzip", "zstd");
    check_injection("xor-transform", "xor-transform", "xor-transform", "xor-transform");
    check_injection("xor-transform,gzip", "xor-transform, gzip", "xor-transform", "gzip");
    check_injection("xor", "xor", "xor", "xor");
    check_injection("xor-checked", "xor", "xor-checked", "xor-checked");
    check_injection("xor,gzip", "xor, gzip", "xor", "gzip");
#if defined(__x86_64__)
    check_injection("xor-win64", "xor", "xor-win64", "xor-win64");
#endif
    unregister_transforms();
    unregister_xor();
}

/** What GetContentType of an encoder says of a plain content type. */
static void check_label(const char *codec, const char *expected)
{
    WS_CHANNEL_ENCODER encoder = create_encoder_table(codec, NULL, 0);
    WS_ERROR *error = create_error();
    struct channel channel;
    WS_STRING new_type, encoding;
    void *instance = NULL;
    channel_open(&channel, SYNCHRONOUSLY, test_seed());
    assert_result(S_OK, encoder.createEncoderCallback(encoder.createContext, channel_write, &channel, &instance, NULL));
    assert_result(WS_E_NOT_SUPPORTED,
                  encoder.encoderGetContentTypeCallback(instance, wide("text/xml"), &new_type, &encoding, error));
    assert_is_blamed(error, expected);
    encoder.freeEncoderCallback(instance);
    WseFreeChannelEncoder(&encoder);
    channel_close(&channel);
    WsFreeError(error);
}

/* [N9]: whatever they were told. */
static void labels_of_a_registered_codec_have_no_control_characters(void **state)
{
    (void)state;
    static const char *const names[] = { "sample", "sample-checked", "sample-win64" };
    struct xor_codec coded = { 1, "x\r\nSet-Cookie: a=b", 0, 0 };
    WS_CHANNEL_ENCODER encoder;
    WS_CHANNEL_DECODER decoder;
    register_sample();
#if defined(__x86_64__)
    const size_t count = 3;
#else
    const size_t count = 2;
#endif
    for (size_t i = 0; i < count; i++) {
        char expected[80];
        sample_codecs[i].type = "a/b\r\nSet-Cookie: a=b";
        snprintf(expected, sizeof expected, "%s encoder: the content type has a control character", names[i]);
        check_label(names[i], expected);
    }
    check_label("sample,gzip", "sample encoder: the content type has a control character");
    unregister_sample();
    sysv_xor_tables(&coded, &encoder, &decoder);
    assert_result(S_OK, WseRegisterEncoder("coded", &encoder, WSE_ABI_DEFAULT, 0, NULL));
    check_label("coded", "coded encoder: the content encoding has a control character");
    check_label("coded,gzip", "coded encoder: the content encoding has a control character");
    assert_result(S_OK, WseUnregister("coded", NULL));
    assert_int_equal(0, coded.instances);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(content_types_are_taken_as_people_write_them),
        cmocka_unit_test(a_content_type_that_is_kept_is_kept_byte_by_byte),
        cmocka_unit_test(no_codec_passes_on_a_content_type_with_a_control_character),
        cmocka_unit_test(labels_of_a_registered_codec_have_no_control_characters),
    };
    return RUN_SUITE(tests);
}
