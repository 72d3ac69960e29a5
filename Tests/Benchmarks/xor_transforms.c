#include "xor_transforms.h"

#include "settings.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- In C ---- */

static HRESULT create(void *context, const WSE_CODEC_OPTIONS *options, void **state, WS_ERROR *error)
{
    (void)context, (void)options, (void)state, (void)error;
    return S_OK;
}

static HRESULT begin(void *state, WS_ERROR *error)
{
    (void)state, (void)error;
    return S_OK;
}

typedef uint8_t vector __attribute__((vector_size(16)));

static HRESULT process(void *state, WSE_CODEC_INPUT *input, WSE_CODEC_OUTPUT *output, BOOL isLast, WSE_PROGRESS *progress,
                       WS_ERROR *error)
{
    (void)state, (void)isLast, (void)error;
    size_t count = input->size < output->size ? input->size : output->size, index = 0;
    /* As wide as the vectors into which the Swift compiler turns the plain loop, which gcc -O2 leaves as it is. */
    for (; count - index >= 2 * sizeof(vector); index += 2 * sizeof(vector)) {
        vector first, second;
        memcpy(&first, input->bytes + index, sizeof first);
        memcpy(&second, input->bytes + index + sizeof first, sizeof second);
        first ^= 0x5A;
        second ^= 0x5A;
        memcpy(output->bytes + index, &first, sizeof first);
        memcpy(output->bytes + index + sizeof first, &second, sizeof second);
    }
    for (; index < count; index++)
        output->bytes[index] = input->bytes[index] ^ 0x5A;
    input->taken = output->written = count;
    *progress = count < input->size ? WSE_PROGRESS_OUTPUT_FULL : WSE_PROGRESS_MAY_END;
    return S_OK;
}

static void free_state(void *state)
{
    (void)state;
}

static void register_in_c(void)
{
    WSE_CODEC codec = { .size = sizeof codec,
                        .name = "c-xor",
                        .encoder = { create, begin, process, NULL, NULL, free_state },
                        .decoder = { create, begin, process, NULL, NULL, free_state } };
    if (WseRegisterCodec(&codec, NULL) != S_OK)
        give_up("the transform in C cannot be registered");
}

/* ---- In libraries of their own, which the Makefile builds beside this program ---- */

enum { path_size = 4096 };

static void find(const char *name, char path[path_size])
{
    ssize_t length = readlink("/proc/self/exe", path, path_size - 1);
    if (length <= 0)
        give_up("this program does not know where it is");
    path[length] = '\0';
    char *end = strrchr(path, '/') + 1;
    snprintf(end, (size_t)(path + path_size - end), "%s", name);
}

void register_xor_transforms(void)
{
    static const char *const plugins[] = { "bench-transforms/embedded-xor.so", "bench-transforms/swift-xor.so" };
    static bool is_done;
    if (is_done)
        return;
    is_done = true;
    register_in_c();
    for (int index = 0; index < 2; index++) {
        char path[path_size];
        find(plugins[index], path);
        if (WseLoadPlugin(path, NULL) != S_OK)
            give_up("%s cannot be loaded", path);
    }
}

WS_CHANNEL_ENCODER make_built_in_xor(void)
{
    HRESULT (*create_encoder)(const char *, const WSE_PROPERTY *, ULONG, WS_CHANNEL_ENCODER *, WS_ERROR *) = NULL;
    WS_CHANNEL_ENCODER table;
    char path[path_size];
    find("bench-transforms/with-xor.so", path);
    /* It has functions of the same names as the library that this program is linked with, and must call its own. */
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
    if (library == NULL)
        give_up("%s", dlerror());
    *(void **)&create_encoder = dlsym(library, "WseCreateChannelEncoder");
    if (create_encoder == NULL || create_encoder("xor", NULL, 0, &table, NULL) != S_OK)
        give_up("the library with xor has no such codec");
    if (table.encoderEncodeCallback == WseEncoderEncode)
        give_up("the library with xor does not call its own functions");
    return table;
}
