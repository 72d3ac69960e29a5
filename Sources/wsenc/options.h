/* What the command line asks for. */
#ifndef WSENC_OPTIONS_H
#define WSENC_OPTIONS_H

#include <stdbool.h>

#include "properties.h"

enum command { COMMAND_ENCODE, COMMAND_DECODE, COMMAND_DUMP, COMMAND_LIST, COMMAND_HELP, COMMAND_VERSION };

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
};

/* Reads the command line into a structure, which must stay where it is; reports what is wrong with it. */
enum status options_parse(struct options *options, int count, char **arguments);

void options_free(struct options *options);

#endif
