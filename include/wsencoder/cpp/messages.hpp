/// @file
/// Whole messages in C++: encoding and decoding in one call. Include wsencoder.hpp.
#ifndef WSENCODER_CPP_MESSAGES_HPP
#define WSENCODER_CPP_MESSAGES_HPP

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "codecs.hpp"

namespace wse {

/// A message, encoded or decoded, with what it is labelled with.
struct message {
    /// The bytes. A decoded message in binary XML, mtom or UTF-16 is text in UTF-8.
    std::string bytes;
    /// The content type; empty if nobody said one.
    std::string content_type;
    /// The content encoding, such as "gzip"; empty if there is none. That of a decoded message is empty.
    std::string content_encoding;
};

/// Encodes whole messages, one after the other, with one instance: faster than wse::encode for many messages, and what a
/// session (msbinsession1) needs. If a function fails, the next message can be encoded; in a session, see SESSIONS in
/// wsencoder.h.
class message_encoder {
  public:
    /// An encoder of a codec or chain, such as "msbin1,gzip". Throws wse::error.
    explicit message_encoder(const std::string &codec, const properties &options = {})
        : message_encoder(encoder_table(codec, options))
    {
    }

    /// An encoder of a table. Throws wse::error.
    explicit message_encoder(const encoder_table &table)
        : output_(std::make_unique<std::string>()),
          encoder_(table, [output = output_.get()](bytes_view bytes) { output->append(bytes.text()); })
    {
    }

    /// Encodes a message. Throws wse::error.
    message encode(bytes_view bytes, std::string_view content_type = {})
    {
        output_->clear();
        labels names = encoder_.begin(content_type);
        encoder_.write(bytes);
        encoder_.finish();
        return { std::exchange(*output_, std::string()), std::move(names.content_type), std::move(names.content_encoding) };
    }

    /// The same with an error code; the message is empty if there is one.
    message encode(bytes_view bytes, std::string_view content_type, std::error_code &code)
    {
        output_->clear();
        labels names = encoder_.begin(content_type, code);
        if (!code)
            encoder_.write(bytes, code);
        if (!code)
            encoder_.finish(code);
        if (code)
            return message();
        return { std::exchange(*output_, std::string()), std::move(names.content_type), std::move(names.content_encoding) };
    }

  private:
    std::unique_ptr<std::string> output_; // at one address, which the sink knows
    encoder encoder_;
};

/// Decodes whole messages, one after the other, with one instance: faster than wse::decode for many messages, and what a
/// session (msbinsession1) needs. If a function fails, the next message can be decoded; in a session, see SESSIONS in
/// wsencoder.h.
class message_decoder {
  public:
    /// A decoder of a codec or chain, such as "msbin1,gzip". Throws wse::error.
    explicit message_decoder(const std::string &codec, const properties &options = {})
        : message_decoder(decoder_table(codec, options))
    {
    }

    /// A decoder of a table. Throws wse::error.
    explicit message_decoder(const decoder_table &table)
        : input_(std::make_unique<bytes_view>()), decoder_(table, [input = input_.get()](bytes_span room) {
              const std::size_t count = std::min(input->size(), room.size());
              if (count > 0)
                  std::memcpy(room.data(), input->data(), count);
              *input = input->subview(count);
              return count;
          })
    {
    }

    /// Decodes a message with these labels; an empty content encoding means that there is none. Throws wse::error.
    message decode(bytes_view bytes, std::string_view content_type = {}, std::string_view content_encoding = {})
    {
        message result;
        *input_ = bytes;
        result.content_type = decoder_.begin(content_type, content_encoding);
        while (const std::size_t count = decoder_.read(piece_))
            result.bytes.append(piece_, count);
        return result;
    }

    /// Decodes a message with its labels. Throws wse::error.
    message decode(const message &encoded)
    {
        return decode(encoded.bytes, encoded.content_type, encoded.content_encoding);
    }

    /// The same with an error code; the message is empty if there is one.
    message decode(const message &encoded, std::error_code &code)
    {
        message result;
        *input_ = encoded.bytes;
        result.content_type = decoder_.begin(encoded.content_type, encoded.content_encoding, code);
        while (!code) {
            const std::size_t count = decoder_.read(piece_, code);
            if (count == 0)
                break;
            result.bytes.append(piece_, count);
        }
        return code ? message() : result;
    }

  private:
    std::unique_ptr<bytes_view> input_; // at one address, which the source knows
    decoder decoder_;
    char piece_[16384];
};

/// Encodes a message in one call: wse::encode("msbin1,gzip", soap, "application/soap+xml; charset=utf-8"). Throws wse::error.
inline message encode(const std::string &codec, bytes_view bytes, std::string_view content_type = {},
                      const properties &options = {})
{
    return message_encoder(codec, options).encode(bytes, content_type);
}

/// Decodes a message with its labels in one call. Set max_decoded_size for what others send; it is 64 MiB otherwise. Throws
/// wse::error.
inline message decode(const std::string &codec, const message &encoded, const properties &options = {})
{
    return message_decoder(codec, options).decode(encoded);
}

/// Lists the records of a binary XML message or the parts of a package, one per line, as WseDumpMessage does. Throws
/// wse::error.
inline std::string dump(const std::string &codec, bytes_view bytes, const properties &options = {})
{
    std::string lines;
    detail::source_of source([&bytes](bytes_span room) {
        const std::size_t count = std::min(bytes.size(), room.size());
        if (count > 0)
            std::memcpy(room.data(), bytes.data(), count);
        bytes = bytes.subview(count);
        return count;
    });
    detail::sink_of sink([&lines](bytes_view line) { lines.append(line.text()); });
    const HRESULT result = options.with_list([&](const WSE_PROPERTY *list, ULONG count) {
        return WseDumpMessage(codec.c_str(), list, count, detail::source_callee::read, &source, detail::sink_callee::write,
                              &sink, source.messages.fresh());
    });
    sink.check(S_OK);
    source.check(result);
    return lines;
}

/// The names of all codecs, built-in and registered.
inline std::vector<std::string> codecs()
{
    std::vector<std::string> names;
    while (const char *name = WseGetCodecName(static_cast<ULONG>(names.size())))
        names.emplace_back(name);
    return names;
}

} // namespace wse

#endif
