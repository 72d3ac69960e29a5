/*
 * One message on its way through a decoder and an encoder. Both work asynchronously: where the source has no bytes or the sink
 * has no room, the library is told to wait, and nginx goes on with other requests.
 */
#include "ngx_http_wsencoder_module.h"

/* An instance that has worked on more than this is freed, since it may hold much memory. */
#define NGX_HTTP_WSENCODER_REUSABLE_SIZE (1024 * 1024)

/* ---- Room for output ---- */

static ngx_buf_t *ngx_http_wsencoder_make_buffer(ngx_http_wsencoder_stream_t *stream)
{
    ngx_buf_t *b = ngx_calloc_buf(stream->pool);
    ngx_http_wsencoder_block_t *block;

    if (b == NULL)
        return NULL;
    block = ngx_http_wsencoder_take_block(stream->conf);
    if (block == NULL)
        return NULL;
    block->next = stream->blocks;
    stream->blocks = block;
    stream->made_buffers++;
    b->start = b->pos = b->last = block->bytes;
    b->end = block->bytes + stream->conf->buffers.size;
    b->temporary = 1;
    b->tag = (ngx_buf_tag_t)&ngx_http_wsencoder_module;
    return b;
}

/* Returns the current buffer, or a new one; NULL if all are full, or if there is no memory. */
static ngx_buf_t *ngx_http_wsencoder_room(ngx_http_wsencoder_stream_t *stream, ngx_int_t *rc)
{
    ngx_chain_t *link;

    if (stream->current != NULL && stream->current->last < stream->current->end)
        return stream->current;
    stream->current = NULL;
    *rc = NGX_BUSY;
    if (stream->free == NULL && stream->made_buffers == stream->conf->buffers.num) {
        if (stream->spill == NULL)
            return NULL;
        if (stream->spill(stream) != NGX_OK) {
            *rc = NGX_ABORT;
            return NULL;
        }
    }

    link = stream->free;
    if (link != NULL) {
        stream->free = link->next;
    } else {
        *rc = NGX_ABORT;
        link = ngx_alloc_chain_link(stream->pool);
        if (link == NULL)
            return NULL;
        link->buf = ngx_http_wsencoder_make_buffer(stream);
        if (link->buf == NULL)
            return NULL;
    }
    link->buf->last_buf = 0;
    link->buf->last_in_chain = 0;
    link->next = NULL;
    *stream->out_end = link;
    stream->out_end = &link->next;
    stream->current = link->buf;
    return link->buf;
}

/* Copies what the encoder has offered. Returns NGX_OK when all of it has been taken. */
static ngx_int_t ngx_http_wsencoder_take_offered(ngx_http_wsencoder_stream_t *stream)
{
    while (stream->offered_count > 0) {
        const WS_BYTES *bytes = stream->offered;
        ULONG left = bytes->length - stream->offered_offset;
        ngx_int_t rc;
        ngx_buf_t *b;
        size_t size;

        if (left == 0) {
            stream->offered++;
            stream->offered_count--;
            stream->offered_offset = 0;
            continue;
        }
        b = ngx_http_wsencoder_room(stream, &rc);
        if (b == NULL)
            return rc;
        size = ngx_min((size_t)(b->end - b->last), (size_t)left);
        b->last = ngx_cpymem(b->last, bytes->bytes + stream->offered_offset, size);
        stream->offered_offset += (ULONG)size;
        stream->made += (off_t)size;
    }
    stream->offered = NULL;
    return NGX_OK;
}

HRESULT CALLBACK ngx_http_wsencoder_sink(void *context, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *async,
                                         WS_ERROR *error)
{
    ngx_http_wsencoder_instance_t *instance = context;
    ngx_http_wsencoder_stream_t *stream = instance->stream;

    (void)error;
    if (stream == NULL)
        return WS_E_OPERATION_ABORTED;
    stream->offered = buffers;
    stream->offered_count = count;
    stream->offered_offset = 0;
    switch (ngx_http_wsencoder_take_offered(stream)) {
    case NGX_OK: return S_OK;
    case NGX_BUSY:
        if (async != NULL) {
            stream->offered_done = *async;
            return WS_S_ASYNC;
        }
        break;
    }
    stream->offered = NULL;
    return E_OUTOFMEMORY;
}

