/* [Z22] A server without a frame session, as an event loop has it: it never waits. Bytes come from the connection whenever they
 * do, and the connection takes them when it can. A frame reader, a frame writer, a decoder with an asynchronous source and an
 * encoder do the rest. What it writes is what a frame session writes. */
#include "Frames/wire.h"

struct loop {
    WSE_FRAME_READER *reader;
    WSE_FRAME_WRITER *writer;
    WS_CHANNEL_DECODER decoders;
    WS_CHANNEL_ENCODER encoders;
    void *decoder, *encoder; /* for all messages of the connection */
    WS_ERROR *error;

    /* What has come of an envelope and is not decoded, and the decoder's wish for it. */
    struct bytes envelope;
    size_t supplied;
    bool is_envelope_complete;
    BYTE *wanted;
    ULONG wanted_size, *wanted_length;
    WS_ASYNC_CONTEXT supply_done;

    /* The message that is being decoded. */
    BYTE room[700];
    ULONG room_length;
    struct bytes message;
    int messages;

    /* What is being written, and what the connection has taken. */
    struct bytes collected, written;
    const WS_BYTES *buffers;
    ULONG buffer_count;
    WS_ASYNC_CONTEXT write_done;
    int writes;
    bool is_writing;
};

/* ---- Writing ---- */

/** The sink of the writer: it never takes bytes at once. */
static HRESULT CALLBACK take_later(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                                   WS_ERROR *error)
{
    struct loop *loop = state;
    (void)error;
    assert_non_null(context);
    loop->buffers = buffers;
    loop->buffer_count = count;
    loop->write_done = *context;
    return WS_S_ASYNC;
}

static void CALLBACK written(HRESULT result, WS_CALLBACK_MODEL model, void *state)
{
    struct loop *loop = state;
    (void)model;
    assert_result(S_OK, result);
    loop->is_writing = false;
    loop->writes++;
}

/** Writes a frame. The loop would go on to other things until the connection can take it; here that is at once. */
static void write_frame(struct loop *loop, WSE_FRAME frame)
{
    const WS_ASYNC_CONTEXT context = { written, loop };
    loop->is_writing = true;
    HRESULT result = WseWriteFrame(loop->writer, &frame, &context, loop->error);
    if (result != WS_S_ASYNC) {
        assert_result(S_OK, result);
        return;
    }
    for (ULONG i = 0; i < loop->buffer_count; i++)
        bytes_append(&loop->written, loop->buffers[i].bytes, loop->buffers[i].length);
    loop->write_done.callback(S_OK, WS_LONG_CALLBACK, loop->write_done.callbackState);
    assert_false(loop->is_writing);
}

static HRESULT CALLBACK collect(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                                WS_ERROR *error)
{
    struct loop *loop = state;
    (void)context, (void)error;
    for (ULONG i = 0; i < count; i++)
        bytes_append(&loop->collected, buffers[i].bytes, buffers[i].length);
    return S_OK;
}

static void reply(struct loop *loop, WS_BYTES message)
{
    WS_STRING type, coding;
    loop->collected.size = 0;
    assert_result(S_OK, loop->encoders.encoderGetContentTypeCallback(loop->encoder, &soap_content_type, &type, &coding, NULL));
    assert_result(S_OK, loop->encoders.encoderStartCallback(loop->encoder, NULL, NULL));
    assert_result(S_OK, loop->encoders.encoderEncodeCallback(loop->encoder, &message, 1, NULL, NULL));
    assert_result(S_OK, loop->encoders.encoderEndCallback(loop->encoder, NULL, NULL));
    WS_BYTES bytes = { (ULONG)loop->collected.size, loop->collected.data };
    write_frame(loop, (WSE_FRAME){ .event = WSE_FRAME_ENVELOPE_BEGIN, .size = loop->collected.size });
    write_frame(loop, (WSE_FRAME){ .event = WSE_FRAME_ENVELOPE_BYTES, .bytes = bytes });
    write_frame(loop, (WSE_FRAME){ .event = WSE_FRAME_ENVELOPE_END });
}

/* ---- Reading ---- */

static ULONG supply_now(struct loop *loop, BYTE *bytes, ULONG size)
{
    size_t left = loop->envelope.size - loop->supplied;
    ULONG count = left < size ? (ULONG)left : size;
    if (count > 0)
        memcpy(bytes, loop->envelope.data + loop->supplied, count);
    loop->supplied += count;
    return count;
}

/** The source of the decoder: it waits for the connection without blocking. */
static HRESULT CALLBACK supply(void *state, void *bytes, ULONG size, ULONG *length, const WS_ASYNC_CONTEXT *context,
                               WS_ERROR *error)
{
    struct loop *loop = state;
    (void)error;
    assert_non_null(context);
    *length = supply_now(loop, bytes, size);
    if (*length > 0 || loop->is_envelope_complete)
        return S_OK;
    loop->wanted = bytes;
    loop->wanted_size = size;
    loop->wanted_length = length;
    loop->supply_done = *context;
    return WS_S_ASYNC;
}

/** More of the envelope has come, or its end: the decoder gets what it waits for. */
static void wake_decoder(struct loop *loop)
{
    if (loop->wanted == NULL)
        return;
    *loop->wanted_length = supply_now(loop, loop->wanted, loop->wanted_size);
    loop->wanted = NULL;
    loop->supply_done.callback(S_OK, WS_LONG_CALLBACK, loop->supply_done.callbackState);
}

static void decode_on(struct loop *loop);

