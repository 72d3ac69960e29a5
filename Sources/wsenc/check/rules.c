#include "rules.h"

#define ENCODER_TABLE "sdk-api ns-webservices-ws_channel_encoder"
#define DECODER_TABLE "sdk-api ns-webservices-ws_channel_decoder"
#define CREATE_ENCODER "sdk-api nc-webservices-ws_create_encoder_callback"
#define CREATE_DECODER "sdk-api nc-webservices-ws_create_decoder_callback"
#define FREE_ENCODER "sdk-api nc-webservices-ws_free_encoder_callback"
#define FREE_DECODER "sdk-api nc-webservices-ws_free_decoder_callback"
#define ENCODE "sdk-api nc-webservices-ws_encoder_encode_callback"
#define DECODE "sdk-api nc-webservices-ws_decoder_decode_callback"
#define ENCODER_TYPE "sdk-api nc-webservices-ws_encoder_get_content_type_callback"
#define DECODER_TYPE "sdk-api nc-webservices-ws_decoder_get_content_type_callback"
#define WRITE "sdk-api nc-webservices-ws_write_callback"
#define READ "sdk-api nc-webservices-ws_read_callback"
#define ASYNC "win32 wsw/asynchronous-model"
#define ASYNC_CALLBACK "sdk-api nc-webservices-ws_async_callback"

