#include "corpus.h"

#include "message.h"
#include "settings.h"

#include <stdlib.h>

typedef struct entry {
    const codec *codec; /* NULL: plain */
    size_t size;
    corpus corpus;
} entry;

static entry entries[32];
static size_t entry_count;

static entry *find(const codec *codec, size_t size)
{
    for (size_t index = 0; index < entry_count; index++)
        if (entries[index].codec == codec && entries[index].size == size)
            return &entries[index];
    return NULL;
}

static entry *add(const codec *codec, size_t size)
{
    if (entry_count == sizeof entries / sizeof entries[0])
        give_up("too many sizes");
    entry *entry = &entries[entry_count++];
    entry->codec = codec;
    entry->size = size;
    return entry;
}

const corpus *plain_corpus(size_t size)
{
    entry *known = find(NULL, size);
    if (known != NULL)
        return &known->corpus;
    corpus *corpus = &add(NULL, size)->corpus;
    corpus->count = size < chunk_size ? most_messages : 1;
    for (size_t index = 0; index < corpus->count; index++)
        corpus->messages[index] = (span){make_message(size, size + index), size};
    return corpus;
}

static span encode(processor encoder, span message)
{
    collector output = {.capacity = message.size + chunk_size};
    output.memory = malloc(output.capacity);
    if (output.memory == NULL)
        give_up("no memory");
    encoder.process(encoder.state, message, &output);
    uint8_t *bytes = realloc(output.memory, output.size);
    return (span){bytes != NULL ? bytes : output.memory, output.size};
}

static void verify(processor decoder, span encoded, const span *message)
{
    collector output = {.expected = message};
    decoder.process(decoder.state, encoded, &output);
    if (output.size != message->size)
        give_up("a round trip of %zu bytes gave %zu", message->size, output.size);
}

const corpus *encoded_corpus(const codec *codec, size_t size)
{
    entry *known = find(codec, size);
    if (known != NULL)
        return &known->corpus;
    const corpus *plain = plain_corpus(size);
    corpus *encoded = &add(codec, size)->corpus;
    encoded->count = plain->count;
    processor our_encoder = make_ours(codec->name, encoding), our_decoder = make_ours(codec->name, decoding);
    processor their_encoder = codec->make_theirs(encoding, ends_apart);
    processor their_decoder = codec->make_theirs(decoding, ends_apart);
    for (size_t index = 0; index < plain->count; index++) {
        const span *message = &plain->messages[index];
        encoded->messages[index] = encode(their_encoder, *message);
        verify(our_decoder, encoded->messages[index], message);
        span ours = encode(our_encoder, *message);
        verify(their_decoder, ours, message);
        free((void *)ours.bytes);
    }
    our_encoder.free(our_encoder.state);
    our_decoder.free(our_decoder.state);
    their_encoder.free(their_encoder.state);
    their_decoder.free(their_decoder.state);
    return encoded;
}
