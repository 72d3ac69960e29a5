/* Signals that end the program, and the temporary file that must be removed when they do. */
#ifndef WSENC_INTERRUPTION_H
#define WSENC_INTERRUPTION_H

/* Makes SIGHUP, SIGINT and SIGTERM clean up. Ignores the signals with which a failed write would end the program. */
void interruption_prepare(void);

/* Sets the file to remove; NULL: none. The string must stay valid. Call this between hold and release. */
void interruption_remove_file(const char *path);

/* Blocks the signals from hold to release. */
void interruption_hold(void);
void interruption_release(void);

#endif
