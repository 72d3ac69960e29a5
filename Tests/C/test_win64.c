/* Tables in the calling convention of Windows: which property gives them, what passes between the conventions, and what fails.
 * The whole reference host runs as a Windows program in the suites that the Makefile compiles with WSE_TEST_WIN64. */
#include "FakeChannel/fake_channel.h"
#include "Plugin/xor_codec.h"

#if defined(__x86_64__)
#define MS __attribute__((ms_abi))

static WSE_PROPERTY abi_property(const WSE_ABI *abi)
{
    return (WSE_PROPERTY){ WSE_PROPERTY_ABI, abi, sizeof *abi };
}

typedef HRESULT(MS *win64_create)(void *, void *, void *, void **, WS_ERROR *);
typedef HRESULT(MS *win64_encoder_type)(void *, const WS_STRING *, WS_STRING *, WS_STRING *, WS_ERROR *);
typedef HRESULT(MS *win64_step)(void *, const WS_ASYNC_CONTEXT *, WS_ERROR *);
typedef HRESULT(MS *win64_encode)(void *, const WS_BYTES *, ULONG, const WS_ASYNC_CONTEXT *, WS_ERROR *);
typedef void(MS *win64_free)(void *);
typedef void(MS *win64_async)(HRESULT, WS_CALLBACK_MODEL, void *);

/** A sink of a Windows program, which keeps its call open if it can, or fails. */
struct windows_sink {
    struct bytes output;
    HRESULT failure;
    WS_ASYNC_CONTEXT outstanding;
    int calls;
};

static HRESULT MS windows_write(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                                WS_ERROR *error)
{
    struct windows_sink *sink = state;
    (void)error;
    sink->calls++;
    if (FAILED(sink->failure) && !context)
        return sink->failure;
    for (ULONG i = 0; i < count; i++)
        bytes_append(&sink->output, buffers[i].bytes, buffers[i].length);
    if (!context)
        return S_OK;
    sink->outstanding = *context;
    return WS_S_ASYNC;
}

static HRESULT windows_results[2];
static WS_CALLBACK_MODEL windows_model;

static void MS windows_callback(HRESULT result, WS_CALLBACK_MODEL model, void *state)
{
    windows_results[0]++;
    windows_results[1] = result;
    windows_model = model;
    (void)state;
}

/** Completes what is outstanding, again and again, as Windows calls back. */
static HRESULT windows_finish(HRESULT result, struct windows_sink *sink)
{
    if (result != WS_S_ASYNC)
        return result;
    while (windows_results[0] == 0)
        ((win64_async)(void *)sink->outstanding.callback)(sink->failure, WS_LONG_CALLBACK, sink->outstanding.callbackState);
    assert_int_equal(1, windows_results[0]);
    assert_int_equal(WS_LONG_CALLBACK, windows_model);
    windows_results[0] = 0;
    return windows_results[1];
}

/** One message by hand, every call made as Windows makes it. */
static HRESULT windows_encode(const WS_CHANNEL_ENCODER *table, struct windows_sink *sink, bool is_async, WS_ERROR *error)
{
    WS_ASYNC_CONTEXT host = { (WS_ASYNC_CALLBACK)(void *)windows_callback, NULL };
    const WS_ASYNC_CONTEXT *context = is_async ? &host : NULL;
    WS_STRING type, encoding;
    WS_BYTES buffer = { 11, (BYTE *)"<a>text</a>" };
    void *instance = NULL;
    windows_results[0] = 0;
    assert_result(S_OK, ((win64_create)(void *)table->createEncoderCallback)(table->createContext, (void *)windows_write, sink,
                                                                             &instance, error));
    assert_result(S_OK, ((win64_encoder_type)(void *)table->encoderGetContentTypeCallback)(instance, &soap_content_type, &type,
                                                                                           &encoding, error));
    assert_true(string_is(&type, "application/soap+xml; charset=utf-8") || string_is(&encoding, ""));
    assert_result(S_OK, ((win64_step)(void *)table->encoderStartCallback)(instance, context, error));
    assert_int_equal(0, windows_results[0]);
    HRESULT result = windows_finish(((win64_encode)(void *)table->encoderEncodeCallback)(instance, &buffer, 1, context, error),
                                    sink);
    if (result == S_OK)
        result = windows_finish(((win64_step)(void *)table->encoderEndCallback)(instance, context, error), sink);
    ((win64_free)(void *)table->freeEncoderCallback)(instance);
    return result;
}

