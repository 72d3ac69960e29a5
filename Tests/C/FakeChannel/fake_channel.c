#include "FakeChannel/fake_channel.h"
#include "FakeChannel/completer.h"

const char *const manner_names[MANNER_COUNT] = { "synchronously", "later", "before return", "inside", "mixed" };

void channel_open(struct channel *channel, enum manner manner, uint64_t seed)
{
    memset(channel, 0, sizeof *channel);
    channel->manner = manner;
    channel->randomness = randomness_from(seed);
    completer_open(&channel->completers[0]);
    completer_open(&channel->completers[1]);
}

void channel_close(struct channel *channel)
{
    completer_close(&channel->completers[0]);
    completer_close(&channel->completers[1]);
    bytes_free(&channel->output);
}

void channel_reset(struct channel *channel, const void *input, size_t input_size)
{
    channel->output.size = 0;
    channel->calls = 0;
    channel->largest = 0;
    channel->input = input;
    channel->input_size = input_size;
    channel->input_position = 0;
}

/** Completes a call of the sink or source in the channel's manner. Nothing of the call may be touched afterwards. */
static HRESULT complete(struct channel *channel, const WS_ASYNC_CONTEXT *asyncContext, HRESULT result)
{
    enum manner manner = channel->manner;
    if (manner == MIXED)
        manner = (enum manner)random_below(&channel->randomness, MIXED);
    if (!asyncContext || manner == SYNCHRONOUSLY)
        return result;
    if (manner == INSIDE) {
        asyncContext->callback(result, WS_SHORT_CALLBACK, asyncContext->callbackState);
        return WS_S_ASYNC;
    }
    struct completer *completer = &channel->completers[completer_is_self(&channel->completers[0]) ? 1 : 0];
    completer_post(completer, asyncContext, result, manner == BEFORE_RETURN);
    return WS_S_ASYNC;
}

HRESULT CALLBACK channel_write(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *asyncContext,
                               WS_ERROR *error)
{
    struct channel *channel = state;
    (void)error;
    HRESULT result = ++channel->calls == channel->fail_at ? channel->failure : S_OK;
    ULONGLONG total = 0;
    for (ULONG i = 0; i < count; i++) {
        total += buffers[i].length;
        if (result == S_OK)
            bytes_append(&channel->output, buffers[i].bytes, buffers[i].length);
    }
    if (total > channel->largest)
        channel->largest = (ULONG)total;
    return complete(channel, asyncContext, result);
}

HRESULT CALLBACK channel_read(void *state, void *bytes, ULONG maxSize, ULONG *actualSize, const WS_ASYNC_CONTEXT *asyncContext,
                              WS_ERROR *error)
{
    struct channel *channel = state;
    (void)error;
    HRESULT result = ++channel->calls == channel->fail_at ? channel->failure : S_OK;
    if (maxSize > channel->largest)
        channel->largest = maxSize;
    if (result == S_OK) {
        size_t size = channel->input_size - channel->input_position;
        size_t limit = channel->read_limit ? channel->read_limit : 1 + random_below(&channel->randomness, 4096);
        if (size > limit)
            size = limit;
        if (size > maxSize)
            size = maxSize;
        if (size > 0)
            memcpy(bytes, channel->input + channel->input_position, size);
        channel->input_position += size;
        *actualSize = (ULONG)size;
    }
    return complete(channel, asyncContext, result);
}

static HRESULT encode_call(struct channel *channel, const WS_CHANNEL_ENCODER *table, void *instance, const WS_BYTES *buffers,
                           ULONG count, WS_ERROR *error)
{
    if (channel->manner == SYNCHRONOUSLY)
        return table->encoderEncodeCallback(instance, buffers, count, NULL, error);
    struct operation operation;
    operation_begin(&operation);
    return operation_finish(&operation, table->encoderEncodeCallback(instance, buffers, count, &operation.context, error));
}

