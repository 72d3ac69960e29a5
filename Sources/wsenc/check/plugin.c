#include "plugin.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* dlopen would look for a name without a slash only in the system's library directories. */
static void *load(const char *file)
{
    char path[4096];
    if (strchr(file, '/') == NULL && access(file, F_OK) == 0) {
        (void)snprintf(path, sizeof path, "./%s", file);
        file = path;
    }
    return dlopen(file, RTLD_NOW | RTLD_LOCAL);
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

const char *plugin_load(struct plugin *plugin, const char *file, const char *encoder, const char *decoder)
{
    *plugin = (struct plugin){ .library = load(file) };
    if (plugin->library == NULL)
        return failure(file);
    if (encoder != NULL && (plugin->encoder = dlsym(plugin->library, encoder)) == NULL)
        return failure(file);
    if (decoder != NULL && (plugin->decoder = dlsym(plugin->library, decoder)) == NULL)
        return failure(file);
    return NULL;
}

void plugin_unload(struct plugin *plugin)
{
    if (plugin->library != NULL)
        (void)dlclose(plugin->library);
}
