/// @file
/// Failures in C++: codes, their category, and the exception wse::error. Include wsencoder.hpp.
#ifndef WSENCODER_CPP_ERRORS_HPP
#define WSENCODER_CPP_ERRORS_HPP

#include <cstdio>
#include <memory>
#include <new>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "bytes.hpp"

namespace wse {

/// Why a function of the library failed. Each value is an HRESULT; compare std::error_code::value() with those that are not
/// here.
enum class errc : HRESULT {
    /// E_FAIL: a codec or a callback failed for a reason of its own.
    failed = E_FAIL,
    /// E_INVALIDARG: an argument or a property is wrong.
    invalid_argument = E_INVALIDARG,
    /// E_OUTOFMEMORY: memory is short. Functions that throw throw std::bad_alloc instead.
    out_of_memory = E_OUTOFMEMORY,
    /// WS_E_INVALID_FORMAT: the input is malformed, cut off or followed by something else, or a checksum is wrong.
    invalid_format = WS_E_INVALID_FORMAT,
    /// WS_E_OBJECT_FAULTED: the message has failed before, or the session has ended.
    object_faulted = WS_E_OBJECT_FAULTED,
    /// WS_E_INVALID_OPERATION: the call is out of order.
    invalid_operation = WS_E_INVALID_OPERATION,
    /// WS_E_OPERATION_ABORTED: the instance was freed during the operation.
    operation_aborted = WS_E_OPERATION_ABORTED,
    /// WS_E_QUOTA_EXCEEDED: a limit was exceeded.
    quota_exceeded = WS_E_QUOTA_EXCEEDED,
    /// WS_E_NOT_SUPPORTED: there is no such codec, or the content type or encoding is not the codec's.
    not_supported = WS_E_NOT_SUPPORTED,
    /// WS_E_ENDPOINT_NOT_FOUND: the server of a net.tcp connection does not know the address.
    endpoint_not_found = WS_E_ENDPOINT_NOT_FOUND,
    /// WS_E_ENDPOINT_DISCONNECTED: the peer of a net.tcp connection has closed it.
    endpoint_disconnected = WS_E_ENDPOINT_DISCONNECTED
};

namespace detail {

class category final : public std::error_category {
  public:
    const char *name() const noexcept override
    {
        return "wsencoder";
    }

    std::string message(int value) const override
    {
        switch (value) {
        case E_FAIL: return "E_FAIL";
        case E_INVALIDARG: return "E_INVALIDARG";
        case E_OUTOFMEMORY: return "E_OUTOFMEMORY";
        case WS_E_INVALID_FORMAT: return "WS_E_INVALID_FORMAT";
        case WS_E_OBJECT_FAULTED: return "WS_E_OBJECT_FAULTED";
        case WS_E_INVALID_OPERATION: return "WS_E_INVALID_OPERATION";
        case WS_E_OPERATION_ABORTED: return "WS_E_OPERATION_ABORTED";
        case WS_E_QUOTA_EXCEEDED: return "WS_E_QUOTA_EXCEEDED";
        case WS_E_NOT_SUPPORTED: return "WS_E_NOT_SUPPORTED";
        case WS_E_ENDPOINT_NOT_FOUND: return "WS_E_ENDPOINT_NOT_FOUND";
        case WS_E_ENDPOINT_DISCONNECTED: return "WS_E_ENDPOINT_DISCONNECTED";
        default:
            char text[16];
            std::snprintf(text, sizeof text, "0x%08X", static_cast<unsigned>(value));
            return text;
        }
    }

