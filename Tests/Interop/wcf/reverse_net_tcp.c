/*
 * A service over net.tcp that takes some messages of a session, and then answers the last one first.
 *
 *     reverse_net_tcp COUNT
 *
 * It prints its port, and ends with the session. Each answer has the text of its request.
 */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <wsencoder.h>

static WS_ERROR *error;

static void require(int holds, const char *what)
{
    char words[512] = "";
    if (holds)
        return;
    (void)WseFormatError(error, words, sizeof words);
    fprintf(stderr, "reverse_net_tcp: %s: %s\n", what, words);
    exit(1);
}

static HRESULT CALLBACK receive(void *socket, void *bytes, ULONG size, ULONG *length, const WS_ASYNC_CONTEXT *context,
                                WS_ERROR *unused)
{
    ssize_t count = recv(*(int *)socket, bytes, size, 0);
    (void)context, (void)unused;
    *length = count > 0 ? (ULONG)count : 0;
    return count < 0 ? WS_E_ENDPOINT_DISCONNECTED : S_OK;
}

static HRESULT CALLBACK transmit(void *socket, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                                 WS_ERROR *unused)
{
    (void)context, (void)unused;
    for (ULONG i = 0; i < count; i++)
        for (ULONG at = 0; at < buffers[i].length;) {
            ssize_t part = send(*(int *)socket, buffers[i].bytes + at, buffers[i].length - at, MSG_NOSIGNAL);
            if (part <= 0)
                return WS_E_ENDPOINT_DISCONNECTED;
            at += (ULONG)part;
        }
    return S_OK;
}

static const char template[] =
    "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" xmlns:a=\"http://www.w3.org/2005/08/addressing\">"
    "<s:Header><a:Action s:mustUnderstand=\"1\">urn:example:echo/Echo/SayResponse</a:Action><a:RelatesTo>%.*s</a:RelatesTo>"
    "</s:Header><s:Body><SayResponse xmlns=\"urn:example:echo\"><SayResult>%.*s</SayResult></SayResponse></s:Body>"
    "</s:Envelope>";

/** The text after `head`, up to the next tag. Returns its length. */
static int text_after(const char *message, const char *head, const char **text)
{
    const char *found = strstr(message, head);
    require(found != NULL, head);
    *text = found + strlen(head);
    return (int)strcspn(*text, "<");
}

/** Makes the answer to a message. The caller frees it. */
static char *answer(const char *message)
{
    const char *id = NULL, *text = NULL;
    char *reply = NULL;
    int id_length = text_after(message, "MessageID>", &id), text_length = text_after(message, "<text>", &text);
    require(asprintf(&reply, template, id_length, id, text_length, text) > 0, "asprintf");
    return reply;
}

static char *receive_and_answer(WSE_FRAME_SESSION *session)
{
    const BYTE *bytes = NULL, zero = 0;
    ULONGLONG size = 0;
    WSE_BUFFER *buffer = NULL;
    WS_BYTES end = { 1, (BYTE *)&zero };
    require(WseCreateBuffer(0, &buffer, error) == S_OK && WseReceiveFrameMessage(session, buffer, error) == S_OK
                && WseBufferWrite(buffer, &end, 1, NULL, error) == S_OK && WseGetBufferBytes(buffer, &bytes, &size) == S_OK,
            "receiving");
    char *reply = answer((const char *)bytes);
    WseFreeBuffer(buffer);
    return reply;
}

int main(int count, char **arguments)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof address;
    WSE_FRAME_SESSION *session = NULL;
    WSE_FRAME_PREAMBLE said;
    WSE_BUFFER *buffer = NULL;
    alarm(100);
    int listener = socket(AF_INET, SOCK_STREAM, 0), messages = count == 2 ? atoi(arguments[1]) : 0;
    char **replies = calloc((size_t)messages, sizeof *replies);
    require(WsCreateError(NULL, 0, &error) == S_OK && messages > 0 && replies != NULL, "usage: reverse_net_tcp COUNT");
    require(bind(listener, (struct sockaddr *)&address, size) == 0 && listen(listener, 1) == 0
                && getsockname(listener, (struct sockaddr *)&address, &size) == 0,
            "listening");
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    int connection = accept(listener, NULL, NULL);
    setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
    require(WseCreateFrameSession(0, receive, &connection, transmit, &connection, &session, error) == S_OK
                && WseCreateBuffer(0, &buffer, error) == S_OK && WseAcceptFrameSession(session, &said, error) == S_OK,
            "accepting");
    for (int i = 0; i < messages; i++)
        replies[i] = receive_and_answer(session);
    for (int i = messages - 1; i >= 0; i--) {
        WS_BYTES reply = { (ULONG)strlen(replies[i]), (BYTE *)replies[i] };
        require(WseSendFrameMessage(session, &reply, 1, error) == S_OK, "sending");
        free(replies[i]);
    }
    require(WseReceiveFrameMessage(session, buffer, error) == WS_S_END && WseEndFrameSession(session, error) == S_OK, "ending");
    WseFreeFrameSession(session);
    WseFreeBuffer(buffer);
    WsFreeError(error);
    free(replies);
    close(connection);
    return 0;
}
