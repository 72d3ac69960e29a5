/* The command line of wsenc check. */
#ifndef WSENC_CHECK_ARGUMENTS_H
#define WSENC_CHECK_ARGUMENTS_H

#include "../options.h"

/* Reads the arguments after the command, which is arguments[0]. content_type receives the type of -t. Reports mistakes. */
enum status check_parse(struct options *options, int count, char **arguments, const char **content_type);

#endif