static void windows_host(const char *codec)
{
    static const WSE_ABI win64 = WSE_ABI_WIN64;
    WSE_PROPERTY property = abi_property(&win64);
    WS_CHANNEL_ENCODER table;
    WS_ERROR *error = create_error();
    assert_result(S_OK, WseCreateChannelEncoder(codec, &property, 1, &table, NULL));
    for (int is_async = 0; is_async <= 1; is_async++)
        for (int fails = 0; fails <= 1; fails++) {
            struct windows_sink sink = { .failure = fails ? WS_E_ENDPOINT_DISCONNECTED : S_OK };
            HRESULT result = windows_encode(&table, &sink, is_async, error);
            assert_result(sink.failure, result);
            assert_string_equal("", take_error_text(error));
            assert_true(sink.calls > 0);
            if (!fails) {
                WS_CHANNEL_DECODER decoder = create_native_decoder_table(codec);
                WSE_BUFFER *output;
                WS_BYTES wire = { (ULONG)sink.output.size, sink.output.data };
                const BYTE *data;
                ULONGLONG size;
                assert_result(S_OK, WseCreateBuffer(0, &output, NULL));
                assert_result(S_OK, WseDecodeMessage(&decoder, NULL, content_encoding_of(codec), &wire, 1, output, NULL, NULL));
                assert_result(S_OK, WseGetBufferBytes(output, &data, &size));
                assert_int_equal(11, size);
                assert_memory_equal("<a>text</a>", data, 11);
                WseFreeBuffer(output);
                WseFreeChannelDecoder(&decoder);
            }
            bytes_free(&sink.output);
        }
    /* Refused calls and NULLs keep to the convention, too. */
    void *instance = &table;
    assert_result(E_INVALIDARG,
                  ((win64_create)(void *)table.createEncoderCallback)(table.createContext, NULL, NULL, &instance, error));
    assert_error_contains(error, "NULL");
    assert_ptr_equal(&table, instance);
    assert_result(E_INVALIDARG, ((win64_step)(void *)table.encoderStartCallback)(NULL, NULL, error));
    assert_error_contains(error, "NULL");
    assert_result(E_INVALIDARG, ((win64_encode)(void *)table.encoderEncodeCallback)(NULL, NULL, 0, NULL, error));
    assert_error_contains(error, "NULL");
    ((win64_free)(void *)table.freeEncoderCallback)(NULL);
    WseFreeChannelEncoder(&table);
    assert_null(table.createContext);
    WsFreeError(error);
}

/* [P6] */
static void every_codec_and_chain_serves_a_windows_host(void **state)
{
    (void)state;
    for_every_row(windows_host);
    register_xor();
    windows_host("xor");
    unregister_xor();
}

/* ---- A registered codec of the platform's own way that is careless, with a host of Windows ---- */

static struct {
    WS_WRITE_CALLBACK write;
    void *context;
    WS_ASYNC_CONTEXT host;
    HRESULT second_result;
    int frees;
} careless;

static HRESULT CALLBACK careless_create(void *config, WS_WRITE_CALLBACK write, void *context, void **instance, WS_ERROR *error)
{
    (void)config, (void)error;
    careless.write = write;
    careless.context = context;
    *instance = &careless;
    return S_OK;
}

static HRESULT CALLBACK careless_type(void *instance, const WS_STRING *type, WS_STRING *new_type, WS_STRING *encoding,
                                      WS_ERROR *error)
{
    (void)instance, (void)error;
    *new_type = *type;
    *encoding = (WS_STRING){ 0, NULL };
    return S_OK;
}

static HRESULT CALLBACK careless_step(void *instance, const WS_ASYNC_CONTEXT *context, WS_ERROR *error)
{
    (void)instance, (void)context, (void)error;
    return S_OK;
}

static void CALLBACK careless_completed(HRESULT result, WS_CALLBACK_MODEL model, void *state)
{
    (void)state;
    careless.host.callback(result, model, careless.host.callbackState);
}

/** Calls its sink once more while the first call is outstanding. */
static HRESULT CALLBACK careless_encode(void *instance, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                                        WS_ERROR *error)
{
    WS_ASYNC_CONTEXT own = { careless_completed, NULL };
    (void)instance;
    if (!context)
        return careless.write(careless.context, buffers, count, NULL, error);
    careless.host = *context;
    HRESULT result = careless.write(careless.context, buffers, count, &own, error);
    careless.second_result = careless.write(careless.context, buffers, count, &own, error);
    return result;
}

static void CALLBACK careless_free(void *instance)
{
    (void)instance;
    careless.frees++;
}

/** A sink of a Windows program that frees the instance it is called by. */
static HRESULT MS freeing_write(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                                WS_ERROR *error)
{
    void **freeing = state;
    (void)buffers, (void)count, (void)context, (void)error;
    ((win64_free)freeing[0])(freeing[1]);
    return S_OK;
}

