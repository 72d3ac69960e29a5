/**
 * libwsencoder, whole messages: encoded, decoded and listed in one call, and the buffers that take what comes out. The
 * conventions of wsencoder.h hold here, too; include that.
 */
#ifndef WSENCODER_MESSAGES_H
#define WSENCODER_MESSAGES_H

#include "wsencoder.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Buffers ---- */

/** A queue of bytes in memory: written at one end, read at the other. */
typedef struct _WSE_BUFFER WSE_BUFFER;

/**
 * Creates an empty buffer.
 *
 * maxSize        bytes that may be in it at one time; 0: no limit but memory.
 * buffer         receives the buffer.
 *
 * Ownership: the caller frees it with WseFreeBuffer.
 *
 * Returns S_OK; E_INVALIDARG (buffer is NULL); E_OUTOFMEMORY.
 * Since: 0.1
 */
HRESULT WseCreateBuffer(ULONGLONG maxSize, WSE_BUFFER **buffer, WS_ERROR *error);

/**
 * Frees a buffer, its bytes and the strings that WseEncodeMessage and WseDecodeMessage left in it. NULL does nothing.
 * Since: 0.1
 */
void WseFreeBuffer(WSE_BUFFER *buffer);

/**
 * Empties a buffer, and frees the strings that WseEncodeMessage and WseDecodeMessage left in it. [B1] Keeps its memory for
 * what is written next. NULL does nothing.
 * Since: 0.1
 */
void WseResetBuffer(WSE_BUFFER *buffer);

/**
 * Gives what was written and not yet read.
 *
 * bytes          receives the address; NULL while nothing has been written.
 * size           receives the number of bytes.
 *
 * Ownership: the bytes stay the buffer's and are valid until it is next written to, read, reset or freed.
 *
 * Returns S_OK; E_INVALIDARG (NULL).
 * Since: 0.1
 */
HRESULT WseGetBufferBytes(const WSE_BUFFER *buffer, const BYTE **bytes, ULONGLONG *size);

/**
 * Appends bytes. [B2] A WS_WRITE_CALLBACK whose callbackState is the buffer: give it to an encoder as its sink.
 *
 * buffers        `count` elements; bytes may be NULL only when length is 0. Not bytes of the buffer itself.
 * asyncContext   NULL or not; the call always completes before it returns.
 *
 * Ownership: the bytes are copied.
 *
 * Returns S_OK; E_INVALIDARG (buffer is NULL; buffers is NULL with a count; bytes is NULL with a length);
 *   WS_E_QUOTA_EXCEEDED ([B3] more than maxSize bytes would be in it: nothing is written); E_OUTOFMEMORY (likewise).
 * Since: 0.1
 */
HRESULT WseBufferWrite(void *buffer, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *asyncContext,
                       WS_ERROR *error);

/**
 * Takes bytes out, oldest first. [B4] A WS_READ_CALLBACK whose callbackState is the buffer: give it to a decoder as its source.
 *
 * bytes          receives the bytes; may be NULL only when maxLength is 0.
 * maxLength      size of bytes.
 * length         receives their number; [B5] 0: the buffer is empty, or maxLength is 0.
 * asyncContext   NULL or not; the call always completes before it returns.
 *
 * Returns S_OK; E_INVALIDARG (NULL).
 * Since: 0.1
 */
HRESULT WseBufferRead(void *buffer, void *bytes, ULONG maxLength, ULONG *length, const WS_ASYNC_CONTEXT *asyncContext,
                      WS_ERROR *error);

/* ---- Whole messages ---- */

/**
 * Encodes a whole message in one call: creates an instance, runs it through all its callbacks synchronously, frees it.
 *
 * encoder        any complete table of the platform's own calling convention, this library's or not.
 * contentType    content type of the message; NULL: empty.
 * buffers        the message, `count` elements; bytes may be NULL only when length is 0. Not bytes of `output`.
 * output         [O1] what is encoded is appended to it.
 * newContentType, contentEncoding
 *                receive what the encoder's GetContentType gives; NULL where that is not wanted.
 *
 * Ownership: the strings are copies that live in `output` until it is reset or freed.
 * Threading: `output` is used by one call at a time.
 *
 * Returns S_OK; E_INVALIDARG (NULL, [O2] a callback is missing in the table); E_OUTOFMEMORY; WS_E_INVALID_OPERATION (a
 *   callback returned WS_S_ASYNC although asked to be synchronous); WS_E_QUOTA_EXCEEDED (output's maxSize);
 *   the failure of a callback, unchanged. [O3] On failure output holds what it held before.
 * Since: 0.1
 */
