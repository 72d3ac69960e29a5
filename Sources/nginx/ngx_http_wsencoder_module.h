/*
 * An nginx module that translates between the message encodings of HTTP clients and of the services behind nginx.
 *
 *   ngx_http_wsencoder_module.c    directives, variables and the start of the module
 *   ngx_http_wsencoder_labels.c    content types and content codings: which encoding a message is in, and how it is labelled
 *   ngx_http_wsencoder_codec.c     encoders and decoders of the library, and the instances that a worker keeps
 *   ngx_http_wsencoder_message.c   how a message begins and ends
 *   ngx_http_wsencoder_stream.c    one message on its way through a decoder and an encoder
 *   ngx_http_wsencoder_request.c   the filter of request bodies
 *   ngx_http_wsencoder_response.c  the filters of headers and bodies of replies
 *
 * An encoding is named as the library names codecs and chains ("msbin1", "mtom", "msbin1,gzip"), except that plain text is
 * "text". "gzip" is text that is compressed.
 */
#ifndef NGX_HTTP_WSENCODER_MODULE_H
#define NGX_HTTP_WSENCODER_MODULE_H

#include <ngx_config.h>
#include <ngx_core.h>
#include <ngx_http.h>

#include <wsencoder.h>

/*
 * The properties of the library that directives set: X(directive, WSE_PROPERTY_ID without its prefix, type of the value).
 * Everything else that the module does with them is derived from this list.
 */
#define NGX_HTTP_WSENCODER_PROPERTIES(X) \
    X("wsencoder_max_decoded_size", MAX_DECODED_SIZE, ULONGLONG) \
    X("wsencoder_max_expansion", MAX_EXPANSION, ULONG) \
    X("wsencoder_max_window_size", MAX_WINDOW_SIZE, ULONG) \
    X("wsencoder_max_depth", MAX_DEPTH, ULONG) \
    X("wsencoder_max_attributes", MAX_ATTRIBUTES, ULONG) \
    X("wsencoder_max_namespace_declarations", MAX_NAMESPACE_DECLARATIONS, ULONG) \
    X("wsencoder_max_name_length", MAX_NAME_LENGTH, ULONG) \
    X("wsencoder_max_attribute_value_length", MAX_ATTRIBUTE_VALUE_LENGTH, ULONG) \
    X("wsencoder_max_array_length", MAX_ARRAY_LENGTH, ULONG) \
    X("wsencoder_max_inline_size", MAX_INLINE_SIZE, ULONG) \
    X("wsencoder_max_parts_buffer_size", MAX_PARTS_BUFFER_SIZE, ULONG) \
    X("wsencoder_max_root_size", MAX_ROOT_SIZE, ULONG) \
    X("wsencoder_max_part_header_size", MAX_PART_HEADER_SIZE, ULONG) \
    X("wsencoder_max_parts", MAX_PARTS, ULONG) \
    X("wsencoder_chunk_size", CHUNK_SIZE, ULONG) \
    X("wsencoder_compression_level", COMPRESSION_LEVEL, LONG) \
    X("wsencoder_raw_deflate", RAW_DEFLATE, BOOL) \
    X("wsencoder_typed_text", TYPED_TEXT, BOOL) \
    X("wsencoder_invalid_characters", INVALID_CHARACTERS, WSE_INVALID_CHARACTERS)

#define NGX_HTTP_WSENCODER_INDEX(directive, property, type) NGX_HTTP_WSENCODER_##property,
typedef enum {
    NGX_HTTP_WSENCODER_PROPERTIES(NGX_HTTP_WSENCODER_INDEX) NGX_HTTP_WSENCODER_PROPERTY_COUNT
} ngx_http_wsencoder_property_e;

typedef struct ngx_http_wsencoder_codec_s ngx_http_wsencoder_codec_t;
typedef struct ngx_http_wsencoder_instance_s ngx_http_wsencoder_instance_t;
typedef struct ngx_http_wsencoder_stream_s ngx_http_wsencoder_stream_t;
typedef struct ngx_http_wsencoder_block_s ngx_http_wsencoder_block_t;

/* What a decoder hands to an encoder at a time. */
#define NGX_HTTP_WSENCODER_TEXT_SIZE 16384

/* What an instance is for. Encoders of replies label compressed binary XML in another way than those of requests. */
typedef enum {
    NGX_HTTP_WSENCODER_DECODER,
    NGX_HTTP_WSENCODER_REQUEST_ENCODER,
    NGX_HTTP_WSENCODER_REPLY_ENCODER
} ngx_http_wsencoder_kind_e;

