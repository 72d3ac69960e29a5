/* What a byte costs in messages of any size, and what a message costs however many instances are alive. */
#include "message.h"
#include "rows.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { kibibyte = 1024, mebibyte = 1024 * kibibyte, most_of_a_size = 32, most_instances = 10000 };

static const char *const codec_names[] = { "identity", "msbin1", "gzip", "br", "zstd" };
static const char *const directions[] = { "encode", "decode" };

/* Instances, each of which has a message in turn. */
typedef struct crowd {
    processor *instances;
    size_t count;
    size_t next;
    span messages[most_of_a_size];
    size_t message_count;
    size_t next_message;
} crowd;

static void process(crowd *crowd, size_t messages)
{
    for (size_t message = 0; message < messages; message++) {
        collector output = { 0 };
        processor *instance = &crowd->instances[crowd->next];
        instance->process(instance->state, crowd->messages[crowd->next_message], &output);
        crowd->next = (crowd->next + 1) % crowd->count;
        crowd->next_message = (crowd->next_message + 1) % crowd->message_count;
    }
}

static processor make_unlimited(const char *name, direction direction)
{
    static const ULONGLONG any_size = 0;
    WSE_PROPERTY property = { WSE_PROPERTY_MAX_DECODED_SIZE, &any_size, sizeof any_size };
    return make_ours_with(name, direction, &property, direction == decoding);
}

static span encoded(processor encoder, span message)
{
    collector output = { .capacity = message.size + message.size / 8 + chunk_size };
    output.memory = malloc(output.capacity);
    if (output.memory == NULL)
        give_up("no memory");
    encoder.process(encoder.state, message, &output);
    uint8_t *bytes = realloc(output.memory, output.size);
    return (span){ bytes != NULL ? bytes : output.memory, output.size };
}

static void prepare_messages(crowd *crowd, const char *name, direction direction, size_t size)
{
    processor encoder = make_ours(name, encoding);
    crowd->message_count = size < chunk_size ? most_of_a_size : 1;
    crowd->next_message = 0;
    for (size_t index = 0; index < crowd->message_count; index++) {
        span plain = { make_message(size, size + index), size };
        crowd->messages[index] = plain;
        if (direction == decoding) {
            crowd->messages[index] = encoded(encoder, plain);
            free((void *)plain.bytes);
        }
    }
    encoder.free(encoder.state);
}

static void free_messages(crowd *crowd)
{
    for (size_t index = 0; index < crowd->message_count; index++)
        free((void *)crowd->messages[index].bytes);
}

/* Seconds for one message: the median of some turns, each through all instances at least. */
static double time_message(crowd *crowd, unsigned rounds, double turn)
{
    double times[15];
    size_t messages = crowd->count;
    double begin = own_time();
    process(crowd, messages);
    double first = own_time() - begin;
    if (first > 0.3)
        rounds = first > 3 ? 1 : 3;
    while (first < turn) {
        messages *= 2;
        begin = own_time();
        process(crowd, messages);
        first = own_time() - begin;
    }
    for (unsigned round = 0; round < rounds; round++) {
        begin = own_time();
        process(crowd, messages);
        times[round] = (own_time() - begin) / (double)messages;
    }
    return quartiles_of(times, rounds).median;
}

static FILE *open_points(const char *directory, const char *name, direction direction)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s-%s.dat", directory, name, directions[direction]);
    FILE *file = fopen(path, "w");
    if (file == NULL)
        give_up("%s cannot be written", path);
    return file;
}

static void write_sizes(const char *directory, direction direction, const settings *settings)
{
    FILE *file = open_points(directory, "sizes", direction);
    const size_t largest = settings->huge ? (size_t)1024 * mebibyte : (size_t)64 * mebibyte;
    for (size_t codec = 0; codec < sizeof codec_names / sizeof codec_names[0]; codec++) {
        fprintf(file, "%s\n", codec_names[codec]);
        processor instance = make_unlimited(codec_names[codec], direction);
        for (size_t size = 64; size <= largest; size *= 4) {
            crowd crowd = { .instances = &instance, .count = 1 };
            prepare_messages(&crowd, codec_names[codec], direction, size);
            double time = time_message(&crowd, 9, 0.005);
            free_messages(&crowd);
            fprintf(file, "%zu %.6g\n", size, time * 1e9 / (double)size);
            printf("%-9s %s  %10zu bytes      %10.4f ns/byte\n", codec_names[codec], directions[direction], size,
                   time * 1e9 / (double)size);
            fflush(stdout);
        }
        instance.free(instance.state);
        fputs("\n\n", file);
    }
    fclose(file);
}

/* Bytes that one more instance takes, its first message behind it. */
static size_t memory_in_use(void)
{
    struct mallinfo2 state = mallinfo2();
    return state.uordblks + state.hblkhd;
}

static void write_instances(const char *directory, direction direction)
{
    static processor instances[most_instances];
    static const size_t counts[] = { 1, 3, 10, 30, 100, 300, 1000, 3000, most_instances };
    size_t available = (size_t)sysconf(_SC_AVPHYS_PAGES) * (size_t)sysconf(_SC_PAGESIZE) / 4;
    FILE *file = open_points(directory, "instances", direction);
    for (size_t codec = 0; codec < sizeof codec_names / sizeof codec_names[0]; codec++) {
        fprintf(file, "%s\n", codec_names[codec]);
        crowd crowd = { .instances = instances };
        prepare_messages(&crowd, codec_names[codec], direction, kibibyte);
        size_t before = memory_in_use();
        for (size_t index = 0; index < sizeof counts / sizeof counts[0]; index++) {
            size_t each = crowd.count > 0 ? (memory_in_use() - before) / crowd.count : 0;
            if (counts[index] * each > available) {
                printf("%-9s %s  no more than %zu instances, of %zu KiB each: memory\n", codec_names[codec],
                       directions[direction], crowd.count, each / kibibyte);
                break;
            }
            while (crowd.count < counts[index])
                instances[crowd.count++] = make_ours(codec_names[codec], direction);
            crowd.next = 0;
            /* The first message of each is what makes its buffers. */
            process(&crowd, crowd.count);
            double time = time_message(&crowd, 9, 0.005);
            fprintf(file, "%zu %.6g\n", crowd.count, time * 1e6);
            printf("%-9s %s  %10zu instances  %10.4f us/message\n", codec_names[codec], directions[direction], crowd.count,
                   time * 1e6);
            fflush(stdout);
        }
        for (size_t index = 0; index < crowd.count; index++)
            instances[index].free(instances[index].state);
        free_messages(&crowd);
        fputs("\n\n", file);
    }
    fclose(file);
}

void write_curves(const char *directory, const settings *settings)
{
    for (direction direction = encoding; direction <= decoding; direction++) {
        write_sizes(directory, direction, settings);
        write_instances(directory, direction);
    }
}
