/* Characters that XML 1.0 does not allow, in binary XML: what each choice makes of them, wherever a text may stand, however the
 * message comes in and whatever room there is. */
#include "FakeChannel/fake_channel.h"

/** How a message passes: bytes of input and of output at a time; 0: all. */
struct pieces {
    size_t input;
    size_t output;
};

static const struct pieces whole = { 0, 0 };

static HRESULT transform(bool is_encoder, const char *codec, WSE_INVALID_CHARACTERS choice, const void *input, size_t size,
                         struct pieces pieces, struct bytes *output, WS_ERROR *error)
{
    ULONG chunk = pieces.output ? (ULONG)pieces.output : 1 << 16;
    WSE_PROPERTY properties[] = { { WSE_PROPERTY_INVALID_CHARACTERS, &choice, sizeof choice },
                                  { WSE_PROPERTY_CHUNK_SIZE, &chunk, sizeof chunk } };
    struct channel channel;
    void *instance = NULL;
    HRESULT result;
    channel_open(&channel, SYNCHRONOUSLY, test_seed());
    output->size = 0;
    if (is_encoder) {
        WS_CHANNEL_ENCODER table = create_encoder_table(codec, properties, 2);
        struct delivery delivery = { .part = pieces.input, .per_call = 1 };
        assert_result(S_OK, table.createEncoderCallback(table.createContext, channel_write, &channel, &instance, NULL));
        result = channel_send(&channel, &table, instance, input, size, delivery, error);
        bytes_append(output, channel.output.data, channel.output.size);
        table.freeEncoderCallback(instance);
        WseFreeChannelEncoder(&table);
    } else {
        WS_CHANNEL_DECODER table;
        /* With room for a session's strings. */
        assert_result(S_OK, WseCreateChannelDecoder(codec, properties, 1, &table, NULL));
        channel_reset(&channel, input, size);
        channel.read_limit = pieces.input ? pieces.input : 1 << 16;
        assert_result(S_OK, table.createDecoderCallback(table.createContext, channel_read, &channel, &instance, NULL));
        result = channel_receive(&channel, &table, instance, content_encoding_of(codec),
                                 pieces.output ? pieces.output : 1 << 16, output, error);
        table.freeDecoderCallback(instance);
        WseFreeChannelDecoder(&table);
    }
    channel_close(&channel);
    return result;
}

/** The same in every size of pieces, with one byte of room, with a few and with plenty. */
static void in_all_pieces(bool is_encoder, const char *codec, WSE_INVALID_CHARACTERS choice, const void *input, size_t size,
                          const void *expected, size_t expected_size, const char *what)
{
    static const size_t rooms[] = { 0, 1, 5 };
    struct bytes output = { 0 };
    WS_ERROR *error = create_error();
    char first[512] = "";
    for (size_t part = 0; part <= size && part < 80; part++)
        for (int i = 0; i < 3; i++) {
            struct pieces pieces = { part, rooms[i] };
            HRESULT result = transform(is_encoder, codec, choice, input, size, pieces, &output, error);
            if (result != (expected ? S_OK : WS_E_INVALID_FORMAT))
                fail_msg("%s, choice %d, %zu bytes at a time, room %zu: 0x%08x %s", what, (int)choice, part, rooms[i],
                         (unsigned)result, take_error_text(error));
            if (expected && (output.size != expected_size || memcmp(output.data, expected, expected_size) != 0))
                fail_msg("%s, choice %d, %zu bytes at a time, room %zu: %.*s", what, (int)choice, part, rooms[i],
                         (int)output.size, (char *)output.data);
            if (!expected) {
                char text[512];
                snprintf(text, sizeof text, "%s", take_error_text(error));
                if (first[0] == 0)
                    strcpy(first, text);
                assert_string_equal(first, text);
            }
        }
    WsFreeError(error);
    bytes_free(&output);
}

