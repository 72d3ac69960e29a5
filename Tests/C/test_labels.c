/* What content type and content encoding say of a message: the labels of compressed binary XML, and the codings as peers send
 * them. */
#include "Plugin/loose_codec.h"
#include "Support/reader.h"

static const char message[] = "<Envelope><Body><order><item>1</item><item>1</item></order></Body></Envelope>";
enum { MESSAGE_SIZE = sizeof message - 1 };

static const char *const compressed[] = { "msbin1+gzip", "msbin1+deflate", "msbinsession1+gzip", "msbinsession1+deflate" };
#define EACH_COMPRESSED for (size_t c = 0; c < sizeof compressed / sizeof *compressed; c++)

/** The codec before the "+", and the coding after it; point to memory of this function. */
static const char *inner_of(const char *codec)
{
    static char inner[32];
    snprintf(inner, sizeof inner, "%.*s", (int)strcspn(codec, "+"), codec);
    return inner;
}

static const char *coding_of(const char *codec)
{
    return strchr(codec, '+') + 1;
}

/* [J3] */
static void compressed_messages_are_taken_in_each_of_their_labels(void **state)
{
    (void)state;
    EACH_COMPRESSED
    {
        const char *codec = compressed[c];
        char own[80], plain[80], list[80];
        snprintf(own, sizeof own, "application/soap+%s", codec);
        snprintf(plain, sizeof plain, "Application/SOAP+%s; action=\"urn:x\"", inner_of(codec));
        snprintf(list, sizeof list, "identity, %s,", coding_of(codec));
        struct bytes wire = encoded(codec, message, MESSAGE_SIZE), raw = encoded(inner_of(codec), message, MESSAGE_SIZE);
        struct reader reader = reader_open(codec, NULL, 0);
        for (int round = 0; round < 2; round++) { /* in turn, by one instance */
            assert_decodes(&reader, wire, own, NULL, message, MESSAGE_SIZE);
            assert_decodes(&reader, raw, plain, NULL, message, MESSAGE_SIZE);
            assert_decodes(&reader, wire, plain, coding_of(codec), message, MESSAGE_SIZE);
            assert_true(string_is(&reader.type, "application/soap+xml; charset=utf-8"));
            assert_decodes(&reader, raw, plain, "identity", message, MESSAGE_SIZE);
            assert_decodes(&reader, wire, "", NULL, message, MESSAGE_SIZE);
            assert_decodes(&reader, wire, "", list, message, MESSAGE_SIZE);
            assert_decodes(&reader, wire, plain, list, message, MESSAGE_SIZE);
        }
        reader_close(&reader);
        bytes_free(&wire);
        bytes_free(&raw);
    }
}

/* The labels decide, not the bytes: what is not as they say is malformed. */
static void labels_are_believed(void **state)
{
    (void)state;
    EACH_COMPRESSED
    {
        char plain[64];
        snprintf(plain, sizeof plain, "application/soap+%s", inner_of(compressed[c]));
        struct bytes wire = encoded(compressed[c], message, MESSAGE_SIZE), output = { 0 };
        struct bytes raw = encoded(inner_of(compressed[c]), message, MESSAGE_SIZE);
        struct reader reader = reader_open(compressed[c], NULL, 0), other = reader_open(compressed[c], NULL, 0);
        assert_result(WS_E_INVALID_FORMAT, reader_decode(&reader, wire, plain, NULL, &output));
        assert_result(WS_E_INVALID_FORMAT, reader_decode(&other, raw, plain, coding_of(compressed[c]), &output));
        reader_close(&reader);
        reader_close(&other);
        bytes_free(&output);
        bytes_free(&wire);
        bytes_free(&raw);
    }
}

