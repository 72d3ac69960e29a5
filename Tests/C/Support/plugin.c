/* A suite that is run with WSE_TEST_PLUGIN=FILE loads that plug-in, so that it does with the codecs of the plug-in all that it
 * does with every codec of the library. */
#include "Support/support.h"

__attribute__((constructor)) static void load_plugin(void)
{
    const char *file = getenv("WSE_TEST_PLUGIN");
    if (file == NULL)
        return;
    WS_ERROR *error = NULL;
    WsCreateError(NULL, 0, &error);
    if (FAILED(WseLoadPlugin(file, error))) {
        fprintf(stderr, "%s: %s\n", file, take_error_text(error));
        exit(1);
    }
    WsFreeError(error);
}
