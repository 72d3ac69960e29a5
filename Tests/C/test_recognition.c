/* What a decoder or encoder says of a message of another format, and that it says the same however the message comes in. */
#include "FakeChannel/fake_channel.h"

#define BYTES(bytes) bytes, sizeof bytes - 1

/* Each begins as the format's own specification has it; the compressed ones are the first bytes of what gzip, zlib and zstd
 * make of <a>x</a>, and the binary ones of what WCF makes of an envelope. */
static const struct format {
    const char *bytes;
    size_t size;
    const char *name;
} formats[] = {
    { BYTES("<?xml version='1.0'?><a/>"), "text XML" },
    { BYTES("<s:Envelope xmlns:s=''/>"), "text XML" },
    { BYTES("<!-- a --><a/>"), "text XML" },
    { BYTES("\xEF\xBB\xBF<a/>"), "UTF-8 text with a byte order mark" },
    { BYTES("\xFF\xFE<\0a\0/\0>\0"), "UTF-16 text" },
    { BYTES("\xFE\xFF\0<\0a\0/\0>"), "UTF-16 text" },
    { BYTES("<\0?\0x\0m\0l\0 \0"), "UTF-16 text" },
    { BYTES("\0<\0?\0x\0m\0l\0 "), "UTF-16 text" },
    { BYTES("\x1F\x8B\x08\0\0\0\0\0\0\x03\xB3\x49\xB4\xAB\xB0\xD1"), "gzip" },
    { BYTES("\x78\x9C\xB3\x49\xB4\xAB\xB0\xD1\x4F\xB4\x03"), "zlib" },
    { BYTES("\x78\xDA\xB3\x49\xB4\xAB\xB0\xD1\x4F\xB4\x03"), "zlib" },
    { BYTES("\x28\xB5\x2F\xFD\x24\x08\x41\0\0<a>x"), "zstd" },
    { BYTES("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n"), "HTTP with its headers" },
    { BYTES("POST /service HTTP/1.1\r\n"), "HTTP with its headers" },
    { BYTES("--uuid:0ca0e5a6+id=1\r\n"), "MIME" },
    { BYTES("MIME-Version: 1.0\r\n"), "MIME" },
    { BYTES("\0\1\0\1\2\2\x1Bnet.tcp://localhost/"), "a record of net.tcp" },
    { BYTES("\x06\x80\x01\x1D\x1Chttp://tempuri.org/IEcho/Say"), "a record of net.tcp" },
    { BYTES("\x06\x05\0\x56\x02\x0B\1s\4"), "a record of net.tcp" },
    { BYTES("\x08\x4Ahttp://schemas.microsoft.com/ws/2006/05/framing/faults/"), "a record of net.tcp" },
    { BYTES("\x56\x02\x0B\1s\4\x0B\1a\6\x56\x08\x44\x0A"), "binary XML" },
    { BYTES("\x8A\1\x1Chttp://tempuri.org/IEcho/Say"), "binary XML of a session" },
    { BYTES("\x21\4Echo\x1Bhttp://tempuri.org/"), "binary XML of a session" },
    { BYTES("\0\x56\x02\x0B\1s\4\x0B\1a\6\x56\x08\x44\x0A"), "binary XML of a session" },
};

/** Who is given all of them, what they take, and what it is called. */
static const struct taker {
    bool is_encoder;
    const char *codec, *takes, *name;
} takers[] = {
    { false, "msbin1", "binary XML", "binary XML" },
    { false, "msbinsession1", "binary XML of a session", "binary XML of a session" },
    { false, "msbin1+gzip", "gzip", "gzip" },
    { false, "msbinsession1+gzip", "gzip", "gzip" },
    { false, "msbin1+deflate", "raw deflate", "raw deflate" },
    { false, "gzip", "gzip", "gzip" },
    { false, "deflate", "zlib", "deflate" },
    { false, "br", "br", "br" },
    { false, "zstd", "zstd", "zstd" },
    { true, "msbin1", "text XML", "XML in UTF-8" },
    { true, "msbinsession1+gzip", "text XML", "XML in UTF-8" },
};

