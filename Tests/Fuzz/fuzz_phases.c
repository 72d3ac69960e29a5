/* Any sequence of the twelve calls on one encoder and one decoder, with sinks and sources that complete at once, later or not
 * at all, fail, call back into the instance and free it: no crash, the grammar kept, each callback exactly once. */
#include "fuzz.h"

enum { IDLE, ANNOUNCED, STARTED, FAULTED };
enum { D_IDLE, D_STARTED, D_DECODING, D_DRAINED, D_FAULTED };

struct player {
    struct choices choices;
    WS_CHANNEL_ENCODER encoder_table;
    WS_CHANNEL_DECODER decoder_table;
    const char *codec;
    void *encoder, *decoder;
    int encoder_phase, decoder_phase;
    WS_ASYNC_CONTEXT encoder_call, decoder_call;
    bool encoder_is_pending, decoder_is_pending;
    bool encoder_is_ending;
    int encoder_callbacks, decoder_callbacks;
    HRESULT encoder_result, decoder_result;
    /* Lent until the callback. */
    WS_BYTES buffer;
    uint8_t room[64];
    ULONG length;
};

static HRESULT answer(struct player *player, const WS_ASYNC_CONTEXT *context, WS_ASYNC_CONTEXT *kept)
{
    switch (choose(&player->choices) % 8) {
    case 0: return E_FAIL;
    case 1: return S_FALSE;
    case 2:
    case 3:
        if (!context)
            return S_OK;
        *kept = *context;
        return WS_S_ASYNC;
    case 4:
        if (!context)
            return S_OK;
        context->callback(S_OK, WS_SHORT_CALLBACK, context->callbackState);
        return WS_S_ASYNC;
    case 5:
        /* A second completion, and a return value that promised none. */
        if (context) {
            context->callback(S_OK, WS_SHORT_CALLBACK, context->callbackState);
            context->callback(E_FAIL, WS_LONG_CALLBACK, context->callbackState);
        }
        return S_OK;
    default: return S_OK;
    }
}

static HRESULT CALLBACK take(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                             WS_ERROR *error)
{
    struct player *player = (struct player *)state;
    WS_STRING type, encoding;
    (void)error;
    DEMAND(buffers && count > 0);
    /* Calls from inside are refused, whatever they are. */
    DEMAND(player->encoder_table.encoderEndCallback(player->encoder, NULL, NULL) == WS_E_INVALID_OPERATION);
    DEMAND(player->encoder_table.encoderGetContentTypeCallback(player->encoder, &fuzz_content_type, &type, &encoding, NULL)
           == WS_E_INVALID_OPERATION);
    return answer(player, context, &player->encoder_call);
}

static HRESULT CALLBACK give(void *state, void *bytes, ULONG maxSize, ULONG *actualSize, const WS_ASYNC_CONTEXT *context,
                             WS_ERROR *error)
{
    struct player *player = (struct player *)state;
    (void)error;
    DEMAND(player->decoder_table.decoderStartCallback(player->decoder, NULL, NULL) == WS_E_INVALID_OPERATION);
    ULONG size = choose(&player->choices) % 32;
    if (size > maxSize)
        size = maxSize;
    for (ULONG i = 0; i < size; i++)
        ((uint8_t *)bytes)[i] = choose(&player->choices);
    *actualSize = choose(&player->choices) == 0xff ? maxSize + 1 : size;
    return answer(player, context, &player->decoder_call);
}

static void CALLBACK encoder_done(HRESULT result, WS_CALLBACK_MODEL model, void *state)
{
    struct player *player = (struct player *)state;
    (void)model;
    player->encoder_callbacks++;
    player->encoder_result = result;
}

static void CALLBACK decoder_done(HRESULT result, WS_CALLBACK_MODEL model, void *state)
{
    struct player *player = (struct player *)state;
    (void)model;
    player->decoder_callbacks++;
    player->decoder_result = result;
}

static void settle_encoder(struct player *player, HRESULT result)
{
    if (FAILED(result))
        player->encoder_phase = FAULTED;
    else if (player->encoder_is_ending)
        player->encoder_phase = IDLE;
}

