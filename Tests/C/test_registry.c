/* Codecs registered at run time: names, lists, lifetimes, and what an implementation sees. */
#include "FakeChannel/fake_channel.h"
#include "Plugin/xor_codec.h"

static WS_CHANNEL_ENCODER some_encoder;
static WS_CHANNEL_DECODER some_decoder;
static struct xor_codec some_codec = { 0x21, "xor", 0, 0 };

static HRESULT register_encoder(const char *name, WS_ERROR *error)
{
    return WseRegisterEncoder(name, &some_encoder, WSE_ABI_DEFAULT, 0, error);
}

static HRESULT register_decoder(const char *name, WS_ERROR *error)
{
    return WseRegisterDecoder(name, &some_decoder, WSE_ABI_DEFAULT, 0, error);
}

/* [N1] */
static void names_are_of_a_few_characters(void **state)
{
    (void)state;
    /* clang-format off */
    static const char *const good[] = { "a", "0", "z9", "xor", "x-xor", "a.b+c-d", "0-", "application.x",
                                        "a23456789012345678901234567890123456789012345678901234567890123" };
    static const char *const bad[] = { "", "A", "xOr", "-a", ".a", "+a", "a b", " a", "a ", "a,b", ",", "a_b", "a/b", "a\tb",
                                       "a\n", "\xC3\xA4", "a\x80", "a\"",
                                       "a234567890123456789012345678901234567890123456789012345678901234" };
    /* clang-format on */
    WS_ERROR *error = create_error();
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_result(S_OK, register_encoder(good[i], error));
        assert_result(S_OK, register_decoder(good[i], error));
        WS_CHANNEL_ENCODER table = create_native_encoder_table(good[i]);
        WseFreeChannelEncoder(&table);
        assert_result(S_OK, WseUnregister(good[i], error));
    }
    ULONG count = WseGetCodecCount();
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_result(E_INVALIDARG, register_encoder(bad[i], error));
        assert_error_contains(error, "WseRegisterEncoder: name is not 1 to 63 characters");
        assert_result(E_INVALIDARG, register_decoder(bad[i], error));
        assert_error_contains(error, "WseRegisterDecoder: name is not 1 to 63 characters");
    }
    assert_int_equal(count, WseGetCodecCount());
    WsFreeError(error);
}

static void refuse_built_in(const char *codec)
{
    WS_ERROR *error = create_error();
    assert_result(E_INVALIDARG, register_encoder(codec, error));
    assert_error_contains(error, "name is that of a built-in codec");
    assert_result(E_INVALIDARG, register_decoder(codec, error));
    assert_error_contains(error, "name is that of a built-in codec");
    assert_result(WS_E_NOT_SUPPORTED, WseUnregister(codec, error));
    assert_error_contains(error, "WseUnregister: ");
    WsFreeError(error);
}

static void names_of_built_in_codecs_are_taken(void **state)
{
    (void)state;
    for_every_built_in_codec(refuse_built_in);
    refuse_built_in("x-gzip");
}

/* [N7] [T5] */
static void a_name_is_registered_once_for_each_direction(void **state)
{
    (void)state;
    WS_ERROR *error = create_error();
    WS_CHANNEL_ENCODER encoder;
    WS_CHANNEL_DECODER decoder;
    ULONG count = WseGetCodecCount();
    assert_result(S_OK, register_encoder("one", error));
    assert_result(WS_E_INVALID_OPERATION, register_encoder("one", error));
    assert_error_contains(error, "registered already");
    assert_result(WS_E_NOT_SUPPORTED, WseCreateChannelDecoder("one", NULL, 0, &decoder, error));
    assert_error_contains(error, "\"one\"");
    assert_result(WS_E_NOT_SUPPORTED, WseCreateChannelDecoder("gzip,one", NULL, 0, &decoder, error));
    assert_error_contains(error, "\"one\"");
    assert_result(S_OK, register_decoder("one", error));
    assert_result(WS_E_INVALID_OPERATION, register_decoder("one", error));
    assert_error_contains(error, "registered already");
    assert_int_equal(count + 1, WseGetCodecCount());
    assert_result(S_OK, WseUnregister("one", error));
    assert_result(WS_E_NOT_SUPPORTED, WseCreateChannelEncoder("one", NULL, 0, &encoder, error));
    assert_error_contains(error, "\"one\"");
    /* A decoder alone. */
    assert_result(S_OK, register_decoder("one", error));
    assert_result(WS_E_NOT_SUPPORTED, WseCreateChannelEncoder("one", NULL, 0, &encoder, error));
    assert_error_contains(error, "\"one\"");
    assert_result(S_OK, WseUnregister("one", error));
    assert_result(WS_E_NOT_SUPPORTED, WseUnregister("one", error));
    assert_error_contains(error, "nothing of this name is registered");
    assert_result(WS_E_NOT_SUPPORTED, WseUnregister("", error));
    assert_error_contains(error, "nothing of this name");
    assert_result(E_INVALIDARG, WseUnregister(NULL, error));
    assert_error_contains(error, "name is NULL");
    WsFreeError(error);
}

