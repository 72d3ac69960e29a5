/* Signals that end the program, and the file that must not stay behind when they do. */
#ifndef WSENC_INTERRUPTION_H
#define WSENC_INTERRUPTION_H

/* Makes SIGHUP, SIGINT and SIGTERM clean up, and lets writes fail that would end the program otherwise. */
void interruption_prepare(void);

/* Names the file to remove, which must stay valid; NULL: none. Call it between hold and release. */
void interruption_remove_file(const char *path);

/* Signals wait from hold to release. */
void interruption_hold(void);
void interruption_release(void);

#endif
