/* Asynchronous sinks and sources: callbacks counted, failures and frees at every point, no growing stack, many at once. */
#include "FakeChannel/fake_channel.h"

/* [E10]: every other manner's counts are checked by operation_finish in every test that uses the channel. */
static HRESULT send_failing(const char *codec, enum manner manner, unsigned long fail_at, HRESULT failure,
                            const struct bytes *message, unsigned long *calls)
{
    ULONG chunk = 64;
    WSE_PROPERTY property = { WSE_PROPERTY_CHUNK_SIZE, &chunk, sizeof chunk };
    WS_CHANNEL_ENCODER table = create_encoder_table(codec, &property, has_chunks(codec));
    struct channel channel;
    channel_open(&channel, manner, test_seed() + fail_at);
    channel.failure = failure;
    channel.fail_at = fail_at;
    void *instance = NULL;
    struct delivery delivery = { .part = 90, .per_call = 1 };
    assert_result(S_OK, table.createEncoderCallback(table.createContext, channel_write, &channel, &instance, NULL));
    HRESULT result = channel_send(&channel, &table, instance, message->data, message->size, delivery, NULL);
    *calls = channel.calls;
    if (FAILED(result)) {
        WS_BYTES buffer = { 1, (BYTE *)"x" };
        assert_result(WS_E_OBJECT_FAULTED, table.encoderEncodeCallback(instance, &buffer, 1, NULL, NULL));
        assert_result(WS_E_OBJECT_FAULTED, table.encoderEndCallback(instance, NULL, NULL));
        /* The failed sink was not called again, and the next message is whole. */
        assert_int_equal(fail_at, channel.calls);
        channel.fail_at = 0;
        channel_reset(&channel, NULL, 0);
        assert_result(S_OK, channel_send(&channel, &table, instance, message->data, message->size, delivery, NULL));
        struct bytes expected = encoded(codec, message->data, message->size);
        if (!codec_traits(codec).is_cut_dependent)
            assert_bytes_equal(&channel.output, expected.data, expected.size);
        bytes_free(&expected);
    }
    table.freeEncoderCallback(instance);
    WseFreeChannelEncoder(&table);
    channel_close(&channel);
    return result;
}

static void sink_failures(const char *codec)
{
    struct bytes message = soap_message(2000, test_seed());
    for (int manner = 0; manner < MANNER_COUNT; manner++) {
        unsigned long total = 0, calls = 0;
        assert_result(S_OK, send_failing(codec, (enum manner)manner, 0, S_OK, &message, &total));
        assert_true(total > 2);
        for (unsigned long at = 1; at <= total; at++)
            assert_result(at % 2 ? E_ACCESSDENIED : WS_E_OPERATION_ABORTED,
                          send_failing(codec, (enum manner)manner, at, at % 2 ? E_ACCESSDENIED : WS_E_OPERATION_ABORTED,
                                       &message, &calls));
    }
    bytes_free(&message);
}

/* [E13] */
static void a_sink_failing_at_any_call_ends_the_message_with_its_result(void **state)
{
    (void)state;
    for_every_row(sink_failures);
}

static void source_failures(const char *codec)
{
    struct bytes message = soap_message(1500, test_seed());
    struct bytes wire = encoded(codec, message.data, message.size);
    WS_CHANNEL_DECODER table = create_decoder_table(codec, NULL, 0);
    for (int manner = 0; manner < MANNER_COUNT; manner++) {
        struct channel channel;
        channel_open(&channel, (enum manner)manner, test_seed());
        channel.read_limit = 40;
        channel.failure = WS_E_ENDPOINT_DISCONNECTED;
        void *instance = NULL;
        assert_result(S_OK, table.createDecoderCallback(table.createContext, channel_read, &channel, &instance, NULL));
        /* The last call is the one that says that there is no more; beyond it nothing fails. */
        unsigned long calls = (wire.size + 39) / 40 + 1;
        for (unsigned long at = 1; at <= calls + 1; at++) {
            struct bytes output = { 0 };
            channel_reset(&channel, wire.data, wire.size);
            channel.fail_at = at;
            HRESULT result = channel_receive(&channel, &table, instance, content_encoding_of(codec), 50, &output, NULL);
            assert_result(at <= calls ? WS_E_ENDPOINT_DISCONNECTED : S_OK, result);
            if (result != S_OK) {
                assert_int_equal(at, channel.calls);
                BYTE byte;
                ULONG length = 5;
                assert_result(WS_E_OBJECT_FAULTED, table.decoderDecodeCallback(instance, &byte, 1, &length, NULL, NULL));
                assert_int_equal(5, length);
            }
            bytes_free(&output);
        }
        table.freeDecoderCallback(instance);
        channel_close(&channel);
    }
    WseFreeChannelDecoder(&table);
    bytes_free(&wire);
    bytes_free(&message);
}

