/* Looks at many bytes of text at a time, and converts runs of ASCII between UTF-8 and UTF-16. In C, since Swift has no vector
 * instructions of its own in Embedded mode; the compiler inlines these functions into the Swift code. */
#ifndef WSE_CVECTOR_H
#define WSE_CVECTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__ARM_NEON) && defined(__aarch64__)
#include <arm_neon.h>
#endif

/* One bit for each of 16 bytes, the first byte's lowest. The bit is set for bytes outside ASCII and for
 *
 * xml_text_end_of_16    what is not plain text: controls, '<', '&', ']'
 * xml_name_end_of_16    what ends a name: controls, blank, '>', '/', '='
 * xml_value_end_of_16   what is not plain in an attribute's value: controls, '<', '&', both quotes */

#if defined(__SSE2__)

/* Compared as signed numbers, bytes from 0x80 on are less than any limit. */
#define XML_END_OF_16(name, limit, a, b, c, d) \
    static inline uint32_t name(const void *bytes) \
    { \
        __m128i x = _mm_loadu_si128(bytes); \
        __m128i ab = _mm_or_si128(_mm_cmpeq_epi8(x, _mm_set1_epi8(a)), _mm_cmpeq_epi8(x, _mm_set1_epi8(b))); \
        __m128i cd = _mm_or_si128(_mm_cmpeq_epi8(x, _mm_set1_epi8(c)), _mm_cmpeq_epi8(x, _mm_set1_epi8(d))); \
        __m128i less = _mm_cmplt_epi8(x, _mm_set1_epi8(limit)); \
        return (uint32_t)_mm_movemask_epi8(_mm_or_si128(less, _mm_or_si128(ab, cd))); \
    }

#elif defined(__ARM_NEON) && defined(__aarch64__)

/* One bit for each byte that is all ones. */
static inline uint32_t xml_gather_16(uint8x16_t any)
{
    const uint8x16_t weights = { 1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128 };
    uint8x16_t bits = vandq_u8(any, weights);
    return (uint32_t)vaddv_u8(vget_low_u8(bits)) | (uint32_t)vaddv_u8(vget_high_u8(bits)) << 8;
}

#define XML_END_OF_16(name, limit, a, b, c, d) \
    static inline uint32_t name(const void *bytes) \
    { \
        uint8x16_t x = vld1q_u8(bytes); \
        uint8x16_t ab = vorrq_u8(vceqq_u8(x, vdupq_n_u8(a)), vceqq_u8(x, vdupq_n_u8(b))); \
        uint8x16_t cd = vorrq_u8(vceqq_u8(x, vdupq_n_u8(c)), vceqq_u8(x, vdupq_n_u8(d))); \
        uint8x16_t less = vcltq_s8(vreinterpretq_s8_u8(x), vdupq_n_s8(limit)); \
        return xml_gather_16(vorrq_u8(less, vorrq_u8(ab, cd))); \
    }

#else

#define XML_END_OF_16(name, limit, a, b, c, d) \
    static inline uint32_t name(const void *bytes) \
    { \
        uint32_t bits = 0; \
        for (int i = 0; i < 16; i++) { \
            uint8_t x = ((const uint8_t *)bytes)[i]; \
            if (x < limit || x >= 0x80 || x == a || x == b || x == c || x == d) \
                bits |= (uint32_t)1 << i; \
        } \
        return bits; \
    }

#endif

XML_END_OF_16(xml_text_end_of_16, 0x20, '<', '&', ']', '<')
XML_END_OF_16(xml_name_end_of_16, 0x21, '>', '/', '=', '>')
XML_END_OF_16(xml_value_end_of_16, 0x20, '<', '&', '"', '\'')

/* Up to 16 bytes, followed by zeros, which end texts, names and values alike. */
struct xml_padded {
    unsigned char bytes[16];
};

static inline struct xml_padded xml_pad(const void *bytes, size_t count)
{
    struct xml_padded padded = { { 0 } };
    memcpy(padded.bytes, bytes, count < 16 ? count : 16);
    return padded;
}

static inline uint32_t xml_text_end_of_tail(const void *bytes, size_t count)
{
    struct xml_padded padded = xml_pad(bytes, count);
    return xml_text_end_of_16(padded.bytes);
}

