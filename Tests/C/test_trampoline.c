/* Functions made at run time, and calls by id: every callback type in both calling conventions, arguments and results exact,
 * and frees at the worst moments. */
#include <pthread.h>
#include <stdatomic.h>

#include "Support/callback_types.h"

static const HRESULT results[] = {
    S_OK, S_FALSE, WS_S_ASYNC, E_FAIL, WS_E_INVALID_FORMAT, (HRESULT)0x80000000, (HRESULT)0x7FFFFFFF, -1
};

/* [R12] [R13] */
static void every_callback_type_arrives_with_its_arguments_and_gives_its_result(void **state)
{
    (void)state;
    for (int id = 0; id < TYPE_COUNT; id++)
        for (int i = 0; i < ABI_COUNT; i++)
            for (size_t r = 0; r < sizeof results / sizeof *results; r++) {
                struct expectation expectation = { (WSE_CALLBACK_ID)id, results[r], 0, 0 };
                WSE_TRAMPOLINE *trampoline = NULL;
                void *function = NULL;
                assert_result(S_OK, WseCreateTrampoline(expectation.id, abis[i], check_call, &expectation, &trampoline,
                                                        &function, NULL));
                int64_t widened = call(abis[i], function, expectation.id);
                assert_int_equal(1, expectation.calls);
                assert_int_equal(0, expectation.mistakes);
                if (!types[id].gives_nothing)
                    assert_true(widened == (int64_t)results[r] && (widened < 0) == FAILED(results[r]));
                WseFreeTrampoline(trampoline);
            }
}

/* ---- The other way ---- */

static struct expectation *called;

static HRESULT note_call(int count, W a, W b, W c, W d, W e, W f)
{
    W words[] = { a, b, c, d, e, f };
    void *arguments[6];
    for (int i = 0; i < 6; i++)
        arguments[i] = &words[i];
    return check_call(called, called->id, arguments, (ULONG)count);
}

/* clang-format off */
#define TARGETS(ABI, PREFIX) \
    static void ABI PREFIX##1v(W a) { note_call(1, a, 0, 0, 0, 0, 0); } \
    static void ABI PREFIX##3v(W a, W b, W c) { note_call(3, a, b, c, 0, 0, 0); } \
    static HRESULT ABI PREFIX##3(W a, W b, W c) { return note_call(3, a, b, c, 0, 0, 0); } \
    static HRESULT ABI PREFIX##5(W a, W b, W c, W d, W e) { return note_call(5, a, b, c, d, e, 0); } \
    static HRESULT ABI PREFIX##6(W a, W b, W c, W d, W e, W f) { return note_call(6, a, b, c, d, e, f); } \
    static void *PREFIX(const char *letters, bool gives_nothing) \
    { \
        switch (strlen(letters) + (gives_nothing ? 10 : 0)) { \
        case 11: return (void *)PREFIX##1v; \
        case 13: return (void *)PREFIX##3v; \
        case 3: return (void *)PREFIX##3; \
        case 5: return (void *)PREFIX##5; \
        default: return (void *)PREFIX##6; \
        } \
    }
/* clang-format on */
TARGETS(NO_ABI, native)
TARGETS(MS, win64)

/** Arguments of exactly their sizes, so that what reads more shows under valgrind. */
static void make_arguments(const char *letters, void **arguments)
{
    for (ULONG i = 0; letters[i]; i++) {
        size_t size = letters[i] == 'P' ? sizeof(W) : sizeof(ULONG);
        W value = word(i);
        arguments[i] = malloc(size);
        memcpy(arguments[i], &value, size);
    }
}

static void free_arguments(const char *letters, void **arguments)
{
    for (ULONG i = 0; letters[i]; i++)
        free(arguments[i]);
}

/* [R17] */
static void every_callback_type_can_be_called_by_its_id(void **state)
{
    (void)state;
    for (int id = 0; id < TYPE_COUNT; id++)
        for (int i = 0; i < ABI_COUNT; i++)
            for (int is_trampoline = 0; is_trampoline <= 1; is_trampoline++)
                for (size_t r = 0; r < sizeof results / sizeof *results; r++) {
                    const char *letters = types[id].letters;
                    struct expectation expectation = { (WSE_CALLBACK_ID)id, results[r], 0, 0 };
                    WSE_TRAMPOLINE *trampoline = NULL;
                    void *arguments[6], *function;
                    HRESULT result = 77;
                    called = &expectation;
                    if (is_trampoline)
                        assert_result(S_OK, WseCreateTrampoline(expectation.id, abis[i], check_call, &expectation, &trampoline,
                                                                &function, NULL));
                    else
                        function = (abis[i] == WSE_ABI_WIN64 ? win64 : native)(letters, types[id].gives_nothing);
                    make_arguments(letters, arguments);
                    ULONG count = (ULONG)strlen(letters);
                    assert_result(S_OK, WseCallFunction(expectation.id, abis[i], function, arguments, count, &result, NULL));
                    assert_int_equal(1, expectation.calls);
                    assert_int_equal(0, expectation.mistakes);
                    assert_result(types[id].gives_nothing ? S_OK : results[r], result);
                    assert_result(S_OK, WseCallFunction(expectation.id, abis[i], function, arguments, count, NULL, NULL));
                    assert_int_equal(2, expectation.calls);
                    free_arguments(letters, arguments);
                    WseFreeTrampoline(trampoline);
                }
}

