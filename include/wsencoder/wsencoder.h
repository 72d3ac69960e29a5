/**
 * libwsencoder: message encoders and decoders with the custom-encoder callback interface of Windows Web Services.
 *
 * This header includes five others:
 *
 *   properties.h    properties of encoders and decoders
 *   messages.h      buffers, and functions that process a whole message in one call
 *   registration.h  C functions that are made at run time, and codecs that are registered at run time
 *   transforms.h    transforms: codecs that are registered at run time and work like the built-in codecs; plug-ins
 *   framing.h       .NET message framing, which carries messages over net.tcp
 *
 * To encode or decode, fill a WS_CHANNEL_ENCODER or WS_CHANNEL_DECODER with WseCreateChannelEncoder or WseCreateChannelDecoder
 * and call its function pointers, or pass a whole message to WseEncodeMessage or WseDecodeMessage.
 *
 * CONVENTIONS. They apply to every function unless its comment says otherwise.
 *
 * Names      Windows Web Services defines Ws... and WS_...; this library defines Wse... and WSE_...
 * Results    A negative HRESULT is a failure (FAILED). [C1] Outputs are written only on success. After WS_S_ASYNC they are
 *            written before the callback begins.
 * Errors     A parameter named `error` is NULL or a WS_ERROR from WsCreateError. [C2] A failure adds one string to it, which
 *            names the codec, the reason and the place: "gzip decoder: the input ends before the stream does (input offset
 *            1234)". In a chain, a second string may name the link that failed. An offset counts bytes of the current message
 *            from 0, in the input of the codec that the string names: for an invalid record of msbin1+gzip it counts bytes of
 *            the decompressed message. If a callback of the host fails, it is up to the host to add a string. Strings are
 *            ASCII. A long quotation in a string is cut, and its control characters are replaced with "?".
 * NULL       A NULL argument returns E_INVALIDARG unless the comment allows NULL. Functions named Free accept NULL and do
 *            nothing.
 * Ownership  The caller frees what a Create function returns, once, with the Free function of the same name. The library takes
 *            ownership of nothing that the caller passes. After the call it keeps only callbacks with their contexts and,
 *            after WS_S_ASYNC, the arguments that the comment lists as borrowed until the callback, `error` among them.
 * Threads    Functions may be called from any thread, and different objects may be used at the same time. One object must be
 *            used by one call at a time: two concurrent calls are undefined, except for the Free that [F1] allows. The library
 *            starts no thread and holds no lock while it calls a callback. It takes a lock, briefly, only to register a codec,
 *            to look up a registered codec and to make a trampoline.
 * Memory     All memory comes from malloc. When malloc fails, the call returns E_OUTOFMEMORY, and the object can still be
 *            freed, or used for the next message.
 * Sizes      In bytes, unless another unit is given. The length of a WS_STRING is in UTF-16 code units.
 *
 * FAULTS. A call changes nothing if it is refused for its arguments (E_INVALIDARG) or for its place in the call order
 * (WS_E_INVALID_OPERATION). Any other failure faults the instance. So does every failure of the sink or source, whatever its
 * code. Calls to a faulted instance return WS_E_OBJECT_FAULTED until the next message begins (GetContentType of an encoder,
 * Start of a decoder) or the instance is freed. A registered codec outside a chain behaves as its implementation does, unless
 * it was registered with WSE_REGISTER_CHECKED.
 *
 * CHAINS. "deflate,gzip" names a chain of two codecs. An encoder applies the links from left to right; a decoder undoes them
 * from right to left. Each link is a built-in or a registered codec. A chain has at most 8 links. Adjacent built-in codecs
 * work as one codec, without callbacks between them. What this file says about a codec also applies to a chain as a whole.
 * Error strings name the link. [Y26] Whatever is said of built-in codecs is true of transforms, too: "registered" means a codec
 * of WseRegisterEncoder or WseRegisterDecoder.
 *   - The content type passes through the links in turn. The content encoding is the list of the links' codings in the form
 *     that HTTP uses: "deflate, gzip".
 *   - A decoder splits that list from its end. A built-in link takes its own coding. A registered link takes the last coding
 *     that remains, whatever it is; if none remains, or if the built-in links to its left need all that remain, it is passed
 *     NULL. A registered codec outside a chain is passed the whole value.
 *   - A registered decoder may read from its source in Start, before any link has been told the content type. [H2] The
 *     built-in and the checked links that it reads from then decode for it, and accept or refuse the content type when they
 *     are told it. The host must still call GetContentType before Decode.
 *
 * SESSIONS. A message in msbinsession1 may refer to strings that earlier messages introduced. Each direction of a connection
 * needs one encoder instance on one side and one decoder instance on the other, which process all messages in order. [S11] The
 * strings of a message count once the whole message has succeeded, which includes every link of the chain, the checksum, the
 * sink or source, and End. [S12] If a message fails or is abandoned and its strings may be known to only one side, the session
 * ends on this side: GetContentType of an encoder still succeeds, but Start returns WS_E_OBJECT_FAULTED until the instance is
 * freed. The session continues
 *   - after a call that was refused with E_INVALIDARG or WS_E_INVALID_OPERATION, which changes nothing;
 *   - [S13] after a message of an encoder that failed or was abandoned before the session's codec called its sink, which in a
 *     chain may be the next link: the message is forgotten and need not be sent;
 *   - after a message of an encoder that failed or was abandoned but introduces no new strings;
 *   - [S14] after a message of a decoder that failed or was abandoned before the source was called: the same message must be
 *     decoded next;
 *   - after any message if WSE_PROPERTY_MAX_SESSION_SIZE is 0, because no message then depends on another.
 * [S15] An encoder shares names and namespaces, and as WCF does, the text in elements Action, To and Address of WS-Addressing
 * (http://www.w3.org/2005/08/addressing and http://schemas.xmlsoap.org/ws/2004/08/addressing) whose qualified name has at most
 * 24 bytes.
 * A session cannot see what happens to a message elsewhere. A host that connects instances itself, with one as the sink or
 * source of another, must call End on all of them, and must free all of them if one fails. It is up to the transport to
 * prevent damage that no checksum covers and to deliver every message between the two sides exactly once.
 *
 * UTF-16. The codecs utf-16, utf-16le and utf-16be convert text between UTF-8 and UTF-16 as WCF and Windows Web Services
 * exchange it: any text, whether it is XML or not.
 *   - [L2] The encoder of utf-16be writes big-endian, the others little-endian, always after a byte order mark. If the content
 *     type is that of XML and the text begins with "<", an XML declaration that names the encoding follows the mark: that of
 *     the message or, if it has none, a new one. Any other text only keeps its declaration, if it has one. The empty message
 *     remains empty.
 *   - [L3] The decoder of utf-16 takes both byte orders, the others only their own. The order is that of the byte order mark;
 *     without a mark, that of the content type's charset; without both, that in which the text begins with "<", or
 *     little-endian. The mark is dropped, and so is an XML declaration that says no more than version 1.0 and the encoding.
 *     Any other declaration says utf-8 afterwards.
 *   - [L4] An encoder takes the content type of a text, with the charset utf-8 or none, and returns it with the charset
 *     utf-16LE or utf-16BE. A decoder takes it with the charset utf-16, utf-16LE, utf-16BE, unicodeFFFE (which is utf-16BE) or
 *     none, and returns it with the charset utf-8. A type is that of a text if it is of XML or JSON, begins with "text/" or has
 *     a charset.
 *   - [L5] Refused as WS_E_INVALID_FORMAT are lone surrogates, an odd number of bytes, malformed UTF-8, a malformed XML
 *     declaration in a type of XML, and text in another
 *     encoding than its declaration or its content type says.
 *
 * MTOM. The codec mtom converts between XML and packages of XOP with MTOM, in which the bytes that stand in base64 in the XML
 * are parts of their own.
 *   - [M2] The encoder takes the content types application/soap+xml and text/xml in UTF-8, or an empty type, which means
 *     application/soap+xml. It returns multipart/related with type="application/xop+xml", a start, a boundary, the type of the
 *     message as start-info, and its action. Other parameters are dropped.
 *   - [M3] The content of an element becomes a part if it is base64 in canonical form and nothing else, without blanks,
 *     comments, references or CDATA sections, and stands for more than WSE_PROPERTY_MAX_INLINE_SIZE bytes. At most 999 parts
 *     are made. All other text remains exactly as it is written, except that [M4] the byte order mark and the XML declaration
 *     are dropped, even one that says standalone="yes".
 *   - [M5] Refused as WS_E_INVALID_FORMAT are the empty message, XML that is not well-formed or not in UTF-8, a message that
 *     has an element xop:Include already, and one in which the boundary of WSE_PROPERTY_MIME_BOUNDARY occurs.
 *   - [M6] The decoder replaces each xop:Include with the base64 of its part. If the content type has no boundary or is empty,
 *     the decoder takes the boundary from the first line of the message. MIME header fields may precede the package; if
 *     the content type has no boundary, they name it.
 *   - [M7] The decoder returns the type in start-info, with the charset utf-8 and the action. Without start-info it returns
 *     application/soap+xml if there is an action, and otherwise text/xml, even if the message is of SOAP 1.2. It returns an
 *     empty type if it was passed one.
 *   - [M8] Parts may be in binary, 8bit, 7bit, base64 or quoted-printable, or name no transfer encoding. The URL "cid:" of an
 *     Include may have "%" escapes or not. Two Includes must not refer to one part. Parts to which nothing refers are dropped.
 *     [M9] The root part may be in UTF-16 if its charset says so; it is returned in UTF-8.
 *   - [M10] Messages with the type application/soap+xml, text/xml or application/xml pass through the decoder unchanged and
 *     unchecked, in any charset, because a peer often sends a fault without a package. So does a message with an empty type
 *     that begins with "<".
 *   - [M11] By default the decoder does not accept every message of the encoder: if more than 64 KiB of the root part follow
 *     the first xop:Include, it fails with WS_E_QUOTA_EXCEEDED, as WCF does. Increase WSE_PROPERTY_MAX_ROOT_SIZE for messages
 *     that have much text after a large binary element.
 *
 * CALLING CONVENTIONS. A table has one calling convention (see WSE_ABI). It applies to everything that is called between a host
 * and its instances: the functions of the table, the sink or source, and the callbacks of asynchronous contexts in both
 * directions. The layout of structures does not depend on it. The functions of this library always use the platform's
 * convention: WseBufferWrite cannot be the sink of a Win64 table, and WseEncodeMessage does not take a Win64 table.
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

/** The version of this header, in the format of WseGetVersion. [V2] Can be used in #if. */
#define WSE_VERSION ((WSE_VERSION_MAJOR << 16) | (WSE_VERSION_MINOR << 8) | WSE_VERSION_PATCH)

