/* A call into an implementation that may complete later, and its completion. */
#ifndef WSENC_CHECK_OPERATION_H
#define WSENC_CHECK_OPERATION_H

#include "host.h"

struct operation {
    struct host *host;
    const char *doing;
    WS_ASYNC_CONTEXT *context; /* NULL: the call must complete before it returns */
    pthread_t caller;
    bool has_returned;
    bool is_over;
    int completions;
    HRESULT result;
    struct lent {
        void *bytes;
        size_t size;
    } lent[24];
    int lent_count;
    struct operation *next;
};

/* Begins a call. Pass `context` as its asyncContext. */
struct operation *operation_begin(struct host *host, const char *doing, bool may_use_sink);

/* Waits for the completion, if one is due, and takes back the lent memory. Returns the result of the call. */
HRESULT operation_finish(struct operation *operation, HRESULT returned);

/* The two parts of operation_finish, for calls that write results to lent memory. */
HRESULT operation_wait(struct operation *operation, HRESULT returned);
void operation_take_back(struct operation *operation);

/* Lends a copy of the bytes, or room for `size` bytes, until the operation has ended. `is_read_only`: by contract. */
void *operation_lend(struct operation *operation, const void *bytes, size_t size, const char *what, bool is_read_only);

/* Overwrites the ordinary memory that was lent to the last call, which has ended. */
void operation_overwrite(struct host *host);

/* Whether the call in progress has returned to its caller. */
bool operation_has_returned(struct host *host);

void operations_free(struct host *host);

#endif
