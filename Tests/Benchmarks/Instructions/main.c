/* Runs each scenario under callgrind and has it write a file with the counts of each; alone it only runs them. Prints what they
 * depend on, as "fact<TAB>name<TAB>value", and the scenarios, as "scenario<TAB>name<TAB>units": repetitions or bytes. */
#include "scenarios.h"
#include "settings.h"

#include <gnu/libc-version.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <valgrind/callgrind.h>
#if defined(__x86_64__)
#include <cpuid.h>
#endif

void give_up(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("bench-instructions: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(1);
}

/* The processor as valgrind shows it, which is what libraries choose their functions by. */
static void print_processor(void)
{
#if defined(__x86_64__)
    unsigned a, b, c, d, words[3] = { 0 };
    char brand[49] = "";
    for (unsigned part = 0; part < 3; part++) {
        __cpuid(0x80000002 + part, a, b, c, d);
        memcpy(brand + 16 * part, &a, 4);
        memcpy(brand + 16 * part + 4, &b, 4);
        memcpy(brand + 16 * part + 8, &c, 4);
        memcpy(brand + 16 * part + 12, &d, 4);
    }
    __cpuid(1, a, b, words[0], words[1]);
    __cpuid_count(7, 0, a, words[2], c, d);
    printf("fact\tprocessor\t%s, features %08x %08x %08x\n", brand + strspn(brand, " "), words[0], words[1], words[2]);
#else
    printf("fact\tprocessor\tunknown\n");
#endif
}

int main(int count, char **arguments)
{
    struct utsname system;
    uname(&system);
    printf("fact\tarchitecture\t%s\n", system.machine);
    print_processor();
    printf("fact\tglibc\t%s\n", gnu_get_libc_version());
#if defined(__clang__)
    printf("fact\tC compiler\tclang %s\n", __clang_version__);
#else
    printf("fact\tC compiler\tgcc %s\n", __VERSION__);
#endif
    bool all = count > 1 && strcmp(arguments[1], "--all") == 0;
    for (size_t index = 0; index < scenario_count; index++) {
        const scenario *scenario = &scenarios[index];
        if (!all && !scenario->is_checked)
            continue;
        void *context = scenario->prepare(scenario);
        /* What happens once only: caches, tables, symbols that are looked up. */
        scenario->run(context, scenario->repetitions < 8 ? 1 : 8);
        CALLGRIND_START_INSTRUMENTATION;
        CALLGRIND_ZERO_STATS;
        scenario->run(context, scenario->repetitions);
        CALLGRIND_DUMP_STATS_AT(scenario->name);
        CALLGRIND_STOP_INSTRUMENTATION;
        uint64_t units = scenario->repetitions * (scenario->kind != NULL ? scenario->size : 1);
        printf("scenario\t%s\t%" PRIu64 "\n", scenario->name, units);
    }
    return 0;
}
