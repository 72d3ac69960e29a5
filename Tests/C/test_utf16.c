/* Text in UTF-16: its content types, marks and declarations, alone and in chains. */
#include "Support/reader.h"

#define DECLARATION "<?xml version=\"1.0\" encoding=\"utf-16\"?>"
#define BIG_DECLARATION "<?xml version=\"1.0\" encoding=\"utf-16BE\"?>"

/** Latin-1 text in UTF-16 with a byte order mark. The caller frees it. */
static struct bytes utf16(const char *text, bool is_big)
{
    struct bytes bytes = { 0 };
    bytes_append(&bytes, is_big ? "\xFE\xFF" : "\xFF\xFE", 2);
    for (; *text; text++)
        bytes_append(&bytes, is_big ? (char[2]){ 0, *text } : (char[2]){ *text, 0 }, 2);
    return bytes;
}

/** What the codec makes of a message and of its content type. */
static HRESULT encode(const char *codec, const char *type, const char *text, struct bytes *wire, char new_type[128],
                      WS_ERROR *error)
{
    WS_CHANNEL_ENCODER table = create_native_encoder_table(codec);
    WSE_BUFFER *output = NULL;
    WS_BYTES buffer = { (ULONG)strlen(text), (BYTE *)text };
    WS_STRING string = { 0, NULL };
    const BYTE *data = NULL;
    ULONGLONG size = 0;
    assert_result(S_OK, WseCreateBuffer(0, &output, NULL));
    HRESULT result = WseEncodeMessage(&table, wide(type), &buffer, 1, output, &string, NULL, error);
    assert_result(S_OK, WseGetBufferBytes(output, &data, &size));
    wire->size = 0;
    bytes_append(wire, data, (size_t)size);
    for (ULONG i = 0; i <= string.length; i++)
        new_type[i] = i < string.length ? (char)string.chars[i] : '\0';
    WseFreeBuffer(output);
    WseFreeChannelEncoder(&table);
    return result;
}

static void assert_encodes(const char *codec, const char *type, const char *text, const char *expected, bool is_big,
                           const char *expected_type)
{
    struct bytes wire = { 0 }, right = utf16(expected, is_big);
    char new_type[128];
    assert_result(S_OK, encode(codec, type, text, &wire, new_type, NULL));
    assert_bytes_equal(&wire, right.data, right.size);
    assert_string_equal(expected_type, new_type);
    bytes_free(&wire);
    bytes_free(&right);
}

/* [U1] [U3] */
static void encoders_write_what_wcf_writes(void **state)
{
    (void)state;
    assert_encodes("utf-16", "text/xml; charset=utf-8", "<a/>", DECLARATION "<a/>", false, "text/xml; charset=utf-16LE");
    assert_encodes("utf-16le", "application/soap+xml; action=\"urn:x\"", "<?xml version=\"1.0\"?><a/>", DECLARATION "<a/>",
                   false, "application/soap+xml; charset=utf-16LE; action=\"urn:x\"");
    assert_encodes("utf-16be", "text/xml", "<a/>", BIG_DECLARATION "<a/>", true, "text/xml; charset=utf-16BE");
    assert_encodes("utf-16", "text/plain", "<a/>", "<a/>", false, "text/plain; charset=utf-16LE");
    assert_encodes("utf-16", "", "<a/>", "<a/>", false, "");
    struct bytes wire = { 0 };
    char new_type[128];
    assert_result(S_OK, encode("utf-16", "text/xml", "", &wire, new_type, NULL));
    assert_int_equal(0, wire.size);
    bytes_free(&wire);
}

/* [U3] */
static void types_that_do_not_fit_are_refused_by_name(void **state)
{
    (void)state;
    static const struct {
        const char *type, *reason;
    } refused[] = {
        { "text/xml; charset=iso-8859-1", "utf-16 encoder: the charset \"iso-8859-1\" of the content type is not UTF-8" },
        { "text/xml; charset=utf-16", "utf-16 encoder: the charset \"utf-16\" of the content type is not UTF-8" },
        { "image/png", "utf-16 encoder: the content type is \"image/png\", which is not that of a text, and names no charset" },
        { "text", "utf-16 encoder: the content type is \"text\", which is not a media type" },
        { "text/xml; a=\"b", "utf-16 encoder: the parameter \"a\" of the content type lacks its closing quotation mark" },
        { "text/xml; a=\nb", "utf-16 encoder: the content type has a control character" },
    };
    WS_ERROR *error = create_error();
    struct bytes wire = { 0 };
    char new_type[128];
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        assert_result(WS_E_NOT_SUPPORTED, encode("utf-16", refused[i].type, "<a/>", &wire, new_type, error));
        assert_error_contains(error, refused[i].reason);
        /* In a chain the same codec says it. */
        assert_result(WS_E_NOT_SUPPORTED, encode("utf-16,gzip", refused[i].type, "<a/>", &wire, new_type, error));
        assert_error_contains(error, refused[i].reason);
    }
    struct reader reader = reader_open("utf-16", NULL, 0), little = reader_open("utf-16le", NULL, 0);
    assert_refuses(&reader, "text/xml; charset=utf-8", NULL,
                   "utf-16 decoder: the charset \"utf-8\" of the content type is not");
    assert_refuses(&reader, "image/png", NULL, "which is not that of a text");
    assert_refuses(&reader, "text/xml", "gzip", "there must be none");
    assert_refuses(&little, "text/xml; charset=unicodeFFFE", NULL,
                   "the charset \"unicodeFFFE\" of the content type is not UTF-16LE");
    reader_close(&reader);
    reader_close(&little);
    bytes_free(&wire);
    WsFreeError(error);
}

