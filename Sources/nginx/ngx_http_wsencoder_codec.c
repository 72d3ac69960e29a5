/*
 * Encoders and decoders of the library, and the instances that a worker keeps for the next messages. A worker is one thread, so
 * nothing here is locked.
 */
#include "ngx_http_wsencoder_module.h"

/* How much memory of buffers may be spare. */
#define NGX_HTTP_WSENCODER_MAX_SPARE_SIZE (2 * 1024 * 1024)

/* How many instances of one codec may be idle, and how many codecs a location may have if variables name them. */
#define NGX_HTTP_WSENCODER_MAX_IDLE 128
#define NGX_HTTP_WSENCODER_MAX_CODECS 64

/* ---- Properties ---- */

typedef union {
    ULONGLONG ULONGLONG_value;
    ULONG ULONG_value;
    LONG LONG_value;
    BOOL BOOL_value;
    WSE_INVALID_CHARACTERS WSE_INVALID_CHARACTERS_value;
} ngx_http_wsencoder_value_t;

/* Makes a property of a number. Returns 0 if the property's type cannot hold it. */
static ngx_uint_t ngx_http_wsencoder_property(ngx_uint_t index, off_t number, ngx_http_wsencoder_value_t *value,
                                              WSE_PROPERTY *property)
{
    property->value = value;
    switch (index) {
#define NGX_HTTP_WSENCODER_SET(directive, name, type) \
    case NGX_HTTP_WSENCODER_##name: \
        property->id = WSE_PROPERTY_##name; \
        property->valueSize = sizeof(type); \
        value->type##_value = (type)number; \
        return number >= 0 && (off_t)value->type##_value == number;
        NGX_HTTP_WSENCODER_PROPERTIES(NGX_HTTP_WSENCODER_SET)
    default: return 0;
    }
}

/* A codec's name in the library, zero-terminated. Returns 0 if it is too long for any. */
static ngx_uint_t ngx_http_wsencoder_name(const ngx_str_t *encoding, char name[128])
{
    if (encoding->len == 4 && ngx_strncmp(encoding->data, "text", 4) == 0) {
        ngx_memcpy(name, "identity", sizeof "identity");
        return 1;
    }
    if (encoding->len == 0 || encoding->len >= 128)
        return 0;
    ngx_memcpy(name, encoding->data, encoding->len);
    name[encoding->len] = '\0';
    return 1;
}

static HRESULT ngx_http_wsencoder_create_table(const char *name, ngx_http_wsencoder_kind_e kind, const WSE_PROPERTY *properties,
                                               ULONG count, ngx_http_wsencoder_codec_t *codec)
{
    if (kind == NGX_HTTP_WSENCODER_DECODER)
        return WseCreateChannelDecoder(name, properties, count, &codec->decoder, NULL);
    return WseCreateChannelEncoder(name, properties, count, &codec->encoder, NULL);
}

static void ngx_http_wsencoder_free_table(ngx_http_wsencoder_codec_t *codec)
{
    if (codec->kind == NGX_HTTP_WSENCODER_DECODER)
        WseFreeChannelDecoder(&codec->decoder);
    else
        WseFreeChannelEncoder(&codec->encoder);
}

static HRESULT ngx_http_wsencoder_probe(const char *name, ngx_http_wsencoder_kind_e kind, const WSE_PROPERTY *property)
{
    ngx_http_wsencoder_codec_t codec = { 0 };
    HRESULT hr = ngx_http_wsencoder_create_table(name, kind, property, property != NULL, &codec);

    codec.kind = kind;
    if (SUCCEEDED(hr))
        ngx_http_wsencoder_free_table(&codec);
    return hr;
}

ngx_uint_t ngx_http_wsencoder_is_codec(const ngx_str_t *encoding, ngx_http_wsencoder_kind_e kind)
{
    char name[128];

    return ngx_http_wsencoder_name(encoding, name) && SUCCEEDED(ngx_http_wsencoder_probe(name, kind, NULL));
}

ngx_uint_t ngx_http_wsencoder_is_property(ngx_uint_t index, off_t value)
{
    ngx_http_wsencoder_value_t memory;
    WSE_PROPERTY property;
    const char *name;

    if (!ngx_http_wsencoder_property(index, value, &memory, &property))
        return 0;
    for (ULONG i = 0; (name = WseGetCodecName(i)) != NULL; i++)
        if (SUCCEEDED(ngx_http_wsencoder_probe(name, NGX_HTTP_WSENCODER_DECODER, &property))
            || SUCCEEDED(ngx_http_wsencoder_probe(name, NGX_HTTP_WSENCODER_REQUEST_ENCODER, &property)))
            return 1;
    return 0;
}

/* ---- Codecs ---- */

