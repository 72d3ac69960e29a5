#include "properties.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "unicode.h"

enum { BOTH_DIRECTIONS = WSE_DIRECTION_ENCODER | WSE_DIRECTION_DECODER };

/* Describes the property of an id, or of a name if that is not NULL. Returns false if there is none. */
static bool describe(WSE_PROPERTY_ID id, const char *name, size_t length, WSE_PROPERTY_DESCRIPTION *found)
{
    for (ULONG index = 0; WseGetCodecProperty(NULL, BOTH_DIRECTIONS, index, found, NULL) == S_OK; index++)
        if (name != NULL ? strlen(found->name) == length && memcmp(found->name, name, length) == 0 : found->id == id)
            return true;
    return false;
}

/* Reads digits and advances past them. Returns false if there are none or the number is too large. */
static bool read_digits(const char **text, uint64_t *number)
{
    const char *start = *text;
    *number = 0;
    while (**text >= '0' && **text <= '9') {
        uint64_t digit = (uint64_t)(*(*text)++ - '0');
        if (*number > (UINT64_MAX - digit) / 10)
            return false;
        *number = *number * 10 + digit;
    }
    return *text != start;
}

/* Reads the suffix K, M or G of a size, if any. Returns false if the size becomes too large. */
static bool read_suffix(const char **text, uint64_t *number)
{
    int shift = **text == 'K' ? 10 : **text == 'M' ? 20 : **text == 'G' ? 30 : 0;
    if (shift == 0)
        return true;
    (*text)++;
    if (*number > UINT64_MAX >> shift)
        return false;
    *number <<= shift;
    return true;
}

static bool read_flag(const char *text, BOOL *flag)
{
    static const char *const words[] = { "no", "yes", "false", "true", "0", "1" };
    for (int index = 0; index < 6; index++) {
        *flag = index % 2;
        if (strcmp(text, words[index]) == 0)
            return true;
    }
    return false;
}

/* Finds a word in a list separated by commas. */
static bool read_choice(const char *text, const char *choices, ULONG *number)
{
    for (*number = 0; *choices != '\0'; ++*number) {
        size_t length = strcspn(choices, ",");
        if (strlen(text) == length && memcmp(text, choices, length) == 0)
            return true;
        choices += length + (choices[length] == ',');
    }
    return false;
}

static bool read_number(const WSE_PROPERTY_DESCRIPTION *description, const char *text, union property_value *value)
{
    bool is_negative = description->type == WSE_VALUE_LONG && *text == '-';
    bool is_size = description->unit == WSE_UNIT_BYTES;
    uint64_t number;
    text += is_negative;
    if (!read_digits(&text, &number) || (is_size && !read_suffix(&text, &number)) || *text != 0)
        return false;
    switch (description->type) {
    case WSE_VALUE_LONG:
        if (number > (uint64_t)INT32_MAX + is_negative)
            return false;
        value->signed_number = (LONG)(is_negative ? -(int64_t)number : (int64_t)number);
        return true;
    case WSE_VALUE_ULONG:
        if (number > UINT32_MAX)
            return false;
        value->number = (ULONG)number;
        return true;
    default: value->long_number = number; return true;
    }
}

static bool read_value(const WSE_PROPERTY_DESCRIPTION *description, const char *text, union property_value *value)
{
    switch (description->type) {
    case WSE_VALUE_BOOL: return read_flag(text, &value->flag);
    case WSE_VALUE_CHOICE: return read_choice(text, description->choices, &value->number);
    case WSE_VALUE_STRING: return utf16_from_utf8(text, INVALID_REFUSED, &value->string) == CONVERTED;
    default: return read_number(description, text, value);
    }
}

static ULONG index_of(const struct properties *properties, WSE_PROPERTY_ID id)
{
    ULONG index = 0;
    while (index < properties->count && properties->list[index].id != id)
        index++;
    return index;
}

static void free_value(struct properties *properties, ULONG index)
{
    if (properties->types[index] == WSE_VALUE_STRING)
        free(properties->values[index].string.chars);
}

/* Takes over the memory of a string. There is room for the property. */
static void set(struct properties *properties, WSE_PROPERTY_ID id, WSE_VALUE_TYPE type, union property_value value, ULONG size)
{
    ULONG index = index_of(properties, id);
    if (index == properties->count)
        properties->count++;
    else
        free_value(properties, index);
    properties->values[index] = value;
    properties->types[index] = type;
    properties->list[index] = (WSE_PROPERTY){ id, &properties->values[index], size };
}

enum status properties_parse(struct properties *properties, const char *assignment)
{
    const char *equals = strchr(assignment, '=');
    union property_value value;
    WSE_PROPERTY_DESCRIPTION description;
    if (equals == NULL)
        return report_usage("property '%s' is not of the form NAME=VALUE", assignment);
    /* This program uses the platform's own calling convention. */
    if (!describe((WSE_PROPERTY_ID)0, assignment, (size_t)(equals - assignment), &description)
        || description.id == WSE_PROPERTY_ABI)
        return report_usage("unknown property '%.*s'", (int)(equals - assignment), assignment);
    if (properties->count == MOST_PROPERTIES)
        return report_usage("too many properties");
    if (!read_value(&description, equals + 1, &value))
        return report_usage("property '%s' cannot be '%s'", description.name, equals + 1);
    set(properties, description.id, description.type, value, description.valueSize);
    return STATUS_SUCCESS;
}

void properties_set_level(struct properties *properties, int level)
{
    union property_value value = { .signed_number = level };
    set(properties, WSE_PROPERTY_COMPRESSION_LEVEL, WSE_VALUE_LONG, value, sizeof value.signed_number);
}

const char *properties_name(WSE_PROPERTY_ID id)
{
    WSE_PROPERTY_DESCRIPTION description;
    return describe(id, NULL, 0, &description) ? description.name : "?";
}

void properties_default_to_unlimited(struct properties *properties)
{
    union property_value value = { .long_number = 0 };
    if (index_of(properties, WSE_PROPERTY_MAX_DECODED_SIZE) == properties->count)
        set(properties, WSE_PROPERTY_MAX_DECODED_SIZE, WSE_VALUE_ULONGLONG, value, sizeof value.long_number);
}

void properties_free(struct properties *properties)
{
    for (ULONG index = 0; index < properties->count; index++)
        free_value(properties, index);
}
