/* What hosts, sinks, sources and registered codecs do against the rules, in chains and alone: it is refused, said, and harms
 * nobody. */
#include "Plugin/stub_codec.h"
#include "Session/hold_codec.h"

static WS_ERROR *error;

/** Registers "stub" and, checked, "strict"; and "hold". */
static int set_up(void **state)
{
    static const WS_CHANNEL_ENCODER encoder = { NULL,       stub_create_encoder, stub_encoder_type,
                                                stub_start, stub_encode,         stub_end,
                                                stub_free };
    static const WS_CHANNEL_DECODER decoder = { NULL,       stub_create_decoder, stub_decoder_type,
                                                stub_start, stub_decode,         stub_end,
                                                stub_free };
    static const WS_CHANNEL_DECODER hold = { NULL,        hold_create_decoder, hold_decoder_type, hold_start_decoder,
                                             hold_decode, hold_end_decoder,    hold_free };
    (void)state;
    memset(&stub, 0, sizeof stub);
    error = create_error();
    /* The decoder first: which of the two comes first does not matter. */
    assert_result(S_OK, WseRegisterDecoder("stub", &decoder, WSE_ABI_DEFAULT, 0, NULL));
    assert_result(S_OK, WseRegisterEncoder("stub", &encoder, WSE_ABI_DEFAULT, 0, NULL));
    assert_result(S_OK, WseRegisterDecoder("strict", &decoder, WSE_ABI_DEFAULT, WSE_REGISTER_CHECKED, NULL));
    assert_result(S_OK, WseRegisterEncoder("strict", &encoder, WSE_ABI_DEFAULT, WSE_REGISTER_CHECKED, NULL));
    assert_result(S_OK, WseRegisterDecoder("hold", &hold, WSE_ABI_DEFAULT, 0, NULL));
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    WsFreeError(error);
    assert_result(S_OK, WseUnregister("stub", NULL));
    assert_result(S_OK, WseUnregister("strict", NULL));
    assert_result(S_OK, WseUnregister("hold", NULL));
    assert_int_equal(0, stub.instances);
    return 0;
}

/* ---- A host whose sink and source stay open until a test completes them ---- */

static struct {
    WS_ASYNC_CONTEXT outstanding;
    int calls;
    /** Completes inside the call, with this. */
    bool is_inside;
    HRESULT inside_result;
    /** The source claims one byte more than it was asked for. */
    bool claims_more;
    struct bytes wire;
    size_t position;
    /** Inside the call, frees this. */
    void(CALLBACK *free_host)(void *);
    void *instance;
    int callbacks;
    HRESULT result;
} host;

static HRESULT leave_open(const WS_ASYNC_CONTEXT *context)
{
    host.calls++;
    if (host.free_host)
        host.free_host(host.instance);
    if (!context)
        return S_OK;
    if (host.is_inside)
        context->callback(host.inside_result, WS_SHORT_CALLBACK, context->callbackState);
    else
        host.outstanding = *context;
    return WS_S_ASYNC;
}

static HRESULT CALLBACK host_write(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                                   WS_ERROR *its_error)
{
    (void)state, (void)buffers, (void)count, (void)its_error;
    return leave_open(context);
}

static HRESULT CALLBACK host_read(void *state, void *bytes, ULONG size, ULONG *length, const WS_ASYNC_CONTEXT *context,
                                  WS_ERROR *its_error)
{
    size_t left = host.wire.size - host.position, part = left < size ? left : size;
    (void)state, (void)its_error;
    if (part > 0)
        memcpy(bytes, host.wire.data + host.position, part);
    host.position += part;
    *length = (ULONG)part + (host.claims_more ? size : 0);
    return leave_open(context);
}

static void CALLBACK note(HRESULT result, WS_CALLBACK_MODEL model, void *state)
{
    (void)model, (void)state;
    host.callbacks++;
    host.result = result;
}

static const WS_ASYNC_CONTEXT host_context = { note, NULL };

static WS_CHANNEL_ENCODER begin_encoding(const char *chain)
{
    WS_CHANNEL_ENCODER table = create_encoder_table(chain, NULL, 0);
    WS_STRING type, coding;
    memset(&host, 0, sizeof host);
    assert_result(S_OK, table.createEncoderCallback(table.createContext, host_write, NULL, &host.instance, NULL));
    assert_result(S_OK, table.encoderGetContentTypeCallback(host.instance, &soap_content_type, &type, &coding, NULL));
    assert_result(S_OK, table.encoderStartCallback(host.instance, NULL, NULL));
    return table;
}

