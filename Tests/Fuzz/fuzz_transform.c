/* A transform that does what the input says, in both directions, alone and beside others: it takes and writes what it likes,
 * fails where it likes, and may break each rule of transforms.h. The first thing that it does wrong is what the host is told.
 * The instance is faulted, and the next message, in which the transform behaves, comes through. */
#include "fuzz.h"

/** What the transform does, and what the library may expect of it and the other way round. */
static struct {
    struct choices choices;
    bool is_encoder, behaves;
    HRESULT expected; /* what its first failure or broken rule has to become; S_OK so far */
    int states, contexts, begun, ended;
    bool is_open, has_last; /* within a message; has been told that its input is the last */
} script;

/** Notes what the host has to be told. */
static HRESULT fail(HRESULT expected, HRESULT returned)
{
    DEMAND(script.expected == S_OK);
    script.expected = expected;
    script.is_open = false;
    return returned;
}

/** A callback without progress: usually succeeds, else fails, or returns a success that there is not. */
static HRESULT odd_answer(WS_ERROR *error)
{
    uint8_t choice = script.behaves ? 0 : choose(&script.choices);
    DEMAND(error);
    if ((choice & 15) == 15)
        return fail(WS_E_INVALID_OPERATION, choice & 16 ? WS_S_ASYNC : S_FALSE);
    if ((choice & 15) == 14)
        return fail(E_ACCESSDENIED, choice & 16 ? WseReportError(E_ACCESSDENIED, "not today", error) : E_ACCESSDENIED);
    return S_OK;
}

static HRESULT odd_create(void *context, const WSE_CODEC_OPTIONS *options, void **state, WS_ERROR *error)
{
    DEMAND(context == &script && options->size == sizeof *options && options->level == 0);
    HRESULT result = odd_answer(error);
    if (result == S_OK) {
        *state = malloc(1);
        DEMAND(*state);
        script.states++;
    }
    return result;
}

static HRESULT odd_begin(void *state, WS_ERROR *error)
{
    DEMAND(state && script.states == 1);
    script.is_open = true;
    script.has_last = false;
    script.begun++;
    return odd_answer(error);
}

/** The rule of transforms.h that an answer of `process` breaks, if any: in the order in which the library looks. */
static bool breaks_rule(const WSE_CODEC_INPUT *input, const WSE_CODEC_OUTPUT *output, BOOL isLast, WSE_PROGRESS progress)
{
    bool has_taken_all = input->taken == input->size;
    switch (progress) {
    case WSE_PROGRESS_OUTPUT_FULL: return output->written != output->size;
    case WSE_PROGRESS_NEEDS_INPUT: return !has_taken_all || (isLast && script.is_encoder);
    case WSE_PROGRESS_MAY_END: return !has_taken_all;
    case WSE_PROGRESS_FINISHED: return script.is_encoder && !(isLast && has_taken_all);
    }
    return true;
}

static HRESULT odd_process(void *state, WSE_CODEC_INPUT *input, WSE_CODEC_OUTPUT *output, BOOL isLast, WSE_PROGRESS *progress,
                           WS_ERROR *error)
{
    DEMAND(state && script.is_open && error && output->size > 0 && output->bytes && (input->bytes || input->size == 0));
    DEMAND(input->taken == 0 && output->written == 0 && (isLast || !script.has_last));
    script.has_last = isLast;
    uint8_t choice = script.behaves ? 0 : choose(&script.choices);
    size_t count = input->size < output->size ? input->size : output->size;
    /* All of the room may be written to, whatever it says it has written. */
    memset(output->bytes, choice, output->size);
    if (count > 0)
        memcpy(output->bytes, input->bytes, count);
    input->taken = output->written = count;
    *progress = count < input->size ? WSE_PROGRESS_OUTPUT_FULL : isLast ? WSE_PROGRESS_FINISHED : WSE_PROGRESS_MAY_END;
    if (choice & 1)
        input->taken = choose(&script.choices) % (input->size + 1 + (choice >> 7));
    if (choice & 2)
        output->written = choose(&script.choices) % (output->size + 1 + (choice >> 7));
    if (choice & 4)
        output->written = output->size;
    if (choice & 8)
        *progress = (WSE_PROGRESS)(choose(&script.choices) % 5);
    HRESULT result = (choice & 0x30) == 0x30 ? choice & 0x40 ? E_ACCESSDENIED : S_FALSE : S_OK;
    if (input->taken > input->size || output->written > output->size)
        return fail(WS_E_INVALID_OPERATION, result);
    if (result != S_OK)
        return fail(FAILED(result) ? result : WS_E_INVALID_OPERATION, result);
    if (breaks_rule(input, output, isLast, *progress))
        return fail(WS_E_INVALID_OPERATION, S_OK);
    if (*progress == WSE_PROGRESS_FINISHED || (*progress == WSE_PROGRESS_MAY_END && isLast))
        script.is_open = false;
    return S_OK;
}