/* [L1] */
static void the_list_has_the_registered_names_after_the_built_in_ones(void **state)
{
    (void)state;
    static const char *const names[] = { "zz", "aa", "mm" };
    ULONG count = WseGetCodecCount();
    const char *first = WseGetCodecName(0);
    for (ULONG i = 0; i < 3; i++) {
        char name[8];
        strcpy(name, names[i]);
        assert_result(S_OK, register_encoder(name, NULL));
        memset(name, 'q', sizeof name); /* copied */
        assert_int_equal(count + i + 1, WseGetCodecCount());
        assert_string_equal(names[i], WseGetCodecName(count + i));
        assert_null(WseGetCodecName(count + i + 1));
    }
    assert_null(WseGetCodecName(0xFFFFFFFF));
    assert_ptr_equal(first, WseGetCodecName(0));
    assert_result(S_OK, WseUnregister("AA", NULL)); /* without case, as names are compared */
    assert_int_equal(count + 2, WseGetCodecCount());
    assert_string_equal("zz", WseGetCodecName(count));
    assert_string_equal("mm", WseGetCodecName(count + 1));
    /* One that is registered for the other direction, too, stays where it is, even when the first has gone. */
    assert_result(S_OK, register_decoder("zz", NULL));
    assert_string_equal("zz", WseGetCodecName(count));
    assert_result(S_OK, register_encoder("aa", NULL));
    assert_string_equal("aa", WseGetCodecName(count + 2));
    for (ULONG i = 0; i < 3; i++)
        assert_result(S_OK, WseUnregister(names[i], NULL));
    assert_int_equal(count, WseGetCodecCount());
    assert_null(WseGetCodecName(count));
}

/* [N6] */
static void what_is_registered_must_be_complete(void **state)
{
    (void)state;
    WS_ERROR *error = create_error();
    ULONG count = WseGetCodecCount();
    static const char *const encoder_fields[] = { "createEncoderCallback", "encoderGetContentTypeCallback",
                                                  "encoderStartCallback",  "encoderEncodeCallback",
                                                  "encoderEndCallback",    "freeEncoderCallback" };
    static const char *const decoder_fields[] = { "createDecoderCallback", "decoderGetContentTypeCallback",
                                                  "decoderStartCallback",  "decoderDecodeCallback",
                                                  "decoderEndCallback",    "freeDecoderCallback" };
    for (int i = 1; i <= 6; i++) {
        WS_CHANNEL_ENCODER encoder = some_encoder;
        WS_CHANNEL_DECODER decoder = some_decoder;
        memset((void **)&encoder + i, 0, sizeof(void *));
        memset((void **)&decoder + i, 0, sizeof(void *));
        assert_result(E_INVALIDARG, WseRegisterEncoder("one", &encoder, WSE_ABI_DEFAULT, 0, error));
        assert_error_contains(error, encoder_fields[i - 1]);
        assert_result(E_INVALIDARG, WseRegisterDecoder("one", &decoder, WSE_ABI_DEFAULT, 0, error));
        assert_error_contains(error, decoder_fields[i - 1]);
    }
    assert_result(E_INVALIDARG, register_encoder(NULL, error));
    assert_error_contains(error, "name");
    assert_result(E_INVALIDARG, WseRegisterEncoder("one", NULL, WSE_ABI_DEFAULT, 0, error));
    assert_error_contains(error, "implementation is NULL");
    assert_result(E_INVALIDARG, WseRegisterDecoder("one", NULL, WSE_ABI_DEFAULT, 0, error));
    assert_error_contains(error, "implementation is NULL");
    for (ULONG bit = 1; bit < 32; bit++) {
        assert_result(E_INVALIDARG, WseRegisterEncoder("one", &some_encoder, WSE_ABI_DEFAULT, 1u << bit, error));
        assert_error_contains(error, "flags");
    }
    static const unsigned abis[] = { 3, 77, 0x80000000, 0xFFFFFFFF };
    for (size_t i = 0; i < sizeof abis / sizeof *abis; i++) {
        assert_result(E_INVALIDARG, WseRegisterDecoder("one", &some_decoder, (WSE_ABI)abis[i], 0, error));
        assert_error_contains(error, "calling convention");
    }
    assert_int_equal(count, WseGetCodecCount());
    WsFreeError(error);
}

