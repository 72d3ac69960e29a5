/* What expat makes of a document: the judge of what is well-formed, and of whether two documents say the same. */
#ifndef EXPAT_EVENTS_H
#define EXPAT_EVENTS_H

#include <expat.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/** Events as bytes, one after another, each with a letter before it. Text is one event, however it comes. */
struct events {
    char *bytes;
    size_t size, capacity;
    bool is_in_text;
    /** The namespace declarations in force, innermost last. */
    struct {
        char *prefix, *name;
    } * declared;
    size_t declared_count;
};

static inline void events_add(struct events *events, const void *bytes, size_t size)
{
    if (events->size + size > events->capacity) {
        events->capacity = (events->size + size) * 2;
        events->bytes = (char *)realloc(events->bytes, events->capacity);
        if (!events->bytes)
            abort();
    }
    memcpy(events->bytes + events->size, bytes, size);
    events->size += size;
}

static inline void events_begin(struct events *events, char letter)
{
    events->is_in_text = letter == 'T';
    events_add(events, "\0", 1);
    events_add(events, &letter, 1);
}

static inline void events_add_string(struct events *events, const char *string)
{
    if (string)
        events_add(events, string, strlen(string));
    events_add(events, "\1", 1);
}

static inline void XMLCALL events_start(void *state, const char *name, const char **attributes)
{
    events_begin((struct events *)state, 'S');
    events_add_string((struct events *)state, name);
    while (*attributes)
        events_add_string((struct events *)state, *attributes++);
}

static inline void XMLCALL events_end(void *state, const char *name)
{
    events_begin((struct events *)state, 'E');
    events_add_string((struct events *)state, name);
}

static inline char *events_copy(const char *text)
{
    char *copy = (char *)malloc(strlen(text) + 1);
    if (!copy)
        abort();
    return strcpy(copy, text);
}

/** A declaration of what is in force already says nothing, and WCF does not write it. */
static inline void XMLCALL events_declare(void *state, const char *prefix, const char *name)
{
    struct events *events = (struct events *)state;
    const char *in_force = "";
    prefix = prefix ? prefix : "";
    name = name ? name : "";
    for (size_t i = 0; i < events->declared_count; i++)
        if (strcmp(events->declared[i].prefix, prefix) == 0)
            in_force = events->declared[i].name;
    if (strcmp(in_force, name) != 0) {
        events_begin(events, 'N');
        events_add_string(events, prefix);
        events_add_string(events, name);
    }
    size_t size = (events->declared_count + 1) * sizeof *events->declared;
    events->declared = (__typeof__(events->declared))realloc(events->declared, size);
    if (!events->declared)
        abort();
    events->declared[events->declared_count].prefix = events_copy(prefix);
    events->declared[events->declared_count++].name = events_copy(name);
}

static inline void XMLCALL events_undeclare(void *state, const char *prefix)
{
    struct events *events = (struct events *)state;
    (void)prefix;
    events->declared_count--;
    free(events->declared[events->declared_count].prefix);
    free(events->declared[events->declared_count].name);
}

static inline void XMLCALL events_comment(void *state, const char *text)
{
    events_begin((struct events *)state, 'C');
    events_add_string((struct events *)state, text);
}

static inline void XMLCALL events_text(void *state, const char *text, int size)
{
    struct events *events = (struct events *)state;
    if (!events->is_in_text)
        events_begin(events, 'T');
    events_add(events, text, (size_t)size);
}

/** Whether expat takes a document in UTF-8, with namespaces; `events`, if wanted, receives what is in it. */
static inline bool expat_parse(const void *document, size_t size, struct events *events)
{
    struct events own = { 0 };
    /* A form feed, which no document can hold, is between a namespace, a name and its prefix. */
    XML_Parser parser = XML_ParserCreateNS("UTF-8", '\f');
    if (!parser)
        abort();
    XML_SetReturnNSTriplet(parser, 1);
    XML_SetUserData(parser, &own);
    XML_SetElementHandler(parser, events_start, events_end);
    XML_SetNamespaceDeclHandler(parser, events_declare, events_undeclare);
    XML_SetCharacterDataHandler(parser, events_text);
    XML_SetCommentHandler(parser, events_comment);
    bool is_accepted = XML_Parse(parser, (const char *)document, (int)size, 1) == XML_STATUS_OK;
    XML_ParserFree(parser);
    while (own.declared_count > 0)
        events_undeclare(&own, NULL);
    free(own.declared);
    own.declared = NULL;
    if (events)
        *events = own;
    else
        free(own.bytes);
    return is_accepted;
}

#endif
