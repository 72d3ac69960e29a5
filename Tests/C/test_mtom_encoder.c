/* What the encoder of MTOM takes, and which of it becomes a part. Swift tests have more shapes of documents. */
#include "Support/support.h"

/* What a text becomes with the boundary "b", and how it is labelled. Content of more than three bytes becomes a part. */
static struct conversion encode_text(const WS_STRING *type, const char *text)
{
    static const WS_STRING boundary = WS_STRING_VALUE(u"b");
    const ULONG limit = 3;
    const WSE_PROPERTY properties[] = { { WSE_PROPERTY_MIME_BOUNDARY, &boundary, sizeof boundary },
                                        { WSE_PROPERTY_MAX_INLINE_SIZE, &limit, sizeof limit } };
    WS_CHANNEL_ENCODER table;
    WSE_BUFFER *output = NULL;
    WS_ERROR *error = create_error();
    WS_STRING new_type = { 0, NULL };
    WS_BYTES buffer = { (ULONG)strlen(text), (BYTE *)text };
    assert_result(S_OK, WseCreateChannelEncoder("mtom", properties, 2, &table, NULL));
    assert_result(S_OK, WseCreateBuffer(0, &output, NULL));
    HRESULT result = WseEncodeMessage(&table, type, &buffer, 1, output, &new_type, NULL, error);
    struct conversion outcome = conversion_of(result, output, &new_type, error);
    WsFreeError(error);
    WseFreeBuffer(output);
    WseFreeChannelEncoder(&table);
    return outcome;
}

/* [M2] */
static void an_encoder_takes_soap_in_utf8(void **state)
{
    (void)state;
#define LABEL(info) "multipart/related; type=\"application/xop+xml\";start=\"<0@b>\";boundary=\"b\";start-info=\"" info "\""
    static const struct {
        WS_STRING type;
        const char *label;
    } taken[] = {
        { WS_STRING_VALUE(u""), LABEL("application/soap+xml") },
        { WS_STRING_VALUE(u"application/soap+xml; charset=UTF-8; a=b"), LABEL("application/soap+xml") },
        { WS_STRING_VALUE(u"text/xml; action=\"urn:x\""), LABEL("text/xml") "; action=\"urn:x\"" },
    };
    static const WS_STRING refused[] = { WS_STRING_VALUE(u"text/plain"), WS_STRING_VALUE(u"application/xml"),
                                         WS_STRING_VALUE(u"text/xml; charset=utf-16") };
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        assert_string_equal(taken[i].label, encode_text(&taken[i].type, "<a/>").type);
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        assert_result(WS_E_NOT_SUPPORTED, encode_text(&refused[i], "<a/>").result);
}

/* [M3] [M4] */
static void only_canonical_base64_becomes_a_part(void **state)
{
    (void)state;
#define INCLUDE "<xop:Include href=\"cid:1@b\" xmlns:xop=\"http://www.w3.org/2004/08/xop/include\"/>"
    static const char *const documents[][2] = {
        { "<d>QUJDRA==</d>", "<d>" INCLUDE "</d>" },
        { "<?xml version='1.0' standalone=\"yes\"?><d>QUJDRA==</d>", "<d>" INCLUDE "</d>" },
        { "\xEF\xBB\xBF<d>QUJDRA==</d>", "<d>" INCLUDE "</d>" },
        { "<d>QUJD</d>", "<d>QUJD</d>" },
        { "<d>QUJDRA</d>", "<d>QUJDRA</d>" },
        { "<d>QUJDRB==</d>", "<d>QUJDRB==</d>" },
        { "<d> QUJDRA==</d>", "<d> QUJDRA==</d>" },
        { "<d>QUJD\nRA==</d>", "<d>QUJD\nRA==</d>" },
        { "<d>QUJD<!---->RA==</d>", "<d>QUJD<!---->RA==</d>" },
        { "<d>QUJD&#x52;A==</d>", "<d>QUJD&#x52;A==</d>" },
        { "<d><![CDATA[QUJDRA==]]></d>", "<d><![CDATA[QUJDRA==]]></d>" },
        { "<d  a='1' >QUJDRA==<f /></d>", "<d  a='1' >QUJDRA==<f /></d>" },
    };
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++) {
        struct conversion outcome = encode_text(&soap_content_type, documents[i][0]);
        char root[256];
        snprintf(root, sizeof root, "\r\n\r\n%s\r\n--b", documents[i][1]);
        if (outcome.result != S_OK || strstr(outcome.text, root) == NULL)
            fail_msg("%s became %s%s", documents[i][0], outcome.text, outcome.error);
    }
}

/* [M5] */
static void a_message_that_cannot_be_packed_is_refused(void **state)
{
    (void)state;
    static const char *const documents[][2] = {
        { "", "the document ends before its root element does" },
        { "<a>\xFF</a>", "bytes that are not UTF-8" },
        { "<a></b>", "(line 1, column " },
        { "<a>" INCLUDE "</a>", "the message has an element Include of XOP" },
        { "<a>\r\n--b\r\n</a>", "the message contains the boundary of the package" },
    };
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++) {
        struct conversion outcome = encode_text(&soap_content_type, documents[i][0]);
        assert_result(WS_E_INVALID_FORMAT, outcome.result);
        assert_non_null(strstr(outcome.error, documents[i][1]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_encoder_takes_soap_in_utf8),
        cmocka_unit_test(only_canonical_base64_becomes_a_part),
        cmocka_unit_test(a_message_that_cannot_be_packed_is_refused),
    };
    return RUN_SUITE(tests);
}
