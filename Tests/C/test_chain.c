/* Chains: links of this library and registered ones in any order do what the codecs do one after another, sync and async, in
 * success and failure. The order of calls and asynchrony are also swept in other suites, whose rows have chains. */
#include "FakeChannel/fake_channel.h"
#include "Plugin/xor_codec.h"

static const char message[] = "<a>some text, some text, some text</a>";

/** The bytes as the decoder of a codec gives them back, and its result. */
static HRESULT decode_with(const char *codec, const WS_STRING *encoding, const struct bytes *wire, struct bytes *output,
                           WS_ERROR *error)
{
    WS_CHANNEL_DECODER table = create_native_decoder_table(codec);
    WSE_BUFFER *buffer = NULL;
    WS_BYTES input = { (ULONG)wire->size, wire->data };
    const BYTE *data;
    ULONGLONG size;
    assert_result(S_OK, WseCreateBuffer(0, &buffer, NULL));
    HRESULT result = WseDecodeMessage(&table, &soap_content_type, encoding, &input, 1, buffer, NULL, error);
    assert_result(S_OK, WseGetBufferBytes(buffer, &data, &size));
    output->size = 0;
    bytes_append(output, data, (size_t)size);
    WseFreeBuffer(buffer);
    WseFreeChannelDecoder(&table);
    return result;
}

/** Takes the names of a chain apart. */
static int split(const char *chain, char names[9][64])
{
    int count = 0;
    for (const char *next = chain; next; count++) {
        const char *comma = strchr(next, ',');
        size_t length = comma ? (size_t)(comma - next) : strlen(next);
        memcpy(names[count], next, length);
        names[count][length] = '\0';
        next = comma ? comma + 1 : NULL;
    }
    return count;
}

/** Applies the codecs one by one where the chain applies them at once, and the other way round. */
static void is_as_one_by_one(const char *chain, const struct bytes *text)
{
    char names[9][64];
    int count = split(chain, names);
    struct bytes wire = encoded(chain, text->data, text->size), next = { 0 };
    for (int i = count - 1; i >= 0; i--) {
        assert_result(S_OK, decode_with(names[i], content_encoding_of(names[i]), &wire, &next, NULL));
        struct bytes swap = wire;
        wire = next;
        next = swap;
    }
    assert_bytes_equal(&wire, text->data, text->size);
    wire.size = 0;
    bytes_append(&wire, text->data, text->size);
    for (int i = 0; i < count; i++) {
        struct bytes more = encoded(names[i], wire.data, wire.size);
        bytes_free(&wire);
        wire = more;
    }
    assert_result(S_OK, decode_with(chain, content_encoding_of(chain), &wire, &next, NULL));
    assert_bytes_equal(&next, text->data, text->size);
    bytes_free(&wire);
    bytes_free(&next);
}

static void a_chain_is_its_codecs_one_after_another(void **state)
{
    (void)state;
    /* clang-format off */
    static const char *const chains[] = {
        "deflate,gzip", "gzip,deflate", "gzip,gzip", "br,zstd,deflate", "identity,gzip", "gzip,identity", "identity,identity",
        "zstd,identity,br", "gzip,gzip,gzip,gzip,gzip,gzip,gzip,gzip", "xor,gzip", "gzip,xor", "xor,xor", "xor-checked,xor",
        "gzip,xor,gzip", "xor,gzip,deflate,xor", "identity,xor", "xor,identity",
        "xor,identity,xor,gzip,xor,zstd,xor,xor-checked",
#if defined(__x86_64__)
        "xor-win64,xor,br", "xor,identity,xor,gzip,xor,zstd,xor-win64,xor-checked",
#endif
    };
    /* clang-format on */
    static const size_t sizes[] = { 0, 1, 17, 20000, 200000 };
    register_xor();
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct bytes text = { 0 };
        if (sizes[i] > 0)
            text = soap_message(sizes[i], test_seed());
        for (size_t each = 0; each < sizeof chains / sizeof *chains; each++)
            is_as_one_by_one(chains[each], &text);
        bytes_free(&text);
    }
    unregister_xor();
}

