/* Transforms: what their callbacks are called with and when, what their failures become, and what breaking a rule leads to. */
#include "Codec/odd_transform.h"
#include "FakeChannel/fake_channel.h"

static struct odd odd;

static int register_odd(void **state)
{
    (void)state;
    odd = (struct odd){ 0 };
    WSE_CODEC codec = odd_transform(&odd);
    return WseRegisterCodec(&codec, NULL) != S_OK;
}

/** Whatever a test has done, all that was created is freed. */
static int unregister_odd(void **state)
{
    (void)state;
    return WseUnregister("odd", NULL) != S_OK || odd.creates != odd.frees || odd.contexts_freed != 1;
}

/* ---- One message ---- */

struct host {
    struct channel channel;
    WS_CHANNEL_ENCODER encoder;
    WS_CHANNEL_DECODER decoder;
    void *instance;
    WS_ERROR *error;
};

/** `property` may be NULL. */
static void open_encoder_with(struct host *host, const char *codec, const WSE_PROPERTY *property)
{
    *host = (struct host){ .error = create_error() };
    channel_open(&host->channel, SYNCHRONOUSLY, 0);
    host->encoder = create_encoder_table(codec, property, property != NULL);
    assert_result(S_OK, host->encoder.createEncoderCallback(host->encoder.createContext, channel_write, &host->channel,
                                                            &host->instance, host->error));
}

static void open_encoder(struct host *host, const char *codec)
{
    open_encoder_with(host, codec, NULL);
}

static HRESULT send(struct host *host, const char *message)
{
    return channel_send(&host->channel, &host->encoder, host->instance, message, strlen(message),
                        (struct delivery){ .part = 8, .per_call = 1 }, host->error);
}

static void close_encoder(struct host *host)
{
    host->encoder.freeEncoderCallback(host->instance);
    WseFreeChannelEncoder(&host->encoder);
    channel_close(&host->channel);
    WsFreeError(host->error);
}

static void open_decoder(struct host *host, const char *codec)
{
    *host = (struct host){ .error = create_error() };
    channel_open(&host->channel, SYNCHRONOUSLY, 0);
    host->channel.read_limit = 8;
    host->decoder = create_decoder_table(codec, NULL, 0);
    assert_result(S_OK, host->decoder.createDecoderCallback(host->decoder.createContext, channel_read, &host->channel,
                                                            &host->instance, host->error));
}

static HRESULT receive_into(struct host *host, const void *wire, size_t size, struct bytes *output)
{
    channel_reset(&host->channel, wire, size);
    return channel_receive(&host->channel, &host->decoder, host->instance, NULL, 100, output, host->error);
}

static HRESULT receive(struct host *host, const void *wire, size_t size)
{
    struct bytes output = { 0 };
    HRESULT result = receive_into(host, wire, size, &output);
    bytes_free(&output);
    return result;
}

static void close_decoder(struct host *host)
{
    host->decoder.freeDecoderCallback(host->instance);
    WseFreeChannelDecoder(&host->decoder);
    channel_close(&host->channel);
    WsFreeError(host->error);
}

/* ---- Order of calls ---- */

/* [Y1] [Y2] [Y14] */
static void a_state_is_made_with_the_first_message_and_begins_each(void **state)
{
    (void)state;
    struct host host;
    open_encoder(&host, "odd");
    assert_int_equal(0, odd.creates);
    for (int i = 1; i <= 3; i++) {
        assert_result(S_OK, send(&host, "a message"));
        assert_int_equal(1, odd.creates);
        assert_int_equal(i, odd.begins);
    }
    assert_int_equal(sizeof(WSE_CODEC_OPTIONS), odd.options_size);
    assert_int_equal(0, odd.frees);
    close_encoder(&host);
    assert_int_equal(1, odd.frees);
}