/**
 * Returns the version of the loaded library: major << 16 | minor << 8 | patch. Never fails.
 * Since: 0.1
 */
ULONG WseGetVersion(void);

/* ---- Codecs ---- */

/**
 * Returns the number of codecs: the built-in codecs and the names that are registered at this moment. Never fails.
 * Since: 0.1
 */
ULONG WseGetCodecCount(void);

/**
 * Returns the name of a codec, such as "gzip".
 *
 * index          from 0 to WseGetCodecCount() - 1. The built-in codecs come first, always in the same order. The registered
 *                names follow, the most recent one last.
 *
 * Ownership: the string is valid as long as the library is loaded; a registered name, until it is unregistered.
 *
 * Returns a zero-terminated string; [L1] NULL if index is past the end.
 * Since: 0.1
 */
const char *WseGetCodecName(ULONG index);

/* ---- Channel encoders and decoders ---- */

/**
 * Fills a table with the callbacks of an encoder.
 *
 * codec          zero-terminated name from WseGetCodecName, or a chain of names: "deflate,gzip". [T1] Names are not case
 *                sensitive; "x-gzip" means gzip. Spaces around a name are ignored.
 * properties     `propertyCount` elements, or NULL with 0. If an id occurs twice, the later element wins. [Q1] In a chain, a
 *                property applies to every built-in link that has it. It is refused if no link has it, or if the value is out
 *                of range for one that does. WSE_PROPERTY_MAX_DECODED_SIZE and WSE_PROPERTY_MAX_EXPANSION limit the output of
 *                every built-in link and also that of the chain as a whole. The chain as a whole does not read ahead before
 *                it refuses a message.
 * encoder        receives the table. Use it as Windows Web Services does: see WseCreateEncoder and the functions after it.
 *
 * Ownership: the caller frees the contents of the table with WseFreeChannelEncoder. The table may be copied; all copies share
 *   the contents.
 * Threading: [T2] one table may be used by any number of threads and instances.
 *
 * Returns S_OK; E_INVALIDARG ([T3] codec or encoder is NULL, or properties is NULL with a count; [T4] a property that is
 *   unknown, or that the codec or direction does not have; a wrong valueSize, a NULL value, or a value out of range);
 *   WS_E_NOT_SUPPORTED ([T5] there is no such codec, or it is not registered for this direction; the platform lacks the ABI);
 *   WS_E_QUOTA_EXCEEDED ([Q2] the chain has more than 8 links); E_OUTOFMEMORY.
 * Since: 0.1
 */
