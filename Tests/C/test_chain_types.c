/* GetContentType of chains whose links give what cannot be gone on with, and calls of chains without an instance. */
#include "Plugin/loose_codec.h"

static HRESULT CALLBACK no_write(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                                 WS_ERROR *error)
{
    (void)state, (void)buffers, (void)count, (void)context, (void)error;
    return S_OK;
}

static HRESULT CALLBACK no_read(void *state, void *bytes, ULONG size, ULONG *actual, const WS_ASYNC_CONTEXT *context,
                                WS_ERROR *error)
{
    (void)state, (void)bytes, (void)size, (void)context, (void)error;
    *actual = 0;
    return S_OK;
}

/** The oldest string, which says why; those after it say where. */
static void assert_reason(WS_ERROR *error, const char *reason)
{
    ULONG count = 0;
    WS_STRING string;
    char text[400] = "";
    assert_result(S_OK, WsGetErrorProperty(error, WS_ERROR_PROPERTY_STRING_COUNT, &count, sizeof count));
    assert_true(count > 0);
    assert_result(S_OK, WsGetErrorString(error, count - 1, &string));
    for (ULONG i = 0; i < string.length && i < sizeof text - 1; i++)
        text[i] = (char)string.chars[i];
    if (!strstr(text, reason))
        fail_msg("\"%s\" lacks \"%s\"", text, reason);
    WsResetError(error);
}

static void refused(const char *codec, const char *reason)
{
    WS_CHANNEL_ENCODER encoder = create_encoder_table(codec, NULL, 0);
    WS_CHANNEL_DECODER decoder = create_decoder_table(codec, NULL, 0);
    WS_ERROR *error = create_error();
    WS_STRING type, encoding;
    void *instance = NULL;
    assert_result(S_OK, encoder.createEncoderCallback(encoder.createContext, no_write, NULL, &instance, error));
    assert_result(WS_E_INVALID_OPERATION,
                  encoder.encoderGetContentTypeCallback(instance, &soap_content_type, &type, &encoding, error));
    assert_reason(error, reason);
    assert_result(WS_E_OBJECT_FAULTED, encoder.encoderStartCallback(instance, NULL, NULL));
    encoder.freeEncoderCallback(instance);
    const WS_STRING gzip = { 4, u"gzip" }, *coding = strstr(codec, "gzip") ? &gzip : NULL;
    assert_result(S_OK, decoder.createDecoderCallback(decoder.createContext, no_read, NULL, &instance, error));
    assert_result(S_OK, decoder.decoderStartCallback(instance, NULL, error));
    assert_result(WS_E_INVALID_OPERATION,
                  decoder.decoderGetContentTypeCallback(instance, &soap_content_type, coding, &type, error));
    assert_reason(error, reason);
    decoder.freeDecoderCallback(instance);
    WseFreeChannelEncoder(&encoder);
    WseFreeChannelDecoder(&decoder);
    WsFreeError(error);
}

static void a_string_without_characters_is_refused(void **state)
{
    (void)state;
    register_loose();
    loose.has_no_characters = true;
    refused("loose,gzip", "a link returned a string with a length but no characters");
    refused("gzip,loose", "a link returned a string with a length but no characters");
    refused("strict", "returned a string with a length but no characters");
    unregister_loose();
}

