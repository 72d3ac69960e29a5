#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "envelope.h"
#include "net_tcp.h"
#include "net_tcp_socket.h"
#include "output.h"

static const char scheme[] = "net.tcp://";

/* Connects to the service of an address. Returns the descriptor; -1 after a report. */
static int connect_to(const struct net_tcp_options *options, enum status *status)
{
    const char *address = options->address;
    char *host, *port;
    *status = STATUS_USAGE;
    size_t length = strlen(scheme);
    if (strncasecmp(address, scheme, length) != 0
        || !socket_split(address + length, strcspn(address + length, "/?#"), "808", &host, &port)) {
        (void)report_usage("'%s' is not net.tcp://HOST:PORT/PATH", address);
        return -1;
    }
    int connection = socket_connect(host, port, options->seconds);
    *status = connection < 0 ? STATUS_INPUT_OUTPUT : STATUS_SUCCESS;
    free(host);
    free(port);
    return connection;
}

/* Ends the session, and gives the service a second to do the same. The reply counts, whatever becomes of that. */
static void end(WSE_FRAME_SESSION *session, int connection)
{
    BYTE room[1];
    ULONG length;
    socket_limit_waits(connection, 1);
    if (SUCCEEDED(WseEndFrameSession(session, NULL)))
        (void)WseReadFrameMessage(session, room, sizeof room, &length, NULL, NULL);
}

/* Sends the request and receives the reply. */
static HRESULT exchange(const struct net_tcp_options *options, int *connection, WSE_BUFFER *request, WSE_BUFFER *reply,
                        WS_ERROR *error)
{
    WSE_FRAME_PREAMBLE preamble = { .via = options->via ? options->via : options->address,
                                    .contentType = options->content_type,
                                    .mode = options->is_streamed ? WSE_FRAME_MODE_SINGLETON_UNSIZED : WSE_FRAME_MODE_DUPLEX };
    WSE_FRAME_SESSION *session = NULL;
    const BYTE *bytes = NULL;
    ULONGLONG size = 0;
    HRESULT result = WseCreateFrameSession(0, socket_read, connection, socket_write, connection, &session, error);
    if (SUCCEEDED(result))
        result = WseGetBufferBytes(request, &bytes, &size);
    if (SUCCEEDED(result) && size > UINT32_MAX)
        result = WS_E_QUOTA_EXCEEDED;
    WS_BYTES message = { (ULONG)size, (BYTE *)bytes };
    if (SUCCEEDED(result))
        result = WseOpenFrameSession(session, &preamble, error);
    if (SUCCEEDED(result))
        result = WseSendFrameMessage(session, &message, 1, error);
    if (SUCCEEDED(result))
        result = WseReceiveFrameMessage(session, reply, error);
    if (SUCCEEDED(result))
        end(session, *connection);
    if (result == WS_S_END) {
        add_error_text(error, "the service has ended the connection without a reply");
        result = WS_E_ENDPOINT_DISCONNECTED;
    }
    WseFreeFrameSession(session);
    return result;
}

static enum status print(const struct net_tcp_options *options, WSE_BUFFER *reply)
{
    struct output output;
    const BYTE *bytes;
    ULONGLONG size;
    (void)WseGetBufferBytes(reply, &bytes, &size);
    bool is_written = output_open(&output, options->output) && output_write(&output, bytes, size) && output_commit(&output);
    if (!is_written)
        report("%s: %s", output.name, strerror(errno));
    output_discard(&output);
    if (!is_written)
        return STATUS_INPUT_OUTPUT;
    return envelope_is_fault((struct text){ (const char *)bytes, (const char *)bytes + size }) ? STATUS_SOAP_FAULT
                                                                                               : STATUS_SUCCESS;
}

static enum status call(const struct net_tcp_options *options, WSE_BUFFER *request, WSE_BUFFER *reply, WS_ERROR *error)
{
    enum status status = net_tcp_load(options->input, request);
    if (status != STATUS_SUCCESS)
        return status;
    int connection = connect_to(options, &status);
    if (connection < 0)
        return status;
    HRESULT result = exchange(options, &connection, request, reply, error);
    (void)close(connection);
    return FAILED(result) ? report_result(options->address, result, error) : print(options, reply);
}

enum status net_tcp_call(const struct net_tcp_options *options)
{
    WSE_BUFFER *request = NULL, *reply = NULL;
    WS_ERROR *error = NULL;
    enum status status = FAILED(WsCreateError(NULL, 0, &error)) || FAILED(WseCreateBuffer(0, &request, NULL))
                                 || FAILED(WseCreateBuffer(0, &reply, NULL))
                             ? report_out_of_memory(options->address)
                             : call(options, request, reply, error);
    WseFreeBuffer(request);
    WseFreeBuffer(reply);
    WsFreeError(error);
    return status;
}