static void odd_end(void *state)
{
    DEMAND(state && ++script.ended <= script.begun);
    script.is_open = false;
}

static void odd_free(void *state)
{
    script.states--;
    free(state);
}

static void odd_free_context(void *context)
{
    DEMAND(context == &script && script.states == 0);
    script.contexts++;
}

/** The sink of an encoder and the source of a decoder. */
static struct {
    struct run taken;
    const uint8_t *data;
    size_t size, give;
    bool is_async;
    struct outstanding outstanding;
} wire;

static HRESULT later(const WS_ASYNC_CONTEXT *context)
{
    if (!context)
        return S_OK;
    wire.outstanding.context = *context;
    return WS_S_ASYNC;
}

static HRESULT CALLBACK take(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                             WS_ERROR *error)
{
    (void)state, (void)error;
    for (ULONG i = 0; i < count; i++)
        run_append(&wire.taken, buffers[i].bytes, buffers[i].length);
    return later(context);
}

static HRESULT CALLBACK give(void *state, void *bytes, ULONG maxSize, ULONG *actualSize, const WS_ASYNC_CONTEXT *context,
                             WS_ERROR *error)
{
    size_t size = wire.size < wire.give ? wire.size : wire.give;
    (void)state, (void)error;
    if (size > maxSize)
        size = maxSize;
    if (size > 0)
        memcpy(bytes, wire.data, size);
    wire.data += size;
    wire.size -= size;
    *actualSize = (ULONG)size;
    return later(context);
}

static HRESULT await(HRESULT result)
{
    return outstanding_await(&wire.outstanding, result, S_OK);
}

static HRESULT encode(const WS_CHANNEL_ENCODER *table, void *instance, WS_BYTES message, WS_ERROR *error)
{
    WS_ASYNC_CONTEXT context = { outstanding_note, &wire.outstanding };
    const WS_ASYNC_CONTEXT *async = wire.is_async ? &context : NULL;
    WS_STRING type, encoding;
    wire.taken.size = 0;
    DEMAND(table->encoderGetContentTypeCallback(instance, &fuzz_content_type, &type, &encoding, error) == S_OK);
    HRESULT result = await(table->encoderStartCallback(instance, async, error));
    while (result == S_OK && message.length > 0) {
        ULONG part = message.length < wire.give ? message.length : (ULONG)wire.give;
        WS_BYTES buffer = { part, message.bytes };
        message.bytes += part;
        message.length -= part;
        result = await(table->encoderEncodeCallback(instance, &buffer, 1, async, error));
    }
    if (result == S_OK)
        result = await(table->encoderEndCallback(instance, async, error));
    if (result != S_OK)
        DEMAND(table->encoderEndCallback(instance, NULL, NULL) == WS_E_OBJECT_FAULTED);
    return result;
}

static HRESULT decode(const WS_CHANNEL_DECODER *table, void *instance, WS_BYTES message, WS_ERROR *error)
{
    WS_ASYNC_CONTEXT context = { outstanding_note, &wire.outstanding };
    const WS_ASYNC_CONTEXT *async = wire.is_async ? &context : NULL;
    static const WS_STRING encoding = { 0, NULL };
    WS_STRING type;
    wire.data = message.bytes;
    wire.size = message.length;
    wire.taken.size = 0;
    HRESULT result = await(table->decoderStartCallback(instance, async, error));
    if (result == S_OK)
        DEMAND(table->decoderGetContentTypeCallback(instance, &fuzz_content_type, &encoding, &type, error) == S_OK);
    for (ULONG length = 1; result == S_OK && length > 0;) {
        static BYTE room[4096];
        result = await(table->decoderDecodeCallback(instance, room, (ULONG)wire.give, &length, async, error));
        if (result == S_OK)
            run_append(&wire.taken, room, length);
        DEMAND(wire.taken.size <= 1 << 14);
    }
    if (result == S_OK)
        result = await(table->decoderEndCallback(instance, async, error));
    if (result != S_OK) {
        BYTE byte;
        ULONG length;
        DEMAND(table->decoderDecodeCallback(instance, &byte, 1, &length, NULL, NULL) == WS_E_OBJECT_FAULTED);
    }
    return result;
}

