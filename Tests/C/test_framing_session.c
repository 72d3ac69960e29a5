/* Sessions over net.tcp: both sides of a connection that is written down. Every split, every failing callback. */
#include "Frames/fixture.h"

static const struct talk talks[] = {
    { WSE_FRAME_MODE_DUPLEX, NULL, 4, false },
    { WSE_FRAME_MODE_DUPLEX, NULL, 4, true },
    { WSE_FRAME_MODE_DUPLEX, "application/soap+msbin1", 3, false },
    { WSE_FRAME_MODE_DUPLEX, "application/soap+msbin1+gzip", 3, true },
    { WSE_FRAME_MODE_DUPLEX, "application/soap+msbinsession1+deflate", 2, false },
    { WSE_FRAME_MODE_DUPLEX, "application/soap+xml; charset=utf-8", 3, false },
    { WSE_FRAME_MODE_DUPLEX, "text/xml; charset=utf-8", 3, true },
    { WSE_FRAME_MODE_DUPLEX, "application/soap+xml;charset=UTF-8;action=\"urn:x\"", 1, false },
    { WSE_FRAME_MODE_SINGLETON_UNSIZED, NULL, 1, true },
    { WSE_FRAME_MODE_SINGLETON_UNSIZED, "application/soap+xml; charset=utf-8", 1, false },
    { WSE_FRAME_MODE_SIMPLEX, NULL, 4, false },
};

/* [Z1] [Z12] [Z13] [Z15] [Z16] [Z19] */
static void both_sides_exchange_messages_however_the_stream_is_split(void **state)
{
    (void)state;
    for (size_t i = 0; i < WsCountOf(talks); i++)
        talk_split_everywhere(&talks[i], NULL);
}

static void every_failure_of_a_callback_is_returned_unchanged(void **state)
{
    (void)state;
    for (size_t i = 0; i < WsCountOf(talks); i++)
        talk_fail_everywhere(&talks[i]);
}

/* [Z17] */
static void a_stream_that_ends_early_is_never_taken_for_a_whole_one(void **state)
{
    (void)state;
    const struct talk talk = { WSE_FRAME_MODE_DUPLEX, NULL, 2, false };
    struct bytes client, server;
    talk_write_down(&talk, &client, &server);
    for (size_t size = 0; size < client.size; size++) {
        struct wire wire = { .incoming = client.data, .size = size };
        HRESULT result = talk_as_server(&talk, &wire, NULL);
        assert_result(size == 0 ? WS_S_END : WS_E_ENDPOINT_DISCONNECTED, result);
        bytes_free(&wire.outgoing);
    }
    for (size_t size = 0; size <= server.size; size++) {
        struct wire wire = { .incoming = server.data, .size = size };
        HRESULT result = talk_as_client(&talk, &wire, false, NULL);
        /* A server that closes the connection once the client has ended does not miss anything. */
        assert_result(size >= server.size - 1 ? S_OK : WS_E_ENDPOINT_DISCONNECTED, result);
        bytes_free(&wire.outgoing);
    }
    bytes_free(&client);
    bytes_free(&server);
}

static WSE_FRAME_PREAMBLE plain = { .via = "net.tcp://x" };

/* [Z2] [Z4] */
static void a_client_stops_for_an_upgrade(void **state)
{
    (void)state;
    WSE_FRAME_PREAMBLE secured = { .via = "net.tcp://x", .upgrade = "application/ssl-tls" };
    struct fixture *f = begin("\x0A\x0B", 2, 0);
    f->wire.most = 1;
    assert_result(S_FALSE, WseOpenFrameSession(f->session, &secured, f->error));
    expect_written(f,
                   DUPLEX "\x09\x13"
                          "application/ssl-tls",
                   41);
    WSE_FRAME_PREAMBLE none = { 0 };
    assert_result(S_OK, WseOpenFrameSession(f->session, &none, f->error));
    expect_written(f, "\x0C", 1);
    finish(f);
    f = begin("\x0A\x0B", 2, 0);
    assert_result(WS_E_INVALID_FORMAT, WseOpenFrameSession(f->session, &secured, f->error));
    assert_error_contains(f->error, "bytes follow the upgrade");
    assert_result(WS_E_OBJECT_FAULTED, WseOpenFrameSession(f->session, &plain, f->error));
    finish(f);
}

