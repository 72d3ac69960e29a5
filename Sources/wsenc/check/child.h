/* A process for what may crash or hang. */
#ifndef WSENC_CHECK_CHILD_H
#define WSENC_CHECK_CHILD_H

#include "verdict.h"

/*
 * Calls the function in a process of its own, for at most so many seconds. A crash, a hang or a call of exit in it is a
 * failure, and the verdict says which.
 */
void child_run(struct verdict *verdict, unsigned seconds, void (*function)(void *), void *argument);

/* Ends the process of child_run with the verdict as it is. */
_Noreturn void child_end(void);

#endif
