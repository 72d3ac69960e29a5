/* Text XML into binary XML and back, beside parsers that only parse the same text in place. Speeds are of bytes of text. */
#include "rows.h"
#include "theirs_in_place.h"

#include <stdio.h>
#include <string.h>

enum { kibibyte = 1024, mebibyte = 1024 * kibibyte };

/* What is to be reached beside pugixml in 1 MiB and more; and by the kinds of messages, of what purchase orders reach. */
static const double encode_goal = 1.0, decode_goal = 1.4, share_of_other_kinds = 0.9, least_share = 0.6;

static const char *const directions[] = { "encode", "decode" };

static plan plan_for(size_t size, const settings *settings)
{
    plan plan = { .of_speeds = true, .rounds = settings->quick ? 15 : 41, .turn = settings->quick ? 0.005 : 0.02 };
    if (size > mebibyte)
        plan = (struct plan){ .of_speeds = true, .rounds = 15 };
    if (settings->rounds > 0)
        plan.rounds = settings->rounds;
    return plan;
}

static comparison compare_with(const row *row, const kind *kind, in_place_parser parse, const settings *settings)
{
    const texts *texts = texts_of_kind(kind, row->size);
    conversation ours = make_conversation("msbin1", row->direction, false, texts);
    copied_messages theirs = make_copied_messages(parse, texts);
    comparison result = compare((contender){ converse, &ours }, (contender){ parse_copies, &theirs },
                                plan_for(row->size, settings));
    free_conversation(&ours);
    free_copied_messages(&theirs);
    return result;
}

/* Compares with pugixml, unless an earlier row has. */
static const comparison *compare_kind(const row *row, const kind *kind, const settings *settings)
{
    static comparison known[kind_count + 1][2];
    comparison *comparison = &known[kind != NULL ? 1 + (kind - kinds) : 0][row->direction];
    if (comparison->rounds == 0)
        *comparison = compare_with(row, kind, parse_with_pugixml, settings);
    return comparison;
}

static void report(const row *row, const comparison *result)
{
    double megabytes = (double)row->size / 1e6;
    report_comparison(row->name, megabytes / result->ours, megabytes / result->theirs, "MB/s", result, row->target);
}

static void run_orders(const row *row, const settings *settings)
{
    bool is_rapidxml = strstr(row->name, "rapidxml") != NULL;
    if (!is_rapidxml && row->size == mebibyte)
        return report(row, compare_kind(row, NULL, settings));
    comparison result = compare_with(row, NULL, is_rapidxml ? parse_with_rapidxml : parse_with_pugixml, settings);
    report(row, &result);
}

static const kind *kind_of(const row *row)
{
    for (size_t index = 0; index < kind_count; index++)
        if (strstr(row->name, kinds[index].name) != NULL)
            return &kinds[index];
    give_up("no kind of messages is in the name %s", row->name);
}

static void run_kind(const row *row, const settings *settings)
{
    report(row, compare_kind(row, kind_of(row), settings));
}

/* The least ratio of all kinds, and that of purchase orders. */
static void run_least(const row *row, const settings *settings)
{
    double least = compare_kind(row, &kinds[0], settings)->ratio.median;
    for (size_t index = 1; index < kind_count; index++) {
        double ratio = compare_kind(row, &kinds[index], settings)->ratio.median;
        least = ratio < least ? ratio : least;
    }
    report_ratio(row->name, least, compare_kind(row, NULL, settings)->ratio.median, "ratio", row->target);
}

static void add(row_list *list, row row, const char *what, const char *suffix)
{
    snprintf(row.name, sizeof row.name, "msbin1-%s-%s%s", directions[row.direction], what, suffix);
    add_row(list, row);
}

static void add_orders(row_list *list, direction direction)
{
    static const struct {
        const char *name;
        size_t size;
        double share; /* of the goal */
    } sizes[] = { { "1k", kibibyte, 0.8 }, { "1m", mebibyte, 1 }, { "64m", 64 * mebibyte, 1 } };
    const double goal = direction == encoding ? encode_goal : decode_goal;
    for (size_t index = 0; index < sizeof sizes / sizeof sizes[0]; index++) {
        row row = { .direction = direction, .size = sizes[index].size, .run = run_orders };
        row.is_slow = row.size > mebibyte;
        row.target = (target){ at_least, goal * sizes[index].share };
        add(list, row, sizes[index].name, "-pugixml");
        row.target.bound = no_bound;
        row.is_extra = row.size != mebibyte;
        add(list, row, sizes[index].name, "-rapidxml");
    }
}

void add_in_place_rows(row_list *list)
{
    for (direction direction = encoding; direction <= decoding; direction++)
        add_orders(list, direction);
    for (direction direction = encoding; direction <= decoding; direction++) {
        row row = { .direction = direction, .size = mebibyte, .run = run_kind };
        row.target = (target){ at_least, share_of_other_kinds * (direction == encoding ? encode_goal : decode_goal) };
        for (size_t index = 0; index < kind_count; index++)
            add(list, row, kinds[index].name, "-pugixml");
        row.run = run_least;
        row.target = (target){ at_least, least_share };
        add(list, row, "least", "-pugixml");
    }
}
