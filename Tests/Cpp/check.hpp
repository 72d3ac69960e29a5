// What the tests of wsencoder.hpp are written with.
#ifndef TESTS_CPP_CHECK_HPP
#define TESTS_CPP_CHECK_HPP

#include <cstdio>
#include <cstdlib>
#include <string>

#include <wsencoder.hpp>

// A test that fails says where, and ends the program.
#define CHECK(condition) \
    do { \
        if (!(condition)) { \
            std::fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
            std::exit(1); \
        } \
    } while (false)

// What `body` throws, which must be an Exception.
template <typename Exception, typename Body> Exception thrown_by(Body &&body)
{
    try {
        body();
    } catch (const Exception &exception) {
        return exception;
    }
    std::fprintf(stderr, "nothing was thrown\n");
    std::exit(1);
}

inline const char soap_type[] = "application/soap+xml; charset=utf-8";

// A SOAP message of about `size` bytes, whose text does not repeat itself soon.
inline std::string soap_message(std::size_t size)
{
    std::string text = "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body>";
    for (unsigned number = 1; text.size() < size; number = number * 48271u % 2147483647u)
        text += "<item>" + std::to_string(number) + "</item>";
    return text + "</s:Body></s:Envelope>";
}

void test_messages();
void test_properties();
void test_streams();
void test_transforms();
void test_framing();

#endif
