/* Pieces of work whose instructions are counted. */
#ifndef BENCHMARKS_SCENARIOS_H
#define BENCHMARKS_SCENARIOS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct scenario {
    const char *name;
    /* Makes what `run` works on. */
    void *(*prepare)(const struct scenario *scenario);
    void (*run)(void *context, uint64_t repetitions);
    uint64_t repetitions;
    bool is_checked;   /* has a line in the committed table */
    const char *codec; /* what is prepared, as far as there is a choice */
    size_t size;
    bool decodes;
    const struct kind *kind; /* of the messages; NULL: purchase orders. Their counts are for each byte of text */
} scenario;

extern const scenario scenarios[];
extern const size_t scenario_count;

#endif
