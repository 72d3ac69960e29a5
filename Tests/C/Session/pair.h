/* Both sides of a session, over every session codec and the chains that one can stand in, to have things go wrong with. */
#ifndef SESSION_PAIR_H
#define SESSION_PAIR_H

#include "FakeChannel/fake_channel.h"

/** The codecs and chains. "hold" is a registered codec that holds a message back; "own" ones are the library's tables,
 * registered: one codec, the same held to the rules, and a chain; those of "win64" are called in that convention. "herald" is
 * not among them: a codec that writes in Start. */
extern const char *const session_codecs[];
extern const size_t session_codec_count;

/** Setup and teardown of a suite: what the chains name is registered meanwhile. */
int register_session_links(void **state);
int unregister_session_links(void **state);

/** Both sides of one direction of a connection, and what is between them. */
struct pair {
    const char *codec;
    WS_CHANNEL_ENCODER encoder_table;
    WS_CHANNEL_DECODER decoder_table;
    void *encoder, *decoder;
    struct channel channel;
    /** What the sink was given, also where it failed; and what the decoder gave. */
    struct bytes handed, text;
    /** What the encoder announced. */
    WCHAR characters[2][128];
    WS_STRING type, coding;
};

/** A pair whose bytes pass in chunks of 64. */
struct pair *pair_open(const char *codec, enum manner manner);
void pair_close(struct pair *pair);
/** New instances on both sides. */
void pair_reopen(struct pair *pair);

enum { ALL_STEPS = 1 << 30 };

/** Encodes with up to so many calls. Returns the first failure; S_FALSE for a message that was left at that. */
HRESULT pair_send(struct pair *pair, const char *text, int steps);
/** Decodes `size` bytes with up to so many calls, into the pair's text. */
HRESULT pair_receive(struct pair *pair, const struct bytes *wire, size_t size, int steps);
/** Whether the pair's text is this. */
bool pair_has(const struct pair *pair, const char *text);
/** Fails the test if what is decoded is another message than was sent. Returns whether it is decoded at all. */
bool pair_arrives(struct pair *pair, const struct bytes *wire, const char *text, const char *what, size_t at);

#endif
