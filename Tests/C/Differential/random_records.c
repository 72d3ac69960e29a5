#include "Differential/random_records.h"

#include <inttypes.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* The types of records that names begin, [MC-NBFX] sections 2.2.1 and 2.2.2; of element, attribute. */
enum { SHORT, PREFIXED, SHORT_DICTIONARY, DICTIONARY, LETTER, LETTER_DICTIONARY };
static const BYTE element_types[] = { 0x40, 0x41, 0x42, 0x43, 0x5E, 0x44 };
static const BYTE attribute_types[] = { 0x04, 0x05, 0x06, 0x07, 0x26, 0x0C };

struct maker {
    struct randomness *randomness;
    struct bytes *records, *text;
    /** How many elements may still be begun. */
    int left;
    bool is_in_attribute;
};

/* Strings of [MC-NBFS], by identifier; names first. */
/* clang-format off */
static const struct {
    ULONG id;
    const char *string;
} dictionary[] = {
    { 0x00, "mustUnderstand" }, { 0x02, "Envelope" }, { 0x08, "Header" }, { 0x0A, "Action" }, { 0x0E, "Body" },
    { 0x1A, "MessageID" }, { 0x2A, "Address" }, { 0x4E, "DerivedKeyToken" },
    { 0x04, "http://www.w3.org/2003/05/soap-envelope" },
    { 0x372, "http://www.w3.org/2001/XMLSchema-instance" },
};
/* clang-format on */
enum { DICTIONARY_NAMES = 8 };

/* clang-format off */
static const char *const names[] = { "a", "b-1", "Item", "_x.y", "name-of-16-bytes", "a-name-of-more-than-24-bytes-in-it",
                                     "Gr\303\266\303\237e",
                                     "a-name-that-is-longer-than-what-goes-the-short-way-in-the-decoder-.." };
/* clang-format on */
/* Prefixes as they are spelled out; the first two are those of records with a letter, too. */
static const char *const prefixes[] = { "p", "z", "po", "seven77", "eight888", "a-prefix-of-more-than-16-bytes" };
static const char *const namespaces[] = { "urn:1", "urn:2", "http://example.com/a", "urn:<&>\"'", "urn:\303\251" };
/* clang-format off */
static const char *const texts[] = {
    "", "x", "1234567", "12345678", "a plain text that is longer than a block", "a < b & c > d", "]]>", "&amp;", "0", "true",
    "\"quoted\" and 'quoted'", "caf\303\251 \344\270\255 \360\237\230\200", "\n \t\r\n", " ", "\302\205\342\200\250",
};
/* clang-format on */

static bool chance(struct maker *maker, size_t one_in)
{
    return random_below(maker->randomness, one_in) == 0;
}

static void put(struct maker *maker, const char *text)
{
    bytes_append(maker->text, text, strlen(text));
}

static void record(struct maker *maker, BYTE byte)
{
    bytes_append(maker->records, &byte, 1);
}

/** A number, the lowest byte first. */
static void record_bytes(struct maker *maker, uint64_t value, int size)
{
    for (int i = 0; i < size; i++)
        record(maker, (BYTE)(value >> (8 * i)));
}

/** MultiByteInt31. */
static void record_number(struct maker *maker, size_t value)
{
    for (; value >= 0x80; value >>= 7)
        record(maker, (BYTE)(value | 0x80));
    record(maker, (BYTE)value);
}

static void record_string(struct maker *maker, const char *string)
{
    record_number(maker, strlen(string));
    bytes_append(maker->records, string, strlen(string));
}

/** Text that is read back as it is. */
static void put_escaped(struct maker *maker, const char *text)
{
    for (; *text; text++)
        switch (*text) {
        case '<': put(maker, "&lt;"); break;
        case '>': put(maker, "&gt;"); break;
        case '&': put(maker, "&amp;"); break;
        case '"': put(maker, "&quot;"); break;
        case '\r': put(maker, "&#13;"); break;
        case '\n': put(maker, "&#10;"); break;
        case '\t': put(maker, "&#9;"); break;
        default: bytes_append(maker->text, text, 1);
        }
}

/* ---- Text records. `with_end` is 1 for those that end the element, too. ---- */

