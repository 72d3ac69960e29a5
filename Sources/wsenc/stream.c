#include "stream.h"

enum { VERSION = 0x00, UNSIZED_ENVELOPE = 0x05, UPGRADE_RESPONSE = 0x0A, PREAMBLE_ACK = 0x0B };

static HRESULT fill(struct stream *stream)
{
    struct message *message = stream->message;
    ULONG count = 0;
    if (stream->input.length > 0 || stream->is_at_end)
        return S_OK;
    HRESULT result = message_read(message, message->buffer, BUFFER_SIZE, &count, message->error);
    stream->input = (WS_BYTES){ count, message->buffer };
    stream->is_at_end = SUCCEEDED(result) && count == 0;
    return result;
}

/* Brings a reader past a preamble that came before the bytes at hand, as that of the client might have been. */
static HRESULT pass_preamble(struct stream *stream, bool is_streamed)
{
    BYTE preamble[] = { 0x00, 1, 0, 0x01, is_streamed ? 1 : 2, 0x02, 1, 'x', 0x03, is_streamed ? 7 : 8, 0x0C };
    WS_BYTES bytes = { sizeof preamble, preamble };
    WSE_FRAME frame = { .event = WSE_FRAME_VERSION };
    HRESULT result = S_OK;
    while (SUCCEEDED(result) && frame.event != WSE_FRAME_NONE)
        result = WseReadFrame(stream->reader, &bytes, &frame, stream->message->error);
    return result;
}

/* The first byte tells whose records they are and whether they begin with a preamble. */
static HRESULT open_reader(struct stream *stream)
{
    BYTE first = *stream->input.bytes;
    bool is_server = first == UPGRADE_RESPONSE || first == PREAMBLE_ACK;
    stream->is_from_start = is_server || first == VERSION;
    HRESULT result = WseCreateFrameReader(is_server ? WSE_FRAME_SERVER : WSE_FRAME_CLIENT, 0, &stream->reader,
                                          stream->message->error);
    return FAILED(result) || stream->is_from_start ? result : pass_preamble(stream, first == UNSIZED_ENVELOPE);
}

HRESULT stream_read(struct stream *stream, WSE_FRAME *frame)
{
    *frame = (WSE_FRAME){ .event = WSE_FRAME_NONE };
    for (;;) {
        HRESULT result = S_OK;
        /* The end of an envelope is told before further bytes have come. */
        if (stream->reader != NULL) {
            ULONG left = stream->input.length;
            result = WseReadFrame(stream->reader, &stream->input, frame, stream->message->error);
            stream->offset += left - stream->input.length;
            if (FAILED(result) || frame->event != WSE_FRAME_NONE)
                return result;
        }
        result = fill(stream);
        if (FAILED(result) || stream->is_at_end)
            return result;
        if (stream->reader == NULL)
            result = open_reader(stream);
        if (FAILED(result))
            return result;
    }
}

int stream_peek(struct stream *stream, HRESULT *result)
{
    *result = fill(stream);
    return FAILED(*result) || stream->is_at_end ? -1 : *stream->input.bytes;
}

HRESULT stream_skip(struct stream *stream, ULONGLONG *count)
{
    HRESULT result;
    for (*count = 0; stream_peek(stream, &result) >= 0; stream->input.length = 0)
        *count += stream->input.length;
    stream->offset += *count;
    return result;
}

void stream_restart(struct stream *stream)
{
    WseFreeFrameReader(stream->reader);
    stream->reader = NULL;
}
