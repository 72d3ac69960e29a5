#include "codecs.h"

#include <stdlib.h>
#include <string.h>

#include "status.h"

/* Whether a codec works in one direction at least. */
static bool is_codec(const char *name)
{
    WSE_PROPERTY_DESCRIPTION description;
    ULONG directions = WSE_DIRECTION_ENCODER | WSE_DIRECTION_DECODER;
    return WseGetCodecProperty(name, directions, 0, &description, NULL) != WS_E_NOT_SUPPORTED;
}

bool codecs_report_unknown(const char *chain)
{
    const char *link = chain;
    bool is_known = true;
    for (;;) {
        size_t length = strcspn(link, ",");
        char *name = strndup(link, length);
        is_known = name != NULL && is_codec(name);
        if (name == NULL)
            report("out of memory");
        else if (!is_known && length == strlen(chain))
            report("unknown codec '%s'; 'wsenc list' names them", name);
        else if (!is_known)
            report("unknown codec '%s' in the chain '%s'; 'wsenc list' names them", name, chain);
        free(name);
        if (!is_known || link[length] == '\0')
            return !is_known;
        link += length + 1;
    }
}
