/* Sessions of binary XML: messages that share strings, in order, and what becomes of a session when one is lost. */
#include "FakeChannel/fake_channel.h"

static const char *const codecs[] = { "msbinsession1", "msbinsession1+gzip", "msbinsession1+deflate" };
static const struct delivery at_once = { .per_call = 1 };

struct session {
    WS_CHANNEL_ENCODER encoder_table;
    WS_CHANNEL_DECODER decoder_table;
    void *encoder, *decoder;
    struct channel channel;
};

/** Both ends, with a size for the strings of each; -1 is the default. */
static void session_open(struct session *session, const char *codec, enum manner manner, long encoder_size, long decoder_size)
{
    ULONG sizes[2] = { (ULONG)encoder_size, (ULONG)decoder_size };
    WSE_PROPERTY properties[2] = { { WSE_PROPERTY_MAX_SESSION_SIZE, &sizes[0], sizeof *sizes },
                                   { WSE_PROPERTY_MAX_SESSION_SIZE, &sizes[1], sizeof *sizes } };
    assert_result(S_OK, WseCreateChannelEncoder(codec, &properties[0], encoder_size >= 0, &session->encoder_table, NULL));
    assert_result(S_OK, WseCreateChannelDecoder(codec, &properties[1], decoder_size >= 0, &session->decoder_table, NULL));
    channel_open(&session->channel, manner, test_seed());
    assert_result(S_OK, WseCreateEncoder(session->encoder_table.createContext, channel_write, &session->channel,
                                         &session->encoder, NULL));
    assert_result(S_OK, WseCreateDecoder(session->decoder_table.createContext, channel_read, &session->channel,
                                         &session->decoder, NULL));
}

static void session_close(struct session *session)
{
    WseFreeEncoder(session->encoder);
    WseFreeDecoder(session->decoder);
    WseFreeChannelEncoder(&session->encoder_table);
    WseFreeChannelDecoder(&session->decoder_table);
    channel_close(&session->channel);
}

/** Encodes; what comes out is the caller's. */
static HRESULT send(struct session *session, const char *text, struct bytes *wire, WS_ERROR *error)
{
    channel_reset(&session->channel, NULL, 0);
    HRESULT result = channel_send(&session->channel, &session->encoder_table, session->encoder, text, strlen(text), at_once,
                                  error);
    wire->size = 0;
    bytes_append(wire, session->channel.output.data, session->channel.output.size);
    return result;
}

static HRESULT receive(struct session *session, const struct bytes *wire, struct bytes *text, WS_ERROR *error)
{
    WS_STRING none = { 0, NULL };
    channel_reset(&session->channel, wire->data, wire->size);
    text->size = 0;
    return channel_receive(&session->channel, &session->decoder_table, session->decoder, &none, 0, text, error);
}

static void messages_of_a_session_share_strings(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++)
        for (int manner = 0; manner < MANNER_COUNT; manner++) {
            struct session session;
            struct bytes wire = { 0 }, text = { 0 };
            size_t first = 0;
            session_open(&session, codecs[i], (enum manner)manner, -1, -1);
            for (int round = 0; round < 20; round++) {
                char message[160];
                snprintf(message, sizeof message,
                         "<purchase xmlns=\"urn:example:orders\">"
                         "<position%d>x</position%d></purchase>",
                         round % 4, round % 4);
                assert_result(S_OK, send(&session, message, &wire, NULL));
                assert_result(S_OK, receive(&session, &wire, &text, NULL));
                assert_bytes_equal(&text, message, strlen(message));
                if (round == 0)
                    first = wire.size;
            }
            assert_true(wire.size < first);
            if (i == 0)
                assert_null(memmem(wire.data, wire.size, "purchase", 8));
            bytes_free(&wire);
            bytes_free(&text);
            session_close(&session);
        }
}

