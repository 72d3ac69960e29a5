/* Sessions whose callbacks make calls of the session. */
#include "Frames/fixture.h"

struct caller {
    struct wire wire;
    WSE_FRAME_SESSION *session;
    WS_ERROR *error;
    WSE_BUFFER *buffer;
    void (*call)(struct caller *caller);
    int at;          /* in which callback, from 1, the call is made; 0: in each */
    bool is_reading; /* in the source */
    bool is_open;    /* the preamble is over */
    int calls;       /* that have been made */
    int function;    /* which one is called */
};

static void maybe_call(struct caller *caller, bool is_reading)
{
    if (caller->at != 0 && caller->at != caller->wire.calls + 1)
        return;
    caller->is_reading = is_reading;
    caller->calls++;
    caller->call(caller);
}

static HRESULT CALLBACK calling_read(void *state, void *bytes, ULONG size, ULONG *length, const WS_ASYNC_CONTEXT *context,
                                     WS_ERROR *error)
{
    struct caller *caller = state;
    maybe_call(caller, true);
    return wire_read(&caller->wire, bytes, size, length, context, error);
}

static HRESULT CALLBACK calling_write(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                                      WS_ERROR *error)
{
    struct caller *caller = state;
    maybe_call(caller, false);
    return wire_write(&caller->wire, buffers, count, context, error);
}

static void begin_caller(struct caller *caller, const void *incoming, size_t size)
{
    caller->wire = (struct wire){ .incoming = incoming, .size = size, .most = caller->wire.most };
    caller->error = create_error();
    caller->is_open = false;
    caller->calls = 0;
    assert_result(S_OK, WseCreateBuffer(0, &caller->buffer, NULL));
    assert_result(S_OK, WseCreateFrameSession(0, calling_read, caller, calling_write, caller, &caller->session, NULL));
}

static void finish_caller(struct caller *caller)
{
    WseFreeFrameSession(caller->session);
    WseFreeBuffer(caller->buffer);
    WsFreeError(caller->error);
    bytes_free(&caller->wire.outgoing);
}

/** A server of one message. Returns the first result that is not S_OK. */
static HRESULT serve(struct caller *caller, bool in_parts)
{
    WSE_FRAME_PREAMBLE said;
    WS_BYTES reply = { 5, (BYTE *)"<zq/>" };
    HRESULT result = WseAcceptFrameSession(caller->session, &said, caller->error);
    if (result == S_FALSE && (result = WseAgreeToFrameUpgrade(caller->session, caller->error)) == S_OK)
        result = WseAcceptFrameSession(caller->session, &said, caller->error);
    caller->is_open = result == S_OK;
    if (result == S_OK)
        result = WseReceiveFrameMessage(caller->session, caller->buffer, caller->error);
    if (result == S_OK && in_parts)
        result = WseWriteFrameMessage(caller->session, &reply, 1, NULL, caller->error);
    if (result == S_OK)
        result = in_parts ? WseEndFrameMessage(caller->session, caller->error)
                          : WseSendFrameMessage(caller->session, &reply, 1, caller->error);
    return result == S_OK ? WseEndFrameSession(caller->session, caller->error) : result;
}

/** A client of one message. */
static HRESULT call_server(struct caller *caller, const char *content_type)
{
    WSE_FRAME_PREAMBLE preamble = { .via = "net.tcp://x", .contentType = content_type };
    WS_BYTES request = { 5, (BYTE *)"<zq/>" };
    HRESULT result = WseOpenFrameSession(caller->session, &preamble, caller->error);
    caller->is_open = result == S_OK;
    if (result == S_OK)
        result = WseSendFrameMessage(caller->session, &request, 1, caller->error);
    if (result == S_OK)
        result = WseReceiveFrameMessage(caller->session, caller->buffer, caller->error);
    return result == S_OK ? WseEndFrameSession(caller->session, caller->error) : result;
}

/* ---- Sending while a call waits ---- */

