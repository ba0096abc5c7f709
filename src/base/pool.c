/* pool.c - see pool.h. */
#include "base/pool.h"

#include <pthread.h>
#include <unistd.h>

#define MAX_WORKERS 64

struct work {
	pthread_mutex_t lock;
	size_t next, n;
	void (*fn)(void *ctx, size_t i, unsigned worker);
	void *ctx;
};

struct worker {
	struct work *work;
	unsigned id;
};

static void *work_on(void *arg)
{
	struct worker *me = arg;
	struct work *w = me->work;
	for (;;) {
		pthread_mutex_lock(&w->lock);
		size_t i = w->next < w->n ? w->next++ : w->n;
		pthread_mutex_unlock(&w->lock);
		if (i == w->n)
			return NULL;
		w->fn(w->ctx, i, me->id);
	}
}

void pool_run(unsigned n_workers, size_t n_items, void (*fn)(void *ctx, size_t i, unsigned worker),
	void *ctx)
{
	struct work w = {.next = 0, .n = n_items, .fn = fn, .ctx = ctx};
	struct worker workers[MAX_WORKERS];
	pthread_t threads[MAX_WORKERS];
	unsigned n_started = 0;
	if (n_workers > MAX_WORKERS)
		n_workers = MAX_WORKERS;
	if (n_workers > n_items)
		n_workers = (unsigned)n_items;
	pthread_mutex_init(&w.lock, NULL);
	for (unsigned i = 1; i < n_workers; i++) { /* the caller is worker 0 */
		workers[i] = (struct worker){&w, i};
		if (pthread_create(&threads[i], NULL, work_on, &workers[i]) != 0)
			break;
		n_started = i;
	}
	workers[0] = (struct worker){&w, 0};
	work_on(&workers[0]);
	for (unsigned i = 1; i <= n_started; i++)
		pthread_join(threads[i], NULL);
	pthread_mutex_destroy(&w.lock);
}

unsigned pool_cpus(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);
	return n < 1 ? 1 : n > MAX_WORKERS ? MAX_WORKERS : (unsigned)n;
}
