/// @file
/// libwsencoder for C++17 and later: the functions of wsencoder.h as classes that own what they make, take views and throw.
///
/// The header has no code of its own to link with beyond the library, no macros and no state.
///
///     wse::message wire = wse::encode("msbin1,gzip", soap, "application/soap+xml; charset=utf-8");
///     wse::message back = wse::decode("msbin1,gzip", wire, wse::properties().max_decoded_size(1 << 20));
///
/// - cpp/messages.hpp: whole messages in one call, and many messages or a session with one instance
/// - cpp/codecs.hpp: wse::encoder and wse::decoder, which stream through a sink or a source
/// - cpp/properties.hpp: properties
/// - cpp/errors.hpp: wse::error, and the error codes
/// - cpp/transforms.hpp: codecs of a program's own, as classes
/// - cpp/framing.hpp: net.tcp
/// - cpp/bytes.hpp: views of bytes
///
/// Classes can be moved but not copied, and a moved-from object can only be destroyed or assigned to. Strings are in UTF-8. A
/// function that fails throws wse::error, or std::bad_alloc if memory is short; where it has an overload with a
/// std::error_code, that reports the same failures by the code. What a sink or source throws is stored while the C functions
/// return, and thrown again by the function that the program has called.
#ifndef WSENCODER_WSENCODER_HPP
#define WSENCODER_WSENCODER_HPP

#include "cpp/bytes.hpp"
#include "cpp/codecs.hpp"
#include "cpp/errors.hpp"
#include "cpp/framing.hpp"
#include "cpp/messages.hpp"
#include "cpp/properties.hpp"
#include "cpp/transforms.hpp"

/// Encoders and decoders of messages in C++.
namespace wse {

/// The version of the loaded library: major << 16 | minor << 8 | patch. That of the header is WSE_VERSION.
inline unsigned version() noexcept
{
    return WseGetVersion();
}

} // namespace wse

#endif
