#include "envelope.h"

#include <string.h>

/* A tag, and where it stands. */
struct tag {
    struct text text;  /* from "<" to after ">" */
    struct text name;  /* with its prefix */
    const char *local; /* the name without its prefix */
    int depth;         /* of its element; that of the root is 1 */
    bool is_start;
    bool is_end; /* both for an empty element */
};

struct scanner {
    const char *at;
    const char *end;
    int depth;
};

static const char *find(const char *at, const char *end, const char *word)
{
    const char *found = memmem(at, (size_t)(end - at), word, strlen(word));
    return found != NULL ? found + strlen(word) : end;
}

static bool begins(const struct scanner *scanner, const char *word)
{
    size_t length = strlen(word);
    return (size_t)(scanner->end - scanner->at) >= length && memcmp(scanner->at, word, length) == 0;
}

/* Moves to after the ">" of a tag, past those in quotes. */
static void skip_tag(struct scanner *scanner)
{
    char quote = '\0';
    for (; scanner->at < scanner->end; scanner->at++) {
        char unit = *scanner->at;
        if (quote != '\0')
            quote = unit == quote ? '\0' : quote;
        else if (unit == '"' || unit == '\'')
            quote = unit;
        else if (unit == '>')
            break;
    }
    if (scanner->at < scanner->end)
        scanner->at++;
}

static void take_name(struct tag *tag, const char *at)
{
    tag->name.begin = tag->local = at;
    while (at < tag->text.end && strchr(" \t\r\n/>", *at) == NULL)
        if (*at++ == ':')
            tag->local = at;
    tag->name.end = at;
}

/* Finds the next tag. */
static bool next_tag(struct scanner *scanner, struct tag *tag)
{
    while (scanner->at < scanner->end) {
        const char *start = memchr(scanner->at, '<', (size_t)(scanner->end - scanner->at));
        if (start == NULL)
            return false;
        scanner->at = start;
        if (begins(scanner, "<!--")) {
            scanner->at = find(scanner->at, scanner->end, "-->");
        } else if (begins(scanner, "<![CDATA[")) {
            scanner->at = find(scanner->at, scanner->end, "]]>");
        } else if (begins(scanner, "<?")) {
            scanner->at = find(scanner->at, scanner->end, "?>");
        } else {
            bool is_start = !begins(scanner, "</");
            skip_tag(scanner);
            *tag = (struct tag){ .text = { start, scanner->at }, .is_start = is_start };
            tag->is_end = !is_start || (scanner->at - start > 2 && scanner->at[-2] == '/');
            take_name(tag, start + (is_start ? 1 : 2));
            tag->depth = is_start ? ++scanner->depth : scanner->depth;
            if (tag->is_end)
                scanner->depth--;
            return true;
        }
    }
    return false;
}

static bool is_named(const struct tag *tag, const char *local)
{
    size_t length = (size_t)(tag->name.end - tag->local);
    return length == strlen(local) && memcmp(tag->local, local, length) == 0;
}

/* Finds the start tag of a child of the root. */
static bool find_part(struct scanner *scanner, const char *local, struct tag *tag)
{
    while (next_tag(scanner, tag))
        if (tag->is_start && tag->depth == 2 && is_named(tag, local))
            return true;
    return false;
}

/* Finds the start tag of a header block. The scanner is left after it. */
static bool find_header(struct scanner *scanner, const char *local, struct tag *tag)
{
    if (!find_part(scanner, "Header", tag) || tag->is_end)
        return false;
    while (next_tag(scanner, tag) && tag->depth > 2)
        if (tag->is_start && tag->depth == 3 && is_named(tag, local))
            return true;
    return false;
}

bool envelope_is_fault(struct text envelope)
{
    struct scanner scanner = { envelope.begin, envelope.end, 0 };
    struct tag tag;
    return find_part(&scanner, "Body", &tag) && !tag.is_end && next_tag(&scanner, &tag) && tag.is_start
           && is_named(&tag, "Fault");
}

struct text envelope_message_id(struct text envelope)
{
    struct scanner scanner = { envelope.begin, envelope.end, 0 };
    struct tag start, end;
    if (find_header(&scanner, "MessageID", &start) && !start.is_end && next_tag(&scanner, &end))
        return (struct text){ start.text.end, end.text.begin };
    return (struct text){ NULL, NULL };
}

static bool append(WSE_BUFFER *output, struct text text)
{
    WS_BYTES bytes = { (ULONG)(text.end - text.begin), (BYTE *)text.begin };
    return SUCCEEDED(WseBufferWrite(output, &bytes, 1, NULL, NULL));
}

static bool append_word(WSE_BUFFER *output, const char *word)
{
    return append(output, (struct text){ word, word + strlen(word) });
}

static bool append_header(WSE_BUFFER *output, struct text message_id)
{
    return append_word(output, "<RelatesTo xmlns=\"http://www.w3.org/2005/08/addressing\">") && append(output, message_id)
           && append_word(output, "</RelatesTo>");
}

/* Adds a RelatesTo header to an envelope that has none. */
static bool add_header(struct text envelope, struct text message_id, WSE_BUFFER *output)
{
    struct scanner scanner = { envelope.begin, envelope.end, 0 };
    struct tag root, header;
    if (!next_tag(&scanner, &root))
        return append(output, envelope);
    bool has_header = find_part(&scanner, "Header", &header);
    const char *place = has_header ? header.text.end : root.text.end;
    struct text prefix = { root.name.begin, root.local };
    if (has_header && !header.is_end)
        return append(output, (struct text){ envelope.begin, place }) && append_header(output, message_id)
               && append(output, (struct text){ place, envelope.end });
    /* An empty header is replaced. */
    return append(output, (struct text){ envelope.begin, has_header ? header.text.begin : place }) && append_word(output, "<")
           && append(output, prefix) && append_word(output, "Header>") && append_header(output, message_id)
           && append_word(output, "</") && append(output, prefix) && append_word(output, "Header>")
           && append(output, (struct text){ place, envelope.end });
}

bool envelope_relate(struct text envelope, struct text message_id, WSE_BUFFER *output)
{
    struct scanner scanner = { envelope.begin, envelope.end, 0 };
    struct tag start, end;
    if (message_id.begin == NULL)
        return append(output, envelope);
    if (!find_header(&scanner, "RelatesTo", &start))
        return add_header(envelope, message_id, output);
    if (start.is_end) /* <a:RelatesTo/> */
        return append(output, (struct text){ envelope.begin, start.text.end - 2 }) && append_word(output, ">")
               && append(output, message_id) && append_word(output, "</") && append(output, start.name)
               && append_word(output, ">") && append(output, (struct text){ start.text.end, envelope.end });
    if (!next_tag(&scanner, &end))
        return append(output, envelope);
    return append(output, (struct text){ envelope.begin, start.text.end }) && append(output, message_id)
           && append(output, (struct text){ end.text.begin, envelope.end });
}
