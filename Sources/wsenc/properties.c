#include "properties.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum kind { KIND_LONG, KIND_ULONG, KIND_ULONGLONG, KIND_BOOL, KIND_COMPRESSION_LABEL, KIND_INVALID_CHARACTERS, KIND_STRING };

struct description {
    const char *name;
    WSE_PROPERTY_ID id;
    enum kind kind;
    bool is_size;
};

/* The properties with a name. WSE_PROPERTY_ABI has none: this program uses the platform's own convention. */
static const struct description descriptions[PROPERTY_KINDS] = {
    [WSE_PROPERTY_COMPRESSION_LEVEL] = { "compression-level", WSE_PROPERTY_COMPRESSION_LEVEL, KIND_LONG, false },
    [WSE_PROPERTY_CHUNK_SIZE] = { "chunk-size", WSE_PROPERTY_CHUNK_SIZE, KIND_ULONG, true },
    [WSE_PROPERTY_MAX_DECODED_SIZE] = { "max-decoded-size", WSE_PROPERTY_MAX_DECODED_SIZE, KIND_ULONGLONG, true },
    [WSE_PROPERTY_MAX_EXPANSION] = { "max-expansion", WSE_PROPERTY_MAX_EXPANSION, KIND_ULONG, false },
    [WSE_PROPERTY_MAX_WINDOW_SIZE] = { "max-window-size", WSE_PROPERTY_MAX_WINDOW_SIZE, KIND_ULONG, true },
    [WSE_PROPERTY_TYPED_TEXT] = { "typed-text", WSE_PROPERTY_TYPED_TEXT, KIND_BOOL, false },
    [WSE_PROPERTY_MAX_DEPTH] = { "max-depth", WSE_PROPERTY_MAX_DEPTH, KIND_ULONG, false },
    [WSE_PROPERTY_MAX_ATTRIBUTES] = { "max-attributes", WSE_PROPERTY_MAX_ATTRIBUTES, KIND_ULONG, false },
    [WSE_PROPERTY_MAX_NAMESPACE_DECLARATIONS] = { "max-namespace-declarations", WSE_PROPERTY_MAX_NAMESPACE_DECLARATIONS,
                                                  KIND_ULONG, false },
    [WSE_PROPERTY_MAX_NAME_LENGTH] = { "max-name-length", WSE_PROPERTY_MAX_NAME_LENGTH, KIND_ULONG, true },
    [WSE_PROPERTY_MAX_ATTRIBUTE_VALUE_LENGTH] = { "max-attribute-value-length", WSE_PROPERTY_MAX_ATTRIBUTE_VALUE_LENGTH,
                                                  KIND_ULONG, true },
    [WSE_PROPERTY_MAX_ARRAY_LENGTH] = { "max-array-length", WSE_PROPERTY_MAX_ARRAY_LENGTH, KIND_ULONG, false },
    [WSE_PROPERTY_MAX_SESSION_SIZE] = { "max-session-size", WSE_PROPERTY_MAX_SESSION_SIZE, KIND_ULONG, true },
    [WSE_PROPERTY_COMPRESSION_LABEL] = { "compression-label", WSE_PROPERTY_COMPRESSION_LABEL, KIND_COMPRESSION_LABEL, false },
    [WSE_PROPERTY_RAW_DEFLATE] = { "raw-deflate", WSE_PROPERTY_RAW_DEFLATE, KIND_BOOL, false },
    [WSE_PROPERTY_GZIP_CONTENT_TYPE] = { "gzip-content-type", WSE_PROPERTY_GZIP_CONTENT_TYPE, KIND_BOOL, false },
    [WSE_PROPERTY_INVALID_CHARACTERS] = { "invalid-characters", WSE_PROPERTY_INVALID_CHARACTERS, KIND_INVALID_CHARACTERS,
                                          false },
    [WSE_PROPERTY_MAX_INLINE_SIZE] = { "max-inline-size", WSE_PROPERTY_MAX_INLINE_SIZE, KIND_ULONG, true },
    [WSE_PROPERTY_MIME_BOUNDARY] = { "mime-boundary", WSE_PROPERTY_MIME_BOUNDARY, KIND_STRING, false },
    [WSE_PROPERTY_MAX_PARTS_BUFFER_SIZE] = { "max-parts-buffer-size", WSE_PROPERTY_MAX_PARTS_BUFFER_SIZE, KIND_ULONG, true },
    [WSE_PROPERTY_MAX_ROOT_SIZE] = { "max-root-size", WSE_PROPERTY_MAX_ROOT_SIZE, KIND_ULONG, true },
    [WSE_PROPERTY_MAX_PART_HEADER_SIZE] = { "max-part-header-size", WSE_PROPERTY_MAX_PART_HEADER_SIZE, KIND_ULONG, true },
    [WSE_PROPERTY_MAX_PARTS] = { "max-parts", WSE_PROPERTY_MAX_PARTS, KIND_ULONG, false },
};

