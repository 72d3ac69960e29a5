/* Descriptions of properties: what they say is what the library does. */
#include "Support/support.h"

#include <ctype.h>

enum { MOST_PROPERTIES = WSE_PROPERTY_MAX_PARTS + 1, BOTH = WSE_DIRECTION_ENCODER | WSE_DIRECTION_DECODER };

struct list {
    WSE_PROPERTY_DESCRIPTION properties[MOST_PROPERTIES];
    ULONG count;
};

static struct list list_of(const char *codec, ULONG directions)
{
    struct list list = { .count = 0 };
    WS_ERROR *error = create_error();
    HRESULT result;
    while ((result = WseGetCodecProperty(codec, directions, list.count, &list.properties[list.count], error)) == S_OK)
        if (++list.count == MOST_PROPERTIES) {
            WSE_PROPERTY_DESCRIPTION beyond;
            result = WseGetCodecProperty(codec, directions, list.count, &beyond, error);
            break;
        }
    assert_result(WS_S_END, result);
    assert_string_equal("", take_error_text(error));
    WsFreeError(error);
    return list;
}

static const WSE_PROPERTY_DESCRIPTION *find(const struct list *list, WSE_PROPERTY_ID id)
{
    for (ULONG index = 0; index < list->count; index++)
        if (list->properties[index].id == id)
            return &list->properties[index];
    return NULL;
}

/* ---- What is described is what is accepted ---- */

static HRESULT create(const char *codec, WSE_DIRECTION direction, const WSE_PROPERTY *property)
{
    WS_CHANNEL_ENCODER encoder = { 0 };
    WS_CHANNEL_DECODER decoder = { 0 };
    HRESULT result = direction == WSE_DIRECTION_ENCODER ? WseCreateChannelEncoder(codec, property, 1, &encoder, NULL)
                                                        : WseCreateChannelDecoder(codec, property, 1, &decoder, NULL);
    WseFreeChannelEncoder(&encoder);
    WseFreeChannelDecoder(&decoder);
    return result;
}

static HRESULT create_with(const char *codec, WSE_DIRECTION direction, const WSE_PROPERTY_DESCRIPTION *property, LONGLONG value)
{
    static WCHAR letters[100];
    LONG number = (LONG)value;
    WS_STRING string = { (ULONG)value, letters };
    for (int index = 0; index < 100; index++)
        letters[index] = 'x';
    const void *place = property->type == WSE_VALUE_STRING      ? (const void *)&string
                        : property->type == WSE_VALUE_ULONGLONG ? (const void *)&value
                                                                : (const void *)&number;
    return create(codec, direction, &(WSE_PROPERTY){ property->id, place, property->valueSize });
}

/* Whether a number can be written as a value of the type at all. */
static bool is_of_type(WSE_VALUE_TYPE type, LONGLONG value)
{
    switch (type) {
    case WSE_VALUE_LONG: return value >= INT32_MIN && value <= INT32_MAX;
    case WSE_VALUE_ULONGLONG: return value >= 0;
    case WSE_VALUE_BOOL: return false; /* every number is one */
    default: return value >= 0 && value <= UINT32_MAX;
    }
}

static HRESULT accepted(const WSE_PROPERTY_DESCRIPTION *property)
{
#if defined(__x86_64__)
    (void)property;
    return S_OK;
#else
    return property->id == WSE_PROPERTY_ABI ? WS_E_NOT_SUPPORTED : S_OK;
#endif
}

