/* Sessions whose instances come from one table, and sessions of framing.h, which have the same codec: none sees the strings of
 * another, whatever happens to that. Interleaved at every call, out of memory, freed in one another's callbacks. */
#include "FailingAllocator/failing_allocator.h"
#include "Frames/fixture.h"

enum { SESSIONS = 3, MESSAGES = 4, MOST_STEPS = 16 };

/* What a name becomes for a session that takes another's strings is another name of these. */
static const char *const texts[SESSIONS][MESSAGES] = {
    { "<Pay to=\"x\"><Sum>ab</Sum></Pay>", "<Pay to=\"y\"/>", "<Sum><Pay to=\"z\"/></Sum>", "<to Pay=\"1x\"><Sum/></to>" },
    { "<Sum by=\"x\"><Pay>ab</Pay></Sum>", "<by/>", "<Sum><Pay by=\"z\"/></Sum>", "<Pay Sum=\"1x\"><by/></Pay>" },
    { "<to><by><Sum>ab</Sum></by></to>", "<by><to/></by>", "<Sum><to><Pay/></to></Sum>", "<Pay by=\"\"><to/></Pay>" },
};

static const char *const codecs[] = { "msbinsession1", "msbinsession1+gzip" };

/* ---- Instances of one table ---- */

/** An encoder and a decoder of which one reads what the other has written, a step at a time. */
struct session {
    int index;
    void *encoder, *decoder;
    struct bytes wire, text;
    size_t position;
    void (*call)(struct session *session); /* made in each callback */
    int calls;
    HRESULT result; /* of the first step that failed */
    int message, step;
};

static WS_CHANNEL_ENCODER encoders;
static WS_CHANNEL_DECODER decoders;
static const char *codec;
static const WS_STRING *encoded_type;
static struct session sessions[SESSIONS];

static HRESULT CALLBACK write_wire(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                                   WS_ERROR *error)
{
    struct session *session = state;
    (void)context, (void)error;
    for (ULONG i = 0; i < count; i++)
        bytes_append(&session->wire, buffers[i].bytes, buffers[i].length);
    session->calls++;
    if (session->call)
        session->call(session);
    return S_OK;
}

static HRESULT CALLBACK read_wire(void *state, void *bytes, ULONG size, ULONG *length, const WS_ASYNC_CONTEXT *context,
                                  WS_ERROR *error)
{
    struct session *session = state;
    size_t left = session->wire.size - session->position, count = left < 7 ? left : 7;
    (void)context, (void)error;
    count = count < size ? count : size;
    if (count > 0)
        memcpy(bytes, session->wire.data + session->position, count);
    session->position += count;
    *length = (ULONG)count;
    session->calls++;
    if (session->call)
        session->call(session);
    return S_OK;
}

/** The memory of the test itself stays, so that it does not fail where the library's is to. */
static HRESULT open_session(int index)
{
    struct session *session = &sessions[index];
    *session = (struct session){ .index = index, .wire = session->wire, .text = session->text };
    HRESULT result = encoders.createEncoderCallback(encoders.createContext, write_wire, session, &session->encoder, NULL);
    if (result == S_OK)
        result = decoders.createDecoderCallback(decoders.createContext, read_wire, session, &session->decoder, NULL);
    return result;
}

static void close_session(struct session *session)
{
    if (session->encoder)
        encoders.freeEncoderCallback(session->encoder);
    if (session->decoder)
        decoders.freeDecoderCallback(session->decoder);
    session->encoder = session->decoder = NULL;
}

/** The encoders and the decoders of all sessions are made from two tables. */
static void open_sessions(const char *name)
{
    codec = name;
    encoded_type = content_type_of(name);
    assert_result(S_OK, WseCreateChannelEncoder(name, NULL, 0, &encoders, NULL));
    assert_result(S_OK, WseCreateChannelDecoder(name, NULL, 0, &decoders, NULL));
    for (int i = 0; i < SESSIONS; i++)
        assert_result(S_OK, open_session(i));
}

/** The functions outlast the tables, whose contents may go before the instances. */
static void free_tables(void)
{
    WS_CHANNEL_ENCODER encoder_functions = encoders;
    WS_CHANNEL_DECODER decoder_functions = decoders;
    WseFreeChannelEncoder(&encoders);
    WseFreeChannelDecoder(&decoders);
    encoders = encoder_functions;
    decoders = decoder_functions;
}

static void close_sessions(void)
{
    for (int i = 0; i < SESSIONS; i++) {
        close_session(&sessions[i]);
        bytes_free(&sessions[i].wire);
        bytes_free(&sessions[i].text);
    }
}