typedef struct {
    ngx_http_complex_value_t *request;                   /* the encoding that the service takes, or "off"; NULL: off */
    ngx_str_t response;                                  /* the encoding of replies, "auto" or "off" */
    ngx_uint_t accept;                                   /* an ngx_http_wsencoder_accept_e */
    ngx_bufs_t buffers;                                  /* for the output of one message */
    off_t properties[NGX_HTTP_WSENCODER_PROPERTY_COUNT]; /* NGX_CONF_UNSET: the library's default */

    /* Of this worker alone: what it has made so far. */
    ngx_http_wsencoder_codec_t *codecs;
    ngx_uint_t codec_count;
    ngx_http_wsencoder_block_t *spare; /* memory of buffers, for the next messages */
    ngx_uint_t spare_count;
} ngx_http_wsencoder_loc_conf_t;

typedef enum { NGX_HTTP_WSENCODER_ACCEPT_TEXT, NGX_HTTP_WSENCODER_ACCEPT_CLIENT } ngx_http_wsencoder_accept_e;

/* The state of a request. It outlives internal redirects. */
typedef struct {
    ngx_http_request_t *request;
    ngx_str_t client;  /* the encoding in which the client sent its message; empty: there is none that the module knows */
    ngx_str_t service; /* the encoding of the reply of the service */
    ngx_str_t error;   /* what the library said about a message that was refused */
    ngx_http_wsencoder_stream_t *incoming;              /* the request's body; NULL: it is not translated */
    ngx_http_wsencoder_stream_t *outgoing;              /* the reply's body; NULL: it is not translated */
    ngx_http_upstream_t *upstream;                      /* the one whose create_request has been replaced */
    ngx_int_t (*create_request)(ngx_http_request_t *r); /* what it was before */
    ngx_connection_t *connection;                       /* of the service that replies; NULL: there is none */
    ngx_str_t content_type;                             /* of the reply, translated */
    ngx_str_t content_encoding;
    unsigned recognized : 1;    /* `client` has been set */
    unsigned request_begun : 1; /* the filter of request bodies has decided what to do */
    unsigned header_held : 1;   /* the reply's header waits for the first bytes of its body */
    unsigned refused : 1;       /* the request was refused: nginx reads what remains of it, and drops that */
    unsigned failed : 1;        /* the reply was refused: what follows is nginx's own */
} ngx_http_wsencoder_ctx_t;

extern ngx_module_t ngx_http_wsencoder_module;

/* ---- Requests and replies ---- */

/* Returns the state of a request; NULL if it has none. */
ngx_http_wsencoder_ctx_t *ngx_http_wsencoder_find_ctx(ngx_http_request_t *r);

/* Returns the state of a request; NULL if there is no memory. */
ngx_http_wsencoder_ctx_t *ngx_http_wsencoder_get_ctx(ngx_http_request_t *r);

/* Finds out in which encoding the client sent its message, from the labels that the request has now. */
ngx_int_t ngx_http_wsencoder_recognize_client(ngx_http_request_t *r, ngx_http_wsencoder_ctx_t *ctx);

/* Writes what the library said to the error log and to $wsencoder_error. */
void ngx_http_wsencoder_log_failure(ngx_http_request_t *r, ngx_http_wsencoder_ctx_t *ctx, const ngx_str_t *sentence,
                                    const char *action);

void ngx_http_wsencoder_init_request_filter(void);
void ngx_http_wsencoder_init_response_filters(void);

/* ---- Labels ---- */

/*
 * Finds the encoding of a message.
 *
 * Returns NGX_OK; NGX_DECLINED (the content type is not one of SOAP messages); NGX_ABORT (it is, but the message is coded in a
 * way that the library does not know); NGX_ERROR (no memory).
 */
ngx_int_t ngx_http_wsencoder_recognize(ngx_pool_t *pool, const ngx_str_t *content_type, const ngx_str_t *content_encoding,
                                       ngx_str_t *encoding);

/* The codings of an encoding, as Content-Encoding lists them; empty if there are none. The string is zero-terminated. */
ngx_int_t ngx_http_wsencoder_codings(ngx_pool_t *pool, const ngx_str_t *encoding, ngx_str_t *codings);

/* Drops the codings that the client does not accept, and turns compressed binary XML into plain binary XML. */
void ngx_http_wsencoder_accepted(const ngx_str_t *accept_encoding, ngx_str_t *encoding);