#define FFFD "\xEF\xBF\xBD"
#define BYTES(bytes) bytes, sizeof bytes - 1

/* A message and what REFERENCE, REPLACE and DROP make of it; NULL: refused. */
/* clang-format off */
static const struct row {
    const char *what, *codec, *bytes;
    size_t size;
    const char *texts[3];
} records[] = {
    { "Chars8", "msbin1", BYTES("\x40\1e\x99\x0A" "a\1b\x1F\xEF\xBF\xBE\xEF\xBF\xBF"),
      { "<e>a&#x1;b&#x1F;&#xFFFE;&#xFFFF;</e>", "<e>a" FFFD "b" FFFD FFFD FFFD "</e>", "<e>ab</e>" } },
    { "Chars16", "msbin1", BYTES("\x40\1e\x9B\x03\0" "a\x0B" "b"),
      { "<e>a&#xB;b</e>", "<e>a" FFFD "b</e>", "<e>ab</e>" } },
    { "Chars32", "msbin1", BYTES("\x40\1e\x9D\x03\0\0\0" "\x10\x0C\x7F"),
      { "<e>&#x10;&#xC;\x7F</e>", "<e>" FFFD FFFD "\x7F</e>", "<e>\x7F</e>" } },
    { "UnicodeChars8", "msbin1", BYTES("\x40\1e\xB7\x0A" "a\0\1\0\xFF\xFF\x3D\xD8\0\xDE"),
      { "<e>a&#x1;&#xFFFF;\xF0\x9F\x98\x80</e>", "<e>a" FFFD FFFD "\xF0\x9F\x98\x80</e>", "<e>a\xF0\x9F\x98\x80</e>" } },
    { "UnicodeChars16", "msbin1", BYTES("\x40\1e\xB9\x02\0\xFE\xFF"),
      { "<e>&#xFFFE;</e>", "<e>" FFFD "</e>", "<e></e>" } },
    { "the value of an attribute", "msbin1", BYTES("\x40\1e\x04\1v\x98\x04\"\1\t\2\x01"),
      { "<e v=\"&quot;&#x1;&#x9;&#x2;\"/>", "<e v=\"&quot;" FFFD "&#x9;" FFFD "\"/>", "<e v=\"&quot;&#x9;\"/>" } },
    { "UTF-16 in an attribute", "msbin1", BYTES("\x40\1e\x04\1v\xB6\x04\1\0\xFE\xFF\x01"),
      { "<e v=\"&#x1;&#xFFFE;\"/>", "<e v=\"" FFFD FFFD "\"/>", "<e v=\"\"/>" } },
    { "a list", "msbin1", BYTES("\x40\1e\x04\1v\xA4\x98\1\1\x98\1\2\xA6\x01"),
      { "<e v=\"&#x1; &#x2;\"/>", "<e v=\"" FFFD " " FFFD "\"/>", "<e v=\" \"/>" } },
    { "a string of the session", "msbinsession1", BYTES("\x07\6a\1\xEF\xBF\xBE" "b\x40\1e\x04\1v\xAA\1\xAB\1"),
      { "<e v=\"a&#x1;&#xFFFE;b\">a&#x1;&#xFFFE;b</e>", "<e v=\"a" FFFD FFFD "b\">a" FFFD FFFD "b</e>",
        "<e v=\"ab\">ab</e>" } },
    { "a comment", "msbin1", BYTES("\x40\1e\x02\3a\1b\x01"),
      { NULL, "<e><!--a" FFFD "b--></e>", "<e><!--ab--></e>" } },
    { "hyphens that come together", "msbin1", BYTES("\x40\1e\x02\4-\1-b\x01"), { NULL, "<e><!---" FFFD "-b--></e>", NULL } },
    { "a hyphen that comes last", "msbin1", BYTES("\x40\1e\x02\3a-\1\x01"), { NULL, "<e><!--a-" FFFD "--></e>", NULL } },
    { "U+0000", "msbin1", BYTES("\x40\1e\x99\1\0"), { NULL, NULL, NULL } },
    { "U+0000 in UTF-16", "msbin1", BYTES("\x40\1e\xB7\2\0\0"), { NULL, NULL, NULL } },
    { "U+0000 in a comment", "msbin1", BYTES("\x40\1e\x02\1\0\x01"), { NULL, NULL, NULL } },
    { "U+0000 in a string of the session", "msbinsession1", BYTES("\x02\1\0\x40\1e\xAB\1"), { NULL, NULL, NULL } },
    { "a lone surrogate", "msbin1", BYTES("\x40\1e\xB7\4\0\xD8" "a\0"), { NULL, NULL, NULL } },
    { "a surrogate in UTF-8", "msbin1", BYTES("\x40\1e\x99\3\xED\xA0\x80"), { NULL, NULL, NULL } },
    { "a name", "msbin1", BYTES("\x40\2e\1\x01"), { NULL, NULL, NULL } },
    { "a namespace", "msbin1", BYTES("\x40\1e\x08\2u\1\x01"), { NULL, NULL, NULL } },
    { "text outside of the root", "msbin1", BYTES("\x98\1\1\x40\1e\x01"), { NULL, NULL, NULL } },
};
/* clang-format on */