/* [Y1] */
static void a_state_that_could_not_be_made_is_tried_anew(void **state)
{
    (void)state;
    struct host host;
    open_encoder(&host, "odd");
    odd.create_result = WS_E_SECURITY_SYSTEM_FAILURE;
    for (int i = 0; i < 2; i++) {
        assert_result(WS_E_SECURITY_SYSTEM_FAILURE, send(&host, "a message"));
        assert_error_contains(host.error, "odd encoder: there is no such key (input offset 0)");
    }
    assert_int_equal(0, odd.begins);
    odd.create_result = S_OK;
    odd.begin_result = E_ACCESSDENIED;
    assert_result(E_ACCESSDENIED, send(&host, "a message"));
    assert_error_contains(host.error, "odd encoder: not today (input offset 0)");
    assert_int_equal(0, odd.processes);
    odd.begin_result = S_OK;
    assert_result(S_OK, send(&host, "a message"));
    close_encoder(&host);
}

/* [Y6] [Y3] */
static void the_last_call_of_a_message_has_isLast(void **state)
{
    (void)state;
    struct host host;
    open_encoder(&host, "odd");
    assert_result(S_OK, send(&host, ""));
    assert_int_equal(1, odd.last_calls);
    assert_int_equal(1, odd.processes);
    assert_result(S_OK, send(&host, "three pieces of it"));
    assert_int_equal(2, odd.last_calls);
    assert_int_equal(4, odd.processes);
    close_encoder(&host);
    odd.last_calls = 0;
    open_decoder(&host, "odd");
    assert_result(S_OK, receive(&host, "", 0));
    assert_int_equal(1, odd.last_calls);
    close_decoder(&host);
}

/* [Y11] [Y12] */
static void messages_are_committed_or_abandoned_when_the_next_begins(void **state)
{
    (void)state;
    struct host host;
    open_encoder(&host, "odd");
    assert_result(S_OK, send(&host, "a message"));
    assert_int_equal(0, odd.commits);
    host.channel.fail_at = host.channel.calls + 1;
    host.channel.failure = E_ABORT;
    assert_result(E_ABORT, send(&host, "a message"));
    assert_int_equal(1, odd.commits);
    assert_int_equal(0, odd.abandons);
    assert_result(S_OK, send(&host, "a message"));
    assert_int_equal(1, odd.abandons);
    /* Nothing of this one is sent. */
    odd.deed = FAIL;
    assert_result(WS_E_QUOTA_EXCEEDED, send(&host, "a message"));
    odd.deed = COPY;
    assert_result(S_OK, send(&host, "a message"));
    assert_int_equal(2, odd.commits);
    assert_int_equal(1, odd.abandons);
    /* The last message is neither. */
    host.channel.fail_at = host.channel.calls + 1;
    assert_result(E_ABORT, send(&host, "a message"));
    assert_int_equal(3, odd.commits);
    close_encoder(&host);
    assert_int_equal(3, odd.commits);
    assert_int_equal(1, odd.abandons);
}

/* [Y13] */
static void an_abandoned_message_ends_a_session_unless_the_codec_decides(void **state)
{
    (void)state;
    struct odd sessions[2] = { 0 };
    for (int decides = 0; decides < 2; decides++) {
        WSE_CODEC codec = odd_transform(&sessions[decides]);
        codec.name = "session";
        codec.usesSession = TRUE;
        if (!decides)
            codec.encoder.abandon = codec.decoder.abandon = NULL;
        assert_result(S_OK, WseRegisterCodec(&codec, NULL));
        struct host host;
        open_encoder(&host, "session");
        assert_result(S_OK, send(&host, "a message"));
        host.channel.fail_at = host.channel.calls + 1;
        host.channel.failure = E_ABORT;
        assert_result(E_ABORT, send(&host, "a message"));
        for (int i = 0; i < 2; i++)
            assert_result(decides ? S_OK : WS_E_OBJECT_FAULTED, send(&host, "a message"));
        if (!decides)
            assert_error_contains(host.error, "session encoder: a message before this one was not completed");
        assert_int_equal(decides, sessions[decides].abandons);
        assert_int_equal(decides ? 4 : 2, sessions[decides].begins);
        close_encoder(&host);
        assert_result(S_OK, WseUnregister("session", NULL));
    }
}

