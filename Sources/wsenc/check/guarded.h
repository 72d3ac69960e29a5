/*
 * Memory that is lent for the time of a call. It ends where a page ends, so that nothing beyond it can be touched, or can
 * not be touched at all after it was taken back. A touch that is not allowed becomes the verdict.
 */
#ifndef WSENC_CHECK_GUARDED_H
#define WSENC_CHECK_GUARDED_H

#include <stdbool.h>
#include <stddef.h>

#include "verdict.h"

/* Makes forbidden touches end the process with a verdict from now on. */
void guarded_watch(struct verdict *verdict);

/*
 * Lends a copy of the bytes, with or without a limit at their end, for reading only if that is said, too. `what` names it in
 * the verdict. NULL: no memory.
 */
void *guarded_lend(const void *bytes, size_t size, const char *what, bool is_limited, bool is_read_only);

/* Takes back what was lent last at this address; NULL does nothing. */
void guarded_take_back(void *bytes);

#endif
