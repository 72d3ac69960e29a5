/*
 * What the host sees go wrong while it calls an implementation and is called by it. Each kind belongs to one rule, and only
 * that rule fails for it, so that one mistake is not told many times.
 */
#ifndef WSENC_CHECK_VIOLATION_H
#define WSENC_CHECK_VIOLATION_H

#include "verdict.h"

enum violation {
    VIOLATION_NONE,
    VIOLATION_OUTSIDE,    /* the sink or source is called while no call that may use it is under way */
    VIOLATION_CONCURRENT, /* it is called while its last call has not completed */
    VIOLATION_ARGUMENTS,  /* it is given arguments that are not valid */
    VIOLATION_CONTEXT,    /* it is given an asyncContext by a call that was given none */
    VIOLATION_ASYNC,      /* WS_S_ASYNC is returned by a call that was given no asyncContext */
    VIOLATION_COMPLETION, /* a call completes otherwise than exactly once */
    VIOLATION_TOO_SOON,   /* a call completes on its own thread before it has returned */
    VIOLATION_LENT,       /* what the sink was given changes before the sink has completed */
    VIOLATION_LENGTH,     /* decode gives more than there is room for */
    VIOLATION_KINDS
};

/* Keeps the first text of each kind. From any thread. */
void violation_record(enum violation kind, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The text that was kept, or NULL. */
const char *violation_text(enum violation kind);

/* Says what the rule that is being tried looks for, and where its verdict goes. */
void violation_look_for(enum violation kind, struct verdict *verdict);

/* Ends the process, because nothing can go on after this violation, with the verdict that the rule being tried deserves. */
_Noreturn void violation_give_up(enum violation kind);

#endif
