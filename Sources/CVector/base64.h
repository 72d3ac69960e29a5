/* Base64 (RFC 4648, section 4), 24 or 48 bytes at a time. What these functions leave over is for plain code: they do nothing
 * where the processor lacks the instructions. */
#ifndef WSE_CVECTOR_BASE64_H
#define WSE_CVECTOR_BASE64_H

#include <stddef.h>
#include <stdint.h>

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#elif defined(__ARM_NEON) && defined(__aarch64__)
#include <arm_neon.h>
#endif

/*
 * base64_decode_blocks takes characters of the alphabet, 32 or 64 at a time, and stops before a block that has others. It returns
 * the number of characters taken, and has written three quarters as many bytes. base64_encode_blocks takes 24 or 48 bytes at a
 * time. It returns the number of bytes taken, and has written four thirds as many characters.
 *
 * Neither reads past `count` nor writes past `room`; but in between, bytes after those that count may be overwritten.
 */

#if defined(__x86_64__)

/* How W. Mula and others do it: https://doi.org/10.1145/3132709 */
__attribute__((target("avx2"))) static inline size_t base64_decode_avx2(const void *text, size_t count, void *bytes,
                                                                        size_t room)
{
    /* For each half of a character, the classes of characters that it cannot be a half of; a class in common is a mistake. */
    const __m256i low_classes = _mm256_setr_epi8(0x15, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x13, 0x1A, 0x1B,
                                                 0x1B, 0x1B, 0x1A, 0x15, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11,
                                                 0x13, 0x1A, 0x1B, 0x1B, 0x1B, 0x1A);
    const __m256i high_classes = _mm256_setr_epi8(0x10, 0x10, 0x01, 0x02, 0x04, 0x08, 0x04, 0x08, 0x10, 0x10, 0x10, 0x10, 0x10,
                                                  0x10, 0x10, 0x10, 0x10, 0x10, 0x01, 0x02, 0x04, 0x08, 0x04, 0x08, 0x10, 0x10,
                                                  0x10, 0x10, 0x10, 0x10, 0x10, 0x10);
    /* What is added to a character to get its six bits, by its upper half; '/' counts as one less. */
    const __m256i differences = _mm256_setr_epi8(0, 16, 19, 4, -65, -65, -71, -71, 0, 0, 0, 0, 0, 0, 0, 0, 0, 16, 19, 4, -65,
                                                 -65, -71, -71, 0, 0, 0, 0, 0, 0, 0, 0);
    const __m256i order = _mm256_setr_epi8(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1, 2, 1, 0, 6, 5, 4, 10, 9, 8,
                                           14, 13, 12, -1, -1, -1, -1);
    const __m256i lanes = _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 7, 7);
    const __m256i slash = _mm256_set1_epi8(0x2F);
    size_t i = 0, o = 0;
    for (; count - i >= 32 && room - o >= 32; i += 32, o += 24) {
        __m256i x = _mm256_loadu_si256((const __m256i *)(const void *)((const char *)text + i));
        /* The mask leaves a bit too many, which the shuffles ignore. */
        __m256i upper = _mm256_and_si256(_mm256_srli_epi32(x, 4), slash);
        __m256i low = _mm256_shuffle_epi8(low_classes, _mm256_and_si256(x, slash));
        __m256i high = _mm256_shuffle_epi8(high_classes, upper);
        if (!_mm256_testz_si256(low, high))
            break;
        __m256i is_slash = _mm256_cmpeq_epi8(x, slash);
        x = _mm256_add_epi8(x, _mm256_shuffle_epi8(differences, _mm256_add_epi8(is_slash, upper)));
        x = _mm256_maddubs_epi16(x, _mm256_set1_epi32(0x01400140));
        x = _mm256_madd_epi16(x, _mm256_set1_epi32(0x00011000));
        x = _mm256_permutevar8x32_epi32(_mm256_shuffle_epi8(x, order), lanes);
        _mm256_storeu_si256((__m256i *)(void *)((char *)bytes + o), x);
    }
    return i;
}

__attribute__((target("avx2"))) static inline size_t base64_encode_avx2(const void *bytes, size_t count, void *text,
                                                                        size_t room)
{
    const __m256i order = _mm256_setr_epi8(1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10, 1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8,
                                           7, 10, 9, 11, 10);
    /* What is added to six bits to get their character, by the range that they are in. */
    const __m256i differences = _mm256_setr_epi8(65, 71, -4, -4, -4, -4, -4, -4, -4, -4, -4, -4, -19, -16, 0, 0, 65, 71, -4, -4,
                                                 -4, -4, -4, -4, -4, -4, -4, -4, -19, -16, 0, 0);
    size_t i = 0, o = 0;
    for (; count - i >= 28 && room - o >= 32; i += 24, o += 32) {
        const char *from = (const char *)bytes + i;
        __m128i front = _mm_loadu_si128((const __m128i *)(const void *)from);
        __m128i back = _mm_loadu_si128((const __m128i *)(const void *)(from + 12));
        __m256i x = _mm256_shuffle_epi8(_mm256_inserti128_si256(_mm256_castsi128_si256(front), back, 1), order);
        __m256i odd = _mm256_mulhi_epu16(_mm256_and_si256(x, _mm256_set1_epi32(0x0FC0FC00)), _mm256_set1_epi32(0x04000040));
        __m256i even = _mm256_mullo_epi16(_mm256_and_si256(x, _mm256_set1_epi32(0x003F03F0)), _mm256_set1_epi32(0x01000010));
        x = _mm256_or_si256(odd, even);
        __m256i range = _mm256_sub_epi8(_mm256_subs_epu8(x, _mm256_set1_epi8(51)), _mm256_cmpgt_epi8(x, _mm256_set1_epi8(25)));
        x = _mm256_add_epi8(x, _mm256_shuffle_epi8(differences, range));
        _mm256_storeu_si256((__m256i *)(void *)((char *)text + o), x);
    }
    return i;
}