/* [P17] [P18] [P19] */
static void a_decoder_does_as_it_is_told_wherever_the_character_stands(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof records / sizeof *records; i++) {
        const struct row *row = &records[i];
        in_all_pieces(false, row->codec, WSE_INVALID_CHARACTERS_REFUSE, row->bytes, row->size, NULL, 0, row->what);
        for (int choice = 1; choice <= 3; choice++) {
            const char *text = row->texts[choice - 1];
            in_all_pieces(false, row->codec, (WSE_INVALID_CHARACTERS)choice, row->bytes, row->size, text,
                          text ? strlen(text) : 0, row->what);
        }
    }
}

/* Text, and what the decoder, told to write references, makes of the records that each choice made of it; NULL: refused. */
static const struct {
    const char *what, *text;
    const char *texts[3];
} documents[] = {
    { "references",
      "<e>a&#x1;b&#31;&#xFFFE;&#65535;</e>",
      { "<e>a&#x1;b&#x1F;&#xFFFE;&#xFFFF;</e>", "<e>a" FFFD "b" FFFD FFFD FFFD "</e>", "<e>ab</e>" } },
    { "references in an attribute",
      "<e v=\"a&#x1;&#xFFFE;\"/>",
      { "<e v=\"a&#x1;&#xFFFE;\"/>", "<e v=\"a" FFFD FFFD "\"/>", "<e v=\"a\"/>" } },
    { "nothing but references", "<e>&#x1;</e>", { "<e>&#x1;</e>", "<e>" FFFD "</e>", "<e></e>" } },
    { "bare characters",
      "<e>a\1b\x1F\xEF\xBF\xBE]]\2</e>",
      { NULL, "<e>a" FFFD "b" FFFD FFFD "]]" FFFD "</e>", "<e>ab]]</e>" } },
    { "bare characters in an attribute",
      "<e v='\1\"\xEF\xBF\xBF'/>",
      { NULL, "<e v=\"" FFFD "&quot;" FFFD "\"/>", "<e v=\"&quot;\"/>" } },
    { "a CDATA section",
      "<e><![CDATA[]]\1>&#x1;]]></e>",
      { NULL, "<e>]]" FFFD "&gt;&amp;#x1;</e>", "<e>]]&gt;&amp;#x1;</e>" } },
    { "a comment", "<e><!--a\1\xEF\xBF\xBE&#1;--></e>", { NULL, "<e><!--a" FFFD FFFD "&#1;--></e>", "<e><!--a&#1;--></e>" } },
    { "hyphens that come together", "<e><!--a-\1-b--></e>", { NULL, "<e><!--a-" FFFD "-b--></e>", NULL } },
    { "a hyphen that comes last", "<e><!--a-\1--></e>", { NULL, "<e><!--a-" FFFD "--></e>", NULL } },
    { "a line end", "<e>\r\1\n\r\n\1</e>", { NULL, "<e>\n" FFFD "\n\n" FFFD "</e>", "<e>\n\n\n</e>" } },
    { "U+0000", "<e>&#0;</e>", { NULL, NULL, NULL } },
    { "U+0000 in hexadecimal", "<e v='&#x0;'/>", { NULL, NULL, NULL } },
    { "a surrogate", "<e>&#xD800;</e>", { NULL, NULL, NULL } },
    { "beyond Unicode", "<e>&#x110000;</e>", { NULL, NULL, NULL } },
    { "a surrogate in UTF-8", "<e>\xED\xA0\x80</e>", { NULL, NULL, NULL } },
    { "a name", "<e\1/>", { NULL, NULL, NULL } },
    { "a name of an attribute", "<e a\1='b'/>", { NULL, NULL, NULL } },
    { "a namespace", "<e xmlns='u\1'/>", { NULL, NULL, NULL } },
    { "a reference in a namespace", "<p:e xmlns:p='u&#1;'/>", { NULL, NULL, NULL } },
    { "text outside of the root", "\1<e/>", { NULL, NULL, NULL } },
    { "markup", "<e><\1/></e>", { NULL, NULL, NULL } },
};

