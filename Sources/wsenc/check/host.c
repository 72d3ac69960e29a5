#include "host.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "operation.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct host *hosts;

struct host *host_open(const struct subject *subject, struct verdict *verdict, enum manner manner)
{
    struct host *host = calloc(1, sizeof *host);
    if (host == NULL || FAILED(WsCreateError(NULL, 0, &host->error)))
        abort();
    host->subject = subject;
    host->verdict = verdict;
    host->manner = manner;
    host->completion_milliseconds = 1000;
    host->doing = "create";
    (void)pthread_mutex_init(&host->mutex, NULL);
    pthread_mutex_lock(&mutex);
    host->next = hosts;
    hosts = host;
    pthread_mutex_unlock(&mutex);
    return host;
}

WS_STRING string_copy(const WS_STRING *string)
{
    size_t size = string->length * sizeof(WCHAR);
    WS_STRING copy = { string->length, malloc(size + 1) };
    if (copy.chars == NULL)
        abort();
    if (size > 0)
        memcpy(copy.chars, string->chars, size);
    return copy;
}

void host_record(const struct host *host, enum violation kind, const char *format, ...)
{
    char text[160];
    va_list arguments;
    if (host->is_helper)
        return;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    violation_record(kind, "%s", text);
}

bool host_exists(const void *state)
{
    pthread_mutex_lock(&mutex);
    const struct host *host = hosts;
    while (host != NULL && host != state)
        host = host->next;
    pthread_mutex_unlock(&mutex);
    return host != NULL;
}

void host_close(struct host *host)
{
    host_join(host);
    host_free(host);
    /* A late call must not use the message, which may be freed. */
    pthread_mutex_lock(&host->mutex);
    host->input = NULL;
    pthread_mutex_unlock(&host->mutex);
    operations_free(host);
    bytes_free(&host->output);
    free(host->type.chars);
    free(host->encoding.chars);
    host->type = host->encoding = (WS_STRING){ 0, NULL };
    WsFreeError(host->error);
    host->error = NULL;
}

HRESULT host_create(struct host *host)
{
    const struct subject *subject = host->subject;
    host->doing = host->verdict->doing = "create";
    HRESULT result = subject->side == SIDE_ENCODER
                         ? subject->encoder->createEncoderCallback(subject->encoder->createContext, host_write, host,
                                                                   &host->instance, host->error)
                         : subject->decoder->createDecoderCallback(subject->decoder->createContext, host_read, host,
                                                                   &host->instance, host->error);
    if (result == WS_S_ASYNC)
        host_record(host, VIOLATION_ASYNC, "create returned WS_S_ASYNC");
    return result;
}

HRESULT host_get_content_type(struct host *host, const WS_STRING *type, WS_STRING *new_type, WS_STRING *encoding)
{
    const struct subject *subject = host->subject;
    struct operation *operation = operation_begin(host, "getContentType", false);
    WS_STRING lent = *type;
    if (type->chars != NULL)
        lent.chars = operation_lend(operation, type->chars, type->length * sizeof(WCHAR), "the content type", true);
    const WS_STRING *given = operation_lend(operation, &lent, sizeof lent, "the content type", true);
    if (subject->side == SIDE_ENCODER)
        return operation_finish(operation, subject->encoder->encoderGetContentTypeCallback(host->instance, given, new_type,
                                                                                           encoding, host->error));
    return operation_finish(operation, subject->decoder->decoderGetContentTypeCallback(host->instance, given,
                                                                                       encoding->length > 0 ? encoding : NULL,
                                                                                       new_type, host->error));
}

HRESULT host_start(struct host *host)
{
    const struct subject *subject = host->subject;
    struct operation *operation = operation_begin(host, "start", true);
    WS_ENCODER_START_CALLBACK start = subject->side == SIDE_ENCODER ? subject->encoder->encoderStartCallback
                                                                    : subject->decoder->decoderStartCallback;
    return operation_finish(operation, start(host->instance, operation->context, host->error));
}

