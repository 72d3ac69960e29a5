/* The tokenizer and the writer of XML by themselves: rooms of the library that it does not export. Rooms.swift has them. */
#ifndef BENCHMARKS_ROOMS_H
#define BENCHMARKS_ROOMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum token_kind {
    token_begin,      /* first: the name */
    token_attribute,  /* first: the name; second: the value */
    token_attributes, /* their end */
    token_text,       /* second: the text */
    token_end         /* first: the name */
} token_kind;

typedef struct token {
    ptrdiff_t kind;
    const uint8_t *first;
    ptrdiff_t first_size;
    const uint8_t *second;
    ptrdiff_t second_size;
} token;

/* A tokenizer, or NULL; there is no end of it. */
void *bench_make_tokenizer(void);

/* Takes a piece of a document. Gives the number of bytes it has told of, or -1. */
ptrdiff_t bench_tokenize(void *tokenizer, const void *bytes, ptrdiff_t size, bool is_first, bool is_last);

/* Writes a document. Gives the number of bytes. 16 bytes can be read from each name, and `room` is more than enough. */
ptrdiff_t bench_write(const token *tokens, ptrdiff_t count, uint8_t *output, ptrdiff_t room);

#endif
