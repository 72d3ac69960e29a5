/* Of all that is wrong with a message, a decoder reports what comes first in it, however the message is cut into pieces of
 * input and of output. */
#include "FakeChannel/fake_channel.h"

/** What became of a message. */
struct verdict {
    HRESULT result;
    size_t produced;
    char text[1024];
};

/** All strings of an error object in ASCII, the newest first. Empties the object. */
static void take_texts(WS_ERROR *error, char *text, size_t size)
{
    ULONG count = 0;
    WS_STRING string;
    size_t length = 0;
    assert_result(S_OK, WsGetErrorProperty(error, WS_ERROR_PROPERTY_STRING_COUNT, &count, sizeof count));
    for (ULONG i = 0; i < count; i++) {
        assert_result(S_OK, WsGetErrorString(error, i, &string));
        for (ULONG j = 0; j < string.length && length + 3 < size; j++)
            text[length++] = (char)string.chars[j];
        text[length++] = '\n';
    }
    text[length] = 0;
    WsResetError(error);
}

static struct verdict judge(const char *codec, const struct bytes *wire, ULONGLONG limit, size_t give, size_t ask)
{
    WSE_PROPERTY property = { WSE_PROPERTY_MAX_DECODED_SIZE, &limit, sizeof limit };
    WS_CHANNEL_DECODER table = create_decoder_table(codec, &property, 1);
    WS_ERROR *error = create_error();
    struct channel channel;
    struct bytes output = { 0 };
    struct verdict verdict;
    void *instance = NULL;
    channel_open(&channel, SYNCHRONOUSLY, test_seed());
    channel.read_limit = give;
    channel_reset(&channel, wire->data, wire->size);
    assert_result(S_OK, table.createDecoderCallback(table.createContext, channel_read, &channel, &instance, NULL));
    verdict.result = channel_receive(&channel, &table, instance, content_encoding_of(codec), ask, &output, error);
    verdict.produced = output.size;
    take_texts(error, verdict.text, sizeof verdict.text);
    table.freeDecoderCallback(instance);
    channel_close(&channel);
    WsFreeError(error);
    WseFreeChannelDecoder(&table);
    bytes_free(&output);
    return verdict;
}

/** Fails unless the message is judged alike in all pieces. Returns the verdict. */
static struct verdict assert_one_verdict(const char *codec, const struct bytes *wire, ULONGLONG limit, const char *flaw)
{
    static const size_t gives[] = { 1, 7, 300, 100000 }, asks[] = { 1, 64, 60000 };
    struct verdict first = judge(codec, wire, limit, 1, 1);
    for (size_t i = 0; i < 4; i++)
        for (size_t j = 0; j < 3; j++) {
            struct verdict other = judge(codec, wire, limit, gives[i], asks[j]);
            if (other.result != first.result || strcmp(other.text, first.text) != 0 || other.produced != first.produced)
                fail_msg("%s, %s, limit %llu: in pieces of %zu and %zu bytes 0x%08x after %zu bytes, %s"
                         "but in single bytes 0x%08x after %zu bytes, %s",
                         codec, flaw, (unsigned long long)limit, gives[i], asks[j], (unsigned)other.result, other.produced,
                         other.text, (unsigned)first.result, first.produced, first.text);
        }
    return first;
}

/** The same with limits on both sides of where the message fails without one. */
static void assert_one_verdict_at_any_limit(const char *codec, const struct bytes *wire, const char *flaw)
{
    size_t size = assert_one_verdict(codec, wire, 0, flaw).produced;
    for (size_t limit = size > 2 ? size - 2 : 1; limit <= size + 2; limit++)
        assert_one_verdict(codec, wire, limit, flaw);
    assert_one_verdict(codec, wire, 1 + size / 3, flaw);
}

/**
 * Whether the decoder fails at the very byte that is wrong. The C libraries behind the content codings do not: how far they
 * have read and written by then is their affair. The root of a package is read in pieces.
 */
static bool is_exact(const char *codec)
{
    static const char *const others[] = { "gzip", "deflate", "br", "zstd", "mtom" };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strstr(codec, others[i]) != NULL)
            return false;
    return true;
}

static void spoil(struct bytes *bytes, size_t place, struct randomness *randomness)
{
    bytes->data[place] ^= (BYTE)(1u << random_below(randomness, 8));
}

static const size_t message_size = 1500;

static void flawed(const char *codec)
{
    if (!is_exact(codec))
        return;
    struct randomness randomness = randomness_from(test_seed());
    struct bytes message = soap_message(message_size, test_seed());
    char flaw[64];
    for (int i = 0; i < (test_is_quick() ? 4 : 24); i++) {
        struct bytes wire = encoded(codec, message.data, message.size);
        size_t place = random_below(&randomness, wire.size);
        if (i % 4 == 0)
            wire.size = place;
        else
            spoil(&wire, place, &randomness);
        snprintf(flaw, sizeof flaw, "%s at %zu", i % 4 == 0 ? "cut" : "spoilt", place);
        assert_one_verdict_at_any_limit(codec, &wire, flaw);
        bytes_free(&wire);
    }
    bytes_free(&message);
}

/* [P3] [K5] */
static void a_message_that_is_flawed_and_too_large_is_refused_alike_in_all_pieces(void **state)
{
    (void)state;
    for_every_codec(flawed);
}

/* [P3]: what the first decoder of a chain has written within the limit is judged by the next one before the limit counts. */
static void the_first_flaw_counts_in_whichever_codec_of_a_chain_it_is(void **state)
{
    (void)state;
    static const char *const chains[][2] = {
        { "msbin1", "gzip" }, { "msbin1", "br" }, { "utf-16le", "zstd" }, { "msbinsession1", "deflate" }, { "msbin1", "xor" }
    };
    struct randomness randomness = randomness_from(test_seed());
    struct bytes message = soap_message(message_size, test_seed());
    register_xor();
    for (size_t i = 0; i < sizeof chains / sizeof *chains; i++)
        for (int j = 0; j < (test_is_quick() ? 4 : 16); j++) {
            char chain[64], flaw[64];
            struct bytes middle = encoded(chains[i][0], message.data, message.size);
            size_t place = random_below(&randomness, middle.size);
            spoil(&middle, place, &randomness);
            struct bytes wire = encoded(chains[i][1], middle.data, middle.size);
            snprintf(chain, sizeof chain, "%s,%s", chains[i][0], chains[i][1]);
            snprintf(flaw, sizeof flaw, "spoilt at %zu of %zu", place, middle.size);
            assert_one_verdict_at_any_limit(chain, &wire, flaw);
            assert_one_verdict(chain, &wire, middle.size - 1, flaw);
            assert_one_verdict(chain, &wire, place + 1, flaw);
            assert_one_verdict(chain, &wire, place + 2, flaw);
            bytes_free(&middle);
            bytes_free(&wire);
        }
    unregister_xor();
    bytes_free(&message);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_that_is_flawed_and_too_large_is_refused_alike_in_all_pieces),
        cmocka_unit_test(the_first_flaw_counts_in_whichever_codec_of_a_chain_it_is),
    };
    return RUN_SUITE(tests);
}