/* ---- Failures ---- */

/* [Y5] [C2] */
static void a_failure_keeps_its_code_and_its_text_gets_codec_and_offset(void **state)
{
    (void)state;
    struct host host;
    ULONG strings = 0;
    odd.at = 1;
    odd.deed = FAIL;
    open_encoder(&host, "odd");
    assert_result(WS_E_QUOTA_EXCEEDED, send(&host, "a message of 24 bytes..."));
    assert_result(S_OK, WsGetErrorProperty(host.error, WS_ERROR_PROPERTY_STRING_COUNT, &strings, sizeof strings));
    assert_int_equal(1, strings);
    assert_string_equal("odd encoder: the key is worn out (input offset 10)", take_error_text(host.error));
    odd.deed = FAIL_SILENTLY;
    assert_result(E_UNEXPECTED, send(&host, "a message of 24 bytes..."));
    assert_string_equal("odd encoder: the codec failed with 0x8000FFFF (input offset 8)", take_error_text(host.error));
    odd.deed = FAIL_TWICE;
    assert_result(E_FAIL, send(&host, "a message of 24 bytes..."));
    assert_string_equal("odd encoder: the effect (input offset 8)", take_error_text(host.error));
    odd.deed = FAIL_EMPTILY;
    assert_result(E_FAIL, send(&host, "a message of 24 bytes..."));
    assert_string_equal("odd encoder: the codec failed with 0x80004005 (input offset 8)", take_error_text(host.error));
    close_encoder(&host);

    open_decoder(&host, "odd");
    odd.deed = FAIL;
    odd.at = 2;
    assert_result(WS_E_QUOTA_EXCEEDED, receive(&host, "a message of 24 bytes...", 24));
    assert_string_equal("odd decoder: the key is worn out (input offset 18)", take_error_text(host.error));
    close_decoder(&host);
}

/* [Y5] [Y26] */
static void a_failure_in_a_chain_names_the_link(void **state)
{
    (void)state;
    struct host host;
    odd.deed = FAIL;
    open_encoder(&host, "gzip,odd");
    assert_result(WS_E_QUOTA_EXCEEDED, send(&host, "a message"));
    assert_error_contains(host.error, "odd encoder: the key is worn out (input offset ");
    close_encoder(&host);
}

/* [Y25] */
static void reported_text_is_utf_8(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const WCHAR *wide;
    } rows[] = { { "plain", u"plain" },
                 { "", u"" },
                 { "\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80", u"\u00E4\u20AC\xD83D\xDE00" },
                 { "a\xFFz\xE2\x82", u"a\xFFFDz\xFFFD" } };
    WS_ERROR *error = create_error();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        WS_STRING string;
        assert_result(E_ABORT, WseReportError(E_ABORT, rows[i].text, error));
        assert_result(S_OK, WsGetErrorString(error, 0, &string));
        size_t length = 0;
        while (rows[i].wide[length])
            length++;
        assert_int_equal(length, string.length);
        if (length > 0)
            assert_memory_equal(rows[i].wide, string.chars, length * sizeof(WCHAR));
        WsResetError(error);
    }
    assert_result(S_OK, WseReportError(S_OK, NULL, error));
    assert_result(E_FAIL, WseReportError(E_FAIL, "nobody listens", NULL));
    assert_string_equal("", take_error_text(error));
    char text[1000];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    assert_result(E_FAIL, WseReportError(E_FAIL, text, error));
    assert_int_equal(511, strlen(take_error_text(error)));
    WsFreeError(error);
}

/* ---- Rules ---- */

