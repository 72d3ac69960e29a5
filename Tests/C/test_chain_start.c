/* Chains with links that read in Start, as Microsoft's pages allow: the links that they read from decode before they know the
 * content type, and judge it when they are told. */
#include "FakeChannel/fake_channel.h"
#include "Plugin/xor_codec.h"
#include "Support/sample.h"

static const char *const links[] = {
    "sample",       "sample-checked", "xor", "xor-checked", "gzip", "identity",
#if defined(__x86_64__)
    "sample-win64",
#endif
};

enum { LINKS = sizeof links / sizeof *links };

/* Without a coding, which a registered decoder to their right would be given. */
static struct xor_codec xor_codec = { 0x5A, NULL, 0, 0 };

static void open_all(void)
{
    WS_CHANNEL_ENCODER encoder;
    WS_CHANNEL_DECODER decoder;
    sysv_xor_tables(&xor_codec, &encoder, &decoder);
    assert_result(S_OK, WseRegisterEncoder("xor", &encoder, WSE_ABI_DEFAULT, 0, NULL));
    assert_result(S_OK, WseRegisterDecoder("xor", &decoder, WSE_ABI_DEFAULT, 0, NULL));
    assert_result(S_OK, WseRegisterEncoder("xor-checked", &encoder, WSE_ABI_DEFAULT, WSE_REGISTER_CHECKED, NULL));
    assert_result(S_OK, WseRegisterDecoder("xor-checked", &decoder, WSE_ABI_DEFAULT, WSE_REGISTER_CHECKED, NULL));
    register_sample();
}

static void close_all(void)
{
    assert_result(S_OK, WseUnregister("xor", NULL));
    assert_result(S_OK, WseUnregister("xor-checked", NULL));
    assert_int_equal(0, xor_codec.instances);
    unregister_sample();
}

/** An instance, and the channel that is its sink or source. */
struct host {
    struct channel channel;
    WS_CHANNEL_ENCODER encoder;
    WS_CHANNEL_DECODER decoder;
    void *instance;
    WS_ERROR *error;
};

static void open_encoder(struct host *host, const char *chain, enum manner manner)
{
    memset(host, 0, sizeof *host);
    host->error = create_error();
    host->encoder = create_encoder_table(chain, NULL, 0);
    channel_open(&host->channel, manner, test_seed());
    assert_result(S_OK, host->encoder.createEncoderCallback(host->encoder.createContext, channel_write, &host->channel,
                                                            &host->instance, host->error));
}

static void open_decoder(struct host *host, const char *chain, enum manner manner)
{
    memset(host, 0, sizeof *host);
    host->error = create_error();
    host->decoder = create_decoder_table(chain, NULL, 0);
    channel_open(&host->channel, manner, test_seed());
    assert_result(S_OK, host->decoder.createDecoderCallback(host->decoder.createContext, channel_read, &host->channel,
                                                            &host->instance, host->error));
}

static void close_host(struct host *host)
{
    if (host->encoder.freeEncoderCallback && host->instance)
        host->encoder.freeEncoderCallback(host->instance);
    else if (host->instance)
        host->decoder.freeDecoderCallback(host->instance);
    channel_close(&host->channel);
    WseFreeChannelEncoder(&host->encoder);
    WseFreeChannelDecoder(&host->decoder);
    WsFreeError(host->error);
}

static HRESULT receive(struct host *host, const char *chain, const struct bytes *wire, unsigned long fail_at,
                       struct bytes *output)
{
    output->size = 0;
    channel_reset(&host->channel, wire->data, wire->size);
    host->channel.fail_at = fail_at;
    host->channel.failure = E_ACCESSDENIED;
    return channel_receive(&host->channel, &host->decoder, host->instance, content_encoding_of(chain), 0, output, host->error);
}

/* ---- All orders ---- */

