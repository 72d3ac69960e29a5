/* Threads that complete the sink's and the source's calls, and calls whose completion is awaited. */
#include "FakeChannel/fake_channel.h"
#include "FakeChannel/completer.h"

static void *run(void *argument)
{
    struct completer *completer = argument;
    pthread_mutex_lock(&completer->mutex);
    while (true) {
        while (!completer->has_work && !completer->is_stopping)
            pthread_cond_wait(&completer->changed, &completer->mutex);
        if (!completer->has_work)
            break;
        WS_ASYNC_CONTEXT context = completer->context;
        HRESULT result = completer->result;
        completer->has_work = false;
        pthread_mutex_unlock(&completer->mutex);
        context.callback(result, WS_LONG_CALLBACK, context.callbackState);
        pthread_mutex_lock(&completer->mutex);
        /* Unless the next work came while this was being done. */
        completer->is_called = !completer->has_work;
        pthread_cond_broadcast(&completer->changed);
    }
    pthread_mutex_unlock(&completer->mutex);
    return NULL;
}

void completer_post(struct completer *completer, const WS_ASYNC_CONTEXT *context, HRESULT result, bool wait)
{
    pthread_mutex_lock(&completer->mutex);
    if (!completer->is_running) {
        completer->is_running = true;
        if (pthread_create(&completer->thread, NULL, run, completer) != 0)
            abort();
    }
    /* One call is outstanding at a time, so that the completer is free or about to be. */
    completer->context = *context;
    completer->result = result;
    completer->has_work = true;
    completer->is_called = false;
    pthread_cond_broadcast(&completer->changed);
    while (wait && !completer->is_called)
        pthread_cond_wait(&completer->changed, &completer->mutex);
    pthread_mutex_unlock(&completer->mutex);
}

void completer_open(struct completer *completer)
{
    memset(completer, 0, sizeof *completer);
    pthread_mutex_init(&completer->mutex, NULL);
    pthread_cond_init(&completer->changed, NULL);
}

void completer_close(struct completer *completer)
{
    pthread_mutex_lock(&completer->mutex);
    completer->is_stopping = true;
    pthread_cond_broadcast(&completer->changed);
    pthread_mutex_unlock(&completer->mutex);
    if (completer->is_running)
        pthread_join(completer->thread, NULL);
    pthread_cond_destroy(&completer->changed);
    pthread_mutex_destroy(&completer->mutex);
}

bool completer_is_self(struct completer *completer)
{
    pthread_mutex_lock(&completer->mutex);
    bool is_self = completer->is_running && pthread_equal(completer->thread, pthread_self());
    pthread_mutex_unlock(&completer->mutex);
    return is_self;
}

/* One gate for all operations, which lie on stacks that are used again while a completer is still leaving it. */
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t gate_changed = PTHREAD_COND_INITIALIZER;

static void CALLBACK operation_callback(HRESULT result, WS_CALLBACK_MODEL model, void *state)
{
    struct operation *operation = state;
    (void)model;
    pthread_mutex_lock(&gate);
    /* Wrong on the calling thread while the call that it belongs to has not returned. */
    if (pthread_equal(operation->caller, pthread_self()) && !operation->has_returned)
        operation->callbacks += 1000;
    operation->callbacks++;
    operation->result = result;
    pthread_cond_broadcast(&gate_changed);
    pthread_mutex_unlock(&gate);
}

void operation_begin(struct operation *operation)
{
    memset(operation, 0, sizeof *operation);
    operation->caller = pthread_self();
    operation->context.callback = operation_callback;
    operation->context.callbackState = operation;
}

HRESULT operation_finish(struct operation *operation, HRESULT returned)
{
    pthread_mutex_lock(&gate);
    operation->has_returned = true;
    while (returned == WS_S_ASYNC && operation->callbacks == 0)
        pthread_cond_wait(&gate_changed, &gate);
    int callbacks = operation->callbacks;
    HRESULT result = operation->result;
    pthread_mutex_unlock(&gate);
    if (returned != WS_S_ASYNC) {
        if (callbacks != 0)
            fail_msg("the callback came although 0x%08x was returned", (unsigned)returned);
        return returned;
    }
    if (callbacks != 1 || result == WS_S_ASYNC)
        fail_msg("the callback came %d times, with result 0x%08x", callbacks, (unsigned)result);
    return result;
}
