#include "peer.h"

#include "measure.h"
#include "settings.h"

#include <inttypes.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void write_message(peer *peer, span message)
{
    snprintf(peer->path, sizeof peer->path, "%s/wsencoder-XXXXXX", P_tmpdir);
    int file = mkstemp(peer->path);
    if (file < 0 || write(file, message.bytes, message.size) != (ssize_t)message.size || close(file) != 0)
        give_up("no temporary file");
}

peer start_peer(const char *interpreter, const char *program, const char *work, span message)
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
        if (interpreter != NULL)
            execlp(interpreter, interpreter, program, peer.path, "--turns", (char *)NULL);
        else
            execlp(program, program, peer.path, "--turns", (char *)NULL);
        _exit(127);
    }
    close(to[0]), close(from[1]);
    peer.commands = fdopen(to[1], "w");
    peer.answers = fdopen(from[0], "r");
    return peer;
}

void run_peer(void *context, uint64_t repetitions)
{
    peer *peer = context;
    char answer[64];
    fprintf(peer->commands, "%s %" PRIu64 "\n", peer->work, repetitions);
    if (fflush(peer->commands) != 0 || fgets(answer, sizeof answer, peer->answers) == NULL)
        give_up("the peer does not %s", peer->work);
    add_seconds_elsewhere(strtod(answer, NULL));
}

void end_peer(peer *peer)
{
    fclose(peer->commands);
    fclose(peer->answers);
    waitpid(peer->process, NULL, 0);
    unlink(peer->path);
}
