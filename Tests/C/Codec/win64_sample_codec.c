/* The codec of Plugin/ as a Windows program would have it: every callback in Microsoft's x64 calling convention. */
#undef CALLBACK
#if defined(__x86_64__)
#define CALLBACK __attribute__((ms_abi))
#endif
#define sample_tables win64_sample_tables
#include "Plugin/sample_codec.c"
