/* Runs code that may crash or hang in a separate process. */
#ifndef WSENC_CHECK_CHILD_H
#define WSENC_CHECK_CHILD_H

#include "verdict.h"

/*
 * Calls the function in a separate process and ends that process after `seconds`. A crash, a hang or a call of exit is a
 * failure, and the verdict says which.
 */
void child_run(struct verdict *verdict, unsigned seconds, void (*function)(void *), void *argument);

/* Ends the process of child_run and keeps the verdict as it is. */
_Noreturn void child_end(void);

#endif
