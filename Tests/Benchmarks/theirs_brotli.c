/* br as a program in C would do it. Google's library cannot reset its state: each message gets a new one. */
#include "codecs.h"
#include "settings.h"

#include <brotli/decode.h>
#include <brotli/encode.h>
#include <stdbool.h>
#include <stdlib.h>

typedef struct program {
    ending ending;
    int level;
    uint8_t *next_out;
    size_t available_out;
    uint8_t input[chunk_size];
    uint8_t output[chunk_size];
} program;

static void write_out(program *program, collector *output)
{
    collect(output, program->output, chunk_size - program->available_out);
    program->next_out = program->output;
    program->available_out = chunk_size;
}

static void compress_piece(program *program, BrotliEncoderState *encoder, const uint8_t *bytes, size_t size,
                           BrotliEncoderOperation operation, collector *output)
{
    while (true) {
        if (!BrotliEncoderCompressStream(encoder, operation, &size, &bytes, &program->available_out, &program->next_out, NULL))
            give_up("brotli cannot compress");
        bool is_over = operation == BROTLI_OPERATION_FINISH ? BrotliEncoderIsFinished(encoder)
                                                            : size == 0 && program->available_out > 0;
        if (is_over)
            return;
        if (program->available_out == 0)
            write_out(program, output);
    }
}

static void encode(void *state, span message, collector *output)
{
    program *program = state;
    BrotliEncoderState *encoder = BrotliEncoderCreateInstance(NULL, NULL, NULL);
    if (encoder == NULL)
        give_up("no memory");
    BrotliEncoderSetParameter(encoder, BROTLI_PARAM_QUALITY, (uint32_t)program->level);
    BrotliEncoderSetParameter(encoder, BROTLI_PARAM_LGWIN, 18);
    program->next_out = program->output;
    program->available_out = chunk_size;
    for (size_t offset = 0; offset < message.size; offset += chunk_size) {
        size_t left = message.size - offset;
        bool finishes = left <= chunk_size && program->ending == ends_whole;
        compress_piece(program, encoder, message.bytes + offset, left < chunk_size ? left : chunk_size,
                       finishes ? BROTLI_OPERATION_FINISH : BROTLI_OPERATION_PROCESS, output);
    }
    if (program->ending == ends_apart)
        compress_piece(program, encoder, NULL, 0, BROTLI_OPERATION_FINISH, output);
    write_out(program, output);
    BrotliEncoderDestroyInstance(encoder);
}

static void decode(void *state, span message, collector *output)
{
    program *program = state;
    BrotliDecoderState *decoder = BrotliDecoderCreateInstance(NULL, NULL, NULL);
    if (decoder == NULL)
        give_up("no memory");
    const uint8_t *next_in = NULL;
    size_t available_in = 0;
    BrotliDecoderResult result = BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT;
    do {
        if (result == BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT) {
            available_in = take(&message, program->input, chunk_size);
            next_in = program->input;
            if (available_in == 0)
                give_up("brotli: the input ends too early");
        }
        program->next_out = program->output;
        program->available_out = chunk_size;
        result = BrotliDecoderDecompressStream(decoder, &available_in, &next_in, &program->available_out, &program->next_out,
                                               NULL);
        if (result == BROTLI_DECODER_RESULT_ERROR)
            give_up("brotli: %s", BrotliDecoderErrorString(BrotliDecoderGetErrorCode(decoder)));
        collect(output, program->output, chunk_size - program->available_out);
    } while (result != BROTLI_DECODER_RESULT_SUCCESS);
    BrotliDecoderDestroyInstance(decoder);
}

processor make_brotli(direction direction, ending ending, int level)
{
    program *program = calloc(1, sizeof *program);
    if (program == NULL)
        give_up("no memory");
    program->ending = ending;
    program->level = level;
    return (processor){ program, direction == encoding ? encode : decode, free, NULL };
}
