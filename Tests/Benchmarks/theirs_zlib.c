/* gzip and deflate as a program in C would do them: zlib, its state kept and reset. */
#include "codecs.h"
#include "settings.h"

#include <stdbool.h>
#include <stdlib.h>
#include <zlib.h>

typedef struct program {
    z_stream stream;
    ending ending;
    int level;
    int window_bits;
    uint8_t input[chunk_size];
    uint8_t output[chunk_size];
} program;

static void write_out(program *program, collector *output)
{
    collect(output, program->output, chunk_size - program->stream.avail_out);
    program->stream.next_out = program->output;
    program->stream.avail_out = chunk_size;
}

static void compress_piece(program *program, const uint8_t *bytes, size_t size, int flush, collector *output)
{
    program->stream.next_in = (Bytef *)bytes;
    program->stream.avail_in = (uInt)size;
    while (true) {
        int status = deflate(&program->stream, flush);
        if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR)
            give_up("deflate: %d", status);
        bool is_over = flush == Z_FINISH ? status == Z_STREAM_END : program->stream.avail_out > 0;
        if (is_over)
            return;
        write_out(program, output);
    }
}

static void encode(void *state, span message, collector *output)
{
    program *program = state;
    deflateReset(&program->stream);
    program->stream.next_out = program->output;
    program->stream.avail_out = chunk_size;
    for (size_t offset = 0; offset < message.size; offset += chunk_size) {
        size_t left = message.size - offset;
        bool finishes = left <= chunk_size && program->ending == ends_whole;
        compress_piece(program, message.bytes + offset, left < chunk_size ? left : chunk_size, finishes ? Z_FINISH : Z_NO_FLUSH,
                       output);
    }
    if (program->ending == ends_apart)
        compress_piece(program, NULL, 0, Z_FINISH, output);
    write_out(program, output);
}

static void decode(void *state, span message, collector *output)
{
    program *program = state;
    inflateReset(&program->stream);
    program->stream.avail_in = 0;
    int status;
    do {
        if (program->stream.avail_in == 0) {
            program->stream.avail_in = (uInt)take(&message, program->input, chunk_size);
            program->stream.next_in = program->input;
        }
        program->stream.next_out = program->output;
        program->stream.avail_out = chunk_size;
        status = inflate(&program->stream, Z_NO_FLUSH);
        if (status != Z_OK && status != Z_STREAM_END)
            give_up("inflate: %d", status);
        collect(output, program->output, chunk_size - program->stream.avail_out);
    } while (status != Z_STREAM_END);
}

static void begin_deflate(program *program)
{
    if (deflateInit2(&program->stream, program->level, Z_DEFLATED, program->window_bits, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        give_up("zlib does not begin");
}

static void begin_inflate(program *program)
{
    if (inflateInit2(&program->stream, program->window_bits) != Z_OK)
        give_up("zlib does not begin");
}

static void renew_deflate(void *state)
{
    program *program = state;
    deflateEnd(&program->stream);
    begin_deflate(program);
}

static void renew_inflate(void *state)
{
    program *program = state;
    inflateEnd(&program->stream);
    begin_inflate(program);
}

static void free_deflate(void *state)
{
    program *program = state;
    deflateEnd(&program->stream);
    free(program);
}

static void free_inflate(void *state)
{
    program *program = state;
    inflateEnd(&program->stream);
    free(program);
}

static processor make(direction direction, ending ending, int level, int window_bits)
{
    program *program = calloc(1, sizeof *program);
    if (program == NULL)
        give_up("no memory");
    program->ending = ending;
    program->level = level;
    program->window_bits = window_bits;
    if (direction == encoding) {
        begin_deflate(program);
        return (processor){ program, encode, free_deflate, renew_deflate };
    }
    begin_inflate(program);
    return (processor){ program, decode, free_inflate, renew_inflate };
}

processor make_gzip(direction direction, ending ending, int level)
{
    return make(direction, ending, level, 15 + 16);
}

processor make_deflate(direction direction, ending ending, int level)
{
    return make(direction, ending, level, 15);
}
