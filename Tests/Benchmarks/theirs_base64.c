/* Base64 alone, by the library that is known for its speed. */
#include "codecs.h"
#include "settings.h"

#include <modp_b64.h>
#include <stdlib.h>

typedef struct program {
    char *memory;
    size_t capacity;
} program;

static char *reserve(program *program, size_t size)
{
    if (size > program->capacity) {
        free(program->memory);
        program->memory = malloc(size);
        program->capacity = size;
    }
    if (program->memory == NULL)
        give_up("no memory");
    return program->memory;
}

static void decode_text(void *state, span message, collector *output)
{
    char *memory = reserve(state, modp_b64_decode_len(message.size));
    size_t size = modp_b64_decode(memory, (const char *)message.bytes, message.size);
    if (size == (size_t)-1)
        give_up("modp_b64_decode refuses the text");
    collect(output, (uint8_t *)memory, size);
}

static void encode_bytes(void *state, span message, collector *output)
{
    char *memory = reserve(state, modp_b64_encode_len(message.size));
    size_t size = modp_b64_encode(memory, (const char *)message.bytes, message.size);
    collect(output, (uint8_t *)memory, size);
}

static void free_program(void *state)
{
    program *program = state;
    free(program->memory);
    free(program);
}

processor make_modp_base64(direction direction)
{
    program *program = calloc(1, sizeof *program);
    if (program == NULL)
        give_up("no memory");
    return (processor){ program, direction == encoding ? decode_text : encode_bytes, free_program, NULL };
}
