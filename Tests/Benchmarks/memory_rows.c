/* What an instance of binary XML keeps in memory, beside the chunk that its output is collected in; and how much memory an
 * instance of any codec takes at most, beside the C library's own. */
#include "child.h"
#include "conversation.h"
#include "corpus.h"
#include "rows.h"

#include <dlfcn.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { mebibyte = 1024 * 1024 };

/* Bytes in use by this process, of which this program's own do not change meanwhile. */
static size_t memory_in_use(void)
{
    struct mallinfo2 state = mallinfo2();
    return state.uordblks + state.hblkhd;
}

/*
 * Measured after the message: buffers of an instance grow and stay. Its first message is what makes them as large as they get,
 * and what it takes away when it is freed is all it had.
 */
static void run(const row *row, const settings *settings)
{
    (void)settings;
    const texts *texts = order_texts(row->size);
    processor instance = make_ours(row->codec_name, row->direction);
    size_t host_and_chunk = malloc_usable_size(instance.state) + chunk_size;
    collector output = { 0 };
    if (row->direction == encoding) {
        instance.process(instance.state, texts->messages[0], &output);
    } else {
        /* Of a session, the first message, in which its strings are. */
        collector first = { .capacity = 2 * row->size, .memory = malloc(2 * row->size) };
        processor encoder = make_ours(row->codec_name, encoding);
        encoder.process(encoder.state, texts->messages[0], &first);
        instance.process(instance.state, (span){ first.memory, first.size }, &output);
        encoder.free(encoder.state);
        free(first.memory);
    }
    size_t before = memory_in_use();
    instance.free(instance.state);
    double kept = ((double)before - (double)memory_in_use() - (double)host_and_chunk) / 1024;
    report_quantity(row->name, (quartiles){ kept, kept, kept }, "KiB", 1, row->target);
}

static const codec *find_codec(const char *name)
{
    for (size_t index = 0; index < codec_count; index++)
        if (strcmp(codecs[index].name, name) == 0)
            return &codecs[index];
    return strcmp(name, identity_codec.name) == 0 ? &identity_codec : NULL;
}

/* Messages as `codec` takes them in that direction. */
static void prepare_messages(const char *name, direction direction, size_t size, span *messages, size_t count)
{
    const codec *codec = find_codec(name);
    bool has_library = codec != NULL && codec != &identity_codec;
    const corpus *corpus = has_library && direction == decoding ? encoded_corpus(name, size) : plain_corpus(size);
    bool is_encoded = codec == NULL && direction == decoding;
    processor encoder = is_encoded ? make_ours(name, encoding) : (processor){ 0 };
    for (size_t index = 0; index < count; index++) {
        messages[index] = corpus->messages[index % corpus->count];
        if (is_encoded) {
            collector output = { .capacity = 2 * size, .memory = malloc(2 * size) };
            encoder.process(encoder.state, messages[index], &output);
            messages[index] = (span){ output.memory, output.size };
        }
    }
    if (is_encoded)
        encoder.free(encoder.state);
}

/* Of several instances, as many as `arguments[4]` says, what each takes. Theirs is given the chunk that this library keeps for
 * its host, and a program in C for itself. */
