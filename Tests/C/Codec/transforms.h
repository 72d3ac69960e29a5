/*
 * Two transforms as a user of WseRegisterCodec would write them. "xor-transform" combines each byte with a key that counts on,
 * and cannot tell where a message ends. "slip" is RFC 1055: a message ends with a byte of its own, and some bytes become two.
 */
#ifndef TRANSFORMS_H
#define TRANSFORMS_H

#include "wsencoder.h"

/** States that live now, and contexts that were freed. */
struct transform_counts {
    int states;
    int contexts;
};

extern struct transform_counts transform_counts;

/** What WseRegisterCodec gets. `context` is the address of transform_counts, and freeContext counts there. */
WSE_CODEC xor_transform(void);
WSE_CODEC slip_transform(void);

#endif
