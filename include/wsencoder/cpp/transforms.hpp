/// @file
/// Codecs of a program's own, as classes of C++. Include wsencoder.hpp.
#ifndef WSENCODER_CPP_TRANSFORMS_HPP
#define WSENCODER_CPP_TRANSFORMS_HPP

#include <string>
#include <type_traits>
#include <utility>

#include "codecs.hpp"

namespace wse {

/// What a transform needs before it can go on: see WSE_PROGRESS.
enum class progress {
    /// All input has been taken, and the message is not complete.
    needs_input = WSE_PROGRESS_NEEDS_INPUT,
    /// All input has been taken. The message is complete if nothing follows.
    may_end = WSE_PROGRESS_MAY_END,
    /// There is not one byte of room left.
    output_full = WSE_PROGRESS_OUTPUT_FULL,
    /// The message is complete, and all of it has been written.
    finished = WSE_PROGRESS_FINISHED
};

/// The bytes that a transform may take.
class transform_input {
  public:
    /// Of the input of C.
    explicit transform_input(WSE_CODEC_INPUT &input) noexcept : input_(input)
    {
    }

    /// What has not been taken yet.
    bytes_view rest() const noexcept
    {
        return bytes_view(input_.bytes, input_.size).subview(input_.taken);
    }

    /// Whether all has been taken.
    bool empty() const noexcept
    {
        return input_.taken >= input_.size;
    }

    /// Takes the next `count` bytes.
    void take(std::size_t count) noexcept
    {
        input_.taken += count;
    }

  private:
    WSE_CODEC_INPUT &input_;
};

/// The memory that a transform may fill.
class transform_output {
  public:
    /// Of the output of C.
    explicit transform_output(WSE_CODEC_OUTPUT &output) noexcept : output_(output)
    {
    }

    /// The memory that has not been filled yet.
    bytes_span room() const noexcept
    {
        return bytes_span(output_.bytes + output_.written, output_.size - output_.written);
    }

    /// Whether there is no room left.
    bool full() const noexcept
    {
        return output_.written >= output_.size;
    }

    /// Says that the next `count` bytes have been filled.
    void wrote(std::size_t count) noexcept
    {
        output_.written += count;
    }