/** What the encoder gives to a sink of some manner, where one call of it may fail. */
static void encode_in_manner(const char *chain, enum manner manner, const struct bytes *text, const struct bytes *wire)
{
    struct host host;
    open_encoder(&host, chain, manner);
    for (unsigned long fail_at = 0; fail_at <= 2; fail_at++) {
        struct delivery delivery = { .part = 900, .per_call = 2 };
        channel_reset(&host.channel, NULL, 0);
        host.channel.fail_at = fail_at;
        host.channel.failure = E_ACCESSDENIED;
        HRESULT result = channel_send(&host.channel, &host.encoder, host.instance, text->data, text->size, delivery,
                                      host.error);
        if (result != (fail_at && host.channel.calls >= fail_at ? E_ACCESSDENIED : S_OK))
            fail_msg("\"%s\", %s, call %lu of the sink: 0x%08x, \"%s\"", chain, manner_names[manner], fail_at, (unsigned)result,
                     take_error_text(host.error));
        if (fail_at == 0)
            assert_bytes_equal(&host.channel.output, wire->data, wire->size);
        WsResetError(host.error);
    }
    close_host(&host);
}

/** The first message is whole, the next ones fail in some call of the source, and the last is whole again. */
static void decode_in_manner(const char *chain, enum manner manner, const struct bytes *text, const struct bytes *wire)
{
    struct host host;
    struct bytes output = { 0 };
    open_decoder(&host, chain, manner);
    for (unsigned long round = 0; round <= 4; round++) {
        unsigned long fail_at = round % 4;
        HRESULT result = receive(&host, chain, wire, fail_at, &output);
        if (result != (fail_at && host.channel.calls >= fail_at ? E_ACCESSDENIED : S_OK))
            fail_msg("\"%s\", %s, call %lu of the source: 0x%08x, \"%s\"", chain, manner_names[manner], fail_at,
                     (unsigned)result, take_error_text(host.error));
        if (SUCCEEDED(result))
            assert_bytes_equal(&output, text->data, text->size);
        WsResetError(host.error);
    }
    bytes_free(&output);
    close_host(&host);
}

static void round_trip(const char *chain)
{
    /* By itself a registered codec that is not checked has its host's asynchrony to itself: it does not bear a wrong host. */
    bool is_bare = !strchr(chain, ',') && !strchr(chain, '-');
    struct bytes text = soap_message(1500, test_seed());
    for (int reads_all = 0; reads_all <= (strstr(chain, "sample") ? 1 : 0); reads_all++) {
        for (int i = 0; i < 3; i++)
            sample_codecs[i].reads_all = reads_all;
        struct bytes wire = encoded(chain, text.data, text.size);
        for (int manner = 0; manner < (is_bare ? (int)INSIDE : (int)MANNER_COUNT); manner++) {
            encode_in_manner(chain, (enum manner)manner, &text, &wire);
            decode_in_manner(chain, (enum manner)manner, &text, &wire);
        }
        bytes_free(&wire);
    }
    bytes_free(&text);
}

static void links_that_read_in_start_go_with_all_others_in_all_orders(void **state)
{
    (void)state;
    int stride = test_is_quick() ? 23 : 1;
    open_all();
    for (int each = 0; each < LINKS * LINKS * LINKS; each += stride) {
        char chain[64];
        snprintf(chain, sizeof chain, "%s,%s,%s", links[each % LINKS], links[each / LINKS % LINKS],
                 links[each / LINKS / LINKS]);
        round_trip(chain);
        if (each < LINKS * LINKS) {
            *strrchr(chain, ',') = '\0';
            round_trip(chain);
        }
        if (each < LINKS)
            round_trip(links[each]);
    }
    close_all();
}

/* Seven links of the kind before one of the library, and it before seven. */
static void long_chains_read_through_all_links(void **state)
{
    (void)state;
    open_all();
    round_trip("sample,sample,sample,sample,sample,sample,sample,gzip");
    round_trip("gzip,sample,sample-checked,sample,sample-checked,sample,sample,sample");
    round_trip("sample,gzip,sample,br,sample-checked,zstd,sample-checked,identity");
    close_all();
}