static HRESULT decode_some(struct session *session, int *next)
{
    BYTE room[5];
    ULONG length = 0;
    HRESULT result = decoders.decoderDecodeCallback(session->decoder, room, sizeof room, &length, NULL, NULL);
    if (result == S_OK && length > 0)
        bytes_append(&session->text, room, length);
    /* The step is repeated until the message is over. */
    *next -= result == S_OK && length > 0;
    return result;
}

/** Makes the next call of a message. Returns whether there is another one to make. */
static bool make_step(struct session *session)
{
    const char *text = texts[session->index][session->message];
    size_t half = strlen(text) / 2;
    WS_BYTES first = { (ULONG)half, (BYTE *)text }, rest = { (ULONG)(strlen(text) - half), (BYTE *)text + half };
    WS_STRING type, coding, new_type = *encoded_type, no_coding = { 0 };
    HRESULT result;
    switch (session->step++) {
    case 0:
        session->wire.size = session->text.size = session->position = 0;
        result = encoders.encoderGetContentTypeCallback(session->encoder, &soap_content_type, &type, &coding, NULL);
        break;
    case 1: result = encoders.encoderStartCallback(session->encoder, NULL, NULL); break;
    case 2: result = encoders.encoderEncodeCallback(session->encoder, &first, 1, NULL, NULL); break;
    case 3: result = encoders.encoderEncodeCallback(session->encoder, &rest, 1, NULL, NULL); break;
    case 4: result = encoders.encoderEndCallback(session->encoder, NULL, NULL); break;
    case 5: result = decoders.decoderStartCallback(session->decoder, NULL, NULL); break;
    case 6: result = decoders.decoderGetContentTypeCallback(session->decoder, &new_type, &no_coding, &type, NULL); break;
    case 7: result = decode_some(session, &session->step); break;
    default:
        result = decoders.decoderEndCallback(session->decoder, NULL, NULL);
        session->step = 0;
        session->message = (session->message + 1) % MESSAGES;
    }
    if (result != S_OK)
        session->result = result;
    return session->step != 0 && result == S_OK;
}

static void expect_text(const struct session *session, int message)
{
    const char *expected = texts[session->index][message];
    if (session->result != S_OK || session->text.size != strlen(expected)
        || memcmp(session->text.data, expected, session->text.size) != 0)
        fail_msg("%s, session %d, message %d: 0x%08x \"%.*s\"", codec, session->index, message, (unsigned)session->result,
                 (int)session->text.size, session->text.data);
}

/** Has a session handle its next message, which arrives as it was. */
static void pass_message(struct session *session)
{
    int message = session->message;
    while (make_step(session))
        continue;
    expect_text(session, message);
}

/** What the messages of a session are encoded to if it is the only one. */
static void encode_alone(int index, struct bytes wires[MESSAGES])
{
    assert_result(S_OK, open_session(index));
    for (int i = 0; i < MESSAGES; i++) {
        wires[i] = (struct bytes){ 0 };
        pass_message(&sessions[index]);
        bytes_append(&wires[i], sessions[index].wire.data, sessions[index].wire.size);
    }
    close_session(&sessions[index]);
}

/* Each session is some calls behind the one before it. */
static void sessions_of_one_table_encode_what_each_encodes_alone(void **state)
{
    (void)state;
    for (size_t i = 0; i < WsCountOf(codecs); i++)
        for (int lag = 0; lag < MOST_STEPS; lag++) {
            struct bytes alone[SESSIONS][MESSAGES];
            int left[SESSIONS];
            open_sessions(codecs[i]);
            close_sessions();
            for (int k = 0; k < SESSIONS; k++)
                encode_alone(k, alone[k]);
            for (int k = 0; k < SESSIONS; k++) {
                assert_result(S_OK, open_session(k));
                left[k] = MESSAGES;
            }
            free_tables();
            for (int turn = 0; left[0] + left[1] + left[2] > 0; turn++)
                for (int k = 0; k < SESSIONS; k++) {
                    int message = sessions[k].message;
                    if (turn < k * lag || left[k] == 0 || make_step(&sessions[k]))
                        continue;
                    expect_text(&sessions[k], message);
                    assert_bytes_equal(&sessions[k].wire, alone[k][message].data, alone[k][message].size);
                    left[k]--;
                }
            for (int k = 0; k < SESSIONS; k++)
                for (int m = 0; m < MESSAGES; m++)
                    bytes_free(&alone[k][m]);
            close_sessions();
        }
}