/* The properties of a location that this codec has: the library refuses the others. */
static ULONG ngx_http_wsencoder_collect(ngx_http_wsencoder_loc_conf_t *conf, const char *name, ngx_http_wsencoder_kind_e kind,
                                        ngx_http_wsencoder_value_t *values, WSE_PROPERTY *properties)
{
    static const WSE_COMPRESSION_LABEL label = WSE_COMPRESSION_LABEL_CONTENT_ENCODING;
    ULONG count = 0;

    for (ngx_uint_t i = 0; i < NGX_HTTP_WSENCODER_PROPERTY_COUNT; i++)
        if (conf->properties[i] != NGX_CONF_UNSET
            && ngx_http_wsencoder_property(i, conf->properties[i], &values[count], &properties[count])
            && SUCCEEDED(ngx_http_wsencoder_probe(name, kind, &properties[count])))
            count++;
    if (kind == NGX_HTTP_WSENCODER_REPLY_ENCODER) {
        properties[count].id = WSE_PROPERTY_COMPRESSION_LABEL;
        properties[count].value = &label;
        properties[count].valueSize = sizeof label;
        if (SUCCEEDED(ngx_http_wsencoder_probe(name, kind, &properties[count])))
            count++;
    }
    return count;
}

static ngx_http_wsencoder_codec_t *ngx_http_wsencoder_create_codec(ngx_http_wsencoder_loc_conf_t *conf,
                                                                   const ngx_str_t *encoding, ngx_http_wsencoder_kind_e kind,
                                                                   HRESULT *reason)
{
    ngx_http_wsencoder_value_t values[NGX_HTTP_WSENCODER_PROPERTY_COUNT + 1];
    WSE_PROPERTY properties[NGX_HTTP_WSENCODER_PROPERTY_COUNT + 1];
    ngx_http_wsencoder_codec_t *codec;
    char name[128];

    *reason = WS_E_NOT_SUPPORTED;
    if (!ngx_http_wsencoder_name(encoding, name))
        return NULL;
    *reason = E_OUTOFMEMORY;
    codec = ngx_calloc(sizeof *codec + encoding->len, ngx_cycle->log);
    if (codec == NULL)
        return NULL;
    codec->kind = kind;
    codec->encoding.len = encoding->len;
    codec->encoding.data = (u_char *)(codec + 1);
    ngx_memcpy(codec->encoding.data, encoding->data, encoding->len);
    *reason = ngx_http_wsencoder_create_table(name, kind, properties,
                                              ngx_http_wsencoder_collect(conf, name, kind, values, properties), codec);
    if (SUCCEEDED(*reason))
        return codec;
    ngx_free(codec);
    return NULL;
}

static void ngx_http_wsencoder_free_instance(ngx_http_wsencoder_instance_t *instance)
{
    ngx_http_wsencoder_codec_t *codec = instance->codec;

    if (codec->kind == NGX_HTTP_WSENCODER_DECODER)
        codec->decoder.freeDecoderCallback(instance->context);
    else
        codec->encoder.freeEncoderCallback(instance->context);
    WsFreeError(instance->error);
    ngx_free(instance->text);
    ngx_free(instance);
}

static void ngx_http_wsencoder_free_codec(ngx_http_wsencoder_codec_t *codec)
{
    while (codec->idle != NULL) {
        ngx_http_wsencoder_instance_t *instance = codec->idle;

        codec->idle = instance->next;
        ngx_http_wsencoder_free_instance(instance);
    }
    ngx_http_wsencoder_free_table(codec);
    ngx_free(codec);
}

void ngx_http_wsencoder_free_codecs(void *data)
{
    ngx_http_wsencoder_loc_conf_t *conf = data;

    while (conf->codecs != NULL) {
        ngx_http_wsencoder_codec_t *codec = conf->codecs;

        conf->codecs = codec->next;
        ngx_http_wsencoder_free_codec(codec);
    }
    conf->codec_count = 0;
    while (conf->spare != NULL) {
        ngx_http_wsencoder_block_t *block = conf->spare;

        conf->spare = block->next;
        ngx_free(block);
    }
    conf->spare_count = 0;
}

/* Frees the codec that has been unused for the longest time, if there are too many. The list begins with the latest. */
static void ngx_http_wsencoder_limit_codecs(ngx_http_wsencoder_loc_conf_t *conf)
{
    ngx_http_wsencoder_codec_t **unused = NULL, *codec;

    if (conf->codec_count <= NGX_HTTP_WSENCODER_MAX_CODECS)
        return;
    for (ngx_http_wsencoder_codec_t **at = &conf->codecs; *at != NULL; at = &(*at)->next)
        if ((*at)->used_count == 0)
            unused = at;
    if (unused == NULL)
        return;
    codec = *unused;
    *unused = codec->next;
    conf->codec_count--;
    ngx_http_wsencoder_free_codec(codec);
}

/* Finds a codec and moves it to the front of the list. */
static ngx_http_wsencoder_codec_t *ngx_http_wsencoder_find_codec(ngx_http_wsencoder_loc_conf_t *conf, const ngx_str_t *encoding,
                                                                 ngx_http_wsencoder_kind_e kind)
{
    for (ngx_http_wsencoder_codec_t **at = &conf->codecs; *at != NULL; at = &(*at)->next) {
        ngx_http_wsencoder_codec_t *codec = *at;

        if (codec->kind != kind || codec->encoding.len != encoding->len
            || ngx_memcmp(codec->encoding.data, encoding->data, encoding->len) != 0)
            continue;
        *at = codec->next;
        codec->next = conf->codecs;
        conf->codecs = codec;
        return codec;
    }
    return NULL;
}

