/* The service of echo.c, in the language of gSOAP's soapcpp2. */

//gsoap ns service name: Files
//gsoap ns service namespace: urn:example:files
//gsoap ns schema namespace: urn:example:files
//gsoap ns schema form: qualified

#import "xop.h"
#import "xmime5.h"

struct ns__File {
    _xop__Include xop__Include;
    // clang-format off
    @char *xmime5__contentType;
    // clang-format on
};

struct ns__Files {
    int __size;
    struct ns__File *file;
};

struct ns__EchoResponse {
    struct ns__Files *files;
};

int ns__Echo(struct ns__Files *files, struct ns__EchoResponse *response);
