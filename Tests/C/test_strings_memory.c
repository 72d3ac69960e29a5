/* Out of memory at every allocation of the functions that take the strings of C. Run without valgrind, which has an allocator
 * of its own. */
#include "FailingAllocator/failing_allocator.h"
#include "Support/support.h"

static WS_CHANNEL_ENCODER encoder;
static WS_CHANNEL_DECODER decoder;
static WSE_BUFFER *wire, *back;

static HRESULT message_scenario(void)
{
    static const char as_it_was[] = "as it was";
    const char *type = as_it_was, *encoding = as_it_was, *last = as_it_was;
    const char *soap = "application/soap+xml; charset=utf-8";
    WS_BYTES encoded = { 0, NULL };
    ULONGLONG size = 0;
    HRESULT result = WseEncodeBytes(&encoder, soap, "<a>x</a>", 8, wire, &type, &encoding, NULL);
    if (FAILED(result))
        return type == as_it_was && encoding == as_it_was ? result : E_UNEXPECTED;
    assert_result(S_OK, WseGetBufferView(wire, &encoded));
    result = WseDecodeBytes(&decoder, type, encoding, encoded.bytes, encoded.length, back, &last, NULL);
    if (SUCCEEDED(result))
        return strcmp(last, soap) == 0 ? S_OK : E_UNEXPECTED;
    assert_result(S_OK, WseGetBufferBytes(back, &(const BYTE *){ NULL }, &size));
    return last == as_it_was && size == 0 ? result : E_UNEXPECTED;
}

static HRESULT property_scenario(void)
{
    WSE_PROPERTY_DESCRIPTION description = { .valueSize = 99 };
    HRESULT result = WseGetCodecProperty("msbin1,br", WSE_DIRECTION_ENCODER | WSE_DIRECTION_DECODER, 3, &description, NULL);
    return SUCCEEDED(result) || description.valueSize == 99 ? result : E_UNEXPECTED;
}

/* With the i-th allocation failing, for every i, until none fails any more. */
static void sweep(const char *name, HRESULT (*scenario)(void))
{
    for (int for_ever = 0; for_ever <= 1; for_ever++) {
        unsigned long at = 1;
        for (bool has_failed = true; has_failed; at++) {
            long before = allocator_live_blocks();
            assert_result(S_OK, WseCreateBuffer(0, &wire, NULL));
            assert_result(S_OK, WseCreateBuffer(0, &back, NULL));
            allocator_arm(at, for_ever);
            HRESULT result = scenario();
            (void)allocator_disarm();
            has_failed = allocator_has_failed();
            if (result != (has_failed ? E_OUTOFMEMORY : S_OK))
                fail_msg("%s: allocation %lu failing: 0x%08x", name, at, (unsigned)result);
            WseFreeBuffer(wire);
            WseFreeBuffer(back);
            assert_int_equal(before, allocator_live_blocks());
        }
        printf("  %s: %lu points of failure, %s\n", name, at - 2, for_ever ? "for ever" : "once");
        assert_true(at > 2);
    }
}

static void functions_with_the_strings_of_C_survive_the_failure_of_any_allocation(void **state)
{
    (void)state;
    encoder = create_native_encoder_table("msbin1,gzip");
    decoder = create_native_decoder_table("msbin1,gzip");
    sweep("WseEncodeBytes, WseDecodeBytes", message_scenario);
    WseFreeChannelEncoder(&encoder);
    WseFreeChannelDecoder(&decoder);
    sweep("WseGetCodecProperty", property_scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(functions_with_the_strings_of_C_survive_the_failure_of_any_allocation),
    };
    return cmocka_run_group_tests_name(__FILE__, tests, NULL, NULL);
}
