/* Any names: codecs, content types and content encodings, as a peer or a configuration may send them, through everything that
 * reads, compares, copies or quotes them. */
#include "fuzz.h"

static HRESULT CALLBACK take(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                             WS_ERROR *error)
{
    (void)state, (void)buffers, (void)count, (void)context, (void)error;
    return S_OK;
}

static HRESULT CALLBACK give(void *state, void *bytes, ULONG maxSize, ULONG *actualSize, const WS_ASYNC_CONTEXT *context,
                             WS_ERROR *error)
{
    (void)state, (void)bytes, (void)maxSize, (void)context, (void)error;
    *actualSize = 0;
    return S_OK;
}

/** Whether a string is, without regard to the case of ASCII letters, what `text` says. */
static bool is_same(const WS_STRING *string, const char *text)
{
    if (string->length != strlen(text))
        return false;
    for (ULONG i = 0; i < string->length; i++) {
        uint16_t unit = string->chars[i];
        if (unit >= 'A' && unit <= 'Z')
            unit |= 0x20;
        if (unit != (uint8_t)text[i])
            return false;
    }
    return true;
}

static void check_error(WS_ERROR *error)
{
    WS_STRING text;
    DEMAND(WsGetErrorString(error, 0, &text) == S_OK);
    for (ULONG i = 0; i < text.length; i++)
        DEMAND(text.chars[i] >= 0x20 && text.chars[i] < 0x7f);
    DEMAND(text.length > 0 && text.length <= 480);
    DEMAND(WsResetError(error) == S_OK);
}

static void check_codec(const char *codec, const WS_STRING *type, const WS_STRING *encoding, WS_ERROR *error)
{
    WS_CHANNEL_ENCODER encoder;
    WS_CHANNEL_DECODER decoder;
    WS_STRING new_type, new_encoding;
    void *instance = NULL;
    bool is_identity = strcmp(codec, "identity") == 0;
    DEMAND(WseCreateChannelEncoder(codec, NULL, 0, &encoder, error) == S_OK);
    DEMAND(encoder.createEncoderCallback(encoder.createContext, take, NULL, &instance, error) == S_OK);
    for (int i = 0; i < 2; i++) {
        DEMAND(encoder.encoderGetContentTypeCallback(instance, i == 0 ? type : &new_type, &new_type, &new_encoding, error)
               == S_OK);
        DEMAND(new_type.length == type->length);
        DEMAND(type->length == 0 || memcmp(new_type.chars, type->chars, type->length * sizeof(WCHAR)) == 0);
        DEMAND(is_same(&new_encoding, is_identity ? "" : codec));
    }
    encoder.freeEncoderCallback(instance);
    WseFreeChannelEncoder(&encoder);

    DEMAND(WseCreateChannelDecoder(codec, NULL, 0, &decoder, error) == S_OK);
    DEMAND(decoder.createDecoderCallback(decoder.createContext, give, NULL, &instance, error) == S_OK);
    DEMAND(decoder.decoderStartCallback(instance, NULL, error) == S_OK);
    HRESULT result = decoder.decoderGetContentTypeCallback(instance, type, encoding, &new_type, error);
    bool is_own = is_same(encoding, codec) || (is_identity && encoding->length == 0)
        || (strcmp(codec, "gzip") == 0 && is_same(encoding, "x-gzip"));
    DEMAND(result == (is_own ? S_OK : WS_E_NOT_SUPPORTED));
    if (!is_own)
        check_error(error);
    decoder.freeDecoderCallback(instance);
    WseFreeChannelDecoder(&decoder);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct choices choices = { data, size };
    size_t length = choose(&choices);
    length = length < choices.size / 2 ? length : choices.size / 2;
    WS_ERROR *error = NULL;
    DEMAND(WsCreateError(NULL, 0, &error) == S_OK);

    /* The first part is the content type, the rest the encoding, and all of it the name of a codec. */
    WCHAR *units = (WCHAR *)malloc(choices.size + 2);
    DEMAND(units);
    memcpy(units, choices.data, choices.size);
    ULONG split = (ULONG)(length / 2), count = (ULONG)(choices.size / 2);
    WS_STRING type = { split, split ? units : NULL }, encoding = { count - split, units + split };
    for (ULONG i = 0; i < WseGetCodecCount(); i++)
        check_codec(WseGetCodecName(i), &type, &encoding, error);

    char *name = (char *)malloc(choices.size + 1);
    DEMAND(name);
    memcpy(name, choices.data, choices.size);
    name[choices.size] = '\0';
    WS_CHANNEL_ENCODER table;
    HRESULT result = WseCreateChannelEncoder(name, NULL, 0, &table, error);
    DEMAND(result == S_OK || result == WS_E_NOT_SUPPORTED);
    if (result == S_OK)
        WseFreeChannelEncoder(&table);
    else
        check_error(error);
    free(name);
    free(units);
    WsFreeError(error);
    return 0;
}
