/* Rules about content types and output. */
#include <string.h>

#include "operation.h"
#include "rules.h"

enum { RANDOM_SPLITS = 8 };

static char not_written[1];

static bool is_written(const WS_STRING *string)
{
    return (const void *)string->chars != not_written;
}

static const char *what_is_wrong(const WS_STRING *string)
{
    if (!is_written(string))
        return "was not given";
    if (string->length > LONGEST_STRING)
        return "has an impossible length";
    if (string->length > 0 && string->chars == NULL)
        return "is NULL with a length";
    return NULL;
}

static HRESULT get_types(struct host *host, const struct message_sample *sample, WS_STRING *type, WS_STRING *encoding)
{
    bool is_decoder = host->subject->side == SIDE_DECODER;
    HRESULT result = is_decoder ? host_start(host) : S_OK;
    if (is_decoder)
        *encoding = sample->encoding;
    return SUCCEEDED(result) ? host_get_content_type(host, &sample->type, type, encoding) : result;
}

static WS_STRING unwritten(void)
{
    return (WS_STRING){ 0, (WCHAR *)(void *)not_written };
}

enum outcome try_strings(struct trial *trial)
{
    bool is_encoder = trial->subject.side == SIDE_ENCODER;
    const struct message_sample *sample = trial_sample(trial, SAMPLE_TEXT);
    struct host *host = trial_host(trial, MANNER_PLAIN);
    WS_STRING type = unwritten(), encoding = unwritten();
    /* A decoder may read from its source in start. */
    host->input = &sample->input;
    HRESULT result = host_create(host);
    if (SUCCEEDED(result))
        result = get_types(host, sample, &type, &encoding);
    if (FAILED(result))
        return verdict_failed(trial->verdict, "%s", exchange_failure(host, result));
    const char *wrong = what_is_wrong(&type);
    if (wrong != NULL)
        return verdict_failed(trial->verdict, "the new content type %s", wrong);
    wrong = is_encoder ? what_is_wrong(&encoding) : NULL;
    if (wrong != NULL)
        return verdict_failed(trial->verdict, "the content encoding %s", wrong);
    host_close(host);
    return verdict_passed(trial->verdict);
}

/* A string of the implementation, and a copy of it. */
struct kept {
    const char *name;
    WS_STRING given;
    WCHAR copy[LONGEST_STRING];
    ULONG length;
};

static void keep(struct kept *kept, const char *name, const WS_STRING *given)
{
    *kept = (struct kept){ .name = name, .given = *given };
    /* Another rule checks that the string is valid. */
    kept->length = what_is_wrong(given) ? 0 : given->length;
    if (kept->length > 0)
        memcpy(kept->copy, given->chars, kept->length * sizeof(WCHAR));
}

static bool is_as_it_was(const struct kept *kept)
{
    return kept->length == 0 || memcmp(kept->copy, kept->given.chars, kept->length * sizeof(WCHAR)) == 0;
}

/* Processes the rest of the message. Returns the callback after which a string had changed, or NULL. */
static const char *follow(struct trial *trial, struct host *host, const struct message_sample *sample, const struct kept *first,
                          const struct kept *second)
{
    bool is_encoder = trial->subject.side == SIDE_ENCODER;
    WS_BYTES part = { (ULONG)sample->input.size, sample->input.data };
    ULONG length = 0;
    for (int step = is_encoder ? 0 : 1; step < 3; step++) {
        HRESULT result = step == 0    ? host_start(host)
                         : step == 2  ? host_end(host)
                         : is_encoder ? host_encode(host, &part, 1)
                                      : host_decode(host, 100, &length);
        if (!is_as_it_was(first) || !is_as_it_was(second))
            return host->doing;
        if (FAILED(result))
            return NULL;
        if (step == 1 && !is_encoder && length > 0)
            step--;
    }
    return NULL;
}

enum outcome try_strings_last(struct trial *trial)
{
    static struct kept kept[2];
    const struct message_sample *sample = trial_sample(trial, SAMPLE_TEXT);
    struct host *host = trial_host(trial, MANNER_PLAIN);
    WS_STRING type = unwritten(), encoding = unwritten();
    host->input = &sample->input;
    HRESULT result = host_create(host);
    if (SUCCEEDED(result))
        result = get_types(host, sample, &type, &encoding);
    if (FAILED(result))
        return verdict_not_applicable(trial->verdict, "%s", exchange_failure(host, result));
    keep(&kept[0], "content type", &type);
    keep(&kept[1], "content encoding", trial->subject.side == SIDE_ENCODER ? &encoding : &(WS_STRING){ 0, NULL });
    /* Changes strings that point into lent memory. */
    operation_overwrite(host);
    const char *after = follow(trial, host, sample, &kept[0], &kept[1]);
    if (after != NULL)
        return verdict_failed(trial->verdict, "the %s was another after %s",
                              is_as_it_was(&kept[0]) ? kept[1].name : kept[0].name, after);
    host_close(host);
    return verdict_passed(trial->verdict);
}

