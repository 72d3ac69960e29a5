/* A library to preload: counts what the process has allocated, and how much that was at most. For one thread. */
#include <errno.h>
#include <malloc.h>
#include <stddef.h>
#include <stdlib.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *memory);

static size_t used, highest;

/* Begins to count from what is allocated now. */
void begin_peak(void);

/* The most that was allocated at a time since. */
size_t end_peak(void);

void begin_peak(void)
{
    used = highest = (size_t)1 << 40;
}

size_t end_peak(void)
{
    return highest - ((size_t)1 << 40);
}

static void *counted(void *memory)
{
    used += memory != NULL ? malloc_usable_size(memory) : 0;
    if (used > highest)
        highest = used;
    return memory;
}

void *malloc(size_t size)
{
    return counted(__libc_malloc(size));
}

void *calloc(size_t count, size_t size)
{
    return counted(__libc_calloc(count, size));
}

void *realloc(void *memory, size_t size)
{
    size_t before = memory != NULL ? malloc_usable_size(memory) : 0;
    void *moved = __libc_realloc(memory, size);
    if (moved == NULL && size > 0)
        return NULL;
    used -= before;
    return counted(moved);
}

void *memalign(size_t alignment, size_t size)
{
    return counted(__libc_memalign(alignment, size));
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
    *memory = memalign(alignment, size);
    return *memory != NULL ? 0 : ENOMEM;
}

void free(void *memory)
{
    used -= memory != NULL ? malloc_usable_size(memory) : 0;
    __libc_free(memory);
}
