/*
 * What Swift code takes from libc: memory and copying, mutual exclusion, whether there are other threads, random bytes, and how
 * to load a library.
 */
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
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
        struct iovec local = { piece, count }, remote = { (char *)suspect + offset, count };
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

/*
 * Fills two words that nobody outside of the process can know. Where the kernel has no random bytes to give, they come from where
 * it has put the stack, the heap and this library, which changes from process to process.
 */
static inline void wse_make_secret(uint64_t *first, uint64_t *second)
{
    uint64_t words[2] = { 0, 0 };
#if defined(SYS_getrandom)
    /* 1 is GRND_NONBLOCK: early in the life of a machine it may have none yet. */
    if (syscall(SYS_getrandom, words, sizeof words, 1L) == (long)sizeof words) {
        *first = words[0];
        *second = words[1];
        return;
    }
#endif
    void *heap = malloc(1);
    *first = (uint64_t)(uintptr_t)words * 0x9E3779B97F4A7C15u ^ (uint64_t)(uintptr_t)heap;
    *second = (uint64_t)(uintptr_t)&free * 0xD6E8FEB86659FD93u ^ (uint64_t)(uintptr_t)heap << 32;
    free(heap);
}
