/*
 * Loads a plug-in and sends a message through a codec or chain of it: in one call, and asynchronously, with a sink that
 * completes each write on a thread of its own.
 *
 *   cc -o use_transform use_transform.c $(pkg-config --cflags --libs wsencoder) -lpthread
 *   ./use_transform ./liblz4codec.so lz4,gzip
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wsencoder.h>

static WS_ERROR *error;

/* Ends the program, with what the library says, if a call has failed. */
static void must(HRESULT result, const char *what)
{
    char line[500];
    if (SUCCEEDED(result))
        return;
    WseFormatError(error, line, sizeof line);
    fprintf(stderr, "%s failed with 0x%08X: %s\n", what, (unsigned)result, line);
    exit(1);
}

/* ---- A sink that takes a while ---- */

struct sink {
    WSE_BUFFER *buffer;
    const WS_BYTES *buffers; /* the write that is under way */
    ULONG count;
    WS_ASYNC_CONTEXT completion;
    int writes;
};

static void *write_later(void *argument)
{
    struct sink *sink = argument;
    WS_ASYNC_CONTEXT completion = sink->completion;
    HRESULT result = WseBufferWrite(sink->buffer, sink->buffers, sink->count, NULL, NULL);
    completion.callback(result, WS_LONG_CALLBACK, completion.callbackState);
    return NULL;
}

static HRESULT CALLBACK write_bytes(void *context, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *asyncContext,
                                    WS_ERROR *ignored)
{
    struct sink *sink = context;
    pthread_t thread;
    (void)ignored;
    sink->writes++;
    if (asyncContext == NULL)
        return WseBufferWrite(sink->buffer, buffers, count, NULL, NULL);
    sink->buffers = buffers;
    sink->count = count;
    sink->completion = *asyncContext;
    if (pthread_create(&thread, NULL, write_later, sink) != 0)
        return E_OUTOFMEMORY;
    pthread_detach(thread);
    return WS_S_ASYNC;
}

/* ---- Waiting for an asynchronous call ---- */

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static HRESULT outcome = WS_S_ASYNC;

static void CALLBACK completed(HRESULT result, WS_CALLBACK_MODEL model, void *state)
{
    (void)model, (void)state;
    pthread_mutex_lock(&mutex);
    outcome = result;
    pthread_cond_signal(&changed);
    pthread_mutex_unlock(&mutex);
}

static HRESULT wait_for(HRESULT result)
{
    if (result != WS_S_ASYNC)
        return result;
    pthread_mutex_lock(&mutex);
    while (outcome == WS_S_ASYNC)
        pthread_cond_wait(&changed, &mutex);
    result = outcome;
    outcome = WS_S_ASYNC;
    pthread_mutex_unlock(&mutex);
    return result;
}

/* ---- The message ---- */

static int encode_asynchronously(const WS_CHANNEL_ENCODER *encoder, WS_BYTES message, WSE_BUFFER *wire)
{
    static const WS_ASYNC_CONTEXT context = { completed, NULL };
    struct sink sink = { .buffer = wire };
    WS_STRING type = { 0, NULL }, coding;
    void *instance;
    must(encoder->createEncoderCallback(encoder->createContext, write_bytes, &sink, &instance, error), "create");
    must(encoder->encoderGetContentTypeCallback(instance, &type, &type, &coding, error), "get content type");
    must(wait_for(encoder->encoderStartCallback(instance, &context, error)), "start");
    must(wait_for(encoder->encoderEncodeCallback(instance, &message, 1, &context, error)), "encode");
    must(wait_for(encoder->encoderEndCallback(instance, &context, error)), "end");
    encoder->freeEncoderCallback(instance);
    return sink.writes;
}

static WS_BYTES content(const WSE_BUFFER *buffer)
{
    const BYTE *bytes;
    ULONGLONG size;
    must(WseGetBufferBytes(buffer, &bytes, &size), "get buffer bytes");
    return (WS_BYTES){ (ULONG)size, (BYTE *)bytes };
}

int main(int count, char **arguments)
{
    static BYTE bytes[1000000];
    static const char line[] = "a message that says the same again and again, and a number: ";
    WS_BYTES message = { sizeof bytes, bytes };
    WS_CHANNEL_ENCODER encoder;
    WS_CHANNEL_DECODER decoder;
    if (count != 3) {
        fprintf(stderr, "usage: use_transform PLUGIN CODEC\n");
        return 2;
    }
    for (unsigned i = 0, random = 1; i < sizeof bytes; i++, random = random * 1103515245 + 12345)
        bytes[i] = i % 80 < sizeof line - 1 ? (BYTE)line[i % 80] : (BYTE)(random >> 16);
    must(WsCreateError(NULL, 0, &error), "create error");
    must(WseLoadPlugin(arguments[1], error), arguments[1]);
    must(WseCreateChannelEncoder(arguments[2], NULL, 0, &encoder, error), "create encoder");
    must(WseCreateChannelDecoder(arguments[2], NULL, 0, &decoder, error), "create decoder");
    for (int is_asynchronous = 0; is_asynchronous < 2; is_asynchronous++) {
        WSE_BUFFER *wire, *back, *labels;
        WS_STRING type, coding;
        int writes = 0;
        must(WseCreateBuffer(0, &wire, error), "create buffer");
        must(WseCreateBuffer(0, &back, error), "create buffer");
        must(WseCreateBuffer(0, &labels, error), "create buffer");
        must(WseEncodeMessage(&encoder, NULL, &message, 1, labels, &type, &coding, error), "encode");
        if (is_asynchronous)
            writes = encode_asynchronously(&encoder, message, wire);
        else
            must(WseEncodeMessage(&encoder, NULL, &message, 1, wire, NULL, NULL, error), "encode");
        WS_BYTES encoded = content(wire);
        must(WseDecodeMessage(&decoder, &type, &coding, &encoded, 1, back, NULL, error), "decode");
        WS_BYTES decoded = content(back);
        if (decoded.length != message.length || memcmp(decoded.bytes, message.bytes, message.length) != 0) {
            fprintf(stderr, "%s: not what it was\n", arguments[2]);
            return 1;
        }
        printf("%s: %u bytes in %u, ", arguments[2], (unsigned)message.length, (unsigned)encoded.length);
        printf(is_asynchronous ? "%d asynchronous writes\n" : "in one call\n", writes);
        WseFreeBuffer(wire);
        WseFreeBuffer(back);
        WseFreeBuffer(labels);
    }
    WseFreeChannelEncoder(&encoder);
    WseFreeChannelDecoder(&decoder);
    WsFreeError(error);
    return 0;
}