static void send_one(struct caller *caller)
{
    WS_BYTES message = { 5, (BYTE *)"<zq/>" };
    /* In the call, the message is the callback's own business, which must not make another call. */
    int at = caller->at;
    caller->at = -1;
    bool may = caller->is_reading && caller->is_open;
    HRESULT result = WseSendFrameMessage(caller->session, &message, 1, caller->error);
    assert_result(may ? S_OK : WS_E_INVALID_OPERATION, result);
    caller->calls -= !may;
    caller->at = at;
}

static const char stream[] = DUPLEX "\x09\x01u\x0C\x06\x07\x03\x02zq\x42\x01\x01\x07";

/* [Z23] A program that has to send whenever it likes does so where it waits. */
static void a_callback_can_send_while_a_call_waits_for_a_message(void **state)
{
    struct caller caller = { .wire.most = 1, .call = send_one };
    (void)state;
    begin_caller(&caller, stream, sizeof stream - 1);
    assert_result(S_OK, serve(&caller, false));
    int sent = caller.calls + 1;
    assert_int_equal(1 + 9, sent);
    struct fixture *f = begin(caller.wire.outgoing.data + 1, caller.wire.outgoing.size - 1, 0);
    WSE_FRAME_PREAMBLE plain = { .via = "net.tcp://x" };
    assert_result(S_OK, WseOpenFrameSession(f->session, &plain, f->error));
    for (int i = 0; i < sent; i++)
        assert_result(S_OK, WseReceiveFrameMessage(f->session, f->buffer, f->error));
    assert_result(S_OK, WseEndFrameSession(f->session, f->error));
    assert_result(WS_S_END, WseReceiveFrameMessage(f->session, f->buffer, f->error));
    finish(f);
    finish_caller(&caller);
}

static void send_in_vain(struct caller *caller)
{
    WS_BYTES message = { 5, (BYTE *)"<zq/>" };
    caller->at = -1;
    caller->wire.fail_at = caller->wire.calls + 1;
    assert_result(E_ABORT, WseSendFrameMessage(caller->session, &message, 1, caller->error));
}

/* [Z23] */
static void a_call_that_waits_ends_if_a_callback_fails_to_send(void **state)
{
    struct caller caller = { .call = send_in_vain, .at = -1, .wire.most = 21 };
    WSE_FRAME_PREAMBLE said;
    (void)state;
    begin_caller(&caller, DUPLEX "\x0C\x06\x07\x03\x02zq\x42\x01\x01\x07", 30);
    assert_result(S_OK, WseAcceptFrameSession(caller.session, &said, caller.error));
    /* The next call of a callback acknowledges, the one after it waits. */
    caller.at = caller.wire.calls + 2;
    assert_result(WS_E_OBJECT_FAULTED, WseReceiveFrameMessage(caller.session, caller.buffer, caller.error));
    assert_int_equal(1, caller.calls);
    finish_caller(&caller);
}

/* ---- Calls that are refused ---- */

enum { FUNCTIONS = 10, SENDING = 4 };

/** The first ones send. */
static HRESULT call_function(struct caller *caller)
{
    WSE_FRAME_PREAMBLE preamble = { .via = "net.tcp://x" };
    WS_BYTES message = { 5, (BYTE *)"<zq/>" };
    BYTE room[100];
    ULONG length;
    switch (caller->function) {
    case 0: return WseSendFrameMessage(caller->session, &message, 1, caller->error);
    case 1: return WseWriteFrameMessage(caller->session, &message, 1, NULL, caller->error);
    case 2: return WseEndFrameMessage(caller->session, caller->error);
    case 3: return WseEndFrameSession(caller->session, caller->error);
    case 4: return WseOpenFrameSession(caller->session, &preamble, caller->error);
    case 5: return WseAcceptFrameSession(caller->session, &preamble, caller->error);
    case 6: return WseAgreeToFrameUpgrade(caller->session, caller->error);
    case 7: return WseReceiveFrameMessage(caller->session, caller->buffer, caller->error);
    case 8: return WseReadFrameMessage(caller->session, room, sizeof room, &length, NULL, caller->error);
    default: return WseFailFrameSession(caller->session, "urn:x", caller->error);
    }
}

