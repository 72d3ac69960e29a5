#include "scenarios.h"

#include "calls.h"
#include "codecs.h"
#include "identity.h"
#include "kinds.h"
#include "message.h"
#include "sessions.h"
#include "settings.h"

#include <stdlib.h>

/* ---- Calls ---- */

static call *kept(call made)
{
    call *call = malloc(sizeof *call);
    if (call == NULL)
        give_up("no memory");
    *call = made;
    return call;
}

static void *prepare_identity_call(const scenario *scenario)
{
    static WS_CHANNEL_ENCODER table;
    if (WseCreateChannelEncoder("identity", NULL, 0, &table, NULL) != S_OK)
        give_up("no identity encoder");
    call made = table_call(&table);
    made.buffer = (WS_BYTES){ (ULONG)scenario->size, calloc(1, scenario->size) };
    return kept(made);
}

static void *prepare_identity_call_in_c(const scenario *scenario)
{
    static WS_CHANNEL_ENCODER table;
    make_identity_table(&table);
    call made = table_call(&table);
    made.buffer = (WS_BYTES){ (ULONG)scenario->size, calloc(1, scenario->size) };
    return kept(made);
}

static void *prepare_closure(const scenario *scenario)
{
    (void)scenario;
    return kept(bare_closure(WSE_ABI_DEFAULT));
}

static void *prepare_trampoline(const scenario *scenario)
{
    (void)scenario;
    WSE_TRAMPOLINE *trampoline;
    return kept(trampoline_call(WSE_ABI_DEFAULT, &trampoline));
}

static void *prepare_registered(const scenario *scenario)
{
    (void)scenario;
    static WS_CHANNEL_ENCODER table;
    return kept(registered_call(false, &table));
}

static void *prepare_checked(const scenario *scenario)
{
    (void)scenario;
    static WS_CHANNEL_ENCODER table;
    WseUnregister("benchmark", NULL);
    return kept(registered_call(true, &table));
}

#if defined(__x86_64__)
static void *prepare_win64_closure(const scenario *scenario)
{
    (void)scenario;
    return kept(bare_closure(WSE_ABI_WIN64));
}

static void *prepare_win64_trampoline(const scenario *scenario)
{
    (void)scenario;
    WSE_TRAMPOLINE *trampoline;
    return kept(trampoline_call(WSE_ABI_WIN64, &trampoline));
}

static void *prepare_win64_table(const scenario *scenario)
{
    (void)scenario;
    static WS_CHANNEL_ENCODER table;
    return kept(win64_table_call(&table));
}
#endif

static void *prepare_nothing(const scenario *scenario)
{
    (void)scenario;
    return NULL;
}

static void make_trampolines(void *context, uint64_t repetitions)
{
    (void)context;
    create_and_free_trampolines(WSE_ABI_DEFAULT, repetitions);
}

/* ---- Messages ---- */

enum { message_count = 8 };

typedef struct messages {
    processor processor;
    span spans[message_count];
    size_t count;
    size_t next;
} messages;

static void process(void *context, uint64_t repetitions)
{
    messages *messages = context;
    for (uint64_t repetition = 0; repetition < repetitions; repetition++) {
        collector output = { 0 };
        messages->processor.process(messages->processor.state, messages->spans[messages->next], &output);
        messages->next = (messages->next + 1) % messages->count;
    }
}

static span encoded(processor encoder, span message)
{
    collector output = { .capacity = 2 * message.size + chunk_size };
    output.memory = malloc(output.capacity);
    if (output.memory == NULL)
        give_up("no memory");
    encoder.process(encoder.state, message, &output);
    return (span){ output.memory, output.size };
}

static void *prepare_messages(const scenario *scenario)
{
    messages *made = calloc(1, sizeof *made);
    if (made == NULL)
        give_up("no memory");
    made->count = scenario->size < chunk_size ? message_count : 1;
    made->processor = make_ours(scenario->codec, scenario->decodes ? decoding : encoding);
    processor encoder = scenario->decodes ? make_ours(scenario->codec, encoding) : (processor){ 0 };
    for (size_t index = 0; index < made->count; index++) {
        uint8_t *text = scenario->kind != NULL ? make_message_of_kind(scenario->kind, scenario->size, (unsigned)index)
                                               : make_message(scenario->size, scenario->size + index);
        made->spans[index] = (span){ text, scenario->size };
        if (scenario->decodes)
            made->spans[index] = encoded(encoder, made->spans[index]);
    }
    if (scenario->decodes)
        encoder.free(encoder.state);
    return made;
}

