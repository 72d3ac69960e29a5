/* A line on the terminal that shows the progress of the work. */
#ifndef WSENC_PROGRESS_H
#define WSENC_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
    bool is_enabled;
    bool has_total;
    uint64_t total; /* bytes */
    uint64_t done;  /* bytes */
    double started; /* seconds */
    double shown;   /* seconds */
};

/* Starts the clock. The line appears only if the work takes a while and standard error is a terminal. */
void progress_begin(struct progress *progress, bool has_total, uint64_t total);

void progress_advance(struct progress *progress, uint64_t count);

/* Removes the line if it is shown. May be called in a signal handler. */
void progress_clear(void);

#endif
