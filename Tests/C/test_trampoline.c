/* Functions made at run time, and calls by id: every callback type in both calling conventions, arguments and results exact,
 * frees at the worst moments, memory, and systems that refuse executable memory. */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <malloc.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "Support/support.h"
#include "plugin/xor_codec.h"

/** The arguments of each id: P a pointer, U 32 bits without sign, S with; and whether it gives nothing. */
static const struct {
    const char *letters;
    bool gives_nothing;
} types[] = {
    [WSE_CALLBACK_CREATE_ENCODER] = { "PPPPP", false },
    [WSE_CALLBACK_ENCODER_GET_CONTENT_TYPE] = { "PPPPP", false },
    [WSE_CALLBACK_ENCODER_START] = { "PPP", false },
    [WSE_CALLBACK_ENCODER_ENCODE] = { "PPUPP", false },
    [WSE_CALLBACK_ENCODER_END] = { "PPP", false },
    [WSE_CALLBACK_FREE_ENCODER] = { "P", true },
    [WSE_CALLBACK_CREATE_DECODER] = { "PPPPP", false },
    [WSE_CALLBACK_DECODER_GET_CONTENT_TYPE] = { "PPPPP", false },
    [WSE_CALLBACK_DECODER_START] = { "PPP", false },
    [WSE_CALLBACK_DECODER_DECODE] = { "PPUPPP", false },
    [WSE_CALLBACK_DECODER_END] = { "PPP", false },
    [WSE_CALLBACK_FREE_DECODER] = { "P", true },
    [WSE_CALLBACK_READ] = { "PPUPPP", false },
    [WSE_CALLBACK_WRITE] = { "PPUPP", false },
    [WSE_CALLBACK_ASYNC] = { "SUP", true },
    [WSE_CALLBACK_ASYNC_FUNCTION] = { "SUPPPP", false },
};
enum { TYPE_COUNT = sizeof types / sizeof *types };

#if defined(__x86_64__)
#define MS __attribute__((ms_abi))
static const WSE_ABI abis[] = { WSE_ABI_DEFAULT, WSE_ABI_SYSV, WSE_ABI_WIN64 };
#else
#define MS
static const WSE_ABI abis[] = { WSE_ABI_DEFAULT };
#endif
enum { ABI_COUNT = sizeof abis / sizeof *abis };

/** Words whose halves all differ. What is handed over as 32 bits has the other half of its register full of garbage. */
static uint64_t word(ULONG index)
{
    return 0x8123456789ABCDE0u + 0x0101010110101010u * (index + 1);
}

static const HRESULT results[] = { S_OK, S_FALSE, WS_S_ASYNC, E_FAIL, WS_E_INVALID_FORMAT, (HRESULT)0x80000000,
                                   (HRESULT)0x7FFFFFFF, -1 };

typedef uint64_t W;
/* Calls and functions of a shape in a calling convention; 32 bits are passed as a word, whose lower half counts. */
#define CALL(NAME, ABI) \
    static int64_t NAME(void *function, const char *letters, bool gives_nothing) \
    { \
        W a = word(0), b = word(1), c = word(2), d = word(3), e = word(4), f = word(5); \
        switch (strlen(letters) + (gives_nothing ? 10 : 0)) { \
        case 11: ((void (ABI *)(W))function)(a); return S_OK; \
        case 13: ((void (ABI *)(W, W, W))function)(a, b, c); return S_OK; \
        case 3: return ((HRESULT (ABI *)(W, W, W))function)(a, b, c); \
        case 5: return ((HRESULT (ABI *)(W, W, W, W, W))function)(a, b, c, d, e); \
        default: return ((HRESULT (ABI *)(W, W, W, W, W, W))function)(a, b, c, d, e, f); \
        } \
    }
#define NO_ABI
CALL(call_natively, NO_ABI)
CALL(call_win64, MS)

static int64_t call(WSE_ABI abi, void *function, WSE_CALLBACK_ID id)
{
    return (abi == WSE_ABI_WIN64 ? call_win64 : call_natively)(function, types[id].letters, types[id].gives_nothing);
}

