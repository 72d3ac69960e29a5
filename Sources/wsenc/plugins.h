/* The plug-ins of --load. */
#ifndef WSENC_PLUGINS_H
#define WSENC_PLUGINS_H

#include <stdbool.h>

#include "wsencoder.h"

enum { MOST_PLUGINS = 16 };

struct plugins {
    const char *files[MOST_PLUGINS];
    int count;
};

/* Adds a file to load. Returns false if there are too many. */
bool plugins_add(struct plugins *plugins, const char *file);

/* The path of a file for dlopen, which looks for a name without a slash only in the system's library directories. */
const char *plugins_path(const char *file, char room[4096]);

/* Loads them in order. Returns the first failure, with strings in `error`, and the file that it is about. */
HRESULT plugins_load(const struct plugins *plugins, const char **file, WS_ERROR *error);

#endif
