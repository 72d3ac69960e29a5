/* Looks at the bytes of XML text 64 at a time. In C, since Swift has no vector instructions of its own in Embedded mode; the
 * compiler inlines these functions into the Swift code. */
#ifndef WSE_CVECTOR_H
#define WSE_CVECTOR_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__ARM_NEON) && defined(__aarch64__)
#include <arm_neon.h>
#endif

/* One bit for each of 64 bytes, the first byte's lowest. Bytes outside ASCII have all three bits. */
struct xml_block {
    uint64_t text;   /* not plain text: controls, '<', '&', ']' */
    uint64_t ends;   /* cannot go on a name: controls, blank, '>', '/', '=' */
    uint64_t values; /* not plain in an attribute's value: controls, '<', '&', both quotes */
};

#if defined(__SSE2__)

static inline struct xml_block xml_classify(const void *bytes)
{
    struct xml_block block = { 0, 0, 0 };
    for (int i = 0; i < 4; i++) {
        __m128i x = _mm_loadu_si128((const __m128i *)bytes + i);
        __m128i control = _mm_cmplt_epi8(x, _mm_set1_epi8(0x20)); /* signed: bytes from 0x80 on, too */
        __m128i blank = _mm_cmplt_epi8(x, _mm_set1_epi8(0x21));
        __m128i markup = _mm_or_si128(control,
            _mm_or_si128(_mm_cmpeq_epi8(x, _mm_set1_epi8('<')), _mm_cmpeq_epi8(x, _mm_set1_epi8('&'))));
        __m128i text = _mm_or_si128(markup, _mm_cmpeq_epi8(x, _mm_set1_epi8(']')));
        __m128i value = _mm_or_si128(markup,
            _mm_or_si128(_mm_cmpeq_epi8(x, _mm_set1_epi8('"')), _mm_cmpeq_epi8(x, _mm_set1_epi8('\''))));
        __m128i end = _mm_or_si128(_mm_or_si128(blank, _mm_cmpeq_epi8(x, _mm_set1_epi8('>'))),
            _mm_or_si128(_mm_cmpeq_epi8(x, _mm_set1_epi8('/')), _mm_cmpeq_epi8(x, _mm_set1_epi8('='))));
        block.text |= (uint64_t)(uint32_t)_mm_movemask_epi8(text) << (16 * i);
        block.ends |= (uint64_t)(uint32_t)_mm_movemask_epi8(end) << (16 * i);
        block.values |= (uint64_t)(uint32_t)_mm_movemask_epi8(value) << (16 * i);
    }
    return block;
}

#elif defined(__ARM_NEON) && defined(__aarch64__)

static inline uint64_t xml_bits(uint8x16_t a, uint8x16_t b, uint8x16_t c, uint8x16_t d)
{
    const uint8x16_t weights = { 1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128 };
    uint8x16_t low = vpaddq_u8(vandq_u8(a, weights), vandq_u8(b, weights));
    uint8x16_t high = vpaddq_u8(vandq_u8(c, weights), vandq_u8(d, weights));
    uint8x16_t all = vpaddq_u8(low, high);
    return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(all, all)), 0);
}

static inline struct xml_block xml_classify(const void *bytes)
{
    uint8x16_t text[4], end[4], value[4];
    for (int i = 0; i < 4; i++) {
        uint8x16_t x = vld1q_u8((const uint8_t *)bytes + 16 * i);
        int8x16_t s = vreinterpretq_s8_u8(x);
        uint8x16_t markup = vorrq_u8(vcltq_s8(s, vdupq_n_s8(0x20)),
            vorrq_u8(vceqq_u8(x, vdupq_n_u8('<')), vceqq_u8(x, vdupq_n_u8('&'))));
        text[i] = vorrq_u8(markup, vceqq_u8(x, vdupq_n_u8(']')));
        value[i] = vorrq_u8(markup, vorrq_u8(vceqq_u8(x, vdupq_n_u8('"')), vceqq_u8(x, vdupq_n_u8('\''))));
        end[i] = vorrq_u8(vorrq_u8(vcltq_s8(s, vdupq_n_s8(0x21)), vceqq_u8(x, vdupq_n_u8('>'))),
            vorrq_u8(vceqq_u8(x, vdupq_n_u8('/')), vceqq_u8(x, vdupq_n_u8('='))));
    }
    struct xml_block block = { xml_bits(text[0], text[1], text[2], text[3]), xml_bits(end[0], end[1], end[2], end[3]),
        xml_bits(value[0], value[1], value[2], value[3]) };
    return block;
}

#else

static inline struct xml_block xml_classify(const void *bytes)
{
    struct xml_block block = { 0, 0, 0 };
    for (int i = 0; i < 64; i++) {
        uint8_t x = ((const uint8_t *)bytes)[i];
        uint64_t bit = (uint64_t)1 << i;
        int markup = x < 0x20 || x >= 0x80 || x == '<' || x == '&';
        if (markup || x == ']') block.text |= bit;
        if (markup || x == '"' || x == '\'') block.values |= bit;
        if (x <= 0x20 || x >= 0x80 || x == '>' || x == '/' || x == '=') block.ends |= bit;
    }
    return block;
}

#endif

/* The same of fewer than 64 bytes; the bits beyond them are set. */
static inline struct xml_block xml_classify_tail(const void *bytes, size_t count)
{
    unsigned char padded[64] = { 0 };
    memcpy(padded, bytes, count < 64 ? count : 64);
    return xml_classify(padded);
}

/* The number of line feeds. */
static inline size_t xml_count_lines(const void *bytes, size_t count)
{
    const unsigned char *p = bytes;
    size_t lines = 0, i = 0;
#if defined(__SSE2__)
    while (count - i >= 16) {
        __m128i sum = _mm_setzero_si128();
        size_t stop = count - i > 16 * 255 ? i + 16 * 255 : i + ((count - i) & ~(size_t)15);
        for (; i < stop; i += 16)
            sum = _mm_sub_epi8(sum, _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(p + i)), _mm_set1_epi8('\n')));
        sum = _mm_sad_epu8(sum, _mm_setzero_si128());
        lines += (size_t)_mm_cvtsi128_si64(sum) + (size_t)_mm_cvtsi128_si64(_mm_srli_si128(sum, 8));
    }
#endif
    for (; i < count; i++) lines += p[i] == '\n';
    return lines;
}

#endif
