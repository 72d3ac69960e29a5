/**
 * libwsencoder: .NET message framing ([MC-NMF]), which carries messages over net.tcp. Include wsencoder.h, whose conventions
 * apply here, too.
 *
 * None of these objects has a socket. Most programs need only WSE_FRAME_SESSION, which exchanges whole messages and takes care
 * of records and encodings. WSE_FRAME_READER and WSE_FRAME_WRITER are for programs that look at the records themselves.
 *
 * Threads: use each of these objects for one call at a time, as an instance of a codec. Different objects may be used in
 * parallel, such as the reader and the writer of one connection, but not a session by a thread that reads and one that writes.
 */
#ifndef WSENCODER_FRAMING_H
#define WSENCODER_FRAMING_H

#include "wsencoder.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Records ---- */

/** A side of a connection: the client opened it, the server accepted it. */
typedef enum {
    WSE_FRAME_CLIENT = 0,
    WSE_FRAME_SERVER = 1
} WSE_FRAME_SIDE;

/** How messages follow one another on a connection. The numbers are those of the Mode record. */
typedef enum {
    /** One message each way, in chunks, because its size is not known when it begins. WCF calls it streamed. */
    WSE_FRAME_MODE_SINGLETON_UNSIZED = 1,
    /** Any number of messages each way. */
    WSE_FRAME_MODE_DUPLEX = 2,
    /** Any number of messages from the client. */
    WSE_FRAME_MODE_SIMPLEX = 3
} WSE_FRAME_MODE;

/** What a WSE_FRAME is. */
typedef enum {
    WSE_FRAME_NONE = 0,              /* read only: all bytes have been taken, and more are needed */
    WSE_FRAME_VERSION = 1,           /* value: major version << 8 | minor version. A writer always writes 1.0. */
    WSE_FRAME_MODE_RECORD = 2,       /* value: a WSE_FRAME_MODE */
    WSE_FRAME_VIA = 3,               /* bytes: the URI that the client connects to, at most 2,048 bytes. Not checked: it may be
                                      * empty, and need not be a URI or UTF-8. */
    WSE_FRAME_ENCODING = 4,          /* bytes: the content type of the messages, at most 256 bytes. value: the number in a
                                      * Known Encoding record; -1 in an Extensible Encoding record. A writer ignores value and
                                      * writes a Known Encoding record if [MC-NMF] has a number for the content type. */
    WSE_FRAME_UPGRADE_REQUEST = 5,   /* bytes: the name of the protocol, such as "application/ssl-tls", at most 256 bytes */
    WSE_FRAME_UPGRADE_RESPONSE = 6,
    WSE_FRAME_PREAMBLE_END = 7,
    WSE_FRAME_PREAMBLE_ACK = 8,
    WSE_FRAME_ENVELOPE_BEGIN = 9,    /* size: bytes of the envelope; WSE_FRAME_UNSIZED if the size is not known */
    WSE_FRAME_ENVELOPE_BYTES = 10,   /* bytes: the next bytes of the envelope */
    WSE_FRAME_ENVELOPE_END = 11,
    WSE_FRAME_END = 12,              /* the side has no more messages */
    WSE_FRAME_FAULT = 13             /* bytes: the URI of the fault, at most 256 bytes. Nothing follows. */
} WSE_FRAME_EVENT;

/** The size of an envelope whose size is not known when it begins. */
#define WSE_FRAME_UNSIZED (~(ULONGLONG)0)

/** A record, or the beginning, a part or the end of an envelope. Fields that the comment of the event does not name are 0. */
typedef struct _WSE_FRAME {
    WSE_FRAME_EVENT event;
    LONG value;
    ULONGLONG size;
    WS_BYTES bytes;
} WSE_FRAME;

/* ---- Reading records ---- */

/** Reads the records that one side of a connection writes. */
typedef struct _WSE_FRAME_READER WSE_FRAME_READER;

/**
 * Creates a reader.
 *
 * side            whose records it reads: a server reads those of WSE_FRAME_CLIENT.
 * maxEnvelopeSize the largest envelope, in bytes; 0: no limit. [U1] An envelope of exactly this size is accepted.
 * reader          receives the reader.
 *
 * Ownership: the caller frees the reader with WseFreeFrameReader.
 *
 * Returns S_OK; E_INVALIDARG (reader is NULL, or side is unknown); E_OUTOFMEMORY.
 * Since: 0.1
 */