/* [P17] [P18] [P19] */
static void an_encoder_does_as_it_is_told_wherever_the_character_stands(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++) {
        const char *text = documents[i].text, *what = documents[i].what;
        in_all_pieces(true, "msbin1", WSE_INVALID_CHARACTERS_REFUSE, text, strlen(text), NULL, 0, what);
        for (int choice = 1; choice <= 3; choice++) {
            const char *expected = documents[i].texts[choice - 1];
            struct bytes wire = { 0 };
            if (expected)
                assert_result(S_OK, transform(true, "msbin1", (WSE_INVALID_CHARACTERS)choice, text, strlen(text), whole, &wire,
                                              NULL));
            in_all_pieces(true, "msbin1", (WSE_INVALID_CHARACTERS)choice, text, strlen(text), expected ? wire.data : NULL,
                          wire.size, what);
            if (expected) {
                /* An empty text is no text. */
                bool is_empty = strcmp(expected, "<e></e>") == 0;
                const char *back = is_empty ? "<e/>" : expected;
                in_all_pieces(false, "msbin1", WSE_INVALID_CHARACTERS_REFERENCE, wire.data, wire.size, back, strlen(back),
                              what);
            }
            bytes_free(&wire);
        }
    }
}

/* [P16] */
static void the_error_of_refuse_names_the_property(void **state)
{
    (void)state;
    static const struct {
        bool is_encoder;
        const char *codec, *bytes;
        size_t size;
        const char *error;
    } rows[] = {
        { false, "msbin1", BYTES("\x40\1e\x99\1\1"),
          "msbin1 decoder: a text record has a character that XML does not allow (see WSE_PROPERTY_INVALID_CHARACTERS, input "
          "offset 3)" },
        { false, "msbin1", BYTES("\x40\1e\x02\1\1\x01"),
          "msbin1 decoder: a comment has a character that XML does not allow (see WSE_PROPERTY_INVALID_CHARACTERS, input "
          "offset 3)" },
        { false, "msbinsession1", BYTES("\x02\1\1\x40\1e\xAB\1"),
          "msbinsession1 decoder: a dictionary string has a character that XML does not allow (see "
          "WSE_PROPERTY_INVALID_CHARACTERS, input offset 6)" },
        { true, "msbin1", BYTES("<e>\n&#x1;</e>"),
          "msbin1 encoder: a reference to a character that XML does not allow (see WSE_PROPERTY_INVALID_CHARACTERS, line 2, "
          "column 1)" },
        { true, "msbin1", BYTES("<e>a\1</e>"),
          "msbin1 encoder: a character that XML does not allow (see WSE_PROPERTY_INVALID_CHARACTERS, line 1, column 5)" },
        /* What it would not help with. */
        { false, "msbin1", BYTES("\x40\1e\x99\1\0"),
          "msbin1 decoder: a text record has U+0000, or is badly encoded (input offset 3)" },
        { true, "msbin1", BYTES("<e xmlns='\1'/>"),
          "msbin1 encoder: a namespace has a character that XML does not allow (line 1, column 11)" },
    };
    struct bytes output = { 0 };
    WS_ERROR *error = create_error();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_result(WS_E_INVALID_FORMAT, transform(rows[i].is_encoder, rows[i].codec, WSE_INVALID_CHARACTERS_REFUSE,
                                                     rows[i].bytes, rows[i].size, whole, &output, error));
        assert_string_equal(rows[i].error, take_error_text(error));
    }
    WsFreeError(error);
    bytes_free(&output);
}

