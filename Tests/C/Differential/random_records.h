/* Random documents in binary XML, written from [MC-NBFX] and not by this library, each with a text that says the same. */
#ifndef RANDOM_RECORDS_H
#define RANDOM_RECORDS_H

#include "Support/support.h"

/** A document of records of all kinds, and `text`, what it is as text. The caller frees both. */
struct bytes random_records(struct randomness *randomness, struct bytes *text);

#endif
