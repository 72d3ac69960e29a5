/* The Windows program: what its groups of tests share. */
#ifndef HOST_H
#define HOST_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "bridge.h"
#include "message.h"
#include "registers.h"

/** The functions of the bridge, under their names. */
#define X(result, name, parameters) extern result(WINAPI *name) parameters;
BRIDGE_FUNCTIONS(X)
#undef X

extern const char *const builtin_codecs[5];
extern const char *const manner_names[MANNER_COUNT];

/** Notes a failure, with its place, unless the condition holds. Any thread. */
#define CHECK(condition) check((condition), #condition, __FILE__, __LINE__)
#define CHECK_RESULT(expected, actual) check_result((HRESULT)(expected), (HRESULT)(actual), #actual, __FILE__, __LINE__)
bool check(bool holds, const char *condition, const char *file, int line);
bool check_result(HRESULT expected, HRESULT actual, const char *expression, const char *file, int line);
/** Prints the line of a test: it has passed if no check has failed since the line before. */
void report(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** The thread that waits in the bridge and runs the completions of Linux code. */
extern DWORD pump_thread;

/** A sink or source of Windows code, and the call that is waited for. */
struct channel {
    enum manner manner;
    /** Passed to every call. */
    WS_ERROR *error;
    /** The call of sink or source, counted from 1, that fails with `failure`; 0: none. */
    unsigned fail_at;
    HRESULT failure;
    unsigned calls;
    BYTE *wire;
    size_t wire_size, wire_capacity, wire_position;

    /* The completion of a call by the sink or source, on a thread of its own. */
    HANDLE completer, work, done;
    WS_ASYNC_CONTEXT completing;
    HRESULT completing_result;
    bool is_stopping;
    /** Sink and source say WS_S_ASYNC, and complete when channel_let_go is called. */
    bool is_held;

    /* The call of an encoder or decoder that is under way. */
    WS_ASYNC_CONTEXT context;
    HANDLE completed;
    HRESULT result;
    LONG callbacks;
    /** Of all calls, and how many of them came on another thread than the pump's. */
    unsigned completions, completions_elsewhere;
};

void channel_open(struct channel *channel, enum manner manner, WS_ERROR *error);
void channel_close(struct channel *channel);
HRESULT CALLBACK channel_write(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *asyncContext,
                               WS_ERROR *error);
HRESULT CALLBACK channel_read(void *state, void *bytes, ULONG max_size, ULONG *actual_size,
                              const WS_ASYNC_CONTEXT *asyncContext, WS_ERROR *error);
void channel_let_go(struct channel *channel);
/** The asynchronous context for a call: NULL if all is synchronous. */
const WS_ASYNC_CONTEXT *channel_context(struct channel *channel);
/** What the call gave in the end; waits if it returned WS_S_ASYNC. */
HRESULT channel_result(struct channel *channel, HRESULT returned);
/** Runs a message through an instance; its encoding is then in channel->wire, its name in `encoding`, of 64 characters. */
HRESULT channel_send(struct channel *channel, const WS_CHANNEL_ENCODER *table, void *encoder, const WS_BYTES *message,
                     WS_STRING *encoding);
/** Decodes channel->wire and compares. */
HRESULT channel_receive(struct channel *channel, const WS_CHANNEL_DECODER *table, void *decoder, const WS_BYTES *message,
                        const WS_STRING *encoding);
/** Creates an instance of each and does both. */
HRESULT channel_exchange(struct channel *channel, const WS_CHANNEL_ENCODER *encoder_table,
                         const WS_CHANNEL_DECODER *decoder_table, const WS_BYTES *message);

/** Overwrites what a Win64 function may overwrite. */
static inline void spoil_registers(void)
{
    __asm__ volatile("pcmpeqd %%xmm0, %%xmm0\n\tpcmpeqd %%xmm1, %%xmm1\n\tpcmpeqd %%xmm2, %%xmm2\n\tpcmpeqd %%xmm3, %%xmm3\n\t"
                     "pcmpeqd %%xmm4, %%xmm4\n\tpcmpeqd %%xmm5, %%xmm5\n\txor %%ecx, %%ecx\n\txor %%edx, %%edx\n\t"
                     "xor %%r8d, %%r8d\n\txor %%r9d, %%r9d\n\txor %%r10d, %%r10d\n\txor %%r11d, %%r11d"
                     :
                     :
                     : "rcx", "rdx", "r8", "r9", "r10", "r11", "cc", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5");
}

/** An encoder and a decoder of Windows code, to be registered: frames of a length and bytes xor 0x5A. */
extern const WS_CHANNEL_ENCODER windows_encoder;
extern const WS_CHANNEL_DECODER windows_decoder;
/** How often their sinks and sources have completed later, and how often on another thread than the pump's. */
extern LONG windows_completions, windows_completions_elsewhere;

/* The groups of tests. */
void test_codecs(void);
void test_failures(void);
void test_registered(void);
void test_completions(void);
void test_registers(void);
void test_writer(void);
void test_threads(void);

#endif
