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
