/*
 * Calls a WCF service: sends the SOAP message of standard input as binary XML over HTTP and prints the reply as text.
 *
 *     cc -o call_service call_service.c $(pkg-config --cflags --libs wsencoder libcurl)
 *     call_service http://127.0.0.1:8000/echo < message.xml
 *
 * The service has a binding of BinaryMessageEncodingBindingElement and HttpTransportBindingElement; the message is of SOAP 1.2
 * with WS-Addressing, and its Action says which operation is meant.
 */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <wsencoder.h>

enum { longest_type = 200 };

static void print_error(HRESULT result, WS_ERROR *error)
{
    char line[500];
    WseFormatError(error, line, sizeof line);
    fprintf(stderr, "call_service: 0x%08x %s\n", (unsigned)result, line);
}

/** Appends standard input to a buffer. */
static HRESULT read_message(WSE_BUFFER *buffer, WS_ERROR *error)
{
    BYTE room[4096];
    HRESULT result = S_OK;
    size_t length;
    while (SUCCEEDED(result) && (length = fread(room, 1, sizeof room, stdin)) > 0)
        result = WseBufferWrite(buffer, &(WS_BYTES){ (ULONG)length, room }, 1, NULL, error);
    return result;
}

static HRESULT bytes_of(const WSE_BUFFER *buffer, WS_BYTES *bytes)
{
    const BYTE *address;
    ULONGLONG size;
    HRESULT result = WseGetBufferBytes(buffer, &address, &size);
    *bytes = (WS_BYTES){ (ULONG)size, (BYTE *)address };
    return result;
}

/** libcurl gives what it receives to this. */
static size_t receive(char *bytes, size_t size, size_t count, void *buffer)
{
    WS_BYTES piece = { (ULONG)(size * count), (BYTE *)bytes };
    return SUCCEEDED(WseBufferWrite(buffer, &piece, 1, NULL, NULL)) ? size * count : 0;
}

/** Posts a message, and appends the body of the reply to `reply`. The content types are of at most longest_type characters. */
static HRESULT post(const char *address, const WS_STRING *type, const WS_BYTES *message, WSE_BUFFER *reply,
                    WS_STRING *reply_type)
{
    char header[longest_type + 16] = "Content-Type: ";
    const char *received = NULL;
    size_t used = sizeof "Content-Type: " - 1;
    for (ULONG i = 0; i < type->length && i < longest_type; i++)
        header[used++] = (char)type->chars[i];
    header[used] = 0;
    CURL *curl = curl_easy_init();
    struct curl_slist *headers = curl_slist_append(NULL, header);
    curl_easy_setopt(curl, CURLOPT_URL, address);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)message->length);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, message->bytes);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, reply);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 30L);
    CURLcode code = curl_easy_perform(curl);
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &received);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    int has_answered = code == CURLE_OK && (status == 200 || status == 500); /* 500: with a fault */
    if (!has_answered)
        fprintf(stderr, "call_service: %s, HTTP status %ld\n", curl_easy_strerror(code), status);
    reply_type->length = 0;
    for (; received && received[reply_type->length] && reply_type->length < longest_type; reply_type->length++)
        reply_type->chars[reply_type->length] = (WCHAR)received[reply_type->length];
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    return has_answered ? S_OK : WS_E_ENDPOINT_FAILURE;
}

/** Encodes what is in `text`, calls the service, and leaves the reply, decoded, in `text`. */
static HRESULT call(const char *address, WSE_BUFFER *text, WSE_BUFFER *wire, WSE_BUFFER *reply, WS_ERROR *error)
{
    static const WS_STRING soap = WS_STRING_VALUE(u"application/soap+xml; charset=utf-8");
    WCHAR characters[longest_type];
    WS_CHANNEL_ENCODER encoder = { 0 };
    WS_CHANNEL_DECODER decoder = { 0 };
    WS_STRING type, encoding, reply_type = { 0, characters };
    WS_BYTES message;
    HRESULT result = WseCreateChannelEncoder("msbin1", NULL, 0, &encoder, error);
    if (SUCCEEDED(result))
        result = WseCreateChannelDecoder("msbin1", NULL, 0, &decoder, error);
    if (SUCCEEDED(result))
        result = bytes_of(text, &message);
    if (SUCCEEDED(result))
        result = WseEncodeMessage(&encoder, &soap, &message, 1, wire, &type, &encoding, error);
    if (SUCCEEDED(result))
        result = bytes_of(wire, &message);
    if (SUCCEEDED(result))
        result = post(address, &type, &message, reply, &reply_type);
    if (SUCCEEDED(result))
        result = bytes_of(reply, &message);
    WseResetBuffer(text);
    if (SUCCEEDED(result))
        result = WseDecodeMessage(&decoder, &reply_type, NULL, &message, 1, text, NULL, error);
    WseFreeChannelEncoder(&encoder);
    WseFreeChannelDecoder(&decoder);
    return result;
}

int main(int count, char **arguments)
{
    WS_ERROR *error = NULL;
    WSE_BUFFER *text = NULL, *wire = NULL, *reply = NULL;
    WS_BYTES answer = { 0, NULL };
    if (count != 2) {
        fputs("usage: call_service ADDRESS < MESSAGE\n", stderr);
        return 2;
    }
    if (FAILED(WsCreateError(NULL, 0, &error)))
        return 1;
    HRESULT result = WseCreateBuffer(0, &text, error);
    if (SUCCEEDED(result))
        result = WseCreateBuffer(0, &wire, error);
    if (SUCCEEDED(result))
        result = WseCreateBuffer(0, &reply, error);
    if (SUCCEEDED(result))
        result = read_message(text, error);
    if (SUCCEEDED(result))
        result = call(arguments[1], text, wire, reply, error);
    if (SUCCEEDED(result))
        result = bytes_of(text, &answer);
    if (SUCCEEDED(result))
        fwrite(answer.bytes, 1, answer.length, stdout);
    else
        print_error(result, error);
    WseFreeBuffer(text);
    WseFreeBuffer(wire);
    WseFreeBuffer(reply);
    WsFreeError(error);
    return SUCCEEDED(result) ? 0 : 1;
}