static HRESULT give(bool is_encoder, const char *codec, const void *bytes, size_t size, size_t part, WS_ERROR *error)
{
    struct channel channel;
    void *instance = NULL;
    HRESULT result;
    channel_open(&channel, SYNCHRONOUSLY, test_seed());
    if (is_encoder) {
        WS_CHANNEL_ENCODER table = create_encoder_table(codec, NULL, 0);
        assert_result(S_OK, table.createEncoderCallback(table.createContext, channel_write, &channel, &instance, NULL));
        result = channel_send(&channel, &table, instance, bytes, size, (struct delivery){ .part = part, .per_call = 1 }, error);
        table.freeEncoderCallback(instance);
        WseFreeChannelEncoder(&table);
    } else {
        WS_CHANNEL_DECODER table;
        assert_result(S_OK, WseCreateChannelDecoder(codec, NULL, 0, &table, NULL)); /* with room for a session's strings */
        struct bytes output = { 0 };
        channel_reset(&channel, bytes, size);
        channel.read_limit = part ? part : 1 << 16;
        assert_result(S_OK, table.createDecoderCallback(table.createContext, channel_read, &channel, &instance, NULL));
        result = channel_receive(&channel, &table, instance, content_encoding_of(codec), 1 << 16, &output, error);
        bytes_free(&output);
        table.freeDecoderCallback(instance);
        WseFreeChannelDecoder(&table);
    }
    channel_close(&channel);
    return result;
}

/** A mark belongs to text XML in UTF-8; of a session, that it is one is said only where it matters. */
static bool takes(const struct taker *taker, const struct format *format)
{
    if (taker->is_encoder && strncmp(format->name, "UTF-8", 5) == 0)
        return true;
    return strcmp(taker->takes, format->name) == 0;
}

static void expected_text(const struct taker *taker, const struct format *format, char *text, size_t size)
{
    const char *found = format->name, *wanted = taker->name;
    if (strcmp(taker->takes, "binary XML of a session") == 0 && strcmp(found, "binary XML") == 0)
        found = "binary XML without a session";
    if (strcmp(taker->takes, "binary XML") == 0 && strcmp(found, "binary XML of a session") == 0)
        wanted = "binary XML without a session";
    snprintf(text, size, "%s %s: this is %s, not %s (%s)", taker->codec, taker->is_encoder ? "encoder" : "decoder", found,
             wanted, taker->is_encoder ? "line 1, column 1" : "input offset 0");
}

/* An empty brotli stream is this one byte: what follows is too much. */
static bool is_complete_for(const struct taker *taker, const struct format *format)
{
    return strcmp(taker->codec, "br") == 0 && format->bytes[0] == 0x06;
}

/* [C2] */
static void each_format_is_told_in_whatever_pieces_it_comes(void **state)
{
    (void)state;
    WS_ERROR *error = create_error();
    for (size_t i = 0; i < sizeof takers / sizeof *takers; i++)
        for (size_t j = 0; j < sizeof formats / sizeof *formats; j++) {
            if (takes(&takers[i], &formats[j]) || is_complete_for(&takers[i], &formats[j]))
                continue;
            char expected[256];
            expected_text(&takers[i], &formats[j], expected, sizeof expected);
            for (size_t part = 0; part < formats[j].size; part++) {
                assert_result(WS_E_INVALID_FORMAT,
                              give(takers[i].is_encoder, takers[i].codec, formats[j].bytes, formats[j].size, part, error));
                assert_string_equal(expected, take_error_text(error));
            }
        }
    WsFreeError(error);
}

/* Cut off anywhere, a message is told the same in pieces as whole. */
static void what_is_cut_off_is_told_the_same_in_pieces(void **state)
{
    (void)state;
    WS_ERROR *error = create_error();
    for (size_t i = 0; i < sizeof takers / sizeof *takers; i++)
        for (size_t j = 0; j < sizeof formats / sizeof *formats; j++)
            for (size_t size = 1; size <= formats[j].size && size < 20; size++) {
                char whole[256];
                HRESULT result = give(takers[i].is_encoder, takers[i].codec, formats[j].bytes, size, 0, error);
                snprintf(whole, sizeof whole, "%s", FAILED(result) ? take_error_text(error) : "");
                for (size_t part = 1; part < 3; part++) {
                    assert_result(result, give(takers[i].is_encoder, takers[i].codec, formats[j].bytes, size, part, error));
                    if (FAILED(result))
                        assert_string_equal(whole, take_error_text(error));
                }
            }
    WsFreeError(error);
}