/** Any links in any order, as many as there may be. */
static void random_chain(struct randomness *randomness, char *chain)
{
    /* clang-format off */
    static const char *const links[] = { "gzip", "deflate", "br", "zstd", "identity", "xor", "xor-checked",
#if defined(__x86_64__)
                                         "xor-win64",
#endif
    };
    /* clang-format on */
    chain[0] = '\0';
    for (size_t left = 1 + random_below(randomness, 8); left > 0; left--) {
        strcat(chain, links[random_below(randomness, sizeof links / sizeof *links)]);
        if (left > 1)
            strcat(chain, random_below(randomness, 2) ? "," : " , ");
    }
}

/** Messages through one instance each, some of which fail: results and bytes are exact. */
static void run_random_chain(const char *chain, struct randomness *randomness)
{
    /* A registered codec alone has its host's asynchrony to itself: what this one cannot bear is not for it to show. */
    bool is_bare = strcmp(chain, "xor") == 0;
    enum manner manner = is_bare ? SYNCHRONOUSLY : (enum manner)random_below(randomness, MANNER_COUNT);
    struct bytes text = soap_message(1 + random_below(randomness, 30000), random_next(randomness));
    struct bytes wire = encoded(chain, text.data, text.size);
    WS_CHANNEL_ENCODER encoder = create_encoder_table(chain, NULL, 0);
    WS_CHANNEL_DECODER decoder = create_decoder_table(chain, NULL, 0);
    struct channel channel;
    void *instance = NULL;
    channel_open(&channel, manner, random_next(randomness));
    channel.failure = E_ACCESSDENIED;
    assert_result(S_OK, encoder.createEncoderCallback(encoder.createContext, channel_write, &channel, &instance, NULL));
    for (int i = 0; i < 3; i++) {
        struct bytes output = { 0 };
        struct delivery delivery = { .part = 1 + random_below(randomness, 5000), .is_random = true, .per_call = 2 };
        channel_reset(&channel, NULL, 0);
        channel.fail_at = i == 1 ? 1 + random_below(randomness, 4) : 0;
        HRESULT result = channel_send(&channel, &encoder, instance, text.data, text.size, delivery, NULL);
        assert_result(channel.fail_at && channel.calls >= channel.fail_at ? E_ACCESSDENIED : S_OK, result);
        if (result == S_OK) {
            assert_result(S_OK, decode_with(chain, content_encoding_of(chain), &channel.output, &output, NULL));
            assert_bytes_equal(&output, text.data, text.size);
        }
        bytes_free(&output);
    }
    encoder.freeEncoderCallback(instance);
    assert_result(S_OK, decoder.createDecoderCallback(decoder.createContext, channel_read, &channel, &instance, NULL));
    for (int i = 0; i < 3; i++) {
        struct bytes output = { 0 };
        channel_reset(&channel, wire.data, wire.size);
        channel.fail_at = i == 1 ? 1 + random_below(randomness, 4) : 0;
        HRESULT result = channel_receive(&channel, &decoder, instance, content_encoding_of(chain), 0, &output, NULL);
        assert_result(channel.fail_at && channel.calls >= channel.fail_at ? E_ACCESSDENIED : S_OK, result);
        if (result == S_OK)
            assert_bytes_equal(&output, text.data, text.size);
        bytes_free(&output);
    }
    decoder.freeDecoderCallback(instance);
    channel_close(&channel);
    WseFreeChannelEncoder(&encoder);
    WseFreeChannelDecoder(&decoder);
    bytes_free(&wire);
    bytes_free(&text);
}

