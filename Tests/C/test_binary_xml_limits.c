/* The limits of binary XML: at the limit exactly and one beyond, both directions; and a long text in constant memory. */
#include "FailingAllocator/failing_allocator.h"
#include "FakeChannel/fake_channel.h"

/** Runs a message through an encoder or decoder, in buffers of `piece` bytes. */
static HRESULT transform_in_pieces(bool is_encoder, const WSE_PROPERTY *properties, ULONG count, const struct bytes *input,
                                   size_t piece, struct bytes *output, WS_ERROR *error)
{
    WS_CHANNEL_ENCODER encoder = { 0 };
    WS_CHANNEL_DECODER decoder = { 0 };
    WSE_BUFFER *buffer = NULL;
    ULONG piece_count = (ULONG)((input->size + piece - 1) / piece);
    WS_BYTES *pieces = calloc(piece_count + 1, sizeof *pieces);
    assert_non_null(pieces);
    for (ULONG i = 0; i < piece_count; i++) {
        size_t left = input->size - i * piece;
        pieces[i] = (WS_BYTES){ (ULONG)(left < piece ? left : piece), input->data + i * piece };
    }
    const BYTE *data;
    ULONGLONG length;
    HRESULT result;
    assert_result(S_OK, WseCreateBuffer(0, &buffer, NULL));
    if (is_encoder) {
        assert_result(S_OK, WseCreateChannelEncoder("msbin1", properties, count, &encoder, NULL));
        result = WseEncodeMessage(&encoder, NULL, pieces, piece_count, buffer, NULL, NULL, error);
    } else {
        assert_result(S_OK, WseCreateChannelDecoder("msbin1", properties, count, &decoder, NULL));
        result = WseDecodeMessage(&decoder, NULL, NULL, pieces, piece_count, buffer, NULL, error);
    }
    assert_result(S_OK, WseGetBufferBytes(buffer, &data, &length));
    output->size = 0;
    bytes_append(output, data, (size_t)length);
    WseFreeBuffer(buffer);
    WseFreeChannelEncoder(&encoder);
    WseFreeChannelDecoder(&decoder);
    free(pieces);
    return result;
}

static HRESULT transform(bool is_encoder, const WSE_PROPERTY *property, const struct bytes *input, struct bytes *output,
                         WS_ERROR *error)
{
    return transform_in_pieces(is_encoder, property, 1, input, input->size + 1, output, error);
}

static void append(struct bytes *text, const char *format, unsigned number)
{
    char part[64];
    bytes_append(text, part, (size_t)snprintf(part, sizeof part, format, number));
}

static void repeat(struct bytes *text, const char *part, ULONG count)
{
    while (count-- > 0)
        bytes_append(text, part, strlen(part));
}

/** A document with exactly `count` of what a property limits. */
static struct bytes document(WSE_PROPERTY_ID id, ULONG count)
{
    struct bytes text = { 0 };
    switch (id) {
    case WSE_PROPERTY_MAX_DEPTH:
        repeat(&text, "<a>", count - 1);
        repeat(&text, "<a/>", 1);
        repeat(&text, "</a>", count - 1);
        break;
    case WSE_PROPERTY_MAX_ATTRIBUTES:
        append(&text, "<a", 0);
        for (ULONG i = 0; i < count; i++)
            append(&text, " b%u=\"\"", i);
        append(&text, "/>", 0);
        break;
    case WSE_PROPERTY_MAX_NAMESPACE_DECLARATIONS:
        append(&text, "<a", 0);
        for (ULONG i = 0; i < count; i++) {
            append(&text, " xmlns:b%u=", i);
            append(&text, "\"urn:%u\"", i);
        }
        append(&text, "/>", 0);
        break;
    case WSE_PROPERTY_MAX_NAME_LENGTH:
        append(&text, "<", 0);
        repeat(&text, "n", count);
        append(&text, "/>", 0);
        break;
    default:
        append(&text, "<a b=\"", 0);
        repeat(&text, "v", count);
        append(&text, "\"/>", 0);
    }
    return text;
}

