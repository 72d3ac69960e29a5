#include "Differential/differential.h"

#include "Differential/judges.h"
#include "Differential/random_records.h"
#include "Differential/random_text.h"

/** What became of a message. */
struct outcome {
    HRESULT result;
    struct bytes bytes;
    char error[512];
};

/** How a round runs its messages. */
struct setup {
    const char *codec;
    WSE_PROPERTY properties[2];
    ULONG property_count;
    ULONG limit;
    BOOL typed_text;
};

static void demand(bool condition, const char *what)
{
    if (condition)
        return;
    fprintf(stderr, "differential: %s\n", what);
    abort();
}

/* Not the suites' own, which is of one thread. */
static void take_text(WS_ERROR *error, char text[512])
{
    WS_STRING string = { 0, NULL };
    size_t i = 0;
    if (WsGetErrorString(error, 0, &string) == S_OK)
        for (; i < string.length && i < 511; i++)
            text[i] = (char)string.chars[i];
    text[i] = '\0';
    WsResetError(error);
}

/** A limit, in one round of four; typed text or not. Decoders know nothing of the latter. */
static void prepare(struct setup *setup, struct randomness *randomness)
{
    static const struct {
        WSE_PROPERTY_ID id;
        ULONG least, most;
    } limits[] = {
        { WSE_PROPERTY_MAX_DEPTH, 1, 6 },
        { WSE_PROPERTY_MAX_ATTRIBUTES, 0, 4 },
        { WSE_PROPERTY_MAX_NAMESPACE_DECLARATIONS, 0, 4 },
        { WSE_PROPERTY_MAX_NAME_LENGTH, 1, 80 },
        { WSE_PROPERTY_MAX_ATTRIBUTE_VALUE_LENGTH, 0, 80 },
    };
    setup->codec = random_below(randomness, 3) ? "msbin1" : "msbinsession1";
    setup->typed_text = random_below(randomness, 2) ? TRUE : FALSE;
    setup->property_count = 0;
    if (random_below(randomness, 4) == 0) {
        size_t i = random_below(randomness, sizeof limits / sizeof *limits);
        setup->limit = limits[i].least + (ULONG)random_below(randomness, limits[i].most - limits[i].least + 1);
        setup->properties[setup->property_count++] = (WSE_PROPERTY){ limits[i].id, &setup->limit, sizeof setup->limit };
    }
    setup->properties[setup->property_count] = (WSE_PROPERTY){ WSE_PROPERTY_TYPED_TEXT, &setup->typed_text,
                                                               sizeof setup->typed_text };
}

static void open_tables(const struct setup *setup, bool is_encoder, WS_CHANNEL_ENCODER *encoder, WS_CHANNEL_DECODER *decoder)
{
    ULONG count = setup->property_count;
    if (is_encoder)
        demand(WseCreateChannelEncoder(setup->codec, setup->properties, count + 1, encoder, NULL) == S_OK, "table");
    else
        demand(WseCreateChannelDecoder(setup->codec, setup->properties, count, decoder, NULL) == S_OK, "table");
}

static struct outcome run_whole(const struct setup *setup, bool is_encoder, const struct bytes *input)
{
    WS_CHANNEL_ENCODER encoder = { 0 };
    WS_CHANNEL_DECODER decoder = { 0 };
    WSE_BUFFER *output = NULL;
    WS_ERROR *error = NULL;
    WS_BYTES bytes = { (ULONG)input->size, input->data };
    struct outcome outcome = { .bytes = { 0 } };
    const BYTE *data;
    ULONGLONG size;
    open_tables(setup, is_encoder, &encoder, &decoder);
    demand(WsCreateError(NULL, 0, &error) == S_OK && WseCreateBuffer(0, &output, NULL) == S_OK, "memory");
    outcome.result = is_encoder ? WseEncodeMessage(&encoder, NULL, &bytes, 1, output, NULL, NULL, error)
                                : WseDecodeMessage(&decoder, NULL, NULL, &bytes, 1, output, NULL, error);
    demand(WseGetBufferBytes(output, &data, &size) == S_OK, "bytes");
    bytes_append(&outcome.bytes, data, (size_t)size);
    take_text(error, outcome.error);
    WseFreeBuffer(output);
    WsFreeError(error);
    WseFreeChannelEncoder(&encoder);
    WseFreeChannelDecoder(&decoder);
    return outcome;
}