static void a_careless_codec_harms_no_windows_host(void **state)
{
    static const WSE_ABI win64 = WSE_ABI_WIN64;
    static const WS_CHANNEL_ENCODER implementation = { NULL,          careless_create, careless_type,
                                                       careless_step, careless_encode, careless_step,
                                                       careless_free };
    WSE_PROPERTY property = abi_property(&win64);
    WS_CHANNEL_ENCODER table;
    WS_ERROR *error = create_error();
    WS_ASYNC_CONTEXT host = { (WS_ASYNC_CALLBACK)(void *)windows_callback, NULL }, no_callback = { NULL, NULL };
    WS_STRING type, encoding;
    WS_BYTES buffer = { 3, (BYTE *)"abc" };
    struct windows_sink sink = { .calls = 0 };
    void *instance = NULL, *freeing[2];
    (void)state;
    memset(&careless, 0, sizeof careless);
    assert_result(S_OK, WseRegisterEncoder("careless", &implementation, WSE_ABI_DEFAULT, 0, NULL));
    assert_result(S_OK, WseCreateChannelEncoder("careless", &property, 1, &table, NULL));
    win64_create create = (win64_create)(void *)table.createEncoderCallback;
    win64_encode encode = (win64_encode)(void *)table.encoderEncodeCallback;
    win64_free release = (win64_free)(void *)table.freeEncoderCallback;
    assert_result(S_OK, create(table.createContext, (void *)windows_write, &sink, &instance, NULL));
    assert_result(S_OK, ((win64_encoder_type)(void *)table.encoderGetContentTypeCallback)(instance, &soap_content_type, &type,
                                                                                          &encoding, NULL));
    assert_result(S_OK, ((win64_step)(void *)table.encoderStartCallback)(instance, NULL, NULL));
    assert_result(E_INVALIDARG, encode(instance, &buffer, 1, &no_callback, error));
    assert_error_contains(error, "asyncContext->callback is NULL");
    windows_results[0] = 0;
    assert_result(WS_S_ASYNC, encode(instance, &buffer, 1, &host, error));
    assert_result(WS_E_INVALID_OPERATION, careless.second_result);
    assert_string_not_equal("", take_error_text(error));
    assert_int_equal(1, sink.calls);
    assert_result(E_INVALIDARG, careless.write(NULL, &buffer, 1, NULL, NULL));
    /* One without its state is nobody's. */
    ((win64_async)(void *)sink.outstanding.callback)(E_FAIL, WS_LONG_CALLBACK, NULL);
    assert_int_equal(0, windows_results[0]);
    assert_result(S_OK, windows_finish(WS_S_ASYNC, &sink));
    release(instance);
    assert_int_equal(1, careless.frees);
    /* A call of its own, when nobody has called it; its instance is freed inside it. */
    assert_result(S_OK, create(table.createContext, (void *)freeing_write, freeing, &instance, NULL));
    freeing[0] = (void *)release;
    freeing[1] = instance;
    assert_result(WS_E_OPERATION_ABORTED, careless.write(careless.context, &buffer, 1, NULL, NULL));
    assert_int_equal(2, careless.frees);
    WseFreeChannelEncoder(&table);
    assert_result(S_OK, WseUnregister("careless", NULL));
    bytes_free(&sink.output);
    WsFreeError(error);
}

static void refuse_abis(const char *codec)
{
    static const unsigned unknown[] = { 3, 4, 1000, 0x80000000, 0xFFFFFFFF };
    WS_ERROR *error = create_error();
    WS_CHANNEL_ENCODER encoder;
    WS_CHANNEL_DECODER decoder;
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        WSE_PROPERTY property = { WSE_PROPERTY_ABI, &unknown[i], sizeof unknown[i] };
        assert_result(E_INVALIDARG, WseCreateChannelEncoder(codec, &property, 1, &encoder, error));
        assert_error_contains(error, "properties[0]: there is no calling convention of this number");
        assert_result(E_INVALIDARG, WseCreateChannelDecoder(codec, &property, 1, &decoder, error));
        assert_error_contains(error, "properties[0]: there is no calling convention of this number");
    }
    static const WSE_ABI win64 = WSE_ABI_WIN64;
    WSE_PROPERTY sizes[] = { { WSE_PROPERTY_ABI, &win64, 3 }, { WSE_PROPERTY_ABI, &win64, 8 }, { WSE_PROPERTY_ABI, NULL, 4 } };
    for (int i = 0; i < 3; i++) {
        assert_result(E_INVALIDARG, WseCreateChannelEncoder(codec, &sizes[i], 1, &encoder, error));
        assert_error_contains(error, "properties[0]");
    }
    WsFreeError(error);
}

static void an_unknown_abi_is_refused(void **state)
{
    (void)state;
    for_every_row(refuse_abis);
}

