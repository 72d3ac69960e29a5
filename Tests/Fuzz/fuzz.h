/* What the fuzz targets share. Each is a LLVMFuzzerTestOneInput of its own: with libFuzzer it searches, with replay.c it runs
 * files. A finding is an abort, so that both see it. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "Codec/transforms.h"
#include "wsencoder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** The codec that this target is built for; a target of all codecs ignores it. */
#ifndef FUZZ_CODEC
#define FUZZ_CODEC "gzip"
#endif

/** Aborts with a message unless `condition` holds. */
#define DEMAND(condition) \
    do { \
        if (!(condition)) { \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
            abort(); \
        } \
    } while (0)

/** Choices that the input makes: taken from its front until it is empty, then all 0. */
struct choices {
    const uint8_t *data;
    size_t size;
};

static inline uint8_t choose(struct choices *choices)
{
    if (choices->size == 0)
        return 0;
    choices->size--;
    return *choices->data++;
}

/** A growing run of bytes. */
struct run {
    uint8_t *bytes;
    size_t size, capacity;
};

static inline void run_append(struct run *run, const void *bytes, size_t size)
{
    if (run->size + size > run->capacity) {
        run->capacity = (run->size + size) * 2;
        run->bytes = (uint8_t *)realloc(run->bytes, run->capacity);
        DEMAND(run->bytes);
    }
    if (size > 0)
        memcpy(run->bytes + run->size, bytes, size);
    run->size += size;
}

/** A sink or source whose calls the test completes itself, after they have returned: asynchrony on one thread. */
struct outstanding {
    WS_ASYNC_CONTEXT context;
    bool has_callback;
    HRESULT result;
};

static inline void CALLBACK outstanding_note(HRESULT result, WS_CALLBACK_MODEL model, void *state)
{
    struct outstanding *outstanding = (struct outstanding *)state;
    (void)model;
    DEMAND(!outstanding->has_callback);
    DEMAND(result != WS_S_ASYNC);
    outstanding->has_callback = true;
    outstanding->result = result;
}

/** The final result of a call, which is completed as often as it takes. */
static inline HRESULT outstanding_await(struct outstanding *outstanding, HRESULT result, HRESULT completion)
{
    if (result != WS_S_ASYNC) {
        DEMAND(!outstanding->has_callback);
        return result;
    }
    while (!outstanding->has_callback)
        outstanding->context.callback(completion, WS_SHORT_CALLBACK, outstanding->context.callbackState);
    outstanding->has_callback = false;
    return outstanding->result;
}

/** Registers codecs, with the first call: "windows-gzip", whose functions are those of a table for hosts of Windows, so that each
 * call crosses from one calling convention to the other and back, and "checked-gzip". */
static inline void fuzz_register(void)
{
    static WS_CHANNEL_ENCODER encoder;
    static WS_CHANNEL_DECODER decoder;
#if defined(__x86_64__)
    static const WSE_ABI abi = WSE_ABI_WIN64;
#else
    static const WSE_ABI abi = WSE_ABI_DEFAULT;
#endif
    WSE_PROPERTY property = { WSE_PROPERTY_ABI, &abi, sizeof abi };
    if (encoder.createContext)
        return;
    DEMAND(WseCreateChannelEncoder("gzip", NULL, 0, &encoder, NULL) == S_OK);
    DEMAND(WseCreateChannelDecoder("gzip", NULL, 0, &decoder, NULL) == S_OK);
    DEMAND(WseRegisterEncoder("checked-gzip", &encoder, WSE_ABI_DEFAULT, WSE_REGISTER_CHECKED, NULL) == S_OK);
    DEMAND(WseRegisterDecoder("checked-gzip", &decoder, WSE_ABI_DEFAULT, WSE_REGISTER_CHECKED, NULL) == S_OK);
    /* The tables of the first two live on with the registration, whose functions they are. */
    DEMAND(WseCreateChannelEncoder("gzip", &property, 1, &encoder, NULL) == S_OK);
    DEMAND(WseCreateChannelDecoder("gzip", &property, 1, &decoder, NULL) == S_OK);
    DEMAND(WseRegisterEncoder("windows-gzip", &encoder, abi, 0, NULL) == S_OK);
    DEMAND(WseRegisterDecoder("windows-gzip", &decoder, abi, 0, NULL) == S_OK);
}

/** Registers transforms, with the first call: those of Codec/transforms.h, and those of the plug-in that the Makefile names. If
 * it names none, the plug-in is part of the program. */
