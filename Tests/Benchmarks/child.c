#include "child.h"

#include "settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

void run_program(char *const arguments[], const char *preloaded, char *printed, size_t size)
{
    int ends[2];
    if (pipe(ends) != 0)
        give_up("no pipe");
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
        if (preloaded != NULL)
            setenv("LD_PRELOAD", preloaded, 1);
        execvp(arguments[0], arguments);
        _exit(127);
    }
    close(ends[1]);
    size_t used = 0;
    ssize_t count;
    while (used < size - 1 && (count = read(ends[0], printed + used, size - 1 - used)) > 0)
        used += (size_t)count;
    printed[used] = 0;
    close(ends[0]);
    int status;
    if (child < 0 || waitpid(child, &status, 0) < 0 || status != 0)
        give_up("%s failed", arguments[0]);
}

void path_beside(const char *name, char *path, size_t size)
{
    ssize_t length = readlink("/proc/self/exe", path, size - 1);
    if (length <= 0)
        give_up("this program cannot be found");
    path[length] = 0;
    char *last = strrchr(path, '/') + 1;
    snprintf(last, size - (size_t)(last - path), "%s", name);
}
