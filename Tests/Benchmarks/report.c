#include "report.h"

#include <stdio.h>

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

/* Enough digits to tell numbers apart and no more, whatever their size. */
static void number(char *text, size_t size, double value)
{
    snprintf(text, size, "%.*f", value < 10 ? 3 : value < 100 ? 2 : value < 1000 ? 1 : 0, value);
}

static void write_line(const char *row, const char *ours, const char *theirs, const char *unit, const char *ratio,
                       quartiles spread, unsigned rounds, target target, double judged)
{
    static const char *const signs[] = {"", ">= ", "<= ", "< "};
    char low[32], high[32], both[72], count[16], wanted[32] = "-";
    number(low, sizeof low, spread.lower);
    number(high, sizeof high, spread.upper);
    snprintf(both, sizeof both, "%s..%s", low, high);
    snprintf(count, sizeof count, "%u", rounds);
    if (target.bound != no_bound)
        snprintf(wanted, sizeof wanted, "%s%g", signs[target.bound], target.value);
    const char *verdict = target.bound == no_bound ? "-" : is_met(target, judged) ? "met" : "missed";
    printf(line, row, ours, theirs, unit, ratio, both, count, wanted, verdict);
    fflush(stdout);
}

void report_comparison(const char *row, double ours, double theirs, const char *unit, const comparison *result,
                       target target)
{
    char our_text[32], their_text[32], ratio[32];
    number(our_text, sizeof our_text, ours);
    number(their_text, sizeof their_text, theirs);
    number(ratio, sizeof ratio, result->ratio.median);
    write_line(row, our_text, their_text, unit, ratio, result->ratio, result->rounds, target, result->ratio.median);
}

void report_quantity(const char *row, quartiles ours, const char *unit, unsigned rounds, target target)
{
    char text[32];
    number(text, sizeof text, ours.median);
    write_line(row, text, "-", unit, "-", ours, rounds, target, ours.median);
}
