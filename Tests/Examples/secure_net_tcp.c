/*
 * A call over net.tcp that is secured with the upgrade application/ssl-tls. Both sides are here:
 *
 *     cc -D_GNU_SOURCE -o secure_net_tcp secure_net_tcp.c $(pkg-config --cflags --libs wsencoder openssl)
 *     secure_net_tcp CERTIFICATE KEY        with files in PEM, the certificate for "localhost"
 *
 * The server runs in a process of its own. It secures the connection with the certificate, which the client trusts, and sends
 * back each message that it receives.
 */
#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <wsencoder.h>

/* A connection. The session reads and writes it with the callbacks below, before and after it is secured. */
struct connection {
    int socket;
    SSL *tls; /* NULL until it is secured */
};

static HRESULT CALLBACK receive(void *state, void *bytes, ULONG size, ULONG *length, const WS_ASYNC_CONTEXT *context,
                                WS_ERROR *error)
{
    struct connection *connection = state;
    (void)context, (void)error;
    int most = size < 1 << 20 ? (int)size : 1 << 20;
    int count = connection->tls != NULL ? SSL_read(connection->tls, bytes, most)
                                        : (int)recv(connection->socket, bytes, (size_t)most, 0);
    *length = count > 0 ? (ULONG)count : 0;
    /* Over TLS, only the peer can say that the connection ends. An attacker can cut it. */
    if (count <= 0 && connection->tls != NULL)
        return SSL_get_error(connection->tls, count) == SSL_ERROR_ZERO_RETURN ? S_OK : WS_E_ENDPOINT_DISCONNECTED;
    return count < 0 ? WS_E_ENDPOINT_DISCONNECTED : S_OK;
}

static HRESULT CALLBACK transmit(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                                 WS_ERROR *error)
{
    struct connection *connection = state;
    (void)context, (void)error;
    for (ULONG i = 0; i < count; i++)
        for (ULONG sent = 0; sent < buffers[i].length;) {
            ULONG left = buffers[i].length - sent;
            int most = left < 1 << 20 ? (int)left : 1 << 20;
            int part = connection->tls != NULL
                           ? SSL_write(connection->tls, buffers[i].bytes + sent, most)
                           : (int)send(connection->socket, buffers[i].bytes + sent, (size_t)most, MSG_NOSIGNAL);
            if (part <= 0)
                return WS_E_ENDPOINT_DISCONNECTED;
            sent += (ULONG)part;
        }
    return S_OK;
}

static void require(int holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "%s failed\n", what);
    ERR_print_errors_fp(stderr);
    exit(1);
}

static void secure(struct connection *connection, SSL_CTX *context)
{
    connection->tls = SSL_new(context);
    require(connection->tls != NULL && SSL_set_fd(connection->tls, connection->socket) == 1, "SSL_new");
}

static void serve(int listener, const char *certificate, const char *key)
{
    struct connection connection = { .socket = accept(listener, NULL, NULL) };
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());
    WSE_FRAME_SESSION *session = NULL;
    WSE_FRAME_PREAMBLE said;
    WSE_BUFFER *message = NULL;
    const BYTE *bytes;
    ULONGLONG size;
    require(context != NULL && SSL_CTX_use_certificate_file(context, certificate, SSL_FILETYPE_PEM) == 1
                && SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) == 1,
            "loading the certificate");
    require(WseCreateFrameSession(0, receive, &connection, transmit, &connection, &session, NULL) == S_OK
                && WseCreateBuffer(0, &message, NULL) == S_OK,
            "creating the server's session");
    /* A client that does not ask for this upgrade is not served. */
    require(WseAcceptFrameSession(session, &said, NULL) == S_FALSE && strcmp(said.upgrade, "application/ssl-tls") == 0,
            "waiting for the upgrade");
    require(WseAgreeToFrameUpgrade(session, NULL) == S_OK, "agreeing to the upgrade");
    secure(&connection, context);
    require(SSL_accept(connection.tls) == 1, "SSL_accept");
    require(WseAcceptFrameSession(session, &said, NULL) == S_OK, "accepting the client");
    HRESULT result;
    while ((result = WseReceiveFrameMessage(session, message, NULL)) == S_OK) {
        require(WseGetBufferBytes(message, &bytes, &size) == S_OK, "reading the message");
        WS_BYTES reply = { (ULONG)size, (BYTE *)bytes };
        require(WseSendFrameMessage(session, &reply, 1, NULL) == S_OK, "sending the reply");
        WseResetBuffer(message);
    }
    require(result == WS_S_END && WseEndFrameSession(session, NULL) == S_OK, "ending the server's session");
    WseFreeFrameSession(session);
    WseFreeBuffer(message);
    SSL_shutdown(connection.tls);
    SSL_free(connection.tls);
    SSL_CTX_free(context);
}

