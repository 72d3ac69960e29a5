/* What an instance of binary XML keeps in memory, beside the chunk that its output is collected in. */
#include "conversation.h"
#include "rows.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>

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
    collector output = {0};
    if (row->direction == encoding) {
        instance.process(instance.state, texts->messages[0], &output);
    } else {
        /* Of a session, the first message, in which its strings are. */
        collector first = {.capacity = 2 * row->size, .memory = malloc(2 * row->size)};
        processor encoder = make_ours(row->codec_name, encoding);
        encoder.process(encoder.state, texts->messages[0], &first);
        instance.process(instance.state, (span){first.memory, first.size}, &output);
        encoder.free(encoder.state);
        free(first.memory);
    }
    size_t before = memory_in_use();
    instance.free(instance.state);
    double kept = ((double)before - (double)memory_in_use() - (double)host_and_chunk) / 1024;
    report_quantity(row->name, (quartiles){kept, kept, kept}, "KiB", 1, row->target);
}

void add_memory_rows(row_list *list)
{
    static const char *const codecs[] = {"msbin1", "msbinsession1"}, *const directions[] = {"encode", "decode"};
    for (size_t codec = 0; codec < 2; codec++)
        for (direction direction = encoding; direction <= decoding; direction++) {
            row row = {.codec_name = codecs[codec], .direction = direction, .size = mebibyte, .target = {below, 64}, .run = run};
            snprintf(row.name, sizeof row.name, "memory-%s-%s", codecs[codec], directions[direction]);
            add_row(list, row);
        }
}
