#include "Session/pair.h"
#include "Session/hold_codec.h"

/* clang-format off */
const char *const session_codecs[] = {
    "msbinsession1", "msbinsession1+gzip", "msbinsession1+deflate", "msbinsession1,gzip", "msbinsession1,deflate,zstd",
    "msbinsession1,xor", "msbinsession1,xor-checked", "msbinsession1+gzip,xor", "msbinsession1,xor,gzip", "msbinsession1,hold",
    "msbinsession1,hold-checked", "msbinsession1+gzip,xor,hold", "msbinsession1,gzip,hold", "xor,xor,msbinsession1",
    "own,gzip", "own,hold", "own-checked,xor,hold", "own-chain,hold", "xor,xor,own-chain,gzip,hold-checked",
#if defined(__x86_64__)
    "msbinsession1,xor-win64", "own,xor-win64", "own-win64,hold", "own-win64-chain,gzip,hold",
#endif
};
/* clang-format on */
const size_t session_codec_count = sizeof session_codecs / sizeof *session_codecs;

static WS_CHANNEL_ENCODER own_encoders[2];
static WS_CHANNEL_DECODER own_decoders[2];

#if defined(__x86_64__)
static const char *const win64_names[] = { "own-win64", "own-win64-chain" };
static WS_CHANNEL_ENCODER win64_encoders[2];
static WS_CHANNEL_DECODER win64_decoders[2];

static void register_win64_links(void)
{
    static const WSE_ABI abi = WSE_ABI_WIN64;
    static const WSE_PROPERTY property = { WSE_PROPERTY_ABI, &abi, sizeof abi };
    for (int i = 0; i < 2; i++) {
        const char *own = i ? "msbinsession1,xor" : "msbinsession1";
        assert_result(S_OK, WseCreateChannelEncoder(own, &property, 1, &win64_encoders[i], NULL));
        assert_result(S_OK, WseCreateChannelDecoder(own, &property, 1, &win64_decoders[i], NULL));
        assert_result(S_OK, WseRegisterEncoder(win64_names[i], &win64_encoders[i], abi, 0, NULL));
        assert_result(S_OK, WseRegisterDecoder(win64_names[i], &win64_decoders[i], abi, 0, NULL));
    }
}

static void unregister_win64_links(void)
{
    for (int i = 0; i < 2; i++) {
        assert_result(S_OK, WseUnregister(win64_names[i], NULL));
        WseFreeChannelEncoder(&win64_encoders[i]);
        WseFreeChannelDecoder(&win64_decoders[i]);
    }
}
#else
static void register_win64_links(void)
{
}
static void unregister_win64_links(void)
{
}
#endif

int register_session_links(void **state)
{
    (void)state;
    register_xor();
    for (int i = 0; i < 2; i++) {
        ULONG flags = i ? WSE_REGISTER_CHECKED : 0;
        const char *own = i ? "msbinsession1,xor" : "msbinsession1";
        assert_result(S_OK, WseRegisterEncoder(i ? "hold-checked" : "hold", &hold_encoder, WSE_ABI_DEFAULT, flags, NULL));
        assert_result(S_OK, WseRegisterDecoder(i ? "hold-checked" : "hold", &hold_decoder, WSE_ABI_DEFAULT, flags, NULL));
        assert_result(S_OK, WseCreateChannelEncoder(own, NULL, 0, &own_encoders[i], NULL));
        assert_result(S_OK, WseCreateChannelDecoder(own, NULL, 0, &own_decoders[i], NULL));
        assert_result(S_OK, WseRegisterEncoder(i ? "own-checked" : "own", &own_encoders[0], WSE_ABI_DEFAULT, flags, NULL));
        assert_result(S_OK, WseRegisterDecoder(i ? "own-checked" : "own", &own_decoders[0], WSE_ABI_DEFAULT, flags, NULL));
    }
    WS_CHANNEL_ENCODER careless = hold_encoder;
    careless.createContext = &own_encoders;
    assert_result(S_OK, WseRegisterEncoder("hold-careless", &careless, WSE_ABI_DEFAULT, 0, NULL));
    assert_result(S_OK, WseRegisterDecoder("hold-careless", &hold_decoder, WSE_ABI_DEFAULT, 0, NULL));
    assert_result(S_OK, WseRegisterEncoder("own-chain", &own_encoders[1], WSE_ABI_DEFAULT, 0, NULL));
    assert_result(S_OK, WseRegisterDecoder("own-chain", &own_decoders[1], WSE_ABI_DEFAULT, 0, NULL));
    assert_result(S_OK, WseRegisterEncoder("herald", &herald_encoder, WSE_ABI_DEFAULT, 0, NULL));
    assert_result(S_OK, WseRegisterDecoder("herald", &herald_decoder, WSE_ABI_DEFAULT, 0, NULL));
    register_win64_links();
    return 0;
}