static WS_CHANNEL_DECODER begin_decoding(const char *chain, const char *codec, const char *text)
{
    WS_CHANNEL_DECODER table = create_decoder_table(chain, NULL, 0);
    WS_STRING type;
    memset(&host, 0, sizeof host);
    host.wire = encoded(codec, text, strlen(text));
    assert_result(S_OK, table.createDecoderCallback(table.createContext, host_read, NULL, &host.instance, NULL));
    assert_result(S_OK, table.decoderStartCallback(host.instance, NULL, NULL));
    assert_result(S_OK, table.decoderGetContentTypeCallback(host.instance, &soap_content_type, content_encoding_of(codec),
                                                            &type, NULL));
    return table;
}

static void end_encoding(WS_CHANNEL_ENCODER *table)
{
    table->freeEncoderCallback(host.instance);
    WseFreeChannelEncoder(table);
}

static void end_decoding(WS_CHANNEL_DECODER *table)
{
    table->freeDecoderCallback(host.instance);
    WseFreeChannelDecoder(table);
    bytes_free(&host.wire);
}

static HRESULT encode(const WS_CHANNEL_ENCODER *table, bool is_async)
{
    WS_BYTES buffer = { 3, (BYTE *)"abc" };
    return table->encoderEncodeCallback(host.instance, &buffer, 1, is_async ? &host_context : NULL, error);
}

/* ---- The tests ---- */

/** The string that came before the chain's own, which says what the link did. */
static void assert_cause_contains(const char *text)
{
    WS_STRING string;
    char ascii[200] = "";
    assert_result(S_OK, WsGetErrorString(error, 1, &string));
    for (ULONG i = 0; i < string.length && i < sizeof ascii - 1; i++)
        ascii[i] = (char)string.chars[i];
    if (!strstr(ascii, text))
        fail_msg("the error says \"%s\", which lacks \"%s\"", ascii, text);
    WsResetError(error);
}

#define REFUSED(call) \
    do { \
        assert_result(E_INVALIDARG, call); \
        assert_string_not_equal("", take_error_text(error)); \
    } while (0)

static void what_no_caller_may_pass_to_an_encoder_is_refused(void **state)
{
    (void)state;
    WS_CHANNEL_DECODER other = create_decoder_table("stub,gzip", NULL, 0);
    WS_CHANNEL_ENCODER table = begin_encoding("stub,gzip");
    WS_STRING type = { 7, NULL }, coding = { 7, NULL }, no_address = { 3, NULL };
    WS_BYTES no_bytes = { 2, NULL };
    WS_ASYNC_CONTEXT no_callback = { NULL, NULL };
    void *instance = &table, *mine = host.instance;
    REFUSED(table.createEncoderCallback(NULL, host_write, NULL, &instance, error));
    REFUSED(table.createEncoderCallback(other.createContext, host_write, NULL, &instance, error));
    REFUSED(table.createEncoderCallback(table.createContext, NULL, NULL, &instance, error));
    REFUSED(table.createEncoderCallback(table.createContext, host_write, NULL, NULL, error));
    assert_ptr_equal(&table, instance);
    REFUSED(table.encoderStartCallback(NULL, NULL, error));
    REFUSED(table.encoderEncodeCallback(mine, NULL, 1, NULL, error));
    REFUSED(table.encoderEncodeCallback(mine, &no_bytes, 1, NULL, error));
    REFUSED(table.encoderEncodeCallback(mine, NULL, 0, &no_callback, error));
    REFUSED(table.encoderEndCallback(mine, &no_callback, error));
    /* The message goes on as if nothing had been, and so does the next. */
    assert_result(S_OK, encode(&table, false));
    assert_result(S_OK, table.encoderEndCallback(mine, NULL, NULL));
    REFUSED(table.encoderGetContentTypeCallback(mine, NULL, &type, &coding, error));
    REFUSED(table.encoderGetContentTypeCallback(mine, &no_address, &type, &coding, error));
    REFUSED(table.encoderGetContentTypeCallback(mine, &soap_content_type, NULL, &coding, error));
    REFUSED(table.encoderGetContentTypeCallback(mine, &soap_content_type, &type, NULL, error));
    assert_int_equal(7, type.length);
    assert_int_equal(7, coding.length);
    assert_result(S_OK, table.encoderGetContentTypeCallback(mine, &soap_content_type, &type, &coding, NULL));
    WseFreeChannelDecoder(&other);
    end_encoding(&table);
}

