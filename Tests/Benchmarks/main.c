/* The benchmarks: this library beside the same work in C. Not a test: it succeeds whatever the numbers say. */
#include "kinds.h"
#include "rows.h"

#include <malloc.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
    "usage: bench [--quick] [--rounds N] [--cpu N] [--huge] [--json FILE] [--list] [--help] [PART-OF-A-NAME...]\n"
    "       bench --curves DIRECTORY [--huge] [--cpu N]\n"
    "\n"
    "Times this library against a program in C that does the same work, in turns, on one CPU.\n"
    "With names, only the rows that contain one of them; =NAME is the row of that very name.\n"
    "All rows take about half an hour.\n"
    "\n"
    "--quick     fewer and shorter rounds; without the rows of 64 MiB, of levels that are not the default and of what only\n"
    "            informs, unless they are named: under a minute for all\n"
    "--rounds N  so many rounds, 1 to 999, of every row\n"
    "--huge      the rows of 1 GiB as well, for which 3 GiB of memory are needed\n"
    "--serializer PROGRAM  only the rows beside Microsoft's serializer: mono_serializer.exe, run by mono\n"
    "--cpu N     stay on that CPU; default: the last one allowed\n"
    "--json FILE write the rows to FILE as well, with machine, compilers and versions\n"
    "--curves DIRECTORY  write there what costs grow like, for gnuplot: with the size of messages, up to 64 MiB or, with\n"
    "            --huge, 1 GiB; and with the number of instances alive at a time. Two minutes; with --huge ten\n"
    "--list      print the names of the rows\n"
    "\n"
    "ratio       ours to theirs, of speeds for MB/s and of what the unit says otherwise: median and quartiles over all rounds\n"
    "gzip1-...   at level 1; without a number, at the default level\n"
    "...-size-   bytes of a message once it is encoded\n"
    "...-fresh   an instance is made for each message and freed after it; otherwise one is kept\n"
    "...-whole   the C program holds the message and ends it with the last piece, which a callback cannot do\n"
    "-pugixml, -rapidxml  they only parse the text, in place; copying it for them does not count\n"
    "peak-...    memory that an instance takes at most, its chunk included\n"
    "noise-...   the C program against itself: how far a ratio strays from 1 by chance\n";