HRESULT WseCreateFrameReader(WSE_FRAME_SIDE side, ULONGLONG maxEnvelopeSize, WSE_FRAME_READER **reader, WS_ERROR *error);

/**
 * Takes bytes off the front of `input` up to the next event. Call it until it returns WSE_FRAME_NONE, then again with the bytes
 * that have come meanwhile.
 *
 * input          the bytes of the connection; the call moves `bytes` and `length` past those it has taken. [U2] It does not
 *                matter where the stream is split.
 * frame          receives the event. [U3] bytes of an envelope point into the input; nothing is copied. Other bytes are
 *                followed by a zero byte.
 *
 * [U4] The records must be in the order of [MC-NMF]. A reader of a server's records does not know the mode: it accepts sized
 * envelopes or one unsized envelope. After WSE_FRAME_END, a further preamble may follow. [U5] After a client's
 * WSE_FRAME_UPGRADE_REQUEST or a server's WSE_FRAME_UPGRADE_RESPONSE, secure the connection and pass what it then carries to
 * the same reader.
 *
 * Ownership: bytes that do not point into the input are valid until the next call.
 *
 * Returns S_OK; E_INVALIDARG (a NULL argument, or input->bytes is NULL with a length); WS_E_INVALID_FORMAT ([U6] an unknown or
 *   misplaced record; a version other than 1; an unknown mode or encoding; a size of more than 32 bits; a zero byte in a text);
 *   WS_E_QUOTA_EXCEEDED ([U7] a text or an envelope is too large); WS_E_OBJECT_FAULTED (an earlier call has failed);
 *   E_OUTOFMEMORY. [U8] The error string gives the offset in the stream. Every failure except E_INVALIDARG faults the reader.
 * Since: 0.1
 */
HRESULT WseReadFrame(WSE_FRAME_READER *reader, WS_BYTES *input, WSE_FRAME *frame, WS_ERROR *error);

/**
 * Returns what a server answers after WseReadFrame has failed: [U9] the URI to write as WSE_FRAME_FAULT before it closes the
 * connection. Never fails.
 *
 * Returns a zero-terminated string, valid as long as the library is loaded; NULL if the server closes the connection without
 *   an answer, or WseReadFrame has not failed, or reader is NULL.
 * Since: 0.1
 */
const char *WseGetFrameFault(const WSE_FRAME_READER *reader);

/**
 * Frees a reader. Does nothing if reader is NULL.
 * Since: 0.1
 */
void WseFreeFrameReader(WSE_FRAME_READER *reader);

/* ---- Writing records ---- */

/** Writes the records of one side of a connection. */
typedef struct _WSE_FRAME_WRITER WSE_FRAME_WRITER;

/**
 * Creates a writer.
 *
 * side           the side that it writes for.
 * writeCallback  the sink. At most one call of it is outstanding at a time.
 * writeContext   passed to the sink; may be NULL.
 * writer         receives the writer.
 *
 * Ownership: the caller frees the writer with WseFreeFrameWriter. The writer uses the sink and its context until then or, if an
 *   operation is outstanding at that time, until the callback of that operation.
 *
 * Returns S_OK; E_INVALIDARG (writeCallback or writer is NULL, or side is unknown); E_OUTOFMEMORY.
 * Since: 0.1
 */
HRESULT WseCreateFrameWriter(WSE_FRAME_SIDE side, WS_WRITE_CALLBACK writeCallback, void *writeContext,
                             WSE_FRAME_WRITER **writer, WS_ERROR *error);

