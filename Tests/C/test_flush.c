/* WseEncoderFlush: what the sink has got when it returns, and what a decoder can return of that; in every codec and chain. */
#include "Support/flushed.h"

/* ---- What a decoder returns of the beginning of a message ---- */

/** A source that fails once it has given all it has. */
struct starving {
    const BYTE *bytes;
    size_t left;
    size_t most; /* bytes in a call */
};

static HRESULT CALLBACK starving_read(void *state, void *bytes, ULONG maxSize, ULONG *actualSize,
                                      const WS_ASYNC_CONTEXT *context, WS_ERROR *error)
{
    struct starving *source = state;
    (void)context, (void)error;
    if (source->left == 0)
        return E_ACCESSDENIED;
    size_t size = source->left < source->most ? source->left : source->most;
    size = size < maxSize ? size : maxSize;
    memcpy(bytes, source->bytes, size);
    source->bytes += size;
    source->left -= size;
    *actualSize = (ULONG)size;
    return S_OK;
}

/** What the decoder returns before it asks for more than these bytes. */
static struct bytes decoded_beginning(const WS_CHANNEL_DECODER *table, const char *codec, struct bytes wire, size_t most)
{
    static BYTE room[8192];
    struct starving source = { wire.data, wire.size, most };
    struct bytes output = { 0 };
    WS_STRING type = { 0, NULL }, none = { 0, NULL };
    void *instance = NULL;
    assert_result(S_OK, table->createDecoderCallback(table->createContext, starving_read, &source, &instance, NULL));
    HRESULT result = table->decoderStartCallback(instance, NULL, NULL);
    if (SUCCEEDED(result))
        result = table->decoderGetContentTypeCallback(instance, &none, content_encoding_of(codec), &type, NULL);
    while (SUCCEEDED(result)) {
        ULONG length = 0;
        result = table->decoderDecodeCallback(instance, room, sizeof room, &length, NULL, NULL);
        if (SUCCEEDED(result))
            bytes_append(&output, room, length);
        if (SUCCEEDED(result) && length == 0)
            break;
    }
    if (FAILED(result))
        assert_result(E_ACCESSDENIED, result);
    table->freeDecoderCallback(instance);
    return output;
}

/** Where a character of UTF-8 that may be cut at the end of the first `size` bytes begins. */
static size_t whole_characters(const char *text, size_t size)
{
    size_t start = size;
    while (start > 0 && size - start < 4 && ((BYTE)text[start - 1] & 0xC0) == 0x80)
        start--;
    if (start == 0)
        return size;
    BYTE lead = (BYTE)text[start - 1];
    size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    return start - 1 + length > size ? start - 1 : size;
}

/** [W5] How many of the first `size` bytes of a document a decoder of binary XML returns: none of a token that has not ended,
 * nor of the start tag before it. */
static size_t returned_of_xml(const char *text, size_t size)
{
    size_t position = 0, start_tag = SIZE_MAX;
    while (position < size) {
        const char *end = NULL;
        if (text[position] == '<') {
            bool is_comment = strncmp(text + position, "<!--", 4) == 0;
            end = is_comment ? strstr(text + position, "-->") + 2 : strchr(text + position, '>');
            if (end >= text + size)
                return start_tag < position ? start_tag : position;
            start_tag = is_comment || text[position + 1] == '/' || end[-1] == '/' ? SIZE_MAX : position;
        } else if (text[position] == '&') {
            end = strchr(text + position, ';');
            if (end >= text + size)
                return start_tag < position ? start_tag : position;
            start_tag = SIZE_MAX;
        } else {
            size_t run = strcspn(text + position, "<&");
            size_t cut = position + run < size ? position + run : whole_characters(text, size);
            if (cut > position)
                start_tag = SIZE_MAX;
            if (position + run >= size)
                return start_tag < cut ? start_tag : cut;
            end = text + position + run - 1;
        }
        position = (size_t)(end + 1 - text);
    }
    return start_tag < position ? start_tag : position;
}

/** [W6] Where the token or the text begins that the first `size` bytes of a document end with: text may become a part. */
static size_t returned_of_package(const char *text, size_t size)
{
    size_t start = size;
    while (start > 0 && text[start - 1] != '>' && text[start - 1] != '<')
        start--;
    return start > 0 && text[start - 1] == '<' ? start - 1 : start;
}

/** How many of the first `size` bytes of a message the decoder has to return once they have been flushed. */
static size_t returned(const char *codec, const char *text, size_t size)
{
    struct codec_traits traits = codec_traits(codec);
    if (traits.is_package || traits.charset) { /* [W6] */
        const char *declaration = strncmp(text, "<?xml", 5) == 0 ? strchr(text, '>') + 1 : text + 1;
        if (text + size <= declaration)
            return 0;
        return traits.is_package ? returned_of_package(text, size) : whole_characters(text, size);
    }
    return traits.is_xml ? returned_of_xml(text, size) : size;
}