/* [U2] [U3] */
static void decoders_take_both_orders_and_any_name_of_them(void **state)
{
    (void)state;
    struct reader reader = reader_open("utf-16", NULL, 0);
    static const char *const names[2][3] = { { "utf-16LE", "UTF-16", "\"utf-16le\"" },
                                             { "utf-16BE", "utf-16", "unicodeFFFE" } };
    for (int is_big = 0; is_big < 2; is_big++) {
        struct bytes wire = utf16(is_big ? BIG_DECLARATION "<a/>" : DECLARATION "<a/>", is_big);
        for (int i = 0; i < 3; i++) {
            char type[64];
            snprintf(type, sizeof type, "text/xml; charset=%s; a=b", names[is_big][i]);
            assert_decodes(&reader, wire, type, NULL, "<a/>", 4);
            assert_true(string_is(&reader.type, "text/xml; charset=utf-8; a=b"));
            /* Without the mark, the text begins with "<". */
            assert_decodes(&reader, (struct bytes){ .data = wire.data + 2, .size = wire.size - 2 }, type, NULL, "<a/>", 4);
        }
        assert_decodes(&reader, wire, "text/xml", NULL, "<a/>", 4);
        assert_true(string_is(&reader.type, "text/xml; charset=utf-8"));
        assert_decodes(&reader, wire, "", NULL, "<a/>", 4);
        assert_true(string_is(&reader.type, ""));
        bytes_free(&wire);
    }
    static const char kept[] = "<?xml version=\"1.0\" encoding=\"utf-16\" standalone=\"yes\"?><a/>";
    static const char says[] = "<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?><a/>";
    struct bytes wire = utf16(kept, false);
    assert_decodes(&reader, wire, "text/xml", NULL, says, sizeof says - 1);
    bytes_free(&wire);
    reader_close(&reader);
}

/* [U4] [C2] */
static void malformed_text_is_refused_with_its_place(void **state)
{
    (void)state;
#define WIRE(bytes) bytes, sizeof bytes - 1
    static const struct {
        const char *codec, *type, *wire;
        size_t size;
        const char *reason;
    } golden[] = {
        { "utf-16", "",
          WIRE("\xFF\xFE"
               "a\0b"),
          "utf-16 decoder: the text ends inside a code unit of UTF-16 (input offset 4)" },
        { "utf-16", "",
          WIRE("\xFF\xFE"
               "a\0\0\xDC"
               "a\0"),
          "a surrogate that is not part of a pair (input offset 4)" },
        { "utf-16", "", WIRE("\xFE\xFF\0a\xD8\0\0a"), "a surrogate that is not part of a pair (input offset 4)" },
        { "utf-16", "",
          WIRE("\xFF\xFE"
               "a\0=\xD8"),
          "the text ends inside a surrogate pair (input offset 4)" },
        { "utf-16", "", WIRE("\xFF\xFE\0\0<\0\0\0"), "the text is in UTF-32, not UTF-16 (input offset 0)" },
        { "utf-16", "", WIRE("\xEF\xBB\xBF<a/>"),
          "this is UTF-8 text with a byte order mark, not UTF-16 text (input offset 0)" },
        { "utf-16", "", WIRE(DECLARATION "<a/>"),
          "this is text XML in UTF-8, whatever its declaration says, not UTF-16 text (input offset 0)" },
        { "utf-16", "", WIRE("\x1f\x8b\x08\0\0\0\0\0\0\xD8\0"), "this is gzip, not UTF-16 text (input offset 0)" },
        { "utf-16", "text/xml; charset=utf-16LE", WIRE("\xFE\xFF\0<\0a"),
          "the text is in UTF-16BE, not UTF-16LE (input offset 0)" },
        { "utf-16be", "", WIRE("\xFF\xFE<\0a\0"), "the text is in UTF-16LE, not UTF-16BE (input offset 0)" },
    };
    for (size_t i = 0; i < sizeof golden / sizeof *golden; i++) {
        struct reader reader = reader_open(golden[i].codec, NULL, 0);
        struct bytes wire = { .data = (BYTE *)golden[i].wire, .size = golden[i].size }, output = { 0 };
        assert_result(WS_E_INVALID_FORMAT, reader_decode(&reader, wire, golden[i].type, NULL, &output));
        assert_error_contains(reader.error, golden[i].reason);
        reader_close(&reader);
        bytes_free(&output);
    }
    static const struct {
        const char *text, *reason;
    } text[] = {
        { "<a>\xC3(</a>", "utf-16 encoder: the text is not well-formed UTF-8 (input offset 3)" },
        { "<a>\xED\xA0\x80</a>", "utf-16 encoder: the text is not well-formed UTF-8 (input offset 3)" },
        { "<a>\xE2\x82", "utf-16 encoder: the text ends inside a character in UTF-8 (input offset 3)" },
        { DECLARATION "<a/>",
          "the XML declaration names another encoding than UTF-8, in which the text has to be (input offset 30)" },
        { "\xFF\xFE<", "utf-16 encoder: this is UTF-16 text, not text in UTF-8 (input offset 0)" },
    };
    WS_ERROR *error = create_error();
    struct bytes wire = { 0 };
    char new_type[128];
    for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
        assert_result(WS_E_INVALID_FORMAT, encode("utf-16", "text/xml", text[i].text, &wire, new_type, error));
        assert_error_contains(error, text[i].reason);
    }
    bytes_free(&wire);
    WsFreeError(error);
    struct reader reader = reader_open("utf-16", NULL, 0);
    struct bytes declared = utf16("<?xml version=\"1.0\" encoding=\"utf-8\"?><a/>", false), output = { 0 };
    assert_result(WS_E_INVALID_FORMAT, reader_decode(&reader, declared, "text/xml", NULL, &output));
    assert_error_contains(reader.error, "names another encoding than UTF-16LE, in which the text is (input offset 62)");
    reader_close(&reader);
    bytes_free(&declared);
    bytes_free(&output);
}

