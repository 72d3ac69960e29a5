#include "work.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void give_up(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("work: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(1);
}

void put(bytes *to, const void *data, size_t size)
{
    if (to->capacity - to->size < size) {
        to->capacity = 2 * (to->size + size);
        to->data = realloc(to->data, to->capacity);
        if (to->data == NULL)
            give_up("no memory");
    }
    memcpy(to->data + to->size, data, size);
    to->size += size;
}

void put_text(bytes *to, const char *text)
{
    put(to, text, strlen(text));
}

void put_format(bytes *to, const char *format, ...)
{
    char line[512];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length >= sizeof line)
        give_up("a line is too long");
    put(to, line, (size_t)length);
}

void put_times(bytes *to, const char *text, size_t count)
{
    size_t length = strlen(text);
    for (size_t index = 0; index < count; index++)
        put(to, text, length);
}
