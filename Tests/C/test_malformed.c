/* Input that no decoder may accept: golden errors, truncation at every byte, every bit flipped, rubbish behind. */
#include "FakeChannel/fake_channel.h"

static HRESULT decode(const char *codec, const void *wire, size_t size, struct bytes *output, WS_ERROR *error)
{
    WS_CHANNEL_DECODER table = create_decoder_table(codec, NULL, 0);
    struct channel channel;
    channel_open(&channel, SYNCHRONOUSLY, test_seed());
    channel.read_limit = 1 << 16;
    channel_reset(&channel, wire, size);
    void *instance = NULL;
    assert_result(S_OK, table.createDecoderCallback(table.createContext, channel_read, &channel, &instance, NULL));
    HRESULT result = channel_receive(&channel, &table, instance, content_encoding_of(codec), 1 << 16, output, error);
    if (FAILED(result)) {
        /* It can be used again at once. */
        static const char text[] = "<next/>";
        struct bytes next = encoded(codec, text, sizeof text - 1), again = { 0 };
        channel_reset(&channel, next.data, next.size);
        HRESULT next_result = channel_receive(&channel, &table, instance, content_encoding_of(codec), 1 << 16, &again, NULL);
        /* Without all of a string table nothing that follows in a session can be understood. */
        if (next_result != WS_E_OBJECT_FAULTED || !is_session_codec(codec)) {
            assert_result(S_OK, next_result);
            assert_bytes_equal(&again, text, sizeof text - 1);
        }
        bytes_free(&next);
        bytes_free(&again);
    }
    table.freeDecoderCallback(instance);
    WseFreeChannelDecoder(&table);
    channel_close(&channel);
    return result;
}

