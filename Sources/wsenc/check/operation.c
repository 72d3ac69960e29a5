#include "operation.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "child.h"
#include "guarded.h"

/* One lock for all operations, because a completion may come after its operation is freed. */
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

static bool is_guarded(enum lending lending)
{
    return lending == LENDING_EXACT || lending == LENDING_FOR_CALLS;
}

static void end_use(struct operation *operation)
{
    if (operation->is_over)
        return;
    operation->is_over = true;
    atomic_fetch_sub(&operation->host->users, 1);
}

static void CALLBACK complete(HRESULT result, WS_CALLBACK_MODEL model, void *state)
{
    struct operation *operation = state;
    (void)model;
    pthread_mutex_lock(&gate);
    if (pthread_equal(operation->caller, pthread_self()) && !operation->has_returned)
        host_record(operation->host, VIOLATION_TOO_SOON, "%s completed on the calling thread before it had returned",
                    operation->doing);
    if (operation->completions++ > 0)
        host_record(operation->host, VIOLATION_COMPLETION, "%s completed twice", operation->doing);
    else
        operation->result = result;
    if (result == WS_S_ASYNC)
        host_record(operation->host, VIOLATION_COMPLETION, "%s completed with WS_S_ASYNC as its result", operation->doing);
    end_use(operation);
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&gate);
}

/* Guarded memory is limited. It may not suffice for an implementation that processes few bytes in a call. */
static _Noreturn void give_up(const struct host *host)
{
    (void)verdict_not_applicable(host->verdict, "cannot be tried: there is no memory for so many calls");
    child_end();
}

struct operation *operation_begin(struct host *host, const char *doing, bool may_use_sink)
{
    struct operation *operation = calloc(1, sizeof *operation);
    if (operation == NULL)
        abort();
    host->doing = host->verdict->doing = doing;
    *operation = (struct operation){ .host = host, .doing = doing, .caller = pthread_self(), .is_over = !may_use_sink };
    if (host->manner != MANNER_PLAIN && may_use_sink) {
        WS_ASYNC_CONTEXT context = { complete, operation };
        operation->context = is_guarded(host->lending) ? guarded_lend(NULL, sizeof context, "the asyncContext", false, false)
                                                       : malloc(sizeof context);
        if (operation->context == NULL)
            give_up(host);
        *operation->context = context;
    }
    if (may_use_sink)
        atomic_fetch_add(&host->users, 1);
    pthread_mutex_lock(&gate);
    operation->next = host->operations;
    host->operations = operation;
    pthread_mutex_unlock(&gate);
    return operation;
}

/* Returns false if the operation has not completed. */
static bool await(const struct host *host, struct operation *operation)
{
    struct timespec deadline;
    (void)clock_gettime(CLOCK_REALTIME, &deadline);
    deadline.tv_sec += host->completion_milliseconds / 1000;
    deadline.tv_nsec += host->completion_milliseconds % 1000 * 1000000L;
    if (deadline.tv_nsec >= 1000000000L) {
        deadline.tv_sec++;
        deadline.tv_nsec -= 1000000000L;
    }
    while (operation->completions == 0)
        if (pthread_cond_timedwait(&changed, &gate, &deadline) == ETIMEDOUT)
            return operation->completions > 0;
    return true;
}

HRESULT operation_wait(struct operation *operation, HRESULT returned)
{
    bool is_complete = true;
    /* The context is lent only until the call returns, not until the operation completes. */
    if (operation->host->lending == LENDING_FOR_CALLS)
        guarded_take_back(operation->context);
    pthread_mutex_lock(&gate);
    operation->has_returned = true;
    pthread_cond_broadcast(&changed);
    if (returned == WS_S_ASYNC && operation->context == NULL) {
        host_record(operation->host, VIOLATION_ASYNC, "%s returned WS_S_ASYNC without having been given an asyncContext",
                    operation->doing);
        returned = S_OK;
    } else if (returned == WS_S_ASYNC) {
        is_complete = await(operation->host, operation);
        returned = operation->result;
    } else if (operation->completions > 0) {
        host_record(operation->host, VIOLATION_COMPLETION, "%s completed although it returned 0x%08X and not WS_S_ASYNC",
                    operation->doing, (unsigned)returned);
    }
    end_use(operation);
    pthread_mutex_unlock(&gate);
    if (!is_complete) {
        host_record(operation->host, VIOLATION_COMPLETION, "%s returned WS_S_ASYNC and did not complete within %.1f s",
                    operation->doing, operation->host->completion_milliseconds / 1000.0);
        violation_give_up(VIOLATION_COMPLETION);
    }
    return returned;
}

void operation_take_back(struct operation *operation)
{
    if (operation->host->lending == LENDING_FOR_CALLS)
        for (int index = 0; index < operation->lent_count; index++)
            guarded_take_back(operation->lent[index].bytes);
}

void operation_overwrite(struct host *host)
{
    const struct operation *operation = host->operations;
    for (int index = 0; index < operation->lent_count; index++)
        memset(operation->lent[index].bytes, 'Z', operation->lent[index].size);
}

HRESULT operation_finish(struct operation *operation, HRESULT returned)
{
    HRESULT result = operation_wait(operation, returned);
    operation_take_back(operation);
    return result;
}

void *operation_lend(struct operation *operation, const void *bytes, size_t size, const char *what, bool is_read_only)
{
    enum lending lending = operation->host->lending;
    void *copy = is_guarded(lending) ? guarded_lend(bytes, size, what, lending == LENDING_EXACT, is_read_only)
                                     : malloc(size + 1);
    if (copy == NULL)
        give_up(operation->host);
    if (operation->lent_count == (int)(sizeof operation->lent / sizeof operation->lent[0]))
        abort();
    if (!is_guarded(lending) && bytes != NULL && size > 0)
        memcpy(copy, bytes, size);
    operation->lent[operation->lent_count++] = (struct lent){ copy, size };
    return copy;
}

bool operation_has_returned(struct host *host)
{
    pthread_mutex_lock(&gate);
    bool has_returned = host->operations == NULL || host->operations->has_returned;
    pthread_mutex_unlock(&gate);
    return has_returned;
}

void operations_free(struct host *host)
{
    while (host->operations != NULL) {
        struct operation *operation = host->operations;
        host->operations = operation->next;
        for (int index = 0; !is_guarded(host->lending) && index < operation->lent_count; index++)
            free(operation->lent[index].bytes);
        if (!is_guarded(host->lending))
            free(operation->context);
        free(operation);
    }
}
