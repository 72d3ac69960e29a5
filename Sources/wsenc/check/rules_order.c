/* Rules about the table and the order of calls. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rules.h"

enum { THREADS = 8, MESSAGES_OF_THREAD = 4, MOST_CALLS = 50 };

static const struct splitting whole = { 0 };
static const struct splitting in_parts = { .part = 1500 };

const char *table_lacks(const struct subject *subject)
{
    const WS_CHANNEL_ENCODER *encoder = subject->encoder;
    const WS_CHANNEL_DECODER *decoder = subject->decoder;
    bool is_encoder = subject->side == SIDE_ENCODER;
    if (is_encoder ? !encoder->createEncoderCallback : !decoder->createDecoderCallback)
        return "create";
    if (is_encoder ? !encoder->encoderGetContentTypeCallback : !decoder->decoderGetContentTypeCallback)
        return "getContentType";
    if (is_encoder ? !encoder->encoderStartCallback : !decoder->decoderStartCallback)
        return "start";
    if (is_encoder ? !encoder->encoderEncodeCallback : !decoder->decoderDecodeCallback)
        return is_encoder ? "encode" : "decode";
    if (is_encoder ? !encoder->encoderEndCallback : !decoder->decoderEndCallback)
        return "end";
    if (is_encoder ? !encoder->freeEncoderCallback : !decoder->freeDecoderCallback)
        return "free";
    return NULL;
}

enum outcome try_table(struct trial *trial)
{
    const char *lacking = table_lacks(&trial->subject);
    if (lacking != NULL)
        return verdict_failed(trial->verdict, "the callback for %s is NULL", lacking);
    return verdict_passed(trial->verdict);
}

enum outcome try_create(struct trial *trial)
{
    static char not_written;
    struct host *host = trial_host(trial, MANNER_PLAIN);
    host->instance = &not_written;
    HRESULT result = host_create(host);
    if (FAILED(result))
        verdict_failed(trial->verdict, "%s", exchange_failure(host, result));
    else if (host->instance == &not_written)
        verdict_failed(trial->verdict, "create succeeded and did not write the instance");
    else if (host->instance == NULL)
        verdict_failed(trial->verdict, "create succeeded and gave NULL");
    else
        verdict_passed(trial->verdict);
    if (host->instance == &not_written || FAILED(result))
        host->instance = NULL;
    host_close(host);
    return trial->verdict->outcome;
}

/* Checks only that the message succeeds. Other rules check the output. */
enum outcome try_message(struct trial *trial)
{
    for (int sample = 0; sample < SAMPLES; sample++) {
        const struct message_sample *message = trial_sample(trial, (enum sample)sample);
        struct host *host = trial_host(trial, MANNER_PLAIN);
        HRESULT result = exchange(host, message, whole, STEP_END);
        if (FAILED(result))
            return verdict_failed(trial->verdict, "%s: %s", trial_sample_name(trial, (enum sample)sample),
                                  exchange_failure(host, result));
        host_close(host);
    }
    return verdict_passed(trial->verdict);
}

enum outcome try_messages(struct trial *trial)
{
    static const enum sample order[] = { SAMPLE_TEXT, SAMPLE_LARGE, SAMPLE_EMPTY, SAMPLE_MEDIUM, SAMPLE_TEXT };
    struct host *host = trial_host(trial, MANNER_PLAIN);
    for (size_t index = 0; index < sizeof order / sizeof order[0]; index++) {
        const char *wrong = trial_exchange(trial, host, order[index], in_parts);
        if (wrong != NULL)
            return verdict_failed(trial->verdict, "message %zu on one instance, %s: %s", index + 1,
                                  trial_sample_name(trial, order[index]), wrong);
    }
    host_close(host);
    return verdict_passed(trial->verdict);
}

static enum outcome try_abandoning(struct trial *trial, enum step step, enum sample abandoned, struct splitting splitting)
{
    struct host *host = trial_host(trial, MANNER_PLAIN);
    char place[60];
    const char *name = step_names[trial->subject.side][step];
    if (step < STEP_PART)
        (void)snprintf(place, sizeof place, "%s", name);
    else if (splitting.part == 0)
        (void)snprintf(place, sizeof place, "%s of all", name);
    else
        (void)snprintf(place, sizeof place, "%s of %zu byte%s", name, splitting.part, splitting.part == 1 ? "" : "s");
    HRESULT result = exchange(host, trial_sample(trial, abandoned), splitting, step);
    /* Another rule checks that small parts do not fail. */
    if (FAILED(result) && splitting.part > 0 && splitting.part < in_parts.part) {
        host_close(host);
        return OUTCOME_PASSED;
    }
    if (FAILED(result))
        return verdict_failed(trial->verdict, "before abandoning after %s: %s", place, exchange_failure(host, result));
    const char *wrong = trial_exchange(trial, host, SAMPLE_TEXT, whole);
    if (wrong != NULL)
        return verdict_failed(trial->verdict, "the message after one that was abandoned after %s: %s", place, wrong);
    host_close(host);
    return OUTCOME_PASSED;
}

