#include "Frames/wire.h"

static bool is_call(struct wire *wire, int at)
{
    return at != 0 && wire->calls == at;
}

HRESULT CALLBACK wire_read(void *state, void *bytes, ULONG size, ULONG *length, const WS_ASYNC_CONTEXT *context,
                           WS_ERROR *error)
{
    struct wire *wire = state;
    size_t part = wire->size - wire->position;
    (void)error;
    assert_null(context);
    wire->calls++;
    if (is_call(wire, wire->fail_at))
        return E_ABORT;
    if (is_call(wire, wire->promise_at))
        return WS_S_ASYNC;
    part = part < size ? part : size;
    if (wire->most > 0 && part > wire->most)
        part = wire->most;
    if (part > 0)
        memcpy(bytes, wire->incoming + wire->position, part);
    wire->position += part;
    *length = (ULONG)part;
    return S_OK;
}

HRESULT CALLBACK wire_write(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context, WS_ERROR *error)
{
    struct wire *wire = state;
    (void)error;
    assert_null(context);
    wire->calls++;
    if (is_call(wire, wire->fail_at))
        return E_ABORT;
    if (is_call(wire, wire->promise_at))
        return WS_S_ASYNC;
    for (ULONG i = 0; i < count; i++) {
        bytes_append(&wire->outgoing, buffers[i].bytes, buffers[i].length);
        wire->seen = buffers[i].bytes;
    }
    return S_OK;
}

WS_BYTES talk_message(int index, bool is_reply)
{
    static char text[1 << 18];
    int size = snprintf(text, sizeof text,
                        "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body><%s xmlns=\"urn:talk\">"
                        "<number>%d</number><text>",
                        is_reply ? "Reply" : "Request", index);
    /* The third is longer than what an encoder passes on at a time. */
    int length = index == 2 ? 150000 : 10 * index + 1;
    for (int i = 0; i < length; i++)
        text[size++] = (char)('a' + (unsigned)i * (unsigned)i % 23);
    size += snprintf(text + size, sizeof text - (size_t)size, "</text></%s></s:Body></s:Envelope>",
                     is_reply ? "Reply" : "Request");
    return (WS_BYTES){ (ULONG)size, (BYTE *)text };
}

static HRESULT send(const struct talk *talk, WSE_FRAME_SESSION *session, WS_BYTES message, WS_ERROR *error)
{
    HRESULT result = S_OK;
    if (!talk->in_parts)
        return WseSendFrameMessage(session, &message, 1, error);
    for (ULONG at = 0; SUCCEEDED(result) && at < message.length; at += 7000) {
        ULONG left = message.length - at;
        WS_BYTES part = { left < 7000 ? left : 7000, message.bytes + at };
        result = WseWriteFrameMessage(session, &part, 1, NULL, error);
    }
    return SUCCEEDED(result) ? WseEndFrameMessage(session, error) : result;
}

static HRESULT receive(const struct talk *talk, WSE_FRAME_SESSION *session, WSE_BUFFER *buffer, WS_ERROR *error)
{
    BYTE room[1000];
    ULONG length = 1;
    HRESULT result = S_OK;
    WseResetBuffer(buffer);
    if (!talk->in_parts)
        return WseReceiveFrameMessage(session, buffer, error);
    while (SUCCEEDED(result) && length > 0) {
        result = WseReadFrameMessage(session, room, sizeof room, &length, NULL, error);
        WS_BYTES part = { length, room };
        if (result == S_OK)
            result = WseBufferWrite(buffer, &part, 1, NULL, error);
    }
    return result;
}

void talk_expect_message(WSE_BUFFER *buffer, int index, bool is_reply)
{
    const BYTE *bytes;
    ULONGLONG size;
    WS_BYTES message = talk_message(index, is_reply);
    assert_result(S_OK, WseGetBufferBytes(buffer, &bytes, &size));
    assert_int_equal(message.length, size);
    assert_memory_equal(message.bytes, bytes, size);
}

static HRESULT exchange_as_client(const struct talk *talk, WSE_FRAME_SESSION *session, WSE_BUFFER *buffer, bool is_blind,
                                  WS_ERROR *error)
{
    WSE_FRAME_PREAMBLE preamble = { .mode = talk->mode,
                                    .via = "net.tcp://localhost:8898/Demo",
                                    .contentType = talk->content_type };
    HRESULT result = WseOpenFrameSession(session, &preamble, error);
    for (int i = 0; result == S_OK && i < talk->messages; i++) {
        result = send(talk, session, talk_message(i, false), error);
        if (is_blind || talk->mode == WSE_FRAME_MODE_SIMPLEX || FAILED(result))
            continue;
        result = receive(talk, session, buffer, error);
        if (result == S_OK)
            talk_expect_message(buffer, i, true);
    }
    if (result == S_OK)
        result = WseEndFrameSession(session, error);
    if (result == S_OK && !is_blind && (result = receive(talk, session, buffer, error)) == WS_S_END)
        result = S_OK;
    return result;
}

