#include "net_tcp_socket.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

/* Whether it is a number that fits, or else a name. getaddrinfo would cut off what does not fit. */
static bool is_port(const char *port)
{
    enum { LARGEST = 65535 };
    unsigned long number = 0;
    for (const char *digit = port; *digit != '\0'; digit++) {
        if (*digit < '0' || *digit > '9')
            return true;
        number = number * 10 + (unsigned long)(*digit - '0');
        if (number > LARGEST)
            return false;
    }
    return true;
}

bool socket_split(const char *text, size_t length, const char *default_port, char **host, char **port)
{
    const char *end = text + length;
    const char *bracket = length > 0 && text[0] == '[' ? memchr(text, ']', length) : NULL;
    const char *host_end = bracket ? bracket + 1 : text;
    while (!bracket && host_end < end && *host_end != ':')
        host_end++;
    *host = bracket ? strndup(text + 1, (size_t)(bracket - text - 1)) : strndup(text, (size_t)(host_end - text));
    if (host_end == end)
        *port = default_port ? strdup(default_port) : NULL;
    else
        *port = *host_end == ':' && host_end + 1 < end ? strndup(host_end + 1, (size_t)(end - host_end - 1)) : NULL;
    if (*host != NULL && (*host)[0] != '\0' && *port != NULL && is_port(*port))
        return true;
    free(*host);
    free(*port);
    return false;
}

void socket_limit_waits(int descriptor, unsigned long seconds)
{
    struct timeval time = { .tv_sec = (time_t)seconds };
    (void)setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
    (void)setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time);
}

static struct addrinfo *look_up(const char *host, const char *port, int flags)
{
    struct addrinfo *addresses = NULL;
    const struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = flags };
    int problem = getaddrinfo(host, port, &hints, &addresses);
    if (problem == 0)
        return addresses;
    report("%s:%s: %s", host, port, gai_strerror(problem));
    return NULL;
}

static const char *reason(void)
{
    return errno == EINPROGRESS || errno == EAGAIN ? "timed out" : strerror(errno);
}

void socket_send_at_once(int descriptor)
{
    (void)setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
}

int socket_connect(const char *host, const char *port, unsigned long seconds)
{
    struct addrinfo *addresses = look_up(host, port, 0);
    int descriptor = -1;
    for (const struct addrinfo *address = addresses; address != NULL && descriptor < 0; address = address->ai_next) {
        descriptor = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (descriptor < 0)
            continue;
        socket_limit_waits(descriptor, seconds);
        if (connect(descriptor, address->ai_addr, address->ai_addrlen) == 0) {
            socket_send_at_once(descriptor);
            break;
        }
        int problem = errno;
        (void)close(descriptor);
        errno = problem;
        descriptor = -1;
    }
    if (addresses != NULL && descriptor < 0)
        report("%s:%s: cannot connect: %s", host, port, reason());
    if (addresses != NULL)
        freeaddrinfo(addresses);
    return descriptor;
}

static unsigned port_of(int descriptor)
{
    struct sockaddr_storage address;
    socklen_t size = sizeof address;
    if (getsockname(descriptor, (struct sockaddr *)&address, &size) != 0)
        return 0;
    return ntohs(address.ss_family == AF_INET6 ? ((const struct sockaddr_in6 *)&address)->sin6_port
                                               : ((const struct sockaddr_in *)&address)->sin_port);
}

int socket_listen(const char *host, const char *port, unsigned *number)
{
    struct addrinfo *address = look_up(host, port, AI_PASSIVE);
    if (address == NULL)
        return -1;
    int descriptor = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor >= 0) {
        (void)setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof(int));
        if (bind(descriptor, address->ai_addr, address->ai_addrlen) != 0 || listen(descriptor, SOMAXCONN) != 0) {
            report("%s:%s: cannot listen: %s", host, port, strerror(errno));
            (void)close(descriptor);
            descriptor = -1;
        }
    }
    freeaddrinfo(address);
    if (descriptor >= 0)
        *number = port_of(descriptor);
    return descriptor;
}

static HRESULT failure(WS_ERROR *error)
{
    bool is_late = errno == EAGAIN || errno == EWOULDBLOCK;
    add_error_text(error, "%s", is_late ? "timed out" : strerror(errno));
    return is_late ? WS_E_OPERATION_TIMED_OUT : WS_E_ENDPOINT_DISCONNECTED;
}

HRESULT CALLBACK socket_read(void *descriptor, void *bytes, ULONG size, ULONG *length, const WS_ASYNC_CONTEXT *context,
                             WS_ERROR *error)
{
    ssize_t count;
    (void)context;
    /* Some peers write a message in pieces, each of which waits until the one before it is acknowledged. */
    (void)setsockopt(*(const int *)descriptor, IPPROTO_TCP, TCP_QUICKACK, &(int){ 1 }, sizeof(int));
    do
        count = recv(*(const int *)descriptor, bytes, size, 0);
    while (count < 0 && errno == EINTR);
    *length = count > 0 ? (ULONG)count : 0;
    return count < 0 ? failure(error) : S_OK;
}

HRESULT CALLBACK socket_write(void *descriptor, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                              WS_ERROR *error)
{
    (void)context;
    for (ULONG index = 0; index < count; index++) {
        const BYTE *bytes = buffers[index].bytes;
        size_t left = buffers[index].length;
        int more = index + 1 < count ? MSG_MORE : 0;
        while (left > 0) {
            ssize_t sent = send(*(const int *)descriptor, bytes, left, MSG_NOSIGNAL | more);
            if (sent < 0 && errno == EINTR)
                continue;
            if (sent < 0)
                return failure(error);
            bytes += sent;
            left -= (size_t)sent;
        }
    }
    return S_OK;
}
