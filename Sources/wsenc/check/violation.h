/*
 * Violations that the host sees while it calls an implementation and is called by it. Each kind belongs to one rule, and only
 * that rule fails for it, so that one mistake is not reported many times.
 */
#ifndef WSENC_CHECK_VIOLATION_H
#define WSENC_CHECK_VIOLATION_H

#include "verdict.h"

enum violation {
    VIOLATION_NONE,
    VIOLATION_OUTSIDE,    /* the sink or source is called while no call that may use it is in progress */
    VIOLATION_CONCURRENT, /* it is called while its previous call has not completed */
    VIOLATION_ARGUMENTS,  /* it is passed invalid arguments */
    VIOLATION_CONTEXT,    /* it is passed an asyncContext by a call that was passed none */
    VIOLATION_ASYNC,      /* a call that was passed no asyncContext returns WS_S_ASYNC */
    VIOLATION_COMPLETION, /* a call does not complete exactly once */
    VIOLATION_TOO_SOON,   /* a call completes on its own thread before it has returned */
    VIOLATION_LENT,       /* what the sink was passed changes before the sink has completed */
    VIOLATION_LENGTH,     /* decode returns more bytes than it has room for */
    VIOLATION_KINDS
};

/* Keeps the first text of each kind. May be called from any thread. */
void violation_record(enum violation kind, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Returns the text that was kept, or NULL. */
const char *violation_text(enum violation kind);

/* Sets the violation that the current rule looks for, and its verdict. */
void violation_look_for(enum violation kind, struct verdict *verdict);

/* Ends the process, because nothing can continue after this violation, with the verdict of the current rule. */
_Noreturn void violation_give_up(enum violation kind);

#endif