/* ---- Every position ---- */

static void flush_once(const char *codec, const char *text, ULONG chunk, enum manner manner)
{
    size_t size = strlen(text);
    WSE_PROPERTY property = { WSE_PROPERTY_CHUNK_SIZE, &chunk, sizeof chunk };
    WS_CHANNEL_ENCODER encoder = create_encoder_table(codec, &property, has_chunks(codec));
    WS_CHANNEL_DECODER decoder = create_decoder_table(codec, NULL, 0);
    struct channel channel;
    void *instance = NULL;
    channel_open(&channel, manner, test_seed());
    assert_result(S_OK, encoder.createEncoderCallback(encoder.createContext, channel_write, &channel, &instance, NULL));
    for (size_t at = 0; at <= size; at++) {
        start(&channel, &encoder, instance);
        assert_result(S_OK, encode(&encoder, instance, text, at / 2));
        assert_result(S_OK, encode(&encoder, instance, text + at / 2, at - at / 2));
        assert_result(S_OK, channel_flush(&channel, instance, NULL));
        struct bytes part = decoded_beginning(&decoder, codec, channel.output, 1 + at % 7 * 50);
        /* "</" tells the rest of an end tag. */
        if (part.size > size || (part.size > 0 && memcmp(part.data, text, part.size) != 0)
            || part.size < returned(codec, text, at))
            fail_msg("%s, chunks of %u: flushed after %zu bytes, \"%.*s\": the decoder returns \"%.*s\" and not %zu", codec,
                     chunk, at, (int)at, text, (int)part.size, (char *)part.data, returned(codec, text, at));
        unsigned long calls = channel.calls;
        assert_result(S_OK, channel_flush(&channel, instance, NULL));
        assert_int_equal(calls, channel.calls); /* [W3] */
        assert_result(S_OK, encode(&encoder, instance, text + at, size - at));
        assert_result(S_OK, encoder.encoderEndCallback(instance, NULL, NULL));
        struct bytes whole = decoded(&decoder, codec, channel.output);
        assert_bytes_equal(&whole, text, size);
        bytes_free(&part);
        bytes_free(&whole);
    }
    encoder.freeEncoderCallback(instance);
    channel_close(&channel);
    WseFreeChannelEncoder(&encoder);
    WseFreeChannelDecoder(&decoder);
}

static void flush_everywhere(const char *codec)
{
    flush_once(codec, document, 4096, SYNCHRONOUSLY);
    flush_once(codec, document, 7, SYNCHRONOUSLY);
    flush_once(codec, document, 64, LATER);
}

/* [W2] [W3] [W4] [W5] [W6] */
static void a_decoder_returns_what_was_flushed(void **state)
{
    (void)state;
    for_every_row(flush_everywhere);
    flush_everywhere("msbin1,gzip");
    flush_everywhere("utf-16,br,zstd");
}

/* [W6] Parts follow the root, which the decoder cannot return without them. */
static void a_decoder_returns_a_package_up_to_its_first_part(void **state)
{
    (void)state;
    char text[2100] = "<a><b>";
    for (int i = 0; i < 500; i++)
        strcat(text, "QUJD");
    size_t content = strlen(text) - 2000, end = strlen(text);
    strcat(text, "</b><c>x y</c></a>");
    WS_CHANNEL_ENCODER encoder = create_encoder_table("mtom", NULL, 0);
    WS_CHANNEL_DECODER decoder = create_decoder_table("mtom", NULL, 0);
    struct channel channel;
    void *instance = NULL;
    channel_open(&channel, SYNCHRONOUSLY, test_seed());
    assert_result(S_OK, encoder.createEncoderCallback(encoder.createContext, channel_write, &channel, &instance, NULL));
    for (size_t at = content; at <= strlen(text); at += at < end - 4 ? 7 : 1) {
        start(&channel, &encoder, instance);
        assert_result(S_OK, encode(&encoder, instance, text, at));
        assert_result(S_OK, channel_flush(&channel, instance, NULL));
        struct bytes part = decoded_beginning(&decoder, "mtom", channel.output, 100);
        assert_bytes_equal(&part, text, content);
        assert_result(S_OK, encode(&encoder, instance, text + at, strlen(text) - at));
        assert_result(S_OK, encoder.encoderEndCallback(instance, NULL, NULL));
        struct bytes whole = decoded(&decoder, "mtom", channel.output);
        assert_bytes_equal(&whole, text, strlen(text));
        bytes_free(&part);
        bytes_free(&whole);
    }
    encoder.freeEncoderCallback(instance);
    channel_close(&channel);
    WseFreeChannelEncoder(&encoder);
    WseFreeChannelDecoder(&decoder);
}

