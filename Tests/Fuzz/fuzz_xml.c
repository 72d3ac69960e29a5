/* Documents, judged by expat and by the encoder of binary XML: the same verdict, and what is accepted means the same to expat
 * after it has been binary. Cut in two they fare exactly as whole. The first byte chooses the manner. */
#include "expat_events.h"
#include "fuzz.h"

/** The error's text, which it forgets. */
static void take_text(WS_ERROR *error, char text[512])
{
    WS_STRING string;
    ULONG i = 0;
    DEMAND(WsGetErrorString(error, 0, &string) == S_OK && string.length < 512);
    for (; i < string.length; i++)
        text[i] = (char)string.chars[i];
    text[i] = '\0';
    WsResetError(error);
}

/** What SOAP forbids and expat takes. */
static bool is_refused_by_design(const char *text)
{
    static const char *const reasons[] = { "document type declaration", "processing instruction", "another version of XML",
                                           "an encoding other than UTF-8" };
    DEMAND(strstr(text, "line "));
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (strstr(text, reasons[i]))
            return true;
    return false;
}

/** Whether a name has characters outside of ASCII: the fifth edition of XML allows more of them than the fourth, expat's. */
static bool has_exotic_names(const char *text, size_t size)
{
    char quote = 0;
    bool is_in_tag = false;
    for (size_t i = 0; i < size; i++) {
        if (!is_in_tag && size - i > 4 && memcmp(text + i, "<!--", 4) == 0) {
            for (i += 4; i + 2 < size && memcmp(text + i, "-->", 3) != 0;)
                i++;
            i += 2;
        } else if (!is_in_tag) {
            is_in_tag = text[i] == '<';
        } else if (quote) {
            quote = text[i] == quote ? 0 : quote;
        } else if (text[i] == '"' || text[i] == '\'') {
            quote = text[i];
        } else if (text[i] == '>') {
            is_in_tag = false;
        } else if (text[i] & 0x80) {
            return true;
        }
    }
    return false;
}

/** Whole, a document fares as it does in parts: the bytes, or the error and its place. */
static void compare_whole(const WS_CHANNEL_ENCODER *encoder, const struct choices *document, HRESULT result, const char *text,
                          WSE_BUFFER *binary, WS_ERROR *error)
{
    WSE_BUFFER *buffer = NULL;
    WS_BYTES whole = { (ULONG)document->size, (BYTE *)document->data };
    const BYTE *bytes, *others;
    ULONGLONG length, other;
    char other_text[512] = "";
    DEMAND(WseCreateBuffer(0, &buffer, NULL) == S_OK);
    DEMAND(WseEncodeMessage(encoder, NULL, &whole, 1, buffer, NULL, NULL, error) == result);
    if (result != S_OK)
        take_text(error, other_text);
    DEMAND(strcmp(text, other_text) == 0);
    DEMAND(WseGetBufferBytes(binary, &bytes, &length) == S_OK && WseGetBufferBytes(buffer, &others, &other) == S_OK);
    DEMAND(length == other && (length == 0 || memcmp(bytes, others, length) == 0));
    WseFreeBuffer(buffer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct choices choices = { data, size };
    uint8_t manner = choose(&choices);
    const char *codec = manner & 1 ? "msbinsession1" : "msbin1";
    BOOL typed_text = manner & 2 ? FALSE : TRUE;
    size_t split = choices.size * (size_t)(manner >> 2) / 64;
    WSE_PROPERTY property = { WSE_PROPERTY_TYPED_TEXT, &typed_text, sizeof typed_text };
    WS_CHANNEL_ENCODER encoder;
    WS_CHANNEL_DECODER decoder;
    WSE_BUFFER *binary = NULL, *text = NULL;
    WS_ERROR *error = NULL;
    DEMAND(WsCreateError(NULL, 0, &error) == S_OK);
    DEMAND(WseCreateBuffer(0, &binary, NULL) == S_OK && WseCreateBuffer(0, &text, NULL) == S_OK);
    DEMAND(WseCreateChannelEncoder(codec, &property, 1, &encoder, NULL) == S_OK);
    DEMAND(WseCreateChannelDecoder(codec, NULL, 0, &decoder, NULL) == S_OK);
    WS_BYTES parts[2] = { { (ULONG)split, (BYTE *)choices.data },
                          { (ULONG)(choices.size - split), (BYTE *)choices.data + split } };
    struct events before = { 0 }, after = { 0 };
    bool is_well_formed = expat_parse(choices.data, choices.size, &before);
    HRESULT result = WseEncodeMessage(&encoder, NULL, parts, 2, binary, NULL, NULL, error);
    DEMAND(result == S_OK || result == WS_E_INVALID_FORMAT || result == WS_E_QUOTA_EXCEEDED);
    char error_text[512] = "";
    if (result != S_OK)
        take_text(error, error_text);
    if (result == WS_E_INVALID_FORMAT)
        DEMAND(!is_well_formed || is_refused_by_design(error_text));
    compare_whole(&encoder, &choices, result, error_text, binary, error);
    if (result == S_OK) {
        const BYTE *bytes;
        ULONGLONG length;
        DEMAND(WseGetBufferBytes(binary, &bytes, &length) == S_OK);
        WS_BYTES encoded = { (ULONG)length, (BYTE *)bytes };
        DEMAND(WseDecodeMessage(&decoder, NULL, NULL, &encoded, 1, text, NULL, error) == S_OK);
        DEMAND(WseGetBufferBytes(text, &bytes, &length) == S_OK);
        bool is_well_formed_after = expat_parse(bytes, length, &after);
        if (!is_well_formed || !is_well_formed_after) {
            DEMAND(has_exotic_names((const char *)bytes, length));
        } else {
            DEMAND(after.size == before.size && memcmp(after.bytes, before.bytes, before.size) == 0);
        }
    }
    free(before.bytes);
    free(after.bytes);
    WseFreeBuffer(binary);
    WseFreeBuffer(text);
    WseFreeChannelEncoder(&encoder);
    WseFreeChannelDecoder(&decoder);
    WsFreeError(error);
    return 0;
}
