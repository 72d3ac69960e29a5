/* Loads a library, and what that needs, into a process that has nothing but the C library; prints how many seconds it took. */
#include <dlfcn.h>
#include <stdio.h>
#include <time.h>

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

int main(int count, char **arguments)
{
    double begin = now();
    if (count != 2 || dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL) == NULL) {
        fprintf(stderr, "load: %s\n", count == 2 ? dlerror() : "one library");
        return 1;
    }
    printf("%.9f\n", now() - begin);
    return 0;
}