static void other_labels_are_refused_with_those_that_are_taken(void **state)
{
    (void)state;
    struct reader reader = reader_open("msbin1+gzip", NULL, 0);
    const char *own = "application/soap+msbin1+gzip", *plain = "application/soap+msbin1";
    assert_refuses(&reader, own, "gzip", "the content encoding is \"gzip\", and there must be none");
    assert_refuses(&reader, plain, "br", "the content encoding is \"br\", and there must be none or \"gzip\"");
    assert_refuses(&reader, plain, "deflate", "and there must be none or \"gzip\"");
    assert_refuses(&reader, plain, "gzip, gzip", "and there must be none or \"gzip\"");
    assert_refuses(&reader, "text/xml", NULL,
                   "is \"text/xml\" and not \"application/soap+msbin1+gzip\" or \"application/soap+msbin1\"");
    assert_refuses(&reader, "application/soap+msbin1+deflate", NULL, "or \"application/soap+msbin1\"");
    assert_refuses(&reader, "application/soap+msbinsession1", "gzip", "and not \"application/soap+msbin1\"");
    assert_refuses(&reader, "application/soap+msbin1; charset=utf-16", "gzip", "the charset \"utf-16\"");
    reader_close(&reader);
    reader = reader_open("msbin1+deflate,br", NULL, 0);
    assert_refuses(&reader, plain, NULL, "there is no content encoding, and not \"br\" or \"deflate, br\"");
    assert_refuses(&reader, plain, "deflate", "the content encoding is \"deflate\" and not \"br\" or \"deflate, br\"");
    reader_close(&reader);
    reader = reader_open("msbin1", NULL, 0);
    assert_refuses(&reader, plain, "gzip", "the content encoding is \"gzip\", and there must be none");
    assert_refuses(&reader, own, NULL, "and not \"application/soap+msbin1\"");
    reader_close(&reader);
}

/** What an encoder calls a message, and the message. */
static struct bytes encode_with(const char *codec, const WSE_PROPERTY *properties, ULONG count, const char *type,
                                const char *encoding)
{
    WS_CHANNEL_ENCODER table = create_encoder_table(codec, properties, count);
    struct channel channel;
    struct bytes wire = { 0 };
    WS_STRING new_type, new_encoding;
    WS_BYTES buffer = { MESSAGE_SIZE, (BYTE *)message };
    void *instance = NULL;
    channel_open(&channel, SYNCHRONOUSLY, test_seed());
    assert_result(S_OK, table.createEncoderCallback(table.createContext, channel_write, &channel, &instance, NULL));
    assert_result(S_OK,
                  table.encoderGetContentTypeCallback(instance, wide("application/soap+xml"), &new_type, &new_encoding, NULL));
    if (type)
        assert_true(string_is(&new_type, type));
    assert_true(string_is(&new_encoding, encoding));
    assert_result(S_OK, table.encoderStartCallback(instance, NULL, NULL));
    assert_result(S_OK, table.encoderEncodeCallback(instance, &buffer, 1, NULL, NULL));
    assert_result(S_OK, table.encoderEndCallback(instance, NULL, NULL));
    bytes_append(&wire, channel.output.data, channel.output.size);
    table.freeEncoderCallback(instance);
    channel_close(&channel);
    WseFreeChannelEncoder(&table);
    return wire;
}