/* [Z6] [Z7] */
static void a_server_stops_for_an_upgrade_and_acknowledges_with_its_next_call(void **state)
{
    (void)state;
    WSE_FRAME_PREAMBLE said;
    const char stream[] = DUPLEX "\x09\x13"
                                 "application/ssl-tls"
                                 "\x0C\x07";
    struct fixture *f = begin(stream, sizeof stream - 1, 0);
    f->wire.most = 1;
    assert_result(WS_E_INVALID_OPERATION, WseAgreeToFrameUpgrade(f->session, f->error));
    assert_result(S_FALSE, WseAcceptFrameSession(f->session, &said, f->error));
    assert_string_equal("application/ssl-tls", said.upgrade);
    assert_string_equal("net.tcp://x", said.via);
    assert_string_equal("application/soap+msbinsession1", said.contentType);
    assert_result(WS_E_INVALID_OPERATION, WseAcceptFrameSession(f->session, &said, f->error));
    assert_result(S_OK, WseAgreeToFrameUpgrade(f->session, f->error));
    expect_written(f, "\x0A", 1);
    assert_result(S_OK, WseAcceptFrameSession(f->session, &said, f->error));
    assert_null(said.upgrade);
    expect_written(f, "", 0);
    assert_result(WS_S_END, WseReceiveFrameMessage(f->session, f->buffer, f->error));
    expect_written(f, "\x0B", 1);
    finish(f);
}

/* [Z20] */
static void a_server_can_refuse_until_it_has_acknowledged(void **state)
{
    (void)state;
    const char *fault = FAULT("EndpointNotFound");
    const char stream[] = DUPLEX "\x0C";
    WSE_FRAME_PREAMBLE said;
    struct fixture *f = begin(stream, sizeof stream - 1, 0);
    assert_result(WS_E_INVALID_OPERATION, WseFailFrameSession(f->session, fault, f->error));
    assert_result(S_OK, WseAcceptFrameSession(f->session, &said, f->error));
    assert_result(S_OK, WseFailFrameSession(f->session, fault, f->error));
    expect_written(f, "\x08\x47" FAULT("EndpointNotFound"), 2 + strlen(fault));
    assert_result(WS_E_OBJECT_FAULTED, WseReceiveFrameMessage(f->session, f->buffer, f->error));
    assert_result(WS_E_OBJECT_FAULTED, WseFailFrameSession(f->session, fault, f->error));
    finish(f);
    f = begin("\x0B", 1, 0);
    assert_result(S_OK, WseOpenFrameSession(f->session, &plain, f->error));
    assert_result(WS_E_INVALID_OPERATION, WseFailFrameSession(f->session, fault, f->error));
    finish(f);
}

/* [Z5] */
static void a_fault_of_the_server_is_a_result_of_its_own(void **state)
{
    static const struct {
        const char *fault;
        HRESULT result;
    } rows[] = {
        { FAULT("EndpointNotFound"), WS_E_ENDPOINT_NOT_FOUND },
        { FAULT("EndpointUnavailable"), WS_E_ENDPOINT_NOT_AVAILABLE },
        { FAULT("ServerTooBusy"), WS_E_ENDPOINT_TOO_BUSY },
        { FAULT("ViaTooLong"), WS_E_QUOTA_EXCEEDED },
        { FAULT("ContentTypeTooLong"), WS_E_QUOTA_EXCEEDED },
        { FAULT("MaxMessageSizeExceededFault"), WS_E_QUOTA_EXCEEDED },
        { FAULT("ContentTypeInvalid"), WS_E_NOT_SUPPORTED },
        { FAULT("UnsupportedMode"), WS_E_NOT_SUPPORTED },
        { FAULT("UnsupportedVersion"), WS_E_NOT_SUPPORTED },
        { FAULT("UpgradeInvalid"), WS_E_NOT_SUPPORTED },
        { FAULT("ConnectionDispatchFailed"), WS_E_ENDPOINT_FAILURE },
        { FAULT("ServiceActivationFailed"), WS_E_ENDPOINT_FAILURE },
        { "urn:anything", WS_E_ENDPOINT_FAILURE },
    };
    (void)state;
    for (size_t i = 0; i < WsCountOf(rows); i++) {
        char stream[300] = { 8, (char)strlen(rows[i].fault) }, expected[300];
        strcpy(stream + 2, rows[i].fault);
        struct fixture *f = begin(stream, strlen(stream), 0);
        assert_result(rows[i].result, WseOpenFrameSession(f->session, &plain, f->error));
        (void)snprintf(expected, sizeof expected, "the peer has refused the connection: %s", rows[i].fault);
        assert_error_contains(f->error, expected);
        finish(f);
    }
}

