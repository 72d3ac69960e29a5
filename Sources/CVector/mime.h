/* Searches a body of MIME for what may be a delimiter. */
#ifndef WSE_CVECTOR_MIME_H
#define WSE_CVECTOR_MIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__ARM_NEON) && defined(__aarch64__)
#include <arm_neon.h>
#endif

/* Whether the bytes begin with a line break and two hyphens, or are cut off before they could differ from that. */
static inline bool mime_may_begin_delimiter(const unsigned char *bytes, size_t count, bool has_return)
{
    const char *opening = has_return ? "\r\n--" : "\n--";
    size_t length = has_return ? 4 : 3;
    return memcmp(bytes, opening, count < length ? count : length) == 0;
}

/* The index of the first line break that two hyphens follow, or that may have them after the last byte; `count` if there is none.
 * A line break is CR LF or, without `has_return`, LF. */
static inline size_t mime_find_delimiter(const void *start, size_t count, bool has_return)
{
    const unsigned char *bytes = start;
    size_t i = 0;
    /* The line feed and the hyphen after it are compared; the rest is looked at where both are found. */
    const size_t ahead = has_return ? 1 : 0;
#if defined(__SSE2__)
    const __m128i feed = _mm_set1_epi8('\n'), hyphen = _mm_set1_epi8('-');
    for (; count - i >= 32 + 4; i += 32) {
        const unsigned char *at = bytes + i + ahead;
        __m128i a = _mm_and_si128(_mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)at), feed),
                                  _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(at + 1)), hyphen));
        __m128i b = _mm_and_si128(_mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(at + 16)), feed),
                                  _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(at + 17)), hyphen));
        uint32_t found = (uint32_t)_mm_movemask_epi8(a) | (uint32_t)_mm_movemask_epi8(b) << 16;
        for (; found != 0; found &= found - 1) {
            size_t place = i + (size_t)__builtin_ctz(found);
            if (mime_may_begin_delimiter(bytes + place, count - place, has_return))
                return place;
        }
    }
#elif defined(__ARM_NEON) && defined(__aarch64__)
    const uint8x16_t feed = vdupq_n_u8('\n'), hyphen = vdupq_n_u8('-');
    for (; count - i >= 16 + 4; i += 16) {
        const unsigned char *at = bytes + i + ahead;
        uint8x16_t both = vandq_u8(vceqq_u8(vld1q_u8(at), feed), vceqq_u8(vld1q_u8(at + 1), hyphen));
        if (vmaxvq_u8(both) == 0)
            continue;
        for (size_t place = i; place < i + 16; place++)
            if (mime_may_begin_delimiter(bytes + place, count - place, has_return))
                return place;
    }
#endif
    for (; i < count; i++)
        if (mime_may_begin_delimiter(bytes + i, count - i, has_return))
            return i;
    return count;
}

/* The number of bytes as far as the first line feed, with that; 0 if there is none. */
static inline size_t mime_line_length(const void *start, size_t count)
{
    const char *feed = count > 0 ? memchr(start, '\n', count) : NULL;
    return feed != NULL ? (size_t)(feed - (const char *)start) + 1 : 0;
}

/* The index of the last "<", plus one; 0 if there is none. */
static inline size_t mime_after_last_angle(const void *start, size_t count)
{
    const unsigned char *bytes = start;
    while (count > 0 && bytes[count - 1] != '<')
        count--;
    return count;
}

#endif
