/*
 * Messages in C++: one call, a session, and a stream whose sink throws.
 *
 *     c++ -std=c++17 -o messages messages.cpp $(pkg-config --cflags --libs wsencoder)
 *     ./messages
 */
#include <iostream>
#include <stdexcept>
#include <wsencoder.hpp>

static const char soap[] = "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Body>hello</s:Body></s:Envelope>";
static const char type[] = "application/soap+xml; charset=utf-8";

static void one_call()
{
    const wse::message wire = wse::encode("msbin1,gzip", soap, type);
    const wse::message back = wse::decode("msbin1,gzip", wire, wse::properties().max_decoded_size(1 << 20));
    std::cout << wire.bytes.size() << " bytes of " << wire.content_type << ", " << wire.content_encoding << "; "
              << back.bytes.size() << " of " << back.content_type << '\n';
}

static void session()
{
    // One instance for each direction of a connection: later messages refer to what earlier ones have said.
    wse::message_encoder encoder("msbinsession1");
    wse::message_decoder decoder("msbinsession1");
    for (int number = 0; number < 2; number++) {
        const wse::message wire = encoder.encode("<order xmlns='urn:orders'><item>7</item></order>", type);
        std::cout << wire.bytes.size() << " bytes, " << decoder.decode(wire).bytes.size() << " decoded\n";
    }
}

static void stream()
{
    std::size_t room = 1000;
    wse::encoder encoder("gzip", [&room](wse::bytes_view bytes) {
        if (bytes.size() > room)
            throw std::runtime_error("no room for " + std::to_string(bytes.size()) + " bytes");
        room -= bytes.size();
    });
    try {
        encoder.begin("text/plain");
        for (unsigned number = 1; number < 100000; number++)
            encoder.write(std::to_string(number * 2654435761u));
        encoder.finish();
    } catch (const std::runtime_error &error) { // what the sink has thrown
        std::cout << error.what() << '\n';
    }
}

int main()
{
    one_call();
    session();
    stream();
    std::error_code code;
    wse::message_decoder decoder("gzip");
    decoder.decode({ "not compressed", "text/plain", "gzip" }, code);
    std::cout << code.message() << (code == wse::errc::invalid_format ? ": malformed\n" : "\n");
    try {
        wse::decode("gzip", { "not compressed", "text/plain", "gzip" });
    } catch (const wse::error &error) {
        std::cout << error.what() << '\n';
    }
}
