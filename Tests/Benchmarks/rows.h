/* The rows of the table. */
#ifndef BENCHMARKS_ROWS_H
#define BENCHMARKS_ROWS_H

#include "codecs.h"
#include "report.h"
#include "settings.h"
#include "wsencoder.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct row {
    char name[32];
    target target;
    void (*run)(const struct row *row, const settings *settings);
    /* What is compared, as far as the kind of row has a choice. */
    const codec *codec;
    direction direction;
    ending ending;
    size_t size;
    bool is_noise; /* C against itself */
    bool is_slow;
    bool is_checked;
    WSE_ABI abi;
} row;

typedef struct row_list {
    row rows[64];
    size_t count;
} row_list;

void add_row(row_list *list, row row);

void add_identity_rows(row_list *list);
void add_codec_rows(row_list *list);
void add_trampoline_rows(row_list *list);
void add_chain_rows(row_list *list);
void add_loading_rows(row_list *list);

/* The body of the process that LOAD_OPTION starts: loads a library and prints how many seconds that took. */
int load_and_exit(const char *path);

#endif