/* Whether the processor has AVX2 and the system keeps its registers. __builtin_cpu_supports would tell the same, with 4.5 KB of
 * libgcc that know every processor by name. */
__attribute__((cold, noinline, unused)) static int base64_detect_avx2(void)
{
    unsigned int a = 0, b = 0, c = 0, d = 0;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_OSXSAVE))
        return 0;
    unsigned int low, high;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    /* The registers of SSE and their upper halves. */
    if ((low & 6) != 6)
        return 0;
    return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & bit_AVX2);
}

static inline int base64_has_avx2(void)
{
    /* 0 until the first call, which may come from several threads at once: each finds the same. */
    static int answer;
    int known = __atomic_load_n(&answer, __ATOMIC_RELAXED);
    if (known == 0) {
        known = base64_detect_avx2() ? 1 : -1;
        __atomic_store_n(&answer, known, __ATOMIC_RELAXED);
    }
    return known > 0;
}

static inline size_t base64_decode_blocks(const void *text, size_t count, void *bytes, size_t room)
{
    return base64_has_avx2() ? base64_decode_avx2(text, count, bytes, room) : 0;
}

static inline size_t base64_encode_blocks(const void *bytes, size_t count, void *text, size_t room)
{
    return base64_has_avx2() ? base64_encode_avx2(bytes, count, text, room) : 0;
}

#elif defined(__ARM_NEON) && defined(__aarch64__)

static inline uint8x16x4_t base64_load_table(const char *table)
{
    uint8x16x4_t loaded;
    for (int i = 0; i < 4; i++)
        loaded.val[i] = vld1q_u8((const uint8_t *)table + 16 * i);
    return loaded;
}

static inline size_t base64_decode_blocks(const void *text, size_t count, void *bytes, size_t room)
{
    /* For each character of the lower and of the upper half of ASCII, its six bits, or 0x80. */
    static const char tables[2][65] = {
        "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80"
        "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80"
        "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x3E\x80\x80\x80\x3F"
        "\x34\x35\x36\x37\x38\x39\x3A\x3B\x3C\x3D\x80\x80\x80\x80\x80\x80",
        "\x80\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0A\x0B\x0C\x0D\x0E"
        "\x0F\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x80\x80\x80\x80\x80"
        "\x80\x1A\x1B\x1C\x1D\x1E\x1F\x20\x21\x22\x23\x24\x25\x26\x27\x28"
        "\x29\x2A\x2B\x2C\x2D\x2E\x2F\x30\x31\x32\x33\x80\x80\x80\x80\x80",
    };
    const uint8x16x4_t lower = base64_load_table(tables[0]), upper = base64_load_table(tables[1]);
    size_t i = 0, o = 0;
    for (; count - i >= 64 && room - o >= 48; i += 64, o += 48) {
        uint8x16x4_t x = vld4q_u8((const uint8_t *)text + i);
        uint8x16_t mistakes = vdupq_n_u8(0);
        for (int n = 0; n < 4; n++) {
            /* An index outside of a table gives 0. */
            uint8x16_t bits = vorrq_u8(vqtbl4q_u8(lower, x.val[n]), vqtbl4q_u8(upper, vsubq_u8(x.val[n], vdupq_n_u8(64))));
            mistakes = vorrq_u8(mistakes, vorrq_u8(bits, x.val[n]));
            x.val[n] = bits;
        }
        if (vmaxvq_u8(mistakes) >= 0x80)
            break;
        uint8x16x3_t y;
        y.val[0] = vorrq_u8(vshlq_n_u8(x.val[0], 2), vshrq_n_u8(x.val[1], 4));
        y.val[1] = vorrq_u8(vshlq_n_u8(x.val[1], 4), vshrq_n_u8(x.val[2], 2));
        y.val[2] = vorrq_u8(vshlq_n_u8(x.val[2], 6), x.val[3]);
        vst3q_u8((uint8_t *)bytes + o, y);
    }
    return i;
}

static inline size_t base64_encode_blocks(const void *bytes, size_t count, void *text, size_t room)
{
    const uint8x16x4_t alphabet = base64_load_table("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
    const uint8x16_t six = vdupq_n_u8(0x3F);
    size_t i = 0, o = 0;
    for (; count - i >= 48 && room - o >= 64; i += 48, o += 64) {
        uint8x16x3_t x = vld3q_u8((const uint8_t *)bytes + i);
        uint8x16x4_t y;
        y.val[0] = vshrq_n_u8(x.val[0], 2);
        y.val[1] = vandq_u8(vorrq_u8(vshlq_n_u8(x.val[0], 4), vshrq_n_u8(x.val[1], 4)), six);
        y.val[2] = vandq_u8(vorrq_u8(vshlq_n_u8(x.val[1], 2), vshrq_n_u8(x.val[2], 6)), six);
        y.val[3] = vandq_u8(x.val[2], six);
        for (int n = 0; n < 4; n++)
            y.val[n] = vqtbl4q_u8(alphabet, y.val[n]);
        vst4q_u8((uint8_t *)text + o, y);
    }
    return i;
}

#else

static inline size_t base64_decode_blocks(const void *text, size_t count, void *bytes, size_t room)
{
    (void)text, (void)count, (void)bytes, (void)room;
    return 0;
}

static inline size_t base64_encode_blocks(const void *bytes, size_t count, void *text, size_t room)
{
    (void)bytes, (void)count, (void)text, (void)room;
    return 0;
}

#endif

#endif
