/// @file
/// Properties of encoders and decoders in C++. Include wsencoder.hpp.
#ifndef WSENCODER_CPP_PROPERTIES_HPP
#define WSENCODER_CPP_PROPERTIES_HPP

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "errors.hpp"

namespace wse {

namespace detail {

/// A property that has been set.
struct property_entry {
    WSE_PROPERTY_ID id;
    ULONG size;
    alignas(WS_STRING) alignas(ULONGLONG) unsigned char value[sizeof(WS_STRING)];
};

} // namespace detail

/// Properties, each set by the function of its name, in one expression:
/// `wse::properties().compression_level(9).chunk_size(4096)`. WSE_PROPERTY_ID says what each means, its range, its default,
/// and which codecs and directions have it. Others refuse it when the encoder or decoder is made.
class properties {
  public:
    /// Sets WSE_PROPERTY_COMPRESSION_LEVEL.
    properties &compression_level(int level)
    {
        return set(WSE_PROPERTY_COMPRESSION_LEVEL, static_cast<LONG>(level));
    }

    /// Sets WSE_PROPERTY_CHUNK_SIZE, in bytes.
    properties &chunk_size(std::uint32_t size)
    {
        return set(WSE_PROPERTY_CHUNK_SIZE, ULONG{ size });
    }

    /// Sets WSE_PROPERTY_MAX_DECODED_SIZE, in bytes; 0: no limit.
    properties &max_decoded_size(std::uint64_t size)
    {
        return set(WSE_PROPERTY_MAX_DECODED_SIZE, ULONGLONG{ size });
    }

    /// Sets WSE_PROPERTY_MAX_EXPANSION; 0: no limit.
    properties &max_expansion(std::uint32_t factor)
    {
        return set(WSE_PROPERTY_MAX_EXPANSION, ULONG{ factor });
    }

    /// Sets WSE_PROPERTY_MAX_WINDOW_SIZE, in bytes.
    properties &max_window_size(std::uint32_t size)
    {
        return set(WSE_PROPERTY_MAX_WINDOW_SIZE, ULONG{ size });
    }

    /// Sets WSE_PROPERTY_TYPED_TEXT.
    properties &typed_text(bool is_typed)
    {
        return set(WSE_PROPERTY_TYPED_TEXT, BOOL{ is_typed });
    }

    /// Sets WSE_PROPERTY_MAX_DEPTH.
    properties &max_depth(std::uint32_t depth)
    {
        return set(WSE_PROPERTY_MAX_DEPTH, ULONG{ depth });
    }

    /// Sets WSE_PROPERTY_MAX_ATTRIBUTES.
    properties &max_attributes(std::uint32_t count)
    {
        return set(WSE_PROPERTY_MAX_ATTRIBUTES, ULONG{ count });
    }

    /// Sets WSE_PROPERTY_MAX_NAMESPACE_DECLARATIONS.
    properties &max_namespace_declarations(std::uint32_t count)
    {
        return set(WSE_PROPERTY_MAX_NAMESPACE_DECLARATIONS, ULONG{ count });
    }

    /// Sets WSE_PROPERTY_MAX_NAME_LENGTH, in bytes.
    properties &max_name_length(std::uint32_t length)
    {
        return set(WSE_PROPERTY_MAX_NAME_LENGTH, ULONG{ length });
    }

    /// Sets WSE_PROPERTY_MAX_ATTRIBUTE_VALUE_LENGTH, in bytes.
    properties &max_attribute_value_length(std::uint32_t length)
    {
        return set(WSE_PROPERTY_MAX_ATTRIBUTE_VALUE_LENGTH, ULONG{ length });
    }

    /// Sets WSE_PROPERTY_MAX_ARRAY_LENGTH.
    properties &max_array_length(std::uint32_t count)
    {
        return set(WSE_PROPERTY_MAX_ARRAY_LENGTH, ULONG{ count });
    }

    /// Sets WSE_PROPERTY_MAX_SESSION_SIZE, in bytes.
    properties &max_session_size(std::uint32_t size)
    {
        return set(WSE_PROPERTY_MAX_SESSION_SIZE, ULONG{ size });
    }

