/* What functions made at run time cost, beside the bare closure of libffi that each is built on. */
#include "identity.h"
#include "rows.h"

#include <ffi.h>
#include <stdlib.h>
#include <uchar.h>

#if defined(__x86_64__)
#define WIN64 __attribute__((ms_abi))
#else
#define WIN64
#endif

typedef HRESULT (*native_encode)(void *, const WS_BYTES *, ULONG, const WS_ASYNC_CONTEXT *, WS_ERROR *);
typedef HRESULT(WIN64 *win64_encode)(void *, const WS_BYTES *, ULONG, const WS_ASYNC_CONTEXT *, WS_ERROR *);

/* One call of an encode callback, through either calling convention, and perhaps one more, natively. */
typedef struct call {
    void *function;
    void *instance;
    WSE_ABI abi;
    ULONG count;
    WS_BYTES buffer;
    native_encode then;
    void *then_instance;
} call;

static void make_native_calls(void *context, uint64_t repetitions)
{
    call *call = context;
    native_encode function = (native_encode)(uintptr_t)call->function;
    for (uint64_t repetition = 0; repetition < repetitions; repetition++)
        function(call->instance, &call->buffer, call->count, NULL, NULL);
}

/* A function of its own: gcc 12 takes calls that differ in the calling convention alone for the same. */
static void make_win64_calls(void *context, uint64_t repetitions)
{
    call *call = context;
    win64_encode function = (win64_encode)(uintptr_t)call->function;
    for (uint64_t repetition = 0; repetition < repetitions; repetition++) {
        function(call->instance, &call->buffer, call->count, NULL, NULL);
        if (call->then)
            call->then(call->then_instance, &call->buffer, call->count, NULL, NULL);
    }
}

static void empty_body(ffi_cif *interface, void *result, void **arguments, void *context)
{
    (void)interface, (void)arguments, (void)context;
    *(ffi_sarg *)result = S_OK;
}

static HRESULT empty_dispatch(void *context, WSE_CALLBACK_ID id, void **arguments, ULONG count)
{
    (void)context, (void)id, (void)arguments, (void)count;
    return S_OK;
}

static void *bare_closure(WSE_ABI abi)
{
    static ffi_cif interfaces[3];
    static ffi_type *types[5];
    void *function = NULL;
    types[0] = types[1] = types[3] = types[4] = &ffi_type_pointer;
    types[2] = &ffi_type_uint32;
    ffi_abi convention = FFI_DEFAULT_ABI;
#if defined(__x86_64__)
    if (abi == WSE_ABI_WIN64)
        convention = FFI_WIN64;
#endif
    ffi_closure *closure = ffi_closure_alloc(sizeof *closure, &function);
    if (!closure || ffi_prep_cif(&interfaces[abi], convention, 5, &ffi_type_sint32, types) != FFI_OK
        || ffi_prep_closure_loc(closure, &interfaces[abi], empty_body, NULL, function) != FFI_OK)
        give_up("no closure");
    return function;
}

static void compare_calls(const row *row, const settings *settings, call ours, call theirs)
{
    plan plan = {.rounds = settings->rounds ? settings->rounds : 101, .turn = settings->quick ? 0.0005 : 0.003};
    work make_calls = row->abi == WSE_ABI_WIN64 ? make_win64_calls : make_native_calls;
    comparison result = compare((contender){make_calls, &ours}, (contender){make_calls, &theirs}, plan);
    report_comparison(row->name, result.ours * 1e9, result.theirs * 1e9, "ns/call", &result, row->target);
}

static void run_trampoline(const row *row, const settings *settings)
{
    WSE_ABI abi = row->abi;
    WSE_TRAMPOLINE *trampoline;
    call ours = {.abi = abi, .count = 1}, theirs = {.abi = abi, .count = 1, .function = bare_closure(abi)};
    if (WseCreateTrampoline(WSE_CALLBACK_ENCODER_ENCODE, abi, empty_dispatch, NULL, &trampoline, &ours.function, NULL) != S_OK)
        give_up("no trampoline");
    compare_calls(row, settings, ours, theirs);
    WseFreeTrampoline(trampoline);
}

/* An instance that has started, of whatever the table is. */
static void start(const WS_CHANNEL_ENCODER *table, WS_WRITE_CALLBACK sink, void **instance)
{
    WS_STRING type = WS_STRING_VALUE(u"text/xml"), new_type, encoding;
    if (table->createEncoderCallback(table->createContext, sink, NULL, instance, NULL) != S_OK
        || table->encoderGetContentTypeCallback(*instance, &type, &new_type, &encoding, NULL) != S_OK
        || table->encoderStartCallback(*instance, NULL, NULL) != S_OK)
        give_up("the encoder does not start");
}

