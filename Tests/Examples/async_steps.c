/*
 * WsAsyncExecute: an operation of two steps, of which the first completes later, on another thread.
 *
 *     cc -o async_steps async_steps.c $(pkg-config --cflags --libs wsencoder) -lpthread
 *     ./async_steps
 */
#include <pthread.h>
#include <stdio.h>
#include <wsencoder.h>

typedef struct {
    WS_ASYNC_CONTEXT waiting; /* what to call when the first step has completed */
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int is_done;
} operation;

static void *complete_later(void *context)
{
    operation *self = context;
    self->waiting.callback(S_OK, WS_SHORT_CALLBACK, self->waiting.callbackState);
    return NULL;
}

static HRESULT CALLBACK second_step(HRESULT hr, WS_CALLBACK_MODEL model, void *state, WS_ASYNC_OPERATION *next,
                                    const WS_ASYNC_CONTEXT *async, WS_ERROR *error)
{
    (void)model, (void)state, (void)next, (void)async, (void)error;
    puts("second step");
    return hr; /* what the first step ended with */
}

static HRESULT CALLBACK first_step(HRESULT hr, WS_CALLBACK_MODEL model, void *state, WS_ASYNC_OPERATION *next,
                                   const WS_ASYNC_CONTEXT *async, WS_ERROR *error)
{
    operation *self = state;
    (void)hr, (void)model, (void)error;
    puts("first step");
    next->function = second_step;
    if (async == NULL)
        return S_OK;        /* run synchronously: complete before returning */
    self->waiting = *async; /* the pointer is valid during this call only */
    return pthread_create(&self->thread, NULL, complete_later, self) == 0 ? WS_S_ASYNC : E_OUTOFMEMORY;
}

static void CALLBACK done(HRESULT hr, WS_CALLBACK_MODEL model, void *state)
{
    operation *self = state;
    (void)model;
    printf("done: 0x%08X\n", (unsigned)hr);
    pthread_mutex_lock(&self->lock);
    self->is_done = 1;
    pthread_cond_signal(&self->changed);
    pthread_mutex_unlock(&self->lock);
}

int main(void)
{
    operation self = { .lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER };
    WS_ASYNC_STATE memory; /* stays valid until the operation has completed */
    const WS_ASYNC_CONTEXT context = { done, &self };
    HRESULT hr = WsAsyncExecute(&memory, first_step, WS_LONG_CALLBACK, &self, &context, NULL);
    if (hr != WS_S_ASYNC) /* it has completed already, or failed: the callback is not called */
        done(hr, WS_SHORT_CALLBACK, &self);
    pthread_mutex_lock(&self.lock);
    while (!self.is_done)
        pthread_cond_wait(&self.changed, &self.lock);
    pthread_mutex_unlock(&self.lock);
    return SUCCEEDED(hr) ? pthread_join(self.thread, NULL) : 1;
}
