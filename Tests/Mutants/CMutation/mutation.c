/* Reads from the environment which mutant the process is to be, before any other code runs.

   WSE_MUTANT=NUMBER         behaves as that mutant
   WSE_MUTANTS_REACHED=FILE  behaves as usual, and sets the byte of each mutant in FILE whose place is reached */
#define _GNU_SOURCE
#include "mutation.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

int32_t wse_mutant;

static unsigned char *reached;
static int32_t reached_size;

/* The file is mapped and shared, so that it is right even of processes that crash, fork or leave at once. */
static void begin_noting(const char *path)
{
    int file = open(path, O_RDWR | O_CLOEXEC);
    struct stat status;
    if (file < 0 || fstat(file, &status) != 0 || status.st_size <= 0)
        abort();
    void *map = mmap(NULL, (size_t)status.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (map == MAP_FAILED)
        abort();
    close(file);
    reached_size = (int32_t)status.st_size;
    reached = map;
    wse_mutant = -1;
}

__attribute__((constructor(101))) static void choose_mutant(void)
{
    const char *number = getenv("WSE_MUTANT");
    const char *path = getenv("WSE_MUTANTS_REACHED");
    if (number)
        wse_mutant = (int32_t)strtol(number, NULL, 10);
    else if (path)
        begin_noting(path);
}

void wse_note_mutant(int32_t number)
{
    if (number < reached_size)
        reached[number] = 1;
}
