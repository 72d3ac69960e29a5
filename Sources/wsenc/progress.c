#include "progress.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

static const double seconds_before_first = 1.0;
static const double seconds_between = 0.1;

enum { DEFAULT_WIDTH = 80, LARGEST_BAR = 60, SMALLEST_BAR = 5, LINE = 256, PART = 32 };

static volatile sig_atomic_t is_shown;

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void format_amount(char text[PART], double bytes)
{
    static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };
    size_t unit = 0;
    while (bytes >= 1024 && unit + 1 < sizeof units / sizeof units[0]) {
        bytes /= 1024;
        unit++;
    }
    snprintf(text, PART, "%.*f %s", unit == 0 ? 0 : 1, bytes, units[unit]);
}

static void format_time(char text[PART], double seconds)
{
    /* Longer times, and those that would overflow, are shown as a century. */
    static const double longest = 3.2e9;
    long long whole = (long long)(seconds < longest ? seconds : longest);
    if (whole >= 3600)
        snprintf(text, PART, "%lld:%02lld:%02lld", whole / 3600, whole / 60 % 60, whole % 60);
    else
        snprintf(text, PART, "%lld:%02lld", whole / 60, whole % 60);
}

static int terminal_width(void)
{
    struct winsize size;
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : DEFAULT_WIDTH;
}

/* Fills `bar` with "[===>   ] " if there is room for it beside `taken` columns, else with an empty string. */
static void format_bar(char bar[LINE], double fraction, int taken)
{
    int room = terminal_width() - taken - 4;
    bar[0] = 0;
    if (room < SMALLEST_BAR)
        return;
    int width = room < LARGEST_BAR ? room : LARGEST_BAR;
    int filled = (int)(fraction * width);
    memset(bar, ' ', (size_t)width + 2);
    memset(bar + 1, '=', (size_t)filled);
    if (filled < width)
        bar[1 + filled] = '>';
    bar[0] = '[';
    memcpy(bar + width + 1, "] ", 3);
}

static void show(const struct progress *progress, double elapsed)
{
    char amount[PART], rate[PART], left[PART], facts[4 * PART], bar[LINE], line[2 * LINE];
    double speed = (double)progress->done / elapsed;
    format_amount(amount, (double)progress->done);
    format_amount(rate, speed);
    if (progress->has_total) {
        /* The file may grow while it is being read. */
        uint64_t done = progress->done < progress->total ? progress->done : progress->total;
        double fraction = (double)done / (double)progress->total;
        format_time(left, (double)(progress->total - done) / (speed > 0 ? speed : 1e-9));
        snprintf(facts, sizeof facts, "%s  %s/s  %s left", amount, rate, left);
        format_bar(bar, fraction, (int)strlen(facts) + 5);
        snprintf(line, sizeof line, "\r%3d%% %s%s\033[K", (int)(fraction * 100), bar, facts);
    } else {
        format_time(left, elapsed);
        snprintf(line, sizeof line, "\r%s  %s/s  %s\033[K", amount, rate, left);
    }
    is_shown = 1;
    (void)!write(STDERR_FILENO, line, strlen(line));
}

void progress_begin(struct progress *progress, bool has_total, uint64_t total)
{
    *progress = (struct progress){ .is_enabled = isatty(STDERR_FILENO) == 1, .has_total = has_total, .total = total };
    if (progress->is_enabled)
        progress->started = now();
}

void progress_advance(struct progress *progress, uint64_t count)
{
    if (!progress->is_enabled)
        return;
    progress->done += count;
    double time = now();
    if (time - progress->started < seconds_before_first || time - progress->shown < seconds_between)
        return;
    progress->shown = time;
    show(progress, time - progress->started);
}

void progress_clear(void)
{
    static const char clear[] = "\r\033[K";
    if (is_shown) {
        is_shown = 0;
        (void)!write(STDERR_FILENO, clear, sizeof clear - 1);
    }
}
