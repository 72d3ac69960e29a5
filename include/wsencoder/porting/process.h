/** Sources written for Windows Web Services include <process.h>, but use nothing that it declares on Windows. */
#ifndef WSENCODER_PORTING_PROCESS_H
#define WSENCODER_PORTING_PROCESS_H
#endif
