/* Listing the records of messages in binary XML: the lines, from any source to any sink, and the limits. */
#include "FakeChannel/fake_channel.h"

static const char order[] =
    "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body><o:Order xmlns:o=\"urn:o\" o:id=\"1\" a=\"b\">"
    "<When>2024-02-29T12:00:00Z</When><!--a comment--><Long>0123456789</Long></o:Order></s:Body></s:Envelope>";

static const char *const codecs[] = { "msbin1",         "msbinsession1",      "msbin1+gzip",
                                      "msbin1+deflate", "msbinsession1+gzip", "msbinsession1+deflate" };

/* A message in one of the codecs. */
static WSE_BUFFER *encoded_order(const char *codec)
{
    WSE_BUFFER *buffer = NULL;
    WS_BYTES whole = { sizeof order - 1, (BYTE *)order };
    WS_CHANNEL_ENCODER table = create_encoder_table(codec, NULL, 0);
    assert_result(S_OK, WseCreateBuffer(0, &buffer, NULL));
    assert_result(S_OK, WseEncodeMessage(&table, NULL, &whole, 1, buffer, NULL, NULL, NULL));
    WseFreeChannelEncoder(&table);
    return buffer;
}

/* What is given a byte at a time. */
static HRESULT CALLBACK read_one(void *state, void *bytes, ULONG room, ULONG *count, const WS_ASYNC_CONTEXT *context,
                                 WS_ERROR *error)
{
    assert_true(room > 0);
    assert_null(context);
    return WseBufferRead(state, bytes, 1, count, context, error);
}

struct sink {
    ULONGLONG total;
    ULONG largest;
    ULONG calls;
    HRESULT result;
};

static HRESULT CALLBACK count_bytes(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                                    WS_ERROR *error)
{
    (void)error;
    struct sink *sink = state;
    assert_null(context);
    for (ULONG index = 0; index < count; index++) {
        sink->total += buffers[index].length;
        sink->largest = buffers[index].length > sink->largest ? buffers[index].length : sink->largest;
    }
    sink->calls++;
    return sink->result;
}

static HRESULT dump_bytes(const char *codec, const WSE_PROPERTY *properties, ULONG count, const void *bytes, size_t size,
                          WSE_BUFFER *output, WS_ERROR *error)
{
    WSE_BUFFER *input = NULL;
    WS_BYTES part = { (ULONG)size, (BYTE *)bytes };
    assert_result(S_OK, WseCreateBuffer(0, &input, NULL));
    assert_result(S_OK, WseBufferWrite(input, &part, 1, NULL, NULL));
    HRESULT result = WseDumpMessage(codec, properties, count, WseBufferRead, input, WseBufferWrite, output, error);
    WseFreeBuffer(input);
    return result;
}