/* [P9] */
static void the_size_of_a_session_is_limited_exactly(void **state)
{
    (void)state;
    WS_ERROR *error = create_error();
    /* Two strings, "abcd" and "efg": 5 and 4 bytes with their lengths. */
    static const char text[] = "<abcd><efg>x</efg></abcd>";
    for (long size = 8; size <= 9; size++) {
        struct session session;
        struct bytes wire = { 0 }, back = { 0 };
        session_open(&session, "msbinsession1", SYNCHRONOUSLY, 9, size);
        assert_result(S_OK, send(&session, text, &wire, NULL));
        assert_int_equal(9, wire.data[0]);
        assert_result(size < 9 ? WS_E_QUOTA_EXCEEDED : S_OK, receive(&session, &wire, &back, error));
        if (size < 9)
            assert_error_contains(error, "(limit 8");
        else
            assert_bytes_equal(&back, text, sizeof text - 1);
        session_close(&session);

        /* An encoder with less room writes out what has none, each time. */
        session_open(&session, "msbinsession1", SYNCHRONOUSLY, size, 9);
        for (int round = 0; round < 3; round++) {
            assert_result(S_OK, send(&session, text, &wire, NULL));
            assert_int_equal(round > 0 ? 0 : size < 9 ? 5 : 9, wire.data[0]);
            assert_true((memmem(wire.data, wire.size, "efg", 3) != NULL) == (size < 9 || round == 0));
            assert_result(S_OK, receive(&session, &wire, &back, NULL));
            assert_bytes_equal(&back, text, sizeof text - 1);
        }
        session_close(&session);
        bytes_free(&wire);
        bytes_free(&back);
    }
    WsFreeError(error);
}

static HRESULT begin_again(struct session *session, WS_ERROR *error)
{
    WS_STRING type, encoding;
    HRESULT result = WseEncoderGetContentType(session->encoder, &soap_content_type, &type, &encoding, error);
    return SUCCEEDED(result) ? WseEncoderStart(session->encoder, NULL, error) : result;
}

static void a_session_is_over_when_strings_may_not_have_arrived(void **state)
{
    (void)state;
    WS_ERROR *error = create_error();
    for (int i = 0; i < 3; i++)
        for (int manner = 0; manner < MANNER_COUNT; manner++) {
            struct session session;
            struct bytes wire = { 0 };
            session_open(&session, codecs[i], (enum manner)manner, -1, -1);
            assert_result(S_OK, send(&session, "<abcd/>", &wire, NULL));
            channel_reset(&session.channel, NULL, 0);
            session.channel.fail_at = 1;
            session.channel.failure = E_ACCESSDENIED;
            assert_result(E_ACCESSDENIED, channel_send(&session.channel, &session.encoder_table, session.encoder, "<other/>", 8,
                                                       at_once, NULL));
            session.channel.fail_at = 0;
            for (int again = 0; again < 3; again++) {
                assert_result(WS_E_OBJECT_FAULTED, begin_again(&session, error));
                assert_error_contains(error, "a message before this one was not completed");
                assert_int_equal(0, session.channel.output.size);
            }
            bytes_free(&wire);
            session_close(&session);
        }
    WsFreeError(error);
}

/** A long message gives bytes before it ends. */
static void an_abandoned_message_ends_a_session_only_if_it_had_begun_to_go_out(void **state)
{
    (void)state;
    struct bytes large = soap_message(300000, test_seed());
    for (int i = 0; i < 3; i++)
        for (int is_large = 0; is_large <= 1; is_large++) {
            struct session session;
            struct bytes wire = { 0 }, text = { 0 };
            WS_BYTES part = { is_large ? 290000 : 100, large.data };
            session_open(&session, codecs[i], SYNCHRONOUSLY, -1, -1);
            assert_result(S_OK, begin_again(&session, NULL));
            assert_result(S_OK, WseEncoderEncode(session.encoder, &part, 1, NULL, NULL));
            bool has_gone_out = session.channel.output.size > 0;
            if (!is_large)
                assert_false(has_gone_out);
            HRESULT result = send(&session, "<abcd>x</abcd>", &wire, NULL);
            if (has_gone_out)
                assert_result(WS_E_OBJECT_FAULTED, result);
            if (!is_large) {
                assert_result(S_OK, result);
                assert_result(S_OK, receive(&session, &wire, &text, NULL));
                assert_bytes_equal(&text, "<abcd>x</abcd>", 14);
            }
            bytes_free(&wire);
            bytes_free(&text);
            session_close(&session);
        }
    bytes_free(&large);
}

