/* Rules about leaks. */
#include <malloc.h>
#include <stdlib.h>
#include <unistd.h>

#include "operation.h"
#include "rules.h"

/* After the first cycles, memory that is allocated once or grows up to a limit has been allocated. */
enum { FIRST_CYCLES = 12, CYCLES = 16, SMALLEST_LEAK = 16, LEAK = CYCLES * SMALLEST_LEAK };

/* The caches of the allocator, which count as allocated, fill up a little later: a leak shows in every round. */
enum { ROUNDS = 6 };

/* An implementation may have threads that free memory a little later. */
enum { MOST_WAITS = 20, WAIT = 10000 };

/* Bytes that all threads have allocated and not freed. */
static size_t bytes_in_use(void)
{
    struct mallinfo2 information = mallinfo2();
    return information.uordblks + information.hblkhd;
}

/* Whether mallinfo2 counts allocations. It does not with the allocator of a tool such as valgrind, which finds leaks itself. */
static bool allocator_counts(void)
{
    size_t before = bytes_in_use();
    void *volatile block = malloc(100000);
    bool counts = block != NULL && bytes_in_use() >= before + 100000;
    free(block);
    return counts;
}

static HRESULT lead(struct host *host, const struct message_sample *sample, enum step last)
{
    return exchange(host, sample, (struct splitting){ .part = 1500 }, last);
}

/* Afterwards the host has as much memory allocated as before it created the instance. */
static void free_all(struct host *host)
{
    host_free(host);
    operations_free(host);
}

static void go_round(struct host *host, const struct message_sample *sample, enum step last, int cycles)
{
    while (cycles-- > 0) {
        (void)lead(host, sample, last);
        free_all(host);
    }
}

/* Returns the number of bytes that CYCLES cycles leak; 0 if that is not enough to be a leak. */
static size_t leaked(struct host *host, const struct message_sample *sample, enum step last)
{
    size_t before = bytes_in_use(), after = 0;
    go_round(host, sample, last, CYCLES);
    for (int waits = 0; waits < MOST_WAITS; waits++) {
        after = bytes_in_use();
        if (after < before + LEAK)
            return 0;
        (void)usleep(WAIT);
    }
    return after - before;
}

/* `fail_at` is the call of the sink or source that fails; 0: none. */
static enum outcome try_step(struct trial *trial, enum step last, unsigned fail_at)
{
    const struct message_sample *sample = trial_sample(trial, SAMPLE_MEDIUM);
    struct host *host = trial_host(trial, MANNER_PLAIN);
    host->fail_at = fail_at;
    host->failure = E_FAIL;
    HRESULT result = lead(host, sample, last);
    if (FAILED(result) && fail_at == 0)
        return verdict_not_applicable(trial->verdict, "%s", exchange_failure(host, result));
    free_all(host);
    go_round(host, sample, last, FIRST_CYCLES);
    size_t bytes = 1;
    for (int round = 0; round < ROUNDS && bytes > 0; round++)
        bytes = leaked(host, sample, last);
    if (bytes > 0)
        return verdict_failed(trial->verdict, "each instance that was freed after %s left %zu bytes allocated",
                              fail_at > 0 ? "a failure of its sink or source" : step_names[trial->subject.side][last],
                              bytes / CYCLES);
    host_close(host);
    return OUTCOME_PASSED;
}

enum outcome try_leaks(struct trial *trial)
{
    if (!allocator_counts())
        return verdict_not_applicable(trial->verdict, "this allocator does not tell how much is in use");
    for (int step = STEP_END; step >= STEP_CREATE; step--) {
        enum outcome outcome = try_step(trial, (enum step)step, 0);
        if (outcome != OUTCOME_PASSED)
            return outcome;
    }
    enum outcome outcome = try_step(trial, STEP_END, 1);
    return outcome == OUTCOME_PASSED ? verdict_passed(trial->verdict) : outcome;
}
