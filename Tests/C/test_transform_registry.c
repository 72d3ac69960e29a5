/* Registering transforms: what is refused, names and labels, levels and other properties; and plug-ins. */
#include "Codec/odd_transform.h"
#include "Codec/transforms.h"
#include "FakeChannel/fake_channel.h"

#include <sys/mman.h>
#include <unistd.h>

static struct odd odd;

static WSE_CODEC fresh(void)
{
    odd = (struct odd){ 0 };
    return odd_transform(&odd);
}

/* ---- What is refused ---- */

static void refused(WSE_CODEC codec, const char *text)
{
    WS_ERROR *error = create_error();
    ULONG count = WseGetCodecCount();
    assert_result(E_INVALIDARG, WseRegisterCodec(&codec, error));
    assert_error_contains(error, "WseRegisterCodec: codec->");
    assert_result(E_INVALIDARG, WseRegisterCodec(&codec, error));
    assert_error_contains(error, text);
    assert_int_equal(count, WseGetCodecCount());
    assert_int_equal(0, odd.contexts_freed);
    WsFreeError(error);
}

/* [Y23] */
static void a_wrong_field_is_named(void **state)
{
    (void)state;
    static const WSE_CODEC_LEVELS upside_down = { 9, 0, 6 }, beyond = { 0, 9, 10 };
    WS_ERROR *error = create_error();
    assert_result(E_INVALIDARG, WseRegisterCodec(NULL, error));
    assert_error_contains(error, "codec is NULL");
    WsFreeError(error);
#define REFUSED(field, value, text) \
    do { \
        WSE_CODEC codec = fresh(); \
        codec.field = value; \
        refused(codec, text); \
    } while (0)
    REFUSED(size, 0, "codec->size is not sizeof(WSE_CODEC)");
    REFUSED(size, sizeof(WSE_CODEC) + 8, "codec->size is not sizeof(WSE_CODEC)");
    REFUSED(name, NULL, "codec->name is NULL");
    REFUSED(name, "", "codec->name is not 1 to 63 characters");
    REFUSED(name, "Odd", "codec->name is not 1 to 63 characters");
    REFUSED(name, "gzip", "codec->name is that of a built-in codec");
    REFUSED(name, "x-gzip", "codec->name is that of a built-in codec");
    REFUSED(name, "identity", "codec->name is that of a built-in codec");
    REFUSED(aliases, "a, b", "codec->aliases are not names");
    REFUSED(aliases, "a,,b", "codec->aliases are not names");
    REFUSED(aliases, "", "codec->aliases are not names");
    REFUSED(aliases, "a,", "codec->aliases are not names");
    REFUSED(aliases, "a,br", "codec->aliases has the name of a built-in codec");
    REFUSED(contentEncoding, "", "codec->contentEncoding is not 1 to 63 characters");
    REFUSED(contentEncoding, "a b", "codec->contentEncoding is not 1 to 63 characters");
    REFUSED(contentEncoding, "a,b", "codec->contentEncoding is not 1 to 63 characters");
    REFUSED(contentEncoding, "Identity", "or is \"identity\"");
    REFUSED(contentEncoding, "a234567890123456789012345678901234567890123456789012345678901234", "not 1 to 63 characters");
    REFUSED(encodedContentType, "a/b", "codec->plainContentType is NULL, unlike another content type");
    REFUSED(levels, &upside_down, "codec->levels->standard is not within");
    REFUSED(levels, &beyond, "codec->levels->standard is not within");
    REFUSED(encoder.create, NULL, "codec->encoder.create is NULL");
    REFUSED(encoder.begin, NULL, "codec->encoder.begin is NULL");
    REFUSED(encoder.process, NULL, "codec->encoder.process is NULL");
    REFUSED(encoder.free, NULL, "codec->encoder.free is NULL");
    REFUSED(decoder.create, NULL, "codec->decoder.create is NULL");
    REFUSED(decoder.begin, NULL, "codec->decoder.begin is NULL");
    REFUSED(decoder.process, NULL, "codec->decoder.process is NULL");
    REFUSED(decoder.free, NULL, "codec->decoder.free is NULL");
    WSE_CODEC codec = fresh();
    memset(&codec.encoder, 0, sizeof codec.encoder);
    memset(&codec.decoder, 0, sizeof codec.decoder);
    refused(codec, "codec->encoder and codec->decoder have no callbacks");
}

