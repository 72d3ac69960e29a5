/*
 * Memory that is lent for the duration of a call. It ends at the end of a page, so that nothing beyond it can be accessed.
 * After it has been taken back it cannot be accessed at all. A forbidden access becomes the verdict.
 */
#ifndef WSENC_CHECK_GUARDED_H
#define WSENC_CHECK_GUARDED_H

#include <stdbool.h>
#include <stddef.h>

#include "verdict.h"

/* From now on, a forbidden access ends the process with a verdict. */
void guarded_watch(struct verdict *verdict);

/*
 * Lends a copy of the bytes. `is_limited` guards their end; `is_read_only` then also makes them read-only. `what` names them
 * in the verdict. Returns NULL if there is no memory.
 */
void *guarded_lend(const void *bytes, size_t size, const char *what, bool is_limited, bool is_read_only);

/* Takes back the memory that was lent last at this address. Does nothing for NULL. */
void guarded_take_back(void *bytes);

#endif
