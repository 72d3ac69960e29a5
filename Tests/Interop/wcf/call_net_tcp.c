/*
 * Calls a WCF service over net.tcp: many messages in one session, or a message a connection in streamed mode. A service that
 * answers the last message first gets 50 before the first answer is due.
 *
 *     call_net_tcp net.tcp://localhost:8080/echo MESSAGES|streamed|reversed
 *
 * The service is the EchoService or OutOfOrder beside this file; what it sends back must be what it was sent.
 */
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <wsencoder.h>

enum { largest_message = 1 << 20, at_a_time = 50 };

static struct {
    int descriptor;
    size_t sent, received;
} connection;
static WS_ERROR *error;

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

static void require(HRESULT result)
{
    char words[512];
    if (SUCCEEDED(result))
        return;
    WseFormatError(error, words, sizeof words);
    give_up("0x%08x %s", (unsigned)result, words);
}

/* ---- The connection ---- */

static HRESULT CALLBACK receive(void *state, void *bytes, ULONG size, ULONG *length, const WS_ASYNC_CONTEXT *context,
                                WS_ERROR *unused)
{
    (void)state, (void)context, (void)unused;
    /* Mono writes a message in pieces, each of which waits until the one before it is acknowledged. */
    setsockopt(connection.descriptor, IPPROTO_TCP, TCP_QUICKACK, &(int){ 1 }, sizeof(int));
    ssize_t count = recv(connection.descriptor, bytes, size, 0);
    if (count < 0)
        return WS_E_ENDPOINT_DISCONNECTED;
    connection.received += (size_t)count;
    *length = (ULONG)count;
    return S_OK;
}

static HRESULT CALLBACK transmit(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                                 WS_ERROR *unused)
{
    (void)state, (void)context, (void)unused;
    for (ULONG i = 0; i < count; i++) {
        for (ULONG at = 0; at < buffers[i].length;) {
            ssize_t part = send(connection.descriptor, buffers[i].bytes + at, buffers[i].length - at, MSG_NOSIGNAL);
            if (part <= 0)
                return WS_E_ENDPOINT_DISCONNECTED;
            at += (ULONG)part;
        }
        connection.sent += buffers[i].length;
    }
    return S_OK;
}

