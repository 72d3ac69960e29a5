/* The identity codec once more, in C: what the callbacks themselves cost. */
#ifndef BENCHMARKS_IDENTITY_H
#define BENCHMARKS_IDENTITY_H

#include "wsencoder.h"

/* Fill a table; it needs no freeing. */
void make_identity_table(WS_CHANNEL_ENCODER *table);
void make_identity_decoder_table(WS_CHANNEL_DECODER *table);

/* A sink that takes everything and does nothing. Here, not where it is timed, so that no compiler sees through it. */
HRESULT null_sink(void *context, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *async_context, WS_ERROR *error);

#endif
