/* Packages of MTOM, through the interface. Swift tests have the many shapes of packages. */
#include "Support/support.h"

static const WS_STRING package_type = WS_STRING_VALUE(
    u"multipart/related; type=\"application/xop+xml\"; boundary=\"b\"; start-info=\"application/soap+xml\"");

/* A document whose element d has so many bytes in base64. */
static struct bytes document(size_t size)
{
    struct bytes message = { 0 };
    bytes_append(&message, "<e><d>", 6);
    for (size_t i = 0; i + 2 < size; i += 3)
        bytes_append(&message, "QUJD", 4);
    if (size % 3 != 0)
        bytes_append(&message, size % 3 == 1 ? "QQ==" : "QUI=", 4);
    bytes_append(&message, "</d></e>", 8);
    return message;
}

/* A package in which one Include stands before `after`, and parts with these bytes follow. */
static struct bytes package(const char *after, const char *const *parts)
{
    struct bytes wire = { 0 };
    char text[512];
    bytes_append(&wire, text,
                 (size_t)snprintf(text, sizeof text,
                                  "--b\r\nContent-Type: application/xop+xml\r\n\r\n<e><d><i:Include href='cid:1' "
                                  "xmlns:i='http://www.w3.org/2004/08/xop/include'/>%s</e>",
                                  after));
    for (; *parts; parts++) {
        bytes_append(&wire, "\r\n--b\r\n", 7);
        bytes_append(&wire, *parts, strlen(*parts));
    }
    bytes_append(&wire, "\r\n--b--\r\n", 9);
    return wire;
}

static WS_STRING widen(const char *text, WCHAR *characters)
{
    WS_STRING string = { 0, characters };
    for (; text[string.length]; string.length++)
        characters[string.length] = (WCHAR)text[string.length];
    return string;
}

static struct conversion decode(const char *codec, const WSE_PROPERTY *properties, ULONG count, const WS_STRING *type,
                                const struct bytes *wire)
{
    WS_CHANNEL_DECODER table = create_decoder_table(codec, properties, count);
    WSE_BUFFER *output = NULL;
    WS_ERROR *error = create_error();
    WS_STRING new_type = { 0, NULL };
    WS_BYTES buffer = { (ULONG)wire->size, wire->data };
    assert_result(S_OK, WseCreateBuffer(0, &output, NULL));
    HRESULT result = WseDecodeMessage(&table, type, content_encoding_of(codec), &buffer, 1, output, &new_type, error);
    struct conversion outcome = conversion_of(result, output, &new_type, error);
    WsFreeError(error);
    WseFreeBuffer(output);
    WseFreeChannelDecoder(&table);
    return outcome;
}

/* What a document becomes, and how the package is labelled. */
static struct bytes encode(const char *codec, const WSE_PROPERTY *properties, ULONG count, const WS_STRING *type,
                           const struct bytes *message, char *label, size_t label_size)
{
    struct bytes wire = { 0 };
    WS_CHANNEL_ENCODER table;
    WSE_BUFFER *output = NULL;
    WS_STRING new_type = { 0, NULL };
    WS_BYTES buffer = { (ULONG)message->size, message->data };
    const BYTE *bytes;
    ULONGLONG size;
    assert_result(S_OK, WseCreateChannelEncoder(codec, properties, count, &table, NULL));
    assert_result(S_OK, WseCreateBuffer(0, &output, NULL));
    assert_result(S_OK, WseEncodeMessage(&table, type, &buffer, 1, output, &new_type, NULL, NULL));
    assert_result(S_OK, WseGetBufferBytes(output, &bytes, &size));
    bytes_append(&wire, bytes, (size_t)size);
    copy_ascii(&new_type, label, label_size);
    WseFreeBuffer(output);
    WseFreeChannelEncoder(&table);
    return wire;
}

/* [M7] */
static void the_type_of_the_message_is_that_of_start_info(void **state)
{
    (void)state;
#define PACKAGE u"multipart/related; type=\"application/xop+xml\"; boundary=b"
    static const struct {
        WS_STRING label;
        const char *type;
    } labels[] = {
        { WS_STRING_VALUE(PACKAGE u"; start-info=\"application/soap+xml\""), "application/soap+xml; charset=utf-8" },
        { WS_STRING_VALUE(PACKAGE u"; start-info=\"text/xml\"; action=x"), "text/xml; charset=utf-8; action=\"x\"" },
        { WS_STRING_VALUE(PACKAGE u"; action=x"), "application/soap+xml; charset=utf-8; action=\"x\"" },
        { WS_STRING_VALUE(PACKAGE), "text/xml; charset=utf-8" },
        { WS_STRING_VALUE(u""), "" },
    };
    static const char *const parts[] = { "Content-ID: <1>\r\n\r\nABC", NULL };
    struct bytes wire = package("</d>", parts);
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        assert_string_equal(labels[i].type, decode("mtom", NULL, 0, &labels[i].label, &wire).type);
    bytes_free(&wire);
}

