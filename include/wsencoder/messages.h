/**
 * libwsencoder: functions that encode, decode and list a whole message in one call, buffers for their output, and the text of
 * an error. Include wsencoder.h, whose conventions apply here, too.
 */
#ifndef WSENCODER_MESSAGES_H
#define WSENCODER_MESSAGES_H

#include "wsencoder.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Errors ---- */

/**
 * Writes all strings of a WS_ERROR as one line in UTF-8, from the general to the particular: "link 2 of the chain, gzip, has
 * failed: gzip decoder: the checksum is wrong (input offset 71)".
 *
 * error          [R18] may be NULL; then, and if it has no strings, the line is empty.
 * buffer         receives the line, ended by a zero; may be NULL only if size is 0.
 * size           size of buffer, in bytes. [R19] A longer line is cut, between characters.
 *
 * The strings are joined with ": ". [R20] A control character becomes a blank, and half a surrogate pair U+FFFD.
 *
 * Returns the length of the whole line in bytes, without the zero: the line was cut if that is not less than size. [R21] Adds
 *   nothing to the error and never fails.
 * Since: 0.1
 */
ULONG WseFormatError(WS_ERROR *error, char *buffer, ULONG size);

/* ---- Buffers ---- */

/** A queue of bytes in memory. Bytes are read in the order in which they were written. */
typedef struct _WSE_BUFFER WSE_BUFFER;

/**
 * Creates an empty buffer.
 *
 * maxSize        the largest number of bytes that the buffer may hold at one time; 0: limited only by memory.
 * buffer         receives the buffer.
 *
 * Ownership: the caller frees the buffer with WseFreeBuffer.
 *
 * Returns S_OK; E_INVALIDARG (buffer is NULL); E_OUTOFMEMORY.
 * Since: 0.1
 */
HRESULT WseCreateBuffer(ULONGLONG maxSize, WSE_BUFFER **buffer, WS_ERROR *error);

/**
 * Frees a buffer, its bytes and the strings that functions such as WseEncodeMessage stored in it. Does nothing if buffer is
 * NULL.
 * Since: 0.1
 */
void WseFreeBuffer(WSE_BUFFER *buffer);

/**
 * Empties a buffer and frees the strings that functions such as WseEncodeMessage stored in it. [B1] The buffer keeps its
 * memory for what is written next. Does nothing if buffer is NULL.
 * Since: 0.1
 */
void WseResetBuffer(WSE_BUFFER *buffer);

/**
 * Returns the bytes that were written and have not been read yet.
 *
 * bytes          receives the address of the first byte; NULL while nothing has been written.
 * size           receives the number of bytes.
 *
 * Ownership: the buffer owns the bytes. They are valid until it is next written to, read from, reset or freed.
 *
 * Returns S_OK; E_INVALIDARG (a NULL argument).
 * Since: 0.1
 */
HRESULT WseGetBufferBytes(const WSE_BUFFER *buffer, const BYTE **bytes, ULONGLONG *size);

/**
 * Returns the same bytes as a WS_BYTES, for functions that take one.
 *
 * bytes          receives the address and the number of bytes. [B6] What it points to must not be written to.
 *
 * Ownership: as for WseGetBufferBytes.
 *
 * Returns S_OK; E_INVALIDARG (a NULL argument); WS_E_QUOTA_EXCEEDED (there are 4 GiB or more, which a WS_BYTES cannot hold).
 * Since: 0.1
 */
HRESULT WseGetBufferView(const WSE_BUFFER *buffer, WS_BYTES *bytes);

/**
 * Appends bytes to a buffer. [B2] This is a WS_WRITE_CALLBACK whose callbackState is the buffer: use it as the sink of an
 * encoder.
 *
 * buffers        `count` elements. bytes may be NULL only if length is 0, and must not point into the buffer itself.
 * asyncContext   may be NULL; the call always completes before it returns.
 *
 * Ownership: the bytes are copied.
 *
 * Returns S_OK; E_INVALIDARG (buffer is NULL; buffers is NULL with a count; bytes is NULL with a length);
 *   WS_E_QUOTA_EXCEEDED ([B3] the buffer would hold more than maxSize bytes: nothing is written); E_OUTOFMEMORY (nothing is
 *   written).
 * Since: 0.1
 */
HRESULT WseBufferWrite(void *buffer, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *asyncContext,
                       WS_ERROR *error);

/**
 * Removes bytes from a buffer, the oldest first. [B4] This is a WS_READ_CALLBACK whose callbackState is the buffer: use it as
 * the source of a decoder.
 *
 * bytes          receives the bytes; may be NULL only if maxLength is 0.
 * maxLength      size of bytes, in bytes.
 * length         receives the number of bytes; [B5] 0 if the buffer is empty or maxLength is 0.
 * asyncContext   may be NULL; the call always completes before it returns.
 *
 * Returns S_OK; E_INVALIDARG (a NULL argument).
 * Since: 0.1
 */
