/* Malformed and hostile messages in chains: what is wrong in any link is refused, and what expands in any link is stopped. */
#include "FakeChannel/fake_channel.h"
#include "Plugin/xor_codec.h"

static ULONG string_count(WS_ERROR *error)
{
    ULONG count = 77;
    assert_result(S_OK, WsGetErrorProperty(error, WS_ERROR_PROPERTY_STRING_COUNT, &count, sizeof count));
    return count;
}

static HRESULT decode_bytes(const char *chain, const WSE_PROPERTY *properties, ULONG count, const struct bytes *wire,
                            enum manner manner, struct bytes *output, WS_ERROR *error)
{
    WS_CHANNEL_DECODER table = create_decoder_table(chain, properties, count);
    struct channel channel;
    void *instance = NULL;
    channel_open(&channel, manner, test_seed());
    channel_reset(&channel, wire->data, wire->size);
    output->size = 0;
    assert_result(S_OK, table.createDecoderCallback(table.createContext, channel_read, &channel, &instance, NULL));
    HRESULT result = channel_receive(&channel, &table, instance, content_encoding_of(chain), 4096, output, error);
    table.freeDecoderCallback(instance);
    channel_close(&channel);
    WseFreeChannelDecoder(&table);
    return result;
}

/** Encodes `text`, spoils what comes out in some way, and encodes that with the codecs that are left. */
static struct bytes spoilt(const char *inner, const char *outer, int flaw)
{
    struct bytes text = soap_message(3000, test_seed());
    struct bytes middle = encoded(inner, text.data, text.size);
    switch (flaw) {
    case 0: bytes_append(&middle, "rubbish", 7); break;
    case 1: bytes_append(&middle, "", 1); break;
    case 2: middle.size -= 1; break;
    case 3: middle.size /= 2; break;
    case 4: middle.data[middle.size - 6] ^= 1; break;
    default: middle.size = 1;
    }
    struct bytes wire = encoded(outer, middle.data, middle.size);
    bytes_free(&text);
    bytes_free(&middle);
    return wire;
}

/* [K5] in every link: rubbish behind the inner end, an inner stream that is cut, a wrong inner checksum. */
static void a_malformed_inner_stream_is_refused_and_its_link_named(void **state)
{
    (void)state;
    static const struct {
        const char *inner, *outer, *text;
    } rows[] = { { "gzip", "gzip", "gzip decoder: " },
                 { "deflate", "gzip", "deflate decoder: " },
                 { "gzip", "br", "gzip decoder: " },
                 { "zstd", "deflate", "zstd decoder: " },
                 { "gzip", "xor", "link 1 of the chain, gzip, has failed" },
                 { "deflate", "xor-checked", "link 1 of the chain, deflate, has failed" },
                 { "gzip", "xor,gzip", "link 1 of the chain, gzip, has failed" } };
    WS_ERROR *error = create_error();
    register_xor();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (int flaw = 0; flaw <= 5; flaw++)
            for (int manner = SYNCHRONOUSLY; manner <= LATER; manner++) {
                char chain[64];
                struct bytes wire = spoilt(rows[i].inner, rows[i].outer, flaw), output = { 0 };
                snprintf(chain, sizeof chain, "%s,%s", rows[i].inner, rows[i].outer);
                HRESULT result = decode_bytes(chain, NULL, 0, &wire, (enum manner)manner, &output, error);
                if (result != WS_E_INVALID_FORMAT)
                    fail_msg("%s, flaw %d, %s: 0x%08x", chain, flaw, manner_names[manner], (unsigned)result);
                assert_error_contains(error, rows[i].text);
                bytes_free(&wire);
                bytes_free(&output);
            }
    unregister_xor();
    WsFreeError(error);
}

/* [K3]: the checksum of the outer stream counts, though the inner one has come to its end before it. */
static void a_malformed_outer_end_is_refused(void **state)
{
    (void)state;
    static const char *const rows[] = { "deflate,gzip", "gzip,gzip",     "zstd,gzip",
                                        "xor,gzip",     "gzip,xor,gzip", "xor,xor-checked,gzip" };
    struct bytes text = soap_message(3000, test_seed());
    WS_ERROR *error = create_error();
    register_xor();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (int flaw = 0; flaw < 3; flaw++) {
            struct bytes wire = encoded(rows[i], text.data, text.size), output = { 0 };
            if (flaw == 0)
                wire.data[wire.size - 5] ^= 1;
            else if (flaw == 1)
                wire.size -= 3;
            else
                bytes_append(&wire, "rubbish", 7);
            HRESULT result = decode_bytes(rows[i], NULL, 0, &wire, SYNCHRONOUSLY, &output, error);
            if (result != WS_E_INVALID_FORMAT)
                fail_msg("%s, flaw %d: 0x%08x", rows[i], flaw, (unsigned)result);
            assert_error_contains(error, "gzip");
            bytes_free(&wire);
            bytes_free(&output);
        }
    unregister_xor();
    bytes_free(&text);
    WsFreeError(error);
}

