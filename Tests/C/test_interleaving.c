/* Random hosts from a printed seed: every codec, both ways, with sinks and sources that complete in any manner, fail or are
 * aborted at any point, messages abandoned at any point, and frees that race with completions. */
#include "FakeChannel/fake_channel.h"

static int rounds(int many)
{
    const char *given = getenv("WSE_TEST_ROUNDS");
    return given ? atoi(given) : test_is_quick() ? many / 50 + 1 : many;
}

static unsigned long long interleavings;

/** One encoder, several messages, each of which may fail or be abandoned; the last does neither. */
static void random_encoder(const char *codec, struct randomness *randomness)
{
    ULONG chunk = 1u << random_below(randomness, 12);
    WSE_PROPERTY property = { WSE_PROPERTY_CHUNK_SIZE, &chunk, sizeof chunk };
    WS_CHANNEL_ENCODER table = create_encoder_table(codec, &property, has_chunks(codec));
    struct bytes message = soap_message(random_below(randomness, 4000), random_next(randomness));
    struct channel channel;
    void *instance = NULL;
    channel_open(&channel, (enum manner)random_below(randomness, MANNER_COUNT), random_next(randomness));
    assert_result(S_OK, table.createEncoderCallback(table.createContext, channel_write, &channel, &instance, NULL));
    for (int left = (int)random_below(randomness, 4); left >= 0; left--) {
        struct delivery delivery = { .part = 1 + random_below(randomness, 700),
                                     .is_random = true,
                                     .has_empty = random_below(randomness, 2),
                                     .per_call = 1 + left % 3,
                                     .flush_odds = random_below(randomness, 4) };
        channel_reset(&channel, NULL, 0);
        channel.failure = random_below(randomness, 2) ? WS_E_OPERATION_ABORTED : E_ACCESSDENIED;
        channel.fail_at = left > 0 ? random_below(randomness, 8) : 0;
        HRESULT result = channel_send(&channel, &table, instance, message.data, message.size, delivery, NULL);
        bool has_failed = channel.fail_at != 0 && channel.calls >= channel.fail_at;
        assert_result(has_failed ? channel.failure : S_OK, result);
        interleavings += channel.calls;
        if (left > 0 && random_below(randomness, 2)) {
            WS_STRING type, encoding;
            assert_result(S_OK, table.encoderGetContentTypeCallback(instance, &soap_content_type, &type, &encoding, NULL));
            if (random_below(randomness, 2))
                assert_result(S_OK, table.encoderStartCallback(instance, NULL, NULL));
        }
    }
    struct bytes wire = channel.output;
    memset(&channel.output, 0, sizeof channel.output);
    table.freeEncoderCallback(instance);
    WseFreeChannelEncoder(&table);

    WS_CHANNEL_DECODER decoder = create_decoder_table(codec, NULL, 0);
    assert_result(S_OK, decoder.createDecoderCallback(decoder.createContext, channel_read, &channel, &instance, NULL));
    for (int left = (int)random_below(randomness, 3); left >= 0; left--) {
        struct bytes output = { 0 };
        channel_reset(&channel, wire.data, wire.size);
        channel.fail_at = left > 0 ? 1 + random_below(randomness, 4) : 0;
        channel.read_limit = random_below(randomness, 300);
        HRESULT result = channel_receive(&channel, &decoder, instance, content_encoding_of(codec),
                                         random_below(randomness, 500), &output, NULL);
        bool has_failed = channel.fail_at != 0 && channel.calls >= channel.fail_at;
        assert_result(has_failed ? channel.failure : S_OK, result);
        interleavings += channel.calls;
        if (!has_failed)
            assert_bytes_equal(&output, message.data, message.size);
        bytes_free(&output);
    }
    decoder.freeDecoderCallback(instance);
    WseFreeChannelDecoder(&decoder);
    channel_close(&channel);
    bytes_free(&wire);
    bytes_free(&message);
}

static void random_hosts(const char *codec)
{
    /* What is not one codec has fewer, not to take too long. */
    for (int i = 0; i < rounds(strpbrk(codec, ",-") ? 60 : 300); i++) {
        struct randomness randomness = randomness_from(test_seed() * 1000003 + (uint64_t)i);
        random_encoder(codec, &randomness);
    }
}