static void take_decoded(struct loop *loop)
{
    if (loop->room_length > 0) {
        bytes_append(&loop->message, loop->room, loop->room_length);
        return;
    }
    assert_result(S_OK, loop->decoders.decoderEndCallback(loop->decoder, NULL, NULL));
    WS_BYTES expected = talk_message(loop->messages, false);
    assert_bytes_equal(&loop->message, expected.bytes, expected.length);
    reply(loop, talk_message(loop->messages++, true));
}

static void CALLBACK decoded(HRESULT result, WS_CALLBACK_MODEL model, void *state)
{
    struct loop *loop = state;
    (void)model;
    assert_result(S_OK, result);
    take_decoded(loop);
    if (loop->room_length > 0)
        decode_on(loop);
}

static void decode_on(struct loop *loop)
{
    const WS_ASYNC_CONTEXT context = { decoded, loop };
    HRESULT result;
    do {
        loop->room_length = 1;
        result = loop->decoders.decoderDecodeCallback(loop->decoder, loop->room, sizeof loop->room, &loop->room_length,
                                                      &context, loop->error);
        if (result == S_OK)
            take_decoded(loop);
    } while (result == S_OK && loop->room_length > 0);
    if (FAILED(result))
        fail_msg("%s", take_error_text(loop->error));
}

static void begin_message(struct loop *loop)
{
    static const WS_STRING type = WS_STRING_VALUE(u"application/soap+msbinsession1"), none = { 0, NULL };
    WS_STRING decoded_type;
    loop->envelope.size = loop->supplied = loop->message.size = 0;
    loop->is_envelope_complete = false;
    assert_result(S_OK, loop->decoders.decoderStartCallback(loop->decoder, NULL, NULL));
    assert_result(S_OK, loop->decoders.decoderGetContentTypeCallback(loop->decoder, &type, &none, &decoded_type, NULL));
    decode_on(loop);
}

static void take_frame(struct loop *loop, const WSE_FRAME *frame)
{
    switch (frame->event) {
    case WSE_FRAME_PREAMBLE_END: write_frame(loop, (WSE_FRAME){ .event = WSE_FRAME_PREAMBLE_ACK }); break;
    case WSE_FRAME_ENVELOPE_BEGIN: begin_message(loop); break;
    case WSE_FRAME_ENVELOPE_BYTES:
        bytes_append(&loop->envelope, frame->bytes.bytes, frame->bytes.length);
        wake_decoder(loop);
        break;
    case WSE_FRAME_ENVELOPE_END:
        loop->is_envelope_complete = true;
        wake_decoder(loop);
        break;
    case WSE_FRAME_END: write_frame(loop, (WSE_FRAME){ .event = WSE_FRAME_END }); break;
    default: break;
    }
}

/** Bytes have come from the connection. */
static void take_bytes(struct loop *loop, const BYTE *bytes, size_t size)
{
    WS_BYTES input = { (ULONG)size, (BYTE *)bytes };
    WSE_FRAME frame;
    do {
        if (FAILED(WseReadFrame(loop->reader, &input, &frame, loop->error)))
            fail_msg("%s", take_error_text(loop->error));
        take_frame(loop, &frame);
    } while (frame.event != WSE_FRAME_NONE);
    assert_int_equal(0, input.length);
}

static void open_loop(struct loop *loop)
{
    loop->error = create_error();
    assert_result(S_OK, WseCreateFrameReader(WSE_FRAME_CLIENT, 0, &loop->reader, NULL));
    assert_result(S_OK, WseCreateFrameWriter(WSE_FRAME_SERVER, take_later, loop, &loop->writer, NULL));
    assert_result(S_OK, WseCreateChannelDecoder("msbinsession1", NULL, 0, &loop->decoders, NULL));
    assert_result(S_OK, WseCreateChannelEncoder("msbinsession1", NULL, 0, &loop->encoders, NULL));
    assert_result(S_OK, loop->decoders.createDecoderCallback(loop->decoders.createContext, supply, loop, &loop->decoder, NULL));
    assert_result(S_OK,
                  loop->encoders.createEncoderCallback(loop->encoders.createContext, collect, loop, &loop->encoder, NULL));
}

static void close_loop(struct loop *loop)
{
    loop->decoders.freeDecoderCallback(loop->decoder);
    loop->encoders.freeEncoderCallback(loop->encoder);
    WseFreeChannelDecoder(&loop->decoders);
    WseFreeChannelEncoder(&loop->encoders);
    WseFreeFrameReader(loop->reader);
    WseFreeFrameWriter(loop->writer);
    WsFreeError(loop->error);
    bytes_free(&loop->envelope);
    bytes_free(&loop->message);
    bytes_free(&loop->collected);
    bytes_free(&loop->written);
}

/* [Z22] */
static void a_server_that_never_waits_writes_what_a_session_writes(void **state)
{
    static const size_t sizes[] = { 1, 2, 7, 1000, SIZE_MAX };
    const struct talk talk = { WSE_FRAME_MODE_DUPLEX, NULL, 4, false };
    struct bytes client, server;
    (void)state;
    talk_write_down(&talk, &client, &server);
    for (size_t i = 0; i < WsCountOf(sizes); i++) {
        struct loop loop = { 0 };
        open_loop(&loop);
        for (size_t at = 0; at < client.size;) {
            size_t count = client.size - at < sizes[i] ? client.size - at : sizes[i];
            take_bytes(&loop, client.data + at, count);
            at += count;
        }
        assert_int_equal(talk.messages, loop.messages);
        /* The acknowledgement, the beginning of each envelope with its bytes, and the end. */
        assert_true(loop.writes >= 2 + talk.messages);
        assert_bytes_equal(&loop.written, server.data, server.size);
        close_loop(&loop);
    }
    bytes_free(&client);
    bytes_free(&server);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(a_server_that_never_waits_writes_what_a_session_writes) };
    return RUN_SUITE(tests);
}
