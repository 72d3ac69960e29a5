/* Sockets, as the source and the sink of a session over net.tcp. */
#ifndef WSENC_NET_TCP_SOCKET_H
#define WSENC_NET_TCP_SOCKET_H

#include <stdbool.h>

#include "status.h"

/* Splits "HOST:PORT", in which HOST may be in brackets. Returns false if that is not possible. Free both. */
bool socket_split(const char *text, size_t length, const char *default_port, char **host, char **port);

/*
 * Connects to a host. With `seconds`, the connection and each later wait take at most that long. Returns the descriptor; -1
 * after a report.
 */
int socket_connect(const char *host, const char *port, unsigned long seconds);

/* Listens. Returns the descriptor, and the port in `number`; -1 after a report. */
int socket_listen(const char *host, const char *port, unsigned *number);

void socket_send_at_once(int descriptor);

void socket_limit_waits(int descriptor, unsigned long seconds);

/* A WS_READ_CALLBACK and a WS_WRITE_CALLBACK whose callbackState is the address of a descriptor. */
HRESULT CALLBACK socket_read(void *descriptor, void *bytes, ULONG size, ULONG *length, const WS_ASYNC_CONTEXT *context,
                             WS_ERROR *error);
HRESULT CALLBACK socket_write(void *descriptor, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                              WS_ERROR *error);

#endif
