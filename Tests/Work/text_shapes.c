/* Documents in text. Each is as large as asked for in what gives it its name, and small in everything else. */
#include "work.h"

/* An element whose content is one piece again and again. */
static void repeat(bytes *to, size_t size, const char *head, const char *piece, const char *tail)
{
    put_text(to, head);
    while (to->size < size)
        put_text(to, piece);
    put_text(to, tail);
}

#define REPEAT(name, head, piece, tail) \
    static void name(bytes *to, size_t size) \
    { \
        repeat(to, size, head, piece, tail); \
    }

/* The same with pieces that are numbered. */
#define NUMBERED(name, head, format, tail) \
    static void name(bytes *to, size_t size) \
    { \
        put_text(to, head); \
        for (unsigned number = 0; to->size < size; number++) \
            put_format(to, format, number); \
        put_text(to, tail); \
    }

#define SOAP "http://www.w3.org/2003/05/soap-envelope"

NUMBERED(plain, "<s:Envelope xmlns:s=\"" SOAP "\"><s:Body><Order xmlns=\"urn:example:orders\" version=\"1.0\">",
         "<Item><PartNumber>%06u-AA</PartNumber><Description>a widget of blue steel, medium</Description>"
         "<Quantity unit=\"each\">12</Quantity><Price>148.95</Price></Item>",
         "</Order></s:Body></s:Envelope>")

/* ---- Attributes ---- */

NUMBERED(attributes, "<e", " attribute%u=\"v\"", "/>")
NUMBERED(attributes_short, "<e", " a%x=\"\"", "/>")
NUMBERED(attributes_prefixed, "<e xmlns:p=\"urn:p\"", " p:a%x=\"\"", "/>")
NUMBERED(attributes_in_each_element, "<e>", "<a xx%x=\"\"/>", "</e>")
NUMBERED(attributes_eight, "<e>", "<a b%1$x=\"\" c=\"\" d=\"\" e=\"\" f=\"\" g=\"\" h=\"\" i=\"\"/>", "</e>")
REPEAT(attributes_same, "<e>", "<a id=\"1\" class=\"x\"/>", "</e>")
REPEAT(attributes_prefixed_same, "<e xmlns:p=\"urn:p\">", "<a p:id=\"1\" p:class=\"x\"/>", "</e>")
REPEAT(attributes_spaced, "<e>", "<a    id = '1'   \n  class\n=\t\"x\"   />", "</e>")
REPEAT(attributes_language, "<e>", "<a xml:lang=\"en\" xml:space=\"preserve\"/>", "</e>")
REPEAT(attributes_quoted, "<e>", "<a b='\"\"\"\"\"\"\"\"' c=\"''''''\"/>", "</e>")

/* Half of it a namespace, the other half attributes in it. */
static void attributes_in_long_namespace(bytes *to, size_t size)
{
    put_text(to, "<e xmlns:p=\"");
    put_times(to, "n", size / 2);
    put_text(to, "\"");
    for (unsigned number = 0; to->size < size; number++)
        put_format(to, " p:a%x=\"\"", number);
    put_text(to, "/>");
}

/* `count` prefixes whose namespaces differ in the last byte alone, and elements with an attribute of one name in each. */
static void put_differing(bytes *to, size_t size, unsigned count, size_t share)
{
    put_text(to, "<e");
    for (unsigned number = 0; number < count; number++) {
        put_format(to, " xmlns:p%u=\"", number);
        put_times(to, "n", size / share / count);
        put_format(to, "%c\"", 'A' + (int)number);
    }
    put_text(to, ">");
    while (to->size < size) {
        put_text(to, "<a");
        for (unsigned number = 0; number < count; number++)
            put_format(to, " p%u:x=\"\"", number);
        put_text(to, "/>");
    }
    put_text(to, "</e>");
}

static void namespaces_differ_last(bytes *to, size_t size)
{
    put_differing(to, size, 8, 2);
}

static void namespaces_differ_last_many(bytes *to, size_t size)
{
    put_differing(to, size, 26, 2);
}

static void attribute_names_differ_last(bytes *to, size_t size)
{
    put_text(to, "<e");
    for (unsigned number = 0; number < 8; number++) {
        put_text(to, " ");
        put_times(to, "n", size / 8);
        put_format(to, "%u=\"\"", number);
    }
    put_text(to, "/>");
}

static void attribute_names_equal(bytes *to, size_t size)
{
    put_text(to, "<e");
    for (unsigned number = 0; number < 8; number++)
        put_format(to, " xmlns:p%1$u=\"urn:%1$u\"", number);
    for (unsigned number = 0; number < 8; number++) {
        put_format(to, " p%u:", number);
        put_times(to, "n", size / 8);
        put_text(to, "=\"\"");
    }
    put_text(to, "/>");
}

/* ---- Values ---- */

