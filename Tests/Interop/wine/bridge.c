/* What the Windows program calls: Win64 functions over libwsencoder's own. */
#include "linux_side.h"

static const WSE_ABI win64 = WSE_ABI_WIN64;
static const WSE_PROPERTY win64_property = { WSE_PROPERTY_ABI, &win64, sizeof win64 };

HRESULT BRIDGE_CALL BridgeOpenEncoder(const char *codec, WS_CHANNEL_ENCODER *table, WS_ERROR *error)
{
    return WseCreateChannelEncoder(codec, &win64_property, 1, table, error);
}

HRESULT BRIDGE_CALL BridgeOpenDecoder(const char *codec, WS_CHANNEL_DECODER *table, WS_ERROR *error)
{
    return WseCreateChannelDecoder(codec, &win64_property, 1, table, error);
}

void BRIDGE_CALL BridgeCloseEncoder(WS_CHANNEL_ENCODER *table)
{
    WseFreeChannelEncoder(table);
}

void BRIDGE_CALL BridgeCloseDecoder(WS_CHANNEL_DECODER *table)
{
    WseFreeChannelDecoder(table);
}

HRESULT BRIDGE_CALL BridgeRegisterEncoder(const char *name, const WS_CHANNEL_ENCODER *table, BOOL checked, WS_ERROR *error)
{
    return WseRegisterEncoder(name, table, WSE_ABI_WIN64, checked ? WSE_REGISTER_CHECKED : 0, error);
}

HRESULT BRIDGE_CALL BridgeRegisterDecoder(const char *name, const WS_CHANNEL_DECODER *table, BOOL checked, WS_ERROR *error)
{
    return WseRegisterDecoder(name, table, WSE_ABI_WIN64, checked ? WSE_REGISTER_CHECKED : 0, error);
}

HRESULT BRIDGE_CALL BridgeUnregister(const char *name)
{
    return WseUnregister(name, NULL);
}

WS_ERROR *BRIDGE_CALL BridgeCreateError(void)
{
    WS_ERROR *error = NULL;
    WsCreateError(NULL, 0, &error);
    return error;
}

void BRIDGE_CALL BridgeFreeError(WS_ERROR *error)
{
    WsFreeError(error);
}

void BRIDGE_CALL BridgeAddErrorText(WS_ERROR *error, const char *text)
{
    WCHAR chars[100];
    WS_STRING string = { 0, chars };
    while (text[string.length] && string.length < WsCountOf(chars)) {
        chars[string.length] = (unsigned char)text[string.length];
        string.length++;
    }
    WsAddErrorString(error, &string);
}

ULONG BRIDGE_CALL BridgeTakeErrorText(WS_ERROR *error, char *text, ULONG size)
{
    ULONG count = 0, length = 0;
    WS_STRING string;
    WsGetErrorProperty(error, WS_ERROR_PROPERTY_STRING_COUNT, &count, sizeof count);
    if (WsGetErrorString(error, 0, &string) == S_OK)
        for (; length < string.length && length + 1 < size; length++)
            text[length] = (char)string.chars[length];
    text[length] = 0;
    WsResetError(error);
    return count;
}

HRESULT BRIDGE_CALL BridgeVerify(const char *codec, const WS_BYTES *encoded, const WS_BYTES *message, WS_ERROR *error)
{
    WS_CHANNEL_ENCODER encoder = { 0 };
    WS_CHANNEL_DECODER decoder = { 0 };
    WSE_BUFFER *none = NULL, *decoded = NULL;
    WS_STRING encoding;
    const BYTE *bytes = NULL;
    ULONGLONG size = 0;
    HRESULT hr = WseCreateBuffer(0, &none, error);
    if (SUCCEEDED(hr))
        hr = WseCreateBuffer(0, &decoded, error);
    if (SUCCEEDED(hr))
        hr = WseCreateChannelEncoder(codec, NULL, 0, &encoder, error);
    if (SUCCEEDED(hr))
        hr = WseCreateChannelDecoder(codec, NULL, 0, &decoder, error);
    /* To learn what content encoding belongs to the codec. */
    if (SUCCEEDED(hr))
        hr = WseEncodeMessage(&encoder, NULL, NULL, 0, none, NULL, &encoding, error);
    if (SUCCEEDED(hr))
        hr = WseDecodeMessage(&decoder, NULL, &encoding, encoded, 1, decoded, NULL, error);
    if (SUCCEEDED(hr))
        hr = WseGetBufferBytes(decoded, &bytes, &size);
    if (SUCCEEDED(hr) && (size != message->length || memcmp(bytes, message->bytes, size) != 0))
        hr = E_UNEXPECTED;
    WseFreeBuffer(none);
    WseFreeBuffer(decoded);
    WseFreeChannelEncoder(&encoder);
    WseFreeChannelDecoder(&decoder);
    return hr;
}

static HRESULT call_write(void *write, void **arguments, HRESULT *result)
{
    return WseCallFunction(WSE_CALLBACK_WRITE, WSE_ABI_WIN64, write, arguments, 5, result, NULL);
}

HRESULT BRIDGE_CALL BridgeCallWrite(void *write, void *state, const WS_BYTES *bytes, WS_ERROR *error, HRESULT *result)
{
    const WS_ASYNC_CONTEXT *asyncContext = NULL;
    ULONG count = 1;
    void *arguments[] = { &state, &bytes, &count, &asyncContext, &error };
    return CALL(call_write, WORD(write), WORD(arguments), WORD(result));
}

static WSE_TRAMPOLINE *sink;

static HRESULT count_bytes(void *context, WSE_CALLBACK_ID id, void **arguments, ULONG count)
{
    const WS_BYTES *buffers = *(const WS_BYTES **)arguments[1];
    ULONG buffer_count = *(ULONG *)arguments[2];
    HRESULT total = 0;
    if (context != &sink || id != WSE_CALLBACK_WRITE || count != 5)
        return E_UNEXPECTED;
    for (ULONG i = 0; i < buffer_count; i++)
        total += (HRESULT)buffers[i].length;
    spoil_registers();
    return total;
}

void *BRIDGE_CALL BridgeCreateSink(void)
{
    void *function = NULL;
    WseCreateTrampoline(WSE_CALLBACK_WRITE, WSE_ABI_WIN64, count_bytes, &sink, &sink, &function, NULL);
    return function;
}

void BRIDGE_CALL BridgeFreeSink(void)
{
    WseFreeTrampoline(sink);
    sink = NULL;
}
