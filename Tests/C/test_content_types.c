/* Content types as people write them. */
#include "Support/reader.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(content_types_are_taken_as_people_write_them),
        cmocka_unit_test(a_content_type_that_is_kept_is_kept_byte_by_byte),
    };
    return RUN_SUITE(tests);
}
