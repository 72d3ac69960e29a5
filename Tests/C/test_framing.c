/* The records of [MC-NMF]: WSE_FRAME_READER and WSE_FRAME_WRITER. */
#include "FakeChannel/completer.h"
#include "Frames/wire.h"

#define VIA "\x02\x0Bnet.tcp://x"
#define FAULT(NAME) "http://schemas.microsoft.com/ws/2006/05/framing/faults/" NAME
static const char client[] = "\x00\x01\x00\x01\x02" VIA "\x03\x08\x09\x13"
                             "application/ssl-tls\x0C"
                             "\x06\x03one\x06\x00\x07"
                             "\x00\x01\x00\x01\x01" VIA "\x04\x1C"
                             "application/soap+msbin1+gzip\x0C"
                             "\x05\x02on\x01"
                             "e\x00\x07";
static const char server[] = "\x0A\x0B\x06\x03one\x07\x0B\x05\x03one\x00\x07\x08\x05urn:x";

static WSE_FRAME_READER *reader_of(WSE_FRAME_SIDE side, ULONGLONG most)
{
    WSE_FRAME_READER *reader = NULL;
    assert_result(S_OK, WseCreateFrameReader(side, most, &reader, NULL));
    return reader;
}

/** Passes a stream to a reader in pieces, and what the reader returns to a writer. Returns the first failure. */
static HRESULT pass(WSE_FRAME_READER *reader, WSE_FRAME_WRITER *writer, const void *stream, size_t size, size_t piece,
                    int *events, WS_ERROR *error)
{
    for (size_t at = 0; at < size; at += piece) {
        WSE_FRAME frame = { 0 };
        WS_BYTES input = { (ULONG)(size - at < piece ? size - at : piece), (BYTE *)stream + at };
        do {
            HRESULT result = WseReadFrame(reader, &input, &frame, error);
            if (FAILED(result))
                return result;
            if (frame.event == WSE_FRAME_ENVELOPE_BYTES) { /* [U3] */
                assert_ptr_equal(input.bytes, frame.bytes.bytes + frame.bytes.length);
            } else {
                ++*events;
                if (frame.bytes.length > 0)
                    assert_int_equal(0, frame.bytes.bytes[frame.bytes.length]);
            }
            if (frame.event != WSE_FRAME_NONE && writer)
                assert_result(S_OK, WseWriteFrame(writer, &frame, NULL, error));
        } while (frame.event != WSE_FRAME_NONE);
        --*events;
        assert_int_equal(0, input.length);
    }
    return S_OK;
}

/* [U2] [U3] [U4] [U5] [U10] */
static void what_is_read_is_written_again_however_the_stream_is_split(void **state)
{
    (void)state;
    for (int side = 0; side < 2; side++) {
        const char *stream = side == WSE_FRAME_CLIENT ? client : server;
        size_t size = side == WSE_FRAME_CLIENT ? sizeof client - 1 : sizeof server - 1;
        for (size_t piece = 1; piece <= size; piece++) {
            struct wire wire = { 0 };
            int events = 0;
            WSE_FRAME_WRITER *writer = NULL;
            WSE_FRAME_READER *reader = reader_of((WSE_FRAME_SIDE)side, 0);
            assert_result(S_OK, WseCreateFrameWriter((WSE_FRAME_SIDE)side, wire_write, &wire, &writer, NULL));
            assert_result(S_OK, pass(reader, writer, stream, size, piece, &events, NULL));
            assert_int_equal(side == WSE_FRAME_CLIENT ? 19 : 10, events);
            /* A chunk that comes in pieces is written as that many chunks. */
            if (piece == size)
                assert_bytes_equal(&wire.outgoing, stream, size);
            WseFreeFrameReader(reader);
            WseFreeFrameWriter(writer);
            bytes_free(&wire.outgoing);
        }
    }
}