/** The type and length of one of three records for lengths of 8, 16 and 32 bits, not always of the shortest. */
static void record_length(struct maker *maker, BYTE type, size_t length, BYTE with_end)
{
    int size = length > 0xFF || chance(maker, 8) ? 2 : 1;
    if (length > 0xFFFF || chance(maker, 16))
        size = 4;
    record(maker, (BYTE)(type + (size == 1 ? 0 : size) + with_end));
    record_bytes(maker, length, size);
}

static void make_chars(struct maker *maker, BYTE with_end)
{
    const char *text = texts[random_below(maker->randomness, COUNT(texts))];
    size_t times = chance(maker, 60) ? random_below(maker->randomness, maker->is_in_attribute ? 200 : 3000) : 1;
    record_length(maker, 0x98, strlen(text) * times, with_end);
    for (size_t i = 0; i < times; i++) {
        bytes_append(maker->records, text, strlen(text));
        put_escaped(maker, text);
    }
}

static void make_unicode(struct maker *maker, BYTE with_end)
{
    static const struct {
        uint16_t units[8];
        size_t count;
        const char *text;
    } rows[] = {
        { { 'a', 'b', 'c', 'd', 'e' }, 5, "abcde" },
        { { 0xE9, 0x4E2D }, 2, "\303\251\344\270\255" },
        { { 'a', 0xD83D, 0xDE00, 'b', 'c', 'd', 'e', 'f' }, 8, "a\360\237\230\200bcdef" },
        { { '<', 0xD, 0xA }, 3, "<\r\n" },
        { { 0 }, 0, "" },
    };
    size_t i = random_below(maker->randomness, COUNT(rows));
    record_length(maker, 0xB6, 2 * rows[i].count, with_end);
    for (size_t j = 0; j < rows[i].count; j++)
        record_bytes(maker, rows[i].units[j], 2);
    put_escaped(maker, rows[i].text);
}

static void make_bytes(struct maker *maker, BYTE with_end)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    BYTE bytes[400] = { 0 };
    size_t size = random_below(maker->randomness, chance(maker, 8) ? 398 : 12);
    for (size_t i = 0; i < size; i++)
        bytes[i] = (BYTE)random_next(maker->randomness);
    record_length(maker, 0x9E, size, with_end);
    bytes_append(maker->records, bytes, size);
    for (size_t i = 0; i < size; i += 3) {
        ULONG group = (ULONG)bytes[i] << 16 | (ULONG)bytes[i + 1] << 8 | bytes[i + 2];
        char four[5] = { digits[group >> 18], digits[group >> 12 & 63], i + 1 < size ? digits[group >> 6 & 63] : '=',
                         i + 2 < size ? digits[group & 63] : '=', 0 };
        put(maker, four);
    }
}

/** A number of any width, or a boolean, all of which are written in decimal or as words. */
static void make_number(struct maker *maker, BYTE with_end)
{
    static const BYTE types[] = { 0x80, 0x82, 0x84, 0x86, 0x88, 0x8A, 0x8C, 0x8E, 0xB2, 0xB4 };
    static const char *const constants[] = { "0", "1", "false", "true" };
    size_t i = random_below(maker->randomness, COUNT(types));
    uint64_t value = random_next(maker->randomness) >> random_below(maker->randomness, 64);
    char text[32] = "";
    record(maker, (BYTE)(types[i] + with_end));
    if (i < 4) {
        put(maker, constants[i]);
    } else if (i < 8) {
        int size = 1 << (i - 4);
        int64_t number = size == 1 ? (int8_t)value : size == 2 ? (int16_t)value : size == 4 ? (int32_t)value : (int64_t)value;
        record_bytes(maker, value, size);
        snprintf(text, sizeof text, "%" PRId64, number);
        put(maker, text);
    } else if (i == 8) {
        record_bytes(maker, value, 8);
        snprintf(text, sizeof text, "%" PRIu64, value);
        put(maker, text);
    } else {
        record(maker, (BYTE)(value & 1));
        put(maker, value & 1 ? "true" : "false");
    }
}

static void make_identifier(struct maker *maker, BYTE with_end)
{
    BYTE bytes[16];
    char text[64];
    bool is_urn = chance(maker, 2);
    for (int i = 0; i < 16; i++)
        bytes[i] = (BYTE)random_next(maker->randomness);
    record(maker, (BYTE)((is_urn ? 0xAC : 0xB0) + with_end));
    bytes_append(maker->records, bytes, 16);
    snprintf(text, sizeof text, "%s%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
             is_urn ? "urn:uuid:" : "", bytes[3], bytes[2], bytes[1], bytes[0], bytes[5], bytes[4], bytes[7], bytes[6],
             bytes[8], bytes[9], bytes[10], bytes[11], bytes[12], bytes[13], bytes[14], bytes[15]);
    put(maker, text);
}