static void default_abi(const char *codec)
{
    static const WSE_ABI abis[] = { WSE_ABI_WIN64, WSE_ABI_DEFAULT, WSE_ABI_SYSV };
    /* The last one counts. */
    for (int last = 1; last <= 2; last++) {
        WSE_PROPERTY properties[] = { abi_property(&abis[0]), abi_property(&abis[last]) };
        WS_CHANNEL_ENCODER with, without = create_native_encoder_table(codec);
        assert_result(S_OK, WseCreateChannelEncoder(codec, properties, 2, &with, NULL));
        if (!strstr(codec, "xor") || strchr(codec, ',')) {
            assert_ptr_equal(with.createEncoderCallback, without.createEncoderCallback);
            assert_ptr_equal(with.encoderEncodeCallback, without.encoderEncodeCallback);
        }
        struct channel channel;
        void *instance;
        channel_open(&channel, SYNCHRONOUSLY, 1);
        assert_result(S_OK, with.createEncoderCallback(with.createContext, channel_write, &channel, &instance, NULL));
        assert_result(S_OK, channel_send(&channel, &with, instance, "<a/>", 4, (struct delivery){ .per_call = 1 }, NULL));
        assert_true(channel.output.size > 0);
        with.freeEncoderCallback(instance);
        channel_close(&channel);
        WseFreeChannelEncoder(&with);
        WseFreeChannelEncoder(&without);
    }
}

static void the_default_abi_changes_nothing(void **state)
{
    (void)state;
    for_every_row(default_abi);
}

/* A Windows implementation behind a native table, called natively: [N2] with every kind of context is in test_registry. */
static void a_windows_implementation_serves_a_native_host(void **state)
{
    (void)state;
    struct xor_codec codec = { 0x44, "w", 0, 0 };
    WS_CHANNEL_ENCODER encoder;
    WS_CHANNEL_DECODER decoder;
    win64_xor_tables(&codec, &encoder, &decoder);
    for (ULONG flags = 0; flags <= WSE_REGISTER_CHECKED; flags++) {
        assert_result(S_OK, WseRegisterEncoder("windows", &encoder, WSE_ABI_WIN64, flags, NULL));
        assert_result(S_OK, WseRegisterDecoder("windows", &decoder, WSE_ABI_WIN64, flags, NULL));
        for (int manner = 0; manner < MANNER_COUNT; manner++)
            for (int fails = 0; fails <= 1; fails++) {
                WS_CHANNEL_ENCODER encoding = create_native_encoder_table("windows");
                WS_CHANNEL_DECODER decoding = create_native_decoder_table("windows");
                struct channel channel;
                struct bytes output = { 0 };
                void *instance;
                HRESULT expected = fails ? E_ACCESSDENIED : S_OK;
                channel_open(&channel, (enum manner)manner, 1);
                channel.failure = E_ACCESSDENIED;
                channel.fail_at = (unsigned long)fails * 2;
                assert_result(S_OK,
                              encoding.createEncoderCallback(encoding.createContext, channel_write, &channel, &instance, NULL));
                assert_result(expected, channel_send(&channel, &encoding, instance, "some text", 9,
                                                     (struct delivery){ .part = 1, .per_call = 1 }, NULL));
                encoding.freeEncoderCallback(instance);
                struct bytes wire = encoded("windows", "some text", 9);
                channel_reset(&channel, wire.data, wire.size);
                channel.read_limit = 2;
                assert_result(S_OK,
                              decoding.createDecoderCallback(decoding.createContext, channel_read, &channel, &instance, NULL));
                assert_result(expected,
                              channel_receive(&channel, &decoding, instance, content_encoding_of("windows"), 4, &output, NULL));
                if (!fails)
                    assert_bytes_equal(&output, "some text", 9);
                decoding.freeDecoderCallback(instance);
                channel_close(&channel);
                bytes_free(&wire);
                bytes_free(&output);
                WseFreeChannelEncoder(&encoding);
                WseFreeChannelDecoder(&decoding);
            }
        assert_result(S_OK, WseUnregister("windows", NULL));
    }
    assert_int_equal(0, codec.instances);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_codec_and_chain_serves_a_windows_host),
        cmocka_unit_test(a_careless_codec_harms_no_windows_host),
        cmocka_unit_test(an_unknown_abi_is_refused),
        cmocka_unit_test(the_default_abi_changes_nothing),
        cmocka_unit_test(a_windows_implementation_serves_a_native_host),
    };
    return RUN_SUITE(tests);
}
#else
static void the_platform_has_one_calling_convention(void **state)
{
    (void)state;
    static const WSE_ABI win64 = WSE_ABI_WIN64;
    WSE_PROPERTY property = { WSE_PROPERTY_ABI, &win64, sizeof win64 };
    WS_CHANNEL_ENCODER table;
    assert_result(WS_E_NOT_SUPPORTED, WseCreateChannelEncoder("gzip", &property, 1, &table, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(the_platform_has_one_calling_convention) };
    return RUN_SUITE(tests);
}
#endif
