/*
 * A service of gSOAP that sends back the files that it is given, as MTOM. It takes one HTTP request from standard input and
 * writes the reply to standard output.
 */
#include "soapH.h"

#include "Files.nsmap"

int ns__Echo(struct soap *soap, struct ns__Files *files, struct ns__EchoResponse *response)
{
    static char octets[] = "application/octet-stream";
    (void)soap;
    for (int i = 0; files && i < files->__size; i++) {
        struct _xop__Include *content = &files->file[i].xop__Include;
        content->id = NULL; /* a new one */
        content->type = files->file[i].xmime5__contentType;
        if (content->type == NULL)
            content->type = octets; /* without a type it would not become a part */
        content->options = NULL;
    }
    response->files = files;
    return SOAP_OK;
}

int main(void)
{
    struct soap *soap = soap_new1(SOAP_ENC_MTOM);
    soap->recvfd = 0;
    soap->sendfd = 1;
    int result = soap_serve(soap);
    if (result != SOAP_OK)
        soap_print_fault(soap, stderr);
    soap_destroy(soap);
    soap_end(soap);
    soap_free(soap);
    return result == SOAP_OK ? 0 : 1;
}