int unregister_session_links(void **state)
{
    static const char *const names[] = { "hold", "hold-checked", "hold-careless", "own", "own-checked", "own-chain", "herald" };
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_result(S_OK, WseUnregister(names[i], NULL));
    unregister_win64_links();
    for (int i = 0; i < 2; i++) {
        WseFreeChannelEncoder(&own_encoders[i]);
        WseFreeChannelDecoder(&own_decoders[i]);
    }
    unregister_xor();
    return 0;
}

static HRESULT CALLBACK take(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *async, WS_ERROR *error)
{
    struct pair *pair = state;
    for (ULONG i = 0; i < count; i++)
        bytes_append(&pair->handed, buffers[i].bytes, buffers[i].length);
    return channel_write(&pair->channel, buffers, count, async, error);
}

/** Memory that is not to be allocated later, where an allocation may fail. */
static void reserve(struct bytes *bytes)
{
    static const BYTE zeros[96 << 10];
    bytes_append(bytes, zeros, sizeof zeros);
    bytes->size = 0;
}

static void open_encoder(struct pair *pair)
{
    assert_result(S_OK, pair->encoder_table.createEncoderCallback(pair->encoder_table.createContext, take, pair, &pair->encoder,
                                                                  NULL));
}

static void open_decoder(struct pair *pair)
{
    assert_result(S_OK, pair->decoder_table.createDecoderCallback(pair->decoder_table.createContext, channel_read,
                                                                  &pair->channel, &pair->decoder, NULL));
}

void pair_reopen(struct pair *pair)
{
    pair->encoder_table.freeEncoderCallback(pair->encoder);
    pair->decoder_table.freeDecoderCallback(pair->decoder);
    open_encoder(pair);
    open_decoder(pair);
}

struct pair *pair_open(const char *codec, enum manner manner)
{
    static const ULONG chunk = 64;
    static const WSE_PROPERTY property = { WSE_PROPERTY_CHUNK_SIZE, &chunk, sizeof chunk };
    struct pair *pair = calloc(1, sizeof *pair);
    ULONG count = strncmp(codec, "own", 3) != 0 || strstr(codec, "gzip");
    pair->codec = codec;
    assert_result(S_OK, WseCreateChannelEncoder(codec, &property, count, &pair->encoder_table, NULL));
    assert_result(S_OK, WseCreateChannelDecoder(codec, &property, count, &pair->decoder_table, NULL));
    channel_open(&pair->channel, manner, test_seed());
    pair->channel.failure = E_ACCESSDENIED;
    reserve(&pair->handed);
    reserve(&pair->text);
    reserve(&pair->channel.output);
    open_encoder(pair);
    open_decoder(pair);
    return pair;
}

void pair_close(struct pair *pair)
{
    pair->encoder_table.freeEncoderCallback(pair->encoder);
    pair->decoder_table.freeDecoderCallback(pair->decoder);
    WseFreeChannelEncoder(&pair->encoder_table);
    WseFreeChannelDecoder(&pair->decoder_table);
    channel_close(&pair->channel);
    bytes_free(&pair->handed);
    bytes_free(&pair->text);
    free(pair);
}

