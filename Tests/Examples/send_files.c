/*
 * Sends the SOAP message of standard input to a service as MTOM over HTTP, and prints the reply as text. Files stand in the
 * message in base64; on the wire they are bytes. WCF calls this an MtomMessageEncodingBindingElement.
 *
 *     cc -o send_files send_files.c $(pkg-config --cflags --libs wsencoder libcurl)
 *     send_files ADDRESS [CONTENT-TYPE] < message.xml
 *
 * The content type is that of SOAP 1.2 unless told otherwise; SOAP 1.1 has text/xml.
 */
#include <curl/curl.h>
#include <stdio.h>
#include <string.h>
#include <wsencoder.h>

enum { longest_type = 400 };

struct call {
    WS_ERROR *error;
    WSE_BUFFER *text;
    WSE_BUFFER *wire;
    WSE_BUFFER *reply;
    WS_CHANNEL_ENCODER encoder;
    WS_CHANNEL_DECODER decoder;
};

static HRESULT begin(struct call *call)
{
    HRESULT result = WsCreateError(NULL, 0, &call->error);
    if (SUCCEEDED(result))
        result = WseCreateBuffer(0, &call->text, call->error);
    if (SUCCEEDED(result))
        result = WseCreateBuffer(0, &call->wire, call->error);
    if (SUCCEEDED(result))
        result = WseCreateBuffer(0, &call->reply, call->error);
    if (SUCCEEDED(result))
        result = WseCreateChannelEncoder("mtom", NULL, 0, &call->encoder, call->error);
    if (SUCCEEDED(result))
        result = WseCreateChannelDecoder("mtom", NULL, 0, &call->decoder, call->error);
    return result;
}

static void end(struct call *call)
{
    WseFreeChannelEncoder(&call->encoder);
    WseFreeChannelDecoder(&call->decoder);
    WseFreeBuffer(call->text);
    WseFreeBuffer(call->wire);
    WseFreeBuffer(call->reply);
    WsFreeError(call->error);
}

static void print_error(HRESULT result, WS_ERROR *error)
{
    char line[500];
    WseFormatError(error, line, sizeof line);
    fprintf(stderr, "send_files: 0x%08x %s\n", (unsigned)result, line);
}

static WS_BYTES bytes_of(const WSE_BUFFER *buffer)
{
    const BYTE *bytes = NULL;
    ULONGLONG size = 0;
    WseGetBufferBytes(buffer, &bytes, &size);
    return (WS_BYTES){ (ULONG)size, (BYTE *)bytes };
}

static HRESULT read_message(struct call *call)
{
    BYTE room[4096];
    HRESULT result = S_OK;
    size_t length;
    while (SUCCEEDED(result) && (length = fread(room, 1, sizeof room, stdin)) > 0)
        result = WseBufferWrite(call->text, &(WS_BYTES){ (ULONG)length, room }, 1, NULL, call->error);
    return result;
}

/** libcurl gives what it receives to this. */
static size_t receive(char *bytes, size_t size, size_t count, void *buffer)
{
    WS_BYTES piece = { (ULONG)(size * count), (BYTE *)bytes };
    return SUCCEEDED(WseBufferWrite(buffer, &piece, 1, NULL, NULL)) ? size * count : 0;
}

/** Posts what is in `wire`. The content types are ASCII. */
static HRESULT post(struct call *call, const char *address, const WS_STRING *type, WS_STRING *reply_type)
{
    char header[longest_type + 16] = "Content-Type: ";
    size_t used = strlen(header);
    for (ULONG i = 0; i < type->length && i < longest_type; i++)
        header[used++] = (char)type->chars[i];
    WS_BYTES message = bytes_of(call->wire);
    CURL *curl = curl_easy_init();
    struct curl_slist *headers = curl_slist_append(curl_slist_append(NULL, "MIME-Version: 1.0"), header);
    curl_easy_setopt(curl, CURLOPT_URL, address);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)message.length);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, message.bytes);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, call->reply);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 30L);
    CURLcode code = curl_easy_perform(curl);
    const char *received = NULL;
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &received);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    for (reply_type->length = 0; received && received[reply_type->length] && reply_type->length < longest_type;)
        reply_type->chars[reply_type->length] = (WCHAR)received[reply_type->length], reply_type->length++;
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    if (code == CURLE_OK && (status == 200 || status == 500)) /* 500: with a fault */
        return S_OK;
    fprintf(stderr, "send_files: %s, HTTP status %ld\n", curl_easy_strerror(code), status);
    return WS_E_ENDPOINT_FAILURE;
}

/** Encodes what is in `text`, calls the service, and leaves the reply, decoded, in `text`. */
static HRESULT exchange(struct call *call, const char *address, const char *content_type)
{
    WCHAR characters[longest_type], reply_characters[longest_type];
    WS_STRING plain = { 0, characters }, type, encoding, reply_type = { 0, reply_characters };
    for (; content_type[plain.length] && plain.length < longest_type; plain.length++)
        plain.chars[plain.length] = (WCHAR)content_type[plain.length];
    WS_BYTES message = bytes_of(call->text);
    HRESULT result = WseEncodeMessage(&call->encoder, &plain, &message, 1, call->wire, &type, &encoding, call->error);
    if (SUCCEEDED(result))
        result = post(call, address, &type, &reply_type);
    if (FAILED(result))
        return result;
    message = bytes_of(call->reply);
    WseResetBuffer(call->text);
    return WseDecodeMessage(&call->decoder, &reply_type, NULL, &message, 1, call->text, NULL, call->error);
}

int main(int count, char **arguments)
{
    struct call call = { 0 };
    if (count < 2 || count > 3) {
        fputs("usage: send_files ADDRESS [CONTENT-TYPE] < MESSAGE\n", stderr);
        return 2;
    }
    HRESULT result = begin(&call);
    if (SUCCEEDED(result))
        result = read_message(&call);
    if (SUCCEEDED(result))
        result = exchange(&call, arguments[1], count == 3 ? arguments[2] : "application/soap+xml; charset=utf-8");
    if (SUCCEEDED(result)) {
        WS_BYTES reply = bytes_of(call.text);
        fwrite(reply.bytes, 1, reply.length, stdout);
    } else {
        print_error(result, call.error);
    }
    end(&call);
    return SUCCEEDED(result) ? 0 : 1;
}
