/*
 * The filters of headers and bodies of replies. The header waits until the message has ended or all buffers are full, so that
 * a reply that is refused becomes an error of HTTP instead of half a body, unless it is long.
 */
#include "ngx_http_wsencoder_module.h"

/* Of c->buffered: the bit that nginx gives to filters of images, which do not filter messages. */
#define NGX_HTTP_WSENCODER_BUFFERED 0x08

static ngx_http_output_header_filter_pt ngx_http_wsencoder_next_header_filter;
static ngx_http_output_body_filter_pt ngx_http_wsencoder_next_body_filter;

/* ---- Refusing ---- */

static void ngx_http_wsencoder_end_reply(ngx_http_request_t *r, ngx_http_wsencoder_ctx_t *ctx)
{
    if (ctx->outgoing != NULL)
        ngx_http_wsencoder_end(ctx->outgoing);
    ctx->outgoing = NULL;
    r->connection->buffered &= ~NGX_HTTP_WSENCODER_BUFFERED;
}

/* Closes the connection in a way that no client, not even one of HTTP/1.0, takes for the end of the reply. */
static void ngx_http_wsencoder_abort_connection(ngx_http_request_t *r)
{
    struct linger linger = { 1, 0 };

#if (NGX_HTTP_V2)
    if (r->stream != NULL)
        return;
#endif
    if (setsockopt(r->connection->fd, SOL_SOCKET, SO_LINGER, (const void *)&linger, sizeof linger) == -1)
        ngx_log_error(NGX_LOG_ALERT, r->connection->log, ngx_socket_errno, "setsockopt(SO_LINGER) failed");
}

static ngx_int_t ngx_http_wsencoder_reply_status(HRESULT hr)
{
    switch (hr) {
    case E_OUTOFMEMORY: return NGX_HTTP_INTERNAL_SERVER_ERROR;
    case WS_E_OPERATION_TIMED_OUT: return NGX_HTTP_GATEWAY_TIME_OUT;
    default: return NGX_HTTP_BAD_GATEWAY;
    }
}

static ngx_int_t ngx_http_wsencoder_refuse_reply(ngx_http_request_t *r, ngx_http_wsencoder_ctx_t *ctx, HRESULT reason,
                                                 const ngx_str_t *sentence)
{
    ngx_http_wsencoder_log_failure(r, ctx, sentence, "reply");
    ctx->failed = 1;
    ngx_http_wsencoder_end_reply(r, ctx);
    r->keepalive = 0;
    if (!ctx->header_held) {
        ngx_http_wsencoder_abort_connection(r);
        return NGX_ERROR;
    }
    ctx->header_held = 0;
    return ngx_http_filter_finalize_request(r, &ngx_http_wsencoder_module, ngx_http_wsencoder_reply_status(reason));
}

/* ---- Header ---- */

/* Labels the reply as the message will be, and sends the header. */
static ngx_int_t ngx_http_wsencoder_send_header(ngx_http_request_t *r, ngx_http_wsencoder_ctx_t *ctx, off_t length)
{
    ngx_table_elt_t *header;
    u_char *end;

    ctx->header_held = 0;
    r->headers_out.content_type = ctx->content_type;
    end = ngx_strlchr(ctx->content_type.data, ctx->content_type.data + ctx->content_type.len, ';');
    r->headers_out.content_type_len = end != NULL ? (size_t)(end - ctx->content_type.data) : ctx->content_type.len;
    r->headers_out.content_type_lowcase = NULL;
    ngx_str_null(&r->headers_out.charset);

    while ((header = ngx_http_wsencoder_find_header(&r->headers_out.headers, "Content-Encoding")) != NULL)
        header->hash = 0;
    r->headers_out.content_encoding = NULL;
    if (ctx->content_encoding.len > 0) {
        header = ngx_list_push(&r->headers_out.headers);
        if (header == NULL)
            return NGX_ERROR;
        ngx_memzero(header, sizeof *header);
        header->hash = 1;
        ngx_str_set(&header->key, "Content-Encoding");
        header->value = ctx->content_encoding;
        r->headers_out.content_encoding = header;
    }
    ngx_http_clear_content_length(r);
    r->headers_out.content_length_n = length;
    ngx_http_clear_accept_ranges(r);
    ngx_http_weak_etag(r);
    return ngx_http_wsencoder_next_header_filter(r);
}

