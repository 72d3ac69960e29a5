/*
 * Content types and content codings: which encoding a message is in, and how it is labelled.
 */
#include "ngx_http_wsencoder_module.h"

/* Codings that are stacked higher than this are not undone. */
#define NGX_HTTP_WSENCODER_MAX_CODINGS 2

typedef struct {
    ngx_str_t name;
    ngx_str_t encoding;
} ngx_http_wsencoder_row_t;

static const ngx_http_wsencoder_row_t ngx_http_wsencoder_types[] = {
    { ngx_string("application/soap+xml"), ngx_string("text") },
    { ngx_string("text/xml"), ngx_string("text") },
    { ngx_string("application/xml"), ngx_string("text") },
    { ngx_string("application/soap+msbin1"), ngx_string("msbin1") },
    { ngx_string("application/soap+msbin1+gzip"), ngx_string("msbin1+gzip") },
    { ngx_string("application/soap+msbin1+deflate"), ngx_string("msbin1+deflate") },
    { ngx_string("multipart/related"), ngx_string("mtom") },
    { ngx_null_string, ngx_null_string }
};

static const ngx_http_wsencoder_row_t ngx_http_wsencoder_coding_names[] = { { ngx_string("gzip"), ngx_string("gzip") },
                                                                            { ngx_string("x-gzip"), ngx_string("gzip") },
                                                                            { ngx_string("deflate"), ngx_string("deflate") },
                                                                            { ngx_string("br"), ngx_string("br") },
                                                                            { ngx_string("zstd"), ngx_string("zstd") },
                                                                            { ngx_string("identity"), ngx_null_string },
                                                                            { ngx_null_string, ngx_null_string } };

/* Whether two strings of this length are equal in any case of letters. Mostly they are in the same. */
static ngx_uint_t ngx_http_wsencoder_equals(const u_char *one, const void *other, size_t length)
{
    return ngx_memcmp(one, other, length) == 0 || ngx_strncasecmp((u_char *)one, (u_char *)other, length) == 0;
}

static const ngx_http_wsencoder_row_t *ngx_http_wsencoder_find(const ngx_http_wsencoder_row_t *rows, const ngx_str_t *name)
{
    for (; rows->name.len > 0; rows++)
        if (rows->name.len == name->len && ngx_http_wsencoder_equals(rows->name.data, name->data, name->len))
            return rows;
    return NULL;
}

/* The first separator that is not in a quoted string, or the end. */
static u_char *ngx_http_wsencoder_end_of_element(u_char *p, u_char *end, u_char separator)
{
    ngx_uint_t quoted = 0;
    u_char *found;

    found = memchr(p, separator, (size_t)(end - p));
    if (found == NULL)
        return end;
    if (memchr(p, '"', (size_t)(found - p)) == NULL)
        return found;
    for (; p < end && (quoted || *p != separator); p++) {
        if (*p == '"')
            quoted = !quoted;
        else if (quoted && *p == '\\' && p + 1 < end)
            p++;
    }
    return p;
}

/* Takes the next element of a list off its front, without the blanks around it. Returns 0 at the end. */
static ngx_uint_t ngx_http_wsencoder_next(ngx_str_t *list, u_char separator, ngx_str_t *element)
{
    u_char *p, *end = list->data + list->len, *last;

    if (list->len == 0)
        return 0;
    p = ngx_http_wsencoder_end_of_element(list->data, end, separator);
    element->data = list->data;
    last = p;
    while (element->data < last && (*element->data == ' ' || *element->data == '\t'))
        element->data++;
    while (last > element->data && (last[-1] == ' ' || last[-1] == '\t'))
        last--;
    element->len = (size_t)(last - element->data);
    if (p < end)
        p++;
    list->data = p;
    list->len = (size_t)(end - p);
    return 1;
}

