/**
 * libwsencoder: message encoders and decoders behind the custom-encoder callbacks of Windows Web Services.
 *
 * This header includes three more: properties.h has what can be set on an encoder or decoder, messages.h buffers and what
 * treats whole messages in one call, registration.h what makes C functions and registers codecs at run time.
 *
 * Fill a WS_CHANNEL_ENCODER or WS_CHANNEL_DECODER with WseCreateChannelEncoder or WseCreateChannelDecoder and call its
 * function pointers, or hand a whole message to WseEncodeMessage and WseDecodeMessage.
 *
 * CONVENTIONS, valid for every function unless its comment says otherwise
 *
 * Names      Ws... and WS_... are Windows Web Services' own; Wse... and WSE_... are this library's.
 * Results    An HRESULT: negative is failure (FAILED). [C1] Outputs are written only on success, after WS_S_ASYNC before the
 *            callback begins.
 * Errors     A parameter named `error` may be NULL. Otherwise it is a WS_ERROR of WsCreateError, and [C2] a failure adds one
 *            string to it that names the codec, the reason and the place, as in "gzip decoder: the input ends before the
 *            stream does (input offset 1234)". In a chain a second one may name the link that failed. Offsets count bytes of
 *            the current message from 0: of what the codec that is named reads, so that what is wrong with the records of
 *            msbin1+gzip is placed in the decompressed message. If a callback of the host failed, the string is the host's to
 *            add. The strings are ASCII; what they quote is cut, and control characters in it become "?".
 * NULL       Not allowed where the comment does not allow it: E_INVALIDARG. Functions named Free take NULL and do nothing.
 * Ownership  What a Create function gives is freed by the Free function of the same name, once. Nothing else is taken over.
 *            Of what the caller passed nothing is kept beyond the call, except callbacks and their contexts and, after
 *            WS_S_ASYNC, what the function's comment lends until the callback, `error` among it.
 * Threads    Functions may be called from any thread, different objects at the same time. One object is used by one call at
 *            a time; two at the same time are undefined, but for the Free that [F1] allows. The library starts no thread and
 *            holds no lock while it calls back. Only registering, looking up what is registered and making trampolines take
 *            a lock at all, for a moment.
 * Memory     All memory comes from malloc. When that fails the call returns E_OUTOFMEMORY, and the object can be freed or
 *            used for the next message.
 * Sizes      Bytes, unless a unit is given. WS_STRING lengths are UTF-16 code units.
 *
 * FAULTS. A call to an instance that is refused for its arguments (E_INVALIDARG) or its place in the order of calls
 * (WS_E_INVALID_OPERATION) changes nothing. Every other failure, the sink's and the source's own among them whatever their
 * code, faults the instance: calls return WS_E_OBJECT_FAULTED until the next message begins (GetContentType of an encoder,
 * Start of a decoder) or it is freed. A registered codec by itself does as its implementation does, unless it is
 * WSE_REGISTER_CHECKED.
 *
 * CHAINS. "deflate,gzip" names a chain: encoders apply its links from left to right, decoders undo them from right to left. A
 * link is any codec of this library or registered with it; up to 8. Built-in codecs next to one another work as one, without a
 * callback between them. What follows holds for the whole chain as for one codec. Content types pass through the links in turn,
 * and the content encoding is the list of theirs, "deflate, gzip", as HTTP writes it. A decoder takes such a list apart from
 * its end: a built-in link takes the coding that is its own; a registered one takes whatever coding comes next, or is given
 * NULL if none is left or the built-in links to its left need all that are. By itself it is given the whole value. A
 * registered decoder may read in Start, before any link is told the content type: [H2] the built-in and the checked links that
 * it reads from decode for it, and accept or refuse the content type when they are told; a host still has to call
 * GetContentType before Decode. Error strings name the link.
 *
 * SESSIONS. In msbinsession1 messages build on the strings that those before them have brought: one encoder instance and one
 * decoder instance for each direction of a connection, messages in order. [S11] The strings of a message count once the whole
 * message has succeeded: every link of the chain, the checksum, the sink or source, and End. [S12] If a message fails or is
 * abandoned so that strings of it may be known to one side alone, the session ends on this side: GetContentType of an encoder
 * still succeeds, but Start returns WS_E_OBJECT_FAULTED until the instance is freed. A session goes on
 *   - after a call that was refused with E_INVALIDARG or WS_E_INVALID_OPERATION, which changes nothing;
 *   - [S13] after an encoder's message that failed or was abandoned before the session's codec called its sink, which in a
 *     chain may be the next link: the message is forgotten, and need not be sent; and after one that brings no new strings;
 *   - [S14] after a decoder's message that failed or was abandoned before the source was called: the same message has to be
 *     decoded next; and after any message if WSE_PROPERTY_MAX_SESSION_SIZE is 0, with which no message builds on another.
 * A session cannot see what happens to a message elsewhere. Where the host chains instances by hand, one as the sink or source
 * of another, it ends all of them, and frees all if one of them fails. Damage that no checksum covers, and a message that is
 * lost or repeated between the two sides, are for the transport to prevent.
 *
 * CALLING CONVENTIONS. A table and the callbacks given to its instances are of one calling convention: WSE_ABI. Everything that
 * passes between a host and its instances then is of that convention: the table's functions, the sink or source, and the
 * callbacks of the asynchronous contexts on both sides. The structures are the same in all. This library's own functions are of
 * the platform's: WseBufferWrite is no sink for a Win64 table, and WseEncodeMessage takes none.
 */
