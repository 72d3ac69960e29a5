/* Calls of an encode callback that do next to nothing: what the way to the function costs. */
#ifndef BENCHMARKS_CALLS_H
#define BENCHMARKS_CALLS_H

#include "wsencoder.h"

#include <stdbool.h>
#include <stdint.h>

/* One call, through either calling convention, and perhaps one more, natively. */
typedef struct call {
    void *function;
    void *instance;
    WSE_ABI abi;
    ULONG count;
    WS_BYTES buffer;
    WS_ENCODER_ENCODE_CALLBACK then;
    void *then_instance;
} call;

/* Make so many calls, of `context`, a `call`. Each is a `work`. */
void make_native_calls(void *context, uint64_t repetitions);
void make_win64_calls(void *context, uint64_t repetitions);

/* libffi's closure with an empty body. There is one for each convention. */
call bare_closure(WSE_ABI abi);

/* A trampoline to an empty dispatch function. */
call trampoline_call(WSE_ABI abi, WSE_TRAMPOLINE **trampoline);

void create_and_free_trampolines(WSE_ABI abi, uint64_t repetitions);

/* An instance that has started, of whatever the table is, with a sink that does nothing. */
call table_call(const WS_CHANNEL_ENCODER *table);

/* A registered encoder that passes on what it is given. */
call registered_call(bool is_checked, WS_CHANNEL_ENCODER *table);
void free_registered_call(call *call, WS_CHANNEL_ENCODER *table);

#if defined(__x86_64__)
/* A built-in table for a Win64 host, given no buffer: nothing reaches the sink, which would be another crossing. */
call win64_table_call(WS_CHANNEL_ENCODER *table);
void free_win64_call(call *call, WS_CHANNEL_ENCODER *table);
#endif

#endif