/** Start or End of either side, which have one prototype. */
static HRESULT plain_call(struct channel *channel, WS_ENCODER_START_CALLBACK callback, void *instance, WS_ERROR *error)
{
    if (channel->manner == SYNCHRONOUSLY)
        return callback(instance, NULL, error);
    struct operation operation;
    operation_begin(&operation);
    return operation_finish(&operation, callback(instance, &operation.context, error));
}

HRESULT channel_flush(struct channel *channel, void *instance, WS_ERROR *error)
{
    if (channel->manner == SYNCHRONOUSLY)
        return WseEncoderFlush(instance, NULL, error);
    struct operation operation;
    operation_begin(&operation);
    return operation_finish(&operation, WseEncoderFlush(instance, &operation.context, error));
}

/** The size of the next buffer of a delivery. */
static size_t next_part(struct channel *channel, struct delivery delivery, size_t position, size_t left)
{
    size_t part = left;
    if (delivery.split_at > position)
        part = delivery.split_at - position;
    else if (delivery.part > 0)
        part = delivery.is_random ? 1 + random_below(&channel->randomness, delivery.part) : delivery.part;
    return part < left ? part : left;
}

HRESULT channel_send(struct channel *channel, const WS_CHANNEL_ENCODER *table, void *instance, const void *message, size_t size,
                     struct delivery delivery, WS_ERROR *error)
{
    WS_STRING type = { 0, NULL }, encoding = { 0, NULL };
    HRESULT result = table->encoderGetContentTypeCallback(instance, &soap_content_type, &type, &encoding, error);
    if (SUCCEEDED(result))
        result = plain_call(channel, table->encoderStartCallback, instance, error);
    size_t position = 0;
    while (SUCCEEDED(result) && position < size) {
        WS_BYTES buffers[16];
        ULONG count = 0;
        while (position < size && count + 2 <= 16 && count < (delivery.has_empty ? 2 : 1) * delivery.per_call) {
            if (delivery.has_empty)
                buffers[count++] = (WS_BYTES){ 0, NULL };
            size_t part = next_part(channel, delivery, position, size - position);
            buffers[count++] = (WS_BYTES){ (ULONG)part, (BYTE *)message + position };
            position += part;
        }
        result = encode_call(channel, table, instance, buffers, count, error);
        if (SUCCEEDED(result) && delivery.flush_odds && random_below(&channel->randomness, delivery.flush_odds) == 0)
            result = channel_flush(channel, instance, error);
    }
    return FAILED(result) ? result : plain_call(channel, table->encoderEndCallback, instance, error);
}

HRESULT channel_receive(struct channel *channel, const WS_CHANNEL_DECODER *table, void *instance,
                        const WS_STRING *content_encoding, size_t read, struct bytes *output, WS_ERROR *error)
{
    static const size_t largest = 64 << 10;
    WS_STRING type = { 0, NULL }, none = { 0, NULL };
    BYTE *room = malloc(largest);
    HRESULT result = plain_call(channel, table->decoderStartCallback, instance, error);
    if (SUCCEEDED(result))
        result = table->decoderGetContentTypeCallback(instance, &none, content_encoding, &type, error);
    while (SUCCEEDED(result)) {
        ULONG wanted = (ULONG)(read ? read : 1 + random_below(&channel->randomness, 4096));
        ULONG length = wanted + 1;
        if (wanted > largest)
            wanted = (ULONG)largest;
        if (channel->manner == SYNCHRONOUSLY) {
            result = table->decoderDecodeCallback(instance, room, wanted, &length, NULL, error);
        } else {
            struct operation operation;
            operation_begin(&operation);
            result = operation_finish(&operation,
                                      table->decoderDecodeCallback(instance, room, wanted, &length, &operation.context, error));
        }
        if (FAILED(result))
            break;
        assert_true(length <= wanted);
        bytes_append(output, room, length);
        if (length == 0) {
            result = plain_call(channel, table->decoderEndCallback, instance, error);
            break;
        }
    }
    free(room);
    return result;
}
