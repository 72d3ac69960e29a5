/* The names of codecs. */
#ifndef WSENC_CODECS_H
#define WSENC_CODECS_H

#include <stdbool.h>

/* Reports the first link of a chain that is no codec in any direction. Returns whether there is one. */
bool codecs_report_unknown(const char *chain);

#endif