HRESULT WseCreateChannelEncoder(const char *codec, const WSE_PROPERTY *properties, ULONG propertyCount,
                                WS_CHANNEL_ENCODER *encoder, WS_ERROR *error);

/**
 * Frees the contents of a table that WseCreateChannelEncoder filled, and zeroes the table. Does nothing to a table of zeros.
 *
 * Ownership: [T6] instances that were created from the table stay valid, and keep what they need until they are freed. Copies
 *   of the table must not be used to create further instances.
 * Since: 0.1
 */
void WseFreeChannelEncoder(WS_CHANNEL_ENCODER *encoder);

/**
 * Fills a table with the callbacks of a decoder.
 *
 * codec, properties, decoder, Ownership, Threading, Returns: as for WseCreateChannelEncoder.
 * Since: 0.1
 */
HRESULT WseCreateChannelDecoder(const char *codec, const WSE_PROPERTY *properties, ULONG propertyCount,
                                WS_CHANNEL_DECODER *decoder, WS_ERROR *error);

/**
 * Frees the contents of a table that WseCreateChannelDecoder filled, and zeroes the table.
 *
 * Ownership: as for WseFreeChannelEncoder.
 * Since: 0.1
 */
void WseFreeChannelDecoder(WS_CHANNEL_DECODER *decoder);

