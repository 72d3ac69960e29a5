/* wsenc check: tries the rules on an implementation, and prints what they come to. */
#ifndef WSENC_CHECK_CHECK_H
#define WSENC_CHECK_CHECK_H

#include "../options.h"

enum status check_run(const struct options *options);

#endif
