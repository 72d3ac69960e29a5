/* Any names: codecs, content types and content encodings, as a peer or a configuration may send them, through everything that
 * reads, compares, copies or quotes them. */
#include <regex.h>
#include <strings.h>

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

#define TOKEN "[!#$%&'*+.^_`|~0-9A-Za-z-]+"
/* A parameter: its name, and its value in quotes or without. */
#define PARAMETER "^[ \t;]*([^;=]*)(=[ \t]*(\"(([^\"\\]|\\\\.)*)\"[ \t]*|([^\" \t;][^;]*)?))?(;|$)"

/** The length of a text without the blanks at its end. */
static size_t trimmed(const char *text, size_t length)
{
    while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t'))
        length--;
    return length;
}

/** Whether the parameters of a content type are well-formed and the first charset, if there is one, is UTF-8. */
static bool takes_parameters(const char *text, const regex_t *parameter)
{
    bool is_utf8 = true, has_charset = false;
    regmatch_t match[7];
    while (*text) {
        if (regexec(parameter, text, 7, match, 0) != 0)
            return false;
        bool has_value = match[2].rm_so != match[2].rm_eo;
        const regmatch_t *value = match[4].rm_so >= 0 ? &match[4] : &match[6];
        if (has_value && !has_charset && trimmed(text + match[1].rm_so, (size_t)(match[1].rm_eo - match[1].rm_so)) == 7
            && strncasecmp(text + match[1].rm_so, "charset", 7) == 0) {
            size_t size = value->rm_so < 0 ? 0 : (size_t)(value->rm_eo - value->rm_so);
            if (value == &match[6] && size > 0)
                size = trimmed(text + value->rm_so, size);
            has_charset = true;
            is_utf8 = size == 5 && strncasecmp(text + value->rm_so, "utf-8", 5) == 0;
        }
        text += match[0].rm_eo;
    }
    return is_utf8;
}

/** Whether a codec of XML takes a content type: none, or "application/soap+" and `subtype` with parameters as people write
 * them. */
static bool takes_type(const WS_STRING *type, const char *subtype)
{
    static const char *const patterns[] = { "^[ \t]*" TOKEN "/" TOKEN "[ \t]*(;.*)?$", PARAMETER };
    static regex_t regexes[2];
    static bool is_compiled;
    char text[512];
    for (int i = 0; i < 2 && !is_compiled; i++)
        DEMAND(regcomp(&regexes[i], patterns[i], REG_EXTENDED | REG_ICASE) == 0);
    is_compiled = true;
    if (type->length == 0)
        return true;
    DEMAND(type->length < sizeof text);
    for (ULONG i = 0; i < type->length; i++) {
        text[i] = type->chars[i] == 0 ? '\1' : (char)(type->chars[i] < 0x80 ? type->chars[i] : 0x80);
        if ((text[i] >= 0 && text[i] < 0x20 && text[i] != '\t') || text[i] == 0x7f)
            return false;
    }
    text[type->length] = '\0';
    if (regexec(&regexes[0], text, 0, NULL, 0) != 0)
        return false;
    const char *rest = text + strspn(text, " \t");
    size_t length = strcspn(rest, " \t;");
    return length == 17 + strlen(subtype) && strncasecmp(rest, "application/soap+", 17) == 0
           && strncasecmp(rest + 17, subtype, length - 17) == 0 && takes_parameters(rest + length, &regexes[1]);
}

/** How many codings an encoding lists, without empty elements and "identity"; `last` is the last of them. */
static int count_codings(const WS_STRING *encoding, WS_STRING *last)
{
    int count = 0;
    for (ULONG begin = 0, end; begin <= encoding->length; begin = end + 1) {
        for (end = begin; end < encoding->length && encoding->chars[end] != ',';)
            end++;
        WS_STRING coding = { end - begin, encoding->chars + begin };
        while (coding.length > 0 && (coding.chars[0] == ' ' || coding.chars[0] == '\t'))
            coding = (WS_STRING){ coding.length - 1, coding.chars + 1 };
        while (coding.length > 0 && (coding.chars[coding.length - 1] == ' ' || coding.chars[coding.length - 1] == '\t'))
            coding.length--;
        if (coding.length == 0 || is_same(&coding, "identity"))
            continue;
        *last = coding;
        count++;
    }
    return count;
}