static inline uint32_t xml_name_end_of_tail(const void *bytes, size_t count)
{
    struct xml_padded padded = xml_pad(bytes, count);
    return xml_name_end_of_16(padded.bytes);
}

static inline uint32_t xml_value_end_of_tail(const void *bytes, size_t count)
{
    struct xml_padded padded = xml_pad(bytes, count);
    return xml_value_end_of_16(padded.bytes);
}

/* One bit for each of 16 bytes, the first byte's lowest.
 *
 * xml_special_of_16     not written as it is everywhere: controls, '<', '>', '&', '"', and bytes outside ASCII
 * xml_breaks_of_16      of these, what content has as it is: tab, line feed and '"'
 * xml_not_name_of_16    cannot go on a name in ASCII, the colon left aside */

#if defined(__SSE2__)

static inline uint32_t xml_special_of_16(const void *bytes)
{
    __m128i x = _mm_loadu_si128(bytes);
    __m128i angles = _mm_cmpeq_epi8(_mm_and_si128(x, _mm_set1_epi8(~2)), _mm_set1_epi8('<'));
    __m128i quotes = _mm_cmpeq_epi8(_mm_and_si128(x, _mm_set1_epi8(~4)), _mm_set1_epi8('"'));
    __m128i controls = _mm_cmplt_epi8(x, _mm_set1_epi8(0x20));
    return (uint32_t)_mm_movemask_epi8(_mm_or_si128(controls, _mm_or_si128(angles, quotes)));
}

static inline uint32_t xml_breaks_of_16(const void *bytes)
{
    __m128i x = _mm_loadu_si128(bytes);
    __m128i blanks = _mm_or_si128(_mm_cmpeq_epi8(x, _mm_set1_epi8('\t')), _mm_cmpeq_epi8(x, _mm_set1_epi8('\n')));
    return (uint32_t)_mm_movemask_epi8(_mm_or_si128(blanks, _mm_cmpeq_epi8(x, _mm_set1_epi8('"'))));
}

static inline uint32_t xml_not_name_of_16(const void *bytes)
{
    __m128i x = _mm_loadu_si128(bytes);
    __m128i lower = _mm_or_si128(x, _mm_set1_epi8(0x20));
    __m128i letters = _mm_and_si128(_mm_cmpgt_epi8(lower, _mm_set1_epi8('a' - 1)),
                                    _mm_cmplt_epi8(lower, _mm_set1_epi8('z' + 1)));
    __m128i digits = _mm_and_si128(_mm_cmpgt_epi8(x, _mm_set1_epi8('-' - 1)), _mm_cmplt_epi8(x, _mm_set1_epi8('9' + 1)));
    __m128i others = _mm_or_si128(_mm_andnot_si128(_mm_cmpeq_epi8(x, _mm_set1_epi8('/')), digits),
                                  _mm_cmpeq_epi8(x, _mm_set1_epi8('_')));
    return (uint32_t)_mm_movemask_epi8(_mm_or_si128(letters, others)) ^ 0xFFFF;
}

#elif defined(__ARM_NEON) && defined(__aarch64__)

static inline uint32_t xml_special_of_16(const void *bytes)
{
    uint8x16_t x = vld1q_u8(bytes);
    uint8x16_t angles = vceqq_u8(vandq_u8(x, vdupq_n_u8(0xFD)), vdupq_n_u8('<'));
    uint8x16_t quotes = vceqq_u8(vandq_u8(x, vdupq_n_u8(0xFB)), vdupq_n_u8('"'));
    uint8x16_t controls = vcltq_s8(vreinterpretq_s8_u8(x), vdupq_n_s8(0x20));
    return xml_gather_16(vorrq_u8(controls, vorrq_u8(angles, quotes)));
}

static inline uint32_t xml_breaks_of_16(const void *bytes)
{
    uint8x16_t x = vld1q_u8(bytes);
    uint8x16_t blanks = vorrq_u8(vceqq_u8(x, vdupq_n_u8('\t')), vceqq_u8(x, vdupq_n_u8('\n')));
    return xml_gather_16(vorrq_u8(blanks, vceqq_u8(x, vdupq_n_u8('"'))));
}

