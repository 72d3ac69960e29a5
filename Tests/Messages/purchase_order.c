/*
 * Writes the purchase order of the benchmarks, in a SOAP envelope and of exactly so many bytes, to standard output.
 *
 *     purchase-order BYTES > order.xml
 */
#include "message.h"

#include "settings.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void give_up(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("purchase-order: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(1);
}

int main(int count, char **arguments)
{
    size_t size = count == 2 ? strtoull(arguments[1], NULL, 10) : 0;
    uint8_t *message = make_message(size, size);
    if (fwrite(message, 1, size, stdout) < size || fflush(stdout) != 0)
        give_up("cannot write");
    free(message);
    return 0;
}