/* ---- Instances ---- */

ngx_http_wsencoder_instance_t *ngx_http_wsencoder_take(ngx_http_wsencoder_loc_conf_t *conf, const ngx_str_t *encoding,
                                                       ngx_http_wsencoder_kind_e kind, ngx_http_wsencoder_stream_t *stream,
                                                       HRESULT *reason)
{
    ngx_http_wsencoder_codec_t *codec = ngx_http_wsencoder_find_codec(conf, encoding, kind);
    ngx_http_wsencoder_instance_t *instance;

    if (codec == NULL) {
        codec = ngx_http_wsencoder_create_codec(conf, encoding, kind, reason);
        if (codec == NULL)
            return NULL;
        codec->next = conf->codecs;
        conf->codecs = codec;
        conf->codec_count++;
    }
    instance = codec->idle;
    if (instance != NULL) {
        codec->idle = instance->next;
        codec->idle_count--;
    } else {
        *reason = E_OUTOFMEMORY;
        instance = ngx_calloc(sizeof *instance, ngx_cycle->log);
        if (instance == NULL)
            return NULL;
        instance->codec = codec;
        *reason = WsCreateError(NULL, 0, &instance->error);
        if (SUCCEEDED(*reason)) {
            if (kind == NGX_HTTP_WSENCODER_DECODER)
                *reason = codec->decoder.createDecoderCallback(codec->decoder.createContext, ngx_http_wsencoder_source,
                                                               instance, &instance->context, NULL);
            else
                *reason = codec->encoder.createEncoderCallback(codec->encoder.createContext, ngx_http_wsencoder_sink, instance,
                                                               &instance->context, NULL);
        }
        if (SUCCEEDED(*reason) && kind != NGX_HTTP_WSENCODER_DECODER) {
            instance->text = ngx_alloc(NGX_HTTP_WSENCODER_TEXT_SIZE, ngx_cycle->log);
            if (instance->text == NULL)
                *reason = E_OUTOFMEMORY;
        }
        if (FAILED(*reason)) {
            ngx_http_wsencoder_free_instance(instance);
            return NULL;
        }
    }
    codec->used_count++;
    instance->stream = stream;
    ngx_http_wsencoder_limit_codecs(conf);
    return instance;
}

void ngx_http_wsencoder_give_back(ngx_http_wsencoder_instance_t *instance, ngx_uint_t reusable)
{
    ngx_http_wsencoder_codec_t *codec = instance->codec;

    codec->used_count--;
    instance->stream = NULL;
    if (!reusable || codec->idle_count == NGX_HTTP_WSENCODER_MAX_IDLE) {
        ngx_http_wsencoder_free_instance(instance);
        return;
    }
    instance->next = codec->idle;
    codec->idle = instance;
    codec->idle_count++;
}

/* ---- Memory of buffers ---- */

ngx_http_wsencoder_block_t *ngx_http_wsencoder_take_block(ngx_http_wsencoder_loc_conf_t *conf)
{
    ngx_http_wsencoder_block_t *block = conf->spare;

    if (block == NULL)
        return ngx_alloc(sizeof *block + conf->buffers.size, ngx_cycle->log);
    conf->spare = block->next;
    conf->spare_count--;
    return block;
}

void ngx_http_wsencoder_give_back_blocks(ngx_http_wsencoder_loc_conf_t *conf, ngx_http_wsencoder_block_t *blocks)
{
    while (blocks != NULL) {
        ngx_http_wsencoder_block_t *block = blocks;

        blocks = block->next;
        if ((conf->spare_count + 1) * conf->buffers.size > NGX_HTTP_WSENCODER_MAX_SPARE_SIZE) {
            ngx_free(block);
            continue;
        }
        block->next = conf->spare;
        conf->spare = block;
        conf->spare_count++;
    }
}

/* ---- Errors ---- */

ngx_int_t ngx_http_wsencoder_sentence(ngx_pool_t *pool, WS_ERROR *error, HRESULT hr, ngx_str_t *sentence)
{
    u_char text[1024], *p = text, *end = text + sizeof text - sizeof " (0x80000000)";
    WS_STRING string;

    for (ULONG i = 0; WsGetErrorString(error, i, &string) == S_OK; i++) {
        if (i > 0 && end - p > 2)
            p = ngx_cpymem(p, "; ", 2);
        for (ULONG k = 0; k < string.length && p < end; k++)
            *p++ = (u_char)string.chars[k];
    }
    if (p == text)
        return NGX_DECLINED;
    p = ngx_sprintf(p, " (0x%08XD)", (uint32_t)hr);
    sentence->len = (size_t)(p - text);
    sentence->data = ngx_pnalloc(pool, sentence->len);
    if (sentence->data == NULL)
        return NGX_ERROR;
    ngx_memcpy(sentence->data, text, sentence->len);
    return NGX_OK;
}
