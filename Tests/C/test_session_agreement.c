/* Both sides of a session agree on its strings: whatever fails, wherever, each later message is either the one that was sent or
 * refused. Every bit flipped, every read, write and allocation failing, abandonment at every step, for every session codec,
 * alone and in chains. */
#include "FailingAllocator/failing_allocator.h"
#include "Session/pair.h"

/* What a name becomes for a receiver that missed one is another name of these. */
static const char *const texts[] = { "<Pay to=\"x1\"><Amount>ab</Amount></Pay>", "<pay From=\"y\"><Amount>c</Amount><q/></pay>",
                                     "<Pay to=\"z\"><pay><q>d</q></pay></Pay>", "<Last><Pay/><to/></Last>" };
enum { TEXT_COUNT = sizeof texts / sizeof *texts };

/** All messages, encoded by one encoder that nothing happens to. */
static void encode_all(struct pair *pair, struct bytes wires[TEXT_COUNT])
{
    for (int i = 0; i < TEXT_COUNT; i++) {
        wires[i] = (struct bytes){ 0 };
        assert_result(S_OK, pair_send(pair, texts[i], ALL_STEPS));
        bytes_append(&wires[i], pair->handed.data, pair->handed.size);
    }
}

static void free_all(struct pair *pair, struct bytes wires[TEXT_COUNT])
{
    for (int i = 0; i < TEXT_COUNT; i++)
        bytes_free(&wires[i]);
    pair_close(pair);
}

/** After a message of which something was read: nothing is decoded any more. Else: this one and all after it are right. */
static void go_on_receiving(struct pair *pair, const struct bytes wires[TEXT_COUNT], int first, bool was_read, const char *what,
                            size_t at)
{
    allocator_disarm();
    pair->channel.fail_at = 0;
    for (int i = was_read ? first + 1 : first; i < TEXT_COUNT; i++) {
        HRESULT result = pair_receive(pair, &wires[i], wires[i].size, ALL_STEPS);
        if (was_read ? result != WS_E_OBJECT_FAULTED : result != S_OK || !pair_has(pair, texts[i]))
            fail_msg("%s, %s %zu of message %d: message %d then gives 0x%08x \"%.*s\"", pair->codec, what, at, first, i,
                     (unsigned)result, (int)pair->text.size, pair->text.data);
    }
    pair_reopen(pair);
}

static void take_to(struct pair *pair, const struct bytes wires[TEXT_COUNT], int count)
{
    for (int i = 0; i < count; i++)
        assert_true(pair_arrives(pair, &wires[i], texts[i], "before", 0));
}

static void for_every_codec_and_message(void (*check)(struct pair *pair, const struct bytes wires[TEXT_COUNT], int message))
{
    for (size_t i = 0; i < session_codec_count; i++)
        for (int manner = SYNCHRONOUSLY; manner <= INSIDE; manner += INSIDE) {
            struct pair *pair = pair_open(session_codecs[i], (enum manner)manner);
            struct bytes wires[TEXT_COUNT];
            encode_all(pair, wires);
            for (int message = 0; message < 2; message++)
                check(pair, wires, message);
            free_all(pair, wires);
        }
}

/** A checksum of one of the codecs sees every flipped bit; without one, what is taken for a message may be another. */
static void flip_bits(struct pair *pair, const struct bytes wires[TEXT_COUNT], int message)
{
    bool has_checksum = strstr(pair->codec, "gzip");
    pair->channel.read_limit = 16;
    for (size_t bit = 0; bit < 8 * wires[message].size; bit += pair->channel.manner == SYNCHRONOUSLY ? 1 : 13) {
        take_to(pair, wires, message);
        wires[message].data[bit / 8] ^= (BYTE)(1 << bit % 8);
        HRESULT result = pair_receive(pair, &wires[message], wires[message].size, ALL_STEPS);
        wires[message].data[bit / 8] ^= (BYTE)(1 << bit % 8);
        if (FAILED(result))
            go_on_receiving(pair, wires, message, true, "bit", bit);
        else if (pair_has(pair, texts[message]))
            go_on_receiving(pair, wires, message + 1, false, "harmless bit", bit);
        else
            assert_false(has_checksum);
        pair_reopen(pair);
    }
}

