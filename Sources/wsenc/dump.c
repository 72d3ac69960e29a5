/* Lists the records of a binary XML message. */
#include "message.h"

static HRESULT CALLBACK read_encoded(void *state, void *bytes, ULONG room, ULONG *count, const WS_ASYNC_CONTEXT *context,
                                     WS_ERROR *error)
{
    (void)context; /* WseDumpMessage passes NULL */
    return message_read(state, bytes, room, count, error);
}

/* Opens the output with the first line, so that a message without any leaves the output unchanged. */
static HRESULT open_output(struct message *message)
{
    return message->output.descriptor < 0 ? message_open_output(message) : S_OK;
}

static HRESULT CALLBACK write_lines(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                                    WS_ERROR *error)
{
    (void)context;
    struct message *message = state;
    HRESULT result = open_output(message);
    for (ULONG index = 0; SUCCEEDED(result) && index < count; index++)
        result = message_write(message, buffers[index].bytes, buffers[index].length, error);
    return result;
}

/*
 * If the message is malformed or exceeds a limit, the user needs the lines up to that place. Any other failure says nothing
 * about the message; the output then stays as it was.
 */
static HRESULT keep_output(struct message *message, HRESULT listed)
{
    if (FAILED(listed) && listed != WS_E_INVALID_FORMAT && listed != WS_E_QUOTA_EXCEEDED)
        return listed;
    HRESULT result = open_output(message);
    if (SUCCEEDED(result))
        result = message_commit_output(message);
    return FAILED(result) ? result : listed;
}

enum status message_dump(struct message *message)
{
    const struct options *options = message->options;
    HRESULT result = WseDumpMessage(options->codec, options->properties.list, options->properties.count, read_encoded, message,
                                    write_lines, message, message->error);
    if (result == WS_E_NOT_SUPPORTED) {
        report("'%s' is no codec of binary XML", options->codec);
        return STATUS_NOT_SUPPORTED;
    }
    if (result == E_INVALIDARG)
        return message_refused(message, result);
    result = keep_output(message, result);
    return FAILED(result) ? message_failed(message, result) : STATUS_SUCCESS;
}