/**
 * Writes a record, or the beginning, a part or the end of an envelope.
 *
 * frame          as WseReadFrame returns it. [U10] What WseReadFrame returned for a stream makes the same stream, except that
 *                sizes are written in as few bytes as possible, and encodings as [MC-NMF] numbers them.
 * asyncContext   NULL: complete before returning; the sink is passed NULL, too. Otherwise both fields are copied.
 *
 * [U11] The records of a preamble are held back until WSE_FRAME_UPGRADE_REQUEST or WSE_FRAME_PREAMBLE_END, and the beginning of
 * an envelope until its first bytes or its end, so that each of them takes one call of the sink. [U12] The bytes of an envelope
 * are passed on as they are, in a buffer of their own after the records; nothing is copied. [U13] In an unsized envelope, each
 * part becomes one chunk, and an empty part is left out.
 *
 * Ownership: frame->bytes of an envelope and error are borrowed until the call returns or, after WS_S_ASYNC, until the callback
 *   begins.
 * Async: [U14] as for WseEncoderEncode.
 *
 * Returns S_OK; WS_S_ASYNC; E_INVALIDARG (writer or frame is NULL; an unknown event, WSE_FRAME_NONE, or an unknown mode;
 *   bytes is NULL with a length; [U17] a text has a zero byte: nothing changes; a size of 4 GiB or more that is not
 *   WSE_FRAME_UNSIZED; asyncContext->callback is NULL);
 *   WS_E_INVALID_OPERATION ([U15] the record may not come here: nothing changes; another call is in progress; the sink returned
 *   WS_S_ASYNC although it was passed no asyncContext); WS_E_QUOTA_EXCEEDED (a text is too long: nothing changes);
 *   WS_E_OBJECT_FAULTED (the sink has failed before); E_OUTOFMEMORY; [U16] the failure of the sink, unchanged.
 * Since: 0.1
 */
HRESULT WseWriteFrame(WSE_FRAME_WRITER *writer, const WSE_FRAME *frame, const WS_ASYNC_CONTEXT *asyncContext, WS_ERROR *error);

/**
 * Frees a writer. Does nothing if writer is NULL.
 *
 * Async: as for WseFreeEncoder.
 * Since: 0.1
 */
void WseFreeFrameWriter(WSE_FRAME_WRITER *writer);

/* ---- Sessions ----
 *
 * A session is one side of a connection. It encodes, decodes and frames messages, and reads and writes the bytes of the
 * connection with two callbacks of the program.
 *
 *     client: WseOpenFrameSession,   then messages, then WseEndFrameSession
 *     server: WseAcceptFrameSession, then messages, then WseEndFrameSession
 *
 * Each side sends and receives in any order that suits it. Replies come in the order in which the peer sends them, which need
 * not be that of the requests: the header RelatesTo of a reply has the MessageID of its request. The end of a session:
 *
 *     WseEndFrameSession(session, error);
 *     while ((hr = WseReceiveFrameMessage(session, buffer, error)) == S_OK) ...
 *
 * WS_S_END says that the peer has ended, too. A server that has received WS_S_END needs only call WseEndFrameSession.
 *
 * [Z23] While readCallback waits for the peer's next message, or the next part of one, it can send: with WseSendFrameMessage,
 * WseWriteFrameMessage, WseEndFrameMessage and WseEndFrameSession. If one of them fails and faults the session, the call that
 * waits fails, too. All other calls that a callback makes of its session return WS_E_INVALID_OPERATION and change nothing.
 * [Z24] A callback can free the session. The call that called it then calls no other, and returns WS_E_OPERATION_ABORTED.
 *
 * All functions of a session are synchronous: they pass NULL as the asyncContext of the callbacks and complete before they
 * return. That is on purpose. What takes time in a session is waiting for the peer, in either direction and at any byte, and a
 * program with an event loop knows best what to do meanwhile. [Z22] Such a program uses the parts of a session:
 *   - What the connection carries goes to WseReadFrame, as it comes. A WSE_FRAME_READER keeps its place between calls.
 *   - The bytes of an envelope go into a WSE_BUFFER, and at the end of the envelope to WseDecodeMessage. Or they supply a
 *     decoder as they come: its source returns WS_S_ASYNC when it has no more of them.
 *   - A message is encoded with WseEncodeMessage, or with an encoder whose sink is asynchronous. What it becomes is written as
 *     an envelope with WseWriteFrame, whose sink returns WS_S_ASYNC while the connection takes no more bytes.
 *   - A connection whose messages are of application/soap+msbinsession1 needs one encoder and one decoder instance for all of
 *     them, since messages refer to earlier ones. WseEncodeMessage and WseDecodeMessage have a new instance for each message.
 */

