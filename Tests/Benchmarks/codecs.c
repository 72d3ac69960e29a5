#include "codecs.h"

const codec codecs[codec_count] = {
    {"gzip", make_gzip},
    {"deflate", make_deflate},
    {"br", make_brotli},
    {"zstd", make_zstd},
};