/* ---- Levels, chunks and lengths ---- */

static void flush_long(const char *codec, LONG level, ULONG chunk, size_t size, size_t part)
{
    WSE_PROPERTY properties[] = { { WSE_PROPERTY_CHUNK_SIZE, &chunk, sizeof chunk },
                                  { WSE_PROPERTY_COMPRESSION_LEVEL, &level, sizeof level } };
    WS_CHANNEL_ENCODER encoder = create_encoder_table(codec, properties, 2);
    WS_CHANNEL_DECODER decoder = create_decoder_table(codec, NULL, 0);
    struct bytes message = soap_message(size, test_seed());
    struct channel channel;
    void *instance = NULL;
    channel_open(&channel, SYNCHRONOUSLY, test_seed());
    assert_result(S_OK, encoder.createEncoderCallback(encoder.createContext, channel_write, &channel, &instance, NULL));
    start(&channel, &encoder, instance);
    for (size_t at = 0; at < message.size;) {
        size_t next = message.size - at < part ? message.size - at : part;
        assert_result(S_OK, encode(&encoder, instance, (char *)message.data + at, next));
        at += next;
        assert_result(S_OK, channel_flush(&channel, instance, NULL));
        struct bytes beginning = decoded_beginning(&decoder, codec, channel.output, SIZE_MAX);
        if (beginning.size != at)
            fail_msg("%s %d, chunks of %u: %zu of %zu bytes come back", codec, (int)level, chunk, beginning.size, at);
        assert_bytes_equal(&beginning, message.data, at);
        bytes_free(&beginning);
    }
    assert_result(S_OK, encoder.encoderEndCallback(instance, NULL, NULL));
    assert_true(channel.output.size < message.size + message.size / part * 32 + 64);
    struct bytes whole = decoded(&decoder, codec, channel.output);
    assert_bytes_equal(&whole, message.data, message.size);
    bytes_free(&whole);
    bytes_free(&message);
    encoder.freeEncoderCallback(instance);
    channel_close(&channel);
    WseFreeChannelEncoder(&encoder);
    WseFreeChannelDecoder(&decoder);
}

/* [W4] Each engine behind a codec has its own way to flush. */
static void every_level_flushes_messages_of_any_length(void **state)
{
    static const struct {
        const char *codec;
        LONG first, last;
    } all[] = { { "gzip", 0, 9 }, { "deflate", 0, 9 }, { "br", 0, 11 }, { "zstd", -5, 19 } };
    static const ULONG chunks[] = { 1, 5, 6, 7, 8, 9, 63, 64, 65, 1000, 65536 };
    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        for (LONG level = all[i].first; level <= all[i].last; level += test_is_quick() ? 3 : 1)
            for (size_t j = (size_t)(level & 1); j < sizeof chunks / sizeof *chunks; j += test_is_quick() ? 5 : 1) {
                flush_long(all[i].codec, level, chunks[j], 1500, 400);
                if (!test_is_quick() && chunks[j] >= 64)
                    flush_long(all[i].codec, level, chunks[j], 100000, 35000);
            }
}

/* What is wrong may wait for the bytes that tell what the message is instead. A flush does not wait. */
static void a_flush_says_what_is_wrong_so_far(void **state)
{
    (void)state;
    static const char *const codecs[] = { "mtom", "utf-16" };
    for (size_t i = 0; i < sizeof codecs / sizeof *codecs; i++) {
        WS_CHANNEL_ENCODER encoder = create_encoder_table(codecs[i], NULL, 0);
        struct channel channel;
        void *instance = NULL;
        channel_open(&channel, SYNCHRONOUSLY, test_seed());
        assert_result(S_OK, encoder.createEncoderCallback(encoder.createContext, channel_write, &channel, &instance, NULL));
        start(&channel, &encoder, instance);
        assert_result(S_OK, encode(&encoder, instance, "\xFF", 1)); /* UTF-16 begins like that */
        assert_result(WS_E_INVALID_FORMAT, channel_flush(&channel, instance, NULL));
        start(&channel, &encoder, instance);
        assert_result(S_OK, encode(&encoder, instance, "<a/>", 4));
        assert_result(S_OK, channel_flush(&channel, instance, NULL));
        assert_result(S_OK, encoder.encoderEndCallback(instance, NULL, NULL));
        encoder.freeEncoderCallback(instance);
        channel_close(&channel);
        WseFreeChannelEncoder(&encoder);
    }
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_decoder_returns_what_was_flushed),
        cmocka_unit_test(a_decoder_returns_a_package_up_to_its_first_part),
        cmocka_unit_test(a_flush_says_what_is_wrong_so_far),
        cmocka_unit_test(every_level_flushes_messages_of_any_length),
    };
    return RUN_SUITE(tests);
}