/* ---- What is refused ---- */

static void a_trampoline_is_refused_for_what_is_wrong_with_its_arguments(void **state)
{
    (void)state;
    struct expectation expectation = { WSE_CALLBACK_READ, S_OK, 0, 0 };
    WS_ERROR *error = create_error();
    WSE_TRAMPOLINE *trampoline = (WSE_TRAMPOLINE *)&expectation;
    void *function = &expectation;
    static const unsigned ids[] = { TYPE_COUNT, TYPE_COUNT + 1, 1000, 0x80000000, 0xFFFFFFFF };
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        assert_result(E_INVALIDARG, WseCreateTrampoline((WSE_CALLBACK_ID)ids[i], WSE_ABI_DEFAULT, check_call, &expectation,
                                                        &trampoline, &function, error));
        assert_error_contains(error, "WseCreateTrampoline: there is no callback of this id");
    }
    static const unsigned numbers[] = { 3, 99, 0x80000000, 0xFFFFFFFF };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        assert_result(E_INVALIDARG, WseCreateTrampoline(WSE_CALLBACK_READ, (WSE_ABI)numbers[i], check_call, &expectation,
                                                        &trampoline, &function, error));
        assert_error_contains(error, "no calling convention of this number");
    }
    assert_result(E_INVALIDARG,
                  WseCreateTrampoline(WSE_CALLBACK_READ, WSE_ABI_DEFAULT, NULL, NULL, &trampoline, &function, error));
    assert_error_contains(error, "dispatch");
    assert_result(E_INVALIDARG,
                  WseCreateTrampoline(WSE_CALLBACK_READ, WSE_ABI_DEFAULT, check_call, NULL, NULL, &function, error));
    assert_error_contains(error, "trampoline");
    assert_result(E_INVALIDARG,
                  WseCreateTrampoline(WSE_CALLBACK_READ, WSE_ABI_DEFAULT, check_call, NULL, &trampoline, NULL, error));
    assert_error_contains(error, "function");
    /* [C1] */
    assert_ptr_equal(&expectation, trampoline);
    assert_ptr_equal(&expectation, function);
    WseFreeTrampoline(NULL);
    WsFreeError(error);
}

/* [R14]: on x86-64 both conventions are there, on others neither is. */
static void an_abi_that_the_platform_lacks_is_not_supported(void **state)
{
    (void)state;
    for (int abi = WSE_ABI_SYSV; abi <= WSE_ABI_WIN64; abi++) {
        WSE_TRAMPOLINE *trampoline = NULL;
        void *function;
        HRESULT result = WseCreateTrampoline(WSE_CALLBACK_READ, (WSE_ABI)abi, check_call, NULL, &trampoline, &function, NULL);
#if defined(__x86_64__)
        assert_result(S_OK, result);
#else
        assert_result(WS_E_NOT_SUPPORTED, result);
#endif
        WseFreeTrampoline(trampoline);
    }
}

static void a_call_is_refused_for_what_is_wrong_with_its_arguments(void **state)
{
    (void)state;
    struct expectation expectation = { WSE_CALLBACK_ENCODER_START, S_OK, 0, 0 };
    WS_ERROR *error = create_error();
    void *arguments[6], *function = native("PPP", false);
    HRESULT result = 77;
    called = &expectation;
    make_arguments("PPPPPP", arguments);
    const WSE_CALLBACK_ID id = WSE_CALLBACK_ENCODER_START;
    assert_result(E_INVALIDARG,
                  WseCallFunction((WSE_CALLBACK_ID)TYPE_COUNT, WSE_ABI_DEFAULT, function, arguments, 3, &result, error));
    assert_error_contains(error, "WseCallFunction: there is no callback of this id");
    assert_result(E_INVALIDARG, WseCallFunction((WSE_CALLBACK_ID)-1, WSE_ABI_DEFAULT, function, arguments, 3, &result, error));
    assert_error_contains(error, "id");
    assert_result(E_INVALIDARG, WseCallFunction(id, (WSE_ABI)3, function, arguments, 3, &result, error));
    assert_error_contains(error, "calling convention");
    for (ULONG count = 0; count <= 6; count++)
        if (count != 3) {
            assert_result(E_INVALIDARG, WseCallFunction(id, WSE_ABI_DEFAULT, function, arguments, count, &result, error));
            assert_error_contains(error, "argumentCount");
        }
    assert_result(E_INVALIDARG, WseCallFunction(id, WSE_ABI_DEFAULT, function, arguments, 0xFFFFFFFF, &result, error));
    assert_error_contains(error, "argumentCount");
    assert_result(E_INVALIDARG, WseCallFunction(id, WSE_ABI_DEFAULT, NULL, arguments, 3, &result, error));
    assert_error_contains(error, "function");
    assert_result(E_INVALIDARG, WseCallFunction(id, WSE_ABI_DEFAULT, function, NULL, 3, &result, error));
    assert_error_contains(error, "arguments");
    for (int i = 0; i < 3; i++) {
        void *kept = arguments[i];
        arguments[i] = NULL;
        assert_result(E_INVALIDARG, WseCallFunction(id, WSE_ABI_DEFAULT, function, arguments, 3, &result, error));
        assert_error_contains(error, "arguments");
        arguments[i] = kept;
    }
    assert_int_equal(77, result);
    assert_int_equal(0, expectation.calls);
    free_arguments("PPPPPP", arguments);
    WsFreeError(error);
}