/* [M6] A type as HTTP libraries hand it on: folded over lines, in any case, with blanks, escapes and comments. */
static void a_content_type_is_read_in_every_form_that_mime_has(void **state)
{
    static const WS_STRING labels[] = {
        WS_STRING_VALUE(
            u"multipart/related;\r\n type=\"application/xop+xml\";\r\n\tboundary=\"b\";\r\n start-info=\"text/xml\""),
        WS_STRING_VALUE(u"multipart/related;\r\n boundary=b"),
        WS_STRING_VALUE(u"MULTIPART/Related; TYPE=Application/XOP+XML; Boundary=b; Start-Info=\"text/xml\""),
        WS_STRING_VALUE(u" multipart/related ; boundary = \"b\" ;type=\"application/xop+xml\"; "),
        WS_STRING_VALUE(u"multipart/related; boundary=\"\\b\"; type=\"application/xop\\+xml\""),
        WS_STRING_VALUE(u"multipart/related (of parts); boundary=b (not \\) (nested) c); type=\"application/xop+xml\" (XOP)"),
        WS_STRING_VALUE(u"multipart/related; boundary=\"b\" (\";boundary=c\"); x=\"(\""),
        WS_STRING_VALUE(u"multipart/related; (first) (the boundary) boundary=b; (a=b;) x=y"),
    };
    static const char *const parts[] = { "Content-ID: <1>\r\n\r\nABC", NULL };
    (void)state;
    struct bytes wire = package("</d>", parts);
    for (size_t i = 0; i < WsCountOf(labels); i++) {
        struct conversion outcome = decode("mtom", NULL, 0, &labels[i], &wire);
        if (outcome.result != S_OK || strcmp(outcome.text, "<e><d>QUJD</d></e>") != 0
            || strcmp(outcome.type, "text/xml; charset=utf-8") != 0)
            fail_msg("type %zu: %#x %s%s %s", i, outcome.result, outcome.error, outcome.text, outcome.type);
    }
    bytes_free(&wire);
}

/* [M8] */
static void a_part_may_be_in_any_transfer_encoding(void **state)
{
    (void)state;
#define CONTENT_ID "Content-ID: <2 3>\r\n"
    static const char *const taken[] = { CONTENT_ID "\r\nABC",
                                         CONTENT_ID "Content-Transfer-Encoding: binary\r\n\r\nABC",
                                         CONTENT_ID "Content-Transfer-Encoding: 8bit\r\n\r\nABC",
                                         CONTENT_ID "Content-Transfer-Encoding: 7bit\r\n\r\nABC",
                                         CONTENT_ID "Content-Transfer-Encoding: base64\r\n\r\nQUJD",
                                         CONTENT_ID "Content-Transfer-Encoding: quoted-printable\r\n\r\n=41BC" };
    static const char *const urls[] = { "cid:2 3", "cid:2%203" };
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        for (size_t j = 0; j < 2; j++) {
            char after[128];
            const char *const parts[] = { "Content-ID: <1>\r\n\r\n", "Content-ID: <nobody>\r\n\r\nD", taken[i], NULL };
            snprintf(after, sizeof after, "</d><d><Include href='%s' xmlns='http://www.w3.org/2004/08/xop/include'/></d>",
                     urls[j]);
            struct bytes wire = package(after, parts);
            assert_string_equal("<e><d></d><d>QUJD</d></e>", decode("mtom", NULL, 0, &package_type, &wire).text);
            bytes_free(&wire);
        }
    static const char *const parts[] = { "Content-ID: <1>\r\n\r\n", NULL };
    struct bytes wire = package("</d><d><Include href='cid:1' xmlns='http://www.w3.org/2004/08/xop/include'/></d>", parts);
    assert_result(WS_E_INVALID_FORMAT, decode("mtom", NULL, 0, &package_type, &wire).result);
    bytes_free(&wire);
}

