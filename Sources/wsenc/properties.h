/* The library's properties by the names they have on the command line. */
#ifndef WSENC_PROPERTIES_H
#define WSENC_PROPERTIES_H

#include "status.h"

enum { PROPERTY_KINDS = WSE_PROPERTY_INVALID_CHARACTERS + 1 };

/* At most one value for each property; a later one takes the place of an earlier one. */
struct properties {
    WSE_PROPERTY list[PROPERTY_KINDS];
    union property_value {
        LONG signed_number;
        ULONG number;
        BOOL flag;
        WSE_COMPRESSION_LABEL compression_label;
        WSE_INVALID_CHARACTERS invalid_characters;
        ULONGLONG long_number;
    } values[PROPERTY_KINDS];
    ULONG count;
};

/* Takes "NAME=VALUE". The structure must stay where it is from then on. */
enum status properties_parse(struct properties *properties, const char *assignment);

/* Lifts the limit on what a message decodes to, unless one was asked for. */
void properties_default_to_unlimited(struct properties *properties);

#endif
