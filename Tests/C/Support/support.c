#include "Support/support.h"
#include "Codec/transforms.h"
#include "Plugin/xor_codec.h"
#include "../../Support/random.h"

const WS_STRING soap_content_type = WS_STRING_VALUE(u"application/soap+xml; charset=utf-8");

void bytes_append(struct bytes *bytes, const void *data, size_t size)
{
    if (size == 0)
        return;
    if (bytes->size + size > bytes->capacity) {
        bytes->capacity = (bytes->size + size) * 2;
        bytes->data = realloc(bytes->data, bytes->capacity);
        if (!bytes->data)
            abort();
    }
    memcpy(bytes->data + bytes->size, data, size);
    bytes->size += size;
}

void bytes_free(struct bytes *bytes)
{
    free(bytes->data);
    memset(bytes, 0, sizeof *bytes);
}

void assert_bytes_equal(const struct bytes *actual, const void *expected, size_t size)
{
    assert_int_equal(actual->size, size);
    if (size > 0)
        assert_memory_equal(actual->data, expected, size);
}

struct randomness randomness_from(uint64_t seed)
{
    return (struct randomness){ seed };
}

uint64_t random_next(struct randomness *randomness)
{
    return splitmix64(&randomness->state);
}

size_t random_below(struct randomness *randomness, size_t bound)
{
    return (size_t)(random_next(randomness) >> 11) % bound;
}

uint64_t test_seed(void)
{
    static uint64_t seed;
    if (seed == 0) {
        const char *given = getenv("WSE_TEST_SEED");
        seed = given ? strtoull(given, NULL, 10) : 20261122;
        if (seed == 0)
            seed = 1;
        printf("seed %llu (WSE_TEST_SEED)\n", (unsigned long long)seed);
    }
    return seed;
}

bool test_is_quick(void)
{
    const char *quick = getenv("WSE_TEST_QUICK");
    return quick && *quick == '1';
}

struct bytes soap_message(size_t size, uint64_t seed)
{
    static const char *const products[] = { "anvil", "rope & pulley", "tunnel paint", "earthquake pills", "magnet" };
    struct randomness randomness = randomness_from(seed);
    struct bytes message = { 0 };
    const char *head = "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body><order>";
    const char *tail = "</order></s:Body></s:Envelope>";
    bytes_append(&message, head, strlen(head));
    /* At least one: an order of nothing would come back from binary XML in its short form. */
    do {
        char item[160];
        int length = snprintf(item, sizeof item, "<item id=\"%08llx\"><name>%s</name><count>%u</count></item>",
                              (unsigned long long)random_next(&randomness) & 0xffffffffu,
                              strchr(products[random_below(&randomness, 5)], '&') ? "rope &amp; pulley" : "magnet",
                              (unsigned)random_below(&randomness, 1000));
        bytes_append(&message, item, (size_t)length);
    } while (message.size + strlen(tail) < size);
    bytes_append(&message, tail, strlen(tail));
    return message;
}

WS_ERROR *create_error(void)
{
    WS_ERROR *error = NULL;
    assert_result(S_OK, WsCreateError(NULL, 0, &error));
    return error;
}

const char *take_error_text(WS_ERROR *error)
{
    static char text[512];
    WS_STRING string = { 0, NULL };
    text[0] = '\0';
    if (WsGetErrorString(error, 0, &string) == S_OK)
        copy_ascii(&string, text, sizeof text);
    WsResetError(error);
    return text;
}

void copy_ascii(const WS_STRING *string, char *text, size_t size)
{
    size_t count = 0;
    for (; count < string->length && count + 1 < size; count++)
        text[count] = (char)string->chars[count];
    text[count] = '\0';
}

struct conversion conversion_of(HRESULT result, WSE_BUFFER *output, const WS_STRING *type, WS_ERROR *error)
{
    struct conversion conversion = { .result = result, .error = "" };
    const BYTE *bytes;
    ULONGLONG size;
    if (result != S_OK) {
        conversion.error = take_error_text(error);
        return conversion;
    }
    assert_result(S_OK, WseGetBufferBytes(output, &bytes, &size));
    assert_true(size < sizeof conversion.text);
    if (size > 0)
        memcpy(conversion.text, bytes, (size_t)size);
    copy_ascii(type, conversion.type, sizeof conversion.type);
    return conversion;
}