/** In pieces of any size, small ones mostly, and with sinks and sources that complete in any manner. */
static struct outcome run_in_pieces(const struct setup *setup, bool is_encoder, const struct bytes *input,
                                    struct randomness *randomness)
{
    static const size_t sizes[] = { 1, 2, 7, 33, 200, 4000, 40000 };
    size_t size = sizes[random_below(randomness, sizeof sizes / sizeof *sizes)];
    /* Threads take their time: one message in eight is completed by them. */
    enum manner manner = random_below(randomness, 8) ? SYNCHRONOUSLY : (enum manner)random_below(randomness, MANNER_COUNT);
    ULONG chunk = (ULONG)(1 + random_below(randomness, 2 * size));
    struct setup chunked = *setup;
    WSE_PROPERTY properties[3];
    WS_CHANNEL_ENCODER encoder = { 0 };
    WS_CHANNEL_DECODER decoder = { 0 };
    WS_ERROR *error = NULL;
    WS_STRING none = { 0, NULL };
    struct outcome outcome = { .bytes = { 0 } };
    struct channel channel;
    void *instance = NULL;
    ULONG count = setup->property_count + (is_encoder ? 1 : 0);
    memcpy(properties, chunked.properties, count * sizeof *properties);
    properties[count++] = (WSE_PROPERTY){ WSE_PROPERTY_CHUNK_SIZE, &chunk, sizeof chunk };
    demand(WsCreateError(NULL, 0, &error) == S_OK, "memory");
    channel_open(&channel, manner, random_next(randomness));
    if (is_encoder) {
        struct delivery delivery = {
            .part = size, .is_random = random_below(randomness, 2), .per_call = 3, .has_empty = random_below(randomness, 4) == 0
        };
        demand(WseCreateChannelEncoder(setup->codec, properties, count, &encoder, NULL) == S_OK, "table");
        demand(WseCreateEncoder(encoder.createContext, channel_write, &channel, &instance, NULL) == S_OK, "encoder");
        outcome.result = channel_send(&channel, &encoder, instance, input->data, input->size, delivery, error);
        bytes_append(&outcome.bytes, channel.output.data, channel.output.size);
        WseFreeEncoder(instance);
    } else {
        demand(WseCreateChannelDecoder(setup->codec, properties, count, &decoder, NULL) == S_OK, "table");
        demand(WseCreateDecoder(decoder.createContext, channel_read, &channel, &instance, NULL) == S_OK, "decoder");
        channel_reset(&channel, input->data, input->size);
        channel.read_limit = random_below(randomness, 2) ? size : 0;
        outcome.result = channel_receive(&channel, &decoder, instance, &none, random_below(randomness, 2) ? size : 0,
                                         &outcome.bytes, error);
        WseFreeDecoder(instance);
    }
    take_text(error, outcome.error);
    channel_close(&channel);
    WsFreeError(error);
    WseFreeChannelEncoder(&encoder);
    WseFreeChannelDecoder(&decoder);
    return outcome;
}

/** A finding, with the beginning of the message. */
__attribute__((format(printf, 3, 4))) static void note(struct finding *finding, const struct bytes *message, const char *format,
                                                       ...)
{
    va_list arguments;
    if (finding->text[0])
        return;
    va_start(arguments, format);
    size_t used = (size_t)vsnprintf(finding->text, sizeof finding->text, format, arguments);
    va_end(arguments);
    for (size_t i = 0; i < message->size && i < 400 && used + 8 < sizeof finding->text; i++) {
        BYTE byte = message->data[i];
        bool is_plain = byte >= 0x20 && byte < 0x7F;
        used += (size_t)snprintf(finding->text + used, sizeof finding->text - used, is_plain ? "%s%c" : "%s\\%02x",
                                 i == 0 ? ": " : "", byte);
    }
}

