/* WsAsyncExecute: chains of functions that complete at once, later, on other threads, and with failures. */
#include "FakeChannel/fake_channel.h"

/** A chain of `steps` functions, each of which completes through the channel's sink. */
struct chain {
    struct channel channel;
    int step, steps;
    int fail_in;
    HRESULT results[16];
    WS_CALLBACK_MODEL first_model;
    bool saw_context;
};

static HRESULT CALLBACK next_step(HRESULT hr, WS_CALLBACK_MODEL model, void *state, WS_ASYNC_OPERATION *next,
                                  const WS_ASYNC_CONTEXT *context, WS_ERROR *error)
{
    struct chain *chain = state;
    assert_null(next->function);
    if (chain->step == 0)
        chain->first_model = model;
    if (chain->step < 16)
        chain->results[chain->step] = hr;
    chain->step++;
    if (chain->step < chain->steps)
        next->function = next_step;
    if (context)
        chain->saw_context = true;
    WS_BYTES buffer = { 1, (BYTE *)"x" };
    return channel_write(&chain->channel, &buffer, 1, context, error);
}

static void chains_complete_in_every_manner(void **state)
{
    (void)state;
    for (int manner = 0; manner < MANNER_COUNT; manner++)
        for (int is_async = 0; is_async <= 1; is_async++)
            for (int steps = 1; steps <= 9; steps += 4) {
                struct chain chain = { .steps = steps };
                WS_ASYNC_STATE memory;
                memset(&memory, 0x5a, sizeof memory);
                channel_open(&chain.channel, (enum manner)manner, test_seed());
                struct operation operation;
                operation_begin(&operation);
                HRESULT result = WsAsyncExecute(&memory, next_step, WS_LONG_CALLBACK, &chain,
                                                is_async ? &operation.context : NULL, NULL);
                assert_result(S_OK, operation_finish(&operation, result)); /* [A2] [A3] */
                assert_int_equal(steps, chain.step);
                assert_int_equal(steps, chain.channel.calls);
                assert_int_equal(WS_LONG_CALLBACK, chain.first_model);
                assert_int_equal(is_async, chain.saw_context); /* [A1] */
                channel_close(&chain.channel);
            }
}

static void the_next_function_gets_a_failure_and_may_mend_it(void **state)
{
    (void)state;
    for (int manner = 0; manner < MANNER_COUNT; manner++)
        for (unsigned long at = 1; at <= 3; at++) {
            struct chain chain = { .steps = 3 };
            WS_ASYNC_STATE memory;
            channel_open(&chain.channel, (enum manner)manner, test_seed());
            chain.channel.fail_at = at;
            chain.channel.failure = E_ACCESSDENIED;
            struct operation operation;
            operation_begin(&operation);
            HRESULT result = WsAsyncExecute(&memory, next_step, WS_SHORT_CALLBACK, &chain, &operation.context, NULL);
            assert_result(at == 3 ? E_ACCESSDENIED : S_OK, operation_finish(&operation, result));
            for (unsigned long i = 0; i < 3; i++)
                assert_result(i == at ? E_ACCESSDENIED : S_OK, chain.results[i]);
            channel_close(&chain.channel);
        }
}

/* [A4] */
static void a_million_steps_at_once_do_not_nest_the_stack(void **state)
{
    (void)state;
    struct chain chain = { .steps = 1000000 };
    WS_ASYNC_STATE memory;
    channel_open(&chain.channel, INSIDE, test_seed());
    struct operation operation;
    operation_begin(&operation);
    assert_result(S_OK, operation_finish(&operation, WsAsyncExecute(&memory, next_step, WS_SHORT_CALLBACK, &chain,
                                                                    &operation.context, NULL)));
    assert_int_equal(1000000, chain.step);
    channel_close(&chain.channel);
}

static HRESULT CALLBACK promise(HRESULT hr, WS_CALLBACK_MODEL model, void *state, WS_ASYNC_OPERATION *next,
                                const WS_ASYNC_CONTEXT *context, WS_ERROR *error)
{
    (void)hr, (void)model, (void)next, (void)error;
    assert_null(context);
    ++*(int *)state;
    return WS_S_ASYNC;
}

static void wrong_arguments_and_promises_are_refused(void **state)
{
    (void)state;
    WS_ERROR *error = create_error();
    WS_ASYNC_STATE memory;
    WS_ASYNC_CONTEXT no_callback = { NULL, NULL };
    int calls = 0;
    assert_result(E_INVALIDARG, WsAsyncExecute(NULL, promise, WS_SHORT_CALLBACK, &calls, NULL, error)); /* [A5] */
    assert_error_contains(error, "asyncState");
    assert_result(E_INVALIDARG, WsAsyncExecute(&memory, promise, WS_SHORT_CALLBACK, &calls, &no_callback, error));
    assert_error_contains(error, "asyncContext");
    assert_int_equal(0, calls);
    assert_result(S_OK, WsAsyncExecute(&memory, NULL, WS_SHORT_CALLBACK, &calls, NULL, error));
    assert_result(WS_E_INVALID_OPERATION, WsAsyncExecute(&memory, promise, WS_SHORT_CALLBACK, &calls, NULL, error));
    assert_error_contains(error, "returned WS_S_ASYNC"); /* [A6] */
    assert_int_equal(1, calls);
    WsFreeError(error);
}

static WS_ASYNC_CONTEXT left_open;

static HRESULT CALLBACK leave_open(HRESULT hr, WS_CALLBACK_MODEL model, void *state, WS_ASYNC_OPERATION *next,
                                   const WS_ASYNC_CONTEXT *context, WS_ERROR *error)
{
    (void)hr, (void)model, (void)state, (void)next, (void)error;
    left_open = *context;
    return WS_S_ASYNC;
}

static void note_result(HRESULT result, WS_CALLBACK_MODEL model, void *state)
{
    (void)model;
    *(HRESULT *)state = result;
}

/* [A6]: no further completion could follow, so that the host would wait for ever. */
static void a_completion_that_promises_another_one_is_a_failure(void **state)
{
    (void)state;
    WS_ERROR *error = create_error();
    WS_ASYNC_STATE memory;
    HRESULT result = S_OK;
    WS_ASYNC_CONTEXT host = { note_result, &result };
    assert_result(WS_S_ASYNC, WsAsyncExecute(&memory, leave_open, WS_SHORT_CALLBACK, NULL, &host, error));
    /* One without its state is nobody's. */
    left_open.callback(E_FAIL, WS_SHORT_CALLBACK, NULL);
    assert_result(S_OK, result);
    left_open.callback(WS_S_ASYNC, WS_SHORT_CALLBACK, left_open.callbackState);
    assert_result(WS_E_INVALID_OPERATION, result);
    assert_error_contains(error, "completed with it");
    WsFreeError(error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chains_complete_in_every_manner),
        cmocka_unit_test(the_next_function_gets_a_failure_and_may_mend_it),
        cmocka_unit_test(a_million_steps_at_once_do_not_nest_the_stack),
        cmocka_unit_test(wrong_arguments_and_promises_are_refused),
        cmocka_unit_test(a_completion_that_promises_another_one_is_a_failure),
    };
    return RUN_SUITE(tests);
}
