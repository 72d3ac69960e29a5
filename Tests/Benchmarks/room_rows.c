/* Two rooms of the library by themselves: the tokenizer beside programs in C that read the same text, the writer beside one
 * that writes it. */
#include "conversation.h"
#include "rooms.h"
#include "rows.h"

#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { kibibyte = 1024, mebibyte = 1024 * kibibyte, padding = 16 };

static plan plan_for(const settings *settings)
{
    plan plan = { .of_speeds = true, .turn = settings->quick ? 0.003 : 0.01, .rounds = settings->quick ? 15 : 41 };
    if (settings->rounds > 0)
        plan.rounds = settings->rounds;
    return plan;
}

/* ---- Tokenizer ---- */

static void tokenize(void *state, span message, collector *output)
{
    for (size_t offset = 0; offset < message.size; offset += chunk_size) {
        size_t left = message.size - offset;
        ptrdiff_t told = bench_tokenize(state, message.bytes + offset, (ptrdiff_t)(left < chunk_size ? left : chunk_size),
                                        offset == 0, left <= chunk_size);
        if (told < 0)
            give_up("the tokenizer refuses the message");
        output->size += (size_t)told;
    }
}

static void run_tokenizer(const row *row, const settings *settings)
{
    static void *tokenizer;
    if (tokenizer == NULL)
        tokenizer = bench_make_tokenizer();
    const texts *texts = order_texts(row->size);
    conversation ours = make_reading((processor){ tokenizer, tokenize, NULL, NULL }, texts);
    conversation theirs = make_reading(row->make_theirs(), texts);
    comparison result = compare((contender){ converse, &ours }, (contender){ converse, &theirs }, plan_for(settings));
    double megabytes = (double)row->size / 1e6;
    report_comparison(row->name, megabytes / result.ours, megabytes / result.theirs, "MB/s", &result, row->target);
    free_conversation(&theirs);
}

/* ---- Writer ---- */

typedef struct document {
    token *tokens;
    size_t count;
    size_t capacity;
    uint8_t *output;
    size_t room;
    size_t written;
} document;

static uint8_t *kept(const char *text, size_t size)
{
    uint8_t *copy = calloc(1, size + padding);
    if (copy == NULL)
        give_up("no memory");
    return memcpy(copy, text, size);
}

static void put(document *document, token_kind kind, const char *first, const char *second, size_t second_size)
{
    if (document->count == document->capacity) {
        document->capacity = 2 * document->capacity + 64;
        document->tokens = realloc(document->tokens, document->capacity * sizeof *document->tokens);
        if (document->tokens == NULL)
            give_up("no memory");
    }
    document->tokens[document->count++] = (token){ kind, kept(first, strlen(first)), (ptrdiff_t)strlen(first),
                                                   kept(second, second_size), (ptrdiff_t)second_size };
}

static void put_begin(void *context, const XML_Char *name, const XML_Char **attributes)
{
    put(context, token_begin, name, "", 0);
    for (; attributes[0] != NULL; attributes += 2)
        put(context, token_attribute, attributes[0], attributes[1], strlen(attributes[1]));
    put(context, token_attributes, "", "", 0);
}

static void put_end(void *context, const XML_Char *name)
{
    put(context, token_end, name, "", 0);
}

static void put_text(void *context, const XML_Char *text, int size)
{
    put(context, token_text, "", text, (size_t)size);
}

static document read_document(span text)
{
    document document = { .room = 2 * text.size + 4096 };
    document.output = malloc(document.room);
    XML_Parser parser = XML_ParserCreate(NULL);
    XML_SetUserData(parser, &document);
    XML_SetElementHandler(parser, put_begin, put_end);
    XML_SetCharacterDataHandler(parser, put_text);
    if (document.output == NULL || XML_Parse(parser, (const char *)text.bytes, (int)text.size, 1) != XML_STATUS_OK)
        give_up("the message cannot be read");
    XML_ParserFree(parser);
    return document;
}

static void free_document(document *document)
{
    for (size_t index = 0; index < document->count; index++) {
        free((void *)document->tokens[index].first);
        free((void *)document->tokens[index].second);
    }
    free(document->tokens);
    free(document->output);
}

