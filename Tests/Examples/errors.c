/*
 * A WS_ERROR: a program adds strings of its own, reads those of a failure one by one, and uses the object again.
 *
 *     cc -o errors errors.c $(pkg-config --cflags --libs wsencoder)
 *     ./errors
 */
#include <stdio.h>
#include <wsencoder.h>

/* Adds what the program was doing to what the library says. */
static void add_context(WS_ERROR *error)
{
    static const WS_STRING doing = WS_STRING_VALUE(u"the order could not be read");
    WsAddErrorString(error, &doing);
}

static void print_strings(WS_ERROR *error)
{
    ULONG count = 0;
    WsGetErrorProperty(error, WS_ERROR_PROPERTY_STRING_COUNT, &count, sizeof count);
    for (ULONG index = 0; index < count; index++) { /* the string that was added last comes first */
        WS_STRING string;
        if (FAILED(WsGetErrorString(error, index, &string)))
            continue;
        for (ULONG i = 0; i < string.length; i++)
            putchar(string.chars[i] < 0x80 ? string.chars[i] : '?');
        putchar('\n');
    }
}

/* Keeps the code that another library failed with, for those that can make use of it. */
static HRESULT map_code(HRESULT original, WS_ERROR *error)
{
    WsSetErrorProperty(error, WS_ERROR_PROPERTY_ORIGINAL_ERROR_CODE, &original, sizeof original);
    return WS_E_OTHER;
}

int main(void)
{
    WS_CHANNEL_ENCODER encoder;
    WS_ERROR *error = NULL;
    if (FAILED(WsCreateError(NULL, 0, &error)))
        return 1;
    if (WseCreateChannelEncoder("msbin2", NULL, 0, &encoder, error) == WS_E_NOT_SUPPORTED) {
        add_context(error);
        print_strings(error);
    }
    WsResetError(error); /* no strings, and no code: as new */
    HRESULT original = NOERROR, hr = map_code(E_ACCESSDENIED, error);
    WsGetErrorProperty(error, WS_ERROR_PROPERTY_ORIGINAL_ERROR_CODE, &original, sizeof original);
    printf("0x%08X, originally 0x%08X\n", (unsigned)hr, (unsigned)original);
    WsFreeError(error);
    return 0;
}