static inline uint32_t xml_not_name_of_16(const void *bytes)
{
    uint8x16_t x = vld1q_u8(bytes);
    uint8x16_t letters = vcltq_u8(vsubq_u8(vorrq_u8(x, vdupq_n_u8(0x20)), vdupq_n_u8('a')), vdupq_n_u8(26));
    uint8x16_t digits = vcltq_u8(vsubq_u8(x, vdupq_n_u8('-')), vdupq_n_u8('9' - '-' + 1));
    uint8x16_t others = vorrq_u8(vbicq_u8(digits, vceqq_u8(x, vdupq_n_u8('/'))), vceqq_u8(x, vdupq_n_u8('_')));
    return xml_gather_16(vorrq_u8(letters, others)) ^ 0xFFFF;
}

#else

#define XML_BITS_OF_16(name, condition) \
    static inline uint32_t name(const void *bytes) \
    { \
        uint32_t bits = 0; \
        for (int i = 0; i < 16; i++) { \
            uint8_t x = ((const uint8_t *)bytes)[i]; \
            if (condition) \
                bits |= (uint32_t)1 << i; \
        } \
        return bits; \
    }

XML_BITS_OF_16(xml_special_of_16, x < 0x20 || x >= 0x80 || x == '<' || x == '>' || x == '&' || x == '"')
XML_BITS_OF_16(xml_breaks_of_16, x == '\t' || x == '\n' || x == '"')
XML_BITS_OF_16(xml_not_name_of_16,
               !(((x | 0x20) >= 'a' && (x | 0x20) <= 'z') || (x >= '-' && x <= '9' && x != '/') || x == '_'))

#endif

/* Those of the bits that belong to the first `count` of 16 bytes, or to all of them. */
static inline uint32_t xml_first_of_16(uint32_t bits, size_t count)
{
    return count < 16 ? bits & (((uint32_t)1 << count) - 1) : bits;
}

/* Whether those bytes that are special may stand as they are all the same, if they are content. */
static inline bool xml_are_breaks(const void *bytes, uint32_t special, bool is_content)
{
    return is_content && (special & ~xml_breaks_of_16(bytes)) == 0;
}

/* Copies text and up to 15 bytes after it, which must be readable and have room. Returns whether the text may be written
 * unescaped; if not, ignore what was copied. */
static inline __attribute__((always_inline)) bool xml_copy_plain(const void *from, void *to, size_t count, bool is_content)
{
    for (size_t i = 0; i < count; i += 16) {
        const char *bytes = (const char *)from + i;
        uint32_t special = xml_first_of_16(xml_special_of_16(bytes), count - i);
        if (special != 0 && !xml_are_breaks(bytes, special, is_content))
            return false;
        memcpy((char *)to + i, bytes, 16);
    }
    return true;
}

/* Copies text in blocks of 16 bytes for as long as they may stand so where they go. Returns the number of bytes. */
static inline size_t xml_copy_plain_blocks(const void *from, void *to, size_t count, bool is_content)
{
    size_t i = 0;
    for (; count - i >= 16; i += 16) {
        const char *bytes = (const char *)from + i;
        uint32_t special = xml_special_of_16(bytes);
        if (special != 0 && !xml_are_breaks(bytes, special, is_content))
            break;
        memcpy((char *)to + i, bytes, 16);
    }
    return i;
}

/* Whether text of at least one byte is an ASCII name without a colon. Reads up to 15 bytes past its end. */
static inline bool xml_is_plain_name(const void *name, size_t count)
{
    /* Of what may go on a name, it is digits, '-' and '.' that may not begin one. */
    if (*(const unsigned char *)name <= '9')
        return false;
    for (size_t i = 0; i < count; i += 16)
        if (xml_first_of_16(xml_not_name_of_16((const char *)name + i), count - i) != 0)
            return false;
    return true;
}