/* [U1] [U6] [U7] [U8] [U9] */
static void what_is_not_a_record_is_refused_with_its_offset_and_the_answer_of_a_server(void **state)
{
    static const struct {
        const char *stream;
        size_t size;
        HRESULT result;
        const char *text;
        const char *fault;
    } rows[] = {
        { "\x01", 1, WS_E_INVALID_FORMAT, "the record is out of order: Mode (stream offset 0)", NULL },
        { "\x0D", 1, WS_E_INVALID_FORMAT, "there is no record of this type (stream offset 0)", NULL },
        { "\x00\x02", 2, WS_E_INVALID_FORMAT, "version is not 1: Version (stream offset 1)", FAULT("UnsupportedVersion") },
        { "\x00\x01\x00\x01\x05", 5, WS_E_INVALID_FORMAT, "(stream offset 4)", FAULT("UnsupportedMode") },
        { "\x00\x01\x00\x01\x02\x02\x81\x10", 8, WS_E_QUOTA_EXCEEDED, "(limit 2048, stream offset 5)", FAULT("ViaTooLong") },
        { "\x00\x01\x00\x01\x02" VIA "\x03\x09", 20, WS_E_INVALID_FORMAT, "no such encoding", FAULT("ContentTypeInvalid") },
        { "\x00\x01\x00\x01\x02\x02\x02\x61\x00", 9, WS_E_INVALID_FORMAT, "zero byte: Via (stream offset 8)", NULL },
        { "\x00\x01\x00\x01\x02" VIA "\x03\x08\x0C\x06\x0B", 23, WS_E_QUOTA_EXCEEDED, "(limit 10, stream offset 21)",
          FAULT("MaxMessageSizeExceededFault") },
        { "\x00\x01\x00\x01\x02" VIA "\x03\x08\x0C\x06\x80\x80\x80\x80\x10", 27, WS_E_INVALID_FORMAT,
          "more than 32 bits: Sized Envelope (stream offset 26)", NULL },
        { "\x00\x01\x00\x01\x02" VIA "\x03\x08\x0C\x06\x0A", 23, S_OK, NULL, NULL },
    };
    (void)state;
    for (size_t i = 0; i < WsCountOf(rows); i++) {
        int events = 0;
        WS_ERROR *error = create_error();
        WSE_FRAME_READER *reader = reader_of(WSE_FRAME_CLIENT, 10);
        assert_null(WseGetFrameFault(reader));
        assert_result(rows[i].result, pass(reader, NULL, rows[i].stream, rows[i].size, rows[i].size, &events, error));
        if (rows[i].text) {
            assert_error_contains(error, rows[i].text);
            assert_result(WS_E_OBJECT_FAULTED, pass(reader, NULL, "\x07", 1, 1, &events, error));
        }
        if (rows[i].fault)
            assert_string_equal(rows[i].fault, WseGetFrameFault(reader));
        else
            assert_null(WseGetFrameFault(reader));
        WseFreeFrameReader(reader);
        WsFreeError(error);
    }
    assert_null(WseGetFrameFault(NULL));
}

static const WSE_FRAME open_records[] = {
    { .event = WSE_FRAME_VERSION },
    { .event = WSE_FRAME_MODE_RECORD, .value = WSE_FRAME_MODE_DUPLEX },
    { .event = WSE_FRAME_VIA, .bytes = { 11, (BYTE *)"net.tcp://x" } },
    { .event = WSE_FRAME_ENCODING, .bytes = { 30, (BYTE *)"application/soap+msbinsession1" } },
    { .event = WSE_FRAME_PREAMBLE_END },
};
static const WSE_FRAME begin_three = { .event = WSE_FRAME_ENVELOPE_BEGIN, .size = 3 },
                       three = { .event = WSE_FRAME_ENVELOPE_BYTES, .bytes = { 3, (BYTE *)"one" } },
                       done = { .event = WSE_FRAME_ENVELOPE_END };

