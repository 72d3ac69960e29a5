/* Numbers that look random and are the same for the same seed, in every test and benchmark in C. */
#ifndef RANDOM_H
#define RANDOM_H

#include <stdint.h>

/** The next number of SplitMix64. Any state will do to begin with. */
static inline uint64_t splitmix64(uint64_t *state)
{
    uint64_t mixed = *state += 0x9E3779B97F4A7C15u;
    mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9u;
    mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EBu;
    return mixed ^ mixed >> 31;
}

#endif
