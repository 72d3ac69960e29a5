/*
 * A plug-in for libwsencoder with the codec "lz4": the frame format of LZ4, which the program `lz4` reads and writes.
 *
 *   cc -shared -fPIC -o liblz4codec.so transform.c $(pkg-config --cflags --libs wsencoder liblz4)
 *   wsenc encode --load ./liblz4codec.so -c lz4 order.xml | lz4 -d
 */
#include <lz4frame.h>
#include <stdlib.h>
#include <string.h>
#include <wsencoder.h>

/* Reports an error of liblz4. Lack of memory is no fault of the input. */
static HRESULT report(LZ4F_errorCode_t code, HRESULT result, WS_ERROR *error)
{
    const char *name = LZ4F_getErrorName(code);
    return WseReportError(strcmp(name, "ERROR_allocation_failed") == 0 ? E_OUTOFMEMORY : result, name, error);
}

/* Input is compressed in pieces. What a piece becomes is written to the output as it has room. */
enum { PIECE = 64 * 1024 };

struct encoder {
    LZ4F_cctx *context;
    LZ4F_preferences_t preferences;
    BOOL has_header, has_ended;
    size_t capacity, filled, passed_on; /* of `bytes` */
    BYTE bytes[];
};

static HRESULT create_encoder(void *context, const WSE_CODEC_OPTIONS *options, void **state, WS_ERROR *error)
{
    LZ4F_preferences_t preferences = { .compressionLevel = options->level,
                                       .frameInfo.contentChecksumFlag = LZ4F_contentChecksumEnabled };
    size_t capacity = LZ4F_compressBound(PIECE, &preferences) + LZ4F_HEADER_SIZE_MAX;
    struct encoder *encoder = malloc(sizeof *encoder + capacity);
    (void)context;
    if (encoder == NULL)
        return WseReportError(E_OUTOFMEMORY, "out of memory", error);
    *encoder = (struct encoder){ .preferences = preferences, .capacity = capacity };
    if (LZ4F_isError(LZ4F_createCompressionContext(&encoder->context, LZ4F_VERSION))) {
        free(encoder);
        return WseReportError(E_OUTOFMEMORY, "out of memory", error);
    }
    *state = encoder;
    return S_OK;
}

static HRESULT begin_encoding(void *state, WS_ERROR *error)
{
    struct encoder *encoder = state;
    (void)error;
    encoder->has_header = encoder->has_ended = FALSE;
    encoder->filled = encoder->passed_on = 0;
    return S_OK;
}

/* Fills `bytes` with what comes next: the header, a compressed piece, or the end. */
static HRESULT fill(struct encoder *encoder, WSE_CODEC_INPUT *input, BOOL isLast, WS_ERROR *error)
{
    size_t left = input->size - input->taken, piece = left < PIECE ? left : PIECE, size;
    if (!encoder->has_header)
        size = LZ4F_compressBegin(encoder->context, encoder->bytes, encoder->capacity, &encoder->preferences);
    else if (piece > 0)
        size = LZ4F_compressUpdate(encoder->context, encoder->bytes, encoder->capacity, input->bytes + input->taken, piece,
                                   NULL);
    else
        size = LZ4F_compressEnd(encoder->context, encoder->bytes, encoder->capacity, NULL);
    if (LZ4F_isError(size))
        return report(size, E_FAIL, error);
    if (encoder->has_header) {
        input->taken += piece;
        encoder->has_ended = isLast && piece == 0;
    }
    encoder->has_header = TRUE;
    encoder->filled = size;
    encoder->passed_on = 0;
    return S_OK;
}

static HRESULT encode(void *state, WSE_CODEC_INPUT *input, WSE_CODEC_OUTPUT *output, BOOL isLast, WSE_PROGRESS *progress,
                      WS_ERROR *error)
{
    struct encoder *encoder = state;
    for (;;) {
        size_t room = output->size - output->written, ready = encoder->filled - encoder->passed_on;
        size_t count = ready < room ? ready : room;
        memcpy(output->bytes + output->written, encoder->bytes + encoder->passed_on, count);
        output->written += count;
        encoder->passed_on += count;
        if (output->written == output->size) {
            *progress = WSE_PROGRESS_OUTPUT_FULL;
            return S_OK;
        }
        if (encoder->has_ended || (encoder->has_header && !isLast && input->taken == input->size)) {
            *progress = encoder->has_ended ? WSE_PROGRESS_FINISHED : WSE_PROGRESS_NEEDS_INPUT;
            return S_OK;
        }
        HRESULT result = fill(encoder, input, isLast, error);
        if (FAILED(result))
            return result;
    }
}

static void free_encoder(void *state)
{
    struct encoder *encoder = state;
    LZ4F_freeCompressionContext(encoder->context);
    free(encoder);
}

static HRESULT create_decoder(void *context, const WSE_CODEC_OPTIONS *options, void **state, WS_ERROR *error)
{
    (void)context, (void)options;
    if (LZ4F_isError(LZ4F_createDecompressionContext((LZ4F_dctx **)state, LZ4F_VERSION)))
        return WseReportError(E_OUTOFMEMORY, "out of memory", error);
    return S_OK;
}

static HRESULT begin_decoding(void *state, WS_ERROR *error)
{
    (void)error;
    LZ4F_resetDecompressionContext(state);
    return S_OK;
}

static HRESULT decode(void *state, WSE_CODEC_INPUT *input, WSE_CODEC_OUTPUT *output, BOOL isLast, WSE_PROGRESS *progress,
                      WS_ERROR *error)
{
    (void)isLast;
    for (;;) {
        size_t taken = input->size - input->taken, written = output->size - output->written;
        size_t left = LZ4F_decompress(state, output->bytes + output->written, &written, input->bytes + input->taken, &taken,
                                      NULL);
        if (LZ4F_isError(left))
            return report(left, WS_E_INVALID_FORMAT, error);
        input->taken += taken;
        output->written += written;
        *progress = left == 0 ? WSE_PROGRESS_FINISHED : WSE_PROGRESS_OUTPUT_FULL;
        if (left == 0 || output->written == output->size)
            return S_OK;
        *progress = WSE_PROGRESS_NEEDS_INPUT;
        if (taken == 0 && written == 0)
            return S_OK;
    }
}

static void free_decoder(void *state)
{
    LZ4F_freeDecompressionContext(state);
}

HRESULT WsePluginRegister(WS_ERROR *error)
{
    static const WSE_CODEC_LEVELS levels = { 0, 12, 0 };
    static const WSE_CODEC codec = { .size = sizeof codec,
                                     .name = "lz4",
                                     .contentEncoding = "lz4",
                                     .levels = &levels,
                                     .encoder = { create_encoder, begin_encoding, encode, NULL, NULL, free_encoder },
                                     .decoder = { create_decoder, begin_decoding, decode, NULL, NULL, free_decoder } };
    return WseRegisterCodec(&codec, error);
}
