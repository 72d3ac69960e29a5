/* Every codec, both ways, gives back what went in: however the message is split and however sink and source complete. */
#include "FakeChannel/fake_channel.h"

static void check_encoder(const char *codec, enum manner manner, const struct bytes *message, struct delivery delivery)
{
    WS_CHANNEL_ENCODER table = create_encoder_table(codec, NULL, 0);
    struct channel channel;
    channel_open(&channel, manner, test_seed() + manner);
    void *instance = NULL;
    assert_result(S_OK, table.createEncoderCallback(table.createContext, channel_write, &channel, &instance, NULL));
    /* Twice, since an instance serves one message after another. */
    for (int i = 0; i < 2; i++) {
        channel_reset(&channel, NULL, 0);
        assert_result(S_OK, channel_send(&channel, &table, instance, message->data, message->size, delivery, NULL));
        WS_CHANNEL_DECODER decoder = create_native_decoder_table(codec);
        WSE_BUFFER *output = NULL;
        assert_result(S_OK, WseCreateBuffer(0, &output, NULL));
        WS_BYTES buffer = { (ULONG)channel.output.size, channel.output.data };
        assert_result(S_OK, WseDecodeMessage(&decoder, content_type_of(codec), content_encoding_of(codec), &buffer, 1, output,
                                             NULL, NULL));
        const BYTE *data = NULL;
        ULONGLONG size = 0;
        assert_result(S_OK, WseGetBufferBytes(output, &data, &size));
        assert_int_equal(size, message->size);
        if (size > 0)
            assert_memory_equal(data, message->data, size);
        WseFreeBuffer(output);
        WseFreeChannelDecoder(&decoder);
    }
    table.freeEncoderCallback(instance);
    WseFreeChannelEncoder(&table);
    channel_close(&channel);
}

/** Decodes twice with one instance, the source giving `give` bytes a call and the host asking for `ask`; 0: random. */
static void check_decoder(const char *codec, enum manner manner, const struct bytes *message, size_t give, size_t ask)
{
    struct bytes wire = encoded(codec, message->data, message->size);
    WS_CHANNEL_DECODER table = create_decoder_table(codec, NULL, 0);
    struct channel channel;
    channel_open(&channel, manner, test_seed() + give + ask);
    channel.read_limit = give;
    void *instance = NULL;
    assert_result(S_OK, table.createDecoderCallback(table.createContext, channel_read, &channel, &instance, NULL));
    for (int i = 0; i < 2; i++) {
        struct bytes output = { 0 };
        channel_reset(&channel, wire.data, wire.size);
        assert_result(S_OK, channel_receive(&channel, &table, instance, content_encoding_of(codec), ask, &output, NULL));
        assert_bytes_equal(&output, message->data, message->size);
        bytes_free(&output);
    }
    table.freeDecoderCallback(instance);
    WseFreeChannelDecoder(&table);
    channel_close(&channel);
    bytes_free(&wire);
}

/** The manners in which a message of that size is given: in a hurry, as under valgrind, large ones are in the first alone. */
static int manners_for(size_t size)
{
    return test_is_quick() && size > 1000 ? 1 : MANNER_COUNT;
}

static void in_one_call(const char *codec)
{
    static const size_t sizes[] = { 0, 1, 200, 65535, 65536, 65537, 300000 };
    for (size_t i = is_xml_codec(codec); i < sizeof sizes / sizeof *sizes; i++) {
        struct bytes message = { 0 };
        if (sizes[i] > 0)
            message = soap_message(sizes[i], test_seed());
        for (int manner = 0; manner < manners_for(sizes[i]); manner++) {
            check_encoder(codec, (enum manner)manner, &message, (struct delivery){ .per_call = 1 });
            check_decoder(codec, (enum manner)manner, &message, 1 << 20, 1 << 16);
        }
        bytes_free(&message);
    }
}

static void messages_in_one_call_round_trip(void **state)
{
    (void)state;
    for_every_row(in_one_call);
}

/** A message that does not compress fills chunks at other places than one that does. */
static void incompressible(const char *codec)
{
    struct randomness randomness = randomness_from(test_seed());
    struct bytes message = { 0 };
    const char *open = is_xml_codec(codec) ? "<a>" : "", *close = is_xml_codec(codec) ? "</a>" : "";
    bytes_append(&message, open, strlen(open));
    for (int i = 0; i < 200000; i++) {
        BYTE byte = (BYTE)random_next(&randomness);
        bytes_append(&message, is_text_codec(codec) ? (BYTE[]){ 'a' + byte % 16 } : &byte, 1);
    }
    bytes_append(&message, close, strlen(close));
    for (int manner = 0; manner < manners_for(message.size); manner++) {
        struct delivery delivery = { .part = 9000, .is_random = true, .per_call = 3 };
        check_encoder(codec, (enum manner)manner, &message, delivery);
        check_decoder(codec, (enum manner)manner, &message, 0, 0);
    }
    bytes_free(&message);
}

