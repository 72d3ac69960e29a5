/* What every suite needs: cmocka, the library, messages, deterministic randomness, error texts. */
#ifndef SUPPORT_H
#define SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A suite compiled with this is a Windows host: every callback is in Microsoft's x64 calling convention. */
#if defined(WSE_TEST_WIN64)
#define CALLBACK __attribute__((ms_abi))
#define HOST_ABI WSE_ABI_WIN64
#else
#define HOST_ABI WSE_ABI_DEFAULT
#endif
#include "wsencoder.h"

/** A run of bytes that owns its memory and grows. */
struct bytes {
    BYTE *data;
    size_t size;
    size_t capacity;
};

void bytes_append(struct bytes *bytes, const void *data, size_t size);
void bytes_free(struct bytes *bytes);
void assert_bytes_equal(const struct bytes *actual, const void *expected, size_t size);

/** A small generator (xorshift64*): the same seed gives the same numbers everywhere. */
struct randomness {
    uint64_t state;
};

struct randomness randomness_from(uint64_t seed);
uint64_t random_next(struct randomness *randomness);
/** A number from 0 to bound - 1; bound is not 0. */
size_t random_below(struct randomness *randomness, size_t bound);

/** The seed of this run: WSE_TEST_SEED, else a fixed one. Printed once. */
uint64_t test_seed(void);
/** Whether the run is to be short (WSE_TEST_QUICK=1), as under valgrind. */
bool test_is_quick(void);

/** A SOAP purchase order of about `size` bytes, well-formed, with varied content. The caller frees the bytes. */
struct bytes soap_message(size_t size, uint64_t seed);

#define assert_result(expected, actual) assert_int_equal((HRESULT)(expected), (HRESULT)(actual))

WS_ERROR *create_error(void);
/** The newest string of an error object in ASCII, in memory of this function; "" if there is none. Empties the object. */
const char *take_error_text(WS_ERROR *error);
/** Copies a string in ASCII, as much of it as fits before a zero. */
void copy_ascii(const WS_STRING *string, char *text, size_t size);

/** What a whole message became and how that is labelled or, if it was refused, what the error says. */
struct conversion {
    HRESULT result;
    char text[4096];
    char type[256];
    const char *error;
};

/** Empties the error object. */
struct conversion conversion_of(HRESULT result, WSE_BUFFER *output, const WS_STRING *type, WS_ERROR *error);

void assert_error_contains(WS_ERROR *error, const char *text);
bool string_is(const WS_STRING *string, const char *text);

/** Runs `check` for every codec that the library lists. */
void for_every_built_in_codec(void (*check)(const char *codec));

/** Registers the codecs of Codec/transforms.h. */
void register_transforms(void);
/** Unregisters them, and makes sure that they were freed. */
void unregister_transforms(void);

/** Runs `check` for every built-in codec and for two transforms, which are registered meanwhile. If there is a plug-in, runs it
 * for the codecs of the plug-in alone. */
void for_every_codec(void (*check)(const char *codec));

/** The same, and for chains and codecs registered with callbacks of their own, which are there meanwhile. */
void for_every_row(void (*check)(const char *codec));

/** Whether WSE_TEST_PLUGIN names a plug-in, which is loaded then. */
bool has_plugin(void);
/** Runs `check` for every codec of the plug-in, and for chains of each with codecs of every other kind. */
void for_every_plugin_codec(void (*check)(const char *codec));
void for_every_plugin_chain(void (*check)(const char *codec));

/** Registers the codecs of the rows: "xor", which is the platform's own way; "xor-checked"; and "xor-win64", which is checked
 * and compiled for Windows. */
void register_xor(void);
void unregister_xor(void);
/** Whether WSE_PROPERTY_CHUNK_SIZE is one of the codec's properties. */
bool has_chunks(const char *codec);

/** Tables of the suite's calling convention that the test frees; creation must succeed. Those of sessions have no room for
 * strings, so that each message is for itself as with any other codec: sessions have suites of their own. */
WS_CHANNEL_ENCODER create_encoder_table(const char *codec, const WSE_PROPERTY *properties, ULONG count);
WS_CHANNEL_DECODER create_decoder_table(const char *codec, const WSE_PROPERTY *properties, ULONG count);

/** The same for WseEncodeMessage and WseDecodeMessage, which call the platform's own way. */
WS_CHANNEL_ENCODER create_native_encoder_table(const char *codec);
WS_CHANNEL_DECODER create_native_decoder_table(const char *codec);

/** The message as the codec encodes it, and the content encoding it announces. */
struct bytes encoded(const char *codec, const void *message, size_t size);
/** The content encoding of a codec, for the decoder's GetContentType; points to memory of this function. */
const WS_STRING *content_encoding_of(const char *codec);

/** The content type of what a codec has encoded, for the decoder's GetContentType; points to memory of this function. */
const WS_STRING *content_type_of(const char *codec);
/** What the suites have to know of a codec that the interface does not say. Of a codec that is not in the table they expect the
 * least: all of these are false or NULL. */
struct codec_traits {
    const char *name;
    const char *coding;    /* what its encoder announces as the content encoding; NULL if the suites do not know */
    const char *charset;   /* what its encoder makes of the charset utf-8; NULL if it takes any bytes, or XML documents alone */
    bool is_xml;           /* takes XML documents alone, as binary XML does */
    bool is_package;       /* of these, mtom: what may follow a message is ignored */
    bool is_session;       /* a message builds on those before it */
    bool ends_itself;      /* its decoder sees where a message ends: it refuses one cut short, and bytes that follow one */
    bool has_checksum;     /* its decoder refuses a message with any bit changed */
    bool expands;          /* a few bytes can be decoded to very many */
    bool is_cut_dependent; /* what it encodes depends on where the message is split */
};

/** For a chain, those of its first codec; for a compressed form of binary XML, those of both, apart from the checksum. */
struct codec_traits codec_traits(const char *codec);

bool is_xml_codec(const char *codec);
/** Whether it takes text alone, if not XML documents alone. */
bool is_text_codec(const char *codec);
/** The content type that the encoder returns for SOAP 1.2 with this charset, which may be NULL; points to memory of this
 * function. */
const char *encoded_soap_type(const char *codec, const char *charset);
bool is_session_codec(const char *codec);

extern const WS_STRING soap_content_type;

/** Runs a suite whose name is that of its file. */
#define RUN_SUITE(tests) cmocka_run_group_tests_name(__FILE__, tests, NULL, NULL)

#endif
