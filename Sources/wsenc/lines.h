/* Lines of text, collected so that they are written many at a time. */
#ifndef WSENC_LINES_H
#define WSENC_LINES_H

#include "message.h"

enum { LINES_SIZE = 64 * 1024 };

struct lines {
    struct message *message;
    HRESULT result; /* the first failure to write; nothing is added after it */
    bool is_within_line;
    size_t count;
    char text[LINES_SIZE];
};

/* Adds formatted text, which is short. */
void lines_add(struct lines *lines, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Adds a text between quotation marks, in ASCII, as lists of messages show it. */
void lines_add_quoted(struct lines *lines, const WS_BYTES *text);

/* Adds whole lines or parts of lines, each line indented. */
void lines_add_indented(struct lines *lines, const WS_BYTES *text);

/* Writes what has been collected. Returns the first failure so far. */
HRESULT lines_flush(struct lines *lines);

#endif
