// Encoders and decoders that stream, and what happens to exceptions of their sinks and sources.
#include <cstring>
#include <memory>
#include <stdexcept>

#include "check.hpp"

namespace {

/// A source of these bytes, at most `most` at a time.
auto source_of(std::string bytes, std::size_t most = 1000)
{
    return [bytes = std::move(bytes), most, offset = std::size_t{ 0 }](wse::bytes_span room) mutable {
        const std::size_t count = std::min({ room.size(), most, bytes.size() - offset });
        std::memcpy(room.data(), bytes.data() + offset, count);
        offset += count;
        return count;
    };
}

std::string read_all(wse::decoder &decoder)
{
    std::string all;
    char piece[777];
    while (const std::size_t count = decoder.read(piece))
        all.append(piece, count);
    return all;
}

void a_message_in_parts_is_the_same_message()
{
    const std::string text = soap_message(200000);
    std::string wire;
    wse::encoder encoder("msbin1,gzip", [&](wse::bytes_view bytes) { wire.append(bytes.text()); });
    const wse::labels labels = encoder.begin(soap_type);
    CHECK(labels.content_type == "application/soap+msbin1" && labels.content_encoding == "gzip");
    encoder.write(std::string_view());
    for (std::size_t offset = 0; offset < text.size(); offset += 999)
        encoder.write(std::string_view(text).substr(offset, 999));
    encoder.finish();

    wse::decoder decoder("msbin1,gzip", source_of(wire, 100));
    CHECK(decoder.begin(labels.content_type, labels.content_encoding) == soap_type);
    CHECK(read_all(decoder) == text);
    char more[10];
    CHECK(decoder.read(more) == 0 && decoder.read(wse::bytes_span()) == 0);
}

void what_has_been_written_before_a_flush_can_be_read()
{
    std::string wire;
    wse::encoder encoder("gzip", [&](wse::bytes_view bytes) { wire.append(bytes.text()); });
    std::error_code code = make_error_code(wse::errc::invalid_operation);
    encoder.begin();
    encoder.write("slow");
    encoder.flush(code);
    CHECK(!code);
    const std::size_t flushed = wire.size();

    std::string arrived = wire;
    wse::decoder decoder("gzip", [&](wse::bytes_span room) {
        const std::size_t count = std::min(room.size(), arrived.size());
        std::copy_n(arrived.data(), count, reinterpret_cast<char *>(room.data()));
        arrived.erase(0, count);
        return count;
    });
    char piece[4];
    decoder.begin("", "gzip");
    CHECK(decoder.read(piece) == 4 && std::string(piece, 4) == "slow");
    encoder.write("er");
    encoder.finish();
    CHECK(wire.size() > flushed && wse::decode("gzip", { wire, "", "gzip" }).bytes == "slower");
    encoder.flush(code);
    CHECK(code == wse::errc::invalid_operation);
}

void an_encoder_can_be_the_sink_and_a_decoder_the_source_of_another()
{
    std::string wire;
    wse::encoder outer("gzip", [&](wse::bytes_view bytes) { wire.append(bytes.text()); });
    wse::encoder inner("deflate", [&](wse::bytes_view bytes) { outer.write(bytes); });
    outer.begin();
    inner.begin();
    inner.write("hello");
    inner.finish();
    outer.finish();
    CHECK(wse::decode("deflate,gzip", { wire, "", "deflate, gzip" }).bytes == "hello");

    wse::decoder upstream("gzip", source_of(wire));
    wse::decoder decoder("deflate", [&](wse::bytes_span room) { return upstream.read(room); });
    upstream.begin({}, "gzip");
    decoder.begin({}, "deflate");
    CHECK(read_all(decoder) == "hello");
}

struct disk_full : std::runtime_error {
    explicit disk_full(int value) : std::runtime_error("disk full"), number(value)
    {
    }
    int number;
};

void what_a_sink_throws_comes_out_unchanged()
{
    int calls = 0;
    std::string wire;
    wse::encoder encoder(
        "identity,gzip",
        [&](wse::bytes_view bytes) {
            if (++calls == 2)
                throw disk_full(42);
            wire.append(bytes.text());
        },
        wse::properties().chunk_size(64));
    const std::string text = soap_message(20000);
    encoder.begin();
    CHECK(thrown_by<disk_full>([&] {
              encoder.write(text);
              encoder.finish();
          }).number
          == 42);
    CHECK(calls == 2);
    // The message has failed; the next one does not know of it.
    CHECK(thrown_by<wse::error>([&] { encoder.finish(); }).code() == wse::errc::object_faulted);
    wire.clear();
    const wse::labels labels = encoder.begin("text/plain");
    encoder.write(text);
    encoder.finish();
    CHECK(wse::decode("gzip", { wire, labels.content_type, labels.content_encoding }).bytes == text);
    // With an error code, too: what is thrown is the program's own.
    calls = 0;
    std::error_code code;
    encoder.begin({}, code);
    CHECK(!code);
    CHECK(thrown_by<disk_full>([&] {
              encoder.write(text, code);
              encoder.finish(code);
          }).number
          == 42);
    // Not only exceptions of std.
    wse::encoder odd("gzip", [](wse::bytes_view) { throw 7; });
    odd.begin();
    CHECK(thrown_by<int>([&] { odd.finish(); }) == 7);
    wse::encoder starved("gzip", [](wse::bytes_view) { throw std::bad_alloc(); });
    starved.begin();
    thrown_by<std::bad_alloc>([&] { starved.finish(); });
}

void what_a_source_throws_comes_out_unchanged()
{
    wse::decoder decoder("gzip", [](wse::bytes_span) -> std::size_t { throw disk_full(43); });
    char piece[10];
    decoder.begin({}, "gzip");
    CHECK(thrown_by<disk_full>([&] { decoder.read(piece); }).number == 43);
    std::error_code code;
    decoder.read(piece, code);
    CHECK(code == wse::errc::object_faulted);
    // It is thrown once.
    decoder.begin({}, "gzip", code);
    CHECK(!code);

    wse::decoder greedy("gzip", [](wse::bytes_span room) { return room.size() + 1; });
    greedy.begin({}, "gzip");
    thrown_by<std::length_error>([&] { greedy.read(piece); });
}

void a_call_out_of_order_is_refused()
{
    wse::encoder encoder("gzip", [](wse::bytes_view) {});
    std::error_code code;
    encoder.write("x", code);
    CHECK(code == wse::errc::invalid_operation);
    encoder.finish(code);
    CHECK(code == wse::errc::invalid_operation);
    wse::decoder decoder("gzip", source_of("x"));
    char piece[10];
    CHECK(decoder.read(piece, code) == 0 && code == wse::errc::invalid_operation);
    decoder.begin({}, "gzip");
    CHECK(thrown_by<wse::error>([&] { decoder.read(wse::bytes_span()); }).code() == wse::errc::invalid_argument);
    decoder.begin("text/plain", "br", code);
    CHECK(code == wse::errc::not_supported);
    wse::encoder binary("msbin1", [](wse::bytes_view) {});
    CHECK(thrown_by<wse::error>([&] { binary.begin("image/png"); }).code() == wse::errc::not_supported);
    binary.begin("image/png", code);
    CHECK(code == wse::errc::not_supported);
}

void instances_move_in_the_middle_of_a_message()
{
    std::string wire;
    // A sink that cannot be copied.
    auto owned = std::make_unique<std::string *>(&wire);
    wse::encoder encoder("gzip", [owned = std::move(owned)](wse::bytes_view bytes) { (*owned)->append(bytes.text()); });
    encoder.begin();
    encoder.write("hel");
    wse::encoder moved = std::move(encoder);
    moved.write("lo");
    encoder = std::move(moved);
    encoder.finish();

    wse::decoder decoder("gzip", source_of(wire, 1));
    char piece[2];
    decoder.begin({}, "gzip");
    std::string text(piece, decoder.read(piece));
    wse::decoder other = std::move(decoder);
    text += read_all(other);
    CHECK(text == "hello");
    static_assert(!std::is_copy_constructible_v<wse::encoder> && !std::is_copy_constructible_v<wse::decoder>);
    static_assert(std::is_nothrow_move_constructible_v<wse::encoder> && std::is_nothrow_move_assignable_v<wse::decoder>);
}

void a_table_makes_instances_that_outlive_it()
{
    std::string wire;
    const auto sink = [&](wse::bytes_view bytes) { wire.append(bytes.text()); };
    auto table = std::make_unique<wse::encoder_table>("gzip", wse::properties().compression_level(1));
    wse::encoder_table kept = std::move(*table);
    wse::encoder one(kept, sink), two(kept.get(), std::ref(sink));
    table.reset();
    kept = wse::encoder_table("br");
    for (wse::encoder *encoder : { &one, &two }) {
        wire.clear();
        CHECK(encoder->begin().content_encoding == "gzip");
        encoder->write("hello");
        encoder->finish();
        CHECK(wse::decode("gzip", { wire, "", "gzip" }).bytes == "hello");
    }
    wse::decoder_table decoders("gzip");
    wse::decoder decoder(decoders, source_of(wire));
    decoders = wse::decoder_table("br");
    decoder.begin({}, "gzip");
    CHECK(read_all(decoder) == "hello");
}

} // namespace

void test_streams()
{
    a_message_in_parts_is_the_same_message();
    what_has_been_written_before_a_flush_can_be_read();
    an_encoder_can_be_the_sink_and_a_decoder_the_source_of_another();
    what_a_sink_throws_comes_out_unchanged();
    what_a_source_throws_comes_out_unchanged();
    a_call_out_of_order_is_refused();
    instances_move_in_the_middle_of_a_message();
    a_table_makes_instances_that_outlive_it();
}
