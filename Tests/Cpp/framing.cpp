// Records of net.tcp, and both sides of a connection.
#include <stdexcept>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "check.hpp"

namespace {

const char via[] = "net.tcp://localhost:808/echo";

void records_that_are_written_are_read()
{
    std::string stream;
    wse::frame_writer writer(WSE_FRAME_CLIENT, [&](wse::bytes_view bytes) { stream.append(bytes.text()); });
    const std::vector<wse::frame> records = {
        { WSE_FRAME_VERSION, 0x0100, 0, {} },
        { WSE_FRAME_MODE_RECORD, WSE_FRAME_MODE_DUPLEX, 0, {} },
        { WSE_FRAME_VIA, 0, 0, via },
        { WSE_FRAME_ENCODING, 8, 0, "application/soap+msbinsession1" },
        { WSE_FRAME_PREAMBLE_END, 0, 0, {} },
        { WSE_FRAME_ENVELOPE_BEGIN, 0, 5, {} },
        { WSE_FRAME_ENVELOPE_BYTES, 0, 0, "hello" },
        { WSE_FRAME_ENVELOPE_END, 0, 0, {} },
        { WSE_FRAME_END, 0, 0, {} },
    };
    for (const wse::frame &record : records)
        writer.write(record);
    CHECK(thrown_by<wse::error>([&] { writer.write({ WSE_FRAME_VIA, 0, 0, via }); }).code() == wse::errc::invalid_operation);

    // However the stream is cut, here after every byte; an envelope then comes in as many parts.
    wse::frame_reader reader(WSE_FRAME_CLIENT, 5);
    std::vector<wse::frame> read;
    std::string envelope;
    std::vector<std::string> texts;
    for (const char byte : stream) {
        wse::bytes_view input(&byte, 1);
        while (true) {
            const wse::frame next = reader.read(input);
            if (next.event == WSE_FRAME_NONE)
                break;
            if (next.event == WSE_FRAME_ENVELOPE_BYTES) {
                envelope += next.bytes.text();
                if (envelope.size() > 1)
                    continue;
            }
            read.push_back(next);
            texts.emplace_back(next.event == WSE_FRAME_ENVELOPE_BYTES ? std::string_view() : next.bytes.text());
        }
        CHECK(input.empty());
    }
    CHECK(envelope == "hello" && read.size() == records.size());
    for (std::size_t index = 0; index < read.size(); index++) {
        CHECK(read[index].event == records[index].event && read[index].value == records[index].value);
        CHECK(read[index].size == records[index].size);
        CHECK(read[index].event == WSE_FRAME_ENVELOPE_BYTES || texts[index] == records[index].bytes.text());
    }
}

void a_server_answers_a_bad_stream_with_a_fault()
{
    wse::frame_reader reader(WSE_FRAME_CLIENT);
    wse::bytes_view input("\x00\x02\x00", 3);
    CHECK(reader.fault().empty());
    CHECK(thrown_by<wse::error>([&] {
              while (reader.read(input).event != WSE_FRAME_NONE) {
              }
          }).code()
          == wse::errc::invalid_format);
    CHECK(reader.fault().find("UnsupportedVersion") != std::string::npos);
    int calls = 0;
    wse::frame_writer writer(WSE_FRAME_SERVER, [&](wse::bytes_view) { throw std::runtime_error(std::to_string(++calls)); });
    CHECK(thrown_by<std::runtime_error>([&] {
              writer.write({ WSE_FRAME_FAULT, 0, 0, reader.fault() });
          }).what()
          == std::string("1"));
}

/// A connected socket, whose functions throw when the system fails.
class socket_end {
  public:
    explicit socket_end(int descriptor) : descriptor_(descriptor)
    {
    }
    ~socket_end()
    {
        ::close(descriptor_);
    }
    std::size_t receive(wse::bytes_span room) const
    {
        const ssize_t count = ::recv(descriptor_, room.data(), room.size(), 0);
        if (count < 0)
            throw std::system_error(errno, std::generic_category());
        return static_cast<std::size_t>(count);
    }
    void send(wse::bytes_view bytes) const
    {
        while (!bytes.empty()) {
            const ssize_t count = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (count < 0)
                throw std::system_error(errno, std::generic_category());
            bytes = bytes.subview(static_cast<std::size_t>(count));
        }
    }
    wse::frame_session session() const
    {
        return wse::frame_session([this](wse::bytes_span room) { return receive(room); },
                                  [this](wse::bytes_view bytes) { send(bytes); });
    }

  private:
    int descriptor_;
};

void serve(int descriptor)
{
    const socket_end socket(descriptor);
    wse::frame_session session = socket.session();
    auto preamble = session.accept();
    CHECK(preamble && preamble->upgrade == "application/negotiate" && preamble->via == via);
    session.agree_to_upgrade();
    preamble = session.accept();
    CHECK(preamble && preamble->upgrade.empty() && preamble->content_type == "application/soap+msbinsession1");
    CHECK(preamble->mode == WSE_FRAME_MODE_DUPLEX);
    while (const auto message = session.receive())
        session.send(*message);
    session.end();
    // The connection is opened once more, and refused.
    CHECK(session.accept());
    session.fail("http://schemas.microsoft.com/ws/2006/05/framing/faults/EndpointNotFound");
}

void both_sides_of_a_connection_speak()
{
    int ends[2];
    CHECK(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
    std::thread server(serve, ends[1]);
    {
        const socket_end socket(ends[0]);
        wse::frame_session session = socket.session();
        CHECK(!session.open({ via, WSE_FRAME_MODE_DUPLEX, "", "application/negotiate" }));
        CHECK(session.open({ via, WSE_FRAME_MODE_DUPLEX, "", "" }));
        wse::frame_session moved = std::move(session);
        for (int number = 0; number < 3; number++) {
            const std::string text = "<message number=\"" + std::to_string(number) + "\"/>";
            moved.send(text);
            CHECK(moved.receive() == text);
        }
        moved.write("<in>");
        moved.write("parts</in>");
        moved.finish();
        CHECK(moved.receive() == "<in>parts</in>");
        moved.end();
        CHECK(!moved.receive());
        CHECK(thrown_by<wse::error>([&] {
                  moved.open({ via, WSE_FRAME_MODE_DUPLEX, "", "" });
              }).code()
              == wse::errc::endpoint_not_found);
    }
    server.join();
}

void what_the_callables_of_a_session_throw_comes_out()
{
    wse::frame_session no_source([](wse::bytes_span) -> std::size_t { throw std::runtime_error("source"); },
                                 [](wse::bytes_view) {});
    CHECK(thrown_by<std::runtime_error>([&] {
              no_source.open({ via, WSE_FRAME_MODE_DUPLEX, "", "" });
          }).what()
          == std::string("source"));
    wse::frame_session no_sink([](wse::bytes_span) { return 0; }, [](wse::bytes_view) { throw std::runtime_error("sink"); });
    CHECK(thrown_by<std::runtime_error>([&] {
              no_sink.open({ via, WSE_FRAME_MODE_DUPLEX, "", "" });
          }).what()
          == std::string("sink"));
    wse::frame_session closed([](wse::bytes_span) { return 0; }, [](wse::bytes_view) {});
    CHECK(!closed.accept());
}

} // namespace

void test_framing()
{
    records_that_are_written_are_read();
    a_server_answers_a_bad_stream_with_a_fault();
    both_sides_of_a_connection_speak();
    what_the_callables_of_a_session_throw_comes_out();
}
