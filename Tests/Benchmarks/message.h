/* Purchase orders in SOAP envelopes, the same in every run. */
#ifndef BENCHMARKS_MESSAGE_H
#define BENCHMARKS_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

/* Allocates a well-formed document of exactly `size` bytes, at least 64. */
uint8_t *make_message(size_t size, uint64_t seed);

#endif
