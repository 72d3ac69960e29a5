/* The shared library to check, and its tables. */
#ifndef WSENC_CHECK_PLUGIN_H
#define WSENC_CHECK_PLUGIN_H

#include "wsencoder.h"

struct plugin {
    void *library;
    const WS_CHANNEL_ENCODER *encoder; /* NULL: not to be checked */
    const WS_CHANNEL_DECODER *decoder; /* NULL: not to be checked */
};

/* Loads a library and looks up the symbols that are not NULL. Returns NULL, or the system's error message. */
const char *plugin_load(struct plugin *plugin, const char *file, const char *encoder, const char *decoder);

void plugin_unload(struct plugin *plugin);

#endif