/* [Z5] */
static void a_fault_of_the_client_ends_the_connection(void **state)
{
    const char stream[] = DUPLEX "\x0C\x08\x05urn:x";
    WSE_FRAME_PREAMBLE said;
    (void)state;
    struct fixture *f = begin(stream, sizeof stream - 1, 0);
    assert_result(S_OK, WseAcceptFrameSession(f->session, &said, f->error));
    assert_result(WS_E_ENDPOINT_FAILURE, WseReceiveFrameMessage(f->session, f->buffer, f->error));
    assert_error_contains(f->error, "the peer has ended the connection with a fault: urn:x");
    finish(f);
}

/* [Z8] [Z9] */
static void a_server_answers_what_it_does_not_take_with_a_fault(void **state)
{
    static const struct {
        const char *stream;
        size_t size;
        const char *fault;
        HRESULT result;
    } rows[] = {
        { "", 0, NULL, WS_S_END },
        { "\x00\x02", 2, FAULT("UnsupportedVersion"), WS_E_INVALID_FORMAT },
        { "\x00\x01\x00\x01\x04", 5, FAULT("UnsupportedMode"), WS_E_INVALID_FORMAT },
        { "\x00\x01\x00\x01\x02\x02\x81\x10", 8, FAULT("ViaTooLong"), WS_E_QUOTA_EXCEEDED },
        { "\x00\x01\x00\x01\x02" VIA "\x03\x09", 20, FAULT("ContentTypeInvalid"), WS_E_INVALID_FORMAT },
        { "\x00\x01\x00\x01\x02" VIA "\x04\x0Aimage/jpeg", 30, FAULT("ContentTypeInvalid"), WS_E_NOT_SUPPORTED },
        { "\x00\x01\x00\x01\x02" VIA "\x04\x81\x02", 21, FAULT("ContentTypeTooLong"), WS_E_QUOTA_EXCEEDED },
        { "GET / HTTP/1.1", 14, NULL, WS_E_INVALID_FORMAT },
    };
    (void)state;
    for (size_t i = 0; i < WsCountOf(rows); i++) {
        WSE_FRAME_PREAMBLE said;
        struct fixture *f = begin(rows[i].stream, rows[i].size, 0);
        assert_result(rows[i].result, WseAcceptFrameSession(f->session, &said, f->error));
        if (rows[i].fault) {
            assert_int_equal(8, f->wire.outgoing.data[0]);
            assert_int_equal(strlen(rows[i].fault), f->wire.outgoing.data[1]);
            assert_memory_equal(rows[i].fault, f->wire.outgoing.data + 2, strlen(rows[i].fault));
        } else {
            assert_int_equal(0, f->wire.outgoing.size);
        }
        finish(f);
    }
}

/* [Z18] */
static void a_message_may_have_the_largest_size_and_no_more(void **state)
{
    const char stream[] = DUPLEX "\x0C\x06\x84\x01";
    (void)state;
    for (ULONGLONG most = 131; most <= 132; most++) {
        WSE_FRAME_PREAMBLE said;
        struct fixture *f = begin(stream, sizeof stream - 1, most);
        assert_result(S_OK, WseAcceptFrameSession(f->session, &said, f->error));
        HRESULT result = WseReceiveFrameMessage(f->session, f->buffer, f->error);
        assert_result(most == 131 ? WS_E_QUOTA_EXCEEDED : WS_E_ENDPOINT_DISCONNECTED, result);
        if (most == 131) {
            assert_error_contains(f->error, "the envelope is too large (limit 131, stream offset 21)");
            expect_written(f, "\x0B\x08\x52" FAULT("MaxMessageSizeExceededFault"), 85);
        }
        finish(f);
    }
}

