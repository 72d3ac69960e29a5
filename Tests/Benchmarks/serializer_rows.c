/* Binary XML beside Microsoft's serializer, which runs on Mono in a process of its own and does its turns when it is told. */
#include "conversation.h"
#include "peer.h"
#include "rows.h"

#include <stdio.h>

enum { kibibyte = 1024, mebibyte = 1024 * kibibyte };

static const char *serializer;

static void run(const row *row, const settings *settings)
{
    texts texts = *order_texts(row->size);
    texts.count = 1;
    conversation ours = make_conversation("msbin1", row->direction, row->is_untyped, &texts);
    peer theirs = start_peer("mono", serializer, row->codec_name, texts.messages[0]);
    /* Time to compile what it runs often. */
    for (unsigned turn = 0; turn < 20; turn++)
        run_peer(&theirs, 1 + mebibyte / (row->size * 8));
    plan plan = { .rounds = settings->rounds ? settings->rounds : 15,
                  .turn = settings->quick ? 0.01 : 0.04,
                  .of_speeds = true };
    comparison result = compare((contender){ converse, &ours }, (contender){ run_peer, &theirs }, plan);
    double megabytes = (double)row->size / 1e6;
    report_comparison(row->name, megabytes / result.ours, megabytes / result.theirs, "MB/s", &result, row->target);
    end_peer(&theirs);
    free_conversation(&ours);
}

void add_serializer_rows(row_list *list, const char *program)
{
    static const struct {
        const char *suffix;
        size_t size;
        double least;
    } sizes[] = { { "1k", kibibyte, 6 }, { "1m", mebibyte, 12 } };
    static const struct {
        const char *name;
        const char *work;
        direction direction;
        bool is_untyped;
    } kinds[] = {
        { "wcf-encode", "encode", encoding, false },
        { "wcf-encode-untyped", "encode", encoding, true },
        { "wcf-encode-xmlreader", "encode-xmlreader", encoding, false },
        { "wcf-decode", "decode", decoding, false },
    };
    serializer = program;
    for (size_t size = 0; size < sizeof sizes / sizeof sizes[0]; size++)
        for (size_t kind = 0; kind < sizeof kinds / sizeof kinds[0]; kind++) {
            row row = { .codec_name = kinds[kind].work,
                        .direction = kinds[kind].direction,
                        .size = sizes[size].size,
                        .is_untyped = kinds[kind].is_untyped,
                        .target = { at_least, sizes[size].least },
                        .run = run };
            snprintf(row.name, sizeof row.name, "%s-%s", kinds[kind].name, sizes[size].suffix);
            add_row(list, row);
        }
}