/* [X4] without a check, too: nobody could be told of a completion. */
static void a_get_content_type_that_will_complete_later_is_refused(void **state)
{
    (void)state;
    register_loose();
    loose.type_result = WS_S_ASYNC;
    refused("loose,gzip", "a link returned WS_S_ASYNC without having been given an asynchronous context");
    refused("gzip,loose", "a link returned WS_S_ASYNC without having been given an asynchronous context");
    WS_CHANNEL_ENCODER encoder = create_native_encoder_table("loose");
    WS_CHANNEL_DECODER decoder = create_native_decoder_table("loose");
    WS_ERROR *error = create_error();
    WSE_BUFFER *output = NULL;
    WS_BYTES input = { 1, (BYTE *)"x" };
    assert_result(S_OK, WseCreateBuffer(0, &output, NULL));
    assert_result(WS_E_INVALID_OPERATION, WseEncodeMessage(&encoder, &soap_content_type, &input, 1, output, NULL, NULL, error));
    assert_reason(error, "a callback returned WS_S_ASYNC");
    assert_result(WS_E_INVALID_OPERATION, WseDecodeMessage(&decoder, &soap_content_type, NULL, &input, 1, output, NULL, error));
    assert_reason(error, "a callback returned WS_S_ASYNC");
    WseFreeBuffer(output);
    WsFreeError(error);
    WseFreeChannelEncoder(&encoder);
    WseFreeChannelDecoder(&decoder);
    unregister_loose();
}

/* The content type that a link is shown is its own to give back, as its coding for instance, along with a longer one. */
static void a_link_may_give_what_it_was_shown(void **state)
{
    (void)state;
    register_loose();
    loose.echoes_type = true;
    WS_CHANNEL_ENCODER table = create_encoder_table("gzip,loose", NULL, 0);
    WS_STRING type, encoding;
    void *instance = NULL;
    assert_result(S_OK, table.createEncoderCallback(table.createContext, no_write, NULL, &instance, NULL));
    assert_result(S_OK, table.encoderGetContentTypeCallback(instance, &(WS_STRING){ 4, u"text" }, &type, &encoding, NULL));
    assert_true(string_is(&encoding, "gzip, text"));
    assert_int_equal(4000, type.length);
    table.freeEncoderCallback(instance);
    WseFreeChannelEncoder(&table);
    unregister_loose();
}

/* [C2] */
static void a_chain_called_without_an_instance_says_so(void **state)
{
    (void)state;
    register_loose();
    WS_CHANNEL_ENCODER encoder = create_encoder_table("loose,gzip", NULL, 0);
    WS_CHANNEL_DECODER decoder = create_decoder_table("loose,gzip", NULL, 0);
    WS_ERROR *error = create_error();
    WS_STRING type, encoding;
    WS_BYTES buffer = { 0, NULL };
    BYTE room[4];
    ULONG length;
    for (int call = 0; call < 4; call++) {
        HRESULT result = call == 0   ? encoder.encoderGetContentTypeCallback(NULL, &soap_content_type, &type, &encoding, error)
                         : call == 1 ? encoder.encoderStartCallback(NULL, NULL, error)
                         : call == 2 ? encoder.encoderEncodeCallback(NULL, &buffer, 1, NULL, error)
                                     : encoder.encoderEndCallback(NULL, NULL, error);
        assert_result(E_INVALIDARG, result);
        assert_reason(error, "chain encoder: the instance is NULL");
        result = call == 0   ? decoder.decoderGetContentTypeCallback(NULL, &soap_content_type, NULL, &type, error)
                 : call == 1 ? decoder.decoderStartCallback(NULL, NULL, error)
                 : call == 2 ? decoder.decoderDecodeCallback(NULL, room, 4, &length, NULL, error)
                             : decoder.decoderEndCallback(NULL, NULL, error);
        assert_result(E_INVALIDARG, result);
        assert_reason(error, "chain decoder: the instance is NULL");
    }
    encoder.freeEncoderCallback(NULL);
    decoder.freeDecoderCallback(NULL);
    WsFreeError(error);
    WseFreeChannelEncoder(&encoder);
    WseFreeChannelDecoder(&decoder);
    unregister_loose();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_string_without_characters_is_refused),
        cmocka_unit_test(a_get_content_type_that_will_complete_later_is_refused),
        cmocka_unit_test(a_link_may_give_what_it_was_shown),
        cmocka_unit_test(a_chain_called_without_an_instance_says_so),
    };
    return RUN_SUITE(tests);
}
