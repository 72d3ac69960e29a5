/* What the library takes from libc: memory, and nothing else. */
#include <stdlib.h>
#include <string.h>
