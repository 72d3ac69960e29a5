/**
 * A function that prints a WS_STRING, such as a string of a WS_ERROR. Use it where a source written for Windows calls
 * wprintf(L"%.*s", ...): the wide-character functions of the C library take 32-bit characters, so wprintf prints nothing useful
 * with -fshort-wchar.
 */
#ifndef WSENCODER_PORTING_PRINT_STRING_H
#define WSENCODER_PORTING_PRINT_STRING_H

#include <stdio.h>

#include "../webservices.h"

/**
 * Writes a string to a stream in UTF-8. Does not add a line break.
 *
 * stream         the stream; must not have wide orientation.
 * string         the string; [W5] a lone surrogate becomes U+FFFD.
 *
 * Threading: any thread, as with fwrite.
 *
 * Returns the number of bytes written; -1 if writing failed.
 */
static inline int WsePrintString(FILE *stream, const WS_STRING *string)
{
    int written = 0;
    ULONG i;
    for (i = 0; i < string->length; i++) {
        uint32_t scalar = (uint16_t)string->chars[i];
        unsigned char bytes[4];
        int count, shift;
        if ((scalar & 0xF800) == 0xD800) {
            uint32_t low = scalar < 0xDC00 && i + 1 < string->length ? (uint16_t)string->chars[i + 1] : 0;
            if ((low & 0xFC00) == 0xDC00) {
                scalar = 0x10000 + ((scalar & 0x3FF) << 10) + (low & 0x3FF);
                i++;
            } else {
                scalar = 0xFFFD;
            }
        }
        count = scalar < 0x80 ? 1 : scalar < 0x800 ? 2 : scalar < 0x10000 ? 3 : 4;
        bytes[0] = (unsigned char)(count == 1 ? scalar : (0xF00u >> count & 0xF0u) | scalar >> 6 * (count - 1));
        for (shift = 1; shift < count; shift++)
            bytes[shift] = (unsigned char)(0x80 | (scalar >> 6 * (count - 1 - shift) & 0x3F));
        if (fwrite(bytes, 1, (size_t)count, stream) != (size_t)count) return -1;
        written += count;
    }
    return written;
}

#endif
