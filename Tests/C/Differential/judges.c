#include "Differential/judges.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include "../../Fuzz/expat_events.h"

static struct judgement judgement_of(bool is_accepted, struct events *events)
{
    struct judgement judgement = { is_accepted, { (BYTE *)events->bytes, events->size, events->capacity } };
    return judgement;
}

struct judgement judged_by_expat(const struct bytes *document)
{
    struct events events = { 0 };
    bool is_accepted = expat_parse(document->data ? (const void *)document->data : "", document->size, &events);
    return judgement_of(is_accepted, &events);
}

bool judgements_agree(const struct judgement *one, const struct judgement *other)
{
    return one->is_accepted == other->is_accepted && one->events.size == other->events.size
           && (one->events.size == 0 || memcmp(one->events.data, other->events.data, one->events.size) == 0);
}

/* ---- libxml2, whose events are written down as expat's are ---- */

struct listener {
    struct events events;
    bool breaks_namespaces;
    /** The declarations of each open element. */
    int *declared;
    size_t depth, capacity;
};

static void add_name(struct events *events, const xmlChar *uri, const xmlChar *local, const xmlChar *prefix)
{
    if (uri) {
        events_add(events, uri, strlen((const char *)uri));
        events_add(events, "\f", 1);
    }
    events_add(events, local, strlen((const char *)local));
    if (uri && prefix) {
        events_add(events, "\f", 1);
        events_add(events, prefix, strlen((const char *)prefix));
    }
    events_add(events, "\1", 1);
}

static void start_element(void *state, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri, int namespace_count,
                          const xmlChar **namespaces, int attribute_count, int default_count, const xmlChar **attributes)
{
    struct listener *listener = state;
    struct events *events = &listener->events;
    (void)default_count;
    if (listener->depth == listener->capacity) {
        listener->capacity = listener->capacity * 2 + 16;
        listener->declared = realloc(listener->declared, listener->capacity * sizeof *listener->declared);
        if (!listener->declared)
            abort();
    }
    listener->declared[listener->depth++] = namespace_count;
    for (int i = 0; i < namespace_count; i++)
        events_declare(events, (const char *)namespaces[2 * i], (const char *)namespaces[2 * i + 1]);
    events_begin(events, 'S');
    add_name(events, uri, local, prefix);
    for (int i = 0; i < attribute_count; i++) {
        const xmlChar **attribute = attributes + 5 * i;
        add_name(events, attribute[2], attribute[0], attribute[1]);
        events_add(events, attribute[3], (size_t)(attribute[4] - attribute[3]));
        events_add(events, "\1", 1);
    }
}

static void end_element(void *state, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri)
{
    struct listener *listener = state;
    events_begin(&listener->events, 'E');
    add_name(&listener->events, uri, local, prefix);
    if (listener->depth > 0)
        for (int count = listener->declared[--listener->depth]; count > 0; count--)
            events_undeclare(&listener->events, NULL);
}

static void characters(void *state, const xmlChar *text, int size)
{
    if (size > 0)
        events_text(&((struct listener *)state)->events, (const char *)text, size);
}

static void comment(void *state, const xmlChar *text)
{
    events_comment(&((struct listener *)state)->events, (const char *)text);
}

/** libxml2 goes on after what breaks Namespaces in XML, and has warnings that are none of that. */
static void take_error(void *state, xmlErrorPtr error)
{
    struct listener *listener = state;
    if (error->domain == XML_FROM_NAMESPACE && error->code >= XML_NS_ERR_XML_NAMESPACE && error->code <= XML_NS_ERR_COLON)
        listener->breaks_namespaces = true;
}

struct judgement judged_by_libxml2(const struct bytes *document)
{
    struct listener listener = { .breaks_namespaces = false };
    xmlSAXHandler handler = { .initialized = XML_SAX2_MAGIC,
                              .startElementNs = start_element,
                              .endElementNs = end_element,
                              .characters = characters,
                              .ignorableWhitespace = characters,
                              .cdataBlock = characters,
                              .comment = comment,
                              .serror = take_error };
    bool is_accepted = false;
    xmlParserCtxtPtr context = document->size ? xmlCreateMemoryParserCtxt((const char *)document->data, (int)document->size)
                                              : NULL;
    if (context) {
        xmlSAXHandlerPtr own = context->sax;
        context->sax = &handler;
        context->userData = &listener;
        xmlCtxtUseOptions(context, XML_PARSE_NONET | XML_PARSE_HUGE);
        /* The options may have put back what SAX2 has by itself. */
        handler.cdataBlock = characters;
        is_accepted = xmlParseDocument(context) == 0 && context->wellFormed && !listener.breaks_namespaces;
        context->sax = own;
        xmlFreeParserCtxt(context);
    }
    free(listener.declared);
    while (listener.events.declared_count > 0)
        events_undeclare(&listener.events, NULL);
    free(listener.events.declared);
    return judgement_of(is_accepted, &listener.events);
}