/* [M9] */
static void a_root_in_utf16_comes_out_in_utf8(void **state)
{
    (void)state;
    static const char text[] = "--b\r\nContent-Type: application/xop+xml; charset=utf-16\r\n\r\n"
                               "\xFF\xFE<\0a\0/\0>\0\r\n--b--\r\n";
    struct bytes wire = { 0 };
    bytes_append(&wire, text, sizeof text - 1);
    assert_string_equal("<a/>", decode("mtom", NULL, 0, &package_type, &wire).text);
    bytes_free(&wire);
}

/* [M11] */
static void much_text_after_a_part_needs_a_larger_limit(void **state)
{
    (void)state;
    char label[256];
    WCHAR characters[256];
    struct bytes message = document(1000);
    message.size -= 4;
    for (int i = 0; i < 65536; i++)
        bytes_append(&message, "x", 1);
    bytes_append(&message, "</e>", 4);
    struct bytes wire = encode("mtom", NULL, 0, &soap_content_type, &message, label, sizeof label);
    WS_STRING wide = widen(label, characters);
    struct conversion outcome = decode("mtom", NULL, 0, &wide, &wire);
    assert_result(WS_E_QUOTA_EXCEEDED, outcome.result);
    assert_non_null(strstr(outcome.error, "(limit 65536, see WSE_PROPERTY_MAX_ROOT_SIZE"));
    bytes_free(&wire);
    bytes_free(&message);
}

static void base64_of_more_bytes_than_may_stay_becomes_a_part(void **state)
{
    (void)state;
    for (ULONG limit = 766; limit <= 768; limit++) {
        WSE_PROPERTY property = { WSE_PROPERTY_MAX_INLINE_SIZE, &limit, sizeof limit };
        for (size_t size = 766; size <= 769; size++) {
            char label[256];
            struct bytes message = document(size);
            struct bytes wire = encode("mtom", &property, limit != 767, &soap_content_type, &message, label, sizeof label);
            bytes_append(&wire, "", 1);
            /* [P40] 767 is the default. */
            assert_int_equal(size > limit, strstr((char *)wire.data, "Include") != NULL);
            bytes_free(&wire);
            bytes_free(&message);
        }
    }
}

static void what_is_encoded_is_decoded(void **state)
{
    static const char *const codecs[] = { "mtom", "mtom,gzip" };
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        char label[256];
        WCHAR characters[256];
        struct bytes message = document(2000);
        WS_STRING type = WS_STRING_VALUE(u"application/soap+xml; charset=utf-8; action=\"urn:a\"");
        struct bytes wire = encode(codecs[i], NULL, 0, &type, &message, label, sizeof label);
        assert_true(strstr(label, "multipart/related; type=\"application/xop+xml\"") == label);
        WS_STRING wide = widen(label, characters);
        struct conversion outcome = decode(codecs[i], NULL, 0, &wide, &wire);
        assert_result(S_OK, outcome.result);
        assert_int_equal(message.size, strlen(outcome.text));
        assert_memory_equal(message.data, outcome.text, message.size);
        assert_string_equal("application/soap+xml; charset=utf-8; action=\"urn:a\"", outcome.type);
        bytes_free(&wire);
        bytes_free(&message);
    }
}

static void the_boundary_can_be_given(void **state)
{
    (void)state;
    static const WS_STRING boundary = WS_STRING_VALUE(u"It's (+_,-./:=?) 1");
    WSE_PROPERTY property = { WSE_PROPERTY_MIME_BOUNDARY, &boundary, sizeof boundary };
    struct bytes message = document(800);
    char labels[3][256];
    struct bytes wires[3];
    for (ULONG i = 0; i < 3; i++)
        wires[i] = encode("mtom", &property, i < 2, &soap_content_type, &message, labels[i], sizeof *labels);
    /* [P41] With it, the same message becomes the same package. */
    assert_string_equal(labels[0], labels[1]);
    assert_bytes_equal(&wires[0], wires[1].data, wires[1].size);
    assert_non_null(strstr(labels[0], "boundary=\"It's (+_,-./:=?) 1\""));
    assert_string_not_equal(labels[0], labels[2]);
    for (ULONG i = 0; i < 3; i++)
        bytes_free(&wires[i]);
    bytes_free(&message);
    static const WS_STRING wrong[] = { WS_STRING_VALUE(u""),
                                       WS_STRING_VALUE(u"a "),
                                       WS_STRING_VALUE(u"a\"b"),
                                       WS_STRING_VALUE(u"a\r\nb"),
                                       WS_STRING_VALUE(u"\u00e4"),
                                       WS_STRING_VALUE(u"01234567890123456789012345678901234567890123456789"
                                                       u"012345678901234567890") };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        WS_CHANNEL_ENCODER table;
        property.value = &wrong[i];
        assert_result(E_INVALIDARG, WseCreateChannelEncoder("mtom", &property, 1, &table, NULL));
    }
}