/** The bytes of a structure that ends where memory ends, as those of a program that knows fewer fields. */
static void *at_the_end_of_memory(const void *bytes, size_t size)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    BYTE *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(MAP_FAILED, pages);
    assert_int_equal(0, mprotect(pages + page, page, PROT_NONE));
    return memcpy(pages + page - size, bytes, size);
}

static void unmap(void *bytes, size_t size)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    assert_int_equal(0, munmap((BYTE *)bytes + size - page, 2 * page));
}

/* [Y23] */
static void a_structure_of_another_size_is_refused_and_not_read_beyond_its_size(void **state)
{
    (void)state;
    WS_ERROR *error = create_error();
    WSE_CODEC codec = fresh();
    /* Down to nothing but the size. */
    for (size_t size = sizeof codec - sizeof(void *); size > 0; size -= sizeof(void *)) {
        codec.size = (ULONG)size;
        WSE_CODEC *smaller = at_the_end_of_memory(&codec, size);
        assert_result(E_INVALIDARG, WseRegisterCodec(smaller, error));
        assert_error_contains(error, "codec->size is not sizeof(WSE_CODEC)");
        unmap(smaller, size);
    }
    struct {
        WSE_CODEC codec;
        void *later_field;
    } larger = { codec, NULL };
    larger.codec.size = sizeof larger;
    assert_result(E_INVALIDARG, WseRegisterCodec(&larger.codec, error));
    assert_error_contains(error, "codec->size is not sizeof(WSE_CODEC)");
    static const ULONG other[] = { 0, sizeof codec - 1, sizeof codec + 1, 0x80000000, 0xFFFFFFFF };
    for (size_t i = 0; i < sizeof other / sizeof *other; i++) {
        codec.size = other[i];
        assert_result(E_INVALIDARG, WseRegisterCodec(&codec, error));
        assert_error_contains(error, "codec->size is not sizeof(WSE_CODEC)");
    }
    codec.size = sizeof codec;
    WSE_CODEC *exact = at_the_end_of_memory(&codec, sizeof codec);
    assert_result(S_OK, WseRegisterCodec(exact, error));
    unmap(exact, sizeof codec);
    assert_result(S_OK, WseUnregister("odd", error));
    WsFreeError(error);
}

/* [Y23] */
static void wrong_content_types_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = { NULL, "", "text", "text/", "text/plain, a", "text/pl\xC3\xA4in", "text/plain; a=\"b" };
    static const char *const fields[] = { "codec->plainContentType", "codec->decodedContentType", "codec->encodedContentType" };
    char longest[300];
    memset(longest, 'a', sizeof longest);
    memcpy(longest, "a/", 2);
    longest[256] = '\0';
    for (int field = 0; field < 3; field++)
        for (size_t i = 0; i < sizeof bad / sizeof *bad + 2; i++) {
            WSE_CODEC codec = fresh();
            const char **types[] = { &codec.plainContentType, &codec.decodedContentType, &codec.encodedContentType };
            codec.plainContentType = codec.decodedContentType = codec.encodedContentType = "text/plain";
            bool has_parameter = i == sizeof bad / sizeof *bad;
            if (has_parameter && field == 1)
                continue;
            *types[field] = i < sizeof bad / sizeof *bad ? bad[i] : has_parameter ? "text/plain; a=b" : longest;
            refused(codec, fields[field]);
        }
    longest[255] = '\0';
    WSE_CODEC codec = fresh();
    codec.plainContentType = codec.encodedContentType = longest;
    codec.decodedContentType = "text/plain; charset=utf-8";
    assert_result(S_OK, WseRegisterCodec(&codec, NULL));
    assert_result(S_OK, WseUnregister("odd", NULL));
}