struct _WSE_BUFFER; /* see messages.h */

/** One side of a connection. */
typedef struct _WSE_FRAME_SESSION WSE_FRAME_SESSION;

/** What a client says about a connection before the first message. */
typedef struct _WSE_FRAME_PREAMBLE {
    WSE_FRAME_MODE mode;     /* 0 means WSE_FRAME_MODE_DUPLEX */
    const char *via;         /* the URI that the client connects to: "net.tcp://host:808/service". Not checked: what a client
                              * says may be empty, and need not be a URI or UTF-8. */
    const char *contentType; /* content type of the messages as encoded. NULL means "application/soap+msbinsession1" or, in the
                              * mode singleton-unsized, "application/soap+msbin1". */
    const char *upgrade;     /* name of the protocol that the connection is to be secured with; NULL: none */
} WSE_FRAME_PREAMBLE;

/**
 * Creates a session.
 *
 * maxMessageSize the largest message that it accepts from the peer, in bytes, encoded and also decoded; 0 means 67,108,864.
 * readCallback   the source: it waits until bytes have come, and returns any number of them; 0 bytes mean that the peer has
 *                closed the connection.
 * writeCallback  the sink: it returns when all bytes have been written or stored.
 * readContext, writeContext
 *                passed to the callbacks; may be NULL.
 * session        receives the session.
 *
 * Ownership: the caller frees the session with WseFreeFrameSession. The session uses the callbacks and their contexts until
 *   then.
 *
 * Returns S_OK; E_INVALIDARG (a callback or session is NULL); E_OUTOFMEMORY.
 * Since: 0.1
 */
HRESULT WseCreateFrameSession(ULONGLONG maxMessageSize, WS_READ_CALLBACK readCallback, void *readContext,
                              WS_WRITE_CALLBACK writeCallback, void *writeContext, WSE_FRAME_SESSION **session,
                              WS_ERROR *error);

/**
 * Opens the connection as its client: writes the preamble and waits for the server to accept it.
 *
 * preamble       what to say. [Z1] The content type chooses the codec: binary XML ("application/soap+msbin1" and
 *                "application/soap+msbinsession1", with "+gzip" or "+deflate") or text ("application/soap+xml" or "text/xml",
 *                in UTF-8 or UTF-16), or MTOM ("multipart/related; type=\"application/xop+xml\""). It may have parameters.
 *                Messages in text are not checked to be XML. A type goes out as a Known Encoding only if it is exactly the one
 *                that [MC-NMF] names: "text/xml" becomes an Extensible Encoding, "text/xml; charset=utf-8" does not.
 *                [Z21] Packages of MTOM name their boundaries in MIME header fields of their own, with which each envelope
 *                begins. They say application/soap+xml, unless the content type has the parameter start-info="text/xml". What
 *                may be held of one that is received is limited by maxMessageSize alone.
 *
 * [Z2] With an upgrade, the function asks for it, waits until the server agrees, and returns S_FALSE: secure the connection,
 * let the callbacks read and write what it carries, and call the function again, with the next upgrade or none. Only `upgrade`
 * is read in that call.
 *
 * Call order: on a new session, after S_FALSE, or [Z3] after WseEndFrameSession and WS_S_END, to use the connection once more.
 *
 * Ownership: the strings are read only during the call.
 *
 * Every failure other than E_INVALIDARG and WS_E_INVALID_OPERATION faults the session.
 *
 * Returns S_OK; S_FALSE; E_INVALIDARG (session, preamble or via is NULL, or the mode is unknown); WS_E_INVALID_OPERATION (the
 *   session is open, or a callback returned WS_S_ASYNC); WS_E_NOT_SUPPORTED (there is no codec for the content type);
 *   WS_E_QUOTA_EXCEEDED (a string is too long); WS_E_INVALID_FORMAT (what the peer says is not [MC-NMF], or [Z4] bytes follow
 *   the agreement to an upgrade, which an attacker may have put there: those that readCallback has already returned. Bytes that
 *   it still holds, the program must refuse itself or pass to the protocol of the upgrade); WS_E_ENDPOINT_DISCONNECTED (the
 *   peer has closed the connection); WS_E_OBJECT_FAULTED; E_OUTOFMEMORY; the failure of a callback, unchanged. [Z5] If the
 *   server answers with a fault, the error string has its URI, and the result is WS_E_ENDPOINT_NOT_FOUND,
 *   WS_E_ENDPOINT_NOT_AVAILABLE, WS_E_ENDPOINT_TOO_BUSY, WS_E_QUOTA_EXCEEDED (ViaTooLong, ContentTypeTooLong,
 *   MaxMessageSizeExceededFault), WS_E_NOT_SUPPORTED (ContentTypeInvalid, UnsupportedMode, UnsupportedVersion, UpgradeInvalid)
 *   or WS_E_ENDPOINT_FAILURE.
 * Since: 0.1
 */