/* [P10] */
static void an_encoder_labels_its_messages_as_it_is_told(void **state)
{
    (void)state;
    WSE_COMPRESSION_LABEL label;
    WSE_PROPERTY property = { WSE_PROPERTY_COMPRESSION_LABEL, &label, sizeof label };
    EACH_COMPRESSED
    {
        const char *codec = compressed[c], *inner = inner_of(codec);
        char own[80], plain[80], chain[80], list[80];
        snprintf(own, sizeof own, "application/soap+%s", codec);
        snprintf(plain, sizeof plain, "application/soap+%s", inner);
        snprintf(chain, sizeof chain, "%s,br", codec);
        snprintf(list, sizeof list, "%s, br", coding_of(codec));
        label = WSE_COMPRESSION_LABEL_CONTENT_TYPE;
        struct bytes first = encode_with(codec, &property, 1, own, "");
        label = WSE_COMPRESSION_LABEL_CONTENT_ENCODING;
        struct bytes second = encode_with(codec, &property, 1, plain, coding_of(codec));
        assert_bytes_equal(&first, second.data, second.size);
        struct bytes third = encode_with(chain, &property, 1, plain, list);
        struct reader reader = reader_open(chain, NULL, 0);
        assert_decodes(&reader, third, plain, list, message, MESSAGE_SIZE);
        assert_decodes(&reader, third, own, "br", message, MESSAGE_SIZE);
        reader_close(&reader);
        bytes_free(&first);
        bytes_free(&second);
        bytes_free(&third);
    }
    WS_CHANNEL_ENCODER encoder;
    WS_CHANNEL_DECODER decoder;
    assert_result(E_INVALIDARG, WseCreateChannelEncoder("msbin1", &property, 1, &encoder, NULL));
    assert_result(E_INVALIDARG, WseCreateChannelEncoder("gzip", &property, 1, &encoder, NULL));
    assert_result(E_INVALIDARG, WseCreateChannelDecoder("msbin1+gzip", &property, 1, &decoder, NULL));
    label = (WSE_COMPRESSION_LABEL)2;
    assert_result(E_INVALIDARG, WseCreateChannelEncoder("msbin1+gzip", &property, 1, &encoder, NULL));
}

/* A session goes on through messages that are compressed and messages that are not. */
static void a_session_is_one_whatever_the_labels(void **state)
{
    (void)state;
    WS_CHANNEL_ENCODER plain;
    assert_result(S_OK, WseCreateChannelEncoder("msbinsession1", NULL, 0, &plain, NULL)); /* with room for strings */
    WS_ERROR *error = create_error();
    struct channel channel;
    WS_STRING type, encoding;
    WS_BYTES buffer = { MESSAGE_SIZE, (BYTE *)message };
    void *instance = NULL;
    struct reader reader = reader_open("msbinsession1+gzip", NULL, 0);
    channel_open(&channel, SYNCHRONOUSLY, test_seed());
    assert_result(S_OK, plain.createEncoderCallback(plain.createContext, channel_write, &channel, &instance, error));
    size_t first_size = 0;
    for (int round = 0; round < 6; round++) {
        channel_reset(&channel, NULL, 0);
        assert_result(S_OK, plain.encoderGetContentTypeCallback(instance, wide(""), &type, &encoding, error));
        assert_result(S_OK, plain.encoderStartCallback(instance, NULL, error));
        assert_result(S_OK, plain.encoderEncodeCallback(instance, &buffer, 1, NULL, error));
        assert_result(S_OK, plain.encoderEndCallback(instance, NULL, error));
        if (round == 0)
            first_size = channel.output.size;
        else
            assert_true(channel.output.size < first_size);
        if (round % 3 == 1) {
            assert_decodes(&reader, channel.output, "application/soap+msbinsession1", NULL, message, MESSAGE_SIZE);
            continue;
        }
        struct bytes wire = encoded("gzip", channel.output.data, channel.output.size);
        assert_decodes(&reader, wire, round % 3 == 0 ? "application/soap+msbinsession1+gzip" : "application/soap+msbinsession1",
                       round % 3 == 0 ? NULL : "gzip", message, MESSAGE_SIZE);
        bytes_free(&wire);
    }
    plain.freeEncoderCallback(instance);
    reader_close(&reader);
    channel_close(&channel);
    WsFreeError(error);
    WseFreeChannelEncoder(&plain);
}

