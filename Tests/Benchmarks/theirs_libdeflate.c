/* gzip as a program in C would do it that holds the whole message: libdeflate, its state kept. */
#include "codecs.h"
#include "settings.h"

#include <libdeflate.h>
#include <stdlib.h>

typedef struct program {
    struct libdeflate_compressor *compressor;
    struct libdeflate_decompressor *decompressor;
    int level;
    uint8_t *memory;
    size_t capacity;
} program;

static void reserve(program *program, size_t size)
{
    if (size <= program->capacity)
        return;
    free(program->memory);
    program->memory = malloc(size);
    program->capacity = size;
    if (program->memory == NULL)
        give_up("no memory");
}

static void encode(void *state, span message, collector *output)
{
    program *program = state;
    reserve(program, libdeflate_gzip_compress_bound(program->compressor, message.size));
    size_t size = libdeflate_gzip_compress(program->compressor, message.bytes, message.size, program->memory,
                                           program->capacity);
    if (size == 0)
        give_up("libdeflate cannot compress");
    collect(output, program->memory, size);
}

/* How long the message is, the last four bytes say. */
static void decode(void *state, span message, collector *output)
{
    program *program = state;
    const uint8_t *end = message.bytes + message.size;
    size_t expected = (size_t)end[-4] | (size_t)end[-3] << 8 | (size_t)end[-2] << 16 | (size_t)end[-1] << 24, size;
    reserve(program, expected);
    if (libdeflate_gzip_decompress(program->decompressor, message.bytes, message.size, program->memory, expected, &size)
        != LIBDEFLATE_SUCCESS)
        give_up("libdeflate refuses the message");
    collect(output, program->memory, size);
}

static void begin_encoder(void *state)
{
    program *program = state;
    libdeflate_free_compressor(program->compressor);
    program->compressor = libdeflate_alloc_compressor(program->level);
    if (program->compressor == NULL)
        give_up("no libdeflate");
}

static void begin_decoder(void *state)
{
    program *program = state;
    libdeflate_free_decompressor(program->decompressor);
    program->decompressor = libdeflate_alloc_decompressor();
    if (program->decompressor == NULL)
        give_up("no libdeflate");
}

static void free_program(void *state)
{
    program *program = state;
    libdeflate_free_compressor(program->compressor);
    libdeflate_free_decompressor(program->decompressor);
    free(program->memory);
    free(program);
}

processor make_libdeflate(direction direction, ending ending, int level)
{
    (void)ending;
    program *program = calloc(1, sizeof *program);
    if (program == NULL)
        give_up("no memory");
    program->level = level;
    void (*begin)(void *) = direction == encoding ? begin_encoder : begin_decoder;
    begin(program);
    return (processor){ program, direction == encoding ? encode : decode, free_program, begin };
}