/* [Z18] What is small on the wire may be large when it is decoded. */
static void a_message_that_decodes_to_too_much_is_answered_with_a_fault(void **state)
{
    static BYTE text[100004] = "<a>";
    WS_BYTES message = { sizeof text, text };
    static const char *const types[] = { "application/soap+msbin1+gzip", "application/soap+msbinsession1+deflate" };
    (void)state;
    memset(text + 3, 'a', sizeof text - 7);
    memcpy(text + sizeof text - 4, "</a>", 4);
    for (size_t i = 0; i < WsCountOf(types); i++) {
        WSE_FRAME_PREAMBLE preamble = { .via = "net.tcp://x", .contentType = types[i] }, said;
        struct fixture *f = begin("\x0B", 1, 0);
        assert_result(S_OK, WseOpenFrameSession(f->session, &preamble, f->error));
        assert_result(S_OK, WseSendFrameMessage(f->session, &message, 1, f->error));
        struct bytes sent = f->wire.outgoing;
        f->wire.outgoing = (struct bytes){ 0 };
        finish(f);
        for (ULONGLONG most = 1000; most <= sizeof text; most += sizeof text - 1000) {
            f = begin(sent.data, sent.size, most);
            assert_result(S_OK, WseAcceptFrameSession(f->session, &said, f->error));
            HRESULT result = WseReceiveFrameMessage(f->session, f->buffer, f->error);
            assert_result(most == 1000 ? WS_E_QUOTA_EXCEEDED : S_OK, result);
            if (most == 1000)
                expect_written(f, "\x0B\x08\x52" FAULT("MaxMessageSizeExceededFault"), 85);
            else
                expect_written(f, "\x0B", 1);
            finish(f);
        }
        bytes_free(&sent);
    }
}

/* A limit that is not about the size has no fault in [MC-NMF]. */
static void a_message_that_exceeds_another_limit_is_not_answered(void **state)
{
    static char stream[1000] = PREAMBLE("\x02", "\x03\x07") "\x0C\x06\x84\x06";
    enum { HEAD = 24, DEPTH = 257 };
    WSE_FRAME_PREAMBLE said;
    (void)state;
    for (int i = 0; i < DEPTH; i++)
        memcpy(stream + HEAD + 3 * i, "\x40\x01\x61", 3);
    memset(stream + HEAD + 3 * DEPTH, 1, 1);
    struct fixture *f = begin(stream, HEAD + 3 * DEPTH + 1, 0);
    assert_result(S_OK, WseAcceptFrameSession(f->session, &said, f->error));
    assert_result(WS_E_QUOTA_EXCEEDED, WseReceiveFrameMessage(f->session, f->buffer, f->error));
    expect_written(f, "\x0B", 1);
    finish(f);
}

/* [Z10] [Z11] [Z14] */
static void a_message_that_cannot_be_encoded_leaves_the_session_usable(void **state)
{
    WS_BYTES wrong = { 5, (BYTE *)"<zq/b" }, right = { 5, (BYTE *)"<zq/>" };
    const BYTE *bytes;
    ULONGLONG size;
    (void)state;
    struct fixture *f = begin("\x0B\x06\x06\x00\x40\x02zq\x01\x06\x02\x00\xFF", 13, 0);
    assert_result(WS_E_INVALID_OPERATION, WseSendFrameMessage(f->session, &right, 1, f->error));
    assert_result(WS_E_INVALID_OPERATION, WseEndFrameMessage(f->session, f->error));
    assert_result(S_OK, WseOpenFrameSession(f->session, &plain, f->error));
    assert_result(WS_E_INVALID_OPERATION, WseOpenFrameSession(f->session, &plain, f->error));
    f->wire.outgoing.size = 0;
    assert_result(WS_E_INVALID_FORMAT, WseSendFrameMessage(f->session, &wrong, 1, f->error));
    expect_written(f, "", 0);
    assert_result(S_OK, WseSendFrameMessage(f->session, &right, 1, f->error));
    expect_written(f, "\x06\x07\x03\x02zq\x42\x01\x01", 9);
    assert_result(S_OK, WseWriteFrameMessage(f->session, &right, 1, NULL, f->error));
    assert_result(WS_E_INVALID_OPERATION, WseSendFrameMessage(f->session, &right, 1, f->error));
    assert_result(WS_E_INVALID_OPERATION, WseEndFrameSession(f->session, f->error));
    assert_result(S_OK, WseEndFrameMessage(f->session, f->error));
    assert_result(S_OK, WseReceiveFrameMessage(f->session, f->buffer, f->error));
    assert_result(WS_E_INVALID_FORMAT, WseReceiveFrameMessage(f->session, f->buffer, f->error));
    assert_result(S_OK, WseGetBufferBytes(f->buffer, &bytes, &size));
    assert_int_equal(5, size);
    assert_memory_equal("<zq/>", bytes, 5);
    assert_result(WS_E_OBJECT_FAULTED, WseSendFrameMessage(f->session, &right, 1, f->error));
    finish(f);
}

