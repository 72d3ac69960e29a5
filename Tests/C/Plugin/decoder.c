#include <pthread.h>
#include <unistd.h>

#include "plugin.h"

enum { ROOM = 512 };

struct decoder {
    struct machine machine;
    WS_READ_CALLBACK read;
    void *state;
    BYTE *buffer; /* where to decode to */
    ULONG room;
    ULONG *length;
    ULONG given;
    BYTE own_input[ROOM];
    ULONG size, position; /* in the input */
    ULONG got;            /* by the source that is being called */
    ULONG total;          /* of the message so far */
    int digit;            /* the first of two; -1: none */
    bool has_begun, has_ended, is_at_end, has_refused;
    const BYTE *kept;
};

static BYTE shared_input[ROOM];

static BYTE *input_of(struct decoder *decoder)
{
    return FAULT == SHARED_MEMORY ? shared_input : decoder->own_input;
}

static HRESULT CALLBACK create(void *context, WS_READ_CALLBACK read, void *state, void **instance, WS_ERROR *error)
{
    (void)context, (void)error;
    if (FAULT == NO_INSTANCE && *instance != NULL)
        return S_OK;
    struct decoder *decoder = calloc(1, sizeof *decoder);
    if (decoder == NULL)
        return E_OUTOFMEMORY;
    decoder->read = read;
    decoder->state = FAULT == BAD_STATE ? decoder : state;
    *instance = decoder;
    return S_OK;
}

static HRESULT CALLBACK start(void *instance, const WS_ASYNC_CONTEXT *context, WS_ERROR *error)
{
    struct decoder *decoder = instance;
    enum phase phase = decoder->machine.phase;
    (void)error;
    if ((FAULT == SECOND_MESSAGE && phase == ENDED) || (FAULT == ABANDONED && phase == RUNNING)
        || (FAULT == FAILURE_STAYS && phase == BROKEN) || (FAULT == CODING_BREAKS && decoder->has_refused))
        return E_FAIL;
    decoder->machine.phase = BEGUN;
    if (FAULT != KEEPS_INPUT)
        decoder->size = decoder->position = 0;
    decoder->total = 0;
    decoder->digit = -1;
    decoder->has_begun = decoder->has_ended = decoder->is_at_end = false;
    decoder->kept = NULL;
    return FAULT == ASYNC_UNASKED && context == NULL ? WS_S_ASYNC : S_OK;
}

static HRESULT CALLBACK get_content_type(void *instance, const WS_STRING *type, const WS_STRING *encoding, WS_STRING *new_type,
                                         WS_ERROR *error)
{
    struct decoder *decoder = instance;
    (void)error;
    if (decoder->machine.phase != BEGUN)
        return E_UNEXPECTED;
    decoder->has_refused = encoding == NULL || encoding->length != 5;
    if (decoder->has_refused && FAULT != CODING_TAKEN)
        return E_NOTIMPL;
    HRESULT result = machine_type(&decoder->machine, type, new_type);
    if (FAULT == CALLS_IN_TYPE && SUCCEEDED(result)) {
        result = decoder->read(decoder->state, input_of(decoder), ROOM, &decoder->size, NULL, NULL);
        decoder->machine.phase = BROKEN;
    }
    if (SUCCEEDED(result))
        decoder->machine.phase = TYPED;
    return result;
}

/* Decodes what there is of input; false: it is not base16. */
static bool decode_input(struct decoder *decoder)
{
    static const char digits[] = "0123456789abcdef";
    const BYTE *input = input_of(decoder);
    while (decoder->position < decoder->size && decoder->given < decoder->room) {
        BYTE byte = input[decoder->position++];
        if (decoder->has_ended || (!decoder->has_begun && byte != 'h'))
            return false;
        if (!decoder->has_begun) {
            decoder->has_begun = true;
        } else if (byte == '.' && decoder->digit < 0) {
            decoder->has_ended = true;
        } else {
            const char *digit = byte != 0 ? strchr(digits, byte) : NULL;
            if (digit == NULL)
                return false;
            if (decoder->digit >= 0)
                decoder->buffer[decoder->given++] = (BYTE)(decoder->digit << 4 | (int)(digit - digits));
            decoder->digit = decoder->digit >= 0 ? -1 : (int)(digit - digits);
        }
    }
    return true;
}

static void *call_source(void *argument)
{
    struct decoder *decoder = argument;
    BYTE room[1];
    ULONG length;
    return (void *)(intptr_t)decoder->read(decoder->state, room, 1, &length, NULL, NULL);
}

static void *call_source_later(void *argument)
{
    struct decoder copy = *(struct decoder *)argument;
    free(argument);
    usleep(5000);
    return call_source(&copy);
}