    /// Sets WSE_PROPERTY_COMPRESSION_LABEL.
    properties &compression_label(WSE_COMPRESSION_LABEL label)
    {
        return set(WSE_PROPERTY_COMPRESSION_LABEL, label);
    }

    /// Sets WSE_PROPERTY_RAW_DEFLATE.
    properties &raw_deflate(bool is_raw)
    {
        return set(WSE_PROPERTY_RAW_DEFLATE, BOOL{ is_raw });
    }

    /// Sets WSE_PROPERTY_GZIP_CONTENT_TYPE.
    properties &gzip_content_type(bool is_accepted)
    {
        return set(WSE_PROPERTY_GZIP_CONTENT_TYPE, BOOL{ is_accepted });
    }

    /// Sets WSE_PROPERTY_INVALID_CHARACTERS.
    properties &invalid_characters(WSE_INVALID_CHARACTERS handling)
    {
        return set(WSE_PROPERTY_INVALID_CHARACTERS, handling);
    }

    /// Sets WSE_PROPERTY_MAX_INLINE_SIZE, in bytes.
    properties &max_inline_size(std::uint32_t size)
    {
        return set(WSE_PROPERTY_MAX_INLINE_SIZE, ULONG{ size });
    }

    /// Sets WSE_PROPERTY_MIME_BOUNDARY.
    properties &mime_boundary(std::string_view boundary)
    {
        boundary_ = detail::to_wide(boundary);
        has_boundary_ = true;
        return set(WSE_PROPERTY_MIME_BOUNDARY, WS_STRING{ 0, nullptr });
    }

    /// Sets WSE_PROPERTY_MAX_PARTS_BUFFER_SIZE, in bytes.
    properties &max_parts_buffer_size(std::uint32_t size)
    {
        return set(WSE_PROPERTY_MAX_PARTS_BUFFER_SIZE, ULONG{ size });
    }

    /// Sets WSE_PROPERTY_MAX_ROOT_SIZE, in bytes.
    properties &max_root_size(std::uint32_t size)
    {
        return set(WSE_PROPERTY_MAX_ROOT_SIZE, ULONG{ size });
    }

    /// Sets WSE_PROPERTY_MAX_PART_HEADER_SIZE, in bytes.
    properties &max_part_header_size(std::uint32_t size)
    {
        return set(WSE_PROPERTY_MAX_PART_HEADER_SIZE, ULONG{ size });
    }

    /// Sets WSE_PROPERTY_MAX_PARTS.
    properties &max_parts(std::uint32_t count)
    {
        return set(WSE_PROPERTY_MAX_PARTS, ULONG{ count });
    }

    /// Sets a property that has no function here. `value` has the type that the comment of the id gives.
    template <typename Value> properties &set(WSE_PROPERTY_ID id, const Value &value)
    {
        static_assert(std::is_trivially_copyable_v<Value> && sizeof(Value) <= sizeof(WS_STRING), "not the type of a property");
        detail::property_entry added = { id, sizeof(Value), {} };
        std::memcpy(added.value, &value, sizeof(Value));
        entries_.push_back(added);
        return *this;
    }

    /// Calls `use(list, count)` with the properties as the C functions take them. They are valid during the call.
    template <typename Use> auto with_list(Use &&use) const
    {
        std::vector<WCHAR> boundary = boundary_;
        const WS_STRING string = detail::string_of(boundary);
        std::vector<WSE_PROPERTY> list;
        list.reserve(entries_.size());
        for (const detail::property_entry &each : entries_) {
            const bool is_boundary = each.id == WSE_PROPERTY_MIME_BOUNDARY && has_boundary_;
            list.push_back({ each.id, is_boundary ? static_cast<const void *>(&string) : each.value, each.size });
        }
        return use(list.empty() ? nullptr : list.data(), static_cast<ULONG>(list.size()));
    }

  private:
    std::vector<detail::property_entry> entries_;
    std::vector<WCHAR> boundary_;
    bool has_boundary_ = false;
};

} // namespace wse

#endif
