/* The sink and source of the host, which an implementation calls. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host.h"
#include "operation.h"

/* A call of the sink or source that completes on a separate thread. */
struct completion {
    struct host *host;
    pthread_t thread;
    bool is_joined;
    bool is_later;
    WS_ASYNC_CONTEXT context;
    HRESULT result;
    struct bytes data;       /* a copy of what the sink was passed, or what the source supplies */
    const WS_BYTES *buffers; /* the buffers that the sink was passed */
    ULONG count;
    void *bytes; /* the buffer of the source */
    ULONG *length;
    struct completion *next;
};

static const char *role(const struct host *host)
{
    return host->subject->side == SIDE_ENCODER ? "sink" : "source";
}

static void compare_lent(const struct completion *completion)
{
    size_t position = 0;
    for (ULONG index = 0; index < completion->count; index++) {
        const WS_BYTES *buffer = &completion->buffers[index];
        if (buffer->length > completion->data.size - position
            || (buffer->length > 0 && memcmp(buffer->bytes, completion->data.data + position, buffer->length) != 0)) {
            host_record(completion->host, VIOLATION_LENT, "the buffers of a call of the sink changed before it had completed");
            return;
        }
        position += buffer->length;
    }
}

static void *complete(void *argument)
{
    struct completion *completion = argument;
    if (completion->is_later) {
        /* An implementation that waits for the completion before it returns is slow, but not wrong. */
        for (int round = 0; round < 100 && !operation_has_returned(completion->host); round++)
            (void)usleep(100);
        (void)usleep(50);
    }
    if (completion->buffers != NULL)
        compare_lent(completion);
    if (completion->length != NULL && completion->result == S_OK) {
        if (completion->data.size > 0)
            memcpy(completion->bytes, completion->data.data, completion->data.size);
        *completion->length = (ULONG)completion->data.size;
    }
    atomic_fetch_sub(&completion->host->outstanding, 1);
    completion->context.callback(completion->result, WS_LONG_CALLBACK, completion->context.callbackState);
    return NULL;
}

static HRESULT complete_on_thread(struct host *host, struct completion *completion, const WS_ASYNC_CONTEXT *context)
{
    completion->host = host;
    completion->context = *context;
    completion->is_later = host->manner == MANNER_LATER;
    pthread_mutex_lock(&host->mutex);
    completion->next = host->completions;
    host->completions = completion;
    /* The new thread may call the sink, and thus this function, before this thread continues. */
    bool is_later = completion->is_later;
    completion->is_joined = !is_later;
    pthread_t thread;
    if (pthread_create(&thread, NULL, complete, completion) != 0)
        abort();
    completion->thread = thread;
    pthread_mutex_unlock(&host->mutex);
    if (!is_later)
        (void)pthread_join(thread, NULL);
    return WS_S_ASYNC;
}

void host_join(struct host *host)
{
    for (;;) {
        pthread_mutex_lock(&host->mutex);
        struct completion *completion = host->completions;
        if (completion != NULL)
            host->completions = completion->next;
        pthread_mutex_unlock(&host->mutex);
        if (completion == NULL)
            return;
        if (!completion->is_joined)
            (void)pthread_join(completion->thread, NULL);
        bytes_free(&completion->data);
        free(completion);
    }
}

/* Does what sink and source have in common. Returns the context to complete with, or NULL. */
static const WS_ASYNC_CONTEXT *enter(struct host *host, const WS_ASYNC_CONTEXT *context)
{
    if (atomic_load(&host->users) == 0)
        host_record(host, VIOLATION_OUTSIDE, "the %s was called in or after %s", role(host), host->doing);
    if (atomic_fetch_add(&host->outstanding, 1) > 0)
        host_record(host, VIOLATION_CONCURRENT, "%s called the %s while its last call had not completed", host->doing,
                    role(host));
    if (context != NULL && host->manner == MANNER_PLAIN) {
        host_record(host, VIOLATION_CONTEXT, "%s was given no asyncContext, but gave the %s one", host->doing, role(host));
        context = NULL;
    }
    if (context != NULL && context->callback == NULL) {
        host_record(host, VIOLATION_ARGUMENTS, "%s gave the %s an asyncContext without a callback", host->doing, role(host));
        context = NULL;
    }
    if (host->pause > 0)
        (void)usleep(host->pause);
    return host->manner == MANNER_AT_ONCE ? NULL : context;
}

