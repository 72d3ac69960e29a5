#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "envelope.h"
#include "net_tcp.h"
#include "net_tcp_socket.h"

/* The service: what it answers, and how many requests are left until it ends. */
struct service {
    struct text reply;
    unsigned long seconds;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool is_counted;
    unsigned long left;        /* requests to answer, if they are counted */
    unsigned long outstanding; /* requests of those that are being answered */
};

struct connection {
    struct service *service;
    int descriptor;
    WSE_FRAME_SESSION *session;
    WSE_BUFFER *request, *reply;
    WS_ERROR *error;
};

/* Takes a request off those that are left. Returns false if there are none. */
static bool begin_request(struct service *service)
{
    pthread_mutex_lock(&service->lock);
    bool is_due = !service->is_counted || service->left > 0;
    if (is_due && service->is_counted) {
        service->left--;
        service->outstanding++;
    }
    pthread_mutex_unlock(&service->lock);
    return is_due;
}

static void end_request(struct service *service)
{
    pthread_mutex_lock(&service->lock);
    if (service->is_counted)
        service->outstanding--;
    pthread_cond_signal(&service->changed);
    pthread_mutex_unlock(&service->lock);
}

static bool is_last(struct service *service)
{
    pthread_mutex_lock(&service->lock);
    bool last = service->is_counted && service->left == 0;
    pthread_mutex_unlock(&service->lock);
    return last;
}

static struct text text_of(WSE_BUFFER *buffer)
{
    const BYTE *bytes;
    ULONGLONG size;
    (void)WseGetBufferBytes(buffer, &bytes, &size);
    return (struct text){ (const char *)bytes, (const char *)bytes + size };
}

static HRESULT answer(struct connection *connection)
{
    WseResetBuffer(connection->reply);
    if (!envelope_relate(connection->service->reply, envelope_message_id(text_of(connection->request)), connection->reply))
        return E_OUTOFMEMORY;
    struct text reply = text_of(connection->reply);
    WS_BYTES message = { (ULONG)(reply.end - reply.begin), (BYTE *)reply.begin };
    return WseSendFrameMessage(connection->session, &message, 1, connection->error);
}

/* Answers the requests of one preamble. The client hears the last reply before the service ends: it ends first, if it does so
 * soon. */
static HRESULT answer_all(struct connection *connection)
{
    HRESULT result;
    for (;;) {
        WseResetBuffer(connection->request);
        result = WseReceiveFrameMessage(connection->session, connection->request, connection->error);
        if (result != S_OK)
            break;
        if (!begin_request(connection->service))
            return WseFailFrameSession(connection->session,
                                       "http://schemas.microsoft.com/ws/2006/05/framing/faults/ServerTooBusy", NULL);
        result = answer(connection);
        if (SUCCEEDED(result) && is_last(connection->service)) {
            socket_limit_waits(connection->descriptor, 1);
            WseResetBuffer(connection->request);
            HRESULT ended = WseReceiveFrameMessage(connection->session, connection->request, NULL);
            if (ended == WS_S_END)
                (void)WseEndFrameSession(connection->session, NULL);
            end_request(connection->service);
            return WS_S_END;
        }
        end_request(connection->service);
        if (FAILED(result))
            break;
    }
    return result == WS_S_END ? WseEndFrameSession(connection->session, connection->error) : result;
}

static HRESULT serve(struct connection *connection)
{
    WSE_FRAME_PREAMBLE preamble;
    for (;;) {
        HRESULT result = WseAcceptFrameSession(connection->session, &preamble, connection->error);
        if (result == S_FALSE) {
            add_error_text(connection->error, "asks for the upgrade '%s'", preamble.upgrade);
            (void)WseFailFrameSession(connection->session,
                                      "http://schemas.microsoft.com/ws/2006/05/framing/faults/UpgradeInvalid", NULL);
            return WS_E_NOT_SUPPORTED;
        }
        if (result == S_OK)
            result = answer_all(connection);
        if (result != S_OK)
            return result;
    }
}

static void *serve_connection(void *argument)
{
    struct connection *connection = argument;
    int *descriptor = &connection->descriptor;
    socket_limit_waits(*descriptor, connection->service->seconds);
    socket_send_at_once(*descriptor);
    (void)WsCreateError(NULL, 0, &connection->error);
    HRESULT result = WseCreateFrameSession(0, socket_read, descriptor, socket_write, descriptor, &connection->session,
                                           connection->error);
    if (SUCCEEDED(result))
        result = WseCreateBuffer(0, &connection->request, connection->error);
    if (SUCCEEDED(result))
        result = WseCreateBuffer(0, &connection->reply, connection->error);
    if (SUCCEEDED(result))
        result = serve(connection);
    if (FAILED(result)) {
        /* Reports share a buffer. */
        pthread_mutex_lock(&connection->service->lock);
        (void)report_result("client", result, connection->error);
        pthread_mutex_unlock(&connection->service->lock);
    }
    (void)shutdown(*descriptor, SHUT_WR);
    (void)close(*descriptor);
    WseFreeFrameSession(connection->session);
    WseFreeBuffer(connection->request);
    WseFreeBuffer(connection->reply);
    WsFreeError(connection->error);
    free(connection);
    return NULL;
}

