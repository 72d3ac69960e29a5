/* Tables of transforms: of those that are registered and of those that need not be; how long they live. */
#include "Codec/odd_transform.h"
#include "FakeChannel/fake_channel.h"

static struct odd odd;

static WSE_CODEC fresh(void)
{
    odd = (struct odd){ 0 };
    return odd_transform(&odd);
}

/** A whole message through a table, which the message leaves as it is. */
static HRESULT send(WS_CHANNEL_ENCODER table, const char *message, WS_ERROR *error)
{
    struct channel channel;
    void *instance = NULL;
    channel_open(&channel, SYNCHRONOUSLY, 0);
    assert_result(S_OK, table.createEncoderCallback(table.createContext, channel_write, &channel, &instance, error));
    HRESULT result = channel_send(&channel, &table, instance, message, strlen(message), (struct delivery){ .per_call = 1 },
                                  error);
    table.freeEncoderCallback(instance);
    channel_close(&channel);
    return result;
}

static HRESULT receive(WS_CHANNEL_DECODER table, const char *wire, WS_ERROR *error)
{
    struct channel channel;
    struct bytes output = { 0 };
    void *instance = NULL;
    channel_open(&channel, SYNCHRONOUSLY, 0);
    channel_reset(&channel, wire, strlen(wire));
    assert_result(S_OK, table.createDecoderCallback(table.createContext, channel_read, &channel, &instance, error));
    HRESULT result = channel_receive(&channel, &table, instance, NULL, 100, &output, error);
    table.freeDecoderCallback(instance);
    channel_close(&channel);
    bytes_free(&output);
    return result;
}

/* ---- Tables of codecs that need not be registered ---- */

/* [Y27] */
static void a_table_is_of_its_codec_whatever_has_its_name(void **state)
{
    (void)state;
    WSE_CODEC codec = fresh();
    struct odd other_odd = { 0 };
    WSE_CODEC other = odd_transform(&other_odd);
    ULONG count = WseGetCodecCount();
    for (int has_name = 0; has_name < 2; has_name++) {
        if (has_name)
            assert_result(S_OK, WseRegisterCodec(&other, NULL));
        WS_CHANNEL_ENCODER encoder;
        WS_CHANNEL_DECODER decoder;
        assert_result(S_OK, WseCreateCodecEncoder(&codec, NULL, 0, &encoder, NULL));
        assert_result(S_OK, WseCreateCodecDecoder(&codec, NULL, 0, &decoder, NULL));
        assert_int_equal(count + (ULONG)has_name, WseGetCodecCount());
        assert_result(S_OK, send(encoder, "a message", NULL));
        assert_result(S_OK, receive(decoder, "a message", NULL));
        assert_int_equal(2 * has_name + 2, odd.creates);
        assert_int_equal(0, other_odd.creates);
        WseFreeChannelEncoder(&encoder);
        WseFreeChannelDecoder(&decoder);
    }
    assert_result(S_OK, WseUnregister("odd", NULL));
    assert_result(WS_E_NOT_SUPPORTED, WseUnregister("odd", NULL));
    assert_int_equal(4, odd.contexts_freed);
    assert_int_equal(1, other_odd.contexts_freed);
}

/* [Y20] [Y5] */
static void what_a_table_needs_of_the_codec_is_copied(void **state)
{
    (void)state;
    WS_ERROR *error = create_error();
    WSE_CODEC codec = fresh();
    char name[] = "odd";
    WSE_CODEC_LEVELS levels = { 1, 5, 3 };
    codec.name = name;
    codec.levels = &levels;
    WS_CHANNEL_ENCODER table;
    assert_result(S_OK, WseCreateCodecEncoder(&codec, NULL, 0, &table, error));
    memset(name, 'z', 3);
    memset(&levels, 0, sizeof levels);
    memset(&codec, 0, sizeof codec);
    odd.deed = FAIL;
    assert_result(WS_E_QUOTA_EXCEEDED, send(table, "a message", error));
    assert_string_equal("odd encoder: the key is worn out (input offset 2)", take_error_text(error));
    assert_int_equal(3, odd.level);
    WseFreeChannelEncoder(&table);
    WsFreeError(error);
}

