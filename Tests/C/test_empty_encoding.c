/* An empty content encoding means that there is none: a decoder of others is passed NULL for it, however it is called. */
#include "Support/support.h"

/* A decoder that passes bytes on, and takes note of the content encoding that it was passed. */
static struct {
    WS_READ_CALLBACK read;
    void *source;
    int questions;
    bool is_null;
    char encoding[16];
} told;

static HRESULT told_create(void *config, WS_READ_CALLBACK read, void *source, void **instance, WS_ERROR *error)
{
    (void)config, (void)error;
    told.read = read;
    told.source = source;
    *instance = &told;
    return S_OK;
}

static HRESULT told_type(void *instance, const WS_STRING *type, const WS_STRING *encoding, WS_STRING *new_type, WS_ERROR *error)
{
    (void)instance, (void)error;
    told.questions++;
    told.is_null = encoding == NULL;
    if (encoding)
        copy_ascii(encoding, told.encoding, sizeof told.encoding);
    *new_type = *type;
    return S_OK;
}

static HRESULT told_step(void *instance, const WS_ASYNC_CONTEXT *context, WS_ERROR *error)
{
    (void)instance, (void)context, (void)error;
    return S_OK;
}

static HRESULT told_decode(void *instance, void *bytes, ULONG size, ULONG *length, const WS_ASYNC_CONTEXT *context,
                           WS_ERROR *error)
{
    (void)instance;
    return told.read(told.source, bytes, size, length, context, error);
}

static void told_free(void *instance)
{
    (void)instance;
}

static const WS_CHANNEL_DECODER told_table = { NULL, told_create, told_type, told_step, told_decode, told_step, told_free };

/* The ways in which C may spell no content encoding. */
static const WS_STRING *nothings(int index)
{
    static WCHAR something[] = u"gzip";
    static const WS_STRING without_characters = { 0, NULL }, with_characters = { 0, something };
    return index == 0 ? NULL : index == 1 ? &without_characters : &with_characters;
}

/* [O11] [J5] */
static void takes_nothing_as_none(const WS_CHANNEL_DECODER *table)
{
    static const WS_BYTES message = { 5, (BYTE *)"hello" };
    WSE_BUFFER *output = NULL;
    assert_result(S_OK, WseCreateBuffer(0, &output, NULL));
    for (int index = 0; index < 3; index++) {
        told.questions = 0;
        assert_result(S_OK, WseDecodeMessage(table, NULL, nothings(index), &message, 1, output, NULL, NULL));
        assert_int_equal(1, told.questions);
        assert_true(told.is_null);
    }
    WS_STRING other = WS_STRING_VALUE(u"other");
    told.is_null = true;
    assert_result(S_OK, WseDecodeMessage(table, NULL, &other, &message, 1, output, NULL, NULL));
    assert_false(told.is_null);
    assert_string_equal("other", told.encoding);
    WseFreeBuffer(output);
}

static void a_decoder_of_others_is_passed_NULL_for_an_empty_content_encoding(void **state)
{
    (void)state;
    takes_nothing_as_none(&told_table);
}

/* A host that calls the table itself. */
static void ask(const WS_CHANNEL_DECODER *table, const WS_STRING *encoding)
{
    WSE_BUFFER *source = NULL;
    void *instance = NULL;
    WS_STRING type = WS_STRING_VALUE(u"text/plain"), new_type;
    assert_result(S_OK, WseCreateBuffer(0, &source, NULL));
    assert_result(S_OK, table->createDecoderCallback(table->createContext, WseBufferRead, source, &instance, NULL));
    assert_result(S_OK, table->decoderStartCallback(instance, NULL, NULL));
    assert_result(S_OK, table->decoderGetContentTypeCallback(instance, &type, encoding, &new_type, NULL));
    assert_true(string_is(&new_type, "text/plain"));
    table->freeDecoderCallback(instance);
    WseFreeBuffer(source);
}

static void is_passed_NULL(const char *codec, ULONG flags)
{
    WS_CHANNEL_DECODER table;
    assert_result(S_OK, WseRegisterDecoder("told", &told_table, WSE_ABI_DEFAULT, flags, NULL));
    assert_result(S_OK, WseCreateChannelDecoder(codec, NULL, 0, &table, NULL));
    takes_nothing_as_none(&table);
    for (int index = 0; index < 3; index++) {
        told.is_null = false;
        ask(&table, nothings(index));
        assert_true(told.is_null);
    }
    WseFreeChannelDecoder(&table);
    assert_result(S_OK, WseUnregister("told", NULL));
}

static void a_registered_decoder_is_passed_NULL_for_an_empty_content_encoding(void **state)
{
    (void)state;
    is_passed_NULL("told", 0);
    is_passed_NULL("told", WSE_REGISTER_CHECKED);
    is_passed_NULL("told,identity", 0);
}

static void a_content_encoding_that_cannot_be_read_is_refused_by_what_checks_the_decoder(void **state)
{
    (void)state;
    WS_STRING unreadable = { 3, NULL }, type = WS_STRING_VALUE(u"text/plain"), new_type;
    WS_CHANNEL_DECODER table;
    WSE_BUFFER *source = NULL;
    void *instance = NULL;
    assert_result(S_OK, WseRegisterDecoder("told", &told_table, WSE_ABI_DEFAULT, WSE_REGISTER_CHECKED, NULL));
    assert_result(S_OK, WseCreateChannelDecoder("told", NULL, 0, &table, NULL));
    assert_result(S_OK, WseCreateBuffer(0, &source, NULL));
    assert_result(S_OK, table.createDecoderCallback(table.createContext, WseBufferRead, source, &instance, NULL));
    assert_result(S_OK, table.decoderStartCallback(instance, NULL, NULL));
    told.questions = 0;
    assert_result(E_INVALIDARG, table.decoderGetContentTypeCallback(instance, &type, &unreadable, &new_type, NULL));
    assert_int_equal(0, told.questions);
    table.freeDecoderCallback(instance);
    WseFreeBuffer(source);
    WseFreeChannelDecoder(&table);
    assert_result(S_OK, WseUnregister("told", NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_decoder_of_others_is_passed_NULL_for_an_empty_content_encoding),
        cmocka_unit_test(a_registered_decoder_is_passed_NULL_for_an_empty_content_encoding),
        cmocka_unit_test(a_content_encoding_that_cannot_be_read_is_refused_by_what_checks_the_decoder),
    };
    return cmocka_run_group_tests_name(__FILE__, tests, NULL, NULL);
}