/** A deed at the first call of an encoder's and a decoder's message fails with a text and faults the instance alone. */
static void check_rule(enum deed deed, int at, bool is_encoder_rule, const char *text)
{
    struct host host;
    odd.at = at;
    odd.deed = deed;
    open_encoder(&host, "odd");
    assert_result(WS_E_INVALID_OPERATION, send(&host, "a message of 24 bytes..."));
    assert_error_contains(host.error, "odd encoder: ");
    assert_result(WS_E_INVALID_OPERATION, send(&host, "a message of 24 bytes..."));
    assert_error_contains(host.error, text);
    WS_BYTES more = { 4, (BYTE *)"more" };
    assert_result(WS_E_OBJECT_FAULTED, host.encoder.encoderEncodeCallback(host.instance, &more, 1, NULL, host.error));
    WsResetError(host.error);
    odd.deed = COPY;
    assert_result(S_OK, send(&host, "a message of 24 bytes..."));
    close_encoder(&host);

    if (is_encoder_rule)
        return;
    odd.deed = deed;
    open_decoder(&host, "odd");
    assert_result(WS_E_INVALID_OPERATION, receive(&host, "a message of 24 bytes...", 24));
    assert_error_contains(host.error, text);
    odd.deed = COPY;
    assert_result(S_OK, receive(&host, "a message of 24 bytes...", 24));
    close_decoder(&host);
}

/* [Y7] */
static void taking_more_than_there_is_is_refused(void **state)
{
    (void)state;
    check_rule(TAKE_TOO_MUCH, 0, false, "process took more bytes than it was given");
}

/* [Y7] [Y4] */
static void writing_more_than_there_is_room_for_is_refused(void **state)
{
    (void)state;
    check_rule(WRITE_TOO_MUCH, 0, false, "process wrote more bytes than there was room for");
}

/* [Y7]: the room is memory that nobody has written, on its way to the host. */
static void only_what_was_written_arrives_after_a_false_number(void **state)
{
    (void)state;
    static const char message[] = "a message of 24 bytes...";
    for (odd.at = 0; odd.at < 3; odd.at++) {
        struct bytes output = { 0 };
        struct host host;
        open_decoder(&host, "odd");
        odd.deed = CLAIM_ONE_MORE;
        assert_result(WS_E_INVALID_OPERATION, receive_into(&host, message, 24, &output));
        assert_error_contains(host.error, "process wrote more bytes than there was room for");
        assert_int_equal(8 * odd.at, output.size);
        assert_memory_equal(message, output.data, output.size);
        bytes_free(&output);
        close_decoder(&host);
    }
}

/* [Y7]: the codecs after one that fails still pass on what it has written. */
static void only_what_was_written_reaches_the_next_codec_after_a_false_number(void **state)
{
    (void)state;
    static const char message[] = "a message of 24 bytes...";
    static const ULONG chunk_size = 16;
    struct odd second = { 0 };
    WSE_CODEC codec = odd_transform(&second);
    codec.name = "second";
    assert_result(S_OK, WseRegisterCodec(&codec, NULL));
    for (odd.at = 0; odd.at < 3; odd.at++) {
        struct host host;
        odd.deed = CLAIM_ONE_MORE;
        open_encoder_with(&host, "odd,second",
                          &(WSE_PROPERTY){ WSE_PROPERTY_CHUNK_SIZE, (void *)&chunk_size, sizeof chunk_size });
        assert_result(WS_E_INVALID_OPERATION, send(&host, message));
        assert_error_contains(host.error, "odd encoder: process wrote more bytes than there was room for");
        assert_true(host.channel.output.size <= 8 * (size_t)odd.at);
        if (host.channel.output.size > 0)
            assert_memory_equal(message, host.channel.output.data, host.channel.output.size);
        close_encoder(&host);
    }
    assert_result(S_OK, WseUnregister("second", NULL));
    assert_int_equal(1, second.contexts_freed);
}

/* [Y8] */
static void asking_for_input_with_input_left_is_refused(void **state)
{
    (void)state;
    check_rule(LEAVE_INPUT, 0, false, "process asks for more input and has not taken all there is");
    check_rule(MAY_END_WITH_INPUT, 0, false, "process asks for more input and has not taken all there is");
}

/* [Y8] */
static void a_full_output_with_room_is_refused(void **state)
{
    (void)state;
    check_rule(FULL_WITH_ROOM, 0, false, "process says that the output is full, and there is room");
}

