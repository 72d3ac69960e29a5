/* zstd as a program in C would do it, its contexts kept and reset. */
#include "codecs.h"
#include "settings.h"

#include <stdbool.h>
#include <stdlib.h>
#include <zstd.h>

typedef struct program {
    ZSTD_CCtx *compression;
    ZSTD_DCtx *decompression;
    direction direction;
    ending ending;
    int level;
    uint8_t input[chunk_size];
    uint8_t output[chunk_size];
} program;

static size_t checked(size_t status)
{
    if (ZSTD_isError(status))
        give_up("zstd: %s", ZSTD_getErrorName(status));
    return status;
}

static void compress_piece(program *program, ZSTD_outBuffer *to, const uint8_t *bytes, size_t size, ZSTD_EndDirective operation,
                           collector *output)
{
    ZSTD_inBuffer from = { bytes, size, 0 };
    while (true) {
        size_t left = checked(ZSTD_compressStream2(program->compression, to, &from, operation));
        if (operation == ZSTD_e_end ? left == 0 : from.pos == from.size && to->pos < to->size)
            return;
        if (to->pos == to->size) {
            collect(output, program->output, to->pos);
            to->pos = 0;
        }
    }
}

static void encode(void *state, span message, collector *output)
{
    program *program = state;
    checked(ZSTD_CCtx_reset(program->compression, ZSTD_reset_session_only));
    ZSTD_outBuffer to = { program->output, chunk_size, 0 };
    for (size_t offset = 0; offset < message.size; offset += chunk_size) {
        size_t left = message.size - offset;
        bool finishes = left <= chunk_size && program->ending == ends_whole;
        compress_piece(program, &to, message.bytes + offset, left < chunk_size ? left : chunk_size,
                       finishes ? ZSTD_e_end : ZSTD_e_continue, output);
    }
    if (program->ending == ends_apart)
        compress_piece(program, &to, NULL, 0, ZSTD_e_end, output);
    collect(output, program->output, to.pos);
}

static void decode(void *state, span message, collector *output)
{
    program *program = state;
    checked(ZSTD_DCtx_reset(program->decompression, ZSTD_reset_session_only));
    ZSTD_inBuffer from = { program->input, 0, 0 };
    size_t hint;
    bool has_more = false;
    do {
        if (from.pos == from.size && !has_more) {
            from.size = take(&message, program->input, chunk_size);
            from.pos = 0;
            if (from.size == 0)
                give_up("zstd: the input ends too early");
        }
        ZSTD_outBuffer to = { program->output, chunk_size, 0 };
        hint = checked(ZSTD_decompressStream(program->decompression, &to, &from));
        collect(output, program->output, to.pos);
        has_more = to.pos == to.size;
    } while (hint != 0);
}

static void begin(program *program)
{
    if (program->direction == encoding) {
        program->compression = ZSTD_createCCtx();
        checked(ZSTD_CCtx_setParameter(program->compression, ZSTD_c_compressionLevel, program->level));
        checked(ZSTD_CCtx_setParameter(program->compression, ZSTD_c_checksumFlag, 1));
    } else {
        program->decompression = ZSTD_createDCtx();
    }
}

static void end(program *program)
{
    ZSTD_freeCCtx(program->compression);
    ZSTD_freeDCtx(program->decompression);
}

static void renew(void *state)
{
    end(state);
    begin(state);
}

static void free_program(void *state)
{
    end(state);
    free(state);
}

processor make_zstd(direction direction, ending ending, int level)
{
    program *program = calloc(1, sizeof *program);
    if (program == NULL)
        give_up("no memory");
    program->direction = direction;
    program->ending = ending;
    program->level = level;
    begin(program);
    return (processor){ program, direction == encoding ? encode : decode, free_program, renew };
}
