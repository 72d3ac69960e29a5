/* Where messages come from and where they go, the same for all contenders. */
#ifndef BENCHMARKS_STREAM_H
#define BENCHMARKS_STREAM_H

#include <stddef.h>
#include <stdint.h>

enum { chunk_size = 64 * 1024 };

typedef struct span {
    const uint8_t *bytes;
    size_t size;
} span;

/* Counts what it is given; keeps it as well if it has memory, and compares it if it has something to compare with. */
typedef struct collector {
    size_t size;
    uint8_t *memory;
    size_t capacity;
    const span *expected;
} collector;

void collect(collector *collector, const uint8_t *bytes, size_t size);

/* Takes up to `room` bytes off the front of a message, as from a socket. Returns their number. */
size_t take(span *message, uint8_t *to, size_t room);

/* A codec in one direction, which handles one message after another. */
typedef struct processor {
    void *state;
    void (*process)(void *state, span message, collector *output);
    void (*free)(void *state);
    /* Begins anew with a new instance, or with the C library's own init; NULL if every message has one. */
    void (*renew)(void *state);
} processor;

/* What an encoder makes of a message, in memory of its own. */
span encode_message(processor encoder, span message);

#endif
