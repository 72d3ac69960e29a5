/* Messages of kinds that purchase orders are not, the same in every run. */
#ifndef BENCHMARKS_KINDS_H
#define BENCHMARKS_KINDS_H

#include <stddef.h>
#include <stdint.h>

typedef struct kind {
    const char *name;
    const char *head;
    const char *tail;
    /* Writes one of the elements of which the message consists. Returns its length. */
    int (*write)(char *to, size_t room, uint64_t *state);
} kind;

enum { kind_count = 7, kinds_seed = 20261128 };

extern const kind kinds[kind_count];

/* Allocates a well-formed document of exactly `size` bytes, at least 4096. `number` tells documents of one size apart. */
uint8_t *make_message_of_kind(const kind *kind, size_t size, unsigned number);

#endif
