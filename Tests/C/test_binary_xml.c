/* Binary XML through the C interface: errors and their places, typed text, damage. */
#include "../Fuzz/expat_events.h"
#include "FakeChannel/fake_channel.h"

/** What becomes of bytes, `part` at a time, in one direction of a codec. */
static HRESULT transform(bool is_encoder, const char *codec, const WSE_PROPERTY *property, const void *bytes, size_t size,
                         struct bytes *output, WS_ERROR *error)
{
    WS_CHANNEL_ENCODER encoder = { 0 };
    WS_CHANNEL_DECODER decoder = { 0 };
    WSE_BUFFER *buffer = NULL;
    WS_BYTES input = { (ULONG)size, (BYTE *)bytes };
    const BYTE *data;
    ULONGLONG length;
    HRESULT result;
    assert_result(S_OK, WseCreateBuffer(0, &buffer, NULL));
    if (is_encoder) {
        assert_result(S_OK, WseCreateChannelEncoder(codec, property, property != NULL, &encoder, NULL));
        result = WseEncodeMessage(&encoder, NULL, &input, 1, buffer, NULL, NULL, error);
    } else {
        assert_result(S_OK, WseCreateChannelDecoder(codec, property, property != NULL, &decoder, NULL));
        result = WseDecodeMessage(&decoder, NULL, NULL, &input, 1, buffer, NULL, error);
    }
    assert_result(S_OK, WseGetBufferBytes(buffer, &data, &length));
    output->size = 0;
    bytes_append(output, data, (size_t)length);
    WseFreeBuffer(buffer);
    WseFreeChannelEncoder(&encoder);
    WseFreeChannelDecoder(&decoder);
    return result;
}

#define WIRE(bytes) bytes, sizeof bytes - 1
/* [C2] */
static void errors_name_the_rule_and_the_place(void **state)
{
    (void)state;
    static const struct {
        bool is_encoder;
        const char *codec, *bytes;
        size_t size;
        const char *start, *place;
    } rows[] = {
        { true, "msbin1", WIRE("<a>\n <b></c>\n</a>"), "msbin1 encoder: ", "line 2, column " },
        { true, "msbin1", WIRE("<a><b:c/></a>"), "msbin1 encoder: ", "line 1, column " },
        { true, "msbin1", WIRE("<a x='1' x='2'/>"), "msbin1 encoder: ", "line 1, column " },
        { true, "msbin1", WIRE("<!DOCTYPE a><a/>"), "msbin1 encoder: a document type declaration, which SOAP does not allow",
          "line 1, column 1" },
        { true, "msbin1", WIRE("<a/>\n<?b?>"), "msbin1 encoder: a processing instruction, which SOAP does not allow",
          "line 2, column 1" },
        { true, "msbin1", WIRE("<?xml version='1.0' encoding='utf-16'?><a/>"), "msbin1 encoder: an encoding other than UTF-8",
          "line 1, column 1" },
        { true, "msbin1", WIRE("<xmlns:a/>"), "msbin1 encoder: an element has the prefix xmlns", "line 1, column " },
        { true, "msbin1", WIRE("<?xml version='1.0' standalone='nn'?><a/>"), "msbin1 encoder: ", "line 1, column " },
        { true, "msbin1+gzip", WIRE("<a>&b;</a>"), "msbin1+gzip encoder: ", "line 1, column " },
        { true, "msbinsession1", WIRE(""), "msbinsession1 encoder: ", "line 1, column 1" },
        { false, "msbin1", WIRE("\x40\x01\x61\x02\x03\x61"), "msbin1 decoder: ", "offset 6" },
        { false, "msbin1", WIRE("\x40\x01\x61\xFF"), "msbin1 decoder: ", "offset 3" },
        { false, "msbin1", WIRE("\x40\x01<\x01"), "msbin1 decoder: ", "offset 0" },
        { false, "msbin1", WIRE("\x42\xCF\x0F\x01"), "msbin1 decoder: ", "offset 0" },
        { false, "msbin1", WIRE("\x40\x01\x61\x99\x01\xFF"), "msbin1 decoder: ", "offset 3" },
        { false, "msbinsession1", WIRE("\x02\x01\x61\x42\x03\x01"), "msbinsession1 decoder: ", "offset 3" },
        /* Text outside of the root element, in each way to write it; and an array of more values than there are numbers. */
        { false, "msbin1",
          WIRE("\x40\x01"
               "a\x02\x03\xEF\xBF\xBE\x01"),
          "msbin1 decoder: ", "offset " },
        { false, "msbin1",
          WIRE("\x40\x01"
               "a\xB6\x02\xFE\xFF\x01"),
          "msbin1 decoder: ", "offset " },
        { false, "msbin1", WIRE("\x98\x01x"), "msbin1 decoder: text outside of the root element", "offset 0" },
        { false, "msbin1", WIRE("\x98\x02 x"), "msbin1 decoder: text outside of the root element", "offset 0" },
        { false, "msbin1", WIRE("\xB6\x02x\0"), "msbin1 decoder: text outside of the root element", "offset 0" },
        { false, "msbin1",
          WIRE("\x9E\x03"
               "abc"),
          "msbin1 decoder: text outside of the root element", "offset 0" },
        { false, "msbin1", WIRE("\xAA\x02"), "msbin1 decoder: text outside of the root element", "offset 0" },
        { false, "msbin1", WIRE("\xBC\x00\x02"), "msbin1 decoder: text outside of the root element", "offset 0" },
        { false, "msbin1", WIRE("\x88\x05"), "msbin1 decoder: text outside of the root element", "offset 0" },
        { false, "msbin1",
          WIRE("\x40\x01"
               "a\x03\x40\x01"
               "b\x01\x8B\xFF\xFF\xFF\xFF\x0F"),
          "msbin1 decoder: a length has more than 31 bits", "offset " },
        { false, "msbin1",
          WIRE("\x40\x01"
               "a\x03\x40\x01"
               "b\x01\x8B\x00\x01"),
          "msbin1 decoder: an array without values", "offset " },
        { false, "msbin1", WIRE("\x40\x01\x61\x01\x01"), "msbin1 decoder: ", "offset 4" },
    };
    WS_ERROR *error = create_error();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct bytes output = { 0 };
        HRESULT result = transform(rows[i].is_encoder, rows[i].codec, NULL, rows[i].bytes, rows[i].size, &output, error);
        const char *text = take_error_text(error);
        if (result != WS_E_INVALID_FORMAT || strncmp(text, rows[i].start, strlen(rows[i].start)) != 0
            || !strstr(text, rows[i].place))
            fail_msg("row %zu: 0x%08x, \"%s\"", i, (unsigned)result, text);
        bytes_free(&output);
    }
    WsFreeError(error);
}

