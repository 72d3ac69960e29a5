/* What the command line asked for. */
#ifndef BENCHMARKS_SETTINGS_H
#define BENCHMARKS_SETTINGS_H

#include <stdbool.h>

typedef struct settings {
    unsigned rounds; /* 0: what the row itself takes for enough */
    bool quick;
    bool huge;
    int cpu; /* -1: the last one allowed */
} settings;

/* The option by which this program starts itself anew to time the loading of a library. */
#define LOAD_OPTION "--load-and-exit"

/* The same, to measure the memory of one instance: whose, codec, direction, size. */
#define PEAK_OPTION "--peak-of"

/* Says what could not be done and ends the program: a benchmark of something that does not work says nothing. */
_Noreturn void give_up(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