HRESULT WseBufferRead(void *buffer, void *bytes, ULONG maxLength, ULONG *length, const WS_ASYNC_CONTEXT *asyncContext,
                      WS_ERROR *error);

/* ---- Whole messages ---- */

/**
 * Encodes a whole message in one call: creates an instance, calls all its callbacks synchronously, and frees it.
 *
 * encoder        any complete table with the platform's own calling convention, from this library or not.
 * contentType    content type of the message; NULL means empty.
 * buffers        the message, `count` elements. bytes may be NULL only if length is 0, and must not point into `output`.
 * output         [O1] the encoded message is appended to it.
 * newContentType, contentEncoding
 *                receive what GetContentType of the encoder returns; each may be NULL.
 *
 * Ownership: the strings are copies that `output` owns. They are valid until it is reset or freed.
 * Threading: `output` must be used by one call at a time.
 *
 * Returns S_OK; E_INVALIDARG (NULL where not allowed, or [O2] a callback is missing in the table); E_OUTOFMEMORY;
 *   WS_E_INVALID_OPERATION (a callback returned WS_S_ASYNC although it was called synchronously); WS_E_QUOTA_EXCEEDED (the
 *   maxSize of output); the failure of a callback, unchanged. [O3] After a failure, output holds what it held before.
 * Since: 0.1
 */
HRESULT WseEncodeMessage(const WS_CHANNEL_ENCODER *encoder, const WS_STRING *contentType, const WS_BYTES *buffers, ULONG count,
                         WSE_BUFFER *output, WS_STRING *newContentType, WS_STRING *contentEncoding, WS_ERROR *error);

/**
 * Decodes a whole message in one call: creates an instance, calls all its callbacks synchronously, and frees it.
 *
 * decoder        any complete table with the platform's own calling convention, from this library or not.
 * contentType    content type of the encoded message; NULL means empty.
 * contentEncoding
 *                value of HTTP's Content-Encoding; NULL or empty if there is none. [O11] The decoder is then passed NULL.
 * buffers        the encoded message, `count` elements. bytes may be NULL only if length is 0, and must not point into
 *                `output`.
 * output         [O4] the decoded message is appended to it.
 * newContentType receives what GetContentType of the decoder returns; may be NULL.
 *
 * Ownership, Threading, Returns: as for WseEncodeMessage; also WS_E_INVALID_FORMAT and the other results of WseDecoderDecode.
 * Since: 0.1
 */
HRESULT WseDecodeMessage(const WS_CHANNEL_DECODER *decoder, const WS_STRING *contentType, const WS_STRING *contentEncoding,
                         const WS_BYTES *buffers, ULONG count, WSE_BUFFER *output, WS_STRING *newContentType, WS_ERROR *error);

/**
 * Encodes a whole message as WseEncodeMessage does, for programs whose bytes and strings are those of C.
 *
 * contentType    content type of the message, zero-terminated; NULL or "" if it has none.
 * bytes          the message; may be NULL only if size is 0, and must not point into `output`.
 * size           size of the message in bytes; may be 4 GiB or more.
 * newContentType, contentEncoding
 *                receive what GetContentType of the encoder returns, zero-terminated; [O9] NULL where that is empty, because
 *                the message has no such header. Each may be NULL, or the address of the variable that held the argument.
 *
 * Strings are in UTF-8. [O10] Malformed UTF-8 in an argument becomes U+FFFD. So does half a surrogate pair in a result, where
 * control characters become blanks.
 *
 * The other arguments, Ownership, Threading, Returns: as for WseEncodeMessage; also E_INVALIDARG (bytes is NULL with a size).
 * Since: 0.1
 */
HRESULT WseEncodeBytes(const WS_CHANNEL_ENCODER *encoder, const char *contentType, const void *bytes, ULONGLONG size,
                       WSE_BUFFER *output, const char **newContentType, const char **contentEncoding, WS_ERROR *error);

/**
 * Decodes a whole message as WseDecodeMessage does, for programs whose bytes and strings are those of C.
 *
 * contentType    content type of the encoded message, zero-terminated; NULL or "" if it has none.
 * contentEncoding
 *                value of HTTP's Content-Encoding, zero-terminated; NULL or "" if there is none.
 * newContentType receives what GetContentType of the decoder returns, as for WseEncodeBytes; may be NULL.
 *
 * The other arguments, Ownership, Threading, Returns: as for WseDecodeMessage and WseEncodeBytes.
 * Since: 0.1
 */
HRESULT WseDecodeBytes(const WS_CHANNEL_DECODER *decoder, const char *contentType, const char *contentEncoding,
                       const void *bytes, ULONGLONG size, WSE_BUFFER *output, const char **newContentType, WS_ERROR *error);

