/* Lists the records of a message in binary XML. */
#include "message.h"

/* Its lines follow from the whole message, so that it is read as a whole; more than 4 GiB - 1 is over the limit. */
static HRESULT read_all(struct message *message, WSE_BUFFER *encoded) {
    WS_BYTES part = {0, message->buffer};
    for (;;) {
        HRESULT result = message_read(message, part.bytes, BUFFER_SIZE, &part.length, message->error);
        if (FAILED(result) || part.length == 0)
            return result;
        result = WseBufferWrite(encoded, &part, 1, NULL, message->error);
        if (FAILED(result))
            return result;
    }
}

static HRESULT write_all(struct message *message, const WSE_BUFFER *lines) {
    const BYTE *bytes;
    ULONGLONG size, written = 0;
    HRESULT result = WseGetBufferBytes(lines, &bytes, &size);
    if (SUCCEEDED(result))
        result = message_open_output(message);
    while (SUCCEEDED(result) && written < size) {
        ULONG count = size - written < BUFFER_SIZE ? (ULONG)(size - written) : BUFFER_SIZE;
        result = message_write(message, bytes + written, count, message->error);
        written += count;
    }
    return FAILED(result) ? result : message_commit_output(message);
}

/*
 * Of a message that is malformed, or goes beyond a limit, the lines up to where it does are what one wants to see: they are
 * written all the same. Any other failure says nothing of the message, and leaves the output as it was.
 */
static HRESULT dump(struct message *message, const WSE_BUFFER *encoded, WSE_BUFFER *lines) {
    const BYTE *bytes;
    ULONGLONG size;
    HRESULT result = WseGetBufferBytes(encoded, &bytes, &size);
    if (FAILED(result))
        return result;
    WS_BYTES whole = {(ULONG)size, (BYTE *)bytes};
    HRESULT listed = WseDumpMessage(message->options->codec, &whole, 1, lines, message->error);
    bool is_listed = SUCCEEDED(listed) || listed == WS_E_INVALID_FORMAT || listed == WS_E_QUOTA_EXCEEDED;
    if (!is_listed)
        return listed;
    result = write_all(message, lines);
    return FAILED(result) ? result : listed;
}

enum status message_dump(struct message *message) {
    WSE_BUFFER *encoded = NULL, *lines = NULL;
    HRESULT result = WseCreateBuffer(UINT32_MAX, &encoded, message->error);
    if (SUCCEEDED(result))
        result = WseCreateBuffer(0, &lines, message->error);
    if (SUCCEEDED(result))
        result = read_all(message, encoded);
    if (SUCCEEDED(result))
        result = dump(message, encoded, lines);
    WseFreeBuffer(lines);
    WseFreeBuffer(encoded);
    if (result == WS_E_NOT_SUPPORTED) {
        report("'%s' is no codec of binary XML", message->options->codec);
        return STATUS_NOT_SUPPORTED;
    }
    return FAILED(result) ? message_failed(message, result) : STATUS_SUCCESS;
}
