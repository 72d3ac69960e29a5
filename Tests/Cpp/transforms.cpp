// Codecs that are classes of C++.
#include <new>
#include <stdexcept>
#include <vector>

#include "check.hpp"

namespace {

/// Adds a key to each byte, and takes it away again.
template <int sign> class shift {
  public:
    explicit shift(const WSE_CODEC_OPTIONS &options) : key_(options.level != 0 ? options.level : 13)
    {
    }

    wse::progress process(wse::transform_input &input, wse::transform_output &output, bool is_last)
    {
        while (!input.empty() && !output.full()) {
            *output.room().begin() = static_cast<unsigned char>(input.rest()[0] + sign * key_);
            input.take(1);
            output.wrote(1);
        }
        return !input.empty() ? wse::progress::output_full : is_last ? wse::progress::finished : wse::progress::may_end;
    }

  private:
    int key_;
};

void a_class_is_a_codec_of_its_name()
{
    wse::codec<shift<1>, shift<-1>> description("shift");
    description.aliases("x-shift").content_encoding("shift");
    wse::register_codec(description);
    for (const char *name : { "shift", "x-shift", "shift,gzip", "gzip,shift" }) {
        const wse::message wire = wse::encode(name, soap_message(100000));
        CHECK(wse::decode(name, wire).bytes == soap_message(100000));
    }
    CHECK(wse::encode("shift", "Hello").bytes == "Uryy|" && wse::encode("shift", "").content_encoding == "shift");
    CHECK(thrown_by<wse::error>([&] { wse::register_codec(description); }).code() == wse::errc::invalid_operation);
    wse::unregister_codec("x-shift");
    CHECK(thrown_by<wse::error>([] { wse::unregister_codec("shift"); }).code() == wse::errc::not_supported);
    CHECK(thrown_by<wse::error>([] { wse::encoder_table("shift"); }).code() == wse::errc::not_supported);
}

void a_codec_need_not_be_registered()
{
    wse::codec<shift<1>, void> description("shift");
    description.levels(1, 5, 2).content_types("text/plain", "text/plain; charset=utf-8", "text/shifted");
    wse::message_encoder encoder(wse::encoder_table(description.get()));
    const wse::message wire = encoder.encode("abc", "text/plain");
    CHECK(wire.bytes == "cde" && wire.content_type == "text/shifted");
    wse::message_encoder most(wse::encoder_table(description.get(), wse::properties().compression_level(5)));
    CHECK(most.encode("abc").bytes == "fgh");
    CHECK(thrown_by<wse::error>([&] { wse::decoder_table(description.get()); }).code() == wse::errc::not_supported);
    CHECK(thrown_by<wse::error>([] { wse::register_codec(wse::codec<shift<1>>("NO GOOD NAME")); }).code()
          == wse::errc::invalid_argument);
}

/// Fails as its input says.
struct failing {
    wse::progress process(wse::transform_input &input, wse::transform_output &, bool is_last)
    {
        if (!input.empty())
            switch (input.rest()[0]) {
            case 'e': throw wse::error(wse::errc::quota_exceeded, "the cup is full");
            case 'r': throw std::runtime_error("the cup is broken");
            case 'm': throw std::bad_alloc();
            default: throw 7;
            }
        return is_last ? wse::progress::finished : wse::progress::may_end;
    }
};

void what_a_transform_throws_is_the_failure_of_the_message()
{
    wse::message_encoder encoder(wse::encoder_table(wse::codec<failing>("cup").get()));
    const auto first = thrown_by<wse::error>([&] { encoder.encode("e"); });
    CHECK(first.code() == wse::errc::quota_exceeded);
    CHECK(first.strings().front() == "cup encoder: the cup is full (input offset 0)");
    const auto second = thrown_by<wse::error>([&] { encoder.encode("r"); });
    CHECK(second.code() == wse::errc::failed && second.strings().front().find("the cup is broken") != std::string::npos);
    thrown_by<std::bad_alloc>([&] { encoder.encode("m"); });
    CHECK(thrown_by<wse::error>([&] { encoder.encode("x"); }).result() == E_FAIL);
    CHECK(encoder.encode("").bytes.empty());
}

std::vector<std::string> calls;

/// Says what it is called for.
struct recorder {
    recorder()
    {
        calls.push_back("made");
    }
    ~recorder()
    {
        calls.push_back("freed");
    }
    void begin()
    {
        calls.push_back("begin");
    }
    void commit() noexcept
    {
        calls.push_back("commit");
    }
    void abandon() noexcept
    {
        calls.push_back("abandon");
    }
    wse::progress process(wse::transform_input &input, wse::transform_output &output, bool is_last)
    {
        if (!input.empty() && !output.full()) {
            *output.room().begin() = 'x';
            output.wrote(1);
            input.take(1);
        }
        return !input.empty() ? wse::progress::output_full : is_last ? wse::progress::finished : wse::progress::may_end;
    }
};

void a_transform_is_told_of_each_message()
{
    {
        const wse::codec<recorder> description = wse::codec<recorder>("recorder").uses_session();
        bool fails = false;
        wse::encoder encoder(wse::encoder_table(description.get(), wse::properties().chunk_size(1)), [&](wse::bytes_view) {
            if (fails)
                throw 7;
        });
        for (fails = false; !fails; fails = true) {
            encoder.begin();
            encoder.write("ab");
            encoder.finish();
        }
        encoder.begin();
        CHECK(thrown_by<int>([&] { encoder.write("ab"); }) == 7);
        encoder.begin();
    }
    CHECK((calls == std::vector<std::string>{ "made", "begin", "commit", "begin", "abandon", "begin", "freed" }));
}

struct unmakeable {
    unmakeable()
    {
        throw wse::error(wse::errc::not_supported, "no processor for it");
    }
    wse::progress process(wse::transform_input &, wse::transform_output &, bool)
    {
        return wse::progress::finished;
    }
};

void a_constructor_may_throw()
{
    wse::message_encoder encoder(wse::encoder_table(wse::codec<unmakeable>("odd").get()));
    const auto error = thrown_by<wse::error>([&] { encoder.encode("a"); });
    CHECK(error.code() == wse::errc::not_supported && error.strings().front().find("no processor for it") != std::string::npos);
}

} // namespace

void test_transforms()
{
    a_class_is_a_codec_of_its_name();
    a_codec_need_not_be_registered();
    what_a_transform_throws_is_the_failure_of_the_message();
    a_transform_is_told_of_each_message();
    a_constructor_may_throw();
    CHECK(thrown_by<wse::error>([] { wse::load_plugin("./no-such-plug-in.so"); }).code() == wse::errc::not_supported);
}
