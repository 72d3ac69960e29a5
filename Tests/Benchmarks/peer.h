/* A program in a process of its own that does its turns when it is told, and says how long each took it. */
#ifndef BENCHMARKS_PEER_H
#define BENCHMARKS_PEER_H

#include "stream.h"

#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

typedef struct peer {
    pid_t process;
    FILE *commands;
    FILE *answers;
    const char *work;
    char path[64];
} peer;

/*
 * Runs "INTERPRETER PROGRAM FILE --turns", the file having the message; without an interpreter, "PROGRAM FILE --turns". The
 * program reads lines of a kind of work and a number, does the work so many times, and answers with seconds.
 */
peer start_peer(const char *interpreter, const char *program, const char *work, span message);

/* A turn: see contender. */
void run_peer(void *peer, uint64_t repetitions);

void end_peer(peer *peer);

#endif
