/* Linux code as a user of codecs that are registered by name, whoever wrote them: it encodes a message and decodes it again
 * through native tables, and looks at the registers that its own calling convention has preserved. */
#include "linux_side.h"
#include "message.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

static const WS_STRING soap = WS_STRING_VALUE(u"application/soap+xml");

/** A host: its sink, its source and the call that it waits for. */
struct host {
    bool is_async;
    /** The sink says WS_S_ASYNC and keeps in `held` what it has to complete. */
    bool is_held;
    WS_ASYNC_CONTEXT held;
    WS_ERROR *error;
    bool had_other_error;
    /** What the sink was given and the source gives. */
    BYTE *wire;
    size_t wire_size, wire_capacity, wire_position;
    WS_ASYNC_CONTEXT completion;
    pthread_mutex_t mutex;
    pthread_cond_t completed;
    bool is_completed;
    HRESULT result;
};

static atomic_int lost_registers;

void report_lost_registers(const char *function)
{
    fprintf(stderr, "# %s did not preserve its Linux caller's registers\n", function);
    atomic_fetch_add(&lost_registers, 1);
}

static HRESULT answer(struct host *host, const WS_ASYNC_CONTEXT *asyncContext, WS_ERROR *error)
{
    if (error != host->error || (asyncContext != NULL) != host->is_async)
        host->had_other_error = true;
    spoil_registers();
    if (!asyncContext)
        return S_OK;
    if (host->is_held)
        host->held = *asyncContext;
    else
        complete_later(asyncContext, S_OK);
    return WS_S_ASYNC;
}

static HRESULT write_wire(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *asyncContext,
                          WS_ERROR *error)
{
    struct host *host = state;
    for (ULONG i = 0; i < count; i++) {
        if (host->wire_size + buffers[i].length > host->wire_capacity) {
            host->wire_capacity = 2 * (host->wire_size + buffers[i].length);
            host->wire = realloc(host->wire, host->wire_capacity);
            if (!host->wire)
                abort();
        }
        memcpy(host->wire + host->wire_size, buffers[i].bytes, buffers[i].length);
        host->wire_size += buffers[i].length;
    }
    return answer(host, asyncContext, error);
}

static HRESULT read_wire(void *state, void *bytes, ULONG max_size, ULONG *actual_size, const WS_ASYNC_CONTEXT *asyncContext,
                         WS_ERROR *error)
{
    struct host *host = state;
    size_t size = host->wire_size - host->wire_position;
    if (size > max_size)
        size = max_size;
    memcpy(bytes, host->wire + host->wire_position, size);
    host->wire_position += size;
    *actual_size = (ULONG)size;
    return answer(host, asyncContext, error);
}

static void completed(HRESULT result, WS_CALLBACK_MODEL model, void *state)
{
    struct host *host = state;
    (void)model;
    pthread_mutex_lock(&host->mutex);
    host->result = result;
    host->is_completed = true;
    pthread_cond_signal(&host->completed);
    pthread_mutex_unlock(&host->mutex);
}

static void open_host(struct host *host)
{
    pthread_mutex_init(&host->mutex, NULL);
    pthread_cond_init(&host->completed, NULL);
    host->completion.callback = completed;
    host->completion.callbackState = host;
    host->error = BridgeCreateError();
}

static void close_host(struct host *host)
{
    pthread_cond_destroy(&host->completed);
    pthread_mutex_destroy(&host->mutex);
    free(host->wire);
    BridgeFreeError(host->error);
}

/** Waits if the call returned WS_S_ASYNC; only a completion on the pump's thread can wake it. */
static HRESULT result_of(struct host *host, HRESULT returned)
{
    if (returned != WS_S_ASYNC)
        return returned;
    pthread_mutex_lock(&host->mutex);
    while (!host->is_completed)
        pthread_cond_wait(&host->completed, &host->mutex);
    host->is_completed = false;
    pthread_mutex_unlock(&host->mutex);
    return host->result;
}

static HRESULT encode(struct host *host, const WS_CHANNEL_ENCODER *table, const WS_BYTES *message, WS_STRING *encoding,
                      WCHAR *encoding_chars)
{
    const WS_ASYNC_CONTEXT *asyncContext = host->is_async ? &host->completion : NULL;
    void *encoder = NULL;
    WS_STRING type;
    HRESULT hr = CALL(table->createEncoderCallback, WORD(table->createContext), WORD(write_wire), WORD(host), WORD(&encoder),
                      WORD(host->error));
    if (FAILED(hr))
        return hr;
    hr = CALL(table->encoderGetContentTypeCallback, WORD(encoder), WORD(&soap), WORD(&type), WORD(encoding), WORD(host->error));
    if (SUCCEEDED(hr)) {
        memcpy(encoding_chars, encoding->chars, encoding->length * sizeof(WCHAR));
        encoding->chars = encoding_chars;
        hr = result_of(host, CALL(table->encoderStartCallback, WORD(encoder), WORD(asyncContext), WORD(host->error)));
    }
    for (ULONG position = 0; SUCCEEDED(hr) && position < message->length;) {
        ULONG part = message->length - position < 20001 ? message->length - position : 20001;
        WS_BYTES buffers[2] = { { part / 3, message->bytes + position },
                                { part - part / 3, message->bytes + position + part / 3 } };
        hr = result_of(host, CALL(table->encoderEncodeCallback, WORD(encoder), WORD(buffers), HALF_WORD(2), WORD(asyncContext),
                                  WORD(host->error)));
        position += part;
    }
    if (SUCCEEDED(hr))
        hr = result_of(host, CALL(table->encoderEndCallback, WORD(encoder), WORD(asyncContext), WORD(host->error)));
    CALL(table->freeEncoderCallback, WORD(encoder));
    return hr;
}