void assert_error_contains(WS_ERROR *error, const char *text)
{
    const char *actual = take_error_text(error);
    if (!strstr(actual, text))
        fail_msg("the error says \"%s\", which lacks \"%s\"", actual, text);
}

bool string_is(const WS_STRING *string, const char *text)
{
    if (string->length != strlen(text))
        return false;
    for (ULONG i = 0; i < string->length; i++)
        if (string->chars[i] != (WCHAR)text[i])
            return false;
    return true;
}

void for_every_built_in_codec(void (*check)(const char *codec))
{
    for (ULONG i = 0; i < WseGetCodecCount(); i++)
        check(WseGetCodecName(i));
}

void register_transforms(void)
{
    WSE_CODEC xor = xor_transform(), slip = slip_transform();
    assert_result(S_OK, WseRegisterCodec(&xor, NULL));
    assert_result(S_OK, WseRegisterCodec(&slip, NULL));
}

void unregister_transforms(void)
{
    int freed = transform_counts.contexts;
    assert_result(S_OK, WseUnregister("xor-transform", NULL));
    assert_result(S_OK, WseUnregister("slip", NULL));
    assert_int_equal(freed + 2, transform_counts.contexts);
    assert_int_equal(0, transform_counts.states);
}

void for_every_codec(void (*check)(const char *codec))
{
    if (has_plugin()) {
        for_every_plugin_codec(check);
        return;
    }
    register_transforms();
    for_every_built_in_codec(check);
    unregister_transforms();
}

static struct xor_codec xor_codecs[3] = { { 0x5A, "xor", 0, 0 }, { 0xA5, "xor", 0, 0 }, { 0x33, "xor", 0, 0 } };

void register_xor(void)
{
    WS_CHANNEL_ENCODER encoder;
    WS_CHANNEL_DECODER decoder;
    sysv_xor_tables(&xor_codecs[0], &encoder, &decoder);
    assert_result(S_OK, WseRegisterEncoder("xor", &encoder, WSE_ABI_DEFAULT, 0, NULL));
    assert_result(S_OK, WseRegisterDecoder("xor", &decoder, WSE_ABI_DEFAULT, 0, NULL));
    sysv_xor_tables(&xor_codecs[1], &encoder, &decoder);
    assert_result(S_OK, WseRegisterEncoder("xor-checked", &encoder, WSE_ABI_DEFAULT, WSE_REGISTER_CHECKED, NULL));
    assert_result(S_OK, WseRegisterDecoder("xor-checked", &decoder, WSE_ABI_DEFAULT, WSE_REGISTER_CHECKED, NULL));
#if defined(__x86_64__)
    win64_xor_tables(&xor_codecs[2], &encoder, &decoder);
    assert_result(S_OK, WseRegisterEncoder("xor-win64", &encoder, WSE_ABI_WIN64, WSE_REGISTER_CHECKED, NULL));
    assert_result(S_OK, WseRegisterDecoder("xor-win64", &decoder, WSE_ABI_WIN64, WSE_REGISTER_CHECKED, NULL));
#endif
}

void unregister_xor(void)
{
    assert_result(S_OK, WseUnregister("xor", NULL));
    assert_result(S_OK, WseUnregister("xor-checked", NULL));
#if defined(__x86_64__)
    assert_result(S_OK, WseUnregister("xor-win64", NULL));
#endif
    for (int i = 0; i < 3; i++)
        assert_int_equal(0, xor_codecs[i].instances);
}

void for_every_row(void (*check)(const char *codec))
{
    /* clang-format off */
    static const char *const rows[] = { "deflate,gzip", "xor,gzip", "gzip,xor-checked", "xor-checked",
                                        "xor-transform,gzip", "zstd,slip", "slip,xor,xor-transform",
#if defined(__x86_64__)
                                        "xor-win64", "br,xor-win64,zstd"
#endif
    };
    /* clang-format on */
    for_every_codec(check);
    if (has_plugin()) {
        for_every_plugin_chain(check);
        return;
    }
    register_xor();
    register_transforms();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check(rows[i]);
    unregister_transforms();
    unregister_xor();
}

