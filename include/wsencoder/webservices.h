/**
 * The part of Windows Web Services that custom encoders use, for platforms that lack it: types, constants, callback types, and
 * the WS_ERROR and WsAsyncExecute functions, with the names, values and layouts of Microsoft's webservices.h. On Windows, the
 * system's own header is used instead; wsencoder.h includes the right one.
 *
 * "Source" names the page of Microsoft's documentation that a comment follows. Where that page is silent, the comment says what
 * this library does. A tag such as [E1] marks a statement that is checked by a test with the same tag.
 */
#ifndef WSENCODER_WEBSERVICES_H
#define WSENCODER_WEBSERVICES_H

#if defined(_WIN32)
#error "use the system's own <webservices.h> on Windows"
#endif

#include <stddef.h>

#include "windows_types.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The number of elements of an array. */
#define WsCountOf(arrayValue) (sizeof(arrayValue) / sizeof((arrayValue)[0]))

/**
 * Initialises a WS_STRING from a UTF-16 literal: WS_STRING s = WS_STRING_VALUE(u"text/xml"); [V1] A literal whose characters
 * do not have the size of WCHAR does not compile, and the compiler's message says what to write instead. Such literals are
 * "..." and, without -fshort-wchar, L"...".
 */
#if defined(__cplusplus)
extern "C++" {
template <typename Character, size_t count> constexpr ULONG WseLiteralLength(const Character (&)[count])
{
    static_assert(sizeof(Character) == sizeof(WCHAR),
                  "WS_STRING_VALUE takes 16-bit characters: write u\"...\", or keep L\"...\" and compile with -fshort-wchar");
    return (ULONG)(count - 1);
}
}
#define WS_STRING_VALUE(S) { WseLiteralLength(S), (WCHAR *)(S) }
#else
#if defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L
#define WSE_CHECK_LITERAL(S) \
    _Static_assert(sizeof((S)[0]) == sizeof(WCHAR), \
                   "WS_STRING_VALUE takes 16-bit characters: write u\"...\", or keep L\"...\" and " \
                   "compile with -fshort-wchar"); \
    char none
#else /* C99 has no static assertions: the name of the field is the message */
#define WSE_CHECK_LITERAL(S) \
    int WS_STRING_VALUE_takes_16_bit_characters__keep_L_and_compile_with_fshort_wchar \
        : sizeof((S)[0]) == sizeof(WCHAR) ? 1 : -1
#endif
#define WS_STRING_VALUE(S) { (ULONG)(WsCountOf(S) - 1 + 0 * sizeof(struct { WSE_CHECK_LITERAL(S); })), (WCHAR *)(S) }
#endif

/* ---- Structures and enumerations ---- */

/** An error object. Create it with WsCreateError. */
typedef struct _WS_ERROR WS_ERROR;
/** Strings that binary XML has numbers for. This library takes and returns none. */
typedef struct _WS_XML_DICTIONARY WS_XML_DICTIONARY;

/** `length` bytes at `bytes`; not zero-terminated. `bytes` may be NULL only if `length` is 0. */
typedef struct _WS_BYTES {
    ULONG length;
    BYTE *bytes;
} WS_BYTES;

/** `bufferCount` elements at `buffers`. */
typedef struct _WS_BUFFERS {
    ULONG bufferCount;
    WS_BYTES *buffers;
} WS_BUFFERS;

/** `length` UTF-16 code units (not bytes) at `chars`; not zero-terminated. */
typedef struct _WS_STRING {
    ULONG length;
    WCHAR *chars;
} WS_STRING;

/** `length` bytes of UTF-8 at `bytes`, which may also stand in a dictionary. This library takes and returns none. */
typedef struct _WS_XML_STRING {
    ULONG length;
    BYTE *bytes;
    WS_XML_DICTIONARY *dictionary;
    ULONG id;
} WS_XML_STRING;

