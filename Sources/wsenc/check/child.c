#include "child.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Uses a separate process group, so that processes that the implementation starts can be ended, too. */
static _Noreturn void run(const sigset_t *mask, void (*function)(void *), void *argument)
{
    static const int crashes[] = { SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP, SIGALRM };
    (void)setpgid(0, 0);
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
    (void)sigprocmask(SIG_SETMASK, mask, NULL);
    /* The output of the implementation must not become part of the table. */
    (void)dup2(STDERR_FILENO, STDOUT_FILENO);
    for (size_t index = 0; index < sizeof crashes / sizeof crashes[0]; index++)
        (void)signal(crashes[index], SIG_DFL);
    function(argument);
    child_end();
}

_Noreturn void child_end(void)
{
    _exit(EXIT_SUCCESS);
}

static long long nanoseconds_now(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

/*
 * Waits for the process itself, not for a descriptor that it could write to, close or pass on. SIGCHLD must be blocked. It is
 * also sent when a child stops. The process is not reaped, so that its number cannot be reused.
 */
static bool has_ended_within(pid_t child, unsigned seconds)
{
    const long long deadline = nanoseconds_now() + seconds * 1000000000LL;
    sigset_t ends;
    (void)sigemptyset(&ends);
    (void)sigaddset(&ends, SIGCHLD);
    for (;;) {
        siginfo_t information = { 0 };
        int result = waitid(P_PID, (id_t)child, &information, WEXITED | WNOHANG | WNOWAIT);
        if ((result == 0 && information.si_pid == child) || (result != 0 && errno != EINTR))
            return true;
        long long left = deadline - nanoseconds_now();
        if (left <= 0)
            return false;
        (void)sigtimedwait(&ends, NULL, &(struct timespec){ left / 1000000000LL, left % 1000000000LL });
    }
}

/* Ends the process, and all processes that it has started and that are still in its group. */
static int end_group(pid_t child)
{
    int status = 0;
    (void)kill(-child, SIGKILL);
    (void)kill(child, SIGKILL);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

/* The verdict was in the memory of the implementation, which may have overwritten it. */
static void make_valid(struct verdict *verdict)
{
    verdict->text[sizeof verdict->text - 1] = '\0';
    if ((unsigned)verdict->outcome > OUTCOME_NOT_APPLICABLE)
        verdict->outcome = OUTCOME_NONE;
}

static void judge_end(struct verdict *verdict, int status)
{
    const char *doing = verdict->doing ? verdict->doing : "the beginning";
    if (WIFSIGNALED(status)) {
        const char *name = sigabbrev_np(WTERMSIG(status));
        verdict_failed(verdict, "crashed in %s (SIG%s)", doing, name ? name : "?");
    } else if (verdict->outcome == OUTCOME_NONE) {
        verdict_failed(verdict, "ended the process in %s, with exit status %d", doing, WEXITSTATUS(status));
    }
}

void child_run(struct verdict *verdict, unsigned seconds, void (*function)(void *), void *argument)
{
    sigset_t ends, before;
    *verdict = (struct verdict){ .outcome = OUTCOME_NONE };
    (void)sigemptyset(&ends);
    (void)sigaddset(&ends, SIGCHLD);
    /* If SIGCHLD were ignored, the process could not be waited for. */
    (void)signal(SIGCHLD, SIG_DFL);
    (void)sigprocmask(SIG_BLOCK, &ends, &before);
    (void)fflush(NULL);
    pid_t child = fork();
    if (child == 0)
        run(&before, function, argument);
    if (child < 0) {
        verdict_not_applicable(verdict, "no process: %s", strerror(errno));
    } else {
        /* Also set by the child: either process may be the first to run. */
        (void)setpgid(child, child);
        bool has_ended = has_ended_within(child, seconds);
        int status = end_group(child);
        make_valid(verdict);
        if (has_ended)
            judge_end(verdict, status);
        else
            verdict_failed(verdict, "hangs in %s: no end after %u s", verdict->doing ? verdict->doing : "the beginning",
                           seconds);
        verdict->is_hang = !has_ended;
    }
    (void)sigprocmask(SIG_SETMASK, &before, NULL);
}
