#include "interruption.h"

#include <signal.h>
#include <stddef.h>
#include <unistd.h>

#include "progress.h"

static const int fatal_signals[] = { SIGHUP, SIGINT, SIGTERM };
enum { FATAL_SIGNALS = sizeof fatal_signals / sizeof fatal_signals[0] };

/* Changes only while the signals are blocked. */
static const char *volatile file_to_remove;
static sigset_t fatal_set;

static void end(int signal_number)
{
    if (file_to_remove != NULL)
        (void)unlink(file_to_remove);
    progress_clear();
    /* Raises the signal again, so that the parent process sees that it ended the program. It is delivered on return. */
    (void)signal(signal_number, SIG_DFL);
    (void)raise(signal_number);
}

void interruption_prepare(void)
{
    sigemptyset(&fatal_set);
    for (int index = 0; index < FATAL_SIGNALS; index++)
        sigaddset(&fatal_set, fatal_signals[index]);
    for (int index = 0; index < FATAL_SIGNALS; index++) {
        struct sigaction action = { .sa_handler = end, .sa_mask = fatal_set };
        struct sigaction before;
        /* A signal that nohup or a shell ignored stays ignored. */
        if (sigaction(fatal_signals[index], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            (void)sigaction(fatal_signals[index], &action, NULL);
    }
    (void)signal(SIGPIPE, SIG_IGN);
    (void)signal(SIGXFSZ, SIG_IGN);
}

void interruption_remove_file(const char *path)
{
    file_to_remove = path;
}

void interruption_hold(void)
{
    (void)sigprocmask(SIG_BLOCK, &fatal_set, NULL);
}

void interruption_release(void)
{
    (void)sigprocmask(SIG_UNBLOCK, &fatal_set, NULL);
}
