#include "message.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "codecs.h"
#include "unicode.h"
#include "visible.h"
#include "wording.h"

HRESULT message_read(struct message *message, void *bytes, ULONG room, ULONG *count, WS_ERROR *error)
{
    size_t given = 0;
    if (!input_read(&message->input, bytes, room, &given)) {
        int reason = errno;
        add_error_text(error, "%s", strerror(reason));
        message->input.has_failed = reason != ENOMEM;
        return reason == ENOMEM ? E_OUTOFMEMORY : E_FAIL;
    }
    *count = (ULONG)given;
    progress_advance(&message->progress, given);
    return S_OK;
}

/* Running out of memory has one status, whatever the memory was for. */
static HRESULT output_failed(struct message *message, WS_ERROR *error)
{
    int reason = errno;
    add_error_text(error, "cannot write %s: %s", message->output.name, strerror(reason));
    message->output.has_failed = reason != ENOMEM;
    return reason == ENOMEM ? E_OUTOFMEMORY : E_FAIL;
}

HRESULT message_write(struct message *message, const void *bytes, ULONG count, WS_ERROR *error)
{
    return output_write(&message->output, bytes, count) ? S_OK : output_failed(message, error);
}

/* A file that a suffix has named is not the one that the user has named. */
static bool overwrites_unasked(const struct message *message)
{
    return message->options->suffix != NULL && !message->options->is_forced && access(message->target, F_OK) == 0;
}

HRESULT message_open_output(struct message *message)
{
    if (overwrites_unasked(message)) {
        add_error_text(message->error, "%s exists; -f replaces it", message->target);
        message->output.has_failed = true;
        return E_FAIL;
    }
    if (!output_open(&message->output, message->target))
        return output_failed(message, message->error);
    /* A progress line within the text of the message would spoil both. */
    if (!message->options->shows_progress || isatty(message->output.descriptor))
        message->progress.is_enabled = false;
    return S_OK;
}

HRESULT message_commit_output(struct message *message)
{
    return output_commit(&message->output) ? S_OK : output_failed(message, message->error);
}

/* Whether a content type is one of MIME's packages, which HTTP sends with MIME-Version. */
static bool is_multipart(const char *content_type)
{
    return strncasecmp(content_type, "multipart/", sizeof "multipart/" - 1) == 0;
}

static HRESULT print_header(struct message *message, const char *name, const WS_STRING *value)
{
    char *text = utf8_from_utf16(value);
    if (text == NULL)
        return E_OUTOFMEMORY;
    /* Programs get the header exactly as it is; a terminal gets no control characters. */
    bool is_printed = (!is_multipart(text) || fputs("MIME-Version: 1.0\n", stderr) >= 0) && fprintf(stderr, "%s: ", name) >= 0
                      && (isatty(STDERR_FILENO) ? visible_print(stderr, text) : fputs(text, stderr) >= 0)
                      && fputc('\n', stderr) >= 0;
    free(text);
    if (is_printed)
        return S_OK;
    add_error_text(message->error, "cannot write the headers: %s", strerror(errno));
    message->output.has_failed = true;
    return E_FAIL;
}

HRESULT message_print_headers(struct message *message, const WS_STRING *content_type, const WS_STRING *content_encoding)
{
    if (!message->options->prints_headers)
        return S_OK;
    HRESULT result = print_header(message, "Content-Type", content_type);
    if (SUCCEEDED(result) && content_encoding != NULL && content_encoding->length > 0)
        result = print_header(message, "Content-Encoding", content_encoding);
    return result;
}

enum status message_failed(struct message *message, HRESULT result)
{
    enum status status = report_result(message->input.name, result, message->error);
    return message->input.has_failed || message->output.has_failed ? STATUS_INPUT_OUTPUT : status;
}

/* Names the link of a chain that is no codec, or says that a codec does not work in this direction. */
static enum status report_unsupported(const struct options *options)
{
    if (!codecs_report_unknown(options->codec))
        report("'%s' does not %s", options->codec, options->command == COMMAND_ENCODE ? "encode" : "decode");
    return STATUS_NOT_SUPPORTED;
}

enum status message_refused(struct message *message, HRESULT result)
{
    if (result == WS_E_NOT_SUPPORTED)
        return report_unsupported(message->options);
    if (result != E_INVALIDARG)
        return message_failed(message, result);
    char *text = error_text(message->error);
    char *wording = text ? wording_use_options(text, &message->options->properties) : NULL;
    report("%s", wording ? wording : "an option does not fit the codec");
    free(wording);
    free(text);
    return STATUS_USAGE;
}

/* What encoders write is for programs, but for identity, which changes nothing. */
static bool spoils_terminal(const struct options *options)
{
    return options->command == COMMAND_ENCODE && options->output == NULL && options->suffix == NULL && !options->is_forced
           && strcasecmp(options->codec, "identity") != 0 && isatty(STDOUT_FILENO);
}

static enum status process(struct message *message)
{
    if (!input_open(&message->input, message->source)) {
        if (errno == ENOMEM)
            return report_out_of_memory(message->input.name);
        report("%s: %s", message->input.name, strerror(errno));
        return STATUS_INPUT_OUTPUT;
    }
    HRESULT result = WsCreateError(NULL, 0, &message->error);
    if (FAILED(result))
        return message_failed(message, result);
    progress_begin(&message->progress, message->input.has_size, message->input.size);
    switch (message->options->command) {
    case COMMAND_ENCODE: return message_encode(message);
    case COMMAND_DECODE: return message_decode(message);
    default: return message_dump(message);
    }
}

/* The name of the output that a suffix gives; the caller frees it. */
static char *target_of(const struct options *options, const char *source)
{
    char *target = NULL;
    if (options->command == COMMAND_DECODE)
        return strndup(source, strlen(source) - strlen(options->suffix));
    return asprintf(&target, "%s%s", source, options->suffix) < 0 ? NULL : target;
}

static enum status process_file(const struct options *options, const char *source)
{
    /* Static, because its buffer is too large for the stack. */
    static struct message message;
    char *named = options->suffix ? target_of(options, source) : NULL;
    if (options->suffix != NULL && named == NULL)
        return report_out_of_memory(source);
    message.options = options;
    message.source = source;
    message.target = named ? named : options->output;
    message.output = (struct output){ .descriptor = -1 };
    message.error = NULL;
    enum status status = process(&message);
    progress_clear();
    output_discard(&message.output);
    input_close(&message.input);
    WsFreeError(message.error);
    free(named);
    return status;
}

enum status message_process(const struct options *options)
{
    enum status first = STATUS_SUCCESS;
    if (spoils_terminal(options))
        return report_usage("what 'encode' writes is not for a terminal; use -o FILE or, if you mean it, -f");
    if (options->input_count == 0)
        return process_file(options, NULL);
    for (int index = 0; index < options->input_count; index++) {
        const char *file = options->inputs[index];
        enum status status = process_file(options, strcmp(file, "-") == 0 ? NULL : file);
        first = first == STATUS_SUCCESS ? status : first;
    }
    return first;
}
