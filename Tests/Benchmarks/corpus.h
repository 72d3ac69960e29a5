/* The messages of a size, plain and encoded, made and verified when they are first asked for. */
#ifndef BENCHMARKS_CORPUS_H
#define BENCHMARKS_CORPUS_H

#include "codecs.h"

/* More than one short message, or the processor would learn the only one by heart. */
enum { most_messages = 128 };

typedef struct corpus {
    size_t count;
    span messages[most_messages];
} corpus;

/* The messages of a size. */
const corpus *plain_corpus(size_t size);

/* The same, encoded by the C library of `codecs` at its default level. Each side has then been found to decode what the other
 * encoded. */
const corpus *encoded_corpus(const char *codec, size_t size);

typedef struct lengths {
    size_t ours;
    size_t theirs;
} lengths;

/* How long the messages are, encoded at that level. Each side has then been found to decode what the other encoded. */
lengths encoded_lengths(const codec *codec, int level, size_t size);

#endif