/* [P8] */
static void every_limit_is_exact_in_both_directions(void **state)
{
    (void)state;
    static const struct {
        WSE_PROPERTY_ID id;
        ULONG lowest, standard;
    } rows[] = {
        { WSE_PROPERTY_MAX_DEPTH, 1, 128 },
        { WSE_PROPERTY_MAX_ATTRIBUTES, 0, 128 },
        { WSE_PROPERTY_MAX_NAMESPACE_DECLARATIONS, 0, 128 },
        { WSE_PROPERTY_MAX_NAME_LENGTH, 1, 16384 },
        { WSE_PROPERTY_MAX_ATTRIBUTE_VALUE_LENGTH, 0, 65536 },
    };
    WS_ERROR *error = create_error();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ULONG limits[] = { rows[i].lowest, 7, rows[i].standard };
        for (size_t j = 0; j < 3; j++)
            for (ULONG beyond = 0; beyond <= 1; beyond++) {
                ULONG limit = limits[j], wide = 1000000 > limit ? 65536 : limit;
                WSE_PROPERTY tight = { rows[i].id, &limit, sizeof limit }, loose = { rows[i].id, &wide, sizeof wide };
                struct bytes text = document(rows[i].id, limit + beyond), wire = { 0 }, output = { 0 };
                if (limit + beyond <= wide)
                    assert_result(S_OK, transform(true, &loose, &text, &wire, NULL));
                for (int is_encoder = 0; is_encoder <= 1; is_encoder++) {
                    if (!is_encoder && wire.size == 0)
                        continue;
                    HRESULT result = transform(is_encoder, &tight, is_encoder ? &text : &wire, &output, error);
                    char expected[32];
                    snprintf(expected, sizeof expected, "(limit %u", (unsigned)limit);
                    if (result != (beyond ? WS_E_QUOTA_EXCEEDED : S_OK))
                        fail_msg("property %d, limit %u + %u, encoder %d: 0x%08x %s", (int)rows[i].id, (unsigned)limit,
                                 (unsigned)beyond, is_encoder, (unsigned)result, take_error_text(error));
                    if (beyond)
                        assert_error_contains(error, expected);
                    else if (!is_encoder)
                        assert_bytes_equal(&output, text.data, text.size);
                }
                bytes_free(&text);
                bytes_free(&wire);
                bytes_free(&output);
            }
    }
    WsFreeError(error);
}

/** Encodes a document and decodes it again under these limits, whole and in pieces: accepted, or refused for a limit. */
static void expect_verdict(const struct bytes *text, ULONG name, ULONG value, ULONG beyond, const char *reason)
{
    WSE_PROPERTY properties[] = { { WSE_PROPERTY_MAX_NAME_LENGTH, &name, sizeof name },
                                  { WSE_PROPERTY_MAX_ATTRIBUTE_VALUE_LENGTH, &value, sizeof value } };
    WS_ERROR *error = create_error();
    struct bytes wire = { 0 }, output = { 0 };
    assert_result(S_OK, transform_in_pieces(true, NULL, 0, text, text->size, &wire, NULL));
    for (int is_encoder = 0; is_encoder <= 1; is_encoder++)
        for (size_t piece = 1; piece <= 1001; piece += 200) {
            const struct bytes *input = is_encoder ? text : &wire;
            size_t size = piece > 1000 ? input->size : piece;
            HRESULT result = transform_in_pieces(is_encoder, properties, 2, input, size, &output, error);
            if (result != (beyond ? WS_E_QUOTA_EXCEEDED : S_OK))
                fail_msg("names %u, values %u, encoder %d, pieces of %zu: 0x%08x %s", (unsigned)name, (unsigned)value,
                         is_encoder, piece, (unsigned)result, take_error_text(error));
            if (beyond)
                assert_error_contains(error, reason);
        }
    bytes_free(&wire);
    bytes_free(&output);
    WsFreeError(error);
}