/* Made by hand from RFC 1950, 1952, 7932 and 8878; "abc" stands deflated with fixed codes as 4b 4c 4a 06 00. */
static const struct {
    const char *codec;
    const char *wire;
    size_t size;
    const char *reason;
} golden[] = {
#define WIRE(bytes) bytes, sizeof bytes - 1
    { "gzip", WIRE("\x1f"), "the input ends before the stream does (input offset 1)" },
    { "gzip", WIRE("not gzip at all"), "not the header of a gzip member (input offset 0)" },
    { "gzip", WIRE("\x1f\x8b\x08\xe0\0\0\0\0\0\x03"), "the gzip header has reserved flags (input offset 3)" },
    { "gzip", WIRE("\x1f\x8b\x08\0\0\0\0\0\0\x03\x4b\x4c\x4a\x06\0\xc2\x41\x24\x35\x03\0\0"),
      "the input ends before the stream does (input offset 22)" },
    { "gzip", WIRE("\x1f\x8b\x08\0\0\0\0\0\0\x03\x4b\x4c\x4a\x06\0\xc3\x41\x24\x35\x03\0\0\0"),
      "the data does not match its checksum (input offset 15)" },
    { "gzip", WIRE("\x1f\x8b\x08\0\0\0\0\0\0\x03\x4b\x4c\x4a\x06\0\xc2\x41\x24\x35\x04\0\0\0"),
      "the data does not match its length (input offset 19)" },
    { "gzip", WIRE("\x1f\x8b\x08\0\0\0\0\0\0\x03\x4b\x4c\x4a\x06\0\xc2\x41\x24\x35\x03\0\0\0\0"),
      "what follows the stream is not another gzip member (input offset 23)" },
    { "gzip", WIRE("\x1f\x8b\x08\0\0\0\0\0\0\x03\x4b\x4c\x4a\x06\0\xc2\x41\x24\x35\x03\0\0\0\x1f"),
      "the input ends before the stream does (input offset 24)" },
    { "deflate", WIRE("\x4b\x4c\x4a\x06"), "the input ends before the stream does (input offset 4)" }, /* raw */
    { "deflate", WIRE("\x4b\x4c\x4a\x06\0."), "more follows after the end of the stream (input offset 5)" },
    { "deflate", WIRE("\x1f\x8b\x08\0\0\0\0\0\0\x03"), "this is gzip, not deflate (input offset 0)" },
    { "deflate", WIRE("\x07\0\0\0\0\0\0\0\0\x03"), "neither a zlib stream nor raw deflated data (input offset 0)" },
    { "deflate", WIRE("\x78\x9d\x4b\x4c\x4a\x06\0"), "malformed data: invalid stored block lengths" },
    { "deflate", WIRE("\x78"), "the input ends before the stream does (input offset 1)" },
    { "deflate", WIRE("\x78\x9c\x4b\x4c\x4a\x06\0\x02\x4d\x01\x28"), "the data does not match its checksum (input offset 10)" },
    { "deflate", WIRE("\x78\x9c\x4b\x4c\x4a\x06\0\x02\x4d\x01\x27."), "more follows after the end of the stream" },
    { "deflate", WIRE("\x78\xbb\0\0\0\x01\x4b\x4c\x4a\x06\0"), "the stream needs a preset dictionary" },
    { "br", WIRE("\x8b"), "the input ends before the stream does (input offset 1)" },
    { "br", WIRE("\x3b\0"), "more follows after the end of the stream (input offset 1)" },
    { "br", WIRE("\xff\xff\xff\xff"), "malformed data: " },
    { "zstd", WIRE("\x28\xb5\x2f\xfd\x80\x58\x40\x42\x0f\0\x20\0\0abcd\x01\0\0"), /* declares 1,000,000 bytes */
      "the frame does not decode to the size that it declares (input offset 20)" },
    { "zstd", WIRE("\x27\xb5\x2f\xfd\0\x88\0\0\0"), /* version 0.7 of the format, before RFC 8878 */
      "what should be a zstd frame does not begin like one (input offset 0)" },
    { "zstd", WIRE("\x28"), "the input ends before the stream does (input offset 1)" },
    { "zstd", WIRE("not zstd"), "what should be a zstd frame does not begin like one" },
    { "zstd", WIRE("\x28\xb5\x2f\xfd\x04\x58\x19\0\0abc\x5d\xdc\x3d\x65"), "malformed data: " },
    { "zstd", WIRE("\x28\xb5\x2f\xfd\0\x58\x19\0\0abcd"), "what should be a zstd frame does not begin like one" },
};

/* [K5] [C2] */
static void golden_errors_name_codec_reason_and_offset(void **state)
{
    (void)state;
    WS_ERROR *error = create_error();
    for (size_t i = 0; i < sizeof golden / sizeof *golden; i++) {
        struct bytes output = { 0 };
        HRESULT result = decode(golden[i].codec, golden[i].wire, golden[i].size, &output, error);
        ULONG count = 0;
        assert_result(S_OK, WsGetErrorProperty(error, WS_ERROR_PROPERTY_STRING_COUNT, &count, sizeof count));
        const char *text = take_error_text(error);
        char expected[160];
        snprintf(expected, sizeof expected, "%s decoder: %s", golden[i].codec, golden[i].reason);
        if (result != WS_E_INVALID_FORMAT || count != 1 || strncmp(text, expected, strlen(expected)) != 0
            || !strstr(text, "(input offset "))
            fail_msg("row %zu: 0x%08x, \"%s\"", i, (unsigned)result, text);
        bytes_free(&output);
    }
    WsFreeError(error);
}

static void truncation(const char *codec)
{
    if (!codec_traits(codec).ends_itself)
        return;
    struct bytes message = soap_message(700, test_seed());
    struct bytes wire = encoded(codec, message.data, message.size);
    WS_ERROR *error = create_error();
    /* No bytes at all are the empty message of a content coding. */
    for (size_t size = content_encoding_of(codec)->length > 0; size < wire.size; size++) {
        struct bytes output = { 0 };
        assert_result(WS_E_INVALID_FORMAT, decode(codec, wire.data, size, &output, error));
        const char *text = take_error_text(error);
        assert_true(strstr(text, "the input ends before the stream does")
                    || strstr(text, "the input ends before the message does"));
        assert_true(output.size <= message.size);
        bytes_free(&output);
    }
    WsFreeError(error);
    bytes_free(&wire);
    bytes_free(&message);
}

