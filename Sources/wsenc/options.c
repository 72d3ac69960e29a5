#include "options.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "check/arguments.h"
#include "net_tcp.h"
#include "unicode.h"

static const char default_content_type[] = "application/soap+xml; charset=utf-8";

enum long_only {
    OPTION_HEADERS = 256,
    OPTION_FIRST,
    OPTION_FLUSH,
    OPTION_NO_PROGRESS,
    OPTION_LOAD,
    OPTION_CONTENT_ENCODING,
    OPTION_PROPERTIES
};

static const struct option long_options[] = {
    { "codec", required_argument, NULL, 'c' },
    { "property", required_argument, NULL, 'p' },
    { "content-type", required_argument, NULL, 't' },
    { "output", required_argument, NULL, 'o' },
    { "encoding", required_argument, NULL, 'e' },
    { "suffix", required_argument, NULL, 'S' },
    { "force", no_argument, NULL, 'f' },
    { "first", no_argument, NULL, OPTION_FIRST },
    { "flush", no_argument, NULL, OPTION_FLUSH },
    { "load", required_argument, NULL, OPTION_LOAD },
    { "content-encoding", required_argument, NULL, OPTION_CONTENT_ENCODING },
    { "headers", no_argument, NULL, OPTION_HEADERS },
    { "no-progress", no_argument, NULL, OPTION_NO_PROGRESS },
    { "help", no_argument, NULL, 'h' },
    { NULL, 0, NULL, 0 },
};

static bool parse_command(const char *word, enum command *command)
{
    static const struct {
        const char *word;
        enum command command;
    } commands[] = {
        { "encode", COMMAND_ENCODE },   { "decode", COMMAND_DECODE },     { "dump", COMMAND_DUMP }, { "check", COMMAND_CHECK },
        { "net-tcp", COMMAND_NET_TCP }, { "list", COMMAND_LIST },         { "help", COMMAND_HELP }, { "--help", COMMAND_HELP },
        { "-h", COMMAND_HELP },         { "--version", COMMAND_VERSION },
    };
    for (size_t index = 0; index < sizeof commands / sizeof commands[0]; index++) {
        if (strcmp(commands[index].word, word) == 0) {
            *command = commands[index].command;
            return true;
        }
    }
    return false;
}

/* "-" means standard input or output, like a missing name: both are NULL. */
static const char *file_or_standard(const char *name)
{
    return strcmp(name, "-") == 0 ? NULL : name;
}

enum status take_plugin(struct options *options, const char *file)
{
    if (plugins_add(&options->plugins, file))
        return STATUS_SUCCESS;
    return report_usage("at most %d plug-ins can be loaded", (int)MOST_PLUGINS);
}

enum status take_content_encoding(struct options *options, const char *text)
{
    free(options->content_encoding.chars);
    options->content_encoding = (WS_STRING){ 0, NULL };
    options->has_content_encoding = true;
    if (utf16_from_utf8(text, INVALID_REFUSED, &options->content_encoding) == CONVERTED)
        return STATUS_SUCCESS;
    return report_usage("the content encoding is not valid UTF-8");
}

/* The digits of -19 come one by one. */
static enum status take_digit(struct options *options, int digit)
{
    options->level = options->level * 10 + digit - '0';
    if (options->level == 0 || options->level > 22)
        return report_usage("a level is one of -1 to -22; others are set with -p compression-level=LEVEL");
    return STATUS_SUCCESS;
}

static enum status take_option(struct options *options, int option, char **arguments, const char **content_type)
{
    switch (option) {
    case 'c': options->codec = optarg; return STATUS_SUCCESS;
    case 'p': return properties_parse(&options->properties, optarg);
    case 't':
        *content_type = optarg;
        options->has_content_type = true;
        return STATUS_SUCCESS;
    case 'o': options->output = file_or_standard(optarg); return STATUS_SUCCESS;
    case 'e': options->encoding = optarg; return STATUS_SUCCESS;
    case 'S': options->suffix = optarg; return STATUS_SUCCESS;
    case 'f': options->is_forced = true; return STATUS_SUCCESS;
    case OPTION_CONTENT_ENCODING: return take_content_encoding(options, optarg);
    case OPTION_FLUSH: options->flushes = true; return STATUS_SUCCESS;
    case OPTION_FIRST: options->is_first = true; return STATUS_SUCCESS;
    case OPTION_LOAD: return take_plugin(options, optarg);
    case OPTION_PROPERTIES: options->lists_properties = true; return STATUS_SUCCESS;
    case OPTION_HEADERS: options->prints_headers = true; return STATUS_SUCCESS;
    case OPTION_NO_PROGRESS: options->shows_progress = false; return STATUS_SUCCESS;
    case 'h': options->command = COMMAND_HELP; return STATUS_SUCCESS;
    default: return option >= '0' && option <= '9' ? take_digit(options, option) : report_option(option, arguments);
    }
}

/* A list shows the message as it is: there is no decoded message to describe. */
static enum status take_dump_options(struct options *options)
{
    if (options->has_content_type || options->prints_headers)
        return report_usage("'dump' takes no content type or --headers");
    if (options->codec == NULL)
        options->codec = "msbin1";
    bool is_stream = strcasecmp(options->codec, "net.tcp") == 0;
    if (options->encoding != NULL && !is_stream)
        return report_usage("--encoding is for 'dump -c net.tcp'");
    if (options->is_first && is_stream)
        return report_usage("--first is for one message, not for net.tcp");
    return STATUS_SUCCESS;
}