/* [Z14] */
static void each_mode_has_its_number_of_messages(void **state)
{
    WS_BYTES message = { 5, (BYTE *)"<zq/>" };
    WSE_FRAME_PREAMBLE streamed = { .mode = WSE_FRAME_MODE_SINGLETON_UNSIZED, .via = "net.tcp://x" }, said;
    (void)state;
    struct fixture *f = begin("\x0B", 1, 0);
    assert_result(S_OK, WseOpenFrameSession(f->session, &streamed, f->error));
    f->wire.outgoing.size = 0;
    assert_result(S_OK, WseSendFrameMessage(f->session, &message, 1, f->error));
    expect_written(f, "\x05\x05\x40\x02zq\x01\x00\x07", 9);
    assert_result(WS_E_INVALID_OPERATION, WseSendFrameMessage(f->session, &message, 1, f->error));
    assert_result(S_OK, WseEndFrameSession(f->session, f->error));
    expect_written(f, "", 0);
    finish(f);
    const char simplex[] = "\x00\x01\x00\x01\x03" VIA "\x03\x07\x0C\x07";
    f = begin(simplex, sizeof simplex - 1, 0);
    assert_result(S_OK, WseAcceptFrameSession(f->session, &said, f->error));
    assert_int_equal(WSE_FRAME_MODE_SIMPLEX, said.mode);
    assert_result(WS_E_INVALID_OPERATION, WseSendFrameMessage(f->session, &message, 1, f->error));
    assert_result(WS_S_END, WseReceiveFrameMessage(f->session, f->buffer, f->error));
    finish(f);
}

static void replies_may_come_in_another_order_than_requests(void **state)
{
    const struct talk talk = { WSE_FRAME_MODE_DUPLEX, NULL, 3, false };
    struct bytes client, server, replies;
    WSE_FRAME_PREAMBLE said;
    (void)state;
    talk_write_down(&talk, &client, &server);
    struct fixture *f = begin(client.data, client.size, 0);
    assert_result(S_OK, WseAcceptFrameSession(f->session, &said, f->error));
    for (int i = 0; i < talk.messages; i++)
        assert_result(S_OK, WseReceiveFrameMessage(f->session, f->buffer, f->error));
    for (int i = talk.messages - 1; i >= 0; i--) {
        WS_BYTES message = talk_message(i, true);
        assert_result(S_OK, WseSendFrameMessage(f->session, &message, 1, f->error));
    }
    replies = f->wire.outgoing;
    f->wire.outgoing = (struct bytes){ 0 };
    finish(f);
    f = begin(replies.data, replies.size, 0);
    assert_result(S_OK, WseOpenFrameSession(f->session, &plain, f->error));
    for (int i = 0; i < talk.messages; i++) {
        WS_BYTES message = talk_message(i, false);
        assert_result(S_OK, WseSendFrameMessage(f->session, &message, 1, f->error));
    }
    for (int i = talk.messages - 1; i >= 0; i--) {
        WseResetBuffer(f->buffer);
        assert_result(S_OK, WseReceiveFrameMessage(f->session, f->buffer, f->error));
        talk_expect_message(f->buffer, i, true);
    }
    finish(f);
    bytes_free(&replies);
    bytes_free(&client);
    bytes_free(&server);
}

/* [Z3] */
static void a_connection_is_used_once_more_after_both_ends(void **state)
{
    const char twice[] = DUPLEX "\x0C\x07" DUPLEX "\x0C\x07";
    WSE_FRAME_PREAMBLE said;
    (void)state;
    struct fixture *f = begin("\x0B\x07\x0B\x07", 4, 0);
    for (int i = 0; i < 2; i++) {
        assert_result(S_OK, WseOpenFrameSession(f->session, &plain, f->error));
        assert_result(S_OK, WseEndFrameSession(f->session, f->error));
        assert_result(WS_S_END, WseReceiveFrameMessage(f->session, f->buffer, f->error));
        expect_written(f, DUPLEX "\x0C\x07", 22);
    }
    finish(f);
    f = begin(twice, sizeof twice - 1, 0);
    for (int i = 0; i < 2; i++) {
        assert_result(S_OK, WseAcceptFrameSession(f->session, &said, f->error));
        assert_result(WS_S_END, WseReceiveFrameMessage(f->session, f->buffer, f->error));
        assert_result(S_OK, WseEndFrameSession(f->session, f->error));
        expect_written(f, "\x0B\x07", 2);
    }
    assert_result(WS_S_END, WseAcceptFrameSession(f->session, &said, f->error));
    finish(f);
}

