#include "corpus.h"

#include "message.h"
#include "settings.h"

#include <stdlib.h>
#include <string.h>

typedef struct entry {
    const codec *codec; /* NULL: plain */
    size_t size;
    corpus corpus;
} entry;

static entry entries[64];
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
        corpus->messages[index] = (span){ make_message(size, size + index), size };
    return corpus;
}

static void verify(processor decoder, span encoded, const span *message)
{
    collector output = { .expected = message };
    decoder.process(decoder.state, encoded, &output);
    if (output.size != message->size)
        give_up("a round trip of %zu bytes gave %zu", message->size, output.size);
}

static const codec *library_of(const char *name)
{
    for (size_t index = 0; index < codec_count; index++)
        if (strcmp(codecs[index].name, name) == 0)
            return &codecs[index];
    give_up("no codec %s", name);
}

/* Encodes each message on either side and has the other decode it; keeps theirs if there is a corpus to keep them in. */
static lengths cross(const codec *codec, int level, const corpus *plain, corpus *kept)
{
    lengths lengths = { 0, 0 };
    processor our_encoder = make_ours_at(codec->name, encoding, level), our_decoder = make_ours(codec->name, decoding);
    processor their_encoder = codec->make_theirs(encoding, ends_apart, level);
    processor their_decoder = codec->make_theirs(decoding, ends_apart, level);
    for (size_t index = 0; index < plain->count; index++) {
        const span *message = &plain->messages[index];
        span theirs = encode_message(their_encoder, *message), ours = encode_message(our_encoder, *message);
        verify(our_decoder, theirs, message);
        verify(their_decoder, ours, message);
        lengths.ours += ours.size;
        lengths.theirs += theirs.size;
        free((void *)ours.bytes);
        if (kept != NULL)
            kept->messages[index] = theirs;
        else
            free((void *)theirs.bytes);
    }
    our_encoder.free(our_encoder.state);
    our_decoder.free(our_decoder.state);
    their_encoder.free(their_encoder.state);
    their_decoder.free(their_decoder.state);
    return lengths;
}

const corpus *encoded_corpus(const char *name, size_t size)
{
    const codec *codec = library_of(name);
    entry *known = find(codec, size);
    if (known != NULL)
        return &known->corpus;
    const corpus *plain = plain_corpus(size);
    corpus *encoded = &add(codec, size)->corpus;
    encoded->count = plain->count;
    cross(codec, codec->level, plain, encoded);
    return encoded;
}

lengths encoded_lengths(const codec *codec, int level, size_t size)
{
    static struct {
        const struct codec *codec;
        int level;
        size_t size;
        lengths lengths;
    } known[128];
    static size_t count;
    for (size_t index = 0; index < count; index++)
        if (known[index].codec == codec && known[index].level == level && known[index].size == size)
            return known[index].lengths;
    if (count == sizeof known / sizeof known[0])
        give_up("too many levels");
    known[count].codec = codec;
    known[count].level = level;
    known[count].size = size;
    known[count].lengths = cross(codec, level, plain_corpus(size), NULL);
    return known[count++].lengths;
}
