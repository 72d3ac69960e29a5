/* In the platform's own calling convention, whatever that of the suite. */
#undef CALLBACK
#define CALLBACK
#include "Codec/transforms.h"

#include <stdbool.h>
#include <stdlib.h>

struct transform_counts transform_counts;

static void count(int *number, int by)
{
    __atomic_add_fetch(number, by, __ATOMIC_RELAXED);
}

static void free_context(void *context)
{
    count(&((struct transform_counts *)context)->contexts, 1);
}

static void free_state(void *state)
{
    free(state);
    count(&transform_counts.states, -1);
}

static HRESULT make_state(size_t size, void **state)
{
    *state = calloc(1, size);
    if (!*state)
        return E_OUTOFMEMORY;
    count(&transform_counts.states, 1);
    return S_OK;
}

/* ---- xor-transform ---- */

struct xor_state {
    BYTE key;
};

static HRESULT xor_create(void *context, const WSE_CODEC_OPTIONS *options, void **state, WS_ERROR *error)
{
    (void)context, (void)options, (void)error;
    return make_state(sizeof(struct xor_state), state);
}

static HRESULT xor_begin(void *state, WS_ERROR *error)
{
    (void)error;
    ((struct xor_state *)state)->key = 0x5A;
    return S_OK;
}

static HRESULT xor_process(void *state, WSE_CODEC_INPUT *input, WSE_CODEC_OUTPUT *output, BOOL isLast, WSE_PROGRESS *progress,
                           WS_ERROR *error)
{
    struct xor_state * xor = state;
    (void)isLast, (void)error;
    while (input->taken < input->size && output->written < output->size)
        output->bytes[output->written++] = input->bytes[input->taken++] ^ xor->key++;
    *progress = input->taken < input->size ? WSE_PROGRESS_OUTPUT_FULL : WSE_PROGRESS_MAY_END;
    return S_OK;
}

WSE_CODEC xor_transform(void)
{
    WSE_CODEC codec = { .size = sizeof codec,
                        .name = "xor-transform",
                        .aliases = "x-xor-transform",
                        .contentEncoding = "xor-transform",
                        .context = &transform_counts,
                        .freeContext = free_context,
                        .encoder = { xor_create, xor_begin, xor_process, NULL, NULL, free_state } };
    codec.decoder = codec.encoder;
    return codec;
}

/* ---- slip ---- */

enum { END = 0xC0, ESCAPE = 0xDB, ESCAPED_END = 0xDC, ESCAPED_ESCAPE = 0xDD };

struct slip_state {
    bool is_escaping; /* a byte of two is still to be written, or to be read */
    BYTE second;
};

static HRESULT slip_create(void *context, const WSE_CODEC_OPTIONS *options, void **state, WS_ERROR *error)
{
    (void)context, (void)options, (void)error;
    return make_state(sizeof(struct slip_state), state);
}

static HRESULT slip_begin(void *state, WS_ERROR *error)
{
    (void)error;
    ((struct slip_state *)state)->is_escaping = false;
    return S_OK;
}

static HRESULT slip_encode(void *state, WSE_CODEC_INPUT *input, WSE_CODEC_OUTPUT *output, BOOL isLast, WSE_PROGRESS *progress,
                           WS_ERROR *error)
{
    struct slip_state *slip = state;
    (void)error;
    while (output->written < output->size) {
        BYTE byte;
        if (slip->is_escaping) {
            byte = slip->second;
            slip->is_escaping = false;
        } else if (input->taken == input->size) {
            if (isLast)
                output->bytes[output->written++] = END;
            *progress = isLast ? WSE_PROGRESS_FINISHED : WSE_PROGRESS_NEEDS_INPUT;
            return S_OK;
        } else {
            byte = input->bytes[input->taken++];
            slip->is_escaping = byte == END || byte == ESCAPE;
            if (slip->is_escaping) {
                slip->second = byte == END ? ESCAPED_END : ESCAPED_ESCAPE;
                byte = ESCAPE;
            }
        }
        output->bytes[output->written++] = byte;
    }
    *progress = WSE_PROGRESS_OUTPUT_FULL;
    return S_OK;
}

static HRESULT slip_decode(void *state, WSE_CODEC_INPUT *input, WSE_CODEC_OUTPUT *output, BOOL isLast, WSE_PROGRESS *progress,
                           WS_ERROR *error)
{
    struct slip_state *slip = state;
    (void)isLast;
    *progress = WSE_PROGRESS_OUTPUT_FULL;
    while (output->written < output->size) {
        if (input->taken == input->size) {
            *progress = WSE_PROGRESS_NEEDS_INPUT;
            return S_OK;
        }
        BYTE byte = input->bytes[input->taken];
        if (slip->is_escaping && byte != ESCAPED_END && byte != ESCAPED_ESCAPE)
            return WseReportError(WS_E_INVALID_FORMAT, "an escape that there is not", error);
        input->taken++;
        if (!slip->is_escaping && byte == END) {
            *progress = WSE_PROGRESS_FINISHED;
            return S_OK;
        }
        if (!slip->is_escaping && byte == ESCAPE) {
            slip->is_escaping = true;
            continue;
        }
        if (slip->is_escaping)
            byte = byte == ESCAPED_END ? END : ESCAPE;
        slip->is_escaping = false;
        output->bytes[output->written++] = byte;
    }
    return S_OK;
}

WSE_CODEC slip_transform(void)
{
    return (WSE_CODEC){ .size = sizeof(WSE_CODEC),
                        .name = "slip",
                        .contentEncoding = "slip",
                        .context = &transform_counts,
                        .freeContext = free_context,
                        .encoder = { slip_create, slip_begin, slip_encode, NULL, NULL, free_state },
                        .decoder = { slip_create, slip_begin, slip_decode, NULL, NULL, free_state } };
}
