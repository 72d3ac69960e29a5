/* libdeflate, which compresses what is in memory as a whole, with the format as an argument. */
#include <libdeflate.h>
#include <stddef.h>
#include <stdint.h>

typedef enum wse_libdeflate_format { wse_libdeflate_zlib, wse_libdeflate_gzip, wse_libdeflate_raw } wse_libdeflate_format;

/* What threads share: a word for each idle compressor, and a number for each level. Zero at first.
 *
 * Only one function of Swift, which is never inlined, may call this: the variable exists once for each object file that has the
 * call. */
enum { wse_most_idle_compressors = 32, wse_compressor_levels = 16 };

static inline uintptr_t *wse_shared_words(void)
{
    static uintptr_t words[wse_most_idle_compressors + wse_compressor_levels];
    return words;
}

/* The most bytes that `count` bytes become. */
static inline size_t wse_libdeflate_bound(struct libdeflate_compressor *compressor, wse_libdeflate_format format, size_t count)
{
    switch (format) {
    case wse_libdeflate_zlib: return libdeflate_zlib_compress_bound(compressor, count);
    case wse_libdeflate_gzip: return libdeflate_gzip_compress_bound(compressor, count);
    default: return libdeflate_deflate_compress_bound(compressor, count);
    }
}

/* Compresses all of the input. There has to be room for as many bytes as wse_libdeflate_bound says. */
static inline void wse_libdeflate_compress(struct libdeflate_compressor *compressor, wse_libdeflate_format format,
                                           size_t *available_in, const uint8_t **next_in, size_t *available_out,
                                           uint8_t **next_out)
{
    size_t size;
    switch (format) {
    case wse_libdeflate_zlib:
        size = libdeflate_zlib_compress(compressor, *next_in, *available_in, *next_out, *available_out);
        break;
    case wse_libdeflate_gzip:
        size = libdeflate_gzip_compress(compressor, *next_in, *available_in, *next_out, *available_out);
        break;
    default: size = libdeflate_deflate_compress(compressor, *next_in, *available_in, *next_out, *available_out);
    }
    *next_in += *available_in;
    *available_in = 0;
    *next_out += size;
    *available_out -= size;
}