/* [P7] */
static void typed_text_is_shorter_and_reads_back_as_it_was(void **state)
{
    (void)state;
    static const char text[] = "<v a=\"12345678\"><n>2147483647</n><n>2012-02-29T12:00:00Z</n><n>true</n></v>";
    BOOL off = FALSE, on = TRUE;
    WSE_PROPERTY without = { WSE_PROPERTY_TYPED_TEXT, &off, sizeof off }, with = { WSE_PROPERTY_TYPED_TEXT, &on, sizeof on };
    struct bytes plain = { 0 }, typed = { 0 }, standard = { 0 }, back = { 0 };
    assert_result(S_OK, transform(true, "msbin1", &without, text, sizeof text - 1, &plain, NULL));
    assert_result(S_OK, transform(true, "msbin1", &with, text, sizeof text - 1, &typed, NULL));
    assert_result(S_OK, transform(true, "msbin1", NULL, text, sizeof text - 1, &standard, NULL));
    assert_true(typed.size < plain.size);
    assert_bytes_equal(&standard, typed.data, typed.size);
    assert_non_null(memmem(plain.data, plain.size, "2012-02-29T12:00:00Z", 20));
    assert_null(memmem(typed.data, typed.size, "2012-02-29T12:00:00Z", 20));
    assert_result(S_OK, transform(false, "msbin1", NULL, plain.data, plain.size, &back, NULL));
    assert_bytes_equal(&back, text, sizeof text - 1);
    assert_result(S_OK, transform(false, "msbin1", NULL, typed.data, typed.size, &back, NULL));
    assert_bytes_equal(&back, text, sizeof text - 1);
    bytes_free(&plain);
    bytes_free(&typed);
    bytes_free(&standard);
    bytes_free(&back);
}