/** What a dispatch function is to see and give, and what it has seen. */
struct expectation {
    WSE_CALLBACK_ID id;
    HRESULT result;
    int calls;
    int mistakes;
};

static HRESULT CALLBACK check_call(void *context, WSE_CALLBACK_ID id, void **arguments, ULONG count)
{
    struct expectation *expectation = context;
    const char *letters = types[expectation->id].letters;
    expectation->calls++;
    expectation->mistakes += id != expectation->id || count != strlen(letters);
    for (ULONG i = 0; i < count && letters[i]; i++)
        if (letters[i] == 'P')
            expectation->mistakes += *(W *)arguments[i] != word(i);
        else
            expectation->mistakes += *(ULONG *)arguments[i] != (ULONG)word(i);
    return expectation->result;
}

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
    assert_result(E_INVALIDARG, WseCreateTrampoline(WSE_CALLBACK_READ, WSE_ABI_DEFAULT, NULL, NULL, &trampoline, &function,
                                                    error));
    assert_error_contains(error, "dispatch");
    assert_result(E_INVALIDARG, WseCreateTrampoline(WSE_CALLBACK_READ, WSE_ABI_DEFAULT, check_call, NULL, NULL, &function,
                                                    error));
    assert_error_contains(error, "trampoline");
    assert_result(E_INVALIDARG, WseCreateTrampoline(WSE_CALLBACK_READ, WSE_ABI_DEFAULT, check_call, NULL, &trampoline, NULL,
                                                    error));
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
    assert_result(E_INVALIDARG, WseCallFunction((WSE_CALLBACK_ID)TYPE_COUNT, WSE_ABI_DEFAULT, function, arguments, 3, &result,
                                                error));
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

/* ---- Many ---- */

static void *make_and_free(void *argument)
{
    struct randomness randomness = randomness_from((uint64_t)(uintptr_t)argument);
    enum { LIVE = 64 };
    struct expectation expectations[LIVE] = { 0 };
    WSE_TRAMPOLINE *live[LIVE] = { NULL };
    for (int i = 0; i < (test_is_quick() ? 200 : 20000); i++) {
        size_t at = random_below(&randomness, LIVE);
        WSE_ABI abi = abis[random_below(&randomness, ABI_COUNT)];
        void *function;
        WseFreeTrampoline(live[at]);
        expectations[at] = (struct expectation){ (WSE_CALLBACK_ID)random_below(&randomness, TYPE_COUNT), -i, 0, 0 };
        if (WseCreateTrampoline(expectations[at].id, abi, check_call, &expectations[at], &live[at], &function, NULL) != S_OK)
            return (void *)1;
        int64_t result = call(abi, function, expectations[at].id);
        bool is_right = result == (types[expectations[at].id].gives_nothing ? S_OK : -i);
        if (!is_right || expectations[at].calls != 1 || expectations[at].mistakes != 0)
            return (void *)1;
    }
    for (int i = 0; i < LIVE; i++)
        WseFreeTrampoline(live[i]);
    return NULL;
}

static void four_threads_make_call_and_free_trampolines(void **state)
{
    (void)state;
    pthread_t threads[4];
    for (uintptr_t i = 0; i < 4; i++)
        assert_int_equal(0, pthread_create(&threads[i], NULL, make_and_free, (void *)(test_seed() + i)));
    for (int i = 0; i < 4; i++) {
        void *mistake;
        pthread_join(threads[i], &mistake);
        assert_null(mistake);
    }
}

static long resident_bytes(void)
{
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file) {
        if (fscanf(file, "%*d %ld", &pages) != 1)
            pages = 0;
        fclose(file);
    }
    return pages * sysconf(_SC_PAGESIZE);
}

