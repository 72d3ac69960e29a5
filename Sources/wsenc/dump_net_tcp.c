/* Lists the records of one direction of a net.tcp connection, and the records of the messages in it. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "dump.h"
#include "lines.h"
#include "stream.h"

struct listing {
    struct message *message;
    struct stream stream;
    struct lines lines;
    WSE_DUMP *dump; /* of the session; NULL before its first message */
    char codec[32]; /* of its messages; empty if the stream does not tell */
    WS_BYTES part;  /* bytes of the envelope that have not been listed yet */
    bool is_in_envelope;
    bool is_cut;        /* the stream has ended within an envelope */
    HRESULT failure;    /* of the stream, while a message was read from it */
    enum status status; /* the first message that could not be listed */
};

static HRESULT CALLBACK read_envelope(void *state, void *bytes, ULONG room, ULONG *count, const WS_ASYNC_CONTEXT *context,
                                      WS_ERROR *error)
{
    (void)context, (void)error;
    struct listing *listing = state;
    *count = 0;
    while (listing->part.length == 0 && listing->is_in_envelope) {
        WSE_FRAME frame;
        listing->failure = stream_read(&listing->stream, &frame);
        if (FAILED(listing->failure))
            return listing->failure;
        listing->is_in_envelope = frame.event == WSE_FRAME_ENVELOPE_BYTES;
        listing->is_cut = frame.event == WSE_FRAME_NONE;
        listing->part = frame.bytes;
    }
    *count = listing->part.length < room ? listing->part.length : room;
    if (*count > 0)
        memcpy(bytes, listing->part.bytes, *count);
    listing->part.bytes += *count;
    listing->part.length -= *count;
    return S_OK;
}

static HRESULT CALLBACK write_message_lines(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                                            WS_ERROR *error)
{
    (void)context, (void)error;
    struct listing *listing = state;
    for (ULONG index = 0; index < count; index++)
        lines_add_indented(&listing->lines, &buffers[index]);
    return listing->lines.result;
}

/* The codec of a content type of binary XML is named as the type is, without its beginning and its parameters. Packages of
 * MTOM are the only ones with parts. */
static void choose_codec(struct listing *listing, const WS_BYTES *content_type)
{
    static const char beginning[] = "application/soap+", package[] = "multipart/related";
    size_t skipped = sizeof beginning - 1;
    const char *text = (const char *)content_type->bytes;
    snprintf(listing->codec, sizeof listing->codec, "%s", text);
    if (strncasecmp(text, beginning, skipped) == 0)
        snprintf(listing->codec, sizeof listing->codec, "%.*s", (int)strcspn(text + skipped, "; "), text + skipped);
    else if (strncasecmp(text, package, sizeof package - 1) == 0)
        snprintf(listing->codec, sizeof listing->codec, "mtom");
}

/* Streamed messages stand alone; those of all other modes usually make a session. */
static const char *codec_of(const struct listing *listing, const WSE_FRAME *envelope)
{
    if (listing->message->options->encoding != NULL)
        return listing->message->options->encoding;
    if (*listing->codec != '\0')
        return listing->codec;
    return envelope->size == WSE_FRAME_UNSIZED ? "msbin1" : "msbinsession1";
}

/* A message that is malformed or exceeds a limit does not keep the next from being listed. */
static HRESULT go_on(struct listing *listing, HRESULT result)
{
    struct message *message = listing->message;
    if (result != WS_E_INVALID_FORMAT && result != WS_E_QUOTA_EXCEEDED)
        return result;
    if (listing->lines.is_within_line)
        lines_add(&listing->lines, "\n");
    listing->lines.is_within_line = false;
    add_error_text(message->error, "the message at offset %#llx", (unsigned long long)listing->stream.record);
    enum status status = message_failed(message, result);
    if (listing->status == STATUS_SUCCESS)
        listing->status = status;
    return WsResetError(message->error);
}

static HRESULT create_dump(struct listing *listing, const WSE_FRAME *envelope)
{
    const struct properties *properties = &listing->message->options->properties;
    if (listing->dump != NULL)
        return S_OK;
    return WseCreateDump(codec_of(listing, envelope), properties->list, properties->count, listing->stream.is_from_start,
                         read_envelope, listing, write_message_lines, listing, &listing->dump, listing->message->error);
}

static HRESULT list_envelope(struct listing *listing, const WSE_FRAME *envelope)
{
    struct lines *lines = &listing->lines;
    if (envelope->size == WSE_FRAME_UNSIZED)
        lines_add(lines, "UnsizedEnvelope\n");
    else
        lines_add(lines, "SizedEnvelope %llu bytes\n", (unsigned long long)envelope->size);
    listing->is_in_envelope = true;
    HRESULT result = create_dump(listing, envelope);
    if (result == WS_E_NOT_SUPPORTED && listing->message->options->encoding == NULL) {
        result = WsResetError(listing->message->error);
        lines_add(lines, "    a message in text\n");
    } else if (SUCCEEDED(result)) {
        result = go_on(listing, WseDumpNextMessage(listing->dump, listing->message->error));
    }
    /* The rest, if it was not listed to its end. */
    for (ULONG count = 1; SUCCEEDED(result) && SUCCEEDED(listing->failure) && count > 0;) {
        BYTE unseen[4096];
        result = read_envelope(listing, unseen, sizeof unseen, &count, NULL, NULL);
    }
    return FAILED(listing->failure) ? listing->failure : result;
}