/* Finds the encoding of the reply and the one that the client gets. Returns NGX_DECLINED if the reply is left as it is. */
static ngx_int_t ngx_http_wsencoder_choose(ngx_http_request_t *r, ngx_http_wsencoder_loc_conf_t *conf,
                                           ngx_http_wsencoder_ctx_t *ctx, ngx_http_wsencoder_label_t *before, ngx_str_t *to)
{
    ngx_http_wsencoder_ctx_t *main;
    ngx_table_elt_t *header;
    ngx_int_t rc;

    if (conf->response.len == 4 && ngx_strncmp(conf->response.data, "auto", 4) == 0) {
        if (ngx_http_wsencoder_content_encoding(r->pool, &r->headers_out.headers, &before->content_encoding) != NGX_OK)
            return NGX_ERROR;
        before->content_type = r->headers_out.content_type;
        rc = ngx_http_wsencoder_recognize(r->pool, &before->content_type, &before->content_encoding, &ctx->service);
        if (rc != NGX_OK)
            return rc;
    } else {
        ctx->service = conf->response;
    }
    if (ngx_http_wsencoder_codings(r->pool, &ctx->service, &before->content_encoding) != NGX_OK)
        return NGX_ERROR;

    ngx_str_set(to, "text");
    if (conf->accept == NGX_HTTP_WSENCODER_ACCEPT_CLIENT) {
        main = ngx_http_wsencoder_get_ctx(r->main);
        if (main == NULL || ngx_http_wsencoder_recognize_client(r->main, main) == NGX_ERROR)
            return NGX_ERROR;
        if (main->client.len > 0)
            *to = main->client;
        header = ngx_http_wsencoder_find_header(&r->headers_in.headers, "Accept-Encoding");
        if (header != NULL)
            ngx_http_wsencoder_accepted(&header->value, to);
    }
    if (to->len == ctx->service.len && ngx_strncmp(to->data, ctx->service.data, to->len) == 0)
        return NGX_DECLINED;
    return NGX_OK;
}

static ngx_uint_t ngx_http_wsencoder_has_message(ngx_http_request_t *r)
{
    switch (r->headers_out.status) {
    case NGX_HTTP_NO_CONTENT:
    case NGX_HTTP_PARTIAL_CONTENT:
    case NGX_HTTP_NOT_MODIFIED: return 0;
    }
    return r->headers_out.status >= NGX_HTTP_OK && r->headers_out.content_length_n != 0;
}

static ngx_int_t ngx_http_wsencoder_header_filter(ngx_http_request_t *r)
{
    ngx_http_wsencoder_loc_conf_t *conf = ngx_http_get_module_loc_conf(r, ngx_http_wsencoder_module);
    ngx_http_wsencoder_label_t before = { ngx_null_string, ngx_null_string }, after;
    ngx_http_wsencoder_ctx_t *ctx = ngx_http_wsencoder_find_ctx(r);
    ngx_str_t to, sentence;
    HRESULT reason = WS_E_NOT_SUPPORTED;
    ngx_int_t rc;

    /* nginx does not do so after 400, and a client that is still sending would lose the reply. */
    if (ctx != NULL && ctx->refused)
        r->lingering_close = 1;
    if (conf->response.len == 0 || !ngx_http_wsencoder_has_message(r))
        return ngx_http_wsencoder_next_header_filter(r);
    ctx = ngx_http_wsencoder_get_ctx(r);
    if (ctx == NULL)
        return NGX_ERROR;
    if (ctx->failed)
        return ngx_http_wsencoder_next_header_filter(r);
    ngx_http_wsencoder_end_reply(r, ctx);

    rc = ngx_http_wsencoder_choose(r, conf, ctx, &before, &to);
    if (rc == NGX_DECLINED)
        return ngx_http_wsencoder_next_header_filter(r);
    if (rc == NGX_ERROR)
        return NGX_ERROR;
    ctx->header_held = 1;
    if (rc == NGX_ABORT) {
        ngx_str_set(&sentence, "the Content-Encoding is none that the library knows");
        return ngx_http_wsencoder_refuse_reply(r, ctx, reason, &sentence);
    }
    ctx->outgoing = ngx_http_wsencoder_begin(r, conf, &ctx->service, &to, NGX_HTTP_WSENCODER_REPLY_ENCODER, &before, &after,
                                             &reason, &sentence);
    if (ctx->outgoing == NULL)
        return ngx_http_wsencoder_refuse_reply(r, ctx, reason, &sentence);
    if (after.content_type.len == 0) {
        ngx_str_set(&after.content_type, "application/soap+xml; charset=utf-8");
    }
    if (ngx_http_wsencoder_keep_action(r->pool, &before.content_type, NULL, &after.content_type) != NGX_OK)
        return NGX_ERROR;
    ctx->content_type = after.content_type;
    ctx->content_encoding = after.content_encoding;

    if (r->header_only || r->method == NGX_HTTP_HEAD) {
        ngx_http_wsencoder_end_reply(r, ctx);
        return ngx_http_wsencoder_send_header(r, ctx, -1);
    }
    ctx->connection = r->upstream != NULL ? r->upstream->peer.connection : NULL;
    r->filter_need_in_memory = 1;
    return NGX_OK;
}