static void a_lost_or_repeated_message_is_noticed_or_does_no_harm(void **state)
{
    (void)state;
    struct session session;
    struct bytes first = { 0 }, second = { 0 }, text = { 0 };
    WS_ERROR *error = create_error();
    session_open(&session, "msbinsession1", SYNCHRONOUSLY, -1, -1);
    assert_result(S_OK, send(&session, "<abcd/>", &first, NULL));
    assert_result(S_OK, send(&session, "<abcd/>", &second, NULL));
    assert_result(WS_E_INVALID_FORMAT, receive(&session, &second, &text, error));
    assert_error_contains(error, "offset 1");
    /* It names a string that has not come: a message is missing, and what comes now would be given wrong names. */
    for (int again = 0; again < 3; again++) {
        assert_result(WS_E_OBJECT_FAULTED, receive(&session, &first, &text, error));
        assert_error_contains(error, "the session is over");
    }
    session_close(&session);

    /* Malformed in another way, after its strings: those may be damaged as well. */
    session_open(&session, "msbinsession1", SYNCHRONOUSLY, -1, -1);
    struct bytes damaged = { 0 };
    bytes_append(&damaged, first.data, first.size);
    damaged.data[damaged.size - 1] = 0xFF;
    assert_result(WS_E_INVALID_FORMAT, receive(&session, &damaged, &text, NULL));
    assert_result(WS_E_OBJECT_FAULTED, receive(&session, &second, &text, NULL));
    session_close(&session);
    bytes_free(&damaged);

    /* One that breaks off inside its string table ends it. */
    session_open(&session, "msbinsession1", SYNCHRONOUSLY, -1, -1);
    struct bytes cut = { first.data, 3, 3 };
    assert_result(WS_E_INVALID_FORMAT, receive(&session, &cut, &text, NULL));
    for (int again = 0; again < 3; again++) {
        assert_result(WS_E_OBJECT_FAULTED, receive(&session, &first, &text, error));
        assert_error_contains(error, "the session is over");
    }
    session_close(&session);
    WsFreeError(error);
    bytes_free(&first);
    bytes_free(&second);
    bytes_free(&text);
}

/** From the 8,192nd string on an identifier is longer than a name of one character. A string that is added and not used would
 * leave a gap of which nobody learns. */
static void a_lost_message_of_a_long_session_is_noticed(void **state)
{
    (void)state;
    enum { LOST_BY_FAILURE, LOST_BY_EMPTY_INPUT, MANNERS_OF_LOSS };
    for (int manner = 0; manner < MANNERS_OF_LOSS; manner++) {
        struct session session;
        struct bytes wire = { 0 }, text = { 0 };
        session_open(&session, "msbinsession1", SYNCHRONOUSLY, 1 << 20, 1 << 20);
        for (int first = 0; first < 8500; first += 500) {
            char message[8000], *next = message;
            next += sprintf(next, "<Body>");
            for (int i = first; i < first + 500; i++)
                next += sprintf(next, "<n%d/>", i);
            sprintf(next, "</Body>");
            assert_result(S_OK, send(&session, message, &wire, NULL));
            assert_result(S_OK, receive(&session, &wire, &text, NULL));
            assert_bytes_equal(&text, message, strlen(message));
        }
        assert_result(S_OK, send(&session, "<Q><R/></Q>", &wire, NULL));
        assert_bytes_equal(&wire, "\0@\1Q@\1R\1\1", 9);
        assert_result(S_OK, send(&session, "<Amount><Q/></Amount>", &wire, NULL));
        if (manner == LOST_BY_FAILURE) {
            session.channel.fail_at = 1;
            session.channel.failure = E_ACCESSDENIED;
        } else {
            wire.size = 0;
        }
        assert_true(FAILED(receive(&session, &wire, &text, NULL)));
        session.channel.fail_at = 0;
        assert_result(S_OK, send(&session, "<Q><Amount/></Q>", &wire, NULL));
        assert_result(WS_E_OBJECT_FAULTED, receive(&session, &wire, &text, NULL));
        bytes_free(&wire);
        bytes_free(&text);
        session_close(&session);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(messages_of_a_session_share_strings),
        cmocka_unit_test(the_size_of_a_session_is_limited_exactly),
        cmocka_unit_test(a_session_is_over_when_strings_may_not_have_arrived),
        cmocka_unit_test(an_abandoned_message_ends_a_session_only_if_it_had_begun_to_go_out),
        cmocka_unit_test(a_lost_or_repeated_message_is_noticed_or_does_no_harm),
        cmocka_unit_test(a_lost_message_of_a_long_session_is_noticed),
    };
    return RUN_SUITE(tests);
}
