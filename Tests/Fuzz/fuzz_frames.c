/* Records of [MC-NMF]: whatever comes, a reader says the same for every split, a writer writes again what was read, and a session
 * on either side ends with a result. The first byte chooses the side, the second the size of the pieces. */
#include "fuzz.h"

enum { most_envelope = 1 << 16 };

/** What a reader has said: a line of bytes for each event, and the bytes of envelopes. */
static HRESULT read_all(WSE_FRAME_SIDE side, const uint8_t *data, size_t size, size_t piece, struct run *said,
                        struct run *envelopes, WSE_FRAME_WRITER *writer)
{
    WSE_FRAME_READER *reader = NULL;
    HRESULT result = S_OK;
    DEMAND(WseCreateFrameReader(side, most_envelope, &reader, NULL) == S_OK);
    for (size_t at = 0; at < size && SUCCEEDED(result); at += piece) {
        WS_BYTES input = { (ULONG)(size - at < piece ? size - at : piece), (BYTE *)data + at };
        for (;;) {
            WSE_FRAME frame;
            result = WseReadFrame(reader, &input, &frame, NULL);
            if (FAILED(result) || frame.event == WSE_FRAME_NONE)
                break;
            if (writer)
                DEMAND(WseWriteFrame(writer, &frame, NULL, NULL) == S_OK);
            if (frame.event == WSE_FRAME_ENVELOPE_BYTES) {
                DEMAND(frame.bytes.bytes + frame.bytes.length == input.bytes);
                run_append(envelopes, frame.bytes.bytes, frame.bytes.length);
                continue;
            }
            uint8_t head[] = { (uint8_t)frame.event, (uint8_t)frame.value, (uint8_t)frame.size };
            run_append(said, head, sizeof head);
            run_append(said, frame.bytes.bytes, frame.bytes.length);
        }
        DEMAND(FAILED(result) || input.length == 0);
    }
    DEMAND(!WseGetFrameFault(reader) || FAILED(result));
    WseFreeFrameReader(reader);
    return result;
}

static HRESULT CALLBACK collect(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                                WS_ERROR *error)
{
    (void)context, (void)error;
    for (ULONG i = 0; i < count; i++)
        run_append((struct run *)state, buffers[i].bytes, buffers[i].length);
    return S_OK;
}

/** The reader, in pieces and whole, and what a writer makes of it: read once more, it is the same. */
static void try_records(WSE_FRAME_SIDE side, const uint8_t *data, size_t size, size_t piece)
{
    struct run said[3] = { 0 }, envelopes[3] = { 0 }, written = { 0 };
    WSE_FRAME_WRITER *writer = NULL;
    DEMAND(WseCreateFrameWriter(side, collect, &written, &writer, NULL) == S_OK);
    HRESULT whole = read_all(side, data, size, size, &said[0], &envelopes[0], writer);
    DEMAND(read_all(side, data, size, piece, &said[1], &envelopes[1], NULL) == whole);
    DEMAND(said[0].size == said[1].size && envelopes[0].size == envelopes[1].size);
    DEMAND(said[0].size == 0 || memcmp(said[0].bytes, said[1].bytes, said[0].size) == 0);
    DEMAND(envelopes[0].size == 0 || memcmp(envelopes[0].bytes, envelopes[1].bytes, envelopes[0].size) == 0);
    DEMAND(SUCCEEDED(read_all(side, written.bytes, written.size, written.size, &said[2], &envelopes[2], NULL)));
    DEMAND(envelopes[2].size == 0 || memcmp(envelopes[0].bytes, envelopes[2].bytes, envelopes[2].size) == 0);
    WseFreeFrameWriter(writer);
    for (int i = 0; i < 3; i++) {
        free(said[i].bytes);
        free(envelopes[i].bytes);
    }
    free(written.bytes);
}

struct source {
    const uint8_t *bytes;
    size_t size, piece;
};

static HRESULT CALLBACK give(void *state, void *bytes, ULONG room, ULONG *length, const WS_ASYNC_CONTEXT *context,
                             WS_ERROR *error)
{
    struct source *source = (struct source *)state;
    size_t part = source->size < source->piece ? source->size : source->piece;
    (void)context, (void)error;
    part = part < room ? part : room;
    if (part > 0)
        memcpy(bytes, source->bytes, part);
    source->bytes += part;
    source->size -= part;
    *length = (ULONG)part;
    return S_OK;
}

/** Receives and answers until there are no more messages, and does it all once more. */
static void try_session(WSE_FRAME_SIDE side, const uint8_t *data, size_t size, size_t piece)
{
    static const char request[] = "<a xmlns=\"urn:a\">text</a>";
    struct source source = { data, size, piece };
    struct run written = { 0 };
    WSE_FRAME_SESSION *session = NULL;
    WSE_BUFFER *buffer = NULL;
    WSE_FRAME_PREAMBLE preamble = { .via = "net.tcp://x" };
    WS_BYTES message = { sizeof request - 1, (BYTE *)request };
    DEMAND(WseCreateFrameSession(most_envelope, give, &source, collect, &written, &session, NULL) == S_OK);
    DEMAND(WseCreateBuffer(1 << 20, &buffer, NULL) == S_OK);
    HRESULT result = S_OK;
    for (int i = 0; i < 3 && result == S_OK; i++) {
        do
            result = side == WSE_FRAME_CLIENT ? WseAcceptFrameSession(session, &preamble, NULL)
                                              : WseOpenFrameSession(session, &preamble, NULL);
        while (result == S_FALSE && SUCCEEDED(WseAgreeToFrameUpgrade(session, NULL)));
        while (result == S_OK && (result = WseReceiveFrameMessage(session, buffer, NULL)) == S_OK) {
            WseResetBuffer(buffer);
            if (FAILED(WseSendFrameMessage(session, &message, 1, NULL)))
                break;
        }
        result = result == WS_S_END ? WseEndFrameSession(session, NULL) : result;
    }
    WseFreeFrameSession(session);
    WseFreeBuffer(buffer);
    free(written.bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct choices choices = { data, size };
    WSE_FRAME_SIDE side = choose(&choices) & 1 ? WSE_FRAME_SERVER : WSE_FRAME_CLIENT;
    size_t piece = 1 + choose(&choices) % 32;
    if (choices.size == 0)
        return 0;
    try_records(side, choices.data, choices.size, piece);
    try_session(side, choices.data, choices.size, piece);
    return 0;
}
