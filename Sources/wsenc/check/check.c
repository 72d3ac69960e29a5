#include "check.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../visible.h"
#include "child.h"
#include "rules.h"

/* What the processes that test the rules share with this one. */
struct shared {
    struct verdict verdict;
    bool has_side[SIDE_DECODER + 1]; /* of encoder and decoder: whether it is there to be checked */
};

/* The arguments of the process that tests a rule. */
struct attempt {
    struct shared *shared;
    const struct options *options;
    const struct rule *rule; /* NULL: only load the library */
    uint64_t seed;
    struct verdict *verdict;
    bool has_overrun; /* decode has returned more bytes than it had room for, which has been reported */
    int hangs;        /* in a row */
};

/* After this number of hangs in a row, the remaining rules are assumed to hang, too. */
enum { MOST_HANGS = 3 };

/* A limit, because the message is also passed one byte at a time. */
enum { MOST_MESSAGE = 64 * 1024 };

static void load(struct attempt *attempt, struct plugin *plugin)
{
    attempt->verdict->doing = "loading the library";
    const char *failure = plugin_load(plugin, attempt->options);
    if (failure != NULL) {
        (void)verdict_failed(attempt->verdict, "%s", failure);
        child_end();
    }
}

static void try_to_load(void *argument)
{
    struct attempt *attempt = argument;
    struct plugin plugin;
    load(attempt, &plugin);
    attempt->shared->has_side[SIDE_ENCODER] = plugin.encoder != NULL;
    attempt->shared->has_side[SIDE_DECODER] = plugin.decoder != NULL;
    (void)verdict_passed(attempt->verdict);
}

/* An overrun may be the cause of any other failure. */
static void judge_overrun(struct attempt *attempt)
{
    const char *text = violation_text(VIOLATION_LENGTH);
    if (text != NULL && attempt->has_overrun)
        (void)verdict_not_applicable(attempt->verdict, "cannot be tried: %s", text);
    else if (text != NULL)
        (void)verdict_failed(attempt->verdict, "%s", text);
}

static void try_rule(void *argument)
{
    struct attempt *attempt = argument;
    const struct rule *rule = attempt->rule;
    struct trial trial = {
        .options = attempt->options, .verdict = attempt->verdict, .seed = attempt->seed, .violation = rule->violation
    };
    load(attempt, &trial.plugin);
    trial.encoder = (struct subject){ SIDE_ENCODER, trial.plugin.encoder, NULL };
    trial.decoder = (struct subject){ SIDE_DECODER, NULL, trial.plugin.decoder };
    trial.subject = rule->side == SIDE_ENCODER ? trial.encoder : trial.decoder;
    violation_look_for(rule->violation, trial.verdict);
    /* A rule also calls the callbacks of the other table. */
    bool is_complete = (trial.plugin.encoder == NULL || table_lacks(&trial.encoder) == NULL)
                       && (trial.plugin.decoder == NULL || table_lacks(&trial.decoder) == NULL);
    if (rule->try != try_table && !is_complete)
        (void)verdict_not_applicable(trial.verdict, "cannot be tried: a table lacks a callback");
    else
        (void)rule->try(&trial);
    if (rule->side == SIDE_DECODER && rule->violation != VIOLATION_LENGTH)
        judge_overrun(attempt);
    trial_end(&trial);
}

static const char *const words[] = { "?", "passed", "failed", "not applicable" };

/* A text can contain strings of the implementation; a symbol is from the command line. Both must be made visible. */
static void print_text(const char *before, const char *text)
{
    (void)fputs(before, stdout);
    (void)visible_print(stdout, text);
    (void)putchar('\n');
}

/* Prints `heading` before the first line of the table, and then sets it to NULL. */
static void print(const struct attempt *attempt, const char **heading, const char *symbol)
{
    const struct verdict *verdict = attempt->verdict;
    if (attempt->options->check.is_quiet && verdict->outcome != OUTCOME_FAILED)
        return;
    if (*heading != NULL)
        print_text(*heading, symbol);
    *heading = NULL;
    printf("  %-14s  %s\n", words[verdict->outcome], attempt->rule->name);
    if (verdict->text[0] != '\0')
        print_text("                    ", verdict->text);
    if (verdict->outcome == OUTCOME_FAILED)
        printf("  %-14s    Source: %s\n", "", attempt->rule->source);
}