/* ---- Input ---- */

/* Copies input to where the decoder wants it. Returns NGX_AGAIN if there is none. */
static ngx_int_t ngx_http_wsencoder_supply(ngx_http_wsencoder_stream_t *stream, u_char *to, ULONG size, ULONG *length)
{
    u_char *p = to;

    while (stream->in != NULL && p < to + size) {
        ngx_chain_t *link = stream->in;
        size_t n = ngx_min((size_t)(link->buf->last - link->buf->pos), (size_t)(to + size - p));

        if (n > 0) {
            p = ngx_cpymem(p, link->buf->pos, n);
            link->buf->pos += n;
        }
        if (link->buf->pos == link->buf->last) {
            stream->in = link->next;
            ngx_free_chain(stream->pool, link);
        }
    }
    if (p == to && !stream->last_in)
        return NGX_AGAIN;
    stream->taken += p - to;
    *length = (ULONG)(p - to);
    return NGX_OK;
}

HRESULT CALLBACK ngx_http_wsencoder_source(void *context, void *bytes, ULONG size, ULONG *length, const WS_ASYNC_CONTEXT *async,
                                           WS_ERROR *error)
{
    ngx_http_wsencoder_instance_t *instance = context;
    ngx_http_wsencoder_stream_t *stream = instance->stream;

    (void)error;
    if (stream == NULL)
        return WS_E_OPERATION_ABORTED;
    if (ngx_http_wsencoder_supply(stream, bytes, size, length) == NGX_OK)
        return S_OK;
    if (async == NULL)
        return WS_E_INVALID_OPERATION;
    stream->wanted = bytes;
    stream->wanted_size = size;
    stream->wanted_length = length;
    stream->wanted_done = *async;
    return WS_S_ASYNC;
}

/* ---- Running ---- */

static void CALLBACK ngx_http_wsencoder_done(HRESULT hr, WS_CALLBACK_MODEL model, void *context)
{
    ngx_http_wsencoder_stream_t *stream = context;

    (void)model;
    stream->running = 0;
    stream->result = hr;
}

static void ngx_http_wsencoder_started(ngx_http_wsencoder_stream_t *stream, HRESULT hr)
{
    if (hr == WS_S_ASYNC)
        return;
    stream->running = 0;
    stream->result = hr;
}

/* Lets an operation go on that waits for input or for room. */
static ngx_int_t ngx_http_wsencoder_resume(ngx_http_wsencoder_stream_t *stream)
{
    WS_ASYNC_CONTEXT done;
    ngx_int_t rc;

    if (stream->wanted != NULL) {
        rc = ngx_http_wsencoder_supply(stream, stream->wanted, stream->wanted_size, stream->wanted_length);
        if (rc != NGX_OK)
            return rc;
        done = stream->wanted_done;
        stream->wanted = NULL;
    } else {
        rc = ngx_http_wsencoder_take_offered(stream);
        if (rc != NGX_OK)
            return rc;
        done = stream->offered_done;
    }
    done.callback(S_OK, WS_LONG_CALLBACK, done.callbackState);
    return NGX_OK;
}

/* Asks the decoder for the next bytes: for the encoder or, if there is none, for the output. */
static ngx_int_t ngx_http_wsencoder_decode(ngx_http_wsencoder_stream_t *stream)
{
    WS_ASYNC_CONTEXT async = { ngx_http_wsencoder_done, stream };
    ngx_http_wsencoder_instance_t *decoder = stream->decoder;
    ULONG size = NGX_HTTP_WSENCODER_TEXT_SIZE;
    u_char *to;

    if (stream->encoder == NULL) {
        ngx_int_t rc;
        ngx_buf_t *b = ngx_http_wsencoder_room(stream, &rc);

        if (b == NULL)
            return rc;
        to = b->last;
        size = (ULONG)(b->end - b->last);
    } else {
        to = stream->encoder->text;
    }
    stream->step = NGX_HTTP_WSENCODER_DECODED;
    stream->running = 1;
    ngx_http_wsencoder_started(stream,
                               decoder->codec->decoder.decoderDecodeCallback(decoder->context, to, size, &stream->text_length,
                                                                             &async, decoder->error));
    return NGX_OK;
}