static void truncation_at_every_byte_is_refused(void **state)
{
    (void)state;
    for_every_codec(truncation);
}

static void rubbish(const char *codec)
{
    if (!codec_traits(codec).ends_itself)
        return;
    struct bytes message = soap_message(700, test_seed());
    for (int byte = 0; byte < 256; byte++) {
        struct bytes wire = encoded(codec, message.data, message.size), output = { 0 };
        bytes_append(&wire, &(BYTE){ (BYTE)byte }, 1);
        HRESULT result = decode(codec, wire.data, wire.size, &output, NULL);
        /* An EmptyText record of binary XML says nothing wherever text may stand. */
        bool is_empty_text = byte == 0xA8 && is_xml_codec(codec) && !strchr(codec, '+');
        if (is_empty_text)
            assert_bytes_equal(&output, message.data, message.size);
        if (result != (is_empty_text ? S_OK : WS_E_INVALID_FORMAT))
            fail_msg("%s, 0x%02x: 0x%08x", codec, byte, (unsigned)result);
        bytes_free(&output);
        bytes_free(&wire);
    }
    bytes_free(&message);
}

static void any_byte_after_the_end_is_refused(void **state)
{
    (void)state;
    for_every_codec(rubbish);
}

static void bit_flips(const char *codec)
{
    struct bytes message = soap_message(500, test_seed());
    struct bytes wire = encoded(codec, message.data, message.size);
    bool has_checksum = codec_traits(codec).has_checksum;
    size_t accepted = 0;
    for (size_t bit = 0; bit < wire.size * 8; bit++) {
        struct bytes output = { 0 };
        wire.data[bit / 8] ^= (BYTE)(1u << bit % 8);
        HRESULT result = decode(codec, wire.data, wire.size, &output, NULL);
        wire.data[bit / 8] ^= (BYTE)(1u << bit % 8);
        assert_true(result == S_OK || result == WS_E_INVALID_FORMAT || result == WS_E_QUOTA_EXCEEDED);
        if (result == S_OK) {
            accepted++;
            /* Flags and times of a gzip header are nobody's checksum, but what is decoded is. */
            if (has_checksum)
                assert_bytes_equal(&output, message.data, message.size);
        }
        bytes_free(&output);
    }
    if (has_checksum)
        assert_true(accepted <= 10 * 8);
    bytes_free(&wire);
    bytes_free(&message);
}

static void a_flipped_bit_never_passes_a_checksum_and_never_crashes(void **state)
{
    (void)state;
    for_every_codec(bit_flips);
}

/** A source that gives a message in two parts. */
struct cut_source {
    const struct bytes *wire;
    size_t cut, position;
};

static HRESULT CALLBACK cut_read(void *state, void *bytes, ULONG maxSize, ULONG *actualSize, const WS_ASYNC_CONTEXT *context,
                                 WS_ERROR *error)
{
    struct cut_source *source = state;
    (void)context, (void)error;
    size_t end = source->position < source->cut ? source->cut : source->wire->size;
    size_t size = end - source->position < maxSize ? end - source->position : maxSize;
    if (size > 0)
        memcpy(bytes, source->wire->data + source->position, size);
    source->position += size;
    *actualSize = (ULONG)size;
    return S_OK;
}

/** Frames in the headers of frames, in the old formats and in the new one, and a block beyond the declared window: what the C
 * library would take for something else if it were shown the message cut just so. */
