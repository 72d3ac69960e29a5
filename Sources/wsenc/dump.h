/* What listing one message and listing a stream of messages have in common. */
#ifndef WSENC_DUMP_H
#define WSENC_DUMP_H

#include "message.h"

/* The codec's name that stands for a stream. */
#define NET_TCP "net.tcp"

/* Writes lines. The first of them open the output, so that input without any leaves the output unchanged. */
HRESULT dump_write(struct message *message, const void *lines, ULONG count, WS_ERROR *error);

/*
 * Keeps the output if the input was listed to its end, or if it is malformed or exceeds a limit: then the user needs the lines
 * up to that place. Any other failure says nothing about the input, and the output stays as it was.
 */
HRESULT dump_keep_output(struct message *message, HRESULT listed);

/* Lists one direction of a net.tcp connection: its records, and the messages in them. Reports failures. */
enum status dump_net_tcp(struct message *message);

#endif
