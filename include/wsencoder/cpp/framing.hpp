/// @file
/// .NET message framing in C++, which carries messages over net.tcp. Include wsencoder.hpp.
#ifndef WSENCODER_CPP_FRAMING_HPP
#define WSENCODER_CPP_FRAMING_HPP

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "codecs.hpp"

namespace wse {

namespace detail {

/// Frees an object of C with its function.
template <auto function> struct free_with {
    template <typename Object> void operator()(Object *object) const noexcept
    {
        function(object);
    }
};

/// The string of C, for which NULL means none.
inline const char *or_null(const std::string &text) noexcept
{
    return text.empty() ? nullptr : text.c_str();
}

inline std::string or_empty(const char *text)
{
    return text == nullptr ? std::string() : std::string(text);
}

} // namespace detail

/// A record of one side of a connection, or the beginning, a part or the end of an envelope: see WSE_FRAME.
struct frame {
    /// What it is.
    WSE_FRAME_EVENT event = WSE_FRAME_NONE;
    /// A number that the comment of the event explains.
    LONG value = 0;
    /// The size of an envelope, for WSE_FRAME_ENVELOPE_BEGIN; WSE_FRAME_UNSIZED if it is not known.
    std::uint64_t size = 0;
    /// A text, or bytes of the envelope.
    bytes_view bytes;
};

/// Reads the records that one side of a connection writes. It has no socket: the program passes it what has come.
class frame_reader {
  public:
    /// A reader of the records of `side`: a server reads those of WSE_FRAME_CLIENT. 0 means no limit. Throws wse::error.
    explicit frame_reader(WSE_FRAME_SIDE side, std::uint64_t max_envelope_size = 0)
    {
        WSE_FRAME_READER *made = nullptr;
        report_->check(WseCreateFrameReader(side, max_envelope_size, &made, report_->fresh()));
        reader_.reset(made);
    }

    /// Takes bytes off the front of `input` up to the next event. Call it until the event is WSE_FRAME_NONE, then again with
    /// the bytes that have come meanwhile. The bytes of an envelope are those of the input; others are valid until the next
    /// call. Throws wse::error.
    frame read(bytes_view &input)
    {
        const bytes_view part = input.subview(0, std::size_t{ 1 } << 30);
        WS_BYTES bytes = { static_cast<ULONG>(part.size()), const_cast<BYTE *>(part.data()) };
        WSE_FRAME read = WSE_FRAME();
        report_->check(WseReadFrame(reader_.get(), &bytes, &read, report_->fresh()));
        input = input.subview(part.size() - bytes.length);
        return { read.event, read.value, read.size, bytes_view(read.bytes.bytes, read.bytes.length) };
    }

    /// After read has failed: the URI that a server answers as WSE_FRAME_FAULT before it closes the connection; empty if none.
    std::string fault() const
    {
        return detail::or_empty(WseGetFrameFault(reader_.get()));
    }

  private:
    std::unique_ptr<detail::report> report_ = std::make_unique<detail::report>();
    std::unique_ptr<WSE_FRAME_READER, detail::free_with<WseFreeFrameReader>> reader_;
};

/// Writes the records of one side of a connection to a sink, a callable that takes a bytes_view.
class frame_writer {
  public:
    /// A writer for `side`. Throws wse::error.
    template <typename Sink>
    frame_writer(WSE_FRAME_SIDE side, Sink &&sink)
        : sink_(std::make_unique<detail::sink_of<std::decay_t<Sink>>>(std::forward<Sink>(sink)))
    {
        WSE_FRAME_WRITER *made = nullptr;
        sink_->check(WseCreateFrameWriter(side, detail::sink_callee::write, sink_.get(), &made, sink_->messages.fresh()));
        writer_.reset(made);
    }

    /// Writes a record, or the beginning, a part or the end of an envelope. A text or part has less than 4 GiB. Throws
    /// wse::error.
    void write(const frame &record)
    {
        if (record.bytes.size() > std::numeric_limits<ULONG>::max())
            throw error(errc::invalid_argument, "a part of an envelope has 4 GiB or more");
        const WS_BYTES bytes = { static_cast<ULONG>(record.bytes.size()), const_cast<BYTE *>(record.bytes.data()) };
        const WSE_FRAME plain = { record.event, record.value, record.size, bytes };
        sink_->check(WseWriteFrame(writer_.get(), &plain, nullptr, sink_->messages.fresh()));
    }

