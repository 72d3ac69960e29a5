/* Other programs, run to their end. */
#ifndef BENCHMARKS_CHILD_H
#define BENCHMARKS_CHILD_H

#include <stddef.h>

/* Runs a program and gives what it printed. Gives up if it fails. `preloaded` is a library to load first, or NULL. */
void run_program(char *const arguments[], const char *preloaded, char *printed, size_t size);

/* The path of a file that lies beside this program. */
void path_beside(const char *name, char *path, size_t size);

#endif
