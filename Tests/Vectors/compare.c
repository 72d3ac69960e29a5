/* Compares the vector code of Sources/CVector with plain loops, on random bytes of every length up to 400 that end at a page
 * that cannot be read. It is compiled for each processor that the code has a form for. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../../Sources/CVector/base64.h"
#include "../../Sources/CVector/mime.h"
#include "../../Sources/CVector/shim.h"

enum { LONGEST = 400, ROUNDS = 40 };

static uint64_t state = 0x9E3779B97F4A7C15;

static uint64_t next(void)
{
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return state * 0x2545F4914F6CDD1D;
}

static void require(int holds, const char *name, size_t count)
{
    if (holds)
        return;
    printf("not ok - %s differs at a length of %zu\n", name, count);
    exit(1);
}

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* Bytes of different sorts, so that rare ones are met at every place: all of them, text with markup, delimiters, base64. */
static void fill(unsigned char *bytes, size_t count, int sort)
{
    static const char text[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJ0123456789 .-_:<>&\"'/=]\r\n\t", lines[] = "\r\n\n--\n-x";
    for (size_t i = 0; i < count; i++) {
        uint64_t number = next();
        bytes[i] = (unsigned char)(sort == 0   ? number
                                   : sort == 1 ? (unsigned char)text[(number >> 8) % (sizeof text - 1)]
                                   : sort == 2 ? (unsigned char)lines[(number >> 8) % (sizeof lines - 1)]
                                   : sort == 3 ? (unsigned char)alphabet[number % 64]
                                               : (number >> 8) % 26 + 'a');
    }
    if (count > 0 && sort >= 3 && next() % 2 == 0)
        bytes[next() % count] = (unsigned char)next();
}

/* ---- Bits ---- */

static int is_one_of(unsigned char byte, const char *bytes)
{
    return byte != 0 && strchr(bytes, byte) != NULL;
}

static int is_name(unsigned char byte)
{
    return ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z') || (byte >= '-' && byte <= '9' && byte != '/') || byte == '_';
}

static void compare_bits(const unsigned char *bytes, size_t count)
{
    uint32_t text = 0, name = 0, value = 0, special = 0, breaks = 0, not_name = 0;
    for (unsigned i = 0; i < 16; i++) {
        /* What follows the bytes is taken for zeros. */
        unsigned char byte = i < count ? bytes[i] : 0;
        uint32_t bit = (uint32_t)1 << i, control = byte < 0x20 || byte >= 0x80 ? bit : 0;
        text |= control | (is_one_of(byte, "<&]") ? bit : 0);
        name |= control | (is_one_of(byte, " >/=") ? bit : 0);
        value |= control | (is_one_of(byte, "<&\"'") ? bit : 0);
        special |= control | (is_one_of(byte, "<>&\"") ? bit : 0);
        breaks |= is_one_of(byte, "\t\n\"") ? bit : 0;
        not_name |= is_name(byte) ? 0 : bit;
    }
    require(xml_text_end_of_tail(bytes, count) == text, "xml_text_end_of_tail", count);
    require(xml_name_end_of_tail(bytes, count) == name, "xml_name_end_of_tail", count);
    require(xml_value_end_of_tail(bytes, count) == value, "xml_value_end_of_tail", count);
    if (count < 16)
        return;
    require(xml_text_end_of_16(bytes) == text, "xml_text_end_of_16", count);
    require(xml_name_end_of_16(bytes) == name, "xml_name_end_of_16", count);
    require(xml_value_end_of_16(bytes) == value, "xml_value_end_of_16", count);
    require(xml_special_of_16(bytes) == special, "xml_special_of_16", count);
    require(xml_breaks_of_16(bytes) == breaks, "xml_breaks_of_16", count);
    require(xml_not_name_of_16(bytes) == not_name, "xml_not_name_of_16", count);
}

/* ---- Lines and delimiters ---- */

static void compare_lines(const unsigned char *bytes, size_t count)
{
    size_t lines = 0, last = 0, angle = 0;
    for (size_t i = 0; i < count; i++) {
        lines += bytes[i] == '\n';
        last = bytes[i] == '\n' ? i + 1 : last;
        angle = bytes[i] == '<' ? i + 1 : angle;
    }
    require(xml_count_lines(bytes, count) == lines, "xml_count_lines", count);
    require(xml_count_to_last_line(bytes, count) == last, "xml_count_to_last_line", count);
    require(mime_after_last_angle(bytes, count) == angle, "mime_after_last_angle", count);
    for (int has_return = 0; has_return < 2; has_return++) {
        const char *opening = has_return ? "\r\n--" : "\n--";
        size_t place = 0;
        for (; place < count; place++) {
            size_t left = count - place;
            if (memcmp(bytes + place, opening, left < strlen(opening) ? left : strlen(opening)) == 0)
                break;
        }
        require(mime_find_delimiter(bytes, count, has_return) == place, "mime_find_delimiter", count);
    }
}

/* ---- UTF-16 and base64 ---- */

static void compare_utf16(const unsigned char *bytes, size_t count, unsigned char *room)
{
    for (int is_big = 0; is_big < 2; is_big++) {
        size_t whole = count & ~(size_t)15, widened = 0, narrowed = 0, units = (count / 2) & ~(size_t)15;
        while (widened < whole && bytes[widened] < 0x80)
            widened++;
        require(utf16_widen(bytes, room, count, is_big) == widened, "utf16_widen", count);
        for (size_t i = 0; i < widened; i++)
            require(room[2 * i + is_big] == bytes[i] && room[2 * i + !is_big] == 0, "what utf16_widen writes", count);
        while (narrowed < units && bytes[2 * narrowed + is_big] < 0x80 && bytes[2 * narrowed + !is_big] == 0)
            narrowed++;
        require(utf16_narrow(bytes, room, count / 2, is_big) == narrowed, "utf16_narrow", count);
        for (size_t i = 0; i < narrowed; i++)
            require(room[i] == bytes[2 * i + is_big], "what utf16_narrow writes", count);
    }
}

/* Random bytes are hardly ever UTF-16: these are, but for one byte. */
static void compare_narrow(unsigned char *bytes, size_t count, unsigned char *room)
{
    int is_big = (int)(next() % 2);
    for (size_t i = 0; i < count; i++)
        bytes[i] = (unsigned char)((i % 2 == 0) == is_big ? 0 : next() % 128);
    if (count > 0 && next() % 2 == 0)
        bytes[next() % count] = (unsigned char)next();
    compare_utf16(bytes, count, room);
}

static void compare_base64(const unsigned char *bytes, size_t count, unsigned char *room, size_t size)
{
    size_t taken = base64_encode_blocks(bytes, count, room, size);
    require(taken % 3 == 0 && taken <= count, "base64_encode_blocks", count);
    for (size_t i = 0; i < taken; i += 3) {
        uint32_t group = (uint32_t)bytes[i] << 16 | (uint32_t)bytes[i + 1] << 8 | bytes[i + 2];
        for (unsigned k = 0; k < 4; k++)
            require(room[i / 3 * 4 + k] == (unsigned char)alphabet[group >> (18 - 6 * k) & 63],
                    "what base64_encode_blocks writes", count);
    }
    taken = base64_decode_blocks(bytes, count, room, size);
    require(taken % 4 == 0 && taken <= count, "base64_decode_blocks", count);
    for (size_t i = 0; i < taken; i += 4) {
        uint32_t group = 0;
        for (unsigned k = 0; k < 4; k++) {
            require(is_one_of(bytes[i + k], alphabet), "what base64_decode_blocks takes", count);
            group = group << 6 | (uint32_t)(strchr(alphabet, bytes[i + k]) - alphabet);
        }
        for (unsigned k = 0; k < 3; k++)
            require(room[i / 4 * 3 + k] == (unsigned char)(group >> (16 - 8 * k)), "what base64_decode_blocks writes", count);
    }
}

int main(void)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    unsigned char *memory = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    unsigned char *room = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    require(memory != MAP_FAILED && room != MAP_FAILED && mprotect(memory + page, page, PROT_NONE) == 0
                && mprotect(room + page, page, PROT_NONE) == 0,
            "memory", 0);
    for (size_t count = 0; count <= LONGEST; count++)
        for (int round = 0; round < ROUNDS; round++) {
            unsigned char *bytes = memory + page - count;
            fill(bytes, count, round % 5);
            compare_bits(bytes, count);
            compare_lines(bytes, count);
            compare_utf16(bytes, count, room + page - 2 * count);
            compare_base64(bytes, count, room + page - 2 * count, 2 * count);
            compare_narrow(bytes, count, room + page - 2 * count);
        }
    printf("ok - vector code is the same as plain code on %d inputs\n", (LONGEST + 1) * ROUNDS);
    return 0;
}
