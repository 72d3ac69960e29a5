/* A property that does not fit is refused, and the string says which one, and what would. */
#include "Support/support.h"

static WS_ERROR *error;

static void refuses_encoder(const char *codec, WSE_PROPERTY_ID id, const void *value, ULONG size, const char *said)
{
    WSE_PROPERTY property = { id, value, size };
    WS_CHANNEL_ENCODER table;
    assert_result(E_INVALIDARG, WseCreateChannelEncoder(codec, &property, 1, &table, error));
    assert_error_contains(error, said);
    WsResetError(error);
}

static void refuses_decoder(const char *codec, WSE_PROPERTY_ID id, const void *value, ULONG size, const char *said)
{
    WSE_PROPERTY property = { id, value, size };
    WS_CHANNEL_DECODER table;
    assert_result(E_INVALIDARG, WseCreateChannelDecoder(codec, &property, 1, &table, error));
    assert_error_contains(error, said);
    WsResetError(error);
}

struct limit {
    WSE_PROPERTY_ID id;
    ULONG beyond;
    const char *name, *highest;
};

/** A value above the range of each is refused with the name of the limit and its highest value. */
static void refuses_beyond(const char *decoder, const struct limit *limits, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        refuses_decoder(decoder, limits[i].id, &limits[i].beyond, sizeof limits[i].beyond, limits[i].name);
        refuses_decoder(decoder, limits[i].id, &limits[i].beyond, sizeof limits[i].beyond, limits[i].highest);
    }
}

static void a_limit_of_xml_that_is_out_of_range_is_named_with_its_range(void **state)
{
    static const struct limit limits[] = {
        { WSE_PROPERTY_MAX_DEPTH, 65537, "maximum depth", "65536" },
        { WSE_PROPERTY_MAX_ATTRIBUTES, 1048577, "maximum number of attributes", "1048576" },
        { WSE_PROPERTY_MAX_NAMESPACE_DECLARATIONS, 1048577, "maximum number of namespace declarations", "1048576" },
        { WSE_PROPERTY_MAX_NAME_LENGTH, 1048577, "maximum length of names", "1048576" },
        { WSE_PROPERTY_MAX_ATTRIBUTE_VALUE_LENGTH, 1073741825, "maximum length of attribute values", "1073741824" },
        { WSE_PROPERTY_MAX_ARRAY_LENGTH, 1048577, "maximum length of arrays", "1048576" },
        { WSE_PROPERTY_MAX_SESSION_SIZE, 1048577, "maximum size of the session", "1048576" },
    };
    (void)state;
    refuses_beyond("msbinsession1", limits, sizeof limits / sizeof *limits);
    ULONG nothing = 0;
    refuses_encoder("msbin1", WSE_PROPERTY_MAX_DEPTH, &nothing, sizeof nothing, "maximum depth");
    refuses_encoder("msbin1", WSE_PROPERTY_MAX_NAME_LENGTH, &nothing, sizeof nothing, "maximum length of names");
}

static void a_limit_of_another_size_is_refused(void **state)
{
    (void)state;
    ULONGLONG wide = 10;
    BYTE narrow = 1;
    refuses_encoder("msbin1", WSE_PROPERTY_MAX_DEPTH, &wide, sizeof wide, "size");
    refuses_decoder("msbin1", WSE_PROPERTY_MAX_ARRAY_LENGTH, &wide, sizeof wide, "size");
    refuses_encoder("msbin1", WSE_PROPERTY_TYPED_TEXT, &narrow, sizeof narrow, "size");
    refuses_decoder("br", WSE_PROPERTY_MAX_WINDOW_SIZE, &wide, sizeof wide, "size");
    refuses_encoder("msbin1+gzip", WSE_PROPERTY_COMPRESSION_LABEL, &narrow, sizeof narrow, "size");
    refuses_encoder("deflate", WSE_PROPERTY_RAW_DEFLATE, &narrow, sizeof narrow, "size");
    refuses_decoder("gzip", WSE_PROPERTY_GZIP_CONTENT_TYPE, &narrow, sizeof narrow, "size");
    refuses_encoder("gzip", WSE_PROPERTY_ABI, &narrow, sizeof narrow, "size");
}