/* [Y21] */
static void a_table_has_the_properties_of_a_registered_codec(void **state)
{
    (void)state;
    WS_ERROR *error = create_error();
    WSE_CODEC codec = fresh();
    static const WSE_CODEC_LEVELS levels = { 1, 5, 3 };
    codec.levels = &levels;
    LONG level = 5;
    ULONGLONG limit = 4;
    WSE_PROPERTY properties[] = { { WSE_PROPERTY_COMPRESSION_LEVEL, &level, sizeof level },
                                  { WSE_PROPERTY_MAX_DECODED_SIZE, &limit, sizeof limit } };
    WS_CHANNEL_ENCODER encoder;
    WS_CHANNEL_DECODER decoder;
    assert_result(S_OK, WseCreateCodecEncoder(&codec, properties, 1, &encoder, error));
    assert_result(S_OK, send(encoder, "a message", error));
    assert_int_equal(5, odd.level);
    WseFreeChannelEncoder(&encoder);
    assert_result(S_OK, WseCreateCodecDecoder(&codec, properties + 1, 1, &decoder, error));
    assert_result(WS_E_QUOTA_EXCEEDED, receive(decoder, "a message", error));
    WseFreeChannelDecoder(&decoder);
    WsFreeError(error);
}

/* [Y28] [Y29] [Y23] */
static void a_table_that_cannot_be_made_leaves_table_and_context_alone(void **state)
{
    (void)state;
    WS_ERROR *error = create_error();
    WSE_CODEC codec = fresh(), bad = codec, encodes = codec, decodes = codec;
    bad.name = "Odd";
    memset(&encodes.decoder, 0, sizeof encodes.decoder);
    memset(&decodes.encoder, 0, sizeof decodes.encoder);
    BOOL yes = TRUE;
    WSE_PROPERTY none = { WSE_PROPERTY_TYPED_TEXT, &yes, sizeof yes };
    const struct {
        const WSE_CODEC *codec;
        const WSE_PROPERTY *properties;
        ULONG count;
        HRESULT result;
        const char *text;
        bool is_decoder;
    } rows[] = { { NULL, NULL, 0, E_INVALIDARG, "WseCreateCodecEncoder: codec is NULL", false },
                 { &bad, NULL, 0, E_INVALIDARG, "WseCreateCodecEncoder: codec->name is not", false },
                 { &codec, NULL, 1, E_INVALIDARG, "properties is NULL with a count", false },
                 { &codec, &none, 1, E_INVALIDARG, "odd encoder: properties[0]: ", false },
                 { &decodes, NULL, 0, WS_E_NOT_SUPPORTED, "WseCreateCodecEncoder: codec->encoder has no callbacks", false },
                 { NULL, NULL, 0, E_INVALIDARG, "WseCreateCodecDecoder: codec is NULL", true },
                 { &bad, NULL, 0, E_INVALIDARG, "WseCreateCodecDecoder: codec->name is not", true },
                 { &codec, &none, 1, E_INVALIDARG, "odd decoder: properties[0]: ", true },
                 { &encodes, NULL, 0, WS_E_NOT_SUPPORTED, "WseCreateCodecDecoder: codec->decoder has no callbacks", true } };
    WS_CHANNEL_ENCODER encoder = { .createContext = &odd };
    WS_CHANNEL_DECODER decoder = { .createContext = &odd };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_result(rows[i].result,
                      rows[i].is_decoder
                          ? WseCreateCodecDecoder(rows[i].codec, rows[i].properties, rows[i].count, &decoder, error)
                          : WseCreateCodecEncoder(rows[i].codec, rows[i].properties, rows[i].count, &encoder, error));
        assert_error_contains(error, rows[i].text);
    }
    assert_result(E_INVALIDARG, WseCreateCodecEncoder(&codec, NULL, 0, NULL, error));
    assert_error_contains(error, "WseCreateCodecEncoder: encoder is NULL");
    assert_result(E_INVALIDARG, WseCreateCodecDecoder(&codec, NULL, 0, NULL, error));
    assert_error_contains(error, "WseCreateCodecDecoder: decoder is NULL");
    assert_ptr_equal(&odd, encoder.createContext);
    assert_ptr_equal(&odd, decoder.createContext);
    assert_int_equal(0, odd.contexts_freed);
    WsFreeError(error);
}

