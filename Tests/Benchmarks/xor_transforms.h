/* The same codec four times: as a transform in C, in Embedded Swift and in ordinary Swift, and built into a library. */
#ifndef BENCHMARKS_XOR_TRANSFORMS_H
#define BENCHMARKS_XOR_TRANSFORMS_H

#include "wsencoder.h"

/* Registers the transforms, with the first call: "c-xor", "embedded-xor" and "swift-xor". */
void register_xor_transforms(void);

/* The table of the codec that is built into a library. */
WS_CHANNEL_ENCODER make_built_in_xor(void);

#endif
