/* The codec of plugin/ in the platform's own calling convention, whatever that of the suite. */
#undef CALLBACK
#define CALLBACK
#define xor_tables sysv_xor_tables
#include "plugin/xor_codec.c"
