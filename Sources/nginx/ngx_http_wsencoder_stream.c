/*
 * One message on its way through a decoder and an encoder. Both work asynchronously: where the source has no bytes or the sink
 * has no room, the library is told to wait, and nginx goes on with other requests.
 */
#include "ngx_http_wsencoder_module.h"

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

static void ngx_http_wsencoder_refuse_size(ngx_http_wsencoder_stream_t *stream, off_t limit)
{
    u_char *p = ngx_pnalloc(stream->pool, 128);

    stream->result = WS_E_QUOTA_EXCEEDED;
    if (p == NULL)
        return;
    stream->sentence.data = p;
    stream->sentence.len = (size_t)(ngx_sprintf(p,
                                                "the text is larger than wsencoder_max_decoded_size allows (limit %O)"
                                                " (0x%08XD)",
                                                limit, (uint32_t)WS_E_QUOTA_EXCEEDED)
                                    - p);
}

/* Takes a piece of a message that needs no decoder. */
static ngx_int_t ngx_http_wsencoder_take_text(ngx_http_wsencoder_stream_t *stream)
{
    off_t limit = stream->conf->properties[NGX_HTTP_WSENCODER_MAX_DECODED_SIZE];
    ULONG length;
    ngx_int_t rc = ngx_http_wsencoder_supply(stream, stream->encoder->text + stream->text_length,
                                             NGX_HTTP_WSENCODER_TEXT_SIZE - stream->text_length, &length);

    if (rc != NGX_OK)
        return rc;
    if (limit > 0 && stream->taken > limit) {
        ngx_http_wsencoder_refuse_size(stream, limit);
        return NGX_OK;
    }
    stream->text_length += length;
    if (stream->text_length < stream->piece_size && !stream->last_in)
        return NGX_AGAIN;
    stream->step = NGX_HTTP_WSENCODER_DECODED;
    return NGX_OK;
}

/* Asks the decoder for the next bytes: for the encoder or, if there is none, for the output. */
static ngx_int_t ngx_http_wsencoder_decode(ngx_http_wsencoder_stream_t *stream)
{
    WS_ASYNC_CONTEXT async = { ngx_http_wsencoder_done, stream };
    ngx_http_wsencoder_instance_t *decoder = stream->decoder;
    ULONG size = NGX_HTTP_WSENCODER_TEXT_SIZE;
    u_char *to;

    if (decoder == NULL)
        return ngx_http_wsencoder_take_text(stream);

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
                                                                             stream->last_in ? NULL : &async, decoder->error));
    return NGX_OK;
}

/* Passes on what has been decoded. */
static void ngx_http_wsencoder_decoded(ngx_http_wsencoder_stream_t *stream)
{
    WS_ASYNC_CONTEXT async = { ngx_http_wsencoder_done, stream }, *waits = stream->spill == NULL ? &async : NULL;
    ngx_http_wsencoder_instance_t *encoder = stream->encoder, *decoder = stream->decoder;

    if (stream->text_length == 0) {
        stream->step = NGX_HTTP_WSENCODER_ENDED;
        if (decoder != NULL)
            stream->result = decoder->codec->decoder.decoderEndCallback(decoder->context, NULL, decoder->error);
        if (FAILED(stream->result) || encoder == NULL)
            return;
        stream->running = 1;
        ngx_http_wsencoder_started(stream, encoder->codec->encoder.encoderEndCallback(encoder->context, waits, encoder->error));
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
    stream->text_length = 0;
    stream->running = 1;
    ngx_http_wsencoder_started(stream, encoder->codec->encoder.encoderEncodeCallback(encoder->context, &stream->piece, 1, waits,
                                                                                     encoder->error));
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

ngx_buf_t *ngx_http_wsencoder_last_buffer(ngx_pool_t *pool, ngx_chain_t **out)
{
    ngx_chain_t **end = out;

    while (*end != NULL && (*end)->next != NULL)
        end = &(*end)->next;
    if (*end != NULL)
        return (*end)->buf;
    *end = ngx_alloc_chain_link(pool);
    if (*end == NULL)
        return NULL;
    (*end)->next = NULL;
    (*end)->buf = ngx_calloc_buf(pool);
    if ((*end)->buf != NULL)
        (*end)->buf->sync = 1;
    return (*end)->buf;
}
