/* The commands `net-tcp call` and `net-tcp serve`, and what they have in common. */
#ifndef WSENC_NET_TCP_H
#define WSENC_NET_TCP_H

#include "options.h"

/* Reads the arguments after `net-tcp`. Reports mistakes. */
enum status net_tcp_parse(struct options *options, int count, char **arguments);

enum status net_tcp_run(const struct options *options);

enum status net_tcp_call(const struct net_tcp_options *options);
enum status net_tcp_serve(const struct net_tcp_options *options);

/* Appends a file to a buffer; NULL means standard input. Reports failures. */
enum status net_tcp_load(const char *file, WSE_BUFFER *buffer);

#endif
