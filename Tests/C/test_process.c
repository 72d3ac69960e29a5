/* What loading and using the library does to its process: no thread, no signal handler, nothing that a fork or a second
 * loading breaks. Linked to the library only for the suite's own sake: the work is done through a copy loaded by hand. */
#include <dirent.h>
#include <dlfcn.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "Support/support.h"

typedef HRESULT (*create_table)(const char *, const WSE_PROPERTY *, ULONG, WS_CHANNEL_ENCODER *, WS_ERROR *);
typedef void (*free_table)(WS_CHANNEL_ENCODER *);

static const char *library_path(void)
{
    Dl_info info;
    assert_true(dladdr((void *)WseGetVersion, &info) != 0);
    return info.dli_fname;
}

static HRESULT CALLBACK discard(void *state, const WS_BYTES *buffers, ULONG count, const WS_ASYNC_CONTEXT *context,
                                WS_ERROR *error)
{
    (void)context, (void)error;
    for (ULONG i = 0; i < count; i++)
        *(size_t *)state += buffers[i].length;
    return S_OK;
}

/** Encodes with every codec through functions looked up by hand. Returns whether all went well. */
static bool use(void *handle)
{
    create_table create = (create_table)(uintptr_t)dlsym(handle, "WseCreateChannelEncoder");
    free_table free_encoder = (free_table)(uintptr_t)dlsym(handle, "WseFreeChannelEncoder");
    const char *(*name)(ULONG) = (const char *(*)(ULONG))(uintptr_t)dlsym(handle, "WseGetCodecName");
    if (!create || !free_encoder || !name)
        return false;
    for (ULONG i = 0; name(i); i++) {
        WS_CHANNEL_ENCODER table;
        WS_STRING type, encoding;
        WS_BYTES buffer = { 8, (BYTE *)"<a>b</a>" };
        size_t size = 0;
        void *instance = NULL;
        if (create(name(i), NULL, 0, &table, NULL) != S_OK
            || table.createEncoderCallback(table.createContext, discard, &size, &instance, NULL) != S_OK
            || table.encoderGetContentTypeCallback(instance, &soap_content_type, &type, &encoding, NULL) != S_OK
            || table.encoderStartCallback(instance, NULL, NULL) != S_OK
            || table.encoderEncodeCallback(instance, &buffer, 1, NULL, NULL) != S_OK
            || table.encoderEndCallback(instance, NULL, NULL) != S_OK || size == 0)
            return false;
        table.freeEncoderCallback(instance);
        free_encoder(&table);
    }
    return true;
}

static int threads(void)
{
    int count = 0;
    DIR *directory = opendir("/proc/self/task");
    assert_non_null(directory);
    for (struct dirent *entry; (entry = readdir(directory));)
        count += entry->d_name[0] != '.';
    closedir(directory);
    return count;
}

/** How many threads there are before any library is initialised: one, and those of what emulates the processor, as qemu has. */
static int threads_before;

static void count_threads_before(void)
{
    threads_before = threads();
}

__attribute__((section(".preinit_array"), used)) static void (*const first)(void) = count_threads_before;

static void it_starts_no_thread_and_installs_no_signal_handler(void **state)
{
    (void)state;
    void *handle = dlopen(library_path(), RTLD_NOW | RTLD_LOCAL);
    assert_non_null(handle);
    /* Zeros for the few that cannot be asked for. */
    static struct sigaction before[65], after[65];
    for (int i = 1; i < 65; i++)
        sigaction(i, NULL, &before[i]);
    assert_true(use(handle));
    assert_int_equal(threads_before, threads());
    for (int i = 1; i < 65; i++) {
        sigaction(i, NULL, &after[i]);
        assert_true(before[i].sa_handler == after[i].sa_handler);
        /* cmocka's own handlers apart, there are none. */
        if (i != SIGABRT && i != SIGFPE && i != SIGILL && i != SIGSEGV && i != SIGBUS && i != SIGSYS)
            assert_true(after[i].sa_handler == SIG_DFL || after[i].sa_handler == SIG_IGN || i >= 32);
    }
    dlclose(handle);
}

/** Loads a fresh copy, uses it, closes it, three times over: in a process that is not linked to it. */
static void it_can_be_loaded_and_closed_three_times(void **state)
{
    (void)state;
    char copy[] = "/tmp/wsencoder-copy-XXXXXX", command[4400];
    int descriptor = mkstemp(copy);
    assert_true(descriptor >= 0);
    close(descriptor);
    snprintf(command, sizeof command, "cp '%s' '%s'", library_path(), copy);
    assert_int_equal(0, system(command));
    for (int i = 0; i < 3; i++) {
        void *handle = dlopen(copy, RTLD_NOW | RTLD_LOCAL);
        assert_non_null(handle);
        assert_ptr_not_equal(dlsym(handle, "WseGetVersion"), (void *)WseGetVersion);
        assert_true(use(handle));
        assert_int_equal(0, dlclose(handle));
    }
    unlink(copy);
}

static void it_works_on_in_both_processes_after_a_fork(void **state)
{
    (void)state;
    void *handle = dlopen(library_path(), RTLD_NOW | RTLD_LOCAL);
    assert_true(use(handle));
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        _exit(use(handle) ? 0 : 1);
    int status = 0;
    assert_int_equal(child, waitpid(child, &status, 0));
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    assert_true(use(handle));
    dlclose(handle);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_starts_no_thread_and_installs_no_signal_handler),
        cmocka_unit_test(it_can_be_loaded_and_closed_three_times),
        cmocka_unit_test(it_works_on_in_both_processes_after_a_fork),
    };
    return RUN_SUITE(tests);
}
