/*
 * An encoder as six callbacks, and a plug-in: ASCII letters become capital letters.
 *
 *     cc -shared -fPIC -o libshout.so shout.c $(pkg-config --cflags --libs wsencoder)
 *     wsenc check ./libshout.so shout_encoder
 *     wsenc encode --load ./libshout.so -c shout,gzip message.xml | gzip -d
 */
#include <ctype.h>
#include <stdlib.h>
#include <wsencoder.h>

typedef struct shouter {
    WS_WRITE_CALLBACK write;
    void *context;
    WS_BYTES piece;
    ULONG size;
} shouter;

static HRESULT CALLBACK create(void *config, WS_WRITE_CALLBACK write, void *context, void **instance, WS_ERROR *error)
{
    shouter *self = malloc(sizeof *self);
    (void)config, (void)error;
    if (self == NULL)
        return E_OUTOFMEMORY;
    *self = (shouter){ .write = write, .context = context };
    *instance = self;
    return S_OK;
}

static HRESULT CALLBACK get_content_type(void *instance, const WS_STRING *type, WS_STRING *newType, WS_STRING *encoding,
                                         WS_ERROR *error)
{
    static const WS_STRING text = WS_STRING_VALUE(u"text/plain"), none = { 0, NULL };
    (void)instance, (void)type, (void)error;
    *newType = text;
    *encoding = none;
    return S_OK;
}

static HRESULT CALLBACK start_or_end(void *instance, const WS_ASYNC_CONTEXT *async, WS_ERROR *error)
{
    (void)instance, (void)async, (void)error;
    return S_OK;
}

static HRESULT CALLBACK encode(void *instance, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *async,
                               WS_ERROR *error)
{
    shouter *self = instance;
    WS_BYTES *piece = &self->piece; /* not of this call, since the sink may complete after it has returned */
    if (buffers == NULL && count > 0)
        return E_INVALIDARG;
    piece->length = 0;
    for (ULONG i = 0; i < count; i++) {
        if (buffers[i].bytes == NULL && buffers[i].length > 0)
            return E_INVALIDARG;
        if (buffers[i].length > (ULONG)-1 - piece->length)
            return WS_E_QUOTA_EXCEEDED;
        piece->length += buffers[i].length;
    }
    if (piece->length > self->size) {
        BYTE *more = realloc(piece->bytes, piece->length);
        if (more == NULL)
            return E_OUTOFMEMORY;
        piece->bytes = more;
        self->size = piece->length;
    }
    for (ULONG i = 0, used = 0; i < count; i++)
        for (ULONG k = 0; k < buffers[i].length; k++)
            piece->bytes[used++] = (BYTE)toupper(buffers[i].bytes[k]);
    return self->write(self->context, piece, 1, async, error); /* S_OK, WS_S_ASYNC or a failure: all are the caller's */
}

static void CALLBACK release(void *instance)
{
    free(((shouter *)instance)->piece.bytes);
    free(instance);
}

const WS_CHANNEL_ENCODER shout_encoder = { NULL, create, get_content_type, start_or_end, encode, start_or_end, release };

HRESULT WsePluginRegister(WS_ERROR *error)
{
    return WseRegisterEncoder("shout", &shout_encoder, WSE_ABI_DEFAULT, WSE_REGISTER_CHECKED, error);
}