static void make_dictionary_text(struct maker *maker, BYTE with_end)
{
    size_t i = random_below(maker->randomness, COUNT(dictionary));
    if (chance(maker, 3)) {
        char prefix[3] = { (char)('a' + random_below(maker->randomness, 26)), ':', 0 };
        record(maker, (BYTE)(0xBC + with_end));
        record(maker, (BYTE)(prefix[0] - 'a'));
        put(maker, prefix);
    } else {
        record(maker, (BYTE)(0xAA + with_end));
    }
    record_number(maker, dictionary[i].id);
    put_escaped(maker, dictionary[i].string);
}

static void make_value(struct maker *maker, bool is_list_allowed, BYTE with_end)
{
    switch (random_below(maker->randomness, is_list_allowed ? 14 : 12)) {
    case 0:
    case 1: make_number(maker, with_end); break;
    case 2: make_unicode(maker, with_end); break;
    case 3: make_bytes(maker, with_end); break;
    case 4: make_identifier(maker, with_end); break;
    case 5: make_dictionary_text(maker, with_end); break;
    case 6: record(maker, (BYTE)(0xA8 + with_end)); break;
    case 12:
    case 13:
        record(maker, 0xA4);
        for (size_t count = random_below(maker->randomness, 5), i = 0; i < count; i++) {
            if (i > 0)
                put(maker, " ");
            make_value(maker, false, 0);
        }
        record(maker, (BYTE)(0xA6 + with_end));
        break;
    default: make_chars(maker, with_end);
    }
}

/* ---- Names, attributes and elements ---- */

/** The record that a name begins, with a prefix of those that are known, or that one, or none; appends the name to `name`. */
static void make_name(struct maker *maker, const BYTE *types, size_t known, int prefix, const char *number, struct bytes *name)
{
    size_t start = maker->text->size, i = prefix >= 0 ? (size_t)prefix : random_below(maker->randomness, COUNT(prefixes));
    bool has_prefix = known >> i & 1, is_letter = i < 2 && chance(maker, 2);
    /* Numbered names differ; those of the dictionary cannot be numbered. */
    bool is_dictionary = !*number && chance(maker, 3);
    record(maker, types[(is_dictionary ? SHORT_DICTIONARY : SHORT) + (has_prefix ? PREFIXED : 0)]);
    if (has_prefix && is_letter) {
        maker->records->size--;
        record(maker, (BYTE)(types[is_dictionary ? LETTER_DICTIONARY : LETTER] + prefixes[i][0] - 'a'));
    } else if (has_prefix) {
        record_string(maker, prefixes[i]);
    }
    if (has_prefix) {
        put(maker, prefixes[i]);
        put(maker, ":");
    }
    if (is_dictionary) {
        size_t entry = random_below(maker->randomness, DICTIONARY_NAMES);
        record_number(maker, dictionary[entry].id);
        put(maker, dictionary[entry].string);
    } else {
        char local[100];
        snprintf(local, sizeof local, "%s%s", names[random_below(maker->randomness, COUNT(names))], number);
        record_string(maker, local);
        put(maker, local);
    }
    bytes_append(name, maker->text->data + start, maker->text->size - start);
}

/** Declares the default namespace, for a prefix of -1, or that of a prefix. */
static void make_declaration(struct maker *maker, int prefix)
{
    bool is_dictionary = chance(maker, 3);
    record(maker, (BYTE)((is_dictionary ? 0x0A : 0x08) + (prefix >= 0)));
    put(maker, " xmlns");
    if (prefix >= 0) {
        record_string(maker, prefixes[prefix]);
        put(maker, ":");
        put(maker, prefixes[prefix]);
    }
    put(maker, "=\"");
    if (is_dictionary) {
        size_t entry = random_below(maker->randomness, COUNT(dictionary));
        record_number(maker, dictionary[entry].id);
        put_escaped(maker, dictionary[entry].string);
    } else {
        const char *namespace = namespaces[random_below(maker->randomness, COUNT(namespaces))];
        record_string(maker, namespace);
        put_escaped(maker, namespace);
    }
    put(maker, "\"");
}

