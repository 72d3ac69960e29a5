/* Messages that one instance of a codec of binary XML handles again and again, in a session or not. */
#ifndef BENCHMARKS_CONVERSATION_H
#define BENCHMARKS_CONVERSATION_H

#include "codecs.h"
#include "kinds.h"

#include <stdbool.h>

enum { most_texts = 16 };

typedef struct conversation {
    processor processor;
    span messages[most_texts]; /* as the processor takes them */
    size_t count;
    size_t next;
    size_t output_size;
} conversation;

typedef struct texts {
    span messages[most_texts];
    size_t count;
} texts;

/* Purchase orders of that size. The same memory for every caller. */
const texts *order_texts(size_t size);

/* The same for messages of another kind; NULL: purchase orders. */
const texts *texts_of_kind(const kind *kind, size_t size);

/* An encoder or decoder that has handled all the messages once and is ready to handle them again. Gives up if they do not
 * read back as they were. */
conversation make_conversation(const char *codec, direction direction, bool is_untyped, const texts *texts);

/* The same messages, in text, for someone else. */
conversation make_reading(processor processor, const texts *texts);

/* Handles so many messages, one after the other. A `work`. */
void converse(void *context, uint64_t messages);

void free_conversation(conversation *conversation);

#endif
