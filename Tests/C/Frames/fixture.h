/* A session whose connection is written down, with what its tests need beside it. */
#ifndef FIXTURE_H
#define FIXTURE_H

#include "Frames/wire.h"

struct fixture {
    struct wire wire;
    WSE_FRAME_SESSION *session;
    WS_ERROR *error;
    WSE_BUFFER *buffer;
};

/** Makes a session that takes messages of up to `most` bytes, or 0 for the default. It is valid until the next call. */
static inline struct fixture *begin(const void *incoming, size_t size, ULONGLONG most)
{
    static struct fixture fixture;
    fixture = (struct fixture){ .wire = { .incoming = incoming, .size = size }, .error = create_error() };
    assert_result(S_OK, WseCreateBuffer(0, &fixture.buffer, NULL));
    assert_result(S_OK,
                  WseCreateFrameSession(most, wire_read, &fixture.wire, wire_write, &fixture.wire, &fixture.session, NULL));
    return &fixture;
}

static inline void finish(struct fixture *fixture)
{
    WseFreeFrameSession(fixture->session);
    WseFreeBuffer(fixture->buffer);
    WsFreeError(fixture->error);
    bytes_free(&fixture->wire.outgoing);
}

/** What was written since the last call. */
static inline void expect_written(struct fixture *fixture, const void *bytes, size_t size)
{
    assert_bytes_equal(&fixture->wire.outgoing, bytes, size);
    fixture->wire.outgoing.size = 0;
}

#define VIA "\x02\x0Bnet.tcp://x"
#define PREAMBLE(MODE, ENCODING) "\x00\x01\x00\x01" MODE VIA ENCODING
#define DUPLEX PREAMBLE("\x02", "\x03\x08")
#define FAULT(NAME) "http://schemas.microsoft.com/ws/2006/05/framing/faults/" NAME

#endif
