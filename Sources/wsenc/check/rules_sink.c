/* Rules about the sink or source, and about lent memory. */
#include <unistd.h>

#include "guarded.h"
#include "rules.h"

static const struct splitting in_parts = { .part = 1500, .per_call = 2 };

/* Failure codes that no implementation returns by itself. */
enum { FAILURE_BASE = 0x0BAD0000, FAILURES = 16, LINGER = 30000 };

/* Limits with small parts, because guarded memory is limited. */
enum { MOST_CALLS = 250, MOST_GUARDED_CALLS = 50 };

/*
 * Passes messages through the implementation in every manner, and lets the host look for the violation. Other rules check
 * whether the messages succeed.
 */
enum outcome try_violation(struct trial *trial)
{
    static const enum sample samples[] = { SAMPLE_EMPTY, SAMPLE_TEXT, SAMPLE_MEDIUM };
    for (int manner = 0; manner < MANNERS; manner++) {
        for (size_t index = 0; index < sizeof samples / sizeof samples[0]; index++) {
            const struct message_sample *sample = trial_sample(trial, samples[index]);
            struct host *host = trial_host(trial, (enum manner)manner);
            /* Allows time for a concurrent call, which must not happen. */
            host->pause = trial->violation == VIOLATION_CONCURRENT ? 500 : 0;
            (void)exchange(host, sample, in_parts, STEP_END);
            if (trial->violation == VIOLATION_OUTSIDE && samples[index] == SAMPLE_TEXT)
                (void)usleep(LINGER);
            host_close(host);
        }
    }
    if (trial->violation == VIOLATION_OUTSIDE || trial->violation == VIOLATION_COMPLETION)
        (void)usleep(LINGER);
    const char *text = violation_text(trial->violation);
    return text ? verdict_failed(trial->verdict, "%s", text) : verdict_passed(trial->verdict);
}

/* Begins the message in small parts, and then ends it normally. Other rules test abandoned messages. */
static void exchange_little(struct host *host, const struct message_sample *sample, struct splitting splitting)
{
    bool is_decoder = host->subject->side == SIDE_DECODER;
    HRESULT result = exchange(host, sample, splitting, is_decoder ? STEP_ALL : STEP_END);
    if (SUCCEEDED(result) && is_decoder)
        (void)exchange_rest(host, sample, in_parts, STEP_END);
}

/* Gives decode less room than it has bytes, down to 1 byte. */
enum outcome try_rooms(struct trial *trial)
{
    static const size_t rooms[] = { 1, 2, 7, 100 };
    static const enum sample samples[] = { SAMPLE_TEXT, SAMPLE_MEDIUM };
    for (int index = 0; index < 8; index++) {
        const struct message_sample *sample = trial_sample(trial, samples[index % 2]);
        for (int manner = 0; manner < MANNERS; manner++) {
            struct host *host = trial_host(trial, (enum manner)manner);
            struct splitting splitting = { .part = rooms[index / 2], .most = MOST_CALLS };
            exchange_little(host, sample, splitting);
            host_close(host);
        }
    }
    const char *text = violation_text(VIOLATION_LENGTH);
    return text ? verdict_failed(trial->verdict, "%s", text) : verdict_passed(trial->verdict);
}

enum outcome try_async_message(struct trial *trial)
{
    static const char *const names[MANNERS] = { "", "which completes at once", "which completes early on another thread",
                                                "which completes later" };
    const char *sink = trial->subject.side == SIDE_ENCODER ? "sink" : "source";
    for (int manner = MANNER_AT_ONCE; manner < MANNERS; manner++) {
        const char *wrong = trial_message(trial, (enum manner)manner, SAMPLE_MEDIUM, in_parts);
        if (wrong != NULL)
            return verdict_failed(trial->verdict, "with a %s %s: %s", sink, names[manner], wrong);
    }
    return verdict_passed(trial->verdict);
}