/* [Q3] [Q8] */
static void is_as_described(const char *codec, WSE_DIRECTION direction)
{
    struct list list = list_of(codec, direction);
    for (ULONG index = 0; index < list.count; index++) {
        const WSE_PROPERTY_DESCRIPTION *property = &list.properties[index];
        assert_int_equal(direction, property->directions);
        assert_true(property->minimum <= property->maximum);
        assert_result(accepted(property), create_with(codec, direction, property, property->maximum));
        assert_result(property->minimum > 0 ? accepted(property) : S_OK,
                      create_with(codec, direction, property, property->minimum));
        if (is_of_type(property->type, property->minimum - 1))
            assert_result(E_INVALIDARG, create_with(codec, direction, property, property->minimum - 1));
        if (property->maximum < INT64_MAX && is_of_type(property->type, property->maximum + 1))
            assert_result(E_INVALIDARG, create_with(codec, direction, property, property->maximum + 1));
        if (property->hasDefault) {
            assert_in_range(property->defaultValue - property->minimum, 0, property->maximum - property->minimum);
            assert_result(S_OK, create_with(codec, direction, property, property->defaultValue));
        }
        WSE_PROPERTY_DESCRIPTION other = *property;
        other.valueSize--;
        assert_result(E_INVALIDARG, create_with(codec, direction, &other, property->minimum));
    }
    for (ULONG id = 0; id <= MOST_PROPERTIES; id++) {
        ULONGLONG room[2] = { 1, 0 };
        if (find(&list, (WSE_PROPERTY_ID)id) == NULL)
            for (ULONG size = 4; size <= 16; size += 4)
                assert_result(E_INVALIDARG, create(codec, direction, &(WSE_PROPERTY){ (WSE_PROPERTY_ID)id, room, size }));
    }
}

static void both_directions_are_as_described(const char *codec)
{
    is_as_described(codec, WSE_DIRECTION_ENCODER);
    is_as_described(codec, WSE_DIRECTION_DECODER);
}

static void a_codec_accepts_exactly_what_is_described(void **state)
{
    (void)state;
    for_every_row(both_directions_are_as_described);
    both_directions_are_as_described("br,gzip");
    both_directions_are_as_described("msbinsession1,zstd");
    both_directions_are_as_described("mtom,br,zstd");
}

/* ---- What descriptions say ---- */

/* The name of an option says what the enumeration says. */
static void a_property_is_called_as_in_the_header(void **state)
{
    (void)state;
    static const char *const names[] = {
        "compression-level",
        "chunk-size",
        "max-decoded-size",
        "max-expansion",
        "max-window-size",
        "abi",
        "typed-text",
        "max-depth",
        "max-attributes",
        "max-namespace-declarations",
        "max-name-length",
        "max-attribute-value-length",
        "max-array-length",
        "max-session-size",
        "compression-label",
        "raw-deflate",
        "gzip-content-type",
        "invalid-characters",
        "max-inline-size",
        "mime-boundary",
        "max-parts-buffer-size",
        "max-root-size",
        "max-part-header-size",
        "max-parts",
    };
    struct list all = list_of(NULL, BOTH);
    assert_int_equal(MOST_PROPERTIES, all.count);
    for (ULONG id = 0; id < all.count; id++) {
        const WSE_PROPERTY_DESCRIPTION *property = &all.properties[id];
        assert_int_equal(id, property->id);
        assert_string_equal(names[id], property->name);
        assert_in_range(strlen(property->summary), 10, 80);
        assert_true(islower((unsigned char)property->summary[0]));
        assert_null(strchr(property->summary, '\n'));
        assert_int_not_equal('.', property->summary[strlen(property->summary) - 1]);
        assert_int_equal(property->type == WSE_VALUE_CHOICE, property->choices != NULL);
    }
}

static void has(const char *codec, ULONG directions, WSE_PROPERTY_ID id, LONGLONG minimum, LONGLONG maximum, LONGLONG standard)
{
    struct list list = list_of(codec, directions);
    const WSE_PROPERTY_DESCRIPTION *property = find(&list, id);
    assert_non_null(property);
    assert_int_equal(minimum, property->minimum);
    assert_int_equal(maximum, property->maximum);
    assert_true(property->hasDefault);
    assert_int_equal(standard, property->defaultValue);
}

static void has_no_default(const char *codec, ULONG directions, WSE_PROPERTY_ID id)
{
    struct list list = list_of(codec, directions);
    const WSE_PROPERTY_DESCRIPTION *property = find(&list, id);
    assert_non_null(property);
    assert_false(property->hasDefault);
    assert_int_equal(0, property->defaultValue);
}

