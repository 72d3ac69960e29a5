/* A codec of someone else's: base16 with "h" before and "." after, asynchronous where its host is. Compiled with -DFAULT=NAME
 * it breaks one rule, for tests of the tool that is to find it. */
#ifndef PLUGIN_H
#define PLUGIN_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "webservices.h"

enum fault {
    NONE,
    NO_CALLBACK,
    NO_INSTANCE,
    ONE_BYTE_FAILS,
    CRASH,
    HANG,
    EXIT,
    SECOND_MESSAGE,
    ABANDONED,
    FREE_CRASHES,
    SHARED_MEMORY,
    STRING_NOT_GIVEN,
    STRING_CHANGES,
    NULL_TYPE_READ,
    SPLIT,
    WRITES_INPUT,
    BEYOND_END,
    KEEPS_BUFFER,
    KEEPS_CONTEXT,
    CALLS_IN_TYPE,
    CALLS_LATER,
    CONCURRENT,
    BAD_BUFFER,
    BAD_STATE,
    REUSES_BUFFER,
    FAILURE_CHANGED,
    FAILURE_STAYS,
    ASYNC_UNASKED,
    CONTEXT_UNASKED,
    LOSES_WHEN_ASYNC,
    COMPLETES_TWICE,
    COMPLETES_NEVER,
    COMPLETES_TOO_SOON,
    LATE_FAILURE_CHANGED,
    ROUND_TRIP,
    TOO_LONG
};

#ifndef FAULT
#define FAULT NONE
#endif

enum phase { IDLE, BEGUN, TYPED, RUNNING, ENDED, BROKEN };

/* What both sides are made of: a loop of calls of the sink or source that can go on where it stopped, on another thread. */
struct machine {
    enum phase phase;
    bool is_async;              /* the host gave a context */
    WS_ASYNC_CONTEXT host;
    const WS_ASYNC_CONTEXT *kept;
    atomic_int met;             /* by the first of the two: the sink's return, and its completion */
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

/* Copies a content type into the machine. */
HRESULT machine_type(struct machine *machine, const WS_STRING *type, WS_STRING *new_type);

#endif
