/* One encoder: the input chooses level, chunk size, splits, manner and where the sink fails, and is the message. What comes out
 * decodes to what went in. */
#include "fuzz.h"

struct sink {
    struct run output;
    unsigned calls, fail_at;
    ULONG chunk;
    bool is_async;
    struct outstanding outstanding;
};

static HRESULT CALLBACK take(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                             WS_ERROR *error)
{
    struct sink *sink = (struct sink *)state;
    (void)error;
    if (++sink->calls == sink->fail_at)
        return E_ACCESSDENIED;
    for (ULONG i = 0; i < count; i++) {
        DEMAND(sink->chunk == 0 || buffers[i].length <= sink->chunk);
        run_append(&sink->output, buffers[i].bytes, buffers[i].length);
    }
    if (!context)
        return S_OK;
    sink->outstanding.context = *context;
    return WS_S_ASYNC;
}

static HRESULT encode(const WS_CHANNEL_ENCODER *table, void *instance, struct sink *sink, struct choices choices,
                      const uint8_t *message, size_t size, size_t abandon_at)
{
    WS_ASYNC_CONTEXT context = { outstanding_note, &sink->outstanding };
    const WS_ASYNC_CONTEXT *async = sink->is_async ? &context : NULL;
    WS_STRING type, encoding;
    DEMAND(table->encoderGetContentTypeCallback(instance, &fuzz_content_type, &type, &encoding, NULL) == S_OK);
    DEMAND(table->encoderStartCallback(instance, NULL, NULL) == S_OK);
    size_t position = 0;
    while (position < size && position < abandon_at) {
        WS_BYTES buffers[3];
        ULONG count = 0;
        for (int i = 1 + choose(&choices) % 3; i > 0 && position < size; i--) {
            size_t part = choose(&choices) * (size_t)(1 + choose(&choices) % 64) % 1024;
            if (part > size - position || choices.size == 0)
                part = size - position;
            buffers[count++] = (WS_BYTES){ (ULONG)part, part ? (BYTE *)message + position : NULL };
            position += part;
        }
        HRESULT result = outstanding_await(&sink->outstanding,
                                           table->encoderEncodeCallback(instance, buffers, count, async, NULL), S_OK);
        if (result != S_OK)
            return result;
    }
    if (position < size)
        return S_FALSE;
    return outstanding_await(&sink->outstanding, table->encoderEndCallback(instance, async, NULL), S_OK);
}

/** What becomes of characters that XML does not allow; only codecs of binary XML ask. */
static WSE_INVALID_CHARACTERS invalid_characters;
static const WSE_PROPERTY text_property = { WSE_PROPERTY_INVALID_CHARACTERS, &invalid_characters, sizeof invalid_characters };

static HRESULT transform(bool is_encoder, const struct run *input, struct run *result)
{
    WCHAR characters[64];
    WS_STRING coding = fuzz_content_encoding(fuzz_codec(), characters);
    WS_CHANNEL_ENCODER encoder = { 0 };
    WS_CHANNEL_DECODER decoder = { 0 };
    WSE_BUFFER *output = NULL;
    const BYTE *bytes;
    ULONGLONG length;
    WS_BYTES buffer = { (ULONG)input->size, input->bytes };
    DEMAND(WseCreateBuffer(0, &output, NULL) == S_OK);
    HRESULT outcome;
    ULONG count = fuzz_is_xml(fuzz_codec()) ? 1 : 0;
    if (is_encoder) {
        DEMAND(WseCreateChannelEncoder(fuzz_codec(), &text_property, count, &encoder, NULL) == S_OK);
        outcome = WseEncodeMessage(&encoder, NULL, &buffer, 1, output, NULL, NULL, NULL);
    } else {
        DEMAND(WseCreateChannelDecoder(fuzz_codec(), &text_property, count, &decoder, NULL) == S_OK);
        outcome = WseDecodeMessage(&decoder, NULL, &coding, &buffer, 1, output, NULL, NULL);
    }
    DEMAND(WseGetBufferBytes(output, &bytes, &length) == S_OK);
    result->size = 0;
    run_append(result, bytes, length);
    WseFreeBuffer(output);
    WseFreeChannelEncoder(&encoder);
    WseFreeChannelDecoder(&decoder);
    return outcome;
}

static bool is_same(const struct run *left, const struct run *right)
{
    return left->size == right->size && (left->size == 0 || memcmp(left->bytes, right->bytes, left->size) == 0);
}

/** Whether text may come back without what it begins with: a byte order mark or an XML declaration. */
static bool is_marked(const struct run *message)
{
    return message->size >= 3
           && (memcmp(message->bytes, "\xEF\xBB\xBF", 3) == 0
               || (message->size >= 5 && memcmp(message->bytes, "<?xml", 5) == 0));
}