/** The host is told what the transform did first, or what is wrong with its message, and by whom. */
static void check_failure(HRESULT result, WS_ERROR *error)
{
    static const char prefix[] = "odd ";
    if (script.expected != S_OK)
        DEMAND(result == script.expected);
    else
        DEMAND(result == S_OK || (!script.is_encoder && (result == WS_E_INVALID_FORMAT || result == WS_E_QUOTA_EXCEEDED)));
    ULONG count = 0;
    DEMAND(WsGetErrorProperty(error, WS_ERROR_PROPERTY_STRING_COUNT, &count, sizeof count) == S_OK);
    DEMAND(count == (result != S_OK));
    if (script.expected != S_OK) {
        WS_STRING text;
        DEMAND(WsGetErrorString(error, 0, &text) == S_OK && text.length > sizeof prefix);
        for (size_t i = 0; prefix[i]; i++)
            DEMAND(text.chars[i] == (WCHAR)prefix[i]);
    }
    WsResetError(error);
}

/** Two messages of one instance: one as the script has it, and one in which the transform behaves. */
static void check_messages(const char *chain, WS_BYTES message, ULONG chunk)
{
    static const ULONGLONG limit = 1 << 14;
    WSE_PROPERTY properties[] = { { WSE_PROPERTY_CHUNK_SIZE, &chunk, sizeof chunk },
                                  { WSE_PROPERTY_MAX_DECODED_SIZE, &limit, sizeof limit } };
    WS_CHANNEL_ENCODER encoder = { 0 };
    WS_CHANNEL_DECODER decoder = { 0 };
    WS_ERROR *error = NULL;
    void *instance = NULL;
    DEMAND(WsCreateError(NULL, 0, &error) == S_OK);
    if (script.is_encoder) {
        DEMAND(WseCreateChannelEncoder(chain, properties, 1, &encoder, error) == S_OK);
        DEMAND(encoder.createEncoderCallback(encoder.createContext, take, NULL, &instance, error) == S_OK);
    } else {
        DEMAND(WseCreateChannelDecoder(chain, properties, 2, &decoder, error) == S_OK);
        DEMAND(decoder.createDecoderCallback(decoder.createContext, give, NULL, &instance, error) == S_OK);
    }
    for (int i = 0; i < 2; i++) {
        script.behaves = i == 1;
        script.expected = S_OK;
        HRESULT result = script.is_encoder ? encode(&encoder, instance, message, error)
                                           : decode(&decoder, instance, message, error);
        check_failure(result, error);
    }
    DEMAND(script.expected == S_OK);
    if (strcmp(chain, "odd") == 0)
        DEMAND(wire.taken.size == message.length
               && (message.length == 0 || memcmp(wire.taken.bytes, message.bytes, message.length) == 0));
    if (script.is_encoder)
        encoder.freeEncoderCallback(instance);
    else
        decoder.freeDecoderCallback(instance);
    WseFreeChannelEncoder(&encoder);
    WseFreeChannelDecoder(&decoder);
    WsFreeError(error);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const chains[] = { "odd", "odd,plain", "plain,odd", "plain,odd,plain" };
    static const size_t gives[] = { 4096, 1, 2, 3, 7, 64, 300, 1000 };
    struct choices choices = { data, size };
    uint8_t manner = choose(&choices), sizes = choose(&choices);
    /* A quarter of the input is the message, and what is left of it the script. */
    WS_BYTES message = { (ULONG)(choices.size / 4 < 4096 ? choices.size / 4 : 4096), (BYTE *)choices.data };
    choices.data += message.length;
    choices.size -= message.length;
    memset(&script, 0, sizeof script);
    script.choices = choices;
    script.is_encoder = manner & 1;
    wire.is_async = manner & 2;
    wire.give = gives[sizes & 7];

    WSE_CODEC odd = { .size = sizeof odd,
                      .name = "odd",
                      .usesSession = FALSE,
                      .context = &script,
                      .freeContext = odd_free_context,
                      .encoder = { odd_create, odd_begin, odd_process, odd_end, odd_end, odd_free } };
    odd.decoder = odd.encoder;
    WSE_CODEC plain = xor_transform();
    plain.name = "plain";
    plain.aliases = plain.contentEncoding = NULL;
    DEMAND(WseRegisterCodec(&odd, NULL) == S_OK && WseRegisterCodec(&plain, NULL) == S_OK);
    check_messages(chains[manner >> 2 & 3], message, 1u << (sizes >> 3 & 15));
    DEMAND(WseUnregister("odd", NULL) == S_OK && WseUnregister("plain", NULL) == S_OK);
    DEMAND(script.states == 0 && script.contexts == 1);
    free(wire.taken.bytes);
    memset(&wire, 0, sizeof wire);
    return 0;
}
