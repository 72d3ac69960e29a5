/* Runs every shape through every codec that it concerns, both ways, in three sizes, and has callgrind write down what each
 * took.
 * usage: work PART PARTS [WORD]: each process takes its part of the rows; with a word, only those whose name has it. Prints
 * "row<TAB>number<TAB>name<TAB>size<TAB>bytes". */
#include "host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <valgrind/callgrind.h>

static const pieces whole = { "whole", 0, 1 << 16 };
static const pieces single_reads = { "reads of 1", 1, 1 << 16 };
static const pieces single_writes = { "writes of 1", 0, 1 };

static const size_t factors[] = { 1, 4, 16 };
enum { sizes = sizeof factors / sizeof factors[0], unit = 8 << 10, unit_of_singles = 1 << 10 };

static unsigned part, parts, rows;
static const char *word;

static const char *name_of(direction direction)
{
    return direction == encode ? "encode" : direction == decode ? "decode" : "dump";
}

/* Whether this process is to do the next row. */
static bool is_mine(const char *codec, direction direction, const pieces *pieces, const char *shape, char *name, size_t room)
{
    snprintf(name, room, "%s %s, %s, %s", codec, name_of(direction), pieces->name, shape);
    return rows++ % parts == part && (word == NULL || strstr(name, word) != NULL);
}

/* Runs a message and has its cost written down. */
static void measure(host *host, const char *name, const bytes *input, bytes *output, size_t factor)
{
    static unsigned number;
    size_t before = output->size;
    char place[32];
    snprintf(place, sizeof place, "%u", ++number);
    CALLGRIND_ZERO_STATS;
    host_run(host, input, output);
    CALLGRIND_DUMP_STATS_AT(place);
    size_t produced = output->size - before;
    printf("row\t%s\t%s\t%zu\t%zu\t%zu\n", place, name, factor, input->size, produced);
}

static size_t unit_of(const pieces *pieces)
{
    return pieces == &whole ? unit : unit_of_singles;
}

static void release(bytes *bytes)
{
    free(bytes->data);
    *bytes = (struct bytes){ 0 };
}

/* What an encoder makes of a message. */
static void encode_whole(const char *codec, const bytes *input, bytes *output)
{
    host *encoder = host_create(codec, encode, &whole);
    host_run(encoder, input, output);
    host_free(encoder);
}

/* One shape through one codec. `is_encoded`: the shape is what the codec's encoder could have given. */
static void run(const char *codec, direction direction, const pieces *pieces, const shape *shape, bool is_encoded)
{
    char name[128];
    if (!is_mine(codec, direction, pieces, shape->name, name, sizeof name))
        return;
    for (size_t size = 0; size < sizes; size++) {
        bytes message = { 0 }, input = { 0 }, output = { 0 };
        shape->make(&message, factors[size] * unit_of(pieces));
        if (direction == encode || is_encoded)
            put(&input, message.data, message.size);
        else
            encode_whole(codec, &message, &input);
        host *host = host_create(codec, direction, pieces);
        measure(host, name, &input, &output, factors[size]);
        host_free(host);
        release(&message), release(&input), release(&output);
    }
}

/* A plain message after one of a shape, which must not make it cost more, whatever its size; size 0 is without it. The instance
 * has had the plain message before, too: what it learns of that, such as the strings of a session, is not what is measured. */
static void run_after(const char *codec, direction direction, const shape *shape)
{
    static const pieces after = { "after", 0, 1 << 16 };
    char name[128];
    if (!is_mine(codec, direction, &after, shape->name, name, sizeof name))
        return;
    for (size_t size = 0; size <= sizes; size++) {
        size_t factor = size == 0 ? 0 : factors[size - 1];
        bytes texts[3] = { { 0 } }, inputs[3] = { { 0 } }, output = { 0 };
        host *encoder = host_create(codec, encode, &whole), *host = host_create(codec, direction, &after);
        text_shapes[0].make(&texts[0], 2 * unit_of_singles);
        text_shapes[0].make(&texts[2], 2 * unit_of_singles);
        if (factor > 0)
            shape->make(&texts[1], factor * unit);
        for (size_t index = 0; index < 3; index++) {
            if (texts[index].size == 0)
                continue;
            if (direction == encode)
                put(&inputs[index], texts[index].data, texts[index].size);
            else
                host_run(encoder, &texts[index], &inputs[index]);
            if (index < 2)
                host_run(host, &inputs[index], &output);
        }
        /* Of the host's own memory nothing is to grow while it is measured. */
        output.size = 0;
        measure(host, name, &inputs[2], &output, factor);
        host_free(host), host_free(encoder);
        for (size_t index = 0; index < 3; index++)
            release(&texts[index]), release(&inputs[index]);
        release(&output);
    }
}

static void run_all(const char *codec, direction direction, const pieces *pieces, const shape *shapes, size_t count,
                    bool is_encoded)
{
    for (size_t index = 0; index < count; index++)
        run(codec, direction, pieces, &shapes[index], is_encoded);
}

static void run_binary_xml(const char *codec, direction direction, const pieces *pieces)
{
    bool is_session = strncmp(codec, "msbinsession1", 13) == 0;
    run_all(codec, direction, pieces, text_shapes, text_shape_count, false);
    if (direction == encode)
        return;
    if (is_session)
        run_all(codec, direction, pieces, session_shapes, session_shape_count, true);
    else
        run_all(codec, direction, pieces, record_shapes, record_shape_count, true);
}

int main(int count, char **arguments)
{
    if (count < 3)
        give_up("usage: work PART PARTS [WORD]");
    part = (unsigned)atoi(arguments[1]);
    parts = (unsigned)atoi(arguments[2]);
    word = count > 3 ? arguments[3] : NULL;
    static const pieces *const all_pieces[] = { &whole, &single_reads, &single_writes };
    static const direction directions[] = { encode, decode };
    static const char *const codings[] = { "identity", "gzip", "deflate", "br", "zstd" };
    run_binary_xml("msbin1", dump, &whole);
    run_binary_xml("msbin1", dump, &single_reads);
    for (size_t way = 0; way < 2; way++) {
        direction direction = directions[way];
        for (size_t index = 0; index < 3; index++)
            run_binary_xml("msbin1", direction, all_pieces[index]);
        run_binary_xml("msbinsession1", direction, &whole);
        run_all("msbin1+gzip", direction, &whole, text_shapes, text_shape_count, false);
        for (size_t index = 0; index < text_shape_count; index++) {
            run_after("msbin1", direction, &text_shapes[index]);
            run_after("msbinsession1", direction, &text_shapes[index]);
        }
        for (size_t coding = 0; coding < sizeof codings / sizeof codings[0]; coding++) {
            for (size_t index = 0; index < 3; index++) {
                run(codings[coding], direction, all_pieces[index], &text_shapes[0], false);
                /* Bytes that do not compress come in more reads each than text does, so that the two cannot be compared. */
                if (direction == encode || all_pieces[index] != &single_reads)
                    run_all(codings[coding], direction, all_pieces[index], byte_shapes, byte_shape_count, false);
            }
        }
    }
    return 0;
}