/* One of them is out of memory at each allocation of its first messages, also when it is made anew. */
static void a_session_out_of_memory_leaves_the_others_of_its_table_as_they_are(void **state)
{
    static const BYTE room[1000];
    (void)state;
    for (size_t i = 0; i < WsCountOf(codecs); i++) {
        bool has_failed = true;
        for (unsigned long at = 1; has_failed; at++) {
            open_sessions(codecs[i]);
            pass_message(&sessions[0]);
            pass_message(&sessions[2]);
            close_session(&sessions[1]);
            bytes_append(&sessions[1].wire, room, sizeof room);
            bytes_append(&sessions[1].text, room, sizeof room);
            allocator_arm(at, false);
            HRESULT result = open_session(1);
            for (int m = 0; result == S_OK && m < 2; m++) {
                while (make_step(&sessions[1]))
                    continue;
                result = sessions[1].result;
            }
            allocator_disarm();
            has_failed = allocator_has_failed();
            /* An encoder writes out strings for which there is no memory. */
            assert_true(result == S_OK || (has_failed && result == E_OUTOFMEMORY));
            pass_message(&sessions[0]);
            pass_message(&sessions[2]);
            free_tables();
            close_sessions();
        }
    }
}

/* ---- Calls of one session in the callbacks of another ---- */

static void run_other(struct session *session)
{
    struct session *other = &sessions[(session->index + 1) % SESSIONS];
    if (other->encoder && !other->call)
        pass_message(other);
}

static void sessions_pass_messages_in_one_another_s_callbacks(void **state)
{
    (void)state;
    for (size_t i = 0; i < WsCountOf(codecs); i++) {
        open_sessions(codecs[i]);
        free_tables();
        for (int k = 0; k < MESSAGES; k++) {
            sessions[0].call = run_other;
            pass_message(&sessions[0]);
            sessions[0].call = NULL;
            sessions[2].call = run_other;
            pass_message(&sessions[2]);
            sessions[2].call = NULL;
        }
        assert_true(sessions[0].calls > MESSAGES && sessions[1].calls > MESSAGES && sessions[2].calls > MESSAGES);
        close_sessions();
    }
}

static int calls_left;

static void free_other(struct session *session)
{
    if (calls_left-- == 0)
        close_session(&sessions[(session->index + 1) % SESSIONS]);
}

/* The other one is in the middle of a message, after each of its steps. */
static void a_session_is_freed_in_the_callback_of_another(void **state)
{
    (void)state;
    for (size_t i = 0; i < WsCountOf(codecs); i++)
        for (int at = 0; at < 4; at++)
            for (int steps = 0; steps < MOST_STEPS; steps++) {
                open_sessions(codecs[i]);
                free_tables();
                pass_message(&sessions[0]);
                for (int k = 0; k < steps; k++)
                    (void)make_step(&sessions[1]);
                calls_left = at;
                sessions[0].call = free_other;
                pass_message(&sessions[0]);
                assert_null(sessions[1].encoder);
                sessions[0].call = NULL;
                pass_message(&sessions[0]);
                pass_message(&sessions[2]);
                close_sessions();
            }
}

/* ---- Sessions of framing.h ---- */

/** One end of a connection within the program: what one side writes, the other reads. */
struct end {
    WSE_FRAME_SESSION *session;
    struct bytes stream; /* that this side has written */
    size_t position;     /* how far the other side has read it */
    struct end *peer;
    void (*call)(struct end *end); /* made in the source */
};

static HRESULT CALLBACK write_stream(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                                     WS_ERROR *error)
{
    struct end *end = state;
    (void)context, (void)error;
    for (ULONG i = 0; i < count; i++)
        bytes_append(&end->stream, buffers[i].bytes, buffers[i].length);
    return S_OK;
}

static HRESULT CALLBACK read_stream(void *state, void *bytes, ULONG size, ULONG *length, const WS_ASYNC_CONTEXT *context,
                                    WS_ERROR *error)
{
    struct end *end = state, *peer = end->peer;
    (void)context, (void)error;
    if (end->call)
        end->call(end);
    size_t left = peer->stream.size - peer->position, count = left < size ? left : size;
    /* Messages come in pieces that are not theirs. */
    count = count < 11 ? count : 11;
    if (count > 0)
        memcpy(bytes, peer->stream.data + peer->position, count);
    peer->position += count;
    *length = (ULONG)count;
    return S_OK;
}

static struct end ends[SESSIONS][2];

static void open_ends(struct end pair[2])
{
    WSE_FRAME_PREAMBLE preamble = { .via = "net.tcp://x" }, said;
    for (int i = 0; i < 2; i++) {
        pair[i] = (struct end){ .peer = &pair[!i] };
        assert_result(S_OK, WseCreateFrameSession(0, read_stream, &pair[i], write_stream, &pair[i], &pair[i].session, NULL));
    }
    /* The acknowledgement of a server that will be one. */
    bytes_append(&pair[1].stream, "\x0B", 1);
    assert_result(S_OK, WseOpenFrameSession(pair[0].session, &preamble, NULL));
    assert_result(S_OK, WseAcceptFrameSession(pair[1].session, &said, NULL));
}