/** Takes a message up to a step: Start, GetContentType, one Decode, every Decode. */
static void abandon(struct host *host, const char *chain, const struct bytes *wire, int last)
{
    BYTE room[64];
    ULONG length = 1;
    WS_STRING type;
    channel_reset(&host->channel, wire->data, wire->size);
    host->channel.fail_at = 0;
    assert_result(S_OK, host->decoder.decoderStartCallback(host->instance, NULL, NULL));
    if (last >= 1)
        assert_result(S_OK, host->decoder.decoderGetContentTypeCallback(host->instance, &soap_content_type,
                                                                        content_encoding_of(chain), &type, NULL));
    for (int calls = 0; last >= 2 && length > 0 && (last == 3 || calls < 1); calls++)
        assert_result(S_OK, host->decoder.decoderDecodeCallback(host->instance, room, sizeof room, &length, NULL, NULL));
}

static void a_message_that_was_read_in_start_may_be_abandoned(void **state)
{
    (void)state;
    static const char *const chains[] = { "sample,gzip", "gzip,sample", "sample,xor,sample-checked", "sample-checked,br,xor" };
    struct bytes text = soap_message(1500, test_seed());
    open_all();
    for (size_t i = 0; i < 2 * sizeof chains / sizeof *chains; i++) {
        const char *chain = chains[i / 2];
        struct bytes wire = encoded(chain, text.data, text.size), output = { 0 };
        struct host host;
        sample_codecs[0].reads_all = sample_codecs[1].reads_all = (int)i % 2;
        open_decoder(&host, chain, SYNCHRONOUSLY);
        for (int last = 0; last <= 3; last++) {
            abandon(&host, chain, &wire, last);
            assert_result(S_OK, receive(&host, chain, &wire, 0, &output));
            assert_bytes_equal(&output, text.data, text.size);
            abandon(&host, chain, &wire, last);
            host.decoder.freeDecoderCallback(host.instance);
            assert_result(S_OK, host.decoder.createDecoderCallback(host.decoder.createContext, channel_read, &host.channel,
                                                                   &host.instance, NULL));
        }
        close_host(&host);
        bytes_free(&output);
        bytes_free(&wire);
    }
    close_all();
    bytes_free(&text);
}

/* ---- Content types ---- */

static HRESULT start_and_tell(struct host *host, const struct bytes *wire, const WS_STRING *type, const WS_STRING *encoding,
                              WS_STRING *new_type)
{
    channel_reset(&host->channel, wire->data, wire->size);
    HRESULT result = host->decoder.decoderStartCallback(host->instance, NULL, host->error);
    if (result == S_OK)
        result = host->decoder.decoderGetContentTypeCallback(host->instance, type, encoding, new_type, host->error);
    return result;
}

