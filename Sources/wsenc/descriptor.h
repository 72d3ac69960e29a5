/* Reads and writes file descriptors, and repeats calls that are interrupted or incomplete. */
#ifndef WSENC_DESCRIPTOR_H
#define WSENC_DESCRIPTOR_H

#include <stddef.h>
#include <stdbool.h>

/* Reads at least one byte, or 0 at the end of the file. Returns false and sets errno on failure. */
bool descriptor_read(int descriptor, void *bytes, size_t room, size_t *count);

/* Writes all bytes. Returns false and sets errno on failure. */
bool descriptor_write(int descriptor, const void *bytes, size_t count);

/*
 * Opens the standard descriptors that the parent process left closed. Otherwise a file could get one of their numbers, and
 * error messages would end up in it. Standard input is opened for writing and standard output for reading, so that using them
 * still fails.
 */
void descriptor_reserve_standard(void);

#endif
