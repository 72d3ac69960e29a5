/* A growing array of bytes, and pseudorandom numbers that the same seed repeats. */
#ifndef WSENC_CHECK_BYTES_H
#define WSENC_CHECK_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bytes {
    unsigned char *data;
    size_t size;
    size_t room;
};

/* Aborts the process if there is no memory, because the check could not give a result. */
void bytes_append(struct bytes *bytes, const void *data, size_t size);
bool bytes_equal(const struct bytes *bytes, const struct bytes *other);
void bytes_free(struct bytes *bytes);

struct randomness {
    uint64_t state;
};

uint32_t random_below(struct randomness *randomness, uint32_t limit);

#endif