static void settle_decoder(struct player *player, HRESULT result)
{
    if (FAILED(result))
        player->decoder_phase = D_FAULTED;
    else if (player->length == 0)
        player->decoder_phase = D_DRAINED;
}

static void encoder_operation(struct player *player, bool is_end)
{
    static uint8_t text[256] = "<a>text</a>";
    player->buffer = (WS_BYTES){ choose(&player->choices), text };
    WS_ASYNC_CONTEXT context = { encoder_done, player };
    const WS_ASYNC_CONTEXT *async = choose(&player->choices) & 1 ? &context : NULL;
    player->encoder_callbacks = 0;
    player->encoder_is_ending = is_end;
    HRESULT result = is_end ? player->encoder_table.encoderEndCallback(player->encoder, async, NULL)
                            : player->encoder_table.encoderEncodeCallback(player->encoder, &player->buffer, 1, async, NULL);
    if (player->encoder_phase != STARTED) {
        DEMAND(result == (player->encoder_phase == FAULTED ? WS_E_OBJECT_FAULTED : WS_E_INVALID_OPERATION));
        return;
    }
    DEMAND(player->encoder_callbacks == 0);
    player->encoder_is_pending = result == WS_S_ASYNC;
    DEMAND(!player->encoder_is_pending || async);
    if (!player->encoder_is_pending)
        settle_encoder(player, result);
}

static void decoder_operation(struct player *player)
{
    WS_ASYNC_CONTEXT context = { decoder_done, player };
    const WS_ASYNC_CONTEXT *async = choose(&player->choices) & 1 ? &context : NULL;
    player->decoder_callbacks = 0;
    player->length = 999;
    HRESULT result = player->decoder_table.decoderDecodeCallback(player->decoder, player->room, sizeof player->room,
                                                                 &player->length, async, NULL);
    if (player->decoder_phase != D_DECODING && player->decoder_phase != D_DRAINED) {
        DEMAND(result == (player->decoder_phase == D_FAULTED ? WS_E_OBJECT_FAULTED : WS_E_INVALID_OPERATION));
        return;
    }
    DEMAND(player->decoder_callbacks == 0);
    player->decoder_is_pending = result == WS_S_ASYNC;
    if (!player->decoder_is_pending)
        settle_decoder(player, result);
}

/** Completes what is outstanding, so often that it ends or the choices do. */
static void complete_encoder(struct player *player)
{
    HRESULT completion = choose(&player->choices) % 4 == 0 ? E_ABORT : S_OK;
    player->encoder_call.callback(completion, WS_LONG_CALLBACK, player->encoder_call.callbackState);
    if (player->encoder_callbacks > 0) {
        DEMAND(player->encoder_callbacks == 1);
        player->encoder_is_pending = false;
        settle_encoder(player, player->encoder_result);
    }
}

static void complete_decoder(struct player *player)
{
    HRESULT completion = choose(&player->choices) % 4 == 0 ? E_ABORT : S_OK;
    player->decoder_call.callback(completion, WS_LONG_CALLBACK, player->decoder_call.callbackState);
    if (player->decoder_callbacks > 0) {
        DEMAND(player->decoder_callbacks == 1);
        player->decoder_is_pending = false;
        settle_decoder(player, player->decoder_result);
    }
}

static void play_encoder(struct player *player, uint8_t call)
{
    WS_STRING type, encoding;
    if (player->encoder_is_pending) {
        DEMAND(player->encoder_table.encoderStartCallback(player->encoder, NULL, NULL) == WS_E_INVALID_OPERATION);
        complete_encoder(player);
        return;
    }
    HRESULT result;
    switch (call) {
    case 0:
        result = player->encoder_table.encoderGetContentTypeCallback(player->encoder, &fuzz_content_type, &type, &encoding,
                                                                     NULL);
        DEMAND(result == S_OK);
        player->encoder_phase = ANNOUNCED;
        break;
    case 1:
        result = player->encoder_table.encoderStartCallback(player->encoder, NULL, NULL);
        DEMAND((result == S_OK) == (player->encoder_phase == ANNOUNCED));
        if (result == S_OK)
            player->encoder_phase = STARTED;
        break;
    default: encoder_operation(player, call == 3);
    }
}

