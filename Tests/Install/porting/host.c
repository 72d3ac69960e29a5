/* Runs hex_channel.c through the library, alone and in a chain, and tries the functions of the porting headers. */
#include <windows.h>
#include <stdio.h>
#include <strsafe.h>
#include "WebServices.h"
#include "hex_channel.h"
#include "print_string.h"
#include "wsencoder.h"

static int failures = 0;

static void expect(int holds, const char *what)
{
    if (holds) return;
    printf("not ok - %s\n", what);
    failures++;
}

static int same(const WS_STRING *left, const WS_STRING *right)
{
    return left->length == right->length && memcmp(left->chars, right->chars, left->length * sizeof(WCHAR)) == 0;
}

/* The encoder and decoder as a program for Windows hands them to a channel. */
static WS_CHANNEL_PROPERTY channelProperties[2];

static void register_tables(void)
{
    ULONG i;
    channelProperties[0].id = WS_CHANNEL_PROPERTY_ENCODER;
    channelProperties[0].value = &hexEncoder;
    channelProperties[0].valueSize = sizeof(hexEncoder);
    channelProperties[1].id = WS_CHANNEL_PROPERTY_DECODER;
    channelProperties[1].value = &hexDecoder;
    channelProperties[1].valueSize = sizeof(hexDecoder);
    for (i = 0; i < WsCountOf(channelProperties); i++) {
        const void *table = channelProperties[i].value;
        HRESULT hr = channelProperties[i].id == WS_CHANNEL_PROPERTY_ENCODER
            ? WseRegisterEncoder("hex", (const WS_CHANNEL_ENCODER *)table, WSE_ABI_DEFAULT, WSE_REGISTER_CHECKED, NULL)
            : WseRegisterDecoder("hex", (const WS_CHANNEL_DECODER *)table, WSE_ABI_DEFAULT, WSE_REGISTER_CHECKED, NULL);
        expect(hr == S_OK, "the tables can be registered");
    }
}

static void round_trip(const char *codec, const char *encoded)
{
    static BYTE text[] = "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Body/></s:Envelope>";
    WS_STRING soap = WS_STRING_VALUE(L"application/soap+xml"), type = { 0, NULL }, encoding = { 0, NULL }, back = { 0, NULL };
    WS_CHANNEL_ENCODER encoder;
    WS_CHANNEL_DECODER decoder;
    WSE_BUFFER *wire = NULL, *plain = NULL;
    WS_BYTES message = { sizeof(text) - 1, text };
    const BYTE *bytes = NULL;
    ULONGLONG size = 0;
    expect(WseCreateChannelEncoder(codec, NULL, 0, &encoder, NULL) == S_OK, "an encoder of it can be created");
    expect(WseCreateChannelDecoder(codec, NULL, 0, &decoder, NULL) == S_OK, "a decoder of it can be created");
    expect(WseCreateBuffer(0, &wire, NULL) == S_OK && WseCreateBuffer(0, &plain, NULL) == S_OK, "there is memory");
    expect(WseEncodeMessage(&encoder, &soap, &message, 1, wire, &type, &encoding, NULL) == S_OK, "it encodes");
    expect(WseGetBufferBytes(wire, &bytes, &size) == S_OK, "it has written");
    if (encoded != NULL) expect(size > 8 && memcmp(bytes, encoded, 8) == 0, "it writes hexadecimal digits");
    message.bytes = (BYTE *)bytes;
    message.length = (ULONG)size;
    expect(WseDecodeMessage(&decoder, &type, encoding.length ? &encoding : NULL, &message, 1, plain, &back, NULL) == S_OK,
           "it decodes");
    expect(WseGetBufferBytes(plain, &bytes, &size) == S_OK && size == sizeof(text) - 1 && memcmp(bytes, text, size) == 0,
           "what comes back is what went in");
    expect(same(&soap, &back), "the content type comes back");
    WseFreeBuffer(wire);
    WseFreeBuffer(plain);
    WseFreeChannelEncoder(&encoder);
    WseFreeChannelDecoder(&decoder);
}