#ifndef WSENCODER_WSENCODER_H
#define WSENCODER_WSENCODER_H

#include "properties.h"

#ifdef __cplusplus
extern "C" {
#endif

#define WSE_VERSION_MAJOR 0
#define WSE_VERSION_MINOR 1
#define WSE_VERSION_PATCH 0

/** The version of this header, as WseGetVersion gives that of the library. [V2] Can be used in #if. */
#define WSE_VERSION ((WSE_VERSION_MAJOR << 16) | (WSE_VERSION_MINOR << 8) | WSE_VERSION_PATCH)

/**
 * Gives the version of the library that is loaded: major << 16 | minor << 8 | patch. Never fails.
 * Since: 0.1
 */
ULONG WseGetVersion(void);

/* ---- Codecs ---- */

/**
 * Gives the number of codecs: the built-in ones, and the names that are registered at this moment. Never fails.
 * Since: 0.1
 */
ULONG WseGetCodecCount(void);

/**
 * Gives the name of a codec, such as "gzip".
 *
 * index          from 0 to WseGetCodecCount() - 1.
 *
 * The built-in codecs come first, in the same order always; the registered ones follow, the latest last.
 *
 * Ownership: the string lives as long as the library is loaded, that of a registered codec until it is unregistered.
 *
 * Returns a zero-terminated string; [L1] NULL when index is past the end.
 * Since: 0.1
 */
const char *WseGetCodecName(ULONG index);

/* ---- Channel encoders and decoders ---- */

/**
 * Fills a table of callbacks for an encoder.
 *
 * codec          zero-terminated name, as WseGetCodecName gives it, or a chain of them: "deflate,gzip". [T1] Names compare
 *                without case; "x-gzip" is gzip. Spaces around a name are ignored.
 * properties     `propertyCount` elements, or NULL with 0. A later element overrides an earlier one of the same id. [Q1] In a
 *                chain a property goes to every built-in link that has it, whose ranges it must all fit, and is refused if no
 *                link does. Of WSE_PROPERTY_MAX_DECODED_SIZE and WSE_PROPERTY_MAX_EXPANSION this says that no built-in link,
 *                nor the chain as a whole, may give more; the chain itself does not read ahead before it refuses.
 * encoder        receives the table, to be used as Windows Web Services uses one: see WseCreateEncoder and what follows.
 *
 * Ownership: the caller frees what the table holds with WseFreeChannelEncoder. The table may be copied; the copies share it.
 * Threading: [T2] one table may serve any number of threads and instances.
 *
 * Returns S_OK; E_INVALIDARG ([T3] codec or encoder is NULL, properties is NULL with a count, [T4] an unknown property or one
 *   that the codec or direction does not have, a wrong valueSize, a NULL value, or a value out of range);
 *   WS_E_NOT_SUPPORTED ([T5] no such codec, or none that is registered for this direction; an ABI that the platform lacks);
 *   WS_E_QUOTA_EXCEEDED ([Q2] a chain of more than 8 links); E_OUTOFMEMORY.
 * Since: 0.1
 */
HRESULT WseCreateChannelEncoder(const char *codec, const WSE_PROPERTY *properties, ULONG propertyCount,
                                WS_CHANNEL_ENCODER *encoder, WS_ERROR *error);

/**
 * Frees what WseCreateChannelEncoder put into a table, and zeroes the table. A table of zeros does nothing.
 *
 * Ownership: [T6] instances that were created from it live on, and hold what they need until they are freed. Copies of the
 *   table must not be used to create instances any more.
 * Since: 0.1
 */
void WseFreeChannelEncoder(WS_CHANNEL_ENCODER *encoder);

/**
 * Fills a table of callbacks for a decoder.
 *
 * codec, properties, decoder, Ownership, Threading, Returns: as WseCreateChannelEncoder, for decoders.
 * Since: 0.1
 */
HRESULT WseCreateChannelDecoder(const char *codec, const WSE_PROPERTY *properties, ULONG propertyCount,
                                WS_CHANNEL_DECODER *decoder, WS_ERROR *error);

/**
 * Frees what WseCreateChannelDecoder put into a table, and zeroes the table. Ownership as WseFreeChannelEncoder.
 * Since: 0.1
 */
void WseFreeChannelDecoder(WS_CHANNEL_DECODER *decoder);

/* ---- Encoder instances: create (getContentType [start [encode* [end]]])* free ---- */

/*
 * Call order, ownership and asynchrony bind every encoder and decoder that is registered, too. What "always" happens is what
 * this library's own do.
 */

/**
 * Creates an encoder instance, which encodes one message after another. A WS_CREATE_ENCODER_CALLBACK.
 *
 * createContext  the table's createContext.
 * writeCallback  the sink; called from Encode and End, and from Start if a registered encoder writes there; with at most one
 *                call outstanding.
 * writeContext   passed to the sink; may be NULL.
 * encoderContext receives the instance.
 *
 * Ownership: the caller frees the instance with WseFreeEncoder. The sink and its context are kept until then and, if an
 *   operation is outstanding then, until its callback.
 *
 * Returns S_OK; E_INVALIDARG (createContext, writeCallback or encoderContext is NULL); E_OUTOFMEMORY.
 * Source: sdk-api nc-webservices-ws_create_encoder_callback.
 * Since: 0.1
 */
HRESULT WseCreateEncoder(void *createContext, WS_WRITE_CALLBACK writeCallback, void *writeContext, void **encoderContext,
                         WS_ERROR *error);

/**
 * Begins a message and says what its content type and content encoding will be. A WS_ENCODER_GET_CONTENT_TYPE_CALLBACK.
 *
 * Call order: [G1] at any time except while another call is in progress. A message that is under way is abandoned.
 *
 * contentType     content type of the message that will be given in; may be empty.
 * newContentType  receives the content type of what will come out: that of binary XML, and the same from other codecs.
 * contentEncoding receives the value for HTTP's Content-Encoding, such as "gzip"; [G2] of length 0 where there is none.
 *
 * Ownership: [G3] both strings are the instance's and valid until its next GetContentType or WseFreeEncoder.
 *
 * Returns S_OK; E_INVALIDARG (NULL, or contentType->chars is NULL with a length: nothing is changed);
 *   WS_E_INVALID_OPERATION (another call is in progress); WS_E_NOT_SUPPORTED (a content type that the codec does not take:
 *   binary XML takes application/soap+xml in UTF-8 or none, the others any); E_OUTOFMEMORY.
 * Source: sdk-api nc-webservices-ws_encoder_get_content_type_callback.
 * Since: 0.1
 */
HRESULT WseEncoderGetContentType(void *encoderContext, const WS_STRING *contentType, WS_STRING *newContentType,
                                 WS_STRING *contentEncoding, WS_ERROR *error);

/**
 * Starts the body of the message. A WS_ENCODER_START_CALLBACK.
 *
 * Call order: [S1] after a successful GetContentType; any other phase returns WS_E_INVALID_OPERATION and changes nothing.
 *
 * asyncContext   NULL or not; Start of built-in codecs always completes before it returns, without calling the sink or the
 *                callback. A registered encoder may write in Start, alone or in a chain: that is as WseEncoderEncode then.
 *
 * Returns S_OK; E_INVALIDARG (encoderContext is NULL); WS_E_INVALID_OPERATION; WS_E_OBJECT_FAULTED (GetContentType has failed,
 *   or the session has ended); E_OUTOFMEMORY; with a registered encoder what WseEncoderEncode may return.
 * Source: sdk-api nc-webservices-ws_encoder_start_callback.
 * Since: 0.1
 */
HRESULT WseEncoderStart(void *encoderContext, const WS_ASYNC_CONTEXT *asyncContext, WS_ERROR *error);

/**
 * Encodes the next part of the message. A WS_ENCODER_ENCODE_CALLBACK; its prototype is that of WS_WRITE_CALLBACK, so that an
 * encoder can be the sink of another.
 *
 * When bytes reach the sink is up to the codec: those that compress keep hundreds of KiB to themselves, and a short message
 * until End.
 *
 * Call order: after Start, any number of times, before End. [E1] Any other phase returns WS_E_INVALID_OPERATION and changes
 *   nothing. [E2] The message may be abandoned at any point: the next GetContentType begins afresh.
 *
 * buffers        `count` elements. [E3] bytes may be NULL only when length is 0. [E4] Where the message is split does not
 *                matter: any split decodes to the same message.
 * count          number of elements; [E5] 0 is legal and writes nothing.
 * asyncContext   NULL: complete before returning; [E6] the sink is given NULL, too. Non-NULL: both fields are copied.
 *
 * Ownership: buffers, the bytes they point to and error are borrowed until this call returns or, after WS_S_ASYNC, until the
 *   callback begins. The bytes are never written to. [E7] identity hands these very buffers to the sink.
 * Threading: one call at a time for an instance. [E8] No lock is held while the sink runs; it may use other instances.
 * Async: [E9] returns WS_S_ASYNC if the sink did and had not completed by then; then calls asyncContext->callback exactly
 *   once, with `error` filled before, never on the calling thread before this function has returned. [E10] Any other result
 *   means that the callback will not be called. [E11] Completions that come at once do not nest the stack. A second
 *   completion of one call of the sink is ignored while the instance lives, and so long as the sink has not been called eight
 *   times since.
 *
 * Returns S_OK; WS_S_ASYNC; E_INVALIDARG (NULL rules above, asyncContext->callback is NULL: nothing is changed);
 *   WS_E_INVALID_FORMAT (binary XML: not well-formed, not UTF-8, a document type or processing instruction; the string gives
 *   line and column, from 1, a column counting bytes; what is wrong with a start tag as a whole is reported at its end);
 *   WS_E_QUOTA_EXCEEDED (a limit of WSE_PROPERTY_ID);
 *   WS_E_INVALID_OPERATION (wrong phase, another call is in progress; [E12] the sink returned WS_S_ASYNC without having been
 *   given a context, which faults the encoder); WS_E_OBJECT_FAULTED; E_OUTOFMEMORY; [E13] the sink's own failure, unchanged.
 * Source: sdk-api nc-webservices-ws_encoder_encode_callback, ns-webservices-ws_channel_encoder; win32 wsw/asynchronous-model.
 * Since: 0.1
 */
HRESULT WseEncoderEncode(void *encoderContext, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *asyncContext,
                         WS_ERROR *error);

/**
 * Ends the message: hands what is left to the sink. A WS_ENCODER_END_CALLBACK.
 *
 * Call order: [D1] after Start, once for a message; any other phase returns WS_E_INVALID_OPERATION and changes nothing.
 *
 * asyncContext, Async, Returns: as WseEncoderEncode.
 * Source: sdk-api nc-webservices-ws_encoder_end_callback.
 * Since: 0.1
 */
HRESULT WseEncoderEnd(void *encoderContext, const WS_ASYNC_CONTEXT *asyncContext, WS_ERROR *error);

/**
 * Frees an encoder instance, in any phase. A WS_FREE_ENCODER_CALLBACK. NULL does nothing.
 *
 * Async: [F1] may come while an operation with an asyncContext is outstanding, from any thread. The memory is then kept until
 *   the sink completes, and the operation ends with WS_E_OPERATION_ABORTED, whatever the sink says, unless it has just
 *   ended otherwise. The sink is not called again, but for a call that is being made at that moment: the sink and its context
 *   must live until the callback has come. Called from inside the sink, with or without asyncContext, it has the same effect
 *   on the call that led there.
 * Source: sdk-api nc-webservices-ws_free_encoder_callback.
 * Since: 0.1
 */
void WseFreeEncoder(void *encoderContext);

/* ---- Decoder instances: create (start [getContentType [decode* [end]]])* free ---- */

/**
 * Creates a decoder instance, which decodes one message after another. A WS_CREATE_DECODER_CALLBACK.
 *
 * createContext  the table's createContext.
 * readCallback   the source; called from Decode, and from Start if a registered decoder reads there; with at most one call
 *                outstanding.
 * readContext    passed to the source; may be NULL.
 * decoderContext receives the instance.
 *
 * Ownership: the caller frees the instance with WseFreeDecoder. The source and its context are kept until then and, if an
 *   operation is outstanding then, until its callback.
 *
 * Returns S_OK; E_INVALIDARG (createContext, readCallback or decoderContext is NULL); E_OUTOFMEMORY.
 * Source: sdk-api nc-webservices-ws_create_decoder_callback.
 * Since: 0.1
 */
HRESULT WseCreateDecoder(void *createContext, WS_READ_CALLBACK readCallback, void *readContext, void **decoderContext,
                         WS_ERROR *error);

/**
 * Begins a message. A WS_DECODER_START_CALLBACK.
 *
 * Call order: [H1] at any time except while another call is in progress. A message that is under way is abandoned.
 *
 * asyncContext   NULL or not; Start of built-in codecs always completes before it returns, without calling the source or the
 *                callback. A registered decoder may read in Start, alone or in a chain: [H3] Start is as WseDecoderDecode
 *                then, and returns WS_S_ASYNC if the source did.
 *
 * Returns S_OK; E_INVALIDARG (decoderContext is NULL); WS_E_INVALID_OPERATION; WS_E_OBJECT_FAULTED (the session has ended);
 *   E_OUTOFMEMORY; with a registered decoder what WseDecoderDecode may return.
 * Source: sdk-api nc-webservices-ws_decoder_start_callback.
 * Since: 0.1
 */
HRESULT WseDecoderStart(void *decoderContext, const WS_ASYNC_CONTEXT *asyncContext, WS_ERROR *error);

/**
 * Checks content type and content encoding and says what comes out. A WS_DECODER_GET_CONTENT_TYPE_CALLBACK.
 *
 * Call order: [J1] after Start, once for a message; any other phase returns WS_E_INVALID_OPERATION and changes nothing.
 *
 * contentType     content type of the encoded message; may be empty.
 * contentEncoding value of HTTP's Content-Encoding; NULL where there is none. [J2] It must be the codec's own coding alone
 *                 (without case; "x-gzip" is gzip), which for identity and binary XML is none or "identity". A list such as
 *                 "deflate, gzip" is not. [J3] Compressed binary XML is labelled in any of three ways: its own content type
 *                 and no encoding; the type without the "+gzip" or "+deflate" and that as the encoding; or that type and no
 *                 encoding, for a message that is not compressed. WSE_PROPERTY_GZIP_CONTENT_TYPE lets gzip do without an
 *                 encoding, too.
 * newContentType  receives the content type of what comes out.
 *
 * Ownership: newContentType is the instance's and valid until its next Start or WseFreeDecoder.
 *
 * Returns S_OK; E_INVALIDARG (NULL where not allowed, chars is NULL with a length: nothing is changed);
 *   WS_E_INVALID_OPERATION; WS_E_OBJECT_FAULTED; WS_E_NOT_SUPPORTED (another content type or encoding); E_OUTOFMEMORY.
 * Source: sdk-api nc-webservices-ws_decoder_get_content_type_callback.
 * Since: 0.1
 */
HRESULT WseDecoderGetContentType(void *decoderContext, const WS_STRING *contentType, const WS_STRING *contentEncoding,
                                 WS_STRING *newContentType, WS_ERROR *error);

/**
 * Gives the next decoded bytes. A WS_DECODER_DECODE_CALLBACK; its prototype is that of WS_READ_CALLBACK, so that a decoder can
 * be the source of another.
 *
 * Call order: [K1] after GetContentType, any number of times. [K2] Once it has given 0 bytes it goes on giving 0.
 *
 * buffer         receives the bytes; may be written beyond *length, up to maxLength, and when the call fails. Bytes are not
 *                verified before the call that gives 0: if a later call fails, discard them.
 * maxLength      size of buffer, at least 1.
 * length         receives the number of bytes, 1 to maxLength; [K3] 0: the message has been decoded to its end, checksums
 *                and all, and the source has no more.
 * asyncContext   NULL: complete before returning; the source is given NULL, too. Non-NULL: both fields are copied.
 *
 * Ownership: buffer, length and error are borrowed until this call returns or, after WS_S_ASYNC, until the callback begins.
 * Threading: one call at a time for an instance. No lock is held while the source runs.
 * Async: as WseEncoderEncode, with the source for the sink.
 *
 * Returns S_OK; WS_S_ASYNC; E_INVALIDARG (NULL, [K4] maxLength is 0, asyncContext->callback is NULL: nothing is changed);
 *   WS_E_INVALID_FORMAT ([K5] malformed or truncated input, a wrong checksum, anything after the end);
 *   WS_E_QUOTA_EXCEEDED (a limit of WSE_PROPERTY_ID); WS_E_INVALID_OPERATION (wrong phase, another call is in progress; the
 *   source returned WS_S_ASYNC without having been given a context or [K6] claims more bytes than it was asked for, which
 *   fault the decoder); WS_E_OBJECT_FAULTED; E_OUTOFMEMORY; [K7] the source's own failure, unchanged.
 * Source: sdk-api nc-webservices-ws_decoder_decode_callback.
 * Since: 0.1
 */
HRESULT WseDecoderDecode(void *decoderContext, void *buffer, ULONG maxLength, ULONG *length,
                         const WS_ASYNC_CONTEXT *asyncContext, WS_ERROR *error);

/**
 * Ends the message. A WS_DECODER_END_CALLBACK.
 *
 * Call order: [M1] after a Decode that gave 0 bytes; any other phase returns WS_E_INVALID_OPERATION and changes nothing.
 *
 * asyncContext   NULL or not; End always completes before it returns, without calling the source or the callback.
 *
 * Returns S_OK; E_INVALIDARG (decoderContext is NULL); WS_E_INVALID_OPERATION; WS_E_OBJECT_FAULTED.
 * Source: sdk-api nc-webservices-ws_decoder_end_callback.
 * Since: 0.1
 */
HRESULT WseDecoderEnd(void *decoderContext, const WS_ASYNC_CONTEXT *asyncContext, WS_ERROR *error);

/**
 * Frees a decoder instance, in any phase. A WS_FREE_DECODER_CALLBACK. NULL does nothing. Async: as WseFreeEncoder.
 * Source: sdk-api nc-webservices-ws_free_decoder_callback.
 * Since: 0.1
 */
void WseFreeDecoder(void *decoderContext);

#ifdef __cplusplus
}
#endif
#include "messages.h"
#include "registration.h"

#endif
