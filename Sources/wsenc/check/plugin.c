#include "plugin.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A name without a slash would be looked for where the system's libraries are, and only there. */
static void *load(const char *file) {
    char path[4096];
    if (strchr(file, '/') == NULL && access(file, F_OK) == 0) {
        (void)snprintf(path, sizeof path, "./%s", file);
        file = path;
    }
    return dlopen(file, RTLD_NOW | RTLD_LOCAL);
}

const char *plugin_load(struct plugin *plugin, const char *file, const char *encoder, const char *decoder) {
    *plugin = (struct plugin){.library = load(file)};
    if (plugin->library == NULL)
        return dlerror();
    if (encoder != NULL && (plugin->encoder = dlsym(plugin->library, encoder)) == NULL)
        return dlerror();
    if (decoder != NULL && (plugin->decoder = dlsym(plugin->library, decoder)) == NULL)
        return dlerror();
    return NULL;
}

void plugin_unload(struct plugin *plugin) {
    if (plugin->library != NULL)
        (void)dlclose(plugin->library);
}
