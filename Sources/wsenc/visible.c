#include "visible.h"

#include <stdint.h>

#include "unicode.h"

static bool is_visible(uint32_t code_point)
{
    if (code_point < 0x20 || (code_point >= 0x7F && code_point <= 0x9F))
        return false;
    bool turns = code_point == 0x061C || code_point == 0x200E || code_point == 0x200F
                 || (code_point >= 0x202A && code_point <= 0x202E) || (code_point >= 0x2066 && code_point <= 0x2069);
    /* Some terminals take these for line breaks. */
    return !turns && code_point != 0x2028 && code_point != 0x2029;
}

bool visible_print(FILE *stream, const char *text)
{
    while (*text != '\0') {
        uint32_t code_point = 0;
        size_t length = read_code_point((const unsigned char *)text, &code_point);
        bool is_printed = length > 0 && is_visible(code_point);
        for (size_t index = 0; index < (length > 0 ? length : 1); index++) {
            int byte = (unsigned char)*text++;
            if ((is_printed ? fputc(byte, stream) : fprintf(stream, "\\x%02X", (unsigned)byte)) < 0)
                return false;
        }
    }
    return true;
}