  private:
    std::unique_ptr<detail::sink_callee> sink_; // outlives the writer, which is destroyed first
    std::unique_ptr<WSE_FRAME_WRITER, detail::free_with<WseFreeFrameWriter>> writer_;
};

/// What a client says about a connection before the first message: see WSE_FRAME_PREAMBLE.
struct frame_preamble {
    /// The URI that the client connects to: "net.tcp://host:808/service".
    std::string via;
    /// How messages follow one another.
    WSE_FRAME_MODE mode = WSE_FRAME_MODE_DUPLEX;
    /// The content type of the messages as encoded. Empty means application/soap+msbinsession1 or, in the mode
    /// singleton-unsized, application/soap+msbin1.
    std::string content_type;
    /// The name of the protocol that the connection is to be secured with; empty: none.
    std::string upgrade;
};

/// One side of a net.tcp connection. It encodes, decodes and frames messages, and reads and writes the bytes of the connection
/// with two callables of the program: a source that waits for bytes, fills a bytes_span and returns their number, 0 if the peer
/// has closed the connection; and a sink that takes a bytes_view. What they throw comes out of the function that led to the
/// call. Each function throws wse::error if it fails.
class frame_session {
  public:
    /// A session. No message may have more than `max_message_size` bytes, encoded or decoded; 0 means 64 MiB.
    template <typename Source, typename Sink>
    frame_session(Source &&source, Sink &&sink, std::uint64_t max_message_size = 0)
        : source_(std::make_unique<detail::source_of<std::decay_t<Source>>>(std::forward<Source>(source))),
          sink_(std::make_unique<detail::sink_of<std::decay_t<Sink>>>(std::forward<Sink>(sink)))
    {
        WSE_FRAME_SESSION *made = nullptr;
        check(WseCreateFrameSession(max_message_size, detail::source_callee::read, source_.get(), detail::sink_callee::write,
                                    sink_.get(), &made, fresh()));
        session_.reset(made);
    }

    /// Opens the connection as its client. Returns true once the server has accepted it. False means that the server agrees to
    /// the upgrade: secure the connection, and call it again, with the next upgrade or none.
    bool open(const frame_preamble &preamble)
    {
        const WSE_FRAME_PREAMBLE plain = { preamble.mode, preamble.via.c_str(), detail::or_null(preamble.content_type),
                                           detail::or_null(preamble.upgrade) };
        return check(WseOpenFrameSession(session_.get(), &plain, fresh())) == S_OK;
    }

    /// Accepts a connection as its server, and returns what the client says; nothing if the client has closed the connection
    /// before it said anything. If `upgrade` is not empty, agree to it with agree_to_upgrade, secure the connection and call
    /// the function again, or refuse it with fail.
    std::optional<frame_preamble> accept()
    {
        WSE_FRAME_PREAMBLE said = WSE_FRAME_PREAMBLE();
        const HRESULT result = check(WseAcceptFrameSession(session_.get(), &said, fresh()));
        if (result == WS_S_END)
            return std::nullopt;
        return frame_preamble{ detail::or_empty(said.via), said.mode, detail::or_empty(said.contentType),
                               result == S_FALSE ? detail::or_empty(said.upgrade) : std::string() };
    }

    /// Tells the client that its upgrade is accepted. Secure the connection afterwards.
    void agree_to_upgrade()
    {
        check(WseAgreeToFrameUpgrade(session_.get(), fresh()));
    }

    /// Sends a message, which is text in UTF-8.
    void send(bytes_view text)
    {
        write(text);
        finish();
    }

    /// Receives a message as text in UTF-8; nothing if the peer has no more messages.
    std::optional<std::string> receive()
    {
        std::string text;
        char piece[4096];
        while (const std::optional<std::size_t> count = read(piece)) {
            if (*count == 0)
                return text;
            text.append(piece, *count);
        }
        return std::nullopt;
    }

    /// Sends the next part of a message.
    void write(bytes_view part)
    {
        check(detail::write_parts(part, [&](const WS_BYTES *buffer) {
            return WseWriteFrameMessage(session_.get(), buffer, 1, nullptr, fresh());
        }));
    }

    /// Ends the message that write has begun.
    void finish()
    {
        check(WseEndFrameMessage(session_.get(), fresh()));
    }

    /// Fills `room` with the next part of a message and returns the number of bytes: 0 at the end of a message; nothing if the
    /// peer has no more messages.
    std::optional<std::size_t> read(bytes_span room)
    {
        ULONG length = 0;
        const HRESULT result = check(
            WseReadFrameMessage(session_.get(), room.data(), detail::room_of(room), &length, nullptr, fresh()));
        return result == WS_S_END ? std::nullopt : std::optional<std::size_t>(length);
    }

    /// Tells the peer that this side has no more messages. The peer's can still be received.
    void end()
    {
        check(WseEndFrameSession(session_.get(), fresh()));
    }

    /// Refuses, as a server, the connection or what the client has sent, with the URI of a fault. Close the connection
    /// afterwards.
    void fail(const std::string &fault)
    {
        check(WseFailFrameSession(session_.get(), fault.c_str(), fresh()));
    }

  private:
    WS_ERROR *fresh() noexcept
    {
        return source_->messages.fresh();
    }

    /// What the sink has thrown comes first, then what the source has, then the failure of the function.
    HRESULT check(HRESULT result)
    {
        sink_->check(S_OK);
        return source_->check(result);
    }

    std::unique_ptr<detail::source_callee> source_; // both outlive the session, which is destroyed first
    std::unique_ptr<detail::sink_callee> sink_;
    std::unique_ptr<WSE_FRAME_SESSION, detail::free_with<WseFreeFrameSession>> session_;
};

} // namespace wse

#endif
