#include "trial.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../descriptor.h"
#include "child.h"

const char *trial_sample_name(const struct trial *trial, enum sample sample)
{
    static const char *const names[SAMPLES] = { "an empty message", "a message of 1 byte", "a short text", "a message of 20 KB",
                                                "a message of 100 KB" };
    bool is_encoder = trial->subject.side == SIDE_ENCODER;
    if (trial->options->check.message != NULL)
        return "the message";
    return !is_encoder && trial->options->check.encoded != NULL ? "the encoded message" : names[sample];
}

static const char text[] = "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body><order><item>1</item>"
                           "<item>2</item><item>3</item></order></s:Body></s:Envelope>";

/* Half of the bytes are repetitions, so that compression has an effect. */
static void fill(struct trial *trial, enum sample sample, struct bytes *bytes)
{
    static const size_t sizes[SAMPLES] = { 0, 1, 0, 20000, 100000 };
    struct randomness randomness = { trial->seed + sample };
    if (sample == SAMPLE_TEXT)
        bytes_append(bytes, text, sizeof text - 1);
    while (bytes->size < sizes[sample]) {
        unsigned char byte = (unsigned char)random_below(&randomness, 256);
        bytes_append(bytes, sample == SAMPLE_MEDIUM && byte < 128 ? (const void *)"x" : &byte, 1);
    }
}

static _Noreturn void give_up(struct trial *trial, const char *format, const char *why)
{
    (void)verdict_not_applicable(trial->verdict, format, why);
    child_end();
}

static void read_file(struct trial *trial, const char *file, struct bytes *bytes)
{
    char part[4096];
    size_t count = 0;
    int descriptor = open(file, O_RDONLY | O_CLOEXEC);
    bool is_read = descriptor >= 0;
    while (is_read && (is_read = descriptor_read(descriptor, part, sizeof part, &count)) && count > 0)
        bytes_append(bytes, part, count);
    if (!is_read)
        give_up(trial, "the message cannot be read: %s", strerror(errno));
    (void)close(descriptor);
}

/* Opens a host for the other side, to be closed with close_helper. */
static struct host *open_helper(struct trial *trial, const struct subject *other)
{
    struct host *host = host_open(other, trial->verdict, MANNER_PLAIN);
    host->is_helper = true;
    trial->verdict->helper = other->side == SIDE_ENCODER ? "encoder" : "decoder";
    return host;
}

static void close_helper(struct trial *trial, struct host *host)
{
    host_close(host);
    trial->verdict->helper = NULL;
}

static void encode(struct trial *trial, const struct message_sample *message, struct message_sample *encoded)
{
    struct host *host = open_helper(trial, &trial->encoder);
    HRESULT result = exchange(host, message, (struct splitting){ 0 }, STEP_END);
    if (FAILED(result))
        give_up(trial, "the encoder failed: %s", exchange_failure(host, result));
    bytes_append(&encoded->input, host->output.data, host->output.size);
    encoded->type = string_copy(&host->type);
    encoded->encoding = string_copy(&host->encoding);
    close_helper(trial, host);
}

/* Expects the output of the implementation itself in one piece, unless that differs each time. */
static void expect_the_same_again(struct trial *trial, struct message_sample *sample)
{
    struct host *host = trial_host(trial, MANNER_PLAIN);
    struct host *again = trial_host(trial, MANNER_PLAIN);
    if (SUCCEEDED(exchange(host, sample, (struct splitting){ 0 }, STEP_END))
        && SUCCEEDED(exchange(again, sample, (struct splitting){ 0 }, STEP_END))) {
        sample->has_expected = bytes_equal(&host->output, &again->output);
        trial->has_different_outputs = !sample->has_expected;
        if (sample->has_expected)
            bytes_append(&sample->expected, host->output.data, host->output.size);
    }
    host_close(again);
    host_close(host);
}