/* [S11] [S12] */
static void every_flipped_bit_is_refused_and_ends_the_session(void **state)
{
    (void)state;
    for_every_codec_and_message(flip_bits);
}

static void fail_reads(struct pair *pair, const struct bytes wires[TEXT_COUNT], int message)
{
    pair->channel.read_limit = 5;
    for (unsigned long at = 1;; at++) {
        take_to(pair, wires, message);
        pair->channel.fail_at = at;
        HRESULT result = pair_receive(pair, &wires[message], wires[message].size, ALL_STEPS);
        if (result == S_OK)
            break;
        assert_result(E_ACCESSDENIED, result);
        go_on_receiving(pair, wires, message, true, "read", at);
    }
    pair->channel.fail_at = 0;
    pair_reopen(pair);
    for (size_t size = 0; size < wires[message].size; size++) {
        take_to(pair, wires, message);
        assert_true(FAILED(pair_receive(pair, &wires[message], size, ALL_STEPS)));
        go_on_receiving(pair, wires, message, true, "cut off at", size);
    }
}

static void every_failing_read_ends_the_session(void **state)
{
    (void)state;
    for_every_codec_and_message(fail_reads);
}

static void abandon_reading(struct pair *pair, const struct bytes wires[TEXT_COUNT], int message)
{
    pair->channel.read_limit = 5;
    for (int steps = 0;; steps++) {
        take_to(pair, wires, message);
        if (pair_receive(pair, &wires[message], wires[message].size, steps) == S_OK)
            break;
        go_on_receiving(pair, wires, message, pair->channel.calls > 0, "abandoned after step", (size_t)steps);
    }
    pair_reopen(pair);
    /* Refused before anything is read: it has to be given again. */
    WS_STRING other = WS_STRING_VALUE(u"image/png"), type = pair->type;
    if (!strstr(pair->codec, "hold")) {
        take_to(pair, wires, message);
        pair->type = other;
        assert_result(WS_E_NOT_SUPPORTED, pair_receive(pair, &wires[message], wires[message].size, ALL_STEPS));
        pair->type = type;
        go_on_receiving(pair, wires, message, false, "refused", 0);
    }
}

/* [S14] */
static void a_message_that_is_not_decoded_to_its_end_ends_the_session_if_any_was_read(void **state)
{
    (void)state;
    for_every_codec_and_message(abandon_reading);
}

static void starve_decoder(struct pair *pair, const struct bytes wires[TEXT_COUNT], int message)
{
    if (pair->channel.manner != SYNCHRONOUSLY)
        return;
    for (int for_ever = 0; for_ever <= 1; for_ever++)
        for (unsigned long at = 1, has_failed = 1; has_failed; at++) {
            take_to(pair, wires, message);
            allocator_arm(at, for_ever);
            HRESULT result = pair_receive(pair, &wires[message], wires[message].size, ALL_STEPS);
            allocator_disarm();
            has_failed = allocator_has_failed();
            assert_true(has_failed || result == S_OK);
            if (FAILED(result))
                go_on_receiving(pair, wires, message, pair->channel.calls > 0, "allocation", at);
            else
                go_on_receiving(pair, wires, message + 1, false, "allocation without effect", at);
        }
}

static void every_failing_allocation_of_a_decoder_ends_the_session_if_any_was_read(void **state)
{
    (void)state;
    for_every_codec_and_message(starve_decoder);
}

/** What becomes of the bytes of a message that has failed: they are lost, or those that the sink took arrive, or all. */
enum fate { LOST, CUT, ARRIVED, FATE_COUNT };

enum expectation { GOES_ON, ENDS, EITHER };

