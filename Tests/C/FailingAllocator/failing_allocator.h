/* malloc and its family, replaced in this program and in every library it loads, so that the i-th allocation can fail. */
#ifndef FAILING_ALLOCATOR_H
#define FAILING_ALLOCATOR_H

#include <stdbool.h>

/** Counts allocations from now on and fails the `fail_at`-th, from 1; with `for_ever` also all after it. 0: none fails. */
void allocator_arm(unsigned long fail_at, bool for_ever);
/** Lets all allocations succeed again. Returns how many were asked for since it was armed. */
unsigned long allocator_disarm(void);
/** Whether one has failed since it was last armed. */
bool allocator_has_failed(void);
/** The most bytes that were allocated at one time since the last call. */
long allocator_take_peak_bytes(void);
/** The number of blocks that are allocated now. */
long allocator_live_blocks(void);

#endif
