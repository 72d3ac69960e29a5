/* WSE_REGISTER_CHECKED: implementations that break one rule each and are told so, hosts that break the order of calls and do
 * not get through. Those that keep the rules and notice nothing are among the rows of the other suites ("xor-checked"). */
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#include "Checked/bad_codec.h"

/** The call is refused for a rule, and the instance is good for another message. */
static void assert_violation(HRESULT result, const char *rule, const char *page)
{
    assert_result(WS_E_INVALID_OPERATION, result);
    const char *text = take_error_text(host_error);
    if (!strstr(text, rule) || !strstr(text, page) || !strstr(text, bad.is_encoder ? "bad encoder: " : "bad decoder: "))
        fail_msg("\"%s\" lacks \"%s\" or \"%s\"", text, rule, page);
    assert_result(WS_E_OBJECT_FAULTED, call_bad(IN_TRANSFER, false));
    WsResetError(host_error);
    bad.calls_sink_in = bad.promises_in = NOWHERE;
    bad.completions = 0;
    bad.calls_sink_twice = bad.claims_too_much = false;
    bad.transfer_result = S_OK;
    assert_result(S_OK, call_bad(bad.is_encoder ? IN_TYPE : IN_START, false));
    assert_result(S_OK, call_bad(bad.is_encoder ? IN_START : IN_TYPE, false));
    assert_result(S_OK, call_bad(IN_TRANSFER, false));
    assert_string_equal("", take_error_text(host_error));
}

/* [X2]: in Create it is told by the next call, in GetContentType by that itself. */
static void a_sink_called_outside_an_operation_is_refused(void **state)
{
    (void)state;
    for (int is_encoder = 0; is_encoder <= 1; is_encoder++) {
        const char *rule = is_encoder ? "called its sink outside" : "called its source outside";
        const char *page = is_encoder ? "nc-webservices-ws_create_encoder_callback"
                                      : "nc-webservices-ws_create_decoder_callback";
        enum step first = is_encoder ? IN_TYPE : IN_START;
        open_bad(is_encoder);
        bad.calls_sink_in = IN_CREATE;
        assert_result(S_OK, call_bad(IN_CREATE, false));
        assert_result(WS_E_INVALID_OPERATION, bad.sink_result);
        assert_int_equal(1, bad.entries);
        assert_violation(call_bad(first, false), rule, page);
        close_bad();

        open_bad(is_encoder);
        bad.calls_sink_in = IN_TYPE;
        assert_result(S_OK, call_bad(IN_CREATE, false));
        HRESULT result = call_bad(first, false);
        if (!is_encoder)
            result = call_bad(IN_TYPE, false);
        assert_result(WS_E_INVALID_OPERATION, bad.sink_result);
        assert_violation(result, rule, page);
        close_bad();

        /* Between calls, from a thread of its own. */
        open_bad(is_encoder);
        begin_message();
        pthread_t thread;
        assert_int_equal(0, pthread_create(&thread, NULL, call_sink_elsewhere, &bad.sink_result));
        pthread_join(thread, NULL);
        assert_result(WS_E_INVALID_OPERATION, bad.sink_result);
        assert_violation(call_bad(IN_TRANSFER, false), rule, page);
        close_bad();

        /* In Free nobody is left to be told; it must not do harm. */
        open_bad(is_encoder);
        begin_message();
        bad.calls_sink_in = IN_FREE;
        close_bad();
        assert_true(FAILED(bad.sink_result));
        assert_int_equal(0, sink_calls);

        /* Start, Encode, Decode and End may. */
        open_bad(is_encoder);
        for (int step = IN_START; step <= IN_TRANSFER; step++) {
            bad.calls_sink_in = (enum step)step;
            if (step == IN_START)
                begin_message();
            assert_result(S_OK, call_bad(IN_TRANSFER, false));
            assert_result(S_OK, bad.sink_result);
        }
        assert_string_equal("", take_error_text(host_error));
        close_bad();
    }
}

/* [X3] */
static void a_sink_called_while_its_call_is_outstanding_is_refused(void **state)
{
    (void)state;
    for (int is_encoder = 0; is_encoder <= 1; is_encoder++) {
        open_bad(is_encoder);
        begin_message();
        bad.calls_sink_twice = true;
        assert_result(WS_S_ASYNC, call_bad(IN_TRANSFER, true));
        assert_result(WS_E_INVALID_OPERATION, bad.sink_result);
        assert_int_equal(1, sink_calls);
        assert_int_equal(0, results[0]);
        sink_outstanding.callback(S_OK, WS_SHORT_CALLBACK, sink_outstanding.callbackState);
        assert_int_equal(1, results[0]);
        assert_violation(results[1],
                         is_encoder ? "called its sink while a call of it was outstanding"
                                    : "called its source while a call of it was outstanding",
                         is_encoder ? "ns-webservices-ws_channel_encoder" : "ns-webservices-ws_channel_decoder");
        close_bad();
    }
}

