/* Chains of two codecs beside the same two, one after the other: built-in ones, as a C program would call the C library itself;
 * and a transform and gzip, each through a table of its own. */
#include "corpus.h"
#include "rows.h"
#include "xor_transforms.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct sequence {
    processor first;
    processor second;
    collector between;
} sequence;

static void process_sequence(void *state, span message, collector *output)
{
    sequence *sequence = state;
    sequence->between.size = 0;
    sequence->first.process(sequence->first.state, message, &sequence->between);
    sequence->second.process(sequence->second.state, (span){ sequence->between.memory, sequence->between.size }, output);
}

typedef struct job {
    processor processor;
    span message;
} job;

static void run_job(void *context, uint64_t repetitions)
{
    job *job = context;
    for (uint64_t repetition = 0; repetition < repetitions; repetition++) {
        collector output = { 0 };
        job->processor.process(job->processor.state, job->message, &output);
    }
}

static void compare_with(const row *row, const settings *settings, processor chain, sequence sequence)
{
    const corpus *corpus = plain_corpus(row->size);
    sequence.between.capacity = row->size + 1024;
    sequence.between.memory = malloc(sequence.between.capacity);
    job ours = { chain, corpus->messages[0] };
    job theirs = { { &sequence, process_sequence, NULL, NULL }, corpus->messages[0] };
    plan plan = { .rounds = settings->rounds ? settings->rounds : 21, .turn = settings->quick ? 0.005 : 0.03 };
    comparison result = compare((contender){ run_job, &ours }, (contender){ run_job, &theirs }, plan);
    report_comparison(row->name, result.ours * 1e6, result.theirs * 1e6, "us", &result, row->target);
    ours.processor.free(ours.processor.state);
    sequence.first.free(sequence.first.state);
    sequence.second.free(sequence.second.state);
    free(sequence.between.memory);
}

static void run(const row *row, const settings *settings)
{
    sequence sequence = { make_deflate(encoding, ends_apart, 6), make_gzip(encoding, ends_apart, 6), { 0 } };
    compare_with(row, settings, make_ours("deflate,gzip", encoding), sequence);
}

static void run_transform(const row *row, const settings *settings)
{
    char chain[64];
    register_xor_transforms();
    snprintf(chain, sizeof chain, "%s,gzip", row->codec_name);
    sequence sequence = { make_ours(row->codec_name, encoding), make_ours("gzip", encoding), { 0 } };
    compare_with(row, settings, make_ours(chain, encoding), sequence);
}

void add_chain_rows(row_list *list)
{
    static const target goal = { at_most, 1.02 };
    add_row(list, (row){ "chain-deflate-gzip-1m", goal, run, .size = 1 << 20 });
    add_row(list, (row){ "chain-c-xor-gzip-1m", goal, run_transform, .codec_name = "c-xor", .size = 1 << 20 });
    add_row(list, (row){ "chain-embedded-xor-gzip-1m", goal, run_transform, .codec_name = "embedded-xor", .size = 1 << 20 });
    add_row(list, (row){ "chain-swift-xor-gzip-1m", goal, run_transform, .codec_name = "swift-xor", .size = 1 << 20 });
}
