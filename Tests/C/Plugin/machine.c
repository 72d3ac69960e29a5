#include "plugin.h"

enum fault fault = NONE;

#define QUOTED(name) #name,

__attribute__((constructor)) static void choose_fault(void)
{
    static const char *const names[] = { FAULTS(QUOTED) };
    const char *chosen = getenv("FAULT");
    for (int index = 0; chosen != NULL && index < NUMBER_OF_FAULTS; index++)
        if (strcmp(names[index], chosen) == 0)
            fault = (enum fault)index;
    if (chosen != NULL && (fault == NONE) != (strcmp(chosen, "NONE") == 0))
        abort();
    plugin_fill_encoder();
    plugin_fill_decoder();
}

static HRESULT loop(struct machine *machine);

static HRESULT judged(struct machine *machine, HRESULT result, bool is_late)
{
    if (SUCCEEDED(result)) {
        machine->took(machine);
        return S_OK;
    }
    machine->phase = BROKEN;
    return FAULT == (is_late ? LATE_FAILURE_CHANGED : FAILURE_CHANGED) ? E_FAIL : result;
}

static void finish(struct machine *machine, HRESULT result)
{
    WS_ASYNC_CONTEXT host = FAULT == KEEPS_CONTEXT ? *machine->kept : machine->host;
    if (FAULT == COMPLETES_NEVER)
        return;
    host.callback(result, WS_LONG_CALLBACK, host.callbackState);
    if (FAULT == COMPLETES_TWICE)
        host.callback(result, WS_LONG_CALLBACK, host.callbackState);
}

static void CALLBACK completed(HRESULT result, WS_CALLBACK_MODEL model, void *state)
{
    struct machine *machine = state;
    (void)model;
    machine->completed = result;
    if (atomic_exchange(&machine->met, 1) == 0)
        return; /* the one that called the sink goes on */
    result = judged(machine, result, true);
    machine->was_async = true;
    if (SUCCEEDED(result))
        result = loop(machine);
    if (result != WS_S_ASYNC)
        finish(machine, result);
}

const WS_ASYNC_CONTEXT *machine_context(struct machine *machine, WS_ASYNC_CONTEXT *own)
{
    *own = (WS_ASYNC_CONTEXT){ completed, machine };
    atomic_store(&machine->met, 0);
    return machine->is_async || FAULT == CONTEXT_UNASKED ? own : NULL;
}

static HRESULT loop(struct machine *machine)
{
    for (;;) {
        bool is_done = false;
        HRESULT result = machine->step(machine, &is_done);
        bool is_late = result == WS_S_ASYNC;
        if (is_done)
            return result;
        if (is_late) {
            if (atomic_exchange(&machine->met, 1) == 0)
                return WS_S_ASYNC;
            machine->was_async = true;
            result = machine->completed;
        }
        result = judged(machine, result, is_late);
        if (FAILED(result))
            return result;
    }
}

HRESULT machine_run(struct machine *machine, const WS_ASYNC_CONTEXT *context)
{
    machine->is_async = context != NULL;
    machine->kept = context;
    machine->was_async = false;
    if (context != NULL)
        machine->host = *context;
    HRESULT result = loop(machine);
    if (FAULT == ASYNC_UNASKED && context == NULL && result == S_OK)
        return WS_S_ASYNC;
    if (FAULT == COMPLETES_TOO_SOON && context != NULL && result == S_OK) {
        context->callback(result, WS_LONG_CALLBACK, context->callbackState);
        return WS_S_ASYNC;
    }
    return result;
}

HRESULT machine_type(struct machine *machine, const WS_STRING *type, WS_STRING *new_type)
{
    if (type == NULL || type->length > 256 || (type->chars == NULL && type->length > 0 && FAULT != NULL_TYPE_READ))
        return E_INVALIDARG;
    if (FAULT == STRING_NOT_GIVEN && new_type != NULL)
        return S_OK;
    if (type->length > 0)
        memcpy(machine->type, type->chars, type->length * sizeof(WCHAR));
    *new_type = (WS_STRING){ type->length, FAULT == STRING_CHANGES ? type->chars : machine->type };
    return S_OK;
}
