/**
 * libwsencoder: transforms, which are codecs that a program or a plug-in writes as the built-in codecs are written. Include
 * wsencoder.h, whose conventions apply here, too.
 *
 * A transform turns bytes into other bytes, a piece at a time, and knows nothing else. The library supplies the six callbacks
 * of a WS_CHANNEL_ENCODER or WS_CHANNEL_DECODER around it: the order of calls, asynchronous sinks and sources, both calling
 * conventions, content types and encodings, limits, faults, and error strings with codec and offset. In a chain, a transform
 * works as one codec with the built-in codecs and transforms beside it. What wsencoder.h, properties.h and messages.h say of a
 * built-in codec is true of a transform, too.
 *
 * To write a codec that calls its sink or source itself, use WseRegisterEncoder and WseRegisterDecoder instead.
 *
 * All callbacks have the platform's own calling convention.
 */
#ifndef WSENCODER_TRANSFORMS_H
#define WSENCODER_TRANSFORMS_H

#include "wsencoder.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- What a transform is given and what it answers ---- */

/** What a direction of a codec is made with. Later versions may append fields. */
typedef struct _WSE_CODEC_OPTIONS {
    ULONG size; /* sizeof(WSE_CODEC_OPTIONS) in the version of the library that calls */
    LONG level; /* WSE_PROPERTY_COMPRESSION_LEVEL; 0 for a decoder, and for a codec without levels */
} WSE_CODEC_OPTIONS;

/** The bytes that `process` may take. It adds to `taken` what it has taken and leaves the other fields alone. */
typedef struct _WSE_CODEC_INPUT {
    const BYTE *bytes; /* NULL only if size is 0 */
    size_t size;       /* number of bytes; may be 0 */
    size_t taken;      /* 0 when the call begins */
    /**
     * [Y30] TRUE in a call for WseEncoderFlush: write what you hold back of the input taken so far, in a form that a decoder
     * can decode. Only an encoder gets such a call. It has no input, and isLast is FALSE. [Y31] The progress
     * WSE_PROGRESS_NEEDS_INPUT or WSE_PROGRESS_MAY_END says that all has been written; after WSE_PROGRESS_OUTPUT_FULL, the
     * next call is of the same kind. A codec that holds nothing back, or cannot give it out, need not look at this field.
     */
    BOOL flush;
} WSE_CODEC_INPUT;

/** The memory that `process` may fill. It adds to `written` what it has written and leaves the other fields alone. */
typedef struct _WSE_CODEC_OUTPUT {
    BYTE *bytes;    /* never NULL; not initialised */
    size_t size;    /* room in bytes; at least 1, and often exactly 1 near a limit or with a small WSE_PROPERTY_CHUNK_SIZE */
    size_t written; /* 0 when the call begins */
} WSE_CODEC_OUTPUT;

/** What a transform needs before it can go on. */
typedef enum {
    /** All input has been taken, and the message is not complete. If nothing follows, a decoder's message is cut off. */
    WSE_PROGRESS_NEEDS_INPUT = 0,
    /** All input has been taken. The message is complete if nothing follows, and goes on otherwise. */
    WSE_PROGRESS_MAY_END = 1,
    /** The output is full: there is not one byte of room left. There may be more to write. */
    WSE_PROGRESS_OUTPUT_FULL = 2,
    /**
     * The message is complete, and all of it has been written. A decoder may leave input untouched: the library refuses the
     * message because of what follows its end. An encoder is never finished before isLast, nor with input left.
     */
    WSE_PROGRESS_FINISHED = 3
} WSE_PROGRESS;

/**
 * Makes the state of one direction of one instance: of an encoder or of a decoder.
 *
 * context        the context of the codec.
 * options        valid during the call.
 * state          receives the state, which the other callbacks are passed; it may be left NULL.
 * error          as for WSE_CODEC_PROCESS_CALLBACK.
 *
 * [Y1] It is called when the first message of an instance starts (WseEncoderStart, WseDecoderStart). If it fails, Start fails,
 *   no other callback is called, and the next message calls it again.
 * Threading: different instances are created on any threads, also at the same time.
 *
 * Returns S_OK or a failure. A failure must leave nothing behind.
 */
typedef HRESULT (*WSE_CODEC_CREATE_CALLBACK)(void *context, const WSE_CODEC_OPTIONS *options, void **state, WS_ERROR *error);

/**
 * Begins a message.
 *
 * [Y2] It is called once for each message, before the first `process` of it, and also after a message that failed or was
 * abandoned halfway: forget what is left of that message.
 *
 * Returns S_OK or a failure, with which Start fails.
 */
