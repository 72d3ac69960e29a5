/* Messages of application/soap+msbinsession1, which one codec handles in a session: alone, or over net.tcp. */
#ifndef BENCHMARKS_SESSIONS_H
#define BENCHMARKS_SESSIONS_H

#include "scenarios.h"

/* Prepare the codec alone, or a session of framing.h that has the same codec, in the direction of the scenario. The strings of
 * the messages are known to both sides. */
void *prepare_session(const scenario *scenario);
void *prepare_frames(const scenario *scenario);

/* Encodes or decodes messages, one after the other. */
void process_session(void *context, uint64_t repetitions);

/* Sends messages, or receives messages that come one at a time. */
void send_frames(void *context, uint64_t repetitions);
void receive_frames(void *context, uint64_t repetitions);

#endif
