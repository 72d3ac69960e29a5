/* Decompression bombs: each decoder stops at its limit, having given no more, in bounded time and memory. */
#include <time.h>

#include "FailingAllocator/failing_allocator.h"
#include "FakeChannel/fake_channel.h"

static const size_t bomb_size = (size_t)200 << 20;

struct outcome {
    HRESULT result;
    ULONGLONG produced;
    long peak_bytes;
    double seconds;
    char text[256];
};

static double cpu_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/** Decodes and throws away, with what it took. */
static struct outcome defuse(const char *codec, const struct bytes *wire, ULONGLONG limit, const WSE_PROPERTY *more)
{
    static BYTE room[1 << 16];
    WSE_PROPERTY properties[2] = { { WSE_PROPERTY_MAX_DECODED_SIZE, &limit, sizeof limit } };
    if (more)
        properties[1] = *more;
    struct outcome outcome = { .produced = 0 };
    struct channel channel;
    WS_ERROR *error = create_error();
    WS_STRING type, encoding = *content_encoding_of(codec);
    void *instance = NULL;
    ULONG length;
    channel_open(&channel, SYNCHRONOUSLY, test_seed());
    channel.read_limit = 1 << 16;
    channel_reset(&channel, wire->data, wire->size);
    WS_CHANNEL_DECODER table = create_decoder_table(codec, properties, more ? 2 : 1);
    long before = (allocator_take_peak_bytes(), allocator_take_peak_bytes());
    double start = cpu_seconds();
    assert_result(S_OK, table.createDecoderCallback(table.createContext, channel_read, &channel, &instance, error));
    assert_result(S_OK, table.decoderStartCallback(instance, NULL, error));
    assert_result(S_OK, table.decoderGetContentTypeCallback(instance, content_type_of(codec), &encoding, &type, error));
    do {
        outcome.result = table.decoderDecodeCallback(instance, room, sizeof room, &length, NULL, error);
        if (outcome.result == S_OK)
            outcome.produced += length;
    } while (outcome.result == S_OK && length > 0);
    outcome.seconds = cpu_seconds() - start;
    outcome.peak_bytes = allocator_take_peak_bytes() - before;
    table.freeDecoderCallback(instance);
    WseFreeChannelDecoder(&table);
    snprintf(outcome.text, sizeof outcome.text, "%s", take_error_text(error));
    WsFreeError(error);
    channel_close(&channel);
    return outcome;
}

/** Zeros, as far as the codec can squeeze them. */
static struct bytes make_bomb(const char *codec)
{
    static BYTE zeros[1 << 20];
    WS_BYTES open = { 3, (BYTE *)"<a>" }, close = { 4, (BYTE *)"</a>" };
    WS_CHANNEL_ENCODER table = create_encoder_table(codec, NULL, 0);
    struct channel channel;
    WS_STRING type, encoding;
    WS_BYTES buffer = { sizeof zeros, zeros };
    void *instance = NULL;
    channel_open(&channel, SYNCHRONOUSLY, test_seed());
    assert_result(S_OK, table.createEncoderCallback(table.createContext, channel_write, &channel, &instance, NULL));
    assert_result(S_OK, table.encoderGetContentTypeCallback(instance, &soap_content_type, &type, &encoding, NULL));
    assert_result(S_OK, table.encoderStartCallback(instance, NULL, NULL));
    memset(zeros, is_text_codec(codec) ? ' ' : 0, sizeof zeros);
    if (is_xml_codec(codec)) {
        assert_result(S_OK, table.encoderEncodeCallback(instance, &open, 1, NULL, NULL));
        buffer.length -= 7; /* so that the size is exact */
    }
    for (size_t size = 0; size < bomb_size; size += sizeof zeros) {
        assert_result(S_OK, table.encoderEncodeCallback(instance, &buffer, 1, NULL, NULL));
        buffer.length = sizeof zeros;
    }
    if (is_xml_codec(codec))
        assert_result(S_OK, table.encoderEncodeCallback(instance, &close, 1, NULL, NULL));
    assert_result(S_OK, table.encoderEndCallback(instance, NULL, NULL));
    table.freeEncoderCallback(instance);
    WseFreeChannelEncoder(&table);
    struct bytes wire = channel.output;
    memset(&channel.output, 0, sizeof channel.output);
    channel_close(&channel);
    return wire;
}

static void runs(const char *codec)
{
    if (!codec_traits(codec).expands)
        return;
    static const ULONGLONG limit = 1 << 20;
    struct bytes wire = make_bomb(codec);
    struct outcome whole = defuse(codec, &wire, 0, NULL);
    assert_result(S_OK, whole.result);
    assert_int_equal(bomb_size, whole.produced);
    for (int beyond = -1; beyond <= 1; beyond++) {
        struct outcome stopped = defuse(codec, &wire, limit + (ULONGLONG)(long long)beyond, NULL);
        assert_result(WS_E_QUOTA_EXCEEDED, stopped.result);
        /* Of two codecs that are one, the first may reach the limit before what it has given is through the second. */
        assert_true(stopped.produced <= limit + (ULONGLONG)(long long)beyond);
        if (!is_xml_codec(codec))
            assert_int_equal(limit + (ULONGLONG)(long long)beyond, stopped.produced);
        assert_true(stopped.peak_bytes < 10 << 20);
        /* 200 times less is produced: a tenth of the time leaves room for what a decoder allocates first. */
        assert_true(stopped.seconds < whole.seconds / 10 + 0.002);
    }
    ULONG factor = 100;
    WSE_PROPERTY property = { WSE_PROPERTY_MAX_EXPANSION, &factor, sizeof factor };
    struct outcome expanded = defuse(codec, &wire, 0, &property);
    assert_result(WS_E_QUOTA_EXCEEDED, expanded.result);
    assert_true(expanded.produced <= 100 * wire.size);
    printf("  %-8s %7.0f:1, stopped at 1 MiB after %.1f ms (whole: %.0f ms), %ld KiB at most\n", codec,
           (double)bomb_size / (double)wire.size, defuse(codec, &wire, limit, NULL).seconds * 1e3, whole.seconds * 1e3,
           defuse(codec, &wire, limit, NULL).peak_bytes >> 10);
    bytes_free(&wire);
}

