/* Encodes a message with the callbacks of an encoder. */
#include "message.h"

static HRESULT CALLBACK write_encoded(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                                      WS_ERROR *error)
{
    (void)context; /* this call always completes before it returns */
    for (ULONG index = 0; index < count; index++) {
        HRESULT result = message_write(state, buffers[index].bytes, buffers[index].length, error);
        if (FAILED(result))
            return result;
    }
    return S_OK;
}

static HRESULT encode_body(struct message *message, const WS_CHANNEL_ENCODER *encoder, void *instance)
{
    WS_BYTES part = { 0, message->buffer };
    HRESULT result = encoder->encoderStartCallback(instance, NULL, message->error);
    while (SUCCEEDED(result)) {
        result = message_read(message, part.bytes, BUFFER_SIZE, &part.length, message->error);
        if (FAILED(result) || part.length == 0)
            break;
        result = encoder->encoderEncodeCallback(instance, &part, 1, NULL, message->error);
        if (SUCCEEDED(result) && message->options->flushes)
            result = WseEncoderFlush(instance, NULL, message->error);
    }
    return FAILED(result) ? result : encoder->encoderEndCallback(instance, NULL, message->error);
}

static HRESULT encode(struct message *message, const WS_CHANNEL_ENCODER *encoder, void *instance)
{
    WS_STRING content_type, content_encoding;
    HRESULT result = encoder->encoderGetContentTypeCallback(instance, &message->options->content_type, &content_type,
                                                            &content_encoding, message->error);
    if (SUCCEEDED(result))
        result = message_print_headers(message, &content_type, &content_encoding);
    if (SUCCEEDED(result))
        result = message_open_output(message);
    if (SUCCEEDED(result))
        result = encode_body(message, encoder, instance);
    return FAILED(result) ? result : message_commit_output(message);
}

enum status message_encode(struct message *message)
{
    const struct properties *properties = &message->options->properties;
    WS_CHANNEL_ENCODER encoder;
    void *instance = NULL;
    HRESULT result = WseCreateChannelEncoder(message->options->codec, properties->list, properties->count, &encoder,
                                             message->error);
    if (FAILED(result))
        return message_refused(message, result);
    result = encoder.createEncoderCallback(encoder.createContext, write_encoded, message, &instance, message->error);
    if (SUCCEEDED(result)) {
        result = encode(message, &encoder, instance);
        encoder.freeEncoderCallback(instance);
    }
    WseFreeChannelEncoder(&encoder);
    return FAILED(result) ? message_failed(message, result) : STATUS_SUCCESS;
}
