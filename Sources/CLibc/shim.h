/* What Swift code takes from libc: memory and copying, mutual exclusion, and whether there are other threads. */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#if defined(__linux__)
#include <sys/syscall.h>
#include <sys/uio.h>
#endif

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

/*
 * Whether memory that may be gone can be read and equals `known`. Where the kernel does not let a process read its own memory
 * so carefully, yes.
 */
static inline int wse_still_equals(const void *suspect, const void *known, size_t size)
{
#if defined(SYS_process_vm_readv)
    char piece[256];
    for (size_t offset = 0; offset < size; offset += sizeof piece) {
        size_t count = size - offset < sizeof piece ? size - offset : sizeof piece;
        struct iovec local = {piece, count}, remote = {(char *)suspect + offset, count};
        long read = syscall(SYS_process_vm_readv, (long)getpid(), &local, 1L, &remote, 1L, 0L);
        if (read < 0 && errno != EFAULT)
            return 1;
        if (read != (long)count || memcmp(piece, (const char *)known + offset, count) != 0)
            return 0;
    }
#else
    (void)suspect, (void)known, (void)size;
#endif
    return 1;
}
