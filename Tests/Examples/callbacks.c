/*
 * Encodes a message with the callbacks of an encoder, synchronously.
 *
 *     cc -o callbacks callbacks.c $(pkg-config --cflags --libs wsencoder)
 *     ./callbacks
 */
#include <stdio.h>
#include <wsencoder.h>

int main(void)
{
    WS_CHANNEL_ENCODER encoder;
    WSE_BUFFER *output = NULL;
    WS_ERROR *error = NULL;
    void *instance = NULL;
    char line[300];
    WS_STRING type = WS_STRING_VALUE(u"application/soap+xml; charset=utf-8"), newType, encoding;
    BYTE soap[] = "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Body><order><item>1</item>"
                  "<item>2</item><item>3</item><item>4</item><item>5</item></order></s:Body></s:Envelope>";
    WS_BYTES message = { sizeof soap - 1, soap };
    const BYTE *bytes;
    ULONGLONG size = 0;

    WsCreateError(NULL, 0, &error);
    HRESULT hr = WseCreateBuffer(0, &output, error); /* a sink; yours can be any WS_WRITE_CALLBACK */
    if (SUCCEEDED(hr))
        hr = WseCreateChannelEncoder("gzip", NULL, 0, &encoder, error);
    if (SUCCEEDED(hr)) {
        hr = encoder.createEncoderCallback(encoder.createContext, WseBufferWrite, output, &instance, error);
        if (SUCCEEDED(hr))
            hr = encoder.encoderGetContentTypeCallback(instance, &type, &newType, &encoding, error);
        if (SUCCEEDED(hr))
            hr = encoder.encoderStartCallback(instance, NULL, error);
        if (SUCCEEDED(hr))
            hr = encoder.encoderEncodeCallback(instance, &message, 1, NULL, error);
        if (SUCCEEDED(hr))
            hr = encoder.encoderEndCallback(instance, NULL, error);
        if (SUCCEEDED(hr))
            hr = WseGetBufferBytes(output, &bytes, &size);
        encoder.freeEncoderCallback(instance);
        WseFreeChannelEncoder(&encoder);
    }
    if (SUCCEEDED(hr))
        printf("%u bytes of SOAP became %llu\n", message.length, (unsigned long long)size);
    else if (WseFormatError(error, line, sizeof line) > 0)
        puts(line);
    WseFreeBuffer(output);
    WsFreeError(error);
    return SUCCEEDED(hr) ? 0 : 1;
}
