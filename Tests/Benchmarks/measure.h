/* Two ways of doing the same work, timed side by side. */
#ifndef BENCHMARKS_MEASURE_H
#define BENCHMARKS_MEASURE_H

#include <stdbool.h>
#include <stdint.h>

/* Does the work so many times. */
typedef void (*work)(void *context, uint64_t repetitions);

typedef struct contender {
    work run;
    void *context;
} contender;

typedef struct plan {
    unsigned rounds;
    double turn;    /* seconds that one turn of a contender takes at least; 0: it does the work once */
    bool of_speeds; /* the ratio is that of speeds, not of times */
} plan;

typedef struct quartiles {
    double lower;
    double median;
    double upper;
} quartiles;

typedef struct comparison {
    double ours; /* median of seconds for one repetition */
    double theirs;
    quartiles ratio; /* ours to theirs, taken round by round: what slows both down does not show */
    unsigned rounds;
} comparison;

enum { most_rounds = 999 };

/* Seconds since some moment. */
double now(void);

/* Seconds that this thread has had on its CPU: the machine may have other things to do. */
double own_time(void);

/* Sorts `values`. */
quartiles quartiles_of(double *values, unsigned count);

/* For a contender that has another process do its work: the time on a CPU that this took, which counts instead. */
void add_seconds_elsewhere(double time);

/* For a contender that prepares its work within its turn: the time that this took, which does not count. */
void leave_out_seconds(double time);

comparison compare(contender ours, contender theirs, plan plan);

#endif
