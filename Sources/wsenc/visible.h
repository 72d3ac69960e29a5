/* Text that others have chosen, such as file names, on its way to a terminal. */
#ifndef WSENC_VISIBLE_H
#define WSENC_VISIBLE_H

#include <stdbool.h>
#include <stdio.h>

/*
 * Prints the text so that a terminal takes nothing in it for a command: of control characters (U+0000 to U+001F, U+007F to
 * U+009F), of those that change the direction of writing, and of what is not UTF-8, each byte is printed as \xNN. False: the
 * stream failed.
 */
bool visible_print(FILE *stream, const char *text);

#endif