/* ---- What an implementation sees ---- */

static struct {
    void *create_context, *instance;
    HRESULT create_result;
    int calls, mistakes, live;
} seen;

static HRESULT CALLBACK see_create(void *context, WS_WRITE_CALLBACK write, void *state, void **instance, WS_ERROR *error)
{
    (void)write, (void)state, (void)error;
    seen.mistakes += context != seen.create_context;
    if (FAILED(seen.create_result))
        return seen.create_result;
    *instance = seen.instance;
    seen.live++;
    return seen.create_result;
}

static HRESULT see(void *instance)
{
    seen.calls++;
    seen.mistakes += instance != seen.instance;
    return S_OK;
}

static HRESULT CALLBACK see_type(void *instance, const WS_STRING *type, WS_STRING *new_type, WS_STRING *encoding,
                                 WS_ERROR *error)
{
    (void)error;
    *new_type = *type;
    *encoding = (WS_STRING){ 0, NULL };
    return see(instance);
}

static HRESULT CALLBACK see_start(void *instance, const WS_ASYNC_CONTEXT *context, WS_ERROR *error)
{
    (void)context, (void)error;
    return see(instance);
}

static HRESULT CALLBACK see_encode(void *instance, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                                   WS_ERROR *error)
{
    (void)buffers, (void)count, (void)context, (void)error;
    return see(instance);
}

static void CALLBACK see_free(void *instance)
{
    see(instance);
    seen.live--;
}

static HRESULT CALLBACK discard(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                                WS_ERROR *error)
{
    (void)state, (void)buffers, (void)count, (void)context, (void)error;
    return S_OK;
}

/* [N2]: whatever they are. */
static void an_implementation_sees_its_own_contexts(void **state)
{
    (void)state;
    void *contexts[] = { NULL, (void *)1, (void *)7, (void *)-1, &seen, (char *)&seen + 3 };
    for (ULONG flags = 0; flags <= WSE_REGISTER_CHECKED; flags++)
        for (size_t i = 0; i < 6; i++)
            for (size_t j = 0; j < 6; j++) {
                WS_CHANNEL_ENCODER table = { contexts[i], see_create, see_type, see_start, see_encode, see_start, see_free };
                WS_STRING type, encoding;
                WS_BYTES buffer = { 1, (BYTE *)"a" };
                void *instance = NULL;
                memset(&seen, 0, sizeof seen);
                seen.create_context = contexts[i];
                seen.instance = contexts[j];
                assert_result(S_OK, WseRegisterEncoder("seen", &table, WSE_ABI_DEFAULT, flags, NULL));
                memset(&table, 0, sizeof table); /* copied */
                table = create_native_encoder_table("seen");
                assert_result(S_OK, table.createEncoderCallback(table.createContext, discard, NULL, &instance, NULL));
                assert_non_null(instance);
                assert_result(S_OK, table.encoderGetContentTypeCallback(instance, &soap_content_type, &type, &encoding, NULL));
                assert_result(S_OK, table.encoderStartCallback(instance, NULL, NULL));
                assert_result(S_OK, table.encoderEncodeCallback(instance, &buffer, 1, NULL, NULL));
                assert_result(S_OK, table.encoderEndCallback(instance, NULL, NULL));
                table.freeEncoderCallback(instance);
                assert_int_equal(5, seen.calls);
                assert_int_equal(0, seen.mistakes);
                assert_int_equal(0, seen.live);
                WseFreeChannelEncoder(&table);
                assert_result(S_OK, WseUnregister("seen", NULL));
            }
}

