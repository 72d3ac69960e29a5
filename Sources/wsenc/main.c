#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "check/check.h"
#include "descriptor.h"
#include "interruption.h"
#include "list.h"
#include "message.h"
#include "net_tcp.h"
#include "options.h"

static const char help[] = "Usage: wsenc encode|decode -c CODEC [OPTION]... [FILE]...\n"
                           "       wsenc dump [-c CODEC] [OPTION]... [FILE]\n"
                           "       wsenc check LIBRARY [ENCODER] [-d DECODER] [OPTION]...\n"
                           "       wsenc check -c CODEC [OPTION]...\n"
                           "       wsenc net-tcp call ADDRESS [OPTION]... [FILE]\n"
                           "       wsenc net-tcp serve --listen HOST:PORT --reply FILE [OPTION]...\n"
                           "       wsenc list [--properties | -c CODEC] [--load LIBRARY]...\n"
                           "       wsenc --version | --help\n"
                           "\n"
                           "Encodes or decodes one message, or lists the records of one in binary XML.\n"
                           "'dump -c net.tcp' lists what one side of a connection has sent.\n"
                           "Without FILE, or with '-', reads standard input.\n"
                           "\n"
                           "  -c, --codec CODEC          the codec; 'wsenc list' prints the names\n"
                           "                             (default of dump: msbin1)\n"
                           "  -p, --property NAME=VALUE  set a property of the codec; may be repeated\n"
                           "  -t, --content-type TYPE    content type of the input\n"
                           "                             (default: application/soap+xml; charset=utf-8, or\n"
                           "                             the type that the codec encodes it to)\n"
                           "  -o, --output OUT           write to OUT instead of standard output\n"
                           "  -1 ... -22                 set the compression level\n"
                           "  -S, --suffix SUFFIX        encode each FILE to FILE with SUFFIX after its name, or\n"
                           "                             decode each FILE, which has the SUFFIX, to one without\n"
                           "  -f, --force                write to a terminal, and over files that have the names\n"
                           "                             that --suffix gives\n"
                           "      --flush                write what FILE has so far before waiting for more of it\n"
                           "  -e, --encoding CODEC       of messages that 'dump -c net.tcp' lists, if the capture\n"
                           "                             does not tell it\n"
                           "      --first                the message to dump is the first of its session\n"
                           "      --load LIBRARY         load a plug-in with codecs; may be repeated\n"
                           "      --content-encoding E   content encoding of the input to decode (default: that of\n"
                           "                             the codec)\n"
                           "      --headers              print the output's HTTP headers on standard error\n"
                           "      --no-progress          never show the progress on the terminal\n"
                           "  -h, --help                 print this help\n"
                           "\n"
                           "'check' tests the WS_CHANNEL_ENCODER at the symbol ENCODER of a shared library,\n"
                           "the WS_CHANNEL_DECODER at the symbol DECODER, or both, against the rules of\n"
                           "their callbacks. The symbol of a function that fills the table will do, too.\n"
                           "With -c, it tests a codec by its name, for instance one of a plug-in.\n"
                           "\n"
                           "  -d, --decoder DECODER      the symbol of a decoder\n"
                           "  -c, --codec CODEC          the codec to check, instead of LIBRARY\n"
                           "      --load LIBRARY         load a plug-in with codecs; may be repeated\n"
                           "  -t, --content-type TYPE    content type of the messages\n"
                           "      --message FILE         the message to encode, instead of arbitrary bytes\n"
                           "      --encoded FILE         the message to decode; needed without an encoder\n"
                           "      --content-encoding E   content encoding of the message to decode\n"
                           "      --seed NUMBER          repeat the run that printed this seed\n"
                           "      --time-limit SECONDS   for each rule (default: 10); half for one operation\n"
                           "      --strict               exit with 1 also if a rule of robustness failed\n"
                           "  -q, --quiet                print only the rules that failed\n"
                           "\n"
                           "'net-tcp call' sends one SOAP message to a service over net.tcp and prints the\n"
                           "reply. 'net-tcp serve' answers each request with the same message, whose\n"
                           "RelatesTo header is that of the request.\n"
                           "\n"
                           "  -e, --encoding ENCODING    msbinsession1, msbin1 or one of their compressed\n"
                           "                             forms, soap12 or soap11 (text), or a content type\n"
                           "                             (default: msbinsession1; with --streamed, msbin1)\n"
                           "      --streamed             one message each way, in chunks\n"
                           "      --via URI              what the client connects to (default: ADDRESS)\n"
                           "      --timeout SECONDS      fail after waiting so long (default: never)\n"
                           "      --listen HOST:PORT     port 0 takes a free one\n"
                           "      --reply FILE           the message to answer with\n"
                           "      --count NUMBER         end after so many requests\n"
                           "\n"
                           "Properties:\n";