static WSE_FRAME_WRITER *open_writer(struct wire *wire)
{
    WSE_FRAME_WRITER *writer = NULL;
    assert_result(S_OK, WseCreateFrameWriter(WSE_FRAME_CLIENT, wire_write, wire, &writer, NULL));
    for (size_t i = 0; i < WsCountOf(open_records); i++)
        assert_result(S_OK, WseWriteFrame(writer, &open_records[i], NULL, NULL));
    return writer;
}

/* [U11] [U12] [U13] */
static void records_are_held_back_and_envelopes_are_passed_on(void **state)
{
    static const WSE_FRAME nothing = { .event = WSE_FRAME_ENVELOPE_BYTES };
    struct wire wire = { 0 };
    (void)state;
    WSE_FRAME_WRITER *writer = open_writer(&wire);
    assert_int_equal(1, wire.calls);
    assert_result(S_OK, WseWriteFrame(writer, &begin_three, NULL, NULL));
    assert_int_equal(1, wire.calls);
    assert_result(S_OK, WseWriteFrame(writer, &three, NULL, NULL));
    assert_int_equal(2, wire.calls);
    assert_ptr_equal(three.bytes.bytes, wire.seen);
    assert_result(S_OK, WseWriteFrame(writer, &nothing, NULL, NULL));
    assert_result(S_OK, WseWriteFrame(writer, &done, NULL, NULL));
    assert_int_equal(2, wire.calls);
    WSE_FRAME empty = { .event = WSE_FRAME_ENVELOPE_BEGIN };
    assert_result(S_OK, WseWriteFrame(writer, &empty, NULL, NULL));
    assert_result(S_OK, WseWriteFrame(writer, &done, NULL, NULL));
    assert_bytes_equal(&wire.outgoing, "\x00\x01\x00\x01\x02" VIA "\x03\x08\x0C\x06\x03one\x06\x00", 28);
    WseFreeFrameWriter(writer);
    bytes_free(&wire.outgoing);
}

