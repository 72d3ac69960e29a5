#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "check/check.h"
#include "descriptor.h"
#include "interruption.h"
#include "message.h"
#include "options.h"

static const char help[] = "Usage: wsenc encode|decode -c CODEC [OPTION]... [FILE]\n"
                           "       wsenc dump [-c CODEC] [OPTION]... [FILE]\n"
                           "       wsenc check LIBRARY [ENCODER] [-d DECODER] [OPTION]...\n"
                           "       wsenc list | --version | --help\n"
                           "\n"
                           "Encodes or decodes one message, or lists the records of one in binary XML.\n"
                           "Without FILE, or with '-', reads standard input.\n"
                           "\n"
                           "  -c, --codec CODEC          what to encode or decode with; 'wsenc list' names all\n"
                           "                             (dump: msbin1)\n"
                           "  -p, --property NAME=VALUE  set a property of the codec; may be repeated\n"
                           "  -t, --content-type TYPE    content type of the input\n"
                           "                             (application/soap+xml; charset=utf-8, or what the\n"
                           "                             encoder makes of it)\n"
                           "  -o, --output OUT           write to OUT instead of standard output\n"
                           "      --headers              print the resulting HTTP headers on standard error\n"
                           "      --no-progress          show no progress on the terminal\n"
                           "  -h, --help                 print this\n"
                           "\n"
                           "Checks the WS_CHANNEL_ENCODER at the symbol ENCODER of a shared library, the\n"
                           "WS_CHANNEL_DECODER at DECODER, or both, against the rules of their callbacks.\n"
                           "\n"
                           "  -d, --decoder DECODER      the symbol of a decoder\n"
                           "  -t, --content-type TYPE    content type of the messages\n"
                           "      --message FILE         the message to encode, in place of any bytes\n"
                           "      --encoded FILE         an encoded message, to check a decoder without an encoder\n"
                           "      --content-encoding E   the content encoding that goes with it\n"
                           "      --seed NUMBER          repeat a run that printed this seed\n"
                           "      --time-limit SECONDS   for each rule (10); half of it for one operation\n"
                           "      --strict               end with 1 also for what fails for robustness alone\n"
                           "  -q, --quiet                print only what failed\n"
                           "\n"
                           "Properties to encode: compression-level, chunk-size, raw-deflate; to decode or\n"
                           "dump: chunk-size, max-decoded-size, max-expansion, max-window-size; to decode:\n"
                           "gzip-content-type. Binary XML: to encode, typed-text, compression-label; to\n"
                           "decode or dump, max-array-length; to encode or decode, invalid-characters\n"
                           "(refuse, reference, replace, drop); all, max-depth, max-attributes,\n"
                           "max-namespace-declarations, max-name-length, max-attribute-value-length,\n"
                           "max-session-size. Sizes are in bytes, or end in K, M or G. 'man wsenc' says\n"
                           "more.\n"
                           "\n"
                           "Exit status: 0 success, 1 wrong usage or a rule that failed, 2 input or output\n"
                           "failed, 3 invalid data, 4 a limit is exceeded, 5 out of memory, 6 not supported,\n"
                           "7 any other failure.\n";

static void print_codecs(void)
{
    for (ULONG index = 0; index < WseGetCodecCount(); index++)
        puts(WseGetCodecName(index));
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

static enum status run(const struct options *options)
{
    switch (options->command) {
    case COMMAND_LIST: print_codecs(); break;
    case COMMAND_VERSION: print_version(); break;
    case COMMAND_HELP: fputs(help, stdout); break;
    case COMMAND_CHECK: {
        enum status status = check_run(options);
        enum status finished = finish_standard_output();
        return finished == STATUS_SUCCESS ? status : finished;
    }
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