bool has_chunks(const char *codec)
{
    ULONG chunk = 64;
    WSE_PROPERTY property = { WSE_PROPERTY_CHUNK_SIZE, &chunk, sizeof chunk };
    WS_CHANNEL_ENCODER table;
    HRESULT result = WseCreateChannelEncoder(codec, &property, 1, &table, NULL);
    if (result == S_OK)
        WseFreeChannelEncoder(&table);
    return result == S_OK;
}

static struct codec_traits traits_of_one(const char *name, size_t length)
{
    static const struct codec_traits all[] = {
        { .name = "identity", .coding = "" },
        { .name = "gzip", .coding = "gzip", .ends_itself = true, .has_checksum = true, .expands = true },
        { .name = "deflate", .coding = "deflate", .ends_itself = true, .has_checksum = true, .expands = true },
        { .name = "br", .coding = "br", .ends_itself = true, .expands = true, .is_cut_dependent = true },
        { .name = "zstd", .coding = "zstd", .ends_itself = true, .expands = true },
        { .name = "xor-transform", .coding = "xor-transform" },
        { .name = "slip", .coding = "slip", .ends_itself = true },
        { .name = "utf-16", .coding = "", .charset = "utf-16LE" },
        { .name = "utf-16le", .coding = "", .charset = "utf-16LE" },
        { .name = "utf-16be", .coding = "", .charset = "utf-16BE" },
        { .name = "msbin1", .coding = "", .is_xml = true, .ends_itself = true },
        { .name = "msbinsession1", .coding = "", .is_xml = true, .is_session = true, .ends_itself = true },
        { .name = "mtom", .coding = "", .is_xml = true, .is_package = true },
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strlen(all[i].name) == length && memcmp(all[i].name, name, length) == 0)
            return all[i];
    return (struct codec_traits){ .name = name };
}

struct codec_traits codec_traits(const char *codec)
{
    size_t length = strcspn(codec, "+,");
    struct codec_traits traits = traits_of_one(codec, length);
    if (codec[length] == '+') {
        const char *coding = codec + length + 1;
        struct codec_traits outer = traits_of_one(coding, strcspn(coding, ","));
        traits.expands = outer.expands;
        traits.is_cut_dependent = outer.is_cut_dependent;
    }
    return traits;
}

bool is_xml_codec(const char *codec)
{
    return codec_traits(codec).is_xml;
}

bool is_text_codec(const char *codec)
{
    return is_xml_codec(codec) || codec_traits(codec).charset != NULL;
}

bool is_session_codec(const char *codec)
{
    return codec_traits(codec).is_session;
}

const char *encoded_soap_type(const char *codec, const char *charset)
{
    static char type[256];
    struct codec_traits traits = codec_traits(codec);
    if (traits.is_package) {
        snprintf(type, sizeof type,
                 "multipart/related; type=\"application/xop+xml\";start=\"<0@------Part>\";boundary=\"----=_Part\";"
                 "start-info=\"application/soap+xml\"");
    } else if (traits.is_xml) {
        snprintf(type, sizeof type, "application/soap+%s", codec);
    } else {
        charset = traits.charset ? traits.charset : charset;
        snprintf(type, sizeof type, "application/soap+xml%s%s", charset ? "; charset=" : "", charset ? charset : "");
    }
    return type;
}

/** The properties and, where it is not the default, the calling convention of the suite. */
static const ULONG no_bytes = 0;
static const WS_STRING boundary = WS_STRING_VALUE(u"----=_Part");
/* Without it, no message would be encoded twice to the same bytes. */
static const WSE_PROPERTY fixed_boundary = { WSE_PROPERTY_MIME_BOUNDARY, &boundary, sizeof boundary };
static const WSE_PROPERTY no_session = { WSE_PROPERTY_MAX_SESSION_SIZE, &no_bytes, sizeof no_bytes };

