/* Messages as hexadecimal digits, with the content type of the message as a parameter of the new one. */
#ifndef UNICODE
#define UNICODE
#endif
#include <windows.h>
#include <process.h>
#include <strsafe.h>
#include "WebServices.h"
#include "stdlib.h"
#include "string.h"
#include "hex_channel.h"

#define MAX_TYPE 256

static CONST WCHAR typePrefix[] = L"application/x-hex; of=";

/* ---- Encoder: annotated in the first edition of SAL. ---- */

typedef struct _HEX_ENCODER {
    WS_WRITE_CALLBACK writeCallback;
    PVOID writeContext;
    WCHAR type[MAX_TYPE];
    BYTE digits[512];
} HEX_ENCODER;

static __checkReturn HRESULT CALLBACK HexCreateEncoder(
    __in void* createContext,
    __in WS_WRITE_CALLBACK writeCallback,
    __in void* writeContext,
    __deref_out void** encoderContext,
    __in_opt WS_ERROR* error)
{
    HEX_ENCODER* encoder = (HEX_ENCODER*)malloc(sizeof(HEX_ENCODER));
    UNREFERENCED_PARAMETER(createContext);
    UNREFERENCED_PARAMETER(error);
    if (encoder == NULL)
    {
        return E_OUTOFMEMORY;
    }
    ZeroMemory(encoder, sizeof(*encoder));
    encoder->writeCallback = writeCallback;
    encoder->writeContext = writeContext;
    (*encoderContext) = encoder;
    return NOERROR;
}

static HRESULT CALLBACK HexEncoderGetContentType(
    __in void* encoderContext,
    __in const WS_STRING* contentType,
    __out WS_STRING* newContentType,
    __out WS_STRING* contentEncoding,
    __in_opt WS_ERROR* error)
{
    HEX_ENCODER* encoder = (HEX_ENCODER*)encoderContext;
    size_t length = 0;
    HRESULT hr = StringCchCopy(encoder->type, MAX_TYPE, typePrefix);
    UNREFERENCED_PARAMETER(error);
    if (SUCCEEDED(hr))
    {
        hr = StringCchCatN(encoder->type, MAX_TYPE, contentType->chars, contentType->length);
    }
    if (SUCCEEDED(hr))
    {
        hr = StringCchLength(encoder->type, MAX_TYPE, &length);
    }
    if (FAILED(hr))
    {
        return hr;
    }
    newContentType->chars = encoder->type;
    newContentType->length = (ULONG)length;
    ZeroMemory(contentEncoding, sizeof(WS_STRING));
    return NOERROR;
}

static HRESULT CALLBACK HexEncoderStart(
    __in void* encoderContext,
    __in_opt const WS_ASYNC_CONTEXT* asyncContext,
    __in_opt WS_ERROR* error)
{
    UNREFERENCED_PARAMETER(encoderContext);
    UNREFERENCED_PARAMETER(asyncContext);
    UNREFERENCED_PARAMETER(error);
    return NOERROR;
}

static HRESULT HexWrite(
    __inout HEX_ENCODER* encoder,
    __in_bcount(length) const BYTE* bytes,
    __in ULONG length,
    __in_opt WS_ERROR* error)
{
    static const char digits[] = "0123456789abcdef";
    while (length > 0)
    {
        ULONG i;
        ULONG count = length < sizeof(encoder->digits) / 2 ? length : (ULONG)sizeof(encoder->digits) / 2;
        WS_BYTES piece;
        HRESULT hr;
        for (i = 0; i < count; i++)
        {
            encoder->digits[2 * i] = (BYTE)digits[bytes[i] >> 4];
            encoder->digits[2 * i + 1] = (BYTE)digits[bytes[i] & 15];
        }
        piece.length = 2 * count;
        piece.bytes = encoder->digits;
        hr = encoder->writeCallback(encoder->writeContext, &piece, 1, NULL, error);
        if (FAILED(hr))
        {
            return hr;
        }
        bytes += count;
        length -= count;
    }
    return NOERROR;
}

static HRESULT CALLBACK HexEncoderEncode(
    __in void* encoderContext,
    __in_ecount(count) const WS_BYTES* buffers,
    __in ULONG count,
    __in_opt const WS_ASYNC_CONTEXT* asyncContext,
    __in_opt WS_ERROR* error)
{
    ULONG i;
    UNREFERENCED_PARAMETER(asyncContext);
    for (i = 0; i < count; i++)
    {
        HRESULT hr = HexWrite((HEX_ENCODER*)encoderContext, buffers[i].bytes, buffers[i].length, error);
        if (FAILED(hr))
        {
            return hr;
        }
    }
    return NOERROR;
}

static HRESULT CALLBACK HexEncoderEnd(
    __in void* encoderContext,
    __in_opt const WS_ASYNC_CONTEXT* asyncContext,
    __in_opt WS_ERROR* error)
{
    return HexEncoderStart(encoderContext, asyncContext, error);
}

static VOID CALLBACK HexFreeEncoder(__in void* encoderContext)
{
    free(encoderContext);
}

WS_CHANNEL_ENCODER hexEncoder =
{
    NULL,
    HexCreateEncoder,
    HexEncoderGetContentType,
    HexEncoderStart,
    HexEncoderEncode,
    HexEncoderEnd,
    HexFreeEncoder
};

