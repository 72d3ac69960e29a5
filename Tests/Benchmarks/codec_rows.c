/* Messages through a codec: speed of this library to speed of a program in C that calls a C library, and how long what either
 * makes of them is. */
#include "corpus.h"
#include "rows.h"

#include <stdio.h>
#include <string.h>

enum { kibibyte = 1024, mebibyte = 1024 * kibibyte, short_message = 1740, staged = 256 * kibibyte };

typedef struct job {
    processor processor;
    const corpus *corpus;
    size_t next;
    size_t output_size;
} job;

static void process(void *context, uint64_t repetitions)
{
    job *job = context;
    for (uint64_t repetition = 0; repetition < repetitions; repetition++) {
        collector output = { 0 };
        job->processor.process(job->processor.state, job->corpus->messages[job->next], &output);
        job->output_size += output.size;
        job->next = (job->next + 1) % job->corpus->count;
    }
}

static plan plan_for(size_t size, const settings *settings)
{
    /* Many short turns rather than a few long ones: a disturbance spoils fewer of them. */
    plan plan = { .of_speeds = true, .turn = settings->quick ? 0.002 : 0.005 };
    if (size > mebibyte)
        plan = (struct plan){ .of_speeds = true, .rounds = 15 };
    else if (size == mebibyte)
        plan.rounds = settings->quick ? 15 : 41;
    else
        plan.rounds = settings->quick ? 31 : 101;
    if (settings->rounds > 0)
        plan.rounds = settings->rounds;
    return plan;
}

static void run(const row *row, const settings *settings)
{
    if (row->direction == encoding && !row->is_noise)
        encoded_lengths(row->codec, row->level, row->size);
    const corpus *corpus = row->direction == encoding ? plain_corpus(row->size) : encoded_corpus(row->codec->name, row->size);
    job ours = { .corpus = corpus }, theirs = { .corpus = corpus };
    theirs.processor = row->codec->make_theirs(row->direction, row->ending, row->level);
    ours.processor = row->is_noise ? row->codec->make_theirs(row->direction, row->ending, row->level)
                                   : make_ours_at(row->codec->name, row->direction, row->level);
    comparison result = compare((contender){ process, &ours }, (contender){ process, &theirs }, plan_for(row->size, settings));
    double megabytes = (double)row->size / 1e6;
    report_comparison(row->name, megabytes / result.ours, megabytes / result.theirs, "MB/s", &result, row->target);
    ours.processor.free(ours.processor.state);
    theirs.processor.free(theirs.processor.state);
}

static void run_lengths(const row *row, const settings *settings)
{
    (void)settings;
    lengths lengths = encoded_lengths(row->codec, row->level, row->size);
    double messages = (double)plain_corpus(row->size)->count;
    report_ratio(row->name, (double)lengths.ours / messages, (double)lengths.theirs / messages, "bytes", row->target);
}

typedef struct size_class {
    const char *name;
    size_t size;
} size_class;

/* "gzip1-encode-1m-zlib": the level if it is not the default, the peer if there are several. */
static void name_row(row *row, const char *work, const char *size)
{
    char level[16] = "";
    if (row->level != row->codec->level)
        snprintf(level, sizeof level, "%d", row->level);
    bool has_peers = strcmp(row->codec->name, "gzip") == 0;
    snprintf(row->name, sizeof row->name, "%s%s-%s-%s%s%s", row->codec->name, level, work, size, has_peers ? "-" : "",
             has_peers ? row->codec->peer : "");
}

static const target as_fast = { at_least, 0.97 };

/* What is promised of gzip beside zlib: messages that end within 256 KiB, the fast level of long ones, and decoding. */
static target gzip_target(const row *row)
{
    if (row->direction == decoding)
        return row->size >= mebibyte ? (target){ at_least, 2.2 } : as_fast;
    if (row->level == 1 && row->size >= mebibyte)
        return (target){ at_least, 3 };
    return row->level == 6 && row->size <= staged ? (target){ at_least, 1.8 } : as_fast;
}

