/* What Swift code takes from libc: memory and copying, mutual exclusion, and whether there are other threads. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#if defined(__has_include)
#if __has_include(<sys/single_threaded.h>)
#include <sys/single_threaded.h>
#define WSE_KNOWS_SINGLE_THREADED 1
#endif
#endif

/* Whether this is certainly the only thread of the process. */
static inline int wse_is_single_threaded(void)
{
#if defined(WSE_KNOWS_SINGLE_THREADED)
    return __libc_single_threaded;
#else
    return 0;
#endif
}
