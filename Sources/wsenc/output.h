/* The file that is written. A regular one appears under its name when it is complete, or not at all. */
#ifndef WSENC_OUTPUT_H
#define WSENC_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

struct output {
    int descriptor; /* -1: not open */
    const char *name;
    char *target;    /* where the temporary file goes in the end; NULL: written directly */
    char *temporary; /* NULL: none */
    bool has_failed;
};

/* What follows gives false where it fails, and errno says why. */

/* Opens a file, or takes standard output for NULL. */
bool output_open(struct output *output, const char *file);

bool output_write(struct output *output, const void *bytes, size_t count);

/* Closes the file and gives it its name. */
bool output_commit(struct output *output);

/* Closes the file, if it is open, and removes what was not committed. */
void output_discard(struct output *output);

#endif
