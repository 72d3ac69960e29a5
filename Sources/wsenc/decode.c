/* Decodes a message with the callbacks of a decoder. */
#include "message.h"

#include <string.h>

static HRESULT CALLBACK read_encoded(void *state, void *bytes, ULONG room, ULONG *count, const WS_ASYNC_CONTEXT *context,
                                     WS_ERROR *error)
{
    (void)context; /* this call always completes before it returns */
    return message_read(state, bytes, room, count, error);
}

static HRESULT CALLBACK write_nothing(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                                      WS_ERROR *error)
{
    (void)state, (void)buffers, (void)count, (void)context, (void)error;
    return S_OK;
}

static HRESULT decode_body(struct message *message, const WS_CHANNEL_DECODER *decoder, void *instance)
{
    for (;;) {
        ULONG length = 0;
        HRESULT result = decoder->decoderDecodeCallback(instance, message->buffer, BUFFER_SIZE, &length, NULL, message->error);
        if (FAILED(result))
            return result;
        if (length == 0)
            return decoder->decoderEndCallback(instance, NULL, message->error);
        result = message_write(message, message->buffer, length, message->error);
        if (FAILED(result))
            return result;
    }
}

static HRESULT decode(struct message *message, const WS_CHANNEL_DECODER *decoder, void *instance, const WS_STRING *encoded_type,
                      const WS_STRING *content_encoding)
{
    WS_STRING content_type;
    HRESULT result = decoder->decoderStartCallback(instance, NULL, message->error);
    if (SUCCEEDED(result))
        result = decoder->decoderGetContentTypeCallback(instance, encoded_type, content_encoding, &content_type,
                                                        message->error);
    if (SUCCEEDED(result))
        result = message_print_headers(message, &content_type, NULL);
    if (SUCCEEDED(result))
        result = message_open_output(message);
    if (SUCCEEDED(result))
        result = decode_body(message, decoder, instance);
    return FAILED(result) ? result : message_commit_output(message);
}

static HRESULT decode_with(struct message *message, const WS_CHANNEL_DECODER *decoder, const WS_STRING *encoded_type,
                           const WS_STRING *content_encoding)
{
    void *instance = NULL;
    HRESULT result = decoder->createDecoderCallback(decoder->createContext, read_encoded, message, &instance, message->error);
    if (FAILED(result))
        return result;
    result = decode(message, decoder, instance, encoded_type, content_encoding);
    decoder->freeDecoderCallback(instance);
    return result;
}

/**
 * Without the parameters that an encoder has given a type of its own: they may be those of one message, as a boundary is, and
 * the decoder finds in the message what they say. The type of the message itself stays as it is.
 */
static WS_STRING expected_type(WS_STRING encoded, const WS_STRING *plain)
{
    if (encoded.length == plain->length && memcmp(encoded.chars, plain->chars, encoded.length * sizeof(WCHAR)) == 0)
        return encoded;
    for (ULONG i = 0; i < encoded.length; i++)
        if (encoded.chars[i] == u';')
            encoded.length = i;
    return encoded;
}

static const WS_STRING *encoding_or_null(const WS_STRING *encoding)
{
    return encoding->length > 0 ? encoding : NULL;
}

/* A codec that is registered to decode alone is told what the command line says, or nothing. */
static HRESULT decode_alone(struct message *message, const WS_CHANNEL_DECODER *decoder)
{
    static const WS_STRING none = { 0, NULL };
    const struct options *options = message->options;
    WsResetError(message->error);
    return decode_with(message, decoder, options->has_content_type ? &options->content_type : &none,
                       encoding_or_null(&options->content_encoding));
}

/*
 * Only the encoder of the codec knows the content type and encoding that the decoder expects. Its strings are valid only while
 * the encoder exists, so it is freed after the decoder has run. A content type from the command line is that of the encoded
 * message.
 */
static HRESULT decode_beside(struct message *message, const WS_CHANNEL_DECODER *decoder, const WS_CHANNEL_ENCODER *encoder)
{
    static const WS_STRING soap = WS_STRING_VALUE(u"application/soap+xml; charset=utf-8");
    const struct options *options = message->options;
    WS_STRING content_type, content_encoding;
    void *instance = NULL;
    HRESULT result = encoder->createEncoderCallback(encoder->createContext, write_nothing, NULL, &instance, message->error);
    if (FAILED(result))
        return result;
    result = encoder->encoderGetContentTypeCallback(instance, &soap, &content_type, &content_encoding, message->error);
    if (SUCCEEDED(result)) {
        content_type = options->has_content_type ? options->content_type : expected_type(content_type, &soap);
        if (options->has_content_encoding)
            content_encoding = options->content_encoding;
        result = decode_with(message, decoder, &content_type, encoding_or_null(&content_encoding));
    }
    encoder->freeEncoderCallback(instance);
    return result;
}

enum status message_decode(struct message *message)
{
    const struct properties *properties = &message->options->properties;
    WS_CHANNEL_DECODER decoder;
    WS_CHANNEL_ENCODER encoder;
    HRESULT result = WseCreateChannelDecoder(message->options->codec, properties->list, properties->count, &decoder,
                                             message->error);
    if (FAILED(result))
        return message_refused(message, result);
    result = WseCreateChannelEncoder(message->options->codec, NULL, 0, &encoder, message->error);
    if (SUCCEEDED(result)) {
        result = decode_beside(message, &decoder, &encoder);
        WseFreeChannelEncoder(&encoder);
    } else if (result == WS_E_NOT_SUPPORTED)
        result = decode_alone(message, &decoder);
    WseFreeChannelDecoder(&decoder);
    return FAILED(result) ? message_failed(message, result) : STATUS_SUCCESS;
}
