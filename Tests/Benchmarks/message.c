#include "message.h"

#include "../Support/random.h"
#include "settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

unsigned random_below(uint64_t *state, unsigned limit)
{
    return (unsigned)(splitmix64(state) >> 33) % limit;
}

/* Few words are common and most are rare, as in any language. */
const char *random_word(uint64_t *state)
{
    static const char *const words[] = {
        "steel",     "bolt",      "with",       "valve",     "for",      "hex",     "black",    "cable",
        "metric",    "pump",      "sealed",     "gasket",    "brass",    "washer",  "zinc",     "coated",
        "bearing",   "hose",      "left",       "motor",     "nylon",    "spring",  "filter",   "housing",
        "copper",    "bracket",   "coupling",   "stainless", "relay",    "bushing", "adapter",  "threaded",
        "insulated", "flange",    "heavy",      "duty",      "rubber",   "sensor",  "panel",    "switch",
        "anodised",  "shaft",     "terminal",   "hydraulic", "ceramic",  "roller",  "assembly", "replacement",
        "kit",       "precision", "galvanised", "connector", "actuator", "thermal", "manifold", "chain",
        "pneumatic", "regulator", "polymer",    "impeller",  "solenoid", "gauge",   "carbide",  "resistor",
    };
    enum { count = sizeof words / sizeof words[0] };
    unsigned first = random_below(state, count);
    unsigned second = random_below(state, count);
    return words[first < second ? first : second];
}

/* Random numbers are drawn one by one, as C evaluates the arguments of a call in any order. */
static int write_head(char *to, size_t room, uint64_t *state)
{
    unsigned long long identifier = splitmix64(state);
    unsigned order = 100000 + random_below(state, 900000);
    return snprintf(to, room,
                    "<?xml version=\"1.0\" encoding=\"utf-8\"?>"
                    "<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" "
                    "xmlns:po=\"urn:example:orders\"><soap:Header><po:MessageId>%016llx</po:MessageId></soap:Header>"
                    "<soap:Body><po:PurchaseOrder number=\"%u\"><po:Items>",
                    identifier, order);
}

static int write_item(char *to, size_t room, uint64_t *state, unsigned number)
{
    static const char *const currencies[] = { "EUR", "EUR", "EUR", "USD", "GBP" };
    unsigned long long identifier = splitmix64(state) >> 24;
    const char *first = random_word(state);
    const char *second = random_word(state);
    const char *third = random_word(state);
    char comment[96] = "";
    if (random_below(state, 5) == 0)
        snprintf(comment, sizeof comment, "<po:Comment>the %s first</po:Comment>", random_word(state));
    unsigned part = random_below(state, 1000);
    int series = 'A' + (int)random_below(state, 26);
    unsigned quantity = 1 + random_below(state, 50);
    const char *currency = currencies[random_below(state, 5)];
    unsigned cents = random_below(state, 100000);
    unsigned year = 2020 + random_below(state, 6);
    unsigned month = 1 + random_below(state, 12);
    unsigned day = 1 + random_below(state, 28);
    return snprintf(to, room,
                    "<po:Item position=\"%u\" id=\"%010llx\" partNumber=\"%03u-%c\">"
                    "<po:ProductName>%s %s %s</po:ProductName><po:Quantity unit=\"piece\">%u</po:Quantity>"
                    "<po:UnitPrice currency=\"%s\">%u.%02u</po:UnitPrice>%s"
                    "<po:ShipDate>%u-%02u-%02u</po:ShipDate></po:Item>\n",
                    number, identifier, part, series, first, second, third, quantity, currency, cents / 100, cents % 100,
                    comment, year, month, day);
}

/* Words of exactly so many bytes, cut off in the middle of one if need be. */
static void write_words(char *to, size_t size, uint64_t *state)
{
    while (size > 0) {
        char text[32];
        size_t length = (size_t)snprintf(text, sizeof text, "%s ", random_word(state));
        if (length > size)
            length = size;
        memcpy(to, text, length);
        to += length;
        size -= length;
    }
}

void write_note(char *to, size_t size, const char *open, const char *close, uint64_t *state)
{
    size_t before = strlen(open), after = strlen(close);
    if (size < before + after) {
        memset(to, '\n', size);
        return;
    }
    memcpy(to, open, before);
    write_words(to + before, size - before - after, state);
    memcpy(to + size - after, close, after);
}

uint8_t *make_message(size_t size, uint64_t seed)
{
    static const char middle[] = "</po:Items>", tail[] = "</po:PurchaseOrder></soap:Body></soap:Envelope>";
    const size_t end_size = sizeof middle - 1 + sizeof tail - 1;
    char *text = malloc(size);
    if (text == NULL || size < 64)
        give_up("no message of %zu bytes", size);
    uint64_t state = seed;
    if (size < 1024) {
        write_note(text, size, "<po:Note xmlns:po=\"urn:example:orders\">", "</po:Note>", &state);
        return (uint8_t *)text;
    }
    size_t used = (size_t)write_head(text, size, &state);
    for (unsigned number = 1;; number++) {
        char item[768];
        size_t length = (size_t)write_item(item, sizeof item, &state, number);
        if (used + length + end_size > size)
            break;
        memcpy(text + used, item, length);
        used += length;
    }
    memcpy(text + used, middle, sizeof middle - 1);
    used += sizeof middle - 1;
    write_note(text + used, size - (sizeof tail - 1) - used, "<po:Note>", "</po:Note>", &state);
    memcpy(text + size - (sizeof tail - 1), tail, sizeof tail - 1);
    return (uint8_t *)text;
}