/* ---- Encoder instances: create (getContentType [start [encode* [end]]])* free ---- */

/*
 * What the following comments say about call order, ownership and asynchrony also binds every registered encoder and decoder.
 * A statement with "always" describes only the codecs of this library.
 */

/**
 * Creates an encoder instance, which encodes one message after another. A WS_CREATE_ENCODER_CALLBACK.
 *
 * createContext  createContext of the table.
 * writeCallback  the sink. It is called from Encode and End, and from Start if a registered encoder writes there. At most one
 *                call of it is outstanding at a time.
 * writeContext   passed to the sink; may be NULL.
 * encoderContext receives the instance.
 *
 * Ownership: the caller frees the instance with WseFreeEncoder. The instance uses the sink and its context until then or, if
 *   an operation is outstanding at that time, until the callback of that operation.
 *
 * Returns S_OK; E_INVALIDARG (createContext, writeCallback or encoderContext is NULL); E_OUTOFMEMORY.
 * Source: sdk-api nc-webservices-ws_create_encoder_callback.
 * Since: 0.1
 */
HRESULT WseCreateEncoder(void *createContext, WS_WRITE_CALLBACK writeCallback, void *writeContext, void **encoderContext,
                         WS_ERROR *error);

/**
 * Begins a message and returns the content type and content encoding that it will have. A WS_ENCODER_GET_CONTENT_TYPE_CALLBACK.
 *
 * Call order: [G1] at any time except during another call. A message in progress is abandoned.
 *
 * contentType     content type of the message before encoding; may be empty.
 * newContentType  receives the content type after encoding. Binary XML and mtom have their own, and UTF-16 changes the
 *                 charset; other codecs leave the type unchanged.
 * contentEncoding receives the value for HTTP's Content-Encoding, such as "gzip"; [G2] length 0 if there is none.
 *
 * Ownership: [G3] the instance owns both strings. They are valid until its next GetContentType or WseFreeEncoder.
 *
 * Returns S_OK; E_INVALIDARG (a NULL argument, or contentType->chars is NULL with a length: nothing changes);
 *   WS_E_INVALID_OPERATION (another call is in progress); WS_E_NOT_SUPPORTED (the codec does not take this content type:
 *   binary XML takes application/soap+xml in UTF-8, mtom also text/xml, and UTF-16 the type of a text in UTF-8; all three take
 *   an empty type; other codecs take any. [G4] No codec takes or returns a type with a control character other than a tab,
 *   since a host that put it in a header would let it add others); E_OUTOFMEMORY.
 * Source: sdk-api nc-webservices-ws_encoder_get_content_type_callback.
 * Since: 0.1
 */
