/* brotli, and around its encoder what it lacks: to survive a failing malloc.
 *
 * The encoder ends the process when its allocator returns NULL (BROTLI_ENCODER_EXIT_ON_OOM, upstream's default). So the one it
 * is given here never does: it jumps back to the call that led there, over frames of brotli only. What the encoder has
 * allocated is kept in a list, by which it is freed without the encoder's help. */
#include <brotli/decode.h>
#include <brotli/encode.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

typedef struct wse_brotli_block {
    struct wse_brotli_block *previous;
    struct wse_brotli_block *next;
} wse_brotli_block;

/* What precedes each block; what follows is aligned as well as what malloc returns. */
typedef union wse_brotli_header {
    wse_brotli_block block;
    long double alignment;
} wse_brotli_header;

typedef struct wse_brotli_encoder {
    /* The head of a ring of all blocks. Its address is in the ring: it must not move. */
    wse_brotli_block blocks;
    /* Where to go when there is no memory; set during calls of the encoder. */
    jmp_buf *escape;
    /* NULL before the first message, and after memory has run out. */
    BrotliEncoderState *state;
} wse_brotli_encoder;

/* wse_brotli_idle: it goes on, and nothing that it has made waits for room. */
typedef enum wse_brotli_result {
    wse_brotli_goes_on,
    wse_brotli_idle,
    wse_brotli_finished,
    wse_brotli_out_of_memory
} wse_brotli_result;

static inline void wse_brotli_init(wse_brotli_encoder *encoder)
{
    encoder->blocks.previous = encoder->blocks.next = &encoder->blocks;
    encoder->escape = NULL;
    encoder->state = NULL;
}

static void *wse_brotli_allocate(void *opaque, size_t size)
{
    wse_brotli_encoder *encoder = (wse_brotli_encoder *)opaque;
    wse_brotli_header *header = size <= SIZE_MAX - sizeof *header ? (wse_brotli_header *)malloc(sizeof *header + size) : NULL;
    if (!header)
        longjmp(*encoder->escape, 1);
    header->block.next = encoder->blocks.next;
    header->block.previous = &encoder->blocks;
    header->block.next->previous = header->block.previous->next = &header->block;
    return header + 1;
}

static void wse_brotli_free(void *opaque, void *address)
{
    (void)opaque;
    if (!address)
        return;
    wse_brotli_header *header = (wse_brotli_header *)address - 1;
    header->block.previous->next = header->block.next;
    header->block.next->previous = header->block.previous;
    free(header);
}

/* Frees all that the encoder has, and with it the encoder. */
static inline void wse_brotli_free_all(wse_brotli_encoder *encoder)
{
    while (encoder->blocks.next != &encoder->blocks)
        wse_brotli_free(encoder, (wse_brotli_header *)(void *)encoder->blocks.next + 1);
    encoder->state = NULL;
}

/* Begins a message with a new encoder, since one cannot be reset. false: out of memory. */
static inline bool wse_brotli_begin(wse_brotli_encoder *encoder, uint32_t quality, uint32_t window_bits)
{
    wse_brotli_free_all(encoder);
    jmp_buf escape;
    if (_setjmp(escape) != 0)
        return false;
    encoder->escape = &escape;
    encoder->state = BrotliEncoderCreateInstance(wse_brotli_allocate, wse_brotli_free, encoder);
    if (!encoder->state)
        return false;
    BrotliEncoderSetParameter(encoder->state, BROTLI_PARAM_QUALITY, quality);
    BrotliEncoderSetParameter(encoder->state, BROTLI_PARAM_LGWIN, window_bits);
    return true;
}

/* As BrotliEncoderCompressStream. A flush goes on, with nothing in, until there is nothing more to come. After it has run out of memory, only wse_brotli_begin or wse_brotli_free_all may follow; until then
 * it has no memory either. */
static inline wse_brotli_result wse_brotli_compress(wse_brotli_encoder *encoder, BrotliEncoderOperation operation,
                                                    size_t *available_in, const uint8_t **next_in, size_t *available_out,
                                                    uint8_t **next_out)
{
    if (!encoder->state)
        return wse_brotli_out_of_memory;
    jmp_buf escape;
    if (_setjmp(escape) != 0) {
        encoder->state = NULL;
        return wse_brotli_out_of_memory;
    }
    encoder->escape = &escape;
    /* Else it refuses only what the codec never asks for: other operations while it is to be flushed or finished. */
    if (!BrotliEncoderCompressStream(encoder->state, operation, available_in, next_in, available_out, next_out, NULL)) {
        encoder->state = NULL;
        return wse_brotli_out_of_memory;
    }
    if (BrotliEncoderHasMoreOutput(encoder->state))
        return wse_brotli_goes_on;
    return BrotliEncoderIsFinished(encoder->state) ? wse_brotli_finished : wse_brotli_idle;
}

static inline BrotliDecoderResult wse_brotli_decompress(BrotliDecoderState *decoder, size_t *available_in,
                                                        const uint8_t **next_in, size_t *available_out, uint8_t **next_out)
{
    return BrotliDecoderDecompressStream(decoder, available_in, next_in, available_out, next_out, NULL);
}

/* What the decoder says of its failure; NULL if it had no memory. */
static inline const char *wse_brotli_failure(const BrotliDecoderState *decoder)
{
    const BrotliDecoderErrorCode code = BrotliDecoderGetErrorCode(decoder);
    /* The codes of failed allocations, which the header keeps together. */
    if (code <= BROTLI_DECODER_ERROR_ALLOC_CONTEXT_MODES && code >= BROTLI_DECODER_ERROR_ALLOC_BLOCK_TYPE_TREES)
        return NULL;
    return BrotliDecoderErrorString(code);
}
