/// @file
/// Encoders and decoders in C++: instances that stream messages through a sink or a source of the program. Include
/// wsencoder.hpp.
#ifndef WSENCODER_CPP_CODECS_HPP
#define WSENCODER_CPP_CODECS_HPP

#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "callbacks.hpp"
#include "properties.hpp"

namespace wse {

/// A table: the callbacks of an encoder or decoder, of which any number of instances can be made, on any threads.
template <typename Table, auto Create, auto CreateOfCodec, auto Free> class basic_table {
  public:
    /// The table of a codec or chain, such as "msbin1,gzip". Throws wse::error.
    explicit basic_table(const std::string &codec, const properties &options = {}) : basic_table(Create, codec.c_str(), options)
    {
    }

    /// The table of a transform, which need not be registered. Throws wse::error.
    explicit basic_table(const WSE_CODEC &codec, const properties &options = {}) : basic_table(CreateOfCodec, &codec, options)
    {
    }

    /// Moves the table.
    basic_table(basic_table &&other) noexcept : table_(std::exchange(other.table_, Table()))
    {
    }

    /// Moves the table.
    basic_table &operator=(basic_table &&other) noexcept
    {
        std::swap(table_, other.table_);
        return *this;
    }

    /// Frees the table. Instances that were made of it stay valid.
    ~basic_table()
    {
        Free(&table_);
    }

    /// The table as C functions take it.
    const Table &get() const noexcept
    {
        return table_;
    }

  private:
    template <typename Make, typename Codec> basic_table(Make create, const Codec *codec, const properties &options)
    {
        detail::report report;
        report.check(options.with_list(
            [&](const WSE_PROPERTY *list, ULONG count) { return create(codec, list, count, &table_, report.fresh()); }));
    }

    Table table_ = Table();
};

/// The table of an encoder.
using encoder_table = basic_table<WS_CHANNEL_ENCODER, WseCreateChannelEncoder, WseCreateCodecEncoder, WseFreeChannelEncoder>;

/// The table of a decoder.
using decoder_table = basic_table<WS_CHANNEL_DECODER, WseCreateChannelDecoder, WseCreateCodecDecoder, WseFreeChannelDecoder>;

/// What an encoded message is labelled with, in HTTP or elsewhere.
struct labels {
    /// The content type.
    std::string content_type;
    /// The content encoding, such as "gzip"; empty if there is none.
    std::string content_encoding;
};

/// An encoder: takes messages in parts, one after the other, and passes what they become to a sink.
///
/// The sink is any callable that takes a bytes_view, which is valid during the call. An exception that it throws comes out of
/// the function of the encoder that led to the call; the message has then failed. Use an encoder for one call at a time, and
/// all messages of a session (msbinsession1) with one encoder. All calls are synchronous: a program whose sink must not block
/// uses the table's callbacks with a WS_ASYNC_CONTEXT.
///
/// Each function throws wse::error if it fails, or with a std::error_code as its last argument sets that instead.
class encoder {
  public:
    /// An encoder of a codec or chain, such as "msbin1,gzip".
    template <typename Sink>
    encoder(const std::string &codec, Sink &&sink, const properties &options = {})
        : encoder(encoder_table(codec, options), std::forward<Sink>(sink))
    {
    }

    /// An encoder of a table, which may be freed before the encoder.
    template <typename Sink> encoder(const encoder_table &table, Sink &&sink) : encoder(table.get(), std::forward<Sink>(sink))
    {
    }

    /// An encoder of a table of C functions, from this library or not.
    template <typename Sink>
    encoder(const WS_CHANNEL_ENCODER &table, Sink &&sink)
        : table_(table), sink_(std::make_unique<detail::sink_of<std::decay_t<Sink>>>(std::forward<Sink>(sink)))
    {
        sink_->check(table_.createEncoderCallback(table_.createContext, detail::sink_callee::write, sink_.get(), &instance_,
                                                  sink_->messages.fresh()));
    }

