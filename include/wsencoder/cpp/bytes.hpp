/// @file
/// Views of bytes: what the functions of wsencoder.hpp take and what they fill. Include wsencoder.hpp.
#ifndef WSENCODER_CPP_BYTES_HPP
#define WSENCODER_CPP_BYTES_HPP

#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "../wsencoder.h"

namespace wse {

namespace detail {

/// Whether a container has contiguous elements of one byte each: std::vector<std::byte>, std::array<unsigned char, 8>,
/// std::span<const std::uint8_t>.
template <typename Container> using element_of = std::remove_pointer_t<decltype(std::declval<Container &>().data())>;

template <typename Container, typename = void> struct has_bytes : std::false_type {
};

template <typename Container>
struct has_bytes<Container, std::void_t<element_of<Container>, decltype(std::declval<Container &>().size())>>
    : std::bool_constant<sizeof(element_of<Container>) == 1 && std::is_trivially_copyable_v<element_of<Container>>> {
};

template <typename Container, typename = void> struct has_writable_bytes : std::false_type {
};

template <typename Container>
struct has_writable_bytes<Container, std::enable_if_t<has_bytes<Container>::value>>
    : std::bool_constant<!std::is_const_v<element_of<Container>>> {
};

} // namespace detail

/// Bytes that somebody else owns, to read: what std::span<const std::byte> is in C++20. Any contiguous container of bytes, a
/// string and a literal convert to it. It is valid as long as they are.
class bytes_view {
  public:
    /// The type of a byte.
    using value_type = unsigned char;
    /// An iterator over the bytes.
    using const_iterator = const unsigned char *;

    /// No bytes.
    constexpr bytes_view() noexcept = default;

    /// `size` bytes at `data`, which may be null only if there are none.
    bytes_view(const void *data, std::size_t size) noexcept : data_(static_cast<const unsigned char *>(data)), size_(size)
    {
    }

    /// The characters of a string that ends with a zero, without the zero.
    bytes_view(const char *text) noexcept : bytes_view(std::string_view(text))
    {
    }

    /// The characters of a string.
    bytes_view(std::string_view text) noexcept : bytes_view(text.data(), text.size())
    {
    }

    /// The elements of a contiguous container of bytes.
    template <typename Container, typename = std::enable_if_t<detail::has_bytes<const Container>::value>>
    bytes_view(const Container &container) noexcept : bytes_view(container.data(), container.size())
    {
    }

    /// The address of the first byte; null if there is none.
    const unsigned char *data() const noexcept
    {
        return data_;
    }

    /// The number of bytes.
    std::size_t size() const noexcept
    {
        return size_;
    }

    /// Whether there are no bytes.
    bool empty() const noexcept
    {
        return size_ == 0;
    }

    /// The first byte.
    const_iterator begin() const noexcept
    {
        return data_;
    }

    /// Past the last byte.
    const_iterator end() const noexcept
    {
        return data_ + size_;
    }

    /// The byte at `index`, which must be less than size().
    unsigned char operator[](std::size_t index) const noexcept
    {
        return data_[index];
    }

    /// The bytes as characters.
    std::string_view text() const noexcept
    {
        return size_ == 0 ? std::string_view() : std::string_view(reinterpret_cast<const char *>(data_), size_);
    }

    /// At most `count` bytes from `offset` on; none if `offset` is past the end.
    bytes_view subview(std::size_t offset, std::size_t count = static_cast<std::size_t>(-1)) const noexcept
    {
        if (offset >= size_)
            return bytes_view();
        return bytes_view(data_ + offset, count < size_ - offset ? count : size_ - offset);
    }

  private:
    const unsigned char *data_ = nullptr;
    std::size_t size_ = 0;
};

/// Memory that somebody else owns, to fill with bytes: what std::span<std::byte> is in C++20.
class bytes_span {
  public:
    /// No memory.
    constexpr bytes_span() noexcept = default;

    /// `size` bytes at `data`, which may be null only if there are none.
    bytes_span(void *data, std::size_t size) noexcept : data_(static_cast<unsigned char *>(data)), size_(size)
    {
    }