int print_peak(char **arguments)
{
    enum { count = 3, most_instances = 8 };
    bool is_ours = strcmp(arguments[0], "ours") == 0;
    const char *name = arguments[1];
    direction direction = strcmp(arguments[2], "encode") == 0 ? encoding : decoding;
    const codec *codec = find_codec(name);
    size_t size = (size_t)strtoul(arguments[3], NULL, 10), number = (size_t)strtoul(arguments[4], NULL, 10);
    span messages[count];
    processor instances[most_instances];
    void (*begin)(void) = (void (*)(void))(uintptr_t)dlsym(RTLD_DEFAULT, "begin_peak");
    size_t (*end)(void) = (size_t(*)(void))(uintptr_t)dlsym(RTLD_DEFAULT, "end_peak");
    if (begin == NULL || end == NULL)
        give_up("bench-peak.so is not loaded");
    prepare_messages(name, direction, size, messages, count);
    if (!is_ours && codec == NULL && direction == decoding)
        prepare_messages(name, encoding, size, messages, count);
    if (number == 0 || number > most_instances)
        give_up("not so many instances");
    begin();
    size_t hosts = 0;
    for (size_t each = 0; each < number; each++) {
        instances[each] = is_ours         ? make_ours(name, direction)
                          : codec != NULL ? codec->make_theirs(direction, ends_apart, codec->level)
                                          : make_expat();
        hosts += host_size(instances[each]);
        for (size_t index = 0; index < count; index++) {
            collector output = { 0 };
            instances[each].process(instances[each].state, messages[index], &output);
        }
    }
    size_t peak = (end() - hosts) / number;
    for (size_t each = 0; each < number; each++)
        instances[each].free(instances[each].state);
    printf("%zu\n", is_ours || codec == &identity_codec ? peak : peak + chunk_size);
    return 0;
}

static double ask_peak(const row *row, const char *whose)
{
    static const char *const directions[] = { "encode", "decode" };
    char library[4096], size[32], number[32], printed[64];
    path_beside("bench-peak.so", library, sizeof library);
    snprintf(size, sizeof size, "%zu", row->size);
    snprintf(number, sizeof number, "%u", row->instances > 0 ? row->instances : 1);
    char *arguments[] = {
        "/proc/self/exe", PEAK_OPTION, (char *)whose, (char *)row->codec_name, (char *)directions[row->direction], size,
        number,           NULL
    };
    run_program(arguments, library, printed, sizeof printed);
    return strtod(printed, NULL) / 1024;
}

static void run_peak(const row *row, const settings *settings)
{
    (void)settings;
    double ours = ask_peak(row, "ours"), theirs = ask_peak(row, "theirs");
    report_ratio(row->name, ours, theirs, "KiB", row->target);
}

static void add_peak_rows(row_list *list, const char *codec)
{
    static const char *const directions[] = { "encode", "decode" }, *const names[] = { "1.7k", "256k", "1m" };
    static const size_t sizes[] = { 1740, 256 << 10, mebibyte };
    for (direction direction = encoding; direction <= decoding; direction++)
        for (size_t size = 0; size < sizeof sizes / sizeof sizes[0]; size++) {
            row row = { .codec_name = codec, .direction = direction, .size = sizes[size], .run = run_peak };
            row.is_extra = size > 0;
            snprintf(row.name, sizeof row.name, "peak-%s-%s-%s", codec, directions[direction], names[size]);
            add_row(list, row);
        }
}

/* What each of several encoders takes, which may share what they need at different times. */
static void add_shared_row(row_list *list, const char *codec, unsigned instances)
{
    row row = { .codec_name = codec, .direction = encoding, .size = 1740, .instances = instances, .run = run_peak };
    snprintf(row.name, sizeof row.name, "peak-%s-encode-1.7k-of-%u", codec, instances);
    add_row(list, row);
}

void add_memory_rows(row_list *list)
{
    static const char *const codecs_of_xml[] = { "msbin1", "msbinsession1" }, *const directions[] = { "encode", "decode" };
    for (size_t codec = 0; codec < 2; codec++)
        for (direction direction = encoding; direction <= decoding; direction++) {
            row row = { .codec_name = codecs_of_xml[codec],
                        .direction = direction,
                        .size = mebibyte,
                        .target = { below, 64 },
                        .run = run };
            snprintf(row.name, sizeof row.name, "memory-%s-%s", codecs_of_xml[codec], directions[direction]);
            add_row(list, row);
        }
    add_peak_rows(list, identity_codec.name);
    for (size_t index = 0; index < codec_count; index++)
        add_peak_rows(list, codecs[index].name);
    add_shared_row(list, "gzip", 2);
    add_shared_row(list, "gzip", 8);
    for (size_t codec = 0; codec < 2; codec++)
        add_peak_rows(list, codecs_of_xml[codec]);
}
