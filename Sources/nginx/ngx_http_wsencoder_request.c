/*
 * The filter of request bodies. It works on the body while nginx reads it, whether nginx collects the body before it calls the
 * service or passes it on as it comes (proxy_request_buffering off).
 */
#include "ngx_http_wsencoder_module.h"

static ngx_http_request_body_filter_pt ngx_http_wsencoder_next_request_body_filter;

/* ---- Refusing ---- */

static ngx_int_t ngx_http_wsencoder_status(HRESULT hr)
{
    switch (hr) {
    case WS_E_INVALID_FORMAT: return NGX_HTTP_BAD_REQUEST;
    case WS_E_QUOTA_EXCEEDED: return NGX_HTTP_REQUEST_ENTITY_TOO_LARGE;
    case WS_E_NOT_SUPPORTED: return NGX_HTTP_UNSUPPORTED_MEDIA_TYPE;
    default: return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }
}

/* What remains of the body is not read as a message, so the connection ends with this request. */
static ngx_int_t ngx_http_wsencoder_refuse(ngx_http_request_t *r, ngx_http_wsencoder_ctx_t *ctx, const ngx_str_t *sentence,
                                           ngx_int_t status)
{
    ngx_http_wsencoder_log_failure(r, ctx, sentence, "request");
    ctx->failed = 1;
    ctx->refused = 1;
    if (ctx->incoming != NULL)
        ngx_http_wsencoder_end(ctx->incoming);
    ctx->incoming = NULL;
    r->keepalive = 0;
    r->lingering_close = 1;
    return status;
}

/* ---- Headers ---- */

static ngx_int_t ngx_http_wsencoder_add_header(ngx_http_request_t *r, const char *name, const char *lowcase,
                                               const ngx_str_t *value)
{
    ngx_table_elt_t *header = ngx_list_push(&r->headers_in.headers);

    if (header == NULL)
        return NGX_ERROR;
    ngx_memzero(header, sizeof *header);
    header->key.data = (u_char *)name;
    header->key.len = ngx_strlen(name);
    header->lowcase_key = (u_char *)lowcase;
    header->hash = ngx_hash_key(header->lowcase_key, header->key.len);
    header->value = *value;
    return NGX_OK;
}

/* The request is labelled as the message is now. */
static ngx_int_t ngx_http_wsencoder_label_request(ngx_http_request_t *r, const ngx_http_wsencoder_label_t *before,
                                                  ngx_http_wsencoder_label_t *after)
{
    ngx_table_elt_t *soap_action = ngx_http_wsencoder_find_header(&r->headers_in.headers, "SOAPAction"), *coding;
    ngx_str_t action, none = ngx_null_string;

    if (ngx_http_wsencoder_keep_action(r->pool, &before->content_type, soap_action != NULL ? &soap_action->value : &none,
                                       &after->content_type)
        != NGX_OK)
        return NGX_ERROR;
    if (soap_action == NULL && ngx_strncasecmp(after->content_type.data, (u_char *)"text/xml", 8) == 0
        && ngx_http_wsencoder_parameter(&before->content_type, "action", &action)
        && ngx_http_wsencoder_add_header(r, "SOAPAction", "soapaction", &action) != NGX_OK)
        return NGX_ERROR;

    r->headers_in.content_type->value = after->content_type;
    while ((coding = ngx_http_wsencoder_find_header(&r->headers_in.headers, "Content-Encoding")) != NULL)
        if (ngx_http_wsencoder_remove_header(r->pool, &r->headers_in.headers, coding) != NGX_OK)
            return NGX_ERROR;
    if (after->content_encoding.len > 0)
        return ngx_http_wsencoder_add_header(r, "Content-Encoding", "content-encoding", &after->content_encoding);
    return NGX_OK;
}

/* The length of the message is known now. */
static ngx_int_t ngx_http_wsencoder_label_length(ngx_http_request_t *r, off_t length)
{
    ngx_table_elt_t *header = r->headers_in.content_length;

    r->headers_in.content_length_n = length;
    /* HTTP/2 sets the length from this once all filters have run. */
    r->request_body->received = length;
    if (header == NULL)
        return NGX_OK;
    header->value.data = ngx_pnalloc(r->pool, NGX_OFF_T_LEN + 1);
    if (header->value.data == NULL)
        return NGX_ERROR;
    header->value.len = (size_t)(ngx_sprintf(header->value.data, "%O", length) - header->value.data);
    header->value.data[header->value.len] = '\0';
    return NGX_OK;
}

/*
 * Takes the place of the proxy's function that makes the request while the body is passed on as it comes. The length of what
 * the service gets is not known then, whatever the client said: the proxy must send the body in chunks.
 */
