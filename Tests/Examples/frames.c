/*
 * Writes the records of a net.tcp connection into a buffer, and reads them again.
 *
 *     cc -o frames frames.c $(pkg-config --cflags --libs wsencoder)
 *     ./frames
 */
#include <stdio.h>
#include <string.h>
#include <wsencoder.h>

static WS_BYTES bytes_of(const char *text)
{
    WS_BYTES bytes = { (ULONG)strlen(text), (BYTE *)text };
    return bytes;
}

/* What a client says before its first message, and a message of 5 bytes. */
static HRESULT write_records(WSE_BUFFER *wire, WS_ERROR *error)
{
    const WSE_FRAME records[] = {
        { WSE_FRAME_VERSION, 1 << 8, 0, { 0, NULL } },
        { WSE_FRAME_MODE_RECORD, WSE_FRAME_MODE_DUPLEX, 0, { 0, NULL } },
        { WSE_FRAME_VIA, 0, 0, bytes_of("net.tcp://host:808/service") },
        { WSE_FRAME_ENCODING, 0, 0, bytes_of("application/soap+msbinsession1") },
        { WSE_FRAME_PREAMBLE_END, 0, 0, { 0, NULL } },
        { WSE_FRAME_ENVELOPE_BEGIN, 0, 5, { 0, NULL } },
        { WSE_FRAME_ENVELOPE_BYTES, 0, 0, bytes_of("hello") },
        { WSE_FRAME_ENVELOPE_END, 0, 0, { 0, NULL } },
        { WSE_FRAME_END, 0, 0, { 0, NULL } },
    };
    WSE_FRAME_WRITER *writer = NULL;
    HRESULT hr = WseCreateFrameWriter(WSE_FRAME_CLIENT, WseBufferWrite, wire, &writer, error);
    for (size_t index = 0; SUCCEEDED(hr) && index < WsCountOf(records); index++)
        hr = WseWriteFrame(writer, &records[index], NULL, error);
    WseFreeFrameWriter(writer);
    return hr;
}

/* Lists the records that have come. A server that cannot read them answers with a fault. */
static HRESULT read_records(WS_BYTES input, WS_ERROR *error)
{
    WSE_FRAME_READER *reader = NULL;
    WSE_FRAME frame = { WSE_FRAME_VERSION, 0, 0, { 0, NULL } };
    HRESULT hr = WseCreateFrameReader(WSE_FRAME_CLIENT, 65536, &reader, error);
    while (SUCCEEDED(hr) && frame.event != WSE_FRAME_NONE) {
        hr = WseReadFrame(reader, &input, &frame, error);
        if (SUCCEEDED(hr))
            printf("event %d: %.*s\n", (int)frame.event, (int)frame.bytes.length, (char *)frame.bytes.bytes);
    }
    if (FAILED(hr) && WseGetFrameFault(reader) != NULL)
        printf("answer: %s\n", WseGetFrameFault(reader));
    WseFreeFrameReader(reader);
    return hr;
}

int main(void)
{
    WSE_BUFFER *wire = NULL;
    WS_ERROR *error = NULL;
    const BYTE *bytes = NULL;
    ULONGLONG size = 0;
    HRESULT hr = WsCreateError(NULL, 0, &error);
    if (SUCCEEDED(hr))
        hr = WseCreateBuffer(0, &wire, error);
    if (SUCCEEDED(hr))
        hr = write_records(wire, error);
    if (SUCCEEDED(hr))
        hr = WseGetBufferBytes(wire, &bytes, &size);
    WS_BYTES sent = { (ULONG)size, (BYTE *)bytes }, wrong = { 3, (BYTE *)"\x00\x02\x00" };
    if (SUCCEEDED(hr))
        hr = read_records(sent, error);
    if (SUCCEEDED(hr))
        read_records(wrong, error); /* version 2, which nobody speaks */
    WseFreeBuffer(wire);
    WsFreeError(error);
    return SUCCEEDED(hr) ? 0 : 1;
}
