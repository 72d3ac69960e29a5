/* Trampolines in great number, from many threads, after a fork, and on systems that refuse executable memory. */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <malloc.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "Support/callback_types.h"
#include "Plugin/xor_codec.h"

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
        if (WseCreateTrampoline(WSE_CALLBACK_READ, WSE_ABI_DEFAULT, check_call, &expectation, &trampoline, &function, NULL)
                != S_OK
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
#if defined(SYS_mmap) && defined(SYS_pkey_mprotect)
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
    for (int i = 0; result == S_OK && i < 1000000; i++) {
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
        cmocka_unit_test(four_threads_make_call_and_free_trampolines),
        cmocka_unit_test(a_hundred_thousand_trampolines_live_in_little_memory),
        cmocka_unit_test(a_child_that_makes_trampolines_does_not_harm_its_parent),
        cmocka_unit_test(what_is_left_of_executable_memory_is_used_up_first),
    };
    return RUN_SUITE(tests);
}