/** Whether a message in pieces fares as it does whole. What was given before a failure is a beginning of what there is. */
static void compare_pieces(const struct setup *setup, bool is_encoder, const struct bytes *input, const struct outcome *whole,
                           struct randomness *randomness, struct finding *finding)
{
    for (int i = 0; i < 2; i++) {
        struct outcome pieces = run_in_pieces(setup, is_encoder, input, randomness);
        bool is_same = pieces.result == whole->result && strcmp(pieces.error, whole->error) == 0;
        if (whole->result == S_OK)
            is_same = is_same && pieces.bytes.size == whole->bytes.size
                      && memcmp(pieces.bytes.data, whole->bytes.data, whole->bytes.size) == 0;
        if (!is_same)
            note(finding, input, "%s in pieces: 0x%08x %s, %zu bytes; whole: 0x%08x %s, %zu bytes",
                 is_encoder ? "encoded" : "decoded", (unsigned)pieces.result, pieces.error, pieces.bytes.size,
                 (unsigned)whole->result, whole->error, whole->bytes.size);
        bytes_free(&pieces.bytes);
    }
}

/** expat knows the names of the fourth edition, which has fewer characters. */
static bool has_names_of_the_fifth_edition(const struct bytes *document)
{
    for (size_t i = 0; i < document->size; i++)
        if (document->data[i] & 0x80)
            return true;
    return false;
}

static bool is_refused_by_design(const char *error)
{
    static const char *const reasons[] = { "document type declaration", "processing instruction", "another version of XML",
                                           "an encoding other than UTF-8" };
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (strstr(error, reasons[i]))
            return true;
    return false;
}

/** Whether two documents say the same to both parsers. */
static void compare_documents(const struct bytes *before, const struct bytes *after, const char *what, struct finding *finding)
{
    struct judgement (*const judges[])(const struct bytes *) = { judged_by_expat, judged_by_libxml2 };
    for (int i = 0; i < 2; i++) {
        struct judgement one = judges[i](before), other = judges[i](after);
        bool is_known = i == 1 || (one.is_accepted && other.is_accepted) || !has_names_of_the_fifth_edition(before);
        if (is_known && (!one.is_accepted || !judgements_agree(&one, &other)))
            note(finding, before, "%s: %s takes one: %d, the other: %d, or they differ for it", what, i ? "libxml2" : "expat",
                 one.is_accepted, other.is_accepted);
        bytes_free(&one.events);
        bytes_free(&other.events);
    }
}

/** Whether parsers share the encoder's opinion of a document. */
static void compare_verdicts(const struct bytes *document, const struct outcome *encoded, struct finding *finding)
{
    struct judgement expat = judged_by_expat(document), libxml2 = judged_by_libxml2(document);
    if (encoded->result == S_OK) {
        bool is_shared = libxml2.is_accepted && (expat.is_accepted || has_names_of_the_fifth_edition(document));
        if (!is_shared)
            note(finding, document, "accepted here; by expat: %d, by libxml2: %d", expat.is_accepted, libxml2.is_accepted);
    } else if (encoded->result != WS_E_INVALID_FORMAT) {
        note(finding, document, "0x%08x %s", (unsigned)encoded->result, encoded->error);
    } else if (!is_refused_by_design(encoded->error) && expat.is_accepted && libxml2.is_accepted) {
        note(finding, document, "%s; accepted by expat and libxml2", encoded->error);
    }
    bytes_free(&expat.events);
    bytes_free(&libxml2.events);
}

static void count(struct tally *tally, HRESULT result)
{
    tally->rounds++;
    if (result == S_OK)
        tally->accepted++;
    else if (result == WS_E_QUOTA_EXCEEDED)
        tally->limited++;
    else
        tally->refused++;
}