REPEAT(value_plain, "<e a=\"", "plain value ", "\"/>")
REPEAT(value_references, "<e a=\"", "&amp;&lt;&quot;", "\"/>")
REPEAT(value_numbers, "<e a=\"", "&#x10FFFD;&#65;", "\"/>")
REPEAT(value_long_numbers, "<e a=\"", "&#00000000000000000000000000000065;", "\"/>")
REPEAT(value_cyrillic, "<e a=\"", "\xD0\x9F\xD1\x80\xD0\xB8\xD0\xB2\xD0\xB5\xD1\x82", "\"/>")
REPEAT(value_lines, "<e a=\"", "a\r\nb\tc\n", "\"/>")
REPEAT(value_quotes, "<e a=\"", "''''", "\"/>")
REPEAT(values_long_many, "<e>", "<a b=\"a value that is longer than any register is, and than two of them\"/>", "</e>")

/* ---- Namespaces ---- */

NUMBERED(declarations, "<e", " xmlns:p%1$x=\"urn:%1$x\"", "/>")
NUMBERED(declarations_of_one, "<e", " xmlns:p%x=\"urn:one\"", "/>")
NUMBERED(declarations_used, "<e", " xmlns:p%1$x=\"urn:%1$x\" p%1$x:a=\"\"", "/>")
NUMBERED(declarations_in_each_element, "<e>", "<p:a xmlns:p=\"urn:%x\"/>", "</e>")
REPEAT(declarations_redundant, "<e xmlns=\"urn:e\">", "<a xmlns=\"urn:e\"/>", "</e>")
NUMBERED(declarations_alike, "<e", " xmlns:aaaaaaaaaaaaaaaaaaaaaaaa%08x=\"u\"", "/>")
NUMBERED(declarations_alike_behind, "<e", " xmlns:p%08xaaaaaaaaaaaaaaaaaaaaaaaa=\"u\"", "/>")

static void nest(bytes *to, size_t size, const char *open, const char *close)
{
    size_t depth = 0;
    for (; to->size < size / 2; depth++)
        put_format(to, open, (unsigned)depth);
    for (; depth > 0; depth--)
        put_text(to, close);
}

static void nested(bytes *to, size_t size)
{
    nest(to, size, "<element>", "</element>");
}

static void nested_redeclared(bytes *to, size_t size)
{
    nest(to, size, "<p:a xmlns:p=\"urn:%x\">", "</p:a>");
}

static void nested_default(bytes *to, size_t size)
{
    nest(to, size, "<a xmlns=\"urn:%x\" b=\"\">", "</a>");
}

static void nested_declaring(bytes *to, size_t size)
{
    nest(to, size, "<a xmlns:p%1$x=\"urn:%1$x\" p0:b=\"\">", "</a>");
}

static void nested_long_names(bytes *to, size_t size)
{
    nest(to, size, "<a-name-that-is-longer-than-any-slot-has-room-for>", "</a-name-that-is-longer-than-any-slot-has-room-for>");
}

/* ---- Names ---- */

static void put_long(bytes *to, size_t size, const char *before, const char *piece, const char *behind)
{
    put_text(to, before);
    put_times(to, piece, size);
    put_text(to, behind);
}

static void name_long(bytes *to, size_t size)
{
    put_long(to, size / 2, "<", "n", "></");
    put_long(to, size / 2, "", "n", ">");
}

static void name_not_ascii(bytes *to, size_t size)
{
    put_long(to, size / 4, "<", "\xC3\xA9", "></");
    put_long(to, size / 4, "", "\xC3\xA9", ">");
}

static void attribute_name_long(bytes *to, size_t size)
{
    put_long(to, size, "<e ", "n", "=\"\"/>");
}

/* A prefix of a third, and a local name of as much behind it. */
static void prefix_long(bytes *to, size_t size)
{
    put_long(to, size / 3, "<", "p", ":");
    put_long(to, size / 3, "", "n", " xmlns:");
    put_long(to, size / 3, "", "p", "=\"u\"/>");
}

static void attribute_prefix_long(bytes *to, size_t size)
{
    put_long(to, size / 3, "<e xmlns:", "p", "=\"u\" ");
    put_long(to, size / 3, "", "p", ":");
    put_long(to, size / 3, "", "n", "=\"\"/>");
}

static void namespace_long(bytes *to, size_t size)
{
    put_long(to, size, "<e xmlns=\"", "n", "\"/>");
}

static void prefix_and_namespace_long(bytes *to, size_t size)
{
    put_long(to, size / 2, "<e xmlns:", "p", "=\"");
    put_long(to, size / 2, "", "n", "\"/>");
}

NUMBERED(names_distinct, "<e>", "<name%x/>", "</e>")
REPEAT(names_same, "<e>", "<a/>", "</e>")
REPEAT(names_prefixed, "<p:e xmlns:p=\"urn:p\">", "<p:a/>", "</p:e>")
REPEAT(names_of_dictionary, "<s:Envelope xmlns:s=\"" SOAP "\">", "<s:Header/><s:Body/>", "</s:Envelope>")

/* ---- Text ---- */

#define TEXT(name, piece) REPEAT(name, "<e>", piece, "</e>")

