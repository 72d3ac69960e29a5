#include "Differential/random_text.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define ONE_OF(writer, array) ((array)[random_below((writer)->randomness, COUNT(array))])

struct writer {
    struct randomness *randomness;
    struct bytes text;
    /** How many elements may still be begun. */
    int left;
};

/* clang-format off */
static const char *const names[] = { "a", "b-1", "Item", "_x.y", "a-name-of-23-bytes-long", "a-name-of-24-bytes-long.",
                                     "a-name-of-more-than-24-bytes", "Gr\303\266\303\237e", "Body", "xmln" };
static const char *const prefixes[] = { "p", "q", "s", "a-prefix", "Long-Prefix-Of-More-Than-A-Slot-Has" };
static const char *const namespaces[] = { "urn:1", "urn:2", "http://www.w3.org/2003/05/soap-envelope", "urn:&#x61;&#98;",
                                          "http://example.com/a/namespace?with=query&amp;more", "urn:\303\251", "urn:a'b" };
static const char *const values[] = {
    "1", "0", "true", "-17", "12.50", "1e3", "2026-11-27T12:00:00Z", "INF", "NaN", "d4c3b2a1-0011-2233-4455-66778899aabb",
    "a plain text", "&lt;&amp;&gt;&quot;&apos;", "&#65;&#x42;&#x1F600;", "&#x0000000000000000000000000000000000041;", " ",
    "caf\303\251 \344\270\255\346\226\207 \360\237\230\200", "two\nlines", "a\r\nb\rc\r", "tab\tand 'other'", "&#13;&#10;&#9;",
    "SGVsbG8sIHdvcmxkISBIb3cgYXJlIHlvdT8=", "\302\205\342\200\250", "mustUnderstand", "a longer text that goes beyond a block",
};
static const char *const content[] = { "]] ]", "]&gt;", "a > b", "\"'", "]]&gt;", "<![CDATA[a<b]]>", "<![CDATA[]]>", "<!---->",
                                       "<![CDATA[]]]]><![CDATA[>]]>", "<!-- - a\r\n comment -->", "<!--<&>\303\251-->" };
/* clang-format on */
static const char *const blanks[] = { " ", " ", " ", "  ", "\n", "\r\n\t", " \r " };

static bool chance(struct writer *writer, size_t one_in)
{
    return random_below(writer->randomness, one_in) == 0;
}

static void put(struct writer *writer, const char *text)
{
    bytes_append(&writer->text, text, strlen(text));
}

static void put_blank(struct writer *writer)
{
    put(writer, ONE_OF(writer, blanks));
}

static void put_text(struct writer *writer)
{
    put(writer, ONE_OF(writer, values));
    /* Beyond the size of a piece, now and then, and not on its border alone. */
    if (chance(writer, 300))
        for (size_t left = 2000 + random_below(writer->randomness, 200); left > 0; left--)
            put(writer, "0123456\344\270\255");
}

/** An attribute's value, in either quotes. */
static void put_value(struct writer *writer, const char *const *choices, size_t count)
{
    const char *value = choices[random_below(writer->randomness, count)];
    const char *quote = chance(writer, 2) && !strchr(value, '\'') ? "'" : "\"";
    put(writer, chance(writer, 10) ? " = " : "=");
    put(writer, quote);
    put(writer, value);
    put(writer, quote);
}

/** The prefixes of `known`, a bit for each, that are declared. */
static size_t put_declarations(struct writer *writer, size_t known)
{
    if (chance(writer, 6)) {
        put_blank(writer);
        put(writer, "xmlns");
        if (chance(writer, 3))
            put(writer, "=''");
        else
            put_value(writer, namespaces, COUNT(namespaces));
    }
    for (size_t i = 0; i < COUNT(prefixes); i++)
        if (chance(writer, 8)) {
            known |= (size_t)1 << i;
            put_blank(writer);
            put(writer, "xmlns:");
            put(writer, prefixes[i]);
            put_value(writer, namespaces, COUNT(namespaces));
        }
    return known;
}

static void put_prefix(struct writer *writer, size_t known)
{
    size_t i = random_below(writer->randomness, COUNT(prefixes));
    if (!(known >> i & 1))
        return;
    put(writer, prefixes[i]);
    put(writer, ":");
}

static void put_attributes(struct writer *writer, size_t known)
{
    size_t count = chance(writer, 3) ? random_below(writer->randomness, chance(writer, 8) ? 20 : 5) : 0;
    for (size_t i = 0; i < count; i++) {
        char number[32];
        put_blank(writer);
        put_prefix(writer, known);
        put(writer, ONE_OF(writer, names));
        put(writer, (snprintf(number, sizeof number, "%u", (unsigned)i), number));
        put_value(writer, values, COUNT(values));
    }
    if (chance(writer, 12)) {
        put_blank(writer);
        put(writer, chance(writer, 2) ? "xml:lang" : "xml:space");
        put(writer, "='preserve'");
    }
}

