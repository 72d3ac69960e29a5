/* A codec as a user of WseRegisterEncoder and WseRegisterDecoder would write one: each byte is combined with a key. It keeps
 * Microsoft's contract, completes asynchronously if its sink or source does, and knows nothing of libwsencoder. */
#ifndef XOR_CODEC_H
#define XOR_CODEC_H

#include "webservices.h"

/** What the createContext of its tables points to. */
struct xor_codec {
    BYTE key;
    /** Its content coding in ASCII; NULL for none. */
    const char *coding;
    /** Calls that have arrived, creates and frees apart; and instances that live. */
    int entries;
    int instances;
};

/** Fills both tables with the functions of the calling convention that this was compiled for. */
void xor_tables(struct xor_codec *codec, WS_CHANNEL_ENCODER *encoder, WS_CHANNEL_DECODER *decoder);

/** The same, compiled for the one and for the other (Codec/). */
void sysv_xor_tables(struct xor_codec *codec, WS_CHANNEL_ENCODER *encoder, WS_CHANNEL_DECODER *decoder);
void win64_xor_tables(struct xor_codec *codec, WS_CHANNEL_ENCODER *encoder, WS_CHANNEL_DECODER *decoder);

#endif