/* [Y18] */
static void the_context_is_freed_with_the_table_and_its_last_instance(void **state)
{
    (void)state;
    WSE_CODEC codec = fresh();
    WS_CHANNEL_ENCODER table;
    struct channel channel;
    void *instance = NULL;
    assert_result(S_OK, WseCreateCodecEncoder(&codec, NULL, 0, &table, NULL));
    channel_open(&channel, SYNCHRONOUSLY, 0);
    assert_result(S_OK, table.createEncoderCallback(table.createContext, channel_write, &channel, &instance, NULL));
    WS_CHANNEL_ENCODER copy = table;
    WseFreeChannelEncoder(&table);
    assert_result(S_OK, channel_send(&channel, &copy, instance, "message", 7, (struct delivery){ .per_call = 1 }, NULL));
    assert_int_equal(0, odd.contexts_freed);
    copy.freeEncoderCallback(instance);
    assert_int_equal(1, odd.frees);
    assert_int_equal(1, odd.contexts_freed);
    channel_close(&channel);
}

/* ---- Tables of registered codecs ---- */

/* [Y18] [Y22] [N8] */
static void tables_and_instances_outlive_the_name(void **state)
{
    (void)state;
    WSE_CODEC codec = fresh();
    assert_result(S_OK, WseRegisterCodec(&codec, NULL));
    WS_CHANNEL_ENCODER table = create_encoder_table("gzip,odd", NULL, 0);
    assert_result(S_OK, WseUnregister("odd", NULL));
    assert_int_equal(0, odd.contexts_freed);
    struct channel channel;
    channel_open(&channel, SYNCHRONOUSLY, 0);
    void *instances[2] = { NULL, NULL };
    for (int i = 0; i < 2; i++)
        assert_result(S_OK, table.createEncoderCallback(table.createContext, channel_write, &channel, &instances[i], NULL));
    WS_CHANNEL_ENCODER copy = table;
    WseFreeChannelEncoder(&table);
    assert_int_equal(0, odd.contexts_freed);
    for (int i = 0; i < 2; i++) {
        assert_result(S_OK,
                      channel_send(&channel, &copy, instances[i], "message", 7, (struct delivery){ .per_call = 1 }, NULL));
        assert_int_equal(0, odd.contexts_freed);
        copy.freeEncoderCallback(instances[i]);
        assert_int_equal(i + 1, odd.frees);
    }
    assert_int_equal(1, odd.contexts_freed);
    channel_close(&channel);
}

/* [Y18] */
static void the_name_can_be_registered_again_while_instances_of_the_first_live(void **state)
{
    (void)state;
    WSE_CODEC codec = fresh();
    assert_result(S_OK, WseRegisterCodec(&codec, NULL));
    WS_CHANNEL_DECODER table = create_decoder_table("odd", NULL, 0);
    assert_result(S_OK, WseUnregister("odd", NULL));
    assert_result(S_OK, WseRegisterCodec(&codec, NULL));
    assert_result(S_OK, WseUnregister("odd", NULL));
    assert_int_equal(1, odd.contexts_freed);
    WseFreeChannelDecoder(&table);
    assert_int_equal(2, odd.contexts_freed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_is_of_its_codec_whatever_has_its_name),
        cmocka_unit_test(what_a_table_needs_of_the_codec_is_copied),
        cmocka_unit_test(a_table_has_the_properties_of_a_registered_codec),
        cmocka_unit_test(a_table_that_cannot_be_made_leaves_table_and_context_alone),
        cmocka_unit_test(the_context_is_freed_with_the_table_and_its_last_instance),
        cmocka_unit_test(tables_and_instances_outlive_the_name),
        cmocka_unit_test(the_name_can_be_registered_again_while_instances_of_the_first_live),
    };
    return RUN_SUITE(tests);
}
