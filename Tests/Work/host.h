/* A host that gives and takes as little at a time as it is told. */
#ifndef WORK_HOST_H
#define WORK_HOST_H

#include "work.h"
#include "wsencoder.h"

typedef enum direction { encode, decode, dump } direction;

/* How small the pieces are. */
typedef struct pieces {
    const char *name;
    ULONG read;  /* bytes of input at a time; 0: all there are */
    ULONG write; /* bytes of output at a time */
} pieces;

typedef struct host host;

/* An instance, with all limits as high as they can be set. */
host *host_create(const char *codec, direction direction, const pieces *pieces);

/* Puts what becomes of a message behind `output`. */
void host_run(host *host, const bytes *input, bytes *output);

void host_free(host *host);

#endif
