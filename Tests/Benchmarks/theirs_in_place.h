/* Messages that a parser changes: it gets copies, which are made while the clock does not count. */
#ifndef BENCHMARKS_THEIRS_IN_PLACE_H
#define BENCHMARKS_THEIRS_IN_PLACE_H

#include "conversation.h"
#include "in_place.h"

#include <stdint.h>

typedef struct copied_messages {
    in_place_parser parse;
    const texts *texts;
    size_t next;
    char *copies;
    size_t most; /* copies at a time: 64 KiB of them, or a single one */
} copied_messages;

copied_messages make_copied_messages(in_place_parser parse, const texts *texts);

/* Parses so many messages, one after the other. A `work`. */
void parse_copies(void *messages, uint64_t count);

void free_copied_messages(copied_messages *messages);

#endif