/** Character encodings of XML. This library does not use them. */
typedef enum {
    WS_CHARSET_AUTO = 0,
    WS_CHARSET_UTF8 = 1,
    WS_CHARSET_UTF16LE = 2,
    WS_CHARSET_UTF16BE = 3
} WS_CHARSET;

/** The encodings that a channel of Windows Web Services has built in. This library does not use them: it names codecs. */
typedef enum {
    WS_ENCODING_XML_BINARY_1 = 0,
    WS_ENCODING_XML_BINARY_SESSION_1 = 1,
    WS_ENCODING_XML_MTOM_UTF8 = 2,
    WS_ENCODING_XML_MTOM_UTF16BE = 3,
    WS_ENCODING_XML_MTOM_UTF16LE = 4,
    WS_ENCODING_XML_UTF8 = 5,
    WS_ENCODING_XML_UTF16BE = 6,
    WS_ENCODING_XML_UTF16LE = 7,
    WS_ENCODING_RAW = 8
} WS_ENCODING;

/** Whether a callback must return soon, because it runs on a shared thread, or may take long. */
typedef enum {
    WS_SHORT_CALLBACK = 0,
    WS_LONG_CALLBACK = 1
} WS_CALLBACK_MODEL;

/* ---- Asynchronous completion ---- */

/**
 * Is called when an asynchronous operation has completed.
 *
 * hr             final result of the operation; never WS_S_ASYNC.
 * callbackModel  whether this call may take long.
 * callbackState  the value of WS_ASYNC_CONTEXT.callbackState.
 *
 * Threading: may be called on any thread. On another thread it may be called even before the asynchronous function has
 *   returned; on the same thread, only after it has. When this library calls it, it may make the next call on the same object,
 *   or free the object.
 * Source: sdk-api nc-webservices-ws_async_callback; win32 wsw/asynchronous-model.
 */
typedef void(CALLBACK *WS_ASYNC_CALLBACK)(HRESULT hr, WS_CALLBACK_MODEL callbackModel, void *callbackState);

/** What to call when an operation completes. It is read only during the call it is passed to, so it may be on the stack. */
typedef struct _WS_ASYNC_CONTEXT {
    WS_ASYNC_CALLBACK callback;
    void *callbackState;
} WS_ASYNC_CONTEXT;

/** Memory for WsAsyncExecute. */
typedef struct _WS_ASYNC_STATE {
    void *internal0;
    void *internal1;
    void *internal2;
    void *internal3;
    void *internal4;
} WS_ASYNC_STATE;

/** Names the next step of an asynchronous operation: see WS_ASYNC_FUNCTION. */
typedef struct _WS_ASYNC_OPERATION WS_ASYNC_OPERATION;

/**
 * One step of an asynchronous operation that WsAsyncExecute runs.
 *
 * hr             result of the previous step; S_OK for the first step.
 * callbackModel  callback model of the previous step's completion; for the first step, the value passed to WsAsyncExecute.
 * callbackState  the value passed to WsAsyncExecute.
 * next           set next->function to the step to run when this one has completed, before this step starts an asynchronous
 *                call. On entry it is NULL, which means that no step follows.
 * asyncContext   pass it on to the asynchronous function that this step calls. NULL: complete before returning.
 * error          the value passed to WsAsyncExecute.
 *
 * Returns any HRESULT; WS_S_ASYNC if asyncContext->callback will be called or has been called.
 * Source: sdk-api nc-webservices-ws_async_function.
 */
typedef HRESULT(CALLBACK *WS_ASYNC_FUNCTION)(HRESULT hr, WS_CALLBACK_MODEL callbackModel, void *callbackState,
                                             WS_ASYNC_OPERATION *next, const WS_ASYNC_CONTEXT *asyncContext,
                                             WS_ERROR *error);

/** Names the next step of an asynchronous operation: see WS_ASYNC_FUNCTION. */
struct _WS_ASYNC_OPERATION {
    WS_ASYNC_FUNCTION function;
};

