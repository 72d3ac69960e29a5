/* Sessions over net.tcp with packages of MTOM. */
#include "Frames/fixture.h"

#define HIDDEN "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"
#define MTOM "multipart/related; type=\"application/xop+xml\""

static const struct talk talks[] = {
    { WSE_FRAME_MODE_DUPLEX, MTOM, 4, false },
    { WSE_FRAME_MODE_DUPLEX, MTOM "; start-info=\"text/xml\"", 3, true },
    { WSE_FRAME_MODE_SINGLETON_UNSIZED, MTOM, 1, true },
};

static bool is_hexadecimal(BYTE byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'f');
}

/** Makes packages the same whose boundaries differ, which are random and have 32 hexadecimal digits. */
static void hide_boundaries(struct bytes *stream)
{
    enum { DIGITS = 32 };
    for (size_t i = 0, count = 0; i < stream->size; i++) {
        count = is_hexadecimal(stream->data[i]) ? count + 1 : 0;
        if (count == DIGITS)
            memset(stream->data + i - DIGITS + 1, 'B', DIGITS);
    }
}

/* [Z1] [Z21] */
static void both_sides_exchange_packages_however_the_stream_is_split(void **state)
{
    (void)state;
    for (size_t i = 0; i < WsCountOf(talks); i++)
        talk_split_everywhere(&talks[i], hide_boundaries);
}

static void every_failure_of_a_callback_is_returned_unchanged(void **state)
{
    (void)state;
    for (size_t i = 0; i < WsCountOf(talks); i++) {
        struct talk talk = talks[i];
        /* The third message is long. */
        if (test_is_quick() && talk.messages > 2)
            talk.messages = 2;
        talk_fail_everywhere(&talk);
    }
}

static const char *const decoded[] = { "<a>text</a>", "<b>1234</b>" };

/* [Z21] The encoding of a connection does not name the boundary, which messages therefore name themselves, as WCF's do. */
static void each_package_has_its_header_fields_in_its_envelope(void **state)
{
    static const struct {
        const char *content_type, *encoding, *type;
    } rows[] = {
        { MTOM, "\x03\x06\x0C\x06", "application/soap+xml" },
        { MTOM "; start-info=\"text/xml; action=\\\"a\\\"\"", "\"\x0C\x06", "text/xml" },
    };
    (void)state;
    for (size_t i = 0; i < WsCountOf(rows); i++) {
        struct wire wire = { .incoming = (const BYTE *)"\x0B", .size = 1 };
        WSE_FRAME_SESSION *session = NULL;
        WSE_FRAME_PREAMBLE preamble = { .via = "net.tcp://x", .contentType = rows[i].content_type };
        assert_result(S_OK, WseCreateFrameSession(0, wire_read, &wire, wire_write, &wire, &session, NULL));
        assert_result(S_OK, WseOpenFrameSession(session, &preamble, NULL));
        for (size_t k = 0; k < WsCountOf(decoded); k++) {
            char expected[600];
            WS_BYTES message = { (ULONG)strlen(decoded[k]), (BYTE *)decoded[k] };
            assert_result(S_OK, WseSendFrameMessage(session, &message, 1, NULL));
            hide_boundaries(&wire.outgoing);
            (void)
                snprintf(expected, sizeof expected,
                         "MIME-Version: 1.0\r\nContent-Type: multipart/related; type=\"application/xop+xml\";start=\"<0@%s>\";"
                         "boundary=\"%s\";start-info=\"%s\"\r\n\r\n--%s\r\nContent-ID: <0@%s>\r\n",
                         HIDDEN, HIDDEN, rows[i].type, HIDDEN, HIDDEN);
            bytes_append(&wire.outgoing, "", 1);
            const char *text = memmem(wire.outgoing.data, wire.outgoing.size, "MIME", 4);
            assert_non_null(text);
            assert_memory_equal(expected, text, strlen(expected));
            assert_non_null(strstr(text, decoded[k]));
            if (k == 0)
                assert_non_null(memmem(wire.outgoing.data, wire.outgoing.size, rows[i].encoding, strlen(rows[i].encoding)));
            wire.outgoing.size = 0;
        }
        WseFreeFrameSession(session);
        bytes_free(&wire.outgoing);
    }
}

