/* Out of memory at every allocation of a message that is flushed. Run without valgrind, which has an allocator of its own. */
#include "FailingAllocator/failing_allocator.h"
#include "Support/flushed.h"

/** A message of 3,000 bytes, flushed in the middle, with the `at`-th allocation failing. Returns the first failure. */
static HRESULT flushed_message(struct channel *channel, const WS_CHANNEL_ENCODER *table, void *instance, struct bytes message)
{
    WS_STRING type, encoding;
    HRESULT result = table->encoderGetContentTypeCallback(instance, &soap_content_type, &type, &encoding, NULL);
    if (SUCCEEDED(result))
        result = table->encoderStartCallback(instance, NULL, NULL);
    if (SUCCEEDED(result))
        result = encode(table, instance, (char *)message.data, message.size / 2);
    if (SUCCEEDED(result))
        result = channel_flush(channel, instance, NULL);
    if (SUCCEEDED(result))
        result = encode(table, instance, (char *)message.data + message.size / 2, message.size - message.size / 2);
    return SUCCEEDED(result) ? table->encoderEndCallback(instance, NULL, NULL) : result;
}

static void sweep(const char *codec)
{
    ULONG chunk = 50;
    WSE_PROPERTY property = { WSE_PROPERTY_CHUNK_SIZE, &chunk, sizeof chunk };
    WS_CHANNEL_ENCODER encoder = create_encoder_table(codec, &property, has_chunks(codec));
    WS_CHANNEL_DECODER decoder = create_decoder_table(codec, NULL, 0);
    struct bytes message = soap_message(3000, test_seed());
    unsigned long failed = 0;
    for (int for_ever = 0; for_ever <= 1; for_ever++)
        for (unsigned long at = 1;; at++) {
            struct channel channel;
            void *instance = NULL;
            long before = allocator_live_blocks();
            channel_open(&channel, SYNCHRONOUSLY, test_seed());
            for (int i = 0; i < 4; i++) /* so that the sink needs no more memory */
                bytes_append(&channel.output, message.data, message.size);
            channel_reset(&channel, NULL, 0);
            assert_result(S_OK, encoder.createEncoderCallback(encoder.createContext, channel_write, &channel, &instance, NULL));
            allocator_arm(at, for_ever);
            HRESULT result = flushed_message(&channel, &encoder, instance, message);
            allocator_disarm();
            bool has_failed = allocator_has_failed();
            failed += has_failed;
            /* Without memory for an implementation's strings, they are not checked; without memory for a string of a session,
             * it is written where it stands. */
            bool may_do_without = strstr(codec, "-checked") || strstr(codec, "-win64") || is_session_codec(codec);
            if (result != (has_failed ? E_OUTOFMEMORY : S_OK) && !(result == S_OK && may_do_without))
                fail_msg("%s: allocation %lu failing: 0x%08x", codec, at, (unsigned)result);
            if (!is_session_codec(codec) || result == S_OK) {
                channel_reset(&channel, NULL, 0);
                assert_result(S_OK, flushed_message(&channel, &encoder, instance, message));
                struct bytes whole = decoded(&decoder, codec, channel.output);
                assert_bytes_equal(&whole, message.data, message.size);
                bytes_free(&whole);
            }
            encoder.freeEncoderCallback(instance);
            channel_close(&channel);
            long after = allocator_live_blocks();
            if (before != after)
                fail_msg("%s: allocation %lu failing leaks %ld blocks", codec, at, after - before);
            if (!has_failed)
                break;
        }
    printf("  %-24s %lu points of failure\n", codec, failed);
    bytes_free(&message);
    WseFreeChannelEncoder(&encoder);
    WseFreeChannelDecoder(&decoder);
}

static void every_flush_survives_the_failure_of_any_allocation(void **state)
{
    (void)state;
    for_every_row(sweep);
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
    const struct CMUnitTest tests[] = { cmocka_unit_test(every_flush_survives_the_failure_of_any_allocation) };
    return RUN_SUITE(tests);
}
