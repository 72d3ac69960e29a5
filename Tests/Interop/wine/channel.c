/* The Windows program as a host: sinks, sources, and messages run through the Win64 tables of libwsencoder. */
#include "host.h"

static WCHAR soap_chars[] = L"application/soap+xml; charset=utf-8";
static const WS_STRING soap = { sizeof soap_chars / sizeof *soap_chars - 1, soap_chars };

static DWORD WINAPI run_completer(void *state)
{
    struct channel *channel = state;
    while (WaitForSingleObject(channel->work, INFINITE) == WAIT_OBJECT_0 && !channel->is_stopping) {
        CALL(channel->completing.callback, HALF_WORD(channel->completing_result), HALF_WORD(WS_LONG_CALLBACK),
             WORD(channel->completing.callbackState));
        if (channel->manner == BEFORE_RETURN)
            SetEvent(channel->done);
    }
    return 0;
}

static void CALLBACK channel_completed(HRESULT result, WS_CALLBACK_MODEL model, void *state)
{
    struct channel *channel = state;
    CHECK(model == WS_SHORT_CALLBACK || model == WS_LONG_CALLBACK);
    channel->result = result;
    channel->completions++;
    channel->completions_elsewhere += GetCurrentThreadId() != pump_thread;
    InterlockedIncrement(&channel->callbacks);
    spoil_registers();
    SetEvent(channel->completed);
}

void channel_open(struct channel *channel, enum manner manner, WS_ERROR *error)
{
    memset(channel, 0, sizeof *channel);
    channel->manner = manner;
    channel->error = error;
    channel->context.callback = channel_completed;
    channel->context.callbackState = channel;
    channel->completed = CreateEventA(NULL, FALSE, FALSE, NULL);
    if (manner == SYNCHRONOUSLY)
        return;
    channel->work = CreateEventA(NULL, FALSE, FALSE, NULL);
    channel->done = CreateEventA(NULL, FALSE, FALSE, NULL);
    channel->completer = CreateThread(NULL, 0, run_completer, channel, 0, NULL);
}

void channel_close(struct channel *channel)
{
    if (channel->completer) {
        channel->is_stopping = true;
        SetEvent(channel->work);
        CHECK(WaitForSingleObject(channel->completer, 30000) == WAIT_OBJECT_0);
        CloseHandle(channel->completer);
        CloseHandle(channel->work);
        CloseHandle(channel->done);
    }
    CHECK(channel->callbacks == 0);
    CloseHandle(channel->completed);
    free(channel->wire);
}

/** How sink and source end a call. */
static HRESULT answer(struct channel *channel, const WS_ASYNC_CONTEXT *asyncContext, WS_ERROR *error)
{
    CHECK(error == channel->error);
    CHECK(!asyncContext || channel->manner != SYNCHRONOUSLY);
    HRESULT result = ++channel->calls == channel->fail_at ? channel->failure : S_OK;
    if (FAILED(result) && error)
        BridgeAddErrorText(error, "the sink or source of the Windows program failed");
    spoil_registers();
    if (!asyncContext)
        return result;
    bool waits = channel->manner == BEFORE_RETURN;
    channel->completing = *asyncContext;
    channel->completing_result = result;
    if (channel->is_held)
        return WS_S_ASYNC;
    SetEvent(channel->work);
    if (waits)
        CHECK(WaitForSingleObject(channel->done, 30000) == WAIT_OBJECT_0);
    return WS_S_ASYNC;
}

HRESULT CALLBACK channel_write(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *asyncContext,
                               WS_ERROR *error)
{
    struct channel *channel = state;
    for (ULONG i = 0; i < count; i++) {
        if (channel->wire_size + buffers[i].length > channel->wire_capacity) {
            channel->wire_capacity = 2 * (channel->wire_size + buffers[i].length);
            channel->wire = realloc(channel->wire, channel->wire_capacity);
            if (!channel->wire)
                abort();
        }
        memcpy(channel->wire + channel->wire_size, buffers[i].bytes, buffers[i].length);
        channel->wire_size += buffers[i].length;
    }
    return answer(channel, asyncContext, error);
}

HRESULT CALLBACK channel_read(void *state, void *bytes, ULONG max_size, ULONG *actual_size,
                              const WS_ASYNC_CONTEXT *asyncContext, WS_ERROR *error)
{
    struct channel *channel = state;
    size_t size = channel->wire_size - channel->wire_position;
    /* Often less than is asked for. */
    if (size > 10007)
        size = 10007;
    if (size > max_size)
        size = max_size;
    memcpy(bytes, channel->wire + channel->wire_position, size);
    channel->wire_position += size;
    *actual_size = (ULONG)size;
    return answer(channel, asyncContext, error);
}

void channel_let_go(struct channel *channel)
{
    channel->is_held = false;
    SetEvent(channel->work);
}

const WS_ASYNC_CONTEXT *channel_context(struct channel *channel)
{
    return channel->manner == SYNCHRONOUSLY ? NULL : &channel->context;
}

