/* The output file. A regular file gets its name when it is complete, or is removed. */
#ifndef WSENC_OUTPUT_H
#define WSENC_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

struct output {
    int descriptor; /* -1: not open */
    const char *name;
    char *target;    /* final name of the temporary file; NULL: the output is written to directly */
    char *temporary; /* NULL: none */
    bool has_failed;
};

/* These functions return false and set errno on failure. */

/* Opens a file; NULL means standard output. */
bool output_open(struct output *output, const char *file);

bool output_write(struct output *output, const void *bytes, size_t count);

/* Closes the file and renames it to its final name. */
bool output_commit(struct output *output);

/* Closes the file if it is open, and removes it unless it was committed. */
void output_discard(struct output *output);

#endif
