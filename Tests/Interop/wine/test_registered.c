/* Codecs of Windows code that Linux code uses by name, and one of Linux code; threads; registers. */
#include "host.h"

static void exchange_in_linux(const char *codec, enum manner manner, ULONG size)
{
    char text[300] = "";
    if (FAILED(BridgeExchange(codec, manner, size, text, sizeof text)))
        check(false, text, codec, (int)size);
}

static void exchange_here(const char *codec, enum manner manner, ULONG size)
{
    WS_CHANNEL_ENCODER encoder;
    WS_CHANNEL_DECODER decoder;
    WS_ERROR *error = BridgeCreateError();
    WS_BYTES message = { size, make_message(size, size) };
    struct channel channel;
    char text[300] = "";
    CHECK_RESULT(S_OK, BridgeOpenEncoder(codec, &encoder, error));
    CHECK_RESULT(S_OK, BridgeOpenDecoder(codec, &decoder, error));
    channel_open(&channel, manner, error);
    HRESULT hr = channel_exchange(&channel, &encoder, &decoder, &message);
    BridgeTakeErrorText(error, text, sizeof text);
    if (!CHECK_RESULT(S_OK, hr))
        printf("# %s, %s: %s\n", codec, manner_names[manner], text);
    channel_close(&channel);
    BridgeCloseEncoder(&encoder);
    BridgeCloseDecoder(&decoder);
    BridgeFreeError(error);
    free(message.bytes);
}

static void register_windows(const char *name, bool checked)
{
    CHECK_RESULT(S_OK, BridgeRegisterEncoder(name, &windows_encoder, checked, NULL));
    CHECK_RESULT(S_OK, BridgeRegisterDecoder(name, &windows_decoder, checked, NULL));
}

static HRESULT CALLBACK promise_without_context(void *instance, const WS_BYTES *buffers, ULONG count,
                                                const WS_ASYNC_CONTEXT *asyncContext, WS_ERROR *error)
{
    (void)instance, (void)buffers, (void)count, (void)asyncContext, (void)error;
    return WS_S_ASYNC;
}

static WS_WRITE_CALLBACK sink_of_rude_encoder;
static void *sink_context_of_rude_encoder;

static HRESULT CALLBACK create_rude_encoder(void *context, WS_WRITE_CALLBACK write, void *write_context, void **instance,
                                            WS_ERROR *error)
{
    sink_of_rude_encoder = write;
    sink_context_of_rude_encoder = write_context;
    return windows_encoder.createEncoderCallback(context, write, write_context, instance, error);
}

static HRESULT CALLBACK write_too_early(void *instance, const WS_STRING *type, WS_STRING *new_type, WS_STRING *encoding,
                                        WS_ERROR *error)
{
    static const WS_BYTES early = { 5, (BYTE *)"early" };
    HRESULT hr = sink_of_rude_encoder(sink_context_of_rude_encoder, &early, 1, NULL, error);
    CHECK_RESULT(WS_E_INVALID_OPERATION, hr);
    return windows_encoder.encoderGetContentTypeCallback(instance, type, new_type, encoding, error);
}

static void refuse(const char *name, const WS_CHANNEL_ENCODER *encoder, const char *reason)
{
    char text[300] = "";
    CHECK_RESULT(S_OK, BridgeRegisterEncoder(name, encoder, TRUE, NULL));
    CHECK_RESULT(S_OK, BridgeRegisterDecoder(name, &windows_decoder, TRUE, NULL));
    CHECK_RESULT(WS_E_INVALID_OPERATION, BridgeExchange(name, SYNCHRONOUSLY, 1000, text, sizeof text));
    if (!CHECK(strstr(text, reason) != NULL))
        printf("# %s\n", text);
    CHECK_RESULT(S_OK, BridgeUnregister(name));
    report("a checked Windows codec is refused: %s", reason);
}

