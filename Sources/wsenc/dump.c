/* Lists the records of a binary XML message. */
#include "dump.h"

#include <strings.h>

#include "codecs.h"

static HRESULT CALLBACK read_encoded(void *state, void *bytes, ULONG room, ULONG *count, const WS_ASYNC_CONTEXT *context,
                                     WS_ERROR *error)
{
    (void)context; /* it is NULL */
    return message_read(state, bytes, room, count, error);
}

static HRESULT open_output(struct message *message)
{
    return message->output.descriptor < 0 ? message_open_output(message) : S_OK;
}

HRESULT dump_write(struct message *message, const void *lines, ULONG count, WS_ERROR *error)
{
    HRESULT result = open_output(message);
    return FAILED(result) ? result : message_write(message, lines, count, error);
}

static HRESULT CALLBACK write_lines(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                                    WS_ERROR *error)
{
    (void)context;
    HRESULT result = S_OK;
    for (ULONG index = 0; SUCCEEDED(result) && index < count; index++)
        result = dump_write(state, buffers[index].bytes, buffers[index].length, error);
    return result;
}

HRESULT dump_keep_output(struct message *message, HRESULT listed)
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
    if (strcasecmp(options->codec, NET_TCP) == 0)
        return dump_net_tcp(message);
    WSE_DUMP *dump = NULL;
    HRESULT result = WseCreateDump(options->codec, options->properties.list, options->properties.count, options->is_first,
                                   read_encoded, message, write_lines, message, &dump, message->error);
    if (result == WS_E_NOT_SUPPORTED) {
        if (!codecs_report_unknown(options->codec))
            report("'%s' is no codec of binary XML", options->codec);
        return STATUS_NOT_SUPPORTED;
    }
    if (result == E_INVALIDARG)
        return message_refused(message, result);
    if (SUCCEEDED(result))
        result = WseDumpNextMessage(dump, message->error);
    WseFreeDump(dump);
    result = dump_keep_output(message, result);
    return FAILED(result) ? message_failed(message, result) : STATUS_SUCCESS;
}
