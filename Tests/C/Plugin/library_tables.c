/* Tables of this library's own codecs, as a plug-in has them. */
#include <stddef.h>

#include "wsencoder.h"

#define TABLES(name) \
    WS_CHANNEL_ENCODER name##_encoder; \
    WS_CHANNEL_DECODER name##_decoder

TABLES(identity);
TABLES(gzip);
TABLES(deflate);
TABLES(br);
TABLES(zstd);
TABLES(msbin1);

#define FILL(name) \
    (void)WseCreateChannelEncoder(#name, NULL, 0, &name##_encoder, NULL); \
    (void)WseCreateChannelDecoder(#name, NULL, 0, &name##_decoder, NULL)

__attribute__((constructor)) static void fill(void)
{
    FILL(identity);
    FILL(gzip);
    FILL(deflate);
    FILL(br);
    FILL(zstd);
    FILL(msbin1);
}