static void a_hundred_thousand_trampolines_live_in_little_memory(void **state)
{
    (void)state;
    int count = test_is_quick() ? 2000 : 100000;
    WSE_TRAMPOLINE **trampolines = calloc((size_t)count, sizeof *trampolines);
    void **functions = calloc((size_t)count, sizeof *functions);
    size_t first_use = 0;
    for (int round = 0; round < 2; round++) {
        struct expectation expectation = { WSE_CALLBACK_ASYNC, S_OK, 0, 0 };
        size_t before = mallinfo2().uordblks;
        long resident = resident_bytes();
        for (int i = 0; i < count; i++)
            assert_result(S_OK, WseCreateTrampoline(WSE_CALLBACK_ASYNC, abis[i % ABI_COUNT], check_call, &expectation,
                                                    &trampolines[i], &functions[i], NULL));
        size_t each = (mallinfo2().uordblks - before) / (size_t)count;
        long resident_each = (resident_bytes() - resident) / count;
        for (int i = 0; i < count; i++)
            call(abis[i % ABI_COUNT], functions[i], WSE_CALLBACK_ASYNC);
        assert_int_equal(count, expectation.calls);
        assert_int_equal(0, expectation.mistakes);
        /* Backwards, so that they are not freed in the order in which they were made. */
        for (int i = count - 1; i >= 0; i--)
            WseFreeTrampoline(trampolines[i]);
        if (!test_is_quick()) {
            printf("  %d trampolines: %zu bytes of malloc's each, %ld resident\n", count, each, resident_each);
            assert_true(each <= 256);
            size_t left = mallinfo2().uordblks - before;
            if (round == 0)
                first_use = left;
            else
                assert_true(left <= 4096);
            assert_true(first_use <= 64 << 10);
        }
    }
    free(trampolines);
    free(functions);
}

/* ---- Other processes, other systems ---- */

/** Runs `body` in a child process; it gives 0 if all is well, and the line of what is not. Under valgrind
 * it ends as another program, for valgrind not to look for leaks: what it has of its parent's memory is none. */
static void in_a_child(int (*body)(void *), void *argument)
{
    int status = 0;
    fflush(stdout);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        int line = body(argument);
        if (line != 0) {
            fprintf(stderr, "the child's line %d\n", line);
            _exit(1);
        }
        if (test_is_quick())
            execl("/bin/true", "true", (char *)NULL);
        _exit(0);
    }
    assert_int_equal(child, waitpid(child, &status, 0));
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        fail_msg("the child ended with status 0x%x", (unsigned)status);
}

static int make_in_child(void *argument)
{
    (void)argument;
    for (int i = 0; i < 1000; i++) {
        struct expectation expectation = { WSE_CALLBACK_READ, E_ABORT, 0, 0 };
        WSE_TRAMPOLINE *trampoline;
        void *function;
        if (WseCreateTrampoline(WSE_CALLBACK_READ, WSE_ABI_DEFAULT, check_call, &expectation, &trampoline, &function,
                                NULL) != S_OK
            || call(WSE_ABI_DEFAULT, function, WSE_CALLBACK_READ) != (int64_t)E_ABORT || expectation.mistakes != 0)
            return __LINE__;
        if (i % 2)
            WseFreeTrampoline(trampoline);
    }
    return 0;
}

/* [R11] is a rule for hosts, and this shows what it does not take away: where the system grants memory, as here, even a child
 * that breaks it harms neither itself nor the trampolines of its parent. Where it refuses, nothing can be shown but harm. */
static void a_child_that_makes_trampolines_does_not_harm_its_parent(void **state)
{
    (void)state;
    enum { COUNT = 500 };
    static struct expectation expectations[COUNT];
    static WSE_TRAMPOLINE *trampolines[COUNT];
    static void *functions[COUNT];
    for (int i = 0; i < COUNT; i++) {
        expectations[i] = (struct expectation){ WSE_CALLBACK_WRITE, -i, 0, 0 };
        assert_result(S_OK, WseCreateTrampoline(WSE_CALLBACK_WRITE, abis[i % ABI_COUNT], check_call, &expectations[i],
                                                &trampolines[i], &functions[i], NULL));
    }
    in_a_child(make_in_child, NULL);
    for (int i = 0; i < COUNT; i++) {
        assert_true(call(abis[i % ABI_COUNT], functions[i], WSE_CALLBACK_WRITE) == -i);
        assert_int_equal(1, expectations[i].calls);
        assert_int_equal(0, expectations[i].mistakes);
        WseFreeTrampoline(trampolines[i]);
    }
}