/** A long message with such characters at each place of what is looked at 16, 64 or 16,384 bytes at a time. */
static void comes_back_through(const char *codec)
{
    if (!is_xml_codec(codec) || codec_traits(codec).is_package)
        return;
    struct bytes text = { 0 }, wire = { 0 }, back = { 0 };
    char filler[70];
    memset(filler, 'x', sizeof filler);
    bytes_append(&text, "<list>", 6);
    for (size_t at = 0; at < sizeof filler; at++) {
        bytes_append(&text, "<item at=\"", 10);
        bytes_append(&text, filler, at);
        bytes_append(&text, "&#x1;\">", 7);
        bytes_append(&text, filler, at);
        bytes_append(&text, "&#xFFFE;", 8);
        bytes_append(&text, filler, sizeof filler - at);
        bytes_append(&text, "&#x1F;</item>", 13);
    }
    bytes_append(&text, "<item>", 6);
    for (int i = 0; i < 700; i++) {
        bytes_append(&text, filler, (size_t)i % sizeof filler);
        bytes_append(&text, "&#xB;", 5);
    }
    bytes_append(&text, "</item></list>", 14);
    static const struct pieces pieces[] = { { 0, 0 }, { 1, 1 }, { 777, 3 }, { 16384, 0 } };
    for (int i = 0; i < 4; i++) {
        assert_result(S_OK,
                      transform(true, codec, WSE_INVALID_CHARACTERS_REFERENCE, text.data, text.size, pieces[i], &wire, NULL));
        assert_result(S_OK,
                      transform(false, codec, WSE_INVALID_CHARACTERS_REFERENCE, wire.data, wire.size, pieces[i], &back, NULL));
        assert_bytes_equal(&back, text.data, text.size);
        assert_result(WS_E_INVALID_FORMAT,
                      transform(false, codec, WSE_INVALID_CHARACTERS_REFUSE, wire.data, wire.size, pieces[i], &back, NULL));
    }
    bytes_free(&text);
    bytes_free(&wire);
    bytes_free(&back);
}

/* [P17] */
static void references_come_back_through_every_codec_of_binary_xml(void **state)
{
    (void)state;
    for_every_codec(comes_back_through);
}

