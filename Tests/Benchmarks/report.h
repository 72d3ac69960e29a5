/* The table on standard output, and the same as JSON. */
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
void report_comparison(const char *row, double ours, double theirs, const char *unit, const comparison *result, target target);

/* A row that compares what is the same each time: lengths, memory. */
void report_ratio(const char *row, double ours, double theirs, const char *unit, target target);

/* A row that measures us alone, against a number. */
void report_quantity(const char *row, quartiles ours, const char *unit, unsigned rounds, target target);

/* Writes all rows so far, and the machine that they are of. */
void report_json(const char *path);

/* Gives up if the file cannot be written, before half an hour has gone into what would be. */
void check_json(const char *path);

/* Says how many targets were missed. */
void report_end(void);

#endif
