/*
 * How a message begins and ends: its labels for decoder and encoder, and the instances that it takes and gives back.
 */
#include "ngx_http_wsencoder_module.h"

/* An instance that has worked on more than this is freed, since it may hold much memory. */
#define NGX_HTTP_WSENCODER_REUSABLE_SIZE (1024 * 1024)

/* ---- Beginning ---- */

static ngx_int_t ngx_http_wsencoder_widen(ngx_pool_t *pool, const ngx_str_t *from, WS_STRING *to)
{
    to->length = (ULONG)from->len;
    to->chars = ngx_palloc(pool, (from->len + 1) * sizeof(WCHAR));
    if (to->chars == NULL)
        return NGX_ERROR;
    for (size_t i = 0; i < from->len; i++)
        to->chars[i] = from->data[i];
    return NGX_OK;
}

static ngx_int_t ngx_http_wsencoder_narrow(ngx_pool_t *pool, const WS_STRING *from, ngx_str_t *to)
{
    to->len = from->length;
    to->data = ngx_pnalloc(pool, from->length + 1);
    if (to->data == NULL)
        return NGX_ERROR;
    for (ULONG i = 0; i < from->length; i++)
        to->data[i] = from->chars[i] < 0x100 ? (u_char)from->chars[i] : (u_char)'?';
    to->data[to->len] = '\0';
    return NGX_OK;
}

/* Tells decoder and encoder the labels of the message. */
static HRESULT ngx_http_wsencoder_begin_message(ngx_http_wsencoder_stream_t *stream, const ngx_http_wsencoder_label_t *before,
                                                ngx_http_wsencoder_label_t *after)
{
    ngx_http_wsencoder_instance_t *decoder = stream->decoder, *encoder = stream->encoder;
    WS_STRING type, coding, text, none = { 0, NULL };
    HRESULT hr;

    if (ngx_http_wsencoder_widen(stream->pool, &before->content_type, &type) != NGX_OK
        || ngx_http_wsencoder_widen(stream->pool, &before->content_encoding, &coding) != NGX_OK)
        return E_OUTOFMEMORY;
    text = type;
    if (decoder != NULL) {
        hr = decoder->codec->decoder.decoderStartCallback(decoder->context, NULL, decoder->error);
        if (SUCCEEDED(hr))
            hr = decoder->codec->decoder.decoderGetContentTypeCallback(decoder->context, &type,
                                                                       coding.length > 0 ? &coding : NULL, &text,
                                                                       decoder->error);
        if (FAILED(hr))
            return hr;
    }
    if (encoder != NULL) {
        hr = encoder->codec->encoder.encoderGetContentTypeCallback(encoder->context, &text, &type, &none, encoder->error);
        if (SUCCEEDED(hr))
            hr = encoder->codec->encoder.encoderStartCallback(encoder->context, NULL, encoder->error);
        if (FAILED(hr))
            return hr;
        text = type;
    }
    if (ngx_http_wsencoder_narrow(stream->pool, &text, &after->content_type) != NGX_OK
        || ngx_http_wsencoder_narrow(stream->pool, &none, &after->content_encoding) != NGX_OK)
        return E_OUTOFMEMORY;
    return S_OK;
}

static void ngx_http_wsencoder_cleanup(void *data)
{
    ngx_http_wsencoder_stream_t *stream = data;

    ngx_http_wsencoder_end(stream);
    ngx_http_wsencoder_give_back_blocks(stream->conf, stream->blocks);
}

static ngx_uint_t ngx_http_wsencoder_is_text(const ngx_str_t *encoding)
{
    return encoding->len == 4 && ngx_strncmp(encoding->data, "text", 4) == 0;
}

/* That there is no such codec is not the fault of a message. */
static ngx_http_wsencoder_stream_t *ngx_http_wsencoder_missing(ngx_http_request_t *r, const char *direction,
                                                               const ngx_str_t *encoding, HRESULT *reason, ngx_str_t *sentence)
{
    u_char *p = ngx_pnalloc(r->pool, encoding->len + 64);

    if (p != NULL) {
        sentence->data = p;
        sentence->len = (size_t)(ngx_sprintf(p, "there is no %s \"%V\" (0x%08XD)", direction, encoding, (uint32_t)*reason) - p);
    }
    if (*reason != E_OUTOFMEMORY)
        *reason = E_FAIL;
    return NULL;
}

