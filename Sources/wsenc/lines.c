#include "lines.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "dump.h"

enum { LONGEST_FORMATTED = 512 };

static const char indentation[] = "    ";

HRESULT lines_flush(struct lines *lines)
{
    if (SUCCEEDED(lines->result) && lines->count > 0)
        lines->result = dump_write(lines->message, lines->text, (ULONG)lines->count, lines->message->error);
    lines->count = 0;
    return lines->result;
}

static void add(struct lines *lines, const char *text, size_t count)
{
    while (count > 0) {
        if (lines->count == LINES_SIZE && FAILED(lines_flush(lines)))
            return;
        size_t room = LINES_SIZE - lines->count, taken = count < room ? count : room;
        memcpy(lines->text + lines->count, text, taken);
        lines->count += taken;
        text += taken;
        count -= taken;
    }
}

void lines_add(struct lines *lines, const char *format, ...)
{
    char text[LONGEST_FORMATTED];
    va_list arguments;
    va_start(arguments, format);
    int count = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (count > 0)
        add(lines, text, (size_t)count < sizeof text ? (size_t)count : sizeof text - 1);
}

void lines_add_quoted(struct lines *lines, const WS_BYTES *text)
{
    lines_add(lines, "\"");
    for (ULONG index = 0; index < text->length; index++) {
        BYTE byte = text->bytes[index];
        if (byte == '"' || byte == '\\')
            lines_add(lines, "\\%c", byte);
        else
            lines_add(lines, byte >= ' ' && byte <= '~' ? "%c" : "\\x%02x", byte);
    }
    lines_add(lines, "\"");
}

void lines_add_indented(struct lines *lines, const WS_BYTES *text)
{
    const char *next = (const char *)text->bytes, *end = next + text->length;
    while (next < end) {
        const char *newline = memchr(next, '\n', (size_t)(end - next));
        const char *stop = newline != NULL ? newline + 1 : end;
        if (!lines->is_within_line)
            add(lines, indentation, sizeof indentation - 1);
        add(lines, next, (size_t)(stop - next));
        lines->is_within_line = newline == NULL;
        next = stop;
    }
}