/** Compares with the message as it comes. */
static HRESULT decode(struct host *host, const WS_CHANNEL_DECODER *table, const WS_BYTES *message, const WS_STRING *encoding)
{
    const WS_ASYNC_CONTEXT *asyncContext = host->is_async ? &host->completion : NULL;
    void *decoder = NULL;
    WS_STRING type;
    BYTE part[7001];
    ULONG length = 1, position = 0;
    HRESULT hr = CALL(table->createDecoderCallback, WORD(table->createContext), WORD(read_wire), WORD(host), WORD(&decoder),
                      WORD(host->error));
    if (FAILED(hr))
        return hr;
    hr = result_of(host, CALL(table->decoderStartCallback, WORD(decoder), WORD(asyncContext), WORD(host->error)));
    if (SUCCEEDED(hr))
        hr = CALL(table->decoderGetContentTypeCallback, WORD(decoder), WORD(&soap), WORD(encoding), WORD(&type),
                  WORD(host->error));
    while (SUCCEEDED(hr) && length > 0) {
        hr = result_of(host, CALL(table->decoderDecodeCallback, WORD(decoder), WORD(part), HALF_WORD(sizeof part),
                                  WORD(&length), WORD(asyncContext), WORD(host->error)));
        if (SUCCEEDED(hr) && (length > message->length - position || memcmp(part, message->bytes + position, length) != 0))
            hr = E_UNEXPECTED;
        position += length;
    }
    if (SUCCEEDED(hr))
        hr = position == message->length
                 ? result_of(host, CALL(table->decoderEndCallback, WORD(decoder), WORD(asyncContext), WORD(host->error)))
                 : E_UNEXPECTED;
    CALL(table->freeDecoderCallback, WORD(decoder));
    return hr;
}

static HRESULT exchange(struct host *host, const char *codec, const WS_BYTES *message, const char **stage)
{
    WS_CHANNEL_ENCODER encoder = { 0 };
    WS_CHANNEL_DECODER decoder = { 0 };
    WCHAR encoding_chars[64];
    WS_STRING encoding;
    *stage = "creating the tables";
    HRESULT hr = WseCreateChannelEncoder(codec, NULL, 0, &encoder, host->error);
    if (SUCCEEDED(hr))
        hr = WseCreateChannelDecoder(codec, NULL, 0, &decoder, host->error);
    if (SUCCEEDED(hr)) {
        *stage = "encoding";
        hr = encode(host, &encoder, message, &encoding, encoding_chars);
    }
    if (SUCCEEDED(hr)) {
        *stage = "decoding";
        hr = decode(host, &decoder, message, &encoding);
    }
    WseFreeChannelEncoder(&encoder);
    WseFreeChannelDecoder(&decoder);
    return hr;
}

/** The encoder is freed while its sink has not completed. */
static HRESULT abandon(struct host *host, const WS_CHANNEL_ENCODER *table, const WS_BYTES *message)
{
    void *encoder = NULL;
    WS_STRING type, encoding;
    HRESULT hr = table->createEncoderCallback(table->createContext, write_wire, host, &encoder, host->error);
    if (FAILED(hr))
        return hr;
    hr = table->encoderGetContentTypeCallback(encoder, &soap, &type, &encoding, host->error);
    if (SUCCEEDED(hr))
        hr = table->encoderStartCallback(encoder, NULL, host->error);
    if (hr == S_OK)
        hr = table->encoderEncodeCallback(encoder, message, 1, &host->completion, host->error);
    if (hr == S_OK)
        hr = table->encoderEndCallback(encoder, &host->completion, host->error);
    CALL(table->freeEncoderCallback, WORD(encoder));
    if (hr != WS_S_ASYNC)
        return hr;
    complete_later(&host->held, S_OK);
    return result_of(host, hr);
}

HRESULT BRIDGE_CALL BridgeAbandon(const char *codec)
{
    struct host host = { .is_async = true, .is_held = true };
    WS_BYTES message = { 50000, make_message(50000, 0) };
    WS_CHANNEL_ENCODER table = { 0 };
    open_host(&host);
    HRESULT hr = WseCreateChannelEncoder(codec, NULL, 0, &table, host.error);
    if (SUCCEEDED(hr))
        hr = abandon(&host, &table, &message);
    WseFreeChannelEncoder(&table);
    close_host(&host);
    free(message.bytes);
    return hr;
}

HRESULT BRIDGE_CALL BridgeExchange(const char *codec, enum manner manner, ULONG size, char *report, ULONG report_size)
{
    struct host host = { .is_async = manner == LATER };
    WS_BYTES message = { size, make_message(size, size) };
    const char *stage = NULL;
    char text[200];
    open_host(&host);
    int lost_before = atomic_load(&lost_registers);
    HRESULT hr = exchange(&host, codec, &message, &stage);
    if (FAILED(hr)) {
        BridgeTakeErrorText(host.error, text, sizeof text);
        snprintf(report, report_size, "%s: 0x%08x %s", stage, (unsigned)hr, text);
    } else if (host.had_other_error || host.wire_size == 0) {
        snprintf(report, report_size, "sink or source got other arguments than the caller gave");
        hr = E_UNEXPECTED;
    } else if (lost_before != atomic_load(&lost_registers)) {
        snprintf(report, report_size, "registers were not preserved");
        hr = E_UNEXPECTED;
    }
    close_host(&host);
    free(message.bytes);
    return hr;
}