/* The numbers are those of the comments in properties.h. */
static void ranges_and_defaults_are_those_of_the_header(void **state)
{
    (void)state;
    has("gzip", BOTH, WSE_PROPERTY_COMPRESSION_LEVEL, 0, 9, 6);
    has("msbin1+deflate", BOTH, WSE_PROPERTY_COMPRESSION_LEVEL, 0, 9, 6);
    has("br", BOTH, WSE_PROPERTY_COMPRESSION_LEVEL, 0, 11, 5);
    has("zstd", BOTH, WSE_PROPERTY_COMPRESSION_LEVEL, -131072, 22, 3);
    has("br", BOTH, WSE_PROPERTY_CHUNK_SIZE, 1, 1073741824, 65536);
    /* [Q4] */
    has("identity", BOTH, WSE_PROPERTY_MAX_DECODED_SIZE, 0, INT64_MAX, 67108864);
    has("gzip", BOTH, WSE_PROPERTY_MAX_EXPANSION, 0, UINT32_MAX, 0);
    has("br", BOTH, WSE_PROPERTY_MAX_WINDOW_SIZE, 1024, 1073741824, 16777216);
    has("zstd", BOTH, WSE_PROPERTY_MAX_WINDOW_SIZE, 1024, 1073741824, 8388608);
    has("identity", BOTH, WSE_PROPERTY_ABI, 0, 2, 0);
    has("msbin1", BOTH, WSE_PROPERTY_TYPED_TEXT, 0, 1, 1);
    has("mtom", BOTH, WSE_PROPERTY_MAX_DEPTH, 1, 65536, 128);
    has("msbin1", BOTH, WSE_PROPERTY_MAX_ATTRIBUTES, 0, 1048576, 128);
    has("msbin1", BOTH, WSE_PROPERTY_MAX_NAMESPACE_DECLARATIONS, 0, 1048576, 128);
    has("msbin1", BOTH, WSE_PROPERTY_MAX_NAME_LENGTH, 1, 1048576, 16384);
    has("msbin1", BOTH, WSE_PROPERTY_MAX_ATTRIBUTE_VALUE_LENGTH, 0, 1073741824, 65536);
    has("msbin1", BOTH, WSE_PROPERTY_MAX_ARRAY_LENGTH, 0, 1048576, 65536);
    has("msbinsession1+gzip", BOTH, WSE_PROPERTY_MAX_SESSION_SIZE, 0, 1048576, 2048);
    has("msbinsession1+gzip", BOTH, WSE_PROPERTY_COMPRESSION_LABEL, 0, 1, 0);
    has("deflate", BOTH, WSE_PROPERTY_RAW_DEFLATE, 0, 1, 0);
    has("gzip", BOTH, WSE_PROPERTY_GZIP_CONTENT_TYPE, 0, 1, 0);
    has("msbin1", BOTH, WSE_PROPERTY_INVALID_CHARACTERS, 0, 3, 0);
    has("mtom", BOTH, WSE_PROPERTY_MAX_INLINE_SIZE, 0, 1073741824, 767);
    has("mtom", WSE_DIRECTION_ENCODER, WSE_PROPERTY_MAX_PARTS_BUFFER_SIZE, 0, 1073741824, 67108864);
    has("mtom", WSE_DIRECTION_DECODER, WSE_PROPERTY_MAX_PARTS_BUFFER_SIZE, 0, 1073741824, 65536);
    has("mtom", BOTH, WSE_PROPERTY_MAX_ROOT_SIZE, 0, 1073741824, 65536);
    has("mtom", BOTH, WSE_PROPERTY_MAX_PART_HEADER_SIZE, 1, 1048576, 32768);
    has("mtom", BOTH, WSE_PROPERTY_MAX_PARTS, 0, 1048576, 1000);
    has_no_default("mtom", BOTH, WSE_PROPERTY_MAX_PARTS_BUFFER_SIZE);
    has_no_default("mtom", BOTH, WSE_PROPERTY_MIME_BOUNDARY);
}

