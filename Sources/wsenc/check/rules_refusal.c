/* Rules about calls and input that an implementation must refuse, and how it continues afterwards. */
#include <stdio.h>
#include <string.h>

#include "rules.h"

/* Truncations that are tested: after each of the last bytes, then as many others as time allows. */
enum { LAST_BYTES = 32, TRUNCATIONS = 150, FIRST_ROOM = 7, ROOM = 4096 };

enum invalid_encode { INVALID_BYTES, INVALID_BUFFERS, INVALID_KINDS_OF_ENCODE };

enum invalid_decode { INVALID_BUFFER, INVALID_LENGTH, INVALID_ROOM, INVALID_KINDS_OF_DECODE };

static HRESULT encode_invalid(struct host *host, int kind)
{
    const WS_BYTES null_bytes = { 5, NULL };
    if (kind == INVALID_BYTES)
        return host_encode_as(host, "encode, given bytes that are NULL with a length,", &null_bytes, 1);
    return host_encode_as(host, "encode, given buffers that are NULL with a count,", NULL, 1);
}

static HRESULT decode_invalid(struct host *host, int kind)
{
    static BYTE room[16];
    static ULONG length;
    if (kind == INVALID_BUFFER)
        return host_decode_to(host, "decode, given a buffer that is NULL,", NULL, sizeof room, &length);
    if (kind == INVALID_LENGTH)
        return host_decode_to(host, "decode, given a length that is NULL,", room, sizeof room, NULL);
    return host_decode_to(host, "decode, given a maxLength of 0,", room, 0, &length);
}

/* `has_begun`: decode has returned a part of the message before the invalid call. */
static enum outcome try_invalid(struct trial *trial, int kind, bool has_begun)
{
    const struct message_sample *sample = trial_sample(trial, SAMPLE_TEXT);
    struct host *host = trial_host(trial, MANNER_PLAIN);
    char call[80];
    ULONG length = 0;
    HRESULT result = exchange(host, sample, (struct splitting){ 0 }, STEP_SECOND);
    if (SUCCEEDED(result) && has_begun)
        result = host_decode(host, FIRST_ROOM, &length);
    if (FAILED(result))
        return verdict_not_applicable(trial->verdict, "%s", exchange_failure(host, result));
    result = trial->subject.side == SIDE_ENCODER ? encode_invalid(host, kind) : decode_invalid(host, kind);
    if (result != E_INVALIDARG)
        return verdict_failed(trial->verdict, "%s, and not E_INVALIDARG", exchange_failure(host, result));
    (void)snprintf(call, sizeof call, "%s", host->doing);
    (void)WsResetError(host->error);
    result = exchange_rest(host, sample, (struct splitting){ 0 }, STEP_END);
    const char *wrong = FAILED(result) ? exchange_failure(host, result) : trial_compare(trial, sample, host);
    if (wrong != NULL)
        return verdict_failed(trial->verdict, "%s was refused, and then the message did not go on: %s", call, wrong);
    host_close(host);
    return OUTCOME_PASSED;
}

enum outcome try_invalid_arguments(struct trial *trial)
{
    bool is_encoder = trial->subject.side == SIDE_ENCODER;
    int kinds = is_encoder ? (int)INVALID_KINDS_OF_ENCODE : (int)INVALID_KINDS_OF_DECODE;
    for (int index = 0; index < (is_encoder ? kinds : 2 * kinds); index++) {
        enum outcome outcome = try_invalid(trial, index % kinds, index >= kinds);
        if (outcome != OUTCOME_PASSED)
            return outcome;
    }
    return verdict_passed(trial->verdict);
}

/* How many bytes at the end are line breaks. They may be missing: a package of MIME is whole without the last one. */
static size_t count_line_breaks(const struct bytes *message)
{
    size_t count = 0;
    while (count < message->size && memchr("\r\n", message->data[message->size - 1 - count], 2) != NULL)
        count++;
    return count;
}

enum outcome try_truncated(struct trial *trial)
{
    const struct message_sample *sample = trial_sample(trial, SAMPLE_TEXT);
    size_t size = sample->input.size, stride = size / TRUNCATIONS + 1;
    bool is_refused = false;
    if (!sample->has_expected || sample->expected.size == 0)
        return verdict_not_applicable(trial->verdict, "the message is empty, or another each time");
    size_t spare = count_line_breaks(&sample->input);
    for (size_t lacking = spare + 1; lacking <= size; lacking += lacking < LAST_BYTES ? 1 : stride) {
        struct message_sample part = *sample;
        struct host *host = trial_host(trial, MANNER_PLAIN);
        part.input.size -= lacking;
        HRESULT result = exchange(host, &part, (struct splitting){ .part = ROOM }, STEP_END);
        is_refused = is_refused || FAILED(result);
        if (SUCCEEDED(result) && host->output.size >= sample->expected.size)
            return verdict_failed(trial->verdict, "a message of %zu bytes was taken for whole without the last %zu of them",
                                  size, lacking);
        host_close(host);
    }
    if (is_refused)
        return verdict_passed(trial->verdict);
    return verdict_not_applicable(trial->verdict, "any part of a message is taken for a message: right where the format "
                                                  "does not say where one ends");
}

enum outcome try_unknown_coding(struct trial *trial)
{
    const WS_STRING unknown = WS_STRING_VALUE(u"x-unknown-coding");
    const struct message_sample *sample = trial_sample(trial, SAMPLE_TEXT);
    struct host *host = trial_host(trial, MANNER_PLAIN);
    WS_STRING type = { 0, NULL }, encoding = unknown;
    host->input = &sample->input;
    HRESULT result = host_create(host);
    if (SUCCEEDED(result))
        result = host_start(host);
    if (FAILED(result))
        return verdict_not_applicable(trial->verdict, "%s", exchange_failure(host, result));
    result = host_get_content_type(host, &sample->type, &type, &encoding);
    const char *wrong = trial_exchange(trial, host, SAMPLE_TEXT, (struct splitting){ 0 });
    if (wrong != NULL)
        return verdict_failed(trial->verdict, "the message after one in x-unknown-coding: %s", wrong);
    host_close(host);
    if (FAILED(result))
        return verdict_passed(trial->verdict);
    return verdict_not_applicable(trial->verdict, "x-unknown-coding is taken: right where the host sees to codings");
}
