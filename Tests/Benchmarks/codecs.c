#include "codecs.h"

const codec codecs[codec_count] = {
    { "gzip", "zlib", 6, make_gzip },
    { "deflate", "zlib", 6, make_deflate },
    { "br", "brotli", 5, make_brotli },
    { "zstd", "zstd", 3, make_zstd },
};

const codec other_peers[other_peer_count] = {
    { "gzip", "libdeflate", 6, make_libdeflate },
    { "gzip", "isal", 6, make_isal },
};

const codec identity_codec = { "identity", "c", no_level, make_identity };