/* [Y24] [N7] */
static void a_name_is_registered_once(void **state)
{
    (void)state;
    WS_ERROR *error = create_error();
    struct odd other_odd = { 0 };
    WSE_CODEC codec = fresh(), other = odd_transform(&other_odd);
    codec.aliases = "x-odd,queer";
    WS_CHANNEL_ENCODER table;
    register_transforms();
    assert_result(S_OK, WseCreateChannelEncoder("slip", NULL, 0, &table, NULL));
    assert_result(S_OK, WseRegisterCodec(&codec, error));
    static const struct {
        const char *name, *aliases, *text;
    } taken[] = { { "odd", NULL, "WseRegisterCodec: \"odd\" is registered already" },
                  { "queer", NULL, "\"queer\" is registered already" },
                  { "new", "x-odd", "\"x-odd\" is registered already" },
                  { "new", "newer,odd", "\"odd\" is registered already" },
                  { "new", "slip", "\"slip\" is registered already" } };
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++) {
        other.name = taken[i].name;
        other.aliases = taken[i].aliases;
        assert_result(WS_E_INVALID_OPERATION, WseRegisterCodec(&other, error));
        assert_error_contains(error, taken[i].text);
        assert_result(WS_E_NOT_SUPPORTED, WseUnregister("new", NULL));
    }
    assert_result(WS_E_INVALID_OPERATION, WseRegisterEncoder("odd", &table, WSE_ABI_DEFAULT, 0, error));
    assert_error_contains(error, "WseRegisterEncoder: name is a name of a transform, which has it for both directions");
    assert_result(WS_E_INVALID_OPERATION, WseRegisterEncoder("x-odd", &table, WSE_ABI_DEFAULT, 0, error));
    assert_result(S_OK, WseRegisterEncoder("plain", &table, WSE_ABI_DEFAULT, 0, error));
    other.name = "plain";
    other.aliases = NULL;
    assert_result(WS_E_INVALID_OPERATION, WseRegisterCodec(&other, error));
    assert_result(S_OK, WseUnregister("plain", error));
    assert_int_equal(0, other_odd.contexts_freed);
    assert_result(S_OK, WseUnregister("odd", error));
    assert_int_equal(1, odd.contexts_freed);
    WseFreeChannelEncoder(&table);
    unregister_transforms();
    WsFreeError(error);
}

/* ---- Names, labels, properties ---- */

/* [Y20] [Y15] [L1] */
static void strings_are_copied_and_names_are_found(void **state)
{
    (void)state;
    WSE_CODEC codec = fresh();
    char name[] = "odd", aliases[] = "x-odd,odd.2", coding[] = "odd-coding";
    WSE_CODEC_LEVELS levels = { 1, 5, 3 };
    codec.name = name;
    codec.aliases = aliases;
    codec.contentEncoding = coding;
    codec.levels = &levels;
    ULONG count = WseGetCodecCount();
    assert_result(S_OK, WseRegisterCodec(&codec, NULL));
    memset(name, 'z', 3);
    memset(aliases, 'z', 5);
    memset(coding, 'z', 3);
    memset(&levels, 0, sizeof levels);
    memset(&codec, 0, sizeof codec);
    assert_int_equal(count + 1, WseGetCodecCount());
    assert_string_equal("odd", WseGetCodecName(count));
    static const char *const names[] = { "odd", "ODD", "x-odd", "X-Odd", "odd.2", " odd , gzip", "gzip,odd.2" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        WS_CHANNEL_ENCODER encoder = create_native_encoder_table(names[i]);
        WS_CHANNEL_DECODER decoder = create_native_decoder_table(names[i]);
        WseFreeChannelEncoder(&encoder);
        WseFreeChannelDecoder(&decoder);
    }
    WS_CHANNEL_ENCODER encoder;
    assert_result(WS_E_NOT_SUPPORTED, WseCreateChannelEncoder("odd.", NULL, 0, &encoder, NULL));
    assert_result(WS_E_NOT_SUPPORTED, WseCreateChannelEncoder("x-odd,", NULL, 0, &encoder, NULL));
    assert_result(S_OK, WseUnregister("x-odd", NULL));
    assert_result(WS_E_NOT_SUPPORTED, WseUnregister("odd", NULL));
}