static const char exit_statuses[] = "Sizes are in bytes and may end in K, M or G. 'wsenc list -c CODEC' describes the\n"
                                    "properties of a codec; see 'man wsenc' for more.\n"
                                    "\n"
                                    "Exit status: 0 success, 1 wrong usage or a failed rule, 2 input or output error,\n"
                                    "3 invalid data, 4 limit exceeded, 5 out of memory, 6 not supported, 7 any other\n"
                                    "failure, 8 the reply is a SOAP fault.\n";

static void print_help(void)
{
    fputs(help, stdout);
    list_property_names();
    fputs(exit_statuses, stdout);
}

static void print_version(void)
{
    ULONG library = WseGetVersion();
    printf("wsenc %d.%d.%d (libwsencoder %u.%u.%u)\n", WSE_VERSION_MAJOR, WSE_VERSION_MINOR, WSE_VERSION_PATCH,
           (unsigned)(library >> 16), (unsigned)(library >> 8 & 0xFF), (unsigned)(library & 0xFF));
}

static enum status finish_standard_output(void)
{
    if (fflush(stdout) == 0 && !ferror(stdout) && fclose(stdout) == 0)
        return STATUS_SUCCESS;
    report("standard output: %s", strerror(errno));
    return STATUS_INPUT_OUTPUT;
}

static enum status load_plugins(const struct options *options)
{
    WS_ERROR *error = NULL;
    const char *file = NULL;
    (void)WsCreateError(NULL, 0, &error);
    HRESULT result = plugins_load(&options->plugins, &file, error);
    if (FAILED(result))
        (void)report_result(file, result, error);
    WsFreeError(error);
    return SUCCEEDED(result) ? STATUS_SUCCESS : result == E_OUTOFMEMORY ? STATUS_OUT_OF_MEMORY : STATUS_INPUT_OUTPUT;
}

static enum status run(const struct options *options)
{
    /* A plug-in that is checked is loaded where it can crash. */
    enum status loaded = options->command == COMMAND_CHECK ? STATUS_SUCCESS : load_plugins(options);
    if (loaded != STATUS_SUCCESS)
        return loaded;
    switch (options->command) {
    case COMMAND_LIST: {
        enum status status = list_run(options);
        enum status finished = finish_standard_output();
        return finished == STATUS_SUCCESS ? status : finished;
    }
    case COMMAND_VERSION: print_version(); break;
    case COMMAND_HELP: print_help(); break;
    case COMMAND_CHECK: {
        enum status status = check_run(options);
        enum status finished = finish_standard_output();
        return finished == STATUS_SUCCESS ? status : finished;
    }
    case COMMAND_NET_TCP: return net_tcp_run(options);
    default: return message_process(options);
    }
    return finish_standard_output();
}

int main(int count, char **arguments)
{
    struct options options;
    descriptor_reserve_standard();
    interruption_prepare();
    enum status status = options_parse(&options, count, arguments);
    if (status == STATUS_SUCCESS)
        status = run(&options);
    options_free(&options);
    return status;
}
