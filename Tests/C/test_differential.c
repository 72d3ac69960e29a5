/* Random documents, as text and as records, from a printed seed, beside expat and libxml2. `make soak` goes on for longer. */
#include "Differential/differential.h"

#include <libxml/parser.h>

static void run(struct finding (*round)(uint64_t seed, struct tally *tally), const char *what)
{
    const char *given = getenv("WSE_TEST_ROUNDS");
    unsigned long long count = given ? strtoull(given, NULL, 10) : test_is_quick() ? 60 : 4000;
    struct tally tally = { 0 };
    for (unsigned long long i = 0; i < count; i++) {
        struct finding finding = round(test_seed() * 1000003 + i, &tally);
        if (finding.text[0])
            fail_msg("round %llu: %s", i, finding.text);
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

int main(void)
{
    xmlInitParser();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_fares_as_other_parsers_say_and_means_the_same_when_it_has_been_binary),
        cmocka_unit_test(records_are_what_their_text_says_and_fare_alike_in_any_pieces),
    };
    int failed = RUN_SUITE(tests);
    xmlCleanupParser();
    return failed;
}