/* [P30] */
static void a_declaration_is_limited_as_a_name_and_a_namespace(void **state)
{
    (void)state;
    /* The first namespace is one of the static dictionary, of 39 bytes; the last is written longer than it is. */
    static const struct {
        const char *text;
        ULONG length;
    } rows[] = {
        { "<a xmlns='http://www.w3.org/2003/05/soap-envelope'/>", 39 },
        { "<a xmlns:s='http://www.w3.org/2003/05/soap-envelope'/>", 39 },
        { "<a xmlns:prefix='u'/>", 6 },
        { "<a xmlns='&#x0000075;&#x0000072;&#x000006e;:x'/>", 5 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (ULONG beyond = 0; beyond <= 1; beyond++) {
            struct bytes text = { (BYTE *)rows[i].text, strlen(rows[i].text), 0 };
            expect_verdict(&text, rows[i].length - beyond, 0, beyond, "too long (limit");
        }
}

/* [P31] */
static void a_value_is_limited_as_what_it_stands_for(void **state)
{
    (void)state;
    struct bytes text = { 0 };
    ULONG count = test_is_quick() ? 100 : 65536;
    append(&text, "<a b='", 0);
    repeat(&text, "&#00000000000000065;", count);
    append(&text, "'/>", 0);
    for (ULONG beyond = 0; beyond <= 1; beyond++)
        expect_verdict(&text, 100, count - beyond, beyond, "the value of an attribute is too long (limit");
    bytes_free(&text);
    static const char lines[] = "<a b='1\r\n2\r3'><!--\r\n1234--></a>";
    struct bytes ends = { (BYTE *)lines, sizeof lines - 1, 0 };
    for (ULONG beyond = 0; beyond <= 1; beyond++)
        expect_verdict(&ends, 100, 5 - beyond, beyond, "too long (limit");
}

/* [P31] */
static void references_and_the_xml_declaration_have_fixed_limits(void **state)
{
    (void)state;
    static const struct {
        const char *before, *filling, *after, *reason;
        size_t length, frame;
    } rows[] = {
        { "<a>&#", "0", "65;</a>", "a character reference is too long (limit 256,", 256, 5 },
        { "<a b='&#x", "0", "41;'/>", "a character reference is too long (limit 256,", 256, 6 },
        { "<?xml version='1.0'", " ", "?><a/>", "the XML declaration is too long (limit 1024,", 1024, 21 },
    };
    WS_ERROR *error = create_error();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t beyond = 0; beyond <= 1; beyond++) {
            struct bytes text = { 0 }, wire = { 0 };
            repeat(&text, rows[i].before, 1);
            repeat(&text, rows[i].filling, (ULONG)(rows[i].length - rows[i].frame + beyond));
            repeat(&text, rows[i].after, 1);
            for (size_t piece = 1; piece <= text.size; piece += text.size - 1) {
                assert_result(beyond ? WS_E_QUOTA_EXCEEDED : S_OK,
                              transform_in_pieces(true, NULL, 0, &text, piece, &wire, error));
                if (beyond)
                    assert_error_contains(error, rows[i].reason);
            }
            bytes_free(&text);
            bytes_free(&wire);
        }
    WsFreeError(error);
}

/* [P8] */
static void an_array_is_limited_exactly(void **state)
{
    (void)state;
    static const BYTE head[] = { 0x40, 1, 'r', 0x03, 0x40, 1, 'a', 0x01, 0x8B };
    WS_ERROR *error = create_error();
    for (ULONG count = 1; count <= 5; count++) {
        ULONG limit = 4;
        WSE_PROPERTY property = { WSE_PROPERTY_MAX_ARRAY_LENGTH, &limit, sizeof limit };
        struct bytes wire = { 0 }, output = { 0 };
        bytes_append(&wire, head, sizeof head);
        bytes_append(&wire, &(BYTE){ (BYTE)count }, 1);
        for (ULONG i = 0; i < count; i++)
            bytes_append(&wire, "\5\0", 2);
        bytes_append(&wire, "\1", 1);
        HRESULT result = transform(false, &property, &wire, &output, error);
        assert_result(count > limit ? WS_E_QUOTA_EXCEEDED : S_OK, result);
        if (count > limit)
            assert_error_contains(error, "(limit 4");
        else
            assert_int_equal(7 + 8 * count, output.size);
        bytes_free(&wire);
        bytes_free(&output);
    }
    WsFreeError(error);
}

/** A sink that counts, and a source that makes a message of one long text without having it in memory. */
struct stream {
    ULONGLONG given, size, taken;
    const WS_CHANNEL_DECODER *decoder;
};

static HRESULT CALLBACK count_write(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                                    WS_ERROR *error)
{
    struct stream *stream = state;
    (void)context, (void)error;
    for (ULONG i = 0; i < count; i++)
        stream->taken += buffers[i].length;
    return S_OK;
}

/** Records of base64: an element `a`, then Bytes16 records of 60,000 bytes each, the last of which ends the element. */
static HRESULT CALLBACK records_read(void *state, void *bytes, ULONG maxSize, ULONG *actualSize,
                                     const WS_ASYNC_CONTEXT *context, WS_ERROR *error)
{
    static const BYTE head[3] = { 0x40, 1, 'a' };
    struct stream *stream = state;
    BYTE *out = bytes;
    ULONG made = 0;
    (void)context, (void)error;
    for (; made < maxSize && stream->given < stream->size; made++, stream->given++) {
        ULONGLONG at = stream->given;
        if (at < 3) {
            out[made] = head[at];
            continue;
        }
        bool is_last = stream->size - (at - (at - 3) % 60003) <= 60003;
        BYTE record[3] = { is_last ? 0xA1 : 0xA0, 60000 & 0xFF, 60000 >> 8 };
        out[made] = (at - 3) % 60003 < 3 ? record[(at - 3) % 60003] : (BYTE)(at * 7);
    }
    *actualSize = made;
    return S_OK;
}

static void a_long_text_takes_constant_memory_both_ways(void **state)
{
    (void)state;
    static BYTE room[1 << 16];
    ULONGLONG records = test_is_quick() ? 60 : 1750, no_limit = 0;
    struct stream stream = { 0, 3 + records * 60003, 0, NULL };
    WSE_PROPERTY property = { WSE_PROPERTY_MAX_DECODED_SIZE, &no_limit, sizeof no_limit };
    WS_CHANNEL_DECODER decoder_table;
    WS_CHANNEL_ENCODER encoder_table;
    void *decoder = NULL, *encoder = NULL;
    WS_STRING type, encoding, none = { 0, NULL };
    ULONG length = 1;
    ULONGLONG text = 0;
    assert_result(S_OK, WseCreateChannelDecoder("msbin1", &property, 1, &decoder_table, NULL));
    assert_result(S_OK, WseCreateChannelEncoder("msbin1", NULL, 0, &encoder_table, NULL));
    long before = (allocator_take_peak_bytes(), allocator_take_peak_bytes());
    assert_result(S_OK, WseCreateDecoder(decoder_table.createContext, records_read, &stream, &decoder, NULL));
    assert_result(S_OK, WseCreateEncoder(encoder_table.createContext, count_write, &stream, &encoder, NULL));
    assert_result(S_OK, WseDecoderStart(decoder, NULL, NULL));
    assert_result(S_OK, WseDecoderGetContentType(decoder, &none, NULL, &type, NULL));
    assert_result(S_OK, WseEncoderGetContentType(encoder, &type, &type, &encoding, NULL));
    assert_result(S_OK, WseEncoderStart(encoder, NULL, NULL));
    while (length > 0) {
        assert_result(S_OK, WseDecoderDecode(decoder, room, sizeof room, &length, NULL, NULL));
        WS_BYTES part = { length, room };
        text += length;
        assert_result(S_OK, WseEncoderEncode(encoder, &part, 1, NULL, NULL));
    }
    assert_result(S_OK, WseDecoderEnd(decoder, NULL, NULL));
    assert_result(S_OK, WseEncoderEnd(encoder, NULL, NULL));
    long peak = allocator_take_peak_bytes() - before;
    assert_int_equal(7 + records * 80000, text);
    /* As bytes again. */
    assert_true(stream.taken < text * 77 / 100);
    printf("  %llu MiB of text, %ld KiB at most\n", (unsigned long long)text >> 20, peak >> 10);
    assert_true(peak < 1 << 20);
    WseFreeDecoder(decoder);
    WseFreeEncoder(encoder);
    WseFreeChannelDecoder(&decoder_table);
    WseFreeChannelEncoder(&encoder_table);
}

/* Decodes a message by an instance whose source is a buffer. */
static HRESULT decode_by(const WS_CHANNEL_DECODER *table, void *instance, WSE_BUFFER *source, const WS_BYTES *message)
{
    static const WS_STRING none = { 0, NULL };
    WS_STRING type;
    BYTE room[4096]; /* with less the decoder goes its long way, which needs less */
    ULONG length = 1;
    WseResetBuffer(source);
    HRESULT result = WseBufferWrite(source, message, 1, NULL, NULL);
    if (SUCCEEDED(result))
        result = table->decoderStartCallback(instance, NULL, NULL);
    if (SUCCEEDED(result))
        result = table->decoderGetContentTypeCallback(instance, &none, NULL, &type, NULL);
    while (SUCCEEDED(result) && length > 0)
        result = table->decoderDecodeCallback(instance, room, sizeof room, &length, NULL, NULL);
    return SUCCEEDED(result) ? table->decoderEndCallback(instance, NULL, NULL) : result;
}

/* An instance that has lacked memory once has as much for the next message as one that never has: no part of what it needs is
 * taken for the whole. */
static void what_was_lacking_is_allocated_for_the_next_message(void **state)
{
    (void)state;
    static const BYTE record[] = "\x40\x01"
                                 "a\x99\x3A"
                                 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";
    WS_BYTES message = { sizeof record - 1, (BYTE *)record };
    WS_CHANNEL_DECODER table = create_decoder_table("msbin1", NULL, 0);
    WSE_BUFFER *source;
    long wanted = 0;
    assert_result(S_OK, WseCreateBuffer(0, &source, NULL));
    assert_result(S_OK, WseBufferWrite(source, &message, 1, NULL, NULL)); /* which now has its memory */
    for (unsigned long fail_at = 0;; fail_at++) {                         /* first none fails */
        void *instance;
        assert_result(S_OK, table.createDecoderCallback(table.createContext, WseBufferRead, source, &instance, NULL));
        allocator_arm(fail_at, false);
        HRESULT result = decode_by(&table, instance, source, &message);
        allocator_disarm();
        bool has_failed = allocator_has_failed();
        assert_result(has_failed ? E_OUTOFMEMORY : S_OK, result);
        assert_result(S_OK, decode_by(&table, instance, source, &message));
        allocator_take_peak_bytes();
        void *volatile one = malloc(1); /* which has what is allocated now counted */
        free(one);
        long allocated = allocator_take_peak_bytes();
        if (fail_at == 0)
            wanted = allocated;
        assert_true(allocated >= wanted);
        table.freeDecoderCallback(instance);
        if (fail_at > 0 && !has_failed)
            break;
    }
    WseFreeBuffer(source);
    WseFreeChannelDecoder(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_lacking_is_allocated_for_the_next_message),
        cmocka_unit_test(every_limit_is_exact_in_both_directions),
        cmocka_unit_test(a_declaration_is_limited_as_a_name_and_a_namespace),
        cmocka_unit_test(a_value_is_limited_as_what_it_stands_for),
        cmocka_unit_test(references_and_the_xml_declaration_have_fixed_limits),
        cmocka_unit_test(an_array_is_limited_exactly),
        cmocka_unit_test(a_long_text_takes_constant_memory_both_ways),
    };
    return RUN_SUITE(tests);
}