/* [U15] [U16] */
static void what_may_not_come_is_refused_and_a_failing_sink_faults_the_writer(void **state)
{
    static const WSE_FRAME wrong[] = {
        { .event = WSE_FRAME_NONE },
        { .event = (WSE_FRAME_EVENT)14 },
        { .event = WSE_FRAME_ENVELOPE_BEGIN, .size = (ULONGLONG)1 << 32 },
        { .event = WSE_FRAME_ENVELOPE_BYTES, .bytes = { 1, NULL } },
    };
    static const WSE_FRAME_EVENT misplaced[] = { WSE_FRAME_VERSION, WSE_FRAME_VIA, WSE_FRAME_PREAMBLE_ACK,
                                                 WSE_FRAME_ENVELOPE_BYTES, WSE_FRAME_ENVELOPE_END };
    struct wire wire = { .promise_at = 3, .fail_at = 4 };
    WSE_FRAME_WRITER *writer = open_writer(&wire), *other = NULL;
    WSE_FRAME unsized = { .event = WSE_FRAME_ENVELOPE_BEGIN, .size = WSE_FRAME_UNSIZED };
    WSE_FRAME end = { .event = WSE_FRAME_END }, mode = { .event = WSE_FRAME_MODE_RECORD, .value = 4 };
    WS_ERROR *error = create_error();
    (void)state;
    for (size_t i = 0; i < WsCountOf(wrong); i++)
        assert_result(E_INVALIDARG, WseWriteFrame(writer, &wrong[i], NULL, error));
    for (size_t i = 0; i < WsCountOf(misplaced); i++) {
        WSE_FRAME frame = { .event = misplaced[i] };
        assert_result(WS_E_INVALID_OPERATION, WseWriteFrame(writer, &frame, NULL, error));
    }
    assert_result(WS_E_INVALID_OPERATION, WseWriteFrame(writer, &unsized, NULL, error));
    assert_result(S_OK, WseWriteFrame(writer, &begin_three, NULL, error));
    assert_result(WS_E_INVALID_OPERATION, WseWriteFrame(writer, &done, NULL, error));
    assert_error_contains(error, "shorter than its size");
    assert_result(WS_E_INVALID_OPERATION, WseWriteFrame(writer, &end, NULL, error));
    assert_result(S_OK, WseWriteFrame(writer, &three, NULL, error));
    assert_result(WS_E_INVALID_OPERATION, WseWriteFrame(writer, &three, NULL, error));
    assert_result(S_OK, WseWriteFrame(writer, &done, NULL, error));
    assert_result(WS_E_INVALID_OPERATION, WseWriteFrame(writer, &end, NULL, error)); /* the sink promises */
    assert_error_contains(error, "the sink returned WS_S_ASYNC");
    assert_result(WS_E_OBJECT_FAULTED, WseWriteFrame(writer, &end, NULL, error));
    WseFreeFrameWriter(writer);
    wire.promise_at = 0;
    wire.calls = 2;
    writer = open_writer(&wire);
    assert_result(E_ABORT, WseWriteFrame(writer, &end, NULL, error));
    assert_result(WS_E_OBJECT_FAULTED, WseWriteFrame(writer, &end, NULL, error));
    WseFreeFrameWriter(writer);
    assert_result(E_INVALIDARG, WseCreateFrameWriter(WSE_FRAME_CLIENT, NULL, NULL, &other, error));
    assert_result(E_INVALIDARG, WseCreateFrameWriter((WSE_FRAME_SIDE)2, wire_write, NULL, &other, error));
    assert_result(E_INVALIDARG, WseCreateFrameReader(WSE_FRAME_CLIENT, 0, NULL, error));
    assert_result(S_OK, WseCreateFrameWriter(WSE_FRAME_CLIENT, wire_write, &wire, &other, error));
    assert_result(S_OK, WseWriteFrame(other, &open_records[0], NULL, error));
    assert_result(E_INVALIDARG, WseWriteFrame(other, &mode, NULL, error));
    assert_result(E_INVALIDARG, WseWriteFrame(other, NULL, NULL, error));
    WseFreeFrameWriter(other);
    WseFreeFrameWriter(NULL);
    WsFreeError(error);
    bytes_free(&wire.outgoing);
}

/* [U17] */
static void no_text_is_written_that_a_reader_would_refuse(void **state)
{
    static const WSE_FRAME_EVENT texts[] = { WSE_FRAME_VIA, WSE_FRAME_ENCODING, WSE_FRAME_UPGRADE_REQUEST };
    struct wire wire = { 0 };
    WSE_FRAME_WRITER *writer = NULL, *server_writer = NULL;
    WS_ERROR *error = create_error();
    (void)state;
    assert_result(S_OK, WseCreateFrameWriter(WSE_FRAME_CLIENT, wire_write, &wire, &writer, NULL));
    assert_result(S_OK, WseWriteFrame(writer, &open_records[0], NULL, NULL));
    assert_result(S_OK, WseWriteFrame(writer, &open_records[1], NULL, NULL));
    for (size_t i = 0; i < WsCountOf(texts); i++) {
        WSE_FRAME wrong = { .event = texts[i], .bytes = { 3, (BYTE *)"a\0b" } };
        WSE_FRAME right = { .event = texts[i], .bytes = { 3, (BYTE *)"a/b" } };
        assert_result(E_INVALIDARG, WseWriteFrame(writer, &wrong, NULL, error));
        assert_error_contains(error, "has a zero byte");
        assert_result(S_OK, WseWriteFrame(writer, &right, NULL, error));
    }
    assert_bytes_equal(&wire.outgoing, "\x00\x01\x00\x01\x02\x02\x03\x61/b\x04\x03\x61/b\x09\x03\x61/b", 20);
    WSE_FRAME fault = { .event = WSE_FRAME_FAULT, .bytes = { 1, (BYTE *)"" } };
    assert_result(S_OK, WseCreateFrameWriter(WSE_FRAME_SERVER, wire_write, &wire, &server_writer, NULL));
    assert_result(E_INVALIDARG, WseWriteFrame(server_writer, &fault, NULL, error));
    WseFreeFrameWriter(server_writer);
    WseFreeFrameWriter(writer);
    WsFreeError(error);
    bytes_free(&wire.outgoing);
}