static void close_ends(struct end pair[2])
{
    for (int i = 0; i < 2; i++) {
        WseFreeFrameSession(pair[i].session);
        pair[i].session = NULL;
        bytes_free(&pair[i].stream);
    }
}

static void send_to_peer(struct end *end, const char *text)
{
    WS_BYTES message = { (ULONG)strlen(text), (BYTE *)text };
    assert_result(S_OK, WseSendFrameMessage(end->session, &message, 1, NULL));
}

static void expect_from_peer(struct end *end, const char *text)
{
    struct bytes received = { 0 };
    WSE_BUFFER *buffer = NULL;
    const BYTE *bytes;
    ULONGLONG size;
    assert_result(S_OK, WseCreateBuffer(0, &buffer, NULL));
    assert_result(S_OK, WseReceiveFrameMessage(end->session, buffer, NULL));
    assert_result(S_OK, WseGetBufferBytes(buffer, &bytes, &size));
    bytes_append(&received, bytes, size);
    assert_bytes_equal(&received, text, strlen(text));
    bytes_free(&received);
    WseFreeBuffer(buffer);
}

/** A part of what a side receives, so that the message is still in progress. */
static void take_first_byte(struct end *end, const char *text)
{
    BYTE byte;
    ULONG length;
    assert_result(S_OK, WseReadFrameMessage(end->session, &byte, 1, &length, NULL, NULL));
    assert_int_equal(1, length);
    assert_int_equal(text[0], byte);
}

static void take_rest(struct end *end, const char *text)
{
    for (size_t i = 1; i <= strlen(text); i++) {
        BYTE byte = 0;
        ULONG length;
        assert_result(S_OK, WseReadFrameMessage(end->session, &byte, 1, &length, NULL, NULL));
        assert_int_equal(i < strlen(text), length);
        assert_int_equal(text[i], byte);
    }
}

static void frame_sessions_exchange_messages_in_any_order(void **state)
{
    (void)state;
    for (int k = 0; k < SESSIONS; k++)
        open_ends(ends[k]);
    /* The acknowledgement was written in advance; the server's own is one too many. */
    for (int k = 0; k < SESSIONS; k++)
        ends[k][1].position = ends[k][1].stream.size;
    for (int m = 0; m < MESSAGES; m++) {
        for (int k = 0; k < SESSIONS; k++)
            send_to_peer(&ends[k][0], texts[k][m]);
        for (int k = SESSIONS - 1; k >= 0; k--)
            take_first_byte(&ends[k][1], texts[k][m]);
        for (int k = 0; k < SESSIONS; k++)
            ends[k][1].position += m == 0;
        for (int k = 0; k < SESSIONS; k++)
            send_to_peer(&ends[k][1], texts[(k + 1) % SESSIONS][m]);
        for (int k = 0; k < SESSIONS; k++) {
            expect_from_peer(&ends[k][0], texts[(k + 1) % SESSIONS][m]);
            take_rest(&ends[k][1], texts[k][m]);
        }
    }
    for (int k = 0; k < SESSIONS; k++)
        close_ends(ends[k]);
}

/* While one waits for its peer, the peer sends; a third session ends, whose message is half read. */
static void send_and_free(struct end *end)
{
    end->call = NULL;
    send_to_peer(end->peer, texts[0][1]);
    close_ends(ends[1]);
}

static void a_frame_session_is_freed_in_the_callback_of_another(void **state)
{
    (void)state;
    for (int k = 0; k < 2; k++)
        open_ends(ends[k]);
    send_to_peer(&ends[0][0], texts[0][0]);
    expect_from_peer(&ends[0][1], texts[0][0]);
    send_to_peer(&ends[1][0], texts[1][0]);
    take_first_byte(&ends[1][1], texts[1][0]);
    ends[0][1].call = send_and_free;
    expect_from_peer(&ends[0][1], texts[0][1]);
    assert_null(ends[1][0].session);
    send_to_peer(&ends[0][0], texts[0][2]);
    expect_from_peer(&ends[0][1], texts[0][2]);
    close_ends(ends[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sessions_of_one_table_encode_what_each_encodes_alone),
        cmocka_unit_test(a_session_out_of_memory_leaves_the_others_of_its_table_as_they_are),
        cmocka_unit_test(sessions_pass_messages_in_one_another_s_callbacks),
        cmocka_unit_test(a_session_is_freed_in_the_callback_of_another),
        cmocka_unit_test(frame_sessions_exchange_messages_in_any_order),
        cmocka_unit_test(a_frame_session_is_freed_in_the_callback_of_another),
    };
    return RUN_SUITE(tests);
}