/* What follows an upgrade is secured, unless it was captured before it was secured. */
static HRESULT list_secured(struct listing *listing)
{
    HRESULT result;
    ULONGLONG begin = listing->stream.offset, count = 0;
    int next = stream_peek(&listing->stream, &result);
    if (next < 0 || (next >= 0x08 && next <= 0x0C))
        return result;
    result = stream_skip(&listing->stream, &count);
    lines_add(&listing->lines, "%08llx  secured, %llu bytes\n", (unsigned long long)begin, (unsigned long long)count);
    return result;
}

static void list_text(struct listing *listing, const char *name, const WS_BYTES *text)
{
    lines_add(&listing->lines, "%s ", name);
    lines_add_quoted(&listing->lines, text);
    lines_add(&listing->lines, "\n");
}

static void list_encoding(struct listing *listing, const WSE_FRAME *frame)
{
    choose_codec(listing, &frame->bytes);
    if (frame->value >= 0)
        lines_add(&listing->lines, "KnownEncoding %d", (int)frame->value);
    list_text(listing, frame->value >= 0 ? "" : "ExtensibleEncoding", &frame->bytes);
}

static void end_session(struct listing *listing)
{
    WseFreeDump(listing->dump);
    listing->dump = NULL;
    listing->codec[0] = '\0';
    stream_restart(&listing->stream);
}

static const char *mode_name(LONG mode)
{
    return mode == WSE_FRAME_MODE_DUPLEX ? "duplex" : mode == WSE_FRAME_MODE_SIMPLEX ? "simplex" : "singleton-unsized";
}

static HRESULT list_record(struct listing *listing, const WSE_FRAME *frame)
{
    struct lines *lines = &listing->lines;
    lines_add(lines, "%08llx  ", (unsigned long long)listing->stream.record);
    switch (frame->event) {
    case WSE_FRAME_VERSION: lines_add(lines, "Version %d.%d\n", (int)(frame->value >> 8), (int)(frame->value & 0xFF)); break;
    case WSE_FRAME_MODE_RECORD: lines_add(lines, "Mode %d %s\n", (int)frame->value, mode_name(frame->value)); break;
    case WSE_FRAME_VIA: list_text(listing, "Via", &frame->bytes); break;
    case WSE_FRAME_ENCODING: list_encoding(listing, frame); break;
    case WSE_FRAME_UPGRADE_REQUEST: list_text(listing, "UpgradeRequest", &frame->bytes); return list_secured(listing);
    case WSE_FRAME_UPGRADE_RESPONSE: lines_add(lines, "UpgradeResponse\n"); return list_secured(listing);
    case WSE_FRAME_PREAMBLE_END: lines_add(lines, "PreambleEnd\n"); break;
    case WSE_FRAME_PREAMBLE_ACK: lines_add(lines, "PreambleAck\n"); break;
    case WSE_FRAME_ENVELOPE_BEGIN: return list_envelope(listing, frame);
    case WSE_FRAME_END:
        lines_add(lines, "End\n");
        end_session(listing);
        break;
    case WSE_FRAME_FAULT: list_text(listing, "Fault", &frame->bytes); break;
    default: lines_add(lines, "\n"); break;
    }
    return S_OK;
}

static HRESULT list_stream(struct listing *listing)
{
    struct stream *stream = &listing->stream;
    WSE_FRAME frame = { .event = WSE_FRAME_VERSION };
    HRESULT result = S_OK;
    while (SUCCEEDED(result) && !listing->is_cut && frame.event != WSE_FRAME_NONE) {
        stream->record = stream->offset;
        result = stream_read(stream, &frame);
        if (SUCCEEDED(result) && frame.event != WSE_FRAME_NONE)
            result = list_record(listing, &frame);
        /* The lines of a record are out before the next one is waited for. */
        if (SUCCEEDED(result) && (stream->input.length == 0 || FAILED(listing->lines.result)))
            result = lines_flush(&listing->lines);
    }
    if (FAILED(result))
        add_error_text(listing->message->error, "the record at offset %#llx", (unsigned long long)stream->record);
    if (SUCCEEDED(result) && (listing->is_cut || stream->record != stream->offset)) {
        add_error_text(listing->message->error, "the stream ends within the record at offset %#llx",
                       (unsigned long long)stream->record);
        result = WS_E_INVALID_FORMAT;
    }
    HRESULT flushed = lines_flush(&listing->lines);
    return FAILED(flushed) ? flushed : result;
}

enum status dump_net_tcp(struct message *message)
{
    /* Static, because its lines are too large for the stack. */
    static struct listing listing;
    listing.message = listing.stream.message = listing.lines.message = message;
    HRESULT result = list_stream(&listing);
    end_session(&listing);
    result = dump_keep_output(message, result);
    if (FAILED(result)) {
        enum status status = result == E_INVALIDARG ? message_refused(message, result) : message_failed(message, result);
        return listing.status != STATUS_SUCCESS && status == STATUS_INVALID_DATA ? listing.status : status;
    }
    return listing.status;
}