/* Registered codecs among them, which take a coding if one is left over. */
static void in_a_chain_each_link_takes_its_own_coding(void **state)
{
    (void)state;
    register_loose();
    const char *own = "application/soap+msbin1+gzip", *plain = "application/soap+msbin1";
    struct bytes wire = encoded("msbin1+gzip", message, MESSAGE_SIZE), raw = encoded("msbin1", message, MESSAGE_SIZE);
    struct bytes br = encoded("br", wire.data, wire.size), raw_br = encoded("br", raw.data, raw.size);
    static const char *const chains[] = { "msbin1+gzip,loose", "loose,msbin1+gzip", "loose,msbin1+gzip,loose" };
    for (size_t i = 0; i < sizeof chains / sizeof *chains; i++) {
        struct reader reader = reader_open(chains[i], NULL, 0);
        assert_decodes(&reader, wire, own, NULL, message, MESSAGE_SIZE);
        assert_decodes(&reader, wire, plain, "gzip", message, MESSAGE_SIZE);
        assert_decodes(&reader, raw, plain, NULL, message, MESSAGE_SIZE);
        reader_close(&reader);
    }
    struct reader reader = reader_open("loose,msbin1+gzip,br,loose", NULL, 0);
    assert_decodes(&reader, br, own, "br", message, MESSAGE_SIZE);
    assert_decodes(&reader, br, plain, "gzip, br", message, MESSAGE_SIZE);
    assert_decodes(&reader, br, plain, "gzip, br, loosely", message, MESSAGE_SIZE);
    assert_decodes(&reader, br, own, "br, loosely", message, MESSAGE_SIZE);
    assert_decodes(&reader, raw_br, plain, "br", message, MESSAGE_SIZE);
    reader_close(&reader);
    bytes_free(&wire);
    bytes_free(&raw);
    bytes_free(&br);
    bytes_free(&raw_br);
    unregister_loose();
}

/* [P12] */
static void gzip_takes_the_content_type_of_files_on_request(void **state)
{
    (void)state;
    BOOL yes = TRUE, no = FALSE;
    WSE_PROPERTY property = { WSE_PROPERTY_GZIP_CONTENT_TYPE, &yes, sizeof yes };
    struct bytes wire = encoded("gzip", message, MESSAGE_SIZE), binary = encoded("msbin1,gzip", message, MESSAGE_SIZE);
    struct reader reader = reader_open("gzip", &property, 1);
    assert_decodes(&reader, wire, "application/gzip", NULL, message, MESSAGE_SIZE);
    assert_int_equal(0, reader.type.length);
    assert_decodes(&reader, wire, "Application/X-GZIP; name=\"a.gz\"", "identity", message, MESSAGE_SIZE);
    assert_decodes(&reader, wire, "application/gzip", "gzip", message, MESSAGE_SIZE);
    assert_true(string_is(&reader.type, "application/gzip"));
    assert_refuses(&reader, "text/xml", NULL, "there is no content encoding, and not \"gzip\"");
    assert_refuses(&reader, "application/gzip", "br", "the content encoding is \"br\" and not \"gzip\"");
    reader_close(&reader);
    reader = reader_open("msbin1,gzip", &property, 1);
    assert_decodes(&reader, binary, "application/gzip", NULL, message, MESSAGE_SIZE);
    assert_true(string_is(&reader.type, "application/soap+xml; charset=utf-8"));
    reader_close(&reader);
    register_loose();
    reader = reader_open("gzip,loose", &property, 1);
    assert_decodes(&reader, wire, "application/gzip", NULL, message, MESSAGE_SIZE);
    assert_decodes(&reader, wire, "application/gzip", "loosely", message, MESSAGE_SIZE);
    assert_decodes(&reader, wire, "application/gzip", "gzip", message, MESSAGE_SIZE);
    reader_close(&reader);
    unregister_loose();
    static const char *const types[] = { "application/gzip", "application/x-gzip" };
    for (int i = 0; i < 4; i++) {
        property.value = &no;
        reader = reader_open("gzip", &property, i % 2);
        assert_refuses(&reader, types[i / 2], NULL, "WSE_PROPERTY_GZIP_CONTENT_TYPE would take the content type in its place");
        reader_close(&reader);
    }
    WS_CHANNEL_ENCODER encoder;
    WS_CHANNEL_DECODER decoder;
    assert_result(E_INVALIDARG, WseCreateChannelEncoder("gzip", &property, 1, &encoder, NULL));
    assert_result(E_INVALIDARG, WseCreateChannelDecoder("br", &property, 1, &decoder, NULL));
    assert_result(E_INVALIDARG, WseCreateChannelDecoder("msbin1+gzip", &property, 1, &decoder, NULL));
    bytes_free(&wire);
    bytes_free(&binary);
}