HRESULT WseEncodeMessage(const WS_CHANNEL_ENCODER *encoder, const WS_STRING *contentType, const WS_BYTES *buffers, ULONG count,
                         WSE_BUFFER *output, WS_STRING *newContentType, WS_STRING *contentEncoding, WS_ERROR *error);

/**
 * Decodes a whole message in one call: creates an instance, runs it through all its callbacks synchronously, frees it.
 *
 * decoder        any complete table of the platform's own calling convention, this library's or not.
 * contentType    content type of the encoded message; NULL: empty.
 * contentEncoding
 *                value of HTTP's Content-Encoding; NULL where there is none.
 * buffers        the encoded message, `count` elements; bytes may be NULL only when length is 0. Not bytes of `output`.
 * output         [O4] what is decoded is appended to it.
 * newContentType receives what the decoder's GetContentType gives; NULL where that is not wanted.
 *
 * Ownership, Threading, Returns: as WseEncodeMessage; also WS_E_INVALID_FORMAT and the others of WseDecoderDecode.
 * Since: 0.1
 */
HRESULT WseDecodeMessage(const WS_CHANNEL_DECODER *decoder, const WS_STRING *contentType, const WS_STRING *contentEncoding,
                         const WS_BYTES *buffers, ULONG count, WSE_BUFFER *output, WS_STRING *newContentType,
                         WS_ERROR *error);

/**
 * Lists the records of a message in binary XML, a line each: where it begins, its name in [MC-NBFX], and what it holds. For
 * people: when a peer misbehaves. What a line looks like may change with every version.
 *
 * codec          "msbin1", "msbinsession1" or one of their compressed forms. A message of a session is listed with its string
 *                table, and its identifiers are taken as those of a session's first message: what earlier ones have said is not
 *                known here.
 * properties     `propertyCount` elements: those that a decoder of the codec takes, but for WSE_PROPERTY_ABI and
 *                WSE_PROPERTY_INVALID_CHARACTERS, which a list shows as they are. [O6] A message is held to the same limits as
 *                when it is decoded, at the same defaults. What WSE_PROPERTY_MAX_DECODED_SIZE and WSE_PROPERTY_MAX_EXPANSION
 *                count is the lines, which are several times as long as the message. Of UTF-16 in attributes a unit counts as
 *                one byte. Bytes of text that are not ASCII are shown in hexadecimal, those of UTF-16 as they stand in the
 *                record: "\xe9\x00".
 * readCallback, readContext
 *                the source of the encoded message, which ends where it gives 0 bytes. WseBufferRead and a WSE_BUFFER will do.
 * writeCallback, writeContext
 *                the sink of the lines. WseBufferWrite and a WSE_BUFFER will do. [O5] Of a message that cannot be read it gets
 *                the lines up to where that is.
 *
 * Both callbacks are called before the function returns, with NULL for the asynchronous context. [O7] The lines are handed on
 * as they are made, at most 65,536 bytes at a time: neither they nor the message are held in memory.
 *
 * Returns S_OK; E_INVALIDARG (NULL; a property that decoders of the codec do not have, or a wrong value);
 *   WS_E_NOT_SUPPORTED (no such codec, or one without records); WS_E_INVALID_FORMAT (a record that cannot be read; what the
 *   records say is not judged, nor whether all elements are closed, or there are any: no bytes make no lines);
 *   WS_E_QUOTA_EXCEEDED (a limit); WS_E_INVALID_OPERATION (a callback returned WS_S_ASYNC); E_OUTOFMEMORY; the failure of a
 *   callback, unchanged.
 * Since: 0.1
 */
HRESULT WseDumpMessage(const char *codec, const WSE_PROPERTY *properties, ULONG propertyCount, WS_READ_CALLBACK readCallback,
                       void *readContext, WS_WRITE_CALLBACK writeCallback, void *writeContext, WS_ERROR *error);

#ifdef __cplusplus
}
#endif
#endif
