/* The same codecs twice: through this library's tables, and as a C program would call the C libraries itself. */
#ifndef BENCHMARKS_CODECS_H
#define BENCHMARKS_CODECS_H

#include "stream.h"
#include "wsencoder.h"

typedef enum direction { encoding, decoding } direction;

/* How a program in C ends a message. */
typedef enum ending {
    ends_apart, /* in a call of its own, as whoever is handed a message piece by piece has to */
    ends_whole  /* along with the last piece, as a program may that holds the message */
} ending;

typedef struct codec {
    const char *name; /* ours */
    const char *peer;
    int level; /* the peer's that is ours by default */
    processor (*make_theirs)(direction direction, ending ending, int level);
} codec;

enum { codec_count = 4, other_peer_count = 2, no_level = -1000000 };

/* Each beside the library that programs in C use for it. */
extern const codec codecs[codec_count];

/* gzip beside the libraries that are known for their speed. */
extern const codec other_peers[other_peer_count];

/* The same encoder and decoder in C, with tables of their own. */
extern const codec identity_codec;

/* Of the packages of package_rows.c. */
#define PACKAGE_BOUNDARY "boundary-between-parts"
#define PACKAGE_TYPE \
    "multipart/related; type=\"application/xop+xml\";start=\"<0@" PACKAGE_BOUNDARY ">\";boundary=\"" PACKAGE_BOUNDARY \
    "\";start-info=\"text/xml\""

processor make_ours(const char *name, direction direction);
processor make_ours_at(const char *name, direction direction, int level);
processor make_ours_with(const char *name, direction direction, const WSE_PROPERTY *properties, ULONG count);

/* How many bytes of the instance's memory are the host's own. */
size_t host_size(processor processor);

processor make_identity(direction direction, ending ending, int level);
processor make_gzip(direction direction, ending ending, int level);
processor make_deflate(direction direction, ending ending, int level);
processor make_brotli(direction direction, ending ending, int level);
processor make_zstd(direction direction, ending ending, int level);

/* Holds the message and treats it in one call, which a callback cannot do. */
processor make_libdeflate(direction direction, ending ending, int level);

/* Its levels go from 0 to 3: ours from 9 on are its third, from 6 on its second. */
processor make_isal(direction direction, ending ending, int level);

/* What reads text XML and makes nothing of it: a scan for its markup, and a copy of its bytes. */
processor make_scan(void);
processor make_copy(void);

/* Expat parses text XML, namespaces included, and calls handlers that do nothing. */
processor make_expat(void);

/* libmodpbase64 alone: base64 to bytes where ours encodes, which is what an encoder of packages does, or back. */
processor make_modp_base64(direction direction);

/* libxml2's SAX2 interface, the document pushed into it, with handlers that do nothing. */
processor make_libxml2(void);

#endif
