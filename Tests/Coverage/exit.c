/* What a process has run is written when it leaves by exit(), and children that tests fork leave by _exit(). Compiled into the
 * counting library, this hands out the functions that write and forget it, which are hidden; preloaded, it makes fork() and
 * _exit() call them. */
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef IN_LIBRARY

int __llvm_profile_write_file(void);
void __llvm_profile_reset_counters(void);

/* With names that the library exports. */
void WsWriteCoverage(void)
{
    __llvm_profile_write_file();
}

void WsResetCoverage(void)
{
    __llvm_profile_reset_counters();
}

#else

__attribute__((weak)) void WsWriteCoverage(void);
__attribute__((weak)) void WsResetCoverage(void);

/* What the parent has run is not the child's to write, too. */
__attribute__((constructor)) static void watch_forks(void)
{
    if (WsResetCoverage)
        pthread_atfork(NULL, NULL, WsResetCoverage);
}

__attribute__((noreturn)) void _exit(int status)
{
    if (WsWriteCoverage)
        WsWriteCoverage();
    for (;;)
        syscall(SYS_exit_group, status);
}

#endif
