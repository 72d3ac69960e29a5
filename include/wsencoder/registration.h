/**
 * libwsencoder: C functions of any callback type that are made and called at run time, and codecs that a program registers
 * under a name. Include wsencoder.h, whose conventions apply here, too.
 */
#ifndef WSENCODER_REGISTRATION_H
#define WSENCODER_REGISTRATION_H

#include "wsencoder.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Trampolines: C functions made at run time ---- */

/**
 * The callback types of webservices.h for which C functions can be made and called at run time. Each comment lists the
 * arguments in order; an argument without a type is a pointer. The function returns an HRESULT unless the comment says that it
 * returns nothing.
 */
typedef enum {
    WSE_CALLBACK_CREATE_ENCODER = 0,           /* createContext, writeCallback, writeContext, encoderContext (out), error */
    WSE_CALLBACK_ENCODER_GET_CONTENT_TYPE = 1, /* encoderContext, contentType, newContentType, contentEncoding, error */
    WSE_CALLBACK_ENCODER_START = 2,            /* encoderContext, asyncContext, error */
    WSE_CALLBACK_ENCODER_ENCODE = 3,           /* encoderContext, buffers, ULONG count, asyncContext, error */
    WSE_CALLBACK_ENCODER_END = 4,              /* encoderContext, asyncContext, error */
    WSE_CALLBACK_FREE_ENCODER = 5,             /* encoderContext; returns nothing */
    WSE_CALLBACK_CREATE_DECODER = 6,           /* createContext, readCallback, readContext, decoderContext (out), error */
    WSE_CALLBACK_DECODER_GET_CONTENT_TYPE = 7, /* decoderContext, contentType, contentEncoding, newContentType, error */
    WSE_CALLBACK_DECODER_START = 8,            /* decoderContext, asyncContext, error */
    WSE_CALLBACK_DECODER_DECODE = 9,           /* decoderContext, buffer, ULONG maxLength, length, asyncContext, error */
    WSE_CALLBACK_DECODER_END = 10,             /* decoderContext, asyncContext, error */
    WSE_CALLBACK_FREE_DECODER = 11,            /* decoderContext; returns nothing */
    WSE_CALLBACK_READ = 12,                    /* callbackState, bytes, ULONG maxSize, actualSize, asyncContext, error */
    WSE_CALLBACK_WRITE = 13,                   /* callbackState, buffers, ULONG count, asyncContext, error */
    WSE_CALLBACK_ASYNC = 14,                   /* HRESULT hr, WS_CALLBACK_MODEL callbackModel, callbackState; returns nothing */
    WSE_CALLBACK_ASYNC_FUNCTION = 15           /* as WSE_CALLBACK_ASYNC, then next, asyncContext, error; returns an HRESULT */
} WSE_CALLBACK_ID;

/** A C function made at run time, which calls a dispatch function with a context. */
typedef struct _WSE_TRAMPOLINE WSE_TRAMPOLINE;

/**
 * Handles the calls of a trampoline, whatever the calling convention of the trampoline. The dispatch function itself has the
 * platform's own calling convention.
 *
 * dispatchContext the value passed to WseCreateTrampoline.
 * id              the callback type of the trampoline.
 * arguments       [R12] arguments[i] points to the i-th argument, which has the type given in the comment of the id. Valid
 *                 during the call.
 * argumentCount   number of arguments.
 *
 * Threading: called on the thread that calls the trampoline. Several threads may call one trampoline at the same time.
 *
 * [R13] Returns the result of the call. It is ignored for a callback type that returns nothing.
 */
typedef HRESULT (*WSE_DISPATCH_CALLBACK)(void *dispatchContext, WSE_CALLBACK_ID id, void **arguments,
                                         ULONG argumentCount);

/**
 * Makes a C function of a callback type that calls `dispatch`.
 *
 * id              the callback type.
 * abi             the calling convention of the function.
 * dispatch        handles the calls of the function.
 * dispatchContext passed to dispatch; may be NULL.
 * trampoline      receives the trampoline.
 * function        receives the address of the function. Cast it to the callback type.
 *
 * Ownership: the caller frees the trampoline, and with it the function, with WseFreeTrampoline.
 * Threading: any thread. [R11] Must not be called in a child process after fork, unless that has called exec: on a system that
 *   refuses memory that is both writable and executable, parent and child share the memory in which trampolines are made.
 *
 * Returns S_OK; E_INVALIDARG (an unknown id or abi; dispatch, trampoline or function is NULL); WS_E_NOT_SUPPORTED ([R14] the
 *   platform lacks the ABI); E_OUTOFMEMORY ([R15] also if the system refuses any executable memory).
 * Since: 0.1
 */
HRESULT WseCreateTrampoline(WSE_CALLBACK_ID id, WSE_ABI abi, WSE_DISPATCH_CALLBACK dispatch, void *dispatchContext,
                            WSE_TRAMPOLINE **trampoline, void **function, WS_ERROR *error);

/**
 * Frees a trampoline. Does nothing if trampoline is NULL.
 *
 * Threading: [R16] may be called while dispatch runs, on another thread or by dispatch itself. The memory is released when the
 *   last of these calls has returned. The function must not be called any more: a call that has not entered dispatch when
 *   WseFreeTrampoline is called is undefined.
 * Since: 0.1
 */
