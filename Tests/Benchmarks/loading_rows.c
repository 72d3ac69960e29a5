/* What it costs to load the library, and how large it is. */
#include "rows.h"
#include "wsencoder.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { kilobyte = 1000, path_size = 4096 };

/* The library that this process has loaded. */
static const char *library_path(void)
{
    Dl_info info;
    /* ISO C has no conversion between pointers to functions and others; POSIX has. */
    if (!dladdr((void *)(uintptr_t)WseGetVersion, &info))
        give_up("the library cannot be found");
    return info.dli_fname;
}

/* Runs a program and gives what it printed. */
static void run_program(char *const arguments[], char *printed, size_t size)
{
    int ends[2];
    if (pipe(ends) != 0)
        give_up("no pipe");
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
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

/* Makes a stripped copy, as `make install` does. It is another file, which a process with the library loads anew. */
static void strip_library(char *copy)
{
    const char *directory = getenv("TMPDIR");
    snprintf(copy, path_size, "%s/wsencoder-XXXXXX", directory != NULL ? directory : P_tmpdir);
    int file = mkstemp(copy);
    if (file < 0)
        give_up("no temporary file");
    close(file);
    char printed[256];
    char *arguments[] = {"strip", "-o", copy, (char *)library_path(), NULL};
    run_program(arguments, printed, sizeof printed);
}

int load_and_exit(const char *path)
{
    /* This process is linked to the C libraries, so that they are loaded already. */
    double begin = now();
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    double seconds = now() - begin;
    if (library == NULL)
        give_up("%s", dlerror());
    if ((uintptr_t)dlsym(library, "WseGetVersion") == (uintptr_t)WseGetVersion)
        give_up("the library was loaded already");
    printf("%.9f\n", seconds);
    return 0;
}

static void run_loading(const row *row, const settings *settings)
{
    char copy[path_size];
    strip_library(copy);
    static double times[most_rounds];
    unsigned rounds = settings->rounds ? settings->rounds : 15;
    /* One round more, which brings the file into the cache. */
    for (unsigned round = 0; round <= rounds; round++) {
        char printed[64];
        char *arguments[] = {"/proc/self/exe", LOAD_OPTION, copy, NULL};
        run_program(arguments, printed, sizeof printed);
        if (round > 0)
            times[round - 1] = strtod(printed, NULL) * 1e3;
    }
    unlink(copy);
    report_quantity(row->name, quartiles_of(times, rounds), "ms", rounds, row->target);
}

static void run_size(const row *row, const settings *settings)
{
    (void)settings;
    char copy[path_size];
    strip_library(copy);
    struct stat file;
    if (stat(copy, &file) != 0)
        give_up("no stripped library");
    unlink(copy);
    double size = (double)file.st_size / kilobyte;
    report_quantity(row->name, (quartiles){size, size, size}, "kB", 1, row->target);
}

void add_loading_rows(row_list *list)
{
    add_row(list, (row){.name = "dlopen", .target = {below, 1}, .run = run_loading});
    add_row(list, (row){.name = "stripped-size", .target = {below, 400}, .run = run_size});
}