static WS_STRING keep(WCHAR *characters, WS_STRING string)
{
    assert_true(string.length <= 128);
    if (string.length > 0)
        memcpy(characters, string.chars, string.length * sizeof *characters);
    return (WS_STRING){ string.length, characters };
}

/** The context of a call in the channel's manner. */
static const WS_ASYNC_CONTEXT *begin(struct pair *pair, struct operation *operation)
{
    operation_begin(operation);
    return pair->channel.manner == SYNCHRONOUSLY ? NULL : &operation->context;
}

HRESULT pair_send(struct pair *pair, const char *text, int steps)
{
    const WS_CHANNEL_ENCODER *table = &pair->encoder_table;
    struct operation operation;
    WS_STRING type, coding;
    pair->handed.size = 0;
    channel_reset(&pair->channel, NULL, 0);
    if (steps-- == 0)
        return S_FALSE;
    HRESULT result = table->encoderGetContentTypeCallback(pair->encoder, &soap_content_type, &type, &coding, NULL);
    if (result != S_OK || steps-- == 0)
        return FAILED(result) ? result : S_FALSE;
    pair->type = keep(pair->characters[0], type);
    pair->coding = keep(pair->characters[1], coding);
    result = operation_finish(&operation, table->encoderStartCallback(pair->encoder, begin(pair, &operation), NULL));
    size_t size = strlen(text), part = size / 3 + 1;
    for (size_t i = 0; result == S_OK && i < size; i += part) {
        WS_BYTES buffer = { (ULONG)(size - i < part ? size - i : part), (BYTE *)text + i };
        if (steps-- == 0)
            return S_FALSE;
        result = operation_finish(&operation,
                                  table->encoderEncodeCallback(pair->encoder, &buffer, 1, begin(pair, &operation), NULL));
    }
    if (FAILED(result) || steps == 0)
        return FAILED(result) ? result : S_FALSE;
    return operation_finish(&operation, table->encoderEndCallback(pair->encoder, begin(pair, &operation), NULL));
}

HRESULT pair_receive(struct pair *pair, const struct bytes *wire, size_t size, int steps)
{
    const WS_CHANNEL_DECODER *table = &pair->decoder_table;
    struct operation operation;
    WS_STRING type;
    ULONG length = 1;
    BYTE room[512];
    pair->text.size = 0;
    channel_reset(&pair->channel, wire->data, size);
    if (steps-- == 0)
        return S_FALSE;
    HRESULT result = operation_finish(&operation, table->decoderStartCallback(pair->decoder, begin(pair, &operation), NULL));
    if (result != S_OK || steps-- == 0)
        return FAILED(result) ? result : S_FALSE;
    result = table->decoderGetContentTypeCallback(pair->decoder, &pair->type, &pair->coding, &type, NULL);
    while (result == S_OK && length > 0) {
        if (steps-- == 0)
            return S_FALSE;
        ULONG most = pair->text.size < 64 ? 16 : sizeof room;
        result = operation_finish(&operation, table->decoderDecodeCallback(pair->decoder, room, most, &length,
                                                                           begin(pair, &operation), NULL));
        if (result == S_OK)
            bytes_append(&pair->text, room, length);
    }
    if (result != S_OK || steps == 0)
        return FAILED(result) ? result : S_FALSE;
    return operation_finish(&operation, table->decoderEndCallback(pair->decoder, begin(pair, &operation), NULL));
}

bool pair_has(const struct pair *pair, const char *text)
{
    return pair->text.size == strlen(text) && memcmp(pair->text.data, text, pair->text.size) == 0;
}

bool pair_arrives(struct pair *pair, const struct bytes *wire, const char *text, const char *what, size_t at)
{
    HRESULT result = pair_receive(pair, wire, wire->size, ALL_STEPS);
    if (result == S_OK && !pair_has(pair, text))
        fail_msg("%s, %s %zu: \"%s\" arrives as \"%.*s\"", pair->codec, what, at, text, (int)pair->text.size, pair->text.data);
    return result == S_OK;
}
