#include "conversation.h"

#include "message.h"
#include "settings.h"

#include <stdlib.h>
#include <string.h>

const texts *texts_of_kind(const kind *kind, size_t size)
{
    static struct {
        const struct kind *kind;
        texts texts;
    } known[16];
    for (size_t index = 0; index < sizeof known / sizeof known[0]; index++) {
        texts *texts = &known[index].texts;
        if (texts->count > 0 && (known[index].kind != kind || texts->messages[0].size != size))
            continue;
        size_t wanted = size < chunk_size ? most_texts : 1;
        known[index].kind = kind;
        for (; texts->count < wanted; texts->count++) {
            unsigned number = (unsigned)texts->count;
            uint8_t *message = kind != NULL ? make_message_of_kind(kind, size, number) : make_message(size, size + number);
            texts->messages[number] = (span){ message, size };
        }
        return texts;
    }
    give_up("too many sizes");
}

const texts *order_texts(size_t size)
{
    return texts_of_kind(NULL, size);
}

/* All that a document may have is allowed here, so that nothing but time limits it. */
static processor make_unlimited(const char *codec, direction direction, bool is_untyped)
{
    static const ULONG depth = 65536, many = 1 << 20;
    static const ULONGLONG any_size = 0;
    static const BOOL no = FALSE;
    WSE_PROPERTY properties[5] = {
        { WSE_PROPERTY_MAX_DEPTH, &depth, sizeof depth },
        { WSE_PROPERTY_MAX_ATTRIBUTES, &many, sizeof many },
        { WSE_PROPERTY_MAX_NAMESPACE_DECLARATIONS, &many, sizeof many },
    };
    ULONG count = 3;
    if (direction == decoding)
        properties[count++] = (WSE_PROPERTY){ WSE_PROPERTY_MAX_DECODED_SIZE, &any_size, sizeof any_size };
    else if (is_untyped)
        properties[count++] = (WSE_PROPERTY){ WSE_PROPERTY_TYPED_TEXT, &no, sizeof no };
    return make_ours_with(codec, direction, properties, count);
}

/* Encodes `original` twice over and has what comes of it decoded: in a session the first message brings its strings along. */
static span check_round(processor encoder, processor decoder, span original)
{
    span first = encode_message(encoder, original);
    collector text = { .memory = malloc(2 * original.size), .capacity = 2 * original.size };
    if (text.memory == NULL)
        give_up("no memory");
    decoder.process(decoder.state, first, &text);
    free((void *)first.bytes);
    span later = encode_message(encoder, original);
    const span expected = { text.memory, text.size };
    collector again = { .expected = &expected };
    decoder.process(decoder.state, later, &again);
    free(text.memory);
    return later;
}

conversation make_conversation(const char *codec, direction direction, bool is_untyped, const texts *texts)
{
    conversation made = { .count = texts->count };
    processor encoder = make_unlimited(codec, encoding, is_untyped), decoder = make_unlimited(codec, decoding, false);
    for (size_t index = 0; index < texts->count; index++) {
        span later = check_round(encoder, decoder, texts->messages[index]);
        if (direction == decoding) {
            made.messages[index] = later;
        } else {
            made.messages[index] = texts->messages[index];
            free((void *)later.bytes);
        }
    }
    made.processor = direction == encoding ? encoder : decoder;
    processor other = direction == encoding ? decoder : encoder;
    other.free(other.state);
    return made;
}

conversation make_reading(processor processor, const texts *texts)
{
    conversation made = { .processor = processor, .count = texts->count };
    memcpy(made.messages, texts->messages, sizeof made.messages);
    return made;
}

void converse(void *context, uint64_t messages)
{
    conversation *conversation = context;
    for (uint64_t message = 0; message < messages; message++) {
        collector output = { 0 };
        conversation->processor.process(conversation->processor.state, conversation->messages[conversation->next], &output);
        conversation->output_size += output.size;
        conversation->next = (conversation->next + 1) % conversation->count;
    }
}

void free_conversation(conversation *conversation)
{
    if (conversation->processor.free != NULL)
        conversation->processor.free(conversation->processor.state);
}
