/* An encoder and a decoder of Windows code. Each frame is a length and so many bytes xor 0x5A; one of length 0 is the last.
 * Both give their sink and source asynchronous contexts of their own, so that completions come to Windows code first. */
#include "host.h"

LONG windows_completions, windows_completions_elsewhere;

static WCHAR coding_chars[] = L"windows";

/** Almost any Windows function would do: what matters is that it can be called on this thread. */
static void note_completion(void)
{
    InterlockedIncrement(&windows_completions);
    if (GetCurrentThreadId() != pump_thread)
        InterlockedIncrement(&windows_completions_elsewhere);
    spoil_registers();
}

static void complete(const WS_ASYNC_CONTEXT *context, HRESULT result)
{
    CALL(context->callback, HALF_WORD(result), HALF_WORD(WS_LONG_CALLBACK), WORD(context->callbackState));
}

/* ---- The encoder ---- */

struct encoder {
    WS_WRITE_CALLBACK write;
    void *write_context;
    /** Of the host. */
    WS_ASYNC_CONTEXT pending;
    BYTE *frame;
};

static HRESULT CALLBACK create_encoder(void *context, WS_WRITE_CALLBACK write, void *write_context, void **instance,
                                       WS_ERROR *error)
{
    struct encoder *encoder = calloc(1, sizeof *encoder);
    (void)error;
    CHECK(context == windows_encoder.createContext);
    if (!encoder)
        return E_OUTOFMEMORY;
    encoder->write = write;
    encoder->write_context = write_context;
    *instance = encoder;
    return S_OK;
}

static HRESULT CALLBACK encoder_get_content_type(void *instance, const WS_STRING *type, WS_STRING *new_type,
                                                 WS_STRING *encoding, WS_ERROR *error)
{
    (void)instance, (void)error;
    *new_type = *type;
    encoding->length = sizeof coding_chars / sizeof *coding_chars - 1;
    encoding->chars = coding_chars;
    spoil_registers();
    return S_OK;
}

static HRESULT CALLBACK encoder_start(void *instance, const WS_ASYNC_CONTEXT *asyncContext, WS_ERROR *error)
{
    (void)instance, (void)asyncContext, (void)error;
    spoil_registers();
    return S_OK;
}

static void CALLBACK frame_written(HRESULT result, WS_CALLBACK_MODEL model, void *state)
{
    struct encoder *encoder = state;
    (void)model;
    note_completion();
    complete(&encoder->pending, result);
}

static HRESULT write_frame(struct encoder *encoder, ULONG length, const WS_ASYNC_CONTEXT *asyncContext, WS_ERROR *error)
{
    WS_BYTES frame = { length + sizeof length, encoder->frame };
    WS_ASYNC_CONTEXT own = { frame_written, encoder };
    memcpy(encoder->frame, &length, sizeof length);
    if (asyncContext)
        encoder->pending = *asyncContext;
    return CALL(encoder->write, WORD(encoder->write_context), WORD(&frame), HALF_WORD(1), WORD(asyncContext ? &own : NULL),
                WORD(error));
}

static HRESULT CALLBACK encoder_encode(void *instance, const WS_BYTES *buffers, ULONG count,
                                       const WS_ASYNC_CONTEXT *asyncContext, WS_ERROR *error)
{
    struct encoder *encoder = instance;
    ULONG size = 0;
    for (ULONG i = 0; i < count; i++)
        size += buffers[i].length;
    if (size == 0)
        return S_OK;
    BYTE *frame = realloc(encoder->frame, size + sizeof(ULONG));
    if (!frame)
        return E_OUTOFMEMORY;
    encoder->frame = frame;
    frame += sizeof(ULONG);
    for (ULONG i = 0; i < count; i++)
        for (ULONG j = 0; j < buffers[i].length; j++)
            *frame++ = buffers[i].bytes[j] ^ 0x5A;
    return write_frame(encoder, size, asyncContext, error);
}

static HRESULT CALLBACK encoder_end(void *instance, const WS_ASYNC_CONTEXT *asyncContext, WS_ERROR *error)
{
    struct encoder *encoder = instance;
    BYTE *frame = realloc(encoder->frame, sizeof(ULONG));
    if (!frame)
        return E_OUTOFMEMORY;
    encoder->frame = frame;
    return write_frame(encoder, 0, asyncContext, error);
}

static void CALLBACK free_encoder(void *instance)
{
    struct encoder *encoder = instance;
    free(encoder->frame);
    free(encoder);
    spoil_registers();
}

const WS_CHANNEL_ENCODER windows_encoder = { (void *)0x1234, create_encoder, encoder_get_content_type,
                                             encoder_start,  encoder_encode, encoder_end,
                                             free_encoder };

/* ---- The decoder ---- */

struct decoder {
    WS_READ_CALLBACK read;
    void *read_context;
    BYTE input[5003];
    ULONG available, position;
    /** Of the frame. */
    BYTE header[sizeof(ULONG)];
    ULONG header_size, left;
    bool has_ended, is_drained;
    /* The call under way. */
    BYTE *target;
    ULONG max_length;
    ULONG *length;
    bool is_async;
    WS_ASYNC_CONTEXT pending;
    WS_ERROR *error;
};