static void long_runs_stop_at_the_limit_in_time_and_memory(void **state)
{
    (void)state;
    for_every_codec(runs);
}

/** A message in as many layers of gzip as a host would have to take off one by one, and as many members in a row. */
static void members_and_layers_of_gzip_add_up_to_the_limit(void **state)
{
    (void)state;
    struct bytes member = encoded("gzip", "0123456789", 10), wire = { 0 };
    for (int i = 0; i < 100000; i++)
        bytes_append(&wire, member.data, member.size);
    struct outcome outcome = defuse("gzip", &wire, 1000000, NULL);
    assert_result(S_OK, outcome.result);
    assert_int_equal(1000000, outcome.produced);
    outcome = defuse("gzip", &wire, 999999, NULL);
    assert_result(WS_E_QUOTA_EXCEEDED, outcome.result);
    assert_int_equal(999999, outcome.produced);
    assert_true(outcome.peak_bytes < 1 << 20);
    bytes_free(&wire);
    /* Members of nothing cost their own size and no more. */
    struct bytes nothing = encoded("gzip", "", 0);
    for (int i = 0; i < 100000; i++)
        bytes_append(&wire, nothing.data, nothing.size);
    outcome = defuse("gzip", &wire, 1, NULL);
    assert_result(S_OK, outcome.result);
    assert_int_equal(0, outcome.produced);
    bytes_free(&wire);
    bytes_free(&nothing);
    bytes_free(&member);
    struct bytes layers = encoded("gzip", "bottom", 6);
    for (int depth = 1; depth < 64; depth++) {
        struct bytes next = encoded("gzip", layers.data, layers.size);
        bytes_free(&layers);
        layers = next;
    }
    outcome = defuse("gzip", &layers, 1 << 20, NULL);
    assert_result(S_OK, outcome.result);
    assert_true(outcome.produced < layers.size);
    bytes_free(&layers);
}

/** Headers made by hand from RFC 8878, section 3.1.1, and RFC 7932, section 9.1. */
static void headers_that_ask_for_memory_do_not_get_it(void **state)
{
    (void)state;
    static const struct {
        const char *codec, *name, *reason;
        const char *wire;
        size_t size;
        HRESULT result;
    } rows[] = {
        { "zstd", "a window of 2 GiB", "too large a window (limit 8388608", "\x28\xb5\x2f\xfd\x00\xa8\x01\x00\x00", 9,
          WS_E_QUOTA_EXCEEDED },
        { "zstd", "a window of 3.75 TiB", "too large a window (limit 8388608", "\x28\xb5\x2f\xfd\x00\xff\x01\x00\x00", 9,
          WS_E_QUOTA_EXCEEDED },
        { "zstd", "one segment of 2^62 bytes", "too large a window",
          "\x28\xb5\x2f\xfd\xe0\x00\x00\x00\x00\x00\x00\x00\x40\x01\x00\x00", 16, WS_E_QUOTA_EXCEEDED },
        { "zstd", "a declared size of 1, a run of 100,000", "malformed data", "\x28\xb5\x2f\xfd\x20\x01\x03\x35\x0c\x61", 10,
          WS_E_INVALID_FORMAT },
        { "zstd", "a declared size of 2^40, a window of 8 MiB, 3 bytes", "malformed data",
          "\x28\xb5\x2f\xfd\xc0\x68\x00\x00\x00\x00\x00\x01\x00\x00\x19\x00\x00"
          "abc",
          20, WS_E_INVALID_FORMAT },
        { "br", "the large-window extension", "malformed data", "\x11\x1e\x00\x00\x00\x00", 6, WS_E_INVALID_FORMAT },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct bytes wire = { 0 };
        bytes_append(&wire, rows[i].wire, rows[i].size);
        struct outcome outcome = defuse(rows[i].codec, &wire, 1 << 20, NULL);
        if (outcome.result != rows[i].result || !strstr(outcome.text, rows[i].reason) || outcome.peak_bytes > 10 << 20)
            fail_msg("%s: 0x%08x, \"%s\", %ld bytes", rows[i].name, (unsigned)outcome.result, outcome.text, outcome.peak_bytes);
        bytes_free(&wire);
    }
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(long_runs_stop_at_the_limit_in_time_and_memory),
        cmocka_unit_test(members_and_layers_of_gzip_add_up_to_the_limit),
        cmocka_unit_test(headers_that_ask_for_memory_do_not_get_it),
    };
    return RUN_SUITE(tests);
}
