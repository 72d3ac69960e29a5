/* A chain of built-in codecs beside the same two, one after the other, as a C program would call the C library itself. */
#include "corpus.h"
#include "rows.h"

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

static void run(const row *row, const settings *settings)
{
    const corpus *corpus = plain_corpus(row->size);
    sequence sequence = { make_deflate(encoding, ends_apart, 6), make_gzip(encoding, ends_apart, 6), { 0 } };
    sequence.between.capacity = row->size + 1024;
    sequence.between.memory = malloc(sequence.between.capacity);
    job ours = { make_ours("deflate,gzip", encoding), corpus->messages[0] };
    job theirs = { { &sequence, process_sequence, NULL, NULL }, corpus->messages[0] };
    plan plan = { .rounds = settings->rounds ? settings->rounds : 21, .turn = settings->quick ? 0.005 : 0.03 };
    comparison result = compare((contender){ run_job, &ours }, (contender){ run_job, &theirs }, plan);
    report_comparison(row->name, result.ours * 1e6, result.theirs * 1e6, "us", &result, row->target);
    ours.processor.free(ours.processor.state);
    sequence.first.free(sequence.first.state);
    sequence.second.free(sequence.second.state);
    free(sequence.between.memory);
}

void add_chain_rows(row_list *list)
{
    add_row(list, (row){ .name = "chain-deflate-gzip-1m", .target = { at_most, 1.02 }, .run = run, .size = 1 << 20 });
}