static HRESULT CALLBACK create_decoder(void *context, WS_READ_CALLBACK read, void *read_context, void **instance,
                                       WS_ERROR *error)
{
    struct decoder *decoder = calloc(1, sizeof *decoder);
    (void)error;
    CHECK(context == windows_decoder.createContext);
    if (!decoder)
        return E_OUTOFMEMORY;
    decoder->read = read;
    decoder->read_context = read_context;
    *instance = decoder;
    return S_OK;
}

static HRESULT CALLBACK decoder_start(void *instance, const WS_ASYNC_CONTEXT *asyncContext, WS_ERROR *error)
{
    struct decoder *decoder = instance;
    (void)asyncContext, (void)error;
    decoder->available = decoder->position = decoder->header_size = decoder->left = 0;
    decoder->has_ended = decoder->is_drained = false;
    spoil_registers();
    return S_OK;
}

static HRESULT CALLBACK decoder_get_content_type(void *instance, const WS_STRING *type, const WS_STRING *encoding,
                                                 WS_STRING *new_type, WS_ERROR *error)
{
    (void)instance, (void)error;
    if (!encoding || encoding->length != sizeof coding_chars / sizeof *coding_chars - 1
        || memcmp(encoding->chars, coding_chars, encoding->length * sizeof(WCHAR)) != 0)
        return WS_E_NOT_SUPPORTED;
    *new_type = *type;
    return S_OK;
}

/** Gives what the input at hand has; 0 if that is used up or the message has ended. */
static ULONG unpack(struct decoder *decoder)
{
    ULONG given = 0;
    while (given < decoder->max_length && decoder->position < decoder->available && !decoder->has_ended) {
        BYTE byte = decoder->input[decoder->position++];
        if (decoder->left > 0) {
            decoder->target[given++] = byte ^ 0x5A;
            decoder->left--;
            continue;
        }
        decoder->header[decoder->header_size++] = byte;
        if (decoder->header_size < sizeof decoder->header)
            continue;
        memcpy(&decoder->left, decoder->header, sizeof decoder->left);
        decoder->header_size = 0;
        decoder->has_ended = decoder->left == 0;
    }
    return given;
}

/** The source has given something. */
static HRESULT take_input(struct decoder *decoder)
{
    decoder->position = 0;
    decoder->is_drained = decoder->available == 0;
    return decoder->is_drained == decoder->has_ended ? S_OK : (HRESULT)WS_E_INVALID_FORMAT;
}

static void CALLBACK input_read(HRESULT result, WS_CALLBACK_MODEL model, void *state);

static HRESULT pull(struct decoder *decoder)
{
    while (true) {
        ULONG given = unpack(decoder);
        if (given > 0 || decoder->is_drained) {
            *decoder->length = given;
            return S_OK;
        }
        if (decoder->has_ended && decoder->position < decoder->available)
            return WS_E_INVALID_FORMAT;
        WS_ASYNC_CONTEXT own = { input_read, decoder };
        /* If this returns WS_S_ASYNC, another thread may be in input_read already. */
        HRESULT hr = CALL(decoder->read, WORD(decoder->read_context), WORD(decoder->input), HALF_WORD(sizeof decoder->input),
                          WORD(&decoder->available), WORD(decoder->is_async ? &own : NULL), WORD(decoder->error));
        if (hr == (HRESULT)WS_S_ASYNC || FAILED(hr) || FAILED(hr = take_input(decoder)))
            return hr;
    }
}

static void CALLBACK input_read(HRESULT result, WS_CALLBACK_MODEL model, void *state)
{
    struct decoder *decoder = state;
    (void)model;
    note_completion();
    if (SUCCEEDED(result))
        result = take_input(decoder);
    if (SUCCEEDED(result))
        result = pull(decoder);
    if (result != (HRESULT)WS_S_ASYNC)
        complete(&decoder->pending, result);
}

static HRESULT CALLBACK decoder_decode(void *instance, void *buffer, ULONG max_length, ULONG *length,
                                       const WS_ASYNC_CONTEXT *asyncContext, WS_ERROR *error)
{
    struct decoder *decoder = instance;
    decoder->target = buffer;
    decoder->max_length = max_length;
    decoder->length = length;
    decoder->error = error;
    decoder->is_async = asyncContext != NULL;
    if (asyncContext)
        decoder->pending = *asyncContext;
    return pull(decoder);
}

static HRESULT CALLBACK decoder_end(void *instance, const WS_ASYNC_CONTEXT *asyncContext, WS_ERROR *error)
{
    struct decoder *decoder = instance;
    (void)asyncContext, (void)error;
    return decoder->is_drained ? S_OK : (HRESULT)WS_E_INVALID_OPERATION;
}

static void CALLBACK free_decoder(void *instance)
{
    free(instance);
    spoil_registers();
}

const WS_CHANNEL_DECODER windows_decoder = { (void *)0x5678, create_decoder, decoder_get_content_type,
                                             decoder_start,  decoder_decode, decoder_end,
                                             free_decoder };
