/* What functions made at run time cost, beside the bare closure of libffi that each is built on. */
#include "calls.h"
#include "rows.h"

static void compare_calls(const row *row, const settings *settings, call ours, call theirs)
{
    plan plan = { .rounds = settings->rounds ? settings->rounds : 101, .turn = settings->quick ? 0.0005 : 0.003 };
    work make_calls = row->abi == WSE_ABI_WIN64 ? make_win64_calls : make_native_calls;
    comparison result = compare((contender){ make_calls, &ours }, (contender){ make_calls, &theirs }, plan);
    report_comparison(row->name, result.ours * 1e9, result.theirs * 1e9, "ns/call", &result, row->target);
}

static void run_trampoline(const row *row, const settings *settings)
{
    WSE_TRAMPOLINE *trampoline;
    call ours = trampoline_call(row->abi, &trampoline);
    compare_calls(row, settings, ours, bare_closure(row->abi));
    WseFreeTrampoline(trampoline);
}

/* The implementation and the sink cost next to nothing. */
static void run_registered(const row *row, const settings *settings)
{
    WS_CHANNEL_ENCODER table;
    call ours = registered_call(row->is_checked, &table);
    compare_calls(row, settings, ours, bare_closure(WSE_ABI_DEFAULT));
    free_registered_call(&ours, &table);
}

#if defined(__x86_64__)
/* Beside a bare closure and the direct call. */
static void run_win64_table(const row *row, const settings *settings)
{
    WS_CHANNEL_ENCODER table, native;
    if (WseCreateChannelEncoder("identity", NULL, 0, &native, NULL) != S_OK)
        give_up("no identity encoder");
    call ours = win64_table_call(&table), theirs = bare_closure(WSE_ABI_WIN64), direct = table_call(&native);
    theirs.count = 0;
    theirs.then = native.encoderEncodeCallback;
    theirs.then_instance = direct.instance;
    compare_calls(row, settings, ours, theirs);
    free_win64_call(&ours, &table);
    native.freeEncoderCallback(direct.instance);
    WseFreeChannelEncoder(&native);
}
#endif

static void run_creation(const row *row, const settings *settings)
{
    enum { repetitions = 10000 };
    static double times[most_rounds];
    unsigned rounds = settings->rounds ? settings->rounds : 15;
    for (unsigned round = 0; round < rounds; round++) {
        double begin = now();
        create_and_free_trampolines(row->abi, repetitions);
        times[round] = (now() - begin) / repetitions * 1e9;
    }
    report_quantity(row->name, quartiles_of(times, rounds), "ns", rounds, row->target);
}

void add_trampoline_rows(row_list *list)
{
    add_row(list, (row){ .name = "trampoline-call", .target = { at_most, 1.15 }, .run = run_trampoline });
    add_row(list, (row){ .name = "registered-call", .run = run_registered });
    add_row(list, (row){ .name = "checked-call", .target = { at_most, 2 }, .run = run_registered, .is_checked = true });
    add_row(list, (row){ .name = "trampoline-create-free", .target = { below, 3000 }, .run = run_creation });
#if defined(__x86_64__)
    /* A Win64 closure of libffi costs a third of a System V one, so that one call more weighs as much more. */
    add_row(list, (row){ .name = "trampoline-call-win64", .run = run_trampoline, .abi = WSE_ABI_WIN64 });
    add_row(list,
            (row){ .name = "win64-table-call", .target = { at_most, 1.15 }, .run = run_win64_table, .abi = WSE_ABI_WIN64 });
#endif
}
