/* libdeflate, which compresses what is in memory as a whole. */
#include <libdeflate.h>
