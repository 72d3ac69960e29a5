/* Every callback type: its arguments, calls of it in both calling conventions, and a dispatch function that checks them. */
#ifndef CALLBACK_TYPES_H
#define CALLBACK_TYPES_H

#include "Support/support.h"

/** The arguments of each id: P a pointer, U 32 bits without sign, S with; and whether it gives nothing. */
static const struct {
    const char *letters;
    bool gives_nothing;
} types[] = {
    [WSE_CALLBACK_CREATE_ENCODER] = { "PPPPP", false },
    [WSE_CALLBACK_ENCODER_GET_CONTENT_TYPE] = { "PPPPP", false },
    [WSE_CALLBACK_ENCODER_START] = { "PPP", false },
    [WSE_CALLBACK_ENCODER_ENCODE] = { "PPUPP", false },
    [WSE_CALLBACK_ENCODER_END] = { "PPP", false },
    [WSE_CALLBACK_FREE_ENCODER] = { "P", true },
    [WSE_CALLBACK_CREATE_DECODER] = { "PPPPP", false },
    [WSE_CALLBACK_DECODER_GET_CONTENT_TYPE] = { "PPPPP", false },
    [WSE_CALLBACK_DECODER_START] = { "PPP", false },
    [WSE_CALLBACK_DECODER_DECODE] = { "PPUPPP", false },
    [WSE_CALLBACK_DECODER_END] = { "PPP", false },
    [WSE_CALLBACK_FREE_DECODER] = { "P", true },
    [WSE_CALLBACK_READ] = { "PPUPPP", false },
    [WSE_CALLBACK_WRITE] = { "PPUPP", false },
    [WSE_CALLBACK_ASYNC] = { "SUP", true },
    [WSE_CALLBACK_ASYNC_FUNCTION] = { "SUPPPP", false },
};
enum { TYPE_COUNT = sizeof types / sizeof *types };

#if defined(__x86_64__)
#define MS __attribute__((ms_abi))
static const WSE_ABI abis[] = { WSE_ABI_DEFAULT, WSE_ABI_SYSV, WSE_ABI_WIN64 };
#else
#define MS
static const WSE_ABI abis[] = { WSE_ABI_DEFAULT };
#endif
enum { ABI_COUNT = sizeof abis / sizeof *abis };

/** Words whose halves all differ. What is handed over as 32 bits has the other half of its register full of garbage. */
static uint64_t word(ULONG index)
{
    return 0x8123456789ABCDE0u + 0x0101010110101010u * (index + 1);
}

typedef uint64_t W;
/* Calls and functions of a shape in a calling convention; 32 bits are passed as a word, whose lower half counts. */
#define CALL(NAME, ABI) \
    static int64_t NAME(void *function, const char *letters, bool gives_nothing) \
    { \
        W a = word(0), b = word(1), c = word(2), d = word(3), e = word(4), f = word(5); \
        switch (strlen(letters) + (gives_nothing ? 10 : 0)) { \
        case 11: ((void(ABI *)(W))function)(a); return S_OK; \
        case 13: ((void(ABI *)(W, W, W))function)(a, b, c); return S_OK; \
        case 3: return ((HRESULT(ABI *)(W, W, W))function)(a, b, c); \
        case 5: return ((HRESULT(ABI *)(W, W, W, W, W))function)(a, b, c, d, e); \
        default: return ((HRESULT(ABI *)(W, W, W, W, W, W))function)(a, b, c, d, e, f); \
        } \
    }
#define NO_ABI
CALL(call_natively, NO_ABI)
CALL(call_win64, MS)

static int64_t call(WSE_ABI abi, void *function, WSE_CALLBACK_ID id)
{
    return (abi == WSE_ABI_WIN64 ? call_win64 : call_natively)(function, types[id].letters, types[id].gives_nothing);
}

/** What a dispatch function is to see and give, and what it has seen. */
struct expectation {
    WSE_CALLBACK_ID id;
    HRESULT result;
    int calls;
    int mistakes;
};

static HRESULT CALLBACK check_call(void *context, WSE_CALLBACK_ID id, void **arguments, ULONG count)
{
    struct expectation *expectation = context;
    const char *letters = types[expectation->id].letters;
    expectation->calls++;
    expectation->mistakes += id != expectation->id || count != strlen(letters);
    for (ULONG i = 0; i < count && letters[i]; i++)
        if (letters[i] == 'P')
            expectation->mistakes += *(W *)arguments[i] != word(i);
        else
            expectation->mistakes += *(ULONG *)arguments[i] != (ULONG)word(i);
    return expectation->result;
}

#endif
