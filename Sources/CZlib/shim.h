/* zlib, and as functions the two macros that Swift does not see: they pass on the version and size compiled against. */
#include <zlib.h>

static inline int wse_deflateInit2(z_stream *stream, int level, int windowBits, int memLevel)
{
    return deflateInit2(stream, level, Z_DEFLATED, windowBits, memLevel, Z_DEFAULT_STRATEGY);
}

static inline int wse_inflateInit2(z_stream *stream, int windowBits)
{
    return inflateInit2(stream, windowBits);
}