void test_registered(void)
{
    static const char *const names[] = { "windows", "windows-checked", "windows,gzip", "zstd,windows-checked",
                                         "windows-checked,br,windows,gzip" };
    register_windows("windows", false);
    register_windows("windows-checked", true);
    CHECK_RESULT(WS_E_INVALID_OPERATION, BridgeRegisterEncoder("windows", &windows_encoder, FALSE, NULL));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        for (enum manner manner = SYNCHRONOUSLY; manner <= LATER; manner++) {
            exchange_in_linux(names[i], manner, 0);
            exchange_in_linux(names[i], manner, 200003);
        }
        report("Linux code encodes and decodes with %s by name", names[i]);
        for (enum manner manner = 0; manner < MANNER_COUNT; manner++)
            exchange_here(names[i], manner, 100003);
        report("Windows code encodes and decodes with %s by name", names[i]);
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        CHECK_RESULT(WS_E_OPERATION_ABORTED, BridgeAbandon(names[i]));
    report("an instance of a Windows codec that Linux code frees while its sink is at work is gone when that completes");
    CHECK_RESULT(S_OK, BridgeUnregister("windows"));
    CHECK_RESULT(S_OK, BridgeUnregister("windows-checked"));
    CHECK_RESULT(WS_E_NOT_SUPPORTED, BridgeUnregister("windows"));
    report("a Windows codec goes with its name");

    WS_CHANNEL_ENCODER rude = windows_encoder;
    rude.encoderEncodeCallback = promise_without_context;
    refuse("rude-promise", &rude, "WS_S_ASYNC without an asynchronous context");
    rude = windows_encoder;
    rude.createEncoderCallback = create_rude_encoder;
    rude.encoderGetContentTypeCallback = write_too_early;
    refuse("rude-sink", &rude, "called its sink outside Start, Encode and End");
}

/* A completion that Linux code begins must not reach Windows code on a thread that Wine does not know. So it comes on the
 * one thread that this program lends for it, whichever Linux thread finished the work, and there Windows functions work. */
void test_completions(void)
{
    WS_CHANNEL_ENCODER encoder;
    WCHAR encoding_chars[64];
    WS_STRING encoding = { 0, encoding_chars };
    WS_BYTES message = { 200000, make_message(200000, 5) };
    struct channel channel;
    void *instance = NULL;
    CHECK_RESULT(S_OK, BridgeRegisterLinuxCodec());
    CHECK_RESULT(S_OK, BridgeOpenEncoder("linux-slow", &encoder, NULL));
    channel_open(&channel, LATER, NULL);
    CHECK_RESULT(S_OK, encoder.createEncoderCallback(encoder.createContext, channel_write, &channel, &instance, NULL));
    for (int i = 0; i < 20; i++) {
        CHECK_RESULT(S_OK, channel_send(&channel, &encoder, instance, &message, &encoding));
        CHECK(channel.wire_size == message.length && memcmp(channel.wire, message.bytes, message.length) == 0);
    }
    encoder.freeEncoderCallback(instance);
    channel_close(&channel);
    BridgeCloseEncoder(&encoder);
    free(message.bytes);
    CHECK(channel.completions > 0 && channel.completions_elsewhere == 0);
    report("a Linux codec completes calls of Windows code on the thread lent for it");

    register_windows("windows", true);
    for (int i = 0; i < 8; i++)
        exchange_in_linux(i % 2 ? "windows" : "windows,gzip", LATER, 200000);
    CHECK(windows_completions > 50 && windows_completions_elsewhere == 0);
    report("sinks and sources of Linux code complete calls of a Windows codec there, too (%ld)", windows_completions);
    CHECK_RESULT(S_OK, BridgeUnregister("windows"));
    CHECK_RESULT(S_OK, BridgeUnregister("linux-slow"));
}