TEXT(text_plain, "plain text of some length, ")
TEXT(text_references, "&amp;&lt;&gt;")
TEXT(text_numbers, "&#x10FFFD;&#65;")
TEXT(text_cyrillic, "\xD0\x9F\xD1\x80\xD0\xB8\xD0\xB2\xD0\xB5\xD1\x82")
TEXT(text_emoji, "\xF0\x9F\x98\x80")
TEXT(text_lines, "a\r\nb\rc\n")
TEXT(text_blank, "      \n\t")
TEXT(text_brackets, "]] ")
TEXT(text_quotes, "\"'>")
REPEAT(section_long, "<e><![CDATA[", "<a> & b ", "]]></e>")
REPEAT(section_brackets, "<e><![CDATA[", "]]a", "]]></e>")
TEXT(sections, "<![CDATA[<]]>")
REPEAT(comment_long, "<e><!--", "a comment ", "--></e>")
REPEAT(comment_hyphens, "<e><!--", "- ", "--></e>")
TEXT(comments, "<!---->")
TEXT(comments_in_text, "a<!--b-->")
TEXT(texts, "<a>t</a>")
TEXT(texts_mixed, "t<a/>")

/* ---- Values ---- */

#define VALUES(name, value) TEXT(name, "<a>" value "</a>")

VALUES(integers, "12345678")
VALUES(integers_longest, "-9223372036854775808")
VALUES(digits, "123456789012345678901234567890")
VALUES(decimals, "79228162514264337593.543950335")
VALUES(floats, "12.5")
VALUES(doubles, "1.2345678901234")
VALUES(doubles_extreme, "2.2250738585072E-308")
VALUES(dates, "2024-02-29T23:59:59.9999999Z")
VALUES(identifiers, "f81d4fae-7dec-11d0-a765-00a0c91e6bf6")
VALUES(identifiers_urn, "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6")
VALUES(base64_short, "AQIDBAUGBwgJCgsMDQ4PEA==")
VALUES(almost_number, "12345678901234.x")
VALUES(almost_date, "2024-02-30T23:59:59.9999999Z")
VALUES(almost_base64, "AQIDBAUGBwgJCgsMDQ4PEA-=")
VALUES(truths, "true")
REPEAT(base64_long, "<e>", "AQIDBAUGBwgJCgsMDQ4PEBES", "</e>")
REPEAT(base64_attribute, "<e a=\"", "AQIDBAUGBwgJCgsMDQ4PEBES", "\"/>")

/* clang-format off */
#define SHAPE(name) {#name, name}

const shape text_shapes[] = {
    SHAPE(plain), SHAPE(attributes), SHAPE(attributes_short), SHAPE(attributes_prefixed), SHAPE(attributes_in_each_element),
    SHAPE(attributes_eight), SHAPE(attributes_same), SHAPE(attributes_prefixed_same), SHAPE(attributes_spaced),
    SHAPE(attributes_language), SHAPE(attributes_quoted), SHAPE(attributes_in_long_namespace),
    SHAPE(namespaces_differ_last), SHAPE(namespaces_differ_last_many), SHAPE(attribute_names_differ_last),
    SHAPE(attribute_names_equal), SHAPE(value_plain), SHAPE(value_references), SHAPE(value_numbers),
    SHAPE(value_long_numbers), SHAPE(value_cyrillic), SHAPE(value_lines), SHAPE(value_quotes), SHAPE(values_long_many),
    SHAPE(declarations), SHAPE(declarations_of_one), SHAPE(declarations_used), SHAPE(declarations_in_each_element),
    SHAPE(declarations_redundant), SHAPE(declarations_alike), SHAPE(declarations_alike_behind), SHAPE(nested),
    SHAPE(nested_redeclared), SHAPE(nested_default), SHAPE(nested_declaring), SHAPE(nested_long_names), SHAPE(name_long),
    SHAPE(name_not_ascii), SHAPE(attribute_name_long), SHAPE(prefix_long), SHAPE(attribute_prefix_long),
    SHAPE(namespace_long), SHAPE(prefix_and_namespace_long), SHAPE(names_distinct), SHAPE(names_same),
    SHAPE(names_prefixed), SHAPE(names_of_dictionary), SHAPE(text_plain), SHAPE(text_references), SHAPE(text_numbers),
    SHAPE(text_cyrillic), SHAPE(text_emoji), SHAPE(text_lines), SHAPE(text_blank), SHAPE(text_brackets),
    SHAPE(text_quotes), SHAPE(section_long), SHAPE(section_brackets), SHAPE(sections), SHAPE(comment_long),
    SHAPE(comment_hyphens), SHAPE(comments), SHAPE(comments_in_text), SHAPE(texts), SHAPE(texts_mixed), SHAPE(integers),
    SHAPE(integers_longest), SHAPE(digits), SHAPE(decimals), SHAPE(floats), SHAPE(doubles), SHAPE(doubles_extreme),
    SHAPE(dates), SHAPE(identifiers), SHAPE(identifiers_urn), SHAPE(base64_short), SHAPE(almost_number),
    SHAPE(almost_date), SHAPE(almost_base64), SHAPE(truths), SHAPE(base64_long), SHAPE(base64_attribute),
};
/* clang-format on */

const size_t text_shape_count = sizeof text_shapes / sizeof text_shapes[0];