/* With a suffix, each file has an output, whose name follows from its own. */
static enum status take_files(struct options *options, int count, char **files)
{
    options->inputs = files;
    options->input_count = count;
    if (options->suffix == NULL)
        return count > 1 ? report_usage("one FILE at a time, not also '%s', unless there is a --suffix", files[1])
                         : STATUS_SUCCESS;
    if (options->command == COMMAND_DUMP || options->output != NULL)
        return report_usage("--suffix names the outputs of 'encode' and 'decode', where there is no --output");
    if (*options->suffix == '\0' || strchr(options->suffix, '/') != NULL)
        return report_usage("a suffix is not empty and has no '/'");
    if (count == 0)
        return report_usage("--suffix needs a FILE");
    for (int index = 0; index < count; index++) {
        size_t length = strlen(files[index]), tail = strlen(options->suffix);
        bool has_suffix = length > tail && strcmp(files[index] + length - tail, options->suffix) == 0;
        if (strcmp(files[index], "-") == 0)
            return report_usage("--suffix needs a FILE, not standard input");
        if (has_suffix != (options->command == COMMAND_DECODE))
            return report_usage("'%s' %s the suffix '%s'", files[index], has_suffix ? "already has" : "does not have",
                                options->suffix);
    }
    return STATUS_SUCCESS;
}

static enum status take_operands(struct options *options, int count, char **operands)
{
    enum status status = take_files(options, count, operands);
    if (status != STATUS_SUCCESS)
        return status;
    if (options->has_content_encoding && options->command != COMMAND_DECODE)
        return report_usage("--content-encoding is for 'decode'");
    if (options->flushes && options->command != COMMAND_ENCODE)
        return report_usage("--flush is for 'encode'");
    if (options->level != 0) {
        if (options->command != COMMAND_ENCODE)
            return report_usage("-%d is for 'encode'", options->level);
        properties_set_level(&options->properties, options->level);
    }
    if (options->command == COMMAND_DUMP)
        return take_dump_options(options);
    if (options->encoding != NULL || options->is_first)
        return report_usage("%s is for 'dump'", options->is_first ? "--first" : "--encoding");
    if (options->codec == NULL)
        return report_usage("a codec is needed: -c CODEC; 'wsenc list' names them");
    return STATUS_SUCCESS;
}

/* A line break would split a header in two. */
static bool has_control_character(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7F)
            return true;
    return false;
}

static enum status take_content_type(struct options *options, const char *text)
{
    if (has_control_character(text))
        return report_usage("the content type has control characters");
    switch (utf16_from_utf8(text, INVALID_REFUSED, &options->content_type)) {
    case CONVERTED: return STATUS_SUCCESS;
    case CONVERSION_INVALID: return report_usage("the content type is not valid UTF-8");
    default: return report_out_of_memory("command line");
    }
}

static enum status parse_list_options(struct options *options, int count, char **arguments)
{
    static const struct option list_options[] = { { "codec", required_argument, NULL, 'c' },
                                                  { "load", required_argument, NULL, OPTION_LOAD },
                                                  { "properties", no_argument, NULL, OPTION_PROPERTIES },
                                                  { "help", no_argument, NULL, 'h' },
                                                  { NULL, 0, NULL, 0 } };
    for (;;) {
        int option = getopt_long(count, arguments, ":c:h", list_options, NULL);
        if (option == -1)
            break;
        enum status status = take_option(options, option, arguments, NULL);
        if (status != STATUS_SUCCESS || options->command == COMMAND_HELP)
            return status;
    }
    return optind < count ? report_usage("'list' takes no '%s'", arguments[optind]) : STATUS_SUCCESS;
}

static enum status parse_message_options(struct options *options, int count, char **arguments, const char **content_type)
{
    for (;;) {
        int option = getopt_long(count, arguments, ":c:p:t:o:e:S:fh0123456789", long_options, NULL);
        if (option == -1)
            break;
        enum status status = take_option(options, option, arguments, content_type);
        if (status != STATUS_SUCCESS || options->command == COMMAND_HELP)
            return status;
    }
    return take_operands(options, count - optind, arguments + optind);
}

static enum status parse_options(struct options *options, int count, char **arguments)
{
    static char program[] = "wsenc";
    const char *content_type = default_content_type;
    arguments[0] = program;
    opterr = 0;
    if (options->command == COMMAND_LIST)
        return parse_list_options(options, count, arguments);
    if (options->command == COMMAND_NET_TCP)
        return net_tcp_parse(options, count, arguments);
    enum status status = options->command == COMMAND_CHECK ? check_parse(options, count, arguments, &content_type)
                                                           : parse_message_options(options, count, arguments, &content_type);
    if (status != STATUS_SUCCESS || options->command == COMMAND_HELP)
        return status;
    status = take_content_type(options, content_type);
    if (status == STATUS_SUCCESS && options->command == COMMAND_DECODE)
        properties_default_to_unlimited(&options->properties);
    return status;
}

enum status options_parse(struct options *options, int count, char **arguments)
{
    *options = (struct options){ .shows_progress = true };
    if (count < 2)
        return report_usage("a command is needed: encode, decode, dump, check, net-tcp or list");
    if (!parse_command(arguments[1], &options->command))
        return report_usage("unknown command '%s'", arguments[1]);
    if (options->command == COMMAND_ENCODE || options->command == COMMAND_DECODE || options->command == COMMAND_DUMP
        || options->command == COMMAND_CHECK || options->command == COMMAND_LIST || options->command == COMMAND_NET_TCP)
        return parse_options(options, count - 1, arguments + 1);
    if (count > 2)
        return report_usage("'%s' takes no '%s'", arguments[1], arguments[2]);
    return STATUS_SUCCESS;
}

void options_free(struct options *options)
{
    free(options->content_type.chars);
    free(options->content_encoding.chars);
    properties_free(&options->properties);
}
