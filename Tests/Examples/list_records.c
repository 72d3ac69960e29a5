/*
 * Lists the records of binary XML: of one message, then of the messages of a session.
 *
 *     cc -o list_records list_records.c $(pkg-config --cflags --libs wsencoder)
 *     ./list_records
 */
#include <stdio.h>
#include <string.h>
#include <wsencoder.h>

static HRESULT CALLBACK print(void *file, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *async, WS_ERROR *error)
{
    (void)async, (void)error;
    for (ULONG index = 0; index < count; index++)
        fwrite(buffers[index].bytes, 1, buffers[index].length, file);
    return S_OK;
}

/* What a program would have received. */
static HRESULT encode(const char *codec, const char *text, WSE_BUFFER *wire, WS_ERROR *error)
{
    WS_CHANNEL_ENCODER encoder;
    const WS_BYTES message = { (ULONG)strlen(text), (BYTE *)text };
    HRESULT hr = WseCreateChannelEncoder(codec, NULL, 0, &encoder, error);
    if (FAILED(hr))
        return hr;
    hr = WseEncodeMessage(&encoder, NULL, &message, 1, wire, NULL, NULL, error);
    WseFreeChannelEncoder(&encoder);
    return hr;
}

static HRESULT list_message(WSE_BUFFER *wire, WS_ERROR *error)
{
    HRESULT hr = encode("msbin1", "<order id='7'><item/></order>", wire, error);
    if (SUCCEEDED(hr))
        hr = WseDumpMessage("msbin1", NULL, 0, WseBufferRead, wire, print, stdout, error);
    return hr;
}

static HRESULT list_session(WSE_BUFFER *wire, WS_ERROR *error)
{
    WSE_DUMP *dump = NULL;
    HRESULT hr = WseCreateDump("msbinsession1", NULL, 0, TRUE, WseBufferRead, wire, print, stdout, &dump, error);
    if (SUCCEEDED(hr))
        hr = encode("msbinsession1", "<order/>", wire, error);
    if (SUCCEEDED(hr))
        hr = WseDumpNextMessage(dump, error); /* the source is empty at the end of the message */
    WseFreeDump(dump);
    return hr;
}

/* Takes the bytes of a buffer out of it, a piece at a time. */
static void print_hexadecimal(WSE_BUFFER *wire)
{
    BYTE piece[16];
    ULONG length = 0;
    while (SUCCEEDED(WseBufferRead(wire, piece, sizeof piece, &length, NULL, NULL)) && length > 0)
        for (ULONG index = 0; index < length; index++)
            printf("%02x%s", piece[index], index + 1 < length ? " " : "\n");
}

int main(void)
{
    WSE_BUFFER *wire = NULL;
    WS_ERROR *error = NULL;
    char line[300];
    HRESULT hr = WsCreateError(NULL, 0, &error);
    if (SUCCEEDED(hr))
        hr = WseCreateBuffer(0, &wire, error);
    if (SUCCEEDED(hr))
        hr = list_message(wire, error);
    if (SUCCEEDED(hr))
        hr = list_session(wire, error);
    if (SUCCEEDED(hr))
        hr = encode("msbin1", "<a/>", wire, error);
    if (SUCCEEDED(hr))
        print_hexadecimal(wire);
    if (WseFormatError(error, line, sizeof line) > 0)
        printf("%s\n", line);
    WseFreeBuffer(wire);
    WsFreeError(error);
    return SUCCEEDED(hr) ? 0 : 1;
}
