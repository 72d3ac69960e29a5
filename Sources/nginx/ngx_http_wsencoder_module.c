/*
 * Directives, variables and the start of the module.
 */
#include "ngx_http_wsencoder_module.h"

/* ---- The state of a request ---- */

static void ngx_http_wsencoder_forget(void *data)
{
    (void)data;
}

/* Internal redirects clear what modules know of a request; the cleanup handlers of its pool stay. */
ngx_http_wsencoder_ctx_t *ngx_http_wsencoder_find_ctx(ngx_http_request_t *r)
{
    ngx_http_wsencoder_ctx_t *ctx = ngx_http_get_module_ctx(r, ngx_http_wsencoder_module);

    if (ctx != NULL || !(r->internal || r->filter_finalize))
        return ctx;
    for (ngx_pool_cleanup_t *cleanup = r->pool->cleanup; cleanup != NULL; cleanup = cleanup->next) {
        ctx = cleanup->data;
        if (cleanup->handler == ngx_http_wsencoder_forget && ctx->request == r) {
            ngx_http_set_ctx(r, ctx, ngx_http_wsencoder_module);
            return ctx;
        }
    }
    return NULL;
}

ngx_http_wsencoder_ctx_t *ngx_http_wsencoder_get_ctx(ngx_http_request_t *r)
{
    ngx_http_wsencoder_ctx_t *ctx = ngx_http_wsencoder_find_ctx(r);
    ngx_pool_cleanup_t *cleanup;

    if (ctx != NULL)
        return ctx;
    cleanup = ngx_pool_cleanup_add(r->pool, sizeof *ctx);
    if (cleanup == NULL)
        return NULL;
    ctx = cleanup->data;
    ngx_memzero(ctx, sizeof *ctx);
    ctx->request = r;
    cleanup->handler = ngx_http_wsencoder_forget;
    ngx_http_set_ctx(r, ctx, ngx_http_wsencoder_module);
    return ctx;
}

ngx_int_t ngx_http_wsencoder_recognize_client(ngx_http_request_t *r, ngx_http_wsencoder_ctx_t *ctx)
{
    ngx_str_t coding;

    if (ctx->recognized)
        return ctx->client.len > 0 ? NGX_OK : NGX_DECLINED;
    ctx->recognized = 1;
    if (r->headers_in.content_type == NULL)
        return NGX_DECLINED;
    if (ngx_http_wsencoder_content_encoding(r->pool, &r->headers_in.headers, &coding) != NGX_OK)
        return NGX_ERROR;
    return ngx_http_wsencoder_recognize(r->pool, &r->headers_in.content_type->value, &coding, &ctx->client);
}

void ngx_http_wsencoder_log_failure(ngx_http_request_t *r, ngx_http_wsencoder_ctx_t *ctx, const ngx_str_t *sentence,
                                    const char *action)
{
    static ngx_str_t name = ngx_string("request_id");
    ngx_variable_value_t *id = ngx_http_get_variable(r, &name, ngx_hash_key(name.data, name.len));
    ngx_str_t text = ngx_string("-");

    if (id != NULL && !id->not_found) {
        text.data = id->data;
        text.len = id->len;
    }
    ctx->error = *sentence;
    ngx_log_error(NGX_LOG_ERR, r->connection->log, 0, "wsencoder refused the %s: %V, request id: %V", action, sentence, &text);
}

/* ---- Variables ---- */

static ngx_int_t ngx_http_wsencoder_variable(ngx_http_request_t *r, ngx_http_variable_value_t *v, uintptr_t offset)
{
    ngx_http_wsencoder_ctx_t *ctx = ngx_http_wsencoder_get_ctx(r);
    ngx_str_t *value;

    if (ctx == NULL)
        return NGX_ERROR;
    if (offset == offsetof(ngx_http_wsencoder_ctx_t, client) && ngx_http_wsencoder_recognize_client(r, ctx) == NGX_ERROR)
        return NGX_ERROR;
    value = (ngx_str_t *)((char *)ctx + offset);
    v->not_found = value->len == 0;
    v->valid = value->len != 0;
    v->no_cacheable = 1;
    v->data = value->data;
    v->len = (unsigned)value->len & 0xFFFFFFF;
    return NGX_OK;
}

