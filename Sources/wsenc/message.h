/* One message from input to output. encode.c, decode.c and dump.c pass it through the library. */
#ifndef WSENC_MESSAGE_H
#define WSENC_MESSAGE_H

#include "input.h"
#include "options.h"
#include "output.h"
#include "progress.h"

enum { BUFFER_SIZE = 256 * 1024 };

struct message {
    const struct options *options;
    const char *source; /* NULL: standard input */
    const char *target; /* NULL: standard output */
    struct input input;
    struct output output;
    struct progress progress;
    WS_ERROR *error;
    BYTE buffer[BUFFER_SIZE];
};

/* Encodes, decodes or lists each message as the options say. Reports failures, of which the status is the first one's. */
enum status message_process(const struct options *options);

enum status message_encode(struct message *message);
enum status message_decode(struct message *message);
enum status message_dump(struct message *message);

/* When reading or writing fails, the reason is added to the error. *count is 0 at the end of the input. */
HRESULT message_read(struct message *message, void *bytes, ULONG room, ULONG *count, WS_ERROR *error);
HRESULT message_write(struct message *message, const void *bytes, ULONG count, WS_ERROR *error);
HRESULT message_open_output(struct message *message);
HRESULT message_commit_output(struct message *message);

/* Prints the headers if the user asked for them; content_encoding may be NULL. */
HRESULT message_print_headers(struct message *message, const WS_STRING *content_type, const WS_STRING *content_encoding);

/* Reports a failure and returns the exit status. */
enum status message_failed(struct message *message, HRESULT result);

/* The same for creating a table: an argument that the library refuses comes from the user. */
enum status message_refused(struct message *message, HRESULT result);

#endif
