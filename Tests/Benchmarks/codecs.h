/* The same codecs twice: through this library's tables, and as a C program would call the C libraries itself. */
#ifndef BENCHMARKS_CODECS_H
#define BENCHMARKS_CODECS_H

#include "stream.h"
#include "wsencoder.h"

typedef enum direction {
    encoding,
    decoding
} direction;

/* How a program in C ends a message. */
typedef enum ending {
    ends_apart, /* in a call of its own, as whoever is handed a message piece by piece has to */
    ends_whole  /* along with the last piece, as a program may that holds the message */
} ending;

typedef struct codec {
    const char *name;
    processor (*make_theirs)(direction direction, ending ending);
} codec;

enum { codec_count = 4 };

extern const codec codecs[codec_count];

processor make_ours(const char *name, direction direction);
processor make_ours_with(const char *name, direction direction, const WSE_PROPERTY *properties, ULONG count);

processor make_gzip(direction direction, ending ending);
processor make_deflate(direction direction, ending ending);
processor make_brotli(direction direction, ending ending);
processor make_zstd(direction direction, ending ending);

/* What reads text XML and makes nothing of it: a scan for its markup, and a copy of its bytes. */
processor make_scan(void);
processor make_copy(void);

/* Expat parses text XML, namespaces included, and calls handlers that do nothing. */
processor make_expat(void);

#endif
