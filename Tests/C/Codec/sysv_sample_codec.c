/* The codec of Plugin/ in the platform's own calling convention, whatever that of the suite. */
#undef CALLBACK
#define CALLBACK
#define sample_tables sysv_sample_tables
#include "Plugin/sample_codec.c"
