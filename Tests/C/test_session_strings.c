/* Which texts the messages of a session share: those that name an action or an endpoint, as in WCF. */
#include "Session/pair.h"
#include "Session/recorded.h"

static void take(struct bytes *wire, const BYTE *bytes, size_t size)
{
    wire->size = 0;
    bytes_append(wire, bytes, size);
}

static void a_session_that_wcf_had_is_encoded_to_the_same_bytes(void **state)
{
    (void)state;
    for (int direction = 0; direction < 2; direction++) {
        struct pair *pair = pair_open("msbinsession1", SYNCHRONOUSLY);
        for (int i = 0; i < 2; i++) {
            struct bytes wire = { 0 };
            BYTE bytes[256];
            size_t size = recorded_message(2 * direction + i, bytes);
            take(&wire, bytes, size);
            assert_result(S_OK, pair_receive(pair, &wire, wire.size, ALL_STEPS));
            char *text = strndup((const char *)pair->text.data, pair->text.size);
            assert_result(S_OK, pair_send(pair, text, ALL_STEPS));
            assert_bytes_equal(&pair->handed, bytes, size);
            free(text);
            bytes_free(&wire);
        }
        pair_close(pair);
    }
}

static void a_session_whose_headers_wcf_did_not_share_is_shorter(void **state)
{
    struct pair *pair = pair_open("msbinsession1", SYNCHRONOUSLY);
    size_t ours = 0, theirs = 0;
    (void)state;
    for (size_t i = 0; i < WsCountOf(recorded_requests); i++) {
        struct bytes wire = { 0 };
        BYTE bytes[256];
        size_t size = recorded_bytes(recorded_requests[i], bytes);
        take(&wire, bytes, size);
        assert_result(S_OK, pair_receive(pair, &wire, wire.size, ALL_STEPS));
        char *text = strndup((const char *)pair->text.data, pair->text.size);
        assert_result(S_OK, pair_send(pair, text, ALL_STEPS));
        ours += pair->handed.size;
        theirs += size;
        free(text);
        bytes_free(&wire);
    }
    if (ours >= theirs)
        fail_msg("%zu bytes, and %zu of WCF", ours, theirs);
    pair_close(pair);
}

#define NEW "http://www.w3.org/2005/08/addressing"
#define OLD "http://schemas.xmlsoap.org/ws/2004/08/addressing"

/* [S15] */
static void texts_of_actions_and_addresses_are_shared_and_no_others(void **state)
{
    (void)state;
    static const struct {
        bool is_shared;
        const char *text;
    } rows[] = {
        { true, "<a:Action xmlns:a='" NEW "'>urn:shared</a:Action>" },
        { true, "<a:Action xmlns:a='" OLD "'>urn:shared</a:Action>" },
        { true, "<To xmlns='" NEW "'>urn:shared</To>" },
        { true, "<To xmlns='" OLD "' x='y'>urn:shared</To>" },
        { true, "<w:ReplyTo xmlns:w='" NEW "'><w:Address>urn:shared</w:Address></w:ReplyTo>" },
        { true, "<w:EndpointReference xmlns:w='" OLD "'><w:Address>urn:shared</w:Address></w:EndpointReference>" },
        /* Put together from references and sections; beside comments and children. */
        { true, "<a:To xmlns:a='" NEW "'>&#x75;rn:<![CDATA[sha]]>red</a:To>" },
        { true, "<a:To xmlns:a='" NEW "'><a:To/>urn:shared<!-- c --></a:To>" },
        { true, "<sixteen_letters_:Address xmlns:sixteen_letters_='" NEW "'>urn:shared</sixteen_letters_:Address>" },
        /* Values too, although they have records of their own. */
        { true, "<a:To xmlns:a='" NEW "'>urn:uuid:c92b8486-cefb-4201-8a89-22bcd24b699e</a:To>" },
        { false, "<seventeen_letters:Address xmlns:seventeen_letters='" NEW "'>urn:shared</seventeen_letters:Address>" },
        { false, "<a:Action xmlns:a='" NEW "/'>urn:shared</a:Action>" },
        { false, "<Action>urn:shared</Action>" },
        { false, "<a:action xmlns:a='" NEW "'>urn:shared</a:action>" },
        { false, "<a:MessageID xmlns:a='" NEW "'>urn:shared</a:MessageID>" },
        { false, "<a:RelatesTo xmlns:a='" NEW "'>urn:shared</a:RelatesTo>" },
        { false, "<a:ReplyTo xmlns:a='" NEW "'>urn:shared</a:ReplyTo>" },
        { false, "<a:To xmlns:a='" NEW "' b='urn:shared'/>" },
        { false, "<a:To xmlns:a='" NEW "'><b>urn:shared</b></a:To>" },
        { false, "<a:To xmlns:a='" NEW "'><a:b xmlns:a='urn:b'><a:To>urn:shared</a:To></a:b></a:To>" },
        { false, "<a:Header xmlns:a='" NEW "'><a:To/>urn:shared</a:Header>" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (int manner = SYNCHRONOUSLY; manner <= INSIDE; manner++) {
            struct pair *pair = pair_open("msbinsession1", (enum manner)manner);
            size_t first = 0;
            for (int round = 0; round < 3; round++) {
                struct bytes wire = { 0 };
                assert_result(S_OK, pair_send(pair, rows[i].text, ALL_STEPS));
                take(&wire, pair->handed.data, pair->handed.size);
                if (round == 0)
                    first = wire.size;
                else if ((memmem(wire.data, wire.size, "shared", 6) == NULL && wire.data[wire.size - 17] != 0xAD)
                         != rows[i].is_shared)
                    fail_msg("%s: %zu bytes, then %zu", rows[i].text, first, wire.size);
                assert_result(S_OK, pair_receive(pair, &wire, wire.size, ALL_STEPS));
                bytes_free(&wire);
            }
            pair_close(pair);
        }
}

/* [S15] The dictionary that every peer has comes first, and the size of a session is limited for texts, too. */
static void texts_of_the_dictionary_and_those_without_room_are_no_strings_of_the_session(void **state)
{
    (void)state;
    static const char anonymous[] = "<a:To xmlns:a='" NEW "'>" NEW "/anonymous</a:To>";
    static char text[3000] = "<a:To xmlns:a='" NEW "'>";
    size_t start = strlen(text);
    struct pair *pair = pair_open("msbinsession1", SYNCHRONOUSLY);
    assert_result(S_OK, pair_send(pair, anonymous, ALL_STEPS));
    assert_int_equal(0, pair->handed.data[0]);
    for (size_t length = 2044; length <= 2047; length++) {
        memset(text + start, 'u', length);
        snprintf(text + start + length, sizeof text - start - length, "</a:To>");
        pair_reopen(pair);
        for (int round = 0; round < 2; round++) {
            assert_result(S_OK, pair_send(pair, text, ALL_STEPS));
            /* 2,048 bytes with the two of its length. */
            bool fits = length <= 2046;
            assert_int_equal(round > 0 && fits, pair->handed.size < 100);
            assert_int_equal(round > 0 || !fits, pair->handed.data[0] == 0);
        }
    }
    pair_close(pair);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_session_that_wcf_had_is_encoded_to_the_same_bytes),
        cmocka_unit_test(a_session_whose_headers_wcf_did_not_share_is_shorter),
        cmocka_unit_test(texts_of_actions_and_addresses_are_shared_and_no_others),
        cmocka_unit_test(texts_of_the_dictionary_and_those_without_room_are_no_strings_of_the_session),
    };
    return cmocka_run_group_tests_name(__FILE__, tests, register_session_links, unregister_session_links);
}