static void random_hosts_get_exact_results_and_callbacks(void **state)
{
    (void)state;
    for_every_row(random_hosts);
    random_hosts("msbin1,gzip");
    printf("  %llu calls of sinks and sources\n", interleavings);
}

/** A sink that completes later. Once its encoder has been freed, only a call that was being made right then may reach it. */
struct watched_sink {
    struct channel channel;
    atomic_bool is_freed;
    atomic_int late_calls;
};

static HRESULT CALLBACK watched_write(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                                      WS_ERROR *error)
{
    struct watched_sink *sink = state;
    if (sink->is_freed)
        sink->late_calls++;
    return channel_write(&sink->channel, buffers, count, context, error);
}

struct racing {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    int callbacks;
    HRESULT result;
};

static void CALLBACK racing_callback(HRESULT result, WS_CALLBACK_MODEL model, void *state)
{
    struct racing *racing = state;
    (void)model;
    pthread_mutex_lock(&racing->mutex);
    racing->callbacks++;
    racing->result = result;
    pthread_cond_broadcast(&racing->changed);
    pthread_mutex_unlock(&racing->mutex);
}

static void race(const char *codec)
{
    ULONG chunk = 64;
    WSE_PROPERTY property = { WSE_PROPERTY_CHUNK_SIZE, &chunk, sizeof chunk };
    WS_CHANNEL_ENCODER table = create_encoder_table(codec, &property, has_chunks(codec));
    struct bytes message = soap_message(3000, test_seed());
    int aborted = 0, completed = 0;
    for (int i = 0; i < rounds(strpbrk(codec, ",-") ? 60 : 200); i++) {
        struct watched_sink sink = { .late_calls = 0 };
        struct racing racing = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, S_OK };
        WS_ASYNC_CONTEXT context = { racing_callback, &racing };
        WS_STRING type, encoding;
        WS_BYTES buffer = { (ULONG)message.size, message.data };
        void *instance = NULL;
        channel_open(&sink.channel, LATER, test_seed() + (uint64_t)i);
        assert_result(S_OK, table.createEncoderCallback(table.createContext, watched_write, &sink, &instance, NULL));
        assert_result(S_OK, table.encoderGetContentTypeCallback(instance, &soap_content_type, &type, &encoding, NULL));
        assert_result(S_OK, table.encoderStartCallback(instance, NULL, NULL));
        /* What a codec keeps until End it writes there, in many small chunks. */
        HRESULT result;
        if (!has_chunks(codec)) {
            result = table.encoderEncodeCallback(instance, &buffer, 1, &context, NULL);
        } else {
            assert_result(S_OK, table.encoderEncodeCallback(instance, &buffer, 1, NULL, NULL));
            result = table.encoderEndCallback(instance, &context, NULL);
        }
        if (result == WS_S_ASYNC) {
            for (volatile int spin = 0; spin < i * 7919 % 200000; spin++)
                continue;
            table.freeEncoderCallback(instance);
            sink.is_freed = true;
            pthread_mutex_lock(&racing.mutex);
            while (racing.callbacks == 0)
                pthread_cond_wait(&racing.changed, &racing.mutex);
            assert_int_equal(1, racing.callbacks);
            assert_true(racing.result == S_OK || racing.result == WS_E_OPERATION_ABORTED);
            racing.result == S_OK ? completed++ : aborted++;
            pthread_mutex_unlock(&racing.mutex);
        } else {
            assert_result(S_OK, result);
            table.freeEncoderCallback(instance);
        }
        channel_close(&sink.channel);
        assert_true(sink.late_calls <= 1);
        assert_true(racing.callbacks <= 1);
    }
    printf("  %-8s %d aborted, %d completed\n", codec, aborted, completed);
    WseFreeChannelEncoder(&table);
    bytes_free(&message);
}

/* [F1] */
static void a_free_that_races_with_completions_ends_the_operation_once(void **state)
{
    (void)state;
    for_every_row(race);
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_hosts_get_exact_results_and_callbacks),
        cmocka_unit_test(a_free_that_races_with_completions_ends_the_operation_once),
    };
    return RUN_SUITE(tests);
}
