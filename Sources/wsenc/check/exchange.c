#include "exchange.h"

#include <stdio.h>
#include <stdlib.h>

#include "../status.h"

/* Room for decode if the splitting does not specify it. */
enum { ROOM = 64 * 1024, BUFFERS = 16 };

const char *const step_names[2][STEP_END + 1] = {
    { "create", "getContentType", "start", "one encode", "every encode", "end" },
    { "create", "start", "getContentType", "one decode", "every decode", "end" },
};

static size_t next_part(struct splitting *splitting, size_t left)
{
    size_t part = splitting->part;
    if (part == 0)
        return left;
    if (splitting->is_random)
        part = 1 + random_below(&splitting->randomness, (uint32_t)part);
    return part < left ? part : left;
}

static HRESULT encode_all(struct host *host, const struct bytes *message, struct splitting *splitting)
{
    HRESULT result = S_OK;
    size_t position = 0;
    unsigned calls = 0;
    while (SUCCEEDED(result) && position < message->size) {
        WS_BYTES buffers[BUFFERS];
        ULONG count = 0;
        for (ULONG part = 0; part < (splitting->per_call ? splitting->per_call : 1) && position < message->size; part++) {
            if (splitting->has_empty)
                buffers[count++] = (WS_BYTES){ 0, NULL };
            size_t size = next_part(splitting, message->size - position);
            buffers[count++] = (WS_BYTES){ (ULONG)size, message->data + position };
            position += size;
        }
        result = host_encode(host, buffers, count);
        if (SUCCEEDED(result) && splitting->has_empty)
            result = host_encode(host, buffers, 0);
        if (++calls == splitting->most)
            break;
    }
    return result;
}

static HRESULT decode_all(struct host *host, struct splitting *splitting)
{
    for (unsigned calls = 1;; calls++) {
        ULONG length = 0;
        HRESULT result = host_decode(host, (ULONG)next_part(splitting, ROOM), &length);
        if (FAILED(result) || length == 0 || calls == splitting->most)
            return result;
    }
}

/* Another rule checks that the string is valid. */
static void keep_string(WS_STRING *kept, const WS_STRING *given)
{
    bool is_valid = given->chars != NULL && given->length <= LONGEST_STRING;
    free(kept->chars);
    *kept = is_valid ? string_copy(given) : (WS_STRING){ 0, NULL };
}

static HRESULT first_or_second(struct host *host, const struct message_sample *sample, bool is_first)
{
    WS_STRING type = { 0, NULL }, encoding = sample->encoding;
    if (is_first != (host->subject->side == SIDE_ENCODER))
        return host_start(host);
    HRESULT result = host_get_content_type(host, &sample->type, &type, &encoding);
    /* Guarded memory, which strings must not point into but may, has been taken back. */
    if (SUCCEEDED(result) && host->subject->side == SIDE_ENCODER && host->lending == LENDING_COPIES) {
        keep_string(&host->type, &type);
        keep_string(&host->encoding, &encoding);
    }
    return result;
}

HRESULT exchange(struct host *host, const struct message_sample *sample, struct splitting splitting, enum step last)
{
    host->output.size = 0;
    host->calls = 0;
    host->input = &sample->input;
    host->position = 0;
    (void)WsResetError(host->error);
    HRESULT result = host->instance == NULL ? host_create(host) : S_OK;
    if (SUCCEEDED(result) && last >= STEP_FIRST)
        result = first_or_second(host, sample, true);
    if (SUCCEEDED(result) && last >= STEP_SECOND)
        result = first_or_second(host, sample, false);
    return SUCCEEDED(result) && last >= STEP_PART ? exchange_rest(host, sample, splitting, last) : result;
}

HRESULT exchange_rest(struct host *host, const struct message_sample *sample, struct splitting splitting, enum step last)
{
    if (last == STEP_PART)
        splitting.most = 1;
    HRESULT result = host->subject->side == SIDE_ENCODER ? encode_all(host, &sample->input, &splitting)
                                                         : decode_all(host, &splitting);
    return SUCCEEDED(result) && last >= STEP_END ? host_end(host) : result;
}

static const char *name_of(HRESULT result)
{
    static const struct {
        HRESULT result;
        const char *name;
    } names[] = {
        { E_NOTIMPL, "E_NOTIMPL" },
        { E_POINTER, "E_POINTER" },
        { E_ABORT, "E_ABORT" },
        { E_FAIL, "E_FAIL" },
        { E_UNEXPECTED, "E_UNEXPECTED" },
        { E_OUTOFMEMORY, "E_OUTOFMEMORY" },
        { E_INVALIDARG, "E_INVALIDARG" },
        { WS_E_INVALID_FORMAT, "WS_E_INVALID_FORMAT" },
        { WS_E_OBJECT_FAULTED, "WS_E_OBJECT_FAULTED" },
        { WS_E_INVALID_OPERATION, "WS_E_INVALID_OPERATION" },
        { WS_E_OPERATION_ABORTED, "WS_E_OPERATION_ABORTED" },
        { WS_E_QUOTA_EXCEEDED, "WS_E_QUOTA_EXCEEDED" },
        { WS_E_NOT_SUPPORTED, "WS_E_NOT_SUPPORTED" },
        { WS_S_ASYNC, "WS_S_ASYNC" },
        { S_OK, "S_OK" },
    };
    for (size_t index = 0; index < sizeof names / sizeof names[0]; index++)
        if (names[index].result == result)
            return names[index].name;
    return "result";
}

const char *exchange_failure(const struct host *host, HRESULT result)
{
    static _Thread_local char text[300];
    char *strings = error_text(host->error);
    (void)snprintf(text, sizeof text, "%s gave %s (0x%08X)%s%s", host->doing, name_of(result), (unsigned)result,
                   strings ? ": " : "", strings ? strings : "");
    free(strings);
    return text;
}
