/* ISA-L's deflate, with states that Swift need not look into: their arrays are too large for it to import. */
#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a call came to. Anything less is a failure, in ISA-L's numbers. */
enum { wse_isal_goes_on = 0, wse_isal_finished = 1 };

/* It counts in 32 bits: what is longer takes several calls. */
static inline uint32_t wse_isal_count(size_t count)
{
    return count < UINT32_MAX ? (uint32_t)count : UINT32_MAX;
}

/* ---- Compressing ---- */

/* ISA-L allocates nothing itself; this is all it needs. */
typedef struct wse_isal_deflater {
    struct isal_zstream stream;
    uint8_t level_buffer[ISAL_DEF_LVL2_DEFAULT];
} wse_isal_deflater;

static inline size_t wse_isal_deflater_size(void)
{
    return sizeof(wse_isal_deflater);
}

/* `format`: IGZIP_DEFLATE, IGZIP_GZIP or IGZIP_ZLIB, for which it writes header and trailer as well. */
static inline void wse_isal_deflate_begin(void *deflater, int level, int format)
{
    wse_isal_deflater *state = (wse_isal_deflater *)deflater;
    isal_deflate_init(&state->stream);
    state->stream.level = (uint32_t)level;
    state->stream.level_buf = state->level_buffer;
    state->stream.level_buf_size = sizeof state->level_buffer;
    state->stream.gzip_flag = (uint16_t)format;
}

static inline int wse_isal_deflate(void *deflater, bool is_last, size_t *available_in, const uint8_t **next_in,
                                   size_t *available_out, uint8_t **next_out)
{
    struct isal_zstream *stream = &((wse_isal_deflater *)deflater)->stream;
    const uint32_t offered = wse_isal_count(*available_in), room = wse_isal_count(*available_out);
    stream->next_in = (uint8_t *)(uintptr_t)*next_in;
    stream->avail_in = offered;
    stream->next_out = *next_out;
    stream->avail_out = room;
    stream->end_of_stream = is_last && offered == *available_in;
    const int status = isal_deflate(stream);
    const uint32_t consumed = offered - stream->avail_in, produced = room - stream->avail_out;
    *available_in -= consumed;
    *next_in += consumed;
    *available_out -= produced;
    *next_out += produced;
    if (stream->internal_state.state == ZSTATE_END)
        return wse_isal_finished;
    return status == COMP_OK ? wse_isal_goes_on : status < 0 ? status : -1;
}

/* Whether nothing is held back: everything has been compressed, and an empty block has ended it. */
static inline bool wse_isal_is_flushed(const struct isal_zstate *state)
{
    return state->state == ZSTATE_NEW_HDR && state->b_bytes_valid == state->b_bytes_processed;
}

/* Writes what it holds back, as far as there is room; wse_isal_finished if that was all. Called again with everything written,
 * ISA-L would write one more empty block: so what it keeps aside for want of room is taken from there without a call. */
static inline int wse_isal_flush(void *deflater, size_t *available_out, uint8_t **next_out)
{
    struct isal_zstream *stream = &((wse_isal_deflater *)deflater)->stream;
    struct isal_zstate *state = &stream->internal_state;
    const uint32_t room = wse_isal_count(*available_out);
    stream->next_out = *next_out;
    stream->avail_out = room;
    int status = COMP_OK;
    if (state->state >= ZSTATE_TMP_OFFSET) {
        while (state->tmp_out_start < state->tmp_out_end && stream->avail_out > 0) {
            *stream->next_out++ = state->tmp_out_buff[state->tmp_out_start++];
            stream->avail_out--;
            stream->total_out++;
        }
        if (state->tmp_out_start == state->tmp_out_end) /* the macro has no parentheses of its own */
            state->state = (enum isal_zstate_state)(state->state - (ZSTATE_TMP_OFFSET));
    }
    if (!wse_isal_is_flushed(state) && stream->avail_out > 0) {
        stream->next_in = NULL;
        stream->avail_in = 0;
        stream->end_of_stream = 0;
        stream->flush = SYNC_FLUSH;
        status = isal_deflate(stream);
        stream->flush = NO_FLUSH;
    }
    const uint32_t produced = room - stream->avail_out;
    *available_out -= produced;
    *next_out += produced;
    if (status != COMP_OK)
        return status < 0 ? status : -1;
    return wse_isal_is_flushed(state) ? wse_isal_finished : wse_isal_goes_on;
}

/* ---- Decompressing ---- */

static inline size_t wse_isal_inflater_size(void)
{
    return sizeof(struct inflate_state);
}

/* For deflated data without header and trailer. */
static inline void wse_isal_inflate_begin(void *inflater)
{
    isal_inflate_init((struct inflate_state *)inflater);
}

/* Gives back what it has read and not used of the last `consumed` bytes, so that what follows the data is left to others. Inside
 * the header of a block what it has read comes before bytes that it keeps elsewhere, and all belong to the header. */
static inline size_t wse_isal_unread(struct inflate_state *state, size_t consumed)
{
    if (state->block_state == ISAL_BLOCK_HDR)
        return 0;
    size_t surplus = state->read_in_length > 0 ? (size_t)state->read_in_length / 8 : 0;
    if (surplus > consumed)
        surplus = consumed;
    state->read_in_length -= (int32_t)(8 * surplus);
    if (surplus > 0)
        state->read_in &= ((uint64_t)1 << state->read_in_length) - 1;
    return surplus;
}

static inline int wse_isal_inflate(void *inflater, size_t *available_in, const uint8_t **next_in, size_t *available_out,
                                   uint8_t **next_out)
{
    struct inflate_state *state = (struct inflate_state *)inflater;
    const uint32_t offered = wse_isal_count(*available_in), room = wse_isal_count(*available_out);
    state->next_in = (uint8_t *)(uintptr_t)*next_in;
    state->avail_in = offered;
    state->next_out = *next_out;
    state->avail_out = room;
    const int status = isal_inflate(state);
    const bool is_finished = state->block_state == ISAL_BLOCK_FINISH;
    /* Later versions give back by themselves, and might give back more than was offered this time. */
    size_t consumed = state->avail_in < offered ? offered - state->avail_in : 0;
    /* With room left it wants more input, and what it has read is the beginning of that. */
    if (is_finished || state->avail_out == 0)
        consumed -= wse_isal_unread(state, consumed);
    *available_in -= consumed;
    *next_in += consumed;
    const uint32_t produced = room - state->avail_out;
    *available_out -= produced;
    *next_out += produced;
    if (status < ISAL_DECOMP_OK)
        return status;
    return is_finished ? wse_isal_finished : wse_isal_goes_on;
}

/* ---- Checksums ---- */

static inline uint32_t wse_isal_crc32(uint32_t checksum, const void *bytes, size_t count)
{
    return crc32_gzip_refl(checksum, (const unsigned char *)bytes, count);
}

static inline uint32_t wse_isal_adler32(uint32_t checksum, const void *bytes, size_t count)
{
    return isal_adler32(checksum, (const unsigned char *)bytes, count);
}
