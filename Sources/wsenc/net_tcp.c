#include "net_tcp.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "input.h"

enum { MOST_SECONDS = 86400 };

enum long_only { OPTION_COUNT = 256, OPTION_LISTEN, OPTION_REPLY, OPTION_STREAMED, OPTION_TIMEOUT, OPTION_VIA };

static const struct option long_options[] = {
    { "count", required_argument, NULL, OPTION_COUNT },
    { "encoding", required_argument, NULL, 'e' },
    { "listen", required_argument, NULL, OPTION_LISTEN },
    { "output", required_argument, NULL, 'o' },
    { "reply", required_argument, NULL, OPTION_REPLY },
    { "streamed", no_argument, NULL, OPTION_STREAMED },
    { "timeout", required_argument, NULL, OPTION_TIMEOUT },
    { "via", required_argument, NULL, OPTION_VIA },
    { "help", no_argument, NULL, 'h' },
    { NULL, 0, NULL, 0 },
};

/* The content type that an encoding's name stands for. A name with a slash is a content type itself. */
static const char *content_type_of(const char *name)
{
    static const char *const rows[][2] = {
        { "msbinsession1", "application/soap+msbinsession1" },
        { "msbinsession1+gzip", "application/soap+msbinsession1+gzip" },
        { "msbinsession1+deflate", "application/soap+msbinsession1+deflate" },
        { "msbin1", "application/soap+msbin1" },
        { "msbin1+gzip", "application/soap+msbin1+gzip" },
        { "msbin1+deflate", "application/soap+msbin1+deflate" },
        { "text", "application/soap+xml; charset=utf-8" },
        { "soap12", "application/soap+xml; charset=utf-8" },
        { "soap11", "text/xml; charset=utf-8" },
        { "mtom", "multipart/related; type=\"application/xop+xml\"" },
    };
    if (strchr(name, '/') != NULL)
        return name;
    for (size_t index = 0; index < sizeof rows / sizeof rows[0]; index++)
        if (strcmp(rows[index][0], name) == 0)
            return rows[index][1];
    return NULL;
}

static enum status take_encoding(struct net_tcp_options *options)
{
    options->content_type = content_type_of(optarg);
    return options->content_type != NULL ? STATUS_SUCCESS : report_usage("unknown encoding '%s'", optarg);
}

static enum status take_number(unsigned long most, const char *name, unsigned long *number)
{
    char *end = NULL;
    errno = 0;
    *number = strtoul(optarg, &end, 10);
    if (optarg[0] < '0' || optarg[0] > '9' || *end != '\0' || errno != 0 || *number == 0 || *number > most)
        return report_usage("'%s' is no number for --%s", optarg, name);
    return STATUS_SUCCESS;
}

static enum status take_option(struct options *options, int option, char **arguments)
{
    struct net_tcp_options *net_tcp = &options->net_tcp;
    switch (option) {
    case 'e': return take_encoding(net_tcp);
    case 'o': net_tcp->output = strcmp(optarg, "-") == 0 ? NULL : optarg; return STATUS_SUCCESS;
    case OPTION_COUNT: return take_number(UINT32_MAX, "count", &net_tcp->count);
    case OPTION_LISTEN: net_tcp->listen = optarg; return STATUS_SUCCESS;
    case OPTION_REPLY: net_tcp->reply = optarg; return STATUS_SUCCESS;
    case OPTION_STREAMED: net_tcp->is_streamed = true; return STATUS_SUCCESS;
    case OPTION_TIMEOUT: return take_number(MOST_SECONDS, "timeout", &net_tcp->seconds);
    case OPTION_VIA: net_tcp->via = optarg; return STATUS_SUCCESS;
    case 'h': options->command = COMMAND_HELP; return STATUS_SUCCESS;
    default: return report_option(option, arguments);
    }
}

static enum status take_call(struct net_tcp_options *options, int count, char **operands)
{
    if (options->listen != NULL || options->reply != NULL || options->count != 0)
        return report_usage("'net-tcp call' takes no --listen, --reply or --count");
    if (count < 1)
        return report_usage("the ADDRESS of the service is needed: net.tcp://HOST:PORT/PATH");
    if (count > 2)
        return report_usage("one FILE at a time, not also '%s'", operands[2]);
    options->address = operands[0];
    options->input = count == 2 && strcmp(operands[1], "-") != 0 ? operands[1] : NULL;
    return STATUS_SUCCESS;
}

static enum status take_serve(struct net_tcp_options *options, int count, char **operands)
{
    if (options->content_type != NULL || options->is_streamed || options->via != NULL || options->output != NULL)
        return report_usage("'net-tcp serve' takes no --encoding, --streamed, --via or --output: the client chooses");
    if (options->listen == NULL || options->reply == NULL)
        return report_usage("'net-tcp serve' needs --listen HOST:PORT and --reply FILE");
    return count == 0 ? STATUS_SUCCESS : report_usage("'net-tcp serve' takes no '%s'", operands[0]);
}

enum status net_tcp_parse(struct options *options, int count, char **arguments)
{
    struct net_tcp_options *net_tcp = &options->net_tcp;
    if (count > 1 && (strcmp(arguments[1], "--help") == 0 || strcmp(arguments[1], "-h") == 0)) {
        options->command = COMMAND_HELP;
        return STATUS_SUCCESS;
    }
    if (count < 2 || (strcmp(arguments[1], "call") != 0 && strcmp(arguments[1], "serve") != 0))
        return report_usage("'net-tcp' needs a command: call or serve");
    net_tcp->is_server = strcmp(arguments[1], "serve") == 0;
    for (;;) {
        int option = getopt_long(count - 1, arguments + 1, ":e:o:h", long_options, NULL);
        if (option == -1)
            break;
        enum status status = take_option(options, option, arguments + 1);
        if (status != STATUS_SUCCESS || options->command == COMMAND_HELP)
            return status;
    }
    char **operands = arguments + 1 + optind;
    return net_tcp->is_server ? take_serve(net_tcp, count - 1 - optind, operands)
                              : take_call(net_tcp, count - 1 - optind, operands);
}

enum status net_tcp_run(const struct options *options)
{
    return options->net_tcp.is_server ? net_tcp_serve(&options->net_tcp) : net_tcp_call(&options->net_tcp);
}

enum status net_tcp_load(const char *file, WSE_BUFFER *buffer)
{
    static BYTE room[1 << 16];
    struct input input;
    size_t count = 1;
    enum status status = STATUS_SUCCESS;
    bool is_read = input_open(&input, file);
    while (is_read && count > 0 && status == STATUS_SUCCESS) {
        is_read = input_read(&input, room, sizeof room, &count);
        WS_BYTES part = { (ULONG)count, room };
        if (is_read && FAILED(WseBufferWrite(buffer, &part, 1, NULL, NULL)))
            status = report_out_of_memory(input.name);
    }
    if (!is_read) {
        report("%s: %s", input.name, strerror(errno));
        status = STATUS_INPUT_OUTPUT;
    }
    input_close(&input);
    return status;
}
