/*
 * A sink that is made at run time: what bindings of other languages need, whose functions are no C functions.
 *
 *     cc -o trampoline trampoline.c $(pkg-config --cflags --libs wsencoder)
 *     ./trampoline
 */
#include <stdio.h>
#include <wsencoder.h>

/* Handles the calls of the sink, whatever the calling convention. arguments[i] points to the i-th argument. */
static HRESULT count_bytes(void *context, WSE_CALLBACK_ID id, void **arguments, ULONG count)
{
    const WS_BYTES *buffers = *(const WS_BYTES **)arguments[1];
    ULONG buffer_count = *(ULONG *)arguments[2];
    (void)id, (void)count; /* WSE_CALLBACK_WRITE, 5 */
    for (ULONG index = 0; index < buffer_count; index++)
        *(size_t *)context += buffers[index].length;
    return S_OK;
}

int main(void)
{
    size_t total = 0;
    WSE_TRAMPOLINE *trampoline = NULL;
    void *function = NULL;
    HRESULT result = E_FAIL,
            hr = WseCreateTrampoline(WSE_CALLBACK_WRITE, WSE_ABI_DEFAULT, count_bytes, &total, &trampoline, &function, NULL);
    if (FAILED(hr))
        return 1;

    /* A binding calls a function of any callback type in the same way: with the addresses of its arguments. */
    WS_BYTES hello = { 5, (BYTE *)"hello" }, *buffers = &hello;
    void *state = NULL, *async = NULL, *error = NULL;
    ULONG count = 1;
    void *arguments[] = { &state, &buffers, &count, &async, &error };
    hr = WseCallFunction(WSE_CALLBACK_WRITE, WSE_ABI_DEFAULT, function, arguments, WsCountOf(arguments), &result, NULL);
    printf("%zu bytes\n", total);
    WseFreeTrampoline(trampoline);
    return SUCCEEDED(hr) && SUCCEEDED(result) ? 0 : 1;
}