static void call(const struct sockaddr_in *address, const char *certificate)
{
    static const char text[] =
        "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body>secret</s:Body></s:Envelope>";
    struct connection connection = { .socket = socket(AF_INET, SOCK_STREAM, 0) };
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    WS_BYTES message = { sizeof text - 1, (BYTE *)text };
    WSE_FRAME_PREAMBLE preamble = { .via = "net.tcp://localhost/echo", .upgrade = "application/ssl-tls" };
    WSE_FRAME_SESSION *session = NULL;
    WSE_BUFFER *reply = NULL;
    const BYTE *bytes;
    ULONGLONG size;
    require(context != NULL && SSL_CTX_load_verify_locations(context, certificate, NULL) == 1, "loading the certificate");
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
    require(connect(connection.socket, (const struct sockaddr *)address, sizeof *address) == 0, "connecting");
    require(WseCreateFrameSession(0, receive, &connection, transmit, &connection, &session, NULL) == S_OK
                && WseCreateBuffer(0, &reply, NULL) == S_OK,
            "creating the client's session");
    require(WseOpenFrameSession(session, &preamble, NULL) == S_FALSE, "asking for the upgrade");
    secure(&connection, context);
    require(SSL_set1_host(connection.tls, "localhost") == 1 && SSL_set_tlsext_host_name(connection.tls, "localhost") == 1
                && SSL_connect(connection.tls) == 1,
            "SSL_connect");
    /* The preamble goes on over the secured connection, with no further upgrade. */
    preamble.upgrade = NULL;
    require(WseOpenFrameSession(session, &preamble, NULL) == S_OK, "opening the session");
    for (int i = 0; i < 3; i++) {
        require(WseSendFrameMessage(session, &message, 1, NULL) == S_OK && WseReceiveFrameMessage(session, reply, NULL) == S_OK
                    && WseGetBufferBytes(reply, &bytes, &size) == S_OK,
                "a call");
        require(size == message.length && memcmp(bytes, text, size) == 0, "comparing the reply");
        WseResetBuffer(reply);
    }
    require(WseEndFrameSession(session, NULL) == S_OK && WseReceiveFrameMessage(session, reply, NULL) == WS_S_END,
            "ending the client's session");
    printf("3 messages came back over %s\n", SSL_get_version(connection.tls));
    WseFreeFrameSession(session);
    WseFreeBuffer(reply);
    SSL_shutdown(connection.tls);
    SSL_free(connection.tls);
    SSL_CTX_free(context);
    close(connection.socket);
}

int main(int count, char **arguments)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0), status = 1;
    /* The other side may close the connection, which is then the result of a write. */
    (void)signal(SIGPIPE, SIG_IGN);
    require(count == 3, "usage: secure_net_tcp CERTIFICATE KEY");
    require(bind(listener, (struct sockaddr *)&address, size) == 0 && listen(listener, 1) == 0
                && getsockname(listener, (struct sockaddr *)&address, &size) == 0,
            "listening");
    fflush(stdout);
    pid_t server = fork();
    if (server == 0) {
        serve(listener, arguments[1], arguments[2]);
        return 0;
    }
    require(server > 0, "fork");
    close(listener);
    call(&address, arguments[1]);
    require(waitpid(server, &status, 0) == server && status == 0, "the server");
    return 0;
}
