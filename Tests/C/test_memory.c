/* Out of memory at every allocation: each function and each codec, once and for ever, counting allocations of the libraries
 * behind the codecs, too. Run without valgrind, which has an allocator of its own. */
#include "FailingAllocator/failing_allocator.h"
#include "FakeChannel/fake_channel.h"
#include "Plugin/xor_codec.h"
#include "Support/sample.h"
/** A host that completes what is outstanding itself, after the call has returned: asynchrony without a second thread, so
 * that allocations are in the same order each time. */
struct host {
    const char *codec;
    bool is_encoder;
    bool is_async;
    WS_ERROR *error;
    WS_CHANNEL_ENCODER encoder;
    WS_CHANNEL_DECODER decoder;
    void *instance;
    const BYTE *input;
    size_t input_size, input_position;
    BYTE output[1 << 18];
    size_t output_size;
    WS_ASYNC_CONTEXT outstanding;
    bool has_callback;
    HRESULT callback_result;
};

static struct host host;
static struct bytes message, wire;
static WS_STRING encoding, encoded_type;

static HRESULT leave_outstanding(const WS_ASYNC_CONTEXT *context)
{
    if (!context)
        return S_OK;
    host.outstanding = *context;
    return WS_S_ASYNC;
}

static HRESULT CALLBACK write(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                              WS_ERROR *error)
{
    (void)state, (void)error;
    for (ULONG i = 0; i < count; i++) {
        if (host.output_size + buffers[i].length > sizeof host.output)
            return E_FAIL;
        memcpy(host.output + host.output_size, buffers[i].bytes, buffers[i].length);
        host.output_size += buffers[i].length;
    }
    return leave_outstanding(context);
}

static HRESULT CALLBACK read(void *state, void *bytes, ULONG maxSize, ULONG *actualSize, const WS_ASYNC_CONTEXT *context,
                             WS_ERROR *error)
{
    (void)state, (void)error;
    size_t size = host.input_size - host.input_position;
    size = size < maxSize ? size : maxSize;
    memcpy(bytes, host.input + host.input_position, size);
    host.input_position += size;
    *actualSize = (ULONG)size;
    return leave_outstanding(context);
}

static void CALLBACK note(HRESULT result, WS_CALLBACK_MODEL model, void *state)
{
    (void)model, (void)state;
    assert_false(host.has_callback);
    host.has_callback = true;
    host.callback_result = result;
}

static HRESULT await(HRESULT result)
{
    if (result != WS_S_ASYNC)
        return result;
    while (!host.has_callback)
        host.outstanding.callback(S_OK, WS_SHORT_CALLBACK, host.outstanding.callbackState);
    host.has_callback = false;
    return host.callback_result;
}

static HRESULT encode_message(void)
{
    static const WS_ASYNC_CONTEXT context = { note, NULL };
    const WS_ASYNC_CONTEXT *async = host.is_async ? &context : NULL;
    WS_STRING type = { 7, NULL }, coding = { 7, NULL };
    WS_BYTES buffer = { (ULONG)message.size, message.data };
    host.output_size = 0;
    HRESULT result = host.encoder.encoderGetContentTypeCallback(host.instance, &soap_content_type, &type, &coding, host.error);
    if (FAILED(result)) /* outputs untouched */
        return type.length == 7 && coding.length == 7 ? result : E_UNEXPECTED;
    result = host.encoder.encoderStartCallback(host.instance, NULL, host.error);
    if (SUCCEEDED(result))
        result = await(host.encoder.encoderEncodeCallback(host.instance, &buffer, 1, async, host.error));
    if (SUCCEEDED(result))
        result = await(host.encoder.encoderEndCallback(host.instance, async, host.error));
    return result;
}