/** Encodes and decodes `<v>text</v>`, which has to come back as it was. Returns the size of what was encoded. */
static size_t text_comes_back(const char *text)
{
    char document[200];
    struct bytes wire = { 0 }, back = { 0 };
    int length = snprintf(document, sizeof document, "<v>%s</v>", text);
    assert_result(S_OK, transform(true, "msbin1", NULL, document, (size_t)length, &wire, NULL));
    assert_result(S_OK, transform(false, "msbin1", NULL, wire.data, wire.size, &back, NULL));
    assert_bytes_equal(&back, document, (size_t)length);
    size_t size = wire.size;
    bytes_free(&wire);
    bytes_free(&back);
    return size;
}

/* [P7] */
static void text_that_is_nearly_a_value_comes_back_as_it_was(void **state)
{
    (void)state;
    static const char *const near[] = {
        "-INF",
        "-INX",
        "-IN",
        "INF",
        "INFO",
        "NaN",
        "NaX",
        "0.1",
        "0.10",
        "00.1",
        "1e5",
        "1E5",
        "1E+05",
        "1E-05",
        "0.0001",
        "0.00001",
        "1.2345678901234567E-05",
        "-0",
        "-0.0",
        "100000000000000000000",
        "79228162514264337593543950335",
        "79228162514264337593543950336",
        "0.0000000000000000000000000001",
        "0.00000000000000000000000000001",
        "1234567.8901234567890123456789",
        "true",
        "True",
        "false",
        "2024-02-29T12:00:00Z",
        "2023-02-29T12:00:00Z",
        "2024-02-29T24:00:00Z",
        "2024-02-29",
        "2024-02-29T12:00:00.1234567+14:00",
        "2024-02-29T12:00:00.12345678",
        "P1D",
        "-P1D",
        "P1DT1H1M1S",
        "P1DT1D1M1S",
        "PT1H1H",
        "P10675199DT2H48M5.4775807S",
        "-P10675199DT2H48M5.4775808S",
        "P10675199DT2H48M5.4775808S",
        "-P10675199DT2H48M5.4775809S",
        "P99999999DT0H",
        "P9223372036854775807D",
        "PT1X",
        "P1H",
        "urn:uuid:01234567-89ab-cdef-0123-456789abcdef",
        "urn:uuix:01234567-89ab-cdef-0123-456789abcdef",
        "urn:uuid:01234567x89ab-cdef-0123-456789abcdef",
        "urn:uuid:01234567-89ab-cdef-0123-456789abcdeg",
        "01234567-89ab-cdef-0123-456789abcdef",
        "01234567-89ab-cdef-0123x456789abcdef",
        "01234567-89AB-cdef-0123-456789abcdef",
        "AAECAw==",
        "AAECAx==",
        "AAECA===",
        " 1",
        "1 ",
    };
    for (size_t i = 0; i < sizeof near / sizeof *near; i++)
        text_comes_back(near[i]);
    for (int year = 1; year <= 9999; year += test_is_quick() ? 97 : 1)
        for (int is_end = 0; is_end <= 1; is_end++) {
            char text[40];
            snprintf(text, sizeof text, "%04d-%sZ", year, is_end ? "12-31T23:59:59" : "01-01T00:00:00");
            assert_in_range(text_comes_back(text), 12, 12);
        }
}

/** Sends a document through a channel in parts, and reads it back in parts. */
static void comes_back_in_parts(const struct bytes *document, size_t part)
{
    WS_CHANNEL_ENCODER encoder = create_encoder_table("msbin1", NULL, 0);
    WS_CHANNEL_DECODER decoder = create_decoder_table("msbin1", NULL, 0);
    struct delivery delivery = { .part = part, .per_call = 1 };
    struct channel channel;
    struct bytes wire = { 0 }, back = { 0 };
    void *instance = NULL;
    channel_open(&channel, SYNCHRONOUSLY, test_seed());
    channel.read_limit = part > 0 ? part : 4096;
    assert_result(S_OK, encoder.createEncoderCallback(encoder.createContext, channel_write, &channel, &instance, NULL));
    assert_result(S_OK, channel_send(&channel, &encoder, instance, document->data, document->size, delivery, NULL));
    encoder.freeEncoderCallback(instance);
    bytes_append(&wire, channel.output.data, channel.output.size);
    channel_reset(&channel, wire.data, wire.size);
    assert_result(S_OK, decoder.createDecoderCallback(decoder.createContext, channel_read, &channel, &instance, NULL));
    assert_result(S_OK, channel_receive(&channel, &decoder, instance, content_encoding_of("msbin1"), part > 0 ? part : 4096,
                                        &back, NULL));
    decoder.freeDecoderCallback(instance);
    assert_bytes_equal(&back, document->data, document->size);
    channel_close(&channel);
    WseFreeChannelEncoder(&encoder);
    WseFreeChannelDecoder(&decoder);
    bytes_free(&wire);
    bytes_free(&back);
}

