// Whole messages, what they are labelled with, and how failures are reported.
#include <array>
#include <cstddef>
#include <vector>
#if __cplusplus >= 202002L
#include <span>
#endif

#include "check.hpp"

namespace {

void every_codec_returns_the_message()
{
    const std::string text = soap_message(3000);
    for (const std::string &name : wse::codecs()) {
        const wse::message wire = wse::encode(name, text, soap_type);
        const wse::message back = wse::decode(name, wire);
        CHECK(back.bytes == text);
        CHECK(back.content_encoding.empty());
        CHECK(back.content_type.find("application/soap+xml") == 0);
    }
    CHECK(wse::codecs().size() == WseGetCodecCount() && wse::codecs().front() == "identity");
}

void a_message_has_its_labels()
{
    const wse::message wire = wse::encode("msbin1,gzip", soap_message(100), soap_type);
    CHECK(wire.content_type == "application/soap+msbin1" && wire.content_encoding == "gzip");
    CHECK(wse::decode("msbin1,gzip", wire).content_type == soap_type);
    // Text that is not ASCII, with a character of two UTF-16 code units, passes through UTF-16 and back.
    const std::string type = "text/plain; title=\"gr\xC3\xBC\xC3\x9F"
                             "e \xE2\x82\xAC \xF0\x9D\x84\x9E\"";
    CHECK(wse::encode("identity", "", type).content_type == type);
    // What is not UTF-8 becomes U+FFFD, a byte at a time.
    CHECK(wse::encode("identity", "", "a\xC3(\xED\xA0\x80\xF4\x90").content_type
          == "a\xEF\xBF\xBD(\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
    const WCHAR lone[] = { 0xD834, 'x', 0xDD1E };
    CHECK(wse::detail::to_narrow({ 3, const_cast<WCHAR *>(lone) }) == "\xEF\xBF\xBDx\xEF\xBF\xBD");
}

void anything_that_holds_bytes_is_a_view()
{
    const std::vector<std::byte> bytes = { std::byte{ 'a' }, std::byte{ 'b' } };
    const std::array<unsigned char, 2> array = { 'a', 'b' };
    const std::string_view part = std::string_view("xabx").substr(1, 2);
    for (const wse::bytes_view view : { wse::bytes_view("ab"), wse::bytes_view(std::string_view("ab")), wse::bytes_view(bytes),
                                        wse::bytes_view(array), wse::bytes_view(part), wse::bytes_view("abc", 2) }) {
        CHECK(view.size() == 2 && view[0] == 'a' && view.text() == "ab" && view.end() - view.begin() == 2);
        CHECK(wse::encode("identity", view).bytes == "ab");
    }
#if __cplusplus >= 202002L
    CHECK(wse::bytes_view(std::span(bytes)).text() == "ab");
#endif
    const wse::bytes_view none;
    CHECK(none.empty() && none.text().empty() && none.begin() == none.end());
    CHECK(wse::bytes_view("abc").subview(1).text() == "bc" && wse::bytes_view("abc").subview(1, 1).text() == "b");
    CHECK(wse::bytes_view("abc").subview(3).empty() && wse::bytes_view("abc").subview(4, 1).empty());
    CHECK(wse::decode("gzip", wse::encode("gzip", none)).bytes.empty());
}

void a_failure_says_what_and_where()
{
    wse::message wire = wse::encode("msbin1,gzip", soap_message(1000), soap_type);
    wire.bytes.resize(wire.bytes.size() - 4);
    const auto error = thrown_by<wse::error>([&] { wse::decode("msbin1,gzip", wire); });
    CHECK(error.code() == wse::errc::invalid_format && error.code() == std::errc::bad_message);
    CHECK(error.result() == WS_E_INVALID_FORMAT && error.code().category() == wse::error_category());
    CHECK(error.strings().back().find("gzip decoder: the input ends before the stream does (input offset ") == 0);
    CHECK(std::string(error.what()).find(error.strings().front()) == 0);
    CHECK(std::string(error.what()).find(": WS_E_INVALID_FORMAT") != std::string::npos);
    static_assert(std::is_nothrow_copy_constructible_v<wse::error> && std::is_base_of_v<std::runtime_error, wse::error>);

    // In a chain with a registered link there are two strings, the general one first.
    std::vector<std::string> chain = { "link 2 of the chain, gzip, has failed", "gzip decoder: the checksum is wrong" };
    const wse::error made(WS_E_INVALID_FORMAT, chain);
    CHECK(std::string(made.what()) == chain[0] + ": " + chain[1] + ": WS_E_INVALID_FORMAT");
    CHECK(wse::error(S_OK, {}).code() == wse::errc::failed);

    CHECK(thrown_by<wse::error>([] { wse::encode("no-such-codec", ""); }).code() == std::errc::not_supported);
    CHECK(thrown_by<wse::error>([] { wse::encode("msbin1", "<a>", soap_type); }).code() == wse::errc::invalid_format);
    CHECK(wse::make_error_code(S_FALSE) == std::error_code());
    CHECK(wse::make_error_code(E_PENDING).message() == "0x8000000A");
    CHECK(wse::make_error_code(wse::errc::out_of_memory) == std::errc::not_enough_memory);
}

void a_failure_can_be_a_code()
{
    std::error_code code = std::make_error_code(std::errc::io_error);
    wse::message_encoder encoder("gzip");
    wse::message_decoder decoder("gzip");
    const wse::message wire = encoder.encode("hello", "text/plain", code);
    CHECK(!code && wire.content_encoding == "gzip");
    CHECK(decoder.decode(wire, code).bytes == "hello" && !code);
    wse::message damaged = wire;
    damaged.bytes.back() = static_cast<char>(damaged.bytes.back() ^ 1);
    CHECK(decoder.decode(damaged, code).bytes.empty() && code == wse::errc::invalid_format);
    damaged.content_encoding = "br";
    CHECK(decoder.decode(damaged, code).bytes.empty() && code == wse::errc::not_supported);
    CHECK(decoder.decode(wire, code).bytes == "hello" && !code);
    wse::message_encoder binary("msbin1");
    CHECK(binary.encode("<a>", soap_type, code).bytes.empty() && code == wse::errc::invalid_format);
    CHECK(binary.encode("<a/>", "image/png", code).bytes.empty() && code == wse::errc::not_supported);
    CHECK(!binary.encode("<a/>", soap_type, code).bytes.empty() && !code);
}

void a_limit_holds()
{
    const wse::message wire = wse::encode("gzip", std::string(1000, 'a'));
    CHECK(wse::decode("gzip", wire, wse::properties().max_decoded_size(1000)).bytes.size() == 1000);
    const auto error = thrown_by<wse::error>([&] { wse::decode("gzip", wire, wse::properties().max_decoded_size(999)); });
    CHECK(error.code() == wse::errc::quota_exceeded && error.strings().front().find("999") != std::string::npos);
}

void a_session_shares_its_strings()
{
    wse::message_encoder encoder("msbinsession1");
    wse::message_decoder decoder("msbinsession1");
    std::size_t first = 0;
    for (int number = 0; number < 5; number++) {
        const std::string text = "<elementOfTheSession attribute=\"" + std::to_string(number) + "\"/>";
        const wse::message wire = encoder.encode(text, soap_type);
        if (number == 0)
            first = wire.bytes.size();
        CHECK(number == 0 || wire.bytes.size() + 10 < first);
        wse::message_decoder moved = std::move(decoder);
        CHECK(moved.decode(wire).bytes == text);
        decoder = std::move(moved);
    }
}

void the_records_of_a_message_are_listed()
{
    const wse::message wire = wse::encode("msbin1", "<hello>world</hello>", soap_type);
    const std::string lines = wse::dump("msbin1", wire.bytes);
    CHECK(lines.find("hello") != std::string::npos && lines.find("world") != std::string::npos);
    CHECK(thrown_by<wse::error>([&] { wse::dump("msbin1", "\x01\x02"); }).code() == wse::errc::invalid_format);
    CHECK(thrown_by<wse::error>([&] { wse::dump("gzip", wire.bytes); }).code() == wse::errc::not_supported);
}

} // namespace

void test_messages()
{
    every_codec_returns_the_message();
    a_message_has_its_labels();
    anything_that_holds_bytes_is_a_view();
    a_failure_says_what_and_where();
    a_failure_can_be_a_code();
    a_limit_holds();
    a_session_shares_its_strings();
    the_records_of_a_message_are_listed();
    CHECK(wse::version() == WSE_VERSION);
}
