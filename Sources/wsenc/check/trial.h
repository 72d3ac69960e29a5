/* One rule being tried: the implementation, messages for it, and what their outcomes are compared with. */
#ifndef WSENC_CHECK_TRIAL_H
#define WSENC_CHECK_TRIAL_H

#include "../options.h"
#include "exchange.h"
#include "plugin.h"

enum sample { SAMPLE_EMPTY, SAMPLE_BYTE, SAMPLE_TEXT, SAMPLE_MEDIUM, SAMPLE_LARGE, SAMPLES };

struct trial {
    const struct options *options;
    struct plugin plugin;
    struct subject subject; /* what is tried: one of the two that follow */
    struct subject encoder;
    struct subject decoder;
    struct verdict *verdict;
    uint64_t seed;
    enum violation violation; /* the one that the rule is about */
    struct message_sample samples[SAMPLES];
    bool is_made[SAMPLES];
    bool has_different_outputs; /* the encoder gives other bytes each time, and there is no decoder to compare with */
};

/* What a message is called. */
const char *trial_sample_name(const struct trial *trial, enum sample sample);

/* Gives a message. Ends the process with the verdict "not applicable" where none can be had. */
const struct message_sample *trial_sample(struct trial *trial, enum sample sample);

struct host *trial_host(struct trial *trial, enum manner manner);

/*
 * Whether what has come out is right: decodes to the message, or is what came out before. NULL, or what is wrong.
 */
const char *trial_compare(struct trial *trial, const struct message_sample *sample, const struct bytes *output);

/* Leads a message through a host, and compares. NULL, or what is wrong. */
const char *trial_exchange(struct trial *trial, struct host *host, enum sample sample, struct splitting splitting);

/* The same with a host and an instance of its own. */
const char *trial_message(struct trial *trial, enum manner manner, enum sample sample, struct splitting splitting);

/* Frees the samples. */
void trial_end(struct trial *trial);

#endif
