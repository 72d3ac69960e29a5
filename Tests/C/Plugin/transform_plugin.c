/* A plug-in with the transforms of Codec/. */
#include <stdlib.h>
#include <string.h>

#include "Codec/transforms.c"

HRESULT WsePluginRegister(WS_ERROR *error)
{
    const char *answer = getenv("WSE_TEST_PLUGIN");
    if (answer && strcmp(answer, "fail") == 0)
        return WseReportError(WS_E_SECURITY_TOKEN_EXPIRED, "no licence", error);
    if (answer && strcmp(answer, "promise") == 0)
        return WS_S_ASYNC;
    WSE_CODEC xor = xor_transform(), slip = slip_transform();
    HRESULT result = WseRegisterCodec(&xor, error);
    if (result != S_OK)
        return result;
    if (answer && strcmp(answer, "half") == 0)
        return E_ABORT;
    result = WseRegisterCodec(&slip, error);
    if (result != S_OK)
        WseUnregister(xor.name, NULL);
    return result;
}
