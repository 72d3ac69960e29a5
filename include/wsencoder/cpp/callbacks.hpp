/// @file
/// The callbacks through which C calls sinks and sources of C++, and how what they throw gets past C. Include wsencoder.hpp.
#ifndef WSENCODER_CPP_CALLBACKS_HPP
#define WSENCODER_CPP_CALLBACKS_HPP

#include <algorithm>
#include <exception>
#include <limits>
#include <new>
#include <stdexcept>
#include <utility>

#include "errors.hpp"

namespace wse {

namespace detail {

/// What a C object calls back into: the callable of the program, and the exception that it threw.
class callee {
  public:
    callee() = default;
    callee(const callee &) = delete;
    callee &operator=(const callee &) = delete;
    virtual ~callee() = default;

    /// Throws what the callable has thrown, or else the failure of the call that led to it.
    HRESULT check(HRESULT result)
    {
        rethrow();
        return messages.check(result);
    }

    /// Throws what the callable has thrown, or else returns the failure as a code.
    std::error_code code(HRESULT result)
    {
        rethrow();
        return make_error_code(result);
    }

    report messages;

  protected:
    /// Calls the callable. The exception that it throws waits for the C functions to return, which nothing may be thrown
    /// through.
    template <typename Body> HRESULT guard(Body &&body) noexcept
    {
        try {
            body();
            return S_OK;
        } catch (const std::bad_alloc &) {
            failure_ = std::current_exception();
            return E_OUTOFMEMORY;
        } catch (...) {
            failure_ = std::current_exception();
            return E_FAIL;
        }
    }

  private:
    void rethrow()
    {
        if (failure_ != nullptr)
            std::rethrow_exception(std::exchange(failure_, nullptr));
    }

    std::exception_ptr failure_;
};

/// A WS_WRITE_CALLBACK and its context.
class sink_callee : public callee {
  public:
    virtual void take(bytes_view bytes) = 0;

    static HRESULT CALLBACK write(void *context, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *,
                                  WS_ERROR *) noexcept
    {
        sink_callee &self = *static_cast<sink_callee *>(context);
        return self.guard([&] {
            for (ULONG index = 0; index < count; index++)
                if (buffers[index].length > 0)
                    self.take(bytes_view(buffers[index].bytes, buffers[index].length));
        });
    }
};

template <typename Sink> class sink_of final : public sink_callee {
  public:
    explicit sink_of(Sink sink) : sink_(std::move(sink))
    {
    }

    void take(bytes_view bytes) override
    {
        sink_(bytes);
    }

  private:
    Sink sink_;
};

/// A WS_READ_CALLBACK and its context.
class source_callee : public callee {
  public:
    virtual std::size_t fill(bytes_span room) = 0;

    static HRESULT CALLBACK read(void *context, void *bytes, ULONG size, ULONG *length, const WS_ASYNC_CONTEXT *,
                                 WS_ERROR *) noexcept
    {
        source_callee &self = *static_cast<source_callee *>(context);
        return self.guard([&] {
            const std::size_t count = self.fill(bytes_span(bytes, size));
            if (count > size)
                throw std::length_error("a source of libwsencoder returned more bytes than there was room for");
            *length = static_cast<ULONG>(count);
        });
    }
};

template <typename Source> class source_of final : public source_callee {
  public:
    explicit source_of(Source source) : source_(std::move(source))
    {
    }

    std::size_t fill(bytes_span room) override
    {
        return static_cast<std::size_t>(source_(room));
    }

  private:
    Source source_;
};

/// Passes bytes to a C function that takes WS_BYTES, in parts that a ULONG can count.
template <typename Write> HRESULT write_parts(bytes_view bytes, Write &&write)
{
    HRESULT result = S_OK;
    do {
        const bytes_view part = bytes.subview(0, std::size_t{ 1 } << 30);
        const WS_BYTES buffer = { static_cast<ULONG>(part.size()), const_cast<BYTE *>(part.data()) };
        result = write(&buffer);
        bytes = bytes.subview(part.size());
    } while (SUCCEEDED(result) && !bytes.empty());
    return result;
}

/// How many bytes of a span one call can fill.
inline ULONG room_of(bytes_span room) noexcept
{
    return static_cast<ULONG>(std::min<std::size_t>(room.size(), std::numeric_limits<ULONG>::max()));
}

} // namespace detail

} // namespace wse

#endif
