#undef CALLBACK
#define CALLBACK
#include "Codec/odd_transform.h"

#include <string.h>

static HRESULT create(void *context, const WSE_CODEC_OPTIONS *options, void **state, WS_ERROR *error)
{
    struct odd *odd = context;
    odd->options_size = options->size;
    odd->level = options->level;
    odd->creates += odd->create_result == S_OK;
    *state = odd;
    if (odd->create_result < 0)
        return WseReportError(odd->create_result, "there is no such key", error);
    return odd->create_result;
}

static HRESULT begin(void *state, WS_ERROR *error)
{
    struct odd *odd = state;
    odd->begins++;
    odd->processes = 0;
    if (odd->begin_result < 0)
        return WseReportError(odd->begin_result, "not today", error);
    return odd->begin_result;
}

static HRESULT copy(WSE_CODEC_INPUT *input, WSE_CODEC_OUTPUT *output, WSE_PROGRESS *progress)
{
    size_t count = input->size < output->size ? input->size : output->size;
    if (count > 0)
        memcpy(output->bytes, input->bytes, count);
    input->taken = output->written = count;
    *progress = count < input->size ? WSE_PROGRESS_OUTPUT_FULL : WSE_PROGRESS_MAY_END;
    return S_OK;
}

static HRESULT process(void *state, WSE_CODEC_INPUT *input, WSE_CODEC_OUTPUT *output, BOOL isLast, WSE_PROGRESS *progress,
                       WS_ERROR *error)
{
    struct odd *odd = state;
    odd->last_calls += isLast;
    if (odd->processes++ != odd->at)
        return copy(input, output, progress);
    switch (odd->deed) {
    case COPY: return copy(input, output, progress);
    case TAKE_TOO_MUCH: input->taken = input->size + 1; break;
    case WRITE_TOO_MUCH: output->written = (size_t)-1; break;
    case CLAIM_ONE_MORE:
        input->taken = input->size;
        output->written = output->size + 1;
        break;
    case LEAVE_INPUT: *progress = WSE_PROGRESS_NEEDS_INPUT; return S_OK;
    case MAY_END_WITH_INPUT: *progress = WSE_PROGRESS_MAY_END; return S_OK;
    case FULL_WITH_ROOM: *progress = WSE_PROGRESS_OUTPUT_FULL; return S_OK;
    case FINISH_EARLY:
        copy(input, output, progress);
        *progress = WSE_PROGRESS_FINISHED;
        return S_OK;
    case WANT_MORE:
        copy(input, output, progress);
        *progress = WSE_PROGRESS_NEEDS_INPUT;
        return S_OK;
    case SAY_NOTHING: input->taken = input->size; return S_OK;
    case SAY_NONSENSE:
        copy(input, output, progress);
        *progress = (WSE_PROGRESS)17;
        return S_OK;
    case PROMISE: copy(input, output, progress); return WS_S_ASYNC;
    case SUCCEED_ODDLY: copy(input, output, progress); return S_FALSE;
    case FAIL:
        input->taken = input->size < 2 ? input->size : 2;
        return WseReportError(WS_E_QUOTA_EXCEEDED, "the key is worn out", error);
    case FAIL_SILENTLY: return E_UNEXPECTED;
    case FAIL_TWICE: WseReportError(E_FAIL, "the cause", error); return WseReportError(E_FAIL, "the effect", error);
    case FAIL_EMPTILY: return WseReportError(E_FAIL, "", error);
    }
    *progress = WSE_PROGRESS_NEEDS_INPUT;
    return S_OK;
}

static void commit(void *state)
{
    ((struct odd *)state)->commits++;
}

static void abandon(void *state)
{
    ((struct odd *)state)->abandons++;
}

static void free_state(void *state)
{
    ((struct odd *)state)->frees++;
}

static void free_context(void *context)
{
    ((struct odd *)context)->contexts_freed++;
}

WSE_CODEC odd_transform(struct odd *odd)
{
    WSE_CODEC codec = { .size = sizeof codec,
                        .name = "odd",
                        .context = odd,
                        .freeContext = free_context,
                        .encoder = { create, begin, process, commit, abandon, free_state } };
    codec.decoder = codec.encoder;
    return codec;
}