static void put_element(struct writer *writer, size_t known, int depth)
{
    struct bytes name = { 0 };
    writer->left--;
    put(writer, "<");
    /* A prefix that its own element declares, or one further out. */
    size_t own = random_below(writer->randomness, COUNT(prefixes)), start = writer->text.size;
    bool declares = chance(writer, 4);
    if (declares) {
        put(writer, prefixes[own]);
        put(writer, ":");
    } else {
        put_prefix(writer, known);
    }
    put(writer, ONE_OF(writer, names));
    bytes_append(&name, writer->text.data + start, writer->text.size - start);
    if (declares) {
        put_blank(writer);
        put(writer, "xmlns:");
        put(writer, prefixes[own]);
        put_value(writer, namespaces, COUNT(namespaces));
        put_attributes(writer, known | (size_t)1 << own);
        known |= (size_t)1 << own;
    } else {
        size_t mark = chance(writer, 2);
        if (mark)
            put_attributes(writer, known);
        known = put_declarations(writer, known);
        if (!mark)
            put_attributes(writer, known);
    }
    if (chance(writer, 6))
        put_blank(writer);
    if (chance(writer, 8)) {
        put(writer, "/>");
        bytes_free(&name);
        return;
    }
    put(writer, ">");
    for (size_t count = random_below(writer->randomness, 6); count > 0; count--) {
        if (writer->left > 0 && depth < 100 && !chance(writer, 3))
            put_element(writer, known, depth + 1);
        else if (chance(writer, 4))
            put(writer, ONE_OF(writer, content));
        else if (chance(writer, 4))
            put_blank(writer);
        else
            put_text(writer);
    }
    put(writer, "</");
    bytes_append(&writer->text, name.data, name.size);
    if (chance(writer, 20))
        put_blank(writer);
    put(writer, ">");
    bytes_free(&name);
}

struct bytes random_text(struct randomness *randomness)
{
    static const char *const declarations[] = { "<?xml version=\"1.0\"?>", "<?xml version='1.0' encoding='UTF-8'?>",
                                                "<?xml  version = \"1.0\" encoding=\"utf-8\" standalone='yes' ?>" };
    struct writer writer = { randomness, { 0 }, (int)random_below(randomness, 60) };
    if (chance(&writer, 20))
        put(&writer, "\357\273\277");
    if (chance(&writer, 4))
        put(&writer, ONE_OF(&writer, declarations));
    if (chance(&writer, 8))
        put(&writer, "<!-- before -->");
    if (chance(&writer, 4))
        put_blank(&writer);
    put_element(&writer, 0, 1);
    if (chance(&writer, 4))
        put(&writer, "\n<!--after-->\n");
    return writer.text;
}

static void insert(struct bytes *bytes, size_t at, const void *part, size_t size)
{
    struct bytes whole = { 0 };
    bytes_append(&whole, bytes->data, at);
    bytes_append(&whole, part, size);
    bytes_append(&whole, bytes->data + at, bytes->size - at);
    bytes_free(bytes);
    *bytes = whole;
}

static void drop(struct bytes *bytes, size_t at, size_t count)
{
    if (count > bytes->size - at)
        count = bytes->size - at;
    if (count > 0)
        memmove(bytes->data + at, bytes->data + at + count, bytes->size - at - count);
    bytes->size -= count;
}

void damage_bytes(struct randomness *randomness, struct bytes *bytes)
{
    for (size_t left = 1 + random_below(randomness, 3); left > 0; left--) {
        size_t at = random_below(randomness, bytes->size + 1);
        BYTE byte = (BYTE)random_next(randomness);
        switch (random_below(randomness, 5)) {
        case 0: drop(bytes, at, 1 + random_below(randomness, 8)); break;
        case 1:
            if (at < bytes->size)
                bytes->data[at] ^= (BYTE)(1 << (byte & 7));
            break;
        case 2:
            if (at < bytes->size)
                bytes->data[at] = byte;
            break;
        case 3: insert(bytes, at, &byte, 1); break;
        default: {
            BYTE part[16];
            size_t from = random_below(randomness, bytes->size + 1), size = random_below(randomness, sizeof part);
            if (size > bytes->size - from)
                size = bytes->size - from;
            if (size > 0)
                memcpy(part, bytes->data + from, size);
            insert(bytes, at, part, size);
        }
        }
    }
}

void damage_text(struct randomness *randomness, struct bytes *document)
{
    /* clang-format off */
    static const char *const pieces[] = {
        "<", ">", "/", "&", ";", "\"", "'", "=", " ", "\r", "\n", "]]>", "<![CDATA[", "<!--", "-->", "--", "&lt;", "&#65;",
        "&#x0;", "&#xD800;", "&#xFFFE;", "&#x110000;", "&bogus;", "&#;", "&#x;", "&amp", "<b>", "</b>", "<b/>", "</a>",
        " x='1'", " x='1'", " xmlns='urn:x'", " xmlns:p='urn:p'", " xmlns:p=''", " p:x='1'", " xmlns:xml='urn:x'",
        " xmlns:xmlns='urn:x'", " xmlns='http://www.w3.org/2000/xmlns/'", ":", "xmlns:", "xml:", "a:b:c", "\1", "\37", "\177",
        "<?xml version='1.0'?>", "<?pi?>", "<!DOCTYPE a>", "\357\273\277", "\357\277\277", "\300\200", "\355\240\200",
        "\364\220\200\200", "\303", "\377", "http://www.w3.org/XML/1998/namespace", "version='1.1'", "encoding='latin1'",
    };
    /* clang-format on */
    if (random_below(randomness, 3) == 0) {
        damage_bytes(randomness, document);
        return;
    }
    for (size_t left = 1 + random_below(randomness, 2); left > 0; left--) {
        const char *piece = pieces[random_below(randomness, COUNT(pieces))];
        insert(document, random_below(randomness, document->size + 1), piece, strlen(piece));
    }
}
