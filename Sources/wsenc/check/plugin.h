/* What is to be checked: the tables of a shared library, or of a codec that libwsencoder knows by name. */
#ifndef WSENC_CHECK_PLUGIN_H
#define WSENC_CHECK_PLUGIN_H

#include "../options.h"

struct plugin {
    void *library;
    WS_CHANNEL_ENCODER encoder_table; /* filled by a function of the library, or for a codec */
    WS_CHANNEL_DECODER decoder_table;
    char reason[512];
    const WS_CHANNEL_ENCODER *encoder; /* NULL: not to be checked */
    const WS_CHANNEL_DECODER *decoder; /* NULL: not to be checked */
};

/*
 * Loads the library and looks up its symbols, or makes the tables of a codec. Returns NULL, or why it cannot. The structure
 * must not be moved afterwards.
 */
const char *plugin_load(struct plugin *plugin, const struct options *options);

void plugin_unload(struct plugin *plugin);

#endif