static HRESULT decode_message(void)
{
    static const WS_ASYNC_CONTEXT context = { note, NULL };
    const WS_ASYNC_CONTEXT *async = host.is_async ? &context : NULL;
    WS_STRING type = { 7, NULL };
    host.output_size = 0;
    host.input = wire.data;
    host.input_size = wire.size;
    host.input_position = 0;
    HRESULT result = host.decoder.decoderStartCallback(host.instance, NULL, host.error);
    if (SUCCEEDED(result)) {
        result = host.decoder.decoderGetContentTypeCallback(host.instance, &encoded_type, &encoding, &type, host.error);
        if (FAILED(result) && type.length != 7)
            return E_UNEXPECTED;
    }
    ULONG length = 1;
    while (SUCCEEDED(result) && length > 0) {
        ULONG before = length = 777;
        result = await(host.decoder.decoderDecodeCallback(host.instance, host.output + host.output_size,
                                                          (ULONG)(sizeof host.output - host.output_size), &length, async,
                                                          host.error));
        if (FAILED(result))
            return length == before ? result : E_UNEXPECTED;
        host.output_size += length;
    }
    return SUCCEEDED(result) ? host.decoder.decoderEndCallback(host.instance, NULL, host.error) : result;
}

static HRESULT run_message(void)
{
    return host.is_encoder ? encode_message() : decode_message();
}

/** Table, instance, a message, a second one: whatever fails first. What exists is freed by `clean_up`. */
static HRESULT codec_scenario(void)
{
    /* With the boundary of `encoded`, a package is the same each time. */
    static const WS_STRING boundary = WS_STRING_VALUE(u"----=_Part");
    static const WSE_PROPERTY property = { WSE_PROPERTY_MIME_BOUNDARY, &boundary, sizeof boundary };
    HRESULT result;
    if (host.is_encoder) {
        result = WseCreateChannelEncoder(host.codec, &property, codec_traits(host.codec).is_package, &host.encoder, host.error);
        if (SUCCEEDED(result))
            result = host.encoder.createEncoderCallback(host.encoder.createContext, write, NULL, &host.instance, host.error);
    } else {
        result = WseCreateChannelDecoder(host.codec, NULL, 0, &host.decoder, host.error);
        if (SUCCEEDED(result))
            result = host.decoder.createDecoderCallback(host.decoder.createContext, read, NULL, &host.instance, host.error);
    }
    if (SUCCEEDED(result))
        result = run_message();
    return SUCCEEDED(result) ? run_message() : result;
}

static void codec_recovers(void)
{
    if (!host.instance)
        return;
    HRESULT result = run_message();
    /* The strings of a message that was lost after some of it had gone out or come in are uncertain for ever; and an encoder
     * writes out strings for which there was no memory. Suites of their own look at what comes then. */
    if (is_session_codec(host.codec) && (host.is_encoder || result == WS_E_OBJECT_FAULTED)) {
        assert_true(result == S_OK || result == WS_E_OBJECT_FAULTED);
        return;
    }
    assert_result(S_OK, result);
    if (!host.is_encoder) {
        assert_int_equal(message.size, host.output_size);
        assert_memory_equal(message.data, host.output, message.size);
    } else {
        assert_int_equal(wire.size, host.output_size);
        assert_memory_equal(wire.data, host.output, wire.size);
    }
}

static void codec_clean_up(void)
{
    if (host.is_encoder) {
        if (host.instance)
            host.encoder.freeEncoderCallback(host.instance);
        WseFreeChannelEncoder(&host.encoder);
    } else {
        if (host.instance)
            host.decoder.freeDecoderCallback(host.instance);
        WseFreeChannelDecoder(&host.decoder);
    }
    host.instance = NULL;
}

static void nothing(void)
{
}

static unsigned long swept;