static void a_property_that_the_codec_lacks_is_refused_with_the_codecs_that_have_it(void **state)
{
    (void)state;
    ULONG few = 8;
    BOOL no = FALSE;
    refuses_encoder("gzip", WSE_PROPERTY_MAX_DEPTH, &few, sizeof few, "the limits of XML are properties of binary XML");
    refuses_encoder("msbin1", WSE_PROPERTY_MAX_ARRAY_LENGTH, &few, sizeof few, "of decoders of binary XML");
    refuses_decoder("msbin1", WSE_PROPERTY_MAX_SESSION_SIZE, &few, sizeof few, "of msbinsession1");
    refuses_encoder("gzip", WSE_PROPERTY_TYPED_TEXT, &no, sizeof no, "there is no text to write as values");
    refuses_decoder("msbin1", WSE_PROPERTY_TYPED_TEXT, &no, sizeof no, "there is no text to write as values");
    refuses_decoder("gzip", WSE_PROPERTY_MAX_WINDOW_SIZE, &few, sizeof few, "there is no window to limit");
}

static void properties_of_packages_are_those_of_mtom_in_the_right_direction(void **state)
{
    (void)state;
    static const struct limit limits[] = {
        { WSE_PROPERTY_MAX_PARTS_BUFFER_SIZE, 1073741825, "maximum size of held parts", "1073741824" },
        { WSE_PROPERTY_MAX_ROOT_SIZE, 1073741825, "maximum size of the root part", "1073741824" },
        { WSE_PROPERTY_MAX_PART_HEADER_SIZE, 1048577, "maximum size of the header fields of a part", "1048576" },
        { WSE_PROPERTY_MAX_PARTS, 1048577, "maximum number of parts", "1048576" },
    };
    refuses_beyond("mtom", limits, sizeof limits / sizeof *limits);
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
        refuses_decoder("msbin1", limits[i].id, &limits[i].beyond, sizeof limits[i].beyond, "mtom");
    ULONG few = 8;
    BOOL no = FALSE;
    ULONG much = 1073741825;
    refuses_encoder("mtom", WSE_PROPERTY_MAX_INLINE_SIZE, &much, sizeof much, "maximum size of inline content");
    refuses_encoder("mtom", WSE_PROPERTY_MAX_PARTS, &few, sizeof few, "of the decoder of mtom");
    refuses_encoder("mtom", WSE_PROPERTY_MIME_BOUNDARY, &few, sizeof few, "size");
    refuses_decoder("mtom", WSE_PROPERTY_MIME_BOUNDARY, &few, sizeof few, "of the encoder of mtom");
    refuses_decoder("mtom", WSE_PROPERTY_MAX_INLINE_SIZE, &few, sizeof few, "of the encoder of mtom");
    refuses_encoder("mtom", WSE_PROPERTY_TYPED_TEXT, &no, sizeof no, "there is no text to write as values");
    refuses_decoder("mtom", WSE_PROPERTY_MAX_ARRAY_LENGTH, &few, sizeof few, "of decoders of binary XML");
}

static void a_codec_of_a_chain_is_named_with_its_range(void **state)
{
    (void)state;
    LONG high = 10;
    refuses_encoder("gzip", WSE_PROPERTY_COMPRESSION_LEVEL, &high, sizeof high,
                    "gzip encoder: properties[0]: the compression level is not between 0 and 9");
    refuses_encoder("br,gzip", WSE_PROPERTY_COMPRESSION_LEVEL, &high, sizeof high,
                    "br,gzip encoder: properties[0]: the compression level of gzip is not between 0 and 9");
    refuses_encoder("br,deflate,zstd", WSE_PROPERTY_COMPRESSION_LEVEL, &high, sizeof high,
                    "br,deflate,zstd encoder: properties[0]: the compression level of deflate is not between 0 and 9");
}

static int set_up(void **state)
{
    (void)state;
    error = create_error();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    WsFreeError(error);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_limit_of_xml_that_is_out_of_range_is_named_with_its_range),
        cmocka_unit_test(a_limit_of_another_size_is_refused),
        cmocka_unit_test(a_property_that_the_codec_lacks_is_refused_with_the_codecs_that_have_it),
        cmocka_unit_test(properties_of_packages_are_those_of_mtom_in_the_right_direction),
        cmocka_unit_test(a_codec_of_a_chain_is_named_with_its_range),
    };
    return cmocka_run_group_tests_name(__FILE__, tests, set_up, tear_down);
}