/* Finds a parameter of a content type, with its quotation marks. Returns whether it is there. */
ngx_uint_t ngx_http_wsencoder_parameter(const ngx_str_t *content_type, const char *name, ngx_str_t *value);

/*
 * Adds the action to a content type of SOAP 1.2 that lacks it: the one that the content type named before or, if it named none,
 * that of the header SOAPAction, which may be NULL.
 */
ngx_int_t ngx_http_wsencoder_keep_action(ngx_pool_t *pool, const ngx_str_t *before, const ngx_str_t *soap_action,
                                         ngx_str_t *content_type);

/* The first header of that name; NULL if there is none. */
ngx_table_elt_t *ngx_http_wsencoder_find_header(ngx_list_t *headers, const char *name);

/* The values of all Content-Encoding headers, as one list. */
ngx_int_t ngx_http_wsencoder_content_encoding(ngx_pool_t *pool, ngx_list_t *headers, ngx_str_t *value);

/* Takes a header out of a list, so that nobody who walks over the list meets it. */
ngx_int_t ngx_http_wsencoder_remove_header(ngx_pool_t *pool, ngx_list_t *headers, ngx_table_elt_t *header);

/* ---- Codecs ---- */

/* Whether there are codecs of that name, in the direction of `kind`. */
ngx_uint_t ngx_http_wsencoder_is_codec(const ngx_str_t *encoding, ngx_http_wsencoder_kind_e kind);

/* Whether any codec has the property with this value. */
ngx_uint_t ngx_http_wsencoder_is_property(ngx_uint_t index, off_t value);

struct ngx_http_wsencoder_instance_s {
    ngx_http_wsencoder_instance_t *next;
    ngx_http_wsencoder_codec_t *codec;
    ngx_http_wsencoder_stream_t *stream; /* the message that it works on */
    void *context;                       /* the library's instance */
    WS_ERROR *error;
    u_char *text; /* of an encoder: what it is given */
};

/* Encoders or decoders of one encoding, with the limits of one location. */
struct ngx_http_wsencoder_codec_s {
    ngx_http_wsencoder_codec_t *next;
    ngx_str_t encoding;
    ngx_http_wsencoder_kind_e kind;
    WS_CHANNEL_ENCODER encoder;
    WS_CHANNEL_DECODER decoder;
    ngx_http_wsencoder_instance_t *idle;
    ngx_uint_t idle_count;
    ngx_uint_t used_count;
};

/* Takes an instance that is idle, or makes one. Returns NULL with a reason. */
ngx_http_wsencoder_instance_t *ngx_http_wsencoder_take(ngx_http_wsencoder_loc_conf_t *conf, const ngx_str_t *encoding,
                                                       ngx_http_wsencoder_kind_e kind, ngx_http_wsencoder_stream_t *stream,
                                                       HRESULT *reason);

/* Gives an instance back. It is kept if its message has ended well and was not so large that it holds much memory. */
void ngx_http_wsencoder_give_back(ngx_http_wsencoder_instance_t *instance, ngx_uint_t reusable);

/* The memory of a buffer. malloc would hand what it gets back to the system, and ask for it again, with every message. */
struct ngx_http_wsencoder_block_s {
    ngx_http_wsencoder_block_t *next;
    u_char bytes[];
};

ngx_http_wsencoder_block_t *ngx_http_wsencoder_take_block(ngx_http_wsencoder_loc_conf_t *conf);
void ngx_http_wsencoder_give_back_blocks(ngx_http_wsencoder_loc_conf_t *conf, ngx_http_wsencoder_block_t *blocks);

/* Frees all codecs of a location, their idle instances, and spare memory. A handler of ngx_pool_cleanup_t. */
void ngx_http_wsencoder_free_codecs(void *conf);

/* The strings of a WS_ERROR, the most recent one first. */
ngx_int_t ngx_http_wsencoder_sentence(ngx_pool_t *pool, WS_ERROR *error, HRESULT hr, ngx_str_t *sentence);

/* ---- Streams ---- */

typedef enum {
    NGX_HTTP_WSENCODER_DECODE,
    NGX_HTTP_WSENCODER_DECODED,
    NGX_HTTP_WSENCODER_ENDED,
    NGX_HTTP_WSENCODER_FINISHED
} ngx_http_wsencoder_step_e;