ngx_uint_t ngx_http_wsencoder_parameter(const ngx_str_t *content_type, const char *name, ngx_str_t *value)
{
    ngx_str_t list = *content_type, element;
    size_t length = ngx_strlen(name);

    if (!ngx_http_wsencoder_next(&list, ';', &element))
        return 0;
    while (ngx_http_wsencoder_next(&list, ';', &element)) {
        if (element.len <= length || element.data[length] != '=')
            continue;
        if (!ngx_http_wsencoder_equals(element.data, name, length))
            continue;
        value->data = element.data + length + 1;
        value->len = element.len - length - 1;
        return 1;
    }
    return 0;
}

/* Whether a text says that it is in UTF-16. */
static ngx_uint_t ngx_http_wsencoder_is_utf16(const ngx_str_t *content_type)
{
    ngx_str_t charset;

    if (!ngx_http_wsencoder_parameter(content_type, "charset", &charset))
        return 0;
    if (charset.len >= 2 && charset.data[0] == '"') {
        charset.data++;
        charset.len -= 2;
    }
    return (charset.len >= 6 && ngx_strncasecmp(charset.data, (u_char *)"utf-16", 6) == 0)
           || (charset.len == 11 && ngx_strncasecmp(charset.data, (u_char *)"unicodeFFFE", 11) == 0);
}

/* Whether a multipart message is a package of XOP, or does not say what it is. */
static ngx_uint_t ngx_http_wsencoder_is_package(const ngx_str_t *content_type)
{
    static u_char xop[] = "application/xop+xml";
    ngx_str_t type;

    return !ngx_http_wsencoder_parameter(content_type, "type", &type)
           || ngx_strlcasestrn(type.data, type.data + type.len, xop, sizeof xop - 2) != NULL;
}

ngx_int_t ngx_http_wsencoder_recognize(ngx_pool_t *pool, const ngx_str_t *content_type, const ngx_str_t *content_encoding,
                                       ngx_str_t *encoding)
{
    const ngx_http_wsencoder_row_t *row, *codings[NGX_HTTP_WSENCODER_MAX_CODINGS];
    ngx_str_t list = *content_type, element, base;
    ngx_uint_t count = 0;
    size_t length;
    u_char *p;

    if (!ngx_http_wsencoder_next(&list, ';', &element))
        return NGX_DECLINED;
    row = ngx_http_wsencoder_find(ngx_http_wsencoder_types, &element);
    if (row == NULL)
        return NGX_DECLINED;
    base = row->encoding;
    if (base.data[0] == 'm' && base.len == 4 && !ngx_http_wsencoder_is_package(content_type))
        return NGX_DECLINED;
    if (base.len == 4 && base.data[0] == 't' && ngx_http_wsencoder_is_utf16(content_type)) {
        ngx_str_set(&base, "utf-16");
    }
    length = base.len;

    list = *content_encoding;
    while (ngx_http_wsencoder_next(&list, ',', &element)) {
        if (element.len == 0)
            continue;
        row = ngx_http_wsencoder_find(ngx_http_wsencoder_coding_names, &element);
        if (row == NULL || count == NGX_HTTP_WSENCODER_MAX_CODINGS)
            return NGX_ABORT;
        if (row->encoding.len == 0)
            continue;
        codings[count++] = row;
        length += 1 + row->encoding.len;
    }

    if (count == 0) {
        *encoding = base;
        return NGX_OK;
    }
    encoding->data = p = ngx_pnalloc(pool, length + 1);
    if (p == NULL)
        return NGX_ERROR;
    /* Compressed text needs no other codec. */
    if (base.len != 4 || base.data[0] != 't')
        p = ngx_cpymem(p, base.data, base.len);
    for (ngx_uint_t i = 0; i < count; i++) {
        if (p != encoding->data)
            *p++ = ',';
        p = ngx_cpymem(p, codings[i]->encoding.data, codings[i]->encoding.len);
    }
    *p = '\0';
    encoding->len = (size_t)(p - encoding->data);
    return NGX_OK;
}

