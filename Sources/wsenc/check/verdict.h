/* The outcome of a rule, in memory that the testing process shares with the reporting process. */
#ifndef WSENC_CHECK_VERDICT_H
#define WSENC_CHECK_VERDICT_H

#include <stdbool.h>

enum outcome { OUTCOME_NONE, OUTCOME_PASSED, OUTCOME_FAILED, OUTCOME_NOT_APPLICABLE };

struct verdict {
    enum outcome outcome;
    char text[400];             /* what happened, or why the rule is not applicable */
    const char *volatile doing; /* the callback that is being called; a string constant, which both processes have */
    /* The other side while it helps to test this one, or NULL. A failure is then that of the helper. Also a string constant. */
    const char *volatile helper;
    bool is_hang;
};

/* Each returns the outcome, so that a rule can return it. While a helper works, a failure makes the rule not applicable. */
enum outcome verdict_passed(struct verdict *verdict);
enum outcome verdict_failed(struct verdict *verdict, const char *format, ...) __attribute__((format(printf, 2, 3)));
enum outcome verdict_not_applicable(struct verdict *verdict, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
