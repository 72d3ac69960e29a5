/**
 * libwsencoder at run time: C functions of any callback type, made and called at run time, and codecs of others that are
 * registered by name. The conventions of wsencoder.h hold here, too; include that.
 */
#ifndef WSENCODER_REGISTRATION_H
#define WSENCODER_REGISTRATION_H

#include "wsencoder.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Trampolines: C functions made at run time ---- */

/**
 * The callback types of webservices.h that a C function can be made for, or called, at run time. The comment gives the
 * arguments, in order; those without a type are pointers. The result is an HRESULT unless the type is said to give nothing.
 */
typedef enum {
    WSE_CALLBACK_CREATE_ENCODER = 0,           /* createContext, writeCallback, writeContext, encoderContext (out), error */
    WSE_CALLBACK_ENCODER_GET_CONTENT_TYPE = 1, /* encoderContext, contentType, newContentType, contentEncoding, error */
    WSE_CALLBACK_ENCODER_START = 2,            /* encoderContext, asyncContext, error */
    WSE_CALLBACK_ENCODER_ENCODE = 3,           /* encoderContext, buffers, ULONG count, asyncContext, error */
    WSE_CALLBACK_ENCODER_END = 4,              /* encoderContext, asyncContext, error */
    WSE_CALLBACK_FREE_ENCODER = 5,             /* encoderContext; gives nothing */
    WSE_CALLBACK_CREATE_DECODER = 6,           /* createContext, readCallback, readContext, decoderContext (out), error */
    WSE_CALLBACK_DECODER_GET_CONTENT_TYPE = 7, /* decoderContext, contentType, contentEncoding, newContentType, error */
    WSE_CALLBACK_DECODER_START = 8,            /* decoderContext, asyncContext, error */
    WSE_CALLBACK_DECODER_DECODE = 9,           /* decoderContext, buffer, ULONG maxLength, length, asyncContext, error */
    WSE_CALLBACK_DECODER_END = 10,             /* decoderContext, asyncContext, error */
    WSE_CALLBACK_FREE_DECODER = 11,            /* decoderContext; gives nothing */
    WSE_CALLBACK_READ = 12,                    /* callbackState, bytes, ULONG maxSize, actualSize, asyncContext, error */
    WSE_CALLBACK_WRITE = 13,                   /* callbackState, buffers, ULONG count, asyncContext, error */
    WSE_CALLBACK_ASYNC = 14,                   /* HRESULT hr, WS_CALLBACK_MODEL callbackModel, callbackState; gives nothing */
    WSE_CALLBACK_ASYNC_FUNCTION = 15           /* as WSE_CALLBACK_ASYNC, then next, asyncContext, error; an HRESULT */
} WSE_CALLBACK_ID;

/** A C function made at run time, which leads to a dispatch function and its context. */
typedef struct _WSE_TRAMPOLINE WSE_TRAMPOLINE;

/**
 * What the calls of trampolines arrive at, whatever their calling convention; itself of the platform's own.
 *
 * dispatchContext as given to WseCreateTrampoline.
 * id              the callback type that was called.
 * arguments       [R12] arguments[i] points to the i-th argument, of the type that the comment of the id gives; valid during
 *                 the call.
 * argumentCount   their number.
 *
 * Threading: called on the thread of the caller; several threads may call one trampoline at the same time.
 *
 * [R13] Returns the result of the call; what it returns for a type that gives nothing is ignored.
 */
typedef HRESULT (*WSE_DISPATCH_CALLBACK)(void *dispatchContext, WSE_CALLBACK_ID id, void **arguments,
                                         ULONG argumentCount);

/**
 * Makes a C function of a callback type that leads to `dispatch`.
 *
 * id              the callback type.
 * abi             the calling convention of the function.
 * dispatch        what its calls arrive at.
 * dispatchContext passed to dispatch; may be NULL.
 * trampoline      receives the trampoline.
 * function        receives the function's address, to be cast to the callback type.
 *
 * Ownership: the caller frees the trampoline, and with it the function, with WseFreeTrampoline.
 * Threading: any thread. [R11] Not in a child process after fork without exec: where the system refuses memory that is both
 *   writable and executable, parent and child share the memory in which trampolines are made.
 *
 * Returns S_OK; E_INVALIDARG (an unknown id or abi; dispatch, trampoline or function is NULL); WS_E_NOT_SUPPORTED ([R14] an
 *   ABI that the platform lacks); E_OUTOFMEMORY ([R15] also where the system refuses executable memory altogether).
 * Since: 0.1
 */
HRESULT WseCreateTrampoline(WSE_CALLBACK_ID id, WSE_ABI abi, WSE_DISPATCH_CALLBACK dispatch, void *dispatchContext,
                            WSE_TRAMPOLINE **trampoline, void **function, WS_ERROR *error);