/* All calls of this program and of the Linux code look at the registers. Here is what they do not meet by themselves. */
void test_registers(void)
{
    static const uintptr_t nothing[6] = { 0 };
    uint64_t after[PRESERVED_WORDS];
    WS_BYTES bytes = { 5, (BYTE *)"hello" };
    WS_ERROR *error = BridgeCreateError();
    HRESULT result = S_OK;
    struct channel channel;
    unsigned lost = 0;
    call_observed((const void *)lose_registers, nothing, after);
    for (size_t i = 0; i < PRESERVED_WORDS; i++)
        lost += after[i] != preserved_before[i];
    CHECK(lost == 3);
    report("a function that does not preserve its caller's registers is noticed");

    channel_open(&channel, SYNCHRONOUSLY, error);
    CHECK_RESULT(S_OK, CALL(BridgeCallWrite, WORD(channel_write), WORD(&channel), WORD(&bytes), WORD(error), WORD(&result)));
    CHECK_RESULT(S_OK, result);
    CHECK(channel.wire_size == 5 && memcmp(channel.wire, "hello", 5) == 0);
    channel.fail_at = 2;
    channel.failure = E_ABORT;
    CHECK_RESULT(S_OK, CALL(BridgeCallWrite, WORD(channel_write), WORD(&channel), WORD(&bytes), WORD(error), WORD(&result)));
    CHECK_RESULT(E_ABORT, result);
    channel_close(&channel);
    BridgeFreeError(error);
    report("registers are preserved from Windows to Linux code, to Windows code and back");

    WS_BYTES two[] = { bytes, { 7, (BYTE *)", world" } };
    void *sink = BridgeCreateSink();
    if (CHECK(sink != NULL))
        CHECK_RESULT(12, CALL(sink, WORD(NULL), WORD(two), HALF_WORD(2), WORD(NULL), WORD(NULL)));
    BridgeFreeSink();
    report("Windows code calls a sink that Linux code made at run time");

    CHECK_RESULT(S_OK, BridgeRegisterLinuxCodec());
    register_windows("windows", false);
    register_windows("windows-checked", true);
    for (size_t i = 0; i < sizeof builtin_codecs / sizeof *builtin_codecs; i++)
        for (enum manner manner = 0; manner < MANNER_COUNT; manner++)
            exchange_here(builtin_codecs[i], manner, 70000);
    report("registers are preserved by tables that Windows code calls, and by what their sinks complete");
    for (enum manner manner = SYNCHRONOUSLY; manner <= LATER; manner++) {
        exchange_in_linux("windows", manner, 70000);
        exchange_in_linux("windows-checked", manner, 70000);
    }
    report("registers are preserved by a Windows codec that Linux code calls, and by the sinks and sources that it calls");
    CHECK_RESULT(S_OK, BridgeUnregister("windows"));
    CHECK_RESULT(S_OK, BridgeUnregister("windows-checked"));
    CHECK_RESULT(S_OK, BridgeUnregister("linux-slow"));
}

enum { THREAD_COUNT = 8, ROUND_COUNT = 30 };

static DWORD WINAPI run_thread(void *number)
{
    static const char *const names[THREAD_COUNT] = { "identity", "gzip",    "deflate",         "br",
                                                     "zstd",     "windows", "windows-checked", "windows,gzip" };
    size_t index = (size_t)(uintptr_t)number;
    for (unsigned round = 0; round < ROUND_COUNT; round++)
        exchange_here(names[(index + round) % THREAD_COUNT], (index * 2 + round) % MANNER_COUNT, 20000 + 1000 * round);
    for (unsigned round = 0; round < ROUND_COUNT; round++)
        exchange_in_linux(names[(index + round) % THREAD_COUNT], round % 2, 20000 + 1000 * round);
    return 0;
}

void test_threads(void)
{
    HANDLE threads[THREAD_COUNT];
    register_windows("windows", false);
    register_windows("windows-checked", true);
    for (size_t i = 0; i < THREAD_COUNT; i++)
        threads[i] = CreateThread(NULL, 0, run_thread, (void *)i, 0, NULL);
    CHECK(WaitForMultipleObjects(THREAD_COUNT, threads, TRUE, 100000) < WAIT_OBJECT_0 + THREAD_COUNT);
    for (size_t i = 0; i < THREAD_COUNT; i++)
        CloseHandle(threads[i]);
    CHECK_RESULT(S_OK, BridgeUnregister("windows"));
    CHECK_RESULT(S_OK, BridgeUnregister("windows-checked"));
    report("%d threads work at the same time, each with instances of its own, in Windows and in Linux code", THREAD_COUNT);
}