/** From here on the kernel refuses this process any memory that is executable, and files in memory. */
static bool refuse_executable_memory(void)
{
#if defined(__x86_64__)
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_memfd_create, 6, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mmap, 2, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mprotect, 1, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_pkey_mprotect, 0, 2),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[2])),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EACCES),
    };
    struct sock_fprog program = { sizeof filter / sizeof *filter, filter };
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0
        && mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED;
#else
    return false;
#endif
}

static int use_without_executable_memory(void *has_used)
{
    WS_ERROR *error;
    WSE_TRAMPOLINE *trampoline;
    void *function;
    HRESULT result = S_OK;
    if (!refuse_executable_memory())
        return 0;
    if (WsCreateError(NULL, 0, &error) != S_OK)
        return __LINE__;
    /* What is left of memory that was executable before is used up; then there is none. */
    for (int i = 0; result == S_OK && i < 100000; i++) {
        struct expectation expectation = { WSE_CALLBACK_READ, E_ABORT, 0, 0 };
        result = WseCreateTrampoline(WSE_CALLBACK_READ, WSE_ABI_DEFAULT, check_call, &expectation, &trampoline, &function,
                                     error);
        if (result == S_OK && call(WSE_ABI_DEFAULT, function, WSE_CALLBACK_READ) != (int64_t)E_ABORT)
            return __LINE__;
        if (result == S_OK && !has_used)
            return __LINE__;
    }
    if (result != E_OUTOFMEMORY || !strstr(take_error_text(error), "refuses executable memory"))
        return __LINE__;
    /* So with everything that needs one. */
    struct xor_codec codec = { 1, NULL, 0, 0 };
    WS_CHANNEL_ENCODER encoder, made;
    WS_CHANNEL_DECODER decoder;
    sysv_xor_tables(&codec, &encoder, &decoder);
    if (WseRegisterEncoder("xor", &encoder, WSE_ABI_DEFAULT, 0, error) != E_OUTOFMEMORY
        || !strstr(take_error_text(error), "refuses executable memory"))
        return __LINE__;
    WSE_ABI abi = WSE_ABI_WIN64;
    WSE_PROPERTY property = { WSE_PROPERTY_ABI, &abi, sizeof abi };
    if (WseCreateChannelEncoder("gzip", &property, 1, &made, error) != E_OUTOFMEMORY
        || !strstr(take_error_text(error), "refuses executable memory"))
        return __LINE__;
    /* And what needs none is none the worse. */
    if (WseCreateChannelEncoder("deflate,gzip", NULL, 0, &made, error) != S_OK)
        return __LINE__;
    WseFreeChannelEncoder(&made);
    WsFreeError(error);
    return 0;
}

/* [R15]: valgrind has need of executable memory itself. */
static void without_executable_memory_there_is_a_result_and_no_crash(void **state)
{
    if (!test_is_quick())
        in_a_child(use_without_executable_memory, *state);
}

static void what_is_left_of_executable_memory_is_used_up_first(void **state)
{
    *state = "used";
    without_executable_memory_there_is_a_result_and_no_crash(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        /* Before any trampoline was made. */
        cmocka_unit_test(without_executable_memory_there_is_a_result_and_no_crash),
        cmocka_unit_test(every_callback_type_arrives_with_its_arguments_and_gives_its_result),
        cmocka_unit_test(every_callback_type_can_be_called_by_its_id),
        cmocka_unit_test(a_trampoline_is_refused_for_what_is_wrong_with_its_arguments),
        cmocka_unit_test(an_abi_that_the_platform_lacks_is_not_supported),
        cmocka_unit_test(a_call_is_refused_for_what_is_wrong_with_its_arguments),
        cmocka_unit_test(a_trampoline_may_be_freed_from_inside_itself),
        cmocka_unit_test(a_trampoline_may_be_freed_while_eight_threads_are_in_it),
        cmocka_unit_test(four_threads_make_call_and_free_trampolines),
        cmocka_unit_test(a_hundred_thousand_trampolines_live_in_little_memory),
        cmocka_unit_test(a_child_that_makes_trampolines_does_not_harm_its_parent),
        cmocka_unit_test(what_is_left_of_executable_memory_is_used_up_first),
    };
    return RUN_SUITE(tests);
}
