/* The options of the command line. */
#ifndef WSENC_OPTIONS_H
#define WSENC_OPTIONS_H

#include <stdbool.h>

#include "plugins.h"
#include "properties.h"

enum command {
    COMMAND_ENCODE,
    COMMAND_DECODE,
    COMMAND_DUMP,
    COMMAND_CHECK,
    COMMAND_NET_TCP,
    COMMAND_LIST,
    COMMAND_HELP,
    COMMAND_VERSION
};

/* The options of `check`. */
struct check_options {
    const char *library; /* NULL: check the codec of -c */
    const char *encoder; /* the symbol; NULL: none. Likewise for the decoder. With -c, the codec. */
    const char *decoder;
    const char *encoded; /* a file with an encoded message; NULL: none */
    const char *message; /* a file with the message to encode; NULL: arbitrary bytes */
    unsigned seconds;    /* time limit of a rule */
    bool has_seed;
    unsigned long long seed;
    bool is_quiet;  /* prints only the rules that failed */
    bool is_strict; /* rules of robustness affect the exit status, too */
};

/* The options of `net-tcp`. */
struct net_tcp_options {
    bool is_server;
    const char *address;      /* of the service to call */
    const char *via;          /* NULL: the address */
    const char *input;        /* NULL: standard input */
    const char *output;       /* NULL: standard output */
    const char *content_type; /* NULL: that of the mode */
    bool is_streamed;
    const char *listen;    /* HOST:PORT */
    const char *reply;     /* a file */
    unsigned long count;   /* requests until the service ends; 0: it does not */
    unsigned long seconds; /* of each wait; 0: for ever */
};

struct options {
    enum command command;
    const char *codec;
    struct plugins plugins;
    struct properties properties;
    WS_STRING content_type;     /* options_free frees chars */
    bool has_content_type;      /* it is from the command line, not the default */
    WS_STRING content_encoding; /* of the encoded message; options_free frees chars */
    bool has_content_encoding;
    char **inputs;        /* "-": standard input */
    int input_count;      /* 0: standard input */
    const char *output;   /* NULL: standard output, or with a suffix a file for each input */
    const char *suffix;   /* what an encoded file has after its name; NULL: none */
    int level;            /* of -1 to -22; 0: none */
    bool flushes;         /* whatever has been read reaches the output before more is waited for */
    bool is_forced;       /* writes to a terminal, and over files */
    const char *encoding; /* of the messages in a stream to list; NULL: as the stream says */
    bool is_first;        /* the message to list is the first of its session */
    bool prints_headers;
    bool shows_progress;
    bool lists_properties; /* of the codec or, without one, all */
    struct check_options check;
    struct net_tcp_options net_tcp;
};

/* Takes the value of --content-encoding. */
enum status take_content_encoding(struct options *options, const char *text);

/* Takes the file of --load. */
enum status take_plugin(struct options *options, const char *file);

/* Reads the command line into a structure, which must not be moved afterwards. Reports mistakes. */
enum status options_parse(struct options *options, int count, char **arguments);

void options_free(struct options *options);

#endif