static void any_links_in_any_order_round_trip(void **state)
{
    (void)state;
    struct randomness randomness = randomness_from(test_seed());
    register_xor();
    for (int i = 0; i < (test_is_quick() ? 8 : 150); i++) {
        char chain[256];
        random_chain(&randomness, chain);
        run_random_chain(chain, &randomness);
    }
    unregister_xor();
}

/* ---- Names ---- */

static void names_of_chains_are_taken_apart_or_refused(void **state)
{
    (void)state;
    static const struct {
        const char *chain;
        HRESULT result;
        const char *text;
    } rows[] = {
        { "deflate,gzip", S_OK, "" },
        { "deflate , gzip", S_OK, "" },
        { "  deflate,gzip  ", S_OK, "" },
        { "Deflate,X-GZIP", S_OK, "" },
        { "XOR,gzip", S_OK, "" },
        { "br,br,br,br,br,br,br,br", S_OK, "" },
        { "xor,xor,xor,xor,xor,xor,xor,xor", S_OK, "" },
        { "xor,br,xor,br,xor,br,xor,br", S_OK, "" },
        { "br,br,br,br,br,br,br,br,br", WS_E_QUOTA_EXCEEDED, "too many links (limit 8)" }, /* [Q2] */
        { "xor,xor,xor,xor,xor,xor,xor,xor,xor", WS_E_QUOTA_EXCEEDED, "too many links (limit 8)" },
        { "xor,br,xor,br,xor,br,xor,br,xor", WS_E_QUOTA_EXCEEDED, "too many links (limit 8)" },
        { "identity,identity,identity,identity,identity,identity,identity,identity,identity", WS_E_QUOTA_EXCEEDED, "limit 8" },
        { "deflate,nope", WS_E_NOT_SUPPORTED, "there is no codec named \"nope\"" },
        { "nope,gzip", WS_E_NOT_SUPPORTED, "there is no codec named \"nope\"" },
        { "xor,nope,gzip", WS_E_NOT_SUPPORTED, "there is no codec named \"nope\"" },
        { "xor,gzip gzip", WS_E_NOT_SUPPORTED, "there is no codec named \"gzip gzip\"" },
        { "", WS_E_NOT_SUPPORTED, "there is no codec named \"\"" },
        { ",", WS_E_NOT_SUPPORTED, "there is no codec named \"\"" },
        { "gzip,", WS_E_NOT_SUPPORTED, "there is no codec named \"\"" },
        { ",gzip", WS_E_NOT_SUPPORTED, "there is no codec named \"\"" },
        { "xor, ,gzip", WS_E_NOT_SUPPORTED, "there is no codec named \"\"" },
        { "xor,,gzip", WS_E_NOT_SUPPORTED, "there is no codec named \"\"" },
        { "gzip;deflate", WS_E_NOT_SUPPORTED, "there is no codec named \"gzip;deflate\"" },
        { "xo,gzip", WS_E_NOT_SUPPORTED, "\"xo\"" },
        { "xor,xorr", WS_E_NOT_SUPPORTED, "\"xorr\"" },
    };
    WS_ERROR *error = create_error();
    register_xor();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        WS_CHANNEL_ENCODER encoder;
        WS_CHANNEL_DECODER decoder;
        memset(&encoder, 7, sizeof encoder);
        HRESULT result = WseCreateChannelEncoder(rows[i].chain, NULL, 0, &encoder, error);
        if (result != rows[i].result)
            fail_msg("\"%s\": 0x%08x", rows[i].chain, (unsigned)result);
        if (result == S_OK)
            WseFreeChannelEncoder(&encoder);
        else
            assert_error_contains(error, rows[i].text);
        assert_result(rows[i].result, WseCreateChannelDecoder(rows[i].chain, NULL, 0, &decoder, error));
        if (result == S_OK)
            WseFreeChannelDecoder(&decoder);
        else
            assert_error_contains(error, rows[i].text);
    }
    char *longest = malloc(1 << 20);
    memset(longest, 'a', (1 << 20) - 1);
    longest[(1 << 20) - 1] = '\0';
    WS_CHANNEL_ENCODER encoder;
    assert_result(WS_E_NOT_SUPPORTED, WseCreateChannelEncoder(longest, NULL, 0, &encoder, error));
    assert_error_contains(error, "there is no codec named \"aaa");
    memcpy(longest + (1 << 20) - 9, ",deflate", 8);
    assert_result(WS_E_NOT_SUPPORTED, WseCreateChannelEncoder(longest, NULL, 0, &encoder, error));
    free(longest);
    unregister_xor();
    WsFreeError(error);
}