static void expect_refusal(struct caller *caller)
{
    if (caller->is_reading && caller->is_open && caller->function < SENDING)
        return;
    assert_result(WS_E_INVALID_OPERATION, call_function(caller));
    assert_error_contains(caller->error, "another call is in progress");
}

/* [Z23] */
static void every_other_call_of_a_callback_is_refused_and_changes_nothing(void **state)
{
    (void)state;
    for (int in_parts = 0; in_parts < 2; in_parts++) {
        struct caller caller = { .wire.most = 1, .call = expect_refusal };
        for (caller.function = 0; caller.function < FUNCTIONS; caller.function++) {
            begin_caller(&caller, stream, sizeof stream - 1);
            assert_result(S_OK, serve(&caller, in_parts));
            assert_bytes_equal(&caller.wire.outgoing, "\x0A\x0B\x06\x07\x03\x02zq\x42\x01\x01\x07", 12);
            finish_caller(&caller);
            begin_caller(&caller, "\x0B\x06\x07\x03\x02zq\x42\x01\x01\x07", 11);
            assert_result(S_OK, call_server(&caller, NULL));
            finish_caller(&caller);
        }
    }
}

/* ---- Freeing in a callback ---- */

static void free_session(struct caller *caller)
{
    WseFreeFrameSession(caller->session);
    caller->session = NULL;
}

static const char *const types[] = { NULL, "application/soap+msbin1+gzip", "text/xml",
                                     "multipart/related; type=\"application/xop+xml\"" };

/** Both sides of a call whose callbacks free the session, each in turn. */
static void check_frees(const char *content_type, bool in_parts)
{
    struct caller client = { .call = free_session, .at = -1 }, server = client;
    client.wire.most = server.wire.most = 9;
    /* A server's answer to nothing but the preamble makes the client write its message. */
    begin_caller(&client, "\x0B", 1);
    assert_result(WS_E_ENDPOINT_DISCONNECTED, call_server(&client, content_type));
    begin_caller(&server, client.wire.outgoing.data, client.wire.outgoing.size);
    assert_result(S_OK, serve(&server, in_parts));
    for (int is_client = 0; is_client < 2; is_client++) {
        struct wire *incoming = is_client ? &server.wire : &client.wire;
        HRESULT result = WS_E_OPERATION_ABORTED;
        struct caller caller = { .call = free_session, .wire.most = 9 };
        while (result != S_OK) {
            begin_caller(&caller, incoming->outgoing.data, incoming->outgoing.size);
            caller.at++;
            result = is_client ? call_server(&caller, content_type) : serve(&caller, in_parts);
            assert_result(caller.calls > 0 ? WS_E_OPERATION_ABORTED : S_OK, result);
            /* No callback is called after that. */
            if (caller.calls > 0)
                assert_int_equal(caller.at, caller.wire.calls);
            finish_caller(&caller);
        }
    }
    finish_caller(&client);
    finish_caller(&server);
}

/* [Z24] */
static void a_callback_can_free_the_session_which_ends_the_call(void **state)
{
    (void)state;
    for (size_t i = 0; i < WsCountOf(types); i++)
        for (int in_parts = 0; in_parts < 2; in_parts++)
            check_frees(types[i], in_parts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_callback_can_send_while_a_call_waits_for_a_message),
        cmocka_unit_test(a_call_that_waits_ends_if_a_callback_fails_to_send),
        cmocka_unit_test(every_other_call_of_a_callback_is_refused_and_changes_nothing),
        cmocka_unit_test(a_callback_can_free_the_session_which_ends_the_call),
    };
    return RUN_SUITE(tests);
}
