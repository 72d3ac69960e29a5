/* The input file. */
#ifndef WSENC_INPUT_H
#define WSENC_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct input {
    int descriptor;
    const char *name; /* for error messages */
    bool has_size;
    uint64_t size; /* bytes from the current position to the end */
    bool has_failed;
};

/* Opens a file; NULL means standard input. Returns false and sets errno on failure. Always sets the name. */
bool input_open(struct input *input, const char *file);

bool input_read(struct input *input, void *bytes, size_t room, size_t *count);

void input_close(struct input *input);

#endif