static ngx_int_t ngx_http_wsencoder_create_request(ngx_http_request_t *r)
{
    ngx_http_wsencoder_ctx_t *ctx = ngx_http_wsencoder_get_ctx(r);
    unsigned chunked = r->headers_in.chunked;
    ngx_int_t rc;
    ngx_buf_t *b;
    u_char *end;

    if (ctx == NULL)
        return NGX_ERROR;
    if (r->reading_body)
        r->headers_in.chunked = 1;
    rc = ctx->create_request(r);
    r->headers_in.chunked = chunked;
    if (rc != NGX_OK || !r->reading_body || r->upstream->request_bufs == NULL)
        return rc;

    b = r->upstream->request_bufs->buf;
    end = ngx_strlchr(b->pos, b->last, CR);
    if (end == NULL || end - b->pos < 8 || ngx_strncmp(end - 8, "HTTP/1.0", 8) != 0)
        return NGX_OK;
    ngx_log_error(NGX_LOG_ERR, r->connection->log, 0,
                  "wsencoder: with \"proxy_request_buffering off\", \"proxy_http_version 1.1\" is needed");
    return NGX_ERROR;
}

/* ---- The body ---- */

/* While nginx collects the body, what does not fit into the buffers goes to the file where nginx would put it, too. */
static ngx_int_t ngx_http_wsencoder_spill(ngx_http_wsencoder_stream_t *stream)
{
    ngx_http_request_t *r = stream->spill_context;
    ngx_http_request_body_t *rb = r->request_body;
    ngx_http_core_loc_conf_t *clcf;
    ngx_temp_file_t *file = rb->temp_file;
    ngx_chain_t *last;
    ssize_t n;

    if (stream->out == NULL)
        return NGX_ERROR;
    if (file == NULL) {
        file = ngx_pcalloc(r->pool, sizeof *file);
        if (file == NULL)
            return NGX_ERROR;
        clcf = ngx_http_get_module_loc_conf(r, ngx_http_core_module);
        file->file.fd = NGX_INVALID_FILE;
        file->file.log = r->connection->log;
        file->path = clcf->client_body_temp_path;
        file->pool = r->pool;
        file->warn = "a translated request body is buffered to a temporary file";
        file->log_level = r->request_body_file_log_level;
        file->persistent = r->request_body_in_persistent_file;
        file->clean = r->request_body_in_clean_file;
        if (r->request_body_file_group_access)
            file->access = 0660;
        rb->temp_file = file;
    }
    n = ngx_write_chain_to_temp_file(file, stream->out);
    if (n == NGX_ERROR)
        return NGX_ERROR;
    file->offset += n;
    for (last = stream->out;; last = last->next) {
        last->buf->pos = last->buf->last = last->buf->start;
        if (last->next == NULL)
            break;
    }
    last->next = stream->free;
    stream->free = stream->out;
    stream->out = NULL;
    stream->out_end = &stream->out;
    stream->current = NULL;
    return NGX_OK;
}

/* Decides what to do with the body. Leaves ctx->incoming NULL if that is nothing. */
static ngx_int_t ngx_http_wsencoder_begin_request(ngx_http_request_t *r, ngx_http_wsencoder_loc_conf_t *conf,
                                                  ngx_http_wsencoder_ctx_t *ctx)
{
    ngx_http_wsencoder_label_t before = { ngx_null_string, ngx_null_string }, after;
    ngx_str_t target, sentence;
    HRESULT reason;

    ctx->request_begun = 1;
    if (conf->request == NULL)
        return NGX_OK;
    if (!r->headers_in.chunked && r->headers_in.content_length_n <= 0)
        return NGX_OK;
    if (ngx_http_complex_value(r, conf->request, &target) != NGX_OK)
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    if (target.len == 0 || (target.len == 3 && ngx_strncmp(target.data, "off", 3) == 0))
        return NGX_OK;
    switch (ngx_http_wsencoder_recognize_client(r, ctx)) {
    case NGX_OK: break;
    case NGX_ERROR: return NGX_HTTP_INTERNAL_SERVER_ERROR;
    case NGX_ABORT:
        ngx_str_set(&sentence, "the Content-Encoding is none that the library knows");
        return ngx_http_wsencoder_refuse(r, ctx, &sentence, NGX_HTTP_UNSUPPORTED_MEDIA_TYPE);
    default:
        ngx_str_set(&sentence, "the Content-Type is not one of SOAP messages");
        return ngx_http_wsencoder_refuse(r, ctx, &sentence, NGX_HTTP_UNSUPPORTED_MEDIA_TYPE);
    }
    if (target.len == ctx->client.len && ngx_strncmp(target.data, ctx->client.data, target.len) == 0)
        return NGX_OK;

    before.content_type = r->headers_in.content_type->value;
    if (ngx_http_wsencoder_codings(r->pool, &ctx->client, &before.content_encoding) != NGX_OK)
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    ctx->incoming = ngx_http_wsencoder_begin(r, conf, &ctx->client, &target, NGX_HTTP_WSENCODER_REQUEST_ENCODER, &before,
                                             &after, &reason, &sentence);
    if (ctx->incoming == NULL)
        return ngx_http_wsencoder_refuse(r, ctx, &sentence, ngx_http_wsencoder_status(reason));
    if (ngx_http_wsencoder_label_request(r, &before, &after) != NGX_OK)
        return NGX_HTTP_INTERNAL_SERVER_ERROR;

    if (!r->request_body_no_buffering) {
        ctx->incoming->spill = ngx_http_wsencoder_spill;
        ctx->incoming->spill_context = r;
        /* nginx waits for all of it anyway, and the encoder works faster on one piece. */
        if (!r->headers_in.chunked)
            ctx->incoming->piece_size = NGX_HTTP_WSENCODER_TEXT_SIZE;
    } else if (r->upstream != NULL && r->upstream != ctx->upstream && r->upstream->create_request != NULL) {
        ctx->upstream = r->upstream;
        ctx->create_request = r->upstream->create_request;
        r->upstream->create_request = ngx_http_wsencoder_create_request;
    }
    return NGX_OK;
}

