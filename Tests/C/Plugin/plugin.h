/* A codec of someone else's: base16 with "h" before and "." after, asynchronous where its host is. Loaded with
 * the environment variable FAULT it breaks one rule, for tests of the tool that is to find it. */
#ifndef PLUGIN_H
#define PLUGIN_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "webservices.h"

/* clang-format off */
#define FAULTS(X) X(NONE) X(NO_CALLBACK) X(NO_INSTANCE) X(ONE_BYTE_FAILS) X(CRASH) X(HANG) X(HANGS_ALWAYS) \
    X(EXIT) X(SECOND_MESSAGE) X(ABANDONED) X(ABANDONED_LITTLE) X(ABANDONED_MUCH) X(KEEPS_INPUT) \
    X(FREE_CRASHES) X(SHARED_MEMORY) X(STRING_NOT_GIVEN) X(STRING_CHANGES) X(NULL_TYPE_READ) X(INVALID_TAKEN) \
    X(INVALID_READ) X(INVALID_BREAKS) X(END_MISSED) X(CODING_TAKEN) X(CODING_BREAKS) X(SPLIT) X(WRITES_INPUT) \
    X(BEYOND_END) X(KEEPS_BUFFER) X(KEEPS_CONTEXT) X(CALLS_IN_TYPE) X(CALLS_LATER) X(CONCURRENT) X(BAD_BUFFER) \
    X(BAD_STATE) X(REUSES_BUFFER) X(FAILURE_CHANGED) X(FAILURE_STAYS) X(ASYNC_UNASKED) X(CONTEXT_UNASKED) \
    X(LOSES_WHEN_ASYNC) X(COMPLETES_TWICE) X(COMPLETES_NEVER) X(COMPLETES_TOO_SOON) X(LATE_FAILURE_CHANGED) \
    X(ROUND_TRIP) X(TOO_LONG) X(TOO_LONG_SMALL) X(OVERRUN) X(FREE_FORGETS) \
    X(FORGETS_ABANDONED) X(WRITES_EVERYWHERE) X(CLOSES_ALL) X(LEAVES_PROCESS)
/* clang-format on */

#define NAMED(name) name,
enum fault { FAULTS(NAMED) NUMBER_OF_FAULTS };

extern enum fault fault;

#define FAULT fault

enum phase { IDLE, BEGUN, TYPED, RUNNING, ENDED, BROKEN };

/* What both sides are made of: a loop of calls of the sink or source that can go on where it stopped, on another thread. */
struct machine {
    enum phase phase;
    bool is_async; /* the host gave a context */
    WS_ASYNC_CONTEXT host;
    const WS_ASYNC_CONTEXT *kept;
    atomic_int met; /* by the first of the two: the sink's return, and its completion */
    HRESULT completed;
    bool was_async;
    HRESULT (*step)(struct machine *machine, bool *is_done); /* makes one call of the sink or source, or is done */
    void (*took)(struct machine *machine);                   /* after such a call has succeeded */
    WCHAR type[256];
};

/* Runs steps until done. Gives WS_S_ASYNC where that goes on elsewhere. */
HRESULT machine_run(struct machine *machine, const WS_ASYNC_CONTEXT *context);

/* What to pass to the sink or source. */
const WS_ASYNC_CONTEXT *machine_context(struct machine *machine, WS_ASYNC_CONTEXT *own);

/* Fill the tables once the fault is known. */
void plugin_fill_encoder(void);
void plugin_fill_decoder(void);

/* Copies a content type into the machine. */
HRESULT machine_type(struct machine *machine, const WS_STRING *type, WS_STRING *new_type);

#endif
