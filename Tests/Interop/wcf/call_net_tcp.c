/*
 * Calls a WCF service over net.tcp: several messages on one connection, through one encoder and one decoder of a session.
 *
 *     call_net_tcp net.tcp://127.0.0.1:8080/echo
 *
 * [MC-NMF] frames the connection: a preamble, which the service acknowledges, then each message with its length before it. The
 * service is the EchoService beside this file; what it sends back must be what it was sent.
 */
#include <arpa/inet.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <wsencoder.h>

enum { end_record = 7, sized_envelope = 6, preamble_end = 12, preamble_ack = 11, largest_message = 1 << 20 };

typedef struct session {
    int connection;
    WSE_BUFFER *sent, *received; /* the encoder's sink and the decoder's source */
    WS_CHANNEL_ENCODER encoder;
    WS_CHANNEL_DECODER decoder;
    void *encoding, *decoding;
    WS_ERROR *error;
} session;

static void give_up(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("call_net_tcp: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(1);
}

static void require(HRESULT result, WS_ERROR *error)
{
    char words[512] = "";
    WS_STRING text = { 0, NULL };
    if (SUCCEEDED(result))
        return;
    WsGetErrorString(error, 0, &text);
    for (ULONG i = 0; i < text.length && i < sizeof words - 1; i++)
        words[i] = (char)text.chars[i];
    give_up("0x%08x %s", (unsigned)result, words);
}

/* ---- Framing ---- */

static void send_all(int connection, const void *bytes, size_t size)
{
    for (const char *at = bytes; size > 0;) {
        ssize_t count = send(connection, at, size, MSG_NOSIGNAL);
        if (count <= 0)
            give_up("cannot send");
        at += count;
        size -= (size_t)count;
    }
}

static void receive_all(int connection, void *bytes, size_t size)
{
    if (size > 0 && recv(connection, bytes, size, MSG_WAITALL) != (ssize_t)size)
        give_up("the service has closed the connection");
}

/** A record of a type, followed by a length: seven bits a byte, the lowest first. */
static void send_record(int connection, BYTE type, const void *bytes, size_t size)
{
    BYTE head[6] = { type };
    size_t used = 1, rest = size;
    for (; rest >= 0x80; rest >>= 7)
        head[used++] = (BYTE)(rest | 0x80);
    head[used++] = (BYTE)rest;
    send_all(connection, head, used);
    send_all(connection, bytes, size);
}

static void expect_record(int connection, BYTE expected)
{
    BYTE type;
    receive_all(connection, &type, 1);
    if (type != expected)
        give_up("record %d instead of %d", type, expected);
}

static size_t receive_length(int connection)
{
    size_t length = 0;
    BYTE next = 0x80;
    for (int shift = 0; next & 0x80 && shift < 35; shift += 7) {
        receive_all(connection, &next, 1);
        length |= (size_t)(next & 0x7F) << shift;
    }
    if (length > largest_message)
        give_up("a message of %zu bytes", length);
    return length;
}

/** Version 1.0, duplex mode, the address, binary with a session: then the service says that it agrees. */
static int open_connection(const char *address)
{
    static const BYTE version_and_mode[] = { 0, 1, 0, 1, 2 }, known_encoding_and_end[] = { 3, 8, preamble_end };
    struct sockaddr_in to = { .sin_family = AF_INET };
    char host[64];
    unsigned short port;
    if (sscanf(address, "net.tcp://%63[0-9.]:%hu/", host, &port) != 2 || inet_pton(AF_INET, host, &to.sin_addr) != 1)
        give_up("%s is not net.tcp://NUMBERS:PORT/PATH", address);
    to.sin_port = htons(port);
    int connection = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(connection, (struct sockaddr *)&to, sizeof to) != 0)
        give_up("cannot connect to %s", address);
    send_all(connection, version_and_mode, sizeof version_and_mode);
    send_record(connection, 2, address, strlen(address));
    send_all(connection, known_encoding_and_end, sizeof known_encoding_and_end);
    expect_record(connection, preamble_ack);
    return connection;
}

/** Says that no more messages come. The service answers that it has none, too; Mono's just closes. */
static void close_connection(int connection)
{
    BYTE answer = end_record;
    send_all(connection, &answer, 1);
    if (recv(connection, &answer, 1, 0) > 0 && answer != end_record)
        give_up("record %d after the end", answer);
    close(connection);
}

/* ---- Messages ---- */