/* ---- Content types and encodings ---- */

static const struct xor_codec *renaming_codec;

/** An encoder that makes "application/xor" of any content type, and a decoder that takes no other. */
static HRESULT CALLBACK rename_type(void *instance, const WS_STRING *type, WS_STRING *new_type, WS_STRING *encoding,
                                    WS_ERROR *error)
{
    static WCHAR renamed[] = u"application/xor";
    (void)instance, (void)type, (void)error;
    *new_type = (WS_STRING){ 15, renamed };
    *encoding = (WS_STRING){ 0, NULL };
    return S_OK;
}

static HRESULT CALLBACK rename_back(void *instance, const WS_STRING *type, const WS_STRING *encoding, WS_STRING *new_type,
                                    WS_ERROR *error)
{
    static WCHAR renamed[] = u"text/xml";
    (void)instance, (void)error;
    if (!string_is(type, "application/xor") || (encoding && encoding->length > 0))
        return WS_E_NOT_SUPPORTED;
    *new_type = (WS_STRING){ 8, renamed };
    return S_OK;
}

static void register_renaming(struct xor_codec *codec)
{
    WS_CHANNEL_ENCODER encoder;
    WS_CHANNEL_DECODER decoder;
    sysv_xor_tables(codec, &encoder, &decoder);
    encoder.encoderGetContentTypeCallback = rename_type;
    decoder.decoderGetContentTypeCallback = rename_back;
    renaming_codec = codec;
    assert_result(S_OK, WseRegisterEncoder("renaming", &encoder, WSE_ABI_DEFAULT, 0, NULL));
    assert_result(S_OK, WseRegisterDecoder("renaming", &decoder, WSE_ABI_DEFAULT, WSE_REGISTER_CHECKED, NULL));
}

static void content_types_pass_through_the_links(void **state)
{
    (void)state;
    static const char *const chains[] = { "renaming", "gzip,renaming", "renaming,gzip", "gzip,renaming,gzip" };
    static const char *const encodings[] = { "", "gzip", "gzip", "gzip, gzip" };
    struct xor_codec codec = { 9, NULL, 0, 0 };
    WS_ERROR *error = create_error();
    register_renaming(&codec);
    for (size_t i = 0; i < sizeof chains / sizeof *chains; i++) {
        WS_CHANNEL_ENCODER encoder = create_native_encoder_table(chains[i]);
        WS_CHANNEL_DECODER decoder = create_native_decoder_table(chains[i]);
        WSE_BUFFER *wire, *output;
        WS_STRING type, encoding, back;
        WS_BYTES text = { sizeof message, (BYTE *)message };
        const BYTE *data;
        ULONGLONG size;
        assert_result(S_OK, WseCreateBuffer(0, &wire, NULL));
        assert_result(S_OK, WseCreateBuffer(0, &output, NULL));
        assert_result(S_OK, WseEncodeMessage(&encoder, &soap_content_type, &text, 1, wire, &type, &encoding, NULL));
        assert_true(string_is(&type, "application/xor"));
        assert_true(string_is(&encoding, encodings[i]));
        assert_result(S_OK, WseGetBufferBytes(wire, &data, &size));
        text = (WS_BYTES){ (ULONG)size, (BYTE *)data };
        assert_result(S_OK, WseDecodeMessage(&decoder, &type, &encoding, &text, 1, output, &back, error));
        assert_true(string_is(&back, "text/xml"));
        assert_result(WS_E_NOT_SUPPORTED,
                      WseDecodeMessage(&decoder, &soap_content_type, &encoding, &text, 1, output, &back, error));
        if (i > 0)
            assert_error_contains(error, "of the chain, renaming, has failed");
        WseFreeBuffer(wire);
        WseFreeBuffer(output);
        WseFreeChannelEncoder(&encoder);
        WseFreeChannelDecoder(&decoder);
    }
    assert_result(S_OK, WseUnregister("renaming", NULL));
    assert_int_equal(0, codec.instances);
    WsFreeError(error);
}

