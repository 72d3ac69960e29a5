/* [N4]: threads that register, unregister, list, look up, create and use at the same time. Run under ThreadSanitizer and drd,
 * too. */
#include "FakeChannel/fake_channel.h"
#include "Plugin/xor_codec.h"

static atomic_bool is_over;
static atomic_int winners, found, missed;
static ULONG built_in;

static int rounds(int many)
{
    const char *given = getenv("WSE_TEST_ROUNDS");
    return given ? atoi(given) : test_is_quick() ? many / 20 + 1 : many;
}

/** Encodes and decodes a message with tables of a name; aborts if that goes wrong. */
static void use(const char *name)
{
    WS_CHANNEL_ENCODER encoder;
    WS_CHANNEL_DECODER decoder;
    HRESULT result = WseCreateChannelEncoder(name, NULL, 0, &encoder, NULL);
    if (result == S_OK) {
        result = WseCreateChannelDecoder(name, NULL, 0, &decoder, NULL);
        if (result != S_OK)
            WseFreeChannelEncoder(&encoder);
    }
    if (result == WS_E_NOT_SUPPORTED) {
        missed++;
        return;
    }
    WSE_BUFFER *wire = NULL, *output = NULL;
    WS_STRING type, encoding;
    WS_BYTES text = { 9, (BYTE *)"some text" };
    const BYTE *data;
    ULONGLONG size;
    if (result != S_OK || WseCreateBuffer(0, &wire, NULL) != S_OK || WseCreateBuffer(0, &output, NULL) != S_OK
        || WseEncodeMessage(&encoder, &soap_content_type, &text, 1, wire, &type, &encoding, NULL) != S_OK
        || WseGetBufferBytes(wire, &data, &size) != S_OK)
        abort();
    text = (WS_BYTES){ (ULONG)size, (BYTE *)data };
    if (WseDecodeMessage(&decoder, &type, &encoding, &text, 1, output, NULL, NULL) != S_OK
        || WseGetBufferBytes(output, &data, &size) != S_OK || size != 9 || memcmp(data, "some text", 9) != 0)
        abort();
    WseFreeBuffer(wire);
    WseFreeBuffer(output);
    WseFreeChannelEncoder(&encoder);
    WseFreeChannelDecoder(&decoder);
    found++;
}

static void register_codec(const char *name, struct xor_codec *codec, ULONG flags)
{
    WS_CHANNEL_ENCODER encoder;
    WS_CHANNEL_DECODER decoder;
    sysv_xor_tables(codec, &encoder, &decoder);
    if (WseRegisterEncoder(name, &encoder, WSE_ABI_DEFAULT, flags, NULL) != S_OK
        || WseRegisterDecoder(name, &decoder, WSE_ABI_DEFAULT, flags, NULL) != S_OK)
        abort();
}

static struct xor_codec codecs[3] = { { 1, "xor", 0, 0 }, { 1, "xor", 0, 0 }, { 1, "xor", 0, 0 } };

static void *come_and_go(void *argument)
{
    uintptr_t number = (uintptr_t)argument;
    char name[16];
    snprintf(name, sizeof name, "codec-%d", (int)number);
    for (int i = 0; i < rounds(400); i++) {
        register_codec(name, &codecs[number], (ULONG)i % 2);
        use(name);
        if (WseUnregister(name, NULL) != S_OK)
            abort();
    }
    return NULL;
}

static void *look(void *argument)
{
    struct randomness randomness = randomness_from((uint64_t)(uintptr_t)argument);
    static const char *const names[] = { "codec-0", "codec-1,gzip", "gzip,codec-0,codec-2", "stable", "codec-2,stable" };
    while (!is_over) {
        ULONG count = WseGetCodecCount();
        if (count < built_in + 1 || count > built_in + 4)
            abort();
        for (ULONG i = 0; i < built_in + 1; i++)
            if (!WseGetCodecName(i))
                abort();
        /* Registered first, it is the first of those that are; the others may go while one looks at their names. */
        if (strcmp(WseGetCodecName(built_in), "stable") != 0 || WseGetCodecName(built_in + 4))
            abort();
        use(names[random_below(&randomness, 5)]);
    }
    return NULL;
}

static void codecs_come_and_go_while_others_look_and_create(void **state)
{
    (void)state;
    struct xor_codec stable = { 2, "stable", 0, 0 };
    pthread_t threads[3], lookers[2];
    is_over = false;
    built_in = WseGetCodecCount();
    register_codec("stable", &stable, 0);
    for (uintptr_t i = 0; i < 2; i++)
        assert_int_equal(0, pthread_create(&lookers[i], NULL, look, (void *)(test_seed() + i)));
    for (uintptr_t i = 0; i < 3; i++)
        assert_int_equal(0, pthread_create(&threads[i], NULL, come_and_go, (void *)i));
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
    is_over = true;
    for (int i = 0; i < 2; i++)
        pthread_join(lookers[i], NULL);
    assert_result(S_OK, WseUnregister("stable", NULL));
    for (int i = 0; i < 3; i++)
        assert_int_equal(0, codecs[i].instances);
    assert_int_equal(0, stable.instances);
    printf("  found %d times, not there %d times\n", found, missed);
    assert_true(found > 0);
}

static void *compete(void *argument)
{
    WS_CHANNEL_ENCODER encoder;
    WS_CHANNEL_DECODER decoder;
    sysv_xor_tables(&codecs[0], &encoder, &decoder);
    pthread_barrier_wait(argument);
    HRESULT result = WseRegisterEncoder("contested", &encoder, WSE_ABI_DEFAULT, 0, NULL);
    if (result == S_OK)
        winners++;
    else if (result != WS_E_INVALID_OPERATION)
        abort();
    pthread_barrier_wait(argument);
    result = WseUnregister("contested", NULL);
    if (result == S_OK)
        winners++;
    else if (result != WS_E_NOT_SUPPORTED)
        abort();
    return NULL;
}

static void of_four_who_register_a_name_one_does_and_of_four_who_remove_it(void **state)
{
    (void)state;
    ULONG count = WseGetCodecCount();
    for (int i = 0; i < rounds(100); i++) {
        pthread_t threads[4];
        pthread_barrier_t barrier;
        winners = 0;
        pthread_barrier_init(&barrier, NULL, 4);
        for (int t = 0; t < 4; t++)
            assert_int_equal(0, pthread_create(&threads[t], NULL, compete, &barrier));
        for (int t = 0; t < 4; t++)
            pthread_join(threads[t], NULL);
        pthread_barrier_destroy(&barrier);
        assert_int_equal(2, winners);
    }
    assert_int_equal(count, WseGetCodecCount());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codecs_come_and_go_while_others_look_and_create),
        cmocka_unit_test(of_four_who_register_a_name_one_does_and_of_four_who_remove_it),
    };
    return RUN_SUITE(tests);
}