/**
 * Runs a sequence of asynchronous functions: calls `operation`, then the function that it names as the next, and so on until a
 * function names no next one.
 *
 * asyncState     memory of the caller, which needs no initialisation and must stay valid until the operation has completed.
 * operation      the first function; with NULL the operation completes immediately with S_OK.
 * callbackModel  passed to the first function.
 * callbackState  passed to every function.
 * asyncContext   NULL: run synchronously; [A1] the functions are passed NULL, too. Otherwise both fields are copied.
 * error          passed to every function; may be NULL.
 *
 * Ownership: the function takes ownership of nothing. It uses asyncState, callbackState and error until the operation has
 *   completed.
 * Threading: each function runs on the thread that completed the previous one; if the previous one completed before it
 *   returned, on the thread that called that one. A function must complete only once; a second completion cannot be detected.
 * Async: [A2] returns WS_S_ASYNC if a function returned it and has not completed by then. asyncContext->callback is then called
 *   exactly once, with the result of the last function. [A3] Otherwise the callback is not called. [A4] Functions that complete
 *   immediately do not nest the stack.
 *
 * Returns the result of the last function; WS_S_ASYNC; E_INVALIDARG ([A5] asyncState or asyncContext->callback is NULL);
 *   E_OUTOFMEMORY (only with asyncContext; no function has been called); WS_E_INVALID_OPERATION ([A6] a function returned
 *   WS_S_ASYNC although it was passed no asyncContext).
 * Source: sdk-api nf-webservices-wsasyncexecute.
 */
HRESULT WINAPI WsAsyncExecute(WS_ASYNC_STATE *asyncState, WS_ASYNC_FUNCTION operation, WS_CALLBACK_MODEL callbackModel,
                              void *callbackState, const WS_ASYNC_CONTEXT *asyncContext, WS_ERROR *error);

/* ---- Sinks and sources ---- */

/**
 * The sink of an encoder: takes encoded bytes. Implemented by the host, called by the library.
 *
 * callbackState  the writeContext passed to WS_CREATE_ENCODER_CALLBACK.
 * buffers        `count` elements; lengths in bytes. They are valid until the sink returns or, after WS_S_ASYNC, completes.
 * asyncContext   NULL: complete before returning. Otherwise the sink may return WS_S_ASYNC. It must then call the callback
 *                exactly once, later, on any thread, and must copy the two fields, which are valid only during this call. An
 *                encoder of this library tolerates a sink that calls the callback on the same thread before it returns.
 * error          the WS_ERROR of the call that led to this one, or NULL.
 *
 * Returns S_OK or another non-negative value if all bytes were taken; WS_S_ASYNC; any failure, which the encoder returns
 *   unchanged.
 * Source: sdk-api nc-webservices-ws_write_callback.
 */
typedef HRESULT(CALLBACK *WS_WRITE_CALLBACK)(void *callbackState, const WS_BYTES *buffers, ULONG count,
                                             const WS_ASYNC_CONTEXT *asyncContext, WS_ERROR *error);

/**
 * The source of a decoder: supplies encoded bytes. Implemented by the host, called by the library. Once it has supplied 0
 * bytes, it is not called again for this message.
 *
 * callbackState  the readContext passed to WS_CREATE_DECODER_CALLBACK.
 * bytes          room for `maxSize` bytes; valid until the source returns or, after WS_S_ASYNC, completes.
 * actualSize     set this to the number of bytes supplied, at most maxSize; 0 means that the message has no more bytes.
 * asyncContext   as for WS_WRITE_CALLBACK.
 * error          the WS_ERROR of the call that led to this one, or NULL.
 *
 * Returns S_OK or another non-negative value; WS_S_ASYNC; any failure, which the decoder returns unchanged.
 * Source: sdk-api nc-webservices-ws_read_callback.
 */
typedef HRESULT(CALLBACK *WS_READ_CALLBACK)(void *callbackState, void *bytes, ULONG maxSize, ULONG *actualSize,
                                            const WS_ASYNC_CONTEXT *asyncContext, WS_ERROR *error);

