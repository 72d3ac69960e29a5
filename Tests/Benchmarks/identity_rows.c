/* What one call costs when there is nothing to do but to pass it on. */
#include "identity.h"
#include "rows.h"

#include <stdlib.h>
#include <uchar.h>

typedef struct caller {
    WS_CHANNEL_ENCODER table;
    void *instance;
    WS_BYTES buffer;
} caller;

static void call(void *context, uint64_t repetitions)
{
    const caller *caller = context;
    HRESULT result = S_OK;
    for (uint64_t repetition = 0; repetition < repetitions; repetition++)
        result |= caller->table.encoderEncodeCallback(caller->instance, &caller->buffer, 1, NULL, NULL);
    if (result != S_OK)
        give_up("identity: 0x%08X", (unsigned)result);
}

/* Verifies that a table passes on the very bytes it is given. */
static HRESULT checking_sink(void *context, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *async_context,
                             WS_ERROR *error)
{
    (void)async_context, (void)error;
    const caller *caller = context;
    return buffers == &caller->buffer && count == 1 ? S_OK : E_FAIL;
}

static void begin(caller *caller, WS_WRITE_CALLBACK sink)
{
    WS_STRING type = WS_STRING_VALUE(u"text/xml"), new_type, encoding;
    const WS_CHANNEL_ENCODER *table = &caller->table;
    if (table->createEncoderCallback(table->createContext, sink, caller, &caller->instance, NULL) != S_OK
        || table->encoderGetContentTypeCallback(caller->instance, &type, &new_type, &encoding, NULL) != S_OK
        || table->encoderStartCallback(caller->instance, NULL, NULL) != S_OK)
        give_up("the identity encoder does not start");
}

static void prepare(caller *caller, WS_BYTES buffer)
{
    caller->buffer = buffer;
    begin(caller, checking_sink);
    call(caller, 1);
    caller->table.freeEncoderCallback(caller->instance);
    begin(caller, null_sink);
}

static void run(const row *row, const settings *settings)
{
    WS_BYTES buffer = { (ULONG)row->size, calloc(1, row->size) };
    static caller ours, theirs;
    make_identity_table(&theirs.table);
    if (row->is_noise)
        make_identity_table(&ours.table);
    else if (WseCreateChannelEncoder("identity", NULL, 0, &ours.table, NULL) != S_OK)
        give_up("no identity encoder");
    prepare(&ours, buffer);
    prepare(&theirs, buffer);
    plan plan = { .rounds = settings->rounds ? settings->rounds : 101, .turn = settings->quick ? 0.0005 : 0.003 };
    comparison result = compare((contender){ call, &ours }, (contender){ call, &theirs }, plan);
    report_comparison(row->name, result.ours * 1e9, result.theirs * 1e9, "ns/call", &result, row->target);
    theirs.table.freeEncoderCallback(theirs.instance);
    ours.table.freeEncoderCallback(ours.instance);
    if (!row->is_noise)
        WseFreeChannelEncoder(&ours.table);
    free(buffer.bytes);
}

void add_identity_rows(row_list *list)
{
    add_row(list, (row){ .name = "identity-call-64", .target = { at_most, 1.5 }, .run = run, .size = 64 });
    add_row(list, (row){ .name = "identity-call-1k", .target = { at_most, 1.5 }, .run = run, .size = 1024 });
    add_row(list, (row){ .name = "identity-call-64k", .target = { at_most, 1.5 }, .run = run, .size = 64 * 1024 });
    add_row(list, (row){ .name = "noise-identity-call-64", .run = run, .size = 64, .is_noise = true });
}