static void a_create_callback_that_fails_is_reported_and_nothing_kept(void **state)
{
    (void)state;
    WS_CHANNEL_ENCODER implementation = { NULL, see_create, see_type, see_start, see_encode, see_start, see_free };
    static const char *const names[] = { "seen", "gzip,seen", "seen,gzip", "seen,xor,seen" };
    WS_ERROR *error = create_error();
    memset(&seen, 0, sizeof seen);
    seen.create_result = E_ACCESSDENIED;
    register_xor();
    for (ULONG flags = 0; flags <= WSE_REGISTER_CHECKED; flags++) {
        assert_result(S_OK, WseRegisterEncoder("seen", &implementation, WSE_ABI_DEFAULT, flags, NULL));
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            WS_CHANNEL_ENCODER table = create_native_encoder_table(names[i]);
            void *instance = &seen;
            assert_result(E_ACCESSDENIED, table.createEncoderCallback(table.createContext, discard, NULL, &instance, error));
            assert_ptr_equal(&seen, instance);
            if (i > 0)
                assert_error_contains(error, "of the chain, seen, has failed");
            WseFreeChannelEncoder(&table);
        }
        assert_result(S_OK, WseUnregister("seen", NULL));
    }
    unregister_xor();
    assert_int_equal(0, seen.calls);
    WsFreeError(error);
}

/* ---- Lifetimes ---- */

static void encode_once(const WS_CHANNEL_ENCODER *table, void *instance, struct channel *channel, BYTE key)
{
    channel_reset(channel, NULL, 0);
    assert_result(S_OK, channel_send(channel, table, instance, "text", 4, (struct delivery){ .per_call = 1 }, NULL));
    assert_int_equal(4, channel->output.size);
    for (int i = 0; i < 4; i++)
        assert_int_equal("text"[i] ^ key, channel->output.data[i]);
}

/* [N3] [N8] [T6] */
static void what_was_created_outlives_the_name(void **state)
{
    (void)state;
    struct xor_codec old_codec = { 0x11, NULL, 0, 0 }, new_codec = { 0x22, NULL, 0, 0 };
    WS_CHANNEL_ENCODER encoder;
    WS_CHANNEL_DECODER decoder;
    for (ULONG flags = 0; flags <= WSE_REGISTER_CHECKED; flags++) {
        struct channel channel;
        void *old_instance, *late_instance, *new_instance;
        channel_open(&channel, SYNCHRONOUSLY, test_seed());
        sysv_xor_tables(&old_codec, &encoder, &decoder);
        assert_result(S_OK, WseRegisterEncoder("one", &encoder, WSE_ABI_DEFAULT, flags, NULL));
        WS_CHANNEL_ENCODER old_table = create_native_encoder_table("one");
        WS_CHANNEL_ENCODER old_chain = create_native_encoder_table("one,identity");
        assert_result(S_OK,
                      old_table.createEncoderCallback(old_table.createContext, channel_write, &channel, &old_instance, NULL));
        assert_result(S_OK, WseUnregister("one", NULL));
        sysv_xor_tables(&new_codec, &encoder, &decoder);
        assert_result(S_OK, WseRegisterEncoder("one", &encoder, WSE_ABI_DEFAULT, flags, NULL));
        WS_CHANNEL_ENCODER new_table = create_native_encoder_table("one");
        assert_result(S_OK,
                      new_table.createEncoderCallback(new_table.createContext, channel_write, &channel, &new_instance, NULL));
        assert_result(S_OK,
                      old_chain.createEncoderCallback(old_chain.createContext, channel_write, &channel, &late_instance, NULL));
        assert_result(S_OK, WseUnregister("one", NULL));
        WS_CHANNEL_ENCODER copies[] = { old_table, old_chain, new_table };
        encode_once(&copies[0], old_instance, &channel, 0x11);
        encode_once(&copies[2], new_instance, &channel, 0x22);
        /* The functions of a table are its own: they live on with its instances. */
        WseFreeChannelEncoder(&old_table);
        WseFreeChannelEncoder(&old_chain);
        WseFreeChannelEncoder(&new_table);
        assert_null(old_table.createEncoderCallback);
        encode_once(&copies[0], old_instance, &channel, 0x11);
        encode_once(&copies[1], late_instance, &channel, 0x11);
        encode_once(&copies[2], new_instance, &channel, 0x22);
        assert_int_equal(2, old_codec.instances);
        copies[0].freeEncoderCallback(old_instance);
        copies[1].freeEncoderCallback(late_instance);
        copies[2].freeEncoderCallback(new_instance);
        assert_int_equal(0, old_codec.instances + new_codec.instances);
        channel_close(&channel);
    }
}