/* [H2], [X7]: whether the link has read some of the message by then, or all of it. */
static void a_link_that_was_read_from_judges_the_type_when_it_is_told(void **state)
{
    (void)state;
    static const WS_STRING gzip = WS_STRING_VALUE(u"gzip"), deflate = WS_STRING_VALUE(u"deflate"),
                           msbin1 = WS_STRING_VALUE(u"application/soap+msbin1"), plain = WS_STRING_VALUE(u"text/plain");
    static const struct {
        const char *chain;
        const WS_STRING *type, *encoding;
        const char *reason;
    } rows[] = {
        { "sample,gzip", &soap_content_type, &gzip, NULL },
        { "sample,gzip", &soap_content_type, &deflate, "gzip decoder: the content encoding is \"deflate\" and not \"gzip\"" },
        { "sample-checked,gzip", &soap_content_type, NULL, "gzip decoder: there is no content encoding, and not \"gzip\"" },
        { "sample,msbin1", &msbin1, NULL, NULL },
        { "sample,msbin1", &plain, NULL, "msbin1 decoder: the content type is \"text/plain\" and not" },
        { "sample,sample-checked,msbin1", &plain, NULL, "msbin1 decoder: the content type is \"text/plain\" and not" },
        { "sample,msbin1,gzip", &plain, &gzip, "msbin1 decoder: the content type is \"text/plain\" and not" },
    };
    struct bytes text = soap_message(300, test_seed());
    open_all();
    for (size_t i = 0; i < 2 * sizeof rows / sizeof *rows; i++) {
        const char *chain = rows[i / 2].chain;
        struct bytes wire = encoded(chain, text.data, text.size), output = { 0 };
        struct host host;
        WS_STRING type = { 0, NULL };
        for (int each = 0; each < 3; each++)
            sample_codecs[each].reads_all = (int)i % 2;
        open_decoder(&host, chain, SYNCHRONOUSLY);
        HRESULT result = start_and_tell(&host, &wire, rows[i / 2].type, rows[i / 2].encoding, &type);
        if (rows[i / 2].reason) {
            assert_result(WS_E_NOT_SUPPORTED, result);
            WS_STRING string;
            /* The newest string names the link in the chain; the one before it is the link's own. */
            assert_result(S_OK, WsGetErrorString(host.error, 1, &string));
            char reason[200] = "";
            for (ULONG each = 0; each < string.length && each < sizeof reason - 1; each++)
                reason[each] = (char)string.chars[each];
            if (!strstr(reason, rows[i / 2].reason))
                fail_msg("\"%s\" lacks \"%s\"", reason, rows[i / 2].reason);
            ULONG length;
            BYTE room[4];
            assert_result(WS_E_OBJECT_FAULTED, host.decoder.decoderDecodeCallback(host.instance, room, 4, &length, NULL, NULL));
        } else {
            assert_result(S_OK, result);
            assert_true(string_is(&type, "application/soap+xml; charset=utf-8"));
        }
        WsResetError(host.error);
        /* The next message is one like any other. */
        assert_result(S_OK, receive(&host, chain, &wire, 0, &output));
        assert_bytes_equal(&output, text.data, text.size);
        close_host(&host);
        bytes_free(&output);
        bytes_free(&wire);
    }
    close_all();
    bytes_free(&text);
}

/* The type that the codec gives is one of its own, and that of the message stands in its header. */
static void the_type_in_a_header_comes_out(void **state)
{
    (void)state;
    static const char *const chains[] = {
        "sample",         "sample,gzip",        "gzip,sample",       "sample,xor-checked,gzip",
        "sample-checked", "xor,sample-checked", "sample-checked,br", "sample,sample-checked"
    };
    const char *message = "any message";
    open_all();
    sample_codecs[0].type = sample_codecs[1].type = "application/x-sample";
    for (size_t i = 0; i < sizeof chains / sizeof *chains; i++) {
        struct host host;
        WS_STRING type = { 0, NULL }, other = WS_STRING_VALUE(u"text/plain");
        struct bytes wire = encoded(chains[i], message, strlen(message));
        WS_STRING told = *content_type_of(chains[i]);
        assert_true(string_is(&told, "application/x-sample"));
        open_decoder(&host, chains[i], SYNCHRONOUSLY);
        for (int round = 0; round < 3; round++) {
            assert_result(S_OK, start_and_tell(&host, &wire, &told, content_encoding_of(chains[i]), &type));
            assert_true(string_is(&type, "application/soap+xml; charset=utf-8"));
            assert_result(WS_E_NOT_SUPPORTED, start_and_tell(&host, &wire, &other, content_encoding_of(chains[i]), &type));
        }
        close_host(&host);
        bytes_free(&wire);
    }
    close_all();
}

/* ---- Hosts ---- */