static const struct {
    ngx_str_t name;
    uintptr_t offset;
} ngx_http_wsencoder_variables[] = {
    { ngx_string("wsencoder_request_encoding"), offsetof(ngx_http_wsencoder_ctx_t, client) },
    { ngx_string("wsencoder_response_encoding"), offsetof(ngx_http_wsencoder_ctx_t, service) },
    { ngx_string("wsencoder_error"), offsetof(ngx_http_wsencoder_ctx_t, error) },
};

static ngx_int_t ngx_http_wsencoder_add_variables(ngx_conf_t *cf)
{
    for (size_t i = 0; i < sizeof ngx_http_wsencoder_variables / sizeof *ngx_http_wsencoder_variables; i++) {
        ngx_str_t name = ngx_http_wsencoder_variables[i].name;
        ngx_http_variable_t *variable = ngx_http_add_variable(cf, &name, NGX_HTTP_VAR_NOCACHEABLE);

        if (variable == NULL)
            return NGX_ERROR;
        variable->get_handler = ngx_http_wsencoder_variable;
        variable->data = ngx_http_wsencoder_variables[i].offset;
    }
    return NGX_OK;
}

static ngx_int_t ngx_http_wsencoder_init(ngx_conf_t *cf)
{
    (void)cf;
    ngx_http_wsencoder_init_request_filter();
    ngx_http_wsencoder_init_response_filters();
    return NGX_OK;
}

/* ---- Directives ---- */

static ngx_uint_t ngx_http_wsencoder_is_off(const ngx_str_t *value)
{
    return value->len == 3 && ngx_strncmp(value->data, "off", 3) == 0;
}

static char *ngx_http_wsencoder_set_request(ngx_conf_t *cf, ngx_command_t *command, void *data)
{
    ngx_http_wsencoder_loc_conf_t *conf = data;
    ngx_str_t *value = cf->args->elts;
    ngx_http_compile_complex_value_t compile;

    (void)command;
    if (conf->request != NGX_CONF_UNSET_PTR)
        return "is duplicate";
    if (ngx_http_script_variables_count(&value[1]) == 0 && !ngx_http_wsencoder_is_off(&value[1])
        && !ngx_http_wsencoder_is_codec(&value[1], NGX_HTTP_WSENCODER_REQUEST_ENCODER)) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "there is no encoder \"%V\"", &value[1]);
        return NGX_CONF_ERROR;
    }
    conf->request = NULL;
    if (ngx_http_wsencoder_is_off(&value[1]))
        return NGX_CONF_OK;
    conf->request = ngx_palloc(cf->pool, sizeof *conf->request);
    if (conf->request == NULL)
        return NGX_CONF_ERROR;
    ngx_memzero(&compile, sizeof compile);
    compile.cf = cf;
    compile.value = &value[1];
    compile.complex_value = conf->request;
    return ngx_http_compile_complex_value(&compile) == NGX_OK ? NGX_CONF_OK : NGX_CONF_ERROR;
}

static char *ngx_http_wsencoder_set_response(ngx_conf_t *cf, ngx_command_t *command, void *data)
{
    ngx_http_wsencoder_loc_conf_t *conf = data;
    ngx_str_t *value = cf->args->elts;

    (void)command;
    if (conf->response.data != NULL)
        return "is duplicate";
    if (!ngx_http_wsencoder_is_off(&value[1]) && ngx_strcmp(value[1].data, "auto") != 0
        && !ngx_http_wsencoder_is_codec(&value[1], NGX_HTTP_WSENCODER_DECODER)) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "there is no decoder \"%V\"", &value[1]);
        return NGX_CONF_ERROR;
    }
    conf->response = value[1];
    if (ngx_http_wsencoder_is_off(&value[1]))
        conf->response.len = 0;
    return NGX_CONF_OK;
}