static void what_no_caller_may_pass_to_a_decoder_is_refused(void **state)
{
    (void)state;
    WS_CHANNEL_DECODER table = begin_decoding("stub,gzip", "gzip", "abc");
    WS_STRING type = { 7, NULL }, no_address = { 3, NULL };
    WS_ASYNC_CONTEXT no_callback = { NULL, NULL };
    BYTE room[8];
    ULONG length = 77;
    void *mine = host.instance;
    REFUSED(table.createDecoderCallback(table.createContext, NULL, NULL, &mine, error));
    REFUSED(table.decoderDecodeCallback(mine, NULL, 8, &length, NULL, error));
    REFUSED(table.decoderDecodeCallback(mine, room, 0, &length, NULL, error));
    REFUSED(table.decoderDecodeCallback(mine, room, 8, NULL, NULL, error));
    REFUSED(table.decoderDecodeCallback(mine, room, 8, &length, &no_callback, error));
    assert_int_equal(77, length);
    assert_int_equal(0, host.calls);
    assert_result(S_OK, table.decoderDecodeCallback(mine, room, 8, &length, NULL, NULL));
    assert_int_equal(3, length);
    assert_result(S_OK, table.decoderStartCallback(mine, NULL, NULL));
    REFUSED(table.decoderGetContentTypeCallback(mine, NULL, NULL, &type, error));
    REFUSED(table.decoderGetContentTypeCallback(mine, &no_address, NULL, &type, error));
    REFUSED(table.decoderGetContentTypeCallback(mine, &soap_content_type, &no_address, &type, error));
    REFUSED(table.decoderGetContentTypeCallback(mine, &soap_content_type, NULL, NULL, error));
    assert_int_equal(7, type.length);
    end_decoding(&table);
}

/* [K5] */
static void when_the_first_link_ends_the_others_have_to_end_too(void **state)
{
    (void)state;
    for (int has_more = 0; has_more <= 1; has_more++) {
        WS_CHANNEL_DECODER table = begin_decoding("stub,gzip", "gzip", has_more ? "abcd" : "abc");
        BYTE room[8];
        ULONG length = 0;
        stub.ends_after = 3;
        stub.reads_in_end = true;
        stub.end_length = 7;
        assert_result(S_OK, table.decoderDecodeCallback(host.instance, room, 8, &length, NULL, NULL));
        assert_int_equal(3, length);
        HRESULT result = table.decoderDecodeCallback(host.instance, room, 8, &length, NULL, error);
        if (has_more) {
            assert_result(WS_E_INVALID_FORMAT, result);
            assert_error_contains(error, "more follows after the end of the message");
        } else {
            assert_result(S_OK, result);
            assert_int_equal(0, length);
            /* A link that asks once more is told again that there is nothing. */
            assert_result(S_OK, table.decoderEndCallback(host.instance, NULL, NULL));
            assert_result(S_OK, stub.end_result);
            assert_int_equal(0, stub.end_length);
        }
        end_decoding(&table);
    }
}

static void a_link_that_calls_its_sink_twice_at_a_time_is_refused(void **state)
{
    (void)state;
    WS_CHANNEL_ENCODER table = begin_encoding("identity,stub");
    stub.calls_again = true;
    assert_result(WS_S_ASYNC, encode(&table, true));
    assert_result(WS_E_INVALID_OPERATION, stub.second_result);
    assert_error_contains(error, "while a call of it was outstanding");
    assert_int_equal(1, host.calls);
    stub.calls_again = false;
    host.outstanding.callback(S_OK, WS_SHORT_CALLBACK, host.outstanding.callbackState);
    assert_int_equal(1, host.callbacks);
    assert_result(S_OK, host.result);
    end_encoding(&table);
}

static void an_asynchronous_context_without_a_callback_is_refused(void **state)
{
    (void)state;
    static const char *const codecs[] = { "identity,stub", "strict" };
    static const WS_ASYNC_CONTEXT no_callback = { NULL, NULL };
    for (int i = 0; i < 2; i++) {
        WS_CHANNEL_ENCODER table = begin_encoding(codecs[i]);
        WS_BYTES buffer = { 3, (BYTE *)"abc" };
        REFUSED(table.encoderEncodeCallback(host.instance, &buffer, 1, &no_callback, error));
        assert_int_equal(0, host.calls);
        assert_result(S_OK, encode(&table, false));
        end_encoding(&table);
    }
}