/* Passes on what has been decoded. */
static void ngx_http_wsencoder_decoded(ngx_http_wsencoder_stream_t *stream)
{
    WS_ASYNC_CONTEXT async = { ngx_http_wsencoder_done, stream };
    ngx_http_wsencoder_instance_t *encoder = stream->encoder, *decoder = stream->decoder;

    if (stream->text_length == 0) {
        stream->step = NGX_HTTP_WSENCODER_ENDED;
        stream->result = decoder->codec->decoder.decoderEndCallback(decoder->context, NULL, decoder->error);
        if (FAILED(stream->result) || encoder == NULL)
            return;
        stream->running = 1;
        ngx_http_wsencoder_started(stream,
                                   encoder->codec->encoder.encoderEndCallback(encoder->context, &async, encoder->error));
        return;
    }
    stream->step = NGX_HTTP_WSENCODER_DECODE;
    if (encoder == NULL) {
        stream->current->last += stream->text_length;
        stream->made += stream->text_length;
        return;
    }
    stream->piece.length = stream->text_length;
    stream->piece.bytes = encoder->text;
    stream->running = 1;
    ngx_http_wsencoder_started(stream, encoder->codec->encoder.encoderEncodeCallback(encoder->context, &stream->piece, 1,
                                                                                     &async, encoder->error));
}

ngx_int_t ngx_http_wsencoder_run(ngx_http_wsencoder_stream_t *stream)
{
    ngx_int_t rc = NGX_OK;

    while (rc == NGX_OK) {
        if (stream->running) {
            rc = ngx_http_wsencoder_resume(stream);
            continue;
        }
        if (FAILED(stream->result))
            return NGX_ERROR;
        switch (stream->step) {
        case NGX_HTTP_WSENCODER_DECODE: rc = ngx_http_wsencoder_decode(stream); break;
        case NGX_HTTP_WSENCODER_DECODED: ngx_http_wsencoder_decoded(stream); break;
        case NGX_HTTP_WSENCODER_ENDED: stream->step = NGX_HTTP_WSENCODER_FINISHED; break;
        case NGX_HTTP_WSENCODER_FINISHED: return NGX_OK;
        }
    }
    return rc;
}

ngx_chain_t *ngx_http_wsencoder_ready(ngx_http_wsencoder_stream_t *stream)
{
    ngx_chain_t *first = stream->out, **end = &first, *link;

    if (stream->step == NGX_HTTP_WSENCODER_FINISHED || stream->current == NULL
        || stream->current->last == stream->current->end) {
        /* The last buffer was taken for bytes that did not come. */
        while (*end != NULL && (*end)->buf->last != (*end)->buf->pos)
            end = &(*end)->next;
        *end = NULL;
        stream->out = NULL;
        stream->out_end = &stream->out;
        stream->current = NULL;
        return first;
    }
    while (*end != NULL && (*end)->buf != stream->current)
        end = &(*end)->next;
    link = *end;
    *end = NULL;
    stream->out = link;
    stream->out_end = link != NULL ? &link->next : &stream->out;
    return first;
}

/* ---- Beginning and ending ---- */

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
    hr = decoder->codec->decoder.decoderStartCallback(decoder->context, NULL, decoder->error);
    if (SUCCEEDED(hr))
        hr = decoder->codec->decoder.decoderGetContentTypeCallback(decoder->context, &type, coding.length > 0 ? &coding : NULL,
                                                                   &text, decoder->error);
    if (FAILED(hr))
        return hr;
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

    stream->decoder = ngx_http_wsencoder_take(conf, from, NGX_HTTP_WSENCODER_DECODER, stream, reason);
    if (stream->decoder == NULL)
        return ngx_http_wsencoder_missing(r, "decoder", from, reason, sentence);
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

void ngx_http_wsencoder_stream_sentence(ngx_http_wsencoder_stream_t *stream, ngx_str_t *sentence)
{
    ngx_str_t said;

    ngx_str_null(sentence);
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