static void renew(void *context, uint64_t repetitions)
{
    messages *messages = context;
    for (uint64_t repetition = 0; repetition < repetitions; repetition++)
        messages->processor.renew(messages->processor.state);
}

/* ---- All of them ---- */

enum { kibibyte = 1024, mebibyte = 1024 * kibibyte, short_message = 1740 };

/* clang-format off */
#define CALL(name, prepare, ...) {name, prepare, make_native_calls, 2000, __VA_ARGS__, NULL}
#define ENCODE(name, codec, size, times) {name, prepare_messages, process, times, true, codec, size, false, NULL}
#define DECODE(name, codec, size, times) {name, prepare_messages, process, times, true, codec, size, true, NULL}
#define BOTH(name, kind) \
    {"msbin1-encode-" name, prepare_messages, process, 8, true, "msbin1", 32 * kibibyte, false, kind}, \
    {"msbin1-decode-" name, prepare_messages, process, 8, true, "msbin1", 32 * kibibyte, true, kind}
/* clang-format on */

const scenario scenarios[] = {
    CALL("identity-call-64", prepare_identity_call, false, NULL, 64, false),
    CALL("identity-call-1k", prepare_identity_call, true, NULL, kibibyte, false),
    CALL("identity-call-64k", prepare_identity_call, false, NULL, 64 * kibibyte, false),
    CALL("identity-call-c", prepare_identity_call_in_c, false, NULL, kibibyte, false),
    CALL("closure-call", prepare_closure, false, NULL, 0, false),
    CALL("trampoline-call", prepare_trampoline, true, NULL, 0, false),
    CALL("registered-call", prepare_registered, false, NULL, 0, false),
    CALL("checked-call", prepare_checked, true, NULL, 0, false),
#if defined(__x86_64__)
    { "closure-call-win64", prepare_win64_closure, make_win64_calls, 2000, false, NULL, 0, false, NULL },
    { "trampoline-call-win64", prepare_win64_trampoline, make_win64_calls, 2000, false, NULL, 0, false, NULL },
    { "win64-table-call", prepare_win64_table, make_win64_calls, 2000, false, NULL, 0, false, NULL },
#endif
    { "trampoline-create-free", prepare_nothing, make_trampolines, 500, false, NULL, 0, false, NULL },
    { "identity-create-free", prepare_messages, renew, 500, true, "identity", kibibyte, false, NULL },
    { "gzip-create-free", prepare_messages, renew, 40, false, "gzip", kibibyte, false, NULL },
    { "msbin1-create-free", prepare_messages, renew, 200, false, "msbin1", kibibyte, false, NULL },
    ENCODE("identity-encode-1k", "identity", kibibyte, 400),
    ENCODE("gzip-encode-1.7k", "gzip", short_message, 24),
    DECODE("gzip-decode-1.7k", "gzip", short_message, 24),
    ENCODE("br-encode-1.7k", "br", short_message, 8),
    DECODE("br-decode-1.7k", "br", short_message, 24),
    ENCODE("zstd-encode-1.7k", "zstd", short_message, 24),
    DECODE("zstd-decode-1.7k", "zstd", short_message, 24),
    ENCODE("msbin1-encode-1k", "msbin1", kibibyte, 80),
    DECODE("msbin1-decode-1k", "msbin1", kibibyte, 80),
    ENCODE("msbin1-encode-1m", "msbin1", mebibyte, 2),
    DECODE("msbin1-decode-1m", "msbin1", mebibyte, 2),
    BOTH("attributes", &kinds[0]),
    BOTH("prose", &kinds[1]),
    BOTH("nesting", &kinds[2]),
    BOTH("namespaces", &kinds[3]),
    BOTH("values", &kinds[4]),
    BOTH("arrays", &kinds[5]),
    BOTH("unicode", &kinds[6]),
    ENCODE("msbin1+gzip-encode-1k", "msbin1+gzip", kibibyte, 24),
    ENCODE("chain-deflate-gzip-1.7k", "deflate,gzip", short_message, 24),
    { "session-encode-1k", prepare_session, process_session, 80, true, "msbinsession1", kibibyte, false, NULL },
    { "session-decode-1k", prepare_session, process_session, 80, true, "msbinsession1", kibibyte, true, NULL },
    { "frames-send-1k", prepare_frames, send_frames, 80, true, NULL, kibibyte, false, NULL },
    { "frames-receive-1k", prepare_frames, receive_frames, 80, true, NULL, kibibyte, true, NULL },
};

const size_t scenario_count = sizeof scenarios / sizeof scenarios[0];
