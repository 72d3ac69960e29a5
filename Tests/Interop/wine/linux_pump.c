/* Completions of Linux code. One may lead to Windows code, and that must never run on a thread that Wine does not know: it has
 * no thread environment block of its own, which almost every Windows function uses, and sooner or later the process ends. So a
 * thread that Linux code made never calls a callback itself. It leaves that to the pump: a thread that Wine made, waiting in
 * BridgeRunPump. */
#include "linux_side.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

struct job {
    struct job *next;
    WS_ASYNC_CONTEXT context;
    HRESULT result;
};

struct queue {
    struct job *first;
    struct job **end;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static struct queue to_worker = { NULL, &to_worker.first }, to_pump = { NULL, &to_pump.first };
static pthread_t worker;
static bool is_worker_running, is_stopping;

/** With the mutex held. */
static void append(struct queue *queue, struct job *job)
{
    job->next = NULL;
    *queue->end = job;
    queue->end = &job->next;
    pthread_cond_broadcast(&changed);
}

/** With the mutex held. Waits for a job; NULL when there is none left and it is time to stop. */
static struct job *take(struct queue *queue)
{
    while (!queue->first && !is_stopping)
        pthread_cond_wait(&changed, &mutex);
    struct job *job = queue->first;
    if (job && !(queue->first = job->next))
        queue->end = &queue->first;
    return job;
}

/* The thread that Wine does not know. */
static void *work(void *argument)
{
    pthread_mutex_lock(&mutex);
    for (struct job *job; (job = take(&to_worker));) {
        /* As if it worked: mostly, the call that began this has returned when it completes. */
        pthread_mutex_unlock(&mutex);
        usleep(100);
        pthread_mutex_lock(&mutex);
        append(&to_pump, job);
    }
    pthread_mutex_unlock(&mutex);
    return argument;
}

void complete_later(const WS_ASYNC_CONTEXT *context, HRESULT result)
{
    struct job *job = malloc(sizeof *job);
    if (!job)
        abort();
    job->context = *context;
    job->result = result;
    pthread_mutex_lock(&mutex);
    if (!is_worker_running && pthread_create(&worker, NULL, work, NULL) != 0)
        abort();
    is_worker_running = true;
    append(&to_worker, job);
    pthread_mutex_unlock(&mutex);
}

void BRIDGE_CALL BridgeRunPump(void)
{
    pthread_mutex_lock(&mutex);
    for (struct job *job; (job = take(&to_pump));) {
        pthread_mutex_unlock(&mutex);
        CALL(job->context.callback, HALF_WORD(job->result), HALF_WORD(WS_LONG_CALLBACK), WORD(job->context.callbackState));
        free(job);
        pthread_mutex_lock(&mutex);
    }
    pthread_mutex_unlock(&mutex);
}

void BRIDGE_CALL BridgeStopPump(void)
{
    pthread_mutex_lock(&mutex);
    is_stopping = true;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&mutex);
    if (is_worker_running)
        pthread_join(worker, NULL);
}