void give_up(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("bench: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(1);
}

void add_row(row_list *list, row row)
{
    if (list->count == sizeof list->rows / sizeof list->rows[0])
        give_up("too many rows");
    list->rows[list->count++] = row;
}

/* Moves this process to one CPU, since clocks and caches of two differ. */
static void pin(int cpu)
{
    cpu_set_t allowed;
    if (sched_getaffinity(0, sizeof allowed, &allowed) != 0)
        give_up("sched_getaffinity failed");
    for (int candidate = 0; cpu < 0 && candidate < CPU_SETSIZE; candidate++)
        if (CPU_ISSET(CPU_SETSIZE - 1 - candidate, &allowed))
            cpu = CPU_SETSIZE - 1 - candidate;
    cpu_set_t chosen;
    CPU_ZERO(&chosen);
    CPU_SET(cpu, &chosen);
    if (sched_setaffinity(0, sizeof chosen, &chosen) != 0)
        give_up("CPU %d is not available", cpu);
}

/*
 * Has freed memory stay with this process. Otherwise it would depend on what one contender has allocated whether the
 * other's returns to the system after each message, and brotli's is new for each.
 */
static void keep_memory(void)
{
    enum { never = 1 << 30, largest_threshold = 32 << 20 };
    mallopt(M_TRIM_THRESHOLD, never);
    mallopt(M_MMAP_THRESHOLD, largest_threshold);
}

static int number_after(char **arguments, int *index, int lowest, int highest)
{
    const char *option = arguments[*index];
    const char *text = arguments[*index + 1];
    char *rest = NULL;
    long value = text != NULL ? strtol(text, &rest, 10) : -1;
    if (text == NULL || rest == text || *rest != 0 || value < lowest || value > highest)
        give_up("%s needs a number from %d to %d", option, lowest, highest);
    ++*index;
    return (int)value;
}

static bool is_named(const row *row, const char *filter)
{
    return filter[0] == '=' ? strcmp(row->name, filter + 1) == 0 : strstr(row->name, filter) != NULL;
}

/* A name that is no row's is a mistake, which would otherwise show as rows that are missing. */
static void check_filters(const row_list *list, char **filters, int count)
{
    for (int index = 0; index < count; index++) {
        size_t row = 0;
        while (row < list->count && !is_named(&list->rows[row], filters[index]))
            row++;
        if (row == list->count)
            give_up("no row is named %s; see --list", filters[index]);
    }
}

static bool is_wanted(const row *row, const settings *settings, char **filters, int count)
{
    if (row->is_huge && !settings->huge)
        return false;
    for (int index = 0; index < count; index++)
        if (is_named(row, filters[index]))
            return true;
    return count == 0 && !(settings->quick && (row->is_slow || row->is_extra));
}

static const char *text_after(char **arguments, int *index)
{
    if (arguments[*index + 1] == NULL)
        give_up("%s needs a value", arguments[*index]);
    return arguments[++*index];
}

static void add_all_rows(row_list *list)
{
    add_identity_rows(list);
    add_fresh_rows(list);
    add_codec_rows(list);
    add_trampoline_rows(list);
    add_chain_rows(list);
    add_transform_rows(list);
    add_loading_rows(list);
    add_xml_rows(list);
    add_in_place_rows(list);
    add_utf16_rows(list);
    add_package_rows(list);
    add_room_rows(list);
    add_growth_rows(list);
    add_memory_rows(list);
}

int main(int count, char **arguments)
{
    if (count == 3 && strcmp(arguments[1], LOAD_OPTION) == 0)
        return load_and_exit(arguments[2]);
    if (count == 7 && strcmp(arguments[1], PEAK_OPTION) == 0)
        return print_peak(arguments + 2);
    settings settings = { .cpu = -1 };
    bool lists = false;
    const char *serializer = NULL, *json = NULL, *curves = NULL;
    int filters = 0;
    for (int index = 1; index < count; index++) {
        const char *argument = arguments[index];
        if (strcmp(argument, "--quick") == 0)
            settings.quick = true;
        else if (strcmp(argument, "--huge") == 0)
            settings.huge = true;
        else if (strcmp(argument, "--serializer") == 0)
            serializer = text_after(arguments, &index);
        else if (strcmp(argument, "--json") == 0)
            json = text_after(arguments, &index);
        else if (strcmp(argument, "--curves") == 0)
            curves = text_after(arguments, &index);
        else if (strcmp(argument, "--list") == 0)
            lists = true;
        else if (strcmp(argument, "--rounds") == 0)
            settings.rounds = (unsigned)number_after(arguments, &index, 1, most_rounds);
        else if (strcmp(argument, "--cpu") == 0)
            settings.cpu = number_after(arguments, &index, 0, CPU_SETSIZE - 1);
        else if (strcmp(argument, "--help") == 0)
            return fputs(help, stdout) < 0;
        else if (argument[0] == '-')
            give_up("unknown option %s; see --help", argument);
        else
            arguments[1 + filters++] = arguments[index];
    }
    static row_list list;
    if (serializer != NULL)
        add_serializer_rows(&list, serializer);
    else
        add_all_rows(&list);
    check_filters(&list, arguments + 1, filters);
    if (json != NULL)
        check_json(json);
    if (!lists) {
        pin(settings.cpu);
        keep_memory();
        if (curves != NULL) {
            write_curves(curves, &settings);
            return 0;
        }
        printf("messages of other kinds are made from the seed %d\n", kinds_seed);
        report_heading();
    }
    for (size_t index = 0; index < list.count; index++) {
        const row *row = &list.rows[index];
        if (!is_wanted(row, &settings, arguments + 1, filters))
            continue;
        if (lists)
            puts(row->name);
        else
            row->run(row, &settings);
    }
    if (!lists)
        report_end();
    if (json != NULL)
        report_json(json);
    return 0;
}
