/*
 * Calls a service over net.tcp: net_tcp HOST PORT PATH < request.xml > reply.xml
 *     cc -D_GNU_SOURCE -o net_tcp net_tcp.c $(pkg-config --cflags --libs wsencoder)
 */
#include <netdb.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>
#include <wsencoder.h>

static HRESULT CALLBACK receive(void *socket, void *bytes, ULONG size, ULONG *length, const WS_ASYNC_CONTEXT *async,
                                WS_ERROR *error)
{
    ssize_t count = recv(*(int *)socket, bytes, size, 0);
    (void)async, (void)error;
    *length = count > 0 ? (ULONG)count : 0;
    return count < 0 ? WS_E_ENDPOINT_DISCONNECTED : S_OK;
}

static HRESULT CALLBACK transmit(void *socket, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *async,
                                 WS_ERROR *error)
{
    (void)async, (void)error;
    for (ULONG i = 0; i < count; i++) /* a socket that blocks sends all, or fails */
        if (send(*(int *)socket, buffers[i].bytes, buffers[i].length, MSG_NOSIGNAL) != (ssize_t)buffers[i].length)
            return WS_E_ENDPOINT_DISCONNECTED;
    return S_OK;
}

int main(int count, char **arguments)
{
    static char request[1 << 20], via[512];
    struct addrinfo *addresses, *to, hints = { .ai_socktype = SOCK_STREAM };
    WSE_FRAME_PREAMBLE preamble = { .via = via };
    WSE_FRAME_SESSION *session;
    WSE_BUFFER *reply;
    WS_BYTES answer;
    int connection = -1;
    if (count != 4 || getaddrinfo(arguments[1], arguments[2], &hints, &addresses) != 0)
        return 1;
    for (to = addresses; to != NULL; close(connection), to = to->ai_next) {
        connection = socket(to->ai_family, SOCK_STREAM, 0);
        if (connect(connection, to->ai_addr, to->ai_addrlen) == 0)
            break;
    }
    snprintf(via, sizeof via, "net.tcp://%s:%s%s", arguments[1], arguments[2], arguments[3]);
    WS_BYTES message = { (ULONG)fread(request, 1, sizeof request, stdin), (BYTE *)request };
    if (to == NULL || FAILED(WseCreateFrameSession(0, receive, &connection, transmit, &connection, &session, NULL))
        || FAILED(WseCreateBuffer(0, &reply, NULL)) || FAILED(WseOpenFrameSession(session, &preamble, NULL))
        || FAILED(WseSendFrameMessage(session, &message, 1, NULL)) || WseReceiveFrameMessage(session, reply, NULL) != S_OK
        || FAILED(WseEndFrameSession(session, NULL)) || FAILED(WseGetBufferView(reply, &answer)))
        return 1;
    fwrite(answer.bytes, 1, answer.length, stdout);
    WseFreeFrameSession(session);
    WseFreeBuffer(reply);
    freeaddrinfo(addresses);
    return close(connection);
}
