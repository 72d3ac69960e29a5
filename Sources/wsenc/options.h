/* What the command line asks for. */
#ifndef WSENC_OPTIONS_H
#define WSENC_OPTIONS_H

#include <stdbool.h>

#include "properties.h"

enum command { COMMAND_ENCODE, COMMAND_DECODE, COMMAND_DUMP, COMMAND_CHECK, COMMAND_LIST, COMMAND_HELP, COMMAND_VERSION };

/* What `check` is asked for. */
struct check_options {
    const char *library;
    const char *encoder; /* the symbol; NULL: none, and likewise the decoder's */
    const char *decoder;
    const char *encoded;        /* a file with an encoded message; NULL: none */
    const char *message;        /* a file with the message to encode; NULL: messages of any bytes */
    WS_STRING content_encoding; /* that goes with it; chars is freed by options_free */
    unsigned seconds;           /* for each rule, at most */
    bool has_seed;
    unsigned long long seed;
    bool is_quiet;  /* prints what failed alone */
    bool is_strict; /* what fails for robustness alone counts, too */
};

struct options {
    enum command command;
    const char *codec;
    struct properties properties;
    WS_STRING content_type; /* chars is freed by options_free */
    bool has_content_type;  /* it was given, and is not the default */
    const char *input;      /* NULL: standard input */
    const char *output;     /* NULL: standard output */
    bool prints_headers;
    bool shows_progress;
    struct check_options check;
};

/* Reads the command line into a structure, which must stay where it is; reports what is wrong with it. */
enum status options_parse(struct options *options, int count, char **arguments);

void options_free(struct options *options);

#endif
