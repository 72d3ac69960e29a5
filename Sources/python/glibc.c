/*
 * What the library of a wheel takes from the C library, in the oldest version of each function: the wheel then runs with a
 * glibc that is older than the one it was linked with. The linker's --wrap leads the calls of every object to these functions.
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define FIRST_VERSION "GLIBC_2.2.5"
#elif defined(__aarch64__)
#define FIRST_VERSION "GLIBC_2.17"
#else
#error "the first version of glibc for this processor is needed"
#endif

#define FIRST(result, name, parameters, arguments) \
    result first_##name parameters; \
    __asm__(".symver first_" #name ", " #name "@" FIRST_VERSION); \
    result __wrap_##name parameters; \
    result __wrap_##name parameters \
    { \
        return first_##name arguments; \
    }

FIRST(double, log2, (double number), (number))
FIRST(void *, dlopen, (const char *name, int flags), (name, flags))
FIRST(void *, dlsym, (void *library, const char *name), (library, name))
FIRST(int, dlclose, (void *library), (library))
FIRST(char *, dlerror, (void), ())

int __wrap_memfd_create(const char *name, unsigned flags);
int __wrap_memfd_create(const char *name, unsigned flags)
{
    return (int)syscall(SYS_memfd_create, name, flags);
}

/* Since glibc 2.32 this says when atomic operations can be spared. Zero: never. */
extern char __libc_single_threaded;
char __libc_single_threaded = 0;