/* [Q5] */
static void a_chain_has_what_its_links_have_within_what_all_of_them_accept(void **state)
{
    (void)state;
    struct list list = list_of("br,gzip", BOTH);
    assert_int_equal(0, find(&list, WSE_PROPERTY_COMPRESSION_LEVEL)->minimum);
    assert_int_equal(9, find(&list, WSE_PROPERTY_COMPRESSION_LEVEL)->maximum);
    has_no_default("br,gzip", BOTH, WSE_PROPERTY_COMPRESSION_LEVEL);
    has("deflate,gzip", BOTH, WSE_PROPERTY_COMPRESSION_LEVEL, 0, 9, 6);
    has("br,gzip", BOTH, WSE_PROPERTY_MAX_WINDOW_SIZE, 1024, 1073741824, 16777216);
    has("msbin1,gzip", BOTH, WSE_PROPERTY_MAX_DEPTH, 1, 65536, 128);
    has("identity,gzip", BOTH, WSE_PROPERTY_CHUNK_SIZE, 1, 1073741824, 65536);
    assert_null(find(&list, WSE_PROPERTY_MAX_DEPTH));
}

static HRESULT never_process(void *state, WSE_CODEC_INPUT *input, WSE_CODEC_OUTPUT *output, BOOL is_last,
                             WSE_PROGRESS *progress, WS_ERROR *error)
{
    (void)state, (void)input, (void)output, (void)is_last, (void)progress, (void)error;
    return E_FAIL;
}

static HRESULT never_create(void *context, const WSE_CODEC_OPTIONS *options, void **state, WS_ERROR *error)
{
    (void)context, (void)options, (void)state, (void)error;
    return E_FAIL;
}

static HRESULT never_begin(void *state, WS_ERROR *error)
{
    (void)state, (void)error;
    return E_FAIL;
}

static void never_free(void *state)
{
    (void)state;
}

/* A transform has what built-in codecs have. Its levels may all be negative, or none of them those of another link. */
static void a_transform_has_its_own_levels(void **state)
{
    (void)state;
    static const WSE_CODEC_LEVELS levels = { -9, -2, -5 };
    WSE_CODEC codec = { .size = sizeof codec, .name = "below", .levels = &levels };
    codec.encoder = (WSE_CODEC_DIRECTION){ never_create, never_begin, never_process, NULL, NULL, never_free };
    assert_result(S_OK, WseRegisterCodec(&codec, NULL));
    has("below", BOTH, WSE_PROPERTY_COMPRESSION_LEVEL, -9, -2, -5);
    struct list encoder = list_of("below", BOTH), chain = list_of("below,gzip", BOTH);
    assert_int_equal(3, encoder.count);
    assert_non_null(find(&encoder, WSE_PROPERTY_CHUNK_SIZE));
    assert_non_null(find(&encoder, WSE_PROPERTY_ABI));
    const WSE_PROPERTY_DESCRIPTION *level = find(&chain, WSE_PROPERTY_COMPRESSION_LEVEL);
    assert_int_equal(0, level->minimum);
    assert_int_equal(-2, level->maximum);
    assert_result(E_INVALIDARG, create_with("below,gzip", WSE_DIRECTION_ENCODER, level, 0));
    assert_result(E_INVALIDARG, create_with("below,gzip", WSE_DIRECTION_ENCODER, level, -2));
    /* [Q7]: what does not exist is left out; alone, it is no codec. */
    WSE_PROPERTY_DESCRIPTION none = { .valueSize = 99 };
    WS_ERROR *error = create_error();
    assert_int_equal(WSE_DIRECTION_ENCODER, encoder.properties[0].directions);
    assert_result(WS_E_NOT_SUPPORTED, WseGetCodecProperty("below", WSE_DIRECTION_DECODER, 0, &none, error));
    assert_error_contains(error, "WseGetCodecProperty: \"below\" is registered for encoders only");
    assert_int_equal(99, none.valueSize);
    WsFreeError(error);
    assert_result(S_OK, WseUnregister("below", NULL));
}

static void a_codec_with_callbacks_of_its_own_has_a_calling_convention_alone(void **state)
{
    (void)state;
    register_xor();
    struct list alone = list_of("xor", BOTH), chain = list_of("xor,gzip", BOTH), gzip = list_of("gzip", BOTH);
    assert_int_equal(1, alone.count);
    assert_int_equal(WSE_PROPERTY_ABI, alone.properties[0].id);
    assert_int_equal(BOTH, alone.properties[0].directions);
    assert_int_equal(gzip.count, chain.count);
    unregister_xor();
}

