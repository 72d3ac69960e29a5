/* A document, an encoder in the middle of it, and what a decoder makes of the whole. For one suite, hence all static. */
#ifndef FLUSHED_H
#define FLUSHED_H

#include "FakeChannel/fake_channel.h"

static const char document[] = "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body a=\"&lt;1\">"
                               "<n>12</n><n> 345</n> text \xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80 &amp; more<empty/><!-- note -->"
                               "<b>QUJDREVGR0g=</b></s:Body></s:Envelope>";

static inline void start(struct channel *channel, const WS_CHANNEL_ENCODER *table, void *instance)
{
    WS_STRING type, encoding;
    channel_reset(channel, NULL, 0);
    assert_result(S_OK, table->encoderGetContentTypeCallback(instance, &soap_content_type, &type, &encoding, NULL));
    assert_result(S_OK, table->encoderStartCallback(instance, NULL, NULL));
}

static inline HRESULT encode(const WS_CHANNEL_ENCODER *table, void *instance, const char *text, size_t size)
{
    WS_BYTES buffer = { (ULONG)size, (BYTE *)text };
    return table->encoderEncodeCallback(instance, &buffer, 1, NULL, NULL);
}

static inline struct bytes decoded(const WS_CHANNEL_DECODER *table, const char *codec, struct bytes wire)
{
    struct channel channel;
    struct bytes output = { 0 };
    void *instance = NULL;
    channel_open(&channel, SYNCHRONOUSLY, test_seed());
    channel_reset(&channel, wire.data, wire.size);
    assert_result(S_OK, table->createDecoderCallback(table->createContext, channel_read, &channel, &instance, NULL));
    HRESULT result = channel_receive(&channel, table, instance, content_encoding_of(codec), 0, &output, NULL);
    if (FAILED(result))
        fail_msg("%s: 0x%08x", codec, (unsigned)result);
    table->freeDecoderCallback(instance);
    channel_close(&channel);
    return output;
}

#endif