/* ---- Decoder: annotated in the second edition. ---- */

typedef struct _HEX_DECODER {
    WS_READ_CALLBACK readCallback;
    LPVOID readContext;
    WCHAR type[MAX_TYPE];
    INT high; /* the first digit of a pair, or -1 */
} HEX_DECODER;

static _Must_inspect_result_ HRESULT CALLBACK HexCreateDecoder(
    _In_ void* createContext,
    _In_ WS_READ_CALLBACK readCallback,
    _In_ void* readContext,
    _Outptr_ void** decoderContext,
    _In_opt_ WS_ERROR* error)
{
    HEX_DECODER* decoder = (HEX_DECODER*)calloc(1, sizeof(HEX_DECODER));
    UNREFERENCED_PARAMETER(createContext);
    UNREFERENCED_PARAMETER(error);
    if (decoder == NULL)
    {
        return HRESULT_FROM_WIN32(ERROR_OUTOFMEMORY);
    }
    decoder->readCallback = readCallback;
    decoder->readContext = readContext;
    *decoderContext = decoder;
    return S_OK;
}

static HRESULT CALLBACK HexDecoderStart(
    _In_ void* decoderContext,
    _In_opt_ const WS_ASYNC_CONTEXT* asyncContext,
    _In_opt_ WS_ERROR* error)
{
    UNREFERENCED_PARAMETER(asyncContext);
    UNREFERENCED_PARAMETER(error);
    ((HEX_DECODER*)decoderContext)->high = -1;
    return S_OK;
}

static HRESULT CALLBACK HexDecoderGetContentType(
    _In_ void* decoderContext,
    _In_ const WS_STRING* contentType,
    _In_opt_ const WS_STRING* contentEncoding,
    _Out_ WS_STRING* newContentType,
    _In_opt_ WS_ERROR* error)
{
    HEX_DECODER* decoder = (HEX_DECODER*)decoderContext;
    CONST ULONG prefix = WsCountOf(typePrefix) - 1;
    HRESULT hr;
    if (contentEncoding != NULL && contentEncoding->length != 0)
    {
        return WS_E_NOT_SUPPORTED;
    }
    if (contentType->length < prefix || memcmp(contentType->chars, typePrefix, prefix * sizeof(WCHAR)) != 0)
    {
        static const WS_STRING reason = WS_STRING_VALUE(L"the message is not of hexadecimal digits");
        if (error != NULL)
        {
            (void)WsAddErrorString(error, &reason);
        }
        return WS_E_INVALID_FORMAT;
    }
    hr = StringCchCopyN(decoder->type, MAX_TYPE, contentType->chars + prefix, contentType->length - prefix);
    if (FAILED(hr))
    {
        return hr;
    }
    newContentType->chars = decoder->type;
    newContentType->length = contentType->length - prefix;
    return S_OK;
}

static INT HexValue(_In_ BYTE digit)
{
    return digit >= '0' && digit <= '9' ? digit - '0' : digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

static _Success_(return == 0) HRESULT CALLBACK HexDecoderDecode(
    _In_ void* decoderContext,
    _Out_writes_bytes_to_(maxLength, *length) void* buffer,
    _In_ ULONG maxLength,
    _Out_ ULONG* length,
    _In_opt_ const WS_ASYNC_CONTEXT* asyncContext,
    _In_opt_ WS_ERROR* error)
{
    HEX_DECODER* decoder = (HEX_DECODER*)decoderContext;
    LPBYTE bytes = (LPBYTE)buffer;
    ULONG i, read, made = 0;
    UNREFERENCED_PARAMETER(asyncContext);
    /* Digits are read into the caller's buffer, and decoded where they are. */
    while (made == 0)
    {
        HRESULT hr = decoder->readCallback(decoder->readContext, bytes, maxLength, &read, NULL, error);
        if (FAILED(hr))
        {
            return hr;
        }
        if (read == 0)
        {
            break;
        }
        for (i = 0; i < read; i++)
        {
            INT value = HexValue(bytes[i]);
            if (value < 0)
            {
                return HRESULT_FROM_WIN32(ERROR_INVALID_DATA);
            }
            if (decoder->high < 0)
            {
                decoder->high = value;
                continue;
            }
            bytes[made++] = (BYTE)(decoder->high << 4 | value);
            decoder->high = -1;
        }
    }
    if (made == 0 && decoder->high >= 0)
    {
        return WS_E_INVALID_FORMAT;
    }
    *length = made;
    return S_OK;
}

static HRESULT CALLBACK HexDecoderEnd(
    _In_ void* decoderContext,
    _In_opt_ const WS_ASYNC_CONTEXT* asyncContext,
    _In_opt_ WS_ERROR* error)
{
    UNREFERENCED_PARAMETER(decoderContext);
    UNREFERENCED_PARAMETER(asyncContext);
    UNREFERENCED_PARAMETER(error);
    return S_OK;
}

static void CALLBACK HexFreeDecoder(_In_ _Post_invalid_ void* decoderContext)
{
    free(decoderContext);
}

WS_CHANNEL_DECODER hexDecoder =
{
    NULL,
    HexCreateDecoder,
    HexDecoderGetContentType,
    HexDecoderStart,
    HexDecoderDecode,
    HexDecoderEnd,
    HexFreeDecoder
};