static void a_source_that_claims_more_than_it_was_asked_for_is_refused(void **state)
{
    (void)state;
    static const char *const chains[] = { "gzip,stub", "stub,gzip" };
    for (int i = 0; i < 2; i++) {
        WS_CHANNEL_DECODER table = begin_decoding(chains[i], "gzip", "abc");
        BYTE room[8];
        ULONG length = 77;
        host.claims_more = true;
        assert_result(WS_E_INVALID_OPERATION, table.decoderDecodeCallback(host.instance, room, 8, &length, NULL, error));
        assert_error_contains(error, "claims");
        assert_int_equal(77, length);
        end_decoding(&table);
    }
}

/* [F1] */
static void an_instance_may_be_freed_from_inside_a_links_get_content_type(void **state)
{
    (void)state;
    static const char *const codecs[] = { "stub,gzip", "gzip,stub", "strict", "strict,gzip" };
    for (int i = 0; i < 4; i++) {
        WS_STRING type = { 7, NULL }, coding;
        WS_CHANNEL_ENCODER encoder = create_encoder_table(codecs[i], NULL, 0);
        WS_CHANNEL_DECODER decoder = create_decoder_table(codecs[i], NULL, 0);
        memset(&host, 0, sizeof host);
        assert_result(S_OK, encoder.createEncoderCallback(encoder.createContext, host_write, NULL, &stub.host_instance, NULL));
        stub.free_host = encoder.freeEncoderCallback;
        assert_result(WS_E_OPERATION_ABORTED,
                      encoder.encoderGetContentTypeCallback(stub.host_instance, &soap_content_type, &type, &coding, error));
        assert_int_equal(0, stub.instances);
        assert_result(S_OK, decoder.createDecoderCallback(decoder.createContext, host_read, NULL, &stub.host_instance, NULL));
        assert_result(S_OK, decoder.decoderStartCallback(stub.host_instance, NULL, NULL));
        stub.free_host = decoder.freeDecoderCallback;
        assert_result(WS_E_OPERATION_ABORTED, decoder.decoderGetContentTypeCallback(stub.host_instance, &soap_content_type,
                                                                                    content_encoding_of("gzip"), &type, error));
        assert_int_equal(0, stub.instances);
        stub.free_host = NULL;
        WseFreeChannelEncoder(&encoder);
        WseFreeChannelDecoder(&decoder);
    }
}

static void what_is_called_without_its_context_is_refused_or_ignored(void **state)
{
    (void)state;
    static const char *const codecs[] = { "stub,identity", "identity,stub", "strict", "strict,identity" };
    for (int i = 0; i < 4; i++) {
        WS_BYTES buffer = { 3, (BYTE *)"abc" };
        BYTE byte;
        ULONG length = 7;
        WS_CHANNEL_DECODER decoder = begin_decoding(codecs[i], "identity", "abc");
        assert_result(E_INVALIDARG, newest->read(NULL, &byte, 1, &length, NULL, NULL));
        assert_int_equal(7, length);
        end_decoding(&decoder);
        WS_CHANNEL_ENCODER table = begin_encoding(codecs[i]);
        assert_result(E_INVALIDARG, newest->write(NULL, &buffer, 1, NULL, NULL));
        assert_int_equal(0, host.calls);
        assert_result(WS_S_ASYNC, encode(&table, true));
        host.outstanding.callback(E_FAIL, WS_SHORT_CALLBACK, NULL);
        newest->host.callback(E_FAIL, WS_SHORT_CALLBACK, NULL);
        assert_int_equal(0, host.callbacks);
        host.outstanding.callback(S_OK, WS_SHORT_CALLBACK, host.outstanding.callbackState);
        assert_int_equal(1, host.callbacks);
        assert_result(S_OK, host.result);
        end_encoding(&table);
    }
}

/* [E11]: a completion is an end. */
static void a_completion_that_promises_another_one_is_a_failure(void **state)
{
    (void)state;
    static const char *const codecs[] = { "stub,identity", "identity,stub", "strict", "strict,identity" };
    for (int i = 0; i < 4; i++)
        for (int is_link = 0; is_link <= 1; is_link++) {
            /* By the sink, inside its call; or by the link, later. */
            WS_CHANNEL_ENCODER table = begin_encoding(codecs[i]);
            host.is_inside = !is_link;
            host.inside_result = WS_S_ASYNC;
            stub.completes_with = is_link ? WS_S_ASYNC : S_OK;
            HRESULT result = encode(&table, true);
            if (result == WS_S_ASYNC) {
                assert_true(is_link);
                host.outstanding.callback(S_OK, WS_SHORT_CALLBACK, host.outstanding.callbackState);
                assert_int_equal(1, host.callbacks);
                result = host.result;
            }
            assert_result(WS_E_INVALID_OPERATION, result);
            assert_result(WS_E_OBJECT_FAULTED, encode(&table, false));
            WsResetError(error);
            stub.completes_with = S_OK;
            end_encoding(&table);
        }
}