static target target_of(const row *row)
{
    if (row->codec->make_theirs == make_gzip)
        return gzip_target(row);
    /* The engines that this library's own compete with, where they do the same. */
    bool is_short = row->size <= staged, encodes = row->direction == encoding;
    if (row->codec->make_theirs == make_libdeflate)
        return encodes && is_short && row->level == 6 ? (target){ at_least, 0.9 } : (target){ no_bound, 0 };
    if (row->codec->make_theirs == make_isal)
        return !encodes || (!is_short && row->level == 1) ? (target){ at_least, 0.9 } : (target){ no_bound, 0 };
    return as_fast;
}

static void add_encoder(row_list *list, const codec *codec, int level, size_class size)
{
    row row = { .codec = codec, .level = level, .size = size.size, .run = run };
    row.is_slow = size.size > mebibyte;
    row.target = target_of(&row);
    row.is_extra = level != codec->level || row.target.bound == no_bound;
    name_row(&row, "encode", size.name);
    add_row(list, row);
    bool is_promised = codec->make_theirs != make_libdeflate && codec->make_theirs != make_isal;
    row.target = is_promised ? (target){ at_most, 1 } : (target){ no_bound, 0 };
    row.run = run_lengths;
    name_row(&row, "size", size.name);
    add_row(list, row);
}

static void add_decoder(row_list *list, const codec *codec, size_class size)
{
    row row = { .codec = codec, .level = codec->level, .direction = decoding, .size = size.size, .run = run };
    row.is_slow = size.size > mebibyte;
    row.target = target_of(&row);
    row.is_extra = row.target.bound == no_bound;
    name_row(&row, "decode", size.name);
    add_row(list, row);
}

static void add_codec(row_list *list, const codec *codec, const int *levels, size_t count)
{
    static const size_class sizes[] = { { "1.7k", short_message }, { "1m", mebibyte }, { "64m", 64 * mebibyte } };
    for (size_t size = 0; size < sizeof sizes / sizeof sizes[0]; size++) {
        bool is_long = sizes[size].size > mebibyte, is_rival = codec >= other_peers && codec < other_peers + other_peer_count;
        for (size_t level = 0; level < count; level++)
            if (!is_long || !is_rival || levels[level] < 9) /* which takes minutes, and promises nothing */
                add_encoder(list, codec, levels[level], sizes[size]);
        if (strcmp(codec->name, "gzip") == 0 && sizes[size].size == short_message)
            add_encoder(list, codec, codec->level, (size_class){ "256k", staged });
        add_decoder(list, codec, sizes[size]);
    }
}

void add_codec_rows(row_list *list)
{
    static const int levels[codec_count][3] = { { 6, 1, 9 }, { 6 }, { 5, 1, 9 }, { 3, 1, 9 } };
    for (size_t index = 0; index < codec_count; index++) {
        add_codec(list, &codecs[index], levels[index], levels[index][1] == 0 ? 1 : 3);
        for (size_t peer = 0; index == 0 && peer < other_peer_count; peer++)
            add_codec(list, &other_peers[peer], levels[0], 3);
    }
    for (size_t index = 0; index < codec_count; index++) {
        row row = { .codec = &codecs[index],
                    .level = codecs[index].level,
                    .ending = ends_whole,
                    .size = kibibyte,
                    .is_extra = true,
                    .run = run };
        snprintf(row.name, sizeof row.name, "%s-encode-1k-whole", row.codec->name);
        add_row(list, row);
    }
    static const char *const directions[] = { "encode", "decode" };
    for (size_t index = 0; index < codec_count; index++)
        for (direction direction = encoding; direction <= decoding; direction++) {
            row row = { .codec = &codecs[index],
                        .level = codecs[index].level,
                        .direction = direction,
                        .size = kibibyte,
                        .is_noise = true,
                        .is_extra = true,
                        .run = run };
            snprintf(row.name, sizeof row.name, "noise-%s-%s-1k", row.codec->name, directions[direction]);
            add_row(list, row);
        }
    add_row(list, (row){ .name = "noise-gzip-encode-1m",
                         .codec = &codecs[0],
                         .level = 6,
                         .size = mebibyte,
                         .is_noise = true,
                         .is_extra = true,
                         .run = run });
}