HRESULT WseEncoderGetContentType(void *encoderContext, const WS_STRING *contentType, WS_STRING *newContentType,
                                 WS_STRING *contentEncoding, WS_ERROR *error);

/**
 * Starts the body of the message. A WS_ENCODER_START_CALLBACK.
 *
 * Call order: [S1] after a successful GetContentType. In any other phase it returns WS_E_INVALID_OPERATION and changes nothing.
 *
 * asyncContext   may be NULL. Start of a built-in codec always completes before it returns, and calls neither the sink nor the
 *                callback. A registered encoder may write in Start, alone or in a chain; Start then behaves like
 *                WseEncoderEncode.
 *
 * Returns S_OK; E_INVALIDARG (encoderContext is NULL); WS_E_INVALID_OPERATION; WS_E_OBJECT_FAULTED (GetContentType has failed,
 *   or the session has ended); E_OUTOFMEMORY; with a registered encoder, any result of WseEncoderEncode.
 * Source: sdk-api nc-webservices-ws_encoder_start_callback.
 * Since: 0.1
 */
HRESULT WseEncoderStart(void *encoderContext, const WS_ASYNC_CONTEXT *asyncContext, WS_ERROR *error);

/**
 * Encodes the next part of the message. A WS_ENCODER_ENCODE_CALLBACK. Its prototype is also that of WS_WRITE_CALLBACK, so an
 * encoder can be the sink of another encoder.
 *
 * The codec decides when the sink receives bytes. Codecs that compress hold back up to hundreds of KiB, and short messages
 * until End.
 *
 * Call order: after Start and before End, any number of times. [E1] In any other phase it returns WS_E_INVALID_OPERATION and
 *   changes nothing. [E2] The message may be abandoned at any point: the next GetContentType begins a new one.
 *
 * buffers        `count` elements. [E3] bytes may be NULL only if length is 0. [E4] It does not matter where a message is
 *                split: any split decodes to the same message.
 * count          number of elements; [E5] 0 is valid and writes nothing.
 * asyncContext   NULL: complete before returning; [E6] the sink is passed NULL, too. Otherwise both fields are copied.
 *
 * Ownership: buffers, the bytes they point to and error are borrowed until the call returns or, after WS_S_ASYNC, until the
 *   callback begins. The bytes are never written to. [E7] identity passes these buffers themselves to the sink.
 * Threading: one call at a time per instance. [E8] No lock is held while the sink runs; the sink may use other instances.
 * Async: [E9] returns WS_S_ASYNC if the sink returned it and has not completed yet. asyncContext->callback is then called
 *   exactly once, after `error` has been filled, and never on the calling thread before this function has returned. [E10] With
 *   any other result the callback is not called. [E11] Completions that come immediately do not nest the stack. If the sink
 *   completes one call twice, the second completion is ignored, provided that the instance still exists and the sink has been
 *   called fewer than eight times since.
 *
 * Returns S_OK; WS_S_ASYNC; E_INVALIDARG (the NULL rules above, or asyncContext->callback is NULL: nothing changes);
 *   WS_E_INVALID_FORMAT (binary XML and mtom: the input is not well-formed or not UTF-8, or has a document type or a
 *   processing instruction. The error string gives line and column, both from 1; columns count bytes. An error that concerns a
 *   start tag as a whole is reported at the end of the tag. [M5] and [L5] name further reasons of mtom and UTF-16);
 *   WS_E_QUOTA_EXCEEDED (a limit of WSE_PROPERTY_ID); WS_E_INVALID_OPERATION (wrong phase, or another call is in progress;
 *   [E12] the sink returned WS_S_ASYNC although it was passed no asyncContext, which faults the encoder); WS_E_OBJECT_FAULTED;
 *   E_OUTOFMEMORY; [E13] the failure of the sink, unchanged.
 * Source: sdk-api nc-webservices-ws_encoder_encode_callback, ns-webservices-ws_channel_encoder; win32 wsw/asynchronous-model.
 * Since: 0.1
 */