/** Runs a scenario with the i-th allocation failing, for every i, until none fails any more. */
static void sweep(const char *name, HRESULT (*scenario)(void), void (*recovers)(void), void (*clean_up)(void))
{
    for (int for_ever = 0; for_ever <= 1; for_ever++) {
        unsigned long points = 0;
        for (unsigned long at = 1;; at++) {
            long before = allocator_live_blocks();
            allocator_arm(at, for_ever);
            HRESULT result = scenario();
            allocator_disarm();
            bool has_failed = allocator_has_failed();
            /* Without memory to note an implementation's strings, they are not checked, and that is all; a session's are
             * written where they stand. */
            bool may_do_without = result == S_OK && host.codec
                                  && (strstr(host.codec, "-checked") || strstr(host.codec, "-win64")
                                      || is_session_codec(host.codec));
            if (result != (has_failed ? E_OUTOFMEMORY : S_OK) && !may_do_without)
                fail_msg("%s: allocation %lu failing: 0x%08x", name, at, (unsigned)result);
            recovers();
            clean_up();
            WsResetError(host.error);
            long after = allocator_live_blocks();
            if (before != after)
                fail_msg("%s: allocation %lu failing leaks %ld blocks", name, at, after - before);
            if (!has_failed)
                break;
            points = at;
        }
        printf("  %-28s %4lu points of failure, %s\n", name, points, for_ever ? "for ever" : "once");
        swept += points;
    }
}

static void sweep_codec(const char *codec)
{
    message = soap_message(90000, test_seed());
    wire = encoded(codec, message.data, message.size);
    encoding = *content_encoding_of(codec);
    encoded_type = *content_type_of(codec);
    for (int variant = 0; variant < 8; variant++) {
        char name[64];
        memset(&host, 0, sizeof host);
        host.codec = codec;
        host.is_encoder = variant & 1;
        host.is_async = variant & 2;
        host.error = variant & 4 ? create_error() : NULL;
        snprintf(name, sizeof name, "%s %s, %s%s", codec, host.is_encoder ? "encoder" : "decoder",
                 host.is_async ? "async" : "sync", host.error ? ", error" : "");
        sweep(name, codec_scenario, codec_recovers, codec_clean_up);
        WsFreeError(host.error);
        host.error = NULL;
    }
    bytes_free(&wire);
    bytes_free(&message);
}

static void every_codec_survives_the_failure_of_any_allocation(void **state)
{
    (void)state;
    for_every_row(sweep_codec);
    register_sample();
    sweep_codec("sample,gzip");
    sweep_codec("gzip,sample-checked");
    unregister_sample();
}

/* ---- The other functions ---- */

/** A table for a host of Windows, whose functions, sink and callbacks this program does not call. */
static HRESULT windows_table_scenario(void)
{
#if defined(__x86_64__)
    static const WSE_ABI win64 = WSE_ABI_WIN64;
#else
    static const WSE_ABI win64 = WSE_ABI_DEFAULT;
#endif
    static const WSE_PROPERTY property = { WSE_PROPERTY_ABI, &win64, sizeof win64 };
    HRESULT result = WseCreateChannelEncoder(host.codec, &property, 1, &host.encoder, host.error);
    return SUCCEEDED(result) ? WseCreateChannelDecoder(host.codec, &property, 1, &host.decoder, host.error) : result;
}

static void windows_table_clean_up(void)
{
    WseFreeChannelEncoder(&host.encoder);
    WseFreeChannelDecoder(&host.decoder);
}

static void sweep_windows_table(const char *codec)
{
    char name[64];
    memset(&host, 0, sizeof host);
    host.codec = codec;
    snprintf(name, sizeof name, "%s for Windows", codec);
    sweep(name, windows_table_scenario, nothing, windows_table_clean_up);
}

static void every_table_for_windows_survives_the_failure_of_any_allocation(void **state)
{
    (void)state;
    for_every_row(sweep_windows_table);
}

static struct xor_codec own_codec = { 1, NULL, 0, 0 };

