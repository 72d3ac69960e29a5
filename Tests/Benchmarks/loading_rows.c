/* What it costs to load the library, and how large it is. */
#include "child.h"
#include "rows.h"
#include "wsencoder.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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
    char *arguments[] = { "strip", "-o", copy, (char *)library_path(), NULL };
    run_program(arguments, NULL, printed, sizeof printed);
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

/* One round more than wanted, which brings the file into the cache. */
static quartiles time_loading(char *const arguments[], unsigned rounds)
{
    static double times[most_rounds];
    for (unsigned round = 0; round <= rounds; round++) {
        char printed[64];
        run_program(arguments, NULL, printed, sizeof printed);
        if (round > 0)
            times[round - 1] = strtod(printed, NULL) * 1e3;
    }
    return quartiles_of(times, rounds);
}

/* The library alone, what it needs being there. */
static void run_loading(const row *row, const settings *settings)
{
    char copy[path_size];
    strip_library(copy);
    unsigned rounds = settings->rounds ? settings->rounds : 15;
    char *arguments[] = { "/proc/self/exe", LOAD_OPTION, copy, NULL };
    quartiles times = time_loading(arguments, rounds);
    unlink(copy);
    report_quantity(row->name, times, "ms", rounds, row->target);
}

typedef struct loader {
    char program[path_size];
    const char *library;
} loader;

static void load(void *context, uint64_t repetitions)
{
    loader *loader = context;
    char *arguments[] = { loader->program, (char *)loader->library, NULL }, printed[64];
    double seconds = 0;
    for (uint64_t repetition = 0; repetition < repetitions; repetition++) {
        run_program(arguments, NULL, printed, sizeof printed);
        seconds += strtod(printed, NULL);
    }
    add_seconds_elsewhere(seconds);
}

/* With all it needs, into a process that has nothing of it, beside a library of C. */
static void run_loading_beside(const row *row, const settings *settings)
{
    char copy[path_size];
    static loader ours, theirs;
    strip_library(copy);
    path_beside("bench-load", ours.program, sizeof ours.program);
    theirs = ours;
    ours.library = copy;
    theirs.library = row->codec_name;
    plan plan = { .rounds = settings->rounds ? settings->rounds : 15 };
    comparison result = compare((contender){ load, &ours }, (contender){ load, &theirs }, plan);
    unlink(copy);
    report_comparison(row->name, result.ours * 1e3, result.theirs * 1e3, "ms", &result, row->target);
}

static double size_of(const char *path)
{
    struct stat file;
    if (stat(path, &file) != 0)
        give_up("no %s", path);
    return (double)file.st_size / kilobyte;
}

static double stripped_size(void)
{
    char copy[path_size];
    strip_library(copy);
    double size = size_of(copy);
    unlink(copy);
    return size;
}

static void run_size(const row *row, const settings *settings)
{
    (void)settings;
    double size = stripped_size();
    report_quantity(row->name, (quartiles){ size, size, size }, "kB", 1, row->target);
}

/* Libraries of Debian's are stripped. */
static void run_size_beside(const row *row, const settings *settings)
{
    (void)settings;
    Dl_info info;
    void *library = dlopen(row->codec_name, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL || !dladdr(dlsym(library, row->symbol), &info))
        give_up("no %s", row->codec_name);
    report_ratio(row->name, stripped_size(), size_of(info.dli_fname), "kB", row->target);
    dlclose(library);
}

void add_loading_rows(row_list *list)
{
    static const struct {
        const char *name;
        const char *file;
        const char *symbol;
    } libraries[] = {
        { "libz", "libz.so.1", "zlibVersion" },
        { "libzstd", "libzstd.so.1", "ZSTD_versionNumber" },
        { "libbrotlienc", "libbrotlienc.so.1", "BrotliEncoderVersion" },
    };
    add_row(list, (row){ .name = "dlopen", .target = { below, 1 }, .run = run_loading });
    for (size_t index = 0; index < sizeof libraries / sizeof libraries[0]; index++) {
        row row = { .codec_name = libraries[index].file, .run = run_loading_beside };
        snprintf(row.name, sizeof row.name, "dlopen-all-%s", libraries[index].name);
        add_row(list, row);
    }
    add_row(list, (row){ .name = "stripped-size", .target = { below, 400 }, .run = run_size });
    for (size_t index = 0; index < sizeof libraries / sizeof libraries[0]; index++) {
        row row = { .codec_name = libraries[index].file, .symbol = libraries[index].symbol, .run = run_size_beside };
        snprintf(row.name, sizeof row.name, "stripped-size-%s", libraries[index].name);
        add_row(list, row);
    }
}