typedef HRESULT (*WSE_CODEC_BEGIN_CALLBACK)(void *state, WS_ERROR *error);

/**
 * Takes input and writes output until one of them runs out or the message is complete.
 *
 * input          the next bytes of the message, in order. What is not taken is passed again, at the beginning of the next
 *                input. [Y3] An input may be cut anywhere, even after every single byte.
 * output         the memory to fill. [Y4] A byte beyond `written` may be scribbled on up to `size`, never further.
 * isLast         TRUE if nothing follows this input. It then stays TRUE until the message is complete.
 * progress       receives one of WSE_PROGRESS. It is read only if the callback returns S_OK.
 * error          add a string to it that says what is wrong, before you return a failure: see WseReportError. It is never NULL
 *                and is empty when the call begins. [Y5] The library adds to the error of its own caller one string with the
 *                name of the codec in front of the newest string and the offset after it: "xor decoder: the key is wrong (input
 *                offset 12)". The offset counts the bytes taken so far, `taken` of the failing call included. If there is no
 *                string, or the newest is empty, it says "the codec failed with 0x8000FFFF".
 *
 * Call order: after `begin`, until it has returned WSE_PROGRESS_FINISHED or a failure. [Y6] Unless it is finished before, the
 *   last call of a message has isLast. An empty message is one call with no input and isLast: an encoder whose encoded form
 *   cannot be empty writes that form, and a decoder returns WSE_PROGRESS_NEEDS_INPUT if an empty input is a cut-off message.
 *
 * What a call must do. [Y7] A codec that breaks one of these rules fails with WS_E_INVALID_OPERATION, and an error string that
 * names the rule. The instance is faulted, as after any failure; nothing else happens.
 *   - `taken` is at most input->size and `written` at most output->size.
 *   - [Y8] It returns WSE_PROGRESS_NEEDS_INPUT or WSE_PROGRESS_MAY_END only if it has taken all input, and
 *     WSE_PROGRESS_OUTPUT_FULL only if it has filled the output to its last byte. The call after WSE_PROGRESS_OUTPUT_FULL may
 *     write nothing if nothing is left to write; it then returns another value.
 *   - [Y9] An encoder returns WSE_PROGRESS_FINISHED only with isLast and with all input taken. With isLast, it does not return
 *     WSE_PROGRESS_NEEDS_INPUT. With isLast, WSE_PROGRESS_MAY_END means the same as WSE_PROGRESS_FINISHED, in both directions.
 *   - [Y10] The result is S_OK or a failure. WS_S_ASYNC, S_FALSE and other successes are refused, in `create` and `begin`, too,
 *     and so is a value of *progress that is none of WSE_PROGRESS.
 *
 * It need not keep any limit: the library counts what it writes. It must not wait for the peer, throw a C++ exception through
 * the library, or use the instance that it is part of. It may use other instances.
 *
 * Threading: the callbacks of one state are called one at a time, on whatever thread the host's call or the completion of its
 *   sink or source is on. No lock is held.
 *
 * Returns S_OK or a failure, which the host's call then returns unchanged. Use WS_E_INVALID_FORMAT (the input is malformed),
 *   WS_E_QUOTA_EXCEEDED (a limit of your own), E_OUTOFMEMORY or E_FAIL.
 */
typedef HRESULT (*WSE_CODEC_PROCESS_CALLBACK)(void *state, WSE_CODEC_INPUT *input, WSE_CODEC_OUTPUT *output, BOOL isLast,
                                              WSE_PROGRESS *progress, WS_ERROR *error);

/** The type of `commit`, `abandon` and `free`. */
typedef void (*WSE_CODEC_STATE_CALLBACK)(void *state);

/** One direction of a codec. */
typedef struct _WSE_CODEC_DIRECTION {
    WSE_CODEC_CREATE_CALLBACK create;
    WSE_CODEC_BEGIN_CALLBACK begin;
    WSE_CODEC_PROCESS_CALLBACK process;
    /**
     * May be NULL. [Y11] The whole message has succeeded: in every codec of the chain, at the sink or source, and in the host's
     * End. What it has added for later messages to build on was provisional until now. It is called before the next `begin`,
     * and not for the last message.
     */
    WSE_CODEC_STATE_CALLBACK commit;
    /**
     * May be NULL. [Y12] The message has failed or was abandoned after bytes of it may have been sent or received, so that one
     * side may know what the other does not. A decoder's message is abandoned even if none of it came as far as this codec.
     * Neither `commit` nor `abandon` is called if the other side cannot have seen any of the message; it is then forgotten.
     * It is called when the next message starts, before `begin`, and not for the last message.
     *
     * [Y13] If usesSession is TRUE and abandon is NULL, an abandoned message ends the session: the library fails Start with
     * WS_E_OBJECT_FAULTED until the instance is freed. If abandon is not NULL, it is up to the next `begin` to fail like that
     * if the message has added something.
     */
    WSE_CODEC_STATE_CALLBACK abandon;
    /** Frees the state. [Y14] Called once for each successful `create`, in any phase. */
    WSE_CODEC_STATE_CALLBACK free;
} WSE_CODEC_DIRECTION;