static void long_text_of_wide_characters_comes_back_however_it_is_cut(void **state)
{
    (void)state;
    static const char *const characters[] = { "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "line\n" };
    static const size_t parts[] = { 0, 1000, 4096, 1, 7 };
    size_t part_count = test_is_quick() ? 3 : 5;
    for (size_t i = 0; i < sizeof characters / sizeof *characters; i++)
        for (int shift = 0; shift < 4; shift++)
            for (size_t part = 0; part < part_count; part++) {
                struct bytes document = { 0 };
                /* Names that have come before are taken another way. */
                bytes_append(&document, "<r><a>1</a><a>2</a><a>abc", 22 + (size_t)shift);
                while (document.size < 70000)
                    bytes_append(&document, characters[i], strlen(characters[i]));
                bytes_append(&document, "</a></r>", 8);
                comes_back_in_parts(&document, parts[part]);
                bytes_free(&document);
            }
}

/* White space is the only text that may stand around the root element, in any record and however little room there is. */
static void white_space_around_the_root_is_passed_on(void **state)
{
    (void)state;
    static const char start[] = "\xB6\x04 \0\n\0\x9A\x00\x40";
    WS_CHANNEL_DECODER decoder = create_decoder_table("msbin1", NULL, 0);
    struct channel channel;
    struct bytes wire = { 0 }, back = { 0 }, expected = { 0 };
    void *instance = NULL;
    bytes_append(&wire, start, sizeof start - 1);
    bytes_append(&expected, " \n", 2);
    for (int i = 0; i < 0x4000; i++) {
        bytes_append(&wire, "\t", 1);
        bytes_append(&expected, "\t", 1);
    }
    bytes_append(&wire,
                 "\x40\x01"
                 "a\x01\x98\x01\n",
                 7);
    bytes_append(&expected, "<a/>\n", 5);
    for (size_t room = 1; room <= 4096; room *= 8) {
        channel_open(&channel, SYNCHRONOUSLY, test_seed());
        channel_reset(&channel, wire.data, wire.size);
        back.size = 0;
        assert_result(S_OK, decoder.createDecoderCallback(decoder.createContext, channel_read, &channel, &instance, NULL));
        assert_result(S_OK, channel_receive(&channel, &decoder, instance, content_encoding_of("msbin1"), room, &back, NULL));
        decoder.freeDecoderCallback(instance);
        assert_bytes_equal(&back, expected.data, expected.size);
        channel_close(&channel);
    }
    WseFreeChannelDecoder(&decoder);
    /* And as a string of a session. */
    assert_result(S_OK, transform(false, "msbinsession1", NULL,
                                  WIRE("\x02\x01 \xAA\x01\x40\x01"
                                       "a\x01"),
                                  &back, NULL));
    assert_bytes_equal(&back, " <a/>", 5);
    bytes_free(&wire);
    bytes_free(&back);
    bytes_free(&expected);
}

/* The names are known by then, and long input is taken another way than its end. */
static void an_attribute_that_repeats_is_found_among_known_names(void **state)
{
    (void)state;
    static const char start[] = "<r><a x='1' y='2'/><a x='1' y='2'/>", flaw[] = "<a x='1' x='2'/>", end[] = "</r>";
    for (int is_right = 0; is_right <= 1; is_right++) {
        WS_ERROR *error = create_error();
        struct bytes document = { 0 }, wire = { 0 };
        bytes_append(&document, start, sizeof start - 1);
        if (!is_right)
            bytes_append(&document, flaw, sizeof flaw - 1);
        for (int i = 0; i < 100; i++)
            bytes_append(&document, "<a x='1' y='2'/>", 16);
        bytes_append(&document, end, sizeof end - 1);
        HRESULT result = transform(true, "msbin1", NULL, document.data, document.size, &wire, error);
        assert_result(is_right ? S_OK : WS_E_INVALID_FORMAT, result);
        if (!is_right)
            assert_error_contains(error, "attribute");
        bytes_free(&document);
        bytes_free(&wire);
        WsFreeError(error);
    }
}

/* [P7] What WCF reads of a FloatText record as a double is the single, widened: 148.95 would become 148.94999694824219. */
static void only_what_single_precision_holds_exactly_becomes_a_single(void **state)
{
    (void)state;
    /* clang-format off */
    static const struct { const char *text, *wire; size_t size; } rows[] = {
        { "<n>12.5</n>", WIRE("\x40\x01n\x91\x00\x00\x48\x41") },
        { "<n>1234.5</n>", WIRE("\x40\x01n\x91\x00\x50\x9A\x44") },
        { "<n>148.95</n>", WIRE("\x40\x01n\x99\x06" "148.95") },
        { "<n>-0.1</n>", WIRE("\x40\x01n\x99\x04-0.1") },
        { "<n>1E+10</n>", WIRE("\x40\x01n\x99\x05" "1E+10") },
        { "<n>123456.78</n>", WIRE("\x40\x01n\x93\xAE\x47\xE1\x7A\x0C\x24\xFE\x40") },
    };
    /* clang-format on */
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct bytes output = { 0 };
        assert_result(S_OK, transform(true, "msbin1", NULL, rows[i].text, strlen(rows[i].text), &output, NULL));
        assert_bytes_equal(&output, rows[i].wire, rows[i].size);
        bytes_free(&output);
    }
}

