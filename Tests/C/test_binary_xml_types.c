/* The content types of binary XML: which are taken, which are refused and how, and which come out. */
#include "FakeChannel/fake_channel.h"

static HRESULT get_types(bool is_encoder, const char *codec, const WS_STRING *type, WS_STRING *new_type, WCHAR *room,
                         WS_ERROR *error)
{
    WS_STRING encoding, none = { 0, NULL };
    void *instance = NULL;
    HRESULT result;
    struct channel channel;
    channel_open(&channel, SYNCHRONOUSLY, test_seed());
    if (is_encoder) {
        WS_CHANNEL_ENCODER table = create_encoder_table(codec, NULL, 0);
        assert_result(S_OK, table.createEncoderCallback(table.createContext, channel_write, &channel, &instance, NULL));
        WseFreeChannelEncoder(&table);
        result = WseEncoderGetContentType(instance, type, new_type, &encoding, error);
        if (result == S_OK)
            assert_int_equal(0, encoding.length);
    } else {
        WS_CHANNEL_DECODER table = create_decoder_table(codec, NULL, 0);
        assert_result(S_OK, table.createDecoderCallback(table.createContext, channel_read, &channel, &instance, NULL));
        WseFreeChannelDecoder(&table);
        assert_result(S_OK, WseDecoderStart(instance, NULL, NULL));
        result = WseDecoderGetContentType(instance, type, &none, new_type, error);
    }
    if (result == S_OK) {
        assert_true(new_type->length < 64);
        memcpy(room, new_type->chars, new_type->length * sizeof(WCHAR));
        new_type->chars = room;
    }
    if (is_encoder)
        WseFreeEncoder(instance);
    else
        WseFreeDecoder(instance);
    channel_close(&channel);
    return result;
}

static void content_types_are_taken_without_case_and_in_utf_8_alone(void **state)
{
    (void)state;
    static const struct {
        bool is_encoder;
        WS_STRING type;
        const char *refusal; /* NULL: taken */
    } rows[] = {
        { true, WS_STRING_VALUE(u""), NULL },
        { true, WS_STRING_VALUE(u"application/soap+xml"), NULL },
        { true, WS_STRING_VALUE(u"Application/SOAP+XML; Charset=UTF-8"), NULL },
        { true, WS_STRING_VALUE(u" application/soap+xml ;charset=\"utf-8\" "), NULL },
        { true, WS_STRING_VALUE(u"application/soap+xml; action=\"urn:a;b\"; charset=utf-8"), NULL },
        { true, WS_STRING_VALUE(u"application/soap+xml; action=\"urn:a\""), NULL },
        { true, WS_STRING_VALUE(u"application/soap+xml; charset=utf-16"), "the charset \"utf-16\" of the content type" },
        { true, WS_STRING_VALUE(u"application/soap+xml; charset=iso-8859-1"), "type is not UTF-8" },
        { true, WS_STRING_VALUE(u"text/xml"), "is \"text/xml\" and not \"application/soap+xml\"" },
        { true, WS_STRING_VALUE(u"text/xml; charset=utf-8"), "and not \"application/soap+xml\"" },
        { true, WS_STRING_VALUE(u"application/soap+xmlx"), "and not \"application/soap+xml\"" },
        { true, WS_STRING_VALUE(u"application/soap+xml charset"), "and not \"application/soap+xml\"" },
        { true, WS_STRING_VALUE(u"application/soap+msbin1"), "and not \"application/soap+xml\"" },
        { false, WS_STRING_VALUE(u""), NULL },
        { false, WS_STRING_VALUE(u"application/soap+msbin1"), NULL },
        { false, WS_STRING_VALUE(u"APPLICATION/soap+MSBIN1"), NULL },
        { false, WS_STRING_VALUE(u"application/soap+msbin1; action=\"urn:a\""), NULL },
        { false, WS_STRING_VALUE(u"application/soap+xml"), "is \"application/soap+xml\" and not \"application/soap+msbin1\"" },
        { false, WS_STRING_VALUE(u"application/soap+msbinsession1"), "and not \"application/soap+msbin1\"" },
        { false, WS_STRING_VALUE(u"application/soap+msbin1+gzip"), "and not \"application/soap+msbin1\"" },
    };
    WS_ERROR *error = create_error();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        WCHAR room[64];
        WS_STRING type = { 7, NULL };
        HRESULT result = get_types(rows[i].is_encoder, "msbin1", &rows[i].type, &type, room, error);
        if (rows[i].refusal) {
            assert_result(WS_E_NOT_SUPPORTED, result);
            assert_error_contains(error, rows[i].refusal);
        } else {
            assert_result(S_OK, result);
            assert_true(
                string_is(&type, rows[i].is_encoder ? "application/soap+msbin1" : "application/soap+xml; charset=utf-8"));
        }
    }
    WsFreeError(error);
}

static void types_of_a_codec(const char *codec)
{
    WCHAR room[64];
    WS_STRING type;
    char expected[64];
    if (!is_xml_codec(codec) || codec_traits(codec).is_package)
        return;
    assert_result(S_OK, get_types(true, codec, &soap_content_type, &type, room, NULL));
    snprintf(expected, sizeof expected, "application/soap+%s", codec);
    assert_true(string_is(&type, expected));
    assert_result(S_OK, get_types(false, codec, &type, &type, room, NULL));
    assert_true(string_is(&type, "application/soap+xml; charset=utf-8"));
}

static void each_codec_gives_the_type_of_its_name(void **state)
{
    (void)state;
    for_every_codec(types_of_a_codec);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(content_types_are_taken_without_case_and_in_utf_8_alone),
        cmocka_unit_test(each_codec_gives_the_type_of_its_name),
    };
    return RUN_SUITE(tests);
}
