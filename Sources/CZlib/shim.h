/* zlib, and as functions the two macros that Swift does not see: they pass on the version and size compiled against. */
#include <stddef.h>
#include <stdint.h>
#include <zlib.h>

static inline int wse_deflateInit2(z_stream *stream, int level, int windowBits, int memLevel)
{
    return deflateInit2(stream, level, Z_DEFLATED, windowBits, memLevel, Z_DEFAULT_STRATEGY);
}

static inline int wse_inflateInit2(z_stream *stream, int windowBits)
{
    return inflateInit2(stream, windowBits);
}

/* Calls `function`, which is deflate or inflate, and moves the pointers and counts by what it used. zlib counts in 32 bits: what is
 * longer takes several calls, and `flush` holds only for the call that reaches the end of the input. */
static inline int wse_zlib_run(int (*function)(z_stream *, int), z_stream *stream, int flush, size_t *available_in,
                               const uint8_t **next_in, size_t *available_out, uint8_t **next_out)
{
    const unsigned offered = *available_in < UINT32_MAX ? (unsigned)*available_in : UINT32_MAX;
    const unsigned room = *available_out < UINT32_MAX ? (unsigned)*available_out : UINT32_MAX;
    stream->next_in = (Bytef *)(uintptr_t)*next_in;
    stream->avail_in = offered;
    stream->next_out = *next_out;
    stream->avail_out = room;
    const int status = function(stream, offered == *available_in ? flush : Z_NO_FLUSH);
    *available_in -= offered - stream->avail_in;
    *next_in = stream->next_in;
    *available_out -= room - stream->avail_out;
    *next_out = stream->next_out;
    return status;
}

static inline int wse_deflate(z_stream *stream, int flush, size_t *available_in, const uint8_t **next_in, size_t *available_out,
                              uint8_t **next_out)
{
    return wse_zlib_run(deflate, stream, flush, available_in, next_in, available_out, next_out);
}

static inline int wse_inflate(z_stream *stream, size_t *available_in, const uint8_t **next_in, size_t *available_out,
                              uint8_t **next_out)
{
    return wse_zlib_run(inflate, stream, Z_NO_FLUSH, available_in, next_in, available_out, next_out);
}
