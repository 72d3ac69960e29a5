#include "stream.h"

#include "settings.h"

#include <stdlib.h>
#include <string.h>

void collect(collector *collector, const uint8_t *bytes, size_t size)
{
    if (collector->memory != NULL) {
        if (size > collector->capacity - collector->size)
            give_up("more output than expected");
        memcpy(collector->memory + collector->size, bytes, size);
    }
    if (collector->expected != NULL) {
        if (size > collector->expected->size - collector->size
            || memcmp(collector->expected->bytes + collector->size, bytes, size) != 0)
            give_up("a round trip changed a message near byte %zu", collector->size);
    }
    collector->size += size;
}

size_t take(span *message, uint8_t *to, size_t room)
{
    size_t size = message->size < room ? message->size : room;
    memcpy(to, message->bytes, size);
    message->bytes += size;
    message->size -= size;
    return size;
}

span encode_message(processor encoder, span message)
{
    /* UTF-16 takes two bytes for one; others are longer only by what stands before the message or before a few records. */
    collector output = { .capacity = 2 * message.size + chunk_size };
    output.memory = malloc(output.capacity);
    if (output.memory == NULL)
        give_up("no memory");
    encoder.process(encoder.state, message, &output);
    uint8_t *bytes = realloc(output.memory, output.size);
    return (span){ bytes != NULL ? bytes : output.memory, output.size };
}