    /// Moves the encoder, also in the middle of a message.
    encoder(encoder &&other) noexcept
        : table_(other.table_), sink_(std::move(other.sink_)), instance_(std::exchange(other.instance_, nullptr))
    {
    }

    /// Moves the encoder, also in the middle of a message.
    encoder &operator=(encoder &&other) noexcept
    {
        std::swap(table_, other.table_);
        std::swap(sink_, other.sink_);
        std::swap(instance_, other.instance_);
        return *this;
    }

    /// Frees the encoder. A message that has not been finished is abandoned.
    ~encoder()
    {
        if (instance_ != nullptr)
            table_.freeEncoderCallback(instance_);
    }

    /// Begins a message of a content type, and returns the labels of the encoded message. A message in progress is abandoned.
    labels begin(std::string_view content_type = {})
    {
        labels result;
        sink_->check(start(content_type, result));
        return result;
    }

    /// The same with an error code.
    labels begin(std::string_view content_type, std::error_code &code)
    {
        labels result;
        code = sink_->code(start(content_type, result));
        return code ? labels() : result;
    }

    /// Encodes the next part of the message. It does not matter where a message is split.
    void write(bytes_view part)
    {
        sink_->check(encode(part));
    }

    /// The same with an error code.
    void write(bytes_view part, std::error_code &code)
    {
        code = sink_->code(encode(part));
    }

    /// Makes what has been written so far reach the sink, in a form that a decoder can return: see WseEncoderFlush. The encoder
    /// must be one of this library.
    void flush()
    {
        sink_->check(WseEncoderFlush(instance_, nullptr, sink_->messages.fresh()));
    }

    /// The same with an error code.
    void flush(std::error_code &code)
    {
        code = sink_->code(WseEncoderFlush(instance_, nullptr, sink_->messages.fresh()));
    }

    /// Ends the message, and passes the rest of it to the sink.
    void finish()
    {
        sink_->check(table_.encoderEndCallback(instance_, nullptr, sink_->messages.fresh()));
    }

    /// The same with an error code.
    void finish(std::error_code &code)
    {
        code = sink_->code(table_.encoderEndCallback(instance_, nullptr, sink_->messages.fresh()));
    }

  private:
    HRESULT start(std::string_view content_type, labels &result)
    {
        std::vector<WCHAR> wide = detail::to_wide(content_type);
        const WS_STRING type = detail::string_of(wide);
        WS_STRING new_type = { 0, nullptr }, encoding = { 0, nullptr };
        WS_ERROR *error = sink_->messages.fresh();
        HRESULT hr = table_.encoderGetContentTypeCallback(instance_, &type, &new_type, &encoding, error);
        if (FAILED(hr))
            return hr;
        result = { detail::to_narrow(new_type), detail::to_narrow(encoding) };
        return table_.encoderStartCallback(instance_, nullptr, error);
    }

    HRESULT encode(bytes_view part)
    {
        return detail::write_parts(part, [&](const WS_BYTES *buffer) {
            return table_.encoderEncodeCallback(instance_, buffer, 1, nullptr, sink_->messages.fresh());
        });
    }

    WS_CHANNEL_ENCODER table_;
    std::unique_ptr<detail::sink_callee> sink_; // at one address, which the instance knows
    void *instance_ = nullptr;
};

/// A decoder: reads messages from a source, one after the other, and returns them decoded, in parts.
///
/// The source is any callable that fills a bytes_span and returns the number of bytes, 0 at the end of the message. An
/// exception that it throws comes out of the function of the decoder that led to the call; the message has then failed. Use a
/// decoder for one call at a time, and all messages of a session (msbinsession1) with one decoder. All calls are synchronous.
///
/// Each function throws wse::error if it fails, or with a std::error_code as its last argument sets that instead.
class decoder {
  public:
    /// A decoder of a codec or chain, such as "msbin1,gzip".
    template <typename Source>
    decoder(const std::string &codec, Source &&source, const properties &options = {})
        : decoder(decoder_table(codec, options), std::forward<Source>(source))
    {
    }

