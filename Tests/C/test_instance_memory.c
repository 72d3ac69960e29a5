/* What encoders of deflate cost each if there are several: they share the compressors that they need for a moment only. */
#include "FailingAllocator/failing_allocator.h"
#include "FakeChannel/fake_channel.h"

enum { ENCODERS = 8, MESSAGE = 1740, KIBIBYTE = 1024, MOST_KIBIBYTES = 400 };

static long live_bytes(void)
{
    allocator_take_peak_bytes();
    return allocator_take_peak_bytes();
}

struct encoder {
    WS_CHANNEL_ENCODER table;
    void *instance;
    size_t written;
};

static HRESULT CALLBACK count(void *state, const WS_BYTES *buffers, ULONG number, const WS_ASYNC_CONTEXT *context,
                              WS_ERROR *error)
{
    (void)context, (void)error;
    for (ULONG i = 0; i < number; i++)
        ((struct encoder *)state)->written += buffers[i].length;
    return S_OK;
}

static void open_encoder(struct encoder *encoder, const char *codec, LONG level)
{
    WSE_PROPERTY property = { WSE_PROPERTY_COMPRESSION_LEVEL, &level, sizeof level };
    encoder->table = create_encoder_table(codec, &property, 1);
    assert_result(S_OK,
                  encoder->table.createEncoderCallback(encoder->table.createContext, count, encoder, &encoder->instance, NULL));
}

static HRESULT encode(struct encoder *encoder, const struct bytes *message)
{
    WS_STRING type, encoding;
    WS_BYTES buffer = { (ULONG)message->size, message->data };
    const WS_CHANNEL_ENCODER *table = &encoder->table;
    encoder->written = 0;
    HRESULT result = table->encoderGetContentTypeCallback(encoder->instance, &soap_content_type, &type, &encoding, NULL);
    if (SUCCEEDED(result))
        result = table->encoderStartCallback(encoder->instance, NULL, NULL);
    if (SUCCEEDED(result))
        result = table->encoderEncodeCallback(encoder->instance, &buffer, 1, NULL, NULL);
    return SUCCEEDED(result) ? table->encoderEndCallback(encoder->instance, NULL, NULL) : result;
}

static void close_encoder(struct encoder *encoder)
{
    encoder->table.freeEncoderCallback(encoder->instance);
    WseFreeChannelEncoder(&encoder->table);
}

static void two_encoders_of_short_messages_take_at_most_400_kib_each(void **state)
{
    (void)state;
    struct bytes message = soap_message(MESSAGE, test_seed());
    for (LONG level = 2; level <= 9; level++) {
        for (int number = 2; number <= ENCODERS; number += ENCODERS - 2) {
            struct encoder encoders[ENCODERS];
            long before = live_bytes(), blocks = allocator_live_blocks();
            for (int i = 0; i < number; i++) {
                open_encoder(&encoders[i], i % 2 ? "gzip" : "deflate", level);
                for (int repeated = 0; repeated < 2; repeated++)
                    assert_result(S_OK, encode(&encoders[i], &message));
                assert_in_range(encoders[i].written, 100, MESSAGE);
            }
            long each = (allocator_take_peak_bytes() - before) / number / KIBIBYTE;
            if (level == 6)
                printf("  level %d, %d encoders: %ld KiB each\n", (int)level, number, each);
            assert_in_range(each, 1, MOST_KIBIBYTES);
            for (int i = 0; i < number; i++)
                close_encoder(&encoders[i]);
            assert_int_equal(blocks, allocator_live_blocks());
            assert_int_equal(before, live_bytes());
        }
    }
    bytes_free(&message);
}

static void *work(void *argument)
{
    static const struct encoder closed;
    struct encoder *encoder = argument;
    struct bytes message = soap_message(MESSAGE, test_seed());
    for (int round = 0; round < (test_is_quick() ? 20 : 200); round++)
        if (encode(encoder, &message) != S_OK)
            abort();
    bytes_free(&message);
    close_encoder(encoder);
    *encoder = closed;
    return NULL;
}

static void what_many_threads_needed_does_not_stay_for_one_encoder(void **state)
{
    (void)state;
    struct bytes message = soap_message(MESSAGE, test_seed());
    struct encoder encoders[ENCODERS], last;
    pthread_t threads[ENCODERS];
    long blocks = allocator_live_blocks(), before = live_bytes();
    open_encoder(&last, "gzip", 6);
    assert_result(S_OK, encode(&last, &message));
    long alone = live_bytes() - before, blocks_alone = allocator_live_blocks() - blocks;
    for (int i = 0; i < ENCODERS; i++) {
        open_encoder(&encoders[i], "gzip", 6);
        assert_int_equal(0, pthread_create(&threads[i], NULL, work, &encoders[i]));
    }
    for (int i = 0; i < ENCODERS; i++)
        pthread_join(threads[i], NULL);
    assert_result(S_OK, encode(&last, &message));
    /* What the C library keeps of threads is little beside a compressor. */
    assert_in_range(live_bytes() - before, 1, alone + 16 * KIBIBYTE);
    assert_true(blocks_alone > 0);
    close_encoder(&last);
    assert_in_range(live_bytes() - before, 0, 16 * KIBIBYTE);
    bytes_free(&message);
}

static void a_compressor_for_which_there_is_no_memory_costs_its_message_only(void **state)
{
    (void)state;
    struct bytes message = soap_message(MESSAGE, test_seed());
    struct encoder first, second;
    long blocks = allocator_live_blocks();
    open_encoder(&first, "gzip", 9);
    open_encoder(&second, "gzip", 9);
    unsigned long points = 0;
    for (unsigned long at = 1;; at++) {
        allocator_arm(at, true);
        HRESULT result = encode(&first, &message);
        allocator_disarm();
        if (!allocator_has_failed())
            break;
        points++;
        assert_result(E_OUTOFMEMORY, result);
    }
    assert_true(points > 0);
    assert_result(S_OK, encode(&second, &message));
    /* With memory for nothing any more, what is there does. */
    allocator_arm(1, true);
    HRESULT results[2] = { encode(&first, &message), encode(&second, &message) };
    allocator_disarm();
    assert_result(S_OK, results[0]);
    assert_result(S_OK, results[1]);
    close_encoder(&first);
    close_encoder(&second);
    assert_int_equal(blocks, allocator_live_blocks());
    bytes_free(&message);
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_encoders_of_short_messages_take_at_most_400_kib_each),
        cmocka_unit_test(what_many_threads_needed_does_not_stay_for_one_encoder),
        cmocka_unit_test(a_compressor_for_which_there_is_no_memory_costs_its_message_only),
    };
    return RUN_SUITE(tests);
}