/* ---- Encoder callbacks: create (getContentType [start [encode* [end]]])* free.
 *      wsencoder.h documents each of them, at WseCreateEncoder and the functions after it. ---- */

/** Creates an encoder: see WseCreateEncoder. */
typedef HRESULT(CALLBACK *WS_CREATE_ENCODER_CALLBACK)(void *createContext, WS_WRITE_CALLBACK writeCallback,
                                                      void *writeContext, void **encoderContext, WS_ERROR *error);
/** Begins a message and tells its content type: see WseEncoderGetContentType. */
typedef HRESULT(CALLBACK *WS_ENCODER_GET_CONTENT_TYPE_CALLBACK)(void *encoderContext, const WS_STRING *contentType,
                                                                WS_STRING *newContentType, WS_STRING *contentEncoding,
                                                                WS_ERROR *error);
/** Starts the body of a message: see WseEncoderStart. */
typedef HRESULT(CALLBACK *WS_ENCODER_START_CALLBACK)(void *encoderContext, const WS_ASYNC_CONTEXT *asyncContext,
                                                     WS_ERROR *error);
/** Encodes the next part of a message: see WseEncoderEncode. */
typedef HRESULT(CALLBACK *WS_ENCODER_ENCODE_CALLBACK)(void *encoderContext, const WS_BYTES *buffers, ULONG count,
                                                      const WS_ASYNC_CONTEXT *asyncContext, WS_ERROR *error);
/** Ends a message: see WseEncoderEnd. */
typedef HRESULT(CALLBACK *WS_ENCODER_END_CALLBACK)(void *encoderContext, const WS_ASYNC_CONTEXT *asyncContext,
                                                   WS_ERROR *error);
/** Frees an encoder: see WseFreeEncoder. */
typedef void(CALLBACK *WS_FREE_ENCODER_CALLBACK)(void *encoderContext);

/* ---- Decoder callbacks: create (start [getContentType [decode* [end]]])* free.
 *      wsencoder.h documents each of them, at WseCreateDecoder and the functions after it. ---- */

/** Creates a decoder: see WseCreateDecoder. */
typedef HRESULT(CALLBACK *WS_CREATE_DECODER_CALLBACK)(void *createContext, WS_READ_CALLBACK readCallback,
                                                      void *readContext, void **decoderContext, WS_ERROR *error);
/** Checks and tells the content type of a message: see WseDecoderGetContentType. */
typedef HRESULT(CALLBACK *WS_DECODER_GET_CONTENT_TYPE_CALLBACK)(void *decoderContext, const WS_STRING *contentType,
                                                                const WS_STRING *contentEncoding,
                                                                WS_STRING *newContentType, WS_ERROR *error);
/** Begins a message: see WseDecoderStart. */
typedef HRESULT(CALLBACK *WS_DECODER_START_CALLBACK)(void *decoderContext, const WS_ASYNC_CONTEXT *asyncContext,
                                                     WS_ERROR *error);
/** Returns the next decoded bytes: see WseDecoderDecode. */
typedef HRESULT(CALLBACK *WS_DECODER_DECODE_CALLBACK)(void *decoderContext, void *buffer, ULONG maxLength, ULONG *length,
                                                      const WS_ASYNC_CONTEXT *asyncContext, WS_ERROR *error);
/** Ends a message: see WseDecoderEnd. */
typedef HRESULT(CALLBACK *WS_DECODER_END_CALLBACK)(void *decoderContext, const WS_ASYNC_CONTEXT *asyncContext,
                                                   WS_ERROR *error);
/** Frees a decoder: see WseFreeDecoder. */
typedef void(CALLBACK *WS_FREE_DECODER_CALLBACK)(void *decoderContext);