/* What goes wrong in the ported code reaches the host as it was, and can be printed without wprintf. */
static void failure_is_told(void)
{
    WS_STRING wrong = WS_STRING_VALUE(L"text/plain"), string = { 0, NULL };
    WS_CHANNEL_DECODER decoder;
    WSE_BUFFER *plain = NULL;
    WS_ERROR *error = NULL;
    WS_BYTES nothing = { 0, NULL };
    expect(WsCreateError(NULL, 0, &error) == S_OK && WseCreateBuffer(0, &plain, NULL) == S_OK, "there is memory");
    expect(WseCreateChannelDecoder("hex", NULL, 0, &decoder, NULL) == S_OK, "a decoder can be created");
    expect(WseDecodeMessage(&decoder, &wrong, NULL, &nothing, 1, plain, NULL, error) == WS_E_INVALID_FORMAT,
           "the failure of ported code comes back unchanged");
    if (SUCCEEDED(WsGetErrorString(error, 0, &string))) {
        expect(WsePrintString(stdout, &string) == (int)string.length, "an error string can be printed");
        putchar('\n');
    }
    WseFreeBuffer(plain);
    WsFreeError(error);
    WseFreeChannelDecoder(&decoder);
}

static void strings_are_printed_as_utf8(void) /* [W5] */
{
    static WCHAR chars[] = { 'a', 0xE9, 0x20AC, 0xD83D, 0xDE00, 0xD83D, 'b', 0xDE00, 0xD800 };
    static const char utf8[] = "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\xEF\xBF\xBD" "b" "\xEF\xBF\xBD\xEF\xBF\xBD";
    WS_STRING string = { WsCountOf(chars), chars };
    char written[64] = "";
    FILE *file = tmpfile();
    expect(file != NULL && WsePrintString(file, &string) == (int)sizeof(utf8) - 1, "the bytes written are counted");
    if (file == NULL) return;
    rewind(file);
    expect(fread(written, 1, sizeof(written), file) == sizeof(utf8) - 1 && strcmp(written, utf8) == 0, "strings are UTF-8");
    fclose(file);
    file = fopen("/dev/full", "w");
    if (file == NULL) return;
    setvbuf(file, NULL, _IONBF, 0);
    expect(WsePrintString(file, &string) == -1, "a failure to write is told");
    fclose(file);
}

static void strsafe_functions_stay_in_bounds(void)
{
    WCHAR wide[4];
    char narrow[4] = "abc";
    size_t length = 9;
    expect(StringCchLengthA(narrow, 4, &length) == S_OK && length == 3, "[W2] a length");
    expect(StringCchLengthA(narrow, 3, &length) == STRSAFE_E_INVALID_PARAMETER, "[W2] no zero within the size");
    expect(StringCchLengthA(NULL, 3, &length) == STRSAFE_E_INVALID_PARAMETER, "[W2] no string");
    expect(StringCchCopyW(wide, 4, L"abc") == S_OK && wide[3] == 0, "[W3] what fits exactly is copied");
    expect(StringCchCopyW(wide, 4, L"abcd") == STRSAFE_E_INSUFFICIENT_BUFFER && wide[2] == 'c' && wide[3] == 0, "[W3] it cuts");
    expect(StringCchCopyNW(wide, 4, L"abcd", 2) == S_OK && wide[1] == 'b' && wide[2] == 0, "[W3] a part is copied");
    expect(StringCchCopyW(wide, 0, L"a") == STRSAFE_E_INVALID_PARAMETER && wide[0] == 'a', "a size of 0 is refused");
    expect(StringCchCatW(wide, 4, L"c") == S_OK && wide[2] == 'c' && wide[3] == 0, "[W4] what fits exactly is appended");
    expect(StringCchCatW(wide, 4, L"d") == STRSAFE_E_INSUFFICIENT_BUFFER && wide[3] == 0, "[W4] it cuts");
    expect(StringCchCopyA(narrow, 4, "a") == S_OK && StringCchCatNA(narrow, 4, "bcd", 1) == S_OK && strcmp(narrow, "ab") == 0,
           "[W4] a part is appended");
    expect(StringCchCatA(narrow, 2, "c") == STRSAFE_E_INVALID_PARAMETER, "[W4] a destination without its zero is refused");
}

int __cdecl main(void)
{
    register_tables();
    round_trip("hex", "3c733a45");
    round_trip("hex,gzip", NULL);
    round_trip("identity,hex,zstd", NULL);
    failure_is_told();
    strings_are_printed_as_utf8();
    strsafe_functions_stay_in_bounds();
    WseUnregister("hex", NULL);
    return failures != 0;
}