HRESULT host_encode(struct host *host, const WS_BYTES *buffers, ULONG count)
{
    return host_encode_as(host, "encode", buffers, count);
}

HRESULT host_encode_as(struct host *host, const char *doing, const WS_BYTES *buffers, ULONG count)
{
    struct operation *operation = operation_begin(host, doing, true);
    WS_BYTES lent[16];
    for (ULONG index = 0; buffers != NULL && index < count; index++) {
        lent[index] = (WS_BYTES){ buffers[index].length, NULL };
        if (buffers[index].bytes != NULL)
            lent[index].bytes = operation_lend(operation, buffers[index].bytes, buffers[index].length, "the bytes to encode",
                                               true);
    }
    const WS_BYTES *given = buffers ? operation_lend(operation, lent, count * sizeof lent[0], "the buffers to encode", true)
                                    : NULL;
    return operation_finish(operation, host->subject->encoder->encoderEncodeCallback(host->instance, given, count,
                                                                                     operation->context, host->error));
}

/* Bytes after the room for decode, if it is in ordinary memory. */
enum { BEYOND = 1024, UNTOUCHED = 0xA5 };

static BYTE *lend_room(struct operation *operation, ULONG room)
{
    bool is_ordinary = operation->host->lending == LENDING_COPIES;
    BYTE *bytes = operation_lend(operation, NULL, room + (is_ordinary ? BEYOND : 0), "the room to decode to", false);
    if (is_ordinary)
        memset(bytes + room, UNTOUCHED, BEYOND);
    return bytes;
}

static void look_beyond(const struct host *host, const BYTE *bytes, ULONG room)
{
    size_t touched = host->lending == LENDING_COPIES ? BEYOND : 0;
    while (touched > 0 && bytes[room + touched - 1] == UNTOUCHED)
        touched--;
    if (touched > 0)
        host_record(host, VIOLATION_LENGTH, "decode wrote to %zu bytes beyond its end where there was room for %u", touched,
                    room);
}

HRESULT host_decode(struct host *host, ULONG room, ULONG *length)
{
    struct operation *operation = operation_begin(host, "decode", true);
    BYTE *bytes = lend_room(operation, room);
    const ULONG none = 0;
    ULONG *given = operation_lend(operation, &none, sizeof none, "the length of what is decoded", false);
    HRESULT result = operation_wait(operation, host->subject->decoder->decoderDecodeCallback(host->instance, bytes, room, given,
                                                                                             operation->context, host->error));
    look_beyond(host, bytes, room);
    if (SUCCEEDED(result)) {
        *length = *given;
        if (*length > room) {
            host_record(host, VIOLATION_LENGTH, "decode gave %u bytes where there was room for %u", *length, room);
            *length = room;
        }
        bytes_append(&host->output, bytes, *length);
    }
    operation_take_back(operation);
    return result;
}

HRESULT host_decode_to(struct host *host, const char *doing, void *bytes, ULONG room, ULONG *length)
{
    struct operation *operation = operation_begin(host, doing, true);
    return operation_finish(operation, host->subject->decoder->decoderDecodeCallback(host->instance, bytes, room, length,
                                                                                     operation->context, host->error));
}

HRESULT host_end(struct host *host)
{
    const struct subject *subject = host->subject;
    struct operation *operation = operation_begin(host, "end", true);
    WS_ENCODER_END_CALLBACK end = subject->side == SIDE_ENCODER ? subject->encoder->encoderEndCallback
                                                                : subject->decoder->decoderEndCallback;
    return operation_finish(operation, end(host->instance, operation->context, host->error));
}

void host_free(struct host *host)
{
    if (host->instance == NULL)
        return;
    host->doing = host->verdict->doing = "free";
    if (host->subject->side == SIDE_ENCODER)
        host->subject->encoder->freeEncoderCallback(host->instance);
    else
        host->subject->decoder->freeDecoderCallback(host->instance);
    host->instance = NULL;
}
