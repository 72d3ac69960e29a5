#include "report.h"

#include "machine.h"
#include "settings.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { most_results = 400 };

typedef struct result {
    const char *row;
    const char *unit;
    bool has_theirs;
    double ours;
    double theirs;
    quartiles spread;
    unsigned rounds;
    target target;
} result;

static result results[most_results];
static unsigned result_count;

static const char *const line = "%-32s %10s %10s %-7s %6s %15s %6s %8s  %s\n";

void report_heading(void)
{
    printf(line, "row", "ours", "theirs", "unit", "ratio", "quartiles", "rounds", "target", "");
}

static bool is_met(target target, double value)
{
    switch (target.bound) {
    case at_least: return value >= target.value;
    case at_most: return value <= target.value;
    case below: return value < target.value;
    default: return true;
    }
}

static const char *verdict(const result *result)
{
    /* Without another contender the spread is of the quantity itself, so that its median is what is judged. */
    return result->target.bound == no_bound ? "-" : is_met(result->target, result->spread.median) ? "met" : "missed";
}

/* Enough digits to tell numbers apart and no more, whatever their size. */
static void number(char *text, size_t size, double value)
{
    snprintf(text, size, "%.*f", value < 10 ? 3 : value < 100 ? 2 : value < 1000 ? 1 : 0, value);
}

static void report(result result)
{
    static const char *const signs[] = { "", ">= ", "<= ", "< " };
    char ours[32], theirs[32] = "-", ratio[32] = "-", low[32], high[32], both[72], count[16], wanted[32] = "-";
    number(ours, sizeof ours, result.ours);
    if (result.has_theirs) {
        number(theirs, sizeof theirs, result.theirs);
        number(ratio, sizeof ratio, result.spread.median);
    }
    number(low, sizeof low, result.spread.lower);
    number(high, sizeof high, result.spread.upper);
    snprintf(both, sizeof both, "%s..%s", low, high);
    snprintf(count, sizeof count, "%u", result.rounds);
    if (result.target.bound != no_bound)
        snprintf(wanted, sizeof wanted, "%s%g", signs[result.target.bound], result.target.value);
    printf(line, result.row, ours, theirs, result.unit, ratio, both, count, wanted, verdict(&result));
    fflush(stdout);
    if (result_count == most_results)
        give_up("too many rows");
    results[result_count++] = result;
}

void report_comparison(const char *row, double ours, double theirs, const char *unit, const comparison *comparison,
                       target target)
{
    report((result){ row, unit, true, ours, theirs, comparison->ratio, comparison->rounds, target });
}

void report_ratio(const char *row, double ours, double theirs, const char *unit, target target)
{
    double ratio = ours / theirs;
    report((result){ row, unit, true, ours, theirs, { ratio, ratio, ratio }, 1, target });
}

void report_quantity(const char *row, quartiles ours, const char *unit, unsigned rounds, target target)
{
    report((result){ row, unit, false, ours.median, 0, ours, rounds, target });
}

static void write_row(FILE *file, const result *result)
{
    static const char *const bounds[] = { "", "at least", "at most", "below" };
    fprintf(file, "    {\"row\": \"%s\", \"unit\": \"%s\", \"ours\": %.9g, ", result->row, result->unit, result->ours);
    if (result->has_theirs)
        fprintf(file, "\"theirs\": %.9g, \"ratio\": %.5g, ", result->theirs, result->spread.median);
    fprintf(file, "\"quartiles\": [%.5g, %.5g], \"rounds\": %u", result->spread.lower, result->spread.upper, result->rounds);
    if (result->target.bound != no_bound)
        fprintf(file, ", \"target\": \"%s %g\", \"verdict\": \"%s\"", bounds[result->target.bound], result->target.value,
                verdict(result));
    fputs("}", file);
}

static FILE *open_json(const char *path)
{
    FILE *file = fopen(path, "w");
    if (file == NULL)
        give_up("%s cannot be written: %s", path, strerror(errno));
    return file;
}

void check_json(const char *path)
{
    fclose(open_json(path));
}

void report_json(const char *path)
{
    FILE *file = open_json(path);
    fputs("{\n", file);
    write_machine(file);
    fputs("  \"rows\": [\n", file);
    for (unsigned index = 0; index < result_count; index++) {
        write_row(file, &results[index]);
        fputs(index + 1 < result_count ? ",\n" : "\n", file);
    }
    fputs("  ]\n}\n", file);
    if (fclose(file) != 0)
        give_up("%s cannot be written", path);
}

void report_end(void)
{
    unsigned targets = 0, missed = 0;
    for (unsigned index = 0; index < result_count; index++) {
        targets += results[index].target.bound != no_bound;
        missed += verdict(&results[index])[0] == 'm' && verdict(&results[index])[1] == 'i';
    }
    printf("%u rows, %u of %u targets missed\n", result_count, missed, targets);
}
