/*
 * Lists the properties of a codec or chain, as `wsenc list -c` does: what a binding needs to take them as options.
 *
 *     cc -o list_properties list_properties.c $(pkg-config --cflags --libs wsencoder)
 *     ./list_properties msbin1,gzip
 */
#include <stdio.h>
#include <wsencoder.h>

int main(int argc, char **argv)
{
    const char *codec = argc > 1 ? argv[1] : NULL; /* NULL: the properties of all built-in codecs */
    WSE_PROPERTY_DESCRIPTION property;
    WS_ERROR *error = NULL;
    char line[300];
    HRESULT hr = WsCreateError(NULL, 0, &error);
    for (ULONG i = 0; SUCCEEDED(hr); i++) {
        hr = WseGetCodecProperty(codec, WSE_DIRECTION_ENCODER | WSE_DIRECTION_DECODER, i, &property, error);
        if (hr == WS_S_END)
            break;
        if (SUCCEEDED(hr))
            printf("%s from %lld to %lld: %s\n", property.name, (long long)property.minimum, (long long)property.maximum,
                   property.summary);
    }
    if (WseFormatError(error, line, sizeof line) > 0)
        fprintf(stderr, "%s\n", line);
    WsFreeError(error);
    return FAILED(hr);
}