/** The compression levels of an encoder, and the one it takes unless told otherwise. */
typedef struct _WSE_CODEC_LEVELS {
    LONG lowest;
    LONG highest;
    LONG standard;
} WSE_CODEC_LEVELS;

/**
 * A codec. Zero the structure, set `size` and what the codec has, and leave the rest: { .size = sizeof(WSE_CODEC), ... }.
 */
typedef struct _WSE_CODEC {
    ULONG size;       /* sizeof(WSE_CODEC) */
    BOOL usesSession; /* TRUE: messages build on earlier ones. See WSE_CODEC_DIRECTION.abandon */
    /** The name, as for WseRegisterEncoder: 1 to 63 of a-z, 0-9, ".", "+" and "-"; the first is a letter or digit. */
    const char *name;
    /**
     * Other names, separated by commas and without spaces, or NULL. [Y15] Each is a name as above, and also another name of the
     * content encoding, if there is one: as "x-gzip" is for gzip. WseGetCodecName lists no aliases.
     */
    const char *aliases;
    /**
     * NULL, or the coding in HTTP's Content-Encoding: 1 to 63 letters, digits and marks of an HTTP token; not "identity".
     * [Y16] The encoder announces it, and the decoder demands it or one of the aliases.
     */
    const char *contentEncoding;
    /**
     * The media types of the messages on both sides: all three, or all NULL for a codec that takes any message and leaves its
     * type unchanged. Each has at most 255 characters of ASCII. [Y17] The encoder takes an empty type or plainContentType and
     * announces encodedContentType; the decoder takes an empty type or encodedContentType and announces decodedContentType.
     * Types are compared without case and parameters, except that a charset must be UTF-8. decodedContentType may have
     * parameters: "text/plain; charset=utf-8".
     */
    const char *plainContentType;
    const char *decodedContentType;
    const char *encodedContentType;
    /** NULL, or the levels of WSE_PROPERTY_COMPRESSION_LEVEL, with lowest <= standard <= highest; copied. */
    const WSE_CODEC_LEVELS *levels;
    /** Passed to `create` and `freeContext`; may be NULL. */
    void *context;
    /**
     * NULL, or what frees the context. [Y18] It is called once for each WseRegisterCodec that has succeeded, when the codec is
     * unregistered and the last table and the last instance of it are freed, and once for each WseCreateCodecEncoder and
     * WseCreateCodecDecoder that has succeeded, when the table and its last instance are freed. It is called on the thread that
     * frees the last of them. A context that several calls share needs a count of its own.
     */
    void (*freeContext)(void *context);
    /**
     * [Y19] A direction whose callbacks are all NULL does not exist. At least one direction exists, and has create, begin,
     * process and free.
     */
    WSE_CODEC_DIRECTION encoder;
    WSE_CODEC_DIRECTION decoder;
} WSE_CODEC;

/**
 * Registers a transform under its name. WseCreateChannelEncoder, WseCreateChannelDecoder and everything else that takes the
 * name of a codec then accept it, alone and in chains; WseGetCodecName lists it. WseUnregister removes
 * it with all its aliases, whichever of its names it is passed.
 *
 * codec          [Y20] copied, with its strings and levels.
 *
 * Properties: [Y21] those of a built-in codec that apply to it: WSE_PROPERTY_CHUNK_SIZE, WSE_PROPERTY_MAX_DECODED_SIZE,
 *   WSE_PROPERTY_MAX_EXPANSION, WSE_PROPERTY_ABI and, if it has levels, WSE_PROPERTY_COMPRESSION_LEVEL.
 * Ownership: the callbacks and the context must stay valid until [Y22] the codec is unregistered and the last table and the
 *   last instance of it are freed, which freeContext tells. If WseRegisterCodec fails, freeContext is not called.
 * Threading: any thread, also while other threads register, look up and create codecs.
 *
 * Returns S_OK; E_INVALIDARG ([Y23] codec is NULL, or the error string names the field that is wrong: size is not
 *   sizeof(WSE_CODEC); name, an alias, contentEncoding or a content type is missing or malformed, or a name is that of a
 *   built-in codec; levels are out of order; a callback is missing, or both directions are); WS_E_INVALID_OPERATION ([Y24] its
 *   name or one of its aliases, which the error string names, is already registered, in whatever direction); E_OUTOFMEMORY.
 * Since: 0.1
 */
