/* zstd, with functions that move pointers and counts by what was used, as those of the other libraries do. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <zstd.h>
#include <zstd_errors.h>

/* Returns how much is still to be flushed, or an error. */
static inline size_t wse_zstd_compress(ZSTD_CCtx *context, ZSTD_EndDirective directive, size_t *available_in,
                                       const uint8_t **next_in, size_t *available_out, uint8_t **next_out)
{
    ZSTD_inBuffer from = { *next_in, *available_in, 0 };
    ZSTD_outBuffer to = { *next_out, *available_out, 0 };
    const size_t left = ZSTD_compressStream2(context, &to, &from, directive);
    *available_in -= from.pos;
    *next_in += from.pos;
    *available_out -= to.pos;
    *next_out += to.pos;
    return left;
}

/* Returns 0 at the end of a frame, a hint of how much is wanted next inside one, or an error. */
static inline size_t wse_zstd_decompress(ZSTD_DCtx *context, size_t *available_in, const uint8_t **next_in,
                                         size_t *available_out, uint8_t **next_out)
{
    ZSTD_inBuffer from = { *next_in, *available_in, 0 };
    ZSTD_outBuffer to = { *next_out, *available_out, 0 };
    const size_t hint = ZSTD_decompressStream(context, &to, &from);
    *available_in -= from.pos;
    *next_in += from.pos;
    *available_out -= to.pos;
    *next_out += to.pos;
    return hint;
}

/* Decodes a frame of which all bytes are there, with `*available_in` counting what may follow it, too. Returns an error if they
 * are not all there, or it cannot be decoded, or there is too little room; then nothing is used. */
static inline size_t wse_zstd_decompress_frame(ZSTD_DCtx *context, size_t *available_in, const uint8_t **next_in,
                                               size_t *available_out, uint8_t **next_out)
{
    const size_t size = ZSTD_findFrameCompressedSize(*next_in, *available_in);
    if (ZSTD_isError(size))
        return size;
    const size_t written = ZSTD_decompressDCtx(context, *next_out, *available_out, *next_in, size);
    if (ZSTD_isError(written))
        return written;
    *available_in -= size;
    *next_in += size;
    *available_out -= written;
    *next_out += written;
    return written;
}