/* Labels go through the links of a chain, fused or with registered codecs between them. */
static void chains_pass_the_charset_on(void **state)
{
    (void)state;
    register_xor();
    static const char *const chains[] = { "utf-16,gzip", "utf-16be,deflate,zstd", "utf-16le,xor", "gzip,xor-checked,gzip",
                                          "utf-16,xor,br" };
    static const char text[] = "<a>\xC3\xA9</a>", type[] = "text/xml; charset=utf-8; a=b";
    for (size_t i = 0; i < sizeof chains / sizeof *chains; i++) {
        WS_CHANNEL_ENCODER encoder = create_native_encoder_table(chains[i]);
        WS_CHANNEL_DECODER decoder = create_native_decoder_table(chains[i]);
        WSE_BUFFER *wire = NULL, *plain = NULL;
        WS_STRING wire_type, coding, plain_type;
        WS_BYTES buffer = { sizeof text - 1, (BYTE *)text };
        const BYTE *bytes = NULL;
        ULONGLONG size = 0;
        assert_result(S_OK, WseCreateBuffer(0, &wire, NULL));
        assert_result(S_OK, WseCreateBuffer(0, &plain, NULL));
        assert_result(S_OK, WseEncodeMessage(&encoder, wide(type), &buffer, 1, wire, &wire_type, &coding, NULL));
        if (chains[i][0] == 'u')
            assert_true(string_is(&wire_type, strncmp(chains[i], "utf-16be", 8) == 0 ? "text/xml; charset=utf-16BE; a=b"
                                                                                     : "text/xml; charset=utf-16LE; a=b"));
        assert_result(S_OK, WseGetBufferBytes(wire, &bytes, &size));
        buffer = (WS_BYTES){ (ULONG)size, (BYTE *)bytes };
        assert_result(S_OK, WseDecodeMessage(&decoder, &wire_type, &coding, &buffer, 1, plain, &plain_type, NULL));
        assert_true(string_is(&plain_type, type));
        assert_result(S_OK, WseGetBufferBytes(plain, &bytes, &size));
        assert_int_equal(sizeof text - 1, size);
        assert_memory_equal(text, bytes, sizeof text - 1);
        WseFreeBuffer(wire);
        WseFreeBuffer(plain);
        WseFreeChannelEncoder(&encoder);
        WseFreeChannelDecoder(&decoder);
    }
    unregister_xor();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(encoders_write_what_wcf_writes),
        cmocka_unit_test(types_that_do_not_fit_are_refused_by_name),
        cmocka_unit_test(decoders_take_both_orders_and_any_name_of_them),
        cmocka_unit_test(malformed_text_is_refused_with_its_place),
        cmocka_unit_test(chains_pass_the_charset_on),
    };
    return RUN_SUITE(tests);
}
