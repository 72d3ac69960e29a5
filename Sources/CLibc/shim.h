/* What Swift code takes from libc: memory and copying. */
#include <stdlib.h>
#include <string.h>