void WseFreeTrampoline(WSE_TRAMPOLINE *trampoline);

/**
 * Calls a function of a callback type: the reverse of a trampoline.
 *
 * id              the callback type.
 * abi             the calling convention of the function.
 * function        address of the function.
 * arguments       [R17] arguments[i] points to the i-th argument, which has the type given in the comment of the id.
 * argumentCount   number of arguments; must be the number that the comment of the id lists.
 * result          receives the result of the function, S_OK if the type returns nothing; may be NULL.
 *
 * Returns S_OK (the function was called); E_INVALIDARG (an unknown id or abi, a wrong number of arguments, or function,
 *   arguments or an element of arguments is NULL); WS_E_NOT_SUPPORTED (the platform lacks the ABI).
 * Since: 0.1
 */
HRESULT WseCallFunction(WSE_CALLBACK_ID id, WSE_ABI abi, void *function, void **arguments, ULONG argumentCount,
                        HRESULT *result, WS_ERROR *error);

/* ---- Codecs registered at run time ---- */

/** Flags of WseRegisterEncoder and WseRegisterDecoder. */
enum {
    /**
     * Checks that host and implementation keep the documented rules.
     *
     * [X1] A host that calls out of order is refused before the implementation is called, as the built-in codecs refuse it.
     *
     * An implementation fails with WS_E_INVALID_OPERATION, and an error string that names the rule and the page of Microsoft's
     * documentation, if it
     *   - [X2] calls the sink or source outside Start, Encode, Decode and End;
     *   - [X3] calls the sink or source while an earlier call of it is outstanding, for instance from another thread, or ends
     *     its own call while one is outstanding;
     *   - [X4] returns WS_S_ASYNC although it was passed no asyncContext;
     *   - [X5] completes a call twice, or completes a call for which it has not returned WS_S_ASYNC;
     *   - [X6] returns a content type or encoding that has a length but no characters, or that changes or becomes invalid
     *     before the next message begins (GetContentType of an encoder, Start of a decoder). Changes are noticed only if there
     *     was memory to copy the string.
     * If a rule is broken when no call is in progress that could fail, the next call fails.
     *
     * [X7] In a chain, Decode may also come between Start and GetContentType: the link to the left may read in its Start.
     */
    WSE_REGISTER_CHECKED = 1
};

/**
 * Registers an encoder under a name that WseCreateChannelEncoder then accepts, alone and in chains.
 *
 * name           [N1] 1 to 63 of the characters a-z, 0-9, ".", "+" and "-"; the first must be a letter or digit. Lookups are
 *                not case sensitive.
 * implementation a complete table; copied. [N2] Its functions are passed, unchanged, its createContext and the encoderContext
 *                that its create callback returned. Tables filled by WseCreateChannelEncoder call them through trampolines. A
 *                registered codec has no property except WSE_PROPERTY_ABI, and outside a chain no limit on its output.
 *                [N9] A content type or encoding that GetContentType returns with a control character other than a tab is
 *                refused with WS_E_NOT_SUPPORTED: a host that put it in a header would let it add others.
 * abi            the calling convention of its functions and of all callbacks that are passed to them.
 * flags          0 or WSE_REGISTER_CHECKED.
 *
 * Ownership: everything that the implementation uses must stay valid until [N3] the name is unregistered and the last table
 *   and the last instance of it are freed.
 * Threading: [N4] any thread, also while other threads register, look up and create codecs.
 * Async: [N5] with WSE_REGISTER_CHECKED, or if the calling convention of the table is not abi, a Free during an outstanding
 *   operation reaches the implementation only when the operation has completed; the host sees WS_E_OPERATION_ABORTED.
 *   Otherwise Free is passed on immediately.
 *
 * Returns S_OK; E_INVALIDARG (name or implementation is NULL, [N6] a callback is missing in the table, the name is malformed or
 *   that of a built-in codec, or abi or a flag is unknown); WS_E_INVALID_OPERATION ([N7] an encoder with this name is already
 *   registered, or the name is a name or an alias of a transform, even of one that only decodes); WS_E_NOT_SUPPORTED (the
 *   platform lacks the ABI); E_OUTOFMEMORY.
 * Since: 0.1
 */
HRESULT WseRegisterEncoder(const char *name, const WS_CHANNEL_ENCODER *implementation, WSE_ABI abi, ULONG flags,
                           WS_ERROR *error);

/**
 * Registers a decoder under a name that WseCreateChannelDecoder then accepts. An encoder may have the same name.
 *
 * name, implementation, abi, flags, Ownership, Threading, Async, Returns: as for WseRegisterEncoder.
 * Since: 0.1
 */
HRESULT WseRegisterDecoder(const char *name, const WS_CHANNEL_DECODER *implementation, WSE_ABI abi, ULONG flags,
                           WS_ERROR *error);

/**
 * Unregisters a name, with its encoder and its decoder. An alias of a transform stands for the whole transform, whose name and
 * other aliases are then unregistered, too. [N8] Tables and instances that were created under it stay valid.
 *
 * Returns S_OK; E_INVALIDARG (name is NULL); WS_E_NOT_SUPPORTED (nothing is registered under this name).
 * Since: 0.1
 */
HRESULT WseUnregister(const char *name, WS_ERROR *error);

#ifdef __cplusplus
}
#endif
#endif