/* Values that are words. */
static const struct {
    ngx_uint_t property;
    ngx_str_t word;
    off_t value;
} ngx_http_wsencoder_words[] = {
    { NGX_HTTP_WSENCODER_RAW_DEFLATE, ngx_string("off"), 0 },
    { NGX_HTTP_WSENCODER_RAW_DEFLATE, ngx_string("on"), 1 },
    { NGX_HTTP_WSENCODER_TYPED_TEXT, ngx_string("off"), 0 },
    { NGX_HTTP_WSENCODER_TYPED_TEXT, ngx_string("on"), 1 },
    { NGX_HTTP_WSENCODER_INVALID_CHARACTERS, ngx_string("refuse"), WSE_INVALID_CHARACTERS_REFUSE },
    { NGX_HTTP_WSENCODER_INVALID_CHARACTERS, ngx_string("reference"), WSE_INVALID_CHARACTERS_REFERENCE },
    { NGX_HTTP_WSENCODER_INVALID_CHARACTERS, ngx_string("replace"), WSE_INVALID_CHARACTERS_REPLACE },
    { NGX_HTTP_WSENCODER_INVALID_CHARACTERS, ngx_string("drop"), WSE_INVALID_CHARACTERS_DROP },
};

/* Returns -1 if the property does not have such a value. */
static off_t ngx_http_wsencoder_parse(ngx_uint_t property, ngx_str_t *value)
{
    ngx_uint_t takes_words = 0;

    for (size_t i = 0; i < sizeof ngx_http_wsencoder_words / sizeof *ngx_http_wsencoder_words; i++) {
        const ngx_str_t *word = &ngx_http_wsencoder_words[i].word;

        if (ngx_http_wsencoder_words[i].property != property)
            continue;
        takes_words = 1;
        if (word->len == value->len && ngx_strncmp(word->data, value->data, word->len) == 0)
            return ngx_http_wsencoder_words[i].value;
    }
    return takes_words ? -1 : ngx_parse_offset(value);
}

/* The directives of properties have their index in place of an offset. */
static char *ngx_http_wsencoder_set_property(ngx_conf_t *cf, ngx_command_t *command, void *data)
{
    ngx_http_wsencoder_loc_conf_t *conf = data;
    ngx_str_t *value = cf->args->elts;
    off_t number = ngx_http_wsencoder_parse(command->offset, &value[1]);

    if (conf->properties[command->offset] != NGX_CONF_UNSET)
        return "is duplicate";
    if (number < 0 || !ngx_http_wsencoder_is_property(command->offset, number))
        return "has a value that is not valid";
    conf->properties[command->offset] = number;
    return NGX_CONF_OK;
}

static ngx_conf_enum_t ngx_http_wsencoder_accept_names[] = { { ngx_string("text"), NGX_HTTP_WSENCODER_ACCEPT_TEXT },
                                                             { ngx_string("client"), NGX_HTTP_WSENCODER_ACCEPT_CLIENT },
                                                             { ngx_null_string, 0 } };

#define NGX_HTTP_WSENCODER_ANYWHERE (NGX_HTTP_MAIN_CONF | NGX_HTTP_SRV_CONF | NGX_HTTP_LOC_CONF)

