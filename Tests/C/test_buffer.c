/* WSE_BUFFER: a queue of bytes that is a sink and a source. */
#include "Support/support.h"

static ULONGLONG size_of(const WSE_BUFFER *buffer)
{
    const BYTE *bytes;
    ULONGLONG size;
    assert_result(S_OK, WseGetBufferBytes(buffer, &bytes, &size));
    return size;
}

/* [B2] [B4] [B5] */
static void what_is_written_is_read_in_order(void **state)
{
    (void)state;
    WSE_BUFFER *buffer = NULL;
    WS_WRITE_CALLBACK write = WseBufferWrite;
    WS_READ_CALLBACK read = WseBufferRead;
    assert_result(S_OK, WseCreateBuffer(0, &buffer, NULL));
    struct randomness randomness = randomness_from(test_seed());
    unsigned written = 0, given = 0;
    ULONG length = 9;
    BYTE room[3000];
    assert_result(S_OK, read(buffer, room, sizeof room, &length, NULL, NULL));
    assert_int_equal(0, length);
    for (int i = 0; i < 2000; i++) {
        BYTE first[1500], second[1500];
        WS_BYTES buffers[3] = { { (ULONG)random_below(&randomness, 1500), first },
                                { 0, NULL },
                                { (ULONG)random_below(&randomness, 1500), second } };
        for (ULONG j = 0; j < buffers[0].length; j++)
            first[j] = (BYTE)(written++ * 7);
        for (ULONG j = 0; j < buffers[2].length; j++)
            second[j] = (BYTE)(written++ * 7);
        assert_result(S_OK, write(buffer, buffers, 3, NULL, NULL));
        assert_int_equal(written - given, size_of(buffer));
        assert_result(S_OK, read(buffer, room, (ULONG)random_below(&randomness, sizeof room + 1), &length, NULL, NULL));
        for (ULONG j = 0; j < length; j++)
            if (room[j] != (BYTE)(given++ * 7))
                fail_msg("byte %u differs", given - 1);
    }
    do {
        assert_result(S_OK, read(buffer, room, sizeof room, &length, NULL, NULL));
        for (ULONG j = 0; j < length; j++)
            if (room[j] != (BYTE)(given++ * 7))
                fail_msg("byte %u differs", given - 1);
    } while (length > 0);
    assert_int_equal(written, given);
    WseFreeBuffer(buffer);
}

/* [B3] */
static void a_bounded_buffer_takes_exactly_its_size(void **state)
{
    (void)state;
    WS_ERROR *error = create_error();
    WSE_BUFFER *buffer = NULL;
    assert_result(S_OK, WseCreateBuffer(10, &buffer, error));
    WS_BYTES six = { 6, (BYTE *)"abcdef" }, four = { 4, (BYTE *)"ghij" }, five = { 5, (BYTE *)"ghijk" };
    assert_result(S_OK, WseBufferWrite(buffer, &six, 1, NULL, error));
    assert_result(WS_E_QUOTA_EXCEEDED, WseBufferWrite(buffer, &five, 1, NULL, error));
    assert_error_contains(error, "(limit 10)");
    assert_int_equal(6, size_of(buffer));
    assert_result(S_OK, WseBufferWrite(buffer, &four, 1, NULL, error));
    assert_int_equal(10, size_of(buffer));
    BYTE room[4];
    ULONG length;
    assert_result(S_OK, WseBufferRead(buffer, room, 4, &length, NULL, error));
    assert_result(S_OK, WseBufferWrite(buffer, &four, 1, NULL, error));
    WseFreeBuffer(buffer);
    WsFreeError(error);
}

/* [B1] */
static void a_reset_buffer_is_empty_and_keeps_its_memory(void **state)
{
    (void)state;
    WSE_BUFFER *buffer = NULL;
    assert_result(S_OK, WseCreateBuffer(0, &buffer, NULL));
    const BYTE *before, *after;
    ULONGLONG size;
    assert_result(S_OK, WseGetBufferBytes(buffer, &before, &size));
    assert_null(before);
    WS_BYTES bytes = { 5, (BYTE *)"abcde" };
    assert_result(S_OK, WseBufferWrite(buffer, &bytes, 1, NULL, NULL));
    assert_result(S_OK, WseGetBufferBytes(buffer, &before, &size));
    WseResetBuffer(buffer);
    assert_int_equal(0, size_of(buffer));
    assert_result(S_OK, WseBufferWrite(buffer, &bytes, 1, NULL, NULL));
    assert_result(S_OK, WseGetBufferBytes(buffer, &after, &size));
    assert_ptr_equal(before, after);
    WseFreeBuffer(buffer);
    WseFreeBuffer(NULL);
    WseResetBuffer(NULL);
}

static void wrong_arguments_are_refused(void **state)
{
    (void)state;
    WSE_BUFFER *buffer = NULL;
    WS_ERROR *error = create_error();
    BYTE room[4];
    ULONG length = 9;
    ULONGLONG size;
    const BYTE *data;
    WS_BYTES no_address = { 1, NULL };
    assert_result(E_INVALIDARG, WseCreateBuffer(0, NULL, error));
    assert_result(S_OK, WseCreateBuffer(0, &buffer, error));
    assert_result(E_INVALIDARG, WseBufferWrite(NULL, &no_address, 0, NULL, error));
    assert_result(E_INVALIDARG, WseBufferWrite(buffer, &no_address, 1, NULL, error));
    assert_result(E_INVALIDARG, WseBufferWrite(buffer, NULL, 1, NULL, error));
    assert_result(S_OK, WseBufferWrite(buffer, NULL, 0, NULL, error));
    assert_result(E_INVALIDARG, WseBufferRead(NULL, room, 4, &length, NULL, error));
    assert_result(E_INVALIDARG, WseBufferRead(buffer, NULL, 4, &length, NULL, error));
    assert_result(E_INVALIDARG, WseBufferRead(buffer, room, 4, NULL, NULL, error));
    assert_int_equal(9, length);
    assert_result(S_OK, WseBufferRead(buffer, NULL, 0, &length, NULL, error));
    assert_result(E_INVALIDARG, WseGetBufferBytes(NULL, &data, &size));
    assert_result(E_INVALIDARG, WseGetBufferBytes(buffer, NULL, &size));
    assert_result(E_INVALIDARG, WseGetBufferBytes(buffer, &data, NULL));
    WseFreeBuffer(buffer);
    WsFreeError(error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_in_order),
        cmocka_unit_test(a_bounded_buffer_takes_exactly_its_size),
        cmocka_unit_test(a_reset_buffer_is_empty_and_keeps_its_memory),
        cmocka_unit_test(wrong_arguments_are_refused),
    };
    return RUN_SUITE(tests);
}