static HRESULT register_scenario(void)
{
    WS_CHANNEL_ENCODER encoder;
    WS_CHANNEL_DECODER decoder;
    WS_CHANNEL_ENCODER table;
    sysv_xor_tables(&own_codec, &encoder, &decoder);
    ULONG count = WseGetCodecCount();
    HRESULT result = WseRegisterEncoder("own", &encoder, WSE_ABI_DEFAULT, WSE_REGISTER_CHECKED, host.error);
    if (FAILED(result))
        return WseGetCodecCount() == count ? result : E_UNEXPECTED;
    result = WseRegisterDecoder("own", &decoder, WSE_ABI_DEFAULT, 0, host.error);
    if (SUCCEEDED(result))
        result = WseCreateChannelEncoder("gzip,own,deflate", NULL, 0, &table, host.error);
    if (SUCCEEDED(result))
        WseFreeChannelEncoder(&table);
    return result;
}

static void register_clean_up(void)
{
    WseUnregister("own", NULL);
}

static WSE_TRAMPOLINE *trampolines[3];

static HRESULT CALLBACK unused_dispatch(void *context, WSE_CALLBACK_ID id, void **arguments, ULONG count)
{
    (void)context, (void)id, (void)arguments, (void)count;
    return S_OK;
}

static HRESULT trampoline_scenario(void)
{
    HRESULT result = S_OK;
    void *function;
    for (int i = 0; i < 3 && SUCCEEDED(result); i++)
        result = WseCreateTrampoline(WSE_CALLBACK_READ, WSE_ABI_DEFAULT, unused_dispatch, NULL, &trampolines[i], &function,
                                     host.error);
    return result;
}

static void trampoline_clean_up(void)
{
    for (int i = 0; i < 3; i++) {
        WseFreeTrampoline(trampolines[i]);
        trampolines[i] = NULL;
    }
}

static WSE_BUFFER *first, *second;

static HRESULT buffer_scenario(void)
{
    BYTE room[100];
    ULONG length;
    WS_BYTES buffer = { (ULONG)message.size, message.data };
    HRESULT result = WseCreateBuffer(0, &first, host.error);
    for (int i = 0; SUCCEEDED(result) && i < 3; i++) {
        result = WseBufferWrite(first, &buffer, 1, NULL, host.error);
        if (SUCCEEDED(result))
            result = WseBufferRead(first, room, sizeof room, &length, NULL, host.error);
    }
    return result;
}

static void buffer_clean_up(void)
{
    WseFreeBuffer(first);
    WseFreeBuffer(second);
    first = second = NULL;
}

static WS_STRING types[2], codings[1];

static HRESULT message_scenario(void)
{
    WS_BYTES buffer = { (ULONG)message.size, message.data };
    const BYTE *data;
    ULONGLONG size;
    types[0].length = types[1].length = codings[0].length = 7;
    HRESULT result = WseCreateBuffer(0, &first, host.error);
    if (SUCCEEDED(result))
        result = WseCreateBuffer(0, &second, host.error);
    if (SUCCEEDED(result))
        result = WseEncodeMessage(&host.encoder, &soap_content_type, &buffer, 1, first, &types[0], &codings[0], host.error);
    if (FAILED(result))
        return types[0].length == 7 && codings[0].length == 7 ? result : E_UNEXPECTED;
    WseGetBufferBytes(first, &data, &size);
    buffer = (WS_BYTES){ (ULONG)size, (BYTE *)data };
    result = WseDecodeMessage(&host.decoder, &types[0], &codings[0], &buffer, 1, second, &types[1], host.error);
    if (FAILED(result)) {
        WseGetBufferBytes(second, &data, &size);
        return types[1].length == 7 && size == 0 ? result : E_UNEXPECTED;
    }
    return result;
}

static WS_ERROR *new_error;

static HRESULT error_scenario(void)
{
    LANGID language = 0x0407;
    WS_ERROR_PROPERTY property = { WS_ERROR_PROPERTY_LANGID, &language, sizeof language };
    new_error = NULL;
    HRESULT result = WsCreateError(&property, 1, &new_error);
    for (int i = 0; SUCCEEDED(result) && i < 3; i++)
        result = WsAddErrorString(new_error, &soap_content_type);
    return result;
}