/* Small and large parts leave the buffers of an implementation in different states, so both are tried. */
enum outcome try_abandoned(struct trial *trial)
{
    static const struct {
        enum step step;
        enum sample sample;
        size_t part;
    } abandonings[] = {
        { STEP_FIRST, SAMPLE_MEDIUM, 1500 }, { STEP_SECOND, SAMPLE_MEDIUM, 1500 }, { STEP_PART, SAMPLE_MEDIUM, 1 },
        { STEP_PART, SAMPLE_TEXT, 1 },       { STEP_PART, SAMPLE_TEXT, 7 },        { STEP_PART, SAMPLE_MEDIUM, 1500 },
        { STEP_PART, SAMPLE_LARGE, 0 },      { STEP_ALL, SAMPLE_TEXT, 1 },         { STEP_ALL, SAMPLE_MEDIUM, 1500 },
        { STEP_ALL, SAMPLE_LARGE, 0 },
    };
    for (size_t index = 0; index < sizeof abandonings / sizeof abandonings[0]; index++) {
        enum outcome outcome = try_abandoning(trial, abandonings[index].step, abandonings[index].sample,
                                              (struct splitting){ .part = abandonings[index].part, .most = MOST_CALLS });
        if (outcome != OUTCOME_PASSED)
            return outcome;
    }
    return verdict_passed(trial->verdict);
}

enum outcome try_free(struct trial *trial)
{
    for (int step = STEP_CREATE; step <= STEP_END; step++) {
        struct host *host = trial_host(trial, MANNER_PLAIN);
        HRESULT result = exchange(host, trial_sample(trial, SAMPLE_MEDIUM), in_parts, (enum step)step);
        if (FAILED(result))
            return verdict_failed(trial->verdict, "%s", exchange_failure(host, result));
        host_close(host);
    }
    return verdict_passed(trial->verdict);
}

struct worker {
    struct trial *trial;
    pthread_t thread;
    struct host *hosts[MESSAGES_OF_THREAD]; /* their instances are freed, their outputs are not */
    char wrong[200];
};

static enum sample sample_of(int message)
{
    return message % 2 ? SAMPLE_TEXT : SAMPLE_MEDIUM;
}

static void *work(void *argument)
{
    struct worker *worker = argument;
    for (int message = 0; message < MESSAGES_OF_THREAD && worker->wrong[0] == '\0'; message++) {
        struct host *host = trial_host(worker->trial, MANNER_PLAIN);
        HRESULT result = exchange(host, trial_sample(worker->trial, sample_of(message)), (struct splitting){ .part = 100 },
                                  STEP_END);
        if (FAILED(result))
            (void)strncpy(worker->wrong, exchange_failure(host, result), sizeof worker->wrong - 1);
        host_free(host);
        worker->hosts[message] = host;
    }
    return NULL;
}

/* Not done in the threads, because they would then use the other side concurrently, too. */
static enum outcome judge_outputs(struct trial *trial, struct worker *worker)
{
    if (worker->wrong[0] != '\0')
        return verdict_failed(trial->verdict, "%s", worker->wrong);
    for (int message = 0; message < MESSAGES_OF_THREAD; message++) {
        const char *wrong = trial_compare(trial, trial_sample(trial, sample_of(message)), worker->hosts[message]);
        if (wrong != NULL)
            return verdict_failed(trial->verdict, "%s", wrong);
        host_close(worker->hosts[message]);
    }
    return verdict_passed(trial->verdict);
}

enum outcome try_parallel(struct trial *trial)
{
    struct worker workers[THREADS];
    (void)trial_sample(trial, SAMPLE_TEXT);
    (void)trial_sample(trial, SAMPLE_MEDIUM);
    for (int index = 0; index < THREADS; index++) {
        workers[index] = (struct worker){ .trial = trial };
        if (pthread_create(&workers[index].thread, NULL, work, &workers[index]) != 0)
            abort();
    }
    for (int index = 0; index < THREADS; index++)
        (void)pthread_join(workers[index].thread, NULL);
    enum outcome outcome = OUTCOME_PASSED;
    for (int index = 0; index < THREADS && outcome == OUTCOME_PASSED; index++)
        outcome = judge_outputs(trial, &workers[index]);
    return outcome;
}
