/* Purchase orders in SOAP envelopes, the same in every run. */
#ifndef BENCHMARKS_MESSAGE_H
#define BENCHMARKS_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

/* Allocates a well-formed document of exactly `size` bytes, at least 64. */
uint8_t *make_message(size_t size, uint64_t seed);

/* What messages are made of: numbers from 0 to `limit` - 1, and words. */
unsigned random_below(uint64_t *state, unsigned limit);
const char *random_word(uint64_t *state);

/* Writes exactly `size` bytes: words between two tags, or line ends if the tags do not fit. */
void write_note(char *to, size_t size, const char *open, const char *close, uint64_t *state);

#endif
