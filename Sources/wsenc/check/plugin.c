#include "plugin.h"

#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* dlopen would look for a name without a slash only in the system's library directories. */
static void *load(const char *file)
{
    char path[4096];
    return dlopen(access(file, F_OK) == 0 ? plugins_path(file, path) : file, RTLD_NOW | RTLD_LOCAL);
}

/* The system's message begins with the file, which our message names already. */
static const char *failure(const char *file)
{
    const char *words = dlerror();
    if (words == NULL)
        return "cannot be loaded";
    const char *rest = strncmp(words, "./", 2) == 0 && strchr(file, '/') == NULL ? words + 2 : words;
    size_t length = strlen(file);
    return strncmp(rest, file, length) == 0 && strncmp(rest + length, ": ", 2) == 0 ? rest + length + 2 : words;
}

/* Has a function of the library fill a table of `size` bytes. A function that returns nothing leaves a result by chance. */
static const char *call(struct plugin *plugin, void *function, const char *symbol, void *table, size_t size)
{
    HRESULT (*fill)(void *) = NULL;
    static const char nothing[sizeof(WS_CHANNEL_ENCODER)];
    memcpy(&fill, &function, sizeof fill);
    HRESULT result = fill(table);
    if (memcmp(table, nothing, size) != 0)
        return NULL;
    (void)snprintf(plugin->reason, sizeof plugin->reason, "the function %.200s has filled no table and returned 0x%08X", symbol,
                   (unsigned)result);
    return plugin->reason;
}

/* Finds the table of `size` bytes at a symbol or, if that is a function, has it fill `own`. */
static const char *find(struct plugin *plugin, const char *file, const char *symbol, void *own, const void **table, size_t size)
{
    Dl_info information;
    const ElfW(Sym) *entry = NULL;
    void *address = dlsym(plugin->library, symbol);
    if (address == NULL)
        return failure(file);
    int type = dladdr1(address, &information, (void **)&entry, RTLD_DL_SYMENT) != 0 && entry != NULL
                   ? ELF64_ST_TYPE(entry->st_info)
                   : STT_NOTYPE;
    *table = type == STT_FUNC ? own : address;
    if (type == STT_FUNC)
        return call(plugin, address, symbol, own, size);
    if (type == STT_OBJECT && entry->st_size >= size)
        return NULL;
    (void)snprintf(plugin->reason, sizeof plugin->reason, "%.200s is neither a table nor a function that could fill one%s",
                   symbol, type == STT_OBJECT ? ": it is too small" : "");
    return plugin->reason;
}

static const char *keep(struct plugin *plugin, WS_ERROR *error)
{
    char *text = error_text(error);
    (void)snprintf(plugin->reason, sizeof plugin->reason, "%s", text != NULL ? text : "out of memory");
    free(text);
    return plugin->reason;
}

/* Makes the tables of both directions, of which one may be missing. */
static const char *create(struct plugin *plugin, const struct options *options, WS_ERROR *error)
{
    const char *file = NULL;
    if (FAILED(plugins_load(&options->plugins, &file, error)))
        return keep(plugin, error);
    HRESULT encoder = WseCreateChannelEncoder(options->codec, NULL, 0, &plugin->encoder_table, error);
    if (FAILED(encoder) && encoder != WS_E_NOT_SUPPORTED)
        return keep(plugin, error);
    HRESULT decoder = WseCreateChannelDecoder(options->codec, NULL, 0, &plugin->decoder_table, error);
    if (FAILED(decoder) && (decoder != WS_E_NOT_SUPPORTED || FAILED(encoder)))
        return keep(plugin, error);
    plugin->encoder = SUCCEEDED(encoder) ? &plugin->encoder_table : NULL;
    plugin->decoder = SUCCEEDED(decoder) ? &plugin->decoder_table : NULL;
    return NULL;
}

static const char *load_codec(struct plugin *plugin, const struct options *options)
{
    WS_ERROR *error = NULL;
    (void)WsCreateError(NULL, 0, &error);
    const char *reason = create(plugin, options, error);
    WsFreeError(error);
    return reason;
}

const char *plugin_load(struct plugin *plugin, const struct options *options)
{
    const struct check_options *check = &options->check;
    const void *table = NULL;
    const char *reason = NULL;
    memset(plugin, 0, sizeof *plugin);
    if (check->library == NULL)
        return load_codec(plugin, options);
    plugin->library = load(check->library);
    if (plugin->library == NULL)
        return failure(check->library);
    if (check->encoder != NULL) {
        reason = find(plugin, check->library, check->encoder, &plugin->encoder_table, &table, sizeof plugin->encoder_table);
        plugin->encoder = table;
    }
    if (reason == NULL && check->decoder != NULL) {
        reason = find(plugin, check->library, check->decoder, &plugin->decoder_table, &table, sizeof plugin->decoder_table);
        plugin->decoder = table;
    }
    return reason;
}

void plugin_unload(struct plugin *plugin)
{
    if (plugin->library != NULL)
        (void)dlclose(plugin->library);
}
