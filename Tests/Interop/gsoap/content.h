/* The content of package_rows.c, in the language of gSOAP's soapcpp2: as base64 and as a part. */

//gsoap ns schema namespace: urn:example:content
//gsoap ns schema form: qualified
//gsoap SOAP_ENV schema namespace: http://schemas.xmlsoap.org/soap/envelope/

#import "xop.h"

struct xsd__base64Binary {
    unsigned char *__ptr;
    int __size;
    char *id;
    char *type;
    char *options;
};

struct ns__Part {
    _xop__Include xop__Include;
};

struct TextBody {
    struct xsd__base64Binary ns__content;
};

struct PackedBody {
    struct ns__Part ns__content;
};
