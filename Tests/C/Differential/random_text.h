/* Random documents as text: all of XML that SOAP allows, in all the ways of writing it, and documents with a few faults. */
#ifndef RANDOM_TEXT_H
#define RANDOM_TEXT_H

#include "Support/support.h"

/** A well-formed document within the default limits. The caller frees the bytes. */
struct bytes random_text(struct randomness *randomness);

/** Damages a document in one to three places, with what markup is made of, mostly. */
void damage_text(struct randomness *randomness, struct bytes *document);

/** Damages bytes in one to three places. */
void damage_bytes(struct randomness *randomness, struct bytes *bytes);

#endif