/* [X4] */
static void a_promise_without_an_asynchronous_context_is_refused(void **state)
{
    (void)state;
    for (int is_encoder = 0; is_encoder <= 1; is_encoder++)
        for (int step = IN_TYPE; step <= IN_TRANSFER; step++) {
            open_bad(is_encoder);
            bad.promises_in = (enum step)step;
            assert_result(S_OK, call_bad(IN_CREATE, false));
            static const enum step orders[2][3] = { { IN_START, IN_TYPE, IN_TRANSFER }, { IN_TYPE, IN_START, IN_TRANSFER } };
            HRESULT result = S_OK;
            for (int i = 0; i < 3 && result == S_OK; i++)
                result = call_bad(orders[is_encoder][i], false);
            assert_violation(result, "returned WS_S_ASYNC", "wsw/asynchronous-model");
            close_bad();
        }
}

/* [X5] */
static void a_completion_too_many_is_refused(void **state)
{
    (void)state;
    for (int is_encoder = 0; is_encoder <= 1; is_encoder++)
        for (int way = 0; way < 4; way++) {
            open_bad(is_encoder);
            begin_message();
            HRESULT result;
            if (way == 0) { /* before it returns S_OK */
                bad.completions = 1;
                result = call_bad(IN_TRANSFER, true);
            } else if (way == 1) { /* twice, before it returns WS_S_ASYNC; the first counts, the next call tells */
                bad.completions = 2;
                bad.transfer_result = WS_S_ASYNC;
                result = call_bad(IN_TRANSFER, true);
            } else if (way == 2) { /* twice, later */
                bad.transfer_result = WS_S_ASYNC;
                assert_result(WS_S_ASYNC, call_bad(IN_TRANSFER, true));
                bad.outstanding.callback(S_OK, WS_SHORT_CALLBACK, bad.outstanding.callbackState);
                assert_int_equal(1, results[0]);
                assert_result(S_OK, results[1]);
                bad.outstanding.callback(E_FAIL, WS_SHORT_CALLBACK, bad.outstanding.callbackState);
                bad.transfer_result = S_OK;
                result = call_bad(IN_TRANSFER, true);
            } else { /* later, though it had returned S_OK */
                assert_result(S_OK, call_bad(IN_TRANSFER, true));
                bad.outstanding.callback(S_OK, WS_SHORT_CALLBACK, bad.outstanding.callbackState);
                result = call_bad(IN_TRANSFER, true);
            }
            assert_int_equal(way == 2 ? 1 : 0, results[0]);
            if (result == S_OK) {
                bad.transfer_result = S_OK;
                bad.completions = 0;
                result = call_bad(IN_TRANSFER, true);
            }
            assert_violation(result, "completed a call twice, or one it had not said would complete", "wsw/asynchronous-model");
            close_bad();
        }
}

/** Whether a process can read its own memory without the risk of a signal, as the library does. qemu has no such call. */
static bool kernel_reads_carefully(void)
{
    char from = 'x', to = 0;
    struct iovec local = { &to, 1 }, remote = { &from, 1 };
    return process_vm_readv(getpid(), &local, 1, &remote, 1, 0) == 1 && to == from;
}