/* The number of line feeds. */
static inline size_t xml_count_lines(const void *bytes, size_t count)
{
    const unsigned char *p = bytes;
    size_t lines = 0, i = 0;
#if defined(__SSE2__)
    const __m128i feed = _mm_set1_epi8('\n');
    while (count - i >= 16) {
        /* Each of 16 counters is good for 255 of these. */
        size_t stop = count - i > 16 * 255 ? i + 16 * 255 : i + ((count - i) & ~(size_t)15);
        __m128i sum = _mm_setzero_si128();
        for (size_t last = i + ((stop - i) & ~(size_t)63); i < last; i += 64) {
            const __m128i *x = (const __m128i *)(p + i);
            sum = _mm_sub_epi8(sum, _mm_cmpeq_epi8(_mm_loadu_si128(x), feed));
            sum = _mm_sub_epi8(sum, _mm_cmpeq_epi8(_mm_loadu_si128(x + 1), feed));
            sum = _mm_sub_epi8(sum, _mm_cmpeq_epi8(_mm_loadu_si128(x + 2), feed));
            sum = _mm_sub_epi8(sum, _mm_cmpeq_epi8(_mm_loadu_si128(x + 3), feed));
        }
        for (; i < stop; i += 16)
            sum = _mm_sub_epi8(sum, _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(p + i)), feed));
        sum = _mm_sad_epu8(sum, _mm_setzero_si128());
        lines += (size_t)_mm_cvtsi128_si64(sum) + (size_t)_mm_cvtsi128_si64(_mm_srli_si128(sum, 8));
    }
#endif
    for (; i < count; i++)
        lines += p[i] == '\n';
    return lines;
}

/* The number of bytes as far as the last line feed, with that; 0 if there is none. */
static inline size_t xml_count_to_last_line(const void *bytes, size_t count)
{
    const unsigned char *p = bytes;
#if defined(__SSE2__)
    for (; count >= 16; count -= 16) {
        __m128i x = _mm_loadu_si128((const __m128i *)(p + count - 16));
        if (_mm_movemask_epi8(_mm_cmpeq_epi8(x, _mm_set1_epi8('\n'))) != 0)
            break;
    }
#endif
    while (count > 0 && p[count - 1] != '\n')
        count--;
    return count;
}

/* Converts ASCII to UTF-16 or back, for as long as it is ASCII. `count` is in code units. Both look at no more than the largest
 * multiple of 16 that is not above it, and may write as many units; what is written after those that count is to be ignored.
 * Return the number of units that count, which are at the beginning.
 *
 * utf16_widen     bytes to code units
 * utf16_narrow    code units to bytes */

#if defined(__SSE2__)

static inline __attribute__((always_inline)) void utf16_widen_16(__m128i x, unsigned char *units, bool is_big)
{
    const __m128i zero = _mm_setzero_si128();
    _mm_storeu_si128((__m128i *)units, is_big ? _mm_unpacklo_epi8(zero, x) : _mm_unpacklo_epi8(x, zero));
    _mm_storeu_si128((__m128i *)units + 1, is_big ? _mm_unpackhi_epi8(zero, x) : _mm_unpackhi_epi8(x, zero));
}

/* The high byte of each code unit that is not ASCII has a bit set, or its low byte the highest. */
static inline __attribute__((always_inline)) __m128i utf16_outside(__m128i x, bool is_big)
{
    return _mm_and_si128(x, _mm_set1_epi16((short)(is_big ? 0x80FF : 0xFF80)));
}

static inline __attribute__((always_inline)) void utf16_narrow_16(__m128i a, __m128i b, unsigned char *bytes, bool is_big)
{
    __m128i narrow = is_big ? _mm_packus_epi16(_mm_srli_epi16(a, 8), _mm_srli_epi16(b, 8)) : _mm_packus_epi16(a, b);
    _mm_storeu_si128((__m128i *)bytes, narrow);
}

#endif

