/* Runs for a while, from a printed seed: random codecs and chains, sizes, splits, chunk sizes, manners, failures and threads,
 * every round trip checked; random documents beside expat and libxml2; and the memory of the process flat.
 * usage: soak SECONDS [THREADS] */
#include <malloc.h>
#include <time.h>

#include <libxml/parser.h>

#include "Differential/differential.h"

static atomic_bool is_over;
static atomic_ullong messages, volume, failures, documents;

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

/** Codecs and chains, and what there is to know of them. Made before there are threads. */
struct row {
    const char *codec;
    bool has_chunks;
    WCHAR encoding[64];
    ULONG encoding_length;
};

static struct row rows[64];
static size_t row_count;

static void add_row(const char *codec)
{
    struct row *row = &rows[row_count++];
    demand(row_count < sizeof rows / sizeof *rows, "rows");
    const WS_STRING *encoding = content_encoding_of(codec);
    row->codec = codec;
    row->has_chunks = has_chunks(codec);
    row->encoding_length = encoding->length;
    if (encoding->length > 0)
        memcpy(row->encoding, encoding->chars, encoding->length * sizeof *row->encoding);
}

struct instances {
    const struct row *row;
    WS_CHANNEL_ENCODER encoder_table;
    WS_CHANNEL_DECODER decoder_table;
    void *encoder, *decoder;
    struct channel channel;
};

static void open_instances(struct instances *instances, struct randomness *randomness)
{
    ULONG chunk = 1u << random_below(randomness, 17);
    WSE_PROPERTY property = { WSE_PROPERTY_CHUNK_SIZE, &chunk, sizeof chunk };
    instances->row = &rows[random_below(randomness, row_count)];
    const char *codec = instances->row->codec;
    ULONG count = instances->row->has_chunks, no_bytes = 0;
    /* A session is over when a message is lost; without strings none is. */
    WSE_PROPERTY properties[2] = { property };
    properties[count] = (WSE_PROPERTY){ WSE_PROPERTY_MAX_SESSION_SIZE, &no_bytes, sizeof no_bytes };
    count += is_session_codec(codec);
    channel_open(&instances->channel, (enum manner)random_below(randomness, MANNER_COUNT), random_next(randomness));
    demand(WseCreateChannelEncoder(codec, properties, count, &instances->encoder_table, NULL) == S_OK, "table");
    demand(WseCreateChannelDecoder(codec, properties, count, &instances->decoder_table, NULL) == S_OK, "table");
    const WS_CHANNEL_ENCODER *encoder = &instances->encoder_table;
    const WS_CHANNEL_DECODER *decoder = &instances->decoder_table;
    demand(encoder->createEncoderCallback(encoder->createContext, channel_write, &instances->channel, &instances->encoder, NULL)
               == S_OK,
           "encoder");
    demand(decoder->createDecoderCallback(decoder->createContext, channel_read, &instances->channel, &instances->decoder, NULL)
               == S_OK,
           "decoder");
}

static void close_instances(struct instances *instances)
{
    instances->encoder_table.freeEncoderCallback(instances->encoder);
    instances->decoder_table.freeDecoderCallback(instances->decoder);
    WseFreeChannelEncoder(&instances->encoder_table);
    WseFreeChannelDecoder(&instances->decoder_table);
    channel_close(&instances->channel);
}

/** One message there and back, either of which may be made to fail. Whether the instances can go on: not in a session then. */
static bool round_trip(struct instances *instances, struct randomness *randomness)
{
    struct channel *channel = &instances->channel;
    size_t scale = (size_t)1 << random_below(randomness, 18);
    struct bytes message = soap_message(random_below(randomness, scale), random_next(randomness)), output = { 0 };
    struct delivery delivery = {
        .part = 1 + random_below(randomness, scale), .is_random = true, .has_empty = random_below(randomness, 2), .per_call = 1
    };
    WS_STRING encoding = { instances->row->encoding_length, (WCHAR *)instances->row->encoding };
    channel_reset(channel, NULL, 0);
    channel->failure = E_ACCESSDENIED;
    channel->fail_at = random_below(randomness, 8) == 0 ? 1 + random_below(randomness, 20) : 0;
    HRESULT result = channel_send(channel, &instances->encoder_table, instances->encoder, message.data, message.size, delivery,
                                  NULL);
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
    return !has_failed || !is_session_codec(instances->row->codec);
}

/** Documents for a while, each from a seed of its own, which a finding names. */
static void judge_documents(struct randomness *randomness)
{
    struct tally tally = { 0 };
    for (size_t left = 1 + random_below(randomness, 100); left > 0 && !is_over; left--) {
        uint64_t seed = random_next(randomness);
        bool is_text = random_below(randomness, 2);
        struct finding finding = is_text ? text_round(seed, &tally) : records_round(seed, &tally);
        if (finding.text[0])
            fprintf(stderr, "soak: %s of seed %llu: %s\n", is_text ? "text" : "records", (unsigned long long)seed,
                    finding.text);
        demand(!finding.text[0], "documents");
    }
    documents += tally.rounds;
}

static void *work(void *argument)
{
    struct randomness randomness = randomness_from(*(uint64_t *)argument);
    while (!is_over) {
        judge_documents(&randomness);
        struct instances instances;
        open_instances(&instances, &randomness);
        size_t left = 1 + random_below(&randomness, 20);
        while (left > 0 && !is_over && round_trip(&instances, &randomness))
            left--;
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
    xmlInitParser();
    for_every_row(add_row);
    register_xor();
    add_row("msbin1,gzip");
    add_row("msbinsession1,zstd");
    add_row("msbin1,xor,br");
    add_row("msbinsession1,xor-checked,deflate");
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
    unregister_xor();
    printf("soak: %.0f s, %d threads, %zu codecs and chains: %llu messages, %llu MiB, %llu failures on purpose; %llu documents "
           "judged; resident at most %ld KiB in the first half, %ld KiB in the second\n",
           now() - start, thread_count, row_count, (unsigned long long)messages, (unsigned long long)volume >> 20,
           (unsigned long long)failures, (unsigned long long)documents, early, late);
    demand(late < early + early / 4 + 4096, "memory grows");
    return 0;
}
