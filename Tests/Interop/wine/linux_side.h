/* The Linux code of this test: it knows libwsencoder and pthreads, and nothing of Windows but what bridge.c hands out. */
#ifndef LINUX_SIDE_H
#define LINUX_SIDE_H

#include <stdbool.h>

#include "bridge.h"
#include "registers.h"

#define X(result, name, parameters) result BRIDGE_CALL name parameters;
BRIDGE_FUNCTIONS(X)
#undef X

/** Completes a call later: a thread of this code's own does as if it worked, and has the pump call the callback. */
void complete_later(const WS_ASYNC_CONTEXT *context, HRESULT result);

/** Overwrites all that a System V function may overwrite; a Windows caller counts on a part of it. */
static inline void spoil_registers(void)
{
    __asm__ volatile(
        "xor %%esi, %%esi\n\txor %%edi, %%edi\n\t"
        "pcmpeqd %%xmm6, %%xmm6\n\tpcmpeqd %%xmm7, %%xmm7\n\tpcmpeqd %%xmm8, %%xmm8\n\tpcmpeqd %%xmm9, %%xmm9\n\t"
        "pcmpeqd %%xmm10, %%xmm10\n\tpcmpeqd %%xmm11, %%xmm11\n\tpcmpeqd %%xmm12, %%xmm12\n\tpcmpeqd %%xmm13, %%xmm13\n\t"
        "pcmpeqd %%xmm14, %%xmm14\n\tpcmpeqd %%xmm15, %%xmm15"
        :
        :
        : "rsi", "rdi", "rcx", "rdx", "r8", "r9", "r10", "r11", "cc", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12",
          "xmm13", "xmm14", "xmm15");
}

#endif
