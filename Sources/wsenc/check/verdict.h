/* What a rule comes to, in memory that the process which tries it shares with the one that reports it. */
#ifndef WSENC_CHECK_VERDICT_H
#define WSENC_CHECK_VERDICT_H

#include <stdbool.h>

enum outcome { OUTCOME_NONE, OUTCOME_PASSED, OUTCOME_FAILED, OUTCOME_NOT_APPLICABLE };

struct verdict {
    enum outcome outcome;
    char text[400];             /* what happened, or why the rule is not applicable */
    const char *volatile doing; /* the callback that is being called; a constant, which both processes have */
    /* The other side while it helps to try this one, a constant, too, or NULL. What it does wrong is not told here. */
    const char *volatile helper;
    bool is_hang;
};

/* These give back the outcome, so that a rule can return it. A failure while a helper is at work is its own. */
enum outcome verdict_passed(struct verdict *verdict);
enum outcome verdict_failed(struct verdict *verdict, const char *format, ...) __attribute__((format(printf, 2, 3)));
enum outcome verdict_not_applicable(struct verdict *verdict, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
