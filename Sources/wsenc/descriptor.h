/* Reading and writing file descriptors to the end of what was asked, whatever interrupts it. */
#ifndef WSENC_DESCRIPTOR_H
#define WSENC_DESCRIPTOR_H

#include <stddef.h>
#include <stdbool.h>

/* Reads at least one byte, or 0 at the end; false: errno says why not. */
bool descriptor_read(int descriptor, void *bytes, size_t room, size_t *count);

/* Writes all bytes; false: errno says why not. */
bool descriptor_write(int descriptor, const void *bytes, size_t count);

/*
 * Opens the standard descriptors that the caller left closed, so that no file gets their numbers and messages end up in
 * it. They are opened the wrong way round: to use standard input or output then fails as it would have.
 */
void descriptor_reserve_standard(void);

#endif
