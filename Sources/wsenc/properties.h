/* The properties of the library, by their names on the command line. */
#ifndef WSENC_PROPERTIES_H
#define WSENC_PROPERTIES_H

#include "status.h"

enum { PROPERTY_KINDS = WSE_PROPERTY_MAX_PARTS + 1, LONGEST_BOUNDARY = 70 };

/* At most one value for each property; a later one replaces an earlier one. */
struct properties {
    WSE_PROPERTY list[PROPERTY_KINDS];
    union property_value {
        LONG signed_number;
        ULONG number;
        BOOL flag;
        WSE_COMPRESSION_LABEL compression_label;
        WSE_INVALID_CHARACTERS invalid_characters;
        ULONGLONG long_number;
        WS_STRING string;
    } values[PROPERTY_KINDS];
    WCHAR boundary[LONGEST_BOUNDARY];
    ULONG count;
};

/* Parses "NAME=VALUE". The structure must not be moved afterwards. */
enum status properties_parse(struct properties *properties, const char *assignment);

/* Sets the compression level, as -9 does. */
void properties_set_level(struct properties *properties, int level);

/* The name of a property on the command line. */
const char *properties_name(WSE_PROPERTY_ID id);

/* Removes the limit of the decoded size, unless the user has set one. */
void properties_default_to_unlimited(struct properties *properties);

#endif
