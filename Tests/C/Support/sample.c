#include "Support/sample.h"

struct sample_codec sample_codecs[3];

static void register_as(const char *name, const WS_CHANNEL_ENCODER *encoder, const WS_CHANNEL_DECODER *decoder, WSE_ABI abi,
                        ULONG flags)
{
    assert_result(S_OK, WseRegisterEncoder(name, encoder, abi, flags, NULL));
    assert_result(S_OK, WseRegisterDecoder(name, decoder, abi, flags, NULL));
}

void register_sample(void)
{
    WS_CHANNEL_ENCODER encoder;
    WS_CHANNEL_DECODER decoder;
    for (int i = 0; i < 3; i++)
        sample_codecs[i] = (struct sample_codec){ .type = NULL, .read_size = i == 0 ? 7 : 100 };
    sysv_sample_tables(&sample_codecs[0], &encoder, &decoder);
    register_as("sample", &encoder, &decoder, WSE_ABI_DEFAULT, 0);
    sysv_sample_tables(&sample_codecs[1], &encoder, &decoder);
    register_as("sample-checked", &encoder, &decoder, WSE_ABI_DEFAULT, WSE_REGISTER_CHECKED);
#if defined(__x86_64__)
    win64_sample_tables(&sample_codecs[2], &encoder, &decoder);
    register_as("sample-win64", &encoder, &decoder, WSE_ABI_WIN64, WSE_REGISTER_CHECKED);
#endif
}

void unregister_sample(void)
{
    assert_result(S_OK, WseUnregister("sample", NULL));
    assert_result(S_OK, WseUnregister("sample-checked", NULL));
#if defined(__x86_64__)
    assert_result(S_OK, WseUnregister("sample-win64", NULL));
#endif
    for (int i = 0; i < 3; i++)
        assert_int_equal(0, sample_codecs[i].instances);
}