static HRESULT decode_labelled(const char *codec, const WCHAR *type, const WCHAR *coding, WS_ERROR *error)
{
    WS_STRING strings[2] = { { 0, (WCHAR *)type }, { 0, (WCHAR *)coding } };
    for (int i = 0; i < 2; i++)
        while (strings[i].chars && strings[i].chars[strings[i].length])
            strings[i].length++;
    WS_CHANNEL_DECODER table = create_native_decoder_table(codec);
    WSE_BUFFER *output = NULL;
    assert_result(S_OK, WseCreateBuffer(0, &output, NULL));
    WS_STRING decoded = { 0, NULL };
    HRESULT result = WseDecodeMessage(&table, &strings[0], coding ? &strings[1] : NULL, NULL, 0, output, &decoded, error);
    if (result == S_OK)
        assert_true(string_is(&decoded, "text/plain; charset=utf-8"));
    WseFreeBuffer(output);
    WseFreeChannelDecoder(&table);
    return result;
}

/* [Y16] [Y17] */
static void labels_are_announced_and_judged(void **state)
{
    (void)state;
    WS_ERROR *error = create_error();
    WSE_CODEC codec = fresh();
    codec.aliases = "x-odd";
    codec.contentEncoding = "oddly";
    codec.plainContentType = "text/plain";
    codec.decodedContentType = "text/plain; charset=utf-8";
    codec.encodedContentType = "application/x-odd";
    assert_result(S_OK, WseRegisterCodec(&codec, NULL));

    WS_CHANNEL_ENCODER table = create_native_encoder_table("odd");
    WSE_BUFFER *output = NULL;
    WS_STRING type = WS_STRING_VALUE(u"Text/Plain; charset=UTF-8"), other = WS_STRING_VALUE(u"text/html");
    WS_STRING announced = { 0, NULL }, coding = { 0, NULL };
    assert_result(S_OK, WseCreateBuffer(0, &output, NULL));
    assert_result(S_OK, WseEncodeMessage(&table, &type, NULL, 0, output, &announced, &coding, error));
    assert_true(string_is(&announced, "application/x-odd"));
    assert_true(string_is(&coding, "oddly"));
    assert_result(WS_E_NOT_SUPPORTED, WseEncodeMessage(&table, &other, NULL, 0, output, NULL, NULL, error));
    assert_error_contains(error, "odd encoder: the content type is \"text/html\" and not \"text/plain\"");
    WseFreeBuffer(output);
    WseFreeChannelEncoder(&table);

    assert_result(S_OK, decode_labelled("odd", u"application/X-odd", u"Oddly", error));
    assert_result(S_OK, decode_labelled("odd", u"", u"x-odd", error));
    assert_result(WS_E_NOT_SUPPORTED, decode_labelled("odd", u"", u"odd", error));
    assert_error_contains(error, "odd decoder: the content encoding is \"odd\" and not \"oddly\"");
    assert_result(WS_E_NOT_SUPPORTED, decode_labelled("odd", u"", NULL, error));
    assert_error_contains(error, "odd decoder: there is no content encoding, and not \"oddly\"");
    assert_result(WS_E_NOT_SUPPORTED, decode_labelled("odd", u"text/plain", u"oddly", error));
    assert_error_contains(error, "odd decoder: the content type is \"text/plain\" and not \"application/x-odd\"");
    assert_result(S_OK, WseUnregister("odd", NULL));
    WsFreeError(error);
}

