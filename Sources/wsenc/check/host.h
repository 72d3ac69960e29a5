/*
 * The reference host: calls an encoder or decoder as the channel of Windows Web Services does, and is its sink or source.
 * A host has one instance. It records violations of the rules, and continues if that is possible.
 */
#ifndef WSENC_CHECK_HOST_H
#define WSENC_CHECK_HOST_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "bytes.h"
#include "verdict.h"
#include "violation.h"
#include "wsencoder.h"

enum side { SIDE_ENCODER, SIDE_DECODER };

/* The implementation that is called: an encoder or a decoder. */
struct subject {
    enum side side;
    const WS_CHANNEL_ENCODER *encoder;
    const WS_CHANNEL_DECODER *decoder;
};

/* How the sink or source completes. */
enum manner {
    MANNER_PLAIN,   /* calls are passed no asyncContext */
    MANNER_AT_ONCE, /* calls are passed one; the sink or source completes before it returns, without using its own */
    MANNER_EARLY,   /* the sink or source completes on another thread before it returns WS_S_ASYNC */
    MANNER_LATER,   /* the sink or source completes on another thread after it has returned WS_S_ASYNC */
    MANNERS
};

/* How a host lends memory. Guarded memory is limited. */
enum lending {
    LENDING_COPIES,   /* ordinary memory, which stays valid; the bytes after the room for decode are checked */
    LENDING_EXACT,    /* guarded at its end, and read-only where the contract says so */
    LENDING_FOR_CALLS /* the same, and taken back when the call has returned or completed */
};

struct host {
    const struct subject *subject;
    struct verdict *verdict;
    bool is_helper; /* calls the other side, whose violations are not recorded */
    void *instance;
    WS_ERROR *error;
    const char *doing; /* the callback that was called last */
    enum manner manner;
    enum lending lending;
    unsigned completion_milliseconds; /* time limit of an operation after the sink or source has completed */
    unsigned pause;                   /* shortest duration of a call of the sink or source, in microseconds */
    unsigned fail_at;                 /* the call of the sink or source that fails, counted from 1; 0: none */
    HRESULT failure;
    unsigned calls; /* of the sink or source, since the count was reset */
    struct bytes output;
    WS_STRING type;            /* copies of what an encoder gave for the message that `exchange` passed through it last */
    WS_STRING encoding;        /* length 0: none */
    const struct bytes *input; /* what the source supplies */
    size_t position;
    size_t read_limit; /* the most that it supplies in one call; 0: what is asked for */
    atomic_int users;  /* calls in progress that may use the sink or source */
    atomic_int outstanding;
    pthread_mutex_t mutex; /* guards output, input and threads against concurrent calls of the implementation */
    struct operation *operations;
    struct completion *completions;
    struct host *next;
};

/* Returns a copy, whose characters the caller frees. Aborts the process if there is no memory. */
WS_STRING string_copy(const WS_STRING *string);

/* Hosts are never freed, because an implementation may call a host that is closed. */
struct host *host_open(const struct subject *subject, struct verdict *verdict, enum manner manner);

/* Records a violation, unless the host is a helper. */
void host_record(const struct host *host, enum violation kind, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Frees the instance, if any, and waits for pending completions. */
void host_close(struct host *host);

/* Call a callback and wait until it has completed. */
HRESULT host_create(struct host *host);
HRESULT host_get_content_type(struct host *host, const WS_STRING *type, WS_STRING *new_type, WS_STRING *encoding);
HRESULT host_start(struct host *host);
HRESULT host_encode(struct host *host, const WS_BYTES *buffers, ULONG count);
HRESULT host_decode(struct host *host, ULONG room, ULONG *length); /* appends to the output */
HRESULT host_end(struct host *host);
void host_free(struct host *host);

/* Calls with invalid arguments, which `doing` names. */
HRESULT host_encode_as(struct host *host, const char *doing, const WS_BYTES *buffers, ULONG count);
HRESULT host_decode_to(struct host *host, const char *doing, void *bytes, ULONG room, ULONG *length);

/* The sink and source, whose state is the host. */
HRESULT CALLBACK host_write(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                            WS_ERROR *error);
HRESULT CALLBACK host_read(void *state, void *bytes, ULONG room, ULONG *length, const WS_ASYNC_CONTEXT *context,
                           WS_ERROR *error);

/* Whether the host exists. An implementation may pass any value as the state. */
bool host_exists(const void *state);

/* Waits for the threads that complete calls of the sink or source. */
void host_join(struct host *host);

#endif