HRESULT WseEncoderEncode(void *encoderContext, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *asyncContext,
                         WS_ERROR *error);

/**
 * Ends the message and passes the remaining bytes to the sink. A WS_ENCODER_END_CALLBACK.
 *
 * Call order: [D1] after Start, once per message. In any other phase it returns WS_E_INVALID_OPERATION and changes nothing.
 *
 * asyncContext, Async, Returns: as for WseEncoderEncode.
 * Source: sdk-api nc-webservices-ws_encoder_end_callback.
 * Since: 0.1
 */
HRESULT WseEncoderEnd(void *encoderContext, const WS_ASYNC_CONTEXT *asyncContext, WS_ERROR *error);

/**
 * Frees an encoder instance, in any phase. A WS_FREE_ENCODER_CALLBACK. Does nothing if encoderContext is NULL.
 *
 * Async: [F1] may be called from any thread while an operation with an asyncContext is outstanding. The instance's memory is
 *   then kept until the sink completes. The operation ends with WS_E_OPERATION_ABORTED, whatever the sink reports, unless it
 *   had just ended with another result. The sink is not called again, except for a call that is being made at that moment:
 *   the sink and its context must stay valid until the operation's callback has been called. Free may also be called from
 *   inside the sink, with or without an asyncContext. It then has the same effect on the call that led to the sink.
 * Source: sdk-api nc-webservices-ws_free_encoder_callback.
 * Since: 0.1
 */
void WseFreeEncoder(void *encoderContext);

/* ---- Decoder instances: create (start [getContentType [decode* [end]]])* free ---- */

/**
 * Creates a decoder instance, which decodes one message after another. A WS_CREATE_DECODER_CALLBACK.
 *
 * createContext  createContext of the table.
 * readCallback   the source. It is called from Decode, and from Start if a registered decoder reads there. At most one call of
 *                it is outstanding at a time.
 * readContext    passed to the source; may be NULL.
 * decoderContext receives the instance.
 *
 * Ownership: the caller frees the instance with WseFreeDecoder. The instance uses the source and its context until then or,
 *   if an operation is outstanding at that time, until the callback of that operation.
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
 * Call order: [H1] at any time except during another call. A message in progress is abandoned.
 *
 * asyncContext   may be NULL. Start of a built-in codec always completes before it returns, and calls neither the source nor
 *                the callback. A registered decoder may read in Start, alone or in a chain; [H3] Start then behaves like
 *                WseDecoderDecode, and returns WS_S_ASYNC if the source did.
 *
 * Returns S_OK; E_INVALIDARG (decoderContext is NULL); WS_E_INVALID_OPERATION; WS_E_OBJECT_FAULTED (the session has ended);
 *   E_OUTOFMEMORY; with a registered decoder, any result of WseDecoderDecode.
 * Source: sdk-api nc-webservices-ws_decoder_start_callback.
 * Since: 0.1
 */
HRESULT WseDecoderStart(void *decoderContext, const WS_ASYNC_CONTEXT *asyncContext, WS_ERROR *error);

/**
 * Checks the content type and the content encoding, and returns the content type of the decoded message. A
 * WS_DECODER_GET_CONTENT_TYPE_CALLBACK.
 *
 * Call order: [J1] after Start, once per message. In any other phase it returns WS_E_INVALID_OPERATION and changes nothing.
 *
 * contentType     content type of the encoded message; may be empty.
 * contentEncoding value of HTTP's Content-Encoding; NULL if there is none. [J2] It must name exactly the coding of this codec
 *                 (not case sensitive; "x-gzip" means gzip). identity, binary XML, mtom and UTF-16 have no coding: the value
 *                 must be NULL, empty or "identity". A list such as "deflate, gzip" is refused. [J3] Compressed binary XML may
 *                 be labelled in three ways: with its own content type and no encoding; with the type without "+gzip" or
 *                 "+deflate", and that coding as the encoding; or with that shorter type and no encoding, for a message that
 *                 is not compressed. With WSE_PROPERTY_GZIP_CONTENT_TYPE, gzip also accepts messages without an encoding.
 * newContentType  receives the content type of the decoded message.
 *
 * Ownership: the instance owns newContentType. It is valid until the next Start or WseFreeDecoder.
 *
 * Returns S_OK; E_INVALIDARG (NULL where not allowed, or chars is NULL with a length: nothing changes);
 *   WS_E_INVALID_OPERATION; WS_E_OBJECT_FAULTED; WS_E_NOT_SUPPORTED (another content type or encoding, or
 *   [J4] a content type with a control character other than a tab); E_OUTOFMEMORY.
 * Source: sdk-api nc-webservices-ws_decoder_get_content_type_callback.
 * Since: 0.1
 */
