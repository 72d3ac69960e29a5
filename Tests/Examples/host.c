/* A host in C of a plug-in: loads it, then sends and receives messages with one of its codecs, by name, in a chain and, where
 * the plug-in has them, through its functions that fill a table. The channel is the one of the library's own tests.
 * usage: host PLUGIN CODEC */
#include <dlfcn.h>

#include "FakeChannel/fake_channel.h"

static const char *plugin, *codec;

/** Messages whose bytes are of every value, of every length up to 20 and of some longer ones. */
static struct bytes message_of(size_t size)
{
    struct bytes message = { 0 };
    struct randomness randomness = randomness_from(test_seed() + size);
    for (size_t i = 0; i < size; i++)
        bytes_append(&message, &(BYTE){ (BYTE)random_next(&randomness) }, 1);
    return message;
}

/** The content encoding that an encoder announces, in memory of this function. */
static const WS_STRING *coding_of(const WS_CHANNEL_ENCODER *encoder)
{
    static WCHAR characters[100];
    static WS_STRING coding;
    WS_STRING announced = { 0, NULL };
    WSE_BUFFER *output = NULL;
    assert_result(S_OK, WseCreateBuffer(0, &output, NULL));
    assert_result(S_OK, WseEncodeMessage(encoder, NULL, NULL, 0, output, NULL, &announced, NULL));
    assert_true(announced.length <= sizeof characters / sizeof *characters);
    if (announced.length > 0)
        memcpy(characters, announced.chars, announced.length * sizeof *characters);
    coding = (WS_STRING){ announced.length, characters };
    WseFreeBuffer(output);
    return &coding;
}

/** Sends a message through an encoder and what came out through a decoder; sink and source complete in a manner. */
static void check_exchange(const WS_CHANNEL_ENCODER *encoder, const WS_CHANNEL_DECODER *decoder, enum manner manner,
                           size_t size, struct delivery delivery, size_t give)
{
    struct bytes message = message_of(size), wire = { 0 }, back = { 0 };
    WS_ERROR *error = create_error();
    struct channel channel;
    void *instance = NULL;
    channel_open(&channel, manner, test_seed() + size);
    assert_result(S_OK, encoder->createEncoderCallback(encoder->createContext, channel_write, &channel, &instance, error));
    assert_result(S_OK, channel_send(&channel, encoder, instance, message.data, message.size, delivery, error));
    encoder->freeEncoderCallback(instance);
    bytes_append(&wire, channel.output.data, channel.output.size);

    channel_reset(&channel, wire.data, wire.size);
    channel.read_limit = give;
    assert_result(S_OK, decoder->createDecoderCallback(decoder->createContext, channel_read, &channel, &instance, error));
    assert_result(S_OK, channel_receive(&channel, decoder, instance, coding_of(encoder), 1000, &back, error));
    assert_bytes_equal(&back, message.data, message.size);
    decoder->freeDecoderCallback(instance);
    channel_close(&channel);
    WsFreeError(error);
    bytes_free(&message);
    bytes_free(&wire);
    bytes_free(&back);
}

static void check_exchanges(const WS_CHANNEL_ENCODER *encoder, const WS_CHANNEL_DECODER *decoder)
{
    for (int manner = 0; manner < MANNER_COUNT; manner++) {
        for (size_t size = 0; size < 20; size++)
            check_exchange(encoder, decoder, manner, size, (struct delivery){ .part = 1, .per_call = 1 }, 1);
        check_exchange(encoder, decoder, manner, 200000, (struct delivery){ .per_call = 1 }, 1 << 20);
        check_exchange(encoder, decoder, manner, 100000, (struct delivery){ .part = 999, .is_random = true, .per_call = 3 }, 0);
    }
}

static void check_named(const char *name)
{
    WS_CHANNEL_ENCODER encoder = create_encoder_table(name, NULL, 0);
    WS_CHANNEL_DECODER decoder = create_decoder_table(name, NULL, 0);
    check_exchanges(&encoder, &decoder);
    WseFreeChannelEncoder(&encoder);
    WseFreeChannelDecoder(&decoder);
}

