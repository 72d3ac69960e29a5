/* The table on standard output. */
#ifndef BENCHMARKS_REPORT_H
#define BENCHMARKS_REPORT_H

#include "measure.h"

typedef enum bound {
    no_bound, /* the row only informs */
    at_least,
    at_most,
    below
} bound;

typedef struct target {
    bound bound;
    double value;
} target;

void report_heading(void);

/* A row that compares; `ours` and `theirs` are in `unit`. */
void report_comparison(const char *row, double ours, double theirs, const char *unit, const comparison *result,
                       target target);

/* A row that measures us alone, against a number. */
void report_quantity(const char *row, quartiles ours, const char *unit, unsigned rounds, target target);

#endif