/* A registered encoder that passes on what it is given: the implementation and the sink cost next to nothing. */
static void run_registered(const row *row, const settings *settings)
{
    WS_CHANNEL_ENCODER implementation, table;
    make_identity_table(&implementation);
    ULONG flags = row->is_checked ? WSE_REGISTER_CHECKED : 0;
    if (WseRegisterEncoder("benchmark", &implementation, WSE_ABI_DEFAULT, flags, NULL) != S_OK
        || WseCreateChannelEncoder("benchmark", NULL, 0, &table, NULL) != S_OK)
        give_up("the encoder cannot be registered");
    call ours = {.count = 1}, theirs = {.count = 1, .function = bare_closure(WSE_ABI_DEFAULT)};
    start(&table, null_sink, &ours.instance);
    ours.function = (void *)(uintptr_t)table.encoderEncodeCallback;
    compare_calls(row, settings, ours, theirs);
    table.freeEncoderCallback(ours.instance);
    WseFreeChannelEncoder(&table);
    WseUnregister("benchmark", NULL);
}

#if defined(__x86_64__)
typedef HRESULT(WIN64 *win64_create)(void *, void *, void *, void **, WS_ERROR *);
typedef HRESULT(WIN64 *win64_get_content_type)(void *, const WS_STRING *, WS_STRING *, WS_STRING *, WS_ERROR *);
typedef HRESULT(WIN64 *win64_start)(void *, const WS_ASYNC_CONTEXT *, WS_ERROR *);
typedef void(WIN64 *win64_free)(void *);

static HRESULT WIN64 win64_null_sink(void *context, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *async_context,
                                     WS_ERROR *error)
{
    (void)context, (void)buffers, (void)count, (void)async_context, (void)error;
    return S_OK;
}

/* A built-in table for a Win64 host: beside a bare closure and the direct call. Nothing reaches the sink, which would be
 * another crossing. */
static void run_win64_table(const row *row, const settings *settings)
{
    WSE_ABI abi = WSE_ABI_WIN64;
    WSE_PROPERTY property = {WSE_PROPERTY_ABI, &abi, sizeof abi};
    WS_CHANNEL_ENCODER table, native;
    WS_STRING type = WS_STRING_VALUE(u"text/xml"), new_type, encoding;
    call ours = {.abi = abi}, theirs = {.abi = abi, .function = bare_closure(abi)};
    if (WseCreateChannelEncoder("identity", &property, 1, &table, NULL) != S_OK
        || WseCreateChannelEncoder("identity", NULL, 0, &native, NULL) != S_OK
        || ((win64_create)(uintptr_t)table.createEncoderCallback)(table.createContext, (void *)(uintptr_t)win64_null_sink, NULL,
                                                                 &ours.instance, NULL) != S_OK
        || ((win64_get_content_type)(uintptr_t)table.encoderGetContentTypeCallback)(ours.instance, &type, &new_type, &encoding,
                                                                                   NULL) != S_OK
        || ((win64_start)(uintptr_t)table.encoderStartCallback)(ours.instance, NULL, NULL) != S_OK)
        give_up("no Win64 table");
    ours.function = (void *)(uintptr_t)table.encoderEncodeCallback;
    start(&native, null_sink, &theirs.then_instance);
    theirs.then = native.encoderEncodeCallback;
    compare_calls(row, settings, ours, theirs);
    ((win64_free)(uintptr_t)table.freeEncoderCallback)(ours.instance);
    native.freeEncoderCallback(theirs.then_instance);
    WseFreeChannelEncoder(&table);
    WseFreeChannelEncoder(&native);
}
#endif

static void run_creation(const row *row, const settings *settings)
{
    enum { repetitions = 10000 };
    static double times[most_rounds];
    unsigned rounds = settings->rounds ? settings->rounds : 15;
    for (unsigned round = 0; round < rounds; round++) {
        double begin = now();
        for (unsigned repetition = 0; repetition < repetitions; repetition++) {
            WSE_TRAMPOLINE *trampoline;
            void *function;
            if (WseCreateTrampoline(WSE_CALLBACK_WRITE, row->abi, empty_dispatch, NULL, &trampoline, &function, NULL) != S_OK)
                give_up("no trampoline");
            WseFreeTrampoline(trampoline);
        }
        times[round] = (now() - begin) / repetitions * 1e9;
    }
    report_quantity(row->name, quartiles_of(times, rounds), "ns", rounds, row->target);
}

void add_trampoline_rows(row_list *list)
{
    add_row(list, (row){.name = "trampoline-call", .target = {at_most, 1.15}, .run = run_trampoline});
    add_row(list, (row){.name = "registered-call", .run = run_registered});
    add_row(list, (row){.name = "checked-call", .target = {at_most, 2}, .run = run_registered, .is_checked = true});
    add_row(list, (row){.name = "trampoline-create-free", .target = {below, 3000}, .run = run_creation});
#if defined(__x86_64__)
    /* A Win64 closure of libffi costs a third of a System V one, so that one call more weighs as much more. */
    add_row(list, (row){.name = "trampoline-call-win64", .run = run_trampoline, .abi = WSE_ABI_WIN64});
    add_row(list, (row){.name = "win64-table-call", .target = {at_most, 1.15}, .run = run_win64_table, .abi = WSE_ABI_WIN64});
#endif
}