/* [X6]: where the memory has gone, too, and where it was given back and is used for something else. */
static void strings_that_do_not_stay_are_refused(void **state)
{
    (void)state;
    if (!kernel_reads_carefully())
        skip();
    for (int is_encoder = 0; is_encoder <= 1; is_encoder++)
        for (int which = 0; which <= is_encoder; which++)
            for (int way = 0; way < 4; way++) {
                long page_size = sysconf(_SC_PAGESIZE);
                WCHAR *room = mmap(NULL, (size_t)page_size * 2, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
                assert_true(room != MAP_FAILED);
                /* Across the end of a page. */
                WCHAR *characters = way == 3 ? room + page_size / 2 - 4 : room;
                memcpy(characters, u"text/any", 16);
                open_bad(is_encoder);
                *(which == 0 ? &bad.type : &bad.encoding) = (WS_STRING){ 8, characters };
                begin_message();
                assert_result(S_OK, call_bad(IN_TRANSFER, false));
                if (way == 0)
                    characters[7] = 'Y';
                else if (way == 1)
                    munmap(room, (size_t)page_size * 2);
                else if (way == 2)
                    mprotect(room, (size_t)page_size * 2, PROT_NONE);
                else
                    munmap(room + page_size / 2, (size_t)page_size);
                int entries = bad.entries;
                bad.type = (WS_STRING){ 3, u"ok!" };
                bad.encoding = (WS_STRING){ 3, u"ok!" };
                HRESULT result = call_bad(is_encoder ? IN_END : IN_START, false);
                assert_int_equal(entries, bad.entries);
                assert_violation(result, "returned strings that did not last to the next call",
                                 is_encoder ? "nc-webservices-ws_encoder_get_content_type_callback"
                                            : "nc-webservices-ws_decoder_get_content_type_callback");
                close_bad();
                munmap(room, (size_t)page_size * 2);
            }
}

/* [X6]: a decoder may give up the string when the next message begins, as one does that reads its content type in Start. */
static void a_decoder_may_replace_its_string_in_start(void **state)
{
    (void)state;
    WCHAR characters[] = u"text/any";
    open_bad(false);
    bad.type = (WS_STRING){ 8, characters };
    begin_message();
    for (int i = 0; i < 3; i++) {
        assert_result(S_OK, call_bad(IN_START, false));
        characters[7] = (WCHAR)('a' + i);
        assert_result(S_OK, call_bad(IN_TYPE, false));
        assert_result(S_OK, call_bad(IN_TRANSFER, false));
    }
    assert_string_equal("", take_error_text(host_error));
    close_bad();
}

/* Beyond the six rules: no more bytes than there is room for. */
static void a_decoder_that_claims_more_than_it_was_asked_for_is_refused(void **state)
{
    (void)state;
    open_bad(false);
    begin_message();
    bad.claims_too_much = true;
    assert_violation(call_bad(IN_TRANSFER, false), "claims more bytes than it was asked for",
                     "nc-webservices-ws_decoder_decode_callback");
    close_bad();
}

/* ---- Hosts ---- */

#define BAD WS_E_INVALID_OPERATION
#define DEAD WS_E_OBJECT_FAULTED

/** What each phase answers to GetContentType, Start, the transfer and End. */
static const HRESULT encoder_grammar[5][4] = { { S_OK, BAD, BAD, BAD },
                                               { S_OK, S_OK, BAD, BAD },
                                               { S_OK, BAD, S_OK, S_OK },
                                               { S_OK, BAD, BAD, BAD },
                                               { S_OK, DEAD, DEAD, DEAD } };
static const HRESULT decoder_grammar[4][4] = {
    { BAD, S_OK, BAD, BAD }, { S_OK, S_OK, BAD, BAD }, { BAD, S_OK, S_OK, BAD }, { DEAD, S_OK, DEAD, DEAD }
};

/* [X1]: the implementation is entered for the calls that are right, and for no other. */
static void calls_out_of_order_do_not_reach_the_implementation(void **state)
{
    (void)state;
    for (int is_encoder = 0; is_encoder <= 1; is_encoder++)
        for (int phase = 0; phase < (is_encoder ? 5 : 4); phase++)
            for (int call = 0; call < 4; call++) {
                HRESULT expected = is_encoder ? encoder_grammar[phase][call] : decoder_grammar[phase][call];
                int fault = is_encoder ? 4 : 3;
                open_bad(is_encoder);
                assert_result(S_OK, call_bad(IN_CREATE, false));
                if (phase >= 1)
                    assert_result(S_OK, call_bad(is_encoder ? IN_TYPE : IN_START, false));
                if (phase >= 2)
                    assert_result(S_OK, call_bad(is_encoder ? IN_START : IN_TYPE, false));
                if (phase == fault) {
                    bad.transfer_result = E_FAIL;
                    assert_result(E_FAIL, call_bad(IN_TRANSFER, false));
                    bad.transfer_result = S_OK;
                } else if (phase == 3) {
                    assert_result(S_OK, call_bad(IN_END, false));
                }
                int entries = bad.entries;
                HRESULT actual = call_bad((enum step)(IN_TYPE + call), call % 2);
                if (actual != expected)
                    fail_msg("%s, phase %d, call %d: 0x%08x", is_encoder ? "encoder" : "decoder", phase, call,
                             (unsigned)actual);
                assert_int_equal(expected == S_OK ? entries + 1 : entries, bad.entries);
                if (FAILED(expected))
                    assert_error_contains(host_error, expected == BAD ? "called" : "failed");
                close_bad();
            }
}

/* A second call during one is out of order, too. */
static void a_call_during_a_call_does_not_reach_the_implementation(void **state)
{
    (void)state;
    for (int is_encoder = 0; is_encoder <= 1; is_encoder++) {
        open_bad(is_encoder);
        begin_message();
        bad.transfer_result = WS_S_ASYNC;
        assert_result(WS_S_ASYNC, call_bad(IN_TRANSFER, true));
        int entries = bad.entries;
        for (int step = IN_TYPE; step <= IN_END; step++) {
            assert_result(WS_E_INVALID_OPERATION, call_bad((enum step)step, step % 2));
            assert_error_contains(host_error, "another call is in progress");
        }
        assert_int_equal(entries, bad.entries);
        bad.outstanding.callback(S_OK, WS_SHORT_CALLBACK, bad.outstanding.callbackState);
        assert_int_equal(1, results[0]);
        assert_result(S_OK, results[1]);
        close_bad();
    }
}

/* [X1]: what the host passes is checked before the implementation sees it, and nothing has happened then. */
static void invalid_arguments_do_not_reach_the_implementation(void **state)
{
    (void)state;
    static WCHAR text[] = u"text";
    static const WS_STRING good = { 4, text }, bad_string = { 5, NULL };
    const WS_BYTES bad_buffer = { 5, NULL };
    const WS_ASYNC_CONTEXT bad_context = { NULL, NULL };
    WS_STRING out[2];
    BYTE room[4];
    ULONG length = 0;
    for (int is_encoder = 0; is_encoder <= 1; is_encoder++)
        for (int way = 0; way < 9; way++) {
            const WS_CHANNEL_ENCODER *e = &encoder_table;
            const WS_CHANNEL_DECODER *d = &decoder_table;
            open_bad(is_encoder);
            if (way < 4) {
                assert_result(S_OK, call_bad(IN_CREATE, false));
                if (!is_encoder)
                    assert_result(S_OK, call_bad(IN_START, false));
            } else {
                begin_message();
            }
            int entries = bad.entries;
            HRESULT result = E_FAIL;
            const WS_STRING *type = way == 0 ? NULL : way == 1 ? &bad_string : &good;
            const WS_ASYNC_CONTEXT *context = way == 8 ? &bad_context : NULL;
            if (way < 4 && is_encoder)
                result = e->encoderGetContentTypeCallback(instance, type, way == 2 ? NULL : &out[0], way == 3 ? NULL : &out[1],
                                                          host_error);
            else if (way < 4)
                result = d->decoderGetContentTypeCallback(instance, type, way == 2 ? &bad_string : NULL,
                                                          way == 3 ? NULL : &out[0], host_error);
            else if (is_encoder)
                result = e->encoderEncodeCallback(instance, way == 4 ? NULL : &bad_buffer, way == 8 ? 0 : 1, context,
                                                  host_error);
            else
                result = d->decoderDecodeCallback(instance, way == 4 ? NULL : room, way == 5 ? 0 : 4,
                                                  way >= 6 && way < 8 ? NULL : &length, context, host_error);
            assert_result(E_INVALIDARG, result);
            assert_error_contains(host_error, "NULL");
            assert_int_equal(entries, bad.entries);
            if (way < 4)
                assert_result(S_OK, call_bad(IN_TYPE, false));
            else
                assert_result(S_OK, call_bad(IN_TRANSFER, false));
            close_bad();
        }
}

/* [E10] */
static void a_drained_decoder_is_not_entered_again(void **state)
{
    (void)state;
    ULONG length = 7;
    BYTE room[4];
    open_bad(false);
    begin_message();
    bad.is_drained = true;
    assert_result(S_OK, call_bad(IN_TRANSFER, false));
    int entries = bad.entries;
    bad.is_drained = false;
    assert_result(S_OK, decoder_table.decoderDecodeCallback(instance, room, sizeof room, &length, NULL, host_error));
    assert_int_equal(0, length);
    assert_int_equal(entries, bad.entries);
    assert_result(S_OK, call_bad(IN_END, false));
    close_bad();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sink_called_outside_an_operation_is_refused),
        cmocka_unit_test(a_sink_called_while_its_call_is_outstanding_is_refused),
        cmocka_unit_test(a_promise_without_an_asynchronous_context_is_refused),
        cmocka_unit_test(a_completion_too_many_is_refused),
        cmocka_unit_test(strings_that_do_not_stay_are_refused),
        cmocka_unit_test(a_decoder_may_replace_its_string_in_start),
        cmocka_unit_test(a_decoder_that_claims_more_than_it_was_asked_for_is_refused),
        cmocka_unit_test(calls_out_of_order_do_not_reach_the_implementation),
        cmocka_unit_test(a_call_during_a_call_does_not_reach_the_implementation),
        cmocka_unit_test(invalid_arguments_do_not_reach_the_implementation),
        cmocka_unit_test(a_drained_decoder_is_not_entered_again),
    };
    return RUN_SUITE(tests);
}
