/* Binary XML beside Microsoft's serializer, which runs on Mono in a process of its own and does its turns when it is told. */
#include "conversation.h"
#include "rows.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { kibibyte = 1024, mebibyte = 1024 * kibibyte };

static const char *serializer;

typedef struct peer {
    pid_t process;
    FILE *commands;
    FILE *answers;
    const char *work;
    char path[64];
} peer;

static void write_message(peer *peer, span message)
{
    snprintf(peer->path, sizeof peer->path, "%s/wsencoder-XXXXXX", P_tmpdir);
    int file = mkstemp(peer->path);
    if (file < 0 || write(file, message.bytes, message.size) != (ssize_t)message.size || close(file) != 0)
        give_up("no temporary file");
}

static peer start_peer(const char *work, span message)
{
    peer peer = { .work = work };
    write_message(&peer, message);
    int to[2], from[2];
    if (pipe(to) != 0 || pipe(from) != 0 || (peer.process = fork()) < 0)
        give_up("no process");
    if (peer.process == 0) {
        dup2(to[0], STDIN_FILENO);
        dup2(from[1], STDOUT_FILENO);
        close(to[0]), close(to[1]), close(from[0]), close(from[1]);
        execlp("mono", "mono", serializer, peer.path, "--turns", (char *)NULL);
        _exit(127);
    }
    close(to[0]), close(from[1]);
    peer.commands = fdopen(to[1], "w");
    peer.answers = fdopen(from[0], "r");
    return peer;
}

static void run_peer(void *context, uint64_t repetitions)
{
    peer *peer = context;
    char answer[64];
    fprintf(peer->commands, "%s %" PRIu64 "\n", peer->work, repetitions);
    if (fflush(peer->commands) != 0 || fgets(answer, sizeof answer, peer->answers) == NULL)
        give_up("mono %s failed", serializer);
    add_seconds_elsewhere(strtod(answer, NULL));
}

static void end_peer(peer *peer)
{
    fclose(peer->commands);
    fclose(peer->answers);
    waitpid(peer->process, NULL, 0);
    unlink(peer->path);
}

static void run(const row *row, const settings *settings)
{
    texts texts = *order_texts(row->size);
    texts.count = 1;
    conversation ours = make_conversation("msbin1", row->direction, row->is_untyped, &texts);
    peer theirs = start_peer(row->codec_name, texts.messages[0]);
    /* Time to compile what it runs often. */
    for (unsigned turn = 0; turn < 20; turn++)
        run_peer(&theirs, 1 + mebibyte / (row->size * 8));
    plan plan = { .rounds = settings->rounds ? settings->rounds : 15,
                  .turn = settings->quick ? 0.01 : 0.04,
                  .of_speeds = true };
    comparison result = compare((contender){ converse, &ours }, (contender){ run_peer, &theirs }, plan);
    double megabytes = (double)row->size / 1e6;
    report_comparison(row->name, megabytes / result.ours, megabytes / result.theirs, "MB/s", &result, row->target);
    end_peer(&theirs);
    free_conversation(&ours);
}

void add_serializer_rows(row_list *list, const char *program)
{
    static const struct {
        const char *suffix;
        size_t size;
        double least;
    } sizes[] = { { "1k", kibibyte, 6 }, { "1m", mebibyte, 12 } };
    static const struct {
        const char *name;
        const char *work;
        direction direction;
        bool is_untyped;
    } kinds[] = {
        { "wcf-encode", "encode", encoding, false },
        { "wcf-encode-untyped", "encode", encoding, true },
        { "wcf-encode-xmlreader", "encode-xmlreader", encoding, false },
        { "wcf-decode", "decode", decoding, false },
    };
    serializer = program;
    for (size_t size = 0; size < sizeof sizes / sizeof sizes[0]; size++)
        for (size_t kind = 0; kind < sizeof kinds / sizeof kinds[0]; kind++) {
            row row = { .codec_name = kinds[kind].work,
                        .direction = kinds[kind].direction,
                        .size = sizes[size].size,
                        .is_untyped = kinds[kind].is_untyped,
                        .target = { at_least, sizes[size].least },
                        .run = run };
            snprintf(row.name, sizeof row.name, "%s-%s", kinds[kind].name, sizes[size].suffix);
            add_row(list, row);
        }
}
