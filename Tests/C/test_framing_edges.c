/* Sessions over net.tcp at their edges: text in UTF-16, messages in several buffers or without bytes, calls after the end or a
 * failure, and NULL. */
#include "Frames/fixture.h"

static void text_may_be_in_UTF_16(void **state)
{
    static const char *const types[] = { "application/soap+xml; charset=utf-16", "application/soap+xml; charset=utf-16LE",
                                         "text/xml; charset=UTF-16BE", "application/soap+xml; charset=unicodeFFFE" };
    (void)state;
    for (size_t i = 0; i < WsCountOf(types); i++) {
        const struct talk talk = { WSE_FRAME_MODE_DUPLEX, types[i], 2, false };
        struct bytes client, server;
        WS_ERROR *error = create_error();
        talk_write_down(&talk, &client, &server);
        struct wire ours = { .incoming = server.data, .size = server.size, .most = 3 };
        if (talk_as_client(&talk, &ours, false, error) != S_OK)
            fail_msg("%s: %s", types[i], take_error_text(error));
        assert_bytes_equal(&ours.outgoing, client.data, client.size);
        bytes_free(&ours.outgoing);
        bytes_free(&client);
        bytes_free(&server);
        WsFreeError(error);
    }
}

static void a_content_type_without_a_codec_is_named(void **state)
{
    static const char *const types[] = { "text/xml; charset=iso-8859-1", "text", "application/soap+mtom", "image/jpeg",
                                         "a/b;c" };
    (void)state;
    for (size_t i = 0; i < WsCountOf(types); i++) {
        WSE_FRAME_PREAMBLE preamble = { .via = "net.tcp://x", .contentType = types[i] };
        struct fixture *f = begin("\x0B", 1, 0);
        assert_result(WS_E_NOT_SUPPORTED, WseOpenFrameSession(f->session, &preamble, f->error));
        assert_error_contains(f->error, types[i]);
        finish(f);
    }
}

static void a_message_in_several_buffers_is_one_envelope(void **state)
{
    WS_BYTES three[] = { { 2, (BYTE *)"<a" }, { 0, NULL }, { 2, (BYTE *)"/>" } };
    WSE_FRAME_PREAMBLE preamble = { .via = "net.tcp://x", .contentType = "application/soap+xml; charset=utf-8" };
    (void)state;
    struct fixture *f = begin("\x0B", 1, 0);
    assert_result(S_OK, WseOpenFrameSession(f->session, &preamble, f->error));
    f->wire.outgoing.size = 0;
    assert_result(S_OK, WseSendFrameMessage(f->session, three, 3, f->error));
    expect_written(f, "\x06\x04<a/>", 6);
    assert_result(S_OK, WseSendFrameMessage(f->session, three, 2, f->error));
    expect_written(f, "\x06\x02<a", 4);
    finish(f);
    preamble.mode = WSE_FRAME_MODE_SINGLETON_UNSIZED;
    f = begin("\x0B", 1, 0);
    assert_result(S_OK, WseOpenFrameSession(f->session, &preamble, f->error));
    f->wire.outgoing.size = 0;
    assert_result(S_OK, WseSendFrameMessage(f->session, three, 3, f->error));
    expect_written(f, "\x05\x02<a\x02/>\x00\x07", 9);
    finish(f);
}

static void a_message_of_4_GiB_is_too_large_for_an_envelope(void **state)
{
    static BYTE beginning[1]; /* Nobody reads more of them: the first write fails. */
    WSE_FRAME_PREAMBLE preamble = { .via = "net.tcp://x", .contentType = "application/soap+xml; charset=utf-8" };
    (void)state;
    for (ULONG missing = 0; missing < 2; missing++) {
        const WS_BYTES halves[] = { { 0x80000000, beginning }, { 0x80000000 - missing, beginning } };
        struct fixture *f = begin("\x0B", 1, 0);
        assert_result(S_OK, WseOpenFrameSession(f->session, &preamble, f->error));
        f->wire.fail_at = f->wire.calls + 1;
        assert_result(missing ? E_ABORT : WS_E_QUOTA_EXCEEDED, WseSendFrameMessage(f->session, halves, 2, f->error));
        if (!missing)
            assert_error_contains(f->error, "the encoded message is too large (limit 4294967295)");
        finish(f);
    }
}

