/* A suite that is run with WSE_TEST_PLUGIN=FILE loads that plug-in. What it otherwise does with every codec of the library, it
 * then does with those of the plug-in, alone and in chains. */
#include "Support/support.h"

/** The index of the plug-in's first codec; 0 if there is no plug-in. */
static ULONG first;

__attribute__((constructor)) static void load_plugin(void)
{
    const char *file = getenv("WSE_TEST_PLUGIN");
    if (file == NULL)
        return;
    WS_ERROR *error = NULL;
    WsCreateError(NULL, 0, &error);
    first = WseGetCodecCount();
    if (FAILED(WseLoadPlugin(file, error)) || WseGetCodecCount() == first) {
        fprintf(stderr, "%s brings no codec: %s\n", file, take_error_text(error));
        exit(1);
    }
    WsFreeError(error);
}

bool has_plugin(void)
{
    return first > 0;
}

void for_every_plugin_codec(void (*check)(const char *codec))
{
    for (ULONG end = WseGetCodecCount(), i = first; i < end; i++)
        check(WseGetCodecName(i));
}

void for_every_plugin_chain(void (*check)(const char *codec))
{
    static const struct {
        const char *before, *after;
    } chains[] = {
        { "", ",gzip" },
        { "gzip,", "" },
        { "xor,", "" },
        { "", ",xor-checked" },
#if defined(__x86_64__)
        { "xor-win64,", ",zstd" }
#endif
    };
    ULONG end = WseGetCodecCount();
    register_xor();
    for (ULONG i = first; i < end; i++)
        for (size_t chain = 0; chain < sizeof chains / sizeof *chains; chain++) {
            char name[100];
            snprintf(name, sizeof name, "%s%s%s", chains[chain].before, WseGetCodecName(i), chains[chain].after);
            check(name);
        }
    unregister_xor();
}
