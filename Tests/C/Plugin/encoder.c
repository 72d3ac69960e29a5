#include <pthread.h>
#include <unistd.h>

#include "plugin.h"

enum { ROOM = 512 };

struct encoder {
    struct machine machine;
    WS_WRITE_CALLBACK write;
    void *state;
    const WS_BYTES *buffers; /* what is being encoded */
    ULONG count, index, offset;
    ULONG size; /* of the message so far */
    BYTE mark;  /* to write before anything else; 0: none */
    BYTE own_room[ROOM];
    WS_BYTES part;
};

static BYTE shared_room[ROOM];

static HRESULT CALLBACK create(void *context, WS_WRITE_CALLBACK write, void *state, void **instance, WS_ERROR *error)
{
    (void)context, (void)error;
    if (FAULT == NO_INSTANCE && *instance != NULL)
        return S_OK;
    struct encoder *encoder = calloc(1, sizeof *encoder);
    if (encoder == NULL)
        return E_OUTOFMEMORY;
    encoder->write = write;
    encoder->state = FAULT == BAD_STATE ? encoder : state;
    *instance = encoder;
    return S_OK;
}

static ULONG fill(struct encoder *encoder, BYTE *room)
{
    static const char digits[] = "0123456789abcdef";
    ULONG size = 0;
    if (encoder->mark != 0)
        room[size++] = encoder->mark;
    encoder->mark = 0;
    while (encoder->index < encoder->count && size + 2 <= ROOM) {
        const WS_BYTES *buffer = &encoder->buffers[encoder->index];
        if (encoder->offset == buffer->length) {
            encoder->index++;
            encoder->offset = 0;
            continue;
        }
        BYTE byte = buffer->bytes[encoder->offset++];
        room[size++] = (BYTE)digits[byte >> 4];
        room[size++] = (BYTE)digits[byte & 15];
    }
    return size;
}

static HRESULT step(struct machine *machine, bool *is_done)
{
    struct encoder *encoder = (struct encoder *)machine;
    BYTE *room = FAULT == SHARED_MEMORY ? shared_room : encoder->own_room;
    WS_ASYNC_CONTEXT own;
    encoder->part = (WS_BYTES){ fill(encoder, room), room };
    *is_done = encoder->part.length == 0;
    if (*is_done)
        return S_OK;
    if (FAULT == LOSES_WHEN_ASYNC && machine->was_async)
        room[0] = '0';
    if (FAULT == SHARED_MEMORY)
        usleep(10);
    HRESULT result = encoder->write(encoder->state, &encoder->part, 1, machine_context(machine, &own), NULL);
    if (FAULT == REUSES_BUFFER && result == WS_S_ASYNC)
        room[0] ^= 1;
    return result;
}

static void took(struct machine *machine)
{
    (void)machine;
}

static HRESULT run(struct encoder *encoder, const WS_BYTES *buffers, ULONG count, BYTE mark, const WS_ASYNC_CONTEXT *context)
{
    encoder->buffers = buffers;
    encoder->count = count;
    encoder->index = encoder->offset = 0;
    encoder->mark = mark;
    encoder->machine.step = step;
    encoder->machine.took = took;
    return machine_run(&encoder->machine, context);
}

static HRESULT CALLBACK get_content_type(void *instance, const WS_STRING *type, WS_STRING *new_type, WS_STRING *encoding,
                                         WS_ERROR *error)
{
    static WCHAR name[] = { 'x', '-', 'h', 'e', 'x' };
    struct encoder *encoder = instance;
    enum phase phase = encoder->machine.phase;
    (void)error;
    if ((FAULT == SECOND_MESSAGE && phase == ENDED) || (FAULT == ABANDONED && phase == RUNNING)
        || (FAULT == ABANDONED_LITTLE && phase == RUNNING && encoder->size == 1)
        || (FAULT == ABANDONED_MUCH && phase == RUNNING && encoder->size > 50000)
        || (FAULT == FAILURE_STAYS && phase == BROKEN))
        return E_FAIL;
    HRESULT result = machine_type(&encoder->machine, type, new_type);
    if (FAILED(result))
        return result;
    if (FAULT == CALLS_IN_TYPE && FAILED(result = encoder->write(encoder->state, NULL, 0, NULL, NULL))) {
        encoder->machine.phase = BROKEN;
        return result;
    }
    *encoding = (WS_STRING){ 5, name };
    encoder->machine.phase = TYPED;
    encoder->size = 0;
    return S_OK;
}