static void a_message_without_bytes_is_an_envelope_without_bytes(void **state)
{
    WS_BYTES nothing = { 0, NULL };
    WSE_FRAME_PREAMBLE preamble = { .via = "net.tcp://x", .contentType = "text/xml" };
    (void)state;
    for (int unsized = 0; unsized < 2; unsized++) {
        preamble.mode = unsized ? WSE_FRAME_MODE_SINGLETON_UNSIZED : WSE_FRAME_MODE_DUPLEX;
        struct fixture *f = begin("\x0B", 1, 0);
        assert_result(S_OK, WseOpenFrameSession(f->session, &preamble, f->error));
        f->wire.outgoing.size = 0;
        assert_result(S_OK, WseWriteFrameMessage(f->session, &nothing, 1, NULL, f->error));
        assert_result(S_OK, WseEndFrameMessage(f->session, f->error));
        expect_written(f, unsized ? "\x05\x00\x07" : "\x06\x00", unsized ? 3 : 2);
        finish(f);
    }
}

static void an_ended_peer_stays_ended(void **state)
{
    const char stream[] = DUPLEX "\x0C\x07";
    WSE_FRAME_PREAMBLE said;
    (void)state;
    struct fixture *f = begin(stream, sizeof stream - 1, 0);
    assert_result(S_OK, WseAcceptFrameSession(f->session, &said, f->error));
    for (int i = 0; i < 3; i++)
        assert_result(WS_S_END, WseReceiveFrameMessage(f->session, f->buffer, f->error));
    finish(f);
}

static void every_call_after_a_failure_says_that_the_session_is_faulted(void **state)
{
    WSE_FRAME_PREAMBLE secured = { .via = "net.tcp://x", .upgrade = "application/ssl-tls" }, said;
    WS_BYTES message = { 4, (BYTE *)"<a/>" };
    BYTE room[1];
    ULONG length = 7;
    (void)state;
    /* The server acknowledges what it was not asked to. */
    struct fixture *f = begin("\x0B", 1, 0);
    assert_result(WS_E_INVALID_FORMAT, WseOpenFrameSession(f->session, &secured, f->error));
    assert_result(WS_E_OBJECT_FAULTED, WseOpenFrameSession(f->session, &secured, f->error));
    assert_result(WS_E_OBJECT_FAULTED, WseAcceptFrameSession(f->session, &said, f->error));
    assert_result(WS_E_OBJECT_FAULTED, WseAgreeToFrameUpgrade(f->session, f->error));
    assert_result(WS_E_OBJECT_FAULTED, WseSendFrameMessage(f->session, &message, 1, f->error));
    assert_result(WS_E_OBJECT_FAULTED, WseWriteFrameMessage(f->session, &message, 1, NULL, f->error));
    assert_result(WS_E_OBJECT_FAULTED, WseEndFrameMessage(f->session, f->error));
    assert_result(WS_E_OBJECT_FAULTED, WseReceiveFrameMessage(f->session, f->buffer, f->error));
    assert_result(WS_E_OBJECT_FAULTED, WseReadFrameMessage(f->session, room, 1, &length, NULL, f->error));
    assert_result(WS_E_OBJECT_FAULTED, WseEndFrameSession(f->session, f->error));
    assert_result(WS_E_OBJECT_FAULTED, WseFailFrameSession(f->session, "urn:x", f->error));
    assert_int_equal(7, length);
    finish(f);
}

static void a_stream_of_chunks_that_ends_early_is_never_taken_for_a_whole_one(void **state)
{
    const char stream[] = PREAMBLE("\x01", "\x03\x00") "\x0C\x05\x02<a\x02/>\x00\x07";
    const size_t whole = sizeof stream - 1, preamble = whole - 9;
    (void)state;
    for (size_t size = preamble; size <= whole; size++) {
        WSE_FRAME_PREAMBLE said;
        struct fixture *f = begin(stream, size, 0);
        assert_result(S_OK, WseAcceptFrameSession(f->session, &said, f->error));
        assert_result(size >= whole - 1 ? S_OK : WS_E_ENDPOINT_DISCONNECTED,
                      WseReceiveFrameMessage(f->session, f->buffer, f->error));
        finish(f);
    }
}

/** A server that receives what a client has sent, some bytes at a time. The error is valid until the next call. */
static HRESULT receive_all(const void *stream, size_t size, size_t most, struct bytes *text, char error[200])
{
    WSE_FRAME_PREAMBLE said;
    const BYTE *bytes;
    ULONGLONG count;
    struct fixture *f = begin(stream, size, 0);
    f->wire.most = most;
    assert_result(S_OK, WseAcceptFrameSession(f->session, &said, f->error));
    HRESULT result;
    while ((result = WseReceiveFrameMessage(f->session, f->buffer, f->error)) == S_OK)
        continue;
    assert_result(S_OK, WseGetBufferBytes(f->buffer, &bytes, &count));
    text->size = 0;
    bytes_append(text, bytes, count);
    (void)WseFormatError(f->error, error, 200);
    finish(f);
    return result;
}

