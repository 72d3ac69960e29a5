#include "kinds.h"

#include "../Support/random.h"
#include "message.h"
#include "settings.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Text that grows. An element that does not fit ends the program: the tables below are what has to be corrected. */
typedef struct text {
    char *bytes;
    size_t room;
    size_t size;
} text;

static void add(text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void add(text *text, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text->bytes + text->size, text->room - text->size, format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length >= text->room - text->size)
        give_up("an element of a message is too long");
    text->size += (size_t)length;
}

/* Nothing but attributes. */
static int write_attributes(char *to, size_t room, uint64_t *state)
{
    static const char *const states[] = { "open", "open", "shipped", "cancelled" };
    text text = { to, room, 0 };
    add(&text, "<Order id=\"%u\"", 100000 + random_below(state, 900000));
    add(&text, " customer=\"%s\"", random_word(state));
    add(&text, " status=\"%s\"", states[random_below(state, 4)]);
    add(&text, " currency=\"EUR\" total=\"%u", random_below(state, 1000));
    add(&text, ".%02u\"", random_below(state, 100));
    add(&text, " placed=\"2024-%02u", 1 + random_below(state, 12));
    add(&text, "-%02u\"", 1 + random_below(state, 28));
    add(&text, " isExpress=\"%s\"", random_below(state, 2) == 0 ? "true" : "false");
    add(&text, " note=\"%s", random_word(state));
    add(&text, " %s\"/>\n", random_word(state));
    return (int)text.size;
}

/* Long text in few elements. */
static int write_prose(char *to, size_t room, uint64_t *state)
{
    text text = { to, room, 0 };
    add(&text, "<Paragraph>");
    for (unsigned words = 100 + random_below(state, 150); words > 0; words--)
        add(&text, "%s%s", random_word(state), random_below(state, 40) == 0 ? " &amp; " : " ");
    add(&text, "</Paragraph>\n");
    return (int)text.size;
}

/* Elements in elements, to three quarters of the depth that the library allows unless asked for more. */
static int write_nesting(char *to, size_t room, uint64_t *state)
{
    static const char *const names[] = { "Group", "Section", "Part", "Entry", "Subassembly", "Component", "Step", "Detail" };
    enum { deepest = 96 };
    const char *open[deepest];
    text text = { to, room, 0 };
    for (unsigned depth = 0; depth < deepest; depth++)
        add(&text, "<%s>", open[depth] = names[random_below(state, 8)]);
    add(&text, "%s", random_word(state));
    for (unsigned depth = deepest; depth > 0; depth--)
        add(&text, "</%s>", open[depth - 1]);
    add(&text, "\n");
    return (int)text.size;
}

/* Declarations with most elements: such as WCF writes for dictionaries, and of forty modules that have a prefix each. */
static int write_namespaces(char *to, size_t room, uint64_t *state)
{
    text text = { to, room, 0 };
    add(&text,
        "<a:KeyValueOfstringanyType xmlns:a=\"http://schemas.microsoft.com/2003/10/Serialization/Arrays\">"
        "<a:Key>%s</a:Key><a:Value i:type=\"b:string\" xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" "
        "xmlns:b=\"http://www.w3.org/2001/XMLSchema\">",
        random_word(state));
    add(&text, "%s</a:Value></a:KeyValueOfstringanyType>", random_word(state));
    unsigned module = random_below(state, 40);
    add(&text, "<m%u:Entry xmlns:m%u=\"urn:example:modules:%u\" m%u:kind=\"%s\">", module, module, module, module,
        random_word(state));
    add(&text, "<m%u:Name>%s</m%u:Name></m%u:Entry>\n", module, random_word(state), module, module);
    return (int)text.size;
}

static void add_identifier(text *text, const char *name, uint64_t *state)
{
    unsigned long long first = splitmix64(state), second = splitmix64(state);
    add(text, "<%s>%08llx-%04llx-%04llx-%04llx-%012llx</%s>", name, first >> 32, first >> 16 & 0xFFFF, first & 0xFFFF,
        second >> 48, second & 0xFFFFFFFFFFFF, name);
}

static void add_moment(text *text, const char *name, const char *zone, uint64_t *state)
{
    add(text, "<%s>2024-%02u", name, 1 + random_below(state, 12));
    add(text, "-%02u", 1 + random_below(state, 28));
    add(text, "T%02u", random_below(state, 24));
    add(text, ":%02u", random_below(state, 60));
    add(text, ":%02u", random_below(state, 60));
    add(text, ".%03u%s</%s>", random_below(state, 1000), zone, name);
}

