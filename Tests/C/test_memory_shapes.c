/* Out of memory at every allocation, once and for ever, in documents that need memory where ordinary ones do not: tags of many
 * attributes, long names and comments that come in pieces, deep nesting. */
#include "Codec/transforms.h"
#include "FailingAllocator/failing_allocator.h"
#include "FakeChannel/fake_channel.h"

/** Bytes of the document or message a call. */
enum { PIECE = 61 };

static void many_attributes(struct bytes *document)
{
    char text[80];
    bytes_append(document, "<a", 2);
    for (int i = 0; i < 40; i++)
        bytes_append(document, text, (size_t)snprintf(text, sizeof text, " xmlns:p%d='urn:%d' p%d:same='%d'", i, i, i, i));
    bytes_append(document, "/>", 2);
}

static void append_repeated(struct bytes *document, const char *text, int count)
{
    while (count-- > 0)
        bytes_append(document, text, strlen(text));
}

static void long_comment(struct bytes *document)
{
    bytes_append(document, "<a><!--", 7);
    append_repeated(document, "a comment ", 2000);
    bytes_append(document, "--><b/>text</a>", 15);
}

static void long_names(struct bytes *document)
{
    bytes_append(document, "<", 1);
    append_repeated(document, "name", 300);
    bytes_append(document, " ", 1);
    append_repeated(document, "attribute", 100);
    bytes_append(document, "='", 2);
    append_repeated(document, "value &amp; ", 300);
    bytes_append(document, "'/>", 3);
}

static void deep_nesting(struct bytes *document)
{
    append_repeated(document, "<p:a xmlns:p='urn:p'>", 40);
    bytes_append(document, "<![CDATA[text]]>&#x20AC;", 24);
    append_repeated(document, "</p:a>", 40);
}

/** Content that becomes parts, with a media type and without, and elements that are called as those that stand for parts. */
static void many_parts(struct bytes *document)
{
    append_repeated(document, "<a xmlns:m='http://www.w3.org/2005/05/xmlmime'><b xmlns:long_prefix='urn:x'>", 1);
    for (int i = 0; i < 4; i++) {
        append_repeated(document, "<long_prefix:Include a='b'/><c m:contentType='image/png'>", 1);
        append_repeated(document, "AAAA", 300 << i);
        append_repeated(document, "AA==</c><c>", 1);
        append_repeated(document, "AAAA", 300);
        append_repeated(document, "</c>", 1);
    }
    append_repeated(document, "</b></a>", 1);
}

#define XOP "xmlns:x='http://www.w3.org/2004/08/xop/include'"

/** A package as others write it, without its label: with header fields of its own and its root first. */
static void package_without_label(struct bytes *package)
{
    append_repeated(package,
                    "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b; type=\"application/xop+xml\"; "
                    "start-info=\"application/soap+xml; action=\\\"urn:a\\\"\"\r\n\r\n"
                    "--b\r\nContent-ID: <root@x>\r\n\r\n<a><b><x:Include " XOP " href='cid:1%40x'/></b>"
                    "<b><x:Include " XOP " href='cid:2%40x'/></b><b><x:Include " XOP " href='cid:3@x'/></b></a>\r\n"
                    "--b\r\nContent-ID: <3@x>\r\nContent-Transfer-Encoding: base64\r\n\r\n",
                    1);
    append_repeated(package, "QUJD\r\n", 500);
    append_repeated(package, "\r\n--b\r\nContent-ID: <1@x>\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\na=20b=\r\n",
                    1);
    append_repeated(package, " ", 900);
    append_repeated(package, "c\r\n--b\r\nContent-ID: <2@x>\r\n\r\n", 1);
    append_repeated(package, "bytes\r\n--", 500);
    append_repeated(package, "\r\n--b--\r\n", 1);
}

/** A package whose root comes last, in UTF-16. */
static void package_with_root_last(struct bytes *package)
{
    static const char root[] = "<a><b><x:Include " XOP " href='cid:1%40x'/></b><b><x:Include " XOP " href='cid:2@x'/></b></a>";
    append_repeated(package, "a preamble\r\n--b\r\nContent-ID: <1@x>\r\n\r\n", 1);
    append_repeated(package, "bytes ", 300);
    append_repeated(package, "\r\n--b\r\nContent-ID: <2@x>\r\n\r\n", 1);
    append_repeated(package, "bytes ", 300);
    append_repeated(package, "\r\n--b\r\nContent-ID: <root@x>\r\nContent-Type: application/xop+xml; charset=utf-16LE\r\n\r\n",
                    1);
    for (size_t i = 0; i < sizeof root - 1; i++) {
        const char unit[] = { root[i], 0 };
        bytes_append(package, unit, 2);
    }
    append_repeated(package, "\r\n--b--\r\n", 1);
}

static const WS_STRING none;
static const WS_STRING package_type = WS_STRING_VALUE(
    u"multipart/related; boundary=b; type=\"application/xop+xml\"; start=\"<root@x>\"; action=\"urn:\\\\a\"");

static struct {
    const char *codec;
    const WS_STRING *type; /* of what is decoded */
    WS_CHANNEL_ENCODER encoder;
    WS_CHANNEL_DECODER decoder;
    struct bytes input;
    size_t position;
} run;

