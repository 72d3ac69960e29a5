/* Lists codecs and properties. */
#ifndef WSENC_LIST_H
#define WSENC_LIST_H

#include "options.h"

/* Prints what the options say to standard output. */
enum status list_run(const struct options *options);

/* Prints the names of all properties by direction, for the help. */
void list_property_names(void);

#endif
