#include "FailingAllocator/failing_allocator.h"

#include <dlfcn.h>
#include <errno.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>

/* glibc's own functions behind the ones replaced here. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *block);

static atomic_bool is_armed;
static atomic_bool has_failed;
static atomic_ulong asked;
static unsigned long failing;
static bool fails_for_ever;
static atomic_long live;
static atomic_long live_bytes;
static atomic_long peak_bytes;

static void account(long bytes)
{
    long now = live_bytes += bytes;
    long peak = peak_bytes;
    while (now > peak && !atomic_compare_exchange_weak(&peak_bytes, &peak, now))
        continue;
}

/*
 * `make coverage` runs the suites with the library in ordinary mode, whose Swift runtime ends the process when it gets no
 * memory. The library that ships has no runtime, and everything fails.
 */
static bool has_runtime;

static bool is_of_runtime(void *caller)
{
    /* What it asks for by way of the C and C++ libraries, too; nothing else here does. */
    static const char *const names[] = { "/libswift", "/libstdc++", "/libc.so", "/ld-linux" };
    Dl_info info;
    if (dladdr(caller, &info) == 0 || info.dli_fname == NULL)
        return false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strstr(info.dli_fname, names[i]) != NULL)
            return true;
    return false;
}

__attribute__((constructor)) static void look_for_runtime(void)
{
    has_runtime = dlsym(RTLD_DEFAULT, "swift_slowAlloc") != NULL;
}

static bool may_allocate(void *caller)
{
    if (!is_armed || (has_runtime && is_of_runtime(caller)))
        return true;
    unsigned long number = ++asked;
    bool fails = failing != 0 && (number == failing || (fails_for_ever && number > failing));
    if (fails)
        has_failed = true;
    return !fails;
}

void allocator_arm(unsigned long fail_at, bool for_ever)
{
    asked = 0;
    failing = fail_at;
    fails_for_ever = for_ever;
    has_failed = false;
    is_armed = true;
}

unsigned long allocator_disarm(void)
{
    is_armed = false;
    return asked;
}

bool allocator_has_failed(void)
{
    return has_failed;
}

long allocator_take_peak_bytes(void)
{
    long peak = peak_bytes;
    peak_bytes = (long)live_bytes;
    return peak;
}

long allocator_live_blocks(void)
{
    /* What the runtime keeps is no leak of the library's, and cannot be told from one here. */
    return has_runtime ? 0 : live;
}

static void *counted(void *block)
{
    if (block) {
        live++;
        account((long)malloc_usable_size(block));
    } else {
        errno = ENOMEM;
    }
    return block;
}

void *malloc(size_t size)
{
    return counted(may_allocate(__builtin_return_address(0)) ? __libc_malloc(size) : NULL);
}

void *calloc(size_t count, size_t size)
{
    return counted(may_allocate(__builtin_return_address(0)) ? __libc_calloc(count, size) : NULL);
}

void *realloc(void *block, size_t size)
{
    if (!may_allocate(__builtin_return_address(0))) {
        errno = ENOMEM;
        return NULL;
    }
    long before = block ? (long)malloc_usable_size(block) : 0;
    void *moved = __libc_realloc(block, size);
    if (moved) {
        live += !block;
        account((long)malloc_usable_size(moved) - before);
    } else if (block && size == 0) {
        live--;
        account(-before);
    }
    return moved;
}

void *memalign(size_t alignment, size_t size)
{
    return counted(may_allocate(__builtin_return_address(0)) ? __libc_memalign(alignment, size) : NULL);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return memalign(alignment, size);
}

int posix_memalign(void **result, size_t alignment, size_t size)
{
    void *block = memalign(alignment, size);
    if (!block)
        return ENOMEM;
    *result = block;
    return 0;
}

void free(void *block)
{
    if (block) {
        live--;
        account(-(long)malloc_usable_size(block));
    }
    __libc_free(block);
}
