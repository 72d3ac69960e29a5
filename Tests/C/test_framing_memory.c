/* Out of memory at every allocation of readers, writers and sessions, once and for ever. */
#include "FailingAllocator/failing_allocator.h"
#include "Frames/fixture.h"

static const struct talk talks[] = {
    { WSE_FRAME_MODE_DUPLEX, NULL, 3, false },
    { WSE_FRAME_MODE_DUPLEX, "application/soap+xml; charset=utf-8", 3, true },
    { WSE_FRAME_MODE_SINGLETON_UNSIZED, "application/soap+msbin1+gzip", 1, true },
};

static void sessions_survive_every_failing_allocation(void **state)
{
    (void)state;
    for (size_t i = 0; i < WsCountOf(talks); i++) {
        struct bytes client, server;
        talk_write_down(&talks[i], &client, &server);
        for (int way = 0; way < 4; way++) {
            bool is_client = way & 1, for_ever = way & 2;
            bool has_failed = true;
            for (unsigned long at = 1; has_failed; at++) {
                struct wire wire = { .incoming = is_client ? server.data : client.data,
                                     .size = is_client ? server.size : client.size };
                /* Memory of the test itself, so that only the library's can fail. */
                wire.outgoing.data = malloc(wire.outgoing.capacity = client.size + server.size + 1000);
                long before = allocator_live_blocks();
                allocator_arm(at, for_ever);
                HRESULT result = is_client ? talk_as_client(&talks[i], &wire, false, NULL)
                                           : talk_as_server(&talks[i], &wire, NULL);
                allocator_disarm();
                has_failed = allocator_has_failed();
                /* An encoder of a session writes out strings for which there is no memory; a peer's bytes then differ. */
                if (result != (has_failed ? E_OUTOFMEMORY : S_OK) && result != S_OK)
                    fail_msg("talk %zu, way %d, allocation %lu: 0x%08x", i, way, at, (unsigned)result);
                if (before != allocator_live_blocks())
                    fail_msg("talk %zu, way %d, allocation %lu leaks %ld blocks", i, way, at, allocator_live_blocks() - before);
                bytes_free(&wire.outgoing);
            }
        }
        bytes_free(&client);
        bytes_free(&server);
    }
}

/* [Z10] Without memory a message is not sent, which is no reason to end the connection. */
static void a_message_for_which_there_is_no_memory_can_be_sent_later(void **state)
{
    static const char *const types[] = { "text/xml", "application/soap+msbin1", "application/soap+msbin1+gzip",
                                         "multipart/related; type=\"application/xop+xml\"" };
    WS_BYTES message = { 5, (BYTE *)"<zq/>" };
    (void)state;
    for (size_t i = 0; i < WsCountOf(types); i++) {
        bool has_failed = true;
        for (unsigned long at = 1; has_failed; at++) {
            BYTE room[5000];
            WSE_FRAME_PREAMBLE preamble = { .via = "net.tcp://x", .contentType = types[i] };
            struct fixture *f = begin("\x0B", 1, 0);
            f->wire.outgoing = (struct bytes){ room, 0, sizeof room };
            assert_result(S_OK, WseOpenFrameSession(f->session, &preamble, f->error));
            f->wire.outgoing.size = 0;
            allocator_arm(at, false);
            HRESULT result = WseSendFrameMessage(f->session, &message, 1, NULL);
            allocator_disarm();
            has_failed = allocator_has_failed();
            assert_result(has_failed ? E_OUTOFMEMORY : S_OK, result);
            assert_int_equal(has_failed, f->wire.outgoing.size == 0);
            assert_result(S_OK, WseSendFrameMessage(f->session, &message, 1, f->error));
            f->wire.outgoing = (struct bytes){ 0 };
            finish(f);
        }
    }
}

static HRESULT read_and_write(struct wire *wire)
{
    static const char stream[] = "\x00\x01\x00\x01\x02\x02\x0Bnet.tcp://x\x03\x08\x0C\x06\x03one\x07";
    WSE_FRAME_READER *reader = NULL;
    WSE_FRAME_WRITER *writer = NULL;
    WSE_FRAME frame = { .event = WSE_FRAME_END };
    WS_BYTES input = { sizeof stream - 1, (BYTE *)stream };
    HRESULT result = WseCreateFrameReader(WSE_FRAME_CLIENT, 0, &reader, NULL);
    if (SUCCEEDED(result))
        result = WseCreateFrameWriter(WSE_FRAME_CLIENT, wire_write, wire, &writer, NULL);
    while (SUCCEEDED(result) && frame.event != WSE_FRAME_NONE) {
        result = WseReadFrame(reader, &input, &frame, NULL);
        if (SUCCEEDED(result) && frame.event != WSE_FRAME_NONE)
            result = WseWriteFrame(writer, &frame, NULL, NULL);
    }
    WseFreeFrameReader(reader);
    WseFreeFrameWriter(writer);
    return result;
}

static void readers_and_writers_survive_every_failing_allocation(void **state)
{
    BYTE room[100];
    bool has_failed = true;
    (void)state;
    for (unsigned long at = 1; has_failed; at++) {
        struct wire wire = { .outgoing = { room, 0, sizeof room } };
        long before = allocator_live_blocks();
        allocator_arm(at, false);
        HRESULT result = read_and_write(&wire);
        allocator_disarm();
        has_failed = allocator_has_failed();
        assert_result(has_failed ? E_OUTOFMEMORY : S_OK, result);
        assert_int_equal(before, allocator_live_blocks());
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sessions_survive_every_failing_allocation),
        cmocka_unit_test(a_message_for_which_there_is_no_memory_can_be_sent_later),
        cmocka_unit_test(readers_and_writers_survive_every_failing_allocation),
    };
    return RUN_SUITE(tests);
}