static void incompressible_messages_round_trip(void **state)
{
    (void)state;
    for_every_codec(incompressible);
}

static void every_split_in_two(const char *codec)
{
    struct bytes message = soap_message(300, test_seed());
    size_t step = test_is_quick() ? 37 : 1;
    for (size_t at = 1; at < message.size; at += step)
        check_encoder(codec, at % 8 == 0 ? MIXED : SYNCHRONOUSLY, &message,
                      (struct delivery){ .split_at = at, .per_call = (ULONG)(at % 2 + 1) });
    for (size_t give = 1; give < message.size; give += step)
        check_decoder(codec, give % 8 == 0 ? MIXED : SYNCHRONOUSLY, &message, give, 1 << 16);
    for (size_t ask = 1; ask < message.size; ask += step)
        check_decoder(codec, ask % 8 == 0 ? MIXED : SYNCHRONOUSLY, &message, 1 << 16, ask);
    bytes_free(&message);
}

/* [E4] */
static void every_split_of_a_small_message_in_two_round_trips(void **state)
{
    (void)state;
    for_every_codec(every_split_in_two);
}

static void byte_by_byte(const char *codec)
{
    struct bytes message = soap_message(test_is_quick() ? 500 : 3000, test_seed());
    for (int manner = 0; manner < MANNER_COUNT; manner++) {
        check_encoder(codec, (enum manner)manner, &message, (struct delivery){ .part = 1, .per_call = 1 });
        check_decoder(codec, (enum manner)manner, &message, 1, 1);
    }
    bytes_free(&message);
}

static void messages_given_byte_by_byte_round_trip(void **state)
{
    (void)state;
    for_every_codec(byte_by_byte);
}

static void random_splits(const char *codec)
{
    struct randomness randomness = randomness_from(test_seed());
    int rounds = test_is_quick() ? 2 : 40;
    for (int i = 0; i < rounds; i++) {
        struct bytes message = soap_message(random_below(&randomness, 100000), test_seed() + (uint64_t)i);
        struct delivery delivery = { .part = 1 + random_below(&randomness, 5000),
                                     .is_random = true,
                                     .has_empty = i % 3 == 0,
                                     .per_call = (ULONG)(1 + random_below(&randomness, 7)) };
        check_encoder(codec, (enum manner)(i % MANNER_COUNT), &message, delivery);
        check_decoder(codec, (enum manner)(i % MANNER_COUNT), &message, 0, 0);
        bytes_free(&message);
    }
}

/* [E3] [E4]: zero-length buffers without an address among them. */
static void random_splits_with_empty_buffers_round_trip(void **state)
{
    (void)state;
    for_every_codec(random_splits);
}

static void tiny_chunks(const char *codec)
{
    ULONG size = 1;
    WSE_PROPERTY property = { WSE_PROPERTY_CHUNK_SIZE, &size, sizeof size };
    if (!has_chunks(codec))
        return;
    WS_CHANNEL_ENCODER encoder = create_encoder_table(codec, &property, 1);
    WS_CHANNEL_DECODER decoder = create_decoder_table(codec, &property, 1);
    struct bytes message = soap_message(2000, test_seed()), output = { 0 };
    struct channel channel;
    channel_open(&channel, MIXED, test_seed());
    void *instance = NULL;
    assert_result(S_OK, encoder.createEncoderCallback(encoder.createContext, channel_write, &channel, &instance, NULL));
    assert_result(S_OK, channel_send(&channel, &encoder, instance, message.data, message.size,
                                     (struct delivery){ .per_call = 1 }, NULL));
    assert_int_equal(1, channel.largest);
    encoder.freeEncoderCallback(instance);

    struct bytes wire = channel.output;
    memset(&channel.output, 0, sizeof channel.output);
    channel_reset(&channel, wire.data, wire.size);
    assert_result(S_OK, decoder.createDecoderCallback(decoder.createContext, channel_read, &channel, &instance, NULL));
    assert_result(S_OK, channel_receive(&channel, &decoder, instance, content_encoding_of(codec), 0, &output, NULL));
    assert_int_equal(1, channel.largest);
    assert_bytes_equal(&output, message.data, message.size);
    decoder.freeDecoderCallback(instance);

    channel_close(&channel);
    bytes_free(&wire);
    bytes_free(&output);
    bytes_free(&message);
    WseFreeChannelEncoder(&encoder);
    WseFreeChannelDecoder(&decoder);
}

/* [P2] */
static void chunks_of_one_byte_round_trip(void **state)
{
    (void)state;
    for_every_row(tiny_chunks);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(messages_in_one_call_round_trip),
        cmocka_unit_test(incompressible_messages_round_trip),
        cmocka_unit_test(every_split_of_a_small_message_in_two_round_trips),
        cmocka_unit_test(messages_given_byte_by_byte_round_trip),
        cmocka_unit_test(random_splits_with_empty_buffers_round_trip),
        cmocka_unit_test(chunks_of_one_byte_round_trip),
    };
    return RUN_SUITE(tests);
}