/* [Y16] [Y26] */
static void codings_of_a_chain_are_listed_in_order(void **state)
{
    (void)state;
    static const struct {
        const char *codec, *codings;
    } rows[] = { { "xor-transform,gzip", "xor-transform, gzip" },
                 { "gzip,slip,br", "gzip, slip, br" },
                 { "identity,slip", "slip" },
                 { "msbin1,slip", "slip" } };
    register_transforms();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct bytes message = soap_message(500, test_seed()), wire = encoded(rows[i].codec, message.data, message.size);
        assert_true(string_is(content_encoding_of(rows[i].codec), rows[i].codings));
        if (i == 3)
            assert_true(string_is(content_type_of(rows[i].codec), "application/soap+msbin1"));
        bytes_free(&message);
        bytes_free(&wire);
    }
    unregister_transforms();
}

static HRESULT with_level(const char *codec, LONG level, WS_ERROR *error)
{
    WSE_PROPERTY property = { WSE_PROPERTY_COMPRESSION_LEVEL, &level, sizeof level };
    WS_CHANNEL_ENCODER table;
    HRESULT result = WseCreateChannelEncoder(codec, &property, 1, &table, error);
    if (result == S_OK) {
        WSE_BUFFER *output = NULL;
        assert_result(S_OK, WseCreateBuffer(0, &output, NULL));
        assert_result(S_OK, WseEncodeMessage(&table, &soap_content_type, NULL, 0, output, NULL, NULL, NULL));
        WseFreeBuffer(output);
        WseFreeChannelEncoder(&table);
    }
    return result;
}

/* [Y21] */
static void properties_are_those_of_a_built_in_codec(void **state)
{
    (void)state;
    WS_ERROR *error = create_error();
    static const WSE_CODEC_LEVELS levels = { -3, 12, 4 };
    WSE_CODEC codec = fresh();
    assert_result(S_OK, WseRegisterCodec(&codec, NULL));
    assert_result(E_INVALIDARG, with_level("odd", 1, error));
    assert_error_contains(error, "there is no compression level to set");
    assert_result(S_OK, WseUnregister("odd", NULL));
    codec.levels = &levels;
    assert_result(S_OK, WseRegisterCodec(&codec, NULL));
    assert_result(S_OK, with_level("odd", -3, error));
    assert_int_equal(-3, odd.level);
    assert_result(S_OK, with_level("odd,gzip", 7, error));
    assert_int_equal(7, odd.level);
    bytes_free(&(struct bytes){ .data = encoded("odd", "", 0).data });
    assert_int_equal(4, odd.level);
    assert_result(E_INVALIDARG, with_level("odd", 13, error));
    assert_error_contains(error, "the compression level is not between -3 and 12");
    assert_result(E_INVALIDARG, with_level("gzip,odd", 12, error));
    assert_error_contains(error, "the compression level of gzip is not between 0 and 9");
    BOOL yes = TRUE;
    WSE_PROPERTY property = { WSE_PROPERTY_TYPED_TEXT, &yes, sizeof yes };
    WS_CHANNEL_ENCODER table;
    assert_result(E_INVALIDARG, WseCreateChannelEncoder("odd", &property, 1, &table, error));
    assert_result(S_OK, WseUnregister("odd", NULL));
    WsFreeError(error);
}

/* [Y19] [N7] */
static void a_codec_may_have_one_direction(void **state)
{
    (void)state;
    WS_ERROR *error = create_error();
    WS_CHANNEL_ENCODER encoder;
    WS_CHANNEL_DECODER decoder;
    WSE_CODEC codec = fresh();
    memset(&codec.encoder, 0, sizeof codec.encoder);
    assert_result(S_OK, WseRegisterCodec(&codec, NULL));
    assert_result(WS_E_NOT_SUPPORTED, WseCreateChannelEncoder("gzip,odd", NULL, 0, &encoder, error));
    assert_error_contains(error, "\"odd\" is registered for decoders only");
    WS_CHANNEL_ENCODER table = create_encoder_table("gzip", NULL, 0);
    assert_result(WS_E_INVALID_OPERATION, WseRegisterEncoder("odd", &table, WSE_ABI_DEFAULT, 0, error));
    assert_error_contains(error, "name is a name of a transform");
    WseFreeChannelEncoder(&table);
    assert_result(S_OK, WseCreateChannelDecoder("odd", NULL, 0, &decoder, error));
    WseFreeChannelDecoder(&decoder);
    assert_result(S_OK, WseUnregister("odd", NULL));
    WsFreeError(error);
}

