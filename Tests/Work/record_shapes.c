/* Messages in binary XML that no encoder here writes, or not as many of ([MC-NBFX], [MC-NBFSE]). */
#include "../Support/random.h"
#include "work.h"

#include <string.h>

static void put_byte(bytes *to, unsigned byte)
{
    uint8_t value = (uint8_t)byte;
    put(to, &value, 1);
}

/* MultiByteInt31. */
static void put_number(bytes *to, size_t value)
{
    for (; value >= 0x80; value >>= 7)
        put_byte(to, (unsigned)(value & 0x7F) | 0x80);
    put_byte(to, (unsigned)value);
}

static void put_string(bytes *to, const char *text)
{
    put_number(to, strlen(text));
    put_text(to, text);
}

static void put_long_string(bytes *to, size_t size)
{
    put_number(to, size);
    put_times(to, "n", size);
}

/* The records that are put together byte by byte. */
enum {
    end_element = 0x01,
    attribute = 0x05,
    xmlns_attribute = 0x09,
    element = 0x41,
    short_dictionary_element = 0x42,
    empty_text = 0xA8
};

/* An element that holds one row of bytes again and again. */
static void repeat(bytes *to, size_t size, const char *row, size_t count)
{
    put_text(to, "\x40\x01"
                 "e");
    while (to->size < size)
        put(to, row, count);
    put_byte(to, end_element);
}

#define REPEAT(name, row) \
    static void name(bytes *to, size_t size) \
    { \
        repeat(to, size, row, sizeof row - 1); \
    }

REPEAT(dictionary_elements, "\x42\x08\x01")
REPEAT(dictionary_attributes, "\x40\x01"
                              "a\x06\x08\xA8\x06\x0C\xA8\x01")
REPEAT(dictionary_texts, "\xAA\x06")
REPEAT(qualified_names, "\xBC\x00\x08")
REPEAT(empty_texts, "\xA8")
REPEAT(empty_bytes, "\x9E\x00")
REPEAT(empty_comments, "\x02\x00")
REPEAT(single_bytes, "\x9E\x01x")
REPEAT(utf16, "\xB6\x08"
              "a\0b\0c\0d\0")
REPEAT(utf16_wide, "\xB6\x08\x1F\x04\x40\x04\x3D\xD8\x00\xDE")
REPEAT(single_characters, "\x98\x01x")
REPEAT(long_lengths, "\x9C\x01\x00\x00\x00x")
REPEAT(escaped, "\x98\x04<&>\r")
REPEAT(lists, "\x40\x01"
              "a\x04\x01"
              "b\xA4\x88\x01\x88\x02\xA6\x01")
REPEAT(doubles_denormal, "\x92\x01\x00\x00\x00\x00\x00\x00\x00")
REPEAT(doubles_largest, "\x92\xFF\xFF\xFF\xFF\xFF\xFF\xEF\x7F")
REPEAT(doubles_long, "\x92\x9A\x99\x99\x99\x99\x99\xB9\x3F")
REPEAT(floats_denormal, "\x90\x01\x00\x00\x00")
REPEAT(dates, "\x96\xFF\x3F\x37\xF4\x75\x28\xCA\x2B")
REPEAT(durations, "\xAE\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F")
REPEAT(decimals, "\x94\x00\x00\x1C\x00\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF")
REPEAT(identifiers, "\xB0\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0A\x0B\x0C\x0D\x0E\x0F")
REPEAT(arrays_small, "\x03\x40\x01"
                     "a\x01\xB5\x01\x00")

/* One list in one attribute. */
static void list_long(bytes *to, size_t size)
{
    put_text(to, "\x40\x01"
                 "e\x04\x01"
                 "a\xA4");
    while (to->size < size)
        put_text(to, "\x88\x01");
    put_text(to, "\xA6\x01");
}

static void put_array(bytes *to, size_t name, unsigned type, size_t width, size_t count)
{
    put_text(to, "\x40\x01"
                 "e\x03\x40");
    put_long_string(to, name);
    put_byte(to, end_element);
    put_byte(to, type);
    put_number(to, count);
    for (size_t index = 0; index < count * width; index++)
        put_byte(to, 0x3F);
    put_byte(to, end_element);
}

static void array_of_bools(bytes *to, size_t size)
{
    put_array(to, 1, 0xB5, 1, size);
}

static void array_of_integers(bytes *to, size_t size)
{
    put_array(to, 1, 0x8D, 4, size / 4);
}

static void array_of_doubles(bytes *to, size_t size)
{
    put_array(to, 1, 0x93, 8, size / 8);
}

static void array_of_long_elements(bytes *to, size_t size)
{
    put_array(to, 1000, 0xB5, 1, size / 100);
}

/* A prefix and a name behind it, each of half. */
static void prefix_then_name(bytes *to, size_t size)
{
    put_byte(to, element);
    put_long_string(to, size / 3);
    put_long_string(to, size / 3);
    put_byte(to, xmlns_attribute);
    put_long_string(to, size / 3);
    put_string(to, "u");
    put_byte(to, end_element);
}

static void attribute_prefix_then_name(bytes *to, size_t size)
{
    put_text(to, "\x40\x01"
                 "e\x09");
    put_long_string(to, size / 3);
    put_string(to, "u");
    put_byte(to, attribute);
    put_long_string(to, size / 3);
    put_long_string(to, size / 3);
    put_byte(to, empty_text);
    put_byte(to, end_element);
}

