/* gzip as a program in C would do it with Intel's library, its state kept and reset. */
#include "codecs.h"
#include "settings.h"

#include <isa-l/igzip_lib.h>
#include <stdbool.h>
#include <stdlib.h>

typedef struct program {
    struct isal_zstream compression;
    struct inflate_state decompression;
    uint8_t input[chunk_size];
    uint8_t output[chunk_size];
    uint8_t level_memory[ISAL_DEF_LVL3_DEFAULT];
} program;

static void compress_piece(program *program, const uint8_t *bytes, size_t size, bool is_last, collector *output)
{
    struct isal_zstream *stream = &program->compression;
    stream->next_in = (uint8_t *)bytes;
    stream->avail_in = (uint32_t)size;
    stream->end_of_stream = is_last;
    while (true) {
        if (isal_deflate(stream) != COMP_OK)
            give_up("ISA-L cannot compress");
        bool is_over = is_last ? stream->internal_state.state == ZSTATE_END : stream->avail_out > 0;
        if (is_over)
            return;
        collect(output, program->output, chunk_size - stream->avail_out);
        stream->next_out = program->output;
        stream->avail_out = chunk_size;
    }
}

static void encode(void *state, span message, collector *output)
{
    program *program = state;
    struct isal_zstream *stream = &program->compression;
    isal_deflate_reset(stream);
    stream->gzip_flag = IGZIP_GZIP;
    stream->next_out = program->output;
    stream->avail_out = chunk_size;
    for (size_t offset = 0; offset < message.size; offset += chunk_size) {
        size_t left = message.size - offset;
        compress_piece(program, message.bytes + offset, left < chunk_size ? left : chunk_size, false, output);
    }
    compress_piece(program, NULL, 0, true, output);
    collect(output, program->output, chunk_size - stream->avail_out);
}

static void decode(void *state, span message, collector *output)
{
    program *program = state;
    struct inflate_state *stream = &program->decompression;
    isal_inflate_reset(stream);
    stream->crc_flag = ISAL_GZIP;
    stream->avail_in = 0;
    do {
        if (stream->avail_in == 0) {
            stream->avail_in = (uint32_t)take(&message, program->input, chunk_size);
            stream->next_in = program->input;
        }
        stream->next_out = program->output;
        stream->avail_out = chunk_size;
        if (isal_inflate(stream) != ISAL_DECOMP_OK)
            give_up("ISA-L refuses the message");
        collect(output, program->output, chunk_size - stream->avail_out);
    } while (stream->block_state != ISAL_BLOCK_FINISH);
}

static void begin_encoder(void *state)
{
    program *program = state;
    uint32_t level = program->compression.level;
    isal_deflate_init(&program->compression);
    program->compression.level = level;
    program->compression.level_buf = program->level_memory;
    program->compression.level_buf_size = sizeof program->level_memory;
}

static void begin_decoder(void *state)
{
    program *program = state;
    isal_inflate_init(&program->decompression);
}

processor make_isal(direction direction, ending ending, int level)
{
    (void)ending;
    program *program = calloc(1, sizeof *program);
    if (program == NULL)
        give_up("no memory");
    program->compression.level = level >= 9 ? 3 : level >= 6 ? 2 : 1;
    void (*begin)(void *) = direction == encoding ? begin_encoder : begin_decoder;
    begin(program);
    return (processor){ program, direction == encoding ? encode : decode, free, begin };
}