/** Whether the decoder of a codec takes these labels. */
static bool takes_labels(const char *codec, const WS_STRING *type, const WS_STRING *encoding)
{
    WS_STRING coding = { 0, NULL };
    int count = count_codings(encoding, &coding);
    bool is_xml = fuzz_is_xml(codec);
    const char *plus = is_xml ? strchr(codec, '+') : NULL, *name = plus ? plus + 1 : codec;
    bool is_own = count == 1 && (is_same(&coding, name) || (strcmp(name, "gzip") == 0 && is_same(&coding, "x-gzip")));
    if (!is_xml)
        return fuzz_has_coding(codec) ? is_own : count == 0;
    char inner[32];
    snprintf(inner, sizeof inner, "%.*s", (int)strcspn(codec, "+"), codec);
    return (count == 0 && takes_type(type, codec)) || ((count == 0 || (plus && is_own)) && takes_type(type, inner));
}

/** UTF-16 takes any type of text, and what it makes of one is no longer in UTF-8. */
static void check_text_codec(const char *codec, const WS_STRING *type, const WS_STRING *encoding, WS_ERROR *error)
{
    WS_CHANNEL_ENCODER encoder;
    WS_CHANNEL_DECODER decoder;
    WS_STRING new_type, new_encoding;
    void *instance = NULL;
    DEMAND(WseCreateChannelEncoder(codec, NULL, 0, &encoder, error) == S_OK);
    DEMAND(WseCreateChannelDecoder(codec, NULL, 0, &decoder, error) == S_OK);
    DEMAND(encoder.createEncoderCallback(encoder.createContext, take, NULL, &instance, error) == S_OK);
    HRESULT result = encoder.encoderGetContentTypeCallback(instance, type, &new_type, &new_encoding, error);
    DEMAND(result == S_OK || result == WS_E_NOT_SUPPORTED);
    if (result == S_OK) {
        void *other = NULL;
        DEMAND(new_encoding.length == 0 && (new_type.length == 0) == (type->length == 0));
        DEMAND(decoder.createDecoderCallback(decoder.createContext, give, NULL, &other, error) == S_OK);
        DEMAND(decoder.decoderStartCallback(other, NULL, error) == S_OK);
        DEMAND(decoder.decoderGetContentTypeCallback(other, &new_type, NULL, &new_encoding, error) == S_OK);
        decoder.freeDecoderCallback(other);
        result = encoder.encoderGetContentTypeCallback(instance, &new_type, &new_type, &new_encoding, error);
        DEMAND(result == (type->length == 0 ? S_OK : WS_E_NOT_SUPPORTED));
    }
    if (result != S_OK)
        check_error(error);
    encoder.freeEncoderCallback(instance);
    DEMAND(decoder.createDecoderCallback(decoder.createContext, give, NULL, &instance, error) == S_OK);
    DEMAND(decoder.decoderStartCallback(instance, NULL, error) == S_OK);
    result = decoder.decoderGetContentTypeCallback(instance, type, encoding, &new_type, error);
    WS_STRING coding;
    DEMAND(result == WS_E_NOT_SUPPORTED || (result == S_OK && count_codings(encoding, &coding) == 0));
    if (result != S_OK)
        check_error(error);
    decoder.freeDecoderCallback(instance);
    WseFreeChannelEncoder(&encoder);
    WseFreeChannelDecoder(&decoder);
}