HRESULT talk_as_client(const struct talk *talk, struct wire *wire, bool is_blind, WS_ERROR *error)
{
    WSE_FRAME_SESSION *session = NULL;
    WSE_BUFFER *buffer = NULL;
    HRESULT result = WseCreateFrameSession(0, wire_read, wire, wire_write, wire, &session, error);
    if (SUCCEEDED(result))
        result = WseCreateBuffer(0, &buffer, error);
    if (SUCCEEDED(result))
        result = exchange_as_client(talk, session, buffer, is_blind, error);
    WseFreeBuffer(buffer);
    WseFreeFrameSession(session);
    return result;
}

static HRESULT exchange_as_server(const struct talk *talk, WSE_FRAME_SESSION *session, WSE_BUFFER *buffer, WS_ERROR *error)
{
    WSE_FRAME_PREAMBLE preamble = { 0 };
    HRESULT result = WseAcceptFrameSession(session, &preamble, error);
    if (result != S_OK)
        return result;
    assert_int_equal(talk->mode, preamble.mode);
    assert_string_equal("net.tcp://localhost:8898/Demo", preamble.via);
    for (int i = 0; (result = receive(talk, session, buffer, error)) == S_OK; i++) {
        talk_expect_message(buffer, i, false);
        if (talk->mode != WSE_FRAME_MODE_SIMPLEX && (result = send(talk, session, talk_message(i, true), error)) != S_OK)
            return result;
    }
    return result == WS_S_END ? WseEndFrameSession(session, error) : result;
}

HRESULT talk_as_server(const struct talk *talk, struct wire *wire, WS_ERROR *error)
{
    WSE_FRAME_SESSION *session = NULL;
    WSE_BUFFER *buffer = NULL;
    HRESULT result = WseCreateFrameSession(0, wire_read, wire, wire_write, wire, &session, error);
    if (SUCCEEDED(result))
        result = WseCreateBuffer(0, &buffer, error);
    if (SUCCEEDED(result))
        result = exchange_as_server(talk, session, buffer, error);
    WseFreeBuffer(buffer);
    WseFreeFrameSession(session);
    return result;
}

void talk_write_down(const struct talk *talk, struct bytes *client, struct bytes *server)
{
    /* A client that does not read replies writes what it would write with them. */
    struct wire blind = { .incoming = (const BYTE *)"\x0B", .size = 1 };
    WS_ERROR *error = create_error();
    if (talk_as_client(talk, &blind, true, error) != S_OK)
        fail_msg("the client: %s", take_error_text(error));
    struct wire wire = { .incoming = blind.outgoing.data, .size = blind.outgoing.size };
    if (talk_as_server(talk, &wire, error) != S_OK)
        fail_msg("the server: %s", take_error_text(error));
    WsFreeError(error);
    *client = blind.outgoing;
    *server = wire.outgoing;
}

static void expect_stream(struct bytes *actual, const struct bytes *expected, void (*hide)(struct bytes *stream))
{
    struct bytes copy = { 0 };
    bytes_append(&copy, expected->data, expected->size);
    if (hide != NULL) {
        hide(actual);
        hide(&copy);
    }
    assert_bytes_equal(actual, copy.data, copy.size);
    bytes_free(&copy);
}

void talk_split_everywhere(const struct talk *talk, void (*hide)(struct bytes *stream))
{
    struct bytes client, server;
    WS_ERROR *error = create_error();
    talk_write_down(talk, &client, &server);
    for (size_t most = 0; most < 40; most = most < 9 ? most + 1 : most * 2) {
        struct wire ours = { .incoming = server.data, .size = server.size, .most = most };
        struct wire theirs = { .incoming = client.data, .size = client.size, .most = most };
        if (talk_as_client(talk, &ours, false, error) != S_OK || talk_as_server(talk, &theirs, error) != S_OK)
            fail_msg("mode %d, %s, %zu bytes a read: %s", talk->mode, talk->content_type ? talk->content_type : "default", most,
                     take_error_text(error));
        expect_stream(&ours.outgoing, &client, hide);
        expect_stream(&theirs.outgoing, &server, hide);
        bytes_free(&ours.outgoing);
        bytes_free(&theirs.outgoing);
    }
    bytes_free(&client);
    bytes_free(&server);
    WsFreeError(error);
}

void talk_fail_everywhere(const struct talk *talk)
{
    struct bytes client, server;
    talk_write_down(talk, &client, &server);
    for (int way = 0; way < 4; way++) {
        bool is_client = way & 1, promises = way & 2;
        HRESULT result = E_ABORT;
        for (int at = 1; result != S_OK; at++) {
            struct wire wire = { .incoming = is_client ? server.data : client.data,
                                 .size = is_client ? server.size : client.size,
                                 .most = 2000 };
            *(promises ? &wire.promise_at : &wire.fail_at) = at;
            result = is_client ? talk_as_client(talk, &wire, false, NULL) : talk_as_server(talk, &wire, NULL);
            if (wire.calls >= at)
                assert_result(promises ? WS_E_INVALID_OPERATION : E_ABORT, result);
            bytes_free(&wire.outgoing);
        }
    }
    bytes_free(&client);
    bytes_free(&server);
}