static void write_ours(void *context, uint64_t repetitions)
{
    document *document = context;
    for (uint64_t repetition = 0; repetition < repetitions; repetition++)
        document->written = (size_t)bench_write(document->tokens, (ptrdiff_t)document->count, document->output,
                                                (ptrdiff_t)document->room);
}

static uint8_t *copy(uint8_t *to, const void *bytes, size_t size)
{
    memcpy(to, bytes, size);
    return to + size;
}

/* Copies what lies between characters that need a reference. */
static uint8_t *escape(uint8_t *to, const uint8_t *bytes, size_t size)
{
    static const char *const references[256] = { ['<'] = "&lt;", ['>'] = "&gt;", ['&'] = "&amp;", ['"'] = "&quot;" };
    size_t begin = 0;
    for (size_t index = 0; index < size; index++)
        if (references[bytes[index]] != NULL) {
            to = copy(to, bytes + begin, index - begin);
            to = copy(to, references[bytes[index]], strlen(references[bytes[index]]));
            begin = index + 1;
        }
    return copy(to, bytes + begin, size - begin);
}

/* What fits is known beforehand here, so that this program does not ask. */
static void write_theirs(void *context, uint64_t repetitions)
{
    document *document = context;
    for (uint64_t repetition = 0; repetition < repetitions; repetition++) {
        uint8_t *to = document->output;
        for (size_t index = 0; index < document->count; index++) {
            const token *token = &document->tokens[index];
            switch ((token_kind)token->kind) {
            case token_begin:
                *to++ = '<';
                to = copy(to, token->first, (size_t)token->first_size);
                break;
            case token_attribute:
                *to++ = ' ';
                to = copy(to, token->first, (size_t)token->first_size);
                to = copy(to, "=\"", 2);
                to = escape(to, token->second, (size_t)token->second_size);
                *to++ = '"';
                break;
            case token_attributes: *to++ = '>'; break;
            case token_text: to = escape(to, token->second, (size_t)token->second_size); break;
            case token_end:
                to = copy(to, "</", 2);
                to = copy(to, token->first, (size_t)token->first_size);
                *to++ = '>';
                break;
            }
        }
        document->written = (size_t)(to - document->output);
    }
}

static void run_writer(const row *row, const settings *settings)
{
    document ours = read_document(order_texts(row->size)->messages[0]), theirs = ours;
    theirs.output = malloc(theirs.room);
    write_ours(&ours, 1);
    write_theirs(&theirs, 1);
    if (ours.written != theirs.written || memcmp(ours.output, theirs.output, ours.written) != 0)
        give_up("the writers do not write the same");
    comparison result = compare((contender){ write_ours, &ours }, (contender){ write_theirs, &theirs }, plan_for(settings));
    double megabytes = (double)row->size / 1e6;
    report_comparison(row->name, megabytes / result.ours, megabytes / result.theirs, "MB/s", &result, row->target);
    free(theirs.output);
    free_document(&ours);
}

void add_room_rows(row_list *list)
{
    static const struct {
        const char *name;
        size_t size;
    } sizes[] = { { "1k", kibibyte }, { "1m", mebibyte } };
    static const struct {
        const char *name;
        processor (*make)(void);
    } readers[] = { { "expat", make_expat }, { "libxml2", make_libxml2 }, { "scan", make_scan } };
    for (size_t size = 0; size < sizeof sizes / sizeof sizes[0]; size++) {
        for (size_t reader = 0; reader < sizeof readers / sizeof readers[0]; reader++) {
            row row = { .size = sizes[size].size,
                        .make_theirs = readers[reader].make,
                        .is_extra = sizes[size].size == kibibyte || readers[reader].make == make_libxml2,
                        .run = run_tokenizer };
            snprintf(row.name, sizeof row.name, "tokenizer-%s-%s", sizes[size].name, readers[reader].name);
            add_row(list, row);
        }
        row row = { .size = sizes[size].size, .is_extra = sizes[size].size == kibibyte, .run = run_writer };
        snprintf(row.name, sizeof row.name, "writer-%s", sizes[size].name);
        add_row(list, row);
    }
}