ngx_int_t ngx_http_wsencoder_codings(ngx_pool_t *pool, const ngx_str_t *encoding, ngx_str_t *codings)
{
    ngx_str_t list = *encoding, element;
    u_char *p;

    ngx_str_set(codings, "");
    if (ngx_strlchr(list.data, list.data + list.len, ',') == NULL
        && ngx_http_wsencoder_find(ngx_http_wsencoder_coding_names, encoding) == NULL)
        return NGX_OK;
    p = ngx_pnalloc(pool, 2 * encoding->len + 1);
    if (p == NULL)
        return NGX_ERROR;
    codings->data = p;
    while (ngx_http_wsencoder_next(&list, ',', &element)) {
        if (ngx_http_wsencoder_find(ngx_http_wsencoder_coding_names, &element) == NULL)
            continue;
        if (p != codings->data)
            p = ngx_cpymem(p, ", ", 2);
        p = ngx_cpymem(p, element.data, element.len);
    }
    *p = '\0';
    codings->len = (size_t)(p - codings->data);
    return NGX_OK;
}

/* Whether a list of HTTP has an element, whatever parameters it has, except "q=0". */
static ngx_uint_t ngx_http_wsencoder_lists(const ngx_str_t *header, const u_char *name, size_t length)
{
    ngx_str_t list = *header, element, parameters, part;

    while (ngx_http_wsencoder_next(&list, ',', &element)) {
        parameters = element;
        if (!ngx_http_wsencoder_next(&parameters, ';', &part))
            continue;
        if (!(part.len == 1 && part.data[0] == '*')
            && (part.len != length || ngx_strncasecmp(part.data, (u_char *)name, length) != 0))
            continue;
        while (ngx_http_wsencoder_next(&parameters, ';', &part)) {
            if (part.len < 3 || (part.data[0] | 0x20) != 'q' || part.data[1] != '=')
                continue;
            for (size_t i = 2; i < part.len; i++)
                if (part.data[i] >= '1' && part.data[i] <= '9')
                    return 1;
            return 0;
        }
        return 1;
    }
    return 0;
}

void ngx_http_wsencoder_accepted(const ngx_str_t *accept_encoding, ngx_str_t *encoding)
{
    static const ngx_str_t binary = ngx_string("msbin1+");
    ngx_str_t list = *encoding, element;
    u_char *end = encoding->data;

    while (ngx_http_wsencoder_next(&list, ',', &element)) {
        ngx_uint_t is_binary = element.len > binary.len && ngx_strncmp(element.data, binary.data, binary.len) == 0;
        ngx_str_t coding = element;

        if (is_binary) {
            coding.data += binary.len;
            coding.len -= binary.len;
        }
        if ((is_binary || ngx_http_wsencoder_find(ngx_http_wsencoder_coding_names, &element) != NULL)
            && !ngx_http_wsencoder_lists(accept_encoding, coding.data, coding.len)) {
            if (is_binary)
                end = element.data + binary.len - 1;
            break;
        }
        end = element.data + element.len;
    }
    encoding->len = (size_t)(end - encoding->data);
    if (encoding->len == 0) {
        ngx_str_set(encoding, "text");
    }
}

/* ---- Headers ---- */

static ngx_uint_t ngx_http_wsencoder_is_header(const ngx_table_elt_t *header, const char *name, size_t length)
{
    return header->hash != 0 && header->key.len == length && ngx_http_wsencoder_equals(header->key.data, name, length);
}

ngx_table_elt_t *ngx_http_wsencoder_find_header(ngx_list_t *headers, const char *name)
{
    size_t length = ngx_strlen(name);

    for (ngx_list_part_t *part = &headers->part; part != NULL; part = part->next) {
        ngx_table_elt_t *header = part->elts;

        for (ngx_uint_t i = 0; i < part->nelts; i++)
            if (ngx_http_wsencoder_is_header(&header[i], name, length))
                return &header[i];
    }
    return NULL;
}