static const struct description *find(const char *name, size_t length)
{
    for (size_t index = 0; index < PROPERTY_KINDS; index++) {
        const char *known = descriptions[index].name;
        if (known != NULL && strlen(known) == length && memcmp(known, name, length) == 0)
            return &descriptions[index];
    }
    return NULL;
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

static bool read_compression_label(const char *text, WSE_COMPRESSION_LABEL *label)
{
    bool is_encoding = strcmp(text, "content-encoding") == 0;
    *label = is_encoding ? WSE_COMPRESSION_LABEL_CONTENT_ENCODING : WSE_COMPRESSION_LABEL_CONTENT_TYPE;
    return is_encoding || strcmp(text, "content-type") == 0;
}

static bool read_invalid_characters(const char *text, WSE_INVALID_CHARACTERS *choice)
{
    static const char *const names[] = { "refuse", "reference", "replace", "drop" };
    for (int index = 0; index < 4; index++) {
        *choice = (WSE_INVALID_CHARACTERS)index;
        if (strcmp(text, names[index]) == 0)
            return true;
    }
    return false;
}

/* Copies a text of ASCII to `characters`, where there is room for a boundary. */
static bool read_boundary(const char *text, WCHAR *characters, WS_STRING *string)
{
    size_t length = strlen(text);
    if (length > LONGEST_BOUNDARY)
        return false;
    for (size_t index = 0; index < length; index++)
        characters[index] = (WCHAR)(unsigned char)text[index];
    *string = (WS_STRING){ (ULONG)length, characters };
    return true;
}

static bool read_value(const struct description *description, const char *text, union property_value *value)
{
    if (description->kind == KIND_BOOL)
        return read_flag(text, &value->flag);
    if (description->kind == KIND_COMPRESSION_LABEL)
        return read_compression_label(text, &value->compression_label);
    if (description->kind == KIND_INVALID_CHARACTERS)
        return read_invalid_characters(text, &value->invalid_characters);
    bool is_negative = description->kind == KIND_LONG && *text == '-';
    uint64_t number;
    text += is_negative;
    if (!read_digits(&text, &number) || (description->is_size && !read_suffix(&text, &number)) || *text != 0)
        return false;
    switch (description->kind) {
    case KIND_LONG:
        if (number > (uint64_t)INT32_MAX + is_negative)
            return false;
        value->signed_number = (LONG)(is_negative ? -(int64_t)number : (int64_t)number);
        return true;
    case KIND_ULONG:
        if (number > UINT32_MAX)
            return false;
        value->number = (ULONG)number;
        return true;
    default: value->long_number = number; return true;
    }
}

static ULONG size_of(enum kind kind)
{
    switch (kind) {
    case KIND_LONG: return sizeof(LONG);
    case KIND_ULONG: return sizeof(ULONG);
    case KIND_BOOL: return sizeof(BOOL);
    case KIND_COMPRESSION_LABEL: return sizeof(WSE_COMPRESSION_LABEL);
    case KIND_INVALID_CHARACTERS: return sizeof(WSE_INVALID_CHARACTERS);
    case KIND_STRING: return sizeof(WS_STRING);
    default: return sizeof(ULONGLONG);
    }
}

static ULONG index_of(const struct properties *properties, WSE_PROPERTY_ID id)
{
    ULONG index = 0;
    while (index < properties->count && properties->list[index].id != id)
        index++;
    return index;
}

static void set(struct properties *properties, const struct description *description, union property_value value)
{
    ULONG index = index_of(properties, description->id);
    if (index == properties->count)
        properties->count++;
    properties->values[index] = value;
    properties->list[index] = (WSE_PROPERTY){ description->id, &properties->values[index], size_of(description->kind) };
}

enum status properties_parse(struct properties *properties, const char *assignment)
{
    const char *equals = strchr(assignment, '=');
    union property_value value;
    if (equals == NULL)
        return report_usage("property '%s' is not of the form NAME=VALUE", assignment);
    const struct description *description = find(assignment, (size_t)(equals - assignment));
    if (description == NULL)
        return report_usage("unknown property '%.*s'", (int)(equals - assignment), assignment);
    bool is_read = description->kind == KIND_STRING ? read_boundary(equals + 1, properties->boundary, &value.string)
                                                    : read_value(description, equals + 1, &value);
    if (!is_read)
        return report_usage("property '%s' cannot be '%s'", description->name, equals + 1);
    set(properties, description, value);
    return STATUS_SUCCESS;
}

void properties_set_level(struct properties *properties, int level)
{
    set(properties, &descriptions[WSE_PROPERTY_COMPRESSION_LEVEL], (union property_value){ .signed_number = level });
}

const char *properties_name(WSE_PROPERTY_ID id)
{
    const char *name = (size_t)id < PROPERTY_KINDS ? descriptions[id].name : NULL;
    return name ? name : "?";
}

void properties_default_to_unlimited(struct properties *properties)
{
    const struct description *description = &descriptions[WSE_PROPERTY_MAX_DECODED_SIZE];
    if (index_of(properties, description->id) == properties->count)
        set(properties, description, (union property_value){ .long_number = 0 });
}
