/* Lists the records of a message in binary XML. */
#include "message.h"

static HRESULT CALLBACK read_encoded(void *state, void *bytes, ULONG room, ULONG *count, const WS_ASYNC_CONTEXT *context,
                                     WS_ERROR *error)
{
    (void)context; /* none is given */
    return message_read(state, bytes, room, count, error);
}

/* What cannot be listed at all leaves the output alone: it is opened with the first line. */
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
 * Of a message that is malformed, or goes beyond a limit, the lines up to where it does are what one wants to see. Any other
 * failure says nothing of the message, and leaves the output as it was.
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
