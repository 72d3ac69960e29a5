/* Encoders of deflate on several threads, which come and go and share compressors. Run under ThreadSanitizer and drd, too. */
#include "FakeChannel/fake_channel.h"

enum { THREADS = 4, LEVELS = 9, MESSAGES = 3, ROOM = 1 << 14 };

/** What one thread alone makes of each message at each level; and the messages. */
static struct bytes expected[LEVELS + 1][MESSAGES], messages[MESSAGES];

struct output {
    BYTE bytes[ROOM];
    size_t size;
};

static HRESULT CALLBACK collect(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                                WS_ERROR *error)
{
    struct output *output = state;
    (void)context, (void)error;
    for (ULONG i = 0; i < count; i++) {
        if (buffers[i].length > ROOM - output->size)
            return E_FAIL;
        memcpy(output->bytes + output->size, buffers[i].bytes, buffers[i].length);
        output->size += buffers[i].length;
    }
    return S_OK;
}

/** An encoder for a few messages; aborts if one does not become what it became before, if that is known. */
static void use_encoder(struct output *output, LONG level, int rounds, struct randomness *randomness)
{
    /* A small chunk has libdeflate's engine compress to memory of its own. */
    ULONG chunk = random_below(randomness, 2) ? 64 : 1 << 16;
    const WSE_PROPERTY properties[] = { { WSE_PROPERTY_COMPRESSION_LEVEL, &level, sizeof level },
                                        { WSE_PROPERTY_CHUNK_SIZE, &chunk, sizeof chunk } };
    WS_CHANNEL_ENCODER table;
    WS_STRING type, encoding;
    void *instance = NULL;
    if (WseCreateChannelEncoder("deflate", properties, 2, &table, NULL) != S_OK
        || table.createEncoderCallback(table.createContext, collect, output, &instance, NULL) != S_OK)
        abort();
    for (int i = 0; i < rounds; i++) {
        size_t number = rounds == MESSAGES ? (size_t)i : random_below(randomness, MESSAGES);
        struct bytes *known = &expected[level][number];
        WS_BYTES buffer = { (ULONG)messages[number].size, messages[number].data };
        output->size = 0;
        if (table.encoderGetContentTypeCallback(instance, &soap_content_type, &type, &encoding, NULL) != S_OK
            || table.encoderStartCallback(instance, NULL, NULL) != S_OK
            || table.encoderEncodeCallback(instance, &buffer, 1, NULL, NULL) != S_OK
            || table.encoderEndCallback(instance, NULL, NULL) != S_OK)
            abort();
        if (known->size == 0)
            bytes_append(known, output->bytes, output->size);
        if (known->size != output->size || memcmp(known->data, output->bytes, output->size) != 0)
            abort();
    }
    table.freeEncoderCallback(instance);
    WseFreeChannelEncoder(&table);
}

static void *come_and_go(void *argument)
{
    struct randomness randomness = randomness_from(test_seed() + (uintptr_t)argument);
    struct output *output = malloc(sizeof *output);
    const char *given = getenv("WSE_TEST_ROUNDS");
    int rounds = given ? atoi(given) : test_is_quick() ? 10 : 300;
    if (!output)
        abort();
    for (int i = 0; i < rounds; i++)
        use_encoder(output, (LONG)(5 + random_below(&randomness, 2)), 2 + (int)random_below(&randomness, 6) * 2, &randomness);
    free(output);
    return NULL;
}

static void threads_that_share_compressors_encode_what_one_thread_does(void **state)
{
    (void)state;
    static struct output output;
    struct randomness randomness = randomness_from(test_seed());
    pthread_t threads[THREADS];
    for (int i = 0; i < MESSAGES; i++)
        messages[i] = soap_message(200 + 1500 * (size_t)i, test_seed() + (uint64_t)i);
    for (LONG level = 1; level <= LEVELS; level++) {
        use_encoder(&output, level, MESSAGES, &randomness);
        assert_int_not_equal(0, expected[level][MESSAGES - 1].size);
    }
    for (uintptr_t i = 0; i < THREADS; i++)
        assert_int_equal(0, pthread_create(&threads[i], NULL, come_and_go, (void *)i));
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < MESSAGES; i++)
        bytes_free(&messages[i]);
    for (int i = 0; i < (LEVELS + 1) * MESSAGES; i++)
        bytes_free(&expected[i / MESSAGES][i % MESSAGES]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_that_share_compressors_encode_what_one_thread_does),
    };
    return RUN_SUITE(tests);
}