/* [H2]: what links may do, hosts may not, and a call that is refused changes nothing. */
static void a_host_must_not_decode_before_it_has_told_the_type(void **state)
{
    (void)state;
    static const char *const chains[] = { "gzip", "sample,gzip", "gzip,sample", "sample-checked",
                                          "sample-checked,sample-checked" };
    struct bytes text = soap_message(300, test_seed());
    open_all();
    for (size_t i = 0; i < sizeof chains / sizeof *chains; i++) {
        struct bytes wire = encoded(chains[i], text.data, text.size);
        struct host host;
        BYTE room[2000];
        ULONG length = 99;
        WS_STRING type;
        open_decoder(&host, chains[i], SYNCHRONOUSLY);
        channel_reset(&host.channel, wire.data, wire.size);
        host.channel.read_limit = sizeof room;
        assert_result(S_OK, host.decoder.decoderStartCallback(host.instance, NULL, host.error));
        assert_result(WS_E_INVALID_OPERATION,
                      host.decoder.decoderDecodeCallback(host.instance, room, sizeof room, &length, NULL, host.error));
        assert_error_contains(host.error, "Decode was called without GetContentType before it");
        assert_int_equal(99, length);
        assert_result(WS_E_INVALID_OPERATION, host.decoder.decoderEndCallback(host.instance, NULL, NULL));
        assert_result(S_OK, host.decoder.decoderGetContentTypeCallback(host.instance, &soap_content_type,
                                                                       content_encoding_of(chains[i]), &type, NULL));
        assert_result(S_OK, host.decoder.decoderDecodeCallback(host.instance, room, sizeof room, &length, NULL, NULL));
        assert_true(length > 0 && memcmp(room, text.data, length) == 0);
        close_host(&host);
        bytes_free(&wire);
    }
    close_all();
    bytes_free(&text);
}

/* ---- Start that completes later ---- */

static WS_ASYNC_CONTEXT outstanding;

static HRESULT CALLBACK read_later(void *state, void *bytes, ULONG size, ULONG *length, const WS_ASYNC_CONTEXT *context,
                                   WS_ERROR *error)
{
    (void)error;
    HRESULT result = channel_read(state, bytes, size, length, NULL, NULL);
    if (!context)
        return result;
    outstanding = *context;
    return WS_S_ASYNC;
}

static void open_waiting(struct host *host, const char *chain, const struct bytes *wire, struct operation *operation)
{
    open_decoder(host, chain, SYNCHRONOUSLY);
    host->decoder.freeDecoderCallback(host->instance);
    assert_result(S_OK, host->decoder.createDecoderCallback(host->decoder.createContext, read_later, &host->channel,
                                                            &host->instance, NULL));
    channel_reset(&host->channel, wire->data, wire->size);
    host->channel.read_limit = 3;
    operation_begin(operation);
    assert_result(WS_S_ASYNC, host->decoder.decoderStartCallback(host->instance, &operation->context, host->error));
    operation->has_returned = true;
}

/* [H3] */
static void start_completes_when_the_link_that_reads_has(void **state)
{
    (void)state;
    static const char *const chains[] = { "sample,gzip", "gzip,sample", "sample,sample-checked", "gzip,sample,gzip",
                                          "sample,identity,sample" };
    struct bytes text = soap_message(300, test_seed());
    open_all();
    for (size_t i = 0; i < sizeof chains / sizeof *chains; i++) {
        struct bytes wire = encoded(chains[i], text.data, text.size);
        struct operation operation;
        struct host host;
        WS_STRING type;
        ULONG length;
        BYTE room[4];
        open_waiting(&host, chains[i], &wire, &operation);
        while (operation.callbacks == 0) {
            assert_result(WS_E_INVALID_OPERATION, host.decoder.decoderStartCallback(host.instance, NULL, host.error));
            assert_error_contains(host.error, "another call is in progress");
            assert_result(WS_E_INVALID_OPERATION, host.decoder.decoderGetContentTypeCallback(host.instance, &soap_content_type,
                                                                                             NULL, &type, host.error));
            assert_error_contains(host.error, "another call is in progress");
            outstanding.callback(S_OK, WS_SHORT_CALLBACK, outstanding.callbackState);
        }
        assert_int_equal(1, operation.callbacks);
        assert_result(S_OK, operation.result);
        assert_result(S_OK, host.decoder.decoderGetContentTypeCallback(host.instance, &soap_content_type,
                                                                       content_encoding_of(chains[i]), &type, host.error));
        assert_result(S_OK, host.decoder.decoderDecodeCallback(host.instance, room, 4, &length, NULL, host.error));
        assert_memory_equal(room, text.data, length);
        close_host(&host);
        bytes_free(&wire);
    }
    close_all();
    bytes_free(&text);
}