static void prefix_then_namespace(bytes *to, size_t size)
{
    put_text(to, "\x40\x01"
                 "e\x09");
    put_long_string(to, size / 2);
    put_long_string(to, size / 2);
    put_byte(to, end_element);
}

/* Half of it a namespace, the other half attributes of four bytes in it. */
static void attributes_in_long_namespace(bytes *to, size_t size)
{
    put_text(to, "\x40\x01"
                 "e\x09\x01"
                 "a");
    put_long_string(to, size / 2);
    for (unsigned number = 0; to->size < size; number++) {
        char name[9] = "";
        for (unsigned digit = 0, rest = number; digit < 8 && (rest > 0 || digit == 0); digit++, rest /= 26)
            name[digit] = (char)('A' + rest % 26);
        put_byte(to, 0x26);
        put_string(to, name);
        put_byte(to, empty_text);
    }
    put_byte(to, end_element);
}

/* Eight prefixes whose namespaces differ in the last byte alone, and elements with an attribute of one name in each. */
static void namespaces_differ_last(bytes *to, size_t size)
{
    put_text(to, "\x40\x01"
                 "e");
    for (unsigned number = 0; number < 8; number++) {
        put_byte(to, xmlns_attribute);
        put_byte(to, 1);
        put_byte(to, 'a' + number);
        put_number(to, size / 16 + 1);
        put_times(to, "n", size / 16);
        put_byte(to, 'A' + number);
    }
    while (to->size < size) {
        put_text(to, "\x40\x01"
                     "a");
        for (unsigned number = 0; number < 8; number++) {
            put_byte(to, 0x26 + number);
            put_text(to, "\x01x\xA8");
        }
        put_byte(to, end_element);
    }
    put_byte(to, end_element);
}

static void comment_long(bytes *to, size_t size)
{
    put_text(to, "\x40\x01"
                 "e\x02");
    put_long_string(to, size);
    put_byte(to, end_element);
}

/* clang-format off */
#define SHAPE(name) {#name, name}

const shape record_shapes[] = {
    SHAPE(dictionary_elements), SHAPE(dictionary_attributes), SHAPE(dictionary_texts), SHAPE(qualified_names),
    SHAPE(empty_texts), SHAPE(empty_bytes), SHAPE(empty_comments), SHAPE(single_bytes), SHAPE(utf16), SHAPE(utf16_wide),
    SHAPE(single_characters), SHAPE(long_lengths), SHAPE(escaped), SHAPE(lists), SHAPE(list_long),
    SHAPE(doubles_denormal), SHAPE(doubles_largest), SHAPE(doubles_long), SHAPE(floats_denormal), SHAPE(dates),
    SHAPE(durations), SHAPE(decimals), SHAPE(identifiers), SHAPE(arrays_small), SHAPE(array_of_bools),
    SHAPE(array_of_integers), SHAPE(array_of_doubles), SHAPE(array_of_long_elements), SHAPE(prefix_then_name),
    SHAPE(attribute_prefix_then_name), SHAPE(prefix_then_namespace), SHAPE(attributes_in_long_namespace),
    SHAPE(namespaces_differ_last), SHAPE(comment_long),
};
/* clang-format on */

const size_t record_shape_count = sizeof record_shapes / sizeof record_shapes[0];

/* ---- In a session ---- */

/* A table of strings, and an element for each. */
static void put_session(bytes *to, size_t strings, size_t length)
{
    bytes table = { 0 };
    for (size_t index = 0; index < strings; index++) {
        put_number(&table, length);
        put_times(&table, "n", length - 8);
        put_format(&table, "%08zx", index);
    }
    put_number(to, table.size);
    put(to, table.data, table.size);
    put_text(to, "\x40\x01"
                 "e");
    for (size_t index = 0; index < strings; index++) {
        put_byte(to, short_dictionary_element);
        put_number(to, 2 * index + 1);
        put_byte(to, end_element);
    }
    put_byte(to, end_element);
}

static void session_strings_many(bytes *to, size_t size)
{
    put_session(to, size / 12, 9);
}

static void session_string_long(bytes *to, size_t size)
{
    put_session(to, 1, size);
}

static void session_strings_empty(bytes *to, size_t size)
{
    put_number(to, size);
    for (size_t index = 0; index < size; index++)
        put_byte(to, 0);
    put_text(to, "\x40\x01"
                 "e\x01");
}

const shape session_shapes[] = { SHAPE(session_strings_many), SHAPE(session_string_long), SHAPE(session_strings_empty) };

const size_t session_shape_count = sizeof session_shapes / sizeof session_shapes[0];

/* ---- Any bytes ---- */

static void bytes_zero(bytes *to, size_t size)
{
    for (size_t index = 0; index < size; index++)
        put_byte(to, 0);
}

static void bytes_random(bytes *to, size_t size)
{
    uint64_t state = 1;
    for (size_t index = 0; index < size; index++)
        put_byte(to, (unsigned)(splitmix64(&state) >> 56));
}

static void bytes_two(bytes *to, size_t size)
{
    uint64_t state = 2;
    for (size_t index = 0; index < size; index++)
        put_byte(to, "ab"[splitmix64(&state) >> 63]);
}

const shape byte_shapes[] = { SHAPE(bytes_zero), SHAPE(bytes_random), SHAPE(bytes_two) };

const size_t byte_shape_count = sizeof byte_shapes / sizeof byte_shapes[0];
