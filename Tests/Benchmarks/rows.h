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
    char name[40];
    target target;
    void (*run)(const struct row *row, const settings *settings);
    /* What is compared, as far as the kind of row has a choice. */
    const codec *codec;
    direction direction;
    ending ending;
    int level;
    size_t size;
    bool is_noise; /* C against itself */
    bool is_fresh; /* an instance for each message */
    bool is_slow;  /* left out of --quick unless asked for, as is what is extra */
    bool is_extra;
    bool is_huge; /* left out unless asked for */
    /* Of binary XML: our codec, whom it is compared with, and what the message is. Of transforms: the name. */
    const char *codec_name;
    const char *symbol;  /* of a library that is compared by its size: one that it exports */
    const char *program; /* that is compared with, in a process of its own */
    processor (*make_theirs)(void);
    char *(*write_document)(size_t units, size_t *size);
    unsigned instances; /* of which each is measured; 0 for one */
    bool is_untyped;
    bool is_checked;
    WSE_ABI abi;
} row;

typedef struct row_list {
    row rows[384];
    size_t count;
} row_list;

void add_row(row_list *list, row row);

void add_identity_rows(row_list *list);
void add_codec_rows(row_list *list);
void add_fresh_rows(row_list *list);
void add_trampoline_rows(row_list *list);
void add_chain_rows(row_list *list);
void add_transform_rows(row_list *list);
void add_loading_rows(row_list *list);
void add_xml_rows(row_list *list);
void add_in_place_rows(row_list *list);
void add_utf16_rows(row_list *list);
void add_package_rows(row_list *list);
void add_room_rows(row_list *list);
void add_growth_rows(row_list *list);
void add_memory_rows(row_list *list);

/* Beside Microsoft's serializer, which `program` runs on Mono; the whole table if there is such a program. */
void add_serializer_rows(row_list *list, const char *program);

/* Writes files of points into a directory, for curves.gp. */
void write_curves(const char *directory, const settings *settings);

/* The body of the process that LOAD_OPTION starts: loads a library and prints how many seconds that took. */
int load_and_exit(const char *path);

/* The body of the process that PEAK_OPTION starts: prints how many bytes an instance takes. */
int print_peak(char **arguments);

#endif