static void *accept_connections(void *argument)
{
    struct connection *first = argument;
    struct service *service = first->service;
    int listener = first->descriptor;
    free(first);
    for (;;) {
        pthread_t thread;
        struct connection *connection = malloc(sizeof *connection);
        int descriptor = accept(listener, NULL, NULL);
        if (descriptor < 0 || connection == NULL) {
            free(connection);
            if (descriptor >= 0)
                (void)close(descriptor);
            continue;
        }
        *connection = (struct connection){ .service = service, .descriptor = descriptor };
        if (pthread_create(&thread, NULL, serve_connection, connection) == 0) {
            (void)pthread_detach(thread);
        } else {
            free(connection);
            (void)close(descriptor);
        }
    }
    return NULL;
}

/* Has an encoder read the reply, which every request is answered with: a mistake in it shows before there are any. */
static enum status check_reply(const struct net_tcp_options *options, WSE_BUFFER *reply)
{
    const struct text text = text_of(reply);
    const WS_BYTES message = { (ULONG)(text.end - text.begin), (BYTE *)text.begin };
    WS_CHANNEL_ENCODER encoder = { 0 };
    WSE_BUFFER *encoded = NULL;
    WS_ERROR *error = NULL;
    (void)WsCreateError(NULL, 0, &error);
    HRESULT result = WseCreateBuffer(0, &encoded, error);
    if (SUCCEEDED(result))
        result = WseCreateChannelEncoder("msbin1", NULL, 0, &encoder, error);
    if (SUCCEEDED(result))
        result = WseEncodeMessage(&encoder, NULL, &message, 1, encoded, NULL, NULL, error);
    enum status status = FAILED(result) ? report_result(options->reply, result, error) : STATUS_SUCCESS;
    WseFreeChannelEncoder(&encoder);
    WseFreeBuffer(encoded);
    WsFreeError(error);
    return status;
}

/* Serves until as many requests as wanted have been answered. */
static enum status run(struct service *service, int listener)
{
    pthread_t thread;
    struct connection *first = malloc(sizeof *first);
    if (first == NULL)
        return report_out_of_memory("net-tcp serve");
    *first = (struct connection){ .service = service, .descriptor = listener };
    if (pthread_create(&thread, NULL, accept_connections, first) != 0) {
        free(first);
        return report_out_of_memory("net-tcp serve");
    }
    pthread_mutex_lock(&service->lock);
    while (!service->is_counted || service->left > 0 || service->outstanding > 0)
        pthread_cond_wait(&service->changed, &service->lock);
    /* Threads may still use what is on this stack: the process ends without unwinding it. */
    _exit(STATUS_SUCCESS);
}

static enum status serve_at(const struct net_tcp_options *options, WSE_BUFFER *reply)
{
    char *host, *port;
    unsigned number = 0;
    if (!socket_split(options->listen, strlen(options->listen), NULL, &host, &port))
        return report_usage("'%s' is not HOST:PORT", options->listen);
    int listener = socket_listen(host, port, &number);
    struct service service = { .reply = text_of(reply),
                               .seconds = options->seconds,
                               .lock = PTHREAD_MUTEX_INITIALIZER,
                               .changed = PTHREAD_COND_INITIALIZER,
                               .is_counted = options->count > 0,
                               .left = options->count };
    if (listener >= 0)
        fprintf(stderr, strchr(host, ':') ? "listening on [%s]:%u\n" : "listening on %s:%u\n", host, number);
    free(host);
    free(port);
    return listener < 0 ? STATUS_INPUT_OUTPUT : run(&service, listener);
}

enum status net_tcp_serve(const struct net_tcp_options *options)
{
    WSE_BUFFER *reply = NULL;
    if (FAILED(WseCreateBuffer(0, &reply, NULL)))
        return report_out_of_memory(options->reply);
    enum status status = net_tcp_load(options->reply, reply);
    if (status == STATUS_SUCCESS)
        status = check_reply(options, reply);
    if (status == STATUS_SUCCESS)
        status = serve_at(options, reply);
    WseFreeBuffer(reply);
    return status;
}
