/* The exit codes of wsenc, and the functions that print all error messages. */
#ifndef WSENC_STATUS_H
#define WSENC_STATUS_H

#include "wsencoder.h"

enum status {
    STATUS_SUCCESS = 0,
    STATUS_USAGE = 1,
    STATUS_CHECK_FAILED = 1, /* only for check; like diff, which exits with 1 if it finds a difference */
    STATUS_INPUT_OUTPUT = 2,
    STATUS_INVALID_DATA = 3,
    STATUS_LIMIT = 4,
    STATUS_OUT_OF_MEMORY = 5,
    STATUS_NOT_SUPPORTED = 6,
    STATUS_OTHER = 7,
    STATUS_SOAP_FAULT = 8 /* only for net-tcp call */
};

/* Prints "wsenc: " and the text on standard error, with visible_print. */
void report(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Reports a mistake on the command line, and points to the help. */
enum status report_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * Reports an option for which getopt_long has returned '?' or ':'. Its own messages would print the option as it is, with any
 * escape sequences in it: opterr must be 0, and the short options must begin with ':'.
 */
enum status report_option(int answer, char *const *arguments);

/* Reports "FILE: " and the strings of the error object or, if it has none, the result. */
enum status report_result(const char *file, HRESULT result, WS_ERROR *error);

/* Reports that there is not enough memory. */
enum status report_out_of_memory(const char *file);

/* Returns the strings of an error object as one text, which the caller frees; NULL if there are none. */
char *error_text(WS_ERROR *error);

/* Adds a string to an error object, formatted as by printf. */
void add_error_text(WS_ERROR *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
