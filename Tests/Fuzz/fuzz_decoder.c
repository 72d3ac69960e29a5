/* One decoder, given anything: the first bytes choose sizes, limits and manner, the rest is the message. What it accepts it must
 * accept again however it is read. */
#include "fuzz.h"

struct source {
    const uint8_t *data;
    size_t size, position, give;
    bool is_async;
    struct outstanding outstanding;
};

static HRESULT CALLBACK give(void *state, void *bytes, ULONG maxSize, ULONG *actualSize, const WS_ASYNC_CONTEXT *context,
                             WS_ERROR *error)
{
    struct source *source = (struct source *)state;
    size_t size = source->size - source->position;
    (void)error;
    DEMAND(maxSize > 0);
    if (size > source->give)
        size = source->give;
    if (size > maxSize)
        size = maxSize;
    if (size > 0)
        memcpy(bytes, source->data + source->position, size);
    source->position += size;
    *actualSize = (ULONG)size;
    if (!context)
        return S_OK;
    source->outstanding.context = *context;
    return WS_S_ASYNC;
}

static HRESULT decode(const WS_CHANNEL_DECODER *table, struct source *source, size_t ask, size_t limit, struct run *output,
                      char text[512])
{
    static uint8_t room[1 << 16];
    WCHAR characters[64];
    WS_STRING encoding = fuzz_content_encoding(fuzz_codec(), characters), type;
    WCHAR type_characters[64];
    WS_STRING encoded_type = fuzz_encoded_type(fuzz_codec(), type_characters);
    WS_ASYNC_CONTEXT context = { outstanding_note, &source->outstanding };
    WS_ERROR *error = NULL;
    void *instance = NULL;
    ULONG length = 0;
    DEMAND(WsCreateError(NULL, 0, &error) == S_OK);
    DEMAND(table->createDecoderCallback(table->createContext, give, source, &instance, error) == S_OK);
    DEMAND(table->decoderStartCallback(instance, NULL, error) == S_OK);
    DEMAND(table->decoderGetContentTypeCallback(instance, &encoded_type, &encoding, &type, error) == S_OK);
    HRESULT result;
    do {
        result = table->decoderDecodeCallback(instance, room, (ULONG)ask, &length, source->is_async ? &context : NULL, error);
        result = outstanding_await(&source->outstanding, result, S_OK);
        if (result != S_OK)
            break;
        DEMAND(length <= ask);
        run_append(output, room, length);
        DEMAND(output->size <= limit);
    } while (length > 0);
    if (result == S_OK) {
        DEMAND(source->position == source->size);
        DEMAND(table->decoderEndCallback(instance, NULL, error) == S_OK);
    } else {
        ULONG count = 0;
        DEMAND(result == WS_E_INVALID_FORMAT || result == WS_E_QUOTA_EXCEEDED);
        DEMAND(WsGetErrorProperty(error, WS_ERROR_PROPERTY_STRING_COUNT, &count, sizeof count) == S_OK && count >= 1);
        DEMAND(count == 1 || strcmp(FUZZ_CODEC, "registered") == 0);
        WS_STRING string;
        DEMAND(WsGetErrorString(error, 0, &string) == S_OK && string.length < 512);
        for (ULONG i = 0; i < string.length; i++)
            text[i] = (char)string.chars[i];
        DEMAND(table->decoderDecodeCallback(instance, room, 1, &length, NULL, NULL) == WS_E_OBJECT_FAULTED);
    }
    table->freeDecoderCallback(instance);
    WsFreeError(error);
    return result;
}

/** What a decoder of binary XML gives is well-formed: its encoder takes it, unless there is more of something than it may. */
static void check_text(const struct run *text, const WSE_PROPERTY *invalid_characters)
{
    WS_CHANNEL_ENCODER table;
    WSE_BUFFER *output = NULL;
    WS_BYTES buffer = { (ULONG)text->size, text->bytes };
    DEMAND(WseCreateChannelEncoder(fuzz_codec(), invalid_characters, 1, &table, NULL) == S_OK);
    DEMAND(WseCreateBuffer(0, &output, NULL) == S_OK);
    HRESULT result = WseEncodeMessage(&table, NULL, &buffer, 1, output, NULL, NULL, NULL);
    DEMAND(result == S_OK || result == WS_E_QUOTA_EXCEEDED);
    WseFreeBuffer(output);
    WseFreeChannelEncoder(&table);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const size_t gives[] = { 1 << 16, 1, 2, 3, 7, 64, 300, 4096 };
    struct choices choices = { data, size };
    uint8_t sizes = choose(&choices), manner = choose(&choices);
    ULONGLONG limit = 1 << (manner & 4 ? 20 : 12);
    ULONG chunk = (ULONG)gives[sizes >> 3 & 7];
    WSE_INVALID_CHARACTERS invalid_characters = (WSE_INVALID_CHARACTERS)(manner >> 6);
    WSE_PROPERTY properties[] = { { WSE_PROPERTY_MAX_DECODED_SIZE, &limit, sizeof limit },
                                  { WSE_PROPERTY_CHUNK_SIZE, &chunk, sizeof chunk },
                                  { WSE_PROPERTY_INVALID_CHARACTERS, &invalid_characters, sizeof invalid_characters } };
    WS_CHANNEL_DECODER table;
    ULONG count = strcmp(fuzz_codec(), "identity") == 0 ? 1 : fuzz_is_xml(fuzz_codec()) ? 3 : 2;
    DEMAND(WseCreateChannelDecoder(fuzz_codec(), properties, count, &table, NULL) == S_OK);
    struct run first = { 0 }, second = { 0 };
    char text[512] = "", other_text[512] = "";
    struct source whole = { choices.data, choices.size, 0, 1 << 16, false, { { 0 }, false, 0 } };
    struct source parts = { choices.data, choices.size, 0, gives[sizes & 7], manner & 1, { { 0 }, false, 0 } };
    HRESULT expected = decode(&table, &whole, 1 << 16, limit, &first, text);
    HRESULT actual = decode(&table, &parts, gives[manner >> 3 & 7], limit, &second, other_text);
    /* Past an error decoders differ in how far they had come; those of binary XML and of text know its place. */
    DEMAND((expected == S_OK) == (actual == S_OK));
    bool knows_place = fuzz_is_xml(fuzz_codec()) || fuzz_is_text(fuzz_codec());
    if (knows_place && expected == WS_E_INVALID_FORMAT && actual == expected)
        DEMAND(strcmp(text, other_text) == 0);
    if (expected == S_OK)
        DEMAND(first.size == second.size && (first.size == 0 || memcmp(first.bytes, second.bytes, first.size) == 0));
    if (expected == S_OK && fuzz_is_xml(fuzz_codec()))
        check_text(&first, &properties[2]);
    free(first.bytes);
    free(second.bytes);
    WseFreeChannelDecoder(&table);
    return 0;
}
