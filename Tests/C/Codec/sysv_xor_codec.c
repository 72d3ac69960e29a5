/* The codec of Plugin/ in the platform's own calling convention, whatever that of the suite. */
#undef CALLBACK
#define CALLBACK
#define xor_tables sysv_xor_tables
#include "Plugin/xor_codec.c"