struct held {
    WS_ASYNC_CONTEXT context;
    HRESULT results[2];
};

static HRESULT CALLBACK hold(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                             WS_ERROR *error)
{
    struct held *held = state;
    (void)buffers, (void)count, (void)error;
    held->context = *context;
    return WS_S_ASYNC;
}

static void CALLBACK note(HRESULT result, WS_CALLBACK_MODEL model, void *state)
{
    struct held *held = state;
    (void)model;
    held->results[0]++;
    held->results[1] = result;
}

static int frees_seen;
static void *freed;

static void CALLBACK count_free(void *instance)
{
    freed = instance;
    frees_seen++;
}

/* [N5] */
static void a_free_comes_at_once_or_when_the_operation_has_completed(void **state)
{
    (void)state;
    struct xor_codec codec = { 0x11, NULL, 0, 0 };
    WS_CHANNEL_ENCODER implementation;
    WS_CHANNEL_DECODER unused;
    sysv_xor_tables(&codec, &implementation, &unused);
    WS_FREE_ENCODER_CALLBACK free_encoder = implementation.freeEncoderCallback;
    implementation.freeEncoderCallback = count_free;
    WS_ERROR *error = create_error();
    for (ULONG flags = 0; flags <= WSE_REGISTER_CHECKED; flags++) {
        struct held held = { .results = { 0, 0 } };
        WS_ASYNC_CONTEXT host = { note, &held };
        WS_BYTES buffer = { 4, (BYTE *)"text" };
        WS_STRING type, encoding;
        void *instance;
        frees_seen = 0;
        assert_result(S_OK, WseRegisterEncoder("one", &implementation, WSE_ABI_DEFAULT, flags, NULL));
        WS_CHANNEL_ENCODER table = create_native_encoder_table("one");
        assert_result(S_OK, table.createEncoderCallback(table.createContext, hold, &held, &instance, NULL));
        assert_result(S_OK, table.encoderGetContentTypeCallback(instance, &soap_content_type, &type, &encoding, NULL));
        assert_result(S_OK, table.encoderStartCallback(instance, NULL, NULL));
        assert_result(WS_S_ASYNC, table.encoderEncodeCallback(instance, &buffer, 1, &host, error));
        table.freeEncoderCallback(instance);
        assert_int_equal(flags ? 0 : 1, frees_seen);
        assert_int_equal(0, held.results[0]);
        held.context.callback(S_OK, WS_SHORT_CALLBACK, held.context.callbackState);
        assert_int_equal(1, frees_seen);
        assert_int_equal(1, held.results[0]);
        assert_result(flags ? WS_E_OPERATION_ABORTED : S_OK, held.results[1]);
        if (flags)
            assert_error_contains(error, "one encoder: freed while the operation was outstanding");
        free_encoder(freed);
        WseFreeChannelEncoder(&table);
        assert_result(S_OK, WseUnregister("one", NULL));
    }
    WsFreeError(error);
}

int main(void)
{
    sysv_xor_tables(&some_codec, &some_encoder, &some_decoder);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_of_a_few_characters),
        cmocka_unit_test(names_of_built_in_codecs_are_taken),
        cmocka_unit_test(a_name_is_registered_once_for_each_direction),
        cmocka_unit_test(the_list_has_the_registered_names_after_the_built_in_ones),
        cmocka_unit_test(what_is_registered_must_be_complete),
        cmocka_unit_test(an_implementation_sees_its_own_contexts),
        cmocka_unit_test(a_create_callback_that_fails_is_reported_and_nothing_kept),
        cmocka_unit_test(what_was_created_outlives_the_name),
        cmocka_unit_test(a_free_comes_at_once_or_when_the_operation_has_completed),
    };
    return RUN_SUITE(tests);
}