static HRESULT leave(struct host *host, HRESULT result)
{
    atomic_fetch_sub(&host->outstanding, 1);
    return result;
}

static HRESULT next_result(struct host *host)
{
    return ++host->calls == host->fail_at ? host->failure : S_OK;
}

static struct host *host_of(void *state, const char *callback)
{
    if (host_exists(state))
        return state;
    violation_record(VIOLATION_ARGUMENTS, "the %s was not given as its state the context that create was given", callback);
    violation_give_up(VIOLATION_ARGUMENTS);
}

static bool is_valid(const WS_BYTES *buffers, ULONG count)
{
    if (buffers == NULL && count > 0)
        return false;
    for (ULONG index = 0; index < count; index++)
        if (buffers[index].bytes == NULL && buffers[index].length > 0)
            return false;
    return true;
}

HRESULT CALLBACK host_write(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context, WS_ERROR *error)
{
    struct host *host = host_of(state, "sink");
    struct bytes data = { 0 };
    (void)error;
    context = enter(host, context);
    if (!is_valid(buffers, count)) {
        host_record(host, VIOLATION_ARGUMENTS, "%s gave the sink NULL with a length or count", host->doing);
        count = 0;
    }
    for (ULONG index = 0; index < count; index++)
        bytes_append(&data, buffers[index].bytes, buffers[index].length);
    pthread_mutex_lock(&host->mutex);
    HRESULT result = next_result(host);
    if (result == S_OK)
        bytes_append(&host->output, data.data, data.size);
    pthread_mutex_unlock(&host->mutex);
    struct completion *completion = context != NULL ? calloc(1, sizeof *completion) : NULL;
    if (completion == NULL) {
        bytes_free(&data);
        return leave(host, result);
    }
    *completion = (struct completion){ .result = result, .data = data, .buffers = buffers, .count = count };
    return complete_on_thread(host, completion, context);
}

HRESULT CALLBACK host_read(void *state, void *bytes, ULONG room, ULONG *length, const WS_ASYNC_CONTEXT *context,
                           WS_ERROR *error)
{
    struct host *host = host_of(state, "source");
    struct bytes data = { 0 };
    (void)error;
    context = enter(host, context);
    if (bytes == NULL || room == 0 || length == NULL) {
        host_record(host, VIOLATION_ARGUMENTS, "%s gave the source NULL, or no room", host->doing);
        return leave(host, E_INVALIDARG);
    }
    pthread_mutex_lock(&host->mutex);
    HRESULT result = next_result(host);
    if (result == S_OK && host->input != NULL) {
        size_t size = host->input->size - host->position;
        if (host->read_limit > 0 && size > host->read_limit)
            size = host->read_limit;
        if (size > room)
            size = room;
        bytes_append(&data, host->input->size > 0 ? host->input->data + host->position : NULL, size);
        host->position += size;
    }
    pthread_mutex_unlock(&host->mutex);
    struct completion *completion = context != NULL ? calloc(1, sizeof *completion) : NULL;
    if (completion != NULL) {
        *completion = (struct completion){ .result = result, .data = data, .bytes = bytes, .length = length };
        return complete_on_thread(host, completion, context);
    }
    if (result == S_OK) {
        if (data.size > 0)
            memcpy(bytes, data.data, data.size);
        *length = (ULONG)data.size;
    }
    bytes_free(&data);
    return leave(host, result);
}