/* [P11] */
static void deflate_is_written_raw_on_request_and_read_either_way(void **state)
{
    (void)state;
    BOOL yes = TRUE;
    WSE_PROPERTY property = { WSE_PROPERTY_RAW_DEFLATE, &yes, sizeof yes };
    struct bytes zlib = encode_with("deflate", NULL, 0, NULL, "deflate");
    struct bytes raw = encode_with("deflate", &property, 1, NULL, "deflate");
    assert_int_equal(raw.size + 6, zlib.size);
    assert_bytes_equal(&raw, zlib.data + 2, raw.size);
    struct reader reader = reader_open("deflate", NULL, 0);
    for (int round = 0; round < 2; round++) {
        assert_decodes(&reader, raw, "text/xml", "deflate", message, MESSAGE_SIZE);
        assert_decodes(&reader, zlib, "text/xml", "deflate", message, MESSAGE_SIZE);
    }
    reader_close(&reader);
    WS_CHANNEL_ENCODER encoder;
    WS_CHANNEL_DECODER decoder;
    assert_result(E_INVALIDARG, WseCreateChannelEncoder("gzip", &property, 1, &encoder, NULL));
    assert_result(E_INVALIDARG, WseCreateChannelEncoder("msbin1+deflate", &property, 1, &encoder, NULL));
    assert_result(E_INVALIDARG, WseCreateChannelDecoder("deflate", &property, 1, &decoder, NULL));
    bytes_free(&raw);
    bytes_free(&zlib);
}

/* As replies without content have it, 202 and 204. Binary XML has no empty document. */
static void an_empty_body_is_the_empty_message(void **state)
{
    (void)state;
    /* clang-format off */
    static const struct {
        const char *codec, *encoding;
        HRESULT result;
    } rows[] = {
        { "identity", NULL, S_OK }, { "gzip", "gzip", S_OK }, { "deflate", "deflate", S_OK }, { "br", "br", S_OK },
        { "zstd", "zstd", S_OK }, { "gzip,deflate", "gzip, deflate", S_OK }, { "br,zstd,gzip", "br, zstd, gzip", S_OK },
        { "loose,gzip", "gzip", S_OK }, { "br,loose", "br", S_OK },
        { "msbin1", NULL, WS_E_INVALID_FORMAT }, { "msbinsession1", NULL, WS_E_INVALID_FORMAT },
        { "msbin1+gzip", NULL, WS_E_INVALID_FORMAT }, { "msbin1+deflate", NULL, WS_E_INVALID_FORMAT },
        { "msbinsession1+gzip", NULL, WS_E_INVALID_FORMAT }, { "msbin1,gzip", "gzip", WS_E_INVALID_FORMAT },
        { "msbin1,loose,zstd", "zstd", WS_E_INVALID_FORMAT },
    };
    /* clang-format on */
    struct bytes none = { 0 }, output = { 0 };
    register_loose();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct reader reader = reader_open(rows[i].codec, NULL, 0);
        HRESULT result = reader_decode(&reader, none, "", rows[i].encoding, &output);
        if (result != rows[i].result || output.size > 0)
            fail_msg("%s: 0x%08x, %s", rows[i].codec, (unsigned)result, take_error_text(reader.error));
        reader_close(&reader);
    }
    unregister_loose();
    bytes_free(&output);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compressed_messages_are_taken_in_each_of_their_labels),
        cmocka_unit_test(labels_are_believed),
        cmocka_unit_test(other_labels_are_refused_with_those_that_are_taken),
        cmocka_unit_test(an_encoder_labels_its_messages_as_it_is_told),
        cmocka_unit_test(a_session_is_one_whatever_the_labels),
        cmocka_unit_test(in_a_chain_each_link_takes_its_own_coding),
        cmocka_unit_test(gzip_takes_the_content_type_of_files_on_request),
        cmocka_unit_test(deflate_is_written_raw_on_request_and_read_either_way),
        cmocka_unit_test(an_empty_body_is_the_empty_message),
    };
    return RUN_SUITE(tests);
}