/* A message on its way through a decoder and an encoder. */
struct ngx_http_wsencoder_stream_s {
    ngx_pool_t *pool;
    ngx_http_wsencoder_loc_conf_t *conf;
    ngx_http_wsencoder_instance_t *decoder; /* NULL: the input is text */
    ngx_http_wsencoder_instance_t *encoder; /* NULL: the decoded text is the output */
    ngx_http_wsencoder_step_e step;
    HRESULT result;       /* of the last operation */
    unsigned running : 1; /* an operation of the library waits for input or for room */
    unsigned last_in : 1; /* no more input follows */
    ngx_str_t sentence;   /* what the module itself has against the message */
    ULONG text_length;
    ULONG piece_size; /* so much text without a decoder is collected for the encoder, unless the message ends before */
    WS_BYTES piece;   /* the text, while the encoder takes it */

    /* The source of the decoder: where it wants its bytes, while it waits for them. */
    u_char *wanted;
    ULONG wanted_size;
    ULONG *wanted_length;
    WS_ASYNC_CONTEXT wanted_done;

    /* The sink of the encoder: what it has passed on, while it waits for room. */
    const WS_BYTES *offered;
    ULONG offered_count;
    ULONG offered_offset; /* in the first of them */
    WS_ASYNC_CONTEXT offered_done;

    ngx_chain_t *in;  /* not taken yet */
    ngx_chain_t *out; /* finished buffers that have not been passed on, and the current one */
    ngx_chain_t **out_end;
    ngx_buf_t *current; /* the last buffer of `out`, which still has room; NULL: there is none */
    ngx_chain_t *free;
    ngx_chain_t *busy;
    ngx_int_t made_buffers;
    ngx_http_wsencoder_block_t *blocks; /* the memory of all of them */
    off_t taken;                        /* bytes of input */
    off_t made;                         /* bytes of output */

    /* Makes room by putting `out` elsewhere; NULL: the stream waits until buffers are free. */
    ngx_int_t (*spill)(ngx_http_wsencoder_stream_t *stream);
    void *spill_context;
};

/* The strings that describe a message before and after. */
typedef struct {
    ngx_str_t content_type;
    ngx_str_t content_encoding;
} ngx_http_wsencoder_label_t;

/*
 * Begins a message.
 *
 * from, to       different encodings; "text" as `from` means that there is no decoder, as `to` that there is no encoder.
 * before, after  its labels. `after` is set on success.
 * sentence       receives what the library says about a failure.
 */
ngx_http_wsencoder_stream_t *ngx_http_wsencoder_begin(ngx_http_request_t *r, ngx_http_wsencoder_loc_conf_t *conf,
                                                      const ngx_str_t *from, const ngx_str_t *to,
                                                      ngx_http_wsencoder_kind_e kind, const ngx_http_wsencoder_label_t *before,
                                                      ngx_http_wsencoder_label_t *after, HRESULT *reason, ngx_str_t *sentence);

/* The source of a decoder and the sink of an encoder; their context is the instance. */
HRESULT CALLBACK ngx_http_wsencoder_source(void *context, void *bytes, ULONG size, ULONG *length, const WS_ASYNC_CONTEXT *async,
                                           WS_ERROR *error);
HRESULT CALLBACK ngx_http_wsencoder_sink(void *context, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *async,
                                         WS_ERROR *error);

/*
 * Goes on as far as input and room allow.
 *
 * Returns NGX_OK (the whole message is in `out` or has been passed on); NGX_AGAIN (more input is needed); NGX_BUSY (all buffers
 * are full); NGX_ERROR (the message is refused: see `result`); NGX_ABORT (spill has failed).
 */
ngx_int_t ngx_http_wsencoder_run(ngx_http_wsencoder_stream_t *stream);

/* Takes from `out` what can be passed on: everything except the buffer that is being filled, unless the message has ended. */
ngx_chain_t *ngx_http_wsencoder_ready(ngx_http_wsencoder_stream_t *stream);

/* The last buffer of what is passed on, which receives the marks of the end; an empty one if there is none. */
ngx_buf_t *ngx_http_wsencoder_last_buffer(ngx_pool_t *pool, ngx_chain_t **out);

/* What the library says about a message that was refused. */
void ngx_http_wsencoder_stream_sentence(ngx_http_wsencoder_stream_t *stream, ngx_str_t *sentence);

/* Gives the instances back. */
void ngx_http_wsencoder_end(ngx_http_wsencoder_stream_t *stream);

#endif
