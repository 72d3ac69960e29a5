/* Tables of the codec that writes and reads in Start, as a plug-in has them. */
#include "Plugin/sample_codec.h"

WS_CHANNEL_ENCODER sample_encoder;
WS_CHANNEL_DECODER sample_decoder;

static struct sample_codec codec = { .type = "application/x-sample", .read_size = 100 };

__attribute__((constructor)) static void fill(void)
{
    sample_tables(&codec, &sample_encoder, &sample_decoder);
}