static ngx_int_t ngx_http_wsencoder_continue_request(ngx_http_request_t *r, ngx_http_wsencoder_ctx_t *ctx, ngx_chain_t *in)
{
    ngx_http_wsencoder_stream_t *stream = ctx->incoming;
    ngx_chain_t *out = NULL;
    ngx_str_t sentence;
    ngx_buf_t *last;
    ngx_int_t rc;

    for (ngx_chain_t *link = in; link != NULL; link = link->next)
        if (link->buf->last_buf)
            stream->last_in = 1;
    if (in != NULL && ngx_chain_add_copy(r->pool, &stream->in, in) != NGX_OK)
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    ngx_chain_update_chains(r->pool, &stream->free, &stream->busy, &out, (ngx_buf_tag_t)&ngx_http_wsencoder_module);

    rc = ngx_http_wsencoder_run(stream);
    if (rc == NGX_ABORT)
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    if (rc == NGX_ERROR) {
        ngx_http_wsencoder_stream_sentence(stream, &sentence);
        return ngx_http_wsencoder_refuse(r, ctx, &sentence, ngx_http_wsencoder_status(stream->result));
    }
    if (rc == NGX_OK || r->request_body_no_buffering)
        out = ngx_http_wsencoder_ready(stream);
    if (rc == NGX_OK) {
        last = ngx_http_wsencoder_last_buffer(r->pool, &out);
        if (last == NULL || ngx_http_wsencoder_label_length(r, stream->made) != NGX_OK)
            return NGX_HTTP_INTERNAL_SERVER_ERROR;
        last->last_buf = 1;
        ngx_http_wsencoder_end(stream);
    }
    for (ngx_chain_t *link = out; link != NULL; link = link->next)
        link->buf->flush = r->request_body_no_buffering;
    rc = ngx_http_wsencoder_next_request_body_filter(r, out);
    /* The next filter has made links of its own. */
    ngx_chain_update_chains(r->pool, &stream->free, &stream->busy, &out, (ngx_buf_tag_t)&ngx_http_wsencoder_module);
    return rc;
}

static ngx_int_t ngx_http_wsencoder_request_body_filter(ngx_http_request_t *r, ngx_chain_t *in)
{
    ngx_http_wsencoder_loc_conf_t *conf = ngx_http_get_module_loc_conf(r, ngx_http_wsencoder_module);
    ngx_http_wsencoder_ctx_t *ctx = ngx_http_get_module_ctx(r, ngx_http_wsencoder_module);
    ngx_int_t rc;

    if (ctx == NULL && conf->request == NULL)
        return ngx_http_wsencoder_next_request_body_filter(r, in);
    if (ctx == NULL)
        ctx = ngx_http_wsencoder_get_ctx(r);
    if (ctx == NULL)
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    if (!ctx->request_begun) {
        rc = ngx_http_wsencoder_begin_request(r, conf, ctx);
        if (rc != NGX_OK)
            return rc;
    }
    if (ctx->incoming == NULL || ctx->incoming->step == NGX_HTTP_WSENCODER_FINISHED)
        return ngx_http_wsencoder_next_request_body_filter(r, in);
    return ngx_http_wsencoder_continue_request(r, ctx, in);
}

void ngx_http_wsencoder_init_request_filter(void)
{
    ngx_http_wsencoder_next_request_body_filter = ngx_http_top_request_body_filter;
    ngx_http_top_request_body_filter = ngx_http_wsencoder_request_body_filter;
}