const struct rule rules[] = {
    { SIDE_ENCODER, "the table has every callback", ENCODER_TABLE, VIOLATION_NONE, try_table, false },
    { SIDE_ENCODER, "create gives an instance", CREATE_ENCODER, VIOLATION_NONE, try_create, false },
    { SIDE_ENCODER, "a message is encoded", ENCODER_TABLE, VIOLATION_NONE, try_message, false },
    { SIDE_ENCODER, "one message is encoded after another", ENCODER_TABLE, VIOLATION_NONE, try_messages, false },
    { SIDE_ENCODER, "a message may be abandoned after any step", ENCODER_TABLE, VIOLATION_NONE, try_abandoned, false },
    { SIDE_ENCODER, "the instance may be freed after any step", ENCODER_TABLE, VIOLATION_NONE, try_free, false },
    { SIDE_ENCODER, "free leaves no memory behind", FREE_ENCODER, VIOLATION_NONE, try_leaks, false },
    { SIDE_ENCODER, "instances on several threads do not disturb one another", CREATE_ENCODER, VIOLATION_NONE, try_parallel,
      false },
    { SIDE_ENCODER, "getContentType gives both strings, or says that it fails", ENCODER_TYPE, VIOLATION_NONE, try_strings,
      false },
    { SIDE_ENCODER, "the strings last until the next getContentType or free", ENCODER_TYPE, VIOLATION_NONE, try_strings_last,
      false },
    { SIDE_ENCODER, "where the message is split does not matter", ENCODE, VIOLATION_NONE, try_splits, false },
    { SIDE_ENCODER, "what is lent is only read, and not beyond its end", ENCODE, VIOLATION_NONE, try_lent_exactly, false },
    { SIDE_ENCODER, "what is lent is not used after the call", ASYNC, VIOLATION_NONE, try_lent_for_calls, false },
    { SIDE_ENCODER, "the sink is called only by start, encode and end", CREATE_ENCODER, VIOLATION_OUTSIDE, try_violation,
      false },
    { SIDE_ENCODER, "the sink has one call at a time", CREATE_ENCODER, VIOLATION_CONCURRENT, try_violation, false },
    { SIDE_ENCODER, "the sink is given its context and valid buffers", WRITE, VIOLATION_ARGUMENTS, try_violation, false },
    { SIDE_ENCODER, "the sink's buffers stay until it completes", ASYNC, VIOLATION_LENT, try_violation, false },
    { SIDE_ENCODER, "a failure of the sink comes back unchanged", "wsencoder.h [E13]", VIOLATION_NONE, try_failure, false },
    { SIDE_ENCODER, "after a failure comes the next message, or free", ENCODER_TABLE, VIOLATION_NONE, try_after_failure,
      false },
    { SIDE_ENCODER, "without asyncContext nothing returns WS_S_ASYNC", ASYNC, VIOLATION_ASYNC, try_violation, false },
    { SIDE_ENCODER, "without asyncContext the sink is given none", WRITE, VIOLATION_CONTEXT, try_violation, false },
    { SIDE_ENCODER, "the sink may complete later, or early on another thread", ASYNC, VIOLATION_NONE, try_async_message,
      false },
    { SIDE_ENCODER, "what returns WS_S_ASYNC completes once, all else never", ASYNC, VIOLATION_COMPLETION, try_violation,
      false },
    { SIDE_ENCODER, "nothing completes on the calling thread before it returns", ASYNC, VIOLATION_TOO_SOON, try_violation,
      false },
    { SIDE_ENCODER, "a failure that comes later comes back unchanged", ASYNC_CALLBACK, VIOLATION_NONE, try_async_failure,
      false },
    { SIDE_ENCODER, "messages come through encoder and decoder unchanged", ENCODER_TABLE, VIOLATION_NONE, try_round_trip,
      false },
    { SIDE_ENCODER, "a content type that is NULL with a length does no harm", ENCODER_TYPE, VIOLATION_NONE, try_invalid_type,
      true },
    { SIDE_ENCODER, "invalid arguments are refused, and nothing changes", ENCODE ", wsencoder.h [E3]", VIOLATION_NONE,
      try_invalid_arguments, true },

    { SIDE_DECODER, "the table has every callback", DECODER_TABLE, VIOLATION_NONE, try_table, false },
    { SIDE_DECODER, "create gives an instance", CREATE_DECODER, VIOLATION_NONE, try_create, false },
    /* Must precede the rules that cannot be tested if this one is broken. */
    { SIDE_DECODER, "decode gives no more than there is room for", DECODE, VIOLATION_LENGTH, try_rooms, false },
    { SIDE_DECODER, "a message is decoded", DECODER_TABLE, VIOLATION_NONE, try_message, false },
    { SIDE_DECODER, "one message is decoded after another", DECODER_TABLE, VIOLATION_NONE, try_messages, false },
    { SIDE_DECODER, "a message may be abandoned after any step", DECODER_TABLE, VIOLATION_NONE, try_abandoned, false },
    { SIDE_DECODER, "the instance may be freed after any step", DECODER_TABLE, VIOLATION_NONE, try_free, false },
    { SIDE_DECODER, "free leaves no memory behind", FREE_DECODER, VIOLATION_NONE, try_leaks, false },
    { SIDE_DECODER, "instances on several threads do not disturb one another", CREATE_DECODER, VIOLATION_NONE, try_parallel,
      false },
    { SIDE_DECODER, "getContentType gives the string, or says that it fails", DECODER_TYPE, VIOLATION_NONE, try_strings,
      false },
    { SIDE_DECODER, "the string lasts until the next start or free", DECODER_TYPE, VIOLATION_NONE, try_strings_last, false },
    { SIDE_DECODER, "where the message is split does not matter", READ, VIOLATION_NONE, try_splits, false },
    { SIDE_DECODER, "truncated input is not taken for a whole message", "wsencoder.h [K5]", VIOLATION_NONE, try_truncated,
      false },
    { SIDE_DECODER, "an unknown content encoding is refused", "wsencoder.h [J2]", VIOLATION_NONE, try_unknown_coding, false },
    { SIDE_DECODER, "what is lent is not used beyond its end", DECODE, VIOLATION_NONE, try_lent_exactly, false },
    { SIDE_DECODER, "what is lent is not used after the call", ASYNC, VIOLATION_NONE, try_lent_for_calls, false },
    { SIDE_DECODER, "the source is called only by start, decode and end", CREATE_DECODER, VIOLATION_OUTSIDE, try_violation,
      false },
    { SIDE_DECODER, "the source has one call at a time", CREATE_DECODER, VIOLATION_CONCURRENT, try_violation, false },
    { SIDE_DECODER, "the source is given its context and room", READ, VIOLATION_ARGUMENTS, try_violation, false },
    { SIDE_DECODER, "a failure of the source comes back unchanged", "wsencoder.h [K7]", VIOLATION_NONE, try_failure, false },
    { SIDE_DECODER, "after a failure comes the next message, or free", DECODER_TABLE, VIOLATION_NONE, try_after_failure,
      false },
    { SIDE_DECODER, "without asyncContext nothing returns WS_S_ASYNC", ASYNC, VIOLATION_ASYNC, try_violation, false },
    { SIDE_DECODER, "without asyncContext the source is given none", READ, VIOLATION_CONTEXT, try_violation, false },
    { SIDE_DECODER, "the source may complete later, or early on another thread", ASYNC, VIOLATION_NONE, try_async_message,
      false },
    { SIDE_DECODER, "what returns WS_S_ASYNC completes once, all else never", ASYNC, VIOLATION_COMPLETION, try_violation,
      false },
    { SIDE_DECODER, "nothing completes on the calling thread before it returns", ASYNC, VIOLATION_TOO_SOON, try_violation,
      false },
    { SIDE_DECODER, "a failure that comes later comes back unchanged", ASYNC_CALLBACK, VIOLATION_NONE, try_async_failure,
      false },
    { SIDE_DECODER, "a content type that is NULL with a length does no harm", DECODER_TYPE, VIOLATION_NONE, try_invalid_type,
      true },
    { SIDE_DECODER, "invalid arguments are refused, and nothing changes", DECODE ", wsencoder.h [K4]", VIOLATION_NONE,
      try_invalid_arguments, true },
};

const int rule_count = sizeof rules / sizeof rules[0];
