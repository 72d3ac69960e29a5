/* What a rule comes to, in memory that the process which tries it shares with the one that reports it. */
#ifndef WSENC_CHECK_VERDICT_H
#define WSENC_CHECK_VERDICT_H

enum outcome { OUTCOME_NONE, OUTCOME_PASSED, OUTCOME_FAILED, OUTCOME_NOT_APPLICABLE };

struct verdict {
    enum outcome outcome;
    char text[400]; /* what happened, or why the rule is not applicable */
    const char *volatile doing; /* the callback that is being called; a constant, which both processes have */
};

/* These give back the outcome, so that a rule can return it. */
enum outcome verdict_passed(struct verdict *verdict);
enum outcome verdict_failed(struct verdict *verdict, const char *format, ...) __attribute__((format(printf, 2, 3)));
enum outcome verdict_not_applicable(struct verdict *verdict, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