static const char damaged[] = "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body>"
                              "<q xmlns=\"urn:q\" a=\"x\">"
                              "<n>12.5</n><n>AAECAwQFBgcICQ==</n><!--c--><n>2012-02-29T12:00:00Z</n></q></s:Body></s:Envelope>";

/** Each byte of a message becomes every other: what is still accepted is well-formed, and any encoder takes it. */
static void any_byte_changed_is_refused_or_gives_another_document(void **state)
{
    (void)state;
    static const char *const codecs[] = { "msbin1", "msbinsession1" };
    unsigned accepted = 0, refused = 0;
    for (int i = 0; i < 2; i++) {
        struct bytes wire = { 0 }, output = { 0 }, again = { 0 };
        assert_result(S_OK, transform(true, codecs[i], NULL, damaged, sizeof damaged - 1, &wire, NULL));
        for (size_t at = 0; at < wire.size; at++)
            for (int change = 1; change < 256; change += test_is_quick() ? 50 : 1) {
                wire.data[at] ^= (BYTE)change;
                HRESULT result = transform(false, codecs[i], NULL, wire.data, wire.size, &output, NULL);
                wire.data[at] ^= (BYTE)change;
                if (result == S_OK) {
                    accepted++;
                    assert_true(expat_parse(output.data, output.size, NULL));
                    assert_result(S_OK, transform(true, codecs[i], NULL, output.data, output.size, &again, NULL));
                } else {
                    refused++;
                    if (result != WS_E_QUOTA_EXCEEDED)
                        assert_result(WS_E_INVALID_FORMAT, result);
                }
            }
        bytes_free(&wire);
        bytes_free(&output);
        bytes_free(&again);
    }
    assert_true(accepted > 0 && refused > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors_name_the_rule_and_the_place),
        cmocka_unit_test(typed_text_is_shorter_and_reads_back_as_it_was),
        cmocka_unit_test(text_that_is_nearly_a_value_comes_back_as_it_was),
        cmocka_unit_test(long_text_of_wide_characters_comes_back_however_it_is_cut),
        cmocka_unit_test(white_space_around_the_root_is_passed_on),
        cmocka_unit_test(an_attribute_that_repeats_is_found_among_known_names),
        cmocka_unit_test(only_what_single_precision_holds_exactly_becomes_a_single),
        cmocka_unit_test(any_byte_changed_is_refused_or_gives_another_document),
    };
    return RUN_SUITE(tests);
}
