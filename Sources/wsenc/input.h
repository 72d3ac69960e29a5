/* The file that is read. */
#ifndef WSENC_INPUT_H
#define WSENC_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct input {
    int descriptor;
    const char *name; /* for messages */
    bool has_size;
    uint64_t size; /* bytes from where reading begins to the end */
    bool has_failed;
};

/* Opens a file, or takes standard input for NULL; false: errno says why not. The name is set in any case. */
bool input_open(struct input *input, const char *file);

bool input_read(struct input *input, void *bytes, size_t room, size_t *count);

void input_close(struct input *input);

#endif
