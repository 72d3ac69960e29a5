#include "unicode.h"

#include <stdlib.h>
#include <string.h>

enum { REPLACEMENT = 0xFFFD };

size_t read_code_point(const unsigned char *bytes, uint32_t *code_point)
{
    static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
    size_t length = bytes[0] < 0x80 ? 1 : bytes[0] < 0xC0 ? 0 : bytes[0] < 0xE0 ? 2 : bytes[0] < 0xF0 ? 3 : 4;
    if (length == 0 || bytes[0] > 0xF4)
        return 0;
    uint32_t value = length == 1 ? bytes[0] : bytes[0] & (0x7FU >> length);
    for (size_t index = 1; index < length; index++) {
        if ((bytes[index] & 0xC0) != 0x80)
            return 0;
        value = value << 6 | (bytes[index] & 0x3FU);
    }
    if (value < smallest[length] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
        return 0;
    *code_point = value;
    return length;
}

enum conversion utf16_from_utf8(const char *text, enum invalid_text invalid, WS_STRING *string)
{
    const unsigned char *bytes = (const unsigned char *)text;
    /* No character has more code units in UTF-16 than bytes in UTF-8. */
    WCHAR *chars = malloc((strlen(text) + 1) * sizeof *chars);
    size_t length = 0;
    if (chars == NULL)
        return CONVERSION_OUT_OF_MEMORY;
    while (*bytes != 0) {
        uint32_t code_point = REPLACEMENT;
        size_t taken = read_code_point(bytes, &code_point);
        if (taken == 0 && invalid == INVALID_REFUSED) {
            free(chars);
            return CONVERSION_INVALID;
        }
        bytes += taken == 0 ? 1 : taken;
        if (code_point >= 0x10000) {
            chars[length++] = (WCHAR)(0xD800 + ((code_point - 0x10000) >> 10));
            chars[length++] = (WCHAR)(0xDC00 + ((code_point - 0x10000) & 0x3FF));
        } else {
            chars[length++] = (WCHAR)code_point;
        }
    }
    string->chars = chars;
    string->length = (ULONG)length;
    return CONVERTED;
}

/* Reads the code point at `index`. Returns its number of code units. */
static ULONG read_code_units(const WS_STRING *string, ULONG index, uint32_t *code_point)
{
    uint32_t first = string->chars[index];
    *code_point = first;
    if (first < 0xD800 || first > 0xDFFF)
        return 1;
    if (first <= 0xDBFF && index + 1 < string->length) {
        uint32_t second = string->chars[index + 1];
        if (second >= 0xDC00 && second <= 0xDFFF) {
            *code_point = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
            return 2;
        }
    }
    *code_point = REPLACEMENT;
    return 1;
}

static char *write_code_point(char *place, uint32_t code_point)
{
    static const unsigned char leads[] = { 0, 0x00, 0xC0, 0xE0, 0xF0 };
    int length = code_point < 0x80 ? 1 : code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
    for (int index = length - 1; index > 0; index--) {
        place[index] = (char)(0x80 | (code_point & 0x3F));
        code_point >>= 6;
    }
    place[0] = (char)(leads[length] | code_point);
    return place + length;
}

char *utf8_from_utf16(const WS_STRING *string)
{
    char *text = malloc((size_t)string->length * 3 + 1);
    char *end = text;
    if (text == NULL)
        return NULL;
    for (ULONG index = 0; index < string->length;) {
        uint32_t code_point;
        index += read_code_units(string, index, &code_point);
        end = write_code_point(end, code_point);
    }
    *end = 0;
    return text;
}
