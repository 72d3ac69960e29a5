/* Runs for a while: random codecs, sizes, splits, chunk sizes, manners, failures and threads, every round trip checked, and the
 * memory of the process flat. usage: soak SECONDS [THREADS] */
#include <malloc.h>
#include <time.h>

#include "FakeChannel/fake_channel.h"

static atomic_bool is_over;
static atomic_ullong messages, volume, failures;

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static long resident_kib(void)
{
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file) {
        if (fscanf(file, "%*d %ld", &pages) != 1)
            pages = 0;
        fclose(file);
    }
    return pages * 4;
}

static void demand(bool condition, const char *what)
{
    if (condition)
        return;
    fprintf(stderr, "soak: %s\n", what);
    abort();
}

struct instances {
    const char *codec;
    WS_CHANNEL_ENCODER encoder_table;
    WS_CHANNEL_DECODER decoder_table;
    void *encoder, *decoder;
    struct channel channel;
};

static void open_instances(struct instances *instances, struct randomness *randomness)
{
    ULONG chunk = 1u << random_below(randomness, 17);
    WSE_PROPERTY property = { WSE_PROPERTY_CHUNK_SIZE, &chunk, sizeof chunk };
    instances->codec = WseGetCodecName((ULONG)random_below(randomness, WseGetCodecCount()));
    ULONG count = strcmp(instances->codec, "identity") != 0, no_bytes = 0;
    /* A session is over when a message is lost; without strings none is. */
    WSE_PROPERTY properties[] = { property, { WSE_PROPERTY_MAX_SESSION_SIZE, &no_bytes, sizeof no_bytes } };
    channel_open(&instances->channel, (enum manner)random_below(randomness, MANNER_COUNT), random_next(randomness));
    count += is_session_codec(instances->codec);
    demand(WseCreateChannelEncoder(instances->codec, properties, count, &instances->encoder_table, NULL) == S_OK, "table");
    demand(WseCreateChannelDecoder(instances->codec, properties, count, &instances->decoder_table, NULL) == S_OK, "table");
    demand(WseCreateEncoder(instances->encoder_table.createContext, channel_write, &instances->channel,
                            &instances->encoder, NULL) == S_OK, "encoder");
    demand(WseCreateDecoder(instances->decoder_table.createContext, channel_read, &instances->channel,
                            &instances->decoder, NULL) == S_OK, "decoder");
}

static void close_instances(struct instances *instances)
{
    WseFreeEncoder(instances->encoder);
    WseFreeDecoder(instances->decoder);
    WseFreeChannelEncoder(&instances->encoder_table);
    WseFreeChannelDecoder(&instances->decoder_table);
    channel_close(&instances->channel);
}

/** One message there and back, either of which may be made to fail. */
static void round_trip(struct instances *instances, struct randomness *randomness)
{
    struct channel *channel = &instances->channel;
    size_t scale = (size_t)1 << random_below(randomness, 18);
    struct bytes message = soap_message(random_below(randomness, scale), random_next(randomness)), output = { 0 };
    struct delivery delivery = { .part = 1 + random_below(randomness, scale), .is_random = true,
                                 .has_empty = random_below(randomness, 2), .per_call = 1 };
    static WCHAR names[5][8] = { u"", u"gzip", u"deflate", u"br", u"zstd" };
    WS_STRING encoding = { 0, NULL };
    for (int i = 0; i < 5; i++)
        if (instances->codec[0] == (char)names[i][0])
            for (encoding = (WS_STRING){ 0, names[i] }; names[i][encoding.length];)
                encoding.length++;
    channel_reset(channel, NULL, 0);
    channel->failure = E_ACCESSDENIED;
    channel->fail_at = random_below(randomness, 8) == 0 ? 1 + random_below(randomness, 20) : 0;
    HRESULT result = channel_send(channel, &instances->encoder_table, instances->encoder, message.data, message.size,
                                  delivery, NULL);
    bool has_failed = channel->fail_at && channel->calls >= channel->fail_at;
    demand(result == (has_failed ? E_ACCESSDENIED : S_OK), "encoding");
    failures += has_failed;
    if (!has_failed) {
        struct bytes wire = channel->output;
        memset(&channel->output, 0, sizeof channel->output);
        channel_reset(channel, wire.data, wire.size);
        channel->read_limit = random_below(randomness, 2) ? 0 : 1 << 16;
        channel->fail_at = random_below(randomness, 8) == 0 ? 1 + random_below(randomness, 4) : 0;
        result = channel_receive(channel, &instances->decoder_table, instances->decoder, &encoding,
                                 1 + random_below(randomness, 1 << 16), &output, NULL);
        has_failed = channel->fail_at && channel->calls >= channel->fail_at;
        demand(result == (has_failed ? E_ACCESSDENIED : S_OK), "decoding");
        failures += has_failed;
        if (!has_failed)
            demand(output.size == message.size && memcmp(output.data, message.data, output.size) == 0, "round trip");
        bytes_free(&wire);
    }
    messages++;
    volume += message.size;
    bytes_free(&message);
    bytes_free(&output);
}

static void *work(void *argument)
{
    struct randomness randomness = randomness_from(*(uint64_t *)argument);
    while (!is_over) {
        struct instances instances;
        open_instances(&instances, &randomness);
        for (size_t left = 1 + random_below(&randomness, 20); left > 0 && !is_over; left--)
            round_trip(&instances, &randomness);
        close_instances(&instances);
    }
    return NULL;
}

int main(int count, char **arguments)
{
    double seconds = count > 1 ? atof(arguments[1]) : 300;
    int thread_count = count > 2 ? atoi(arguments[2]) : 4;
    pthread_t threads[64];
    uint64_t seeds[64];
    if (seconds <= 0 || thread_count < 1 || thread_count > 64) {
        fprintf(stderr, "usage: soak SECONDS [THREADS]\n");
        return 2;
    }
    mallopt(M_ARENA_MAX, 1);
    double start = now();
    for (int i = 0; i < thread_count; i++) {
        seeds[i] = test_seed() + (uint64_t)i;
        demand(pthread_create(&threads[i], NULL, work, &seeds[i]) == 0, "thread");
    }
    long early = 0, late = 0;
    struct timespec moment = { 0, 100000000 };
    while (now() - start < seconds) {
        nanosleep(&moment, NULL);
        /* The largest of the first half, when everything has been seen once, and of the second. */
        long *largest = now() - start < seconds / 2 ? &early : &late;
        long resident = resident_kib();
        if (resident > *largest)
            *largest = resident;
    }
    is_over = true;
    for (int i = 0; i < thread_count; i++)
        pthread_join(threads[i], NULL);
    printf("soak: %.0f s, %d threads: %llu messages, %llu MiB, %llu failures on purpose; resident at most %ld KiB in the first "
           "half, %ld KiB in the second\n", now() - start, thread_count, (unsigned long long)messages,
           (unsigned long long)volume >> 20, (unsigned long long)failures, early, late);
    demand(late < early + early / 4 + 4096, "memory grows");
    return 0;
}
