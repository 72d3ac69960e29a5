/*
 * Both sides of a net.tcp connection in the mode that WCF calls streamed, whose messages are sent and received in parts.
 *
 *     cc -D_GNU_SOURCE -o stream_net_tcp stream_net_tcp.c $(pkg-config --cflags --libs wsencoder)
 *     ./stream_net_tcp
 */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <wsencoder.h>

static HRESULT CALLBACK receive(void *socket, void *bytes, ULONG size, ULONG *length, const WS_ASYNC_CONTEXT *async,
                                WS_ERROR *error)
{
    ssize_t count = recv(*(int *)socket, bytes, size, 0);
    (void)async, (void)error;
    *length = count > 0 ? (ULONG)count : 0;
    return count < 0 ? E_FAIL : S_OK;
}

static HRESULT CALLBACK send_all(void *socket, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *async,
                                 WS_ERROR *error)
{
    (void)async, (void)error;
    for (ULONG index = 0; index < count; index++)
        for (ULONG sent = 0; sent < buffers[index].length;) {
            ssize_t size = send(*(int *)socket, buffers[index].bytes + sent, buffers[index].length - sent, MSG_NOSIGNAL);
            if (size <= 0)
                return E_FAIL;
            sent += (ULONG)size;
        }
    return S_OK;
}

/* Sends a message that is made on the way. */
static HRESULT send_numbers(WSE_FRAME_SESSION *session, WS_ERROR *error)
{
    static WS_BYTES opening = { 9, (BYTE *)"<numbers>" }, closing = { 10, (BYTE *)"</numbers>" };
    HRESULT hr = WseWriteFrameMessage(session, &opening, 1, NULL, error);
    for (int number = 0; SUCCEEDED(hr) && number < 100000; number++) {
        char text[32];
        WS_BYTES part = { (ULONG)snprintf(text, sizeof text, "<n>%d</n>", number), (BYTE *)text };
        hr = WseWriteFrameMessage(session, &part, 1, NULL, error);
    }
    if (SUCCEEDED(hr))
        hr = WseWriteFrameMessage(session, &closing, 1, NULL, error);
    if (SUCCEEDED(hr))
        hr = WseEndFrameMessage(session, error);
    return hr;
}

/* Receives a message of any size in constant memory. */
static HRESULT count_bytes(WSE_FRAME_SESSION *session, size_t *total, WS_ERROR *error)
{
    BYTE part[4096];
    ULONG length = 0;
    HRESULT hr;
    while (SUCCEEDED(hr = WseReadFrameMessage(session, part, sizeof part, &length, NULL, error)) && length > 0)
        *total += length;
    return hr;
}

/* Accepts a connection to one address only. */
static HRESULT accept_numbers(WSE_FRAME_SESSION *session, WS_ERROR *error)
{
    WSE_FRAME_PREAMBLE preamble;
    HRESULT hr = WseAcceptFrameSession(session, &preamble, error);
    if (hr == S_OK && strcmp(preamble.via, "net.tcp://localhost/numbers") != 0) {
        WseFailFrameSession(session, "http://schemas.microsoft.com/ws/2006/05/framing/faults/EndpointNotFound", error);
        return WS_E_ENDPOINT_NOT_FOUND;
    }
    return hr;
}

static int run(int socket, int is_server)
{
    const WSE_FRAME_PREAMBLE preamble = { WSE_FRAME_MODE_SINGLETON_UNSIZED, "net.tcp://localhost/numbers", NULL, NULL };
    WSE_FRAME_SESSION *session = NULL;
    WS_ERROR *error = NULL;
    char line[300];
    size_t total = 0;
    HRESULT hr = WsCreateError(NULL, 0, &error);
    if (SUCCEEDED(hr))
        hr = WseCreateFrameSession(0, receive, &socket, send_all, &socket, &session, error);
    if (SUCCEEDED(hr))
        hr = is_server ? accept_numbers(session, error) : WseOpenFrameSession(session, &preamble, error);
    if (SUCCEEDED(hr))
        hr = is_server ? count_bytes(session, &total, error) : send_numbers(session, error);
    if (SUCCEEDED(hr) && is_server)
        printf("received %zu bytes of XML\n", total);
    if (WseFormatError(error, line, sizeof line) > 0)
        printf("%s\n", line);
    WseFreeFrameSession(session);
    WsFreeError(error);
    return SUCCEEDED(hr) ? 0 : 1;
}

int main(void)
{
    int ends[2], status = 1;
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
        return 1;
    pid_t client = fork();
    if (client == 0) {
        close(ends[1]);
        _exit(run(ends[0], 0));
    }
    close(ends[0]);
    int result = run(ends[1], 1);
    return client < 0 || waitpid(client, &status, 0) < 0 || status != 0 ? 1 : result;
}