static void play_decoder(struct player *player, uint8_t call)
{
    WCHAR characters[64];
    WCHAR type_characters[64];
    WS_STRING encoding = fuzz_content_encoding(player->codec, characters), type;
    WS_STRING encoded_type = fuzz_encoded_type(player->codec, type_characters);
    if (player->decoder_is_pending) {
        DEMAND(player->decoder_table.decoderEndCallback(player->decoder, NULL, NULL) == WS_E_INVALID_OPERATION);
        complete_decoder(player);
        return;
    }
    HRESULT result;
    switch (call) {
    case 0:
        result = player->decoder_table.decoderStartCallback(player->decoder, NULL, NULL);
        DEMAND(result == S_OK);
        player->decoder_phase = D_STARTED;
        break;
    case 1:
        result = player->decoder_table.decoderGetContentTypeCallback(player->decoder, &encoded_type, &encoding, &type, NULL);
        DEMAND((result == S_OK) == (player->decoder_phase == D_STARTED));
        if (result == S_OK)
            player->decoder_phase = D_DECODING;
        break;
    case 2: decoder_operation(player); break;
    default:
        result = player->decoder_table.decoderEndCallback(player->decoder, NULL, NULL);
        DEMAND((result == S_OK) == (player->decoder_phase == D_DRAINED));
        if (result == S_OK)
            player->decoder_phase = D_IDLE;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct player player = { .choices = { data, size } };
    ULONG chunk = 8;
    ULONG no_bytes = 0;
    /* Without strings a session goes on after any message that is lost. */
    WSE_PROPERTY both[] = { { WSE_PROPERTY_CHUNK_SIZE, &chunk, sizeof chunk },
                            { WSE_PROPERTY_MAX_SESSION_SIZE, &no_bytes, sizeof no_bytes } };
    static const char *const others[] = { "deflate,gzip",    "windows-gzip", "deflate,windows-gzip",
                                          "windows-gzip,br", "checked-gzip", "zstd,checked-gzip" };
    static ULONG built_in;
    uint8_t row = choose(&player.choices);
    if (built_in == 0)
        built_in = WseGetCodecCount();
    fuzz_register();
    /* The built-in codecs come first. */
    player.codec = row < 0x80 ? WseGetCodecName(row % built_in) : others[row % (sizeof others / sizeof *others)];
    ULONG count = strcmp(player.codec, "identity") != 0 && (row < 0x80 || strchr(player.codec, ','));
    ULONG is_session = strncmp(player.codec, "msbinsession1", 13) == 0;
    DEMAND(WseCreateChannelEncoder(player.codec, both, count + is_session, &player.encoder_table, NULL) == S_OK);
    DEMAND(WseCreateChannelDecoder(player.codec, both, count + is_session, &player.decoder_table, NULL) == S_OK);
    DEMAND(player.encoder_table.createEncoderCallback(player.encoder_table.createContext, take, &player, &player.encoder, NULL)
           == S_OK);
    DEMAND(player.decoder_table.createDecoderCallback(player.decoder_table.createContext, give, &player, &player.decoder, NULL)
           == S_OK);
    while (player.choices.size > 0) {
        uint8_t call = choose(&player.choices);
        if (call & 0x80)
            play_decoder(&player, call & 3);
        else
            play_encoder(&player, call & 3);
    }
    player.encoder_table.freeEncoderCallback(player.encoder);
    player.decoder_table.freeDecoderCallback(player.decoder);
    /* Freed while outstanding: the completion that was promised ends it. */
    if (player.encoder_is_pending) {
        player.encoder_call.callback(S_OK, WS_SHORT_CALLBACK, player.encoder_call.callbackState);
        DEMAND(player.encoder_callbacks == 1 && player.encoder_result == WS_E_OPERATION_ABORTED);
    }
    if (player.decoder_is_pending) {
        player.decoder_call.callback(S_OK, WS_SHORT_CALLBACK, player.decoder_call.callbackState);
        DEMAND(player.decoder_callbacks == 1 && player.decoder_result == WS_E_OPERATION_ABORTED);
    }
    WseFreeChannelEncoder(&player.encoder_table);
    WseFreeChannelDecoder(&player.decoder_table);
    return 0;
}