/* [O5] */
static void lines_are_the_same_however_the_message_comes_and_stop_where_it_goes_wrong(void **state)
{
    (void)state;
    WS_ERROR *error = create_error();
    for (size_t i = 0; i < sizeof codecs / sizeof codecs[0]; i++) {
        WSE_BUFFER *wire = encoded_order(codecs[i]), *again = encoded_order(codecs[i]);
        WSE_BUFFER *whole = NULL, *pieces = NULL, *cut = NULL;
        const BYTE *bytes, *lines, *others;
        ULONGLONG wire_size, size, other_size;
        assert_result(S_OK, WseCreateBuffer(0, &whole, NULL));
        assert_result(S_OK, WseCreateBuffer(0, &pieces, NULL));
        assert_result(S_OK, WseCreateBuffer(0, &cut, NULL));
        assert_result(S_OK, WseGetBufferBytes(wire, &bytes, &wire_size));
        assert_result(WS_E_INVALID_FORMAT, dump_bytes(codecs[i], NULL, 0, bytes, wire_size - 5, cut, error));
        assert_error_contains(error, "msbin");
        assert_result(S_OK, WseDumpMessage(codecs[i], NULL, 0, WseBufferRead, wire, WseBufferWrite, whole, NULL));
        assert_result(S_OK, WseDumpMessage(codecs[i], NULL, 0, read_one, again, WseBufferWrite, pieces, NULL));
        assert_result(S_OK, WseGetBufferBytes(whole, &lines, &size));
        assert_true(size > 200 && lines[size - 1] == '\n');
        assert_non_null(memmem(lines, size, "Envelope", 8));
        assert_non_null(memmem(lines, size, "DateTimeText", 12));
        assert_result(S_OK, WseGetBufferBytes(pieces, &others, &other_size));
        assert_int_equal(size, other_size);
        assert_memory_equal(lines, others, size);
        assert_result(S_OK, WseGetBufferBytes(cut, &others, &other_size));
        assert_true(other_size <= size);
        if (other_size > 0)
            assert_memory_equal(lines, others, other_size);
        WseFreeBuffer(wire), WseFreeBuffer(again), WseFreeBuffer(whole), WseFreeBuffer(pieces), WseFreeBuffer(cut);
    }
    WSE_BUFFER *output = NULL;
    const BYTE *lines;
    ULONGLONG size;
    assert_result(S_OK, WseCreateBuffer(0, &output, NULL));
    assert_result(WS_E_INVALID_FORMAT, dump_bytes("msbin1", NULL, 0, "\x40\x01\x61\xFF\x01\x01", 6, output, error));
    assert_error_contains(error, "offset 3");
    assert_result(S_OK, WseGetBufferBytes(output, &lines, &size));
    assert_true(size > 0 && lines[size - 1] == '\n');
    WseFreeBuffer(output);
    WsFreeError(error);
}

#define WIRE(bytes) bytes, sizeof bytes - 1

/** Lists bytes whole and one at a time: the same lines, result and reason. */
static void both_ways(const char *codec, const BYTE *bytes, size_t size)
{
    WSE_BUFFER *whole = NULL, *pieces = NULL, *input = NULL;
    WS_BYTES part = { (ULONG)size, (BYTE *)bytes };
    WS_ERROR *error = create_error();
    const BYTE *lines, *others;
    ULONGLONG length, other_length;
    char reason[256];
    assert_result(S_OK, WseCreateBuffer(0, &whole, NULL));
    assert_result(S_OK, WseCreateBuffer(0, &pieces, NULL));
    assert_result(S_OK, WseCreateBuffer(0, &input, NULL));
    assert_result(S_OK, WseBufferWrite(input, &part, 1, NULL, NULL));
    HRESULT result = dump_bytes(codec, NULL, 0, bytes, size, whole, error);
    assert_true(result == S_OK || result == WS_E_INVALID_FORMAT || result == WS_E_QUOTA_EXCEEDED);
    snprintf(reason, sizeof reason, "%s", take_error_text(error));
    assert_result(result, WseDumpMessage(codec, NULL, 0, read_one, input, WseBufferWrite, pieces, error));
    assert_string_equal(reason, take_error_text(error));
    assert_result(S_OK, WseGetBufferBytes(whole, &lines, &length));
    assert_result(S_OK, WseGetBufferBytes(pieces, &others, &other_length));
    assert_int_equal(length, other_length);
    if (length > 0)
        assert_memory_equal(lines, others, length);
    WseFreeBuffer(whole), WseFreeBuffer(pieces), WseFreeBuffer(input);
    WsFreeError(error);
}