  private:
    WSE_CODEC_OUTPUT &output_;
};

namespace detail {

template <typename Transform, typename = void> struct has_begin : std::false_type {
};
template <typename Transform>
struct has_begin<Transform, std::void_t<decltype(std::declval<Transform &>().begin())>> : std::true_type {
};
template <typename Transform, typename = void> struct has_commit : std::false_type {
};
template <typename Transform>
struct has_commit<Transform, std::void_t<decltype(std::declval<Transform &>().commit())>> : std::true_type {
};
template <typename Transform, typename = void> struct has_abandon : std::false_type {
};
template <typename Transform>
struct has_abandon<Transform, std::void_t<decltype(std::declval<Transform &>().abandon())>> : std::true_type {
};

/// A direction of a codec whose state is a Transform.
template <typename Transform> struct direction {
    static HRESULT create(void *, const WSE_CODEC_OPTIONS *options, void **state, WS_ERROR *error) noexcept
    {
        try {
            if constexpr (std::is_constructible_v<Transform, const WSE_CODEC_OPTIONS &>)
                *state = new Transform(*options);
            else
                *state = new Transform();
            return S_OK;
        } catch (...) {
            return report_exception(error);
        }
    }

    static HRESULT begin([[maybe_unused]] void *state, WS_ERROR *error) noexcept
    {
        try {
            if constexpr (has_begin<Transform>::value)
                static_cast<Transform *>(state)->begin();
            return S_OK;
        } catch (...) {
            return report_exception(error);
        }
    }

    static HRESULT process(void *state, WSE_CODEC_INPUT *input, WSE_CODEC_OUTPUT *output, BOOL is_last, WSE_PROGRESS *result,
                           WS_ERROR *error) noexcept
    {
        try {
            transform_input in(*input);
            transform_output out(*output);
            const progress answer = static_cast<Transform *>(state)->process(in, out, is_last != FALSE);
            *result = static_cast<WSE_PROGRESS>(answer);
            return S_OK;
        } catch (...) {
            return report_exception(error);
        }
    }

    static void commit(void *state) noexcept
    {
        if constexpr (has_commit<Transform>::value)
            static_cast<Transform *>(state)->commit();
    }

    static void abandon(void *state) noexcept
    {
        if constexpr (has_abandon<Transform>::value)
            static_cast<Transform *>(state)->abandon();
    }

    static void free(void *state) noexcept
    {
        delete static_cast<Transform *>(state);
    }

    static WSE_CODEC_DIRECTION callbacks() noexcept
    {
        return { create,
                 begin,
                 process,
                 has_commit<Transform>::value ? commit : nullptr,
                 has_abandon<Transform>::value ? abandon : nullptr,
                 free };
    }
};

template <> struct direction<void> {
    static WSE_CODEC_DIRECTION callbacks() noexcept
    {
        return WSE_CODEC_DIRECTION();
    }
};

} // namespace detail

/// Describes a codec whose encoder and decoder are classes; `void` stands for a direction that it lacks. Register it with
/// register_codec, or make an encoder_table or decoder_table of get().
///
/// An object of the class is made for each encoder or decoder, with a `const WSE_CODEC_OPTIONS &` if it has such a constructor.
/// It has a function `wse::progress process(wse::transform_input &, wse::transform_output &, bool is_last)`, which keeps the
/// rules of WSE_CODEC_PROCESS_CALLBACK. It may have `void begin()`, which starts a message and forgets what is left of the one
/// before, and `void commit() noexcept` and `void abandon() noexcept`, which WSE_CODEC_DIRECTION describes. What process throws
/// becomes the failure of the message: a wse::error its code and its text, std::bad_alloc E_OUTOFMEMORY, any other E_FAIL.
template <typename Encoder, typename Decoder = Encoder> class codec {
  public:
    /// A codec of this name, as for WSE_CODEC::name.
    explicit codec(std::string name) : name_(std::move(name))
    {
    }

    /// Sets the other names, separated by commas: see WSE_CODEC::aliases.
    codec &aliases(std::string names)
    {
        aliases_ = std::move(names);
        return *this;
    }

    /// Sets the coding in HTTP's Content-Encoding: see WSE_CODEC::contentEncoding.
    codec &content_encoding(std::string coding)
    {
        content_encoding_ = std::move(coding);
        return *this;
    }

    /// Sets the media types that the encoder takes, that the decoder announces, and that stands between them: see
    /// WSE_CODEC::plainContentType.
    codec &content_types(std::string plain, std::string decoded, std::string encoded)
    {
        plain_ = std::move(plain);
        decoded_ = std::move(decoded);
        encoded_ = std::move(encoded);
        return *this;
    }

    /// Sets the compression levels of the encoder.
    codec &levels(int lowest, int highest, int standard)
    {
        levels_ = { lowest, highest, standard };
        has_levels_ = true;
        return *this;
    }

    /// Says that messages build on earlier ones: see WSE_CODEC_DIRECTION::abandon.
    codec &uses_session(bool does = true)
    {
        uses_session_ = does;
        return *this;
    }

    /// The codec as C functions take it, which copy it; valid until this object changes.
    WSE_CODEC get() const
    {
        const auto or_null = [](const std::string &text) { return text.empty() ? nullptr : text.c_str(); };
        WSE_CODEC result = WSE_CODEC();
        result.size = sizeof result;
        result.usesSession = uses_session_;
        result.name = name_.c_str();
        result.aliases = or_null(aliases_);
        result.contentEncoding = or_null(content_encoding_);
        result.plainContentType = or_null(plain_);
        result.decodedContentType = or_null(decoded_);
        result.encodedContentType = or_null(encoded_);
        result.levels = has_levels_ ? &levels_ : nullptr;
        result.encoder = detail::direction<Encoder>::callbacks();
        result.decoder = detail::direction<Decoder>::callbacks();
        return result;
    }

  private:
    std::string name_, aliases_, content_encoding_, plain_, decoded_, encoded_;
    WSE_CODEC_LEVELS levels_ = { 0, 0, 0 };
    bool has_levels_ = false, uses_session_ = false;
};

/// Registers a codec under its name for the whole process, as WseRegisterCodec does. Throws wse::error.
template <typename Encoder, typename Decoder> void register_codec(const codec<Encoder, Decoder> &description)
{
    const WSE_CODEC plain = description.get();
    detail::report report;
    report.check(WseRegisterCodec(&plain, report.fresh()));
}

/// Unregisters the name of a registered codec, as WseUnregister does. Encoders and decoders of it stay valid. Throws
/// wse::error.
inline void unregister_codec(const std::string &name)
{
    detail::report report;
    report.check(WseUnregister(name.c_str(), report.fresh()));
}

/// Loads a plug-in, as WseLoadPlugin does. The path contains a slash. Throws wse::error.
inline void load_plugin(const std::string &path)
{
    detail::report report;
    report.check(WseLoadPlugin(path.c_str(), report.fresh()));
}

} // namespace wse

#endif
