#include "calls.h"

#include "identity.h"
#include "settings.h"

#include <ffi.h>
#include <stdlib.h>
#include <uchar.h>

#if defined(__x86_64__)
#define WIN64 __attribute__((ms_abi))
#else
#define WIN64
#endif

typedef WS_ENCODER_ENCODE_CALLBACK native_encode;
typedef HRESULT(WIN64 *win64_encode)(void *, const WS_BYTES *, ULONG, const WS_ASYNC_CONTEXT *, WS_ERROR *);

void make_native_calls(void *context, uint64_t repetitions)
{
    call *call = context;
    native_encode function = (native_encode)(uintptr_t)call->function;
    for (uint64_t repetition = 0; repetition < repetitions; repetition++)
        function(call->instance, &call->buffer, call->count, NULL, NULL);
}

/* A function of its own: gcc 12 takes calls that differ in the calling convention alone for the same. */
void make_win64_calls(void *context, uint64_t repetitions)
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

call bare_closure(WSE_ABI abi)
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
    return (call){ .abi = abi, .count = 1, .function = function };
}

call trampoline_call(WSE_ABI abi, WSE_TRAMPOLINE **trampoline)
{
    call made = { .abi = abi, .count = 1 };
    if (WseCreateTrampoline(WSE_CALLBACK_ENCODER_ENCODE, abi, empty_dispatch, NULL, trampoline, &made.function, NULL) != S_OK)
        give_up("no trampoline");
    return made;
}

void create_and_free_trampolines(WSE_ABI abi, uint64_t repetitions)
{
    for (uint64_t repetition = 0; repetition < repetitions; repetition++) {
        WSE_TRAMPOLINE *trampoline;
        void *function;
        if (WseCreateTrampoline(WSE_CALLBACK_WRITE, abi, empty_dispatch, NULL, &trampoline, &function, NULL) != S_OK)
            give_up("no trampoline");
        WseFreeTrampoline(trampoline);
    }
}

/* An instance that has started, of whatever the table is. */
static void start(const WS_CHANNEL_ENCODER *table, void **instance)
{
    WS_STRING type = WS_STRING_VALUE(u"text/xml"), new_type, encoding;
    if (table->createEncoderCallback(table->createContext, null_sink, NULL, instance, NULL) != S_OK
        || table->encoderGetContentTypeCallback(*instance, &type, &new_type, &encoding, NULL) != S_OK
        || table->encoderStartCallback(*instance, NULL, NULL) != S_OK)
        give_up("the encoder does not start");
}

call table_call(const WS_CHANNEL_ENCODER *table)
{
    call made = { .count = 1, .function = (void *)(uintptr_t)table->encoderEncodeCallback };
    start(table, &made.instance);
    return made;
}

call registered_call(bool is_checked, WS_CHANNEL_ENCODER *table)
{
    static WS_CHANNEL_ENCODER implementation;
    make_identity_table(&implementation);
    if (WseRegisterEncoder("benchmark", &implementation, WSE_ABI_DEFAULT, is_checked ? WSE_REGISTER_CHECKED : 0, NULL) != S_OK
        || WseCreateChannelEncoder("benchmark", NULL, 0, table, NULL) != S_OK)
        give_up("the encoder cannot be registered");
    return table_call(table);
}

void free_registered_call(call *call, WS_CHANNEL_ENCODER *table)
{
    table->freeEncoderCallback(call->instance);
    WseFreeChannelEncoder(table);
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

call win64_table_call(WS_CHANNEL_ENCODER *table)
{
    WSE_ABI abi = WSE_ABI_WIN64;
    WSE_PROPERTY property = { WSE_PROPERTY_ABI, &abi, sizeof abi };
    WS_STRING type = WS_STRING_VALUE(u"text/xml"), new_type, encoding;
    call made = { .abi = abi };
    if (WseCreateChannelEncoder("identity", &property, 1, table, NULL) != S_OK)
        give_up("no Win64 table");
    win64_create create = (win64_create)(uintptr_t)table->createEncoderCallback;
    win64_get_content_type get_type = (win64_get_content_type)(uintptr_t)table->encoderGetContentTypeCallback;
    if (create(table->createContext, (void *)(uintptr_t)win64_null_sink, NULL, &made.instance, NULL) != S_OK
        || get_type(made.instance, &type, &new_type, &encoding, NULL) != S_OK
        || ((win64_start)(uintptr_t)table->encoderStartCallback)(made.instance, NULL, NULL) != S_OK)
        give_up("the Win64 encoder does not start");
    made.function = (void *)(uintptr_t)table->encoderEncodeCallback;
    return made;
}

void free_win64_call(call *call, WS_CHANNEL_ENCODER *table)
{
    ((win64_free)(uintptr_t)table->freeEncoderCallback)(call->instance);
    WseFreeChannelEncoder(table);
}
#endif
