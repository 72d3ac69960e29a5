/* Random documents, as text and as records, from a printed seed, beside expat and libxml2. `make soak` goes on for longer, and
 * names the seed of a round that finds something; `test_differential SEED` runs that round again. */
#include "Differential/differential.h"

#include <libxml/parser.h>

static void run(struct finding (*round)(uint64_t seed, struct tally *tally), const char *what)
{
    const char *given = getenv("WSE_TEST_ROUNDS");
    unsigned long long count = given ? strtoull(given, NULL, 10) : test_is_quick() ? 60 : 3000;
    struct tally tally = { 0 };
    for (unsigned long long i = 0; i < count; i++) {
        uint64_t seed = test_seed() * 1000003 + i;
        struct finding finding = round(seed, &tally);
        if (finding.text[0])
            fail_msg("round %llu, seed %llu: %s", i, (unsigned long long)seed, finding.text);
    }
    printf("  %llu documents of %s: %llu accepted, %llu refused, %llu beyond a limit\n", tally.rounds, what, tally.accepted,
           tally.refused, tally.limited);
    assert_true(tally.accepted > count / 4 && tally.refused + tally.limited > count / 10);
}

static void text_fares_as_other_parsers_say_and_means_the_same_when_it_has_been_binary(void **state)
{
    (void)state;
    run(text_round, "text");
}

static void records_are_what_their_text_says_and_fare_alike_in_any_pieces(void **state)
{
    (void)state;
    run(records_round, "records");
}

static int run_again(uint64_t seed)
{
    struct tally tally = { 0 };
    struct finding text = text_round(seed, &tally), records = records_round(seed, &tally);
    printf("text: %s\nrecords: %s\n", text.text[0] ? text.text : "nothing found",
           records.text[0] ? records.text : "nothing found");
    return text.text[0] || records.text[0];
}

int main(int count, char **arguments)
{
    xmlInitParser();
    if (count > 1)
        return run_again(strtoull(arguments[1], NULL, 10));
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_fares_as_other_parsers_say_and_means_the_same_when_it_has_been_binary),
        cmocka_unit_test(records_are_what_their_text_says_and_fare_alike_in_any_pieces),
    };
    int failed = RUN_SUITE(tests);
    xmlCleanupParser();
    return failed;
}