/* What a test sets itself comes last, and counts. */
static ULONG with_defaults(WSE_PROPERTY all[10], const char *codec, bool is_encoder, const WSE_PROPERTY *properties,
                           ULONG count)
{
    static const WSE_ABI abi = HOST_ABI;
    ULONG defaults = 0;
    assert_true(count <= 8);
    if (is_session_codec(codec))
        all[defaults++] = no_session;
    if (is_encoder && codec_traits(codec).is_package)
        all[defaults++] = fixed_boundary;
    if (abi != WSE_ABI_DEFAULT)
        all[defaults++] = (WSE_PROPERTY){ WSE_PROPERTY_ABI, &abi, sizeof abi };
    for (ULONG i = 0; i < count; i++)
        all[defaults + i] = properties[i];
    return defaults + count;
}

WS_CHANNEL_ENCODER create_encoder_table(const char *codec, const WSE_PROPERTY *properties, ULONG count)
{
    WS_CHANNEL_ENCODER table;
    WSE_PROPERTY all[10];
    count = with_defaults(all, codec, true, properties, count);
    assert_result(S_OK, WseCreateChannelEncoder(codec, all, count, &table, NULL));
    return table;
}

WS_CHANNEL_DECODER create_decoder_table(const char *codec, const WSE_PROPERTY *properties, ULONG count)
{
    WS_CHANNEL_DECODER table;
    WSE_PROPERTY all[10];
    count = with_defaults(all, codec, false, properties, count);
    assert_result(S_OK, WseCreateChannelDecoder(codec, all, count, &table, NULL));
    return table;
}

WS_CHANNEL_ENCODER create_native_encoder_table(const char *codec)
{
    WS_CHANNEL_ENCODER table;
    bool is_package = codec_traits(codec).is_package;
    assert_result(S_OK, WseCreateChannelEncoder(codec, is_package ? &fixed_boundary : &no_session,
                                                is_package || is_session_codec(codec), &table, NULL));
    return table;
}

WS_CHANNEL_DECODER create_native_decoder_table(const char *codec)
{
    WS_CHANNEL_DECODER table;
    assert_result(S_OK, WseCreateChannelDecoder(codec, &no_session, is_session_codec(codec), &table, NULL));
    return table;
}

struct bytes encoded(const char *codec, const void *message, size_t size)
{
    WS_CHANNEL_ENCODER table = create_native_encoder_table(codec);
    WSE_BUFFER *output = NULL;
    assert_result(S_OK, WseCreateBuffer(0, &output, NULL));
    WS_BYTES buffer = { (ULONG)size, (BYTE *)message };
    assert_result(S_OK, WseEncodeMessage(&table, &soap_content_type, &buffer, 1, output, NULL, NULL, NULL));
    const BYTE *data = NULL;
    ULONGLONG length = 0;
    assert_result(S_OK, WseGetBufferBytes(output, &data, &length));
    struct bytes result = { 0 };
    bytes_append(&result, data, (size_t)length);
    WseFreeBuffer(output);
    WseFreeChannelEncoder(&table);
    return result;
}

enum { LONGEST_LABEL = 256 };

/** What the codec's encoder announces; the strings are in memory of this function. */
static void announce(const char *codec, WCHAR characters[2][LONGEST_LABEL], WS_STRING strings[2])
{
    WS_CHANNEL_ENCODER table = create_native_encoder_table(codec);
    WSE_BUFFER *output = NULL;
    WS_STRING announced[2];
    WS_BYTES buffer = { 4, (BYTE *)"<a/>" };
    assert_result(S_OK, WseCreateBuffer(0, &output, NULL));
    assert_result(S_OK, WseEncodeMessage(&table, &soap_content_type, &buffer, 1, output, &announced[0], &announced[1], NULL));
    for (int i = 0; i < 2; i++) {
        assert_true(announced[i].length <= LONGEST_LABEL);
        if (announced[i].length > 0)
            memcpy(characters[i], announced[i].chars, announced[i].length * sizeof(WCHAR));
        strings[i] = (WS_STRING){ announced[i].length, characters[i] };
    }
    WseFreeBuffer(output);
    WseFreeChannelEncoder(&table);
}

const WS_STRING *content_encoding_of(const char *codec)
{
    static WCHAR characters[2][LONGEST_LABEL];
    static WS_STRING strings[2];
    announce(codec, characters, strings);
    return &strings[1];
}

const WS_STRING *content_type_of(const char *codec)
{
    static WCHAR characters[2][LONGEST_LABEL];
    static WS_STRING strings[2];
    announce(codec, characters, strings);
    return &strings[0];
}