/* The decoder takes what came along with a record from where it is, and reads the rest itself. */
static void a_corrupt_message_is_refused_alike_however_it_comes(void **state)
{
    static const char *const types[] = { "\x03\x07", "\x03\x08" };
    static const char *const messages[] = { "\x40\x02zq\x04\x01\x61\x98\x03xyz\x40\x01q\x99\x02no\x01",
                                            "\x03\x02zq\x42\x01\x04\x01\x61\x98\x03xyz\x40\x01q\x99\x02no\x01" };
    (void)state;
    for (size_t i = 0; i < WsCountOf(types); i++) {
        char stream[200], first[200], error[200];
        struct bytes text = { 0 }, again = { 0 };
        size_t length = strlen(messages[i]), head = 22;
        memcpy(stream, "\x00\x01\x00\x01\x02" VIA, 18);
        memcpy(stream + 18, types[i], 2);
        stream[20] = 0x0C;
        stream[21] = 6;
        stream[head] = (char)length;
        memcpy(stream + head + 1, messages[i], length);
        stream[head + 1 + length] = 7;
        for (size_t bit = 0; bit < 8 * length; bit++) {
            char *byte = &stream[head + 1 + bit / 8];
            *byte ^= (char)(1 << bit % 8);
            HRESULT result = receive_all(stream, head + 2 + length, 0, &text, first);
            for (size_t most = 1; most < length; most++) {
                assert_result(result, receive_all(stream, head + 2 + length, most, &again, error));
                assert_string_equal(first, error);
                assert_bytes_equal(&again, text.data, text.size);
            }
            *byte ^= (char)(1 << bit % 8);
        }
        assert_result(WS_S_END, receive_all(stream, head + 2 + length, 0, &text, error));
        bytes_free(&text);
        bytes_free(&again);
    }
}

static void a_message_stays_within_the_limit_of_the_buffer(void **state)
{
    const char stream[] = PREAMBLE("\x02", "\x03\x00") "\x0C\x06\x04<a/>";
    (void)state;
    for (ULONGLONG limit = 3; limit <= 4; limit++) {
        WSE_FRAME_PREAMBLE said;
        WSE_BUFFER *buffer;
        struct fixture *f = begin(stream, sizeof stream - 1, 0);
        assert_result(S_OK, WseCreateBuffer(limit, &buffer, NULL));
        assert_result(S_OK, WseAcceptFrameSession(f->session, &said, f->error));
        assert_result(limit == 4 ? S_OK : WS_E_QUOTA_EXCEEDED, WseReceiveFrameMessage(f->session, buffer, f->error));
        if (limit == 3)
            assert_result(WS_E_OBJECT_FAULTED, WseReceiveFrameMessage(f->session, buffer, f->error));
        WseFreeBuffer(buffer);
        finish(f);
    }
}

static HRESULT CALLBACK boast(void *wire, void *bytes, ULONG size, ULONG *length, const WS_ASYNC_CONTEXT *context,
                              WS_ERROR *error)
{
    HRESULT result = wire_read(wire, bytes, size, length, context, error);
    *length = size + 1;
    return result;
}

static void a_source_that_claims_too_much_is_not_believed(void **state)
{
    WSE_FRAME_PREAMBLE said;
    (void)state;
    struct fixture *f = begin(DUPLEX, sizeof DUPLEX - 1, 0);
    WseFreeFrameSession(f->session);
    assert_result(S_OK, WseCreateFrameSession(0, boast, &f->wire, wire_write, &f->wire, &f->session, NULL));
    assert_result(WS_E_INVALID_OPERATION, WseAcceptFrameSession(f->session, &said, f->error));
    assert_error_contains(f->error, "more bytes than it was asked for");
    assert_result(WS_E_OBJECT_FAULTED, WseAcceptFrameSession(f->session, &said, f->error));
    finish(f);
}