static unsigned count_calls(struct trial *trial, const struct message_sample *sample)
{
    struct host *host = trial_host(trial, MANNER_PLAIN);
    HRESULT result = exchange(host, sample, in_parts, STEP_END);
    unsigned calls = SUCCEEDED(result) ? host->calls : 0;
    host_close(host);
    return calls;
}

/* Makes each call of the sink or source fail in turn; if there are many calls, as many as time allows. */
static enum outcome try_failures(struct trial *trial, enum manner manner,
                                 const char *(*judge)(struct trial *, struct host *, HRESULT))
{
    const char *sink = trial->subject.side == SIDE_ENCODER ? "sink" : "source";
    const struct message_sample *sample = trial_sample(trial, SAMPLE_MEDIUM);
    unsigned calls = count_calls(trial, sample);
    unsigned stride = calls / FAILURES + 1;
    if (calls == 0)
        return verdict_not_applicable(trial->verdict, "the %s is not called, or the message fails without it", sink);
    for (unsigned call = 1; call <= calls; call += stride) {
        struct host *host = trial_host(trial, manner);
        host->fail_at = call;
        host->failure = (HRESULT)(0x80000000U | (FAILURE_BASE + call));
        HRESULT result = exchange(host, sample, in_parts, STEP_END);
        const char *wrong = judge(trial, host, result);
        if (wrong != NULL)
            return verdict_failed(trial->verdict, "call %u of the %s gave 0x%08X: %s", call, sink, (unsigned)host->failure,
                                  wrong);
        host_close(host);
    }
    return verdict_passed(trial->verdict);
}

static const char *judge_result(struct trial *trial, struct host *host, HRESULT result)
{
    (void)trial;
    if (host->calls < host->fail_at || result == host->failure)
        return NULL;
    return SUCCEEDED(result) ? "the message ended with success" : exchange_failure(host, result);
}

/* Alternately continues with the faulted instance and frees it as it is. */
static const char *judge_next_message(struct trial *trial, struct host *host, HRESULT result)
{
    (void)result;
    if (host->fail_at % 2 == 0)
        return NULL;
    host->fail_at = 0;
    return trial_exchange(trial, host, SAMPLE_TEXT, in_parts);
}

enum outcome try_failure(struct trial *trial)
{
    return try_failures(trial, MANNER_PLAIN, judge_result);
}

enum outcome try_async_failure(struct trial *trial)
{
    return try_failures(trial, MANNER_LATER, judge_result);
}

enum outcome try_after_failure(struct trial *trial)
{
    return try_failures(trial, MANNER_PLAIN, judge_next_message);
}

static void lend(struct trial *trial, enum manner manner, enum lending lending, const struct message_sample *sample,
                 struct splitting splitting)
{
    struct host *host = trial_host(trial, manner);
    host->lending = lending;
    if (splitting.most > 0)
        exchange_little(host, sample, splitting);
    else
        (void)exchange(host, sample, splitting, STEP_END);
    host_close(host);
}

static enum outcome try_lending(struct trial *trial, enum lending lending)
{
    static const enum manner manners[] = { MANNER_PLAIN, MANNER_LATER };
    static const enum sample samples[] = { SAMPLE_TEXT, SAMPLE_MEDIUM };
    const struct message_sample *sample[] = { trial_sample(trial, samples[0]), trial_sample(trial, samples[1]) };
    static const size_t parts[] = { 1, 2, 7 };
    guarded_watch(trial->verdict);
    for (int index = 0; index < 4; index++)
        lend(trial, manners[index / 2], lending, sample[index % 2], in_parts);
    for (int index = 0; index < 6; index++)
        lend(trial, manners[index / 3], lending, sample[0],
             (struct splitting){ .part = parts[index % 3], .most = MOST_GUARDED_CALLS });
    return verdict_passed(trial->verdict);
}

enum outcome try_lent_exactly(struct trial *trial)
{
    return try_lending(trial, LENDING_EXACT);
}

enum outcome try_lent_for_calls(struct trial *trial)
{
    return try_lending(trial, LENDING_FOR_CALLS);
}
