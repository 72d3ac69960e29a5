/* Text from UTF-8 to UTF-16 and back, beside iconv of the C library and a copy of the same input. Speeds are of input. */
#include "conversation.h"
#include "rows.h"

#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { kibibyte = 1024, mebibyte = 1024 * kibibyte };

/* As an encoder and a decoder of UTF-16 little-endian with a byte order mark. */
static void convert(void *state, span message, collector *output)
{
    static uint8_t room[2 * chunk_size + 16];
    iconv_t converter = state;
    iconv(converter, NULL, NULL, NULL, NULL);
    for (size_t offset = 0; offset < message.size;) {
        size_t left = message.size - offset, size = left < chunk_size ? left : chunk_size, free = sizeof room;
        char *from = (char *)message.bytes + offset, *to = (char *)room;
        size_t before = size;
        iconv(converter, &from, &size, &to, &free);
        if (size == before)
            give_up("iconv refuses the message");
        offset += before - size;
        collect(output, room, sizeof room - free);
    }
}

static void free_iconv(void *state)
{
    iconv_close(state);
}

static processor make_iconv(direction direction)
{
    iconv_t converter = direction == encoding ? iconv_open("UTF-16LE", "UTF-8") : iconv_open("UTF-8", "UTF-16LE");
    if (converter == (iconv_t)-1)
        give_up("no iconv");
    return (processor){ converter, convert, free_iconv, NULL };
}

static plan plan_for(const settings *settings)
{
    plan plan = { .of_speeds = true, .turn = settings->quick ? 0.005 : 0.02, .rounds = settings->quick ? 15 : 41 };
    if (settings->rounds > 0)
        plan.rounds = settings->rounds;
    return plan;
}

/* Gives up if a message does not read back as it was, but for a declaration. Returns what was encoded. */
static span check(span original)
{
    processor encoder = make_ours("utf-16", encoding), decoder = make_ours("utf-16", decoding);
    span wire = encode_message(encoder, original);
    collector text = { .memory = malloc(2 * original.size), .capacity = 2 * original.size };
    if (text.memory == NULL)
        give_up("no memory");
    decoder.process(decoder.state, wire, &text);
    if (text.size > original.size || memcmp(text.memory, original.bytes + original.size - text.size, text.size) != 0)
        give_up("UTF-16 does not read back");
    free(text.memory);
    encoder.free(encoder.state);
    decoder.free(decoder.state);
    return wire;
}

static void run(const row *row, const settings *settings)
{
    texts texts = *order_texts(row->size);
    for (size_t index = 0; index < texts.count; index++) {
        span wire = check(texts.messages[index]);
        if (row->direction == decoding)
            texts.messages[index] = wire;
        else
            free((void *)wire.bytes);
    }
    conversation ours = make_reading(make_ours("utf-16", row->direction), &texts);
    conversation theirs = make_reading(row->make_theirs ? row->make_theirs() : make_iconv(row->direction), &texts);
    comparison result = compare((contender){ converse, &ours }, (contender){ converse, &theirs }, plan_for(settings));
    double megabytes = (double)texts.messages[0].size / 1e6;
    report_comparison(row->name, megabytes / result.ours, megabytes / result.theirs, "MB/s", &result, row->target);
    free_conversation(&ours);
    free_conversation(&theirs);
    for (size_t index = 0; row->direction == decoding && index < texts.count; index++)
        free((void *)texts.messages[index].bytes);
}

void add_utf16_rows(row_list *list)
{
    static const struct {
        const char *name;
        size_t size;
    } sizes[] = { { "1k", kibibyte }, { "1m", mebibyte } };
    for (size_t size = 0; size < sizeof sizes / sizeof sizes[0]; size++)
        for (int way = encoding; way <= decoding; way++) {
            const char *direction = way == encoding ? "encode" : "decode";
            row row = { .run = run, .size = sizes[size].size, .direction = way };
            row.target = (target){ row.size == mebibyte ? at_least : no_bound, 5 };
            snprintf(row.name, sizeof row.name, "utf-16-%s-%s", direction, sizes[size].name);
            add_row(list, row);
            row.make_theirs = make_copy;
            row.target.bound = no_bound;
            snprintf(row.name, sizeof row.name, "utf-16-%s-%s-memcpy", direction, sizes[size].name);
            add_row(list, row);
        }
}
