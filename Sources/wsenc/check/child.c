#include "child.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* The child holds the writing end; when it has ended, however, reading meets the end. */
static _Noreturn void run(const int *ends, void (*function)(void *), void *argument) {
    static const int crashes[] = {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP, SIGALRM};
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    (void)close(ends[0]);
    /* What the implementation prints is not part of the table. */
    (void)dup2(STDERR_FILENO, STDOUT_FILENO);
    for (size_t index = 0; index < sizeof crashes / sizeof crashes[0]; index++)
        (void)signal(crashes[index], SIG_DFL);
    function(argument);
    child_end();
}

_Noreturn void child_end(void) {
    _exit(EXIT_SUCCESS);
}

static bool has_ended_within(int descriptor, unsigned seconds) {
    struct pollfd end = {descriptor, POLLIN, 0};
    int result;
    do
        result = poll(&end, 1, (int)seconds * 1000);
    while (result < 0 && errno == EINTR);
    return result != 0;
}

static void judge_end(struct verdict *verdict, int status) {
    const char *doing = verdict->doing ? verdict->doing : "the beginning";
    if (WIFSIGNALED(status)) {
        const char *name = sigabbrev_np(WTERMSIG(status));
        verdict_failed(verdict, "crashed in %s (SIG%s)", doing, name ? name : "?");
    } else if (verdict->outcome == OUTCOME_NONE) {
        verdict_failed(verdict, "ended the process in %s, with exit status %d", doing, WEXITSTATUS(status));
    }
}

void child_run(struct verdict *verdict, unsigned seconds, void (*function)(void *), void *argument) {
    int ends[2];
    int status = 0;
    *verdict = (struct verdict){.outcome = OUTCOME_NONE};
    if (pipe(ends) != 0) {
        verdict_not_applicable(verdict, "no pipe: %s", strerror(errno));
        return;
    }
    (void)fflush(NULL);
    pid_t child = fork();
    if (child == 0)
        run(ends, function, argument);
    (void)close(ends[1]);
    if (child < 0) {
        verdict_not_applicable(verdict, "no process: %s", strerror(errno));
        (void)close(ends[0]);
        return;
    }
    bool has_ended = has_ended_within(ends[0], seconds);
    if (!has_ended)
        (void)kill(child, SIGKILL);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    (void)close(ends[0]);
    if (has_ended)
        judge_end(verdict, status);
    else
        verdict_failed(verdict, "hangs in %s: no end after %u s", verdict->doing ? verdict->doing : "the beginning",
                       seconds);
    verdict->is_hang = !has_ended;
}
