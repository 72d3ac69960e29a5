#include "status.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "progress.h"
#include "unicode.h"
#include "visible.h"
#include "wording.h"

/* Longer reports are cut. The buffer is static because there may be no memory. */
enum { LONGEST_REPORT = 16 * 1024 };

static void report_list(const char *format, va_list arguments)
{
    static char text[LONGEST_REPORT];
    progress_clear();
    (void)vsnprintf(text, sizeof text, format, arguments);
    fputs("wsenc: ", stderr);
    (void)visible_print(stderr, text);
    fputc('\n', stderr);
}

void report(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    report_list(format, arguments);
    va_end(arguments);
}

enum status report_usage(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    report_list(format, arguments);
    va_end(arguments);
    fputs("Try 'wsenc --help' for more information.\n", stderr);
    return STATUS_USAGE;
}

enum status report_option(int answer, char *const *arguments)
{
    const char *argument = arguments[optind - 1];
    const char name[] = { '-', (char)optopt, '\0' };
    bool is_long = argument[0] == '-' && argument[1] == '-';
    if (answer == ':')
        return report_usage("option requires an argument: '%s'", is_long ? argument : name);
    if (is_long && optopt != 0)
        return report_usage("option takes no argument: '%s'", argument);
    return report_usage("unrecognized option '%s'", is_long ? argument : name);
}

enum status report_out_of_memory(const char *file)
{
    report("%s: out of memory", file);
    return STATUS_OUT_OF_MEMORY;
}

static enum status status_of(HRESULT result)
{
    switch (result) {
    case WS_E_INVALID_FORMAT: return STATUS_INVALID_DATA;
    case WS_E_QUOTA_EXCEEDED: return STATUS_LIMIT;
    case E_OUTOFMEMORY: return STATUS_OUT_OF_MEMORY;
    case WS_E_NOT_SUPPORTED: return STATUS_NOT_SUPPORTED;
    case WS_E_ENDPOINT_DISCONNECTED:
    case WS_E_OPERATION_TIMED_OUT: return STATUS_INPUT_OUTPUT;
    default: return STATUS_OTHER;
    }
}

static ULONG string_count(WS_ERROR *error)
{
    ULONG count = 0;
    if (error == NULL || FAILED(WsGetErrorProperty(error, WS_ERROR_PROPERTY_STRING_COUNT, &count, sizeof count)))
        return 0;
    return count;
}

/* Appends to a text. Returns false and leaves the text unchanged if there is no memory. */
static bool append(char **text, const char *more)
{
    char *longer = NULL;
    if (asprintf(&longer, "%s%s%s", *text ? *text : "", *text ? ": " : "", more) < 0)
        return false;
    free(*text);
    *text = longer;
    return true;
}

/* Joins the strings from the last one added to the first, that is, from the general to the specific. */
char *error_text(WS_ERROR *error)
{
    char *text = NULL;
    ULONG count = string_count(error);
    for (ULONG index = 0; index < count; index++) {
        WS_STRING string;
        if (FAILED(WsGetErrorString(error, index, &string)))
            break;
        char *part = utf8_from_utf16(&string);
        bool appended = part != NULL && append(&text, part);
        free(part);
        if (!appended)
            break;
    }
    return text;
}

enum status report_result(const char *file, HRESULT result, WS_ERROR *error)
{
    char *text = error_text(error);
    enum status status = status_of(result);
    if (text != NULL) {
        wording_use_names(text);
        report("%s: %s", file, text);
    } else if (status == STATUS_OUT_OF_MEMORY)
        report_out_of_memory(file);
    else
        report("%s: failed with result 0x%08X", file, (unsigned)result);
    free(text);
    return status;
}

void add_error_text(WS_ERROR *error, const char *format, ...)
{
    char *text = NULL;
    WS_STRING string;
    va_list arguments;
    va_start(arguments, format);
    int length = vasprintf(&text, format, arguments);
    va_end(arguments);
    if (length < 0)
        return;
    /* File names need not be UTF-8. An inexact error message is better than none. */
    if (utf16_from_utf8(text, INVALID_REPLACED, &string) == CONVERTED) {
        (void)WsAddErrorString(error, &string);
        free(string.chars);
    }
    free(text);
}
