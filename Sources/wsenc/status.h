/* How wsenc ends: its exit codes, and the one place that prints why. */
#ifndef WSENC_STATUS_H
#define WSENC_STATUS_H

#include "wsencoder.h"

enum status {
    STATUS_SUCCESS = 0,
    STATUS_USAGE = 1,
    STATUS_CHECK_FAILED = 1, /* of check alone, as diff and grep end when they have found something */
    STATUS_INPUT_OUTPUT = 2,
    STATUS_INVALID_DATA = 3,
    STATUS_LIMIT = 4,
    STATUS_OUT_OF_MEMORY = 5,
    STATUS_NOT_SUPPORTED = 6,
    STATUS_OTHER = 7
};

/* Prints "wsenc: " and the text on standard error, visibly. */
void report(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Reports a mistake on the command line and where to read on. */
enum status report_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * Reports what getopt_long has answered with '?' or ':'. Its own words would have what was given as it is, escape sequences
 * and all: opterr must be 0, and the short options begin with ':'.
 */
enum status report_option(int answer, char *const *arguments);

/* Reports "FILE: " and the strings of the error object, or the meaning of the result where it has none. */
enum status report_result(const char *file, HRESULT result, WS_ERROR *error);

/* Reports that there is no memory. */
enum status report_out_of_memory(const char *file);

/* The strings of an error object as one text, which the caller frees; NULL: there is none. */
char *error_text(WS_ERROR *error);

/* Adds a string, made as printf makes it, to an error object. */
void add_error_text(WS_ERROR *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
