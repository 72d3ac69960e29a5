/*
 * Packages of MTOM by gSOAP.
 *
 * usage: packages FILE --turns. Reads lines of "encode N" or "decode N": the work on the file's message, so many times, for
 * which it prints the seconds.
 */
#include "soapH.h"

#include <stdint.h>
#include <time.h>

SOAP_NMAC struct Namespace namespaces[] = {
    { "SOAP-ENV", "http://schemas.xmlsoap.org/soap/envelope/", NULL, NULL },
    { "SOAP-ENC", "http://schemas.xmlsoap.org/soap/encoding/", NULL, NULL },
    { "xsi", "http://www.w3.org/2001/XMLSchema-instance", NULL, NULL },
    { "xsd", "http://www.w3.org/2001/XMLSchema", NULL, NULL },
    { "xop", "http://www.w3.org/2004/08/xop/include", NULL, NULL },
    { "ns", "urn:example:content", NULL, NULL },
    { NULL, NULL, NULL, NULL },
};

static const char *message;
static size_t size, taken, written;

static size_t receive(struct soap *soap, char *room, size_t count)
{
    (void)soap;
    if (count > size - taken)
        count = size - taken;
    memcpy(room, message + taken, count);
    taken += count;
    return count;
}

static int emit(struct soap *soap, const char *bytes, size_t count)
{
    (void)soap, (void)bytes;
    written += count;
    return SOAP_OK;
}

static void check(struct soap *soap, int failed, const char *what)
{
    if (!failed)
        return;
    fprintf(stderr, "gSOAP does not %s: ", what);
    soap_print_fault(soap, stderr);
    exit(1);
}

static struct soap *begin(int mode)
{
    struct soap *soap = soap_new1(mode);
    soap->frecv = receive;
    soap->fsend = emit;
    taken = written = 0;
    soap_begin(soap);
    return soap;
}

static void end(struct soap *soap, size_t least)
{
    if (written < least) {
        fprintf(stderr, "gSOAP has written %zu bytes only\n", written);
        exit(1);
    }
    soap_destroy(soap);
    soap_end(soap);
    soap_free(soap);
}

/* Reads the envelope as far as its content. */
static void begin_message(struct soap *soap)
{
    check(soap, soap_begin_recv(soap) || soap_envelope_begin_in(soap) || soap_recv_header(soap) || soap_body_begin_in(soap),
          "read an envelope");
}

static void end_message(struct soap *soap)
{
    check(soap, soap_body_end_in(soap) || soap_envelope_end_in(soap) || soap_end_recv(soap), "read to the end");
}

static int put_part(struct soap *soap, const struct ns__Part *part)
{
    return soap_envelope_begin_out(soap) || soap_body_begin_out(soap) || soap_put_ns__Part(soap, part, "ns:content", NULL)
           || soap_body_end_out(soap) || soap_envelope_end_out(soap);
}

static void encode(void)
{
    struct soap *soap = begin(SOAP_ENC_MTOM);
    struct xsd__base64Binary content;
    struct ns__Part part = { { NULL } };
    begin_message(soap);
    check(soap, soap_get_xsd__base64Binary(soap, &content, "ns:content", NULL) == NULL, "read base64");
    end_message(soap);
    part.xop__Include.__ptr = content.__ptr;
    part.xop__Include.__size = content.__size;
    part.xop__Include.type = "application/octet-stream";
    soap_serializeheader(soap);
    soap_serialize_ns__Part(soap, &part);
    /* Parts are found when what will be sent is counted. */
    check(soap, soap_begin_count(soap) || ((soap->mode & SOAP_IO_LENGTH) && put_part(soap, &part)) || soap_end_count(soap),
          "count");
    check(soap, soap_begin_send(soap) || put_part(soap, &part) || soap_end_send(soap), "write a package");
    end(soap, size / 4 * 3 - 1000);
}

static void decode(void)
{
    struct soap *soap = begin(SOAP_ENC_MTOM);
    struct ns__Part part = { { NULL } };
    begin_message(soap);
    check(soap, soap_get_ns__Part(soap, &part, "ns:content", NULL) == NULL, "read an Include");
    end_message(soap);
    struct xsd__base64Binary content = { part.xop__Include.__ptr, part.xop__Include.__size };
    soap_clr_mode(soap, SOAP_ENC_MTOM);
    soap_serialize_xsd__base64Binary(soap, &content);
    check(soap,
          soap_begin_send(soap) || soap_envelope_begin_out(soap) || soap_body_begin_out(soap)
              || soap_put_xsd__base64Binary(soap, &content, "ns:content", NULL) || soap_body_end_out(soap)
              || soap_envelope_end_out(soap) || soap_end_send(soap),
          "write text");
    end(soap, (size - 2000) / 3 * 4);
}

static double seconds(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

/* The file, behind the HTTP header that says what it is if it is a package. */
static void read_message(const char *path)
{
    FILE *file = fopen(path, "rb");
    static char memory[4 << 20];
    size_t count = fread(memory + 1024, 1, sizeof memory - 1024, file);
    fclose(file);
    message = memory + 1024;
    size = count;
    if (memcmp(message, "\r\n--", 4) != 0)
        return;
    char boundary[80] = "", header[1024];
    sscanf(message + 4, "%70[^\r]", boundary);
    int length = snprintf(header, sizeof header,
                          "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %zu\r\nContent-Type: multipart/related; "
                          "type=\"application/xop+xml\";start=\"<0@%s>\";boundary=\"%s\";start-info=\"text/xml\"\r\n\r\n",
                          count, boundary, boundary);
    message -= length;
    memcpy((char *)message, header, (size_t)length);
    size += (size_t)length;
}

int main(int count, char **arguments)
{
    char work[16];
    unsigned long long turns;
    if (count < 2)
        return 2;
    read_message(arguments[1]);
    while (scanf("%15s %llu", work, &turns) == 2) {
        double start = seconds();
        while (turns-- > 0)
            if (work[0] == 'e')
                encode();
            else
                decode();
        printf("%.9f\n", seconds() - start);
        fflush(stdout);
    }
    return 0;
}