/* [K7] */
static void a_source_failing_at_any_call_ends_the_message_with_its_result(void **state)
{
    (void)state;
    for_every_row(source_failures);
}

static HRESULT CALLBACK contextless_write(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                                          WS_ERROR *error)
{
    (void)buffers, (void)count, (void)error;
    assert_null(context); /* [E6] */
    return *(HRESULT *)state;
}

static void promise(const char *codec)
{
    HRESULT answer = WS_S_ASYNC;
    WS_CHANNEL_ENCODER table = create_encoder_table(codec, NULL, 0);
    WS_ERROR *error = create_error();
    WS_STRING type, encoding;
    WS_BYTES buffer = { 11, (BYTE *)"<a>text</a>" };
    void *instance = NULL;
    assert_result(S_OK, table.createEncoderCallback(table.createContext, contextless_write, &answer, &instance, NULL));
    assert_result(S_OK, table.encoderGetContentTypeCallback(instance, &soap_content_type, &type, &encoding, NULL));
    assert_result(S_OK, table.encoderStartCallback(instance, NULL, NULL));
    HRESULT result = table.encoderEncodeCallback(instance, &buffer, 1, NULL, error);
    if (result == S_OK)
        result = table.encoderEndCallback(instance, NULL, error);
    assert_result(WS_E_INVALID_OPERATION, result);
    assert_error_contains(error, "the sink returned WS_S_ASYNC");
    assert_result(WS_E_OBJECT_FAULTED, table.encoderEndCallback(instance, NULL, NULL));
    table.freeEncoderCallback(instance);
    WseFreeChannelEncoder(&table);
    WsFreeError(error);
}

/* [E12] */
static void a_promise_nobody_asked_for_faults_the_encoder(void **state)
{
    (void)state;
    for_every_codec(promise);
}

static HRESULT CALLBACK boasting_read(void *state, void *bytes, ULONG maxSize, ULONG *actualSize,
                                      const WS_ASYNC_CONTEXT *context, WS_ERROR *error)
{
    (void)state, (void)bytes, (void)context, (void)error;
    *actualSize = maxSize + 1;
    return S_OK;
}

static void boast(const char *codec)
{
    WS_CHANNEL_DECODER table = create_decoder_table(codec, NULL, 0);
    WS_ERROR *error = create_error();
    WS_STRING type;
    BYTE room[16];
    ULONG length = 3;
    void *instance = NULL;
    assert_result(S_OK, table.createDecoderCallback(table.createContext, boasting_read, NULL, &instance, NULL));
    assert_result(S_OK, table.decoderStartCallback(instance, NULL, NULL));
    assert_result(S_OK, table.decoderGetContentTypeCallback(instance, content_type_of(codec), content_encoding_of(codec), &type,
                                                            NULL));
    assert_result(WS_E_INVALID_OPERATION, table.decoderDecodeCallback(instance, room, sizeof room, &length, NULL, error));
    assert_error_contains(error, "more bytes than it was asked for");
    assert_int_equal(3, length);
    table.freeDecoderCallback(instance);
    WseFreeChannelDecoder(&table);
    WsFreeError(error);
}

/* [K6] */
static void a_source_that_claims_too_much_faults_the_decoder(void **state)
{
    (void)state;
    for_every_codec(boast);
}

/** A sink that completes at once, before its call returns, and notes how deep the stack is. */
struct counting_sink {
    unsigned long calls;
    uintptr_t lowest, highest;
};

static HRESULT CALLBACK immediate_write(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                                        WS_ERROR *error)
{
    struct counting_sink *sink = state;
    uintptr_t here = (uintptr_t)__builtin_frame_address(0);
    (void)buffers, (void)count, (void)error;
    sink->calls++;
    if (sink->lowest == 0)
        sink->lowest = sink->highest = here;
    if (here < sink->lowest)
        sink->lowest = here;
    if (here > sink->highest)
        sink->highest = here;
    context->callback(S_OK, WS_SHORT_CALLBACK, context->callbackState);
    return WS_S_ASYNC;
}