struct finding text_round(uint64_t seed, struct tally *tally)
{
    struct randomness randomness = randomness_from(seed);
    struct finding finding = { "" };
    struct setup setup;
    prepare(&setup, &randomness);
    struct bytes document = random_text(&randomness);
    bool is_damaged = random_below(&randomness, 2);
    if (is_damaged)
        damage_text(&randomness, &document);
    struct outcome encoded = run_whole(&setup, true, &document), decoded = { .bytes = { 0 } };
    count(tally, encoded.result);
    compare_pieces(&setup, true, &document, &encoded, &randomness, &finding);
    /* Damage can make a name of a long text. */
    bool has_hit_limit = (setup.property_count > 0 || is_damaged) && encoded.result == WS_E_QUOTA_EXCEEDED;
    if (!has_hit_limit)
        compare_verdicts(&document, &encoded, &finding);
    if (!is_damaged && encoded.result != S_OK && !has_hit_limit)
        note(&finding, &document, "refused: %s", encoded.error);
    if (encoded.result == S_OK) {
        /* Under the same limits. */
        decoded = run_whole(&setup, false, &encoded.bytes);
        if (decoded.result != S_OK)
            note(&finding, &document, "encoded, and not decoded: %s", decoded.error);
        compare_pieces(&setup, false, &encoded.bytes, &decoded, &randomness, &finding);
        compare_documents(&document, &decoded.bytes, "after it has been binary", &finding);
    }
    bytes_free(&document);
    bytes_free(&encoded.bytes);
    bytes_free(&decoded.bytes);
    return finding;
}

/** A limit means the same in both directions: text is refused for it if and only if its records are. */
static void compare_directions(const struct setup *setup, const struct bytes *text, const struct outcome *decoded,
                               struct finding *finding)
{
    struct outcome encoded = run_whole(setup, true, text);
    if (encoded.result != decoded->result)
        note(finding, text, "decoded: 0x%08x %s; encoded: 0x%08x %s", (unsigned)decoded->result, decoded->error,
             (unsigned)encoded.result, encoded.error);
    bytes_free(&encoded.bytes);
}

/** A message that was accepted goes back and forth once more, and says the same. */
static void compare_again(struct setup *setup, const struct bytes *text, struct finding *finding)
{
    setup->property_count = 0;
    setup->properties[0] = (WSE_PROPERTY){ WSE_PROPERTY_TYPED_TEXT, &setup->typed_text, sizeof setup->typed_text };
    struct outcome encoded = run_whole(setup, true, text), decoded = run_whole(setup, false, &encoded.bytes);
    if (encoded.result != S_OK || decoded.result != S_OK)
        note(finding, text, "what was decoded is not encoded again: %s%s", encoded.error, decoded.error);
    else
        compare_documents(text, &decoded.bytes, "after it has been binary again", finding);
    bytes_free(&encoded.bytes);
    bytes_free(&decoded.bytes);
}

struct finding records_round(uint64_t seed, struct tally *tally)
{
    struct randomness randomness = randomness_from(seed);
    struct finding finding = { "" };
    struct bytes text = { 0 };
    struct setup setup;
    prepare(&setup, &randomness);
    bool is_session = strcmp(setup.codec, "msbinsession1") == 0, is_damaged = random_below(&randomness, 2);
    struct bytes records = { 0 }, all = { 0 };
    records = random_records(&randomness, &text);
    /* A string table without strings. */
    bytes_append(&all, "\0", is_session);
    bytes_append(&all, records.data, records.size);
    if (is_damaged)
        damage_bytes(&randomness, &all);
    struct outcome decoded = run_whole(&setup, false, &all);
    count(tally, decoded.result);
    compare_pieces(&setup, false, &all, &decoded, &randomness, &finding);
    if (!is_damaged && decoded.result != S_OK && !(setup.property_count > 0 && decoded.result == WS_E_QUOTA_EXCEEDED))
        note(&finding, &text, "refused: 0x%08x %s", (unsigned)decoded.result, decoded.error);
    if (!is_damaged)
        compare_directions(&setup, &text, &decoded, &finding);
    if (decoded.result == S_OK) {
        compare_documents(is_damaged ? &decoded.bytes : &text, &decoded.bytes, "what records are", &finding);
        compare_again(&setup, &decoded.bytes, &finding);
    }
    bytes_free(&text);
    bytes_free(&records);
    bytes_free(&all);
    bytes_free(&decoded.bytes);
    return finding;
}