static void make_attributes(struct maker *maker, size_t known)
{
    size_t count = chance(maker, 3) ? random_below(maker->randomness, chance(maker, 8) ? 15 : 4) : 0;
    struct bytes name = { 0 };
    for (size_t i = 0; i < count; i++) {
        char number[32];
        snprintf(number, sizeof number, "%u", (unsigned)i);
        put(maker, " ");
        make_name(maker, attribute_types, known, -1, number, &name);
        put(maker, "=\"");
        maker->is_in_attribute = true;
        make_value(maker, true, 0);
        maker->is_in_attribute = false;
        put(maker, "\"");
    }
    bytes_free(&name);
}

/** A start tag, without its end, and all that belongs to it. Returns the prefixes that are known inside. */
static size_t make_start(struct maker *maker, size_t known, struct bytes *name)
{
    int own = chance(maker, 3) ? (int)random_below(maker->randomness, COUNT(prefixes)) : -1;
    size_t inside = own >= 0 ? known | (size_t)1 << own : known;
    put(maker, "<");
    make_name(maker, element_types, own >= 0 ? inside : known, own, "", name);
    if (chance(maker, 2))
        make_attributes(maker, inside);
    if (own >= 0)
        make_declaration(maker, own);
    if (chance(maker, 8))
        make_declaration(maker, -1);
    return inside;
}

static void make_comment(struct maker *maker)
{
    static const char *const comments[] = { "", " a comment ", "<&>\303\251-\n-x" };
    const char *comment = comments[random_below(maker->randomness, COUNT(comments))];
    record(maker, 0x02);
    record_string(maker, comment);
    put(maker, "<!--");
    put(maker, comment);
    put(maker, "-->");
}

static void make_end(struct maker *maker, const struct bytes *name)
{
    put(maker, "</");
    bytes_append(maker->text, name->data, name->size);
    put(maker, ">");
}

/** An array of Int16 or Bool ([MC-NBFX] section 2.2.3.31). */
static void make_array(struct maker *maker, size_t known)
{
    struct bytes name = { 0 }, start = { 0 };
    size_t from = maker->text->size, count = 1 + random_below(maker->randomness, chance(maker, 8) ? 300 : 4);
    bool is_number = chance(maker, 2);
    record(maker, 0x03);
    make_start(maker, known, &name);
    record(maker, 0x01);
    bytes_append(&start, maker->text->data + from, maker->text->size - from);
    maker->text->size = from;
    record(maker, is_number ? 0x8B : 0xB5);
    record_number(maker, count);
    for (size_t i = 0; i < count; i++) {
        int16_t value = (int16_t)random_next(maker->randomness);
        char text[16];
        record_bytes(maker, is_number ? (uint16_t)value : (uint64_t)(value & 1), is_number ? 2 : 1);
        snprintf(text, sizeof text, "%d", value);
        bytes_append(maker->text, start.data, start.size);
        put(maker, ">");
        put(maker, is_number ? text : value & 1 ? "true" : "false");
        make_end(maker, &name);
    }
    bytes_free(&name);
    bytes_free(&start);
}

static void make_element(struct maker *maker, size_t known, int depth)
{
    struct bytes name = { 0 };
    bool is_ended = false;
    maker->left--;
    known = make_start(maker, known, &name);
    put(maker, ">");
    for (size_t count = random_below(maker->randomness, 6); count > 0 && !is_ended; count--) {
        if (maker->left > 0 && depth < 100 && !chance(maker, 3)) {
            make_element(maker, known, depth + 1);
        } else if (chance(maker, 10)) {
            make_comment(maker);
        } else if (chance(maker, 10)) {
            make_array(maker, known);
        } else {
            is_ended = chance(maker, 2);
            make_value(maker, true, is_ended);
        }
    }
    if (!is_ended)
        record(maker, 0x01);
    make_end(maker, &name);
    bytes_free(&name);
}

struct bytes random_records(struct randomness *randomness, struct bytes *text)
{
    struct bytes records = { 0 };
    struct maker maker = { randomness, &records, text, (int)random_below(randomness, 60), false };
    if (chance(&maker, 10))
        make_comment(&maker);
    make_element(&maker, 0, 1);
    if (chance(&maker, 10))
        make_comment(&maker);
    return records;
}
