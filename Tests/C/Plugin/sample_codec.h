/* A codec in the manner of Microsoft's sample: the encoder writes a header in Start, which has the content type of the message;
 * the decoder reads it in Start, and gives the content type in GetContentType. The header is an XML comment, so that a codec
 * of XML can follow. It keeps Microsoft's contract, completes asynchronously if its sink or source does, and knows nothing of
 * libwsencoder. */
#ifndef SAMPLE_CODEC_H
#define SAMPLE_CODEC_H

#include "webservices.h"

/** What the createContext of its tables points to. */
struct sample_codec {
    /** The content type, in ASCII, of what the encoder gives and the decoder takes; NULL: that of the message. */
    const char *type;
    /** Bytes that the decoder asks its source for at a time in Start, 1 to 512; those after the header are kept for Decode. */
    ULONG read_size;
    /** Has the decoder read to the end of the message in Start. A message is 4096 bytes at most then. */
    int reads_all;
    int instances;
};

/** Fills both tables with the functions of the calling convention that this was compiled for. */
void sample_tables(struct sample_codec *codec, WS_CHANNEL_ENCODER *encoder, WS_CHANNEL_DECODER *decoder);

/** The same, compiled for the one and for the other (Codec/). */
void sysv_sample_tables(struct sample_codec *codec, WS_CHANNEL_ENCODER *encoder, WS_CHANNEL_DECODER *decoder);
void win64_sample_tables(struct sample_codec *codec, WS_CHANNEL_ENCODER *encoder, WS_CHANNEL_DECODER *decoder);

#endif
