/** Sources written for Windows Web Services include <process.h>, but use nothing that it has on Windows. */
#ifndef WSENCODER_PORTING_PROCESS_H
#define WSENCODER_PORTING_PROCESS_H
#endif
