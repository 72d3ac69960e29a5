/* What the codecs of binary XML are measured by: the bare parse of expat and of libxml2, a scan for markup, a copy. */
#include "codecs.h"
#include "settings.h"

#include <expat.h>
#include <libxml/parser.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

static void begin_element(void *context, const XML_Char *name, const XML_Char **attributes)
{
    (void)context, (void)name, (void)attributes;
}

static void end_element(void *context, const XML_Char *name)
{
    (void)context, (void)name;
}

static void take_text(void *context, const XML_Char *text, int length)
{
    (void)context, (void)text, (void)length;
}

static void parse(void *state, span message, collector *output)
{
    XML_Parser parser = *(XML_Parser *)state;
    if (!XML_ParserReset(parser, NULL))
        give_up("XML_ParserReset failed");
    XML_SetElementHandler(parser, begin_element, end_element);
    XML_SetCharacterDataHandler(parser, take_text);
    for (size_t offset = 0; offset < message.size; offset += chunk_size) {
        size_t left = message.size - offset;
        int length = (int)(left < chunk_size ? left : chunk_size);
        if (XML_Parse(parser, (const char *)message.bytes + offset, length, left <= chunk_size) != XML_STATUS_OK)
            give_up("expat: %s", XML_ErrorString(XML_GetErrorCode(parser)));
    }
    output->size += message.size;
}

static void begin_parser(void *state)
{
    XML_Parser parser = XML_ParserCreateNS(NULL, ' ');
    if (parser == NULL)
        give_up("no expat");
    *(XML_Parser *)state = parser;
}

static void renew_parser(void *state)
{
    XML_ParserFree(*(XML_Parser *)state);
    begin_parser(state);
}

static void free_parser(void *state)
{
    XML_ParserFree(*(XML_Parser *)state);
    free(state);
}

processor make_expat(void)
{
    XML_Parser *parser = malloc(sizeof *parser);
    if (parser == NULL)
        give_up("no memory");
    begin_parser(parser);
    return (processor){ parser, parse, free_parser, renew_parser };
}

static void begin_named(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int namespaces,
                        const xmlChar **declared, int attributes, int defaulted, const xmlChar **values)
{
    (void)context, (void)name, (void)prefix, (void)uri, (void)namespaces, (void)declared;
    (void)attributes, (void)defaulted, (void)values;
}

static void end_named(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    (void)context, (void)name, (void)prefix, (void)uri;
}

static void take_characters(void *context, const xmlChar *text, int length)
{
    (void)context, (void)text, (void)length;
}

/* A context for each message: resetting one costs as much. */
static void push(void *state, span message, collector *output)
{
    static xmlSAXHandler handler = {
        .initialized = XML_SAX2_MAGIC, .startElementNs = begin_named, .endElementNs = end_named, .characters = take_characters
    };
    (void)state;
    xmlParserCtxtPtr context = xmlCreatePushParserCtxt(&handler, NULL, NULL, 0, NULL);
    if (context == NULL)
        give_up("no libxml2");
    xmlCtxtUseOptions(context, XML_PARSE_HUGE);
    for (size_t offset = 0; offset < message.size; offset += chunk_size) {
        size_t left = message.size - offset;
        int length = (int)(left < chunk_size ? left : chunk_size);
        if (xmlParseChunk(context, (const char *)message.bytes + offset, length, left <= chunk_size) != 0)
            give_up("libxml2 refuses the message");
    }
    xmlFreeParserCtxt(context);
    output->size += message.size;
}

processor make_libxml2(void)
{
    return (processor){ NULL, push, NULL, NULL };
}

/* Walks from one of `<`, `>` and `&` to the next, and adds up where they are. */
static void scan(void *state, span message, collector *output)
{
    size_t places = 0, index = 0;
#if defined(__SSE2__)
    const __m128i less = _mm_set1_epi8('<'), greater = _mm_set1_epi8('>'), ampersand = _mm_set1_epi8('&');
    for (; message.size - index >= 64; index += 64) {
        uint64_t bits = 0;
        for (int part = 0; part < 4; part++) {
            __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(message.bytes + index) + part);
            __m128i any = _mm_or_si128(_mm_cmpeq_epi8(bytes, less), _mm_cmpeq_epi8(bytes, greater));
            any = _mm_or_si128(any, _mm_cmpeq_epi8(bytes, ampersand));
            bits |= (uint64_t)(uint32_t)_mm_movemask_epi8(any) << (16 * part);
        }
        for (; bits != 0; bits &= bits - 1)
            places += index + (size_t)__builtin_ctzll(bits);
    }
#endif
    for (; index < message.size; index++)
        if (message.bytes[index] == '<' || message.bytes[index] == '>' || message.bytes[index] == '&')
            places += index;
    *(volatile size_t *)state = places;
    output->size += message.size;
}

processor make_scan(void)
{
    static size_t places;
    return (processor){ &places, scan, NULL, NULL };
}

static void copy(void *state, span message, collector *output)
{
    for (size_t offset = 0; offset < message.size; offset += chunk_size) {
        size_t left = message.size - offset;
        memcpy(state, message.bytes + offset, left < chunk_size ? left : chunk_size);
        __asm__ volatile("" : : "r"(state) : "memory");
    }
    output->size += message.size;
}

processor make_copy(void)
{
    void *memory = malloc(chunk_size);
    if (memory == NULL)
        give_up("no memory");
    return (processor){ memory, copy, free, NULL };
}
