/* A message that compresses well but not to nothing; the same for the same seed, in Windows and in Linux code. */
#ifndef MESSAGE_H
#define MESSAGE_H

#include "../../Support/random.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/** The caller frees the bytes; NULL without memory. */
static inline uint8_t *make_message(size_t size, uint64_t seed)
{
    static const char *const words[] = { "<item>", "</item>", "<price>", "</price>", "widget", "order", "4711", " " };
    uint8_t *message = malloc(size ? size : 1);
    uint64_t state = seed;
    for (size_t position = 0; message && position < size;) {
        uint64_t number = splitmix64(&state);
        const char *word = words[number >> 60 & 7];
        size_t length = strlen(word) < size - position ? strlen(word) : size - position;
        memcpy(message + position, word, length);
        position += length;
        if (position < size && (number >> 40 & 3) == 0)
            message[position++] = (uint8_t)(number >> 32);
    }
    return message;
}

#endif