HRESULT WseOpenFrameSession(WSE_FRAME_SESSION *session, const WSE_FRAME_PREAMBLE *preamble, WS_ERROR *error);

/**
 * Accepts a connection as its server: reads the preamble of the client.
 *
 * preamble       receives what the client says.
 *
 * [Z6] If the client asks for an upgrade, the function returns S_FALSE, with its name in preamble->upgrade. Call
 * WseAgreeToFrameUpgrade, secure the connection, let the callbacks read and write what it carries, and call this function
 * again; or refuse with WseFailFrameSession. [Z7] After S_OK, the next call of the session tells the client that it is
 * accepted: WseReadFrameMessage, WseWriteFrameMessage and what uses them, or WseEndFrameSession. Until then,
 * WseFailFrameSession can refuse it.
 *
 * Ownership: the session owns the strings. They are valid until the session is accepted again or freed.
 *
 * Returns S_OK; S_FALSE; WS_S_END ([Z8] the client has closed the connection before it said anything); E_INVALIDARG;
 *   WS_E_INVALID_OPERATION; WS_E_NOT_SUPPORTED, WS_E_QUOTA_EXCEEDED, WS_E_INVALID_FORMAT ([Z9] the client has been sent the
 *   fault that [MC-NMF] provides, if any); the other results of WseOpenFrameSession.
 * Since: 0.1
 */
HRESULT WseAcceptFrameSession(WSE_FRAME_SESSION *session, WSE_FRAME_PREAMBLE *preamble, WS_ERROR *error);

/**
 * Tells the client that its upgrade is accepted. Secure the connection when the call has returned. See WseAcceptFrameSession.
 *
 * Returns S_OK; E_INVALIDARG; WS_E_INVALID_OPERATION (no upgrade was asked for); WS_E_INVALID_FORMAT (bytes follow the request,
 *   which an attacker may have put there; as for WseOpenFrameSession, only those that readCallback has already returned);
 *   WS_E_OBJECT_FAULTED; E_OUTOFMEMORY; the failure of the sink, unchanged.
 * Since: 0.1
 */
HRESULT WseAgreeToFrameUpgrade(WSE_FRAME_SESSION *session, WS_ERROR *error);

/**
 * Sends a whole message.
 *
 * buffers        the message as text in UTF-8, `count` elements. bytes may be NULL only if length is 0.
 *
 * Returns the results of WseWriteFrameMessage and WseEndFrameMessage. [Z10] A message that cannot be encoded leaves the session
 *   usable if nothing of it was written, as WseEncoderEncode says of a session's messages.
 * Since: 0.1
 */
HRESULT WseSendFrameMessage(WSE_FRAME_SESSION *session, const WS_BYTES *buffers, ULONG count, WS_ERROR *error);

/**
 * Receives a whole message: waits for it, and appends it to a buffer as text in UTF-8.
 *
 * output         a WSE_BUFFER. [Z11] The message is appended to it. After a failure it holds what it held before.
 *
 * Returns the results of WseReadFrameMessage; WS_E_QUOTA_EXCEEDED (also the maxSize of output).
 * Since: 0.1
 */
HRESULT WseReceiveFrameMessage(WSE_FRAME_SESSION *session, struct _WSE_BUFFER *output, WS_ERROR *error);