static HRESULT CALLBACK discard(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                                WS_ERROR *error)
{
    (void)state, (void)buffers, (void)count, (void)context, (void)error;
    return S_OK;
}

static HRESULT CALLBACK read_piece(void *state, void *bytes, ULONG size, ULONG *length, const WS_ASYNC_CONTEXT *context,
                                   WS_ERROR *error)
{
    size_t left = run.input.size - run.position, part = left < PIECE ? left : PIECE;
    (void)state, (void)context, (void)error;
    part = part < size ? part : size;
    memcpy(bytes, run.input.data + run.position, part);
    run.position += part;
    *length = (ULONG)part;
    return S_OK;
}

static HRESULT encode(void *instance)
{
    WS_STRING type, encoding;
    HRESULT result = run.encoder.encoderGetContentTypeCallback(instance, &soap_content_type, &type, &encoding, NULL);
    if (SUCCEEDED(result))
        result = run.encoder.encoderStartCallback(instance, NULL, NULL);
    for (size_t at = 0; SUCCEEDED(result) && at < run.input.size; at += PIECE) {
        size_t left = run.input.size - at;
        WS_BYTES piece = { (ULONG)(left < PIECE ? left : PIECE), run.input.data + at };
        result = run.encoder.encoderEncodeCallback(instance, &piece, 1, NULL, NULL);
    }
    return SUCCEEDED(result) ? run.encoder.encoderEndCallback(instance, NULL, NULL) : result;
}

static HRESULT decode(void *instance)
{
    WS_STRING type;
    BYTE room[100];
    ULONG length = 1;
    run.position = 0;
    HRESULT result = run.decoder.decoderStartCallback(instance, NULL, NULL);
    if (SUCCEEDED(result))
        result = run.decoder.decoderGetContentTypeCallback(instance, run.type, NULL, &type, NULL);
    while (SUCCEEDED(result) && length > 0)
        result = run.decoder.decoderDecodeCallback(instance, room, sizeof room, &length, NULL, NULL);
    return SUCCEEDED(result) ? run.decoder.decoderEndCallback(instance, NULL, NULL) : result;
}

/** Fails the allocation `at`, and later ones if it is for ever. Returns whether there were so many. */
static bool fail_at(unsigned long at, bool for_ever, bool is_encoder)
{
    void *instance = NULL;
    long before = allocator_live_blocks();
    allocator_arm(at, for_ever);
    HRESULT result = is_encoder
                         ? run.encoder.createEncoderCallback(run.encoder.createContext, discard, NULL, &instance, NULL)
                         : run.decoder.createDecoderCallback(run.decoder.createContext, read_piece, NULL, &instance, NULL);
    if (SUCCEEDED(result))
        result = is_encoder ? encode(instance) : decode(instance);
    allocator_disarm();
    bool has_failed = allocator_has_failed();
    /* An encoder of a session writes out strings for which there is no memory. */
    bool may_do_without = result == S_OK && is_encoder && is_session_codec(run.codec);
    if (result != (has_failed ? E_OUTOFMEMORY : S_OK) && !may_do_without)
        fail_msg("%s %s: allocation %lu failing: 0x%08x", run.codec, is_encoder ? "encoder" : "decoder", at, (unsigned)result);
    if (instance) {
        result = is_encoder ? encode(instance) : decode(instance);
        assert_true(result == S_OK || (result == WS_E_OBJECT_FAULTED && is_session_codec(run.codec)));
        (is_encoder ? run.encoder.freeEncoderCallback : run.decoder.freeDecoderCallback)(instance);
    }
    if (before != allocator_live_blocks())
        fail_msg("%s: allocation %lu failing leaks %ld blocks", run.codec, at, allocator_live_blocks() - before);
    return has_failed;
}

static void sweep(const char *codec, void (*make)(struct bytes *))
{
    struct bytes document = { 0 };
    make(&document);
    run.codec = codec;
    run.type = &none;
    run.encoder = create_encoder_table(codec, NULL, 0);
    run.decoder = create_decoder_table(codec, NULL, 0);
    for (int way = 0; way < 4; way++) {
        bool is_encoder = way & 1;
        unsigned long at = 1;
        run.input = is_encoder ? document : encoded(codec, document.data, document.size);
        while (fail_at(at, way & 2, is_encoder))
            at++;
        assert_true(at > 3);
        if (!is_encoder)
            bytes_free(&run.input);
    }
    WseFreeChannelEncoder(&run.encoder);
    WseFreeChannelDecoder(&run.decoder);
    bytes_free(&document);
}

static void every_shape_of_document_survives_the_failure_of_any_allocation(void **state)
{
    static const char *const codecs[] = { "msbin1", "msbinsession1", "msbin1+deflate" };
    static void (*const shapes[])(struct bytes *) = { many_attributes, long_comment, long_names, deep_nesting };
    (void)state;
    for (size_t codec = 0; codec < sizeof codecs / sizeof *codecs; codec++)
        for (size_t shape = 0; shape < sizeof shapes / sizeof *shapes; shape++)
            sweep(codecs[codec], shapes[shape]);
}

