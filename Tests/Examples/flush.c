/*
 * A message that is produced slowly: after each flush, all that has been encoded so far has reached the sink, in a form that a
 * peer can show. Without it, gzip may keep kilobytes until more comes.
 *
 *     cc -o flush flush.c $(pkg-config --cflags --libs wsencoder)
 *     ./flush | gunzip
 */
#include <stdio.h>
#include <string.h>
#include <wsencoder.h>

static HRESULT CALLBACK to_stdout(void *context, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *asyncContext,
                                  WS_ERROR *error)
{
    ULONG *written = context;
    (void)asyncContext, (void)error;
    for (ULONG i = 0; i < count; i++) {
        if (fwrite(buffers[i].bytes, 1, buffers[i].length, stdout) != buffers[i].length)
            return E_FAIL;
        *written += buffers[i].length;
    }
    return fflush(stdout) == 0 ? S_OK : E_FAIL;
}

/* Encodes a row, and makes all of it reach the sink. */
static HRESULT send_row(const WS_CHANNEL_ENCODER *table, void *encoder, int row, WS_ERROR *error)
{
    char text[64];
    WS_BYTES bytes = { (ULONG)snprintf(text, sizeof text, "row %d\n", row), (BYTE *)text };
    HRESULT hr = table->encoderEncodeCallback(encoder, &bytes, 1, NULL, error);
    if (SUCCEEDED(hr))
        hr = WseEncoderFlush(encoder, NULL, error);
    return hr;
}

int main(void)
{
    WS_CHANNEL_ENCODER table = { 0 };
    WS_STRING type = { 0, NULL }, newType, encoding;
    WS_ERROR *error = NULL;
    void *encoder = NULL;
    ULONG written = 0;
    char line[300];
    HRESULT hr = WsCreateError(NULL, 0, &error);
    if (SUCCEEDED(hr))
        hr = WseCreateChannelEncoder("gzip", NULL, 0, &table, error);
    if (SUCCEEDED(hr))
        hr = table.createEncoderCallback(table.createContext, to_stdout, &written, &encoder, error);
    if (SUCCEEDED(hr))
        hr = table.encoderGetContentTypeCallback(encoder, &type, &newType, &encoding, error);
    if (SUCCEEDED(hr))
        hr = table.encoderStartCallback(encoder, NULL, error);
    for (int row = 1; SUCCEEDED(hr) && row <= 3; row++) {
        hr = send_row(&table, encoder, row, error);
        fprintf(stderr, "%u bytes after row %d\n", written, row);
    }
    if (SUCCEEDED(hr))
        hr = table.encoderEndCallback(encoder, NULL, error);
    if (WseFormatError(error, line, sizeof line) > 0)
        fprintf(stderr, "%s\n", line);
    if (encoder != NULL)
        table.freeEncoderCallback(encoder);
    WseFreeChannelEncoder(&table);
    WsFreeError(error);
    return FAILED(hr);
}