/**
 * Lists the records of a binary XML message, one per line: its offset, its name in [MC-NBFX], and its contents. The list is
 * for people, to find out why a peer misbehaves. The format of the lines may change with every version. Of a package of mtom,
 * [O8] each part is a line: the offset of its content, its identifier, its type, its size, and the element that refers to it. A
 * part that is missing is a line, too.
 *
 * codec          "mtom", "msbin1", "msbinsession1" or one of their compressed forms. The list of a session's message includes
 *                its string table.
 * properties     `propertyCount` elements: any properties of the codec's decoder except WSE_PROPERTY_ABI and
 *                WSE_PROPERTY_INVALID_CHARACTERS. [O6] A message is held to the same limits as when it is decoded, with the
 *                same defaults. WSE_PROPERTY_MAX_DECODED_SIZE and WSE_PROPERTY_MAX_EXPANSION apply to the lines, which are
 *                several times as long as the message. In an attribute, a code unit of UTF-16 text counts as one byte.
 * readCallback, readContext
 *                the source of the encoded message, which ends when the source returns 0 bytes. May be WseBufferRead with a
 *                WSE_BUFFER.
 * writeCallback, writeContext
 *                the sink of the lines. May be WseBufferWrite with a WSE_BUFFER. [O5] If the message cannot be read, the sink
 *                receives the lines up to the error.
 *
 * Characters that XML does not allow are shown as they are. Text that is not ASCII is shown as bytes in hexadecimal; UTF-16
 * text, as the bytes that the record holds: "\xe9\x00".
 *
 * The message may be any message of a session. [O20] An identifier whose string it does not tell is listed as unknown, and the
 * strings of its table as [?] if it does not tell their identifiers. A message tells the identifiers of the strings that it
 * adds if it adds only strings that it uses and numbers them in the order in which it first uses them, as WCF and this library
 * do, and if it is well-formed and no longer than 1 MiB. WseCreateDump lists more messages of a session and knows more.
 *
 * Both callbacks are called before the function returns, with NULL for asyncContext. [O7] The lines are passed on as they are
 * made, at most 65,536 bytes at a time. Neither the lines nor the message are held in memory as a whole; only the first 1 MiB
 * of a session's message is.
 *
 * Returns S_OK; E_INVALIDARG (a NULL argument; a property that the codec's decoder does not have, or a wrong value);
 *   WS_E_NOT_SUPPORTED (there is no such codec, or its messages have no records); WS_E_INVALID_FORMAT (a record or a package
 *   cannot be read. Of binary XML, the function checks neither what the records say nor whether all elements are closed, and
 *   the list of an empty message is empty); WS_E_QUOTA_EXCEEDED (a limit); WS_E_INVALID_OPERATION (a callback returned
 *   WS_S_ASYNC); E_OUTOFMEMORY; the failure of a callback, unchanged.
 * Since: 0.1
 */
HRESULT WseDumpMessage(const char *codec, const WSE_PROPERTY *properties, ULONG propertyCount, WS_READ_CALLBACK readCallback,
                       void *readContext, WS_WRITE_CALLBACK writeCallback, void *writeContext, WS_ERROR *error);

/** Lists the records of messages, one after the other. */
typedef struct _WSE_DUMP WSE_DUMP;

/**
 * Creates an object that lists the records of any number of messages, such as those of one direction of a net.tcp connection.
 *
 * isFromStart    whether the first message is the first of its session. [O21] Then all identifiers are known, however a message
 *                is made, and no message is held in memory. If FALSE, [O22] each message may tell identifiers of the strings
 *                that it adds, as for WseDumpMessage; from then on, those of all strings that were listed are known.
 * dump           receives the object.
 *
 * The other arguments are those of WseDumpMessage. The source and the sink are used for all messages.
 *
 * Ownership: the caller frees the object with WseFreeDump.
 * Threading: one call at a time.
 *
 * Returns S_OK; E_INVALIDARG (a NULL argument; a property that the codec's decoder does not have, or a wrong value);
 *   WS_E_NOT_SUPPORTED (there is no such codec, or its messages have no records); E_OUTOFMEMORY.
 * Since: 0.1
 */
HRESULT WseCreateDump(const char *codec, const WSE_PROPERTY *properties, ULONG propertyCount, BOOL isFromStart,
                      WS_READ_CALLBACK readCallback, void *readContext, WS_WRITE_CALLBACK writeCallback, void *writeContext,
                      WSE_DUMP **dump, WS_ERROR *error);

/**
 * Lists the next message. The source returns 0 bytes at its end, and then the bytes of the next one.
 *
 * Returns what WseDumpMessage returns. [O23] After a failure, the next message can be listed all the same. If the string table
 *   of the one that failed could not be read, the strings of later messages have unknown identifiers.
 * Since: 0.1
 */
HRESULT WseDumpNextMessage(WSE_DUMP *dump, WS_ERROR *error);

/**
 * Frees the object. Does nothing if dump is NULL.
 * Since: 0.1
 */
void WseFreeDump(WSE_DUMP *dump);

#ifdef __cplusplus
}
#endif
#endif
