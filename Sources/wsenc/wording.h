/* What the library says of properties, in the words of the command line. */
#ifndef WSENC_WORDING_H
#define WSENC_WORDING_H

#include "properties.h"

/* Replaces the names of properties in a text by those of the command line: WSE_PROPERTY_MAX_DEPTH by max-depth. */
void wording_use_names(char *text);

/* Returns a text in which "properties[0]" is the property of that index as it was set, "-p max-depth"; NULL
 * if there is no memory. The caller frees it. */
char *wording_use_options(const char *text, const struct properties *properties);

#endif