    /// The elements of a contiguous container of bytes.
    template <typename Container, typename = std::enable_if_t<detail::has_writable_bytes<Container>::value>>
    bytes_span(Container &container) noexcept : bytes_span(container.data(), container.size())
    {
    }

    /// The elements of an array of bytes, all of them.
    template <typename Byte, std::size_t count, typename = std::enable_if_t<sizeof(Byte) == 1 && !std::is_const_v<Byte>>>
    bytes_span(Byte (&array)[count]) noexcept : bytes_span(array, count)
    {
    }

    /// The address of the first byte; null if there is none.
    unsigned char *data() const noexcept
    {
        return data_;
    }

    /// The number of bytes.
    std::size_t size() const noexcept
    {
        return size_;
    }

    /// Whether there is no room.
    bool empty() const noexcept
    {
        return size_ == 0;
    }

    /// The first byte.
    unsigned char *begin() const noexcept
    {
        return data_;
    }

    /// Past the last byte.
    unsigned char *end() const noexcept
    {
        return data_ + size_;
    }

  private:
    unsigned char *data_ = nullptr;
    std::size_t size_ = 0;
};

namespace detail {

/// A character of UTF-8 at the front of `text`, which loses it; U+FFFD for each byte that is none.
inline char32_t take_character(std::string_view &text)
{
    const auto byte = [&text](std::size_t index) { return static_cast<unsigned char>(text[index]); };
    const char32_t first = byte(0);
    const std::size_t length = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
    const char32_t lowest = length == 4 ? 0x10000 : length == 3 ? 0x800 : 0;
    char32_t character = length < 2 ? first : first & (0x7Fu >> length);
    bool is_whole = length > 0 && length <= text.size();
    for (std::size_t index = 1; is_whole && index < length; index++) {
        is_whole = (byte(index) & 0xC0) == 0x80;
        character = (character << 6) | (byte(index) & 0x3Fu);
    }
    is_whole = is_whole && character >= lowest && character <= 0x10FFFF && (character < 0xD800 || character > 0xDFFF);
    text.remove_prefix(is_whole ? length : 1);
    return is_whole ? character : 0xFFFD;
}

/// UTF-8 as UTF-16. A vector, since with -fshort-wchar the strings of wchar_t in the C++ library have other characters.
inline std::vector<WCHAR> to_wide(std::string_view text)
{
    std::vector<WCHAR> wide;
    wide.reserve(text.size());
    while (!text.empty()) {
        const char32_t character = take_character(text);
        if (character >= 0x10000)
            wide.push_back(static_cast<WCHAR>(0xD7C0 + (character >> 10)));
        wide.push_back(static_cast<WCHAR>(character >= 0x10000 ? 0xDC00 + (character & 0x3FF) : character));
    }
    return wide;
}

/// A string of UTF-16 as UTF-8; a lone surrogate becomes U+FFFD.
inline std::string to_narrow(const WS_STRING &wide)
{
    std::string text;
    text.reserve(wide.length);
    for (ULONG index = 0; index < wide.length; index++) {
        char32_t character = wide.chars[index];
        if (character >= 0xD800 && character < 0xE000) {
            const char32_t next = index + 1 < wide.length ? wide.chars[index + 1] : 0;
            const bool is_pair = character < 0xDC00 && next >= 0xDC00 && next < 0xE000;
            character = is_pair ? ((character - 0xD7C0) << 10) + (next - 0xDC00) : 0xFFFD;
            index += is_pair;
        }
        const int more = character < 0x80 ? 0 : character < 0x800 ? 1 : character < 0x10000 ? 2 : 3;
        static constexpr unsigned char marks[] = { 0, 0xC0, 0xE0, 0xF0 };
        text += static_cast<char>(marks[more] | (character >> 6 * more));
        for (int rest = more - 1; rest >= 0; rest--)
            text += static_cast<char>(0x80 | ((character >> 6 * rest) & 0x3F));
    }
    return text;
}

/// The string of Windows Web Services that has these characters, as long as they live.
inline WS_STRING string_of(std::vector<WCHAR> &wide)
{
    return WS_STRING{ static_cast<ULONG>(wide.size()), wide.empty() ? nullptr : wide.data() };
}

} // namespace detail

} // namespace wse

#endif
