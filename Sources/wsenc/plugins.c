#include "plugins.h"

#include <stdio.h>
#include <string.h>

bool plugins_add(struct plugins *plugins, const char *file)
{
    if (plugins->count == MOST_PLUGINS)
        return false;
    plugins->files[plugins->count++] = file;
    return true;
}

const char *plugins_path(const char *file, char room[4096])
{
    if (strchr(file, '/') != NULL)
        return file;
    (void)snprintf(room, 4096, "./%s", file);
    return room;
}

HRESULT plugins_load(const struct plugins *plugins, const char **file, WS_ERROR *error)
{
    char room[4096];
    for (int index = 0; index < plugins->count; index++) {
        *file = plugins->files[index];
        HRESULT result = WseLoadPlugin(plugins_path(*file, room), error);
        if (FAILED(result))
            return result;
    }
    return S_OK;
}