static void error_recovers(void)
{
    if (new_error)
        assert_result(S_OK, WsAddErrorString(new_error, &soap_content_type));
}

static void error_clean_up(void)
{
    WsFreeError(new_error);
}

static int steps;

static HRESULT CALLBACK step(HRESULT hr, WS_CALLBACK_MODEL model, void *state, WS_ASYNC_OPERATION *next,
                             const WS_ASYNC_CONTEXT *context, WS_ERROR *error)
{
    (void)hr, (void)model, (void)state, (void)error;
    if (++steps < 3)
        next->function = step;
    return leave_outstanding(context);
}

static HRESULT execute_scenario(void)
{
    static const WS_ASYNC_CONTEXT context = { note, NULL };
    WS_ASYNC_STATE memory;
    steps = 0;
    HRESULT result = await(WsAsyncExecute(&memory, step, WS_SHORT_CALLBACK, NULL, &context, host.error));
    return SUCCEEDED(result) || steps == 0 ? result : E_UNEXPECTED;
}

static HRESULT dump_scenario(void)
{
    host.output_size = host.input_position = 0;
    host.input = wire.data;
    host.input_size = wire.size;
    return WseDumpMessage("msbin1+gzip", NULL, 0, read, NULL, write, NULL, host.error);
}

static void every_other_function_survives_the_failure_of_any_allocation(void **state)
{
    (void)state;
    memset(&host, 0, sizeof host);
    message = soap_message(90000, test_seed());
    for (int has_error = 0; has_error <= 1; has_error++) {
        host.error = has_error ? create_error() : NULL;
        sweep("WseBuffer", buffer_scenario, nothing, buffer_clean_up);
        host.encoder = create_encoder_table("gzip", NULL, 0);
        host.decoder = create_decoder_table("gzip", NULL, 0);
        sweep("WseEncode/DecodeMessage", message_scenario, nothing, buffer_clean_up);
        WseFreeChannelEncoder(&host.encoder);
        WseFreeChannelDecoder(&host.decoder);
        sweep("WseRegister", register_scenario, nothing, register_clean_up);
        sweep("WseCreateTrampoline", trampoline_scenario, nothing, trampoline_clean_up);
        sweep("WS_ERROR", error_scenario, error_recovers, error_clean_up);
        sweep("WsAsyncExecute", execute_scenario, nothing, nothing);
        wire = encoded("msbin1+gzip", "<a>a text</a>", 13);
        sweep("WseDumpMessage", dump_scenario, nothing, nothing);
        bytes_free(&wire);
        WsFreeError(host.error);
        host.error = NULL;
    }
    bytes_free(&message);
}

static void a_diagnostic_without_memory_leaves_the_result_as_it_is(void **state)
{
    (void)state;
    WS_ERROR *error = create_error();
    WS_CHANNEL_ENCODER table;
    ULONG count = 7;
    allocator_arm(1, true);
    HRESULT result = WseCreateChannelEncoder("no such codec", NULL, 0, &table, error);
    allocator_disarm();
    assert_result(WS_E_NOT_SUPPORTED, result);
    assert_result(S_OK, WsGetErrorProperty(error, WS_ERROR_PROPERTY_STRING_COUNT, &count, sizeof count));
    assert_int_equal(0, count);
    WsFreeError(error);
    printf("%lu points of failure in all\n", swept);
    assert_true(swept > 100);
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_codec_survives_the_failure_of_any_allocation),
        cmocka_unit_test(every_table_for_windows_survives_the_failure_of_any_allocation),
        cmocka_unit_test(every_other_function_survives_the_failure_of_any_allocation),
        cmocka_unit_test(a_diagnostic_without_memory_leaves_the_result_as_it_is),
    };
    return RUN_SUITE(tests);
}