static void every_shape_of_package_survives_the_failure_of_any_allocation(void **state)
{
    static const struct {
        void (*make)(struct bytes *);
        const WS_STRING *type;
    } packages[] = { { package_without_label, &none }, { package_with_root_last, &package_type } };
    (void)state;
    sweep("mtom", many_parts);
    run.decoder = create_decoder_table("mtom", NULL, 0);
    for (size_t i = 0; i < sizeof packages / sizeof *packages; i++) {
        run.input = (struct bytes){ 0 };
        packages[i].make(&run.input);
        run.type = packages[i].type;
        for (int for_ever = 0; for_ever <= 1; for_ever++) {
            unsigned long at = 1;
            while (fail_at(at, for_ever, false))
                at++;
            assert_true(at > 3);
        }
        bytes_free(&run.input);
    }
    WseFreeChannelDecoder(&run.decoder);
}

static void every_level_of_compression_survives_the_failure_of_any_allocation(void **state)
{
    static const char *const codecs[] = { "gzip", "deflate", "br", "zstd" };
    (void)state;
    run.input = (struct bytes){ 0 };
    long_names(&run.input);
    for (size_t codec = 0; codec < sizeof codecs / sizeof *codecs; codec++)
        for (LONG level = 1; level <= 9; level++)
            for (int for_ever = 0; for_ever <= 1; for_ever++) {
                WSE_PROPERTY property = { WSE_PROPERTY_COMPRESSION_LEVEL, &level, sizeof level };
                unsigned long at = 1;
                run.codec = codecs[codec];
                run.encoder = create_encoder_table(codecs[codec], &property, 1);
                while (fail_at(at, for_ever, true))
                    at++;
                assert_true(at > 3);
                WseFreeChannelEncoder(&run.encoder);
            }
    bytes_free(&run.input);
}

/** Without memory a codec is not registered, and its context remains its author's. */
static void a_codec_is_registered_whole_or_not_at_all(void **state)
{
    WSE_CODEC codec = xor_transform();
    HRESULT result = E_OUTOFMEMORY;
    (void)state;
    for (unsigned long at = 1; result != S_OK; at++) {
        WS_CHANNEL_ENCODER table;
        int contexts = transform_counts.contexts;
        allocator_arm(at, at & 1);
        result = WseRegisterCodec(&codec, NULL);
        allocator_disarm();
        assert_result(allocator_has_failed() ? E_OUTOFMEMORY : S_OK, result);
        assert_int_equal(contexts, transform_counts.contexts);
        if (result != S_OK)
            assert_result(WS_E_NOT_SUPPORTED, WseCreateChannelEncoder(codec.name, NULL, 0, &table, NULL));
    }
    assert_result(S_OK, WseUnregister(codec.name, NULL));
}

/** Without memory there is no table, which stays as it was, and the context remains its author's. */
static void a_table_of_a_codec_is_made_whole_or_not_at_all(void **state)
{
    WSE_CODEC codec = xor_transform();
    (void)state;
    for (int is_decoder = 0; is_decoder < 2; is_decoder++) {
        HRESULT result = E_OUTOFMEMORY;
        WS_CHANNEL_ENCODER encoder = { 0 };
        WS_CHANNEL_DECODER decoder = { 0 };
        int contexts = transform_counts.contexts;
        for (unsigned long at = 1; result != S_OK; at++) {
            allocator_arm(at, at & 1);
            result = is_decoder ? WseCreateCodecDecoder(&codec, NULL, 0, &decoder, NULL)
                                : WseCreateCodecEncoder(&codec, NULL, 0, &encoder, NULL);
            allocator_disarm();
            assert_result(allocator_has_failed() ? E_OUTOFMEMORY : S_OK, result);
            assert_int_equal(contexts, transform_counts.contexts);
            assert_true((result == S_OK) == (encoder.createContext != NULL || decoder.createContext != NULL));
        }
        WseFreeChannelEncoder(&encoder);
        WseFreeChannelDecoder(&decoder);
        assert_int_not_equal(contexts, transform_counts.contexts);
    }
}

/** The code matters more than the text. */
static void a_failure_without_memory_for_its_text_keeps_its_code(void **state)
{
    WS_ERROR *error = create_error();
    (void)state;
    for (unsigned long at = 1; at < 8; at++) {
        allocator_arm(at, false);
        assert_result(WS_E_INVALID_FORMAT, WseReportError(WS_E_INVALID_FORMAT, "a text", error));
        allocator_disarm();
        WsResetError(error);
    }
    WsFreeError(error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_shape_of_document_survives_the_failure_of_any_allocation),
        cmocka_unit_test(every_shape_of_package_survives_the_failure_of_any_allocation),
        cmocka_unit_test(a_codec_is_registered_whole_or_not_at_all),
        cmocka_unit_test(a_table_of_a_codec_is_made_whole_or_not_at_all),
        cmocka_unit_test(a_failure_without_memory_for_its_text_keeps_its_code),
        cmocka_unit_test(every_level_of_compression_survives_the_failure_of_any_allocation),
    };
    return RUN_SUITE(tests);
}