HRESULT WseDecoderGetContentType(void *decoderContext, const WS_STRING *contentType, const WS_STRING *contentEncoding,
                                 WS_STRING *newContentType, WS_ERROR *error);

/**
 * Returns the next decoded bytes. A WS_DECODER_DECODE_CALLBACK. Its prototype is also that of WS_READ_CALLBACK, so a decoder
 * can be the source of another decoder.
 *
 * Call order: [K1] after GetContentType, any number of times. [K2] Once it has returned 0 bytes, it keeps returning 0.
 *
 * buffer         receives the bytes. The call may write beyond *length, up to maxLength, and also when it fails. The bytes are
 *                not verified until a later call has returned 0 bytes: if a call fails before that, discard them.
 * maxLength      size of buffer in bytes, at least 1.
 * length         receives the number of bytes, 1 to maxLength. [K3] 0 means that the whole message has been decoded, that its
 *                checksums are right, and that the source has no more bytes.
 * asyncContext   NULL: complete before returning; the source is passed NULL, too. Otherwise both fields are copied.
 *
 * Ownership: buffer, length and error are borrowed until the call returns or, after WS_S_ASYNC, until the callback begins.
 * Threading: one call at a time per instance. No lock is held while the source runs.
 * Async: as for WseEncoderEncode, with the source in place of the sink.
 *
 * Returns S_OK; WS_S_ASYNC; E_INVALIDARG (a NULL argument, [K4] maxLength is 0, or asyncContext->callback is NULL: nothing
 *   changes); WS_E_INVALID_FORMAT ([K5] malformed or truncated input, a wrong checksum, or anything after the end);
 *   WS_E_QUOTA_EXCEEDED (a limit of WSE_PROPERTY_ID); WS_E_INVALID_OPERATION (wrong phase, or another call is in progress; the
 *   source returned WS_S_ASYNC although it was passed no asyncContext, or [K6] it reports more bytes than it was asked for:
 *   both fault the decoder); WS_E_OBJECT_FAULTED; E_OUTOFMEMORY; [K7] the failure of the source, unchanged.
 * Source: sdk-api nc-webservices-ws_decoder_decode_callback.
 * Since: 0.1
 */
HRESULT WseDecoderDecode(void *decoderContext, void *buffer, ULONG maxLength, ULONG *length,
                         const WS_ASYNC_CONTEXT *asyncContext, WS_ERROR *error);

/**
 * Ends the message. A WS_DECODER_END_CALLBACK.
 *
 * Call order: [M1] after a Decode that returned 0 bytes. In any other phase it returns WS_E_INVALID_OPERATION and changes
 *   nothing.
 *
 * asyncContext   may be NULL. End always completes before it returns, and calls neither the source nor the callback.
 *
 * Returns S_OK; E_INVALIDARG (decoderContext is NULL); WS_E_INVALID_OPERATION; WS_E_OBJECT_FAULTED.
 * Source: sdk-api nc-webservices-ws_decoder_end_callback.
 * Since: 0.1
 */
HRESULT WseDecoderEnd(void *decoderContext, const WS_ASYNC_CONTEXT *asyncContext, WS_ERROR *error);

/**
 * Frees a decoder instance, in any phase. A WS_FREE_DECODER_CALLBACK. Does nothing if decoderContext is NULL.
 *
 * Async: as for WseFreeEncoder.
 * Source: sdk-api nc-webservices-ws_free_decoder_callback.
 * Since: 0.1
 */
void WseFreeDecoder(void *decoderContext);

#ifdef __cplusplus
}
#endif
#include "messages.h"
#include "registration.h"
#include "transforms.h"
#include "framing.h"

#endif