static void check_codec(const char *codec, const WS_STRING *type, const WS_STRING *encoding, WS_ERROR *error)
{
    WS_CHANNEL_ENCODER encoder;
    WS_CHANNEL_DECODER decoder;
    WS_STRING new_type, new_encoding;
    void *instance = NULL;
    DEMAND(WseCreateChannelEncoder(codec, NULL, 0, &encoder, error) == S_OK);
    DEMAND(encoder.createEncoderCallback(encoder.createContext, take, NULL, &instance, error) == S_OK);
    bool is_xml = fuzz_is_xml(codec);
    if (is_xml) {
        bool is_taken = takes_type(type, "xml");
        HRESULT result = encoder.encoderGetContentTypeCallback(instance, type, &new_type, &new_encoding, error);
        DEMAND(result == (is_taken ? S_OK : WS_E_NOT_SUPPORTED));
        if (is_taken)
            DEMAND(new_encoding.length == 0 && new_type.length == 17 + strlen(codec) && takes_type(&new_type, codec));
        else
            check_error(error);
    }
    for (int i = 0; i < (is_xml ? 0 : 2); i++) {
        DEMAND(encoder.encoderGetContentTypeCallback(instance, i == 0 ? type : &new_type, &new_type, &new_encoding, error)
               == S_OK);
        DEMAND(new_type.length == type->length);
        DEMAND(type->length == 0 || memcmp(new_type.chars, type->chars, type->length * sizeof(WCHAR)) == 0);
        DEMAND(is_same(&new_encoding, fuzz_has_coding(codec) ? codec : ""));
    }
    encoder.freeEncoderCallback(instance);
    WseFreeChannelEncoder(&encoder);

    DEMAND(WseCreateChannelDecoder(codec, NULL, 0, &decoder, error) == S_OK);
    DEMAND(decoder.createDecoderCallback(decoder.createContext, give, NULL, &instance, error) == S_OK);
    DEMAND(decoder.decoderStartCallback(instance, NULL, error) == S_OK);
    HRESULT result = decoder.decoderGetContentTypeCallback(instance, type, encoding, &new_type, error);
    bool is_own = takes_labels(codec, type, encoding);
    DEMAND(result == (is_own ? S_OK : WS_E_NOT_SUPPORTED));
    if (!is_own)
        check_error(error);
    decoder.freeDecoderCallback(instance);
    WseFreeChannelDecoder(&decoder);
}

/** mtom takes or refuses a type, and says why. */
static void check_package_codec(const char *codec, const WS_STRING *type, const WS_STRING *encoding, WS_ERROR *error)
{
    WS_CHANNEL_ENCODER encoder;
    WS_CHANNEL_DECODER decoder;
    WS_STRING new_type, new_encoding;
    void *instance = NULL;
    DEMAND(WseCreateChannelEncoder(codec, NULL, 0, &encoder, error) == S_OK);
    DEMAND(encoder.createEncoderCallback(encoder.createContext, take, NULL, &instance, error) == S_OK);
    HRESULT result = encoder.encoderGetContentTypeCallback(instance, type, &new_type, &new_encoding, error);
    DEMAND(result == S_OK || result == WS_E_NOT_SUPPORTED);
    if (result == S_OK)
        DEMAND(new_encoding.length == 0 && new_type.length > 17);
    else
        check_error(error);
    encoder.freeEncoderCallback(instance);
    WseFreeChannelEncoder(&encoder);

    DEMAND(WseCreateChannelDecoder(codec, NULL, 0, &decoder, error) == S_OK);
    DEMAND(decoder.createDecoderCallback(decoder.createContext, give, NULL, &instance, error) == S_OK);
    DEMAND(decoder.decoderStartCallback(instance, NULL, error) == S_OK);
    result = decoder.decoderGetContentTypeCallback(instance, type, encoding, &new_type, error);
    DEMAND(result == S_OK || result == WS_E_NOT_SUPPORTED);
    if (result != S_OK)
        check_error(error);
    decoder.freeDecoderCallback(instance);
    WseFreeChannelDecoder(&decoder);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct choices choices = { data, size };
    size_t length = choose(&choices);
    length = length < choices.size ? length : choices.size;
    WS_ERROR *error = NULL;
    DEMAND(WsCreateError(NULL, 0, &error) == S_OK);

    /* The first part is the content type, the rest the encoding, and all of it the name of a codec. */
    WCHAR *units = (WCHAR *)malloc(choices.size + 2);
    DEMAND(units);
    memcpy(units, choices.data, choices.size);
    ULONG split = (ULONG)(length / 2), count = (ULONG)(choices.size / 2);
    WS_STRING type = { split, split ? units : NULL }, encoding = { count - split, units + split };
    for (ULONG i = 0; i < WseGetCodecCount(); i++) {
        const char *codec = WseGetCodecName(i);
        (fuzz_is_package(codec) ? check_package_codec
         : fuzz_is_text(codec)  ? check_text_codec
                                : check_codec)(codec, &type, &encoding, error);
    }

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