static ngx_command_t ngx_http_wsencoder_commands[] = {
    { ngx_string("wsencoder_request"), NGX_HTTP_WSENCODER_ANYWHERE | NGX_CONF_TAKE1, ngx_http_wsencoder_set_request,
      NGX_HTTP_LOC_CONF_OFFSET, 0, NULL },
    { ngx_string("wsencoder_response"), NGX_HTTP_WSENCODER_ANYWHERE | NGX_CONF_TAKE1, ngx_http_wsencoder_set_response,
      NGX_HTTP_LOC_CONF_OFFSET, 0, NULL },
    { ngx_string("wsencoder_accept"), NGX_HTTP_WSENCODER_ANYWHERE | NGX_CONF_TAKE1, ngx_conf_set_enum_slot,
      NGX_HTTP_LOC_CONF_OFFSET, offsetof(ngx_http_wsencoder_loc_conf_t, accept), ngx_http_wsencoder_accept_names },
    { ngx_string("wsencoder_buffers"), NGX_HTTP_WSENCODER_ANYWHERE | NGX_CONF_TAKE2, ngx_conf_set_bufs_slot,
      NGX_HTTP_LOC_CONF_OFFSET, offsetof(ngx_http_wsencoder_loc_conf_t, buffers), NULL },
#define NGX_HTTP_WSENCODER_COMMAND(directive, property, type) \
    { ngx_string(directive),           NGX_HTTP_WSENCODER_ANYWHERE | NGX_CONF_TAKE1, \
      ngx_http_wsencoder_set_property, NGX_HTTP_LOC_CONF_OFFSET, \
      NGX_HTTP_WSENCODER_##property,   NULL },
    NGX_HTTP_WSENCODER_PROPERTIES(NGX_HTTP_WSENCODER_COMMAND) ngx_null_command
};

static void *ngx_http_wsencoder_create_loc_conf(ngx_conf_t *cf)
{
    ngx_http_wsencoder_loc_conf_t *conf = ngx_pcalloc(cf->pool, sizeof *conf);
    ngx_pool_cleanup_t *cleanup = ngx_pool_cleanup_add(cf->pool, 0);

    if (conf == NULL || cleanup == NULL)
        return NULL;
    cleanup->handler = ngx_http_wsencoder_free_codecs;
    cleanup->data = conf;
    conf->request = NGX_CONF_UNSET_PTR;
    conf->accept = NGX_CONF_UNSET_UINT;
    for (ngx_uint_t i = 0; i < NGX_HTTP_WSENCODER_PROPERTY_COUNT; i++)
        conf->properties[i] = NGX_CONF_UNSET;
    return conf;
}

static char *ngx_http_wsencoder_merge_loc_conf(ngx_conf_t *cf, void *parent, void *child)
{
    ngx_http_wsencoder_loc_conf_t *previous = parent, *conf = child;

    (void)cf;
    ngx_conf_merge_ptr_value(conf->request, previous->request, NULL);
    if (conf->response.data == NULL)
        conf->response = previous->response;
    ngx_conf_merge_uint_value(conf->accept, previous->accept, NGX_HTTP_WSENCODER_ACCEPT_TEXT);
    ngx_conf_merge_bufs_value(conf->buffers, previous->buffers, 4, 16384);
    /* The module itself needs the limit for messages that are text and not decoded: it is the library's default. */
    ngx_conf_merge_off_value(conf->properties[NGX_HTTP_WSENCODER_MAX_DECODED_SIZE],
                             previous->properties[NGX_HTTP_WSENCODER_MAX_DECODED_SIZE], 64 * 1024 * 1024);
    ngx_conf_merge_off_value(conf->properties[NGX_HTTP_WSENCODER_CHUNK_SIZE],
                             previous->properties[NGX_HTTP_WSENCODER_CHUNK_SIZE], 16384);
    for (ngx_uint_t i = 0; i < NGX_HTTP_WSENCODER_PROPERTY_COUNT; i++)
        ngx_conf_merge_off_value(conf->properties[i], previous->properties[i], NGX_CONF_UNSET);
    return NGX_CONF_OK;
}

static ngx_http_module_t ngx_http_wsencoder_module_ctx = { ngx_http_wsencoder_add_variables, /* preconfiguration */
                                                           ngx_http_wsencoder_init,          /* postconfiguration */
                                                           NULL,                             /* create main configuration */
                                                           NULL,                             /* init main configuration */
                                                           NULL,                             /* create server configuration */
                                                           NULL,                             /* merge server configuration */
                                                           ngx_http_wsencoder_create_loc_conf,
                                                           ngx_http_wsencoder_merge_loc_conf };

ngx_module_t ngx_http_wsencoder_module = { NGX_MODULE_V1,
                                           &ngx_http_wsencoder_module_ctx,
                                           ngx_http_wsencoder_commands,
                                           NGX_HTTP_MODULE,
                                           NULL,
                                           NULL,
                                           NULL,
                                           NULL,
                                           NULL,
                                           NULL,
                                           NULL,
                                           NGX_MODULE_V1_PADDING };