/** The callbacks of an encoder, and the context that its instances are created with. */
typedef struct _WS_CHANNEL_ENCODER {
    void *createContext;
    WS_CREATE_ENCODER_CALLBACK createEncoderCallback;
    WS_ENCODER_GET_CONTENT_TYPE_CALLBACK encoderGetContentTypeCallback;
    WS_ENCODER_START_CALLBACK encoderStartCallback;
    WS_ENCODER_ENCODE_CALLBACK encoderEncodeCallback;
    WS_ENCODER_END_CALLBACK encoderEndCallback;
    WS_FREE_ENCODER_CALLBACK freeEncoderCallback;
} WS_CHANNEL_ENCODER;

/** The callbacks of a decoder, and the context that its instances are created with. */
typedef struct _WS_CHANNEL_DECODER {
    void *createContext;
    WS_CREATE_DECODER_CALLBACK createDecoderCallback;
    WS_DECODER_GET_CONTENT_TYPE_CALLBACK decoderGetContentTypeCallback;
    WS_DECODER_START_CALLBACK decoderStartCallback;
    WS_DECODER_DECODE_CALLBACK decoderDecodeCallback;
    WS_DECODER_END_CALLBACK decoderEndCallback;
    WS_FREE_DECODER_CALLBACK freeDecoderCallback;
} WS_CHANNEL_DECODER;

/* ---- Properties of a channel ---- */

/**
 * Properties of a WS_CHANNEL. This library has no channels. The type is here so that a program compiles that puts its encoder
 * and decoder into an array of WS_CHANNEL_PROPERTY; the program then passes the tables from there to its host.
 * Source: sdk-api ne-webservices-ws_channel_property_id.
 */
typedef enum {
    WS_CHANNEL_PROPERTY_MAX_BUFFERED_MESSAGE_SIZE = 0,
    WS_CHANNEL_PROPERTY_MAX_STREAMED_MESSAGE_SIZE = 1,
    WS_CHANNEL_PROPERTY_MAX_STREAMED_START_SIZE = 2,
    WS_CHANNEL_PROPERTY_MAX_STREAMED_FLUSH_SIZE = 3,
    WS_CHANNEL_PROPERTY_ENCODING = 4,
    WS_CHANNEL_PROPERTY_ENVELOPE_VERSION = 5,
    WS_CHANNEL_PROPERTY_ADDRESSING_VERSION = 6,
    WS_CHANNEL_PROPERTY_MAX_SESSION_DICTIONARY_SIZE = 7,
    WS_CHANNEL_PROPERTY_STATE = 8,
    WS_CHANNEL_PROPERTY_ASYNC_CALLBACK_MODEL = 9,
    WS_CHANNEL_PROPERTY_IP_VERSION = 10,
    WS_CHANNEL_PROPERTY_RESOLVE_TIMEOUT = 11,
    WS_CHANNEL_PROPERTY_CONNECT_TIMEOUT = 12,
    WS_CHANNEL_PROPERTY_SEND_TIMEOUT = 13,
    WS_CHANNEL_PROPERTY_RECEIVE_RESPONSE_TIMEOUT = 14,
    WS_CHANNEL_PROPERTY_RECEIVE_TIMEOUT = 15,
    WS_CHANNEL_PROPERTY_CLOSE_TIMEOUT = 16,
    WS_CHANNEL_PROPERTY_ENABLE_TIMEOUTS = 17,
    WS_CHANNEL_PROPERTY_TRANSFER_MODE = 18,
    WS_CHANNEL_PROPERTY_MULTICAST_INTERFACE = 19,
    WS_CHANNEL_PROPERTY_MULTICAST_HOPS = 20,
    WS_CHANNEL_PROPERTY_REMOTE_ADDRESS = 21,
    WS_CHANNEL_PROPERTY_REMOTE_IP_ADDRESS = 22,
    WS_CHANNEL_PROPERTY_HTTP_CONNECTION_ID = 23,
    WS_CHANNEL_PROPERTY_CUSTOM_CHANNEL_CALLBACKS = 24,
    WS_CHANNEL_PROPERTY_CUSTOM_CHANNEL_PARAMETERS = 25,
    WS_CHANNEL_PROPERTY_CUSTOM_CHANNEL_INSTANCE = 26,
    WS_CHANNEL_PROPERTY_TRANSPORT_URL = 27,
    WS_CHANNEL_PROPERTY_NO_DELAY = 28,
    WS_CHANNEL_PROPERTY_SEND_KEEP_ALIVES = 29,
    WS_CHANNEL_PROPERTY_KEEP_ALIVE_TIME = 30,
    WS_CHANNEL_PROPERTY_KEEP_ALIVE_INTERVAL = 31,
    WS_CHANNEL_PROPERTY_MAX_HTTP_SERVER_CONNECTIONS = 32,
    WS_CHANNEL_PROPERTY_IS_SESSION_SHUT_DOWN = 33,
    WS_CHANNEL_PROPERTY_CHANNEL_TYPE = 34,
    WS_CHANNEL_PROPERTY_TRIM_BUFFERED_MESSAGE_SIZE = 35,
    WS_CHANNEL_PROPERTY_ENCODER = 36, /* a WS_CHANNEL_ENCODER */
    WS_CHANNEL_PROPERTY_DECODER = 37, /* a WS_CHANNEL_DECODER */
    WS_CHANNEL_PROPERTY_PROTECTION_LEVEL = 38,
    WS_CHANNEL_PROPERTY_COOKIE_MODE = 39,
    WS_CHANNEL_PROPERTY_HTTP_PROXY_SETTING_MODE = 40,
    WS_CHANNEL_PROPERTY_CUSTOM_HTTP_PROXY = 41,
    WS_CHANNEL_PROPERTY_HTTP_MESSAGE_MAPPING = 42,
    WS_CHANNEL_PROPERTY_ENABLE_HTTP_REDIRECT = 43,
    WS_CHANNEL_PROPERTY_HTTP_REDIRECT_CALLBACK_CONTEXT = 44,
    WS_CHANNEL_PROPERTY_FAULTS_AS_ERRORS = 45,
    WS_CHANNEL_PROPERTY_ALLOW_UNSECURED_FAULTS = 46,
    WS_CHANNEL_PROPERTY_HTTP_SERVER_SPN = 47,
    WS_CHANNEL_PROPERTY_HTTP_PROXY_SPN = 48,
    WS_CHANNEL_PROPERTY_MAX_HTTP_REQUEST_HEADERS_BUFFER_SIZE = 49
} WS_CHANNEL_PROPERTY_ID;

