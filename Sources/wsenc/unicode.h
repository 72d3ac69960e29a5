/* Conversion between the UTF-8 of the command line and the UTF-16 of the library. */
#ifndef WSENC_UNICODE_H
#define WSENC_UNICODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wsencoder.h"

enum invalid_text { INVALID_REFUSED, INVALID_REPLACED };
enum conversion { CONVERTED, CONVERSION_INVALID, CONVERSION_OUT_OF_MEMORY };

/*
 * Reads the code point at `bytes`. Returns its length in bytes, or 0 if it is not UTF-8. `bytes` must not be at the terminating
 * zero of the text. Nothing is read beyond that zero, because it is not a continuation byte.
 */
size_t read_code_point(const unsigned char *bytes, uint32_t *code_point);

/* Converts a text to UTF-16. The caller frees string->chars. */
enum conversion utf16_from_utf8(const char *text, enum invalid_text invalid, WS_STRING *string);

/* Converts a string to UTF-8, lone surrogates to U+FFFD. The caller frees the text. NULL: no memory. */
char *utf8_from_utf16(const WS_STRING *string);

#endif