/* ---- Body ---- */

/*
 * Whether nginx has given up on the service: it then sends an empty buffer to flush what there is, and no end, because the
 * header seems to have been sent.
 */
static ngx_uint_t ngx_http_wsencoder_is_cut_short(ngx_http_request_t *r, ngx_http_wsencoder_stream_t *stream, ngx_chain_t *in)
{
    if (in == NULL || stream->last_in || r->upstream == NULL || r->upstream->cleanup != NULL)
        return 0;
    return in->next == NULL && in->buf->flush && ngx_buf_special(in->buf);
}

/* nginx has just closed the connection of the service, and its memory still tells why. */
static ngx_int_t ngx_http_wsencoder_refuse_cut_short(ngx_http_request_t *r, ngx_http_wsencoder_ctx_t *ctx)
{
    ngx_str_t sentence;

    if (ctx->connection != NULL && ctx->connection->read->timedout) {
        ngx_str_set(&sentence, "the service sent nothing for too long before the reply ended");
        return ngx_http_wsencoder_refuse_reply(r, ctx, WS_E_OPERATION_TIMED_OUT, &sentence);
    }
    ngx_str_set(&sentence, "the connection of the service ended before the reply did");
    return ngx_http_wsencoder_refuse_reply(r, ctx, WS_E_ENDPOINT_DISCONNECTED, &sentence);
}

static ngx_int_t ngx_http_wsencoder_flush(ngx_http_request_t *r, ngx_http_wsencoder_stream_t *stream, ngx_chain_t *out)
{
    ngx_int_t rc = ngx_http_wsencoder_next_body_filter(r, out);

    ngx_chain_update_chains(r->pool, &stream->free, &stream->busy, &out, (ngx_buf_tag_t)&ngx_http_wsencoder_module);
    return rc;
}

/* The reply has a header, but not a single byte: there is no message. */
static ngx_int_t ngx_http_wsencoder_pass_empty(ngx_http_request_t *r, ngx_http_wsencoder_ctx_t *ctx, ngx_chain_t *in)
{
    ngx_int_t rc;

    ngx_http_wsencoder_end_reply(r, ctx);
    ctx->header_held = 0;
    rc = ngx_http_wsencoder_next_header_filter(r);
    if (rc == NGX_ERROR || rc > NGX_OK || r->header_only)
        return rc;
    return ngx_http_wsencoder_next_body_filter(r, in);
}

static ngx_int_t ngx_http_wsencoder_take_input(ngx_http_request_t *r, ngx_http_wsencoder_stream_t *stream, ngx_chain_t *in,
                                               ngx_uint_t *empty)
{
    *empty = stream->taken == 0 && stream->in == NULL;
    for (ngx_chain_t *link = in; link != NULL; link = link->next) {
        if (link->buf->last_buf || link->buf->last_in_chain)
            stream->last_in = 1;
        if (ngx_buf_size(link->buf) > 0)
            *empty = 0;
    }
    *empty = *empty && stream->last_in;
    return in == NULL ? NGX_OK : ngx_chain_add_copy(r->pool, &stream->in, in);
}

