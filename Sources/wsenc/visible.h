/* Prints text of unknown origin, such as file names, to a terminal. */
#ifndef WSENC_VISIBLE_H
#define WSENC_VISIBLE_H

#include <stdbool.h>
#include <stdio.h>

/*
 * Prints a text without anything that a terminal could take for a command. Each byte of a control character (U+0000 to U+001F,
 * U+007F to U+009F), of a character that changes the direction of writing, and of anything that is not UTF-8 is printed as
 * \xNN. Returns false if the stream failed.
 */
bool visible_print(FILE *stream, const char *text);

#endif
