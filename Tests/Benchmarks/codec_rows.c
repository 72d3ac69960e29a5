/* Messages through a codec: speed of this library to speed of a program in C that calls the same C library. */
#include "corpus.h"
#include "rows.h"

#include <stdio.h>

enum { kibibyte = 1024, mebibyte = 1024 * kibibyte };

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
        collector output = {0};
        job->processor.process(job->processor.state, job->corpus->messages[job->next], &output);
        job->output_size += output.size;
        job->next = (job->next + 1) % job->corpus->count;
    }
}

static plan plan_for(size_t size, const settings *settings)
{
    /* Many short turns rather than a few long ones: a disturbance spoils fewer of them. */
    plan plan = {.of_speeds = true, .turn = settings->quick ? 0.002 : 0.005};
    if (size > mebibyte)
        plan = (struct plan){.of_speeds = true, .rounds = 15};
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
    const corpus *encoded = encoded_corpus(row->codec, row->size);
    const corpus *corpus = row->direction == encoding ? plain_corpus(row->size) : encoded;
    job ours = {.corpus = corpus}, theirs = {.corpus = corpus};
    theirs.processor = row->codec->make_theirs(row->direction, row->ending);
    ours.processor = row->is_noise ? row->codec->make_theirs(row->direction, row->ending)
                                   : make_ours(row->codec->name, row->direction);
    plan plan = plan_for(row->size, settings);
    if (plan.turn == 0) {
        process(&theirs, 1);
        process(&ours, 1);
    }
    comparison result = compare((contender){process, &ours}, (contender){process, &theirs}, plan);
    double megabytes = (double)row->size / 1e6;
    report_comparison(row->name, megabytes / result.ours, megabytes / result.theirs, "MB/s", &result, row->target);
    ours.processor.free(ours.processor.state);
    theirs.processor.free(theirs.processor.state);
}

static void add(row_list *list, row row, const char *prefix, const char *size, const char *suffix)
{
    static const char *const directions[] = {"encode", "decode"};
    snprintf(row.name, sizeof row.name, "%s%s-%s-%s%s", prefix, row.codec->name, directions[row.direction], size,
             suffix);
    row.run = run;
    add_row(list, row);
}

void add_codec_rows(row_list *list)
{
    static const struct {
        const char *name;
        size_t size;
    } sizes[] = {{"1k", kibibyte}, {"1m", mebibyte}, {"64m", 64 * mebibyte}};
    const target as_fast = {at_least, 0.97};
    for (size_t size = 0; size < sizeof sizes / sizeof sizes[0]; size++)
        for (size_t index = 0; index < codec_count; index++)
            for (direction direction = encoding; direction <= decoding; direction++)
                add(list,
                    (row){.codec = &codecs[index], .direction = direction, .size = sizes[size].size,
                          .target = as_fast, .is_slow = sizes[size].size > mebibyte},
                    "", sizes[size].name, "");
    for (size_t index = 0; index < codec_count; index++)
        add(list, (row){.codec = &codecs[index], .ending = ends_whole, .size = kibibyte}, "", "1k", "-whole");
    for (size_t index = 0; index < codec_count; index++)
        for (direction direction = encoding; direction <= decoding; direction++)
            add(list, (row){.codec = &codecs[index], .direction = direction, .size = kibibyte, .is_noise = true},
                "noise-", "1k", "");
    add(list, (row){.codec = &codecs[0], .size = mebibyte, .is_noise = true}, "noise-", "1m", "");
}