/* Sends what there is, with the header before it. */
static ngx_int_t ngx_http_wsencoder_send(ngx_http_request_t *r, ngx_http_wsencoder_ctx_t *ctx, ngx_int_t state)
{
    ngx_http_wsencoder_stream_t *stream = ctx->outgoing;
    ngx_chain_t *out;
    ngx_buf_t *last;
    ngx_int_t rc;

    if (ctx->header_held) {
        rc = ngx_http_wsencoder_send_header(r, ctx, state == NGX_OK ? stream->made : -1);
        if (rc == NGX_ERROR || rc > NGX_OK || r->header_only) {
            ngx_http_wsencoder_end_reply(r, ctx);
            return rc > NGX_OK ? NGX_ERROR : rc;
        }
    }
    out = ngx_http_wsencoder_ready(stream);
    if (state == NGX_OK) {
        last = ngx_http_wsencoder_last_buffer(r->pool, &out);
        if (last == NULL)
            return NGX_ERROR;
        last->last_buf = r == r->main;
        last->last_in_chain = 1;
    }
    return out != NULL ? ngx_http_wsencoder_flush(r, stream, out) : NGX_OK;
}

static ngx_int_t ngx_http_wsencoder_continue_reply(ngx_http_request_t *r, ngx_http_wsencoder_ctx_t *ctx)
{
    ngx_http_wsencoder_stream_t *stream = ctx->outgoing;
    ngx_str_t sentence;
    ngx_int_t state, rc;

    for (;;) {
        state = ngx_http_wsencoder_run(stream);
        if (state == NGX_ERROR || state == NGX_ABORT) {
            HRESULT reason = state == NGX_ABORT ? E_OUTOFMEMORY : stream->result;

            ngx_http_wsencoder_stream_sentence(stream, &sentence);
            return ngx_http_wsencoder_refuse_reply(r, ctx, reason, &sentence);
        }
        if (state == NGX_AGAIN && ctx->header_held)
            return NGX_OK;
        rc = ngx_http_wsencoder_send(r, ctx, state);
        if (rc == NGX_ERROR || ctx->outgoing == NULL)
            return rc;
        if (state == NGX_OK) {
            ngx_http_wsencoder_end_reply(r, ctx);
            return rc;
        }
        if (state == NGX_AGAIN || stream->free == NULL)
            break;
    }
    if (state == NGX_BUSY)
        r->connection->buffered |= NGX_HTTP_WSENCODER_BUFFERED;
    else
        r->connection->buffered &= ~NGX_HTTP_WSENCODER_BUFFERED;
    return stream->busy != NULL ? NGX_AGAIN : NGX_OK;
}

static ngx_int_t ngx_http_wsencoder_body_filter(ngx_http_request_t *r, ngx_chain_t *in)
{
    ngx_http_wsencoder_ctx_t *ctx = ngx_http_get_module_ctx(r, ngx_http_wsencoder_module);
    ngx_http_wsencoder_stream_t *stream;
    ngx_uint_t empty;

    if (ctx == NULL || ctx->outgoing == NULL)
        return ngx_http_wsencoder_next_body_filter(r, in);
    stream = ctx->outgoing;
    if (ngx_http_wsencoder_take_input(r, stream, in, &empty) != NGX_OK)
        return NGX_ERROR;
    if (empty && ctx->header_held)
        return ngx_http_wsencoder_pass_empty(r, ctx, in);
    if (ngx_http_wsencoder_is_cut_short(r, stream, in))
        return ngx_http_wsencoder_refuse_cut_short(r, ctx);
    if (stream->busy != NULL && ngx_http_wsencoder_flush(r, stream, NULL) == NGX_ERROR) {
        ngx_http_wsencoder_end_reply(r, ctx);
        return NGX_ERROR;
    }
    return ngx_http_wsencoder_continue_reply(r, ctx);
}

void ngx_http_wsencoder_init_response_filters(void)
{
    ngx_http_wsencoder_next_header_filter = ngx_http_top_header_filter;
    ngx_http_top_header_filter = ngx_http_wsencoder_header_filter;
    ngx_http_wsencoder_next_body_filter = ngx_http_top_body_filter;
    ngx_http_top_body_filter = ngx_http_wsencoder_body_filter;
}
