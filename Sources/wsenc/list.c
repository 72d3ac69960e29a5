#include "list.h"

#include <stdio.h>
#include <string.h>

#include "codecs.h"

enum { BOTH_DIRECTIONS = WSE_DIRECTION_ENCODER | WSE_DIRECTION_DECODER, LONGEST_VALUE = 64 };

static void print_codecs(void)
{
    for (ULONG index = 0; index < WseGetCodecCount(); index++)
        puts(WseGetCodecName(index));
}

/* Writes a size as a user would, and any other number in decimal. */
static void format_number(char *text, LONGLONG number, WSE_UNIT unit)
{
    static const char suffixes[] = "KMG";
    int suffix = -1;
    if (unit == WSE_UNIT_BYTES)
        for (; number > 0 && number % 1024 == 0 && suffix < 2; number /= 1024)
            suffix++;
    if (suffix < 0)
        (void)snprintf(text, LONGEST_VALUE, "%lld", (long long)number);
    else
        (void)snprintf(text, LONGEST_VALUE, "%lld%c", (long long)number, suffixes[suffix]);
}

/* The name of a choice. */
static void format_choice(char *text, LONGLONG number, const char *choices)
{
    while (number-- > 0)
        choices += strcspn(choices, ",") + 1;
    (void)snprintf(text, LONGEST_VALUE, "%.*s", (int)strcspn(choices, ","), choices);
}

static void format_value(char *text, LONGLONG number, const WSE_PROPERTY_DESCRIPTION *property)
{
    if (property->type == WSE_VALUE_BOOL)
        (void)snprintf(text, LONGEST_VALUE, "%s", number ? "yes" : "no");
    else if (property->type == WSE_VALUE_CHOICE)
        format_choice(text, number, property->choices);
    else
        format_number(text, number, property->unit);
}

/* What the property may be: "0 to 9", "1 to 70 characters", "yes or no", or the words, separated by commas. */
static void format_values(char *text, size_t size, const WSE_PROPERTY_DESCRIPTION *property)
{
    char lowest[LONGEST_VALUE], highest[LONGEST_VALUE];
    format_number(lowest, property->minimum, property->unit);
    format_number(highest, property->maximum, property->unit);
    if (property->type == WSE_VALUE_BOOL)
        (void)snprintf(text, size, "yes or no");
    else if (property->type == WSE_VALUE_CHOICE)
        (void)snprintf(text, size, "%s", property->choices);
    else if (property->maximum >= UINT32_MAX)
        (void)snprintf(text, size, "%s or more", lowest);
    else
        (void)snprintf(text, size, "%s to %s%s", lowest, highest, property->unit == WSE_UNIT_CHARACTERS ? " characters" : "");
}

/* The default in one direction. That of the decoded size is this program's own. */
static bool format_default(char *text, const char *codec, ULONG directions, WSE_PROPERTY_ID id)
{
    WSE_PROPERTY_DESCRIPTION property;
    for (ULONG index = 0; WseGetCodecProperty(codec, directions, index, &property, NULL) == S_OK; index++)
        if (property.id == id && property.hasDefault) {
            format_value(text, id == WSE_PROPERTY_MAX_DECODED_SIZE ? 0 : property.defaultValue, &property);
            return true;
        }
    return false;
}

/* ", default 6" or, where the directions differ in it, ", default 64M to encode, 64K to decode"; nothing if there is none. */
static void format_defaults(char *text, size_t size, const char *codec, WSE_PROPERTY_ID id)
{
    char first[LONGEST_VALUE], second[LONGEST_VALUE];
    *text = '\0';
    if (format_default(first, codec, BOTH_DIRECTIONS, id))
        (void)snprintf(text, size, ", default %s", first);
    else if (format_default(first, codec, WSE_DIRECTION_ENCODER, id)
             && format_default(second, codec, WSE_DIRECTION_DECODER, id))
        (void)snprintf(text, size, ", default %s to encode, %s to decode", first, second);
}

static const char *direction_of(const WSE_PROPERTY_DESCRIPTION *property)
{
    return property->directions == WSE_DIRECTION_ENCODER   ? "encode"
           : property->directions == WSE_DIRECTION_DECODER ? "decode"
                                                           : "always";
}

/* A line has the name, the direction, and what the property is for; the next one its values and the default. */
static void print_property(const char *codec, const WSE_PROPERTY_DESCRIPTION *property)
{
    char values[4 * LONGEST_VALUE], standard[4 * LONGEST_VALUE];
    format_values(values, sizeof values, property);
    format_defaults(standard, sizeof standard, codec, property->id);
    printf("%-27s %-7s %s\n", property->name, direction_of(property), property->summary);
    printf("%-27s %-7s %s%s\n", "", "", values, standard);
}

/* NULL: all properties. */
static enum status print_properties(const char *codec)
{
    WSE_PROPERTY_DESCRIPTION property;
    WS_ERROR *error = NULL;
    HRESULT result = WsCreateError(NULL, 0, &error);
    for (ULONG index = 0; result == S_OK; index++) {
        result = WseGetCodecProperty(codec, BOTH_DIRECTIONS, index, &property, error);
        if (result == S_OK && property.id != WSE_PROPERTY_ABI)
            print_property(codec, &property);
    }
    enum status status = STATUS_SUCCESS;
    if (result == WS_E_NOT_SUPPORTED && codecs_report_unknown(codec))
        status = STATUS_NOT_SUPPORTED;
    else if (FAILED(result))
        status = report_result(codec, result, error);
    WsFreeError(error);
    return status;
}

/* Prints the names of the properties that exist in these directions alone, in lines of at most 80 columns. */
static void print_names(const char *heading, ULONG directions)
{
    enum { INDENTATION = 24, COLUMNS = 80 };
    int column = printf("  %-*s", INDENTATION - 2, heading);
    const char *before = "";
    WSE_PROPERTY_DESCRIPTION property;
    for (ULONG index = 0; WseGetCodecProperty(NULL, BOTH_DIRECTIONS, index, &property, NULL) == S_OK; index++) {
        if (property.directions != directions || property.id == WSE_PROPERTY_ABI)
            continue;
        if (column + (int)strlen(before) + (int)strlen(property.name) >= COLUMNS) {
            before = "";
            column = printf(",\n%*s", INDENTATION, "") - 2;
        }
        column += printf("%s%s", before, property.name);
        before = ", ";
    }
    putchar('\n');
}

void list_property_names(void)
{
    print_names("to encode", WSE_DIRECTION_ENCODER);
    print_names("to decode or dump", WSE_DIRECTION_DECODER);
    print_names("always", BOTH_DIRECTIONS);
}

enum status list_run(const struct options *options)
{
    if (options->codec != NULL || options->lists_properties)
        return print_properties(options->codec);
    print_codecs();
    return STATUS_SUCCESS;
}
