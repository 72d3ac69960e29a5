#include "verdict.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static enum outcome give(struct verdict *verdict, enum outcome outcome, const char *format, va_list arguments)
{
    (void)vsnprintf(verdict->text, sizeof verdict->text, format, arguments);
    return verdict->outcome = outcome;
}

enum outcome verdict_passed(struct verdict *verdict)
{
    verdict->text[0] = '\0';
    return verdict->outcome = OUTCOME_PASSED;
}

enum outcome verdict_failed(struct verdict *verdict, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    enum outcome outcome = give(verdict, OUTCOME_FAILED, format, arguments);
    va_end(arguments);
    if (verdict->helper == NULL)
        return outcome;
    char text[sizeof verdict->text];
    (void)strcpy(text, verdict->text);
    return verdict_not_applicable(verdict, "the %s failed: %.*s", verdict->helper, (int)sizeof text - 40, text);
}

enum outcome verdict_not_applicable(struct verdict *verdict, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    enum outcome outcome = give(verdict, OUTCOME_NOT_APPLICABLE, format, arguments);
    va_end(arguments);
    return outcome;
}