HRESULT channel_result(struct channel *channel, HRESULT returned)
{
    if (returned != (HRESULT)WS_S_ASYNC)
        return returned;
    CHECK(channel->manner != SYNCHRONOUSLY);
    if (!CHECK(WaitForSingleObject(channel->completed, 30000) == WAIT_OBJECT_0)) {
        /* The instance is in an unknown state: nothing can be told any more. */
        report("an asynchronous call completes");
        exit(1);
    }
    CHECK(InterlockedExchange(&channel->callbacks, 0) == 1);
    CHECK(channel->result != (HRESULT)WS_S_ASYNC);
    return channel->result;
}

HRESULT channel_send(struct channel *channel, const WS_CHANNEL_ENCODER *table, void *encoder, const WS_BYTES *message,
                     WS_STRING *encoding)
{
    const WS_ASYNC_CONTEXT *asyncContext = channel_context(channel);
    WS_STRING type = { 0, NULL }, given = { 0, NULL };
    channel->wire_size = channel->wire_position = 0;
    HRESULT hr = CALL(table->encoderGetContentTypeCallback, WORD(encoder), WORD(&soap), WORD(&type), WORD(&given),
                      WORD(channel->error));
    if (FAILED(hr))
        return hr;
    CHECK(type.length == soap.length && memcmp(type.chars, soap.chars, soap.length * sizeof(WCHAR)) == 0);
    encoding->length = given.length;
    memcpy(encoding->chars, given.chars, given.length * sizeof(WCHAR));
    hr = channel_result(channel, CALL(table->encoderStartCallback, WORD(encoder), WORD(asyncContext), WORD(channel->error)));
    for (ULONG position = 0; SUCCEEDED(hr) && position < message->length;) {
        ULONG part = message->length - position < 50001 ? message->length - position : 50001;
        WS_BYTES buffers[] = { { part / 2, message->bytes + position },
                               { 0, NULL },
                               { part - part / 2, message->bytes + position + part / 2 } };
        hr = channel_result(channel, CALL(table->encoderEncodeCallback, WORD(encoder), WORD(buffers), HALF_WORD(3),
                                          WORD(asyncContext), WORD(channel->error)));
        position += part;
    }
    if (SUCCEEDED(hr))
        hr = channel_result(channel, CALL(table->encoderEndCallback, WORD(encoder), WORD(asyncContext), WORD(channel->error)));
    return hr;
}

HRESULT channel_receive(struct channel *channel, const WS_CHANNEL_DECODER *table, void *decoder, const WS_BYTES *message,
                        const WS_STRING *encoding)
{
    const WS_ASYNC_CONTEXT *asyncContext = channel_context(channel);
    WS_STRING type = { 0, NULL };
    BYTE part[8191];
    ULONG length = 1, position = 0;
    channel->wire_position = 0;
    HRESULT hr = channel_result(channel,
                                CALL(table->decoderStartCallback, WORD(decoder), WORD(asyncContext), WORD(channel->error)));
    if (SUCCEEDED(hr))
        hr = CALL(table->decoderGetContentTypeCallback, WORD(decoder), WORD(&soap), WORD(encoding), WORD(&type),
                  WORD(channel->error));
    while (SUCCEEDED(hr) && length > 0) {
        hr = channel_result(channel, CALL(table->decoderDecodeCallback, WORD(decoder), WORD(part), HALF_WORD(sizeof part),
                                          WORD(&length), WORD(asyncContext), WORD(channel->error)));
        if (FAILED(hr) || !CHECK(length <= message->length - position))
            break;
        CHECK(memcmp(part, message->bytes + position, length) == 0);
        position += length;
    }
    if (FAILED(hr))
        return hr;
    CHECK(position == message->length);
    return channel_result(channel, CALL(table->decoderEndCallback, WORD(decoder), WORD(asyncContext), WORD(channel->error)));
}

HRESULT channel_exchange(struct channel *channel, const WS_CHANNEL_ENCODER *encoder_table,
                         const WS_CHANNEL_DECODER *decoder_table, const WS_BYTES *message)
{
    void *encoder = NULL, *decoder = NULL;
    WCHAR encoding_chars[64];
    WS_STRING encoding = { 0, encoding_chars };
    HRESULT hr = CALL(encoder_table->createEncoderCallback, WORD(encoder_table->createContext), WORD(channel_write),
                      WORD(channel), WORD(&encoder), WORD(channel->error));
    if (SUCCEEDED(hr)) {
        hr = channel_send(channel, encoder_table, encoder, message, &encoding);
        CALL(encoder_table->freeEncoderCallback, WORD(encoder));
    }
    if (SUCCEEDED(hr))
        hr = CALL(decoder_table->createDecoderCallback, WORD(decoder_table->createContext), WORD(channel_read), WORD(channel),
                  WORD(&decoder), WORD(channel->error));
    if (SUCCEEDED(hr)) {
        hr = channel_receive(channel, decoder_table, decoder, message, &encoding);
        CALL(decoder_table->freeDecoderCallback, WORD(decoder));
    }
    return hr;
}