static void an_instance_may_be_freed_while_start_is_outstanding(void **state)
{
    (void)state;
    static const char *const chains[] = { "sample,gzip", "gzip,sample", "sample-checked,sample", "sample,xor,gzip" };
    struct bytes text = soap_message(300, test_seed());
    open_all();
    for (size_t i = 0; i < sizeof chains / sizeof *chains; i++)
        for (int reads = 0; reads < 3; reads++) {
            struct bytes wire = encoded(chains[i], text.data, text.size);
            struct operation operation;
            struct host host;
            open_waiting(&host, chains[i], &wire, &operation);
            for (int each = 0; each < reads; each++)
                outstanding.callback(S_OK, WS_SHORT_CALLBACK, outstanding.callbackState);
            host.decoder.freeDecoderCallback(host.instance);
            host.instance = NULL;
            assert_int_equal(0, operation.callbacks);
            outstanding.callback(S_OK, WS_SHORT_CALLBACK, outstanding.callbackState);
            assert_int_equal(1, operation.callbacks);
            assert_result(WS_E_OPERATION_ABORTED, operation.result);
            close_host(&host);
            bytes_free(&wire);
        }
    close_all();
    bytes_free(&text);
}

/* What a link cannot read is told of that link, in Start. */
static void input_that_is_wrong_fails_in_start(void **state)
{
    (void)state;
    static const struct bytes rubbish = { (BYTE *)"rubbish, and more of it", 23, 0 };
    struct bytes text = soap_message(300, test_seed());
    open_all();
    for (int manner = 0; manner < MANNER_COUNT; manner++) {
        struct host host;
        struct bytes output = { 0 }, wire = encoded("sample,gzip", text.data, text.size);
        open_decoder(&host, "sample,gzip", (enum manner)manner);
        assert_result(WS_E_INVALID_FORMAT, receive(&host, "sample,gzip", &rubbish, 0, &output));
        assert_error_contains(host.error, "link 2 of the chain, gzip, has failed");
        wire.size -= 5;
        assert_result(WS_E_INVALID_FORMAT, receive(&host, "sample,gzip", &wire, 0, &output));
        WsResetError(host.error);
        wire.size += 5;
        assert_result(S_OK, receive(&host, "sample,gzip", &wire, 0, &output));
        assert_bytes_equal(&output, text.data, text.size);
        close_host(&host);
        bytes_free(&output);
        bytes_free(&wire);
    }
    close_all();
    bytes_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(links_that_read_in_start_go_with_all_others_in_all_orders),
        cmocka_unit_test(long_chains_read_through_all_links),
        cmocka_unit_test(a_message_that_was_read_in_start_may_be_abandoned),
        cmocka_unit_test(a_link_that_was_read_from_judges_the_type_when_it_is_told),
        cmocka_unit_test(the_type_in_a_header_comes_out),
        cmocka_unit_test(a_host_must_not_decode_before_it_has_told_the_type),
        cmocka_unit_test(start_completes_when_the_link_that_reads_has),
        cmocka_unit_test(an_instance_may_be_freed_while_start_is_outstanding),
        cmocka_unit_test(input_that_is_wrong_fails_in_start),
    };
    return RUN_SUITE(tests);
}
