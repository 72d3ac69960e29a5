/* The rules. Each has a name, the source that states it, and a function that tests it. */
#ifndef WSENC_CHECK_RULES_H
#define WSENC_CHECK_RULES_H

#include <stdbool.h>

#include "trial.h"

struct rule {
    enum side side;
    const char *name;
    const char *source;
    enum violation violation; /* the violation that the host looks for in this rule */
    enum outcome (*try)(struct trial *trial);
    bool is_robustness; /* no host makes such calls: desirable, but not part of the contract */
};

extern const struct rule rules[];
extern const int rule_count;

/* Returns the name of a callback that the table lacks; NULL if it has all. */
const char *table_lacks(const struct subject *subject);

/* rules_order.c: the table and the order of calls */
enum outcome try_table(struct trial *trial);
enum outcome try_create(struct trial *trial);
enum outcome try_message(struct trial *trial);
enum outcome try_messages(struct trial *trial);
enum outcome try_abandoned(struct trial *trial);
enum outcome try_free(struct trial *trial);
enum outcome try_parallel(struct trial *trial);

/* rules_memory.c: leaks */
enum outcome try_leaks(struct trial *trial);

/* rules_sink.c: the sink or source, and lent memory */
enum outcome try_violation(struct trial *trial);
enum outcome try_failure(struct trial *trial);
enum outcome try_after_failure(struct trial *trial);
enum outcome try_lent_exactly(struct trial *trial);
enum outcome try_lent_for_calls(struct trial *trial);
enum outcome try_async_message(struct trial *trial);
enum outcome try_async_failure(struct trial *trial);
enum outcome try_rooms(struct trial *trial);

/* rules_refusal.c: calls and input that must be refused */
enum outcome try_invalid_arguments(struct trial *trial);
enum outcome try_truncated(struct trial *trial);
enum outcome try_unknown_coding(struct trial *trial);

/* rules_content.c: content types and output */
enum outcome try_strings(struct trial *trial);
enum outcome try_strings_last(struct trial *trial);
enum outcome try_invalid_type(struct trial *trial);
enum outcome try_splits(struct trial *trial);
enum outcome try_round_trip(struct trial *trial);

#endif