static HRESULT CALLBACK start(void *instance, const WS_ASYNC_CONTEXT *context, WS_ERROR *error)
{
    struct encoder *encoder = instance;
    (void)error;
    if (encoder->machine.phase != TYPED)
        return E_UNEXPECTED;
    while (FAULT == HANGS_ALWAYS)
        usleep(1000);
    encoder->machine.phase = RUNNING;
    return run(encoder, NULL, 0, 'h', context);
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

static HRESULT CALLBACK encode(void *instance, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                               WS_ERROR *error)
{
    struct encoder *encoder = instance;
    (void)error;
    if (encoder->machine.phase != RUNNING)
        return E_UNEXPECTED;
    if (FAULT != INVALID_READ && !is_valid(buffers, count)) {
        if (FAULT == INVALID_BREAKS)
            encoder->machine.phase = BROKEN;
        return FAULT == INVALID_TAKEN ? S_OK : E_INVALIDARG;
    }
    for (ULONG index = 0; index < count; index++) {
        volatile BYTE *bytes = buffers[index].bytes;
        ULONG length = buffers[index].length;
        encoder->size += length;
        if (FAULT == SPLIT && length == 0)
            return E_INVALIDARG;
        if (FAULT == WRITES_INPUT && length > 0)
            bytes[0] = bytes[0];
        if (FAULT == BEYOND_END && length > 0)
            (void)bytes[length];
    }
    return run(encoder, buffers, count, 0, context);
}

static void *call_sink(void *argument)
{
    struct encoder *encoder = argument;
    return (void *)(intptr_t)encoder->write(encoder->state, NULL, 0, NULL, NULL);
}

static void *call_sink_later(void *argument)
{
    struct encoder copy = *(struct encoder *)argument;
    free(argument);
    usleep(5000);
    return call_sink(&copy);
}

/* Hangs, and has written to or closed whatever it can, or leaves one process behind. None of them outlives a minute, even if
 * nobody ends it. */
static void be_hostile(void)
{
    if (FAULT == LEAVES_PROCESS && fork() != 0)
        return;
    for (int descriptor = 3; FAULT != LEAVES_PROCESS && descriptor < 256; descriptor++) {
        if (FAULT == WRITES_EVERYWHERE)
            (void)!write(descriptor, "x", 1);
        else
            (void)close(descriptor);
    }
    (void)alarm(60);
    for (;;)
        (void)pause();
}

static HRESULT break_rule(struct encoder *encoder, pthread_t *thread)
{
    const WS_BYTES bad = { 5, NULL };
    if (FAULT == KEEPS_BUFFER && encoder->count > 0)
        (void)*(volatile BYTE *)encoder->buffers[0].bytes;
    if (FAULT == ONE_BYTE_FAILS && encoder->size == 1)
        return E_FAIL;
    if (FAULT == CRASH && encoder->size == 1)
        *(volatile int *)8 = 1;
    if (FAULT == EXIT && encoder->size == 1)
        exit(3);
    while (FAULT == HANG && encoder->size == 1)
        usleep(1000);
    if ((FAULT == WRITES_EVERYWHERE || FAULT == CLOSES_ALL || FAULT == LEAVES_PROCESS) && encoder->size == 1)
        be_hostile();
    if (FAULT == CALLS_LATER) {
        struct encoder *copy = malloc(sizeof *copy);
        memcpy(copy, encoder, sizeof *copy);
        pthread_create(thread, NULL, call_sink_later, copy);
        pthread_detach(*thread);
    }
    if (FAULT == CONCURRENT)
        pthread_create(thread, NULL, call_sink, encoder);
    return FAULT == BAD_BUFFER ? encoder->write(encoder->state, &bad, 1, NULL, NULL) : S_OK;
}

static HRESULT CALLBACK end(void *instance, const WS_ASYNC_CONTEXT *context, WS_ERROR *error)
{
    struct encoder *encoder = instance;
    pthread_t thread;
    (void)error;
    if (encoder->machine.phase != RUNNING)
        return E_UNEXPECTED;
    HRESULT broken = break_rule(encoder, &thread);
    encoder->machine.phase = FAILED(broken) ? BROKEN : ENDED;
    if (FAULT == ROUND_TRIP && encoder->size == 1)
        broken = run(encoder, &(WS_BYTES){ 1, (BYTE[]){ 'x' } }, 1, 0, NULL);
    HRESULT result = FAILED(broken) ? broken : run(encoder, NULL, 0, '.', context);
    if (FAULT == CONCURRENT) {
        void *other = NULL;
        pthread_join(thread, &other);
        if (FAILED((HRESULT)(intptr_t)other)) {
            encoder->machine.phase = BROKEN;
            return (HRESULT)(intptr_t)other;
        }
    }
    return result;
}

static void CALLBACK destroy(void *instance)
{
    struct encoder *encoder = instance;
    if (FAULT == FREE_CRASHES && encoder->machine.phase == RUNNING)
        abort();
    if (FAULT != FREE_FORGETS && (FAULT != FORGETS_ABANDONED || encoder->machine.phase != RUNNING))
        free(encoder);
}

WS_CHANNEL_ENCODER hex_encoder;

void plugin_fill_encoder(void)
{
    hex_encoder = (WS_CHANNEL_ENCODER){ NULL,   create, get_content_type, start, encode, FAULT == NO_CALLBACK ? NULL : end,
                                        destroy };
}
