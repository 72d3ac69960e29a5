/* host.exe BRIDGE GROUP: a Windows program that uses libwsencoder through its Win64 border, and checks what comes of it. */
#include "host.h"

#include <fcntl.h>
#include <io.h>
#include <stdarg.h>

#define X(result, name, parameters) result(WINAPI *name) parameters;
BRIDGE_FUNCTIONS(X)
#undef X

const char *const builtin_codecs[5] = { "identity", "gzip", "deflate", "br", "zstd" };
const char *const manner_names[MANNER_COUNT] = { "synchronously", "later", "before the call returns" };
DWORD pump_thread;

static LONG failures_since_line, failures;

bool check(bool holds, const char *condition, const char *file, int line)
{
    if (!holds) {
        InterlockedIncrement(&failures_since_line);
        printf("# %s:%d: %s (thread %lu)\n", file, line, condition, GetCurrentThreadId());
    }
    return holds;
}

bool check_result(HRESULT expected, HRESULT actual, const char *expression, const char *file, int line)
{
    char text[300];
    snprintf(text, sizeof text, "%s gave 0x%08lx, not 0x%08lx", expression, actual, expected);
    return check(expected == actual, text, file, line);
}

void report_lost_registers(const char *function)
{
    check(false, function, "registers not preserved", 0);
}

void report(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    LONG failed = InterlockedExchange(&failures_since_line, 0);
    failures += failed;
    printf(failed ? "not ok - " : "ok - ");
    vprintf(format, arguments);
    printf("\n");
    va_end(arguments);
}

static bool load_bridge(const char *path)
{
    HMODULE module = LoadLibraryA(path);
    if (!module) {
        printf("# LoadLibrary(%s): error %lu\n", path, GetLastError());
        return false;
    }
#define X(result, name, parameters) \
    if (!(name = (result(WINAPI *) parameters)(void *)GetProcAddress(module, #name))) { \
        printf("# %s lacks %s\n", path, #name); \
        return false; \
    }
    BRIDGE_FUNCTIONS(X)
#undef X
    return true;
}

static DWORD WINAPI run_pump(void *unused)
{
    (void)unused;
    BridgeRunPump();
    return 0;
}

int main(int count, char **arguments)
{
    static const struct {
        const char *name;
        void (*run)(void);
    } groups[] = { { "codecs", test_codecs },           { "failures", test_failures },   { "registered", test_registered },
                   { "completions", test_completions }, { "registers", test_registers }, { "writer", test_writer },
                   { "threads", test_threads } };
    _setmode(_fileno(stdout), _O_BINARY);
    setvbuf(stdout, NULL, _IONBF, 0);
    if (count != 3 || !load_bridge(arguments[1]))
        return 2;
    HANDLE pump = CreateThread(NULL, 0, run_pump, NULL, 0, &pump_thread);
    bool is_known = false;
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
        if (strcmp(groups[i].name, arguments[2]) == 0) {
            is_known = true;
            groups[i].run();
        }
    BridgeStopPump();
    bool has_stopped = WaitForSingleObject(pump, 10000) == WAIT_OBJECT_0;
    if (!has_stopped)
        printf("not ok - the pump stops\n");
    return is_known && has_stopped && failures == 0 ? 0 : 1;
}
