/* Random documents through binary XML, judged by parsers that know nothing of it, and by themselves taken in other pieces. */
#ifndef DIFFERENTIAL_H
#define DIFFERENTIAL_H

#include "FakeChannel/fake_channel.h"

/** What a round has found to be wrong; "" if nothing is. */
struct finding {
    char text[1024];
};

/** What rounds have seen, so that one sees that they see something. */
struct tally {
    unsigned long long rounds, accepted, refused, limited;
};

/**
 * A random document of text, perhaps damaged, perhaps under a limit, is encoded and decoded. Its fate is that which expat and
 * libxml2 give it, but for what SOAP forbids, and what comes out says to both of them what went in. Taken in random pieces, by
 * sinks and sources of any manner, it fares exactly as it does whole.
 */
struct finding text_round(uint64_t seed, struct tally *tally);

/** The same of a random document in binary XML, which has a text that says the same. */
struct finding records_round(uint64_t seed, struct tally *tally);

#endif
