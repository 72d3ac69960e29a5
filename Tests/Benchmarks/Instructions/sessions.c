#include "sessions.h"

#include "codecs.h"
#include "framing.h"
#include "message.h"
#include "messages.h"
#include "settings.h"

#include <stdlib.h>

enum { message_count = 8, most_preamble = 256 };

static void expect(HRESULT result, const char *call)
{
    if (result != S_OK)
        give_up("%s: 0x%08X", call, (unsigned)result);
}

/* ---- The codec alone ---- */

typedef struct session {
    processor processor;
    span spans[message_count];
    size_t next;
} session;

/* Encodes a message and has the decoder learn its strings. Returns it as encoded. */
static span learn(processor encoder, processor decoder, span message)
{
    span encoded = encode_message(encoder, message);
    collector output = { 0 };
    decoder.process(decoder.state, encoded, &output);
    return encoded;
}

void *prepare_session(const scenario *scenario)
{
    session *made = calloc(1, sizeof *made);
    if (made == NULL)
        give_up("no memory");
    processor encoder = make_ours(scenario->codec, encoding), decoder = make_ours(scenario->codec, decoding);
    for (size_t round = 0; round < 2; round++) {
        for (size_t index = 0; index < message_count; index++) {
            span message = { make_message(scenario->size, scenario->size + index), scenario->size };
            span encoded = learn(encoder, decoder, message);
            made->spans[index] = scenario->decodes ? encoded : message;
        }
    }
    made->processor = scenario->decodes ? decoder : encoder;
    return made;
}

void process_session(void *context, uint64_t repetitions)
{
    session *session = context;
    for (uint64_t repetition = 0; repetition < repetitions; repetition++) {
        collector output = { 0 };
        session->processor.process(session->processor.state, session->spans[session->next], &output);
        session->next = (session->next + 1) % message_count;
    }
}

/* ---- The same over net.tcp ---- */

typedef struct frames {
    WSE_FRAME_SESSION *session;
    WSE_BUFFER *buffer;
    span input;
    collector output;
    span spans[message_count]; /* of the side that receives: with the record before each */
    size_t next;
} frames;

static HRESULT CALLBACK sink(void *context, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *async_context,
                             WS_ERROR *error)
{
    (void)async_context, (void)error;
    frames *frames = context;
    for (ULONG index = 0; index < count; index++)
        collect(&frames->output, buffers[index].bytes, buffers[index].length);
    return S_OK;
}

static HRESULT CALLBACK source(void *context, void *bytes, ULONG room, ULONG *size, const WS_ASYNC_CONTEXT *async_context,
                               WS_ERROR *error)
{
    (void)async_context, (void)error;
    frames *frames = context;
    *size = (ULONG)take(&frames->input, bytes, room);
    return S_OK;
}

static frames *make_frames(void)
{
    frames *made = calloc(1, sizeof *made);
    if (made == NULL)
        give_up("no memory");
    expect(WseCreateFrameSession(0, source, made, sink, made, &made->session, NULL), "session");
    expect(WseCreateBuffer(0, &made->buffer, NULL), "buffer");
    return made;
}

static void send_message(frames *client, span message)
{
    WS_BYTES buffer = { (ULONG)message.size, (BYTE *)message.bytes };
    expect(WseSendFrameMessage(client->session, &buffer, 1, NULL), "send");
}

static void receive_message(frames *server, span frame)
{
    server->input = frame;
    WseResetBuffer(server->buffer);
    expect(WseReceiveFrameMessage(server->session, server->buffer, NULL), "receive");
}

/* The bytes that a client writes from here on. */
static span begin_output(frames *client, size_t capacity)
{
    client->output = (collector){ .memory = malloc(capacity), .capacity = capacity };
    if (client->output.memory == NULL)
        give_up("no memory");
    return (span){ client->output.memory, capacity };
}

static void open_frames(frames *client, frames *server)
{
    static const uint8_t acknowledgement[] = { 0x0B };
    WSE_FRAME_PREAMBLE preamble = { .via = "net.tcp://localhost/orders" }, said;
    span output = begin_output(client, most_preamble);
    client->input = (span){ acknowledgement, sizeof acknowledgement };
    expect(WseOpenFrameSession(client->session, &preamble, NULL), "open");
    server->input = (span){ output.bytes, client->output.size };
    expect(WseAcceptFrameSession(server->session, &said, NULL), "accept");
}

void *prepare_frames(const scenario *scenario)
{
    frames *client = make_frames(), *server = make_frames();
    open_frames(client, server);
    for (size_t round = 0; round < 2; round++) {
        for (size_t index = 0; index < message_count; index++) {
            span message = { make_message(scenario->size, scenario->size + index), scenario->size };
            span output = begin_output(client, 2 * scenario->size + most_preamble);
            send_message(client, message);
            output.size = client->output.size;
            receive_message(server, output);
            client->spans[index] = message;
            server->spans[index] = output;
        }
    }
    client->output = (collector){ 0 };
    return scenario->decodes ? server : client;
}

void send_frames(void *context, uint64_t repetitions)
{
    frames *client = context;
    for (uint64_t repetition = 0; repetition < repetitions; repetition++) {
        send_message(client, client->spans[client->next]);
        client->next = (client->next + 1) % message_count;
    }
}

void receive_frames(void *context, uint64_t repetitions)
{
    frames *server = context;
    for (uint64_t repetition = 0; repetition < repetitions; repetition++) {
        receive_message(server, server->spans[server->next]);
        server->next = (server->next + 1) % message_count;
    }
}
