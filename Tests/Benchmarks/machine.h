/* What the numbers are of: the machine, the compilers and the libraries. */
#ifndef BENCHMARKS_MACHINE_H
#define BENCHMARKS_MACHINE_H

#include <stdio.h>

/* Writes the members "date", "machine", "compilers", "versions" of a JSON object, each with a comma after it. */
void write_machine(FILE *file);

#endif