ngx_int_t ngx_http_wsencoder_content_encoding(ngx_pool_t *pool, ngx_list_t *headers, ngx_str_t *value)
{
    static const char name[] = "Content-Encoding";
    u_char *p;

    ngx_str_null(value);
    for (ngx_list_part_t *part = &headers->part; part != NULL; part = part->next) {
        ngx_table_elt_t *header = part->elts;

        for (ngx_uint_t i = 0; i < part->nelts; i++) {
            if (!ngx_http_wsencoder_is_header(&header[i], name, sizeof name - 1))
                continue;
            if (value->len == 0) {
                *value = header[i].value;
                continue;
            }
            p = ngx_pnalloc(pool, value->len + 2 + header[i].value.len);
            if (p == NULL)
                return NGX_ERROR;
            value->len = (size_t)(ngx_sprintf(p, "%V, %V", value, &header[i].value) - p);
            value->data = p;
        }
    }
    return NGX_OK;
}

/*
 * Elements must not move, since headers_in points to some of them. Where the header is neither the first nor the last of its
 * part, the part is therefore split.
 */
ngx_int_t ngx_http_wsencoder_remove_header(ngx_pool_t *pool, ngx_list_t *headers, ngx_table_elt_t *header)
{
    for (ngx_list_part_t *part = &headers->part; part != NULL; part = part->next) {
        ngx_table_elt_t *first = part->elts;
        ngx_list_part_t *rest;
        ngx_uint_t i;

        if (header < first || header >= first + part->nelts)
            continue;
        i = (ngx_uint_t)(header - first);
        if (i + 1 == part->nelts) {
            part->nelts--;
            return NGX_OK;
        }
        if (i == 0) {
            part->elts = first + 1;
            part->nelts--;
            if (headers->last == part)
                headers->nalloc--;
            return NGX_OK;
        }
        rest = ngx_palloc(pool, sizeof *rest);
        if (rest == NULL)
            return NGX_ERROR;
        rest->elts = header + 1;
        rest->nelts = part->nelts - i - 1;
        rest->next = part->next;
        part->nelts = i;
        part->next = rest;
        if (headers->last == part) {
            headers->last = rest;
            headers->nalloc -= i + 1;
        }
        return NGX_OK;
    }
    return NGX_OK;
}

/* ---- Action ---- */

static ngx_uint_t ngx_http_wsencoder_is_soap_1_2(const ngx_str_t *content_type)
{
    static const ngx_str_t soap = ngx_string("application/soap+");
    ngx_str_t info;

    if (content_type->len > soap.len && ngx_http_wsencoder_equals(content_type->data, soap.data, soap.len))
        return 1;
    return ngx_http_wsencoder_parameter(content_type, "start-info", &info)
           && ngx_strlcasestrn(info.data, info.data + info.len, soap.data, soap.len - 1) != NULL;
}

ngx_int_t ngx_http_wsencoder_keep_action(ngx_pool_t *pool, const ngx_str_t *before, const ngx_str_t *soap_action,
                                         ngx_str_t *content_type)
{
    ngx_str_t action, present;
    ngx_uint_t quoted;
    u_char *p;

    if (!ngx_http_wsencoder_is_soap_1_2(content_type) || ngx_http_wsencoder_parameter(content_type, "action", &present))
        return NGX_OK;
    if (!ngx_http_wsencoder_parameter(before, "action", &action)) {
        if (soap_action == NULL || soap_action->len == 0)
            return NGX_OK;
        action = *soap_action;
    }
    quoted = action.data[0] == '"';
    if (quoted && action.len < 3)
        return NGX_OK;
    p = ngx_pnalloc(pool, content_type->len + sizeof "; action=\"\"" + action.len);
    if (p == NULL)
        return NGX_ERROR;
    content_type->len = (size_t)(ngx_sprintf(p, quoted ? "%V; action=%V" : "%V; action=\"%V\"", content_type, &action) - p);
    content_type->data = p;
    return NGX_OK;
}
