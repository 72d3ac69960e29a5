/* Messages of 1 KiB through an instance that is kept, and through one that is made for the message and freed after it: beside
 * the C library's own reset and init. */
#include "conversation.h"
#include "corpus.h"
#include "rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { size = 1024 };

typedef struct job {
    processor processor;
    corpus corpus;
    size_t next;
    bool is_fresh;
} job;

static void process(void *context, uint64_t repetitions)
{
    job *job = context;
    for (uint64_t repetition = 0; repetition < repetitions; repetition++) {
        collector output = { 0 };
        if (job->is_fresh && job->processor.renew != NULL)
            job->processor.renew(job->processor.state);
        job->processor.process(job->processor.state, job->corpus.messages[job->next], &output);
        job->next = (job->next + 1) % job->corpus.count;
    }
}

static void compare_jobs(const row *row, const settings *settings, job *ours, job *theirs)
{
    plan plan = { .rounds = settings->quick ? 31 : 101, .turn = settings->quick ? 0.001 : 0.005, .of_speeds = true };
    if (settings->rounds > 0)
        plan.rounds = settings->rounds;
    ours->is_fresh = theirs->is_fresh = row->is_fresh;
    comparison result = compare((contender){ process, ours }, (contender){ process, theirs }, plan);
    report_comparison(row->name, size / 1e6 / result.ours, size / 1e6 / result.theirs, "MB/s", &result, row->target);
    ours->processor.free(ours->processor.state);
    theirs->processor.free(theirs->processor.state);
}

static void run(const row *row, const settings *settings)
{
    const codec *codec = row->codec;
    bool is_plain = row->direction == encoding || codec == &identity_codec;
    const corpus *corpus = is_plain ? plain_corpus(size) : encoded_corpus(codec->name, size);
    job ours = { .processor = make_ours(codec->name, row->direction), .corpus = *corpus };
    job theirs = { .processor = codec->make_theirs(row->direction, ends_apart, codec->level), .corpus = *corpus };
    compare_jobs(row, settings, &ours, &theirs);
}

/* First messages all: a session that has one message alone. */
static corpus encoded_texts(const char *codec, const texts *texts)
{
    corpus encoded = { .count = texts->count };
    processor encoder = make_ours(codec, encoding);
    for (size_t index = 0; index < texts->count; index++) {
        collector output = { .capacity = 2 * size, .memory = malloc(2 * size) };
        if (output.memory == NULL)
            give_up("no memory");
        encoder.renew(encoder.state);
        encoder.process(encoder.state, texts->messages[index], &output);
        encoded.messages[index] = (span){ output.memory, output.size };
    }
    encoder.free(encoder.state);
    return encoded;
}

static void run_xml(const row *row, const settings *settings)
{
    const texts *texts = order_texts(size);
    job theirs = { .processor = make_expat(), .corpus = { .count = texts->count } };
    memcpy(theirs.corpus.messages, texts->messages, sizeof texts->messages);
    job ours = { .processor = make_ours(row->codec_name, row->direction), .corpus = theirs.corpus };
    if (row->direction == decoding)
        ours.corpus = encoded_texts(row->codec_name, texts);
    compare_jobs(row, settings, &ours, &theirs);
    for (size_t index = 0; row->direction == decoding && index < texts->count; index++)
        free((void *)ours.corpus.messages[index].bytes);
}

static const char *const directions[] = { "encode", "decode" };

static void add_codec(row_list *list, const codec *codec, target target)
{
    for (direction direction = encoding; direction <= decoding; direction++) {
        row row = { .codec = codec, .direction = direction, .target = target, .run = run };
        snprintf(row.name, sizeof row.name, "%s-%s-1k", codec->name, directions[direction]);
        /* What is promised of gzip beside zlib, of an instance that is kept. */
        if (codec == &codecs[0] && direction == encoding)
            row.target.value = 1.8;
        add_row(list, row);
        row.target = target;
        row.is_fresh = true;
        snprintf(row.name, sizeof row.name, "%s-%s-1k-fresh", codec->name, directions[direction]);
        add_row(list, row);
    }
}

void add_fresh_rows(row_list *list)
{
    static const char *const xml[] = { "msbin1", "msbinsession1" };
    /* No library does this; the program in C has no rules for content types to hold. */
    add_codec(list, &identity_codec, (target){ no_bound, 0 });
    for (size_t index = 0; index < codec_count; index++)
        add_codec(list, &codecs[index], (target){ at_least, 0.97 });
    for (size_t codec = 0; codec < 2; codec++)
        for (direction direction = encoding; direction <= decoding; direction++) {
            row row = {
                .codec_name = xml[codec], .direction = direction, .is_fresh = true, .target = { at_least, 2 }, .run = run_xml
            };
            snprintf(row.name, sizeof row.name, "%s-%s-1k-fresh", xml[codec], directions[direction]);
            add_row(list, row);
        }
}