/* [O5] */
static void a_message_cut_or_changed_anywhere_is_listed_the_same_in_pieces(void **state)
{
    (void)state;
    static const struct {
        const char *codec, *bytes;
        size_t size;
    } rows[] = {
        /* An element; attributes of a text, a list and an identifier; a comment; names, identifiers and values as text. */
        { "msbin1", WIRE("\x40\x01"
                         "a\x04\x01x\x98\x01y\x04\x01l\xA4\x88\x05\x88\x06\xA6\x06\x02\xAA\x04"
                         "\x02\x01"
                         "c\x40\x01q\xBC\x00\x06\x01\x56\x02\x0B\x00\x04\xAA\x02\x01\x8A\x10\x27\x01") },
        /* An array of two, and one of none. */
        { "msbin1", WIRE("\x40\x01"
                         "a\x03\x40\x01"
                         "e\x01\x8B\x02\x01\x00\x02\x00\x03\x40\x01"
                         "e\x01\x8B\x00\x01") },
        /* Strings of a session, and one that goes beyond its table. */
        { "msbinsession1", WIRE("\x06\x01"
                                "a\x03"
                                "bcd\x42\x01\x06\x03\xAA\x01\x01") },
        { "msbinsession1", WIRE("\x03\x01"
                                "a\x04"
                                "bcde\x42\x01\x01") },
        { "msbinsession1", WIRE("\x02\x01\xC3\x42\x01\x01") },
    };
    static const BYTE values[] = { 0x00, 0x01, 0x41, 0x80, 0xFF };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        BYTE bytes[100];
        assert_true(rows[i].size < sizeof bytes);
        memcpy(bytes, rows[i].bytes, rows[i].size);
        for (size_t cut = 0; cut <= rows[i].size; cut++)
            both_ways(rows[i].codec, bytes, cut);
        for (size_t at = 0; at < rows[i].size; at++) {
            for (size_t value = 0; value < sizeof values; value++) {
                bytes[at] = values[value];
                both_ways(rows[i].codec, bytes, rows[i].size);
            }
            bytes[at] = (BYTE)rows[i].bytes[at];
        }
    }
}

