/* Binary XML: what a unit costs in a large message to what it costs in a small one, which is the same if nothing grows faster
 * than the message. */
#include "conversation.h"
#include "rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { kibibyte = 1024, mebibyte = 1024 * kibibyte };

/* A document that is put together from pieces. */
typedef struct document {
    char *text;
    size_t used;
    size_t capacity;
} document;

static void put(document *document, const char *format, size_t number)
{
    char piece[128];
    size_t length = (size_t)snprintf(piece, sizeof piece, format, number, number);
    if (length > document->capacity - document->used)
        give_up("a document is larger than planned");
    memcpy(document->text + document->used, piece, length);
    document->used += length;
}

static document begin_document(size_t units)
{
    document document = { .capacity = 128 * units + 256 };
    document.text = malloc(document.capacity);
    if (document.text == NULL)
        give_up("no memory");
    return document;
}

static char *end_document(document *document, size_t *size)
{
    *size = document->used;
    return document->text;
}

/* `format` for each unit, with its number where it asks for one. */
static void put_each(document *document, const char *format, size_t units)
{
    for (size_t unit = 0; unit < units; unit++)
        put(document, format, unit);
}

static char *nested_elements(size_t units, size_t *size)
{
    document document = begin_document(units);
    put_each(&document, "<level>", units);
    put_each(&document, "</level>", units);
    return end_document(&document, size);
}

static char *attributes(size_t units, size_t *size)
{
    document document = begin_document(units);
    put(&document, "<all", 0);
    put_each(&document, " attribute%zu=\"value\"", units);
    put(&document, "/>", 0);
    return end_document(&document, size);
}

/* All declared by the root, and each used once. */
static char *namespaces(size_t units, size_t *size)
{
    document document = begin_document(units);
    put(&document, "<all", 0);
    put_each(&document, " xmlns:prefix%zu=\"urn:example:%zu\"", units);
    put(&document, ">", 0);
    put_each(&document, "<prefix%zu:used/>", units);
    put(&document, "</all>", 0);
    return end_document(&document, size);
}

/* Each declared by the element inside of the last, and closed again. */
static char *nested_namespaces(size_t units, size_t *size)
{
    document document = begin_document(units);
    put_each(&document, "<level xmlns:prefix%zu=\"urn:example:%zu\">", units);
    put_each(&document, "</level>", units);
    return end_document(&document, size);
}

static char *names(size_t units, size_t *size)
{
    document document = begin_document(units);
    put(&document, "<all>", 0);
    put_each(&document, "<name%zu/>", units);
    put(&document, "</all>", 0);
    return end_document(&document, size);
}

/* Several small messages for one large one. */
typedef struct repeated {
    conversation conversation;
    uint64_t times;
} repeated;

static void run_repeated(void *context, uint64_t repetitions)
{
    repeated *repeated = context;
    converse(&repeated->conversation, repetitions * repeated->times);
}

static void compare_growth(const row *row, const settings *settings, const texts *large, const texts *small, size_t units,
                           uint64_t factor)
{
    repeated ours = { make_conversation(row->codec_name, row->direction, false, large), 1 };
    repeated theirs = { make_conversation(row->codec_name, row->direction, false, small), factor };
    bool is_long = large->messages[0].size > 8 * (size_t)mebibyte;
    plan plan = { .rounds = row->is_huge ? 5 : 15, .turn = is_long ? 0 : 0.02 };
    if (settings->rounds > 0)
        plan.rounds = settings->rounds;
    comparison result = compare((contender){ run_repeated, &ours }, (contender){ run_repeated, &theirs }, plan);
    report_comparison(row->name, result.ours * 1e9 / (double)units, result.theirs * 1e9 / (double)units,
                      is_long ? "ns/byte" : "ns/unit", &result, row->target);
    free_conversation(&ours.conversation);
    free_conversation(&theirs.conversation);
}

static void run_units(const row *row, const settings *settings)
{
    enum { factor = 10 };
    texts large = { .count = 1 }, small = { .count = 1 };
    large.messages[0].bytes = (uint8_t *)row->write_document(row->size, &large.messages[0].size);
    small.messages[0].bytes = (uint8_t *)row->write_document(row->size / factor, &small.messages[0].size);
    compare_growth(row, settings, &large, &small, row->size, factor);
    free((void *)large.messages[0].bytes);
    free((void *)small.messages[0].bytes);
}

static void run_bytes(const row *row, const settings *settings)
{
    compare_growth(row, settings, order_texts(row->size), order_texts(kibibyte), row->size, row->size / kibibyte);
}

void add_growth_rows(row_list *list)
{
    static const struct {
        const char *name;
        char *(*write)(size_t units, size_t *size);
        size_t units;
    } kinds[] = {
        { "depth", nested_elements, 65000 }, { "attributes", attributes, 10000 },
        { "namespaces", namespaces, 10000 }, { "nested-namespaces", nested_namespaces, 10000 },
        { "names", names, 10000 },
    };
    static const char *const directions[] = { "encode", "decode" };
    for (direction direction = encoding; direction <= decoding; direction++) {
        row row = { .codec_name = "msbin1", .direction = direction, .target = { at_most, 1.5 }, .run = run_units };
        for (size_t kind = 0; kind < sizeof kinds / sizeof kinds[0]; kind++) {
            snprintf(row.name, sizeof row.name, "growth-%s-%s", directions[direction], kinds[kind].name);
            row.write_document = kinds[kind].write;
            row.size = kinds[kind].units;
            add_row(list, row);
        }
        row.target.value = 1.1;
        row.run = run_bytes;
        row.is_slow = true;
        row.size = 64 * mebibyte;
        snprintf(row.name, sizeof row.name, "growth-%s-64m", directions[direction]);
        add_row(list, row);
        row.is_huge = true;
        row.size = 1024 * (size_t)mebibyte;
        snprintf(row.name, sizeof row.name, "growth-%s-1g", directions[direction]);
        add_row(list, row);
    }
}