/** After a message that has failed or was abandoned: what else is sent is right where it arrives, or it is not sent. */
static void go_on_sending(struct pair *pair, int message, enum expectation expected, enum fate fate, const char *what,
                          size_t at)
{
    struct bytes wire = { 0 };
    const struct bytes *arrived = fate == CUT ? &pair->channel.output : &pair->handed;
    bool can_decode = true;
    allocator_disarm();
    pair->channel.fail_at = 0;
    bytes_append(&wire, arrived->data, fate == LOST ? 0 : arrived->size);
    if (wire.size > 0)
        can_decode = pair_arrives(pair, &wire, texts[message], what, at);
    for (int i = 0; i < TEXT_COUNT; i++) {
        const char *text = texts[(message + i) % TEXT_COUNT];
        HRESULT result = pair_send(pair, text, ALL_STEPS);
        if (expected == GOES_ON ? result != S_OK : result != WS_E_OBJECT_FAULTED && (expected == ENDS || result != S_OK))
            fail_msg("%s, %s %zu of message %d: then 0x%08x", pair->codec, what, at, message, (unsigned)result);
        wire.size = 0;
        bytes_append(&wire, pair->handed.data, pair->handed.size);
        if (result == S_OK && pair_arrives(pair, &wire, text, what, at) != can_decode)
            fail_msg("%s, %s %zu of message %d: what is sent then is refused", pair->codec, what, at, message);
    }
    bytes_free(&wire);
    pair_reopen(pair);
}

/** Sends the messages before one, both sides. */
static void send_to(struct pair *pair, int count)
{
    for (int i = 0; i < count; i++) {
        struct bytes wire = { 0 };
        assert_result(S_OK, pair_send(pair, texts[i], ALL_STEPS));
        bytes_append(&wire, pair->handed.data, pair->handed.size);
        assert_true(pair_arrives(pair, &wire, texts[i], "before", 0));
        bytes_free(&wire);
    }
}

/** The third message adds no strings: without it both sides know the same. */
static const int settled_message = 2;

static void fail_writes(struct pair *pair)
{
    for (int message = 0; message <= settled_message; message++)
        for (int fate = 0; fate < FATE_COUNT; fate++)
            for (unsigned long at = 1;; at++) {
                send_to(pair, message);
                pair->channel.fail_at = at;
                HRESULT result = pair_send(pair, texts[message], ALL_STEPS);
                pair->channel.fail_at = 0;
                if (result == S_OK) {
                    pair_reopen(pair);
                    break;
                }
                assert_result(E_ACCESSDENIED, result);
                go_on_sending(pair, message, message == settled_message ? GOES_ON : ENDS, (enum fate)fate, "write", at);
            }
}

/** Nothing of a short message goes out before End. */
static void abandon_writing(struct pair *pair)
{
    for (int message = 0; message <= settled_message; message++)
        for (int steps = 0;; steps++) {
            send_to(pair, message);
            if (pair_send(pair, texts[message], steps) == S_OK) {
                pair_reopen(pair);
                break;
            }
            assert_int_equal(0, pair->channel.calls);
            go_on_sending(pair, message, GOES_ON, LOST, "abandoned after step", (size_t)steps);
        }
    /* Refused by the codec itself. */
    send_to(pair, 1);
    assert_true(FAILED(pair_send(pair, "<New><other></New>", ALL_STEPS)));
    go_on_sending(pair, 1, GOES_ON, LOST, "malformed", 0);
}