/* [O6] */
static void the_limits_of_the_decoder_hold_exactly(void **state)
{
    (void)state;
    /* clang-format off */
    static const struct {
        const char *codec;
        WSE_PROPERTY_ID id;
        ULONG enough; /* the least that this message passes with, as a decoder, too */
        const char *message;
        size_t size;
    } rows[] = {
#define ROW(codec, id, enough, message) { codec, id, enough, message, sizeof message - 1 }
        ROW("msbin1", WSE_PROPERTY_MAX_DEPTH, 2, "\x40\x01" "a\x40\x01" "b\x01\x01"),
        ROW("msbin1", WSE_PROPERTY_MAX_ATTRIBUTES, 2, "\x40\x01" "a\x04\x01" "b\xA8\x04\x01" "c\xA8\x01"),
        ROW("msbin1", WSE_PROPERTY_MAX_NAMESPACE_DECLARATIONS, 2, "\x40\x01" "a\x09\x01" "b\x01" "u\x09\x01" "c\x01" "u\x01"),
        ROW("msbin1", WSE_PROPERTY_MAX_NAME_LENGTH, 5, "\x40\x01" "a\x40\x05" "bcdef\x01\x01"),
        ROW("msbin1", WSE_PROPERTY_MAX_NAME_LENGTH, 5, "\x41\x02" "pq\x02" "ab\x09\x02" "pq\x01" "u\x01"),
        ROW("msbin1", WSE_PROPERTY_MAX_NAME_LENGTH, 5, "\x40\x01" "a\x08\x05" "names\x01"),
        ROW("msbin1", WSE_PROPERTY_MAX_ATTRIBUTE_VALUE_LENGTH, 4, "\x40\x01" "a\x04\x01" "b\x98\x04" "text\x01"),
        ROW("msbin1", WSE_PROPERTY_MAX_ATTRIBUTE_VALUE_LENGTH, 4, "\x40\x01" "a\x04\x01" "b\x9E\x03" "bin\x01"),
        ROW("msbin1", WSE_PROPERTY_MAX_ATTRIBUTE_VALUE_LENGTH, 4, "\x40\x01" "a\x02\x04" "note\x01"),
        ROW("msbin1", WSE_PROPERTY_MAX_ATTRIBUTE_VALUE_LENGTH, 3, "\x40\x01" "a\x04\x01" "b\x88\x7B\x01"),
        /* Strings of the dictionary, prefixes of one letter and the blanks of a list count, too. */
        ROW("msbin1", WSE_PROPERTY_MAX_NAME_LENGTH, 14, "\x42\x00\x01"),
        ROW("msbin1", WSE_PROPERTY_MAX_NAME_LENGTH, 5, "\x40\x01x\x09\x01" "b\x01u\x5F\x03" "abc\x01\x01"),
        ROW("msbin1", WSE_PROPERTY_MAX_NAME_LENGTH, 16, "\x43\x01p\x00\x09\x01p\x01u\x01"),
        ROW("msbin1", WSE_PROPERTY_MAX_ATTRIBUTE_VALUE_LENGTH, 14, "\x40\x01" "a\x04\x01" "b\xAA\x00\x01"),
        ROW("msbin1", WSE_PROPERTY_MAX_ATTRIBUTE_VALUE_LENGTH, 3, "\x40\x01" "a\x04\x01" "b\xA4\x80\x80\xA6\x01"),
        ROW("msbin1", WSE_PROPERTY_MAX_ARRAY_LENGTH, 2, "\x40\x01" "a\x03\x40\x01" "b\x01\xB5\x02\x01\x00\x01"),
        ROW("msbinsession1", WSE_PROPERTY_MAX_SESSION_SIZE, 4, "\x04\x03" "abc\x42\x01\x01"),
    };
    /* clang-format on */
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        WS_ERROR *error = create_error();
        for (ULONG value = rows[i].enough; value + 1 >= rows[i].enough; value--) {
            WSE_PROPERTY property = { rows[i].id, &value, sizeof value };
            HRESULT expected = value < rows[i].enough ? WS_E_QUOTA_EXCEEDED : S_OK;
            WSE_BUFFER *output = NULL, *decoded = NULL;
            WS_BYTES part = { (ULONG)rows[i].size, (BYTE *)rows[i].message };
            assert_result(S_OK, WseCreateBuffer(0, &output, NULL));
            assert_result(S_OK, WseCreateBuffer(0, &decoded, NULL));
            assert_result(expected, dump_bytes(rows[i].codec, &property, 1, rows[i].message, rows[i].size, output, error));
            WS_CHANNEL_DECODER table = create_decoder_table(rows[i].codec, &property, 1);
            assert_result(expected, WseDecodeMessage(&table, NULL, NULL, &part, 1, decoded, NULL, NULL));
            WseFreeChannelDecoder(&table);
            WseFreeBuffer(output), WseFreeBuffer(decoded);
        }
        WsFreeError(error);
    }
    /* At their defaults: a session's strings of more than 2,048 bytes. */
    static BYTE strings[3000] = { 0x81, 0x10, 0xFF, 0x0F };
    WS_ERROR *error = create_error();
    WSE_BUFFER *output = NULL;
    memset(strings + 4, 'n', sizeof strings - 4);
    assert_result(S_OK, WseCreateBuffer(0, &output, NULL));
    assert_result(WS_E_QUOTA_EXCEEDED, dump_bytes("msbinsession1", NULL, 0, strings, sizeof strings, output, error));
    assert_error_contains(error, "limit 2048");
    WseFreeBuffer(output);
    WsFreeError(error);
}