/* [P3] [Q1]: what expands in an inner link is stopped there, whatever comes out at the end. */
static void a_bomb_inside_a_bomb_is_stopped(void **state)
{
    (void)state;
    static const char *const rows[] = { "gzip,gzip", "deflate,gzip", "gzip,xor,gzip",      "gzip,xor",
                                        "xor,gzip",  "br,zstd",      "gzip,xor-checked,br" };
    static const ULONGLONG limit = 1 << 20;
    static const WSE_PROPERTY property = { WSE_PROPERTY_MAX_DECODED_SIZE, &limit, sizeof limit };
    struct bytes zeros = { calloc(3, 1 << 20), 3 << 20, 3 << 20 };
    WS_ERROR *error = create_error();
    register_xor();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct bytes wire = encoded(rows[i], zeros.data, zeros.size), output = { 0 };
        assert_result(WS_E_QUOTA_EXCEEDED, decode_bytes(rows[i], &property, 1, &wire, SYNCHRONOUSLY, &output, error));
        assert_true(output.size <= limit);
        assert_true(string_count(error) > 0);
        WsResetError(error);
        assert_result(WS_E_QUOTA_EXCEEDED, decode_bytes(rows[i], &property, 1, &wire, LATER, &output, error));
        WsResetError(error);
        bytes_free(&wire);
        /* As large as may be. */
        wire = encoded(rows[i], zeros.data, (size_t)limit);
        assert_result(S_OK, decode_bytes(rows[i], &property, 1, &wire, SYNCHRONOUSLY, &output, error));
        assert_int_equal(limit, output.size);
        bytes_free(&wire);
        bytes_free(&output);
    }
    /* What the outer link gives is too much, though the inner one would refuse it, too. */
    struct bytes wire = encoded("gzip", zeros.data, zeros.size), output = { 0 };
    HRESULT result = decode_bytes("xor,gzip", &property, 1, &wire, SYNCHRONOUSLY, &output, error);
    assert_true(FAILED(result));
    bytes_free(&wire);
    bytes_free(&output);
    /* Streams of nothing, which come to nothing, but are too many. */
    struct bytes nothing = encoded("gzip", "", 0), streams = { 0 };
    while (streams.size <= limit)
        bytes_append(&streams, nothing.data, nothing.size);
    wire = encoded("deflate", streams.data, streams.size);
    WsResetError(error);
    assert_result(WS_E_QUOTA_EXCEEDED, decode_bytes("gzip,deflate", &property, 1, &wire, SYNCHRONOUSLY, &output, error));
    assert_error_contains(error, "a codec of the chain produces more bytes than the limit allows");
    assert_int_equal(0, output.size);
    bytes_free(&wire);
    bytes_free(&output);
    bytes_free(&nothing);
    bytes_free(&streams);
    unregister_xor();
    bytes_free(&zeros);
    WsFreeError(error);
}

/* [P3]: what a link gives is bounded even if the next one makes nothing of it, as of the empty blocks of a deflate stream. */
static void a_bomb_that_comes_to_nothing_is_stopped(void **state)
{
    (void)state;
    static const ULONGLONG limit = 1 << 20;
    static const WSE_PROPERTY property = { WSE_PROPERTY_MAX_DECODED_SIZE, &limit, sizeof limit };
    static const BYTE empty_block[] = { 0, 0, 0, 0xFF, 0xFF }, end[] = { 1, 0, 0, 0xFF, 0xFF, 0, 0, 0, 1 };
    WS_ERROR *error = create_error();
    struct bytes stream = { 0 }, output = { 0 };
    bytes_append(&stream, "\x78\x9C", 2);
    for (size_t i = 0; i < 2 * limit / sizeof empty_block; i++)
        bytes_append(&stream, empty_block, sizeof empty_block);
    bytes_append(&stream, end, sizeof end);
    struct bytes wire = encoded("gzip", stream.data, stream.size);
    assert_result(WS_E_QUOTA_EXCEEDED, decode_bytes("deflate,gzip", &property, 1, &wire, SYNCHRONOUSLY, &output, error));
    assert_error_contains(error, "MAX_DECODED_SIZE");
    assert_int_equal(0, output.size);
    bytes_free(&wire);
    bytes_free(&stream);
    bytes_free(&output);
    WsFreeError(error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_malformed_inner_stream_is_refused_and_its_link_named),
        cmocka_unit_test(a_malformed_outer_end_is_refused),
        cmocka_unit_test(a_bomb_inside_a_bomb_is_stopped),
        cmocka_unit_test(a_bomb_that_comes_to_nothing_is_stopped),
    };
    return RUN_SUITE(tests);
}