/** What decodes to too much is refused by a client, too, which has no answer to that. */
static void a_client_does_not_answer_a_message_that_is_too_large(void **state)
{
    static BYTE text[5007] = "<a>";
    WS_BYTES message = { sizeof text, text };
    WSE_FRAME_PREAMBLE preamble = { .via = "net.tcp://x", .contentType = "application/soap+msbin1+gzip" };
    (void)state;
    memset(text + 3, 'a', 5000);
    memcpy(text + 5003, "</a>", 4);
    struct fixture *f = begin("\x0B", 1, 0);
    assert_result(S_OK, WseOpenFrameSession(f->session, &preamble, f->error));
    f->wire.outgoing.size = 0;
    assert_result(S_OK, WseSendFrameMessage(f->session, &message, 1, f->error));
    struct bytes stream = { 0 };
    bytes_append(&stream, "\x0B", 1);
    bytes_append(&stream, f->wire.outgoing.data, f->wire.outgoing.size);
    finish(f);
    f = begin(stream.data, stream.size, 1000);
    assert_result(S_OK, WseOpenFrameSession(f->session, &preamble, f->error));
    f->wire.outgoing.size = 0;
    assert_result(WS_E_QUOTA_EXCEEDED, WseReceiveFrameMessage(f->session, f->buffer, f->error));
    expect_written(f, "", 0);
    finish(f);
    bytes_free(&stream);
}

static void calls_without_a_session_are_refused(void **state)
{
    WSE_FRAME_PREAMBLE preamble = { .via = "net.tcp://x" };
    WS_BYTES message = { 4, (BYTE *)"<a/>" };
    WSE_BUFFER *buffer;
    BYTE room[1];
    ULONG length;
    (void)state;
    WS_ERROR *error = create_error();
    assert_result(S_OK, WseCreateBuffer(0, &buffer, NULL));
    const HRESULT results[] = {
        WseOpenFrameSession(NULL, &preamble, error),
        WseAcceptFrameSession(NULL, &preamble, error),
        WseAgreeToFrameUpgrade(NULL, error),
        WseSendFrameMessage(NULL, &message, 1, error),
        WseReceiveFrameMessage(NULL, buffer, error),
        WseWriteFrameMessage(NULL, &message, 1, NULL, error),
        WseEndFrameMessage(NULL, error),
        WseReadFrameMessage(NULL, room, 1, &length, NULL, error),
        WseEndFrameSession(NULL, error),
        WseFailFrameSession(NULL, "urn:x", error),
    };
    for (size_t i = 0; i < WsCountOf(results); i++)
        assert_result(E_INVALIDARG, results[i]);
    assert_error_contains(error, "NULL");
    WseFreeBuffer(buffer);
    WsFreeError(error);
}

static void a_reader_refuses_bytes_without_an_address(void **state)
{
    WSE_FRAME_READER *reader;
    WS_BYTES input = { 1, NULL };
    WSE_FRAME frame;
    (void)state;
    WS_ERROR *error = create_error();
    assert_result(S_OK, WseCreateFrameReader(WSE_FRAME_CLIENT, 0, &reader, error));
    assert_result(E_INVALIDARG, WseReadFrame(reader, &input, &frame, error));
    assert_error_contains(error, "NULL");
    input.length = 0;
    assert_result(S_OK, WseReadFrame(reader, &input, &frame, error));
    assert_int_equal(WSE_FRAME_NONE, frame.event);
    WseFreeFrameReader(reader);
    WsFreeError(error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_may_be_in_UTF_16),
        cmocka_unit_test(a_content_type_without_a_codec_is_named),
        cmocka_unit_test(a_message_in_several_buffers_is_one_envelope),
        cmocka_unit_test(a_message_of_4_GiB_is_too_large_for_an_envelope),
        cmocka_unit_test(a_message_without_bytes_is_an_envelope_without_bytes),
        cmocka_unit_test(an_ended_peer_stays_ended),
        cmocka_unit_test(every_call_after_a_failure_says_that_the_session_is_faulted),
        cmocka_unit_test(a_stream_of_chunks_that_ends_early_is_never_taken_for_a_whole_one),
        cmocka_unit_test(a_corrupt_message_is_refused_alike_however_it_comes),
        cmocka_unit_test(a_message_stays_within_the_limit_of_the_buffer),
        cmocka_unit_test(a_source_that_claims_too_much_is_not_believed),
        cmocka_unit_test(a_client_does_not_answer_a_message_that_is_too_large),
        cmocka_unit_test(calls_without_a_session_are_refused),
        cmocka_unit_test(a_reader_refuses_bytes_without_an_address),
    };
    return RUN_SUITE(tests);
}