enum outcome try_invalid_type(struct trial *trial)
{
    bool is_encoder = trial->subject.side == SIDE_ENCODER;
    struct message_sample sample = *trial_sample(trial, SAMPLE_TEXT);
    struct host *host = trial_host(trial, MANNER_PLAIN);
    WS_STRING type = unwritten(), encoding = unwritten();
    sample.type = (WS_STRING){ 5, NULL };
    host->input = &sample.input;
    HRESULT result = host_create(host);
    if (SUCCEEDED(result))
        result = get_types(host, &sample, &type, &encoding);
    if (SUCCEEDED(result) && is_written(&type) && type.length > 0 && type.chars == NULL)
        return verdict_failed(trial->verdict, "getContentType succeeded, and gave NULL with a length itself");
    /* The call may be refused or ignored. In both cases the next message must succeed. */
    const char *wrong = trial_exchange(trial, host, SAMPLE_TEXT, (struct splitting){ 0 });
    if (wrong != NULL)
        return verdict_failed(trial->verdict, "the %s message after it: %s", is_encoder ? "encoded" : "decoded", wrong);
    host_close(host);
    return verdict_passed(trial->verdict);
}

/* The output of an encoder may depend on the split if it decodes to the same message. This needs a decoder to check. */
static enum outcome try_split(struct trial *trial, enum sample kind, struct splitting splitting, size_t read_limit)
{
    bool is_encoder = trial->subject.side == SIDE_ENCODER;
    const struct message_sample *sample = trial_sample(trial, kind);
    struct host *host = trial_host(trial, MANNER_PLAIN);
    host->read_limit = read_limit;
    HRESULT result = exchange(host, sample, splitting, STEP_END);
    const char *wrong = FAILED(result) ? exchange_failure(host, result) : trial_compare(trial, sample, host);
    if (wrong == NULL && is_encoder && trial->has_different_outputs)
        return verdict_not_applicable(trial->verdict, "the output is another each time; a decoder is needed (--decoder)");
    if (wrong != NULL && SUCCEEDED(result) && is_encoder && trial->plugin.decoder == NULL)
        return verdict_not_applicable(trial->verdict, "the split changes the output; a decoder is needed (--decoder)");
    if (wrong != NULL)
        return verdict_failed(trial->verdict, "%s in parts of %s%zu bytes%s: %s", trial_sample_name(trial, kind),
                              splitting.is_random ? "up to " : "", splitting.part ? splitting.part : read_limit,
                              splitting.has_empty ? ", with empty ones" : "", wrong);
    host_close(host);
    return OUTCOME_PASSED;
}

enum outcome try_splits(struct trial *trial)
{
    struct randomness randomness = { trial->seed };
    enum outcome outcome = try_split(trial, SAMPLE_TEXT, (struct splitting){ .part = 1 }, 1);
    if (outcome == OUTCOME_PASSED)
        outcome = try_split(trial, SAMPLE_TEXT, (struct splitting){ .part = 7, .has_empty = true, .per_call = 3 }, 0);
    if (outcome == OUTCOME_PASSED)
        outcome = try_split(trial, SAMPLE_TEXT, (struct splitting){ 0 }, 1);
    for (int round = 0; outcome == OUTCOME_PASSED && round < RANDOM_SPLITS; round++) {
        uint32_t smallest = round % 2 ? 9 : 5; /* a power of 2 */
        struct splitting splitting = { .part = (size_t)1 << (smallest + random_below(&randomness, 6)),
                                       .is_random = true,
                                       .has_empty = round % 2 == 0,
                                       .per_call = 1 + random_below(&randomness, 8),
                                       .randomness = { random_below(&randomness, UINT32_MAX) } };
        outcome = try_split(trial, round % 2 ? SAMPLE_LARGE : SAMPLE_MEDIUM, splitting, 1 + splitting.part / 2);
    }
    return outcome == OUTCOME_PASSED ? verdict_passed(trial->verdict) : outcome;
}

enum outcome try_round_trip(struct trial *trial)
{
    if (trial->plugin.decoder == NULL)
        return verdict_not_applicable(trial->verdict, "a decoder is needed (--decoder)");
    for (int sample = 0; sample < SAMPLES; sample++) {
        const char *wrong = trial_message(trial, MANNER_PLAIN, (enum sample)sample, (struct splitting){ .part = 5000 });
        if (wrong != NULL)
            return verdict_failed(trial->verdict, "%s: %s", trial_sample_name(trial, (enum sample)sample), wrong);
    }
    return verdict_passed(trial->verdict);
}
