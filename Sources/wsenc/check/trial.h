/* The test of one rule: the implementation, the messages for it, and the expected output. */
#ifndef WSENC_CHECK_TRIAL_H
#define WSENC_CHECK_TRIAL_H

#include "../options.h"
#include "exchange.h"
#include "plugin.h"

enum sample { SAMPLE_EMPTY, SAMPLE_BYTE, SAMPLE_TEXT, SAMPLE_MEDIUM, SAMPLE_LARGE, SAMPLES };

struct trial {
    const struct options *options;
    struct plugin plugin;
    struct subject subject; /* the side to test: a copy of encoder or decoder */
    struct subject encoder;
    struct subject decoder;
    struct verdict *verdict;
    uint64_t seed;
    enum violation violation; /* the violation that the rule is about */
    struct message_sample samples[SAMPLES];
    bool is_made[SAMPLES];
    bool has_different_outputs; /* the encoder's output differs each time, and there is no decoder to compare with */
};

/* Returns the name of a message for the verdict. */
const char *trial_sample_name(const struct trial *trial, enum sample sample);

/* Returns a message. Ends the process with the verdict "not applicable" if it cannot be made. */
const struct message_sample *trial_sample(struct trial *trial, enum sample sample);

struct host *trial_host(struct trial *trial, enum manner manner);

/* Checks that the output of the host decodes to the message, or is the same as before. Returns NULL, or what is wrong. */
const char *trial_compare(struct trial *trial, const struct message_sample *sample, const struct host *host);

/* Passes a message through a host and compares the output. Returns NULL, or what is wrong. */
const char *trial_exchange(struct trial *trial, struct host *host, enum sample sample, struct splitting splitting);

/* Like trial_exchange, with a new host and instance. */
const char *trial_message(struct trial *trial, enum manner manner, enum sample sample, struct splitting splitting);

/* Frees the samples. */
void trial_end(struct trial *trial);

#endif