    /// A decoder of a table, which may be freed before the decoder.
    template <typename Source>
    decoder(const decoder_table &table, Source &&source) : decoder(table.get(), std::forward<Source>(source))
    {
    }

    /// A decoder of a table of C functions, from this library or not.
    template <typename Source>
    decoder(const WS_CHANNEL_DECODER &table, Source &&source)
        : table_(table), source_(std::make_unique<detail::source_of<std::decay_t<Source>>>(std::forward<Source>(source)))
    {
        source_->check(table_.createDecoderCallback(table_.createContext, detail::source_callee::read, source_.get(),
                                                    &instance_, source_->messages.fresh()));
    }

    /// Moves the decoder, also in the middle of a message.
    decoder(decoder &&other) noexcept
        : table_(other.table_), source_(std::move(other.source_)), instance_(std::exchange(other.instance_, nullptr)),
          has_ended_(other.has_ended_)
    {
    }

    /// Moves the decoder, also in the middle of a message.
    decoder &operator=(decoder &&other) noexcept
    {
        std::swap(table_, other.table_);
        std::swap(source_, other.source_);
        std::swap(instance_, other.instance_);
        std::swap(has_ended_, other.has_ended_);
        return *this;
    }

    /// Frees the decoder. A message that has not been read to its end is abandoned.
    ~decoder()
    {
        if (instance_ != nullptr)
            table_.freeDecoderCallback(instance_);
    }

    /// Begins a message with these labels, and returns the content type of the decoded message. An empty content encoding means
    /// that there is none. A message in progress is abandoned.
    std::string begin(std::string_view content_type = {}, std::string_view content_encoding = {})
    {
        std::string result;
        source_->check(start(content_type, content_encoding, result));
        return result;
    }

    /// The same with an error code.
    std::string begin(std::string_view content_type, std::string_view content_encoding, std::error_code &code)
    {
        std::string result;
        code = source_->code(start(content_type, content_encoding, result));
        return code ? std::string() : result;
    }

    /// Fills `room`, which must not be empty, with the next decoded bytes, and returns their number. 0 means that the whole
    /// message has been decoded and that its checksums are right; what came before is unverified until then.
    std::size_t read(bytes_span room)
    {
        ULONG length = 0;
        source_->check(decode(room, length));
        return length;
    }

    /// The same with an error code.
    std::size_t read(bytes_span room, std::error_code &code)
    {
        ULONG length = 0;
        code = source_->code(decode(room, length));
        return code ? 0 : length;
    }

  private:
    HRESULT start(std::string_view content_type, std::string_view content_encoding, std::string &result)
    {
        std::vector<WCHAR> wide_type = detail::to_wide(content_type), wide_encoding = detail::to_wide(content_encoding);
        const WS_STRING type = detail::string_of(wide_type), encoding = detail::string_of(wide_encoding);
        WS_STRING new_type = { 0, nullptr };
        WS_ERROR *error = source_->messages.fresh();
        has_ended_ = false;
        HRESULT hr = table_.decoderStartCallback(instance_, nullptr, error);
        if (SUCCEEDED(hr))
            hr = table_.decoderGetContentTypeCallback(instance_, &type, encoding.length > 0 ? &encoding : nullptr, &new_type,
                                                      error);
        if (SUCCEEDED(hr))
            result = detail::to_narrow(new_type);
        return hr;
    }

    HRESULT decode(bytes_span room, ULONG &length)
    {
        if (has_ended_)
            return S_OK;
        WS_ERROR *error = source_->messages.fresh();
        HRESULT hr = table_.decoderDecodeCallback(instance_, room.data(), detail::room_of(room), &length, nullptr, error);
        if (SUCCEEDED(hr) && length == 0) {
            hr = table_.decoderEndCallback(instance_, nullptr, error);
            has_ended_ = SUCCEEDED(hr);
        }
        return hr;
    }

    WS_CHANNEL_DECODER table_;
    std::unique_ptr<detail::source_callee> source_; // at one address, which the instance knows
    void *instance_ = nullptr;
    bool has_ended_ = false;
};

} // namespace wse

#endif
