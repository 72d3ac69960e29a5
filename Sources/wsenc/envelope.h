/* A look into SOAP envelopes, in text that is well-formed. */
#ifndef WSENC_ENVELOPE_H
#define WSENC_ENVELOPE_H

#include "wsencoder.h"

#include <stdbool.h>
#include <stddef.h>

struct text {
    const char *begin;
    const char *end;
};

/* Whether the body is a fault. */
bool envelope_is_fault(struct text envelope);

/* The text of the MessageID in the header; begin is NULL if there is none. */
struct text envelope_message_id(struct text envelope);

/*
 * Appends an envelope whose RelatesTo header has this text. Without such a header, one is added; if the text is missing, the
 * envelope is not changed. Returns false if there is no memory.
 */
bool envelope_relate(struct text envelope, struct text message_id, WSE_BUFFER *output);

#endif