static inline void fuzz_register_transforms(void)
{
    static bool is_done;
    if (is_done)
        return;
    is_done = true;
    WSE_CODEC xor = xor_transform(), slip = slip_transform();
    DEMAND(WseRegisterCodec(&xor, NULL) == S_OK && WseRegisterCodec(&slip, NULL) == S_OK);
#if defined(FUZZ_PLUGIN)
    DEMAND(WseLoadPlugin(FUZZ_PLUGIN, NULL) == S_OK);
#else
    extern HRESULT WsePluginRegister(WS_ERROR * error);
    DEMAND(WsePluginRegister(NULL) == S_OK);
#endif
}

/** The codec or chain of this target. */
static inline const char *fuzz_codec(void)
{
    if (strcmp(FUZZ_CODEC, "slip") == 0 || strcmp(FUZZ_CODEC, "checked") == 0)
        fuzz_register_transforms();
    if (strcmp(FUZZ_CODEC, "transforms") == 0) {
        fuzz_register_transforms();
        return "slip,gzip,checked,xor-transform";
    }
    if (strcmp(FUZZ_CODEC, "chain") == 0)
        return "deflate,gzip";
    if (strcmp(FUZZ_CODEC, "registered") != 0)
        return FUZZ_CODEC;
    fuzz_register();
    return "deflate,windows-gzip,identity";
}

static const WS_STRING fuzz_content_type = WS_STRING_VALUE(u"application/soap+xml; charset=utf-8");

/** Whether a codec takes XML documents alone. */
static inline bool fuzz_is_xml(const char *codec)
{
    return strncmp(codec, "msbin", 5) == 0;
}

/** Whether a codec takes text alone, which need not be XML. */
static inline bool fuzz_is_text(const char *codec)
{
    return strncmp(codec, "utf-16", 6) == 0;
}

/** Whether a codec takes XML and writes packages, which nobody labels here: they have their boundary in the first line, too. */
static inline bool fuzz_is_package(const char *codec)
{
    return strcmp(codec, "mtom") == 0;
}

/** Whether the encoder of a codec announces a content encoding. Asks each codec once. */
static inline bool fuzz_has_coding(const char *codec)
{
    static struct {
        char name[64];
        bool has_coding;
    } known[64];
    static size_t count;
    for (size_t i = 0; i < count; i++)
        if (strcmp(known[i].name, codec) == 0)
            return known[i].has_coding;
    DEMAND(count < sizeof known / sizeof *known && strlen(codec) < sizeof known->name);
    strcpy(known[count].name, codec);
    WS_BYTES message = { 4, (BYTE *)"<a/>" };
    WSE_BUFFER *output = NULL;
    WS_CHANNEL_ENCODER table;
    WS_STRING type, encoding;
    DEMAND(WseCreateBuffer(0, &output, NULL) == S_OK);
    DEMAND(WseCreateChannelEncoder(codec, NULL, 0, &table, NULL) == S_OK);
    DEMAND(WseEncodeMessage(&table, &fuzz_content_type, &message, 1, output, &type, &encoding, NULL) == S_OK);
    known[count].has_coding = encoding.length > 0;
    WseFreeChannelEncoder(&table);
    WseFreeBuffer(output);
    return known[count++].has_coding;
}

/** The content type of what this target's codec has encoded; its characters are in `room`. */
static inline WS_STRING fuzz_encoded_type(const char *codec, WCHAR *room)
{
    static const char prefix[] = "application/soap+";
    WS_STRING type = { 0, room };
    if (fuzz_is_text(codec) || fuzz_is_package(codec)) /* none */
        return type;
    if (!fuzz_is_xml(codec))
        return fuzz_content_type;
    for (const char *next = prefix; *next; next++)
        room[type.length++] = (WCHAR)*next;
    for (; *codec; codec++)
        room[type.length++] = (WCHAR)*codec;
    return type;
}

/** The content encoding of a codec or chain; its characters are in `room`. What is registered is gzip by another name. */
static inline WS_STRING fuzz_content_encoding(const char *codec, WCHAR *room)
{
    WS_STRING encoding = { 0, room };
    if (!fuzz_has_coding(codec))
        return encoding;
    for (const char *next = codec; *next; next++) {
        if (strncmp(next, "identity", 8) == 0 || strncmp(next, "windows-", 8) == 0 || strncmp(next, "checked-", 8) == 0)
            next += 8;
        if (*next)
            room[encoding.length++] = (WCHAR)*next;
        else
            break;
    }
    return encoding;
}

#endif