/* A package that cannot be made leaves the session usable, since none of it was written. */
static void a_package_that_cannot_be_made_leaves_the_session_usable(void **state)
{
    static const WSE_FRAME_MODE modes[] = { WSE_FRAME_MODE_DUPLEX, WSE_FRAME_MODE_SINGLETON_UNSIZED };
    WS_BYTES wrong = { 5, (BYTE *)"zq/b>" }, right = { 5, (BYTE *)"<zq/>" };
    (void)state;
    for (size_t i = 0; i < WsCountOf(modes); i++) {
        struct wire wire = { .incoming = (const BYTE *)"\x0B", .size = 1 };
        WSE_FRAME_PREAMBLE preamble = { .mode = modes[i], .via = "net.tcp://x", .contentType = MTOM };
        WSE_FRAME_SESSION *session = NULL;
        assert_result(S_OK, WseCreateFrameSession(0, wire_read, &wire, wire_write, &wire, &session, NULL));
        assert_result(S_OK, WseOpenFrameSession(session, &preamble, NULL));
        wire.outgoing.size = 0;
        assert_result(WS_E_INVALID_FORMAT, WseSendFrameMessage(session, &wrong, 1, NULL));
        assert_int_equal(0, wire.outgoing.size);
        assert_result(S_OK, WseSendFrameMessage(session, &right, 1, NULL));
        WseFreeFrameSession(session);
        bytes_free(&wire.outgoing);
    }
}

/** A server's stream with one package, before which comes a header field of this many bytes. */
static struct bytes stream_with_field(size_t size)
{
    static const char preamble[] = PREAMBLE("\x02", "\x03\x06") "\x0C\x06";
    static const char package[] =
        "\r\nContent-Type: multipart/related; type=\"application/xop+xml\"; start=\"<0>\"; boundary=b; start-info=\"text/xml\""
        "\r\n\r\n--b\r\nContent-ID: <0>\r\nContent-Transfer-Encoding: binary\r\n"
        "Content-Type: application/xop+xml; charset=utf-8; type=\"text/xml\"\r\n\r\n<a/>\r\n--b--";
    size_t total = size + sizeof package - 1;
    const BYTE count[] = { (BYTE)(total | 0x80), (BYTE)(total >> 7 | 0x80), (BYTE)(total >> 14) };
    struct bytes stream = { 0 };
    bytes_append(&stream, preamble, sizeof preamble - 1);
    bytes_append(&stream, count, sizeof count);
    bytes_append(&stream, "X:", 2);
    for (size_t i = 2; i < size; i++)
        bytes_append(&stream, "x", 1);
    bytes_append(&stream, package, sizeof package - 1);
    return stream;
}

static void header_fields_before_a_package_have_a_limit_that_the_error_names(void **state)
{
    static const size_t sizes[] = { 3, 7900, 8192, 100000 };
    (void)state;
    for (size_t i = 0; i < WsCountOf(sizes); i++) {
        WSE_FRAME_PREAMBLE said;
        struct bytes stream = stream_with_field(sizes[i]);
        struct fixture *f = begin(stream.data, stream.size, 0);
        assert_result(S_OK, WseAcceptFrameSession(f->session, &said, f->error));
        HRESULT result = WseReceiveFrameMessage(f->session, f->buffer, f->error);
        assert_result(sizes[i] < 8000 ? S_OK : WS_E_QUOTA_EXCEEDED, result);
        if (result != S_OK)
            assert_error_contains(f->error, "the header fields before the package are too long (limit 8192");
        finish(f);
        bytes_free(&stream);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_sides_exchange_packages_however_the_stream_is_split),
        cmocka_unit_test(every_failure_of_a_callback_is_returned_unchanged),
        cmocka_unit_test(each_package_has_its_header_fields_in_its_envelope),
        cmocka_unit_test(a_package_that_cannot_be_made_leaves_the_session_usable),
        cmocka_unit_test(header_fields_before_a_package_have_a_limit_that_the_error_names),
    };
    return RUN_SUITE(tests);
}