ngx_http_wsencoder_stream_t *ngx_http_wsencoder_begin(ngx_http_request_t *r, ngx_http_wsencoder_loc_conf_t *conf,
                                                      const ngx_str_t *from, const ngx_str_t *to,
                                                      ngx_http_wsencoder_kind_e kind, const ngx_http_wsencoder_label_t *before,
                                                      ngx_http_wsencoder_label_t *after, HRESULT *reason, ngx_str_t *sentence)
{
    ngx_http_wsencoder_stream_t *stream = ngx_pcalloc(r->pool, sizeof *stream);
    ngx_pool_cleanup_t *cleanup = ngx_pool_cleanup_add(r->pool, 0);

    *reason = E_OUTOFMEMORY;
    ngx_str_set(sentence, "there is not enough memory");
    if (stream == NULL || cleanup == NULL)
        return NULL;
    cleanup->handler = ngx_http_wsencoder_cleanup;
    cleanup->data = stream;
    stream->pool = r->pool;
    stream->conf = conf;
    stream->out_end = &stream->out;

    if (!ngx_http_wsencoder_is_text(from)) {
        stream->decoder = ngx_http_wsencoder_take(conf, from, NGX_HTTP_WSENCODER_DECODER, stream, reason);
        if (stream->decoder == NULL)
            return ngx_http_wsencoder_missing(r, "decoder", from, reason, sentence);
    }
    if (!ngx_http_wsencoder_is_text(to)) {
        stream->encoder = ngx_http_wsencoder_take(conf, to, kind, stream, reason);
        if (stream->encoder == NULL)
            return ngx_http_wsencoder_missing(r, "encoder", to, reason, sentence);
    }
    *reason = ngx_http_wsencoder_begin_message(stream, before, after);
    if (SUCCEEDED(*reason))
        return stream;
    stream->result = *reason;
    ngx_http_wsencoder_stream_sentence(stream, sentence);
    ngx_http_wsencoder_end(stream);
    return NULL;
}

/* ---- Ending ---- */

void ngx_http_wsencoder_stream_sentence(ngx_http_wsencoder_stream_t *stream, ngx_str_t *sentence)
{
    ngx_str_t said;

    *sentence = stream->sentence;
    /* Only one of them has failed, and only its WS_ERROR has strings. */
    if (stream->encoder != NULL
        && ngx_http_wsencoder_sentence(stream->pool, stream->encoder->error, stream->result, &said) == NGX_OK)
        *sentence = said;
    if (stream->decoder != NULL
        && ngx_http_wsencoder_sentence(stream->pool, stream->decoder->error, stream->result, &said) == NGX_OK)
        *sentence = said;
    if (sentence->len == 0) {
        ngx_str_set(sentence, "the library failed without a reason");
    }
}

void ngx_http_wsencoder_end(ngx_http_wsencoder_stream_t *stream)
{
    ngx_http_wsencoder_instance_t *decoder = stream->decoder, *encoder = stream->encoder;
    ngx_uint_t reusable = stream->step == NGX_HTTP_WSENCODER_FINISHED && stream->taken <= NGX_HTTP_WSENCODER_REUSABLE_SIZE
                          && stream->made <= NGX_HTTP_WSENCODER_REUSABLE_SIZE;

    /* An operation that waits is told that nothing follows. It calls neither source nor sink again. */
    if (decoder != NULL)
        decoder->stream = NULL;
    if (encoder != NULL)
        encoder->stream = NULL;
    if (stream->running && stream->wanted != NULL)
        stream->wanted_done.callback(WS_E_OPERATION_ABORTED, WS_LONG_CALLBACK, stream->wanted_done.callbackState);
    else if (stream->running && stream->offered != NULL)
        stream->offered_done.callback(WS_E_OPERATION_ABORTED, WS_LONG_CALLBACK, stream->offered_done.callbackState);
    stream->wanted = NULL;
    stream->offered = NULL;
    stream->decoder = NULL;
    stream->encoder = NULL;
    if (decoder != NULL)
        ngx_http_wsencoder_give_back(decoder, reusable);
    if (encoder != NULL)
        ngx_http_wsencoder_give_back(encoder, reusable);
}
