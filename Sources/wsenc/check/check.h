/* wsenc check: tests an implementation against the rules, and prints the outcome of each. */
#ifndef WSENC_CHECK_CHECK_H
#define WSENC_CHECK_CHECK_H

#include "../options.h"

enum status check_run(const struct options *options);

#endif
