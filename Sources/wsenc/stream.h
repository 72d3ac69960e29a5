/* The bytes of one direction of a net.tcp connection as records, from wherever the bytes begin. */
#ifndef WSENC_STREAM_H
#define WSENC_STREAM_H

#include "message.h"

struct stream {
    struct message *message;
    WSE_FRAME_READER *reader; /* NULL where a preamble may begin */
    bool is_from_start;       /* the reader has seen the connection from its preamble on */
    bool is_at_end;           /* there are no more bytes */
    WS_BYTES input;           /* bytes that have been read and not yet taken */
    ULONGLONG offset;         /* how many bytes have been taken */
    ULONGLONG record;         /* where the record begins that is being read */
};

/* Reads the next record, or part of an envelope; WSE_FRAME_NONE at the end of the bytes. */
HRESULT stream_read(struct stream *stream, WSE_FRAME *frame);

/* The next byte, not taken; -1 if there is none, or it cannot be read. */
int stream_peek(struct stream *stream, HRESULT *result);

/* Takes all bytes that are left and returns how many they were. */
HRESULT stream_skip(struct stream *stream, ULONGLONG *count);

/* A connection may be used once more: its next preamble can begin here. */
void stream_restart(struct stream *stream);

#endif