static inline __attribute__((always_inline)) size_t utf16_widen_in_order(const void *from, void *to, size_t count, bool is_big)
{
    const unsigned char *bytes = from;
    unsigned char *units = to;
    size_t i = 0;
#if defined(__SSE2__)
    for (; count - i >= 64; i += 64) {
        const __m128i *x = (const __m128i *)(bytes + i);
        __m128i a = _mm_loadu_si128(x), b = _mm_loadu_si128(x + 1), c = _mm_loadu_si128(x + 2), d = _mm_loadu_si128(x + 3);
        if (_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(a, b), _mm_or_si128(c, d))) != 0)
            break;
        utf16_widen_16(a, units + 2 * i, is_big);
        utf16_widen_16(b, units + 2 * i + 32, is_big);
        utf16_widen_16(c, units + 2 * i + 64, is_big);
        utf16_widen_16(d, units + 2 * i + 96, is_big);
    }
    for (; count - i >= 16; i += 16) {
        __m128i x = _mm_loadu_si128((const __m128i *)(bytes + i));
        utf16_widen_16(x, units + 2 * i, is_big);
        uint32_t others = (uint32_t)_mm_movemask_epi8(x);
        if (others != 0)
            return i + (size_t)__builtin_ctz(others);
    }
#else
#if defined(__ARM_NEON) && defined(__aarch64__)
    const uint8x16_t zero = vdupq_n_u8(0);
    for (; count - i >= 16; i += 16) {
        uint8x16_t x = vld1q_u8(bytes + i);
        if (vmaxvq_u8(x) >= 0x80)
            break;
        uint8x16x2_t both = { { is_big ? zero : x, is_big ? x : zero } };
        vst2q_u8(units + 2 * i, both);
    }
#endif
    for (count &= ~(size_t)15; i < count && bytes[i] < 0x80; i++) {
        units[2 * i + !is_big] = 0;
        units[2 * i + is_big] = bytes[i];
    }
#endif
    return i;
}

static inline __attribute__((always_inline)) size_t utf16_narrow_in_order(const void *from, void *to, size_t count, bool is_big)
{
    const unsigned char *units = from;
    unsigned char *bytes = to;
    size_t i = 0;
#if defined(__SSE2__)
    const __m128i zero = _mm_setzero_si128();
    for (; count - i >= 32; i += 32) {
        const __m128i *x = (const __m128i *)(units + 2 * i);
        __m128i a = _mm_loadu_si128(x), b = _mm_loadu_si128(x + 1), c = _mm_loadu_si128(x + 2), d = _mm_loadu_si128(x + 3);
        __m128i others = utf16_outside(_mm_or_si128(_mm_or_si128(a, b), _mm_or_si128(c, d)), is_big);
        if (_mm_movemask_epi8(_mm_cmpeq_epi8(others, zero)) != 0xFFFF)
            break;
        utf16_narrow_16(a, b, bytes + i, is_big);
        utf16_narrow_16(c, d, bytes + i + 16, is_big);
    }
    for (; count - i >= 16; i += 16) {
        const __m128i *x = (const __m128i *)(units + 2 * i);
        __m128i a = _mm_loadu_si128(x), b = _mm_loadu_si128(x + 1);
        utf16_narrow_16(a, b, bytes + i, is_big);
        __m128i in_a = _mm_cmpeq_epi16(utf16_outside(a, is_big), zero), in_b = _mm_cmpeq_epi16(utf16_outside(b, is_big), zero);
        uint32_t inside = (uint32_t)_mm_movemask_epi8(_mm_packs_epi16(in_a, in_b));
        if (inside != 0xFFFF)
            return i + (size_t)__builtin_ctz(~inside);
    }
#else
#if defined(__ARM_NEON) && defined(__aarch64__)
    for (; count - i >= 16; i += 16) {
        uint8x16x2_t both = vld2q_u8(units + 2 * i);
        uint8x16_t low = both.val[is_big], high = both.val[!is_big];
        if (vmaxvq_u8(low) >= 0x80 || vmaxvq_u8(high) != 0)
            break;
        vst1q_u8(bytes + i, low);
    }
#endif
    for (count &= ~(size_t)15; i < count; i++) {
        unsigned char low = units[2 * i + is_big];
        if (low >= 0x80 || units[2 * i + !is_big] != 0)
            break;
        bytes[i] = low;
    }
#endif
    return i;
}

static inline size_t utf16_widen(const void *from, void *to, size_t count, bool is_big)
{
    return is_big ? utf16_widen_in_order(from, to, count, true) : utf16_widen_in_order(from, to, count, false);
}

static inline size_t utf16_narrow(const void *from, void *to, size_t count, bool is_big)
{
    return is_big ? utf16_narrow_in_order(from, to, count, true) : utf16_narrow_in_order(from, to, count, false);
}

#endif
