#include "wording.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void wording_use_names(char *text)
{
    static const char prefix[] = "WSE_PROPERTY_";
    char *end = text;
    while (*text != '\0') {
        if (strncmp(text, prefix, sizeof prefix - 1) != 0) {
            *end++ = *text++;
            continue;
        }
        for (text += sizeof prefix - 1; isupper((unsigned char)*text) || *text == '_'; text++)
            *end++ = *text == '_' ? '-' : (char)tolower((unsigned char)*text);
    }
    *end = '\0';
}

char *wording_use_options(const char *text, const struct properties *properties)
{
    static const char word[] = "properties[";
    const char *place = strstr(text, word);
    char *after = NULL, *result = NULL;
    unsigned long index = place == NULL ? 0 : strtoul(place + sizeof word - 1, &after, 10);
    if (place == NULL || *after != ']' || index >= properties->count)
        return strdup(text);
    const char *name = properties_name(properties->list[index].id);
    return asprintf(&result, "%.*s-p %s%s", (int)(place - text), text, name, after + 1) < 0 ? NULL : result;
}
