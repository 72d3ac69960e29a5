/* One end of a connection that is written down: what comes in is known beforehand, and what goes out is collected. */
#ifndef WIRE_H
#define WIRE_H

#include "Support/support.h"

struct wire {
    const BYTE *incoming;
    size_t size, position;
    size_t most; /* bytes a read, and 0 for as many as there is room for */
    struct bytes outgoing;
    int calls;        /* of both callbacks */
    int fail_at;      /* the call, from 1, that fails with E_ABORT; 0: none */
    int promise_at;   /* the call that returns WS_S_ASYNC; 0: none */
    const BYTE *seen; /* where the last buffer written was */
};

HRESULT CALLBACK wire_read(void *wire, void *bytes, ULONG size, ULONG *length, const WS_ASYNC_CONTEXT *context,
                           WS_ERROR *error);
HRESULT CALLBACK wire_write(void *wire, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context, WS_ERROR *error);

/** A connection in a mode, with messages of a content type. */
struct talk {
    WSE_FRAME_MODE mode;
    const char *content_type; /* NULL: the mode's own */
    int messages;             /* each way */
    bool in_parts;
};

/** The text of a message. It is valid until the next call. */
WS_BYTES talk_message(int index, bool is_reply);

/** A buffer has this message and no more. */
void talk_expect_message(WSE_BUFFER *buffer, int index, bool is_reply);

/** Plays the client: opens, sends each message and receives its reply, unless `is_blind`, and ends. Returns the first
 * failure. */
HRESULT talk_as_client(const struct talk *talk, struct wire *wire, bool is_blind, WS_ERROR *error);
/** Plays the server: accepts, answers each message with the reply of its number, and ends. Returns the first failure. */
HRESULT talk_as_server(const struct talk *talk, struct wire *wire, WS_ERROR *error);
/** What the client and the server of a talk write. The caller frees both. */
void talk_write_down(const struct talk *talk, struct bytes *client, struct bytes *server);
/** Both sides of a talk, which read some bytes at a time: they write the same. `hide`, unless NULL, removes what differs. */
void talk_split_everywhere(const struct talk *talk, void (*hide)(struct bytes *stream));
/** Both sides of a talk, whose callbacks fail at each of their calls in turn: the failure is returned unchanged. */
void talk_fail_everywhere(const struct talk *talk);

#endif