static void starve_encoder(struct pair *pair)
{
    bool is_built_in = !strstr(pair->codec, "xor") && !strstr(pair->codec, "hold") && !strstr(pair->codec, "own");
    if (pair->channel.manner != SYNCHRONOUSLY)
        return;
    for (int message = 0; message < 2 * settled_message; message++)
        for (unsigned long at = 1, has_failed = 1; has_failed; at++) {
            send_to(pair, message % settled_message);
            allocator_arm(at, message >= settled_message);
            HRESULT result = pair_send(pair, texts[message % settled_message], ALL_STEPS);
            allocator_disarm();
            has_failed = allocator_has_failed();
            bool is_untouched = is_built_in && pair->channel.calls == 0;
            go_on_sending(pair, message % settled_message, result == S_OK || is_untouched ? GOES_ON : EITHER,
                          result == S_OK ? ARRIVED : CUT, "allocation", at);
        }
}

static void for_every_encoder(void (*check)(struct pair *pair))
{
    for (size_t i = 0; i < session_codec_count; i++)
        for (int manner = SYNCHRONOUSLY; manner <= INSIDE; manner++) {
            if (manner == LATER && test_is_quick())
                continue;
            struct pair *pair = pair_open(session_codecs[i], (enum manner)manner);
            check(pair);
            pair_close(pair);
        }
}

static void every_failing_write_of_new_strings_ends_the_session(void **state)
{
    (void)state;
    for_every_encoder(fail_writes);
}

/* [S13] */
static void a_message_of_which_nothing_was_written_is_forgotten(void **state)
{
    (void)state;
    for_every_encoder(abandon_writing);
}

/* [S13] The bytes that another link writes in Start are none of the session's, which has not begun the message by then. */
static void a_message_that_fails_before_the_session_begins_it_is_forgotten(void **state)
{
    (void)state;
    static const char *const heralds[] = { "msbinsession1,herald", "own,herald", "own-checked,xor,herald", "own-chain,herald" };
    for (size_t i = 0; i < sizeof heralds / sizeof *heralds; i++)
        for (int count = 0; count < 2; count++) {
            struct pair *pair = pair_open(heralds[i], SYNCHRONOUSLY);
            send_to(pair, count);
            for (int failures = 0; failures < 2; failures++) {
                pair->channel.fail_at = 1;
                assert_result(E_ACCESSDENIED, pair_send(pair, texts[count], ALL_STEPS));
            }
            go_on_sending(pair, count, GOES_ON, LOST, "Start of a link", 0);
            pair_close(pair);
        }
}

static void every_failing_allocation_of_an_encoder_leaves_both_sides_agreed(void **state)
{
    (void)state;
    for_every_encoder(starve_encoder);
}

static void a_failure_that_a_link_keeps_to_itself_ends_the_session(void **state)
{
    (void)state;
    static const char *const careless[] = { "msbinsession1,hold-careless", "own-chain,gzip,hold-careless" };
    for (size_t i = 0; i < sizeof careless / sizeof *careless; i++) {
        struct pair *pair = pair_open(careless[i], SYNCHRONOUSLY);
        send_to(pair, 1);
        pair->channel.fail_at = 1;
        assert_result(S_OK, pair_send(pair, texts[1], ALL_STEPS));
        go_on_sending(pair, 1, ENDS, CUT, "a careless link", 0);
        send_to(pair, TEXT_COUNT);
        pair_close(pair);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_flipped_bit_is_refused_and_ends_the_session),
        cmocka_unit_test(every_failing_read_ends_the_session),
        cmocka_unit_test(a_message_that_is_not_decoded_to_its_end_ends_the_session_if_any_was_read),
        cmocka_unit_test(every_failing_allocation_of_a_decoder_ends_the_session_if_any_was_read),
        cmocka_unit_test(every_failing_write_of_new_strings_ends_the_session),
        cmocka_unit_test(a_message_of_which_nothing_was_written_is_forgotten),
        cmocka_unit_test(a_message_that_fails_before_the_session_begins_it_is_forgotten),
        cmocka_unit_test(every_failing_allocation_of_an_encoder_leaves_both_sides_agreed),
        cmocka_unit_test(a_failure_that_a_link_keeps_to_itself_ends_the_session),
    };
    return cmocka_run_group_tests_name(__FILE__, tests, register_session_links, unregister_session_links);
}