/**
 * Frees a trampoline. NULL does nothing.
 *
 * Threading: [R16] may be called while dispatch runs, by dispatch itself or while other threads are in it: the memory goes back
 *   when the last of those calls has returned. Who has not entered dispatch by then must not call any more.
 * Since: 0.1
 */
void WseFreeTrampoline(WSE_TRAMPOLINE *trampoline);

/**
 * Calls a function of a callback type, as a trampoline in reverse.
 *
 * id              the callback type.
 * abi             the calling convention of the function.
 * function        its address.
 * arguments       [R17] arguments[i] points to the i-th argument, of the type that the comment of the id gives.
 * argumentCount   their number, which must be that of the id.
 * result          receives the function's result; S_OK for types that give nothing. NULL where that is not wanted.
 *
 * Returns S_OK (the function was called); E_INVALIDARG (an unknown id or abi, another number of arguments, function, arguments
 *   or one of them is NULL); WS_E_NOT_SUPPORTED (an ABI that the platform lacks).
 * Since: 0.1
 */
HRESULT WseCallFunction(WSE_CALLBACK_ID id, WSE_ABI abi, void *function, void **arguments, ULONG argumentCount,
                        HRESULT *result, WS_ERROR *error);

/* ---- Codecs registered at run time ---- */

/** Flags of WseRegisterEncoder and WseRegisterDecoder. */
enum {
    /**
     * Hold both sides to the documented order of calls. [X1] A host that calls out of order is refused before the
     * implementation is entered, as the codecs of this library refuse it. An implementation is refused with
     * WS_E_INVALID_OPERATION and a string that names the rule and the page of Microsoft's documentation when it [X2] calls the
     * sink or source outside Start, Encode, Decode and End; [X3] while its last call of it is outstanding, from another thread
     * for instance, or ends its own call while one is; [X4] returns WS_S_ASYNC without having been given an asyncContext; [X5]
     * completes a call twice, or one for which it has not returned WS_S_ASYNC; [X6] gives a content type or encoding that has a
     * length and no characters, or that changes or goes away before the next message begins (GetContentType of an encoder,
     * Start of a decoder), as far as there is memory to copy it. What happens when no call is there to be refused is reported
     * by the next one. [X7] In a chain Decode comes between Start and GetContentType, too, if the link to the left reads in its
     * Start.
     */
    WSE_REGISTER_CHECKED = 1
};

/**
 * Registers an encoder, so that WseCreateChannelEncoder knows it by name, alone and in chains.
 *
 * name           [N1] 1 to 63 characters a-z, 0-9, ".", "+" and "-", the first a letter or digit. Lookups ignore case.
 * implementation a complete table; copied. [N2] Its functions see its createContext, and the encoderContext that its create
 *                callback gave, untouched. Each table that WseCreateChannelEncoder fills leads to them through trampolines.
 *                It has no property but WSE_PROPERTY_ABI, and by itself no limit on what it decodes to.
 * abi            the calling convention of its functions and of all callbacks that they are given.
 * flags          0 or WSE_REGISTER_CHECKED.
 *
 * Ownership: what the implementation consists of must live until [N3] the name is unregistered and the last table and instance
 *   of it are freed.
 * Threading: [N4] any thread, while others register, look up and create.
 * Async: [N5] with flags, and where the calling convention of the table is another than abi, a Free that comes while an
 *   operation is outstanding reaches the implementation when that has completed, as WS_E_OPERATION_ABORTED for the host.
 *   Otherwise it is passed on as it comes.
 *
 * Returns S_OK; E_INVALIDARG (name or implementation is NULL, [N6] a callback is missing in the table, a bad name, the name of
 *   a built-in codec, an unknown abi or flag); WS_E_INVALID_OPERATION ([N7] an encoder of this name is registered);
 *   WS_E_NOT_SUPPORTED (an ABI that the platform lacks); E_OUTOFMEMORY.
 * Since: 0.1
 */
HRESULT WseRegisterEncoder(const char *name, const WS_CHANNEL_ENCODER *implementation, WSE_ABI abi, ULONG flags,
                           WS_ERROR *error);

/**
 * Registers a decoder, so that WseCreateChannelDecoder knows it by name. An encoder may be registered under the same name.
 *
 * name, implementation, abi, flags, Ownership, Threading, Async, Returns: as WseRegisterEncoder, for decoders.
 * Since: 0.1
 */
HRESULT WseRegisterDecoder(const char *name, const WS_CHANNEL_DECODER *implementation, WSE_ABI abi, ULONG flags,
                           WS_ERROR *error);

/**
 * Removes a name, encoder and decoder. [N8] Tables and instances that were created from it live on.
 *
 * Returns S_OK; E_INVALIDARG (name is NULL); WS_E_NOT_SUPPORTED (nothing of this name is registered).
 * Since: 0.1
 */
HRESULT WseUnregister(const char *name, WS_ERROR *error);

#ifdef __cplusplus
}
#endif
#endif
