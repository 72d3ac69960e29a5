/*
 * Decodes standard input to standard output with the callbacks of a decoder; without arguments, lists the codecs.
 *
 *     cc -o decode_stream decode_stream.c $(pkg-config --cflags --libs wsencoder)
 *     gzip -c message.xml | ./decode_stream gzip
 */
#include <stdio.h>
#include <wsencoder.h>

static HRESULT CALLBACK read_input(void *file, void *bytes, ULONG size, ULONG *length, const WS_ASYNC_CONTEXT *async,
                                   WS_ERROR *error)
{
    (void)async, (void)error; /* it never completes later */
    *length = (ULONG)fread(bytes, 1, size, file);
    return ferror((FILE *)file) ? E_FAIL : S_OK;
}

static void list_codecs(void)
{
    ULONG version = WseGetVersion();
    printf("libwsencoder %u.%u.%u\n", version >> 16, version >> 8 & 0xFF, version & 0xFF);
    for (ULONG index = 0; index < WseGetCodecCount(); index++)
        printf("%s\n", WseGetCodecName(index));
}

static HRESULT decode(const WS_CHANNEL_DECODER *decoder, const WS_STRING *encoding, WS_ERROR *error)
{
    void *instance = NULL;
    WS_STRING type = { 0, NULL }, decoded_type;
    BYTE bytes[4096];
    ULONG length = 1;
    HRESULT hr = decoder->createDecoderCallback(decoder->createContext, read_input, stdin, &instance, error);
    if (SUCCEEDED(hr))
        hr = decoder->decoderStartCallback(instance, NULL, error);
    if (SUCCEEDED(hr))
        hr = decoder->decoderGetContentTypeCallback(instance, &type, encoding, &decoded_type, error);
    while (SUCCEEDED(hr) && length > 0) {
        hr = decoder->decoderDecodeCallback(instance, bytes, sizeof bytes, &length, NULL, error);
        if (SUCCEEDED(hr))
            fwrite(bytes, 1, length, stdout);
    }
    if (SUCCEEDED(hr))
        hr = decoder->decoderEndCallback(instance, NULL, error);
    decoder->freeDecoderCallback(instance);
    return hr;
}

int main(int count, char **arguments)
{
    static const WS_STRING gzip = WS_STRING_VALUE(u"gzip");
    WS_CHANNEL_DECODER decoder;
    WS_ERROR *error = NULL;
    char line[300];
    if (count < 2) {
        list_codecs();
        return 0;
    }
    HRESULT hr = WsCreateError(NULL, 0, &error);
    if (SUCCEEDED(hr))
        hr = WseCreateChannelDecoder(arguments[1], NULL, 0, &decoder, error);
    if (SUCCEEDED(hr)) {
        hr = decode(&decoder, &gzip, error);
        WseFreeChannelDecoder(&decoder);
    }
    if (WseFormatError(error, line, sizeof line) > 0)
        fprintf(stderr, "%s\n", line);
    WsFreeError(error);
    return SUCCEEDED(hr) ? 0 : 1;
}