/** A property of a channel and its value. */
typedef struct _WS_CHANNEL_PROPERTY {
    WS_CHANNEL_PROPERTY_ID id;
    void *value;
    ULONG valueSize; /* in bytes */
} WS_CHANNEL_PROPERTY;

/** `propertyCount` elements at `properties`. */
typedef struct _WS_CHANNEL_PROPERTIES {
    WS_CHANNEL_PROPERTY *properties;
    ULONG propertyCount;
} WS_CHANNEL_PROPERTIES;

/* ---- Error objects ---- */

/** The properties of a WS_ERROR. */
typedef enum {
    WS_ERROR_PROPERTY_STRING_COUNT = 0,        /* ULONG, read-only: number of strings */
    WS_ERROR_PROPERTY_ORIGINAL_ERROR_CODE = 1, /* HRESULT: the code that was mapped to a WS_E_ code; initially NOERROR */
    WS_ERROR_PROPERTY_LANGID = 2               /* LANGID of the strings; set only at creation, default 0x0409 (English) */
} WS_ERROR_PROPERTY_ID;

/** A property of a WS_ERROR and its value. */
typedef struct _WS_ERROR_PROPERTY {
    WS_ERROR_PROPERTY_ID id;
    void *value;
    ULONG valueSize; /* in bytes: the exact size of the property's type */
} WS_ERROR_PROPERTY;