/* [F1]: a call of its own that the link makes when nobody has called it. */
static void an_instance_may_be_freed_from_inside_a_call_that_a_link_makes_unasked(void **state)
{
    (void)state;
    WS_CHANNEL_ENCODER table = begin_encoding("identity,stub");
    WS_BYTES buffer = { 3, (BYTE *)"abc" };
    host.free_host = table.freeEncoderCallback;
    assert_result(WS_E_OPERATION_ABORTED, newest->write(newest->sink_context, &buffer, 1, NULL, NULL));
    assert_int_equal(1, host.calls);
    assert_int_equal(0, stub.instances);
    WseFreeChannelEncoder(&table);
}

static void a_message_does_not_begin_while_a_link_has_a_call_outstanding(void **state)
{
    (void)state;
    WS_CHANNEL_ENCODER table = begin_encoding("stub,identity");
    WS_BYTES buffer = { 3, (BYTE *)"abc" };
    WS_ASYNC_CONTEXT own = { note, NULL };
    assert_result(WS_S_ASYNC, newest->write(newest->sink_context, &buffer, 1, &own, NULL));
    WS_STRING type, coding;
    HRESULT result = table.encoderGetContentTypeCallback(host.instance, &soap_content_type, &type, &coding, error);
    if (result == S_OK)
        result = table.encoderStartCallback(host.instance, NULL, error);
    assert_result(WS_E_INVALID_OPERATION, result);
    assert_cause_contains("while a call of its sink or source was outstanding");
    host.outstanding.callback(S_OK, WS_SHORT_CALLBACK, host.outstanding.callbackState);
    assert_int_equal(1, host.callbacks);
    assert_result(WS_E_OPERATION_ABORTED, host.result);
    end_encoding(&table);
}

/* A link that reads in its Start has had the message decompressed before its type was told. */
static void a_type_that_comes_too_late_to_be_believed_is_refused(void **state)
{
    (void)state;
    WS_CHANNEL_DECODER table = create_decoder_table("hold,msbin1+gzip", NULL, 0);
    static const WS_STRING uncompressed = WS_STRING_VALUE(u"application/soap+msbin1");
    WS_STRING type = { 7, NULL };
    memset(&host, 0, sizeof host);
    host.wire = encoded("msbin1+gzip", "<a/>", 4);
    assert_result(S_OK, table.createDecoderCallback(table.createContext, host_read, NULL, &host.instance, NULL));
    assert_result(S_OK, table.decoderStartCallback(host.instance, NULL, NULL));
    assert_true(host.calls > 0);
    assert_result(WS_E_NOT_SUPPORTED,
                  table.decoderGetContentTypeCallback(host.instance, &uncompressed, &hold_coding, &type, error));
    assert_cause_contains("after it was read as compressed");
    assert_int_equal(7, type.length);
    end_decoding(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_no_caller_may_pass_to_an_encoder_is_refused),
        cmocka_unit_test(what_no_caller_may_pass_to_a_decoder_is_refused),
        cmocka_unit_test(when_the_first_link_ends_the_others_have_to_end_too),
        cmocka_unit_test(a_link_that_calls_its_sink_twice_at_a_time_is_refused),
        cmocka_unit_test(an_asynchronous_context_without_a_callback_is_refused),
        cmocka_unit_test(a_source_that_claims_more_than_it_was_asked_for_is_refused),
        cmocka_unit_test(an_instance_may_be_freed_from_inside_a_links_get_content_type),
        cmocka_unit_test(what_is_called_without_its_context_is_refused_or_ignored),
        cmocka_unit_test(a_completion_that_promises_another_one_is_a_failure),
        cmocka_unit_test(an_instance_may_be_freed_from_inside_a_call_that_a_link_makes_unasked),
        cmocka_unit_test(a_message_does_not_begin_while_a_link_has_a_call_outstanding),
        cmocka_unit_test(a_type_that_comes_too_late_to_be_believed_is_refused),
    };
    struct CMUnitTest guarded[sizeof tests / sizeof *tests];
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
        guarded[i] = tests[i];
        guarded[i].setup_func = set_up;
        guarded[i].teardown_func = tear_down;
    }
    return RUN_SUITE(guarded);
}
