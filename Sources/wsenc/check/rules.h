/* The rules: a name, the page that says so, and a function that tries it. */
#ifndef WSENC_CHECK_RULES_H
#define WSENC_CHECK_RULES_H

#include <stdbool.h>

#include "trial.h"

struct rule {
    enum side side;
    const char *name;
    const char *source;
    enum violation violation; /* the one that the host looks for in this rule */
    enum outcome (*try)(struct trial *trial);
    bool is_robustness; /* no host calls so: good to have, and no part of the contract */
};

extern const struct rule rules[];
extern const int rule_count;

/* Whether every callback is in the table; the name of one that is not. */
const char *table_lacks(const struct subject *subject);

/* rules_order.c: the table, and the order of calls */
enum outcome try_table(struct trial *trial);
enum outcome try_create(struct trial *trial);
enum outcome try_message(struct trial *trial);
enum outcome try_messages(struct trial *trial);
enum outcome try_abandoned(struct trial *trial);
enum outcome try_free(struct trial *trial);
enum outcome try_parallel(struct trial *trial);

/* rules_memory.c: what an instance leaves behind */
enum outcome try_leaks(struct trial *trial);

/* rules_sink.c: what passes between the implementation and its sink or source */
enum outcome try_violation(struct trial *trial);
enum outcome try_failure(struct trial *trial);
enum outcome try_after_failure(struct trial *trial);
enum outcome try_lent_exactly(struct trial *trial);
enum outcome try_lent_for_calls(struct trial *trial);
enum outcome try_async_message(struct trial *trial);
enum outcome try_async_failure(struct trial *trial);
enum outcome try_rooms(struct trial *trial);

/* rules_refusal.c: what is to be refused */
enum outcome try_invalid_arguments(struct trial *trial);
enum outcome try_truncated(struct trial *trial);
enum outcome try_unknown_coding(struct trial *trial);

/* rules_content.c: content types, and what comes out */
enum outcome try_strings(struct trial *trial);
enum outcome try_strings_last(struct trial *trial);
enum outcome try_invalid_type(struct trial *trial);
enum outcome try_splits(struct trial *trial);
enum outcome try_round_trip(struct trial *trial);

#endif
