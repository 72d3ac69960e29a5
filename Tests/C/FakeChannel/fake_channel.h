/* The reference host: drives the callbacks of an encoder or a decoder as Windows Web Services' channel would, in every manner
 * that Microsoft's contract allows and in some that it forbids. There is no other host to test with outside Windows. */
#ifndef FAKE_CHANNEL_H
#define FAKE_CHANNEL_H

#include <pthread.h>
#include <stdatomic.h>

#include "Support/support.h"

/** How the channel's sink and source complete. */
enum manner {
    /** Before they return, with their result. */
    SYNCHRONOUSLY,
    /** Some time after they have returned, on another thread. */
    LATER,
    /** On another thread, before they return WS_S_ASYNC. */
    BEFORE_RETURN,
    /** Inside the call, on the same thread, and then return WS_S_ASYNC: forbidden, and yet to be survived. */
    INSIDE,
    /** One of the above each time. */
    MIXED,
    MANNER_COUNT
};

extern const char *const manner_names[MANNER_COUNT];

/** A thread that completes one call at a time. */
struct completer {
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    bool is_running;
    bool has_work;
    bool is_called;
    bool is_stopping;
    WS_ASYNC_CONTEXT context;
    HRESULT result;
};

/** One call into an encoder or decoder, whose completion is waited for and counted. */
struct operation {
    WS_ASYNC_CONTEXT context;
    pthread_t caller;
    bool has_returned;
    int callbacks;
    HRESULT result;
};

struct channel {
    enum manner manner;
    struct randomness randomness;
    /** The call of sink or source, counted from 1, that fails with `failure`; 0: none. */
    unsigned long fail_at;
    HRESULT failure;
    /** Calls of the sink or source so far. */
    unsigned long calls;
    /** The largest single write or the largest number of bytes asked for. */
    ULONG largest;
    /** What the sink was given. */
    struct bytes output;
    /** What the source gives: at most `read_limit` bytes a call, or a random number if that is 0. */
    const BYTE *input;
    size_t input_size;
    size_t input_position;
    size_t read_limit;
    /** Two, so that a call made on one can be completed on the other. */
    struct completer completers[2];
};

void channel_open(struct channel *channel, enum manner manner, uint64_t seed);
void channel_close(struct channel *channel);
/** Forgets what was written and gives another input; counts anew. */
void channel_reset(struct channel *channel, const void *input, size_t input_size);

HRESULT CALLBACK channel_write(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *asyncContext,
                               WS_ERROR *error);
HRESULT CALLBACK channel_read(void *state, void *bytes, ULONG maxSize, ULONG *actualSize, const WS_ASYNC_CONTEXT *asyncContext,
                              WS_ERROR *error);

void operation_begin(struct operation *operation);
/** Waits if `returned` is WS_S_ASYNC. Fails the test if the callback came otherwise than exactly when it had to. */
HRESULT operation_finish(struct operation *operation, HRESULT returned);

/** How a message is handed to an encoder. */
struct delivery {
    /** Bytes in a buffer: 0 for all in one. With `is_random`, the most. */
    size_t part;
    bool is_random;
    /** Where to split in two instead; 0: nowhere. */
    size_t split_at;
    /** An empty buffer before each other one. */
    bool has_empty;
    /** Buffers in a call; at least 1. */
    ULONG per_call;
    /** One call in so many is followed by a flush, at random; 0: none. */
    size_t flush_odds;
};

/** Runs a message through an instance: getContentType, start, encode*, end. Returns the first failure. */
HRESULT channel_send(struct channel *channel, const WS_CHANNEL_ENCODER *table, void *instance, const void *message, size_t size,
                     struct delivery delivery, WS_ERROR *error);
/** Flushes an encoder whose message is in progress. */
HRESULT channel_flush(struct channel *channel, void *instance, WS_ERROR *error);
/** Runs the channel's input through an instance: start, getContentType (of no content type), decode*, end; at most `read`
 * bytes a call, or a random
 * number if that is 0. Returns the first failure. */
HRESULT channel_receive(struct channel *channel, const WS_CHANNEL_DECODER *table, void *instance,
                        const WS_STRING *content_encoding, size_t read, struct bytes *output, WS_ERROR *error);

#endif