static void a_malformed_zstd_frame_is_refused_however_it_is_cut(void **state)
{
    (void)state;
    static const struct {
        const char *head;
        size_t size, filling;
    } rows[] = {
        { WIRE("\x28\xb5\x2f\xfd\x20\x28\xb5\x2f\xfd\x20\x28\x41\x01\0"), 40 },
        { WIRE("\x28\xb5\x2f\xfd\x20\x28\xb5\x2f\xfd\0\xa8\x41\x01\0"), 40 },
        { WIRE("\x28\xb5\x2f\xfd\x20\x27\xb5\x2f\xfd\x20\x27\x40\0\x27"), 39 },
        { WIRE("\x28\xb5\x2f\xfd\x28\x27\xb5\x2f\xfd\x20\x27\x40\0\x27"), 39 },
        { WIRE("\x28\xb5\x2f\xfd\x40\0\0\x0f\x01\x80\0"), 4096 },
    };
    WS_CHANNEL_DECODER table = create_decoder_table("zstd", NULL, 0);
    static BYTE room[1 << 16];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct bytes wire = { 0 };
        bytes_append(&wire, rows[i].head, rows[i].size);
        for (size_t j = 0; j < rows[i].filling; j++)
            bytes_append(&wire, "x", 1);
        bytes_append(&wire, "\xc0\0\0", rows[i].filling == 39 ? 3 : 0);
        for (size_t cut = 0; cut < wire.size && cut < 60; cut++)
            for (ULONG ask = 4000; ask <= sizeof room; ask *= 16) {
                struct cut_source source = { &wire, cut, 0 };
                WS_STRING type;
                ULONG length = 0;
                HRESULT result;
                void *instance = NULL;
                assert_result(S_OK, table.createDecoderCallback(table.createContext, cut_read, &source, &instance, NULL));
                assert_result(S_OK, table.decoderStartCallback(instance, NULL, NULL));
                assert_result(S_OK, table.decoderGetContentTypeCallback(instance, &soap_content_type,
                                                                        content_encoding_of("zstd"), &type, NULL));
                do
                    result = table.decoderDecodeCallback(instance, room, ask, &length, NULL, NULL);
                while (result == S_OK && length > 0);
                if (result != WS_E_INVALID_FORMAT)
                    fail_msg("row %zu, cut at %zu, room %u: 0x%08x", i, cut, (unsigned)ask, (unsigned)result);
                table.freeDecoderCallback(instance);
            }
        bytes_free(&wire);
    }
    WseFreeChannelDecoder(&table);
}

static void gzip_members_and_zstd_frames_may_follow_one_another(void **state)
{
    (void)state;
    static const char *const codecs[] = { "gzip", "zstd" };
    for (int i = 0; i < 2; i++) {
        struct bytes wire = encoded(codecs[i], "first ", 6), second = encoded(codecs[i], "second", 6), output = { 0 };
        bytes_append(&wire, second.data, second.size);
        assert_result(S_OK, decode(codecs[i], wire.data, wire.size, &output, NULL));
        assert_bytes_equal(&output, "first second", 12);
        bytes_free(&output);
        bytes_free(&second);
        bytes_free(&wire);
    }
}

static void gzip_output_is_reproducible(void **state)
{
    (void)state;
    struct bytes wire = encoded("gzip", "abc", 3);
    static const BYTE no_time[4] = { 0 };
    assert_memory_equal(wire.data + 4, no_time, 4);
    bytes_free(&wire);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(golden_errors_name_codec_reason_and_offset),
        cmocka_unit_test(truncation_at_every_byte_is_refused),
        cmocka_unit_test(any_byte_after_the_end_is_refused),
        cmocka_unit_test(a_flipped_bit_never_passes_a_checksum_and_never_crashes),
        cmocka_unit_test(a_malformed_zstd_frame_is_refused_however_it_is_cut),
        cmocka_unit_test(gzip_members_and_zstd_frames_may_follow_one_another),
        cmocka_unit_test(gzip_output_is_reproducible),
    };
    return RUN_SUITE(tests);
}
