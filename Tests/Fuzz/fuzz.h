/* What the fuzz targets share. Each is a LLVMFuzzerTestOneInput of its own: with libFuzzer it searches, with replay.c it runs
 * files. A finding is an abort, so that both see it. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wsencoder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** The codec that this target is built for; a target of all codecs ignores it. */
#ifndef FUZZ_CODEC
#define FUZZ_CODEC "gzip"
#endif

/** Aborts with a message unless `condition` holds. */
#define DEMAND(condition) \
    do { \
        if (!(condition)) { \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
            abort(); \
        } \
    } while (0)

/** Choices that the input makes: taken from its front until it is empty, then all 0. */
struct choices {
    const uint8_t *data;
    size_t size;
};

static inline uint8_t choose(struct choices *choices)
{
    if (choices->size == 0)
        return 0;
    choices->size--;
    return *choices->data++;
}

/** A growing run of bytes. */
struct run {
    uint8_t *bytes;
    size_t size, capacity;
};

static inline void run_append(struct run *run, const void *bytes, size_t size)
{
    if (run->size + size > run->capacity) {
        run->capacity = (run->size + size) * 2;
        run->bytes = (uint8_t *)realloc(run->bytes, run->capacity);
        DEMAND(run->bytes);
    }
    if (size > 0)
        memcpy(run->bytes + run->size, bytes, size);
    run->size += size;
}

/** A sink or source whose calls the test completes itself, after they have returned: asynchrony on one thread. */
struct outstanding {
    WS_ASYNC_CONTEXT context;
    bool has_callback;
    HRESULT result;
};

static inline void CALLBACK outstanding_note(HRESULT result, WS_CALLBACK_MODEL model, void *state)
{
    struct outstanding *outstanding = (struct outstanding *)state;
    (void)model;
    DEMAND(!outstanding->has_callback);
    DEMAND(result != WS_S_ASYNC);
    outstanding->has_callback = true;
    outstanding->result = result;
}

/** The final result of a call, which is completed as often as it takes. */
static inline HRESULT outstanding_await(struct outstanding *outstanding, HRESULT result, HRESULT completion)
{
    if (result != WS_S_ASYNC) {
        DEMAND(!outstanding->has_callback);
        return result;
    }
    while (!outstanding->has_callback)
        outstanding->context.callback(completion, WS_SHORT_CALLBACK, outstanding->context.callbackState);
    outstanding->has_callback = false;
    return outstanding->result;
}

static const WS_STRING fuzz_content_type = WS_STRING_VALUE(u"application/soap+xml; charset=utf-8");

/** The content encoding of a codec; its characters are in `room`. */
static inline WS_STRING fuzz_content_encoding(const char *codec, WCHAR *room)
{
    WS_STRING encoding = { 0, room };
    if (strcmp(codec, "identity") != 0)
        for (; codec[encoding.length]; encoding.length++)
            room[encoding.length] = (WCHAR)codec[encoding.length];
    return encoding;
}

#endif
