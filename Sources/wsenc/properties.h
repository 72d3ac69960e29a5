/* The properties of the library, by the names that the library gives them as options. */
#ifndef WSENC_PROPERTIES_H
#define WSENC_PROPERTIES_H

#include "status.h"

enum { MOST_PROPERTIES = 64 };

/* At most one value for each property; a later one replaces an earlier one. */
struct properties {
    WSE_PROPERTY list[MOST_PROPERTIES];
    union property_value {
        LONG signed_number;
        ULONG number;
        BOOL flag;
        ULONGLONG long_number;
        WS_STRING string; /* properties_free frees chars */
    } values[MOST_PROPERTIES];
    WSE_VALUE_TYPE types[MOST_PROPERTIES];
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

void properties_free(struct properties *properties);

#endif