/* Dates and UUIDs. */
static int write_values(char *to, size_t room, uint64_t *state)
{
    text text = { to, room, 0 };
    add(&text, "<Event>");
    add_identifier(&text, "Id", state);
    add_identifier(&text, "CorrelationId", state);
    add_moment(&text, "Created", "Z", state);
    add_moment(&text, "Expires", "+02:00", state);
    add(&text, "<Day>2024-%02u", 1 + random_below(state, 12));
    add(&text, "-%02u</Day></Event>\n", 1 + random_below(state, 28));
    return (int)text.size;
}

/* Numbers in elements of one name. */
static int write_arrays(char *to, size_t room, uint64_t *state)
{
    text text = { to, room, 0 };
    add(&text, "<a:ArrayOfint>");
    for (unsigned count = 0; count < 32; count++)
        add(&text, "<a:int>%u</a:int>", random_below(state, 1u << (1 + random_below(state, 20))));
    add(&text, "</a:ArrayOfint><a:ArrayOfdouble>");
    for (unsigned count = 0; count < 16; count++) {
        add(&text, "<a:double>%u", random_below(state, 10000));
        add(&text, ".%03u</a:double>", random_below(state, 1000));
    }
    add(&text, "</a:ArrayOfdouble><a:ArrayOfboolean>");
    for (unsigned count = 0; count < 8; count++)
        add(&text, "<a:boolean>%s</a:boolean>", random_below(state, 2) == 0 ? "true" : "false");
    add(&text, "</a:ArrayOfboolean>\n");
    return (int)text.size;
}

/* Text in other alphabets, of two to four bytes a character. */
static int write_unicode(char *to, size_t room, uint64_t *state)
{
    static const char *const words[] = {
        "клапан",  "насос",    "подшипник", "стальной", "фильтр",  "σωλήνας", "βαλβίδα", "φίλτρο", "ἀντλία",
        "轴承",    "钢制螺栓", "阀门",      "液压泵",   "传感器",  "ポンプ",  "バルブ",  "継手",   "Dichtung",
        "Gehäuse", "Überwurf", "größer",    "joint",    "étanche", "très",    "piéce",   "şaft",   "вал",
        "муфта",   "редуктор", "датчик",    "🔧",        "⚙️",  "czujnik", "łożysko", "śruba",
    };
    enum { count = sizeof words / sizeof words[0] };
    text text = { to, room, 0 };
    add(&text, "<Part title=\"%s", words[random_below(state, count)]);
    add(&text, " %s\"><Name>", words[random_below(state, count)]);
    add(&text, "%s</Name><Description>", words[random_below(state, count)]);
    for (unsigned left = 4 + random_below(state, 20); left > 0; left--)
        add(&text, "%s ", words[random_below(state, count)]);
    add(&text, "</Description></Part>\n");
    return (int)text.size;
}

#define HEAD(declaration) \
    "<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body><Content " \
    "xmlns=\"urn:example:content\"" declaration ">"
#define TAIL "</Content></soap:Body></soap:Envelope>"
#define ARRAYS " xmlns:a=\"http://schemas.microsoft.com/2003/10/Serialization/Arrays\""

const kind kinds[kind_count] = {
    { "attributes", HEAD(""), TAIL, write_attributes }, { "prose", HEAD(""), TAIL, write_prose },
    { "nesting", HEAD(""), TAIL, write_nesting },       { "namespaces", HEAD(""), TAIL, write_namespaces },
    { "values", HEAD(""), TAIL, write_values },         { "arrays", HEAD(ARRAYS), TAIL, write_arrays },
    { "unicode", HEAD(""), TAIL, write_unicode },
};

uint8_t *make_message_of_kind(const kind *kind, size_t size, unsigned number)
{
    const size_t head = strlen(kind->head), tail = strlen(kind->tail);
    char *message = malloc(size);
    if (message == NULL || size < 4096)
        give_up("no message of %zu bytes", size);
    uint64_t state = (uint64_t)kinds_seed + (uint64_t)(kind - kinds) * 1000000 + size + number;
    memcpy(message, kind->head, head);
    size_t used = head;
    for (;;) {
        char element[4096];
        size_t length = (size_t)kind->write(element, sizeof element, &state);
        if (used + length + tail > size)
            break;
        memcpy(message + used, element, length);
        used += length;
    }
    write_note(message + used, size - tail - used, "<Note>", "</Note>", &state);
    memcpy(message + size - tail, kind->tail, tail);
    return (uint8_t *)message;
}