static void decoders_take_exactly_the_list_of_their_codings(void **state)
{
    (void)state;
    static const struct {
        const char *chain;
        WS_STRING encoding;
        HRESULT result;
    } rows[] = {
        { "deflate,gzip", WS_STRING_VALUE(u"deflate, gzip"), S_OK },
        { "deflate,gzip", WS_STRING_VALUE(u"deflate,gzip"), S_OK },
        { "deflate,gzip", WS_STRING_VALUE(u"\tDEFLATE \t,\tX-Gzip "), S_OK },
        { "deflate,gzip", WS_STRING_VALUE(u",, deflate, ,gzip,"), S_OK },
        { "deflate,gzip", WS_STRING_VALUE(u"identity, deflate, gzip"), S_OK },
        { "deflate,gzip", WS_STRING_VALUE(u"gzip, deflate"), WS_E_NOT_SUPPORTED },
        { "deflate,gzip", WS_STRING_VALUE(u"gzip"), WS_E_NOT_SUPPORTED },
        { "deflate,gzip", WS_STRING_VALUE(u"deflate"), WS_E_NOT_SUPPORTED },
        { "deflate,gzip", WS_STRING_VALUE(u""), WS_E_NOT_SUPPORTED },
        { "deflate,gzip", WS_STRING_VALUE(u"deflate gzip"), WS_E_NOT_SUPPORTED },
        { "deflate,gzip", WS_STRING_VALUE(u"br, deflate, gzip"), WS_E_NOT_SUPPORTED },
        { "deflate,gzip", WS_STRING_VALUE(u"deflate, gzip, br"), WS_E_NOT_SUPPORTED },
        { "identity,gzip", WS_STRING_VALUE(u"gzip"), S_OK },
        { "identity,identity", WS_STRING_VALUE(u""), S_OK },
        { "identity,identity", WS_STRING_VALUE(u"gzip"), WS_E_NOT_SUPPORTED },
        { "xor,gzip", WS_STRING_VALUE(u"xor, gzip"), S_OK },
        { "xor,gzip", WS_STRING_VALUE(u"xor, identity, x-gzip"), S_OK },
        { "xor,gzip", WS_STRING_VALUE(u"gzip, xor"), WS_E_NOT_SUPPORTED },
        { "xor,gzip", WS_STRING_VALUE(u"gzip"), WS_E_NOT_SUPPORTED },
        { "xor,gzip", WS_STRING_VALUE(u"xor"), WS_E_NOT_SUPPORTED },
        { "xor,gzip", WS_STRING_VALUE(u"xor, xor, gzip"), WS_E_NOT_SUPPORTED },
        { "xor,gzip", WS_STRING_VALUE(u"br, gzip"), WS_E_NOT_SUPPORTED },
        { "gzip,xor", WS_STRING_VALUE(u"gzip, xor"), S_OK },
        { "gzip,xor", WS_STRING_VALUE(u"gzip"), WS_E_NOT_SUPPORTED },
        { "gzip,xor", WS_STRING_VALUE(u"xor"), WS_E_NOT_SUPPORTED },
        { "gzip,xor", WS_STRING_VALUE(u"deflate, gzip, xor"), WS_E_NOT_SUPPORTED },
        { "gzip,xor,br", WS_STRING_VALUE(u"gzip, xor, br"), S_OK },
        { "gzip,xor,br", WS_STRING_VALUE(u"gzip, br"), WS_E_NOT_SUPPORTED },
        { "xor,xor", WS_STRING_VALUE(u"xor, xor"), S_OK },
        { "xor,xor", WS_STRING_VALUE(u"xor"), WS_E_NOT_SUPPORTED },
        { "plain,gzip", WS_STRING_VALUE(u"gzip"), S_OK },
        { "gzip,plain", WS_STRING_VALUE(u"gzip"), S_OK },
        { "gzip,plain,br", WS_STRING_VALUE(u"gzip, br"), S_OK },
        { "plain,plain", WS_STRING_VALUE(u""), S_OK },
        { "plain,gzip", WS_STRING_VALUE(u"plain, gzip"), WS_E_NOT_SUPPORTED },
    };
    struct xor_codec codec = { 9, NULL, 0, 0 };
    WS_CHANNEL_ENCODER unused;
    WS_CHANNEL_DECODER plain;
    WS_ERROR *error = create_error();
    register_xor();
    sysv_xor_tables(&codec, &unused, &plain);
    assert_result(S_OK, WseRegisterDecoder("plain", &plain, WSE_ABI_DEFAULT, 0, NULL));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        WS_CHANNEL_DECODER table = create_decoder_table(rows[i].chain, NULL, 0);
        WS_STRING type = { 7, NULL };
        ULONG count = 0;
        void *instance;
        BYTE byte;
        assert_result(S_OK, table.createDecoderCallback(table.createContext, channel_read, &type, &instance, NULL));
        assert_result(S_OK, table.decoderStartCallback(instance, NULL, NULL));
        HRESULT result = table.decoderGetContentTypeCallback(instance, &soap_content_type, &rows[i].encoding, &type, error);
        if (result != rows[i].result)
            fail_msg("%s, row %zu: 0x%08x", rows[i].chain, i, (unsigned)result);
        if (FAILED(result)) {
            assert_int_equal(7, type.length); /* [C1] */
            assert_result(S_OK, WsGetErrorProperty(error, WS_ERROR_PROPERTY_STRING_COUNT, &count, sizeof count));
            assert_true(count > 0);
            WsResetError(error);
            assert_result(WS_E_OBJECT_FAULTED, table.decoderDecodeCallback(instance, &byte, 1, &count, NULL, NULL));
            assert_result(S_OK, table.decoderStartCallback(instance, NULL, NULL));
        } else {
            assert_true(string_is(&type, "application/soap+xml; charset=utf-8"));
        }
        table.freeDecoderCallback(instance);
        WseFreeChannelDecoder(&table);
    }
    unregister_xor();
    assert_result(S_OK, WseUnregister("plain", NULL));
    WsFreeError(error);
}

