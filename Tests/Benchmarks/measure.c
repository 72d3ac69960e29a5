#include "measure.h"

#include <stdlib.h>
#include <time.h>

static int compare_numbers(const void *left, const void *right)
{
    double a = *(const double *)left;
    double b = *(const double *)right;
    return (a > b) - (a < b);
}

/* Between two neighbours in proportion to the distance from each. */
static double quantile(const double *sorted, unsigned count, double fraction)
{
    double place = fraction * (count - 1);
    unsigned below = (unsigned)place;
    if (below + 1 >= count)
        return sorted[count - 1];
    return sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]);
}

quartiles quartiles_of(double *values, unsigned count)
{
    qsort(values, count, sizeof *values, compare_numbers);
    return (quartiles){ quantile(values, count, 0.25), quantile(values, count, 0.5), quantile(values, count, 0.75) };
}

static double seconds(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

double now(void)
{
    return seconds(CLOCK_MONOTONIC);
}

double own_time(void)
{
    return seconds(CLOCK_THREAD_CPUTIME_ID);
}

static double elsewhere, left_out;

void add_seconds_elsewhere(double time)
{
    elsewhere += time;
}

void leave_out_seconds(double time)
{
    left_out += time;
}

/* In own time: nothing here waits, but for work that another process does and accounts for. */
static double time_turn(contender contender, uint64_t repetitions)
{
    elsewhere = left_out = 0;
    double begin = own_time();
    contender.run(contender.context, repetitions);
    double here = own_time() - begin - left_out;
    return elsewhere > 0 ? elsewhere : here;
}

/* Finds out how often to repeat the work for a turn to be long enough, and warms up on the way. */
static uint64_t calibrate(contender contender, double turn)
{
    for (uint64_t repetitions = 1;; repetitions *= 2) {
        double time = time_turn(contender, repetitions);
        if (time >= turn)
            return repetitions;
        if (time >= turn / 4)
            return (uint64_t)((double)repetitions * turn / time) + 1;
    }
}

/* Of one that works once a turn, that once is the warming up. */
static uint64_t prepare(contender contender, double turn)
{
    if (turn > 0)
        return calibrate(contender, turn);
    time_turn(contender, 1);
    return 1;
}

comparison compare(contender ours, contender theirs, plan plan)
{
    static double our_times[most_rounds], their_times[most_rounds], ratios[most_rounds];
    /* Turns of one length: the faster one works more often. */
    const uint64_t their_repetitions = prepare(theirs, plan.turn), our_repetitions = prepare(ours, plan.turn);
    for (unsigned round = 0; round < plan.rounds; round++) {
        /* Whoever comes second finds the caches as the other left them; they take turns in that, too. */
        bool we_begin = round % 2 == 0;
        if (we_begin)
            our_times[round] = time_turn(ours, our_repetitions) / (double)our_repetitions;
        their_times[round] = time_turn(theirs, their_repetitions) / (double)their_repetitions;
        if (!we_begin)
            our_times[round] = time_turn(ours, our_repetitions) / (double)our_repetitions;
        ratios[round] = plan.of_speeds ? their_times[round] / our_times[round] : our_times[round] / their_times[round];
    }
    return (comparison){
        .ours = quartiles_of(our_times, plan.rounds).median,
        .theirs = quartiles_of(their_times, plan.rounds).median,
        .ratio = quartiles_of(ratios, plan.rounds),
        .rounds = plan.rounds,
    };
}
