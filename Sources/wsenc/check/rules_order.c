/* The table, and the order of calls. */
#include <stdlib.h>
#include <string.h>

#include "rules.h"

enum { THREADS = 8, MESSAGES_OF_THREAD = 4 };

static const struct splitting whole = {0};
static const struct splitting in_parts = {.part = 1500};

const char *table_lacks(const struct subject *subject) {
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

enum outcome try_table(struct trial *trial) {
    const char *lacking = table_lacks(&trial->subject);
    if (lacking != NULL)
        return verdict_failed(trial->verdict, "the callback for %s is NULL", lacking);
    return verdict_passed(trial->verdict);
}

enum outcome try_create(struct trial *trial) {
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

static enum outcome verdict_of(struct trial *trial, const char *wrong) {
    return wrong ? verdict_failed(trial->verdict, "%s", wrong) : verdict_passed(trial->verdict);
}

/* Only that it succeeds: what comes out is a matter of other rules. */
enum outcome try_message(struct trial *trial) {
    for (int sample = 0; sample < SAMPLES; sample++) {
        const struct message_sample *message = trial_sample(trial, (enum sample)sample);
        struct host *host = trial_host(trial, MANNER_PLAIN);
        HRESULT result = exchange(host, message, whole, STEP_END);
        if (FAILED(result))
            return verdict_failed(trial->verdict, "%s: %s", sample_names[sample], exchange_failure(host, result));
        host_close(host);
    }
    return verdict_passed(trial->verdict);
}

enum outcome try_messages(struct trial *trial) {
    static const enum sample order[] = {SAMPLE_TEXT, SAMPLE_LARGE, SAMPLE_EMPTY, SAMPLE_MEDIUM, SAMPLE_TEXT};
    struct host *host = trial_host(trial, MANNER_PLAIN);
    for (size_t index = 0; index < sizeof order / sizeof order[0]; index++) {
        const char *wrong = trial_exchange(trial, host, order[index], in_parts);
        if (wrong != NULL)
            return verdict_failed(trial->verdict, "message %zu on one instance, %s: %s", index + 1,
                                  sample_names[order[index]], wrong);
    }
    host_close(host);
    return verdict_passed(trial->verdict);
}

enum outcome try_abandoned(struct trial *trial) {
    for (int step = STEP_FIRST; step <= STEP_ALL; step++) {
        struct host *host = trial_host(trial, MANNER_PLAIN);
        const char *name = step_names[trial->subject.side][step];
        HRESULT result = exchange(host, trial_sample(trial, SAMPLE_MEDIUM), in_parts, (enum step)step);
        if (FAILED(result))
            return verdict_failed(trial->verdict, "before abandoning after %s: %s", name, exchange_failure(host, result));
        const char *wrong = trial_exchange(trial, host, SAMPLE_TEXT, whole);
        if (wrong != NULL)
            return verdict_failed(trial->verdict, "the message after one that was abandoned after %s: %s", name, wrong);
        host_close(host);
    }
    return verdict_passed(trial->verdict);
}

enum outcome try_free(struct trial *trial) {
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
    char wrong[200];
};

static void *work(void *argument) {
    struct worker *worker = argument;
    for (int message = 0; message < MESSAGES_OF_THREAD && worker->wrong[0] == '\0'; message++) {
        const char *wrong = trial_message(worker->trial, MANNER_PLAIN, message % 2 ? SAMPLE_TEXT : SAMPLE_MEDIUM,
                                          (struct splitting){.part = 100});
        if (wrong != NULL)
            (void)strncpy(worker->wrong, wrong, sizeof worker->wrong - 1);
    }
    return NULL;
}

enum outcome try_parallel(struct trial *trial) {
    struct worker workers[THREADS];
    (void)trial_sample(trial, SAMPLE_TEXT);
    (void)trial_sample(trial, SAMPLE_MEDIUM);
    for (int index = 0; index < THREADS; index++) {
        workers[index] = (struct worker){.trial = trial};
        if (pthread_create(&workers[index].thread, NULL, work, &workers[index]) != 0)
            abort();
    }
    for (int index = 0; index < THREADS; index++)
        (void)pthread_join(workers[index].thread, NULL);
    for (int index = 0; index < THREADS; index++)
        if (workers[index].wrong[0] != '\0')
            return verdict_of(trial, workers[index].wrong);
    return verdict_passed(trial->verdict);
}