/* ---- Plug-ins ---- */

static const char plugin[] = "build/tests/plugin/transform_plugin.so";

/* [I3] [I5] [I2] */
static void a_plugin_registers_its_codecs(void **state)
{
    (void)state;
    WS_ERROR *error = create_error();
    for (int i = 0; i < 2; i++) {
        assert_result(S_OK, WseLoadPlugin(plugin, error));
        struct bytes wire = encoded("slip,gzip", "message", 7);
        bytes_free(&wire);
        assert_result(WS_E_INVALID_OPERATION, WseLoadPlugin(plugin, error));
        assert_error_contains(error, "WseRegisterCodec: \"xor-transform\" is registered already");
        WS_CHANNEL_ENCODER table = create_encoder_table("slip", NULL, 0);
        assert_result(S_OK, WseUnregister("slip", error));
        assert_result(S_OK, WseUnregister("xor-transform", error));
        WseFreeChannelEncoder(&table);
    }
    WsFreeError(error);
}

/* [I5] [I6] */
static void a_plugin_that_fails_is_quoted(void **state)
{
    (void)state;
    WS_ERROR *error = create_error();
    setenv("WSE_TEST_PLUGIN", "fail", 1);
    assert_result(WS_E_SECURITY_TOKEN_EXPIRED, WseLoadPlugin(plugin, error));
    assert_string_equal("no licence", take_error_text(error));
    setenv("WSE_TEST_PLUGIN", "half", 1);
    assert_result(E_ABORT, WseLoadPlugin(plugin, error));
    assert_result(S_OK, WseUnregister("xor-transform", NULL));
    setenv("WSE_TEST_PLUGIN", "promise", 1);
    assert_result(WS_E_INVALID_OPERATION, WseLoadPlugin(plugin, error));
    assert_error_contains(error, "WseLoadPlugin: WsePluginRegister returned a success other than S_OK");
    unsetenv("WSE_TEST_PLUGIN");
    WsFreeError(error);
}

/* [I1] [I4] */
static void what_is_no_plugin_is_refused(void **state)
{
    (void)state;
    WS_ERROR *error = create_error();
    static const char *const none[] = { NULL, "", "transform_plugin.so", "libz.so.1" };
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        assert_result(E_INVALIDARG, WseLoadPlugin(none[i], error));
        assert_error_contains(error, "WseLoadPlugin: path is NULL or has no slash");
    }
    assert_result(WS_E_NOT_SUPPORTED, WseLoadPlugin("./there-is-no-such-file.so", error));
    assert_error_contains(error, "No such file");
    assert_result(WS_E_NOT_SUPPORTED, WseLoadPlugin("Tests/C/test_transform_registry.c", error));
    assert_error_contains(error, "WseLoadPlugin: ");
    assert_result(WS_E_NOT_SUPPORTED, WseLoadPlugin("build/tests/plugin/xor_codec.so", error));
    assert_error_contains(error, "WsePluginRegister");
    WsFreeError(error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wrong_field_is_named),
        cmocka_unit_test(a_structure_of_another_size_is_refused_and_not_read_beyond_its_size),
        cmocka_unit_test(wrong_content_types_are_refused),
        cmocka_unit_test(a_name_is_registered_once),
        cmocka_unit_test(strings_are_copied_and_names_are_found),
        cmocka_unit_test(labels_are_announced_and_judged),
        cmocka_unit_test(codings_of_a_chain_are_listed_in_order),
        cmocka_unit_test(properties_are_those_of_a_built_in_codec),
        cmocka_unit_test(a_codec_may_have_one_direction),
        cmocka_unit_test(a_plugin_registers_its_codecs),
        cmocka_unit_test(a_plugin_that_fails_is_quoted),
        cmocka_unit_test(what_is_no_plugin_is_refused),
    };
    return RUN_SUITE(tests);
}