/* [Q6] */
static void without_a_codec_all_properties_are_listed_with_all_their_values(void **state)
{
    (void)state;
    has("identity", BOTH, WSE_PROPERTY_MAX_DECODED_SIZE, 0, INT64_MAX, 67108864);
    struct list all = list_of(NULL, BOTH), decoder = list_of(NULL, WSE_DIRECTION_DECODER);
    const WSE_PROPERTY_DESCRIPTION *level = find(&all, WSE_PROPERTY_COMPRESSION_LEVEL);
    assert_int_equal(-131072, level->minimum);
    assert_int_equal(22, level->maximum);
    has_no_default(NULL, BOTH, WSE_PROPERTY_COMPRESSION_LEVEL);
    assert_string_equal("refuse,reference,replace,drop", find(&all, WSE_PROPERTY_INVALID_CHARACTERS)->choices);
    assert_string_equal("content-type,content-encoding", find(&all, WSE_PROPERTY_COMPRESSION_LABEL)->choices);
    assert_null(find(&decoder, WSE_PROPERTY_COMPRESSION_LEVEL));
    assert_int_equal(WSE_DIRECTION_DECODER, find(&all, WSE_PROPERTY_MAX_DECODED_SIZE)->directions);
    assert_int_equal(BOTH, find(&all, WSE_PROPERTY_CHUNK_SIZE)->directions);
}

/* ---- Refusals ---- */

static void refuses(HRESULT result, const char *codec, ULONG directions, const char *said)
{
    WSE_PROPERTY_DESCRIPTION description = { .valueSize = 99 };
    WS_ERROR *error = create_error();
    assert_result(result, WseGetCodecProperty(codec, directions, 0, &description, error));
    assert_error_contains(error, said);
    assert_int_equal(99, description.valueSize);
    WsFreeError(error);
}

static void what_is_no_codec_or_no_direction_is_refused(void **state)
{
    (void)state;
    refuses(E_INVALIDARG, "gzip", 0, "directions");
    refuses(E_INVALIDARG, "gzip", 4, "directions");
    refuses(E_INVALIDARG, NULL, 7, "directions");
    refuses(WS_E_NOT_SUPPORTED, "lzw", BOTH, "there is no codec named \"lzw\"");
    refuses(WS_E_NOT_SUPPORTED, "gzip,lzw", BOTH, "there is no codec named \"lzw\"");
    refuses(WS_E_NOT_SUPPORTED, "", BOTH, "there is no codec named \"\"");
    refuses(WS_E_QUOTA_EXCEEDED, "br,br,br,br,br,br,br,br,br", BOTH, "too many links");
    assert_result(E_INVALIDARG, WseGetCodecProperty("gzip", BOTH, 0, NULL, NULL));
}

/* [Q9] */
static void past_the_last_property_is_the_end(void **state)
{
    (void)state;
    WSE_PROPERTY_DESCRIPTION description = { .valueSize = 99 };
    ULONG count = list_of("gzip", BOTH).count;
    assert_result(WS_S_END, WseGetCodecProperty("gzip", BOTH, count, &description, NULL));
    assert_result(WS_S_END, WseGetCodecProperty("gzip", BOTH, UINT32_MAX, &description, NULL));
    assert_result(WS_S_END, WseGetCodecProperty(NULL, BOTH, MOST_PROPERTIES, &description, NULL));
    assert_int_equal(99, description.valueSize);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_codec_accepts_exactly_what_is_described),
        cmocka_unit_test(a_property_is_called_as_in_the_header),
        cmocka_unit_test(ranges_and_defaults_are_those_of_the_header),
        cmocka_unit_test(a_chain_has_what_its_links_have_within_what_all_of_them_accept),
        cmocka_unit_test(a_transform_has_its_own_levels),
        cmocka_unit_test(a_codec_with_callbacks_of_its_own_has_a_calling_convention_alone),
        cmocka_unit_test(without_a_codec_all_properties_are_listed_with_all_their_values),
        cmocka_unit_test(what_is_no_codec_or_no_direction_is_refused),
        cmocka_unit_test(past_the_last_property_is_the_end),
    };
    return cmocka_run_group_tests_name(__FILE__, tests, NULL, NULL);
}
