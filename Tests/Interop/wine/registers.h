/* Calls with values in every register that a callee has to preserve, and a look at them afterwards. */
#ifndef REGISTERS_H
#define REGISTERS_H

#include <stdint.h>
#include <string.h>

/** What a caller in this calling convention may rely on: in Win64 rbx, rbp, rsi, rdi, r12 to r15 and xmm6 to xmm15, in
 * System V rbx, rbp, r12 to r15 alone. */
#if defined(_WIN32)
#define PRESERVED_WORDS 28
#else
#define PRESERVED_WORDS 6
#endif

/** Calls a function of up to six words in the convention of this code (registers_*.S), with preserved_before in the registers,
 * and says what was in them when it returned. */
int32_t call_observed(const void *function, const uintptr_t arguments[6], uint64_t after[PRESERVED_WORDS]);
extern const uint64_t preserved_before[PRESERVED_WORDS];

#if defined(_WIN32)
/** Does not preserve rsi and xmm15. */
void lose_registers(void);
#endif

/** Told of a function that did not preserve them. */
void report_lost_registers(const char *function);

static inline int32_t call_checked(const char *name, const void *function, const uintptr_t arguments[6])
{
    uint64_t after[PRESERVED_WORDS];
    int32_t result = call_observed(function, arguments, after);
    if (memcmp(after, preserved_before, sizeof after) != 0)
        report_lost_registers(name);
    return result;
}

/** Calls `function` with the words given; the rest are 0. */
#define CALL(function, ...) call_checked(#function, (const void *)(function), (const uintptr_t[6]){ __VA_ARGS__ })
#define WORD(value) ((uintptr_t)(value))
/** 32 bits in a register whose other half, which means nothing, is not 0. */
#define HALF_WORD(value) ((uintptr_t)(uint32_t)(value) | UINT64_C(0xA5A5A5A500000000))

#endif