/* [Y9] */
static void an_encoder_that_ends_early_or_not_at_all_is_refused(void **state)
{
    (void)state;
    check_rule(FINISH_EARLY, 0, true, "says that the message is finished before it has taken all input");
    check_rule(WANT_MORE, 3, true, "process of an encoder asks for more after the last input");
}

/* [Y10] */
static void results_and_progress_that_do_not_exist_are_refused(void **state)
{
    (void)state;
    check_rule(SAY_NOTHING, 0, false, "process says something that is none of WSE_PROGRESS");
    check_rule(SAY_NONSENSE, 0, false, "process says something that is none of WSE_PROGRESS");
    check_rule(PROMISE, 0, false, "process returned a success other than S_OK");
    check_rule(SUCCEED_ODDLY, 0, false, "process returned a success other than S_OK");
}

/* [Y10] */
static void create_and_begin_return_S_OK_or_a_failure(void **state)
{
    (void)state;
    struct host host;
    open_encoder(&host, "odd");
    odd.create_result = S_FALSE;
    assert_result(WS_E_INVALID_OPERATION, send(&host, "a message"));
    assert_error_contains(host.error, "odd encoder: create returned a success other than S_OK");
    odd.create_result = S_OK;
    odd.begin_result = WS_S_ASYNC;
    assert_result(WS_E_INVALID_OPERATION, send(&host, "a message"));
    assert_error_contains(host.error, "odd encoder: begin returned a success other than S_OK");
    odd.begin_result = S_OK;
    assert_result(S_OK, send(&host, "a message"));
    close_encoder(&host);
}

/* [Y9]: what a decoder leaves after the end is what the library refuses; what it lacks, too. */
static void a_decoder_is_judged_by_what_it_leaves(void **state)
{
    (void)state;
    struct host host;
    open_decoder(&host, "odd");
    odd.deed = FINISH_EARLY;
    assert_result(WS_E_INVALID_FORMAT, receive(&host, "a message of 24 bytes...", 24));
    assert_error_contains(host.error, "odd decoder: more follows after the end of the stream");
    odd.deed = WANT_MORE;
    odd.at = 3;
    assert_result(WS_E_INVALID_FORMAT, receive(&host, "a message of 24 bytes...", 24));
    assert_error_contains(host.error, "odd decoder: the input ends before the stream does (input offset 24)");
    close_decoder(&host);
}

#define ODD_TEST(test) cmocka_unit_test_setup_teardown(test, register_odd, unregister_odd)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ODD_TEST(a_state_is_made_with_the_first_message_and_begins_each),
        ODD_TEST(a_state_that_could_not_be_made_is_tried_anew),
        ODD_TEST(the_last_call_of_a_message_has_isLast),
        ODD_TEST(messages_are_committed_or_abandoned_when_the_next_begins),
        ODD_TEST(an_abandoned_message_ends_a_session_unless_the_codec_decides),
        ODD_TEST(a_failure_keeps_its_code_and_its_text_gets_codec_and_offset),
        ODD_TEST(a_failure_in_a_chain_names_the_link),
        ODD_TEST(reported_text_is_utf_8),
        ODD_TEST(taking_more_than_there_is_is_refused),
        ODD_TEST(writing_more_than_there_is_room_for_is_refused),
        ODD_TEST(only_what_was_written_arrives_after_a_false_number),
        ODD_TEST(only_what_was_written_reaches_the_next_codec_after_a_false_number),
        ODD_TEST(asking_for_input_with_input_left_is_refused),
        ODD_TEST(a_full_output_with_room_is_refused),
        ODD_TEST(an_encoder_that_ends_early_or_not_at_all_is_refused),
        ODD_TEST(results_and_progress_that_do_not_exist_are_refused),
        ODD_TEST(create_and_begin_return_S_OK_or_a_failure),
        ODD_TEST(a_decoder_is_judged_by_what_it_leaves),
    };
    return RUN_SUITE(tests);
}