static void wrong_arguments_change_nothing(void **state)
{
    WSE_FRAME_PREAMBLE no_via = { 0 }, no_mode = { .mode = (WSE_FRAME_MODE)4, .via = "v" };
    static const char *const no_codecs[] = { "multipart/related; type=\"text/html\"", "multipart/related",
                                             "multipart/related; start-info=\"text/xml\"", "text/xml; charset=latin1" };
    WS_BYTES no_bytes = { 1, NULL };
    BYTE room[1];
    ULONG length = 7;
    (void)state;
    struct fixture *f = begin("\x0B", 1, 0);
    assert_result(E_INVALIDARG, WseCreateFrameSession(0, NULL, NULL, wire_write, NULL, &f->session, f->error));
    assert_result(E_INVALIDARG, WseCreateFrameSession(0, wire_read, NULL, wire_write, NULL, NULL, f->error));
    assert_result(E_INVALIDARG, WseOpenFrameSession(f->session, &no_via, f->error));
    assert_result(E_INVALIDARG, WseOpenFrameSession(f->session, &no_mode, f->error));
    assert_result(E_INVALIDARG, WseOpenFrameSession(f->session, NULL, f->error));
    assert_result(E_INVALIDARG, WseAcceptFrameSession(f->session, NULL, f->error));
    assert_result(WS_E_INVALID_OPERATION, WseReadFrameMessage(f->session, room, 1, &length, NULL, f->error));
    assert_result(S_OK, WseOpenFrameSession(f->session, &plain, f->error));
    assert_result(E_INVALIDARG, WseSendFrameMessage(f->session, &no_bytes, 1, f->error));
    assert_result(E_INVALIDARG, WseWriteFrameMessage(f->session, NULL, 1, NULL, f->error));
    assert_result(E_INVALIDARG, WseReadFrameMessage(f->session, room, 0, &length, NULL, f->error));
    assert_result(E_INVALIDARG, WseReceiveFrameMessage(f->session, NULL, f->error));
    assert_result(E_INVALIDARG, WseFailFrameSession(f->session, NULL, f->error));
    assert_int_equal(7, length);
    assert_result(S_OK, WseEndFrameSession(f->session, f->error));
    finish(f);
    for (size_t i = 0; i < WsCountOf(no_codecs); i++) {
        WSE_FRAME_PREAMBLE no_codec = { .via = "v", .contentType = no_codecs[i] };
        f = begin("\x0B", 1, 0);
        assert_result(WS_E_NOT_SUPPORTED, WseOpenFrameSession(f->session, &no_codec, f->error));
        assert_error_contains(f->error, "there is no codec for the content type");
        finish(f);
    }
    WseFreeFrameSession(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_sides_exchange_messages_however_the_stream_is_split),
        cmocka_unit_test(every_failure_of_a_callback_is_returned_unchanged),
        cmocka_unit_test(a_stream_that_ends_early_is_never_taken_for_a_whole_one),
        cmocka_unit_test(a_client_stops_for_an_upgrade),
        cmocka_unit_test(a_server_stops_for_an_upgrade_and_acknowledges_with_its_next_call),
        cmocka_unit_test(a_server_can_refuse_until_it_has_acknowledged),
        cmocka_unit_test(a_fault_of_the_server_is_a_result_of_its_own),
        cmocka_unit_test(a_fault_of_the_client_ends_the_connection),
        cmocka_unit_test(a_server_answers_what_it_does_not_take_with_a_fault),
        cmocka_unit_test(a_message_may_have_the_largest_size_and_no_more),
        cmocka_unit_test(a_message_that_decodes_to_too_much_is_answered_with_a_fault),
        cmocka_unit_test(a_message_that_exceeds_another_limit_is_not_answered),
        cmocka_unit_test(a_message_that_cannot_be_encoded_leaves_the_session_usable),
        cmocka_unit_test(each_mode_has_its_number_of_messages),
        cmocka_unit_test(replies_may_come_in_another_order_than_requests),
        cmocka_unit_test(a_connection_is_used_once_more_after_both_ends),
        cmocka_unit_test(wrong_arguments_change_nothing),
    };
    return RUN_SUITE(tests);
}
