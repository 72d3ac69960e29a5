#include "violation.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>

#include "child.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static char texts[VIOLATION_KINDS][160];
static enum violation looked_for;
static struct verdict *verdict_to_give;

void violation_record(enum violation kind, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    pthread_mutex_lock(&mutex);
    if (texts[kind][0] == '\0')
        (void)vsnprintf(texts[kind], sizeof texts[kind], format, arguments);
    pthread_mutex_unlock(&mutex);
    va_end(arguments);
}

const char *violation_text(enum violation kind)
{
    pthread_mutex_lock(&mutex);
    const char *text = texts[kind][0] != '\0' ? texts[kind] : NULL;
    pthread_mutex_unlock(&mutex);
    return text;
}

void violation_look_for(enum violation kind, struct verdict *verdict)
{
    looked_for = kind;
    verdict_to_give = verdict;
}

_Noreturn void violation_give_up(enum violation kind)
{
    /* The arguments of a helper are checked in the rules of its own side. */
    if (kind == looked_for || verdict_to_give->helper != NULL)
        verdict_failed(verdict_to_give, "%s", violation_text(kind));
    else
        verdict_not_applicable(verdict_to_give, "cannot be tried: %s", violation_text(kind));
    child_end();
}
