/* A user of the registry: a codec in a shared library of its own, opened at run time, which knows nothing of this one. */
#include <dlfcn.h>
#include <unistd.h>

#include "FakeChannel/fake_channel.h"
#include "Plugin/xor_codec.h"

/** A library of the user's, beside this program, as dlopen finds it. */
static void *open_plugin(void)
{
    char path[4096];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 32);
    assert_true(length > 0);
    path[length] = '\0';
    /* valgrind runs the program under its own name. */
    void *plugin = dlopen("build/tests/plugin/xor_codec.so", RTLD_NOW | RTLD_LOCAL);
    strcpy(strrchr(path, '/'), "/plugin/xor_codec.so");
    if (!plugin)
        plugin = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!plugin)
        fail_msg("%s", dlerror());
    return plugin;
}

static void a_codec_in_a_library_of_its_own_works_in_chains(void **state)
{
    (void)state;
    static const char *const chains[] = { "plugin,gzip", "gzip,plugin", "plugin", "plugin,plugin", "br,plugin,zstd,plugin" };
    struct xor_codec codec = { 0x77, "x-plugin", 0, 0 };
    WS_CHANNEL_ENCODER encoder;
    WS_CHANNEL_DECODER decoder;
    void *plugin = open_plugin();
    void (*tables)(struct xor_codec *, WS_CHANNEL_ENCODER *,
                   WS_CHANNEL_DECODER *) = (void (*)(struct xor_codec *, WS_CHANNEL_ENCODER *,
                                                     WS_CHANNEL_DECODER *))(uintptr_t)dlsym(plugin, "xor_tables");
    assert_non_null(tables);
    tables(&codec, &encoder, &decoder);
    struct bytes message = soap_message(20000, test_seed());
    for (ULONG flags = 0; flags <= WSE_REGISTER_CHECKED; flags++) {
        assert_result(S_OK, WseRegisterEncoder("plugin", &encoder, WSE_ABI_DEFAULT, flags, NULL));
        assert_result(S_OK, WseRegisterDecoder("plugin", &decoder, WSE_ABI_DEFAULT, flags, NULL));
        for (size_t i = 0; i < sizeof chains / sizeof *chains; i++)
            for (int manner = 0; manner < MANNER_COUNT; manner++) {
                /* A host that breaks the rules is borne by this library, and by what it stands before. */
                if (i == 2 && flags == 0 && manner > BEFORE_RETURN)
                    continue;
                WS_CHANNEL_ENCODER encoding = create_native_encoder_table(chains[i]);
                WS_CHANNEL_DECODER decoding = create_native_decoder_table(chains[i]);
                struct channel channel;
                struct bytes output = { 0 };
                void *instance;
                /* Completing before it returns is beyond a codec that knows only one thread at a time. */
                channel_open(&channel, i == 2 && flags == 0 && manner == BEFORE_RETURN ? LATER : (enum manner)manner, 1);
                assert_result(S_OK,
                              encoding.createEncoderCallback(encoding.createContext, channel_write, &channel, &instance, NULL));
                assert_result(S_OK, channel_send(&channel, &encoding, instance, message.data, message.size,
                                                 (struct delivery){ .part = 3000, .per_call = 2 }, NULL));
                encoding.freeEncoderCallback(instance);
                struct bytes wire = channel.output;
                memset(&channel.output, 0, sizeof channel.output);
                channel_reset(&channel, wire.data, wire.size);
                assert_result(S_OK,
                              decoding.createDecoderCallback(decoding.createContext, channel_read, &channel, &instance, NULL));
                assert_result(S_OK,
                              channel_receive(&channel, &decoding, instance, content_encoding_of(chains[i]), 0, &output, NULL));
                assert_bytes_equal(&output, message.data, message.size);
                decoding.freeDecoderCallback(instance);
                channel_close(&channel);
                bytes_free(&wire);
                bytes_free(&output);
                WseFreeChannelEncoder(&encoding);
                WseFreeChannelDecoder(&decoding);
            }
        assert_result(S_OK, WseUnregister("plugin", NULL));
    }
    assert_int_equal(0, codec.instances);
    assert_true(codec.entries > 100);
    bytes_free(&message);
    dlclose(plugin);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_codec_in_a_library_of_its_own_works_in_chains),
    };
    return RUN_SUITE(tests);
}