HRESULT WseRegisterCodec(const WSE_CODEC *codec, WS_ERROR *error);

/**
 * Fills an encoder table of a transform that need not be registered. [Y27] The table is of this transform, whatever is
 * registered under its name. The function registers nothing: only a registered name can be part of a chain.
 *
 * codec          [Y20] copied, with its strings and levels. The name appears in error strings.
 * properties     as for WseRegisterCodec; may be NULL if propertyCount is 0.
 * propertyCount  number of properties.
 * encoder        receives the callbacks. Free its contents with WseFreeChannelEncoder. It is not changed if the function fails.
 *
 * Ownership: the callbacks and the context must stay valid until the table and its last instance are freed, which freeContext
 *   tells. [Y28] If the function fails, freeContext is not called.
 * Threading: any thread.
 *
 * Returns S_OK; E_INVALIDARG (encoder is NULL, [Y23] the codec is refused as WseRegisterCodec refuses it, or a property is
 *   refused as WseCreateChannelEncoder refuses it); WS_E_NOT_SUPPORTED ([Y29] the codec has no encoder, or the platform lacks
 *   the calling convention); E_OUTOFMEMORY.
 * Since: 0.1
 */
HRESULT WseCreateCodecEncoder(const WSE_CODEC *codec, const WSE_PROPERTY *properties, ULONG propertyCount,
                              WS_CHANNEL_ENCODER *encoder, WS_ERROR *error);

/**
 * Fills a decoder table of a transform that need not be registered. Free its contents with WseFreeChannelDecoder. Otherwise as
 * WseCreateCodecEncoder.
 * Since: 0.1
 */
HRESULT WseCreateCodecDecoder(const WSE_CODEC *codec, const WSE_PROPERTY *properties, ULONG propertyCount,
                              WS_CHANNEL_DECODER *decoder, WS_ERROR *error);

/**
 * Adds a string to an error, and returns `result`: return WseReportError(WS_E_INVALID_FORMAT, "the key is wrong", error);
 *
 * result         what to return.
 * text           zero-terminated UTF-8; copied. [Y25] Malformed UTF-8 becomes U+FFFD. In strings of the library's own errors,
 *                whatever is not printable ASCII becomes "?", and what exceeds 400 characters is cut.
 * error          may be NULL; nothing is then added. Nor is it if memory is short or text is NULL.
 *
 * Returns result.
 * Since: 0.1
 */
HRESULT WseReportError(HRESULT result, const char *text, WS_ERROR *error);

/* ---- Plug-ins ---- */

/**
 * The function that a plug-in exports under the name WsePluginRegister, with C linkage and default visibility. It registers the
 * codecs of the plug-in with WseRegisterCodec, WseRegisterEncoder or WseRegisterDecoder.
 *
 * Returns S_OK, or a failure with a string. [I6] The library removes nothing if it fails: what it has registered by then stays
 *   registered unless it unregisters it itself, as it should.
 */
typedef HRESULT (*WSE_PLUGIN_REGISTER_CALLBACK)(WS_ERROR *error);

/**
 * Loads a shared library and calls its WsePluginRegister. The plug-in uses the library that loads it, and need not be linked
 * with it: the functions of the library become visible to all libraries of the process.
 *
 * path           the file, such as "./libacme.so" or "/usr/lib/acme/libacme.so". [I1] It must contain a slash: neither a search
 *                path nor an environment variable decides what is loaded. Its symbols do not become visible to other libraries,
 *                and all of its own are resolved at once. Load only what you trust: its code runs at once and with all rights
 *                of the process.
 *
 * Ownership: [I2] once its WsePluginRegister has been called, whatever that returned, the plug-in stays loaded until the
 *   process ends. To get rid of its codecs, unregister their names.
 * Threading: any thread. [I3] A plug-in that is loaded twice is called twice.
 *
 * Returns S_OK; E_INVALIDARG (path is NULL or has no slash); WS_E_NOT_SUPPORTED ([I4] the file cannot be loaded, or it exports
 *   no WsePluginRegister; the error string says what the system says); [I5] the failure of WsePluginRegister, unchanged, with
 *   its own strings; WS_E_INVALID_OPERATION (it returned a success other than S_OK).
 * Since: 0.1
 */
HRESULT WseLoadPlugin(const char *path, WS_ERROR *error);

#ifdef __cplusplus
}
#endif
#endif
