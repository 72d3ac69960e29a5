/* The functions of bridge.dll.so, which the Windows program host.exe finds by name. They are Linux code, and Win64 functions.
 *
 * A WS_ERROR is always libwsencoder's: made by BridgeCreateError, opaque to Windows code, which passes it on or passes NULL.
 * An error object of webservices.dll is another thing of the same name and must never get here. */
#ifndef BRIDGE_H
#define BRIDGE_H

#if defined(_WIN32)
#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#include <webservices.h>
#define BRIDGE_CALL
#else
#include "wsencoder.h"
#define BRIDGE_CALL __attribute__((ms_abi))
#endif

/** How the sinks, sources and codecs of this test complete. */
enum manner {
    /** Before they return, with their result; callers pass no asynchronous context. */
    SYNCHRONOUSLY,
    /** Some time after they have returned WS_S_ASYNC, on another thread. */
    LATER,
    /** On another thread, before they return WS_S_ASYNC. Windows code only. */
    BEFORE_RETURN,
    MANNER_COUNT
};

/* Each as X(result, name, parameters):
 * Open and Close fill and free Win64 tables. Register takes Win64 tables.
 * BridgeRegisterLinuxCodec registers the Linux encoder "linux-slow", which changes nothing and completes later.
 * BridgeExchange: Linux code encodes and decodes by name through native tables; what is wrong then stands in `report`, and the
 *   result is a failure.
 * BridgeAbandon: Linux code frees an encoder while its sink has not completed; gives the result of the call that was under way.
 * BridgeVerify: Linux code decodes a message and compares.
 * BridgeCallWrite: Linux code calls a Windows sink by its address, with WseCallFunction.
 * BridgeCreateSink makes a Windows sink at run time, with WseCreateTrampoline; it returns how many bytes it was given.
 * BridgeRunPump runs completions of Linux code on the calling thread until BridgeStopPump. */
#define BRIDGE_FUNCTIONS(X) \
    X(HRESULT, BridgeOpenEncoder, (const char *codec, WS_CHANNEL_ENCODER *table, WS_ERROR *error)) \
    X(HRESULT, BridgeOpenDecoder, (const char *codec, WS_CHANNEL_DECODER *table, WS_ERROR *error)) \
    X(void, BridgeCloseEncoder, (WS_CHANNEL_ENCODER * table)) \
    X(void, BridgeCloseDecoder, (WS_CHANNEL_DECODER * table)) \
    X(HRESULT, BridgeRegisterEncoder, (const char *name, const WS_CHANNEL_ENCODER *table, BOOL checked, WS_ERROR *error)) \
    X(HRESULT, BridgeRegisterDecoder, (const char *name, const WS_CHANNEL_DECODER *table, BOOL checked, WS_ERROR *error)) \
    X(HRESULT, BridgeRegisterLinuxCodec, (void)) \
    X(HRESULT, BridgeUnregister, (const char *name)) \
    X(WS_ERROR *, BridgeCreateError, (void)) \
    X(void, BridgeFreeError, (WS_ERROR * error)) \
    X(void, BridgeAddErrorText, (WS_ERROR * error, const char *text)) \
    X(ULONG, BridgeTakeErrorText, (WS_ERROR * error, char *text, ULONG size)) \
    X(HRESULT, BridgeExchange, (const char *codec, enum manner manner, ULONG size, char *report, ULONG reportSize)) \
    X(HRESULT, BridgeAbandon, (const char *codec)) \
    X(HRESULT, BridgeVerify, (const char *codec, const WS_BYTES *encoded, const WS_BYTES *message, WS_ERROR *error)) \
    X(HRESULT, BridgeCallWrite, (void *write, void *state, const WS_BYTES *bytes, WS_ERROR *error, HRESULT *result)) \
    X(void *, BridgeCreateSink, (void)) \
    X(void, BridgeFreeSink, (void)) \
    X(void, BridgeRunPump, (void)) \
    X(void, BridgeStopPump, (void))

#endif
