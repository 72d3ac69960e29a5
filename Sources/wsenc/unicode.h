/* Between the UTF-8 of the command line and the UTF-16 of the library. */
#ifndef WSENC_UNICODE_H
#define WSENC_UNICODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wsencoder.h"

enum invalid_text { INVALID_REFUSED, INVALID_REPLACED };
enum conversion { CONVERTED, CONVERSION_INVALID, CONVERSION_OUT_OF_MEMORY };

/*
 * Reads the code point at `bytes`, which is not the zero at the end of the text, and gives its length; 0: not UTF-8. That zero
 * is not a continuation byte, so that nothing is read beyond it.
 */
size_t read_code_point(const unsigned char *bytes, uint32_t *code_point);

/* Converts; the caller frees string->chars. */
enum conversion utf16_from_utf8(const char *text, enum invalid_text invalid, WS_STRING *string);

/* Converts, with U+FFFD for unpaired surrogates; the caller frees the text. NULL: no memory. */
char *utf8_from_utf16(const WS_STRING *string);

#endif