static HRESULT limited(bool is_encoder, WSE_INVALID_CHARACTERS choice, ULONG limit, const void *input, size_t size)
{
    WSE_PROPERTY properties[] = { { WSE_PROPERTY_INVALID_CHARACTERS, &choice, sizeof choice },
                                  { WSE_PROPERTY_MAX_ATTRIBUTE_VALUE_LENGTH, &limit, sizeof limit } };
    WS_CHANNEL_ENCODER encoder = { 0 };
    WS_CHANNEL_DECODER decoder = { 0 };
    WS_BYTES bytes = { (ULONG)size, (BYTE *)input };
    WSE_BUFFER *output = NULL;
    HRESULT result;
    assert_result(S_OK, WseCreateBuffer(0, &output, NULL));
    if (is_encoder) {
        encoder = create_encoder_table("msbin1", properties, 2);
        result = WseEncodeMessage(&encoder, NULL, &bytes, 1, output, NULL, NULL, NULL);
    } else {
        decoder = create_decoder_table("msbin1", properties, 2);
        result = WseDecodeMessage(&decoder, NULL, NULL, &bytes, 1, output, NULL, NULL);
    }
    WseFreeChannelEncoder(&encoder);
    WseFreeChannelDecoder(&decoder);
    WseFreeBuffer(output);
    return result;
}

/* [P19] */
static void a_limit_counts_the_value_of_the_record(void **state)
{
    (void)state;
    static const char record[] = "\x40\1e\x04\1v\x98\x04"
                                 "a\1\2b\x01",
                      text[] = "<e v='a&#x1;&#x2;b'/>";
    static const ULONG encoded[] = { 0, 4, 8, 2 };
    for (int choice = 1; choice <= 3; choice++) {
        assert_result(S_OK, limited(false, (WSE_INVALID_CHARACTERS)choice, 4, record, sizeof record - 1));
        assert_result(WS_E_QUOTA_EXCEEDED, limited(false, (WSE_INVALID_CHARACTERS)choice, 3, record, sizeof record - 1));
        ULONG size = encoded[choice];
        assert_result(S_OK, limited(true, (WSE_INVALID_CHARACTERS)choice, size, text, sizeof text - 1));
        assert_result(WS_E_QUOTA_EXCEEDED, limited(true, (WSE_INVALID_CHARACTERS)choice, size - 1, text, sizeof text - 1));
    }
}

static void the_property_is_one_of_binary_xml_with_four_values(void **state)
{
    (void)state;
    WS_CHANNEL_ENCODER encoder;
    ULONG none = 4;
    USHORT narrow = 0;
    WSE_INVALID_CHARACTERS drop = WSE_INVALID_CHARACTERS_DROP;
    WSE_PROPERTY wrong = { WSE_PROPERTY_INVALID_CHARACTERS, &none, sizeof none };
    WSE_PROPERTY small = { WSE_PROPERTY_INVALID_CHARACTERS, &narrow, sizeof narrow };
    WSE_PROPERTY right = { WSE_PROPERTY_INVALID_CHARACTERS, &drop, sizeof drop };
    WS_ERROR *error = create_error();
    assert_result(E_INVALIDARG, WseCreateChannelEncoder("msbin1", &wrong, 1, &encoder, error));
    assert_error_contains(error, "the treatment of invalid characters is none of refuse,reference,replace,drop");
    assert_result(E_INVALIDARG, WseCreateChannelEncoder("msbin1", &small, 1, &encoder, error));
    assert_error_contains(error, "its size is not that of the property's type");
    assert_result(E_INVALIDARG, WseCreateChannelEncoder("gzip", &right, 1, &encoder, error));
    assert_error_contains(error, "a property of binary XML");
    assert_result(S_OK, WseCreateChannelEncoder("msbin1,gzip", &right, 1, &encoder, error));
    WseFreeChannelEncoder(&encoder);
    WsFreeError(error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_decoder_does_as_it_is_told_wherever_the_character_stands),
        cmocka_unit_test(an_encoder_does_as_it_is_told_wherever_the_character_stands),
        cmocka_unit_test(the_error_of_refuse_names_the_property),
        cmocka_unit_test(references_come_back_through_every_codec_of_binary_xml),
        cmocka_unit_test(a_limit_counts_the_value_of_the_record),
        cmocka_unit_test(the_property_is_one_of_binary_xml_with_four_values),
    };
    return RUN_SUITE(tests);
}
