// Each function of wse::properties sets the property of its name.
#include <vector>

#include "check.hpp"

namespace {

struct row {
    WSE_PROPERTY_ID id;
    wse::properties one;
    ULONG size;
    unsigned long long value;
};

void each_function_sets_its_property()
{
    const auto of = [] { return wse::properties(); };
    const std::vector<row> rows = {
        { WSE_PROPERTY_COMPRESSION_LEVEL, of().compression_level(-3), sizeof(LONG), static_cast<ULONG>(-3) },
        { WSE_PROPERTY_CHUNK_SIZE, of().chunk_size(1001), sizeof(ULONG), 1001 },
        { WSE_PROPERTY_MAX_DECODED_SIZE, of().max_decoded_size(1ull << 40), sizeof(ULONGLONG), 1ull << 40 },
        { WSE_PROPERTY_MAX_EXPANSION, of().max_expansion(1003), sizeof(ULONG), 1003 },
        { WSE_PROPERTY_MAX_WINDOW_SIZE, of().max_window_size(1004), sizeof(ULONG), 1004 },
        { WSE_PROPERTY_ABI, of().set(WSE_PROPERTY_ABI, WSE_ABI_SYSV), sizeof(WSE_ABI), WSE_ABI_SYSV },
        { WSE_PROPERTY_TYPED_TEXT, of().typed_text(true), sizeof(BOOL), 1 },
        { WSE_PROPERTY_MAX_DEPTH, of().max_depth(1007), sizeof(ULONG), 1007 },
        { WSE_PROPERTY_MAX_ATTRIBUTES, of().max_attributes(1008), sizeof(ULONG), 1008 },
        { WSE_PROPERTY_MAX_NAMESPACE_DECLARATIONS, of().max_namespace_declarations(1009), sizeof(ULONG), 1009 },
        { WSE_PROPERTY_MAX_NAME_LENGTH, of().max_name_length(1010), sizeof(ULONG), 1010 },
        { WSE_PROPERTY_MAX_ATTRIBUTE_VALUE_LENGTH, of().max_attribute_value_length(1011), sizeof(ULONG), 1011 },
        { WSE_PROPERTY_MAX_ARRAY_LENGTH, of().max_array_length(1012), sizeof(ULONG), 1012 },
        { WSE_PROPERTY_MAX_SESSION_SIZE, of().max_session_size(1013), sizeof(ULONG), 1013 },
        { WSE_PROPERTY_COMPRESSION_LABEL, of().compression_label(WSE_COMPRESSION_LABEL_CONTENT_ENCODING),
          sizeof(WSE_COMPRESSION_LABEL), WSE_COMPRESSION_LABEL_CONTENT_ENCODING },
        { WSE_PROPERTY_RAW_DEFLATE, of().raw_deflate(true), sizeof(BOOL), 1 },
        { WSE_PROPERTY_GZIP_CONTENT_TYPE, of().gzip_content_type(true), sizeof(BOOL), 1 },
        { WSE_PROPERTY_INVALID_CHARACTERS, of().invalid_characters(WSE_INVALID_CHARACTERS_REPLACE),
          sizeof(WSE_INVALID_CHARACTERS), WSE_INVALID_CHARACTERS_REPLACE },
        { WSE_PROPERTY_MAX_INLINE_SIZE, of().max_inline_size(1018), sizeof(ULONG), 1018 },
        { WSE_PROPERTY_MAX_PARTS_BUFFER_SIZE, of().max_parts_buffer_size(1020), sizeof(ULONG), 1020 },
        { WSE_PROPERTY_MAX_ROOT_SIZE, of().max_root_size(1021), sizeof(ULONG), 1021 },
        { WSE_PROPERTY_MAX_PART_HEADER_SIZE, of().max_part_header_size(1022), sizeof(ULONG), 1022 },
        { WSE_PROPERTY_MAX_PARTS, of().max_parts(1023), sizeof(ULONG), 1023 },
    };
    for (const row &each : rows)
        each.one.with_list([&](const WSE_PROPERTY *list, ULONG count) {
            CHECK(count == 1 && list->id == each.id && list->valueSize == each.size);
            CHECK(reinterpret_cast<std::uintptr_t>(list->value) % alignof(ULONGLONG) == 0);
            ULONGLONG wide = 0;
            ULONG narrow = 0;
            std::memcpy(each.size == sizeof wide ? static_cast<void *>(&wide) : &narrow, list->value, each.size);
            CHECK((each.size == sizeof wide ? wide : narrow) == each.value);
        });
}

void the_library_knows_every_property_that_has_a_function()
{
    CHECK(wse::encode("mtom", "<a/>", soap_type, wse::properties().mime_boundary("frontier").max_inline_size(1))
              .content_type.find("boundary=\"frontier\"")
          != std::string::npos);
    // The boundary lives on when the properties are copied and the original is gone.
    auto original = std::make_unique<wse::properties>(wse::properties().mime_boundary("b"));
    const wse::properties copy = *original;
    original.reset();
    CHECK(wse::encode("mtom", "<a/>", soap_type, copy).bytes.find("--b\r\n") != std::string::npos);
    CHECK(thrown_by<wse::error>([] { wse::encode("mtom", "<a/>", soap_type, wse::properties().mime_boundary("")); }).code()
          == wse::errc::invalid_argument);
    const std::string zeros(100000, '0');
    CHECK(wse::encode("gzip", zeros, {}, wse::properties().compression_level(0)).bytes.size() > 100000);
    CHECK(wse::encode("gzip", zeros, {}, wse::properties().compression_level(0).compression_level(9)).bytes.size() < 1000);
}

void a_property_that_a_codec_lacks_is_refused()
{
    const auto error = thrown_by<wse::error>([] { wse::encoder_table("identity", wse::properties().compression_level(1)); });
    CHECK(error.code() == std::errc::invalid_argument && !error.strings().empty());
    wse::properties().with_list([](const WSE_PROPERTY *list, ULONG count) { CHECK(list == nullptr && count == 0); });
}

} // namespace

void test_properties()
{
    each_function_sets_its_property();
    the_library_knows_every_property_that_has_a_function();
    a_property_that_a_codec_lacks_is_refused();
}
