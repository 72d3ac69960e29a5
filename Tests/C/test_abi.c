/* The public headers agree with Microsoft's: compiled, this file has passed; what is left is to count and to link. */
#include "Support/support.h"

#include "abi_assertions.h"

static void every_row_of_the_table_holds(void **state)
{
    (void)state;
    printf("%d static assertions\n", (int)abi_assertions);
    assert_true(abi_assertions > 150);
}

static void header_and_library_have_the_same_version(void **state)
{
    (void)state;
    assert_int_equal(WSE_VERSION, WseGetVersion());
#if WSE_VERSION < 0x000100 /* [V2] */
    fail();
#endif
}

static HRESULT CALLBACK write(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                              WS_ERROR *error)
{
    (void)state, (void)buffers, (void)count, (void)context, (void)error;
    return S_OK;
}

/* Encoders chain because their encode callback has the type of a sink, and decoders likewise. */
static void the_entry_points_have_the_callback_types(void **state)
{
    (void)state;
    WS_CHANNEL_ENCODER encoder = { NULL,          WseCreateEncoder, WseEncoderGetContentType, WseEncoderStart, WseEncoderEncode,
                                   WseEncoderEnd, WseFreeEncoder };
    WS_CHANNEL_DECODER decoder = { NULL,          WseCreateDecoder, WseDecoderGetContentType, WseDecoderStart, WseDecoderDecode,
                                   WseDecoderEnd, WseFreeDecoder };
    WS_WRITE_CALLBACK sinks[] = { write, WseEncoderEncode, WseBufferWrite };
    WS_READ_CALLBACK sources[] = { WseDecoderDecode, WseBufferRead };
    assert_non_null(sinks[0]);
    assert_non_null(sources[0]);
    /* The tables hold the functions that are exported under these names. */
    WS_CHANNEL_ENCODER filled_encoder = create_encoder_table("gzip", NULL, 0);
    WS_CHANNEL_DECODER filled_decoder = create_decoder_table("gzip", NULL, 0);
    encoder.createContext = filled_encoder.createContext;
    decoder.createContext = filled_decoder.createContext;
    assert_memory_equal(&encoder, &filled_encoder, sizeof encoder);
    assert_memory_equal(&decoder, &filled_decoder, sizeof decoder);
    WseFreeChannelEncoder(&filled_encoder);
    WseFreeChannelDecoder(&filled_decoder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_of_the_table_holds),
        cmocka_unit_test(header_and_library_have_the_same_version),
        cmocka_unit_test(the_entry_points_have_the_callback_types),
    };
    return RUN_SUITE(tests);
}
