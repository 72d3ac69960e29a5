#include "bytes.h"

#include <stdlib.h>
#include <string.h>

void bytes_append(struct bytes *bytes, const void *data, size_t size)
{
    if (size == 0)
        return;
    if (size > bytes->room - bytes->size) {
        bytes->room = (bytes->size + size) * 2;
        bytes->data = realloc(bytes->data, bytes->room);
        if (bytes->data == NULL)
            abort();
    }
    memcpy(bytes->data + bytes->size, data, size);
    bytes->size += size;
}

bool bytes_equal(const struct bytes *bytes, const struct bytes *other)
{
    return bytes->size == other->size && (bytes->size == 0 || memcmp(bytes->data, other->data, bytes->size) == 0);
}

void bytes_free(struct bytes *bytes)
{
    free(bytes->data);
    *bytes = (struct bytes){ 0 };
}

/* splitmix64 */
uint32_t random_below(struct randomness *randomness, uint32_t limit)
{
    uint64_t value = randomness->state += 0x9E3779B97F4A7C15U;
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9U;
    value = (value ^ value >> 27) * 0x94D049BB133111EBU;
    return (uint32_t)((value ^ value >> 31) % limit);
}
