/* Leads one message through the callbacks of an instance. */
#ifndef WSENC_CHECK_EXCHANGE_H
#define WSENC_CHECK_EXCHANGE_H

#include "host.h"

/* A message on its way in, and what is known of what comes out. */
struct message_sample {
    struct bytes input;
    struct bytes expected;
    bool has_expected;
    WS_STRING type;     /* content type and encoding that go with the input */
    WS_STRING encoding; /* of length 0: none */
};

/* In which parts a message is given in and taken out. */
struct splitting {
    size_t part;    /* bytes in a buffer, or asked of decode, at most; 0: all */
    bool is_random; /* any number up to that */
    bool has_empty; /* with empty buffers between, and calls without any */
    ULONG per_call; /* buffers in a call of encode, at most 8; 0: 1 */
    unsigned most;  /* calls of encode or decode; 0: any number */
    struct randomness randomness;
};

/* The steps of a message, in order. An encoder's first is getContentType and its second start; a decoder's the reverse. */
enum step { STEP_CREATE, STEP_FIRST, STEP_SECOND, STEP_PART, STEP_ALL, STEP_END };

extern const char *const step_names[2][STEP_END + 1];

/* Goes through the steps up to `last`, on the instance of the host. Gives the first failure. */
HRESULT exchange(struct host *host, const struct message_sample *sample, struct splitting splitting, enum step last);

/* Goes on from the second step: with the parts that are left of what is given, and all of what is to be encoded. */
HRESULT exchange_rest(struct host *host, const struct message_sample *sample, struct splitting splitting, enum step last);

/* Says what failed: the callback, the result, and the strings of the error object. In a buffer of this function's. */
const char *exchange_failure(const struct host *host, HRESULT result);

#endif
