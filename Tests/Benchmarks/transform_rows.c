/* What a call costs that goes through a transform, beside one through the same codec built into the library. */
#include "calls.h"
#include "rows.h"
#include "xor_transforms.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { sample_size = 1000 };

static HRESULT checking_sink(void *context, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *async_context,
                             WS_ERROR *error)
{
    BYTE expected[sample_size];
    (void)async_context, (void)error;
    memset(expected, 'a' ^ 0x5A, sizeof expected);
    *(bool *)context = count == 1 && buffers->length == sample_size && memcmp(buffers->bytes, expected, sample_size) == 0;
    return S_OK;
}

/* Verifies that a table encodes as it should. */
static void check(const WS_CHANNEL_ENCODER *table)
{
    static const WS_STRING no_type = { 0, NULL };
    BYTE sample[sample_size];
    WS_BYTES buffer = { sample_size, sample };
    WS_STRING type, encoding;
    void *instance;
    bool is_right = false;
    memset(sample, 'a', sizeof sample);
    if (table->createEncoderCallback(table->createContext, checking_sink, &is_right, &instance, NULL) != S_OK
        || table->encoderGetContentTypeCallback(instance, &no_type, &type, &encoding, NULL) != S_OK
        || table->encoderStartCallback(instance, NULL, NULL) != S_OK
        || table->encoderEncodeCallback(instance, &buffer, 1, NULL, NULL) != S_OK
        || table->encoderEndCallback(instance, NULL, NULL) != S_OK || !is_right)
        give_up("an encoder of xor does something else");
    table->freeEncoderCallback(instance);
}

static void run(const row *row, const settings *settings)
{
    WS_BYTES buffer = { (ULONG)row->size, calloc(1, row->size) };
    WS_CHANNEL_ENCODER tables[2] = { { 0 }, make_built_in_xor() };
    register_xor_transforms();
    if (WseCreateChannelEncoder(row->codec_name, NULL, 0, &tables[0], NULL) != S_OK)
        give_up("no encoder %s", row->codec_name);
    call calls[2];
    for (int index = 0; index < 2; index++) {
        check(&tables[index]);
        calls[index] = table_call(&tables[index]);
        calls[index].buffer = buffer;
    }
    plan plan = { .rounds = settings->rounds ? settings->rounds : 101, .turn = settings->quick ? 0.0005 : 0.003 };
    comparison result = compare((contender){ make_native_calls, &calls[0] }, (contender){ make_native_calls, &calls[1] }, plan);
    report_comparison(row->name, result.ours * 1e9, result.theirs * 1e9, "ns/call", &result, row->target);
    for (int index = 0; index < 2; index++)
        tables[index].freeEncoderCallback(calls[index].instance);
    WseFreeChannelEncoder(&tables[0]);
    free(buffer.bytes);
}

void add_transform_rows(row_list *list)
{
    static const target goal = { at_most, 1.3 };
    add_row(list, (row){ "transform-c-call-64", goal, run, .codec_name = "c-xor", .size = 64 });
    add_row(list, (row){ "transform-c-call-1k", goal, run, .codec_name = "c-xor", .size = 1024 });
    add_row(list, (row){ "transform-embedded-call-64", goal, run, .codec_name = "embedded-xor", .size = 64 });
    add_row(list, (row){ "transform-embedded-call-1k", goal, run, .codec_name = "embedded-xor", .size = 1024 });
    add_row(list, (row){ "transform-swift-call-64", goal, run, .codec_name = "swift-xor", .size = 64 });
    add_row(list, (row){ "transform-swift-call-1k", goal, run, .codec_name = "swift-xor", .size = 1024 });
}