static void run_rule(struct attempt *attempt)
{
    struct verdict *verdict = attempt->verdict;
    if (attempt->hangs == MOST_HANGS) {
        *verdict = (struct verdict){ .outcome = OUTCOME_NONE };
        (void)verdict_not_applicable(verdict, "too many hangs: %d in a row", MOST_HANGS);
        return;
    }
    child_run(verdict, attempt->options->check.seconds, try_rule, attempt);
    if (verdict->is_hang)
        attempt->hangs++;
    else if (verdict->outcome != OUTCOME_NOT_APPLICABLE)
        attempt->hangs = 0;
    if (attempt->rule->violation == VIOLATION_LENGTH && verdict->outcome == OUTCOME_FAILED)
        attempt->has_overrun = true;
}

/* The number of rules with each outcome. */
struct counts {
    int of[OUTCOME_NOT_APPLICABLE + 1];
};

/* Tests the rules of the contract or those of robustness. */
static void try_rules(struct attempt *attempt, enum side side, bool is_robustness, struct counts *counts)
{
    static const char *const headings[2][2] = { { "encoder ", "decoder " },
                                                { "robustness of encoder ", "robustness of decoder " } };
    const struct check_options *check = &attempt->options->check;
    const char *symbol = side == SIDE_ENCODER ? check->encoder : check->decoder;
    const char *heading = headings[is_robustness][side == SIDE_DECODER];
    for (int index = 0; index < rule_count; index++) {
        attempt->rule = &rules[index];
        if (attempt->rule->side != side || attempt->rule->is_robustness != is_robustness)
            continue;
        run_rule(attempt);
        counts->of[attempt->verdict->outcome]++;
        print(attempt, &heading, symbol);
    }
}

static void try_side(struct attempt *attempt, enum side side, struct counts counts[2])
{
    attempt->hangs = 0;
    if (!attempt->shared->has_side[side])
        return;
    try_rules(attempt, side, false, &counts[0]);
    try_rules(attempt, side, true, &counts[1]);
}

static void print_counts(const char *before, const struct counts *counts)
{
    printf("%s%d passed, %d failed, %d not applicable", before, counts->of[OUTCOME_PASSED], counts->of[OUTCOME_FAILED],
           counts->of[OUTCOME_NOT_APPLICABLE]);
}

static uint64_t choose_seed(const struct options *options)
{
    uint32_t seed = 1;
    if (options->check.has_seed)
        return options->check.seed;
    (void)!getrandom(&seed, sizeof seed, GRND_NONBLOCK);
    return seed;
}

/* Whether a file can be used as a message; true for NULL. Reports why not. */
static bool is_readable(const char *file, uint64_t most)
{
    struct stat status;
    if (file == NULL)
        return true;
    if (access(file, R_OK) != 0 || stat(file, &status) != 0)
        report("%s: %s", file, strerror(errno));
    else if (S_ISDIR(status.st_mode))
        report("%s: %s", file, strerror(EISDIR));
    else if ((uint64_t)status.st_size > most)
        report("%s: a message of at most %llu bytes can be checked with", file, (unsigned long long)most);
    else
        return true;
    return false;
}

enum status check_run(const struct options *options)
{
    struct counts counts[2] = { 0 }; /* of the contract and of robustness */
    struct attempt attempt = { .options = options, .seed = choose_seed(options) };
    const char *subject = options->check.library != NULL ? options->check.library : options->codec;
    attempt.shared = mmap(NULL, sizeof *attempt.shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (attempt.shared == MAP_FAILED)
        return report_out_of_memory(subject);
    attempt.verdict = &attempt.shared->verdict;
    if (!is_readable(options->check.encoded, UINT64_MAX) || !is_readable(options->check.message, MOST_MESSAGE))
        return STATUS_INPUT_OUTPUT;
    child_run(attempt.verdict, options->check.seconds, try_to_load, &attempt);
    if (attempt.verdict->outcome != OUTCOME_PASSED) {
        report("%s: %s", subject, attempt.verdict->text);
        return STATUS_INPUT_OUTPUT;
    }
    if (!attempt.shared->has_side[SIDE_ENCODER] && options->check.encoded == NULL)
        return report_usage("'%s' only decodes: to check it takes something to decode, --encoded FILE", subject);
    try_side(&attempt, SIDE_ENCODER, counts);
    try_side(&attempt, SIDE_DECODER, counts);
    bool is_robust = counts[1].of[OUTCOME_FAILED] == 0;
    bool is_correct = counts[0].of[OUTCOME_FAILED] == 0;
    if (!options->check.is_quiet || !is_correct || !is_robust) {
        print_counts("", &counts[0]);
        print_counts("; robustness: ", &counts[1]);
        printf(" (seed %llu)\n", (unsigned long long)attempt.seed);
    }
    (void)munmap(attempt.shared, sizeof *attempt.shared);
    return is_correct && (is_robust || !options->check.is_strict) ? STATUS_SUCCESS : STATUS_CHECK_FAILED;
}