static HRESULT read_more(struct decoder *decoder)
{
    WS_ASYNC_CONTEXT own;
    ULONG room = FAULT == BAD_BUFFER && decoder->has_ended ? 0 : ROOM;
    pthread_t thread;
    void *other;
    if (FAULT == SHARED_MEMORY)
        usleep(10);
    if (FAULT != CONCURRENT || !decoder->has_ended)
        return decoder->read(decoder->state, input_of(decoder), room, &decoder->got, machine_context(&decoder->machine, &own),
                             NULL);
    /* At the end, where the other call takes nothing away. */
    pthread_create(&thread, NULL, call_source, decoder);
    HRESULT result = decoder->read(decoder->state, input_of(decoder), room, &decoder->got, NULL, NULL);
    pthread_join(thread, &other);
    return FAILED(result) ? result : (HRESULT)(intptr_t)other;
}

static HRESULT done(struct decoder *decoder, bool *is_done, HRESULT result)
{
    *is_done = true;
    if (FAILED(result))
        decoder->machine.phase = BROKEN;
    else
        *decoder->length = decoder->given;
    decoder->total += decoder->given;
    return result;
}

static HRESULT step(struct machine *machine, bool *is_done)
{
    struct decoder *decoder = (struct decoder *)machine;
    if (!decode_input(decoder))
        return done(decoder, is_done, WS_E_INVALID_FORMAT);
    if (decoder->given > 0)
        return done(decoder, is_done, S_OK);
    if (decoder->is_at_end)
        return done(decoder, is_done, decoder->has_ended || FAULT == END_MISSED ? S_OK : WS_E_INVALID_FORMAT);
    HRESULT result = read_more(decoder);
    if (FAULT == BAD_BUFFER && result == E_INVALIDARG) {
        decoder->got = 0;
        return S_OK;
    }
    return result;
}

static void took(struct machine *machine)
{
    struct decoder *decoder = (struct decoder *)machine;
    if (FAULT == SHARED_MEMORY)
        usleep(10);
    if (FAULT == LOSES_WHEN_ASYNC && machine->is_async && decoder->got > 200)
        decoder->got -= 2;
    decoder->size = decoder->got;
    decoder->position = 0;
    decoder->is_at_end = decoder->got == 0;
}

static HRESULT CALLBACK decode(void *instance, void *buffer, ULONG room, ULONG *length, const WS_ASYNC_CONTEXT *context,
                               WS_ERROR *error)
{
    struct decoder *decoder = instance;
    (void)error;
    if (decoder->machine.phase != TYPED && decoder->machine.phase != RUNNING)
        return E_UNEXPECTED;
    if (FAULT != INVALID_READ && (buffer == NULL || room == 0 || length == NULL)) {
        if (FAULT == INVALID_BREAKS)
            decoder->machine.phase = BROKEN;
        return FAULT == INVALID_TAKEN ? S_OK : E_INVALIDARG;
    }
    if (FAULT == SPLIT && room < 8)
        return E_INVALIDARG;
    if (FAULT == KEEPS_BUFFER && decoder->kept != NULL)
        (void)*(volatile const BYTE *)decoder->kept;
    if (FAULT == BEYOND_END)
        (void)((volatile BYTE *)buffer)[room];
    decoder->machine.phase = RUNNING;
    decoder->kept = decoder->buffer = buffer;
    decoder->room = (FAULT == TOO_LONG_SMALL || FAULT == OVERRUN) && room < 8 ? 8 : room;
    decoder->length = length;
    decoder->given = 0;
    decoder->machine.step = step;
    decoder->machine.took = took;
    HRESULT result = machine_run(&decoder->machine, context);
    if (FAULT == OVERRUN && result == S_OK && *length > room)
        *length = room;
    if (FAULT == TOO_LONG && result == S_OK && *length == room)
        *length = room + 1;
    return result;
}

static HRESULT CALLBACK end(void *instance, const WS_ASYNC_CONTEXT *context, WS_ERROR *error)
{
    struct decoder *decoder = instance;
    pthread_t thread;
    (void)context, (void)error;
    if (decoder->machine.phase != RUNNING || !decoder->is_at_end)
        return E_UNEXPECTED;
    if (FAULT == ONE_BYTE_FAILS && decoder->total == 1)
        return E_FAIL;
    if (FAULT == CALLS_LATER) {
        struct decoder *copy = malloc(sizeof *copy);
        memcpy(copy, decoder, sizeof *copy);
        pthread_create(&thread, NULL, call_source_later, copy);
        pthread_detach(thread);
    }
    decoder->machine.phase = ENDED;
    return S_OK;
}

static void CALLBACK destroy(void *instance)
{
    struct decoder *decoder = instance;
    if (FAULT == FREE_CRASHES && decoder->machine.phase == RUNNING)
        abort();
    if (FAULT != FREE_FORGETS && (FAULT != FORGETS_ABANDONED || decoder->machine.phase != RUNNING))
        free(decoder);
}

WS_CHANNEL_DECODER hex_decoder;

void plugin_fill_decoder(void)
{
    hex_decoder = (WS_CHANNEL_DECODER){ NULL,   create, get_content_type, start, decode, FAULT == NO_CALLBACK ? NULL : end,
                                        destroy };
}