/* ---- Properties ---- */

/* [Q1] */
static void a_property_goes_to_every_link_that_has_it(void **state)
{
    (void)state;
    static const struct {
        const char *chain;
        WSE_PROPERTY_ID id;
        LONG value;
        HRESULT encoder, decoder;
    } rows[] = {
        { "deflate,gzip", WSE_PROPERTY_COMPRESSION_LEVEL, 9, S_OK, E_INVALIDARG },
        { "deflate,gzip", WSE_PROPERTY_COMPRESSION_LEVEL, 10, E_INVALIDARG, E_INVALIDARG },
        { "gzip,br", WSE_PROPERTY_COMPRESSION_LEVEL, 11, E_INVALIDARG, E_INVALIDARG },
        { "br,xor,gzip", WSE_PROPERTY_COMPRESSION_LEVEL, 11, E_INVALIDARG, E_INVALIDARG },
        { "zstd,xor,gzip", WSE_PROPERTY_COMPRESSION_LEVEL, -5, E_INVALIDARG, E_INVALIDARG },
        { "zstd,xor", WSE_PROPERTY_COMPRESSION_LEVEL, -5, S_OK, E_INVALIDARG },
        { "xor,identity", WSE_PROPERTY_COMPRESSION_LEVEL, 5, E_INVALIDARG, E_INVALIDARG },
        { "xor,xor", WSE_PROPERTY_COMPRESSION_LEVEL, 5, E_INVALIDARG, E_INVALIDARG },
        { "identity,identity", WSE_PROPERTY_CHUNK_SIZE, 5, E_INVALIDARG, E_INVALIDARG },
        { "identity,gzip", WSE_PROPERTY_CHUNK_SIZE, 5, S_OK, S_OK },
        { "xor,identity", WSE_PROPERTY_CHUNK_SIZE, 5, E_INVALIDARG, E_INVALIDARG },
        { "xor,gzip", WSE_PROPERTY_CHUNK_SIZE, 0, E_INVALIDARG, E_INVALIDARG },
        { "gzip,zstd", WSE_PROPERTY_MAX_WINDOW_SIZE, 4096, E_INVALIDARG, S_OK },
        { "xor,br", WSE_PROPERTY_MAX_WINDOW_SIZE, 4096, E_INVALIDARG, S_OK },
        { "gzip,xor,deflate", WSE_PROPERTY_MAX_WINDOW_SIZE, 4096, E_INVALIDARG, E_INVALIDARG },
        { "gzip,xor", WSE_PROPERTY_MAX_EXPANSION, 100, E_INVALIDARG, S_OK },
        { "xor,xor", WSE_PROPERTY_MAX_EXPANSION, 100, E_INVALIDARG, E_INVALIDARG },
        { "gzip,xor", (WSE_PROPERTY_ID)99, 1, E_INVALIDARG, E_INVALIDARG },
        { "xor", (WSE_PROPERTY_ID)99, 1, E_INVALIDARG, E_INVALIDARG },
        { "xor,xor", WSE_PROPERTY_ABI, WSE_ABI_DEFAULT, S_OK, S_OK },
    };
    WS_ERROR *error = create_error();
    register_xor();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        WSE_PROPERTY properties[] = { { rows[i].id, &rows[i].value, 4 }, { rows[i].id, &rows[i].value, 4 } };
        WS_CHANNEL_ENCODER encoder = { 0 };
        WS_CHANNEL_DECODER decoder = { 0 };
        HRESULT result = WseCreateChannelEncoder(rows[i].chain, properties, 1, &encoder, error);
        if (result != rows[i].encoder)
            fail_msg("encoder, row %zu: 0x%08x", i, (unsigned)result);
        if (FAILED(result))
            assert_error_contains(error, "properties[0]");
        result = WseCreateChannelDecoder(rows[i].chain, properties, 2, &decoder, error);
        if (result != rows[i].decoder)
            fail_msg("decoder, row %zu: 0x%08x", i, (unsigned)result);
        if (FAILED(result))
            assert_error_contains(error, "properties[0]");
        properties[0].valueSize = 3;
        assert_result(E_INVALIDARG, WseCreateChannelEncoder(rows[i].chain, properties, 1, &encoder, error));
        assert_error_contains(error, "properties[0]");
        WseFreeChannelEncoder(&encoder);
        WseFreeChannelDecoder(&decoder);
    }
    unregister_xor();
    WsFreeError(error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_chain_is_its_codecs_one_after_another),
        cmocka_unit_test(any_links_in_any_order_round_trip),
        cmocka_unit_test(names_of_chains_are_taken_apart_or_refused),
        cmocka_unit_test(content_types_pass_through_the_links),
        cmocka_unit_test(decoders_take_exactly_the_list_of_their_codings),
        cmocka_unit_test(a_property_goes_to_every_link_that_has_it),
    };
    return RUN_SUITE(tests);
}