/* Decodes a package with a limit of one less, as much as, and one more than it needs. */
static void hits_limit(WSE_PROPERTY_ID id, const char *name, ULONG needed, const struct bytes *wire)
{
    for (ULONG limit = needed - 1; limit <= needed + 1; limit++) {
        char said[64];
        WSE_PROPERTY property = { id, &limit, sizeof limit };
        struct conversion outcome = decode("mtom", &property, 1, &package_type, wire);
        if (outcome.result != (limit < needed ? WS_E_QUOTA_EXCEEDED : S_OK))
            fail_msg("%s %u: 0x%08x, %s", name, (unsigned)limit, (unsigned)outcome.result, outcome.error);
        if (limit >= needed)
            continue;
        snprintf(said, sizeof said, "(limit %u, see %s", (unsigned)limit, name);
        assert_non_null(strstr(outcome.error, said));
    }
}

static void a_limit_is_reached_and_not_exceeded(void **state)
{
    (void)state;
    static const char *const parts[] = { "X-A: 123456\r\n\r\n", "Content-ID: <2>\r\n\r\n1234567890",
                                         "Content-ID: <1>\r\n\r\nABC", NULL };
    struct bytes wire = package("</d><d><Include href='cid:2' xmlns='http://www.w3.org/2004/08/xop/include'/></d>", parts);
    struct conversion outcome = decode("mtom", NULL, 0, &package_type, &wire);
    assert_string_equal("<e><d>QUJD</d><d>MTIzNDU2Nzg5MA==</d></e>", outcome.text);
    /* [P42] The second part, which comes first. */
    hits_limit(WSE_PROPERTY_MAX_PARTS_BUFFER_SIZE, "WSE_PROPERTY_MAX_PARTS_BUFFER_SIZE", 10, &wire);
    /* [P43] From the first "<i:Include" on. */
    const char *root = strstr((char *)wire.data, "<i:Include");
    hits_limit(WSE_PROPERTY_MAX_ROOT_SIZE, "WSE_PROPERTY_MAX_ROOT_SIZE", (ULONG)(strstr(root, "\r\n--b") - root), &wire);
    /* [P44] Those of the root. */
    hits_limit(WSE_PROPERTY_MAX_PART_HEADER_SIZE, "WSE_PROPERTY_MAX_PART_HEADER_SIZE",
               sizeof "Content-Type: application/xop+xml\r\n" - 1, &wire);
    /* [P45] */
    hits_limit(WSE_PROPERTY_MAX_PARTS, "WSE_PROPERTY_MAX_PARTS", 3, &wire);
    bytes_free(&wire);
}

static void what_is_wrong_is_named(void **state)
{
    (void)state;
    static const char *const parts[] = { "Content-ID: <2>\r\n\r\nABC", NULL };
    struct bytes wire = package("</d>", parts);
    struct conversion outcome = decode("mtom", NULL, 0, &package_type, &wire);
    assert_result(WS_E_INVALID_FORMAT, outcome.result);
    assert_non_null(strstr(outcome.error, "mtom decoder: the package lacks a part that an Include refers to: 1 ("));
    WS_STRING other = WS_STRING_VALUE(u"multipart/related; type=\"text/xml\"; boundary=b");
    outcome = decode("mtom", NULL, 0, &other, &wire);
    assert_result(WS_E_NOT_SUPPORTED, outcome.result);
    assert_non_null(strstr(outcome.error, "is not application/xop+xml"));
    bytes_free(&wire);
}

/* [M10] */
static void a_message_that_is_no_package_passes(void **state)
{
    (void)state;
    WS_STRING types[] = { WS_STRING_VALUE(u"text/xml; charset=utf-8"),
                          WS_STRING_VALUE(u"application/soap+xml"),
                          WS_STRING_VALUE(u"application/xml"),
                          { 0, NULL } };
    struct bytes wire = { 0 };
    bytes_append(&wire, "<fault/>", 8);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        char type[64];
        struct conversion outcome = decode("mtom", NULL, 0, &types[i], &wire);
        assert_result(S_OK, outcome.result);
        assert_string_equal("<fault/>", outcome.text);
        copy_ascii(&types[i], type, sizeof type);
        assert_string_equal(type, outcome.type);
    }
    bytes_free(&wire);
}