static struct {
    struct completer completer;
    struct bytes written;
    bool waits;
    HRESULT result;
} slow;

static HRESULT CALLBACK write_slowly(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                                     WS_ERROR *error)
{
    (void)state, (void)error;
    for (ULONG i = 0; i < count; i++)
        bytes_append(&slow.written, buffers[i].bytes, buffers[i].length);
    completer_post(&slow.completer, context, slow.result, slow.waits);
    return WS_S_ASYNC;
}

static struct {
    pthread_mutex_t lock;
    pthread_cond_t change;
    int calls;
    HRESULT result;
} completion = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, 0 };

static void CALLBACK complete(HRESULT result, WS_CALLBACK_MODEL model, void *state)
{
    (void)model, (void)state;
    pthread_mutex_lock(&completion.lock);
    completion.calls++;
    completion.result = result;
    pthread_cond_signal(&completion.change);
    pthread_mutex_unlock(&completion.lock);
}

static HRESULT write_and_wait(WSE_FRAME_WRITER *writer, const WSE_FRAME *frame)
{
    const WS_ASYNC_CONTEXT context = { complete, NULL };
    completion.calls = 0;
    HRESULT result = WseWriteFrame(writer, frame, &context, NULL);
    if (result != WS_S_ASYNC)
        return result;
    pthread_mutex_lock(&completion.lock);
    while (completion.calls == 0)
        pthread_cond_wait(&completion.change, &completion.lock);
    pthread_mutex_unlock(&completion.lock);
    assert_int_equal(1, completion.calls);
    return completion.result;
}

/* [U14] */
static void a_writer_goes_on_when_its_sink_completes(void **state)
{
    const WS_ASYNC_CONTEXT none = { NULL, NULL };
    (void)state;
    for (int way = 0; way < 2; way++) {
        WSE_FRAME_WRITER *writer = NULL;
        WSE_FRAME end = { .event = WSE_FRAME_END };
        slow.waits = way;
        slow.result = S_OK;
        slow.written.size = 0;
        completer_open(&slow.completer);
        assert_result(S_OK, WseCreateFrameWriter(WSE_FRAME_CLIENT, write_slowly, NULL, &writer, NULL));
        assert_result(E_INVALIDARG, WseWriteFrame(writer, &open_records[0], &none, NULL));
        for (size_t i = 0; i < WsCountOf(open_records); i++)
            assert_result(S_OK, write_and_wait(writer, &open_records[i]));
        assert_result(S_OK, write_and_wait(writer, &begin_three));
        assert_result(S_OK, write_and_wait(writer, &three));
        assert_result(S_OK, write_and_wait(writer, &done));
        assert_bytes_equal(&slow.written, "\x00\x01\x00\x01\x02" VIA "\x03\x08\x0C\x06\x03one", 26);
        slow.result = E_ABORT;
        assert_result(E_ABORT, write_and_wait(writer, &end));
        assert_result(WS_E_OBJECT_FAULTED, write_and_wait(writer, &end));
        WseFreeFrameWriter(writer);
        completer_close(&slow.completer);
    }
    bytes_free(&slow.written);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_read_is_written_again_however_the_stream_is_split),
        cmocka_unit_test(what_is_not_a_record_is_refused_with_its_offset_and_the_answer_of_a_server),
        cmocka_unit_test(records_are_held_back_and_envelopes_are_passed_on),
        cmocka_unit_test(what_may_not_come_is_refused_and_a_failing_sink_faults_the_writer),
        cmocka_unit_test(no_text_is_written_that_a_reader_would_refuse),
        cmocka_unit_test(a_writer_goes_on_when_its_sink_completes),
    };
    return RUN_SUITE(tests);
}