/* ---- Frees ---- */

struct leaving {
    WSE_TRAMPOLINE *trampoline;
    pthread_barrier_t inside, freed;
    atomic_int calls;
};

static HRESULT CALLBACK free_itself(void *context, WSE_CALLBACK_ID id, void **arguments, ULONG count)
{
    struct leaving *leaving = context;
    (void)id;
    WseFreeTrampoline(leaving->trampoline);
    /* The arguments live as long as the call. */
    return *(W *)arguments[count - 1] == word(count - 1) ? E_ABORT : S_OK;
}

/* [R16]: what is touched after the free, valgrind sees. */
static void a_trampoline_may_be_freed_from_inside_itself(void **state)
{
    (void)state;
    for (int round = 0; round < 100; round++)
        for (int i = 0; i < ABI_COUNT; i++) {
            struct leaving leaving = { .calls = 0 };
            void *function;
            assert_result(S_OK, WseCreateTrampoline(WSE_CALLBACK_WRITE, abis[i], free_itself, &leaving, &leaving.trampoline,
                                                    &function, NULL));
            assert_true(call(abis[i], function, WSE_CALLBACK_WRITE) == (int64_t)E_ABORT);
        }
}

static HRESULT CALLBACK meet(void *context, WSE_CALLBACK_ID id, void **arguments, ULONG count)
{
    struct leaving *leaving = context;
    (void)id, (void)arguments, (void)count;
    pthread_barrier_wait(&leaving->inside);
    pthread_barrier_wait(&leaving->freed);
    return *(W *)arguments[count - 1] == word(count - 1) ? ++leaving->calls - 1000 : S_OK;
}

struct caller {
    void *function;
    WSE_ABI abi;
    bool is_fine;
};

static void *call_once(void *argument)
{
    struct caller *caller = argument;
    int64_t result = call(caller->abi, caller->function, WSE_CALLBACK_DECODER_DECODE);
    caller->is_fine = result > -1000 && result <= -992;
    return NULL;
}

/* [R16] */
static void a_trampoline_may_be_freed_while_eight_threads_are_in_it(void **state)
{
    (void)state;
    for (int round = 0; round < (test_is_quick() ? 3 : 100); round++)
        for (int i = 0; i < ABI_COUNT; i++) {
            struct leaving leaving = { .calls = 0 };
            struct caller caller[8];
            pthread_t threads[8];
            void *function;
            pthread_barrier_init(&leaving.inside, NULL, 9);
            pthread_barrier_init(&leaving.freed, NULL, 9);
            assert_result(S_OK, WseCreateTrampoline(WSE_CALLBACK_DECODER_DECODE, abis[i], meet, &leaving, &leaving.trampoline,
                                                    &function, NULL));
            for (int t = 0; t < 8; t++) {
                caller[t] = (struct caller){ function, abis[i], false };
                assert_int_equal(0, pthread_create(&threads[t], NULL, call_once, &caller[t]));
            }
            pthread_barrier_wait(&leaving.inside);
            WseFreeTrampoline(leaving.trampoline);
            pthread_barrier_wait(&leaving.freed);
            for (int t = 0; t < 8; t++) {
                pthread_join(threads[t], NULL);
                assert_true(caller[t].is_fine);
            }
            assert_int_equal(8, leaving.calls);
            pthread_barrier_destroy(&leaving.inside);
            pthread_barrier_destroy(&leaving.freed);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_callback_type_arrives_with_its_arguments_and_gives_its_result),
        cmocka_unit_test(every_callback_type_can_be_called_by_its_id),
        cmocka_unit_test(a_trampoline_is_refused_for_what_is_wrong_with_its_arguments),
        cmocka_unit_test(an_abi_that_the_platform_lacks_is_not_supported),
        cmocka_unit_test(a_call_is_refused_for_what_is_wrong_with_its_arguments),
        cmocka_unit_test(a_trampoline_may_be_freed_from_inside_itself),
        cmocka_unit_test(a_trampoline_may_be_freed_while_eight_threads_are_in_it),
    };
    return RUN_SUITE(tests);
}