/* [M6] */
static void the_boundary_is_found_in_the_message(void **state)
{
    (void)state;
    static const char *const headers[] = { "", "\r\n",
                                           "MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n boundary=b\r\n\r\n" };
    static const char *const parts[] = { "Content-ID: <1>\r\n\r\nABC", NULL };
    WS_STRING types[] = { { 0, NULL }, WS_STRING_VALUE(u"multipart/related; start-info=\"text/xml\""), package_type };
    for (size_t i = 0; i < 9; i++) {
        struct bytes wire = { 0 }, body = package("</d>", parts);
        bytes_append(&wire, headers[i / 3], strlen(headers[i / 3]));
        bytes_append(&wire, body.data, body.size);
        assert_string_equal("<e><d>QUJD</d></e>", decode("mtom", NULL, 0, &types[i % 3], &wire).text);
        bytes_free(&wire);
        bytes_free(&body);
    }
}

/* [O8] */
static void the_parts_of_a_package_are_listed(void **state)
{
    (void)state;
    static const char *const parts[] = { "Content-ID: <1>\r\nContent-Type: image/png\r\n\r\nABC", NULL };
    struct bytes wire = package("</d><d><Include href='cid:2' xmlns='http://www.w3.org/2004/08/xop/include'/></d>", parts);
    WSE_BUFFER *input = NULL, *lines = NULL;
    WS_BYTES buffer = { (ULONG)wire.size, wire.data };
    const BYTE *bytes = NULL;
    ULONGLONG size = 0;
    char expected[512];
    assert_result(S_OK, WseCreateBuffer(0, &input, NULL));
    assert_result(S_OK, WseCreateBuffer(0, &lines, NULL));
    assert_result(S_OK, WseBufferWrite(input, &buffer, 1, NULL, NULL));
    assert_result(S_OK, WseDumpMessage("mtom", NULL, 0, WseBufferRead, input, WseBufferWrite, lines, NULL));
    assert_result(S_OK, WseGetBufferBytes(lines, &bytes, &size));
    const char *root = strstr((char *)wire.data, "<e>");
    int length = snprintf(expected, sizeof expected,
                          "%08x  root \"\" \"application/xop+xml\" %u bytes\n"
                          "%08x  part \"1\" \"image/png\" 3 bytes of element \"d\"\n"
                          "missing  part \"2\" of element \"d\"\n",
                          (unsigned)(root - (char *)wire.data), (unsigned)(strstr(root, "\r\n--b") - root),
                          (unsigned)(strstr(root, "ABC") - (char *)wire.data));
    assert_int_equal(length, size);
    assert_memory_equal(expected, bytes, (size_t)size);
    WseFreeBuffer(input);
    WseFreeBuffer(lines);
    bytes_free(&wire);
}

static void a_long_name_is_quoted_in_part(void **state)
{
    char wire[200], expected[200];
    (void)state;
    for (int count = 64; count <= 65; count++) {
        (void)snprintf(wire, sizeof wire, "--b\r\nContent-Transfer-Encoding: %0*d\r\n\r\n\r\n--b--", count, 0);
        (void)snprintf(expected, sizeof expected, "unknown Content-Transfer-Encoding: %064d%s", 0, count > 64 ? "..." : " ");
        const struct bytes input = { .data = (BYTE *)wire, .size = strlen(wire) };
        struct conversion outcome = decode("mtom", NULL, 0, &package_type, &input);
        assert_result(WS_E_INVALID_FORMAT, outcome.result);
        if (strstr(outcome.error, expected) == NULL)
            fail_msg("%s lacks %s", outcome.error, expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_long_name_is_quoted_in_part),
        cmocka_unit_test(the_type_of_the_message_is_that_of_start_info),
        cmocka_unit_test(a_content_type_is_read_in_every_form_that_mime_has),
        cmocka_unit_test(a_part_may_be_in_any_transfer_encoding),
        cmocka_unit_test(a_root_in_utf16_comes_out_in_utf8),
        cmocka_unit_test(much_text_after_a_part_needs_a_larger_limit),
        cmocka_unit_test(base64_of_more_bytes_than_may_stay_becomes_a_part),
        cmocka_unit_test(what_is_encoded_is_decoded),
        cmocka_unit_test(the_boundary_can_be_given),
        cmocka_unit_test(a_limit_is_reached_and_not_exceeded),
        cmocka_unit_test(what_is_wrong_is_named),
        cmocka_unit_test(a_message_that_is_no_package_passes),
        cmocka_unit_test(the_boundary_is_found_in_the_message),
        cmocka_unit_test(the_parts_of_a_package_are_listed),
    };
    return RUN_SUITE(tests);
}