    std::error_condition default_error_condition(int value) const noexcept override
    {
        switch (value) {
        case E_INVALIDARG: return std::errc::invalid_argument;
        case E_OUTOFMEMORY: return std::errc::not_enough_memory;
        case WS_E_INVALID_FORMAT: return std::errc::bad_message;
        case WS_E_OPERATION_ABORTED: return std::errc::operation_canceled;
        case WS_E_NOT_SUPPORTED: return std::errc::not_supported;
        case WS_E_ENDPOINT_DISCONNECTED: return std::errc::connection_reset;
        default: return std::error_condition(value, *this);
        }
    }
};

} // namespace detail

/// The category of the error codes of this library, whose values are HRESULTs. A code also equals the std::errc that means the
/// same: WS_E_INVALID_FORMAT is std::errc::bad_message.
inline const std::error_category &error_category() noexcept
{
    static const detail::category category;
    return category;
}

/// The error code of an HRESULT; no error for S_OK and other successes.
inline std::error_code make_error_code(HRESULT result) noexcept
{
    return FAILED(result) ? std::error_code(result, error_category()) : std::error_code();
}

/// The error code of a value of wse::errc, which converts to it.
inline std::error_code make_error_code(errc value) noexcept
{
    return make_error_code(static_cast<HRESULT>(value));
}

/// What functions of this library throw when they fail, except for lack of memory, which is std::bad_alloc. what() is one line:
/// "gzip decoder: the input ends before the stream does (input offset 35): WS_E_INVALID_FORMAT".
class error : public std::system_error {
  public:
    /// An error with strings, the general one first; none of them may be missing.
    error(HRESULT result, std::vector<std::string> strings)
        : std::system_error(make_error_code(FAILED(result) ? result : E_FAIL), line(strings)),
          strings_(std::make_shared<const std::vector<std::string>>(std::move(strings)))
    {
    }

    /// An error with one string. A transform throws it to say what is wrong with its input.
    error(errc value, std::string text) : error(static_cast<HRESULT>(value), std::vector<std::string>{ std::move(text) })
    {
    }

    /// The HRESULT.
    HRESULT result() const noexcept
    {
        return static_cast<HRESULT>(code().value());
    }

    /// What the library says about the failure, from the general to the particular: in a chain, first the link that failed,
    /// then the reason and the place.
    const std::vector<std::string> &strings() const noexcept
    {
        return *strings_;
    }

  private:
    static std::string line(const std::vector<std::string> &strings)
    {
        std::string whole;
        for (const std::string &string : strings)
            whole += (whole.empty() ? "" : ": ") + string;
        return whole.empty() ? "libwsencoder" : whole;
    }

    std::shared_ptr<const std::vector<std::string>> strings_; // so that a copy cannot fail
};

namespace detail {

/// A WS_ERROR for the calls of one object, or of one function. Without memory there is none, and errors have no strings.
class report {
  public:
    report() noexcept
    {
        if (FAILED(WsCreateError(nullptr, 0, &error_)))
            error_ = nullptr;
    }
    report(const report &) = delete;
    report &operator=(const report &) = delete;
    ~report()
    {
        WsFreeError(error_);
    }

    /// What to pass to a function as `error`. It has no strings.
    WS_ERROR *fresh() noexcept
    {
        if (error_ != nullptr)
            WsResetError(error_);
        return error_;
    }

    /// Throws the failure that a function has returned; returns any success.
    HRESULT check(HRESULT result)
    {
        if (result == E_OUTOFMEMORY)
            throw std::bad_alloc();
        if (FAILED(result))
            throw error(result, strings());
        return result;
    }

  private:
    std::vector<std::string> strings()
    {
        ULONG count = 0;
        std::vector<std::string> all;
        if (error_ == nullptr || FAILED(WsGetErrorProperty(error_, WS_ERROR_PROPERTY_STRING_COUNT, &count, sizeof count)))
            return all;
        for (ULONG index = 0; index < count; index++) {
            WS_STRING string = { 0, nullptr };
            if (SUCCEEDED(WsGetErrorString(error_, index, &string)))
                all.push_back(to_narrow(string));
        }
        return all;
    }

    WS_ERROR *error_ = nullptr;
};

/// The HRESULT and the text of the exception that is being handled: for callbacks of C, which nothing may be thrown through.
inline HRESULT report_exception(WS_ERROR *target) noexcept
{
    try {
        throw;
    } catch (const error &failure) {
        const std::vector<std::string> &strings = failure.strings();
        return WseReportError(failure.result(), strings.empty() ? nullptr : strings.front().c_str(), target);
    } catch (const std::bad_alloc &) {
        return E_OUTOFMEMORY;
    } catch (const std::exception &failure) {
        return WseReportError(E_FAIL, failure.what(), target);
    } catch (...) {
        return E_FAIL;
    }
}

} // namespace detail

} // namespace wse

namespace std {

/// Lets wse::errc convert to std::error_code: `if (code == wse::errc::invalid_format)`.
template <> struct is_error_code_enum<wse::errc> : true_type {
};

} // namespace std

#endif