/**
 * Sends the next part of a message. [Z12] A WS_WRITE_CALLBACK whose callbackState is the session. The first call after
 * WseEndFrameMessage begins a message.
 *
 * buffers, count as for WseEncoderEncode.
 * asyncContext   may be NULL; the call always completes before it returns.
 *
 * [Z13] In the mode singleton-unsized, what is encoded is written at once. In the other modes the size comes first, so that the
 * encoded message is held in memory until its end.
 *
 * Returns S_OK; E_INVALIDARG; WS_E_INVALID_OPERATION ([Z14] the session is not open, has ended, has no more messages to send in
 *   its mode, or a callback returned WS_S_ASYNC); the other results of WseEncoderEncode.
 * Since: 0.1
 */
HRESULT WseWriteFrameMessage(void *session, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *asyncContext,
                             WS_ERROR *error);

/**
 * Ends the message that WseWriteFrameMessage has begun, and writes what is left of it. In the mode singleton-unsized this also
 * ends the session on this side.
 *
 * Returns S_OK; E_INVALIDARG; WS_E_INVALID_OPERATION (no message has begun); the other results of WseEncoderEnd.
 * Since: 0.1
 */
HRESULT WseEndFrameMessage(WSE_FRAME_SESSION *session, WS_ERROR *error);

/**
 * Receives the next part of a message. [Z15] A WS_READ_CALLBACK whose callbackState is the session.
 *
 * bytes, maxLength, length
 *                as for WseDecoderDecode. 0 bytes end the message; the next call waits for the next message.
 * asyncContext   may be NULL; the call always completes before it returns.
 *
 * Returns S_OK; WS_S_END ([Z16] the peer has no more messages; 0 bytes); E_INVALIDARG; WS_E_INVALID_OPERATION (the session is
 *   not open, or a callback returned WS_S_ASYNC); WS_E_ENDPOINT_DISCONNECTED ([Z17] the peer has closed the connection without
 *   an End record, unless this side has ended: then it is WS_S_END); the results of WseOpenFrameSession for a fault of the peer
 *   and for records that are not [MC-NMF]; the other results of WseDecoderDecode. Every failure other than E_INVALIDARG and
 *   WS_E_INVALID_OPERATION faults the session. [Z18] A server has then sent the client a fault if [MC-NMF] provides one:
 *   for a message that is too large, encoded or decoded, MaxMessageSizeExceededFault.
 * Since: 0.1
 */
HRESULT WseReadFrameMessage(void *session, void *bytes, ULONG maxLength, ULONG *length, const WS_ASYNC_CONTEXT *asyncContext,
                            WS_ERROR *error);

/**
 * Tells the peer that this side has no more messages. The peer's messages can still be received. When it has ended, too
 * (WS_S_END), the connection can be closed, or opened or accepted once more.
 *
 * Returns S_OK ([Z19] also if it has ended before); E_INVALIDARG; WS_E_INVALID_OPERATION (the session is not open, or a message
 *   has not ended); WS_E_OBJECT_FAULTED; E_OUTOFMEMORY; the failure of the sink, unchanged.
 * Since: 0.1
 */
HRESULT WseEndFrameSession(WSE_FRAME_SESSION *session, WS_ERROR *error);

/**
 * Refuses the connection, or what the client has sent, with a fault. Close the connection afterwards: the session is faulted.
 *
 * fault          URI of the fault, at most 256 bytes, such as
 *                "http://schemas.microsoft.com/ws/2006/05/framing/faults/EndpointNotFound".
 *
 * Returns S_OK; E_INVALIDARG (a NULL argument); WS_E_INVALID_OPERATION ([Z20] the session is not a server's, or a message has
 *   begun and not ended); WS_E_QUOTA_EXCEEDED; WS_E_OBJECT_FAULTED; E_OUTOFMEMORY; the failure of the sink, unchanged.
 * Since: 0.1
 */
HRESULT WseFailFrameSession(WSE_FRAME_SESSION *session, const char *fault, WS_ERROR *error);

/**
 * Frees a session, in any state, also in one of its callbacks [Z24]. It writes nothing. Does nothing if session is NULL.
 * Since: 0.1
 */
void WseFreeFrameSession(WSE_FRAME_SESSION *session);

#ifdef __cplusplus
}
#endif
#endif
