/* Text XML into binary XML and back, beside programs in C that only read the same text. Speeds are of bytes of text. */
#include "conversation.h"
#include "rows.h"

#include <stdio.h>

enum { kibibyte = 1024, mebibyte = 1024 * kibibyte };

static plan plan_for(size_t size, const settings *settings)
{
    plan plan = { .of_speeds = true, .turn = settings->quick ? 0.005 : 0.02 };
    if (size > mebibyte)
        plan = (struct plan){ .of_speeds = true, .rounds = 15 };
    else
        plan.rounds = settings->quick ? 15 : 41;
    if (settings->rounds > 0)
        plan.rounds = settings->rounds;
    return plan;
}

static void run(const row *row, const settings *settings)
{
    const texts *texts = order_texts(row->size);
    conversation ours = make_conversation(row->codec_name, row->direction, row->is_untyped, texts);
    conversation theirs = make_reading(row->make_theirs(), texts);
    comparison result = compare((contender){ converse, &ours }, (contender){ converse, &theirs },
                                plan_for(row->size, settings));
    double megabytes = (double)row->size / 1e6;
    report_comparison(row->name, megabytes / result.ours, megabytes / result.theirs, "MB/s", &result, row->target);
    free_conversation(&ours);
    free_conversation(&theirs);
}

static void add(row_list *list, row row, const char *codec, const char *size, const char *suffix)
{
    static const char *const directions[] = { "encode", "decode" };
    snprintf(row.name, sizeof row.name, "%s-%s-%s%s", codec, directions[row.direction], size, suffix);
    row.codec_name = codec;
    row.run = run;
    add_row(list, row);
}

void add_xml_rows(row_list *list)
{
    static const struct {
        const char *name;
        size_t size;
        double least;
    } sizes[] = { { "1k", kibibyte, 2 }, { "1m", mebibyte, 4 }, { "64m", 64 * mebibyte, 4 } };
    static const struct {
        const char *suffix;
        processor (*make)(void);
    } others[] = { { "-libxml2", make_libxml2 }, { "-scan", make_scan }, { "-memcpy", make_copy } };
    for (size_t size = 0; size < sizeof sizes / sizeof sizes[0]; size++) {
        row row = { .make_theirs = make_expat, .size = sizes[size].size, .target = { at_least, sizes[size].least } };
        row.is_slow = row.size > mebibyte;
        for (row.direction = encoding; row.direction <= decoding; row.direction++) {
            add(list, row, "msbin1", sizes[size].name, "");
            add(list, row, "msbinsession1", sizes[size].name, "");
        }
        row.direction = encoding;
        row.is_untyped = true;
        row.is_extra = row.size != mebibyte;
        if (row.size <= mebibyte)
            add(list, row, "msbin1", sizes[size].name, "-untyped");
        row.target.bound = no_bound;
        row.is_extra = row.size != mebibyte;
        if (row.size == mebibyte) {
            row.make_theirs = make_scan;
            add(list, row, "msbin1", sizes[size].name, "-untyped-scan");
        }
        row.is_untyped = false;
        for (size_t other = 0; other < sizeof others / sizeof others[0]; other++) {
            row.make_theirs = others[other].make;
            for (row.direction = encoding; row.direction <= decoding; row.direction++)
                add(list, row, "msbin1", sizes[size].name, others[other].suffix);
        }
    }
}
