/*
 * Two more ways to a table: of a transform that is not registered, and of callbacks that are registered under a name.
 *
 *     cc -o tables tables.c $(pkg-config --cflags --libs wsencoder)
 *     ./tables
 */
#include <stdio.h>
#include <wsencoder.h>

static HRESULT create(void *context, const WSE_CODEC_OPTIONS *options, void **state, WS_ERROR *error)
{
    (void)context, (void)options, (void)state, (void)error; /* each byte stands for itself: there is no state */
    return S_OK;
}

static HRESULT begin(void *state, WS_ERROR *error)
{
    (void)state, (void)error;
    return S_OK;
}

/* Inverts each byte, which encodes and decodes. */
static HRESULT invert(void *state, WSE_CODEC_INPUT *input, WSE_CODEC_OUTPUT *output, BOOL isLast, WSE_PROGRESS *progress,
                      WS_ERROR *error)
{
    (void)state, (void)error;
    while (input->taken < input->size && output->written < output->size)
        output->bytes[output->written++] = (BYTE)~input->bytes[input->taken++];
    *progress = input->taken < input->size ? WSE_PROGRESS_OUTPUT_FULL : isLast ? WSE_PROGRESS_FINISHED : WSE_PROGRESS_MAY_END;
    return S_OK;
}

static void free_state(void *state)
{
    (void)state;
}

/* Tables of a transform, for this program alone: no name is registered. */
static HRESULT make_tables(WS_CHANNEL_ENCODER *encoder, WS_CHANNEL_DECODER *decoder, WS_ERROR *error)
{
    WSE_CODEC_DIRECTION both = { create, begin, invert, NULL, NULL, free_state };
    WSE_CODEC codec = { .size = sizeof codec, .name = "invert", .encoder = both, .decoder = both };
    HRESULT hr = WseCreateCodecEncoder(&codec, NULL, 0, encoder, error);
    if (SUCCEEDED(hr))
        hr = WseCreateCodecDecoder(&codec, NULL, 0, decoder, error);
    return hr;
}

/* Callbacks under a name, which then works in chains, too. WSE_REGISTER_CHECKED: the library sees that they keep the rules. */
static HRESULT register_tables(const WS_CHANNEL_ENCODER *encoder, const WS_CHANNEL_DECODER *decoder, WS_ERROR *error)
{
    HRESULT hr = WseRegisterEncoder("inverted", encoder, WSE_ABI_DEFAULT, WSE_REGISTER_CHECKED, error);
    if (SUCCEEDED(hr))
        hr = WseRegisterDecoder("inverted", decoder, WSE_ABI_DEFAULT, WSE_REGISTER_CHECKED, error);
    return hr;
}

int main(void)
{
    WS_CHANNEL_ENCODER encoder = { 0 }, chain = { 0 };
    WS_CHANNEL_DECODER decoder = { 0 };
    WS_ERROR *error = NULL;
    char line[300];
    HRESULT hr = WsCreateError(NULL, 0, &error);
    if (SUCCEEDED(hr))
        hr = make_tables(&encoder, &decoder, error);
    if (SUCCEEDED(hr))
        hr = register_tables(&encoder, &decoder, error);
    if (SUCCEEDED(hr))
        hr = WseCreateChannelEncoder("inverted,gzip", NULL, 0, &chain, error);
    if (SUCCEEDED(hr))
        printf("inverted,gzip is a chain\n");
    WseFreeChannelEncoder(&chain);
    WseUnregister("inverted", NULL); /* its implementation, which the tables hold, must live until then */
    WseFreeChannelEncoder(&encoder);
    WseFreeChannelDecoder(&decoder);
    if (WseFormatError(error, line, sizeof line) > 0)
        printf("%s\n", line);
    WsFreeError(error);
    return SUCCEEDED(hr) ? 0 : 1;
}
