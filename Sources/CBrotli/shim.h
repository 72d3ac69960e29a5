/* brotli, and around its encoder what it lacks: to survive a failing malloc.
 *
 * The encoder ends the process when its allocator returns NULL (BROTLI_ENCODER_EXIT_ON_OOM, upstream's default). So the one it
 * is given here never does: it jumps back to the call that led there, over frames of brotli only. What the encoder has
 * allocated is kept in a list, by which it is freed without the encoder's help. */
#include <brotli/decode.h>
#include <brotli/encode.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

typedef struct wse_brotli_block {
    struct wse_brotli_block *previous;
    struct wse_brotli_block *next;
} wse_brotli_block;

/* In front of what malloc aligns for any type, and no less aligned behind it. */
typedef union wse_brotli_header {
    wse_brotli_block block;
    long double alignment;
} wse_brotli_header;

typedef struct wse_brotli_memory {
    /* The head of a ring of all blocks. Its address is in the ring: it must not move. */
    wse_brotli_block blocks;
    /* Where to go when there is no memory; set during calls of the encoder. */
    jmp_buf *escape;
} wse_brotli_memory;

typedef enum wse_brotli_result { wse_brotli_done, wse_brotli_out_of_memory } wse_brotli_result;

static inline void wse_brotli_memory_init(wse_brotli_memory *memory)
{
    memory->blocks.previous = memory->blocks.next = &memory->blocks;
    memory->escape = NULL;
}

static void *wse_brotli_allocate(void *opaque, size_t size)
{
    wse_brotli_memory *memory = (wse_brotli_memory *)opaque;
    wse_brotli_header *header = size <= SIZE_MAX - sizeof *header ? (wse_brotli_header *)malloc(sizeof *header + size) : NULL;
    if (!header)
        longjmp(*memory->escape, 1);
    header->block.next = memory->blocks.next;
    header->block.previous = &memory->blocks;
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
static inline void wse_brotli_free_all(wse_brotli_memory *memory)
{
    while (memory->blocks.next != &memory->blocks)
        wse_brotli_free(memory, (wse_brotli_header *)(void *)memory->blocks.next + 1);
}

/* NULL: out of memory. */
static inline BrotliEncoderState *wse_brotli_create_encoder(wse_brotli_memory *memory)
{
    jmp_buf escape;
    if (_setjmp(escape) != 0)
        return NULL;
    memory->escape = &escape;
    return BrotliEncoderCreateInstance(wse_brotli_allocate, wse_brotli_free, memory);
}

/* As BrotliEncoderCompressStream. Out of memory, the encoder is lost: only wse_brotli_free_all may follow. */
static inline wse_brotli_result wse_brotli_compress(wse_brotli_memory *memory, BrotliEncoderState *encoder,
                                                    BrotliEncoderOperation operation, size_t *available_in,
                                                    const uint8_t **next_in, size_t *available_out, uint8_t **next_out)
{
    jmp_buf escape;
    if (_setjmp(escape) != 0)
        return wse_brotli_out_of_memory;
    memory->escape = &escape;
    /* Else it refuses only what the codec never asks for: other operations while it is to be flushed or finished. */
    return BrotliEncoderCompressStream(encoder, operation, available_in, next_in, available_out, next_out, NULL)
               ? wse_brotli_done
               : wse_brotli_out_of_memory;
}