/* [E11] */
static void a_million_completions_at_once_do_not_nest_the_stack(void **state)
{
    (void)state;
    static const size_t size = 1000000;
    ULONG chunk = 1;
    LONG level = 0;
    WSE_PROPERTY properties[] = { { WSE_PROPERTY_CHUNK_SIZE, &chunk, sizeof chunk },
                                  { WSE_PROPERTY_COMPRESSION_LEVEL, &level, sizeof level } };
    WS_CHANNEL_ENCODER table = create_encoder_table("gzip", properties, 2);
    struct counting_sink sink = { 0 };
    BYTE *message = calloc(1, size);
    WS_STRING type, encoding;
    void *instance = NULL;
    assert_result(S_OK, table.createEncoderCallback(table.createContext, immediate_write, &sink, &instance, NULL));
    assert_result(S_OK, table.encoderGetContentTypeCallback(instance, &soap_content_type, &type, &encoding, NULL));
    assert_result(S_OK, table.encoderStartCallback(instance, NULL, NULL));
    struct operation operation;
    WS_BYTES buffer = { (ULONG)size, message };
    operation_begin(&operation);
    assert_result(S_OK,
                  operation_finish(&operation, table.encoderEncodeCallback(instance, &buffer, 1, &operation.context, NULL)));
    assert_int_equal(sink.lowest, sink.highest);
    sink.lowest = 0;
    operation_begin(&operation);
    assert_result(S_OK, operation_finish(&operation, table.encoderEndCallback(instance, &operation.context, NULL)));
    assert_int_equal(sink.lowest, sink.highest);
    assert_true(sink.calls > size);
    table.freeEncoderCallback(instance);
    WseFreeChannelEncoder(&table);
    free(message);
}

struct crowd_member {
    const char *codec;
    WS_CHANNEL_ENCODER table;
    const struct bytes *message;
    uint64_t seed;
    int messages;
};

static void *join_crowd(void *argument)
{
    struct crowd_member *member = argument;
    struct channel channels[8];
    void *instances[8];
    for (int i = 0; i < 8; i++) {
        channel_open(&channels[i], MIXED, member->seed + (uint64_t)i);
        if (member->table.createEncoderCallback(member->table.createContext, channel_write, &channels[i], &instances[i], NULL)
            != S_OK)
            return (void *)1;
    }
    uintptr_t failures = 0;
    for (int round = 0; round < member->messages; round++)
        for (int i = 0; i < 8; i++) {
            channel_reset(&channels[i], NULL, 0);
            struct delivery delivery = { .part = 3000, .is_random = true, .per_call = 2 };
            if (channel_send(&channels[i], &member->table, instances[i], member->message->data, member->message->size, delivery,
                             NULL)
                    != S_OK
                || channels[i].output.size == 0)
                failures++;
        }
    for (int i = 0; i < 8; i++) {
        member->table.freeEncoderCallback(instances[i]);
        channel_close(&channels[i]);
    }
    return (void *)failures;
}

/* [E8] [T2]: one table serves them all. */
static void sixty_four_instances_work_on_eight_threads(void **state)
{
    (void)state;
    struct bytes message = soap_message(20000, test_seed());
    WS_CHANNEL_ENCODER tables[8];
    struct crowd_member members[8];
    pthread_t threads[8];
    for (int i = 0; i < 8; i++) {
        const char *codec = WseGetCodecName((ULONG)i % WseGetCodecCount());
        tables[i] = create_encoder_table(codec, NULL, 0);
        members[i] = (struct crowd_member){ codec, tables[i], &message, test_seed() + (uint64_t)i * 8,
                                            test_is_quick() ? 2 : 20 };
        assert_int_equal(0, pthread_create(&threads[i], NULL, join_crowd, &members[i]));
    }
    for (int i = 0; i < 8; i++) {
        void *failures = NULL;
        assert_int_equal(0, pthread_join(threads[i], &failures));
        assert_null(failures);
        WseFreeChannelEncoder(&tables[i]);
    }
    bytes_free(&message);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sink_failing_at_any_call_ends_the_message_with_its_result),
        cmocka_unit_test(a_source_failing_at_any_call_ends_the_message_with_its_result),
        cmocka_unit_test(a_promise_nobody_asked_for_faults_the_encoder),
        cmocka_unit_test(a_source_that_claims_too_much_faults_the_decoder),
        cmocka_unit_test(a_million_completions_at_once_do_not_nest_the_stack),
        cmocka_unit_test(sixty_four_instances_work_on_eight_threads),
    };
    return RUN_SUITE(tests);
}