/* [O7] */
static void lines_are_handed_on_as_they_are_made(void **state)
{
    (void)state;
    static BYTE message[400004] = { 0x40, 0x01, 'e' };
    memset(message + 3, 0xA8, sizeof message - 4);
    message[sizeof message - 1] = 0x01;
    WS_BYTES part = { sizeof message, message };
    WSE_BUFFER *input = NULL;
    struct sink sink = { .result = S_OK };
    WS_ERROR *error = create_error();
    assert_result(S_OK, WseCreateBuffer(0, &input, NULL));
    assert_result(S_OK, WseBufferWrite(input, &part, 1, NULL, NULL));
    assert_result(S_OK, WseDumpMessage("msbin1", NULL, 0, WseBufferRead, input, count_bytes, &sink, error));
    assert_true(sink.total > 4000000 && sink.calls > 60 && sink.largest <= 65536);
    /* The limit counts the lines. */
    ULONGLONG most = 100000;
    WSE_PROPERTY property = { WSE_PROPERTY_MAX_DECODED_SIZE, &most, sizeof most };
    sink = (struct sink){ .result = S_OK };
    assert_result(S_OK, WseBufferWrite(input, &part, 1, NULL, NULL));
    assert_result(WS_E_QUOTA_EXCEEDED, WseDumpMessage("msbin1", &property, 1, WseBufferRead, input, count_bytes, &sink, error));
    assert_error_contains(error, "limit 100000");
    assert_true(sink.total <= most);
    /* A sink that fails ends it with its result; one that promises to go on later has broken its word. */
    static const HRESULT results[][2] = { { E_FAIL, E_FAIL }, { WS_S_ASYNC, WS_E_INVALID_OPERATION } };
    for (int i = 0; i < 2; i++) {
        sink = (struct sink){ .result = results[i][0] };
        WseResetBuffer(input);
        assert_result(S_OK, WseBufferWrite(input, &part, 1, NULL, NULL));
        assert_result(results[i][1], WseDumpMessage("msbin1", NULL, 0, WseBufferRead, input, count_bytes, &sink, error));
        assert_int_equal(1, sink.calls);
    }
    WseFreeBuffer(input);
    WsFreeError(error);
}

static void wrong_arguments_are_refused(void **state)
{
    (void)state;
    WS_ERROR *error = create_error();
    WSE_BUFFER *buffer = NULL;
    BOOL flag = 1;
    WSE_ABI abi = WSE_ABI_DEFAULT;
    WSE_PROPERTY of_encoders = { WSE_PROPERTY_TYPED_TEXT, &flag, sizeof flag };
    WSE_PROPERTY convention = { WSE_PROPERTY_ABI, &abi, sizeof abi };
    WSE_INVALID_CHARACTERS choice = WSE_INVALID_CHARACTERS_DROP;
    WSE_PROPERTY characters = { WSE_PROPERTY_INVALID_CHARACTERS, &choice, sizeof choice };
    assert_result(S_OK, WseCreateBuffer(0, &buffer, NULL));
    assert_result(WS_E_NOT_SUPPORTED, dump_bytes("gzip", NULL, 0, "", 0, buffer, error));
    assert_result(WS_E_NOT_SUPPORTED, dump_bytes("none such", NULL, 0, "", 0, buffer, error));
    assert_result(E_INVALIDARG, dump_bytes(NULL, NULL, 0, "", 0, buffer, error));
    assert_result(E_INVALIDARG, dump_bytes("msbin1", NULL, 1, "", 0, buffer, error));
    assert_result(E_INVALIDARG, dump_bytes("msbin1", &of_encoders, 1, "", 0, buffer, error));
    assert_error_contains(error, "properties[0]: ");
    assert_result(E_INVALIDARG, dump_bytes("msbin1", &convention, 1, "", 0, buffer, error));
    assert_result(E_INVALIDARG, dump_bytes("msbin1", &characters, 1, "", 0, buffer, error));
    assert_result(E_INVALIDARG, WseDumpMessage("msbin1", NULL, 0, NULL, buffer, WseBufferWrite, buffer, error));
    assert_result(E_INVALIDARG, WseDumpMessage("msbin1", NULL, 0, WseBufferRead, buffer, NULL, buffer, error));
    WseFreeBuffer(buffer);
    WsFreeError(error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_the_same_however_the_message_comes_and_stop_where_it_goes_wrong),
        cmocka_unit_test(a_message_cut_or_changed_anywhere_is_listed_the_same_in_pieces),
        cmocka_unit_test(the_limits_of_the_decoder_hold_exactly),
        cmocka_unit_test(lines_are_handed_on_as_they_are_made),
        cmocka_unit_test(wrong_arguments_are_refused),
    };
    return RUN_SUITE(tests);
}