static void its_functions_fill_tables_and_register_nothing(void **state)
{
    (void)state;
    HRESULT (*fill_encoder)(WS_CHANNEL_ENCODER *) = NULL;
    HRESULT (*fill_decoder)(WS_CHANNEL_DECODER *) = NULL;
    char symbol[100];
    void *library = dlopen(plugin, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL)
        fail_msg("%s", dlerror());
    snprintf(symbol, sizeof symbol, "%s_encoder", codec);
    *(void **)&fill_encoder = dlsym(library, symbol);
    snprintf(symbol, sizeof symbol, "%s_decoder", codec);
    *(void **)&fill_decoder = dlsym(library, symbol);
    if (fill_encoder == NULL || fill_decoder == NULL)
        skip();
    for (int i = 0; i < 2; i++) {
        WS_CHANNEL_ENCODER encoder = { 0 };
        WS_CHANNEL_DECODER decoder = { 0 };
        assert_result(S_OK, fill_encoder(&encoder));
        assert_result(S_OK, fill_decoder(&decoder));
        check_exchanges(&encoder, &decoder);
        WseFreeChannelEncoder(&encoder);
        WseFreeChannelDecoder(&decoder);
    }
    assert_result(WS_E_NOT_SUPPORTED, WseUnregister(codec, NULL));
}

static void loaded_as_a_plug_in_it_has_its_codec(void **state)
{
    (void)state;
    WS_ERROR *error = create_error();
    HRESULT result = WseLoadPlugin(plugin, error);
    if (FAILED(result))
        fail_msg("0x%08x: %s", (unsigned)result, take_error_text(error));
    check_named(codec);
    /* The name is taken. */
    assert_result(WS_E_INVALID_OPERATION, WseLoadPlugin(plugin, error));
    assert_error_contains(error, "registered already");
    WsFreeError(error);
}

static void it_works_in_a_chain_with_gzip(void **state)
{
    (void)state;
    char chain[100];
    snprintf(chain, sizeof chain, "%s,gzip", codec);
    check_named(chain);
}

static void its_errors_name_the_codec_the_reason_and_the_offset(void **state)
{
    (void)state;
    WS_CHANNEL_DECODER decoder = create_decoder_table(codec, NULL, 0);
    WSE_BUFFER *output = NULL;
    WS_ERROR *error = create_error();
    char rubbish[100], prefix[100];
    memset(rubbish, '!', sizeof rubbish);
    WS_BYTES buffer = { sizeof rubbish, (BYTE *)rubbish };
    assert_result(S_OK, WseCreateBuffer(0, &output, NULL));
    HRESULT result = WseDecodeMessage(&decoder, content_type_of(codec), content_encoding_of(codec), &buffer, 1, output, NULL,
                                      error);
    assert_result(WS_E_INVALID_FORMAT, result);
    const char *text = take_error_text(error);
    printf("%s\n", text);
    snprintf(prefix, sizeof prefix, "%s decoder: ", codec);
    assert_memory_equal(text, prefix, strlen(prefix));
    assert_non_null(strstr(text, "(input offset "));
    WseFreeBuffer(output);
    WseFreeChannelDecoder(&decoder);
    WsFreeError(error);
}

int main(int count, char **arguments)
{
    if (count != 3) {
        fprintf(stderr, "usage: host PLUGIN CODEC\n");
        return 2;
    }
    plugin = arguments[1];
    codec = arguments[2];
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(its_functions_fill_tables_and_register_nothing),
        cmocka_unit_test(loaded_as_a_plug_in_it_has_its_codec),
        cmocka_unit_test(it_works_in_a_chain_with_gzip),
        cmocka_unit_test(its_errors_name_the_codec_the_reason_and_the_offset),
    };
    return RUN_SUITE(tests);
}