/** Connects to the first address of the host that takes the connection: Mono listens on one of them alone. */
static void open_connection(const char *address)
{
    struct addrinfo *found = NULL;
    const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
    char host[64], port[6];
    if (sscanf(address, "net.tcp://%63[^:/]:%5[0-9]/", host, port) != 2 || getaddrinfo(host, port, &hints, &found) != 0)
        give_up("%s is not net.tcp://HOST:PORT/PATH", address);
    connection.descriptor = -1;
    for (const struct addrinfo *to = found; to != NULL && connection.descriptor < 0; to = to->ai_next) {
        connection.descriptor = socket(to->ai_family, SOCK_STREAM, 0);
        if (connection.descriptor < 0 || connect(connection.descriptor, to->ai_addr, to->ai_addrlen) == 0)
            continue;
        close(connection.descriptor);
        connection.descriptor = -1;
    }
    freeaddrinfo(found);
    if (connection.descriptor < 0)
        give_up("cannot connect to %s", address);
    setsockopt(connection.descriptor, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
}

static WSE_FRAME_SESSION *open_session(const char *address, WSE_FRAME_MODE mode)
{
    WSE_FRAME_PREAMBLE preamble = { .mode = mode, .via = address };
    WSE_FRAME_SESSION *session = NULL;
    open_connection(address);
    require(WseCreateFrameSession(0, receive, NULL, transmit, NULL, &session, error));
    require(WseOpenFrameSession(session, &preamble, error));
    return session;
}

/** Both sides say that they have no more messages; Mono's service just closes. */
static void close_session(WSE_FRAME_SESSION *session, WSE_BUFFER *buffer)
{
    require(WseEndFrameSession(session, error));
    if (WseReceiveFrameMessage(session, buffer, error) != WS_S_END)
        give_up("something follows the last answer");
    WseFreeFrameSession(session);
    close(connection.descriptor);
}

/* ---- Messages ---- */

static const char template[] =
    "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" xmlns:a=\"http://www.w3.org/2005/08/addressing\">"
    "<s:Header><a:Action s:mustUnderstand=\"1\">urn:example:echo/Echo/Say</a:Action>"
    "<a:MessageID>urn:uuid:00000000-0000-0000-0000-%012u</a:MessageID><a:ReplyTo>"
    "<a:Address>http://www.w3.org/2005/08/addressing/anonymous</a:Address></a:ReplyTo></s:Header>"
    "<s:Body><Say xmlns=\"urn:example:echo\"><text>%s</text></Say></s:Body></s:Envelope>";

static void send_text(WSE_FRAME_SESSION *session, unsigned number, const char *text)
{
    static char request[largest_message];
    WS_BYTES message = { (ULONG)snprintf(request, sizeof request, template, number, text), (BYTE *)request };
    require(WseSendFrameMessage(session, &message, 1, error));
}

/** Receives an answer. Returns the number of the message that it is the answer to. */
static unsigned receive_answer(WSE_FRAME_SESSION *session, WSE_BUFFER *buffer)
{
    static const char head[] = "RelatesTo>urn:uuid:00000000-0000-0000-0000-";
    const BYTE *bytes, zero = 0;
    ULONGLONG size;
    unsigned number = 0;
    WS_BYTES end = { 1, (BYTE *)&zero };
    WseResetBuffer(buffer);
    require(WseReceiveFrameMessage(session, buffer, error));
    require(WseBufferWrite(buffer, &end, 1, NULL, error));
    require(WseGetBufferBytes(buffer, &bytes, &size));
    const char *related = strstr((const char *)bytes, head);
    if (!related || sscanf(related + sizeof head - 1, "%u", &number) != 1)
        give_up("not an answer: %s", (const char *)bytes);
    return number;
}

static void expect_text(WSE_BUFFER *buffer, const char *text)
{
    static char expected[largest_message];
    const BYTE *bytes;
    ULONGLONG size;
    require(WseGetBufferBytes(buffer, &bytes, &size));
    snprintf(expected, sizeof expected, "<SayResult>%s</SayResult>", text);
    if (!strstr((const char *)bytes, expected))
        give_up("this is not what was said: %s", (const char *)bytes);
}

/** Sends a text and expects it back. Returns the size of the message on the wire. */
static size_t say(WSE_FRAME_SESSION *session, WSE_BUFFER *buffer, unsigned number, const char *text)
{
    size_t before = connection.sent;
    send_text(session, number, text);
    size_t sent = connection.sent - before;
    if (receive_answer(session, buffer) != number)
        give_up("an answer to another message than %u", number);
    expect_text(buffer, text);
    return sent;
}

static char longest[70001];
static const char *const texts[] = { "hello", "hello", "caf\u00e9 \u4e2d\u6587 \U0001F600", "0", longest, "Envelope", "hello" };

static void call_in_one_session(const char *address, unsigned many, WSE_BUFFER *buffer)
{
    size_t first = 0;
    WSE_FRAME_SESSION *session = open_session(address, WSE_FRAME_MODE_DUPLEX);
    for (unsigned i = 0; i < WsCountOf(texts); i++) {
        size_t size = say(session, buffer, i, texts[i]);
        printf("message %u: %zu bytes on the wire\n", i, size);
        first = i == 0 ? size : first;
        if (i > 0 && strcmp(texts[i], texts[0]) == 0 && size >= first)
            give_up("the strings of the first message were sent again");
    }
    /* Several messages are under way at a time, and answered in any order. */
    for (unsigned i = 0; i < many; i += at_a_time) {
        bool answered[at_a_time] = { false };
        for (unsigned j = 0; j < at_a_time; j++)
            send_text(session, i + j, texts[(i + j) % 4]);
        for (unsigned j = 0; j < at_a_time; j++) {
            unsigned number = receive_answer(session, buffer);
            if (number < i || number >= i + at_a_time || answered[number - i])
                give_up("an answer to message %u, which is not due", number);
            answered[number - i] = true;
            expect_text(buffer, texts[number % 4]);
        }
    }
    printf("%u more messages: %zu bytes sent, %zu received\n", many, connection.sent, connection.received);
    close_session(session, buffer);
}

static void call_streamed(const char *address, WSE_BUFFER *buffer)
{
    for (unsigned i = 0; i < WsCountOf(texts); i++) {
        WSE_FRAME_SESSION *session = open_session(address, WSE_FRAME_MODE_SINGLETON_UNSIZED);
        say(session, buffer, i, texts[i]);
        close_session(session, buffer);
    }
}

static void expect_reversed_answers(const char *address, WSE_BUFFER *buffer)
{
    WSE_FRAME_SESSION *session = open_session(address, WSE_FRAME_MODE_DUPLEX);
    for (unsigned i = 0; i < at_a_time; i++)
        send_text(session, i, texts[i % 4]);
    for (unsigned i = at_a_time; i-- > 0;) {
        unsigned number = receive_answer(session, buffer);
        if (number != i)
            give_up("an answer to message %u instead of %u", number, i);
        expect_text(buffer, texts[i % 4]);
    }
    close_session(session, buffer);
}

int main(int count, char **arguments)
{
    WSE_BUFFER *buffer = NULL;
    alarm(100);
    memset(longest, 'x', sizeof longest - 1);
    require(WsCreateError(NULL, 0, &error));
    require(WseCreateBuffer(0, &buffer, error));
    if (count != 3)
        give_up("usage: call_net_tcp ADDRESS MESSAGES|streamed|reversed");
    if (strcmp(arguments[2], "streamed") == 0)
        call_streamed(arguments[1], buffer);
    else if (strcmp(arguments[2], "reversed") == 0)
        expect_reversed_answers(arguments[1], buffer);
    else
        call_in_one_session(arguments[1], (unsigned)atoi(arguments[2]), buffer);
    WseFreeBuffer(buffer);
    WsFreeError(error);
    puts("all came back");
    return 0;
}
