#ifndef COMPLETER_H
#define COMPLETER_H

#include "FakeChannel/fake_channel.h"

void completer_open(struct completer *completer);
void completer_close(struct completer *completer);
/** Has the completer call back; with `wait`, returns after it has. */
void completer_post(struct completer *completer, const WS_ASYNC_CONTEXT *context, HRESULT result, bool wait);
/** Whether this is the completer's own thread. */
bool completer_is_self(struct completer *completer);

#endif
