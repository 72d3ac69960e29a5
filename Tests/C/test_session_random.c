/* Random sessions in which things go wrong on both sides: each message is either the one that was sent or refused.
 * WSE_SESSION_ROUNDS sets how many sessions run, for the long run. */
#include "FailingAllocator/failing_allocator.h"
#include "Session/pair.h"

/** What becomes of the bytes of a message that has failed: they are lost, or those that the sink took arrive, or all. */
enum fate { LOST, CUT, ARRIVED, FATE_COUNT };

/** A document of names that are easily taken for one another; a few are longer than what an encoder holds back. */
static void random_text(struct randomness *randomness, char *text)
{
    static const char letters[] = "aAbBcC";
    char names[8][12], *next = text;
    int depth = 0;
    size_t count = random_below(randomness, 50) == 0 ? 2000 : 1 + random_below(randomness, 30);
    for (size_t i = 0; i < count; i++) {
        if (depth == 8 || (depth > 1 && random_below(randomness, 3) == 0)) {
            next += sprintf(next, "t</%s>", names[--depth]);
            continue;
        }
        sprintf(names[depth], random_below(randomness, 2) ? "%c" : "%c%zu", letters[random_below(randomness, 6)],
                random_below(randomness, 100));
        next += sprintf(next, "<%s>", names[depth++]);
    }
    for (next += sprintf(next, "t"); depth > 0;)
        next += sprintf(next, "</%s>", names[--depth]);
}

/** Has one thing go wrong with a message that a decoder is given, or nothing. Returns whether it is to be refused. */
static HRESULT receive_hurt(struct pair *pair, struct bytes *wire, struct randomness *randomness)
{
    size_t hurt = random_below(randomness, 40), bit = random_below(randomness, 8 * wire->size), size = wire->size;
    int steps = hurt == 1 ? (int)random_below(randomness, 8) : ALL_STEPS;
    if (hurt == 0 && strstr(pair->codec, "gzip"))
        wire->data[bit / 8] ^= (BYTE)(1 << bit % 8);
    if (hurt == 2)
        size = bit / 8;
    if (hurt == 3)
        pair->channel.fail_at = 1 + random_below(randomness, 4);
    if (hurt == 4)
        allocator_arm(1 + random_below(randomness, 6), random_below(randomness, 2));
    HRESULT result = pair_receive(pair, wire, size, steps);
    allocator_disarm();
    pair->channel.fail_at = 0;
    return result;
}

static HRESULT send_hurt(struct pair *pair, const char *text, struct randomness *randomness)
{
    size_t hurt = random_below(randomness, 40);
    if (hurt == 0)
        pair->channel.fail_at = 1 + random_below(randomness, 10);
    if (hurt == 1)
        allocator_arm(1 + random_below(randomness, 10), random_below(randomness, 2));
    HRESULT result = pair_send(pair, text, hurt == 2 ? (int)random_below(randomness, 7) : ALL_STEPS);
    allocator_disarm();
    pair->channel.fail_at = 0;
    return result;
}

static void run_session(struct randomness *randomness, size_t *decoded)
{
    static char text[64 << 10];
    struct pair *pair = pair_open(session_codecs[random_below(randomness, session_codec_count)],
                                  (enum manner)random_below(randomness, MANNER_COUNT));
    for (int i = 0; i < 20; i++) {
        struct bytes wire = { 0 };
        random_text(randomness, text);
        HRESULT result = send_hurt(pair, text, randomness);
        size_t fate = result == S_OK ? ARRIVED : random_below(randomness, FATE_COUNT);
        const struct bytes *arrived = fate == CUT ? &pair->channel.output : &pair->handed;
        bytes_append(&wire, arrived->data, fate == LOST ? 0 : arrived->size);
        while (wire.size > 0) {
            pair->channel.read_limit = random_below(randomness, 2) ? 16 : 0;
            HRESULT taken = receive_hurt(pair, &wire, randomness);
            if (taken == S_OK && !pair_has(pair, text))
                fail_msg("%s: \"%s\" arrives as \"%.*s\"", pair->codec, text, (int)pair->text.size, pair->text.data);
            *decoded += taken == S_OK;
            /* What nothing was read of is given again. */
            if (taken == S_OK || taken == WS_E_OBJECT_FAULTED || pair->channel.calls > 0)
                break;
        }
        bytes_free(&wire);
        if (result == WS_E_OBJECT_FAULTED)
            break;
    }
    pair_close(pair);
}

static void random_sessions_never_disagree(void **state)
{
    (void)state;
    const char *rounds = getenv("WSE_SESSION_ROUNDS");
    size_t count = rounds ? (size_t)strtoull(rounds, NULL, 10) : test_is_quick() ? 100 : 1500, decoded = 0;
    uint64_t seed = test_seed();
    for (size_t i = 0; i < count; i++) {
        struct randomness randomness = randomness_from(seed + i);
        run_session(&randomness, &decoded);
    }
    printf("%zu sessions from seed %llu on, %zu messages decoded\n", count, (unsigned long long)seed, decoded);
    assert_true(decoded > 2 * count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_sessions_never_disagree),
    };
    return cmocka_run_group_tests_name(__FILE__, tests, register_session_links, unregister_session_links);
}