/* The format is the one expected, and something else is wrong: that is what is said. */
static void a_fault_in_the_right_format_is_told_as_it_is(void **state)
{
    (void)state;
    static const struct {
        bool is_encoder;
        const char *codec, *bytes;
        size_t size;
        const char *error;
    } rows[] = {
        { false, "msbin1", BYTES("\x56\x02\x0B\1s\4\xFF"), "unknown record type (input offset 6)" },
        { false, "msbin1", BYTES("\x40\5Order\x01\1"), "an EndElement record with no element open (input offset 8)" },
        { false, "msbin1", BYTES("\xFF"), "unknown record type (input offset 0)" },
        { false, "msbinsession1", BYTES("\x8A\1\x1Chttp://tempuri.org/IEcho/Say"), "the input ends before the message does" },
        { false, "msbinsession1", BYTES("\0\x01"), "an EndElement record with no element open (input offset 1)" },
        { false, "gzip", BYTES("\x1F\x8B\x08\xE0"), "the gzip header has reserved flags (input offset 3)" },
        { false, "gzip", BYTES("not gzip at all"), "not the header of a gzip member (input offset 0)" },
        { false, "gzip", BYTES("\x1F"), "the input ends before the stream does (input offset 1)" },
        { false, "zstd", BYTES("\x28\xB5\x2F\xFE"), "what should be a zstd frame does not begin like one (input offset 3)" },
        { true, "msbin1", BYTES("<a></b>"), "an end tag that does not match its start tag: </b> for <a> (line 1, column 4)" },
        { true, "msbin1", BYTES("<abcdefghijklmnopqrstuvwxyz></p:abcdefghijklmnopqrstuvwxyz>"),
          "start tag: </p:abcdefghijklmnopqrstuv...> for <abcdefghijklmnopqrstuvwx...> (line 1, column 29)" },
        { true, "mtom", BYTES("<a><b/><c></a>"), "start tag: </a> for <c> (line 1, column 11)" },
        { true, "msbin1", BYTES("text"), "text outside of the root element (line 1, column 1)" },
        { true, "msbin1", BYTES("\xEF\xBB\xBFtext"), "text outside of the root element (line 1, column 4)" },
        { true, "msbin1", BYTES("\xEF\xBB"), "the document ends before its root element does (line 1, column 3)" },
    };
    WS_ERROR *error = create_error();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t part = 0; part < 3; part++) {
            assert_result(WS_E_INVALID_FORMAT,
                          give(rows[i].is_encoder, rows[i].codec, rows[i].bytes, rows[i].size, part, error));
            const char *text = take_error_text(error);
            if (!strstr(text, rows[i].error))
                fail_msg("row %zu, %zu at a time: %s", i, part, text);
        }
    WsFreeError(error);
}

/* What is inside of the compressed form is judged, too, and a chain says whose input it is. */
static void the_link_that_was_given_the_wrong_format_is_named(void **state)
{
    (void)state;
    static const char text[] = "<?xml version='1.0'?><a/>";
    struct bytes wire = encoded("gzip", text, sizeof text - 1);
    WS_ERROR *error = create_error();
    for (size_t part = 0; part < 4; part++) {
        assert_result(WS_E_INVALID_FORMAT, give(false, "msbin1+gzip", wire.data, wire.size, part, error));
        assert_error_contains(error, "msbin1+gzip decoder: this is text XML, not binary XML (input offset 0)");
        assert_result(WS_E_INVALID_FORMAT, give(false, "msbin1,gzip", wire.data, wire.size, part, error));
        assert_error_contains(error, "msbin1 decoder: this is text XML, not binary XML (input offset 0)");
    }
    WsFreeError(error);
    bytes_free(&wire);
}

static void a_missing_string_of_a_session_is_told_by_its_number(void **state)
{
    (void)state;
    WS_ERROR *error = create_error();
    assert_result(WS_E_INVALID_FORMAT, give(false, "msbinsession1", BYTES("\x02\1a\x42\x0B\x01"), 0, error));
    assert_error_contains(error,
                          "msbinsession1 decoder: the session does not have the string of identifier 11: it has 1 string "
                          "(input offset 3)");
    assert_result(WS_E_INVALID_FORMAT, give(false, "msbinsession1", BYTES("\x04\1a\1b\x42\5\x01"), 0, error));
    assert_error_contains(error, "of identifier 5: it has 2 strings (");
    WsFreeError(error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_format_is_told_in_whatever_pieces_it_comes),
        cmocka_unit_test(what_is_cut_off_is_told_the_same_in_pieces),
        cmocka_unit_test(a_fault_in_the_right_format_is_told_as_it_is),
        cmocka_unit_test(the_link_that_was_given_the_wrong_format_is_named),
        cmocka_unit_test(a_missing_string_of_a_session_is_told_by_its_number),
    };
    return RUN_SUITE(tests);
}