/**
 * Creates an error object, which has a list of strings and a few properties. Functions that fail add to it.
 *
 * properties     `propertyCount` elements, or NULL with 0. Only WS_ERROR_PROPERTY_LANGID is allowed.
 * error          receives the object, which has no strings yet.
 *
 * Ownership: the caller frees the object with WsFreeError. `properties` is read only during the call.
 * Threading: any thread. One object must be used by one thread at a time.
 *
 * Returns S_OK; E_INVALIDARG ([R1] error is NULL; properties is NULL with a count; [R2] any other property, a wrong size, or a
 *   NULL value); E_OUTOFMEMORY. [R3] On failure *error is not written.
 * Source: sdk-api nf-webservices-wscreateerror.
 */
HRESULT WINAPI WsCreateError(const WS_ERROR_PROPERTY *properties, ULONG propertyCount, WS_ERROR **error);

/**
 * Frees an error object and its strings. [R4] Does nothing if error is NULL.
 *
 * Threading: the object must not be in use on any other thread.
 * Source: sdk-api nf-webservices-wsfreeerror.
 */
void WINAPI WsFreeError(WS_ERROR *error);

/**
 * Resets an error object: [R5] removes its strings and sets the original error code to NOERROR.
 *
 * Ownership: strings that WsGetErrorString returned become invalid.
 * Threading: one object must be used by one thread at a time.
 *
 * Returns S_OK; E_INVALIDARG (error is NULL).
 * Source: sdk-api nf-webservices-wsreseterror.
 */
HRESULT WINAPI WsResetError(WS_ERROR *error);

/**
 * Adds a string to an error object.
 *
 * string         string->length is in UTF-16 code units. string->chars may be NULL only if the length is 0.
 *
 * Ownership: the string is copied.
 * Threading: one object must be used by one thread at a time.
 *
 * Returns S_OK; E_INVALIDARG (error or string is NULL, or chars is NULL with a length); E_OUTOFMEMORY (nothing is added).
 * Source: sdk-api nf-webservices-wsadderrorstring.
 */
HRESULT WINAPI WsAddErrorString(WS_ERROR *error, const WS_STRING *string);

/**
 * Returns a string of an error object.
 *
 * index          [R6] 0 is the string added last.
 * string         receives the length and address of the text, which is not zero-terminated.
 *
 * Ownership: the object owns the text. It is valid until WsResetError or WsFreeError.
 * Threading: one object must be used by one thread at a time.
 *
 * Returns S_OK; E_INVALIDARG (error or string is NULL, or [R7] index is not less than the number of strings).
 * Source: sdk-api nf-webservices-wsgeterrorstring.
 */
HRESULT WINAPI WsGetErrorString(WS_ERROR *error, ULONG index, WS_STRING *string);

/**
 * Returns a property of an error object.
 *
 * buffer         receives the value; must be suitably aligned.
 * bufferSize     in bytes: [R8] the exact size of the property's type.
 *
 * Threading: one object must be used by one thread at a time.
 *
 * Returns S_OK; E_INVALIDARG (a NULL argument, an unknown property, or a wrong size: *buffer is not written).
 * Source: sdk-api nf-webservices-wsgeterrorproperty.
 */
HRESULT WINAPI WsGetErrorProperty(WS_ERROR *error, WS_ERROR_PROPERTY_ID id, void *buffer, ULONG bufferSize);

/**
 * Sets a property of an error object. Only the original error code can be set.
 *
 * value          the new value; must be suitably aligned.
 * valueSize      in bytes: the exact size of the property's type.
 *
 * Threading: one object must be used by one thread at a time.
 *
 * Returns S_OK; E_INVALIDARG (a NULL argument, an unknown property, a wrong size, [R9] WS_ERROR_PROPERTY_STRING_COUNT);
 *   WS_E_INVALID_OPERATION ([R10] WS_ERROR_PROPERTY_LANGID).
 * Source: sdk-api nf-webservices-wsseterrorproperty.
 */
HRESULT WINAPI WsSetErrorProperty(WS_ERROR *error, WS_ERROR_PROPERTY_ID id, const void *value, ULONG valueSize);

#ifdef __cplusplus
}
#endif
#endif
