#ifndef WSE_MUTATION_H
#define WSE_MUTATION_H

#include <stdint.h>

/* The number of the mutant to be, 0 for none; below 0, every mutant whose place is reached is noted. */
extern int32_t wse_mutant;

static inline int32_t wse_active_mutant(void)
{
    return wse_mutant;
}

void wse_note_mutant(int32_t number);

#endif
