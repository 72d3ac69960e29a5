/*
 * The reference host: calls an encoder or a decoder as the channel of Windows Web Services does, and is its sink or source.
 * A host has one instance. It records what it sees go wrong as violations, and goes on where that is possible.
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

/* What is called: the table of the one side. */
struct subject {
    enum side side;
    const WS_CHANNEL_ENCODER *encoder;
    const WS_CHANNEL_DECODER *decoder;
};

/* How the sink or source completes. */
enum manner {
    MANNER_PLAIN,   /* calls are given no asyncContext */
    MANNER_AT_ONCE, /* calls are given one, and the sink or source completes before it returns, without using its own */
    MANNER_EARLY,   /* it completes on another thread before it has returned WS_S_ASYNC */
    MANNER_LATER,   /* it completes on another thread some time after it has returned WS_S_ASYNC */
    MANNERS
};

/* How a host lends memory; guarded memory is scarce. */
enum lending {
    LENDING_COPIES,   /* ordinary memory, which stays as it is; bytes beyond the room to decode to are looked at */
    LENDING_EXACT,    /* for reading only where that is the agreement, and not beyond the end */
    LENDING_FOR_CALLS /* taken back when the call has returned or completed */
};

struct host {
    const struct subject *subject;
    struct verdict *verdict;
    bool is_helper; /* of the other side: what it does wrong is not recorded */
    void *instance;
    WS_ERROR *error;
    const char *doing; /* the callback that was called last */
    enum manner manner;
    enum lending lending;
    unsigned completion_milliseconds; /* that an operation may take after the sink or source has completed */
    unsigned pause;                   /* microseconds that the sink or source takes at least */
    unsigned fail_at;                 /* its call, counted from 1, that fails; 0: none */
    HRESULT failure;
    unsigned calls; /* of the sink or source, since they were last counted anew */
    struct bytes output;
    const struct bytes *input; /* what the source gives */
    size_t position;
    size_t read_limit; /* the most it gives at once; 0: what is asked for */
    atomic_int users;  /* calls under way that may use the sink or source */
    atomic_int outstanding;
    pthread_mutex_t mutex; /* of output, input and threads, for implementations that call at the same time */
    struct operation *operations;
    struct completion *completions;
    struct host *next;
};

/* Hosts stay as long as the process, for implementations that call one that is closed. */
struct host *host_open(const struct subject *subject, struct verdict *verdict, enum manner manner);

/* Records a violation, unless the host is a helper. */
void host_record(const struct host *host, enum violation kind, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Frees the instance, if there is one, and waits for what completes later. */
void host_close(struct host *host);

/* The callbacks, each of which completes before these return. */
HRESULT host_create(struct host *host);
HRESULT host_get_content_type(struct host *host, const WS_STRING *type, WS_STRING *new_type, WS_STRING *encoding);
HRESULT host_start(struct host *host);
HRESULT host_encode(struct host *host, const WS_BYTES *buffers, ULONG count);
HRESULT host_decode(struct host *host, ULONG room, ULONG *length); /* appends to the output */
HRESULT host_end(struct host *host);
void host_free(struct host *host);

/* Calls with arguments that are not valid, which `doing` names. */
HRESULT host_encode_as(struct host *host, const char *doing, const WS_BYTES *buffers, ULONG count);
HRESULT host_decode_to(struct host *host, const char *doing, void *bytes, ULONG room, ULONG *length);

/* The sink and source, whose state is the host. */
HRESULT CALLBACK host_write(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                            WS_ERROR *error);
HRESULT CALLBACK host_read(void *state, void *bytes, ULONG room, ULONG *length, const WS_ASYNC_CONTEXT *context,
                           WS_ERROR *error);

/* Whether there is such a host; the state that an implementation passes may be anything. */
bool host_exists(const void *state);

/* Waits for threads that complete calls of the sink or source. */
void host_join(struct host *host);

#endif