static void make(struct trial *trial, enum sample kind, struct message_sample *sample)
{
    struct message_sample message = { .type = trial->options->content_type };
    if (trial->subject.side == SIDE_DECODER && trial->options->check.encoded != NULL) {
        sample->type = string_copy(&trial->options->content_type);
        sample->encoding = string_copy(&trial->options->content_encoding);
        read_file(trial, trial->options->check.encoded, &sample->input);
        return expect_the_same_again(trial, sample);
    }
    if (trial->options->check.message != NULL)
        read_file(trial, trial->options->check.message, &message.input);
    else
        fill(trial, kind, &message.input);
    if (trial->subject.side == SIDE_DECODER) {
        if (trial->plugin.encoder == NULL)
            give_up(trial, "there is nothing to decode: give an encoder, or an encoded message with %s", "--encoded");
        encode(trial, &message, sample);
        sample->expected = message.input;
        sample->has_expected = true;
        return;
    }
    *sample = message;
    sample->type = string_copy(&message.type);
    if (trial->plugin.decoder == NULL)
        expect_the_same_again(trial, sample);
}

const struct message_sample *trial_sample(struct trial *trial, enum sample sample)
{
    if (!trial->is_made[sample])
        make(trial, sample, &trial->samples[sample]);
    trial->is_made[sample] = true;
    return &trial->samples[sample];
}

struct host *trial_host(struct trial *trial, enum manner manner)
{
    struct host *host = host_open(&trial->subject, trial->verdict, manner);
    /* Less than the time of the whole rule, so that this timeout is the one reported. */
    host->completion_milliseconds = trial->options->check.seconds * 500;
    return host;
}

static const char *compare(const struct bytes *expected, const struct bytes *output, const char *what)
{
    static _Thread_local char difference[160];
    size_t position = 0;
    if (bytes_equal(expected, output))
        return NULL;
    while (position < expected->size && position < output->size && expected->data[position] == output->data[position])
        position++;
    (void)snprintf(difference, sizeof difference, "%s is another: %zu bytes instead of %zu, the first difference at %zu", what,
                   output->size, expected->size, position);
    return difference;
}

/* Decodes what an encoder has written, in one piece and synchronously, with the strings that it gave for that message. */
static const char *decode(struct trial *trial, const struct message_sample *message, const struct host *encoder)
{
    static _Thread_local char failure[400];
    const struct message_sample encoded = { .input = encoder->output, .type = encoder->type, .encoding = encoder->encoding };
    const char *wrong = NULL;
    struct host *host = open_helper(trial, &trial->decoder);
    HRESULT result = exchange(host, &encoded, (struct splitting){ 0 }, STEP_END);
    if (FAILED(result)) {
        (void)snprintf(failure, sizeof failure, "what came out cannot be decoded: %s", exchange_failure(host, result));
        wrong = failure;
    } else {
        wrong = compare(&message->input, &host->output, "what came out decodes to a message that");
    }
    close_helper(trial, host);
    return wrong;
}

const char *trial_compare(struct trial *trial, const struct message_sample *sample, const struct host *host)
{
    if (trial->subject.side == SIDE_ENCODER && trial->plugin.decoder != NULL)
        return decode(trial, sample, host);
    return sample->has_expected ? compare(&sample->expected, &host->output, "what came out") : NULL;
}

const char *trial_exchange(struct trial *trial, struct host *host, enum sample kind, struct splitting splitting)
{
    const struct message_sample *sample = trial_sample(trial, kind);
    HRESULT result = exchange(host, sample, splitting, STEP_END);
    return FAILED(result) ? exchange_failure(host, result) : trial_compare(trial, sample, host);
}

const char *trial_message(struct trial *trial, enum manner manner, enum sample sample, struct splitting splitting)
{
    struct host *host = trial_host(trial, manner);
    const char *wrong = trial_exchange(trial, host, sample, splitting);
    host_close(host);
    return wrong;
}

void trial_end(struct trial *trial)
{
    for (int sample = 0; sample < SAMPLES; sample++) {
        bytes_free(&trial->samples[sample].input);
        bytes_free(&trial->samples[sample].expected);
        free(trial->samples[sample].type.chars);
        free(trial->samples[sample].encoding.chars);
    }
}