/** Decodes to the message; of XML, to text that comes back as itself. */
static void check(const struct run *wire, const struct run *message)
{
    struct run text = { 0 }, binary = { 0 }, again = { 0 };
    DEMAND(transform(false, wire, &text) == S_OK);
    if (!fuzz_is_xml(fuzz_codec())) {
        bool may_be_marked = fuzz_is_text(fuzz_codec()) || fuzz_is_package(fuzz_codec());
        DEMAND(is_same(&text, message) || (may_be_marked && is_marked(message)));
    } else {
        DEMAND(transform(true, &text, &binary) == S_OK);
        DEMAND(transform(false, &binary, &again) == S_OK);
        DEMAND(is_same(&text, &again));
    }
    free(text.bytes);
    free(binary.bytes);
    free(again.bytes);
}

/** The first message again, after one that came to nothing. False if the strings of a session are uncertain by then. */
static bool encode_again(const WS_CHANNEL_ENCODER *table, void *instance, struct sink *sink, struct choices choices,
                         const struct run *message)
{
    WS_STRING type, encoding;
    bool has_written = sink->output.size > 0 || sink->fail_at > 0;
    sink->output.size = 0;
    sink->fail_at = 0;
    HRESULT result = table->encoderGetContentTypeCallback(instance, &fuzz_content_type, &type, &encoding, NULL);
    if (result == S_OK)
        result = table->encoderStartCallback(instance, NULL, NULL);
    if (result == WS_E_OBJECT_FAULTED) {
        DEMAND(has_written && strncmp(fuzz_codec(), "msbinsession1", 13) == 0);
        return false;
    }
    DEMAND(result == S_OK);
    DEMAND(encode(table, instance, sink, choices, message->bytes, message->size, message->size) == S_OK);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct choices choices = { data, size };
    LONG level = choose(&choices) % 10;
    ULONG chunk = 1u << choose(&choices) % 17;
    uint8_t manner = choose(&choices), fail_at = choose(&choices), abandon_at = choose(&choices);
    WSE_PROPERTY properties[] = { { WSE_PROPERTY_CHUNK_SIZE, &chunk, sizeof chunk },
                                  { WSE_PROPERTY_COMPRESSION_LEVEL, &level, sizeof level } };
    invalid_characters = (WSE_INVALID_CHARACTERS)(level & 3);
    if (fuzz_is_xml(fuzz_codec()))
        properties[1] = text_property;
    WS_CHANNEL_ENCODER table;
    void *instance = NULL;
    struct sink sink = { .fail_at = manner & 2 ? fail_at : 0,
                         .chunk = strcmp(FUZZ_CODEC, "registered") == 0 ? 0 : chunk,
                         .is_async = manner & 1 };
    /* The bytes that choose the splits are the message, too, so that both can grow. */
    struct run message = { 0 }, wire = { 0 };
    bool is_xml = fuzz_is_xml(fuzz_codec()), is_whole = true, is_document = is_xml || fuzz_is_package(fuzz_codec());
    bool is_choosy = is_document || fuzz_is_text(fuzz_codec());
    for (int i = 0; i <= (is_document ? 0 : manner >> 4); i++)
        run_append(&message, choices.data, choices.size);
    HRESULT verdict = transform(true, &message, &wire);
    DEMAND(verdict == S_OK || (is_choosy && (verdict == WS_E_INVALID_FORMAT || verdict == WS_E_QUOTA_EXCEEDED)));
    /* Not every codec has levels, or parts of its own to hand on. */
    ULONG count = 2;
    while (WseCreateChannelEncoder(fuzz_codec(), properties, count, &table, NULL) != S_OK)
        DEMAND(count-- > 0);
    if (count == 0)
        sink.chunk = 0;
    DEMAND(table.createEncoderCallback(table.createContext, take, &sink, &instance, NULL) == S_OK);
    size_t abandon = manner & 4 ? abandon_at : message.size;
    HRESULT result = encode(&table, instance, &sink, choices, message.bytes, message.size, abandon);
    /* A document that breaks a rule and a limit may be refused for either. */
    bool is_refused = verdict != S_OK && (result == WS_E_INVALID_FORMAT || result == WS_E_QUOTA_EXCEEDED);
    DEMAND(result == verdict || is_refused || result == S_FALSE || (result == E_ACCESSDENIED && sink.calls == sink.fail_at));
    if (result == E_ACCESSDENIED)
        DEMAND(table.encoderEndCallback(instance, NULL, NULL) == WS_E_OBJECT_FAULTED);
    if (result != S_OK && verdict == S_OK)
        is_whole = encode_again(&table, instance, &sink, choices, &message);
    if (verdict == S_OK && is_whole)
        check(&sink.output, &message);
    table.freeEncoderCallback(instance);
    WseFreeChannelEncoder(&table);
    free(sink.output.bytes);
    free(message.bytes);
    free(wire.bytes);
    return 0;
}
