/* Passes one message through the callbacks of an instance. */
#ifndef WSENC_CHECK_EXCHANGE_H
#define WSENC_CHECK_EXCHANGE_H

#include "host.h"

/* A message to encode or decode, and the expected output if it is known. */
struct message_sample {
    struct bytes input;
    struct bytes expected;
    bool has_expected;
    WS_STRING type;     /* content type and encoding of the input */
    WS_STRING encoding; /* length 0: none */
};

/* Longer strings do not fit into an HTTP header. */
enum { LONGEST_STRING = 8192 };

/* How the input and output of a message are split. */
struct splitting {
    size_t part;    /* largest number of bytes in a buffer or asked of decode; 0: all */
    bool is_random; /* random numbers up to `part` */
    bool has_empty; /* also passes empty buffers, and calls without buffers */
    ULONG per_call; /* buffers in a call of encode, at most 8; 0 means 1 */
    unsigned most;  /* largest number of calls of encode or decode; 0: no limit */
    struct randomness randomness;
};

/* The steps of a message in order. FIRST is getContentType and SECOND is start; for a decoder, the reverse. */
enum step { STEP_CREATE, STEP_FIRST, STEP_SECOND, STEP_PART, STEP_ALL, STEP_END };

extern const char *const step_names[2][STEP_END + 1];

/* Performs the steps up to `last` with the instance of the host. Returns the first failure. */
HRESULT exchange(struct host *host, const struct message_sample *sample, struct splitting splitting, enum step last);

/* Continues after the second step: decodes the rest of the message, or encodes the whole message. */
HRESULT exchange_rest(struct host *host, const struct message_sample *sample, struct splitting splitting, enum step last);

/* Describes a failure: the callback, the result, and the strings of the error object. The buffer is static, per thread. */
const char *exchange_failure(const struct host *host, HRESULT result);

#endif
