#include "arguments.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>

enum { DEFAULT_SECONDS = 10, MOST_SECONDS = 3600 };

enum long_only {
    OPTION_ENCODED = 256,
    OPTION_CONTENT_ENCODING,
    OPTION_MESSAGE,
    OPTION_SEED,
    OPTION_STRICT,
    OPTION_TIME_LIMIT,
    OPTION_LOAD
};

static const struct option long_options[] = {
    { "codec", required_argument, NULL, 'c' },
    { "load", required_argument, NULL, OPTION_LOAD },
    { "decoder", required_argument, NULL, 'd' },
    { "content-type", required_argument, NULL, 't' },
    { "encoded", required_argument, NULL, OPTION_ENCODED },
    { "content-encoding", required_argument, NULL, OPTION_CONTENT_ENCODING },
    { "message", required_argument, NULL, OPTION_MESSAGE },
    { "seed", required_argument, NULL, OPTION_SEED },
    { "strict", no_argument, NULL, OPTION_STRICT },
    { "time-limit", required_argument, NULL, OPTION_TIME_LIMIT },
    { "quiet", no_argument, NULL, 'q' },
    { "help", no_argument, NULL, 'h' },
    { NULL, 0, NULL, 0 },
};

static enum status take_number(const char *text, unsigned long long most, const char *name, unsigned long long *number)
{
    char *end = NULL;
    errno = 0;
    *number = strtoull(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || errno != 0 || *number > most)
        return report_usage("'%s' is no number for --%s", text, name);
    return STATUS_SUCCESS;
}

static enum status take_time_limit(struct check_options *check)
{
    unsigned long long seconds = 0;
    enum status status = take_number(optarg, MOST_SECONDS, "time-limit", &seconds);
    if (status == STATUS_SUCCESS && seconds == 0)
        return report_usage("'0' is no number for --time-limit");
    check->seconds = (unsigned)seconds;
    return status;
}

static enum status take_option(struct options *options, int option, char **arguments, const char **content_type)
{
    struct check_options *check = &options->check;
    switch (option) {
    case 'c': options->codec = optarg; return STATUS_SUCCESS;
    case OPTION_LOAD: return take_plugin(options, optarg);
    case 'd': check->decoder = optarg; return STATUS_SUCCESS;
    case 't': *content_type = optarg; return STATUS_SUCCESS;
    case 'q': check->is_quiet = true; return STATUS_SUCCESS;
    case OPTION_ENCODED: check->encoded = optarg; return STATUS_SUCCESS;
    case OPTION_MESSAGE: check->message = optarg; return STATUS_SUCCESS;
    case OPTION_CONTENT_ENCODING: return take_content_encoding(options, optarg);
    case OPTION_SEED: check->has_seed = true; return take_number(optarg, UINT32_MAX, "seed", &check->seed);
    case OPTION_STRICT: check->is_strict = true; return STATUS_SUCCESS;
    case OPTION_TIME_LIMIT: return take_time_limit(check);
    case 'h': options->command = COMMAND_HELP; return STATUS_SUCCESS;
    default: return report_option(option, arguments);
    }
}

/* Both directions of the codec are checked, as far as it has them. */
static enum status take_codec(struct options *options, int count, char **arguments)
{
    struct check_options *check = &options->check;
    if (count > optind)
        return report_usage("either -c CODEC or a LIBRARY, not also '%s'", arguments[optind]);
    if (check->decoder != NULL)
        return report_usage("-c CODEC is both encoder and decoder: -d is not needed");
    check->encoder = check->decoder = options->codec;
    return STATUS_SUCCESS;
}

enum status check_parse(struct options *options, int count, char **arguments, const char **content_type)
{
    struct check_options *check = &options->check;
    check->seconds = DEFAULT_SECONDS;
    for (;;) {
        int option = getopt_long(count, arguments, ":c:d:t:qh", long_options, NULL);
        if (option == -1)
            break;
        enum status status = take_option(options, option, arguments, content_type);
        if (status != STATUS_SUCCESS || options->command == COMMAND_HELP)
            return status;
    }
    if (options->codec != NULL)
        return take_codec(options, count, arguments);
    if (options->plugins.count > 0)
        return report_usage("--load needs the codec to check: -c CODEC");
    if (count - optind > 2)
        return report_usage("one SYMBOL of an encoder at a time, not also '%s'", arguments[optind + 2]);
    check->library = count > optind ? arguments[optind] : NULL;
    check->encoder = count > optind + 1 ? arguments[optind + 1] : NULL;
    if (check->library == NULL)
        return report_usage("a library is needed: wsenc check LIBRARY SYMBOL");
    if (check->encoder == NULL && check->decoder == NULL)
        return report_usage("the SYMBOL of an encoder or decoder is needed: wsenc check LIBRARY SYMBOL");
    if (check->encoder == NULL && check->encoded == NULL)
        return report_usage("a decoder needs something to decode: its encoder, or --encoded FILE");
    return STATUS_SUCCESS;
}
