/* Runs a fuzz target over files, without libFuzzer: the committed corpus and every past finding, in `make test`.
 * usage: TARGET FILE... */
#include "fuzz.h"

int main(int count, char **files)
{
    for (int i = 1; i < count; i++) {
        static uint8_t data[1 << 20];
        FILE *file = fopen(files[i], "rb");
        if (!file) {
            perror(files[i]);
            return 1;
        }
        size_t size = fread(data, 1, sizeof data, file);
        fclose(file);
        /* In memory of its exact size, so that reading past it shows. */
        uint8_t *copy = (uint8_t *)malloc(size ? size : 1);
        DEMAND(copy);
        memcpy(copy, data, size);
        LLVMFuzzerTestOneInput(copy, size);
        free(copy);
    }
    return 0;
}