/** Gives the size on the wire. */
static size_t send_message(session *s, char *text)
{
    static const WS_STRING soap = WS_STRING_VALUE(u"application/soap+xml; charset=utf-8");
    WS_BYTES message = { (ULONG)strlen(text), (BYTE *)text };
    WS_STRING type, encoding;
    const BYTE *bytes;
    ULONGLONG size;
    WseResetBuffer(s->sent);
    require(s->encoder.encoderGetContentTypeCallback(s->encoding, &soap, &type, &encoding, s->error), s->error);
    require(s->encoder.encoderStartCallback(s->encoding, NULL, s->error), s->error);
    require(s->encoder.encoderEncodeCallback(s->encoding, &message, 1, NULL, s->error), s->error);
    require(s->encoder.encoderEndCallback(s->encoding, NULL, s->error), s->error);
    require(WseGetBufferBytes(s->sent, &bytes, &size), s->error);
    send_record(s->connection, sized_envelope, bytes, size);
    return size;
}

/** Leaves the text, with a zero after it, in `room`; gives the size on the wire. */
static size_t receive_message(session *s, char *room)
{
    static const WS_STRING binary = WS_STRING_VALUE(u"application/soap+msbinsession1");
    WS_STRING type;
    ULONG length, total = 0;
    expect_record(s->connection, sized_envelope);
    WS_BYTES wire = { (ULONG)receive_length(s->connection), (BYTE *)room };
    receive_all(s->connection, room, wire.length);
    require(WseBufferWrite(s->received, &wire, 1, NULL, s->error), s->error);
    require(s->decoder.decoderStartCallback(s->decoding, NULL, s->error), s->error);
    require(s->decoder.decoderGetContentTypeCallback(s->decoding, &binary, NULL, &type, s->error), s->error);
    do {
        require(s->decoder.decoderDecodeCallback(s->decoding, room + total, largest_message - total, &length, NULL, s->error),
                s->error);
        total += length;
    } while (length > 0);
    require(s->decoder.decoderEndCallback(s->decoding, NULL, s->error), s->error);
    room[total] = 0;
    return wire.length;
}

static const char template[] =
    "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" xmlns:a=\"http://www.w3.org/2005/08/addressing\">"
    "<s:Header><a:Action s:mustUnderstand=\"1\">urn:example:echo/Echo/Say</a:Action>"
    "<a:MessageID>urn:uuid:00000000-0000-0000-0000-%012u</a:MessageID><a:ReplyTo>"
    "<a:Address>http://www.w3.org/2005/08/addressing/anonymous</a:Address></a:ReplyTo></s:Header>"
    "<s:Body><Say xmlns=\"urn:example:echo\"><text>%s</text></Say></s:Body></s:Envelope>";

/** What the service has answered, without the tags around it. */
static char *answer_in(char *message)
{
    char *start = strstr(message, "<SayResult>"), *end = start ? strstr(start, "</SayResult>") : NULL;
    if (!end)
        give_up("no answer: %.2000s", message);
    *end = 0;
    return start + strlen("<SayResult>");
}

int main(int count, char **arguments)
{
    static char message[largest_message], room[largest_message + 1], longest[70001];
    const char *texts[] = { "hello", "hello", "caf\u00e9 \u4e2d\u6587 \U0001F600", "0", longest, "Envelope", "hello" };
    size_t first = 0;
    alarm(60);
    session s = { .connection = open_connection(count == 2 ? arguments[1] : "") };
    memset(longest, 'x', sizeof longest - 1);
    require(WsCreateError(NULL, 0, &s.error), NULL);
    require(WseCreateBuffer(0, &s.sent, s.error), s.error);
    require(WseCreateBuffer(0, &s.received, s.error), s.error);
    require(WseCreateChannelEncoder("msbinsession1", NULL, 0, &s.encoder, s.error), s.error);
    require(WseCreateChannelDecoder("msbinsession1", NULL, 0, &s.decoder, s.error), s.error);
    require(s.encoder.createEncoderCallback(s.encoder.createContext, WseBufferWrite, s.sent, &s.encoding, s.error), s.error);
    require(s.decoder.createDecoderCallback(s.decoder.createContext, WseBufferRead, s.received, &s.decoding, s.error), s.error);
    for (unsigned i = 0; i < WsCountOf(texts); i++) {
        int size = snprintf(message, sizeof message, template, i, texts[i]);
        size_t sent = send_message(&s, message), received = receive_message(&s, room);
        printf("message %u: %d bytes as %zu, answer: %zu bytes as %zu\n", i, size, sent, strlen(room), received);
        if (strcmp(answer_in(room), texts[i]) != 0)
            give_up("this is not what was said: %.2000s", room);
        first = i == 0 ? sent : first;
        if (i > 0 && strcmp(texts[i], texts[0]) == 0 && sent >= first)
            give_up("the strings of the first message were sent again");
    }
    close_connection(s.connection);
    s.encoder.freeEncoderCallback(s.encoding);
    s.decoder.freeDecoderCallback(s.decoding);
    WseFreeChannelEncoder(&s.encoder);
    WseFreeChannelDecoder(&s.decoder);
    WseFreeBuffer(s.sent);
    WseFreeBuffer(s.received);
    WsFreeError(s.error);
    puts("all came back");
    return 0;
}
